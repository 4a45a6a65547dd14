using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Platform;

namespace Helhed.Records.Import;

/// <summary>
/// What an import makes of bundles. A bundle with an id, and every document and message, is a resource of its own and is kept as it is.
/// A bundle without an id is only a container: its resources are loaded, each under its own id, its fullUrl's UUID, or an id made from
/// the bundle's content, so that importing the same file again changes nothing.
/// </summary>
internal static class BundleExpansion
{
    private static readonly ParseOptions Lenient = new(Missing: IssueSeverity.Warning);

    public static IEnumerable<Outcome<ImportItem>> Expand(Outcome<ImportItem> read)
    {
        if (!read.TryGet(out var item, out _) || !IsBundle(item.Json.Span) || FhirDocument.Parse(item.Json, Lenient).Document is not { Id: null } document)
        {
            return [read];
        }

        var bundle = new BundleDocument(document);
        var digest = SHA256.HashData(item.Json.Span);
        if (bundle.Type is "document" or "message")
        {
            return [item with { Id = NameOf(digest, 0) }];
        }

        var named = bundle.Entries.Where(e => e.ResourceType is not null).ToDictionary(e => e, e => e.ResourceId ?? UuidOf(e.FullUrl) ?? NameOf(digest, e.Index + 1));
        var renamed = named.Where(n => n.Key.FullUrl is not null).GroupBy(n => n.Key.FullUrl!).ToDictionary(g => g.Key, g => $"{g.First().Key.ResourceType}/{g.First().Value}");
        return bundle.Entries.Select(e => Outcome.Ok(ToItem(bundle, e, item.Line, named, renamed)));
    }

    private static ImportItem ToItem(
        BundleDocument bundle, BundleEntryView entry, int line, Dictionary<BundleEntryView, string> named, Dictionary<string, string> renamed)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"Bundle.entry[{entry.Index}]");
        if (!named.TryGetValue(entry, out var id))
        {
            return new ImportItem(default, line, place, Refusal: new Problem(ProblemKind.Unsupported, $"An import adds resources; an entry without one ({entry.Method ?? "no request"}) is left out.", place));
        }

        if (entry.Method == "DELETE")
        {
            return new ImportItem(bundle.Resource(entry, renamed), line, place, Refusal: new Problem(ProblemKind.Unsupported, "An import adds resources; it deletes none.", place));
        }

        return new ImportItem(bundle.Resource(entry, renamed), line, place, entry.ResourceId is null ? id : null);
    }

    private static string? UuidOf(string? fullUrl) =>
        fullUrl is not null && fullUrl.StartsWith("urn:uuid:", StringComparison.Ordinal) && Guid.TryParseExact(fullUrl[9..], "D", out var uuid) ? uuid.ToString("D") : null;

    private static string NameOf(byte[] digest, int index) =>
        Convert.ToHexStringLower(SHA256.HashData([.. digest, .. BitConverter.GetBytes(index)]).AsSpan(0, 16));

    private static bool IsBundle(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("resourceType"u8);
                reader.Read();
                if (isType)
                {
                    return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("Bundle"u8);
                }

                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // Broken, or half a surrogate pair: the parser will say where.
        }

        return false;
    }
}
