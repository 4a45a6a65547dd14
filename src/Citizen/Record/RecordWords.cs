using System.Globalization;

namespace Helhed.Citizen;

/// <summary>Words in lines, without regard to case and accents.</summary>
internal static class RecordWords
{
    private const CompareOptions Loosely = CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace;
    private const int Letters = 0x180;
    private const int MostOfOne = 2;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly CompareInfo Compare = CultureInfo.InvariantCulture.CompareInfo;

    // What each letter of the Latin alphabets is without case and accents; null where only the comparison knows.
    private static readonly string?[] Plain = [.. Enumerable.Range(0, Letters).Select(c => PlainOf((char)c))];

    /// <summary>True when every word stands in the line.</summary>
    public static bool Matches(RecordLine line, string typed)
    {
        foreach (var word in typed.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Has(line.Title, word) && !Has(line.Value, word) && !Has(line.Text, word) && !Has(line.Place?.Name, word) && !Has(line.Author?.Name, word) && !line.Facts.Any(f => Has(f.Value, word)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when a word stands in a text.</summary>
    public static bool Has(string? text, string word)
    {
        if (text is null)
        {
            return false;
        }

        // To compare by the rules of all alphabets costs a hundred times what comparing letters does, and a record has thousands of texts.
        const int Short = 256;
        var plain = text.Length <= Short ? stackalloc char[Short * MostOfOne] : new char[text.Length * MostOfOne];
        Span<char> sought = stackalloc char[Short * MostOfOne];
        return word.Length <= Short && MakePlain(text, plain) is { } length && MakePlain(word, sought) is { } wordLength
            ? plain[..length].IndexOf(sought[..wordLength]) >= 0
            : Compare.IndexOf(text, word, Loosely) >= 0;
    }

    // How many characters it has then; null where a character of it is not known here.
    private static int? MakePlain(string text, Span<char> plain)
    {
        var length = 0;
        foreach (var c in text)
        {
            if (c >= Letters || Plain[c] is not { } letters)
            {
                return null;
            }

            foreach (var letter in letters)
            {
                plain[length++] = letter;
            }
        }

        return length;
    }

    private static string? PlainOf(char c)
    {
        if (char.IsAscii(c))
        {
            return char.IsControl(c) && c is not ('\n' or '\r' or '\t') ? null : char.ToUpperInvariant(c).ToString();
        }

        for (var ascii = ' '; ascii <= '~'; ascii++)
        {
            if (IsSame(c, ascii.ToString()))
            {
                return char.ToUpperInvariant(ascii).ToString();
            }
        }

        if (!char.IsLetter(c))
        {
            return null;
        }

        var pair = (from one in Alphabet from other in Alphabet select $"{one}{other}").FirstOrDefault(p => IsSame(c, p));
        return pair ?? char.ToUpperInvariant(c).ToString();
    }

    private static bool IsSame(char c, string plain) => Compare.Compare(c.ToString(), plain, Loosely) == 0;
}
