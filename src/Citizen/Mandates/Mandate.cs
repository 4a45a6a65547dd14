using Helhed.Fhir.R4;

namespace Helhed.Citizen;

/// <summary>What of a record a mandate is about.</summary>
/// <param name="Key">In forms.</param>
/// <param name="Types">FHIR types; none for everything.</param>
public sealed record MandateScope(string Key, IReadOnlyList<string> Types)
{
    /// <summary>The choices, the widest first.</summary>
    public static IReadOnlyList<MandateScope> All { get; } =
    [
        new("alt", []),
        new("aftaler", ["Appointment", "Encounter"]),
        new("medicin", ["MedicationRequest", "MedicationStatement", "MedicationDispense", "Immunization", "AllergyIntolerance"]),
        new("svar", ["Observation", "DiagnosticReport"]),
        new("noter", ["DocumentReference", "Composition", "Condition", "Procedure", "CarePlan", "ServiceRequest"]),
    ];

    internal static MandateScope? Of(string? key) => All.FirstOrDefault(s => s.Key == key);

    /// <summary>The choice that a consent says; null when it is narrowed in another way.</summary>
    internal static MandateScope? Of(Consent consent)
    {
        var types = consent.Provision?.Class.Select(c => c.Code).OfType<string>().Order(StringComparer.Ordinal).ToList() ?? [];
        return All.FirstOrDefault(s => s.Types.Order(StringComparer.Ordinal).SequenceEqual(types));
    }
}

/// <summary>A mandate that a citizen wants to give.</summary>
/// <param name="To">"Patient/x".</param>
/// <param name="Name">What they are called.</param>
/// <param name="Scope">What of the record.</param>
/// <param name="Last">The last day.</param>
/// <param name="Key">Of the form: what is sent twice is given once.</param>
public sealed record MandateDraft(string To, string Name, MandateScope Scope, DateOnly Last, string Key);

/// <summary>A mandate that was given.</summary>
/// <param name="Id">Of the Consent.</param>
/// <param name="To">"Patient/x".</param>
/// <param name="Scope">What of the record; null when it was written elsewhere in another way.</param>
/// <param name="Last">The last day; null without an end.</param>
public sealed record GivenMandate(string Id, string To, MandateScope? Scope, DateOnly? Last)
{
    /// <summary>Of the record: who wrote it down for the citizen stands there.</summary>
    internal IReadOnlyList<Extension> Extensions { get; init; } = [];

    /// <summary>The day it was given; null when it is not said.</summary>
    internal DateOnly? From { get; init; }

    /// <summary>The signed paper is kept.</summary>
    internal bool HasPaper { get; init; }
}
