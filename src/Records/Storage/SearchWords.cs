using System.Text;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;

namespace Helhed.Records;

/// <summary>The words that full-text search knows of a resource: folded like other texts, each once.</summary>
internal static class SearchWords
{
    private const int MaxWords = 4096;
    private const int MaxLength = 40;

    [ThreadStatic]
    private static StringBuilder? _text;

    [ThreadStatic]
    private static HashSet<string>? _seen;

    public static WordsRow Of(FhirDocument document)
    {
        var text = _text ??= new StringBuilder();
        text.Clear();
        IndexText.AddNarrative(document, text);
        var narrative = Join(text);
        text.Clear();
        IndexText.AddContent(document, text);
        return new WordsRow(narrative, Join(text));
    }

    /// <summary>The words of a text in the order they come first.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        Find(text, words.Add);
        return words;
    }

    private static string? Join(StringBuilder text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var all = text.ToString();
        text.Clear();
        Find(all, word => text.Append(text.Length == 0 ? "" : " ").Append(word));
        return text.Length == 0 ? null : text.ToString();
    }

    private static void Find(string text, Action<string> add)
    {
        var seen = _seen ??= [];
        seen.Clear();
        var known = seen.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> folded = stackalloc char[SearchText.MaxLength + 1];
        var start = -1;
        for (var i = 0; i <= text.Length && seen.Count < MaxWords; i++)
        {
            var isWord = i < text.Length && IsOfWord(text[i]);
            if (isWord && start < 0)
            {
                start = i;
            }
            else if (!isWord && start >= 0)
            {
                ReadOnlySpan<char> word = folded[..SearchText.Fold(text.AsSpan(start, i - start), folded)];
                word = word.Length <= MaxLength ? word : word[..(char.IsHighSurrogate(word[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
                if (word.Length > 0 && known.Add(word) && known.TryGetValue(word, out var kept))
                {
                    add(kept);
                }

                start = -1;
            }
        }
    }

    private static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c)
        || (c > 127 && (char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.NonSpacingMark));
}
