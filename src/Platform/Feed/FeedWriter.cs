using Helhed.Platform.Data;
using Helhed.Platform.Data.PostgreSql;
using Helhed.Platform.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Helhed.Platform.Feed;

/// <summary>Writes the entries of what is about to be committed.</summary>
internal static class FeedWriter
{
    private static readonly string[] Columns = ["at", "topic", "subject", "version", "act", "patient", "detail"];

    /// <summary>Writes a group's entries, work after work; true when there were any.</summary>
    internal static bool WriteSqlite(SqliteChannel channel, List<SqliteWrite> group, TimeProvider clock)
    {
        var count = 0;
        foreach (var write in group)
        {
            count += write.Transaction!.Entries.Count;
        }

        if (count == 0)
        {
            return false;
        }

        var at = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var cells = new SqlValue[count * Columns.Length];
        var cell = 0;
        foreach (var write in group)
        {
            foreach (var entry in write.Transaction!.Entries)
            {
                cells[cell++] = at;
                cells[cell++] = entry.Topic;
                cells[cell++] = entry.Subject;
                cells[cell++] = entry.Version;
                cells[cell++] = entry.Act;
                cells[cell++] = entry.Patient;
                cells[cell++] = entry.Detail;
            }
        }

        SqliteBulkInsert.Run(channel, "feed", Columns, new BulkRows(cells, Columns.Length), CancellationToken.None);
        return true;
    }

    /// <summary>Adds a transaction's entries to what is sent before the commit; true when there were any.</summary>
    internal static bool PostPostgreSql(PostgreSqlChannel channel, IReadOnlyList<FeedEntry> entries, TimeProvider clock)
    {
        if (entries.Count == 0)
        {
            return false;
        }

        channel.PostTyped(
            "SELECT feed_append($1, $2, $3, $4, $5, $6, $7)",
            [
                new NpgsqlParameter<long> { TypedValue = clock.GetUtcNow().ToUnixTimeMilliseconds() },
                Array(entries, NpgsqlDbType.Smallint, static entry => entry.Topic),
                Array(entries, NpgsqlDbType.Bigint, static entry => entry.Subject),
                Array(entries, NpgsqlDbType.Integer, static entry => entry.Version),
                Array(entries, NpgsqlDbType.Smallint, static entry => entry.Act),
                Array(entries, NpgsqlDbType.Bigint, static entry => entry.Patient),
                Array(entries, NpgsqlDbType.Text, static entry => entry.Detail),
            ]);
        return true;
    }

    private static NpgsqlParameter<T[]> Array<T>(IReadOnlyList<FeedEntry> entries, NpgsqlDbType type, Func<FeedEntry, T> pick)
    {
        var values = new T[entries.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = pick(entries[i]);
        }

        return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
