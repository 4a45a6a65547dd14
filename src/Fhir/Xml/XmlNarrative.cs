using System.Buffers;
using System.Text;
using System.Xml;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Xml;

/// <summary>
/// The XHTML of a narrative as the text that JSON holds: the bytes of the source where they stand for themselves, so that a resource
/// which comes from JSON goes back unchanged; else written anew, in one namespace and without prefixes.
/// </summary>
internal sealed class XmlNarrative(XmlReader reader, ReadOnlyMemory<byte> source)
{
    private readonly SourceCursor _cursor = new(source);
    private readonly IXmlLineInfo _lines = (IXmlLineInfo)reader;
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Stack<(string Name, string Namespace)> _open = new();

    /// <summary>At the start tag of the div; afterwards the reader is at its end.</summary>
    public ReadOnlySpan<byte> Read()
    {
        var rest = source.Span[_cursor.Offset(_lines.LineNumber, _lines.LinePosition - 1)..];
        var scan = new NarrativeScan(rest);
        if (reader.Prefix.Length == 0 && scan.Next() == NarrativeToken.Start && NamesNamespace(in scan) && scan.ToEnd() && !scan.HasForeignMarkup && !scan.HasNamedEntity)
        {
            XmlRules.SkipElement(reader);

            // https://www.w3.org/TR/xml/#sec-line-ends
            var raw = rest[..scan.Position];
            return raw.Contains((byte)'\r') ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(raw).ReplaceLineEndings("\n")) : raw;
        }

        return Rewrite();
    }

    private static bool NamesNamespace(ref readonly NarrativeScan scan)
    {
        for (var i = 0; i < scan.AttributeCount; i++)
        {
            if (scan.AttributeName(i).SequenceEqual("xmlns"u8))
            {
                return scan.AttributeValue(i).SequenceEqual(NarrativeRules.Namespace);
            }
        }

        return false;
    }

    private ReadOnlySpan<byte> Rewrite()
    {
        _output.ResetWrittenCount();
        do
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    StartElement();
                    break;
                case XmlNodeType.EndElement:
                    EndElement();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    XmlText.Write(_output, Encoding.UTF8.GetBytes(reader.Value), isAttribute: false);
                    break;
                default:
                    break;
            }
        }
        while (_open.Count > 0 && reader.Read());
        return _output.WrittenSpan;
    }

    private void StartElement()
    {
        Text("<");
        Text(reader.LocalName);
        var isEmpty = reader.IsEmptyElement;
        var name = reader.LocalName;
        var space = reader.NamespaceURI;
        if (_open.Count == 0 || _open.Peek().Namespace != space)
        {
            Attribute("xmlns", space);
        }

        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI != "http://www.w3.org/2000/xmlns/")
            {
                Attribute(reader.Name, reader.Value);
            }
        }

        reader.MoveToElement();
        if (isEmpty && name is "br" or "hr" or "img" or "col" or "area")
        {
            Text("/>");
            return;
        }

        Text(">");
        _open.Push((name, space));
        if (isEmpty)
        {
            EndElement();
        }
    }

    private void EndElement()
    {
        Text("</");
        Text(_open.Pop().Name);
        Text(">");
    }

    private void Attribute(string name, string value)
    {
        Text(" ");
        Text(name);
        Text("=\"");
        XmlText.Write(_output, Encoding.UTF8.GetBytes(value), isAttribute: true);
        Text("\"");
    }

    private void Text(string text) => Encoding.UTF8.GetBytes(text.AsSpan(), _output);
}
