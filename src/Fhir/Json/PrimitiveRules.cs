using System.Buffers;
using System.Buffers.Text;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Json;

/// <summary>
/// The rule of each primitive type, on its unescaped UTF-8 bytes. See <see href="https://hl7.org/fhir/R4/datatypes.html#primitive"/>.
/// Each rule is a scan without backtracking, so no input can make it slow.
/// </summary>
internal static class PrimitiveRules
{
    private static readonly SearchValues<byte> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-."u8);
    private static readonly SearchValues<byte> Base64Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"u8);

    /// <summary>Null when the value is right, else what is wrong and what would be right.</summary>
    public static string? Check(PrimitiveKind type, NodeKind kind, ReadOnlySpan<byte> value, int maxStringBytes)
    {
        switch (type)
        {
            case PrimitiveKind.Boolean:
                return kind is NodeKind.True or NodeKind.False ? null : "A boolean is true or false, without quotes.";
            case PrimitiveKind.Decimal:
                return kind == NodeKind.Number ? CheckDecimal(value) : "A decimal is a number, without quotes.";
            case PrimitiveKind.Integer:
            case PrimitiveKind.PositiveInt:
            case PrimitiveKind.UnsignedInt:
                return kind == NodeKind.Number ? CheckInteger(type, value) : "An integer is a number, without quotes.";
            default:
                break;
        }

        if (kind != NodeKind.String)
        {
            return "The value must be a text in quotes.";
        }

        if (value.IsEmpty)
        {
            return "An empty text is not a value: leave the property out instead.";
        }

        if (value.Length > maxStringBytes && type != PrimitiveKind.Base64Binary)
        {
            return $"The text is {value.Length} bytes; the limit is {maxStringBytes}.";
        }

        return CheckText(type, value);
    }

    /// <summary>
    /// The id of an element (not of a resource) is any text without white space: <see href="https://hl7.org/fhir/R4/element.html#Element"/>.
    /// </summary>
    public static string? CheckElementId(ElementDefinition element, ReadOnlySpan<byte> value) =>
        element.IsAttribute && element.Name.Length == 2 && value.IndexOfAny(" \t\r\n"u8) >= 0 ? "The id of an element has no white space." : null;

    /// <summary>Whether a JSON value is of the kind that the type is written as.</summary>
    public static bool IsKind(PrimitiveKind type, NodeKind kind) => type switch
    {
        PrimitiveKind.Boolean => kind is NodeKind.True or NodeKind.False,
        PrimitiveKind.Decimal or PrimitiveKind.Integer or PrimitiveKind.PositiveInt or PrimitiveKind.UnsignedInt => kind == NodeKind.Number,
        _ => kind == NodeKind.String,
    };

    private static string? CheckText(PrimitiveKind type, ReadOnlySpan<byte> value) => type switch
    {
        PrimitiveKind.Date => DateText.IsDate(value) ? null : "A date is YYYY, YYYY-MM or YYYY-MM-DD, and must exist.",
        PrimitiveKind.DateTime => DateText.IsDateTime(value) ? null : "A dateTime is YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with a zone (Z or +hh:mm), and must exist.",
        PrimitiveKind.Instant => DateText.IsInstant(value) ? null : "An instant is YYYY-MM-DDThh:mm:ss with a zone (Z or +hh:mm), and must exist.",
        PrimitiveKind.Time => DateText.IsTime(value) ? null : "A time is hh:mm:ss, with hours to 23.",
        PrimitiveKind.Id => IsId(value) ? null : "An id has 1 to 64 of the characters A-Z, a-z, 0-9, '-' and '.'.",
        PrimitiveKind.Code => IsCode(value) ? null : "A code has no spaces at its ends, and at most one space between words.",
        PrimitiveKind.Oid => IsOid(value) ? null : "An oid is urn:oid: followed by numbers with dots, the first of them 0, 1 or 2.",
        PrimitiveKind.Uuid => IsUuid(value) ? null : "A uuid is urn:uuid: followed by 36 lower-case characters.",
        PrimitiveKind.Uri or PrimitiveKind.Url or PrimitiveKind.Canonical => value.IndexOfAnyInRange((byte)0, (byte)' ') < 0 ? null : "A URI has no white space and no control characters.",
        PrimitiveKind.Base64Binary => IsBase64(value) ? null : "The value is not base64: its characters come in groups of four from A-Z, a-z, 0-9, '+', '/', with '=' at the end.",
        PrimitiveKind.Xhtml => NarrativeRules.CheckForm(value),
        _ => CheckString(value),
    };

    private static string? CheckString(ReadOnlySpan<byte> value)
    {
        foreach (var b in value)
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return "The text has a control character; only tab, carriage return and line feed are allowed.";
            }
        }

        return value.IndexOfAnyExcept(" \t\r\n"u8) < 0 ? "The text is only white space: leave the property out instead." : null;
    }

    private static string? CheckDecimal(ReadOnlySpan<byte> value)
    {
        // A digit limit keeps a number such as 1e999999999 from ever being expanded.
        var exponent = value.IndexOfAny((byte)'e', (byte)'E');
        if (exponent >= 0 && (!Utf8Parser.TryParse(value[(exponent + 1)..].TrimStart((byte)'+'), out int power, out var used) || used == 0 || Math.Abs(power) > 400))
        {
            return "The exponent of a decimal is at most 400.";
        }

        return value.Length <= 64 ? null : "A decimal has at most 64 characters.";
    }

    private static string? CheckInteger(PrimitiveKind type, ReadOnlySpan<byte> value)
    {
        if (!Utf8Parser.TryParse(value, out int number, out var used) || used != value.Length || value.SequenceEqual("-0"u8))
        {
            return "An integer has digits only, between -2147483648 and 2147483647.";
        }

        return type switch
        {
            PrimitiveKind.PositiveInt when number < 1 => "A positiveInt is 1 or more.",
            PrimitiveKind.UnsignedInt when number < 0 => "An unsignedInt is 0 or more.",
            _ => null,
        };
    }

    private static bool IsId(ReadOnlySpan<byte> value) => value.Length <= 64 && value.IndexOfAnyExcept(IdCharacters) < 0;

    private static bool IsCode(ReadOnlySpan<byte> value)
    {
        var previousIsSpace = true;
        foreach (var b in value)
        {
            var isSpace = b <= 0x20;
            if (isSpace && (previousIsSpace || b != (byte)' '))
            {
                return false;
            }

            previousIsSpace = isSpace;
        }

        return !previousIsSpace;
    }

    private static bool IsOid(ReadOnlySpan<byte> value)
    {
        if (!value.StartsWith("urn:oid:"u8))
        {
            return false;
        }

        var rest = value[8..];
        if (rest.IsEmpty || rest[0] is < (byte)'0' or > (byte)'2' || rest.IndexOf((byte)'.') < 0)
        {
            return false;
        }

        var parts = 0;
        foreach (var part in rest.Split((byte)'.'))
        {
            var number = rest[part];
            if (number.IsEmpty || number.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 || (number.Length > 1 && number[0] == (byte)'0') || (parts == 0 && number.Length > 1))
            {
                return false;
            }

            parts++;
        }

        return true;
    }

    private static bool IsUuid(ReadOnlySpan<byte> value) =>
        value.Length == 45 && value.StartsWith("urn:uuid:"u8)
        && Utf8Parser.TryParse(value[9..], out Guid _, out var used, 'D') && used == 36
        && value.IndexOfAnyInRange((byte)'A', (byte)'F') < 0;

    private static bool IsBase64(ReadOnlySpan<byte> value)
    {
        if (value.IndexOfAnyExcept(Base64Characters) >= 0)
        {
            return false;
        }

        var significant = 0;
        var padding = 0;
        foreach (var b in value)
        {
            if (b <= 0x20)
            {
                continue;
            }

            significant++;
            if (b == (byte)'=')
            {
                padding++;
            }
            else if (padding > 0)
            {
                return false;
            }
        }

        return significant > 0 && significant % 4 == 0 && padding <= 2;
    }
}
