using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Helhed.Fhir.Patching;

/// <summary>The patched document, or the error that kept it from being made.</summary>
/// <param name="Xml">UTF-8 XML; null when there is an error.</param>
/// <param name="Error">Null when there is a result.</param>
public sealed record XmlPatchResult(byte[]? Xml, PatchError? Error);

/// <summary>
/// XML Patch, <see href="https://www.rfc-editor.org/rfc/rfc5261">RFC 5261</see>, on the bytes of a document. All operations are applied, or
/// none. The result is not checked as a resource: parse it. In selectors a name without a prefix has the patch's own default namespace, and
/// the prefixes <c>f</c> and <c>h</c> are FHIR's and XHTML's unless the patch declares them. Document type declarations are refused.
/// </summary>
public static class XmlPatch
{
    // An element costs some 80 bytes of memory for as few as 4 in the text.
    private const int MostNodes = 500_000;

    /// <summary>Applies a patch.</summary>
    /// <param name="document">UTF-8 XML of the document.</param>
    /// <param name="patch">UTF-8 XML of the patch: any element with <c>add</c>, <c>replace</c> and <c>remove</c> inside.</param>
    /// <param name="limits">Null for <see cref="PatchLimits.Default"/>.</param>
    public static XmlPatchResult Apply(ReadOnlyMemory<byte> document, ReadOnlyMemory<byte> patch, PatchLimits? limits = null)
    {
        limits ??= PatchLimits.Default;
        var operation = -1;
        string? path = null;
        try
        {
            var target = new XmlPatchTarget(Read(document, limits, "document"));
            foreach (var item in Operations(Read(patch, limits, "patch"), limits))
            {
                operation++;
                path = item.Attribute("sel")?.Value;
                target.Apply(item);
            }

            (operation, path) = (-1, null);
            var result = target.Write();
            Check(result, limits, "result"); // Operations can nest elements deeper, step by step.
            return new XmlPatchResult(result, null);
        }
        catch (PatchRefusedException e)
        {
            return new XmlPatchResult(null, new PatchError(e.Kind, operation, path, e.Message));
        }
    }

    private static List<XElement> Operations(XDocument patch, PatchLimits limits)
    {
        var operations = patch.Root!.Elements().ToList();
        if (operations.Count == 0)
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, "The patch has no operation: <add>, <replace> or <remove>.");
        }

        return operations.Count <= limits.MaxOperations ? operations : throw new PatchRefusedException(
            PatchErrorKind.Limit, $"The patch has {operations.Count} operations; at most {limits.MaxOperations} are allowed.");
    }

    private static XDocument Read(ReadOnlyMemory<byte> xml, PatchLimits limits, string what)
    {
        Check(xml, limits, what);
        using var reader = Reader(xml);
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    // Before anything is built: the size, the depth and the number of nodes, and whether it is XML at all.
    private static void Check(ReadOnlyMemory<byte> xml, PatchLimits limits, string what)
    {
        if (xml.Length > limits.MaxBytes)
        {
            throw new PatchRefusedException(PatchErrorKind.Limit, $"The {what} has {xml.Length} bytes; at most {limits.MaxBytes} are allowed.");
        }

        using var reader = Reader(xml);
        var nodes = 0;
        try
        {
            while (reader.Read())
            {
                nodes += 1 + reader.AttributeCount;
                if (reader.Depth > limits.MaxDepth || nodes > MostNodes)
                {
                    throw new PatchRefusedException(PatchErrorKind.Limit, $"The {what} is nested more than {limits.MaxDepth} deep, or has more than {MostNodes} nodes.");
                }
            }
        }
        catch (XmlException e)
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, $"The {what} is not XML: line {e.LineNumber}, character {e.LinePosition}: {e.Message}");
        }
    }

    private static XmlReader Reader(ReadOnlyMemory<byte> xml) => XmlReader.Create(
        new StreamReader(new MemoryStream(xml.ToArray()), new UTF8Encoding(false, throwOnInvalidBytes: false)),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
}
