using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Helhed.Platform.Data.PostgreSql;

/// <summary>The types of columns to insert into: binary COPY and unnest need them exactly. Asked for once.</summary>
internal sealed class ColumnTypes
{
    private readonly ConcurrentDictionary<string, NpgsqlDbType[]> _known = new(StringComparer.Ordinal);

    internal async ValueTask<NpgsqlDbType[]> Of(NpgsqlConnection connection, string table, string columns, CancellationToken ct)
    {
        var key = $"{table}({columns})";
        if (_known.TryGetValue(key, out var types))
        {
            return types;
        }

        await using var command = new NpgsqlCommand($"SELECT {columns} FROM {table} WHERE false", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        types = new NpgsqlDbType[reader.FieldCount];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = reader.GetDataTypeName(i) switch
            {
                "bigint" => NpgsqlDbType.Bigint,
                "integer" => NpgsqlDbType.Integer,
                "smallint" => NpgsqlDbType.Smallint,
                "boolean" => NpgsqlDbType.Boolean,
                "double precision" => NpgsqlDbType.Double,
                "text" => NpgsqlDbType.Text,
                "bytea" => NpgsqlDbType.Bytea,
                var other => throw new NotSupportedException($"Column {reader.GetName(i)} of {table} is {other}; bulk inserts know bigint, integer, smallint, boolean, double precision, text and bytea."),
            };
        }

        return _known[key] = types;
    }
}
