using System.Globalization;
using System.Text;

namespace Helhed.Records;

/// <summary>
/// How texts are compared in string searches: without case, accents and repeated spaces. Danish æ, ø, å are folded too (ae, o, a), so
/// that a search from a foreign keyboard finds them. See <see href="https://hl7.org/fhir/R4/search.html#string"/>.
/// </summary>
internal static class SearchText
{
    /// <summary>Longest text kept in the index; a longer one is found by its beginning.</summary>
    public const int MaxLength = 256;

    public static string Fold(ReadOnlySpan<byte> utf8) => Fold(Encoding.UTF8.GetString(utf8));

    public static string Fold(string text)
    {
        var source = IsPlain(text) ? text : text.Normalize(NormalizationForm.FormD);
        var folded = new StringBuilder(Math.Min(source.Length, MaxLength));
        foreach (var c in source)
        {
            Append(folded, c);
            if (folded.Length >= MaxLength)
            {
                break;
            }
        }

        var length = Math.Min(folded.Length, MaxLength);
        if (length > 0 && char.IsHighSurrogate(folded[length - 1]))
        {
            length--; // Half a character is no text that a database takes.
        }

        return folded.ToString(0, length).TrimEnd(' ');
    }

    private static void Append(StringBuilder folded, char c)
    {
        switch (c)
        {
            case >= 'a' and <= 'z':
                folded.Append(c);
                break;
            case 'æ' or 'Æ':
                folded.Append("ae");
                break;
            case 'ø' or 'Ø':
                folded.Append('o');
                break;
            case 'ß':
                folded.Append("ss");
                break;
            case '\0':
                break;
            default:
                if (char.IsWhiteSpace(c))
                {
                    if (folded.Length > 0 && folded[^1] != ' ')
                    {
                        folded.Append(' ');
                    }
                }
                else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                {
                    folded.Append(char.ToLowerInvariant(c));
                }

                break;
        }
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c > 0x7F)
            {
                return false;
            }
        }

        return true;
    }
}
