using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Helhed.Platform.Data.Sqlite;

/// <summary>A prepared statement. Goes around SqliteCommand, whose parameter objects cost more than the statement itself in bulk inserts and point reads.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int StackLimit = 512;

    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private readonly nint _handle;

    // Place of $n among SQLite's own numbers, which follow first appearance; null when they agree.
    private readonly int[]? _places;

    private SqliteStatement(sqlite3 connection, sqlite3_stmt statement)
    {
        _connection = connection;
        _statement = statement;
        _handle = statement.DangerousGetHandle();
        ParameterCount = raw.sqlite3_bind_parameter_count(statement);
        _places = Places(statement, ParameterCount);
    }

    internal int ParameterCount { get; }

    internal bool InUse { get; set; }

    internal bool IsKept { get; set; }

    internal long LastUse { get; set; }

    internal Row Row => new(_handle);

    public void Dispose() => _statement.Dispose();

    internal static SqliteStatement Prepare(sqlite3 connection, string sql)
    {
        var rc = raw.sqlite3_prepare_v3(connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement, out var tail);
        if (rc != raw.SQLITE_OK)
        {
            throw Failure(connection, rc, sql);
        }

        if (!string.IsNullOrWhiteSpace(tail))
        {
            statement.Dispose();
            throw new ArgumentException("More than one statement in a call.", nameof(sql));
        }

        return new SqliteStatement(connection, statement);
    }

    internal static Exception Failure(sqlite3 connection, int rc, string? sql)
    {
        if (rc == raw.SQLITE_INTERRUPT)
        {
            return new OperationCanceledException("The query was interrupted.");
        }

        var message = $"SQLite error {rc}: {raw.sqlite3_errmsg(connection).utf8_to_string()}{(sql is null ? "" : $" in: {sql}")}";
        return rc is raw.SQLITE_BUSY or raw.SQLITE_LOCKED
            ? new DatabaseBusyException(message)
            : new SqliteException(message, rc, raw.sqlite3_extended_errcode(connection));
    }

    /// <summary>Moves to the next row; false at the end.</summary>
    internal bool Step()
    {
        var rc = raw.sqlite3_step(_statement);
        return rc switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw Failure(_connection, rc, raw.sqlite3_sql(_statement).utf8_to_string()),
        };
    }

    internal void Reset() => raw.sqlite3_reset(_statement);

    internal void Bind(ReadOnlySpan<SqlValue> values)
    {
        if (values.Length != ParameterCount)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{values.Length} values for {ParameterCount} parameters in: {raw.sqlite3_sql(_statement).utf8_to_string()}"));
        }

        if (_places is null)
        {
            BindFrom(0, values);
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            BindOne(_places[i], values[i]);
        }
    }

    /// <summary>Binds values to consecutive places from an offset, as in an INSERT of many rows.</summary>
    internal void BindFrom(int offset, ReadOnlySpan<SqlValue> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            BindOne(offset + i + 1, values[i]);
        }
    }

    private static int[]? Places(sqlite3_stmt statement, int count)
    {
        var places = new int[count];
        var same = true;
        for (var place = 1; place <= count; place++)
        {
            var name = raw.sqlite3_bind_parameter_name(statement, place).utf8_to_string();
            if (name is null || name[0] != '$' || !int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number < 1 || number > count)
            {
                throw new ArgumentException($"Parameters are $1, $2 … without gaps, not {name}, in: {raw.sqlite3_sql(statement).utf8_to_string()}");
            }

            places[number - 1] = place;
            same &= number == place;
        }

        return same ? null : places;
    }

    private void BindOne(int place, in SqlValue value)
    {
        var rc = value.Kind switch
        {
            SqlKind.Integer or SqlKind.Boolean => SqliteNative.BindLong(_handle, place, value.Bits),
            SqlKind.Real => SqliteNative.BindDouble(_handle, place, value.AsDouble),
            SqlKind.Text => BindText(place, (string)value.Reference!),
            SqlKind.Bytes => BindBytes(place, value.AsBytes.Span),
            _ => SqliteNative.BindNull(_handle, place),
        };
        if (rc != raw.SQLITE_OK)
        {
            throw Failure(_connection, rc, null);
        }
    }

    private int BindBytes(int place, ReadOnlySpan<byte> bytes) => bytes.IsEmpty
        ? raw.sqlite3_bind_zeroblob(_statement, place, 0) // an empty span is a null pointer, which SQLite would take for NULL
        : raw.sqlite3_bind_blob(_statement, place, bytes);

    private int BindText(int place, string text)
    {
        if (text.Length == 0)
        {
            return raw.sqlite3_bind_text(_statement, place, "");
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most <= StackLimit)
        {
            Span<byte> buffer = stackalloc byte[StackLimit];
            return raw.sqlite3_bind_text(_statement, place, buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            return raw.sqlite3_bind_text(_statement, place, rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
