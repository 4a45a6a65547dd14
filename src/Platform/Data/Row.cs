using System.Text;
using Helhed.Platform.Data.Sqlite;
using Npgsql;

namespace Helhed.Platform.Data;

/// <summary>The row a query stands on. Valid only inside the mapping function; columns count from 0.</summary>
public readonly struct Row
{
    private const int SqliteNull = 5;

    // Of a statement that its connection holds while the row is read; zero on PostgreSQL.
    private readonly nint _statement;
    private readonly NpgsqlDataReader? _reader;

    internal Row(nint statement) => _statement = statement;

    internal Row(NpgsqlDataReader reader) => _reader = reader;

    /// <summary>True when the column is null.</summary>
    /// <param name="column">The column.</param>
    /// <returns>Whether it is null.</returns>
    public bool IsNull(int column) => _statement == 0
        ? _reader!.IsDBNull(column)
        : SqliteNative.ColumnType(_statement, column) == SqliteNull;

    /// <summary>A whole number, of any integer column.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>The number.</returns>
    public long Long(int column) => _statement == 0
        ? _reader!.GetInt64(column)
        : SqliteNative.ColumnLong(_statement, column);

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
    public bool Bool(int column) => _statement == 0
        ? (_reader!.GetFieldType(column) == typeof(bool) ? _reader.GetBoolean(column) : _reader.GetInt64(column) != 0)
        : SqliteNative.ColumnLong(_statement, column) != 0;

    /// <summary>A floating-point number.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>The number.</returns>
    public double Double(int column) => _statement == 0
        ? _reader!.GetDouble(column)
        : SqliteNative.ColumnDouble(_statement, column);

    /// <summary>A floating-point number or null.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The number.</returns>
    public double? DoubleOrNull(int column) => IsNull(column) ? null : Double(column);

    /// <summary>Text.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>The text.</returns>
    public string Text(int column) => _statement == 0
        ? _reader!.GetString(column)
        : Encoding.UTF8.GetString(Blob(column));

    /// <summary>Text or null.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The text.</returns>
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Bytes, copied.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>An array of its own.</returns>
    public byte[] Bytes(int column) => _statement == 0
        ? _reader!.GetFieldValue<byte[]>(column)
        : Blob(column).ToArray();

    /// <summary>Bytes, without a copy where the database allows it.</summary>
    /// <param name="column">The column; must not be null.</param>
    /// <returns>Valid until the row has been read.</returns>
    public ReadOnlySpan<byte> Span(int column) => _statement == 0 ? _reader!.GetFieldValue<byte[]>(column) : Blob(column);

    /// <summary>Bytes, copied, or null.</summary>
    /// <param name="column">The column.</param>
    /// <returns>An array of its own.</returns>
    public byte[]? BytesOrNull(int column) => IsNull(column) ? null : Bytes(column);

    // A blob of no bytes has no address either. SQLite gives the length of what it gave the address of last.
    private unsafe ReadOnlySpan<byte> Blob(int column)
    {
        var first = SqliteNative.ColumnBlob(_statement, column);
        return first == 0 ? [] : new ReadOnlySpan<byte>((void*)first, SqliteNative.ColumnBytes(_statement, column));
    }
}
