using Helhed.Platform.Data;
using Microsoft.Extensions.Logging;

namespace Helhed.Platform.Feed;

/// <summary>Drives one reaction. On several nodes each runs one; the cursor's row lock lets one of them through at a time.</summary>
internal sealed partial class ReactionLoop
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan OtherNodeBusy = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AfterOutage = TimeSpan.FromSeconds(2);

    // Where many write, each commit wakes: what comes within this is looked at together.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(15);

    private readonly Database _database;
    private readonly ChangeFeed _feed;
    private readonly Reaction _reaction;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;

    // A rare topic's reading does not begin at its last entry each time. Not durable, since that would write at every commit of other topics.
    private volatile Looked _looked = new(0, 0);

    internal ReactionLoop(Database database, Reaction reaction, TimeProvider clock, ILogger log)
    {
        _database = database;
        _feed = new ChangeFeed(database);
        _reaction = reaction;
        _clock = clock;
        _log = log;
    }

    private enum Step
    {
        Done,
        Elsewhere,
        Failed,
    }

    /// <summary>The number up to which there is nothing for the reaction behind its cursor, as far as it has looked.</summary>
    internal long LookedTo(long cursor) => _looked is var looked && looked.Cursor == cursor ? Math.Max(cursor, looked.To) : cursor;

    /// <summary>Follows the feed until it is stopped.</summary>
    internal async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await _feed.WaitForMore(await CatchUp(ct), ct);
                await Task.Delay(Gather, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
            }
            catch (Exception error)
            {
                // The database is away, or full; the cursor is durable, so waiting loses nothing.
                LogOutage(_log, _reaction.Name, ErrorText.Of(error));
                await Task.Delay(AfterOutage, _clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Handles what there is; gives the number up to which the feed has been seen.</summary>
    internal async ValueTask<long> CatchUp(CancellationToken ct)
    {
        while (true)
        {
            var cursor = await ReactionCursor.Read(_database, _reaction.Name, ct);
            await WaitUntil(cursor.RetryAtMs, ct);
            var page = await _feed.ReadPage(LookedTo(cursor.Number), cursor.Tries > 0 ? 1 : _reaction.BatchSize, _reaction.Topic, ct);
            if (page.Rows.Count == 0)
            {
                _looked = new(cursor.Number, page.ReadTo);
                return page.ReadTo;
            }

            var step = await Try(page.Rows, cursor, ct);
            if (step == Step.Failed && page.Rows.Count > 1)
            {
                // Somewhere in the batch: the first entry that fails alone is the one.
                step = await OneByOne(page.Rows, cursor, ct);
            }

            if (step == Step.Elsewhere)
            {
                await Task.Delay(OtherNodeBusy, _clock, ct);
            }
        }
    }

    private async ValueTask<Step> OneByOne(IReadOnlyList<FeedRow> rows, ReactionCursor.State cursor, CancellationToken ct)
    {
        foreach (var row in rows)
        {
            var step = await Try([row], cursor, ct);
            if (step != Step.Done)
            {
                return step;
            }

            cursor = new(row.Number, 0, 0);
        }

        return Step.Done;
    }

    private async ValueTask<Step> Try(IReadOnlyList<FeedRow> rows, ReactionCursor.State expected, CancellationToken ct)
    {
        try
        {
            var done = await _database.Write(tx => HandleAll(tx, rows, expected), ct);
            Telemetry.Handled.Add(done ? rows.Count : 0, new KeyValuePair<string, object?>("reaction", _reaction.Name));
            return done ? Step.Done : Step.Elsewhere;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (DatabaseBusyException)
        {
            throw;
        }
        catch (Exception error)
        {
            if (rows.Count == 1)
            {
                await NoteFailure(rows[0], expected, error, ct);
            }

            return Step.Failed;
        }
    }

    private async ValueTask<bool> HandleAll(WriteTransaction tx, IReadOnlyList<FeedRow> rows, ReactionCursor.State expected)
    {
        if (await ReactionCursor.Lock(tx, _reaction.Name) is not { } cursor || cursor.Number != expected.Number)
        {
            return false;
        }

        foreach (var row in rows)
        {
            await _reaction.Handler(row, tx);
        }

        await ReactionCursor.Move(tx, _reaction.Name, new(rows[^1].Number, 0, 0));
        return true;
    }

    private async ValueTask NoteFailure(FeedRow row, ReactionCursor.State expected, Exception error, CancellationToken ct)
    {
        var text = ErrorText.Of(error);
        await _database.Write(
            async tx =>
            {
                if (await ReactionCursor.Lock(tx, _reaction.Name) is not { } cursor || cursor.Number != expected.Number)
                {
                    return false;
                }

                var tries = cursor.Tries + 1;
                if (tries < _reaction.MaxTries)
                {
                    await ReactionCursor.Move(tx, _reaction.Name, new(cursor.Number, tries, RetryAtMs(tries)));
                    return true;
                }

                await ReactionCursor.SetAside(tx, new PoisonEntry(_reaction.Name, row.Number, text, tries, _clock.GetUtcNow()));
                await ReactionCursor.Move(tx, _reaction.Name, new(row.Number, 0, 0));
                tx.OnCommitted(() => Telemetry.Poisoned.Add(1, new KeyValuePair<string, object?>("reaction", _reaction.Name)));
                LogSetAside(_log, _reaction.Name, row.Number, tries, text);
                return true;
            },
            ct);
    }

    private long RetryAtMs(int tries)
    {
        var wait = Math.Min(LongestRetry.TotalMilliseconds, _reaction.FirstRetry.TotalMilliseconds * Math.Pow(2, tries - 1));
        return _clock.GetUtcNow().ToUnixTimeMilliseconds() + (long)wait;
    }

    private async ValueTask WaitUntil(long ms, CancellationToken ct)
    {
        var wait = ms - _clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (wait > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(wait), _clock, ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reaction {Reaction} sets entry {Number} aside after {Tries} tries: {Error}")]
    private static partial void LogSetAside(ILogger log, string reaction, long number, int tries, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reaction {Reaction} waits: {Error}")]
    private static partial void LogOutage(ILogger log, string reaction, string error);

    /// <summary>Behind a cursor that stands here there is nothing of the topic up to there.</summary>
    private sealed record Looked(long Cursor, long To);
}
