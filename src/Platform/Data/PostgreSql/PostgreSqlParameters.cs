using Npgsql;
using NpgsqlTypes;

namespace Helhed.Platform.Data.PostgreSql;

internal static class PostgreSqlParameters
{
    /// <summary>A command with typed parameters: whole numbers go as bigint throughout, so a statement is prepared once.</summary>
    internal static NpgsqlCommand Command(NpgsqlConnection connection, string sql, ReadOnlySpan<SqlValue> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        Add(command.Parameters, values);
        return command;
    }

    internal static void Add(NpgsqlParameterCollection parameters, ReadOnlySpan<SqlValue> values)
    {
        foreach (ref readonly var value in values)
        {
            parameters.Add(Of(value));
        }
    }

    private static NpgsqlParameter Of(in SqlValue value) => value.Kind switch
    {
        SqlKind.Integer => new NpgsqlParameter<long> { TypedValue = value.Bits },
        SqlKind.Boolean => new NpgsqlParameter<bool> { TypedValue = value.Bits != 0 },
        SqlKind.Real => new NpgsqlParameter<double> { TypedValue = value.AsDouble },
        SqlKind.Text => new NpgsqlParameter<string> { TypedValue = (string)value.Reference! },
        SqlKind.Bytes => new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = value.AsBytes, NpgsqlDbType = NpgsqlDbType.Bytea },
        SqlKind.NullInteger => Null(NpgsqlDbType.Bigint),
        SqlKind.NullReal => Null(NpgsqlDbType.Double),
        SqlKind.NullText => Null(NpgsqlDbType.Text),
        SqlKind.NullBytes => Null(NpgsqlDbType.Bytea),
        _ => new NpgsqlParameter { Value = DBNull.Value },
    };

    private static NpgsqlParameter Null(NpgsqlDbType type) => new() { NpgsqlDbType = type, Value = DBNull.Value };
}
