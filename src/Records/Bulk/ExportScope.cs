namespace Helhed.Records.Bulk;

/// <summary>What is exported. Kept with the job as JSON.</summary>
/// <param name="Level">system, patient or group.</param>
/// <param name="Types">Resource types, in the order of the files; never empty.</param>
internal sealed record ExportScope(string Level, IReadOnlyList<string> Types)
{
    /// <summary>Id of the group.</summary>
    public string? Group { get; init; }

    /// <summary>Only these patients' resources; null for all.</summary>
    public IReadOnlyList<string>? Patients { get; init; }

    /// <summary>Only what was written after this Unix millisecond.</summary>
    public long? SinceMs { get; init; }

    /// <summary>Searches that a type's resources must match one of, by type.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Filters { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Only these elements (<c>name</c>, <c>Patient.name</c>) and those that must be there; null for all.</summary>
    public IReadOnlyList<string>? Elements { get; init; }

    /// <summary>True when the types were asked for by their names: each that is left out is told of.</summary>
    public bool IsByType { get; init; }

    /// <summary>True when only resources of patients are wanted.</summary>
    public bool IsOfPatients => Level != "system";

    public IReadOnlyList<string> FiltersOf(string type) => Filters.TryGetValue(type, out var filters) ? filters : [];
}
