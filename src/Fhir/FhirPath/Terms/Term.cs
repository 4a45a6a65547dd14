namespace Helhed.Fhir.FhirPath;

/// <summary>A node of the syntax tree, which evaluates itself on a <see cref="Machine"/>.</summary>
internal abstract class Term(int position)
{
    /// <summary>Place in the expression, in characters from 0.</summary>
    public int Position { get; } = position;

    /// <summary>Terms from here to the deepest below, which bounds the recursion.</summary>
    public int Height { get; set; } = 1;

    /// <summary>Puts the items of the result on the machine's stack; false when it fails, with the machine's error set.</summary>
    public abstract bool Push(Machine m);

    /// <summary>The result as a Boolean, where one is expected.</summary>
    public virtual Truth Test(Machine m)
    {
        var start = m.Count;
        return Push(m) ? m.PopTruth(start, this) : Truth.Failed;
    }

    /// <summary>Whether the result has any items.</summary>
    public virtual Truth Any(Machine m)
    {
        var start = m.Count;
        if (!Push(m))
        {
            return Truth.Failed;
        }

        var any = m.Count > start;
        m.Drop(start);
        return any ? Truth.True : Truth.False;
    }

    /// <summary>The type of the result as far as it is certain before evaluation; tells the checker what cannot be right.</summary>
    public abstract Shape Check(Checker c);
}

/// <summary>A term whose result is a Boolean or empty.</summary>
internal abstract class BooleanTerm(int position) : Term(position)
{
    public abstract override Truth Test(Machine m);

    public sealed override bool Push(Machine m) => m.Push(Test(m));

    public override Truth Any(Machine m) => Test(m) switch
    {
        Truth.Failed => Truth.Failed,
        Truth.Empty => Truth.False,
        _ => Truth.True,
    };
}
