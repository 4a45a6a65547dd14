using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.FhirPath;

/// <summary>What <c>$this</c>, <c>$index</c> and <c>$total</c> stand for.</summary>
internal struct Scope
{
    /// <summary>None where it is empty.</summary>
    public PathItem This;
    public int Index;
    public int TotalStart;
    public int TotalCount;
}

/// <summary>A variable of defineVariable(), and those defined before it.</summary>
internal sealed record Variable(string Name, PathItem[] Items, Variable? Next);

/// <summary>
/// The state of one evaluation: a stack on which every term puts its items, so that collections need no objects. A machine is taken from
/// its thread and put back; two evaluations at the same time (one within another) have two.
/// </summary>
internal sealed class Machine
{
    private const int MostItems = 1_000_000;
    private const int StepsBetweenClocks = 20_000;
    private const int MostKept = 4096;

    [ThreadStatic]
    private static Machine? t_spare;

    private PathItem[] _items = new PathItem[32];
    private int _highest;
    private int _steps;
    private int _checkAt;
    private long _startedAt;
    private DateTimeOffset? _now;
    private Dictionary<string, int>? _entries;
    private Variable? _variables;
    private FhirPathError? _error;
    private bool _isUsed;

    public int Count { get; private set; }

    public Scope Scope;

    public Variable? Variables
    {
        get => _variables;
        set
        {
            if (!ReferenceEquals(value, _variables))
            {
                _variables = value;
                _isUsed = true;
            }
        }
    }

    public FhirPathContext Context { get; private set; } = FhirPathContext.Default;

    public PathNode Focus { get; private set; }

    public FhirPathError? Error => _error;

    /// <summary>One moment for the whole evaluation.</summary>
    public DateTimeOffset Now
    {
        get
        {
            _isUsed = true;
            return _now ??= Context.Clock.GetLocalNow();
        }
    }

    public ref readonly PathItem this[int index] => ref _items[index];

    public static Machine Rent(in PathNode focus, FhirPathContext context)
    {
        var machine = t_spare ?? new Machine();
        t_spare = null;
        machine.Focus = focus;
        if (!ReferenceEquals(machine.Context, context))
        {
            machine.Context = context;
        }

        machine._steps = context.MaxSteps;
        machine._checkAt = Math.Max(0, context.MaxSteps - StepsBetweenClocks);
        machine.Scope.This = PathItem.OfNode(focus);
        return machine;
    }

    public void Return()
    {
        Note();
        if (_items.Length > MostKept)
        {
            _items = new PathItem[32];
        }
        else
        {
            _items.AsSpan(0, _highest).Clear();
        }

        // Nothing of the document is held on to. What is rarely set is rarely reset: each reference costs a barrier.
        _highest = Count = 0;
        Scope = default;
        Focus = default;
        if (_isUsed)
        {
            Reset();
        }

        t_spare = this;
    }

    private void Reset()
    {
        _variables = null;
        _error = null;
        _now = null;
        _entries = null;
        _startedAt = 0;
        _isUsed = false;
    }

    public ReadOnlySpan<PathItem> From(int start) => _items.AsSpan(start, Count - start);

    public ReadOnlySpan<PathItem> Range(int start, int count) => _items.AsSpan(start, count);

    /// <summary>Items that may be put in another order.</summary>
    public Span<PathItem> Writable(int start) => _items.AsSpan(start, Count - start);

    /// <summary>Puts an item on the stack; past the limit nothing is put there, and the next <see cref="Spend"/> fails.</summary>
    public void Push(in PathItem item)
    {
        if (Count == _items.Length && !Grow())
        {
            return;
        }

        _items[Count++] = item;
    }

    public void Drop(int start)
    {
        Note();
        Count = start;
    }

    public void Set(int index, in PathItem item) => _items[index] = item;

    /// <summary>Takes out the items from one place to another, so that those behind them move down.</summary>
    public void Remove(int start, int end)
    {
        if (end > start)
        {
            Note();
            _items.AsSpan(end, Count - end).CopyTo(_items.AsSpan(start));
            Count -= end - start;
        }
    }

    /// <summary>Counts steps; false when a limit is passed.</summary>
    public bool Spend(int steps, Term at) => (_steps -= steps) >= _checkAt || CheckLimits(at);

    /// <summary>Looks at the clock now, behind something whose cost is not counted in steps.</summary>
    public bool CheckTime(Term at) => CheckLimits(at);

    /// <summary>Notes why the evaluation fails; the first reason stays.</summary>
    public bool Fail(Term at, string message, FhirPathErrorKind kind = FhirPathErrorKind.Execution)
    {
        _error ??= new FhirPathError(kind, message, at.Position);
        _isUsed = true;
        return false;
    }

    public Truth FailTruth(Term at, string message)
    {
        Fail(at, message);
        return Truth.Failed;
    }

    /// <summary>Takes what is above <paramref name="start"/> as one item, or None; false when there are several.</summary>
    public bool PopSingle(int start, Term at, out PathItem item)
    {
        var count = Count - start;
        Drop(start);
        item = count == 1 ? _items[start] : default;
        return count <= 1 || Fail(at, $"One item is expected here, not {count}. Use first(), where(…) or select(…).");
    }

    /// <summary>Singleton evaluation as a Boolean. See <see href="https://hl7.org/fhirpath/N1/#singleton-evaluation-of-collections"/>.</summary>
    public Truth PopTruth(int start, Term at)
    {
        if (!PopSingle(start, at, out var item))
        {
            return Truth.Failed;
        }

        return TruthOf(item);
    }

    public static Truth TruthOf(in PathItem item) => item.Kind switch
    {
        ItemKind.None => Truth.Empty,
        ItemKind.Boolean => item.Boolean ? Truth.True : Truth.False,
        ItemKind.Node => item.Raw.Kind switch
        {
            Json.NodeKind.True => Truth.True,
            Json.NodeKind.False => Truth.False,
            _ => item.Node.Type.Primitive == PrimitiveKind.Boolean ? Truth.Empty : Truth.True,
        },
        _ => Truth.True,
    };

    public bool Push(Truth truth)
    {
        if (truth is Truth.True or Truth.False)
        {
            Push(PathItem.Of(truth == Truth.True));
        }

        return truth != Truth.Failed;
    }

    /// <summary>The value of an argument that must be one text; null with an error, or with none where it is empty.</summary>
    public bool Argument(Term argument, out PathItem item)
    {
        var start = Count;
        var variables = Variables;
        item = default;
        if (!argument.Push(this))
        {
            return false;
        }

        Variables = variables;
        return PopSingle(start, argument, out item);
    }

    /// <summary>Resources in the document's Bundle by fullUrl.</summary>
    public Dictionary<string, int> Entries(Func<Dictionary<string, int>> read)
    {
        _isUsed = true;
        return _entries ??= read();
    }

    // How far up there may be items, which hold documents: known when the stack goes down.
    private void Note()
    {
        if (Count > _highest)
        {
            _highest = Count;
        }
    }

    private bool Grow()
    {
        if (_items.Length >= MostItems)
        {
            _steps = int.MinValue / 2;
            return false;
        }

        Array.Resize(ref _items, _items.Length * 2);
        return true;
    }

    private bool CheckLimits(Term at)
    {
        if (_steps < 0)
        {
            return Fail(at, "The expression was given up: it takes too many steps or makes too many items.");
        }

        _checkAt = Math.Max(0, _steps - StepsBetweenClocks);
        var now = Context.Clock.GetTimestamp();
        if (_startedAt == 0)
        {
            _startedAt = now;
            _isUsed = true;
        }

        return Context.Clock.GetElapsedTime(_startedAt, now) <= Context.MaxTime || Fail(at, $"The expression was given up after {Context.MaxTime.TotalSeconds} s.");
    }
}
