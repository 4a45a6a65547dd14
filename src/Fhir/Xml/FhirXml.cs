using System.Buffers;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Xml;

/// <summary>How XML is written.</summary>
/// <param name="HasDeclaration">Whether it begins with <c>&lt;?xml version="1.0" encoding="UTF-8"?&gt;</c>.</param>
/// <param name="IsPretty">Each element on a line of its own, indented by two spaces; narratives stay as they are.</param>
public sealed record XmlWriteOptions(bool HasDeclaration = true, bool IsPretty = false)
{
    /// <summary>With a declaration, compact.</summary>
    public static XmlWriteOptions Default { get; } = new();
}

/// <summary>Reads and writes resources as <see href="https://hl7.org/fhir/R4/xml.html">FHIR XML</see>.</summary>
public static class FhirXml
{
    /// <summary>The namespace of FHIR's elements.</summary>
    public const string Namespace = "http://hl7.org/fhir";

    /// <summary>
    /// Parses and checks the structure of a resource. The document it gives is that of the resource's JSON. Lines and columns of the
    /// issues are those of the XML. Document type declarations and entities beyond XML's five are refused.
    /// </summary>
    /// <param name="xml">UTF-8 XML of one resource, with or without a byte order mark.</param>
    /// <param name="options">Limits; null for the defaults. The depth is that of the resource in JSON.</param>
    public static ParseResult Parse(ReadOnlyMemory<byte> xml, ParseOptions? options = null) =>
        new XmlParser(xml, options ?? ParseOptions.Default).Parse();

    /// <summary>Writes a resource as UTF-8 XML.</summary>
    /// <remarks>
    /// A character that XML cannot hold (U+FFFE and U+FFFF are the only ones that a parsed resource can have) becomes U+FFFD. A narrative
    /// is taken over as it is, but for HTML's named entities, which become characters, and a missing namespace, which is added.
    /// </remarks>
    public static void Write(FhirDocument document, IBufferWriter<byte> output, XmlWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(output);
        new XmlResourceWriter(document, output, options ?? XmlWriteOptions.Default).Write();
    }

    /// <summary>A resource as UTF-8 XML; see <see cref="Write(FhirDocument, IBufferWriter{byte}, XmlWriteOptions?)"/>.</summary>
    public static byte[] Write(FhirDocument document, XmlWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        var output = new ArrayBufferWriter<byte>(document.Json.Length * 3 / 2);
        Write(document, output, options);
        return output.WrittenSpan.ToArray();
    }
}
