using System.Globalization;
using System.Runtime.CompilerServices;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

internal enum ItemKind : byte
{
    None,
    Node,
    Boolean,
    Integer,
    Long,
    Decimal,
    String,
    Date,
    DateTime,
    Time,
    Quantity,
    Type,
}

/// <summary>
/// One item of a collection: an element of a document, or a value of FHIRPath's own types. 32 bytes, so that collections are arrays of
/// these and a value costs no object.
/// </summary>
internal readonly struct PathItem
{
    private readonly object? _reference;
    private readonly long _low;
    private readonly long _high;

    private PathItem(ItemKind kind, object? reference, long low, long high = 0)
    {
        Kind = kind;
        _reference = reference;
        _low = low;
        _high = high;
    }

    public ItemKind Kind { get; }

    public bool IsNumber => Kind is ItemKind.Integer or ItemKind.Long or ItemKind.Decimal;

    public bool IsTime => Kind is ItemKind.Date or ItemKind.DateTime or ItemKind.Time;

    public FhirDocument Document => Unsafe.As<FhirDocument>(_reference!);

    public int Index => (int)_low;

    public PathNode Node => new(Document, Index);

    public ref readonly Node Raw => ref Document.Nodes[(int)_low];

    public bool Boolean => _low != 0;

    public int Integer => (int)_low;

    public long Long => _low;

    public string String => Unsafe.As<string>(_reference!);

    public PathUnit Unit => Unsafe.As<PathUnit>(_reference!);

    public PathType Type => Unsafe.As<PathType>(_reference!);

    public PathTime Time => PathTime.Unpack(_low, _high);

    /// <summary>The number of an Integer, Long, Decimal or Quantity.</summary>
    public decimal Number => Kind is ItemKind.Integer or ItemKind.Long ? _low : Unsafe.BitCast<(long, long), decimal>((_low, _high));

    public static PathItem OfNode(FhirDocument document, int index) => new(ItemKind.Node, document, index);

    public static PathItem OfNode(in PathNode node) => new(ItemKind.Node, node.Document, node.Index);

    public static PathItem Of(bool value) => new(ItemKind.Boolean, null, value ? 1 : 0);

    public static PathItem Of(int value) => new(ItemKind.Integer, null, value);

    public static PathItem OfLong(long value) => new(ItemKind.Long, null, value);

    public static PathItem Of(string value) => new(ItemKind.String, value, 0);

    public static PathItem Of(PathType type) => new(ItemKind.Type, type, 0);

    public static PathItem Of(ItemKind kind, in PathTime time) => new(kind, null, time.Ticks, time.Packed);

    public static PathItem Of(decimal value)
    {
        var (low, high) = Unsafe.BitCast<decimal, (long, long)>(value);
        return new(ItemKind.Decimal, null, low, high);
    }

    public static PathItem Of(decimal value, PathUnit unit)
    {
        var (low, high) = Unsafe.BitCast<decimal, (long, long)>(value);
        return new(ItemKind.Quantity, unit, low, high);
    }

    /// <summary>The text of a value of FHIRPath's own types, as toString() has it.</summary>
    public string SystemText() => Kind switch
    {
        ItemKind.Boolean => Boolean ? "true" : "false",
        ItemKind.Integer or ItemKind.Long => _low.ToString(CultureInfo.InvariantCulture),
        ItemKind.Decimal => Number.ToString(CultureInfo.InvariantCulture),
        ItemKind.String => String,
        ItemKind.Quantity => $"{Number.ToString(CultureInfo.InvariantCulture)} {Unit}",
        ItemKind.Date or ItemKind.DateTime or ItemKind.Time => Time.Text(Kind),
        ItemKind.Type => Type.ToString(),
        _ => "",
    };
}
