using System.Runtime.InteropServices;
using System.Text.Unicode;
using System.Text;
using System.Xml;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Xml;

/// <summary>
/// From XML to a document: one pass of <see cref="XmlReader"/>, driven by the type tables, into a table of nodes; the table is written
/// as JSON; the JSON is parsed as any other, so that both formats have the same rules. What that parse finds is told at the place in
/// the XML where the JSON came from.
/// </summary>
internal sealed class XmlParser
{
    private readonly ReadOnlyMemory<byte> _xml;
    private readonly ParseOptions _options;
    private readonly XmlIssues _issues;
    private readonly XmlNodeTable _nodes = new();

    public XmlParser(ReadOnlyMemory<byte> xml, ParseOptions options)
    {
        _xml = xml.Span.StartsWith("\uFEFF"u8) ? xml[3..] : xml;
        _options = options;
        _issues = new XmlIssues(new SourceCursor(_xml), options);
    }

    public ParseResult Parse()
    {
        if (!Utf8.IsValid(_xml.Span))
        {
            _issues.AddLast("The content is not valid UTF-8. Send it as UTF-8.", new XmlPlace(1, 1));
        }
        else if (ReadNodes() && !_issues.IsFull && _nodes.Count > 0)
        {
            return ParseAsJson();
        }

        return new ParseResult(null, _issues.InOrder());
    }

    /// <returns>False when the XML is broken.</returns>
    private bool ReadNodes()
    {
        // The text is decoded here, not by the reader: another encoding that a declaration claims is an error, not a surprise.
        using var text = new StreamReader(AsStream(_xml), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        using var reader = XmlReader.Create(text, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, CloseInput = false,
        });
        try
        {
            return new XmlResourceReader(reader, _xml, _nodes, _issues, _options).Read();
        }
        catch (XmlException e)
        {
            _issues.AddLast(Reason(e), new XmlPlace(e.LineNumber, e.LinePosition));
            return false;
        }
    }

    private ParseResult ParseAsJson()
    {
        var transcoder = new XmlTranscoder(_nodes, _issues);
        var json = transcoder.Write();
        // The depth has been checked, so it never ends this; what has been told already may be found again.
        var result = FhirDocument.Parse(json, _options with { MaxIssues = _options.MaxIssues + transcoder.Told, MaxDepth = _options.MaxDepth + 2 });
        foreach (var issue in result.Issues)
        {
            // The JSON is one line, so a column is an offset.
            if (transcoder.Find(issue.Column - 1, issue.Code) is { } place)
            {
                _issues.Add(issue.Code, issue.Message, issue.Expression, place, issue.Severity);
            }
        }

        if (result.Draft is { } document)
        {
            document.Places = offset => transcoder.Find(offset, "") is { } place ? (place.Line, place.Column) : (1, 1);
        }

        return new ParseResult(_issues.HasErrors ? null : result.Document, _issues.InOrder()) { Draft = _issues.IsFull ? null : result.Draft };
    }

    private string Reason(XmlException e)
    {
        var at = new SourceCursor(_xml).Offset(e.LineNumber, e.LinePosition);
        var before = _xml.Span[Math.Max(0, at - 2)..Math.Min(_xml.Length, at + 10)];
        if (before.IndexOf("!DOCTYPE"u8) >= 0)
        {
            return "A document type declaration (<!DOCTYPE …>) is not allowed in FHIR XML: leave it out.";
        }

        var end = e.Message.LastIndexOf(" Line ", StringComparison.Ordinal);
        return $"The XML is broken: {(end > 0 ? e.Message[..end] : e.Message)}";
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array) ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) : new MemoryStream(bytes.ToArray(), writable: false);
}
