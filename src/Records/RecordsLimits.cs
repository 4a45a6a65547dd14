namespace Helhed.Records;

/// <summary>What the FHIR API takes at its door. Sizes and counts are checked before work begins; time cancels the SQL.</summary>
public sealed record RecordsLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static RecordsLimits Default { get; } = new();

    /// <summary>Most requests that are worked on at once.</summary>
    public int MaxConcurrent { get; init; } = 128;

    /// <summary>Most requests that wait for their turn; one more is refused (429).</summary>
    public int MaxWaiting { get; init; } = 1024;

    /// <summary>Longest time for one request, the reading of its body left out.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest path and query in characters; a longer one is refused (414).</summary>
    public int MaxUrl { get; init; } = 16 * 1024;

    /// <summary>
    /// Most bytes of resources in one answer. A page of a search, a history or $everything ends there, with a link to the next, and brings as many
    /// along at most; entries of a bundle behind it are refused before they are run (413). The last resource may reach beyond it.
    /// </summary>
    public long MaxAnswerBytes { get; init; } = 64L * 1024 * 1024;
}
