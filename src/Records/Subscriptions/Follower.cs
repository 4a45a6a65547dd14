using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Feed;
using Helhed.Records.Reading;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Records.Subscriptions;

/// <summary>
/// Follows the change feed for all subscriptions: entries about Subscriptions change the registry, all others are matched. It reads and
/// searches outside of any transaction, and then queues the events and moves its cursor in one: so an entry's events are queued once,
/// whatever happens in between. On several nodes one at a time leads.
/// </summary>
/// <remarks>A platform reaction would handle each entry inside the write transaction, and on SQLite keep the one writer busy with searches.</remarks>
internal sealed partial class Follower(Database database, RecordStore store, SubscriptionContext context, TimeProvider clock, ILogger<Follower> log) : BackgroundService
{
    private const int PageSize = 1000;

    // From the third failure on subscriptions at fault are left out, and after the sixth the entry.
    private const int BearsFrom = 3;
    private const int MostFailures = 6;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeadCheck = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Without events the cursor is written this often: a restart looks at a few entries again, which have no matches then either.
    private const long LazyMs = 5000;

    private static readonly int SubscriptionType = R4Definitions.Default.FindResource("Subscription")!.Index;

    private readonly ChangeFeed _feed = new(database);
    private readonly Registry _registry = new(store.Options.LocalZone);
    private readonly string _node = Ids.NewUuid7Text(clock);
    private Matcher? _matcher;
    private long _position;
    private long _written;
    private long _writtenAtMs;
    private long _leadUntilMs;

    private int _failures;

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _matcher = new Matcher(database, store, _registry, store.Options.LocalZone);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await Lead(stoppingToken))
                {
                    await Follow(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The database is away or full; the cursor is durable, so waiting loses nothing. Or an entry cannot be handled.
                _failures++;
                LogOutage(log, _failures, error);
            }

            // The registry is read anew: after a failure it may be ahead of the cursor.
            _leadUntilMs = 0;
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // Another node need not wait for the claim to end.
        await database.Write(tx => SubscriptionTables.GiveUpLead(tx, _node), cancellationToken);
    }

    /// <summary>Takes the feed, or keeps it; reads the registry when it has just been taken.</summary>
    private async ValueTask<bool> Lead(CancellationToken ct)
    {
        var now = NowMs;
        if (_leadUntilMs - now > (long)Lease.TotalMilliseconds / 2)
        {
            return true;
        }

        // SQLite has one serving program: a claim there is that of one that was killed.
        var lease = database.Dialect == Dialect.Sqlite ? TimeSpan.Zero : Lease;
        if (!await database.Write(tx => SubscriptionTables.Lead(tx, _node, now, lease), ct))
        {
            return false;
        }

        if (_leadUntilMs == 0)
        {
            await ReadState(ct);
        }

        _leadUntilMs = database.Dialect == Dialect.Sqlite ? SubscriptionRow.Never : now + (long)Lease.TotalMilliseconds;
        return true;
    }

    private async ValueTask ReadState(CancellationToken ct)
    {
        _registry.Clear();
        _position = await database.ReadLatest(SubscriptionTables.ReadCursor, ct) ?? 0;
        var counting = await database.ReadLatest(SubscriptionTables.Counting, ct);
        foreach (var row in counting)
        {
            var version = await database.Read(session => ByRid.Read(session, row.Rid, row.Version), ct);
            _registry.Put(row, version is { Resource.Json.IsEmpty: false } ? SettingsReader.Read(FhirJson.Read<Subscription>(version.Resource.Json)) is { IsOk: true } read ? read.Value : null : null);
        }

        if (_position == 0)
        {
            await Begin(ct);
        }

        (_written, _writtenAtMs) = (_position, NowMs);
    }

    /// <summary>At the very first start only what is known of Subscriptions is taken from the feed: nobody has asked for the rest.</summary>
    private async ValueTask Begin(CancellationToken ct)
    {
        var horizon = await _feed.Horizon(ct);
        for (long after = 0; after < horizon;)
        {
            var page = await _feed.ReadPage(after, PageSize, (short)SubscriptionType, ct);
            foreach (var row in page.Rows.Where(r => r.Number <= horizon))
            {
                await Change(row, ct);
            }

            after = page.ReadTo;
        }

        _position = Math.Max(_position, horizon);
        await Commit(_ => default, _position, ct);
    }

    private async ValueTask Follow(CancellationToken ct)
    {
        while (await Lead(ct))
        {
            // After a failure entry by entry, so that only the one at fault is left out in the end.
            var page = await _feed.ReadPage(_position, _failures > 0 ? 1 : PageSize, null, ct);
            try
            {
                await Handle(page.Rows, ct);
            }
            catch (Exception error) when (_failures >= MostFailures && page.Rows.Count == 1 && error is not OperationCanceledException)
            {
                // Left out only when this can be written: then it is the entry, and not the database, that fails.
                await Commit(_ => default, page.Rows[0].Number, ct);
                LogLeftOut(log, page.Rows[0].Number, error);
            }

            _failures = 0;
            _position = Math.Max(_position, page.ReadTo);
            await WriteLazily(ct);
            if (page.Rows.Count == 0)
            {
                await Wait(ct);
            }
        }
    }

    private async ValueTask Wait(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(LeadCheck);
        try
        {
            await _feed.WaitForMore(_position, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
        }
    }

    private async ValueTask Handle(IReadOnlyList<FeedRow> rows, CancellationToken ct)
    {
        var part = new List<FeedRow>();
        foreach (var row in rows)
        {
            if (row.Entry.Topic == SubscriptionType)
            {
                await Queue(part, ct);
                part.Clear();
                await Change(row, ct);
            }
            else if (_registry.Has(row.Entry.Topic))
            {
                part.Add(row);
            }
        }

        await Queue(part, ct);
    }

    private async ValueTask Queue(List<FeedRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var matches = await _matcher!.Find(rows, _failures >= BearsFrom, ct);
        var to = rows[^1].Number;
        if (matches.Count > 0)
        {
            await Commit(
                async tx =>
                {
                    foreach (var group in matches.GroupBy(m => m.Subscription))
                    {
                        await SubscriptionTables.Queue(tx, group.Key, [.. group.Select(m => m.Event)], NowMs);
                        tx.OnCommitted(() => context.Streams.Wake(group.Key));
                    }
                },
                to,
                ct);
        }

        _position = to;
        foreach (var (subscription, error) in _matcher.Broken.ToList())
        {
            await Break(subscription, error, ct);
        }
    }

    /// <summary>Puts a subscription whose search fails into the status error: it must not hold up all others.</summary>
    private async ValueTask Break(long subscription, Exception error, CancellationToken ct)
    {
        if (await database.ReadLatest(session => SubscriptionTables.Find(session, subscription), ct) is { State: SubscriptionState.Active } row)
        {
            LogBroken(log, row.Id, error);
            await new StatusWriter(store).Write(row, "error", "The server could not hold a change against the criteria; the fault has been logged. Events may be missing.", ct);
        }
    }

    /// <summary>Takes in a version of a Subscription: in the order of the feed, so that what is active counts from here.</summary>
    private async ValueTask Change(FeedRow row, CancellationToken ct)
    {
        var (rid, number) = (row.Entry.Subject, row.Number);
        var version = await database.Read(session => ByRid.Read(session, rid, row.Entry.Version), ct);
        if (version is null || version.Resource.Json.IsEmpty)
        {
            _registry.Remove(rid);
            await Commit(tx => version is null ? default : SubscriptionTables.Remove(tx, rid, version.Resource.Id), number, ct);
        }
        else
        {
            var resource = FhirJson.Read<Subscription>(version.Resource.Json);
            var settings = SettingsReader.Read(resource) is { IsOk: true } read ? read.Value : null;
            var next = await Next(row, (version.Resource, resource, settings), ct);
            await Commit(tx => SubscriptionTables.Put(tx, next), number, ct);
            _registry.Put(next, settings);
        }

        _position = Math.Max(_position, number);
    }

    private async ValueTask<SubscriptionRow> Next(FeedRow row, (StoredResource Stored, Subscription Resource, SubscriptionSettings? Settings) version, CancellationToken ct)
    {
        var rid = row.Entry.Subject;
        var current = await database.ReadLatest(session => SubscriptionTables.Find(session, rid), ct);
        var author = await database.ReadLatest(session => SubscriptionTables.CallerOf(session, version.Stored.Id, version.Stored.Version), ct);
        var state = SubscriptionRow.StateOf(version.Resource.Status);
        var since = current?.Since ?? 0;
        return new SubscriptionRow(rid, version.Stored.Id, version.Stored.Version, state)
        {
            Caller = author ?? current?.Caller ?? Access.Caller.Program,

            // From the first time it is active until it is turned off; what happens while it is in error waits in the queue.
            Since = state switch { SubscriptionState.Off => 0, SubscriptionState.Active when since == 0 => row.Number, _ => since },
            Host = version.Settings?.Channel.Host ?? "",
            DueAtMs = state is SubscriptionState.Requested or SubscriptionState.Active ? NowMs : SubscriptionRow.Never,
            EndsAtMs = DateTimeOffset.TryParse(version.Resource.End, System.Globalization.CultureInfo.InvariantCulture, out var end) ? end.ToUnixTimeMilliseconds() : SubscriptionRow.Never,
        };
    }

    /// <summary>Does work and moves the cursor, both or neither.</summary>
    private async ValueTask Commit(Func<WriteTransaction, ValueTask> work, long to, CancellationToken ct)
    {
        await database.Write(
            async tx =>
            {
                await work(tx);
                if (!await SubscriptionTables.MoveCursor(tx, _node, to))
                {
                    throw new LeadLostException();
                }

                tx.OnCommitted(context.Queued.Raise);
                return true;
            },
            ct);
        (_written, _writtenAtMs) = (to, NowMs);
    }

    private async ValueTask WriteLazily(CancellationToken ct)
    {
        if (_position > _written && NowMs - _writtenAtMs > LazyMs)
        {
            await Commit(_ => default, _position, ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Following the change feed for subscriptions waits after failure {Failures}")]
    private static partial void LogOutage(ILogger log, int failures, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The criteria of Subscription/{Id} cannot be evaluated")]
    private static partial void LogBroken(ILogger log, string id, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Entry {Number} of the change feed is left out for subscriptions: it failed each time")]
    private static partial void LogLeftOut(ILogger log, long number, Exception error);

    /// <summary>Another node has taken the feed meanwhile.</summary>
    private sealed class LeadLostException() : Exception("Another node follows the feed by now.");
}
