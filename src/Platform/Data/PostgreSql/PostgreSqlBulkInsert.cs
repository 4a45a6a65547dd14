using Npgsql;
using NpgsqlTypes;

namespace Helhed.Platform.Data.PostgreSql;

/// <summary>
/// COPY BINARY for many rows; for few one prepared INSERT over arrays, which costs one round trip instead of COPY's two.
/// Measured on four columns: arrays are two to three times as fast at 5 rows, about even at 50.
/// </summary>
internal sealed class PostgreSqlBulkInsert
{
    private const int CopyFrom = 50;

    private readonly NpgsqlConnection _connection;
    private readonly ColumnTypes _columnTypes;
    private readonly string _table;
    private readonly string _columns;

    internal PostgreSqlBulkInsert(NpgsqlConnection connection, ColumnTypes columnTypes, string table, IReadOnlyList<string> columns)
    {
        _connection = connection;
        _columnTypes = columnTypes;
        _table = table;
        _columns = string.Join(", ", columns);
    }

    internal async ValueTask Run(BulkRows rows, CancellationToken ct)
    {
        var types = await _columnTypes.Of(_connection, _table, _columns, ct);
        if (rows.Count >= CopyFrom)
        {
            await Copy(rows, types, ct);
        }
        else
        {
            await Unnest(rows, types, ct);
        }
    }

    private async ValueTask Copy(BulkRows rows, NpgsqlDbType[] types, CancellationToken ct)
    {
        await using var writer = await _connection.BeginBinaryImportAsync($"COPY {_table} ({_columns}) FROM STDIN (FORMAT BINARY)", ct);
        for (var row = 0; row < rows.Count; row++)
        {
            await writer.StartRowAsync(ct);
            for (var column = 0; column < types.Length; column++)
            {
                await WriteCell(writer, rows[row][column], types[column], ct);
            }
        }

        await writer.CompleteAsync(ct);
    }

    private static Task WriteCell(NpgsqlBinaryImporter writer, in SqlValue value, NpgsqlDbType type, CancellationToken ct)
    {
        if (value.IsNull)
        {
            return writer.WriteNullAsync(ct);
        }

        return type switch
        {
            NpgsqlDbType.Bigint => writer.WriteAsync(value.Bits, type, ct),
            NpgsqlDbType.Integer => writer.WriteAsync(checked((int)value.Bits), type, ct),
            NpgsqlDbType.Smallint => writer.WriteAsync(checked((short)value.Bits), type, ct),
            NpgsqlDbType.Boolean => writer.WriteAsync(value.Bits != 0, type, ct),
            NpgsqlDbType.Double => writer.WriteAsync(Real(value), type, ct),
            NpgsqlDbType.Text => writer.WriteAsync((string)value.Reference!, type, ct),
            _ => writer.WriteAsync(value.AsBytes, type, ct),
        };
    }

    private async ValueTask Unnest(BulkRows rows, NpgsqlDbType[] types, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand { Connection = _connection };
        var arguments = new string[types.Length];
        for (var column = 0; column < types.Length; column++)
        {
            arguments[column] = $"${column + 1}";
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = Column(rows, column, types[column]),
                NpgsqlDbType = NpgsqlDbType.Array | types[column],
            });
        }

        command.CommandText = $"INSERT INTO {_table} ({_columns}) SELECT * FROM unnest({string.Join(", ", arguments)})";
        await command.ExecuteNonQueryAsync(ct);
    }

    private static Array Column(BulkRows rows, int column, NpgsqlDbType type) => type switch
    {
        NpgsqlDbType.Bigint => Cells<long?>(rows, column, static value => value.IsNull ? null : value.Bits),
        NpgsqlDbType.Integer => Cells<int?>(rows, column, static value => value.IsNull ? null : checked((int)value.Bits)),
        NpgsqlDbType.Smallint => Cells<short?>(rows, column, static value => value.IsNull ? null : checked((short)value.Bits)),
        NpgsqlDbType.Boolean => Cells<bool?>(rows, column, static value => value.IsNull ? null : value.Bits != 0),
        NpgsqlDbType.Double => Cells<double?>(rows, column, static value => value.IsNull ? null : Real(value)),
        NpgsqlDbType.Text => Cells(rows, column, static value => (string?)value.Reference),
        _ => Cells(rows, column, static value => value.IsNull ? null : value.AsBytes.ToArray()),
    };

    private static T[] Cells<T>(BulkRows rows, int column, Func<SqlValue, T> map)
    {
        var cells = new T[rows.Count];
        for (var row = 0; row < cells.Length; row++)
        {
            cells[row] = map(rows[row][column]);
        }

        return cells;
    }

    private static double Real(in SqlValue value) => value.Kind == SqlKind.Real ? value.AsDouble : value.Bits;
}
