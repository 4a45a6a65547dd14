using System.Globalization;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Index;

/// <summary>The words of a resource, for full-text search. See <see href="https://hl7.org/fhir/R4/search.html#content"/>.</summary>
public static class IndexText
{
    /// <summary>Adds the narrative's text without its mark-up; nothing where there is none.</summary>
    public static void AddNarrative(FhirDocument document, StringBuilder text)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(text);
        if (new NodeReader(document, 0).Child("text"u8)?.Child("div"u8) is { Node.Kind: NodeKind.String } div)
        {
            AddWithoutTags(text, div.Text());
        }
    }

    /// <summary>Adds every text a person may have written or read: strings, markdown, displays, the narrative; no codes, ids and addresses.</summary>
    public static void AddContent(FhirDocument document, StringBuilder text)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(text);
        var nodes = document.Nodes;
        for (var i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            if (node.Kind != NodeKind.String)
            {
                continue;
            }

            switch (document.Definitions.Types[node.Type].Primitive)
            {
                case PrimitiveKind.String or PrimitiveKind.Markdown:
                    text.Append(document.Text(i)).Append(' ');
                    break;
                case PrimitiveKind.Xhtml:
                    AddWithoutTags(text, document.Text(i));
                    break;
                default:
                    break;
            }
        }
    }

    private static void AddWithoutTags(StringBuilder text, string xhtml)
    {
        var start = text.Length;
        var inTag = false;
        foreach (var c in xhtml)
        {
            if (c == '<')
            {
                inTag = true;
                text.Append(' ');
            }
            else if (c == '>')
            {
                inTag = false;
            }
            else if (!inTag)
            {
                text.Append(c);
            }
        }

        if (text.ToString(start, text.Length - start) is var plain && plain.Contains('&', StringComparison.Ordinal))
        {
            text.Length = start;
            AddDecoded(text, plain);
        }

        text.Append(' ');
    }

    // The entities of XML, by name and number, and the one of HTML that narratives are full of.
    private static void AddDecoded(StringBuilder text, string plain)
    {
        for (var i = 0; i < plain.Length; i++)
        {
            var end = plain[i] == '&' ? plain.IndexOf(';', i) : -1;
            if (end > i && end - i <= 10 && Decoded(plain[(i + 1)..end]) is { } decoded)
            {
                text.Append(decoded);
                i = end;
            }
            else
            {
                text.Append(plain[i]);
            }
        }
    }

    private static string? Decoded(string entity)
    {
        switch (entity)
        {
            case "amp":
                return "&";
            case "lt":
                return "<";
            case "gt":
                return ">";
            case "quot":
                return "\"";
            case "apos":
                return "'";
            case "nbsp":
                return " ";
            default:
                var isHex = entity.StartsWith("#x", StringComparison.Ordinal);
                var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
                return entity[0] == '#' && int.TryParse(entity.AsSpan(isHex ? 2 : 1), style, CultureInfo.InvariantCulture, out var number) && Rune.IsValid(number)
                    ? new Rune(number).ToString()
                    : null;
        }
    }
}
