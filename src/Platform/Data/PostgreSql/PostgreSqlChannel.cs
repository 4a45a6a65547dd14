using System.Runtime.CompilerServices;
using Npgsql;

namespace Helhed.Platform.Data.PostgreSql;

/// <summary>One PostgreSQL connection.</summary>
internal sealed class PostgreSqlChannel : Channel
{
    private readonly NpgsqlConnection _connection;
    private readonly ColumnTypes _columnTypes;

    internal PostgreSqlChannel(NpgsqlConnection connection, ColumnTypes columnTypes)
    {
        _connection = connection;
        _columnTypes = columnTypes;
    }

    internal override Dialect Dialect => Dialect.PostgreSql;

    internal override ValueTask<int> Execute(string sql, ReadOnlySpan<SqlValue> values, CancellationToken ct)
    {
        return Run(PostgreSqlParameters.Command(_connection, sql, values), ct);

        static async ValueTask<int> Run(NpgsqlCommand command, CancellationToken ct)
        {
            await using (command)
            {
                return Math.Max(0, await command.ExecuteNonQueryAsync(ct));
            }
        }
    }

    internal override ValueTask<List<T>> Query<T>(string sql, Func<Row, T> map, ReadOnlySpan<SqlValue> values, CancellationToken ct)
    {
        return Run(PostgreSqlParameters.Command(_connection, sql, values), map, ct);

        static async ValueTask<List<T>> Run(NpgsqlCommand command, Func<Row, T> map, CancellationToken ct)
        {
            await using (command)
            {
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

    internal override ValueTask<T?> First<T>(string sql, Func<Row, T> map, ReadOnlySpan<SqlValue> values, CancellationToken ct)
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
        await using var command = PostgreSqlParameters.Command(_connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return map(new Row(reader));
        }
    }

    internal override ValueTask BulkInsert(string table, IReadOnlyList<string> columns, BulkRows rows, CancellationToken ct) =>
        new PostgreSqlBulkInsert(_connection, _columnTypes, table, columns).Run(rows, ct);

    /// <summary>Runs a statement whose parameters have types that <see cref="SqlValue"/> does not know, such as arrays.</summary>
    internal async ValueTask ExecuteTyped(string sql, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    internal override async ValueTask Script(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
