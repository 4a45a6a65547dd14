namespace Helhed.Fhir.FhirPath;

/// <summary>See <see href="https://hl7.org/fhirpath/N1/#existence"/>.</summary>
internal static class ExistenceFunctions
{
    public static FunctionDefinition[] All { get; } =
    [
        new("exists", 0, 1, call => new ExistsTerm(call, isNegated: false)),
        new("empty", 0, 0, call => new ExistsTerm(call, isNegated: true)),
        new("not", 0, 0, call => new NotTerm(call)),
        new("all", 1, 1, call => new AllTerm(call)),
        new("hasValue", 0, 0, call => new HasValueTerm(call)),
        new("allTrue", 0, 0, call => new EveryTerm(call, Truth.False, Truth.True)),
        new("anyTrue", 0, 0, call => new EveryTerm(call, Truth.True, Truth.False)),
        new("allFalse", 0, 0, call => new EveryTerm(call, Truth.True, Truth.True)),
        new("anyFalse", 0, 0, call => new EveryTerm(call, Truth.False, Truth.False)),
        new("isDistinct", 0, 0, call => new IsDistinctTerm(call)),
        ListTerm.Define("distinct", 0, 0, (m, at, start) => Distinct.Compact(m, start, at), ListTerm.Same),
        ListTerm.Define("count", 0, 0, Count, PathType.Integer),
        ListTerm.Define("subsetOf", 1, 1, (m, at, start) => Subset(m, at, start, isReversed: false), PathType.Boolean),
        ListTerm.Define("supersetOf", 1, 1, (m, at, start) => Subset(m, at, start, isReversed: true), PathType.Boolean),
    ];

    private static bool Count(Machine m, FunctionTerm at, int start)
    {
        var count = m.Count - start;
        m.Drop(start);
        m.Push(PathItem.Of(count));
        return true;
    }

    private static bool Subset(Machine m, FunctionTerm at, int start, bool isReversed)
    {
        var middle = m.Count;
        if (!Operands.Push(m, at.Arguments[0]))
        {
            return false;
        }

        var (itemStart, itemEnd, setStart, setEnd) = isReversed ? (middle, m.Count, start, middle) : (start, middle, middle, m.Count);
        var set = new ItemSet(m, setStart);
        for (var i = setStart; i < setEnd; i++)
        {
            set.Add();
        }

        var result = true;
        for (var i = itemStart; i < itemEnd && result; i++)
        {
            result = set.Contains(m[i], at);
        }

        set.Return();
        m.Drop(start);
        m.Push(PathItem.Of(result));
        return m.Error is null;
    }
}

/// <summary>exists(), exists(criteria) and empty().</summary>
internal sealed class ExistsTerm(FunctionCall call, bool isNegated) : BooleanTerm(call.Position)
{
    private readonly Term _input = call.Input;
    private readonly Term? _criteria = call.Arguments is [var criteria] ? criteria : null;

    public override Truth Test(Machine m)
    {
        if (_criteria is not null)
        {
            return TestEach(m, _criteria);
        }

        var any = _input.Any(m);
        return !isNegated || any == Truth.Failed ? any : any == Truth.True ? Truth.False : Truth.True;
    }

    public override Shape Check(Checker c)
    {
        var input = _input.Check(c);
        if (_criteria is not null)
        {
            c.CheckWithin(input, _criteria);
        }

        return Shape.Of(PathType.Boolean);
    }

    private Truth TestEach(Machine m, Term criteria)
    {
        var start = m.Count;
        if (!_input.Push(m))
        {
            return Truth.Failed;
        }

        var end = m.Count;
        var outer = m.Scope;
        var result = Truth.False;
        for (var i = start; i < end && result == Truth.False; i++)
        {
            var truth = Lambda.Next(m, criteria, m[i], i - start);
            result = truth == Truth.Empty ? Truth.False : truth;
        }

        m.Scope = outer;
        m.Drop(start);
        return result;
    }
}

/// <summary>not()</summary>
internal sealed class NotTerm(FunctionCall call) : BooleanTerm(call.Position)
{
    private readonly Term _input = call.Input;

    public override Truth Test(Machine m) => _input.Test(m) switch
    {
        Truth.True => Truth.False,
        Truth.False => Truth.True,
        var other => other,
    };

    public override Shape Check(Checker c)
    {
        _input.Check(c);
        return Shape.Of(PathType.Boolean);
    }
}

/// <summary>all(criteria)</summary>
internal sealed class AllTerm(FunctionCall call) : BooleanTerm(call.Position)
{
    private readonly Term _input = call.Input;
    private readonly Term _criteria = call.Arguments[0];

    public override Truth Test(Machine m)
    {
        var start = m.Count;
        if (!_input.Push(m))
        {
            return Truth.Failed;
        }

        var end = m.Count;
        var outer = m.Scope;
        var result = Truth.True;
        for (var i = start; i < end && result == Truth.True; i++)
        {
            var truth = Lambda.Next(m, _criteria, m[i], i - start);
            result = truth == Truth.Empty ? Truth.False : truth;
        }

        m.Scope = outer;
        m.Drop(start);
        return result;
    }

    public override Shape Check(Checker c)
    {
        c.CheckWithin(_input.Check(c), _criteria);
        return Shape.Of(PathType.Boolean);
    }
}

/// <summary>allTrue(), anyTrue(), allFalse(), anyFalse(): looks for the item that decides.</summary>
internal sealed class EveryTerm(FunctionCall call, Truth sought, Truth otherwise) : BooleanTerm(call.Position)
{
    private readonly Term _input = call.Input;

    public override Truth Test(Machine m)
    {
        var start = m.Count;
        if (!_input.Push(m))
        {
            return Truth.Failed;
        }

        var result = otherwise;
        for (var i = start; i < m.Count; i++)
        {
            var value = SystemValue.Of(m[i]);
            if (value.Kind != ItemKind.Boolean)
            {
                m.Fail(this, $"{call.Name}() is for Booleans, not {PathType.Of(m[i])}.");
                result = Truth.Failed;
                break;
            }

            if (value.Boolean == (sought == Truth.True))
            {
                result = otherwise == Truth.True ? Truth.False : Truth.True;
            }
        }

        m.Drop(start);
        return result;
    }

    public override Shape Check(Checker c)
    {
        _input.Check(c);
        return Shape.Of(PathType.Boolean);
    }
}

/// <summary>hasValue(): one primitive that has a value, not only extensions.</summary>
internal sealed class HasValueTerm(FunctionCall call) : BooleanTerm(call.Position)
{
    private readonly Term _input = call.Input;

    public override Truth Test(Machine m)
    {
        var start = m.Count;
        if (!_input.Push(m))
        {
            return Truth.Failed;
        }

        var has = m.Count - start == 1 && (SystemValue.HasValue(m[start]) || m[start].Kind != ItemKind.Node);
        m.Drop(start);
        return has ? Truth.True : Truth.False;
    }

    public override Shape Check(Checker c)
    {
        _input.Check(c);
        return Shape.Of(PathType.Boolean);
    }
}

/// <summary>isDistinct()</summary>
internal sealed class IsDistinctTerm(FunctionCall call) : BooleanTerm(call.Position)
{
    private readonly Term _input = call.Input;

    public override Truth Test(Machine m)
    {
        var start = m.Count;
        if (!_input.Push(m))
        {
            return Truth.Failed;
        }

        var count = m.Count;
        if (!Distinct.Compact(m, start, this))
        {
            return Truth.Failed;
        }

        var isDistinct = m.Count == count;
        m.Drop(start);
        return isDistinct ? Truth.True : Truth.False;
    }

    public override Shape Check(Checker c)
    {
        _input.Check(c);
        return Shape.Of(PathType.Boolean);
    }
}
