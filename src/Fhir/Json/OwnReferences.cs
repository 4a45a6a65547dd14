using System.Text;

namespace Helhed.Fhir.Json;

/// <summary>
/// References to resources of the server itself that are written out with its address: <c>https://this.server/fhir/Patient/1</c> is
/// <c>Patient/1</c>. See <see href="https://hl7.org/fhir/R4/references.html#literal"/>.
/// </summary>
public static class OwnReferences
{
    /// <summary>The resource with such references made relative, so that they are found and followed like others.</summary>
    /// <param name="parsed">The resource.</param>
    /// <param name="server">The server's address, without a slash at its end; null leaves all as it is.</param>
    /// <returns>The resource parsed anew, or the same where there are none.</returns>
    public static ParseResult MadeRelative(ParseResult parsed, string? server)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        if (server is null || parsed.Document is not { } document || document.Json.Span.IndexOf(Encoding.UTF8.GetBytes(server)) < 0 || new BundleLinks(document).Relative(server) is not { } json)
        {
            return parsed;
        }

        // The draft is what is checked: without it nothing would be.
        var own = FhirDocument.Parse(json);
        return new ParseResult(own.Document, parsed.Issues) { Draft = own.Draft };
    }
}
