namespace Helhed.Records.Terminology;

/// <summary>What a concept's properties say about its use.</summary>
[Flags]
internal enum ConceptFlags : short
{
    None = 0,

    /// <summary>For grouping only: may not be chosen.</summary>
    Abstract = 1,

    /// <summary>No longer in use.</summary>
    Inactive = 2,

    /// <summary>Still valid, but better left.</summary>
    Deprecated = 4,
}

/// <summary>A concept of a code system, or one period of it where its text changed with time.</summary>
/// <param name="Ordinal">Its place in the system, from 0.</param>
/// <param name="Code">The code.</param>
/// <param name="Display">Its text, or null.</param>
/// <param name="Flags">What is said of its use.</param>
/// <param name="From">First day it is valid as yyyymmdd; 0 from the beginning.</param>
/// <param name="To">Last day it is valid as yyyymmdd; 0 without end.</param>
internal sealed record Concept(int Ordinal, string Code, string? Display, ConceptFlags Flags, int From, int To)
{
    /// <summary>The members <c>definition</c>, <c>designation</c> and <c>property</c> of the concept as one JSON object; empty when it has none.</summary>
    public ReadOnlyMemory<byte> Detail { get; init; }

    /// <summary>Ordinals of the concepts right above.</summary>
    public IReadOnlyList<int> Parents { get; init; } = [];

    /// <summary>Ordinals of the concepts right below.</summary>
    public IReadOnlyList<int> Children { get; init; } = [];

    public bool IsValidAt(int day) => day >= From && (To == 0 || day <= To);
}

/// <summary>How much of a code system is here: <see href="https://hl7.org/fhir/R4/valueset-codesystem-content-mode.html">content mode</see>.</summary>
internal enum ContentMode : short
{
    Complete = 0,
    Fragment = 1,
    Example = 2,
    NotPresent = 3,
    Supplement = 4,
}

/// <summary>What a code system says of itself.</summary>
/// <param name="Url">Canonical address.</param>
/// <param name="Version">Its version, or null.</param>
internal sealed record SystemHead(string Url, string? Version)
{
    public string? Name { get; init; }

    public string? Title { get; init; }

    public string Status { get; init; } = "active";

    public bool IsExperimental { get; init; }

    public ContentMode Content { get; init; }

    public bool IsCaseSensitive { get; init; }

    /// <summary>Language of the displays, or null.</summary>
    public string? Language { get; init; }

    /// <summary>Canonical address of the value set of all its codes, or null.</summary>
    public string? ValueSet { get; init; }

    /// <summary>Canonical address of the code system that this one adds to; null for others.</summary>
    public string? Supplements { get; init; }

    /// <summary>Codes and types of the properties that are declared or used.</summary>
    public IReadOnlyList<DeclaredProperty> Properties { get; init; } = [];

    /// <summary>True when it came out of a published file: the CodeSystem resource stands for it, and has no concepts itself.</summary>
    public bool IsImported { get; init; }

    /// <summary>The name to show; of an address without one its last part.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Label => Name ?? Title ?? Url[(Url.TrimEnd('/').LastIndexOfAny(['/', ':']) + 1)..];
}

/// <summary>A property of a code system.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Type">code, Coding, string, integer, boolean, dateTime or decimal.</param>
/// <param name="Description">What it means, or null.</param>
internal sealed record DeclaredProperty(string Code, string Type, string? Description);
