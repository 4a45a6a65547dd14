using System.Globalization;
using System.Text;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>Explicit conversions between FHIRPath's own types; None where there is none. See <see href="https://hl7.org/fhirpath/N1/#conversion"/>.</summary>
internal static class Conversion
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;
    private const NumberStyles WithPoint = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static readonly string[] Truths = ["true", "t", "yes", "y", "1", "1.0"];
    private static readonly string[] Falsehoods = ["false", "f", "no", "n", "0", "0.0"];

    public static PathItem To(ItemKind kind, in PathItem item)
    {
        // What is text in the document is taken as it stands there.
        if (kind == ItemKind.String && item.Kind == ItemKind.Node && item.Raw.Kind == NodeKind.String)
        {
            return PathItem.Of(item.Document.Text(item.Index));
        }

        // A text stays one until it is known what it is wanted as.
        var value = SystemValue.IsText(item) ? PathItem.Of(SystemValue.Text(item)) : SystemValue.Of(item);
        return value.Kind == kind ? value : kind switch
        {
            ItemKind.Boolean => ToBoolean(value),
            ItemKind.Integer => ToInteger(value),
            ItemKind.Long => ToLong(value),
            ItemKind.Decimal => ToDecimal(value),
            ItemKind.Quantity => ToQuantity(value),
            ItemKind.String => value.Kind is ItemKind.None or ItemKind.Type ? default : PathItem.Of(value.SystemText()),
            _ => ToTime(kind, value),
        };
    }

    private static PathItem ToBoolean(in PathItem value) => value.Kind switch
    {
        ItemKind.Integer or ItemKind.Long or ItemKind.Decimal when value.Number is 0 or 1 => PathItem.Of(value.Number == 1),
        ItemKind.String when Truths.Contains(value.String, StringComparer.OrdinalIgnoreCase) => PathItem.Of(true),
        ItemKind.String when Falsehoods.Contains(value.String, StringComparer.OrdinalIgnoreCase) => PathItem.Of(false),
        _ => default,
    };

    private static PathItem ToInteger(in PathItem value) => value.Kind switch
    {
        ItemKind.Boolean => PathItem.Of(value.Boolean ? 1 : 0),
        ItemKind.Long when value.Long is >= int.MinValue and <= int.MaxValue => PathItem.Of((int)value.Long),
        ItemKind.String when int.TryParse(value.String, Whole, CultureInfo.InvariantCulture, out var number) => PathItem.Of(number),
        _ => default,
    };

    private static PathItem ToLong(in PathItem value) => value.Kind switch
    {
        ItemKind.Boolean => PathItem.OfLong(value.Boolean ? 1 : 0),
        ItemKind.Integer => PathItem.OfLong(value.Integer),
        ItemKind.String when long.TryParse(value.String, Whole, CultureInfo.InvariantCulture, out var number) => PathItem.OfLong(number),
        _ => default,
    };

    private static PathItem ToDecimal(in PathItem value) => value.Kind switch
    {
        ItemKind.Boolean => PathItem.Of(value.Boolean ? 1.0m : 0.0m),
        ItemKind.Integer or ItemKind.Long => PathItem.Of(value.Number),
        ItemKind.String when TryDecimal(value.String, out var number) => PathItem.Of(number),
        _ => default,
    };

    private static PathItem ToQuantity(in PathItem value) => value.Kind switch
    {
        ItemKind.Boolean => PathItem.Of(value.Boolean ? 1.0m : 0.0m, PathUnit.One),
        ItemKind.Integer or ItemKind.Long or ItemKind.Decimal => PathItem.Of(value.Number, PathUnit.One),
        ItemKind.String => ParseQuantity(value.String),
        _ => default,
    };

    // (+|-)? digits (. digits)? then a unit in quotes or a calendar word.
    private static PathItem ParseQuantity(string text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] is '+' or '-' or '.'))
        {
            length++;
        }

        if (!TryDecimal(text[..length], out var number))
        {
            return default;
        }

        var rest = text.AsSpan(length).TrimStart();
        if (rest.IsEmpty)
        {
            return length == text.Length ? PathItem.Of(number, PathUnit.One) : default;
        }

        if (rest[0] == '\'')
        {
            return rest.Length > 2 && rest[1..].IndexOf('\'') == rest.Length - 2 ? PathItem.Of(number, PathUnit.OfUcum(rest[1..^1].ToString())) : default;
        }

        return PathUnit.OfWord(rest.ToString()) is { } unit ? PathItem.Of(number, unit) : default;
    }

    // Neither ".5" nor "5." is a Decimal.
    private static bool TryDecimal(string text, out decimal number)
    {
        number = 0;
        return text.Length > 0 && char.IsAsciiDigit(text[^1]) && (char.IsAsciiDigit(text[0]) || (text.Length > 1 && text[0] is '+' or '-' && char.IsAsciiDigit(text[1])))
            && decimal.TryParse(text, WithPoint, CultureInfo.InvariantCulture, out number);
    }

    private static PathItem ToTime(ItemKind kind, in PathItem value)
    {
        PathTime time;
        if (value.Kind == ItemKind.String)
        {
            Span<byte> bytes = stackalloc byte[64];
            if (value.String.Length > 60 || !Encoding.UTF8.TryGetBytes(value.String, bytes, out var length))
            {
                return default;
            }

            var text = bytes[..length];
            var isRead = kind switch
            {
                ItemKind.Date => PathTime.TryDate(text, out time),
                ItemKind.DateTime => PathTime.TryDateTime(text, out time),
                _ => PathTime.TryTime(text, out time),
            };
            return isRead ? PathItem.Of(kind, time) : default;
        }

        if (kind == ItemKind.DateTime && value.Kind == ItemKind.Date)
        {
            return PathItem.Of(ItemKind.DateTime, value.Time);
        }

        return kind == ItemKind.Date && value.Kind == ItemKind.DateTime ? PathItem.Of(ItemKind.Date, DateOf(value.Time)) : default;
    }

    /// <summary>The date of a moment as written, without regard to its zone.</summary>
    public static PathTime DateOf(in PathTime time) =>
        time.Part <= TimePart.Day ? time : new PathTime(time.Ticks / TimeSpan.TicksPerDay * TimeSpan.TicksPerDay, TimePart.Day);
}
