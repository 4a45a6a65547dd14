using System.Buffers;

namespace Helhed.Fhir.Xml;

/// <summary>Which characters XML can hold at all: <see href="https://www.w3.org/TR/xml/#charsets"/>.</summary>
internal static class XmlCharacters
{
    private static readonly SearchValues<byte> Suspects = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 0xEF]);

    /// <summary>Where the first character stands that XML cannot hold, not even as a reference; -1 when there is none.</summary>
    /// <param name="text">Valid UTF-8.</param>
    public static int IndexOfForbidden(ReadOnlySpan<byte> text)
    {
        for (var at = 0; ;)
        {
            var next = text[at..].IndexOfAny(Suspects);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
            if (text[at] < 0x20 || (at + 2 < text.Length && text[at + 1] == 0xBF && text[at + 2] >= 0xBE))
            {
                return at;
            }

            at++;
        }
    }

    public static bool HasForbidden(ReadOnlySpan<byte> text) => IndexOfForbidden(text) >= 0;
}
