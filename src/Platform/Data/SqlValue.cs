using System.Runtime.InteropServices;

namespace Helhed.Platform.Data;

/// <summary>A parameter of a statement. Nulls keep the type they were converted from, so that PostgreSQL prepares one statement, not one for each combination.</summary>
public readonly struct SqlValue
{
    internal readonly object? Reference;
    internal readonly long Bits;
    internal readonly SqlKind Kind;

    private SqlValue(SqlKind kind, long bits, object? reference)
    {
        Kind = kind;
        Bits = bits;
        Reference = reference;
    }

    /// <summary>Null of a type that the database is to find out.</summary>
    public static SqlValue Null => default;

    /// <summary>True when this is null, of whatever type.</summary>
    public bool IsNull => Kind <= SqlKind.NullBytes;

    /// <summary>A whole number (BIGINT, INTEGER, SMALLINT).</summary>
    /// <param name="value">The number.</param>
    public static implicit operator SqlValue(long value) => new(SqlKind.Integer, value, null);

    /// <summary>A whole number (BIGINT, INTEGER, SMALLINT).</summary>
    /// <param name="value">The number.</param>
    public static implicit operator SqlValue(int value) => new(SqlKind.Integer, value, null);

    /// <summary>A whole number (BIGINT, INTEGER, SMALLINT).</summary>
    /// <param name="value">The number.</param>
    public static implicit operator SqlValue(short value) => new(SqlKind.Integer, value, null);

    /// <summary>A whole number or null.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator SqlValue(long? value) =>
        value is { } number ? new(SqlKind.Integer, number, null) : new(SqlKind.NullInteger, 0, null);

    /// <summary>A whole number or null.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator SqlValue(int? value) =>
        value is { } number ? new(SqlKind.Integer, number, null) : new(SqlKind.NullInteger, 0, null);

    /// <summary>A truth value: BOOLEAN on PostgreSQL, 0 or 1 on SQLite.</summary>
    /// <param name="value">The truth value.</param>
    public static implicit operator SqlValue(bool value) => new(SqlKind.Boolean, value ? 1 : 0, null);

    /// <summary>A floating-point number (DOUBLE PRECISION, REAL).</summary>
    /// <param name="value">The number.</param>
    public static implicit operator SqlValue(double value) => new(SqlKind.Real, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A floating-point number or null.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator SqlValue(double? value) =>
        value is { } number ? number : new SqlValue(SqlKind.NullReal, 0, null);

    /// <summary>Text or null.</summary>
    /// <param name="value">The text.</param>
    public static implicit operator SqlValue(string? value) =>
        value is null ? new(SqlKind.NullText, 0, null) : new(SqlKind.Text, 0, value);

    /// <summary>Bytes (BYTEA, BLOB) or null. Not copied: leave them alone until the statement is done.</summary>
    /// <param name="value">The bytes.</param>
    public static implicit operator SqlValue(byte[]? value) =>
        value is null ? new(SqlKind.NullBytes, 0, null) : new(SqlKind.Bytes, (long)value.Length << 32, value);

    /// <summary>Bytes (BYTEA, BLOB). Not copied when they lie in an array: leave them alone until the statement is done.</summary>
    /// <param name="value">The bytes.</param>
    public static implicit operator SqlValue(ReadOnlyMemory<byte> value) =>
        MemoryMarshal.TryGetArray(value, out var segment) && segment.Array is { } array
            ? new SqlValue(SqlKind.Bytes, ((long)segment.Count << 32) | (uint)segment.Offset, array)
            : value.ToArray();

    internal double AsDouble => BitConverter.Int64BitsToDouble(Bits);

    internal ReadOnlyMemory<byte> AsBytes => new((byte[])Reference!, (int)Bits, (int)(Bits >> 32));
}

internal enum SqlKind : byte
{
    Null,
    NullInteger,
    NullReal,
    NullText,
    NullBytes,
    Integer,
    Boolean,
    Real,
    Text,
    Bytes,
}
