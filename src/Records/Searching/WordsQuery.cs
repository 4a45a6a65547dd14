using System.Text;
using Helhed.Platform;

namespace Helhed.Records.Searching;

/// <summary>
/// What <c>_text</c> and <c>_content</c> ask for: words that must all be there; <c>OR</c> parts alternatives, <c>NOT</c> or a leading
/// minus takes a word out, <c>*</c> at a word's end stands for any ending, quotes hold words together (in any order).
/// </summary>
/// <param name="Alternatives">Each a list of words that must (not) be there.</param>
internal sealed record WordsQuery(IReadOnlyList<IReadOnlyList<WordsQuery.Term>> Alternatives)
{
    private const int MaxTerms = 50;

    /// <param name="Word">Folded word.</param>
    /// <param name="IsPrefix">True when any ending will do.</param>
    /// <param name="IsNot">True when it must be absent.</param>
    public sealed record Term(string Word, bool IsPrefix, bool IsNot);

    public static WordsQuery Read(string name, string value)
    {
        var alternatives = new List<IReadOnlyList<Term>>();
        var current = new List<Term>();
        var isNot = false;
        foreach (var piece in value.Split([' ', '\t', '"', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            switch (piece)
            {
                case "AND" or "and" or "&":
                    continue;
                case "NOT":
                    isNot = true;
                    continue;
                case "OR" or "or" or "|":
                    Close(name, value, alternatives, current);
                    current = [];
                    continue;
                default:
                    foreach (var word in SearchWords.Split(piece))
                    {
                        current.Add(new Term(word, piece.EndsWith('*'), isNot || piece.StartsWith('-')));
                    }

                    isNot = false;
                    break;
            }
        }

        Close(name, value, alternatives, current);
        return new WordsQuery(alternatives);
    }

    /// <summary>The words of a text, the last of which may go on; null for a text without words, or with very many.</summary>
    public static WordsQuery? Beginning(string text)
    {
        var words = SearchWords.Split(text);
        return words.Count is 0 or > MaxTerms ? null : new WordsQuery([words.ConvertAll(w => new Term(w, IsPrefix: w == words[^1], IsNot: false))]);
    }

    /// <summary>As SQLite's FTS5 writes it.</summary>
    public string ForSqlite(string column)
    {
        var text = new StringBuilder("{").Append(column).Append("} : (");
        for (var i = 0; i < Alternatives.Count; i++)
        {
            text.Append(i == 0 ? "(" : " OR (");
            var isFirst = true;
            foreach (var term in Alternatives[i].OrderBy(t => t.IsNot))
            {
                text.Append(isFirst ? "" : term.IsNot ? " NOT " : " AND ").Append('"').Append(term.Word).Append('"').Append(term.IsPrefix ? "*" : "");
                isFirst = false;
            }

            text.Append(')');
        }

        return text.Append(')').ToString();
    }

    /// <summary>As PostgreSQL's tsquery writes it.</summary>
    public string ForPostgreSql()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Alternatives.Count; i++)
        {
            text.Append(i == 0 ? "(" : " | (");
            for (var t = 0; t < Alternatives[i].Count; t++)
            {
                var term = Alternatives[i][t];
                text.Append(t == 0 ? "" : " & ").Append(term.IsNot ? "!" : "").Append('\'').Append(term.Word.Replace("'", "", StringComparison.Ordinal)).Append('\'').Append(term.IsPrefix ? ":*" : "");
            }

            text.Append(')');
        }

        return text.ToString();
    }

    private static void Close(string name, string value, List<IReadOnlyList<Term>> alternatives, List<Term> terms)
    {
        if (terms.Count == 0 || terms.TrueForAll(t => t.IsNot) || terms.Count > MaxTerms)
        {
            throw SearchValues.Bad(name, value, $"Give words to look for, at most {MaxTerms} and not only such as must be absent: for example '{name}=asthma' or '{name}=asthma OR copd*'.");
        }

        alternatives.Add(terms);
    }
}
