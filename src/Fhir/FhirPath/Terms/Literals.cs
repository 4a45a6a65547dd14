namespace Helhed.Fhir.FhirPath;

/// <summary>A value that stands in the expression.</summary>
internal sealed class LiteralTerm(int position, PathItem value) : Term(position)
{
    public PathItem Value { get; } = value;

    public override bool Push(Machine m)
    {
        m.Push(Value);
        return true;
    }

    public override Shape Check(Checker c) => Shape.Of(PathType.Of(Value));
}

/// <summary><c>{}</c></summary>
internal sealed class EmptyTerm(int position) : Term(position)
{
    public override bool Push(Machine m) => true;

    public override Shape Check(Checker c) => Shape.Empty;
}

/// <summary>A literal of the right form that stands for nothing, such as the 31st of June.</summary>
internal sealed class ImpossibleTerm(int position, string message) : Term(position)
{
    public override bool Push(Machine m) => m.Fail(this, message);

    public override Shape Check(Checker c) => Shape.Unknown;
}

/// <summary><c>$this</c>, written or meant.</summary>
internal sealed class ThisTerm(int position) : Term(position)
{
    public override bool Push(Machine m)
    {
        if (m.Scope.This.Kind != ItemKind.None)
        {
            m.Push(m.Scope.This);
        }

        return true;
    }

    public override Truth Test(Machine m) => Machine.TruthOf(m.Scope.This);

    public override Shape Check(Checker c) => c.This;
}

/// <summary><c>$index</c></summary>
internal sealed class IndexVariableTerm(int position) : Term(position)
{
    public override bool Push(Machine m)
    {
        m.Push(PathItem.Of(m.Scope.Index));
        return true;
    }

    public override Shape Check(Checker c) => Shape.Of(PathType.Integer);
}

/// <summary><c>$total</c></summary>
internal sealed class TotalTerm(int position) : Term(position)
{
    public override bool Push(Machine m)
    {
        var end = m.Scope.TotalStart + m.Scope.TotalCount;
        for (var i = m.Scope.TotalStart; i < end; i++)
        {
            m.Push(m[i]);
        }

        return m.Spend(m.Scope.TotalCount, this);
    }

    public override Shape Check(Checker c) => Shape.Unknown;
}
