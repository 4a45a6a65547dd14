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
public sealed record OverviewModel(StoreSize Size, IndexModel Index, FeedModel Feed, WorkModel Work, SubscriptionsModel Subscriptions)
{
    /// <summary>What came of what was asked for; null when nothing was.</summary>
    public string? Refusal { get; init; }
}

/// <summary>The index and the region's search parameters.</summary>
/// <param name="Indexing">What is being indexed anew; null when nothing is.</param>
/// <param name="Past">The last repair that ended; null when there was none.</param>
/// <param name="Parameters">The region's own search parameters.</param>
public sealed record IndexModel(IndexingStatus? Indexing, PastRepair? Past, IReadOnlyList<RegionParameter> Parameters);

/// <summary>How far the feed is, and those that follow it.</summary>
/// <param name="Position">The number of the last entry.</param>
/// <param name="Reactions">How far each follower is.</param>
/// <param name="SetAside">Entries that kept failing.</param>
public sealed record FeedModel(long Position, IReadOnlyList<ReactionPosition> Reactions, IReadOnlyList<PoisonEntry> SetAside);

/// <summary>Background work, and what has failed for good.</summary>
/// <param name="Kinds">Counts by kind of work.</param>
/// <param name="Failed">What has failed for good, the latest first.</param>
public sealed record WorkModel(IReadOnlyList<WorkSummary> Kinds, IReadOnlyList<FailedWork> Failed);

/// <summary>The first subscriptions.</summary>
/// <param name="First">Those shown.</param>
/// <param name="HasMore">Whether there are more.</param>
/// <param name="Lag">How many entries of the feed they have not been held against yet.</param>
public sealed record SubscriptionsModel(IReadOnlyList<SubscriptionSummary> First, bool HasMore, long Lag);
