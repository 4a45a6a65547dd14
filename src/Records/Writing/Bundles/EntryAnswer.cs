using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Records.Http;

namespace Helhed.Records.Writing;

/// <summary>What one entry of a bundle came to: one of the others is given.</summary>
internal sealed record EntryAnswer(BundleEntryView Entry)
{
    /// <summary>Something was changed.</summary>
    public ChangeResult? Change { get; init; }

    /// <summary>A resource was read.</summary>
    public StoredResource? Read { get; init; }

    /// <summary>The client has that version already.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Something was searched.</summary>
    public SearchPage? Page { get; init; }

    /// <summary>A history was read.</summary>
    public HistoryPage? History { get; init; }

    /// <summary>An operation was called.</summary>
    public EntryCallAnswer? Call { get; init; }

    /// <summary>It failed.</summary>
    public Problem? Problem { get; init; }

    /// <summary>The bytes of the resources in it.</summary>
    public long Bytes => (Change?.Resource.Json.Length ?? 0) + (Read?.Json.Length ?? 0) + (Call?.Json.Length ?? 0)
        + (Page is { } page ? page.Matches.Sum(m => (long)m.Json.Length) + page.Included.Sum(i => (long)i.Json.Length) : 0)
        + (History?.Versions.Sum(v => (long)v.Resource.Json.Length) ?? 0);
}

/// <summary>What an operation answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Json">The resource; empty where there is none.</param>
/// <param name="Location">Where something was made, or where its progress is told; null for neither.</param>
internal sealed record EntryCallAnswer(int Status, ReadOnlyMemory<byte> Json, string? Location);
