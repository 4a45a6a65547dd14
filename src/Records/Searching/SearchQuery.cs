using Helhed.Fhir.Definitions;

namespace Helhed.Records.Searching;

/// <summary>One key of <c>_sort</c>; without a parameter it is <c>_id</c> or <c>_lastUpdated</c>.</summary>
internal sealed record SearchSort(SearchParameterDefinition? Parameter, string Name, bool Descending);

/// <summary>An <c>_include</c> or <c>_revinclude</c>.</summary>
/// <param name="Source">Type that refers; null for any.</param>
/// <param name="Parameter">Reference parameter; null for all.</param>
/// <param name="TargetType">Type that is referred to; null for any.</param>
/// <param name="Iterates">True when it is also asked of what was included.</param>
internal sealed record SearchInclude(TypeDefinition? Source, SearchParameterDefinition? Parameter, string? TargetType, bool Iterates);

/// <summary>Where a search looks: one type, or several (system, <c>_type</c>), and perhaps one compartment.</summary>
internal sealed record SearchTarget(TypeDefinition? Type, CompartmentCondition? Compartment = null, string? BaseUrl = null)
{
    /// <summary>Bytes of matches after which a page ends; as many may be brought along.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;
}

/// <summary>A search that has been read and found sound. See <see href="https://hl7.org/fhir/R4/search.html"/>.</summary>
internal sealed record SearchQuery(IReadOnlyList<TypeDefinition> Types, IReadOnlyList<Condition> Conditions)
{
    public IReadOnlyList<SearchInclude> Includes { get; init; } = [];

    public IReadOnlyList<SearchInclude> ReverseIncludes { get; init; } = [];

    public IReadOnlyList<SearchSort> Sort { get; init; } = [];

    public int Count { get; init; } = SearchQueryReader.DefaultCount;

    /// <summary>Bytes of matches after which a page ends; as many may be brought along.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    public bool WantsTotal { get; init; }

    public bool WantsOnlyCount { get; init; }

    public ContainedMode Contained { get; init; }

    /// <summary>True when a match in a contained resource is answered with that resource, and not with its container.</summary>
    public bool ShowsContained { get; init; }

    public string? Cursor { get; init; }

    /// <summary>The search as it was understood, without the cursor.</summary>
    public string Canonical { get; init; } = "";

    /// <summary>True when a single statement answers it, so that it needs no snapshot.</summary>
    public bool IsOneStatement => Types.Count == 1 && Includes.Count + ReverseIncludes.Count + Sort.Count == 0 && !WantsTotal
        && Conditions.All(c => c is ValueCondition { Modifier: "", Parameter.Type: not Fhir.Definitions.SearchParameterType.Quantity } or CompartmentCondition);

    /// <summary>True when all that it answers with are a page's matches, found by their own values.</summary>
    public bool IsPlainPage => Types.Count == 1 && Includes.Count + ReverseIncludes.Count == 0 && !WantsTotal && !WantsOnlyCount && Contained == ContainedMode.False
        && Conditions.All(c => c is ValueCondition or CompartmentCondition);

    /// <summary>The server's own address, with which references may begin.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Its words for a paging link's seal.</summary>
    public string Scope { get; init; } = "";
}

/// <summary><c>_contained</c>: where matches are looked for.</summary>
internal enum ContainedMode
{
    /// <summary>In resources.</summary>
    False,

    /// <summary>In contained resources.</summary>
    True,

    /// <summary>In both.</summary>
    Both,
}
