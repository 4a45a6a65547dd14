namespace Helhed.Records.Terminology;

/// <summary>A layout in which terminology is published.</summary>
public enum TerminologyFormat
{
    /// <summary>FHIR JSON: CodeSystem, ValueSet, ConceptMap, or a Bundle of them.</summary>
    Fhir,

    /// <summary>SKScomplete.txt of Sundhedsdatastyrelsen: fixed columns.</summary>
    Sks,

    /// <summary>The Danish ICD-10: FHIR JSON, or the diagnoses of SKScomplete.txt.</summary>
    Icd10Da,

    /// <summary>ICPC-2 as a table.</summary>
    Icpc2,

    /// <summary>NPU as a table.</summary>
    Npu,

    /// <summary>ATC as a table; a code stands below those it begins with.</summary>
    Atc,

    /// <summary>Any table with a header.</summary>
    Table,

    /// <summary>Loinc.csv, or the folder of a LOINC release.</summary>
    Loinc,

    /// <summary>The folder of a SNOMED CT release, RF2 snapshot.</summary>
    Snomed,
}

/// <summary>What is imported, and under which name.</summary>
/// <param name="Format">Its layout.</param>
/// <param name="Path">The file, or the folder of a release.</param>
public sealed record TerminologySource(TerminologyFormat Format, string Path)
{
    /// <summary>Canonical address of the code system; null for the one the layout is known by.</summary>
    public string? Url { get; init; }

    /// <summary>Version of the code system; null for the one the release names, or none.</summary>
    public string? Version { get; init; }

    /// <summary>First day on which codes without a day of their own are valid; null for from the beginning.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Language of the displays, such as "da"; null for the layout's own.</summary>
    public string? Language { get; init; }

    /// <summary>
    /// Columns of a table by what they hold: <c>code</c>, <c>display</c>, <c>definition</c>, <c>from</c>, <c>to</c>, <c>parent</c>,
    /// <c>inactive</c>, <c>designation</c>. What is not named is found by its usual names; all other columns become properties.
    /// </summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>True to leave bad lines out and load the others; false refuses the file as a whole.</summary>
    public bool SkipsBadLines { get; init; }
}

/// <summary>A line that cannot be taken.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1; 0 where it is the file as a whole.</param>
/// <param name="Message">What is wrong, and the cure.</param>
public sealed record BadLine(string File, long Line, string Message);

/// <summary>How far an import is.</summary>
/// <param name="Step">What is being done: reading, ordering, storing, removing.</param>
/// <param name="Done">Lines read or rows stored.</param>
/// <param name="Total">Of how many; 0 where that is not known.</param>
public readonly record struct TerminologyProgress(string Step, long Done, long Total);

/// <summary>What an import has come to.</summary>
/// <param name="Loaded">What was loaded, such as "http://loinc.org|2.77: 104,672 codes"; empty when the file was refused.</param>
/// <param name="BadLines">The first hundred lines that could not be taken.</param>
/// <param name="BadLineCount">How many there are in all.</param>
public sealed record TerminologyImported(IReadOnlyList<string> Loaded, IReadOnlyList<BadLine> BadLines, long BadLineCount);
