using Helhed.Platform.Data;

namespace Helhed.Records.Writing;

/// <summary>The words of resources that one transaction changes.</summary>
internal sealed class WordChanges
{
    private static readonly string[] SqliteColumns = ["rowid", "narrative", "content"];
    private static readonly string[] PostgreSqlColumns = ["rid", "narrative", "content"];

    private readonly List<SqlValue> _added = [];
    private readonly List<long> _removed = [];

    public void Replace(long rid, WordsRow before, WordsRow after)
    {
        if (before == after)
        {
            return;
        }

        if (before != default)
        {
            _removed.Add(rid);
        }

        if (after != default)
        {
            _added.AddRange([rid, after.Narrative, after.Content]);
        }
    }

    public async ValueTask Write(WriteTransaction tx)
    {
        var isSqlite = tx.Dialect == Dialect.Sqlite;
        foreach (var rid in _removed)
        {
            await tx.Post(isSqlite ? "DELETE FROM resource_words WHERE rowid = $1" : "DELETE FROM resource_words WHERE rid = $1", rid);
        }

        if (_added.Count > 0)
        {
            await tx.BulkInsert("resource_words", isSqlite ? SqliteColumns : PostgreSqlColumns, _added.ToArray());
        }
    }
}
