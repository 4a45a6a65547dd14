using Helhed.Platform.Data;

namespace Helhed.Platform.Feed;

/// <summary>A part of the feed.</summary>
/// <param name="Rows">The entries, in rising order of their numbers.</param>
/// <param name="ReadTo">Everything up to this number has been seen; go on from here.</param>
public sealed record FeedPage(IReadOnlyList<FeedRow> Rows, long ReadTo);

/// <summary>
/// The feed of what has changed. Reading on from the last number seen misses nothing: a number that commits late holds
/// the reading back until it is there, or has failed (see FeedSchema for how).
/// </summary>
public sealed class ChangeFeed
{
    private const int MostRows = 10_000;

    // How long a missed wake-up may delay a reader: a write by another process on SQLite, or a lost notification on PostgreSQL.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private readonly Database _database;

    /// <summary>Reads a database's feed.</summary>
    /// <param name="database">The database, migrated.</param>
    public ChangeFeed(Database database) => _database = database;

    /// <summary>Reads entries in order.</summary>
    /// <param name="after">The last number seen; 0 for the beginning.</param>
    /// <param name="limit">Most rows, up to 10,000.</param>
    /// <param name="topic">Only this topic; null for all.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The entries; empty when there are none yet.</returns>
    public async ValueTask<IReadOnlyList<FeedRow>> Read(long after, int limit, short? topic, CancellationToken ct) =>
        (await ReadPage(after, limit, topic, ct)).Rows;

    /// <summary>Reads entries in order, and tells how far the reading got when a topic is rare.</summary>
    /// <param name="after">The last number seen; 0 for the beginning.</param>
    /// <param name="limit">Most rows, up to 10,000.</param>
    /// <param name="topic">Only this topic; null for all.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The entries and the number read to.</returns>
    public async ValueTask<FeedPage> ReadPage(long after, int limit, short? topic, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostRows);
        var horizon = await Horizon(ct);
        if (horizon <= after)
        {
            return new FeedPage([], after);
        }

        // A snapshot of its own, taken after the horizon: on the order of these two the proof rests.
        var rows = await _database.ReadLatest(session => Rows(session, after, horizon, (limit, topic)), ct);
        return new FeedPage(rows, rows.Count == limit ? rows[^1].Number : horizon);
    }

    /// <summary>The number up to which all is settled: nothing at or below it will appear any more.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The number; 0 when the feed is empty.</returns>
    public ValueTask<long> Horizon(CancellationToken ct) => _database.ReadLatest(
        session => session.First(
            session.Dialect == Dialect.Sqlite ? "SELECT coalesce(max(number), 0) FROM feed" : "SELECT feed_horizon()",
            row => row.Long(0)),
        ct);

    /// <summary>Waits until the feed goes beyond a number: woken by commits here and, on PostgreSQL, on other nodes.</summary>
    /// <param name="after">The last number seen.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <returns>When there is more.</returns>
    public async Task WaitForMore(long after, CancellationToken ct)
    {
        while (true)
        {
            // Taken before looking, so that a commit between the look and the sleep still wakes.
            var next = _database.Signal.Next;
            if (await Horizon(ct) > after)
            {
                return;
            }

            using var sleep = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(next, Task.Delay(LongestSleep, sleep.Token));
            await sleep.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }
    }

    internal static ValueTask<List<FeedRow>> Rows(SqlSession session, long after, long upTo, (int Limit, short? Topic) only) =>
        only.Topic is { } topic
            ? session.Query(
                """
                SELECT number, at, topic, subject, version, act, patient, detail FROM feed
                WHERE topic = $1 AND number > $2 AND number <= $3 ORDER BY number LIMIT $4
                """,
                FromRow,
                topic,
                after,
                upTo,
                only.Limit)
            : session.Query(
                """
                SELECT number, at, topic, subject, version, act, patient, detail FROM feed
                WHERE number > $1 AND number <= $2 ORDER BY number LIMIT $3
                """,
                FromRow,
                after,
                upTo,
                only.Limit);

    private static FeedRow FromRow(Row row) => new(
        row.Long(0),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Long(1)),
        new FeedEntry(row.Short(2), row.Long(3), row.Int(4), row.Short(5), row.Long(6), row.TextOrNull(7)));
}
