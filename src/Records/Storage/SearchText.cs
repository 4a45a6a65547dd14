using System.Globalization;
using System.Text;

namespace Helhed.Records;

/// <summary>
/// How texts are compared in searches: without case, accents and repeated spaces, and by string parameters without punctuation. Danish
/// æ, ø, å are folded too (ae, o, a), so that a search from a foreign keyboard finds them.
/// See <see href="https://hl7.org/fhir/R4/search.html#string"/>.
/// </summary>
internal static class SearchText
{
    /// <summary>Longest text kept in the index; a longer one is found by its beginning.</summary>
    public const int MaxLength = 256;

    private const char Dropped = '\0';

    // What the first 256 characters fold to, each by itself: most texts have no others. Two characters where the upper half is not 0.
    private static readonly int[] Latin = [.. Enumerable.Range(0, 256).Select(FoldAlone)];

    private static readonly int[] LatinBare = [.. Enumerable.Range(0, 256).Select(c => IsMark((char)c) ? Dropped : Latin[c])];

    // First bytes of what may be punctuation in UTF-8: neither ASCII's letters, digits and spaces, nor the letters from À to ÿ.
    private static readonly System.Buffers.SearchValues<byte> MarkBytes = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 256).Select(b => (byte)b).Where(b => b is >= 0xC2 and not 0xC3 || (b < 0x80 && IsMark((char)b)))]);

    private enum Marks
    {
        Kept,
        LeftOut,
    }

    public static string Fold(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength)
        {
            return Fold(Encoding.UTF8.GetString(utf8).AsSpan());
        }

        Span<char> text = stackalloc char[MaxLength];
        return Fold(text[..Encoding.UTF8.GetChars(utf8, text)]);
    }

    public static string Fold(string text) => Fold(text.AsSpan());

    public static string Fold(ReadOnlySpan<char> text)
    {
        Span<char> folded = stackalloc char[MaxLength + 1];
        return new string(folded[..Fold(text, folded)]);
    }

    /// <summary>Folds into a span of <see cref="MaxLength"/> characters and one.</summary>
    /// <returns>How many characters it came to.</returns>
    public static int Fold(ReadOnlySpan<char> text, Span<char> folded) => Fold(text, folded, Marks.Kept);

    /// <summary>As string parameters compare it: folded, and without punctuation. A text of nothing else keeps it.</summary>
    public static string Bare(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength)
        {
            return Bare(Encoding.UTF8.GetString(utf8).AsSpan());
        }

        Span<char> text = stackalloc char[MaxLength];
        return Bare(text[..Encoding.UTF8.GetChars(utf8, text)]);
    }

    /// <summary>As string parameters compare it: folded, and without punctuation. A text of nothing else keeps it.</summary>
    public static string Bare(ReadOnlySpan<char> text)
    {
        Span<char> bare = stackalloc char[MaxLength + 1];
        var length = Fold(text, bare, Marks.LeftOut);
        return new string(bare[..(length > 0 ? length : Fold(text, bare, Marks.Kept))]);
    }

    /// <summary>True when <see cref="Bare(ReadOnlySpan{byte})"/> leaves something out.</summary>
    public static bool HasMarks(ReadOnlySpan<byte> utf8) =>
        utf8.ContainsAny(MarkBytes) && Encoding.UTF8.GetString(utf8).Normalize(NormalizationForm.FormD).Any(IsMark);

    /// <summary>True for punctuation, and for the accents that are written in place of an apostrophe.</summary>
    public static bool IsMark(char c) => c is '`' or '\u00B4' or '\u02BC' || char.IsPunctuation(c);

    private static int Fold(ReadOnlySpan<char> text, Span<char> folded, Marks marks)
    {
        var latin = marks == Marks.Kept ? Latin : LatinBare;
        var length = 0;
        for (var i = 0; i < text.Length && length < MaxLength; i++)
        {
            if (text[i] > 0xFF)
            {
                length = FoldSlowly(text, folded, marks);
                break;
            }

            var to = latin[text[i]];
            if (to == ' ')
            {
                length += length > 0 && folded[length - 1] != ' ' ? Put(folded, length, ' ') : 0;
            }
            else if (to != Dropped)
            {
                length += Put(folded, length, (char)to);
                length += to >> 16 == 0 ? 0 : Put(folded, length, (char)(to >> 16));
            }
        }

        length = Math.Min(length, MaxLength);
        if (length > 0 && char.IsHighSurrogate(folded[length - 1]))
        {
            length--; // Half a character is no text that a database takes.
        }

        return folded[..length].TrimEnd(' ').Length;
    }

    private static int Put(Span<char> folded, int at, char c)
    {
        folded[at] = c;
        return 1;
    }

    private static int FoldAlone(int c)
    {
        if (char.IsWhiteSpace((char)c))
        {
            return ' ';
        }

        var folded = new StringBuilder();
        foreach (var part in ((char)c).ToString().Normalize(NormalizationForm.FormD))
        {
            Append(folded, part);
        }

        return folded.Length switch { 0 => Dropped, 1 => folded[0], _ => folded[0] | (folded[1] << 16) };
    }

    private static int FoldSlowly(ReadOnlySpan<char> text, Span<char> into, Marks marks)
    {
        var folded = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var c in text.ToString().Normalize(NormalizationForm.FormD))
        {
            if (marks == Marks.Kept || !IsMark(c))
            {
                Append(folded, c);
            }

            if (folded.Length >= MaxLength)
            {
                break;
            }
        }

        var length = Math.Min(folded.Length, MaxLength);
        folded.CopyTo(0, into, length);
        return length;
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
}
