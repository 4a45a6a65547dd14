using System.Text;
using System.Xml;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Xml;

/// <summary>What a name or a value in XML stands for. See <see href="https://hl7.org/fhir/R4/xml.html"/>.</summary>
internal static class XmlRules
{
    public enum Attribute
    {
        /// <summary>The value of a primitive.</summary>
        Value,

        /// <summary>The id of an element or the url of an extension.</summary>
        Element,
    }

    public static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";

    /// <summary>To the element's end tag (unlike <see cref="XmlReader.Skip"/>, which goes behind it); the rest of it is read for its form only.</summary>
    public static void SkipElement(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            // Nothing in it counts.
        }
    }

    public static ElementDefinition? Find(TypeDefinition type, string name)
    {
        Span<byte> utf8 = stackalloc byte[128];
        return Encoding.UTF8.TryGetBytes(name, utf8, out var length) ? type.Find(utf8[..length]) : null;
    }

    /// <summary>What the reader's attribute is on an element of a type; null when it has no such attribute.</summary>
    public static Attribute? AttributeOf(TypeDefinition type, XmlReader reader)
    {
        if (reader.NamespaceURI.Length > 0 || type.Primitive == PrimitiveKind.Xhtml)
        {
            return null;
        }

        return reader.LocalName switch
        {
            "value" when type.Kind == TypeKind.Primitive => Attribute.Value,
            "id" when type.Kind != TypeKind.Resource => Attribute.Element,
            "url" when type.Name == "Extension" => Attribute.Element,
            _ => null,
        };
    }

    public static string UnknownAttribute(TypeDefinition type, XmlReader reader)
    {
        var known = type.Kind switch
        {
            TypeKind.Resource => "a resource has none",
            TypeKind.Primitive => "it can have 'value' and 'id'",
            _ when type.Name == "Extension" => "it can have 'url' and 'id'",
            _ => "it can have 'id'",
        };
        return $"'{Shorten(reader.Name)}' is not an attribute of {type.Name}: {known}.";
    }

    /// <summary>Whether JSON writes a type without quotes.</summary>
    public static bool IsToken(PrimitiveKind type) =>
        type is PrimitiveKind.Boolean or PrimitiveKind.Decimal or PrimitiveKind.Integer or PrimitiveKind.PositiveInt or PrimitiveKind.UnsignedInt;

    /// <summary>
    /// The JSON token of a boolean or number. XML's types xs:boolean and xs:decimal have no white space at their ends: what stands there
    /// does not count. An integer may have a plus sign: <see href="https://hl7.org/fhir/R4/datatypes.html#integer"/>.
    /// </summary>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Token(PrimitiveKind type, string value, out string? token)
    {
        token = value.Trim(' ', '\t', '\r', '\n');
        if (type == PrimitiveKind.Boolean)
        {
            return token is "true" or "false" ? null : "A boolean is true or false.";
        }

        if (type is PrimitiveKind.Integer or PrimitiveKind.PositiveInt && token.Length > 1 && token[0] == '+' && token[1] is >= '1' and <= '9')
        {
            token = token[1..];
        }

        if (IsNumber(token))
        {
            return null;
        }

        return type == PrimitiveKind.Decimal
            ? "A decimal is a number such as 1.50, with a dot and without leading zeros."
            : "An integer has digits only, without leading zeros, between -2147483648 and 2147483647.";
    }

    // https://www.rfc-editor.org/rfc/rfc8259#section-6, which is also the form of FHIR's decimal.
    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        text = text.StartsWith('-') ? text[1..] : text;
        var whole = Digits(text);
        if (whole == 0 || (whole > 1 && text[0] == '0'))
        {
            return false;
        }

        text = text[whole..];
        if (text.StartsWith('.'))
        {
            var fraction = Digits(text[1..]);
            if (fraction == 0)
            {
                return false;
            }

            text = text[(fraction + 1)..];
        }

        if (text.IsEmpty)
        {
            return true;
        }

        var exponent = text[1..].StartsWith('+') || text[1..].StartsWith('-') ? text[2..] : text[1..];
        return text[0] is 'e' or 'E' && exponent.Length > 0 && Digits(exponent) == exponent.Length;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
