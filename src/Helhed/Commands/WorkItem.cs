using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Xml;

namespace Helhed.Commands;

/// <summary>One thing to work on: a file, or a line of one or of the standard input.</summary>
/// <param name="Name">Path, or path and line number.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Problem">Why it could not be read; null when it could.</param>
internal sealed record WorkItem(string Name, ReadOnlyMemory<byte> Content, string? Problem = null)
{
    /// <summary>Parses JSON or XML, whichever it is.</summary>
    public static ParseResult Parse(ReadOnlyMemory<byte> content, ParseOptions options)
    {
        var start = content.Span.TrimStart("\uFEFF \t\r\n"u8);
        return start.StartsWith("<"u8) ? FhirXml.Parse(content, options) : FhirDocument.Parse(content, options);
    }
}
