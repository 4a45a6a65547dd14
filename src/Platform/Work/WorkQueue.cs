using Helhed.Platform.Data;

namespace Helhed.Platform.Work;

/// <summary>Background work, kept in the database: several nodes share it, and what one was doing when it died another takes over.</summary>
public sealed class WorkQueue
{
    // Failed for good: never due, still visible.
    private const long Never = long.MaxValue;
    private const int MostShown = 1000;

    private readonly Database _database;
    private readonly TimeProvider _clock;

    /// <summary>Uses a database's work table.</summary>
    /// <param name="database">The database, migrated.</param>
    /// <param name="clock">For due times and leases.</param>
    public WorkQueue(Database database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    internal Feed.FeedSignal Signal { get; } = new();

    /// <summary>
    /// Adds work in the transaction that needs it. Where there is open work of the same kind and key, that one serves:
    /// it gets the new payload, and when it is running already it runs once more afterwards.
    /// </summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="kind">The kind of work.</param>
    /// <param name="payload">What the handler needs; ids, no people's data.</param>
    /// <param name="key">For de-duplication; null for none.</param>
    /// <param name="runAt">Not before; null for now.</param>
    /// <returns>When it is added.</returns>
    public async ValueTask Add(WriteTransaction tx, string kind, string payload, string? key = null, DateTimeOffset? runAt = null)
    {
        ArgumentNullException.ThrowIfNull(tx);
        await tx.Execute(
            """
            INSERT INTO work (kind, dedup_key, payload, due_at, again, tries) VALUES ($1, $2, $3, $4, 0, 0)
            ON CONFLICT (kind, dedup_key) DO UPDATE SET
                payload = excluded.payload,
                again = CASE WHEN work.lease_owner IS NULL THEN 0 ELSE 1 END,
                tries = CASE WHEN work.due_at = $5 THEN 0 ELSE work.tries END,
                due_at = CASE WHEN work.due_at = $5 THEN excluded.due_at ELSE work.due_at END
            """,
            kind,
            key,
            payload,
            (runAt ?? _clock.GetUtcNow()).ToUnixTimeMilliseconds(),
            Never);
        tx.OnCommitted(Signal.Raise);
    }

    /// <summary>The work that has failed too often, at most 1,000.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The work with its errors.</returns>
    public async Task<IReadOnlyList<FailedWork>> Failed(CancellationToken ct) => await _database.ReadLatest(
        session => session.Query(
            "SELECT id, kind, dedup_key, payload, tries, last_error FROM work WHERE due_at = $1 ORDER BY id LIMIT $2",
            row => new FailedWork(FromRow(row), row.TextOrNull(5) ?? ""),
            Never,
            MostShown),
        ct);

    /// <summary>How much work there is of each kind.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The kinds of which there is some, by name.</returns>
    public async Task<IReadOnlyList<WorkSummary>> Summaries(CancellationToken ct) => await _database.ReadLatest(
        session => session.Query(
            """
            SELECT kind,
                SUM(CASE WHEN lease_owner IS NOT NULL AND due_at <> $1 THEN 1 ELSE 0 END),
                SUM(CASE WHEN lease_owner IS NULL AND due_at <= $2 THEN 1 ELSE 0 END),
                SUM(CASE WHEN lease_owner IS NULL AND due_at > $2 AND due_at <> $1 THEN 1 ELSE 0 END),
                SUM(CASE WHEN due_at = $1 THEN 1 ELSE 0 END)
            FROM work GROUP BY kind ORDER BY kind
            """,
            row => new WorkSummary(row.Text(0), row.Int(1), row.Int(2), row.Int(3), row.Int(4)),
            Never,
            NowMs),
        ct);

    /// <summary>Lets failed work run again from its first try.</summary>
    /// <param name="id">The work's number.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>False when there is no such failed work.</returns>
    public async Task<bool> Retry(long id, CancellationToken ct)
    {
        var count = await _database.Write(
            tx =>
            {
                tx.OnCommitted(Signal.Raise);
                return tx.Execute("UPDATE work SET due_at = $2, tries = 0 WHERE id = $1 AND due_at = $3", id, NowMs, Never);
            },
            ct);
        return count == 1;
    }

    /// <summary>Takes the piece that is due the longest; null when none is.</summary>
    internal ValueTask<WorkItem?> Take(WorkKind kind, string owner, CancellationToken ct) => _database.Write(
        tx => tx.First(
            $"""
            UPDATE work SET lease_owner = $2, due_at = $4, tries = tries + 1
            WHERE id = (
                SELECT id FROM work WHERE kind = $1 AND due_at <= $3 ORDER BY due_at LIMIT 1
                {(tx.Dialect == Dialect.Sqlite ? "" : "FOR UPDATE SKIP LOCKED")})
            RETURNING id, kind, dedup_key, payload, tries
            """,
            FromRow,
            kind.Kind,
            owner,
            NowMs,
            NowMs + (long)kind.Lease.TotalMilliseconds),
        ct);

    /// <summary>True when some piece is due, looked up without writing.</summary>
    internal ValueTask<bool> IsDue(WorkKind kind, CancellationToken ct) => _database.ReadLatest(
        session => session.First("SELECT 1 FROM work WHERE kind = $1 AND due_at <= $2 LIMIT 1", row => true, kind.Kind, NowMs),
        ct);

    /// <summary>Renews a claim; false when it has been lost.</summary>
    internal async ValueTask<bool> Renew(WorkItem item, string owner, TimeSpan lease, CancellationToken ct) => await _database.Write(
        tx => tx.Execute(
            "UPDATE work SET due_at = $3 WHERE id = $1 AND lease_owner = $2 AND tries = $4",
            item.Id,
            owner,
            NowMs + (long)lease.TotalMilliseconds,
            item.Try),
        ct) == 1;

    /// <summary>Done: gone, unless it was asked for again meanwhile.</summary>
    internal ValueTask<int> Finish(WorkItem item, string owner) => _database.Write(
        async tx =>
        {
            await tx.Execute(
                "UPDATE work SET again = 0, tries = 0, lease_owner = NULL, due_at = $4 WHERE id = $1 AND lease_owner = $2 AND tries = $3 AND again = 1",
                item.Id,
                owner,
                item.Try,
                NowMs);
            return await tx.Execute("DELETE FROM work WHERE id = $1 AND lease_owner = $2 AND tries = $3", item.Id, owner, item.Try);
        },
        CancellationToken.None);

    /// <summary>Failed: later, or never again after the last try.</summary>
    internal ValueTask<int> Fail(WorkItem item, string owner, TimeSpan? retryAfter, string error) => _database.Write(
        tx => tx.Execute(
            "UPDATE work SET lease_owner = NULL, again = 0, due_at = $4, last_error = $5 WHERE id = $1 AND lease_owner = $2 AND tries = $3",
            item.Id,
            owner,
            item.Try,
            retryAfter is { } wait ? NowMs + (long)wait.TotalMilliseconds : Never,
            error),
        CancellationToken.None);

    /// <summary>Given back unfinished because the node stops: at once for another, and not counted as a try.</summary>
    internal ValueTask<int> GiveBack(WorkItem item, string owner) => _database.Write(
        tx => tx.Execute(
            "UPDATE work SET lease_owner = NULL, again = 0, due_at = $4, tries = tries - 1 WHERE id = $1 AND lease_owner = $2 AND tries = $3",
            item.Id,
            owner,
            item.Try,
            NowMs),
        CancellationToken.None);

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static WorkItem FromRow(Row row) => new(row.Long(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Int(4));
}
