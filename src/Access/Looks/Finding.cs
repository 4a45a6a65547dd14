namespace Helhed.Access.Looks;

/// <summary>Why an access is worth a reviewer's look.</summary>
public enum FindingKind
{
    /// <summary>Somebody at work looked at their own record.</summary>
    Own,

    /// <summary>The patient is a child in the custody of the one who looked, or shares custody of a child with them.</summary>
    Family,

    /// <summary>The patient works in the health service.</summary>
    Colleague,

    /// <summary>The patient's name and address are protected.</summary>
    Protected,

    /// <summary>A claim of a relation whose evidence never came, or tries that were refused.</summary>
    NoRelation,

    /// <summary>The only evidence of a relation was written by the one who looked.</summary>
    SelfMade,

    /// <summary>Far more patients in a day than is usual for the role.</summary>
    Volume,
}

/// <summary>A finding: never a proof of wrong, always a reason to ask.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Person">Who looked, "Practitioner/x".</param>
/// <param name="Role">In which role.</param>
/// <param name="Patient">"Patient/x"; null when it is about many, or the patient has no identifier.</param>
/// <param name="Times">How often; for <see cref="FindingKind.Volume"/>, how many patients.</param>
/// <param name="Last">When last.</param>
public sealed record Finding(FindingKind Kind, string Person, string Role, string? Patient, int Times, DateTimeOffset Last)
{
    /// <summary>For <see cref="FindingKind.Volume"/>: the median of patients a day for the role.</summary>
    public double? Median { get; init; }
}

/// <summary>What was found in a period.</summary>
/// <param name="Found">The findings, by kind and newest first.</param>
/// <param name="Accesses">How many accesses by staff were gone through.</param>
/// <param name="IsWhole">False when the period held more than is gone through at once.</param>
public sealed record FindingReport(IReadOnlyList<Finding> Found, long Accesses, bool IsWhole);
