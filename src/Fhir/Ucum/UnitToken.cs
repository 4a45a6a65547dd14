namespace Helhed.Fhir.Ucum;

internal enum UnitTokenKind
{
    Symbol,
    Factor,
    Annotation,
    Times,
    Over,
    Open,
    Close,
}

/// <summary>A piece of a unit's text, known to stand where the grammar allows it.</summary>
internal readonly record struct UnitToken(UnitTokenKind Kind, int Start, int Length, UnitAtom? Atom = null, UnitPrefix? Prefix = null, int Exponent = 1);
