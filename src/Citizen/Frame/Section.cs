namespace Helhed.Citizen;

/// <summary>A part of a page that is fetched on its own: when it fails, the rest of the page still stands.</summary>
/// <param name="Items">What was found; null when it could not be fetched.</param>
public sealed record Section<T>(IReadOnlyList<T>? Items)
{
    /// <summary>The reader acts for somebody, and may not see this part: it was not looked up.</summary>
    public bool IsOutside { get; init; }

    /// <summary>There is more than could be read.</summary>
    public bool IsCut { get; init; }
}
