using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Helhed.Platform.Data.PostgreSql;

/// <summary>
/// COPY BINARY for many rows; for few a prepared INSERT over arrays, and for a handful one over values: those can travel in a batch with
/// other statements, while COPY needs two round trips of its own.
/// </summary>
internal sealed class PostgreSqlBulkInsert(string table, IReadOnlyList<string> columns, NpgsqlDbType[] types)
{
    /// <summary>Number of rows from which COPY is cheaper.</summary>
    internal const int CopyFrom = 100;

    private const int ValuesUpTo = 4;

    /// <summary>A statement that inserts the rows.</summary>
    internal NpgsqlBatchCommand Command(List<BulkRows> parts)
    {
        var count = parts.Sum(p => p.Count);
        return count <= ValuesUpTo ? Values(parts, count) : Unnest(parts, count);
    }

    internal async ValueTask Copy(NpgsqlConnection connection, List<BulkRows> parts, CancellationToken ct)
    {
        await using var writer = await connection.BeginBinaryImportAsync($"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var rows in parts)
        {
            for (var row = 0; row < rows.Count; row++)
            {
                await writer.StartRowAsync(ct);
                for (var column = 0; column < types.Length; column++)
                {
                    await WriteCell(writer, rows[row][column], types[column], ct);
                }
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

    private NpgsqlBatchCommand Values(List<BulkRows> parts, int count)
    {
        var command = new NpgsqlBatchCommand();
        var sql = new StringBuilder($"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ");
        for (var row = 0; row < count; row++)
        {
            sql.Append(row == 0 ? "(" : ", (");
            for (var column = 0; column < types.Length; column++)
            {
                sql.Append(CultureInfo.InvariantCulture, $"{(column == 0 ? "" : ", ")}${(row * types.Length) + column + 1}");
            }

            sql.Append(')');
        }

        foreach (var rows in parts)
        {
            for (var row = 0; row < rows.Count; row++)
            {
                for (var column = 0; column < types.Length; column++)
                {
                    command.Parameters.Add(Cell(rows[row][column], types[column]));
                }
            }
        }

        command.CommandText = sql.ToString();
        return command;
    }

    private static NpgsqlParameter Cell(in SqlValue value, NpgsqlDbType type)
    {
        if (value.IsNull)
        {
            return new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value };
        }

        return type switch
        {
            NpgsqlDbType.Bigint => new NpgsqlParameter<long> { TypedValue = value.Bits },
            NpgsqlDbType.Integer => new NpgsqlParameter<int> { TypedValue = checked((int)value.Bits) },
            NpgsqlDbType.Smallint => new NpgsqlParameter<short> { TypedValue = checked((short)value.Bits) },
            NpgsqlDbType.Boolean => new NpgsqlParameter<bool> { TypedValue = value.Bits != 0 },
            NpgsqlDbType.Double => new NpgsqlParameter<double> { TypedValue = Real(value) },
            NpgsqlDbType.Text => new NpgsqlParameter<string> { TypedValue = (string)value.Reference! },
            _ => new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = value.AsBytes, NpgsqlDbType = type },
        };
    }

    private NpgsqlBatchCommand Unnest(List<BulkRows> parts, int count)
    {
        var command = new NpgsqlBatchCommand();
        var arguments = new string[types.Length];
        for (var column = 0; column < types.Length; column++)
        {
            arguments[column] = $"${column + 1}";
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = Column(parts, count, (column, types[column])),
                NpgsqlDbType = NpgsqlDbType.Array | types[column],
            });
        }

        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns)}) SELECT * FROM unnest({string.Join(", ", arguments)})";
        return command;
    }

    private static Array Column(List<BulkRows> parts, int count, (int Index, NpgsqlDbType Type) column) => column.Type switch
    {
        NpgsqlDbType.Bigint => Cells<long?>(parts, count, column.Index, static value => value.IsNull ? null : value.Bits),
        NpgsqlDbType.Integer => Cells<int?>(parts, count, column.Index, static value => value.IsNull ? null : checked((int)value.Bits)),
        NpgsqlDbType.Smallint => Cells<short?>(parts, count, column.Index, static value => value.IsNull ? null : checked((short)value.Bits)),
        NpgsqlDbType.Boolean => Cells<bool?>(parts, count, column.Index, static value => value.IsNull ? null : value.Bits != 0),
        NpgsqlDbType.Double => Cells<double?>(parts, count, column.Index, static value => value.IsNull ? null : Real(value)),
        NpgsqlDbType.Text => Cells(parts, count, column.Index, static value => (string?)value.Reference),
        _ => Cells(parts, count, column.Index, static value => value.IsNull ? null : value.AsBytes.ToArray()),
    };

    private static T[] Cells<T>(List<BulkRows> parts, int count, int column, Func<SqlValue, T> map)
    {
        var cells = new T[count];
        var cell = 0;
        foreach (var rows in parts)
        {
            for (var row = 0; row < rows.Count; row++)
            {
                cells[cell++] = map(rows[row][column]);
            }
        }

        return cells;
    }

    private static double Real(in SqlValue value) => value.Kind == SqlKind.Real ? value.AsDouble : value.Bits;
}
