using System.Runtime.CompilerServices;
using Npgsql;

namespace Helhed.Platform.Data.PostgreSql;

/// <summary>One PostgreSQL connection.</summary>
internal sealed class PostgreSqlChannel : Channel
{
    private readonly NpgsqlConnection _connection;
    private readonly PendingStatements _pending;

    internal PostgreSqlChannel(NpgsqlConnection connection, ColumnTypes columnTypes)
    {
        _connection = connection;
        _pending = new PendingStatements(connection, columnTypes);
    }

    /// <summary>How many statements with effects have been asked for.</summary>
    internal int Effects { get; private set; }

    internal override Dialect Dialect => Dialect.PostgreSql;

    internal override ValueTask<int> Execute(string sql, ReadOnlySpan<SqlValue> values, CancellationToken ct)
    {
        Effects++;
        return Run(this, PostgreSqlParameters.Command(_connection, sql, values), ct);

        static async ValueTask<int> Run(PostgreSqlChannel channel, NpgsqlCommand command, CancellationToken ct)
        {
            await using (command)
            {
                await channel.Flush(ct);
                return Math.Max(0, await command.ExecuteNonQueryAsync(ct));
            }
        }
    }

    internal override ValueTask<List<T>> Query<T>(string sql, Func<Row, T> map, ReadOnlySpan<SqlValue> values, CancellationToken ct)
    {
        return Run(this, PostgreSqlParameters.Command(_connection, sql, values), map, ct);

        static async ValueTask<List<T>> Run(PostgreSqlChannel channel, NpgsqlCommand command, Func<Row, T> map, CancellationToken ct)
        {
            await using (command)
            {
                await channel.Flush(ct);
                await using var reader = await command.ExecuteReaderAsync(ct);
                var rows = new List<T>();
                while (await reader.ReadAsync(ct))
                {
                    rows.Add(map(new Row(reader)));
                }

                return rows;
            }
        }
    }

    // The setting is the transaction's, and is as before when its next statement is planned. All three go in one message.
    internal override ValueTask<List<T>> QueryPlanned<T>(string sql, Func<Row, T> map, ReadOnlySpan<SqlValue> values, CancellationToken ct)
    {
        var query = new NpgsqlBatchCommand(sql);
        PostgreSqlParameters.Add(query.Parameters, values);
        var batch = new NpgsqlBatch(_connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)"));
        batch.BatchCommands.Add(query);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT set_config('plan_cache_mode', NULL, true)"));
        return Run(this, batch, map, ct);

        static async ValueTask<List<T>> Run(PostgreSqlChannel channel, NpgsqlBatch batch, Func<Row, T> map, CancellationToken ct)
        {
            await using (batch)
            {
                await channel.Flush(ct);
                await using var reader = await batch.ExecuteReaderAsync(ct);
                await reader.NextResultAsync(ct);
                var rows = new List<T>();
                while (await reader.ReadAsync(ct))
                {
                    rows.Add(map(new Row(reader)));
                }

                await reader.NextResultAsync(ct);
                return rows;
            }
        }
    }

    internal override ValueTask<T?> First<T>(string sql, Func<Row, T> map, ReadOnlySpan<SqlValue> values, CancellationToken ct)
        where T : default
    {
        return Run(this, PostgreSqlParameters.Command(_connection, sql, values), map, ct);

        static async ValueTask<T?> Run(PostgreSqlChannel channel, NpgsqlCommand command, Func<Row, T> map, CancellationToken ct)
        {
            await using (command)
            {
                await channel.Flush(ct);
                await using var reader = await command.ExecuteReaderAsync(ct);
                return await reader.ReadAsync(ct) ? map(new Row(reader)) : default;
            }
        }
    }

    internal override ValueTask<T?> Glance<T>(string sql, Func<Row, T> map, ReadOnlySpan<SqlValue> values, CancellationToken ct)
        where T : default
    {
        return Run(PostgreSqlParameters.Command(_connection, sql, values), map, ct);

        static async ValueTask<T?> Run(NpgsqlCommand command, Func<Row, T> map, CancellationToken ct)
        {
            await using (command)
            {
                await using var reader = await command.ExecuteReaderAsync(ct);
                return await reader.ReadAsync(ct) ? map(new Row(reader)) : default;
            }
        }
    }

    internal override async IAsyncEnumerable<T> Stream<T>(
        string sql, Func<Row, T> map, SqlValue[] values, [EnumeratorCancellation] CancellationToken ct)
    {
        await Flush(ct);
        await using var command = PostgreSqlParameters.Command(_connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return map(new Row(reader));
        }
    }

    internal override ValueTask BulkInsert(string table, IReadOnlyList<string> columns, BulkRows rows, CancellationToken ct)
    {
        Effects++;
        _pending.Add(table, columns, rows);
        return default;
    }

    internal override ValueTask Post(string sql, ReadOnlySpan<SqlValue> values, CancellationToken ct)
    {
        Effects++;
        var command = new NpgsqlBatchCommand(sql);
        PostgreSqlParameters.Add(command.Parameters, values);
        _pending.Add(command);
        return default;
    }

    /// <summary>A statement whose parameters have types that <see cref="SqlValue"/> does not know, such as arrays; nobody waits for its result.</summary>
    internal void PostTyped(string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        _pending.Add(command);
    }

    /// <summary>Sends what nobody has waited for yet.</summary>
    internal ValueTask Flush(CancellationToken ct) => _pending.IsEmpty ? default : _pending.Flush(ct);

    internal override async ValueTask Script(string sql, CancellationToken ct)
    {
        await Flush(ct);
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
