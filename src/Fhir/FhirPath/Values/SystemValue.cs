using System.Globalization;
using System.Text;
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

        return item.Raw.Kind switch
        {
            NodeKind.Object => QuantityValue.Read(item),
            NodeKind.True => PathItem.Of(true),
            NodeKind.False => PathItem.Of(false),
            NodeKind.Number => Number(item),
            NodeKind.String => OfText(item),
            _ => default,
        };
    }

    /// <summary>True for a String and for an element whose value is one.</summary>
    public static bool IsText(in PathItem item)
    {
        if (item.Kind != ItemKind.Node)
        {
            return item.Kind == ItemKind.String;
        }

        ref readonly var node = ref item.Raw;
        return node.Kind == NodeKind.String && TypeTable.Converted[node.Type] == ItemKind.String;
    }

    /// <summary>The text of an item for which <see cref="IsText"/> holds.</summary>
    public static string Text(in PathItem item) => item.Kind == ItemKind.String ? item.String : item.Document.Text(item.Index);

    /// <summary>An element with a primitive value.</summary>
    public static bool HasValue(in PathItem item) => item.Kind == ItemKind.Node && item.Raw.Kind is not (NodeKind.Object or NodeKind.Null);

    private static PathItem OfText(in PathItem item)
    {
        var kind = TypeTable.Converted[item.Raw.Type];
        if (kind is not (ItemKind.Date or ItemKind.DateTime or ItemKind.Time))
        {
            return kind == ItemKind.String ? item : default;
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

    private static PathItem Number(in PathItem item)
    {
        var text = item.Document.Raw(item.Index);
        if (TypeTable.Converted[item.Raw.Type] == ItemKind.Integer && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return PathItem.Of(integer);
        }

        // Beyond 28 digits before the point there is no value to calculate with.
        return Decimals.TryParse(text, out var number) ? PathItem.Of(number) : default;
    }
}
