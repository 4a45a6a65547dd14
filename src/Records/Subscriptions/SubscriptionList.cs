using Helhed.Platform.Data;

namespace Helhed.Records.Subscriptions;

/// <summary>What the server is doing about a subscription, for administration.</summary>
/// <param name="Id">Logical id of the Subscription.</param>
/// <param name="Status">requested, active, error or off.</param>
/// <param name="Host">Host and port of the endpoint; empty for a stream.</param>
/// <param name="LastNumber">Number of the last event.</param>
/// <param name="Delivered">Events up to this number were accepted, or may not be sent any more.</param>
/// <param name="LastError">What went wrong last; null after a success.</param>
/// <param name="ErrorAt">When.</param>
/// <param name="ContactAt">When the endpoint last accepted something; null for never.</param>
public sealed record SubscriptionSummary(
    string Id, string Status, string Host, long LastNumber, long Delivered, string? LastError, DateTimeOffset? ErrorAt, DateTimeOffset? ContactAt);

/// <summary>A part of the list of subscriptions.</summary>
/// <param name="Subscriptions">The subscriptions, the oldest first.</param>
/// <param name="Next">What to go on from; null at the end.</param>
public sealed record SubscriptionPage(IReadOnlyList<SubscriptionSummary> Subscriptions, long? Next);

/// <summary>Lists subscriptions, without access rules: for administration.</summary>
public sealed class SubscriptionList
{
    private const int MostShown = 1000;

    private readonly Database _database;

    internal SubscriptionList(Database database) => _database = database;

    /// <summary>A page of all subscriptions.</summary>
    /// <param name="after">What the page before ended with; 0 for the first.</param>
    /// <param name="limit">Most subscriptions, up to 1,000.</param>
    /// <param name="ct">Cancels it.</param>
    public async Task<SubscriptionPage> Read(long after, int limit, CancellationToken ct)
    {
        var count = Math.Clamp(limit, 1, MostShown);
        var rows = await _database.ReadLatest(session => SubscriptionTables.Page(session, after, count), ct);
        return new SubscriptionPage(rows.ConvertAll(Summary), rows.Count == count ? rows[^1].Rid : null);
    }

    /// <summary>How many numbers of the change feed have not been looked at yet; 0 when all is done.</summary>
    /// <param name="ct">Cancels it.</param>
    public async Task<long> Lag(CancellationToken ct)
    {
        var horizon = await new Platform.Feed.ChangeFeed(_database).Horizon(ct);
        return Math.Max(0, horizon - (await _database.ReadLatest(SubscriptionTables.ReadCursor, ct) ?? 0));
    }

    private static SubscriptionSummary Summary(SubscriptionRow row) => new(
        row.Id, SubscriptionRow.StatusOf(row.State), row.Host, row.LastNumber, row.Delivered, row.LastError,
        row.ErrorAtMs is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        row.ContactAtMs > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(row.ContactAtMs) : null);
}
