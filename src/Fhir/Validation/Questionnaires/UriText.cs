using System.Buffers;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Absolute URIs. See <see href="https://www.rfc-editor.org/rfc/rfc3986#section-2"/>.</summary>
internal static class UriText
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    /// <summary>Whether a text with a scheme is well formed: its characters, its escapes, and what follows urn:uuid: and urn:oid:.</summary>
    public static bool IsRight(string text)
    {
        // Letters beyond ASCII are common in addresses that people write; they stand for their escapes (RFC 3987).
        if (text.AsSpan().IndexOfAnyExcept(Allowed) is var odd && odd >= 0 && (text[odd] < 0x80 || text.AsSpan(odd).ContainsAnyInRange('\0', ' ')))
        {
            return false;
        }

        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return false;
            }
        }

        var kind = text.StartsWith("urn:uuid:", StringComparison.Ordinal) ? PrimitiveKind.Uuid : text.StartsWith("urn:oid:", StringComparison.Ordinal) ? PrimitiveKind.Oid : PrimitiveKind.None;
        return kind == PrimitiveKind.None || PrimitiveRules.Check(kind, NodeKind.String, Encoding.UTF8.GetBytes(text), int.MaxValue) is null;
    }
}
