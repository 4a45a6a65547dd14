using System.Collections.Frozen;
using System.Text;

namespace Helhed.Fhir.Json;

/// <summary>What is wrong with a narrative.</summary>
/// <param name="Key"><c>txt-1</c> (what it may hold) or <c>txt-2</c> (it must say something).</param>
/// <param name="Message">What is wrong and what would be right.</param>
/// <param name="Offset">Where in the text, in bytes.</param>
internal readonly record struct NarrativeProblem(string Key, string Message, int Offset);

/// <summary>
/// The rules of a narrative's XHTML. The parser asks for a well-formed div only; the validator and FHIRPath's <c>htmlChecks()</c> ask
/// for everything. See <see href="https://hl7.org/fhir/R4/narrative.html#rules"/>: chapters 7 to 11 (without 9.4) and 15 of HTML 4,
/// <c>a</c> with href or name, images and style attributes; no head, body, script, form, frame, object, deprecated elements or event handlers.
/// </summary>
internal static class NarrativeRules
{
    private static readonly FrozenSet<string> Elements = new[]
    {
        "div", "span", "h1", "h2", "h3", "h4", "h5", "h6", "address", "bdo", "em", "strong", "dfn", "code", "samp", "kbd", "var", "cite", "abbr", "acronym",
        "blockquote", "q", "sub", "sup", "p", "br", "pre", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tfoot", "tbody", "colgroup", "col",
        "tr", "th", "td", "tt", "i", "b", "big", "small", "hr", "a", "img", "map", "area",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Attributes = new[] { "id", "class", "style", "title", "lang", "xml:lang", "xml:space", "dir", "accesskey", "tabindex" }.ToFrozenSet();

    // HTML 4's attributes of single elements: https://www.w3.org/TR/html401/index/attributes.html
    private static readonly FrozenDictionary<string, string[]> OwnAttributes = new Dictionary<string, string[]>
    {
        ["a"] = ["href", "name", "charset", "type", "hreflang", "rel", "rev", "shape", "coords"],
        ["img"] = ["src", "alt", "longdesc", "height", "width", "usemap", "ismap", "border", "name"],
        ["map"] = ["name"],
        ["area"] = ["shape", "coords", "href", "nohref", "alt"],
        ["blockquote"] = ["cite"],
        ["q"] = ["cite"],
        ["table"] = ["summary", "width", "border", "frame", "rules", "cellspacing", "cellpadding", "align", "bgcolor"],
        ["colgroup"] = ["span", "width", "align", "char", "charoff", "valign"],
        ["col"] = ["span", "width", "align", "char", "charoff", "valign"],
        ["thead"] = ["align", "char", "charoff", "valign"],
        ["tbody"] = ["align", "char", "charoff", "valign"],
        ["tfoot"] = ["align", "char", "charoff", "valign"],
        ["tr"] = ["align", "char", "charoff", "valign", "bgcolor"],
        ["th"] = ["abbr", "axis", "headers", "scope", "rowspan", "colspan", "align", "char", "charoff", "valign", "nowrap", "width", "height", "bgcolor"],
        ["td"] = ["abbr", "axis", "headers", "scope", "rowspan", "colspan", "align", "char", "charoff", "valign", "nowrap", "width", "height", "bgcolor"],
        ["div"] = ["align"],
        ["p"] = ["align"],
        ["h1"] = ["align"],
        ["h2"] = ["align"],
        ["h3"] = ["align"],
        ["h4"] = ["align"],
        ["h5"] = ["align"],
        ["h6"] = ["align"],
        ["hr"] = ["align", "noshade", "size", "width"],
        ["caption"] = ["align"],
        ["br"] = ["clear"],
        ["ul"] = ["type", "compact"],
        ["ol"] = ["type", "compact", "start"],
        ["li"] = ["type", "value"],
        ["dl"] = ["compact"],
        ["pre"] = ["width", "space"],
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ElementNames = Elements.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AttributeNames = Attributes.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The namespace of XHTML.</summary>
    public static ReadOnlySpan<byte> Namespace => "http://www.w3.org/1999/xhtml"u8;

    /// <summary>Null when the text is one well-formed <c>div</c> element, perhaps with white space around it; else what is wrong.</summary>
    public static string? CheckForm(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        if (!text.StartsWith("<div"u8))
        {
            return "A narrative is XHTML that begins with <div.";
        }

        var scan = new NarrativeScan(text);
        if (scan.Next() == NarrativeToken.Start && Root(in scan) is { } problem)
        {
            return problem;
        }

        if (!scan.ToEnd())
        {
            return $"The narrative is not well-formed XHTML at its character {Encoding.UTF8.GetCharCount(text[..scan.TokenStart]) + 1}: {scan.Problem}";
        }

        return scan.Position == text.Length ? null : "A narrative is one <div>; something stands behind its end.";
    }

    /// <summary>Null when a narrative holds nothing but what it may and says something; else the first thing that is wrong.</summary>
    public static NarrativeProblem? Check(ReadOnlySpan<byte> text)
    {
        if (CheckForm(text) is { } broken)
        {
            return new NarrativeProblem("txt-1", broken, 0);
        }

        var leading = text.Length - text.TrimStart(" \t\r\n"u8).Length;
        var scan = new NarrativeScan(text[leading..]);
        var hasContent = false;
        for (var token = scan.Next(); token is not (NarrativeToken.End or NarrativeToken.Broken); token = scan.Next())
        {
            var at = leading + scan.TokenStart;
            switch (token)
            {
                case NarrativeToken.Start when Element(in scan) is { } problem:
                    return new NarrativeProblem("txt-1", problem, at);
                case NarrativeToken.Start:
                    hasContent |= scan.Name.SequenceEqual("img"u8);
                    break;
                case NarrativeToken.Text:
                    hasContent |= !IsWhite(text[at..(leading + scan.Position)]);
                    break;
                default:
                    break;
            }

            if (scan.HasForeignMarkup || scan.HasNamedEntity)
            {
                return new NarrativeProblem("txt-1", scan.HasNamedEntity ? "HTML's named entities such as &nbsp; are not allowed: write the character itself, or its number." : "CDATA sections and processing instructions are not allowed in a narrative.", at);
            }
        }

        return hasContent ? null : new NarrativeProblem("txt-2", "The narrative has no text: say what the resource says, or leave the narrative out.", 0);
    }

    private static string? Root(ref readonly NarrativeScan scan)
    {
        if (!scan.Name.SequenceEqual("div"u8))
        {
            return "A narrative is XHTML that begins with <div.";
        }

        for (var i = 0; i < scan.AttributeCount; i++)
        {
            if (scan.AttributeName(i).SequenceEqual("xmlns"u8) && !scan.AttributeValue(i).SequenceEqual(Namespace))
            {
                return "The namespace of a narrative is http://www.w3.org/1999/xhtml.";
            }
        }

        return null;
    }

    private static string? Element(ref readonly NarrativeScan scan)
    {
        Span<char> buffer = stackalloc char[64];
        var name = Narrow(scan.Name, buffer);
        if (!ElementNames.Contains(name))
        {
            return $"<{name}> is not allowed in a narrative; only the text, list, table and image elements of HTML are.";
        }

        var hasNamespace = false;
        for (var i = 0; i < scan.AttributeCount; i++)
        {
            var attribute = scan.AttributeName(i);
            if (attribute.StartsWith("xmlns"u8))
            {
                hasNamespace |= attribute.Length == 5;
                if (attribute.Length == 5 && !scan.AttributeValue(i).SequenceEqual(Namespace))
                {
                    return "Every element of a narrative is in the namespace http://www.w3.org/1999/xhtml.";
                }
            }
            else if (!IsAllowed(name, attribute, scan.AttributeValue(i)))
            {
                return $"The attribute {Encoding.UTF8.GetString(attribute)} of <{name}> is not allowed in a narrative, or not with this value.";
            }
        }

        return scan.Depth == 1 && !hasNamespace ? "The <div> of a narrative names its namespace: xmlns=\"http://www.w3.org/1999/xhtml\"." : null;
    }

    private static bool IsAllowed(ReadOnlySpan<char> element, ReadOnlySpan<byte> attribute, ReadOnlySpan<byte> value)
    {
        Span<char> buffer = stackalloc char[64];
        var name = Narrow(attribute, buffer);
        if (AttributeNames.Contains(name))
        {
            return true;
        }

        if (!OwnAttributes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(element, out var own))
        {
            return false;
        }

        foreach (var allowed in own)
        {
            if (name.SequenceEqual(allowed))
            {
                return allowed is not ("href" or "src" or "cite" or "longdesc") || !IsActive(value);
            }
        }

        return false;
    }

    // An address that runs something. Browsers skip white space and control characters in it, and so does this; references are resolved.
    private static bool IsActive(ReadOnlySpan<byte> address)
    {
        var text = HtmlEntities.Decode(address[..Math.Min(address.Length, 512)]);
        var scheme = string.Concat(text.Where(c => c > ' ').TakeWhile(c => c != ':')).ToLowerInvariant();
        return scheme is "javascript" or "vbscript" or "livescript" || (scheme == "data" && !text.TrimStart().StartsWith("data:image/", StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsWhite(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        return text.IsEmpty || (text.Length <= 4096 && string.IsNullOrWhiteSpace(HtmlEntities.Decode(text)));
    }

    private static ReadOnlySpan<char> Narrow(ReadOnlySpan<byte> name, Span<char> buffer) =>
        name.Length <= buffer.Length && Encoding.UTF8.TryGetChars(name, buffer, out var length) ? buffer[..length] : "?";
}
