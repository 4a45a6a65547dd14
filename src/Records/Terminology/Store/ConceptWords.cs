namespace Helhed.Records.Terminology;

/// <summary>
/// The words by which a concept is found: of its display and designations, folded as in string searches, and its code. A filter's words
/// are prefixes of them, in any order.
/// </summary>
internal static class ConceptWords
{
    /// <summary>Longest word that is kept; a longer one is found by its beginning.</summary>
    public const int MaxLength = 40;

    private const int MaxPieces = 20;

    /// <summary>Each run of letters and digits, folded.</summary>
    public static void Split(string text, ISet<string> words)
    {
        var folded = Fold(text);
        for (var i = 0; i < folded.Length; i++)
        {
            var start = i;
            while (i < folded.Length && char.IsLetterOrDigit(folded[i]))
            {
                i++;
            }

            if (i > start)
            {
                words.Add(Cut(folded[start..i]));
            }
        }
    }

    /// <summary>A code is a word as it stands, and by its parts.</summary>
    public static void SplitCode(string code, ISet<string> words)
    {
        var folded = Fold(code);
        if (folded.Length > 0 && !folded.Any(c => c == ' ' || char.IsSurrogate(c)))
        {
            words.Add(Cut(folded));
        }

        Split(code, words);
    }

    /// <summary>The pieces of a filter: each must be met. A piece with punctuation is met as a whole, as in a code, or by all its parts.</summary>
    public static IReadOnlyList<FilterPiece> Pieces(string filter)
    {
        var pieces = new List<FilterPiece>();
        foreach (var piece in Fold(filter).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxPieces))
        {
            var parts = new SortedSet<string>(StringComparer.Ordinal);
            Split(piece, parts);
            pieces.Add(new FilterPiece(Cut(piece), parts is { Count: 1 } && parts.Min == Cut(piece) ? [] : [.. parts]));
        }

        return pieces;
    }

    // SearchText folds at most 256 characters at once, and displays may be longer.
    private static string Fold(string text)
    {
        if (text.Length <= SearchText.MaxLength / 2)
        {
            return SearchText.Fold(text);
        }

        var folded = new System.Text.StringBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            var most = Math.Min(start + (SearchText.MaxLength / 2), text.Length);
            var end = most;
            while (end < text.Length && end > start && !char.IsWhiteSpace(text[end]))
            {
                end--;
            }

            end = end == start ? most : end;
            folded.Append(SearchText.Fold(text[start..end])).Append(' ');
            start = end;
        }

        return folded.ToString();
    }

    private static string Cut(string word) => word.Length <= MaxLength ? word : word[..(char.IsHighSurrogate(word[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
}

/// <summary>A piece of a filter without spaces.</summary>
/// <param name="Whole">The piece as it stands.</param>
/// <param name="Parts">Its runs of letters and digits, where they are other than the whole.</param>
internal readonly record struct FilterPiece(string Whole, string[] Parts);
