using System.Globalization;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>
/// Reads elements as values of FHIRPath's own types, when an operation needs them. See
/// <see href="https://hl7.org/fhir/R4/fhirpath.html#types"/>.
/// </summary>
internal static class SystemValue
{
    /// <summary>
    /// The value of a primitive or Quantity; the item itself when it is no element. A string stays an element (see
    /// <see cref="IsText"/>), so that it can be compared as bytes. None for what has no value.
    /// </summary>
    public static PathItem Of(in PathItem item)
    {
        if (item.Kind != ItemKind.Node)
        {
            return item;
        }

        ref readonly var node = ref item.Raw;
        if (node.Kind == NodeKind.Object)
        {
            return Quantity(item);
        }

        return node.Kind switch
        {
            NodeKind.True => PathItem.Of(true),
            NodeKind.False => PathItem.Of(false),
            NodeKind.Number => Number(item),
            NodeKind.String => OfText(item),
            _ => default,
        };
    }

    /// <summary>True for a String and for an element whose value is one.</summary>
    public static bool IsText(in PathItem item) =>
        item.Kind == ItemKind.String || (item.Kind == ItemKind.Node && item.Raw.Kind == NodeKind.String && TimeKind(item) == ItemKind.None);

    /// <summary>The text of an item for which <see cref="IsText"/> holds.</summary>
    public static string Text(in PathItem item) => item.Kind == ItemKind.String ? item.String : item.Document.Text(item.Index);

    /// <summary>An element with a primitive value.</summary>
    public static bool HasValue(in PathItem item) => item.Kind == ItemKind.Node && item.Raw.Kind is not (NodeKind.Object or NodeKind.Null);

    private static PathItem OfText(in PathItem item)
    {
        var kind = TimeKind(item);
        if (kind == ItemKind.None)
        {
            return item;
        }

        var text = item.Document.Raw(item.Index);
        if ((item.Raw.Flags & NodeFlags.Escaped) != 0)
        {
            text = Encoding.UTF8.GetBytes(item.Document.Text(item.Index));
        }

        PathTime time;
        var isRead = kind switch
        {
            ItemKind.Date => PathTime.TryDate(text, out time),
            ItemKind.DateTime => PathTime.TryDateTime(text, out time),
            _ => PathTime.TryTime(text, out time),
        };
        return isRead ? PathItem.Of(kind, time) : default;
    }

    private static ItemKind TimeKind(in PathItem item) => item.Document.Definitions.Types[item.Raw.Type].Primitive switch
    {
        PrimitiveKind.Date => ItemKind.Date,
        PrimitiveKind.DateTime or PrimitiveKind.Instant => ItemKind.DateTime,
        PrimitiveKind.Time => ItemKind.Time,
        _ => ItemKind.None,
    };

    private static PathItem Number(in PathItem item)
    {
        var text = item.Document.Raw(item.Index);
        if (item.Document.Definitions.Types[item.Raw.Type].Primitive != PrimitiveKind.Decimal && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return PathItem.Of(integer);
        }

        // Beyond 28 digits before the point there is no value to calculate with.
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? PathItem.Of(number) : default;
    }

    private static PathItem Quantity(in PathItem item)
    {
        var document = item.Document;
        if ((item.Raw.Flags & NodeFlags.Companion) != 0 || !IsQuantity(document.Definitions.Types[item.Raw.Type]))
        {
            return default;
        }

        var reader = new NodeReader(document, item.Index);
        if (reader.Child("value"u8) is not { Node.Kind: NodeKind.Number } value || reader.Child("comparator"u8) is not null
            || !decimal.TryParse(document.Raw(value.Index), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return default;
        }

        return PathItem.Of(number, Unit(reader));
    }

    private static bool IsQuantity(TypeDefinition type) => type.Name == "Quantity" || type.BaseType is { Name: "Quantity" };

    private static PathUnit Unit(in NodeReader quantity)
    {
        var code = quantity.Child("code"u8) is { Node.Kind: NodeKind.String } c ? c.Text() : null;
        if (code is not null && quantity.Child("system"u8) is { } system && quantity.Document.Raw(system.Index).SequenceEqual("http://unitsofmeasure.org"u8))
        {
            return PathUnit.OfFhir(code);
        }

        if (code is null && quantity.Child("unit"u8) is not { Node.Kind: NodeKind.String })
        {
            return PathUnit.One;
        }

        return PathUnit.OfName(code ?? quantity.Child("unit"u8)!.Value.Text());
    }
}
