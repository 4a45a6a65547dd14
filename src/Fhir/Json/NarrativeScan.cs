using System.Buffers;
using Helhed.Fhir.Xml;

namespace Helhed.Fhir.Json;

/// <summary>What the scan of a narrative hands over, piece by piece.</summary>
internal enum NarrativeToken
{
    /// <summary>The narrative has ended.</summary>
    End,

    /// <summary>A start tag; its name and attributes are known.</summary>
    Start,

    /// <summary>An end tag.</summary>
    Close,

    /// <summary>Text between tags, with references.</summary>
    Text,

    /// <summary>It is not well formed; <see cref="NarrativeScan.Problem"/> says why.</summary>
    Broken,
}

/// <summary>
/// One pass over the XHTML of a narrative, which is one <c>div</c> element and well-formed XML. Nothing is expanded, nothing is
/// remembered but the names of the open elements, so the cost is the length of the text.
/// See <see href="https://www.w3.org/TR/xml/#sec-well-formed"/> and <see href="https://hl7.org/fhir/R4/narrative.html"/>.
/// </summary>
internal ref struct NarrativeScan(ReadOnlySpan<byte> text)
{
    /// <summary>Deepest nesting of elements, and most attributes of one element.</summary>
    public const int MaxDepth = 128, MaxAttributes = 64;

    private const string TooDeep = "The narrative nests its elements deeper than 128 levels.";
    private const string ForbiddenCharacter = "The narrative has a control character; only tab, carriage return and line feed are allowed.";

    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);
    private static readonly SearchValues<byte> NotInName = SearchValues.Create(" \t\r\n/>=<\"'&"u8);
    private static readonly SearchValues<byte> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"u8);
    private static readonly SearchValues<byte> TextStops = SearchValues.Create("<&]"u8);

    private readonly ReadOnlySpan<byte> _text = text;
    private OpenElements _open;
    private AttributeRanges _attributes;
    private int _depth;
    private int _at;
    private bool _isEmpty;
    private bool _isDone;

    /// <summary>Where the scan stands: behind the last token.</summary>
    public readonly int Position => _at;

    /// <summary>Where the last token begins.</summary>
    public int TokenStart { get; private set; }

    /// <summary>What is wrong, when the scan is broken.</summary>
    public string? Problem { get; private set; }

    /// <summary>Name in the last start tag.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public int AttributeCount { get; private set; }

    /// <summary>Depth of the element of the last start tag, from 1.</summary>
    public readonly int Depth => _depth + (_isEmpty ? 1 : 0);

    /// <summary>A character data section or a processing instruction was met, neither of which HTML knows.</summary>
    public bool HasForeignMarkup { get; private set; }

    /// <summary>A named entity beyond XML's five was met, such as <c>&amp;nbsp;</c>.</summary>
    public bool HasNamedEntity { get; private set; }

    public readonly ReadOnlySpan<byte> AttributeName(int index) => _text[_attributes[index].Name];

    public readonly ReadOnlySpan<byte> AttributeValue(int index) => _text[_attributes[index].Value];

    /// <summary>Reads through to the end of the outermost element.</summary>
    /// <returns>False when it is not well formed.</returns>
    public bool ToEnd()
    {
        NarrativeToken token;
        do
        {
            token = Next();
        }
        while (token is not (NarrativeToken.End or NarrativeToken.Broken));
        return token == NarrativeToken.End;
    }

    public NarrativeToken Next()
    {
        if (_isDone)
        {
            return Problem is null ? NarrativeToken.End : NarrativeToken.Broken;
        }

        _isEmpty = false;
        while (true)
        {
            TokenStart = _at;
            if (_at >= _text.Length)
            {
                return Break(_depth == 0 ? "There is no element." : "An element has no end tag.");
            }

            if (_text[_at] != (byte)'<')
            {
                return _depth == 0 ? Break("A narrative begins with <div.") : ScanText();
            }

            var rest = _text[_at..];
            if (rest.StartsWith("</"u8))
            {
                return ScanEndTag();
            }

            if (rest.Length < 2 || rest[1] is not ((byte)'!' or (byte)'?'))
            {
                return ScanStartTag();
            }

            if (!SkipMarkup(rest))
            {
                return NarrativeToken.Broken;
            }
        }
    }

    private NarrativeToken Break(string problem)
    {
        Problem = problem;
        _isDone = true;
        return NarrativeToken.Broken;
    }

    private bool SkipMarkup(ReadOnlySpan<byte> rest)
    {
        if (_depth == 0)
        {
            Break("A narrative begins with <div.");
            return false;
        }

        if (rest.StartsWith("<!--"u8))
        {
            // https://www.w3.org/TR/xml/#sec-comments: no two hyphens within.
            var hyphens = rest[4..].IndexOf("--"u8);
            return Skip(hyphens >= 0 && rest[(hyphens + 6)..].StartsWith(">"u8) ? hyphens + 7 : -1, rest, "A comment ends with --> and has no -- before.");
        }

        HasForeignMarkup = true;
        if (rest.StartsWith("<![CDATA["u8))
        {
            var end = rest.IndexOf("]]>"u8);
            return Skip(end < 0 ? -1 : end + 3, rest, "A CDATA section has no end.");
        }

        var close = rest.StartsWith("<?"u8) ? rest.IndexOf("?>"u8) : -1;
        return Skip(close < 0 ? -1 : close + 2, rest, "A '<' begins neither an element nor a comment.");
    }

    private bool Skip(int length, ReadOnlySpan<byte> rest, string problem)
    {
        if (length < 0 || HasForbiddenCharacter(rest[..length]))
        {
            Break(length < 0 ? problem : ForbiddenCharacter);
            return false;
        }

        _at += length;
        return true;
    }

    private NarrativeToken ScanText()
    {
        while (_at < _text.Length)
        {
            var stop = _text[_at..].IndexOfAny(TextStops);
            var run = stop < 0 ? _text[_at..] : _text.Slice(_at, stop);
            if (HasForbiddenCharacter(run))
            {
                return Break(ForbiddenCharacter);
            }

            _at += run.Length;
            if (stop < 0 || _text[_at] == (byte)'<')
            {
                break;
            }

            if (_text[_at] == (byte)']')
            {
                if (_text[_at..].StartsWith("]]>"u8))
                {
                    return Break("']]>' may not stand in a text: write ]]&gt;.");
                }

                _at++;
            }
            else if (!ScanReference())
            {
                return NarrativeToken.Broken;
            }
        }

        return NarrativeToken.Text;
    }

    // At '&': one of the five entities of XML, an entity of XHTML, or a character by its number.
    private bool ScanReference()
    {
        var reference = HtmlEntities.At(_text[_at..]);
        if (HtmlEntities.Resolve(reference, out var isNamed) >= 0)
        {
            HasNamedEntity |= isNamed;
            _at += reference.Length;
            return true;
        }

        Break("A '&' begins an entity that is not known: write &amp; for the character itself.");
        return false;
    }

    private NarrativeToken ScanEndTag()
    {
        var name = NameAt(_at + 2);
        if (_depth == 0 || !name.SequenceEqual(_text[_open[_depth - 1]]))
        {
            return Break(_depth == 0 ? "A narrative begins with <div." : $"<{System.Text.Encoding.UTF8.GetString(_text[_open[_depth - 1]])}> has another end tag.");
        }

        _at = SkipWhite(_at + 2 + name.Length);
        if (_at >= _text.Length || _text[_at] != (byte)'>')
        {
            return Break("An end tag ends with >.");
        }

        _at++;
        _isDone = --_depth == 0;
        return NarrativeToken.Close;
    }

    private NarrativeToken ScanStartTag()
    {
        Name = NameAt(_at + 1);
        if (!IsName(Name) || Name.Contains((byte)':'))
        {
            return Break(IsName(Name) ? "The elements of a narrative have no prefix." : "A '<' begins neither an element nor a comment: write &lt; for the character itself.");
        }

        if (_depth == MaxDepth)
        {
            return Break(TooDeep);
        }

        var nameStart = _at + 1;
        _at = nameStart + Name.Length;
        AttributeCount = 0;
        while (true)
        {
            var before = _at;
            _at = SkipWhite(_at);
            if (_at >= _text.Length)
            {
                return Break("A start tag has no end.");
            }

            if (_text[_at] == (byte)'>')
            {
                _at++;
                _open[_depth++] = nameStart..(nameStart + Name.Length);
                return NarrativeToken.Start;
            }

            if (_text[_at..].StartsWith("/>"u8))
            {
                _at += 2;
                _isEmpty = true;
                _isDone = _depth == 0;
                return NarrativeToken.Start;
            }

            if (_at == before || !ScanAttribute())
            {
                return _isDone ? NarrativeToken.Broken : Break("Attributes stand apart from each other.");
            }
        }
    }

    private bool ScanAttribute()
    {
        var name = NameAt(_at);
        var nameStart = _at;
        _at = SkipWhite(_at + name.Length);
        if (!IsName(name) || _at >= _text.Length || _text[_at] != (byte)'=')
        {
            Break("An attribute is written name=\"value\".");
            return false;
        }

        _at = SkipWhite(_at + 1);
        if (_at >= _text.Length || _text[_at] is not ((byte)'"' or (byte)'\''))
        {
            Break("An attribute's value stands in quotes.");
            return false;
        }

        if (AttributeCount == MaxAttributes || HasAttribute(name))
        {
            Break(AttributeCount == MaxAttributes ? "An element has more than 64 attributes." : "An element has the same attribute twice.");
            return false;
        }

        var valueStart = _at + 1;
        if (!ScanValue(_text[_at]))
        {
            return false;
        }

        if (name.StartsWith("xml"u8) && !IsXmlAttribute(name, _text[valueStart..(_at - 1)]))
        {
            Break("The attribute is not one of XML's own, or has another value than XML allows.");
            return false;
        }

        _attributes[AttributeCount++] = (nameStart..(nameStart + name.Length), valueStart..(_at - 1));
        return true;
    }

    // https://www.w3.org/TR/xml-names/#nsc-NoPrefixUndecl and #sec-white-space: readers of XML break off at anything else.
    private static bool IsXmlAttribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.StartsWith("xmlns"u8))
        {
            return name.Length == 5
                ? value.IndexOf("www.w3.org/XML/1998/namespace"u8) < 0 && value.IndexOf("www.w3.org/2000/xmlns/"u8) < 0
                : name[5] == (byte)':' && !value.IsEmpty && !name[6..].StartsWith("xml"u8) && value.IndexOf((byte)'&') < 0 && !value.StartsWith("http://www.w3.org/XML/"u8) && !value.StartsWith("http://www.w3.org/2000/xmlns"u8);
        }

        return !name.SequenceEqual("xml:space"u8) || value.SequenceEqual("preserve"u8) || value.SequenceEqual("default"u8);
    }

    private bool ScanValue(byte quote)
    {
        _at++;
        while (true)
        {
            var stop = _text[_at..].IndexOfAny(quote, (byte)'<', (byte)'&');
            if (stop < 0 || _text[_at + stop] == (byte)'<' || HasForbiddenCharacter(_text.Slice(_at, stop)))
            {
                Break(stop < 0 ? "An attribute's value has no end." : "An attribute's value may hold neither '<' nor a control character.");
                return false;
            }

            _at += stop;
            if (_text[_at] == quote)
            {
                _at++;
                return true;
            }

            if (!ScanReference())
            {
                return false;
            }
        }
    }

    private readonly bool HasAttribute(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < AttributeCount; i++)
        {
            if (name.SequenceEqual(AttributeName(i)))
            {
                return true;
            }
        }

        return false;
    }

    private readonly int SkipWhite(int at)
    {
        var rest = _text[Math.Min(at, _text.Length)..].IndexOfAnyExcept(White);
        return rest < 0 ? _text.Length : at + rest;
    }

    private readonly ReadOnlySpan<byte> NameAt(int at)
    {
        var rest = _text[Math.Min(at, _text.Length)..];
        var end = rest.IndexOfAny(NotInName);
        return end < 0 ? rest : rest[..end];
    }

    // The names of XHTML are plain; a prefix would need a namespace, and XHTML has one only.
    private static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || !char.IsAsciiLetter((char)name[0]))
        {
            return false;
        }

        var prefix = name.IndexOf((byte)':');
        return name[(prefix + 1)..].IndexOfAnyExcept(NameCharacters) < 0 && prefix + 1 < name.Length && (prefix < 0 || name[..prefix].SequenceEqual("xml"u8) || name[..prefix].SequenceEqual("xmlns"u8));
    }

    private static bool HasForbiddenCharacter(ReadOnlySpan<byte> text) => XmlCharacters.HasForbidden(text);

    [System.Runtime.CompilerServices.InlineArray(MaxDepth)]
    private struct OpenElements
    {
        private Range _first;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxAttributes)]
    private struct AttributeRanges
    {
        private (Range Name, Range Value) _first;
    }
}
