using Npgsql;
using NpgsqlTypes;

namespace Helhed.Platform.Data.PostgreSql;

/// <summary>
/// Statements of a transaction whose results nobody waits for. They are sent together, in one round trip, before the next statement that
/// has a result, or before the commit; rows for the same table become one statement.
/// </summary>
internal sealed class PendingStatements(NpgsqlConnection connection, ColumnTypes columnTypes)
{
    private readonly List<Step> _steps = [];
    private readonly Dictionary<string, Insert> _open = [];

    internal bool IsEmpty => _steps.Count == 0;

    /// <summary>Adds rows. Their order among the rows of other tables does not matter, before the next statement of another kind.</summary>
    internal void Add(string table, IReadOnlyList<string> columns, BulkRows rows)
    {
        if (!_open.TryGetValue(table, out var insert) || insert.Columns.Count != columns.Count)
        {
            _open[table] = insert = new Insert(table, columns);
            _steps.Add(insert);
        }

        insert.Rows.Add(rows);
    }

    /// <summary>Adds a statement; what is added later runs after it.</summary>
    internal void Add(NpgsqlBatchCommand command)
    {
        _open.Clear();
        _steps.Add(new Statement(command));
    }

    internal async ValueTask Flush(CancellationToken ct)
    {
        if (_steps.Count == 0)
        {
            return;
        }

        var steps = _steps.ToArray();
        _steps.Clear();
        _open.Clear();
        var batch = new NpgsqlBatch(connection);
        try
        {
            foreach (var step in steps)
            {
                if (step is Statement statement)
                {
                    batch.BatchCommands.Add(statement.Command);
                    continue;
                }

                var insert = (Insert)step;
                var types = await columnTypes.Of(connection, insert.Table, string.Join(", ", insert.Columns), ct);
                var bulk = new PostgreSqlBulkInsert(insert.Table, insert.Columns, types);
                if (insert.Count < PostgreSqlBulkInsert.CopyFrom)
                {
                    batch.BatchCommands.Add(bulk.Command(insert.Rows));
                    continue;
                }

                batch = await Send(batch, ct);
                await bulk.Copy(connection, insert.Rows, ct);
            }

            await Send(batch, ct);
        }
        finally
        {
            await batch.DisposeAsync();
        }
    }

    private async ValueTask<NpgsqlBatch> Send(NpgsqlBatch batch, CancellationToken ct)
    {
        if (batch.BatchCommands.Count == 0)
        {
            return batch;
        }

        await batch.ExecuteNonQueryAsync(ct);
        await batch.DisposeAsync();
        return new NpgsqlBatch(connection);
    }

    private abstract class Step;

    private sealed class Statement(NpgsqlBatchCommand command) : Step
    {
        internal NpgsqlBatchCommand Command { get; } = command;
    }

    private sealed class Insert(string table, IReadOnlyList<string> columns) : Step
    {
        internal string Table { get; } = table;

        internal IReadOnlyList<string> Columns { get; } = columns;

        internal List<BulkRows> Rows { get; } = [];

        internal int Count => Rows.Sum(r => r.Count);
    }
}
