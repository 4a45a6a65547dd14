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

    public static WordsRow Of(FhirDocument document)
    {
        var text = _text ??= new StringBuilder();
        text.Clear();
        IndexText.AddNarrative(document, text);
        var narrative = text.Length == 0 ? null : Join(text.ToString());
        text.Clear();
        IndexText.AddContent(document, text);
        return new WordsRow(narrative, text.Length == 0 ? null : Join(text.ToString()));
    }

    /// <summary>The words of a text in the order they come first.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        var seen = new HashSet<string>();
        var start = -1;
        for (var i = 0; i <= text.Length && words.Count < MaxWords; i++)
        {
            var isWord = i < text.Length && (char.IsLetterOrDigit(text[i]) || char.GetUnicodeCategory(text[i]) == System.Globalization.UnicodeCategory.NonSpacingMark);
            if (isWord && start < 0)
            {
                start = i;
            }
            else if (!isWord && start >= 0)
            {
                var word = SearchText.Fold(text[start..i]);
                word = word.Length <= MaxLength ? word : word[..(char.IsHighSurrogate(word[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
                if (word.Length > 0 && seen.Add(word))
                {
                    words.Add(word);
                }

                start = -1;
            }
        }

        return words;
    }

    private static string? Join(string text)
    {
        var words = Split(text);
        return words.Count == 0 ? null : string.Join(' ', words);
    }
}
