using System.Text;
using Npgsql;
using SQLitePCL;

namespace Helhed.Platform.Data;

/// <summary>The row a query stands on. Valid only inside the mapping function; columns count from 0.</summary>
public readonly struct Row
{
    private readonly sqlite3_stmt? _statement;
    private readonly NpgsqlDataReader? _reader;

    internal Row(sqlite3_stmt statement) => _statement = statement;

    internal Row(NpgsqlDataReader reader) => _reader = reader;

    /// <summary>True when the column is null.</summary>
    /// <param name="column">The column.</param>
    /// <returns>Whether it is null.</returns>
    public bool IsNull(int column) => _statement is null
        ? _reader!.IsDBNull(column)
        : raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>A whole number, of any integer column.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>The number.</returns>
    public long Long(int column) => _statement is null
        ? _reader!.GetInt64(column)
        : raw.sqlite3_column_int64(_statement, column);

    /// <summary>A whole number of at most 32 bits.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>The number.</returns>
    /// <exception cref="OverflowException">The number needs more than 32 bits.</exception>
    public int Int(int column) => checked((int)Long(column));

    /// <summary>A whole number of at most 16 bits.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>The number.</returns>
    /// <exception cref="OverflowException">The number needs more than 16 bits.</exception>
    public short Short(int column) => checked((short)Long(column));

    /// <summary>A whole number or null.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The number.</returns>
    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    /// <summary>A whole number of at most 32 bits, or null.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The number.</returns>
    public int? IntOrNull(int column) => IsNull(column) ? null : Int(column);

    /// <summary>A truth value, of a BOOLEAN column or 0 and 1.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>The truth value.</returns>
    public bool Bool(int column) => _statement is null
        ? (_reader!.GetFieldType(column) == typeof(bool) ? _reader.GetBoolean(column) : _reader.GetInt64(column) != 0)
        : raw.sqlite3_column_int64(_statement, column) != 0;

    /// <summary>A floating-point number.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>The number.</returns>
    public double Double(int column) => _statement is null
        ? _reader!.GetDouble(column)
        : raw.sqlite3_column_double(_statement, column);

    /// <summary>A floating-point number or null.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The number.</returns>
    public double? DoubleOrNull(int column) => IsNull(column) ? null : Double(column);

    /// <summary>Text.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>The text.</returns>
    public string Text(int column) => _statement is null
        ? _reader!.GetString(column)
        : Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    /// <summary>Text or null.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The text.</returns>
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Bytes, copied.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>An array of its own.</returns>
    public byte[] Bytes(int column) => _statement is null
        ? _reader!.GetFieldValue<byte[]>(column)
        : raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>Bytes, without a copy where the database allows it.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>Valid until the row has been read.</returns>
    public ReadOnlySpan<byte> Span(int column) => _statement is null ? _reader!.GetFieldValue<byte[]>(column) : raw.sqlite3_column_blob(_statement, column);

    /// <summary>Bytes, copied, or null.</summary>
    /// <param name="column">The column.</param>
    /// <returns>An array of its own.</returns>
    public byte[]? BytesOrNull(int column) => IsNull(column) ? null : Bytes(column);
}
