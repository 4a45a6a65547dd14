namespace Helhed.Fhir.Terminology;

/// <summary>Whether a code is in a set: three values, since a set may be made of content that is not here.</summary>
internal enum Verdict : byte
{
    No,
    Yes,
    Unsure,
}

/// <summary>Kleene's logic: what is unsure stays so unless the other side decides.</summary>
internal static class Kleene
{
    public static Verdict And(Verdict a, Verdict b) =>
        a == Verdict.No || b == Verdict.No ? Verdict.No : a == Verdict.Yes && b == Verdict.Yes ? Verdict.Yes : Verdict.Unsure;

    public static Verdict Or(Verdict a, Verdict b) =>
        a == Verdict.Yes || b == Verdict.Yes ? Verdict.Yes : a == Verdict.No && b == Verdict.No ? Verdict.No : Verdict.Unsure;

    public static Verdict Without(Verdict a, Verdict b) => And(a, Not(b));

    public static Verdict Not(Verdict a) => a switch { Verdict.No => Verdict.Yes, Verdict.Yes => Verdict.No, _ => Verdict.Unsure };

    public static Verdict Of(bool yes) => yes ? Verdict.Yes : Verdict.No;

    public static Verdict Apply(SetOperation operation, Verdict a, Verdict b) => operation switch
    {
        SetOperation.Or => Or(a, b),
        SetOperation.And => And(a, b),
        _ => Without(a, b),
    };
}

/// <summary>How two sets make a third.</summary>
internal enum SetOperation
{
    Or,
    And,
    Without,
}
