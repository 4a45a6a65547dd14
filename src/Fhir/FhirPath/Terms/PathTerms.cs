using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.FhirPath;

/// <summary>
/// A name at the beginning of a path: the type of what it begins from (<c>Patient.name</c>), or one of its elements.
/// </summary>
internal sealed class HeadTerm(int position, string name) : Term(position)
{
    // A path begins from a resource or data type; names in lower case are elements, though primitives have such names too.
    private readonly TypeDefinition? _type = name.Length > 0 && char.IsUpper(name[0]) ? R4Definitions.Default.Find(name) : null;
    private readonly PathSteps _steps = new(name);

    public string Name { get; } = name;

    /// <summary>The step from <c>$this</c>; null when the name may be that of a type.</summary>
    public PathSteps? Steps => _type is null ? _steps : null;

    public override bool Push(Machine m)
    {
        var self = m.Scope.This;
        if (_type is not null && self.Kind == ItemKind.Node && Is(self.Node.Type))
        {
            m.Push(self);
            return true;
        }

        return self.Kind == ItemKind.None || _steps.Push(m, self, this);
    }

    public override Truth Any(Machine m)
    {
        if (_type is not null || m.Scope.This.Kind == ItemKind.None)
        {
            return base.Any(m);
        }

        var self = m.Scope.This;
        return _steps.Any(m, self, this);
    }

    public override Shape Check(Checker c)
    {
        if (_type is not null)
        {
            return c.CheckRoot(this, _type);
        }

        return c.CheckMember(this, c.This, Name);
    }

    private bool Is(TypeDefinition? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (ReferenceEquals(type, _type))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A name behind a dot. Several in a row are walked together, from what comes before them.</summary>
internal sealed class MemberTerm : Term
{
    // Null for $this.
    private readonly Term? _start;
    private readonly PathSteps _steps;

    public MemberTerm(int position, Term input, string name)
        : base(position)
    {
        Input = input;
        Name = name;
        (_start, _steps) = input switch
        {
            MemberTerm before => (before._start, before._steps.With(name)),
            HeadTerm { Steps: { } first } => (null, first.With(name)),
            _ => (input, new PathSteps(name)),
        };
    }

    public Term Input { get; }

    public string Name { get; }

    public override bool Push(Machine m)
    {
        if (_start is null)
        {
            var self = m.Scope.This;
            return self.Kind == ItemKind.None || _steps.Push(m, self, this);
        }

        var start = m.Count;
        if (!_start.Push(m))
        {
            return false;
        }

        var end = m.Count;
        if (end - start == 1)
        {
            var single = m[start];
            m.Drop(start);
            return _steps.Push(m, single, this);
        }

        for (var i = start; i < end; i++)
        {
            var item = m[i];
            if (!_steps.Push(m, item, this))
            {
                return false;
            }
        }

        m.Remove(start, end);
        return true;
    }

    public override Truth Any(Machine m)
    {
        if (_start is null)
        {
            return base.Any(m);
        }

        var start = m.Count;
        if (!_start.Push(m))
        {
            return Truth.Failed;
        }

        var end = m.Count;
        var any = Truth.False;
        for (var i = start; i < end && any == Truth.False; i++)
        {
            var item = m[i];
            any = _steps.Any(m, item, this);
        }

        m.Drop(start);
        return any;
    }

    public override Shape Check(Checker c) => c.CheckMember(this, Input.Check(c), Name);
}

/// <summary><c>items[index]</c></summary>
internal sealed class IndexerTerm(int position, Term input, Term index) : Term(position)
{
    public override bool Push(Machine m)
    {
        var start = m.Count;
        if (!input.Push(m) || !m.Argument(index, out var at))
        {
            return false;
        }

        var number = SystemValue.Of(at);
        if (number.Kind is not (ItemKind.None or ItemKind.Integer))
        {
            return m.Fail(this, "An index is an Integer: name[0].");
        }

        if (number.Kind == ItemKind.None || number.Integer < 0 || number.Integer >= m.Count - start)
        {
            m.Drop(start);
            return true;
        }

        m.Set(start, m[start + number.Integer]);
        m.Drop(start + 1);
        return true;
    }

    public override Shape Check(Checker c)
    {
        var shape = input.Check(c);
        index.Check(c);
        return c.CheckOrder(this, shape, "An index");
    }
}
