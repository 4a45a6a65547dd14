using Helhed.Platform.Feed;
using Helhed.Platform.Work;
using Helhed.Records;
using Helhed.Records.Subscriptions;

namespace Helhed.Admin;

/// <summary>The state of the store. Says nothing about people.</summary>
/// <param name="Size">What is in the store.</param>
/// <param name="Index">The index.</param>
/// <param name="Feed">The change feed.</param>
/// <param name="Work">Background work.</param>
/// <param name="Subscriptions">Subscriptions.</param>
internal sealed record OverviewModel(StoreSize Size, IndexModel Index, FeedModel Feed, WorkModel Work, SubscriptionsModel Subscriptions)
{
    /// <summary>What came of what was asked for; null when nothing was.</summary>
    public string? Refusal { get; init; }
}

/// <summary>The index and the region's search parameters.</summary>
internal sealed record IndexModel(IndexingStatus? Indexing, IReadOnlyList<RegionParameter> Parameters);

/// <summary>How far the feed is, and those that follow it.</summary>
internal sealed record FeedModel(long Position, IReadOnlyList<ReactionPosition> Reactions, IReadOnlyList<PoisonEntry> SetAside);

/// <summary>Background work, and what has failed for good.</summary>
internal sealed record WorkModel(IReadOnlyList<WorkSummary> Kinds, IReadOnlyList<FailedWork> Failed);

/// <summary>The first subscriptions.</summary>
internal sealed record SubscriptionsModel(IReadOnlyList<SubscriptionSummary> First, bool HasMore, long Lag);
