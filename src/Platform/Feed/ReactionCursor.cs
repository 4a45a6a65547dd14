using Helhed.Platform.Data;

namespace Helhed.Platform.Feed;

/// <summary>The SQL of cursors and of entries set aside.</summary>
internal static class ReactionCursor
{
    internal readonly record struct State(long Number, int Tries, long RetryAtMs);

    internal static async ValueTask<State> Read(Database database, string reaction, CancellationToken ct) =>
        await database.ReadLatest(session => session.First("SELECT number, tries, retry_at FROM feed_cursor WHERE reaction = $1", FromRow, reaction), ct) ?? default;

    /// <summary>Takes the cursor for this transaction; null when another node has it at this moment.</summary>
    internal static async ValueTask<State?> Lock(WriteTransaction tx, string reaction)
    {
        await tx.Execute(
            "INSERT INTO feed_cursor (reaction, number, tries, retry_at) VALUES ($1, 0, 0, 0) ON CONFLICT (reaction) DO NOTHING",
            reaction);
        return await tx.First(
            tx.Dialect == Dialect.Sqlite
                ? "SELECT number, tries, retry_at FROM feed_cursor WHERE reaction = $1"
                : "SELECT number, tries, retry_at FROM feed_cursor WHERE reaction = $1 FOR UPDATE SKIP LOCKED",
            FromRow,
            reaction);
    }

    internal static ValueTask<int> Move(WriteTransaction tx, string reaction, State to) => tx.Execute(
        "UPDATE feed_cursor SET number = $2, tries = $3, retry_at = $4 WHERE reaction = $1",
        reaction,
        to.Number,
        to.Tries,
        to.RetryAtMs);

    internal static ValueTask<int> SetAside(WriteTransaction tx, PoisonEntry entry) => tx.Execute(
        """
        INSERT INTO feed_poison (reaction, number, error, tries, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (reaction, number) DO UPDATE SET error = excluded.error, tries = excluded.tries, at = excluded.at
        """,
        entry.Reaction,
        entry.Number,
        entry.Error,
        entry.Tries,
        entry.At.ToUnixTimeMilliseconds());

    internal static ValueTask<int> Forget(WriteTransaction tx, string reaction, long number) => tx.Execute(
        "DELETE FROM feed_poison WHERE reaction = $1 AND number = $2",
        reaction,
        number);

    internal static ValueTask<List<PoisonEntry>> Poisoned(SqlSession session, int limit) => session.Query(
        "SELECT reaction, number, error, tries, at FROM feed_poison ORDER BY reaction, number LIMIT $1",
        row => new PoisonEntry(row.Text(0), row.Long(1), row.Text(2), row.Int(3), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(4))),
        limit);

    private static State? FromRow(Row row) => new State(row.Long(0), row.Int(1), row.Long(2));
}
