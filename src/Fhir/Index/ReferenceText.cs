using System.Text;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Index;

/// <summary>Reads literal references. See <see href="https://hl7.org/fhir/R4/references.html#literal"/>.</summary>
public static class ReferenceText
{
    /// <summary>Splits <c>Patient/123</c> or <c>Patient/123/_history/2</c>; false for absolute addresses, fragments and anything else.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> text, out ReadOnlyMemory<byte> type, out ReadOnlyMemory<byte> id)
    {
        type = id = default;
        var slash = text.Span.IndexOf((byte)'/');
        if (slash is <= 0 or > 64 || text.Span[0] is < (byte)'A' or > (byte)'Z')
        {
            return false;
        }

        Span<char> name = stackalloc char[slash];
        Encoding.Latin1.GetChars(text.Span[..slash], name);
        if (R4Definitions.Default.Find(name) is not { Kind: TypeKind.Resource })
        {
            return false;
        }

        var rest = text[(slash + 1)..];
        var end = rest.Span.IndexOf((byte)'/');
        if (end >= 0 && !rest.Span[end..].StartsWith("/_history/"u8))
        {
            return false;
        }

        type = text[..slash];
        id = end >= 0 ? rest[..end] : rest;
        return id.Length is > 0 and <= 64;
    }
}
