namespace Helhed.Fhir.Comparing;

/// <summary>What happened to an element.</summary>
public enum ChangeKind
{
    /// <summary>It is only in the new version.</summary>
    Added,

    /// <summary>It is only in the old version.</summary>
    Removed,

    /// <summary>It has another value.</summary>
    Changed,

    /// <summary>It is the same item of a list, at another place among the others. What changed inside it is told by changes of their own.</summary>
    Moved,
}

/// <summary>One difference between two versions of a resource.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="OldPath">FHIRPath of the element in the old version; null when it was added.</param>
/// <param name="NewPath">FHIRPath of the element in the new version; null when it was removed.</param>
/// <param name="Before">The old value as JSON; null when it was added or only moved.</param>
/// <param name="After">The new value as JSON; null when it was removed or only moved.</param>
public sealed record ResourceChange(ChangeKind Kind, string? OldPath, string? NewPath, string? Before, string? After)
{
    /// <summary>Where the element is, or was when it is gone.</summary>
    public string Path => NewPath ?? OldPath!;
}

/// <summary>What a comparison looks at.</summary>
/// <param name="Bookkeeping">Whether <c>meta.versionId</c> and <c>meta.lastUpdated</c> count, which every update changes.</param>
/// <param name="Narrative">Whether the resource's own <c>text</c> counts.</param>
public sealed record DiffOptions(bool Bookkeeping = false, bool Narrative = true)
{
    /// <summary>The options used when none are given.</summary>
    public static DiffOptions Default { get; } = new();
}
