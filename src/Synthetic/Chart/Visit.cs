using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>A contact that has taken place, for everything that came of it to point at.</summary>
internal sealed record Visit(Reference Encounter, DateTime Start, DateTime End, Clinician Who, CareUnit Where)
{
    internal IReadOnlyList<Reference> Encounters { get; } = [Encounter];

    internal DateOnly Day => DateOnly.FromDateTime(Start);

    internal DateOnly LastDay => DateOnly.FromDateTime(End);

    internal bool InPractice => Where.Kind == UnitKind.Practice;
}
