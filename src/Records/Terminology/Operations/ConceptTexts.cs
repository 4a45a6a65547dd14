using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>Concepts with everything that supplements add, and their texts in a language.</summary>
internal static class ConceptTexts
{
    /// <summary>The concepts at some places, in the order given.</summary>
    public static async ValueTask<IReadOnlyList<Concept>> Read(SqlSession session, CodeContent content, IReadOnlyList<int> places)
    {
        var concepts = await content.Read(session, places);
        foreach (var supplement in content.Supplements)
        {
            var found = await supplement.FindAll(session, [.. concepts.Select(c => c.Code)]);
            var wanted = found.SelectMany(f => f).Distinct().ToList();
            var added = (await supplement.Read(session, wanted)).ToDictionary(c => c.Ordinal);
            concepts = [.. concepts.Select(c => found[c.Code].Aggregate(c, (so, place) => With(so, added[place], supplement.Head.Language)))];
        }

        return concepts;
    }

    /// <summary>The text to show: in a language where one is asked for and there is one, else the display.</summary>
    public static string? Display(CodeContent? content, string? display, IEnumerable<Designation> designations, string? language)
    {
        if (language is null)
        {
            return display;
        }

        var all = designations.ToList();
        foreach (var range in language.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(r => r.Split(';')[0]))
        {
            if (display is not null && IsOf(content?.Head.Language, range))
            {
                return display;
            }

            // What is meant for showing goes before definitions and synonyms of special use.
            var fitting = all.Where(d => IsOf(d.Language, range)).ToList();
            if ((fitting.Find(d => IsPreferred(d.Use)) ?? fitting.Find(d => d.Use.Length == 0) ?? fitting.FirstOrDefault()) is { } found)
            {
                return found.Value;
            }
        }

        return display;
    }

    /// <summary>Whether a text in a language answers a request for a range: da answers da and da-DK answers da.</summary>
    public static bool IsOf(string? language, string range) =>
        language is not null && (range == "*" || language.Equals(range, StringComparison.OrdinalIgnoreCase)
            || language.StartsWith(range + "-", StringComparison.OrdinalIgnoreCase) || range.StartsWith(language + "-", StringComparison.OrdinalIgnoreCase));

    /// <summary>Compares displays as people do: case and the amount of white space do not matter.</summary>
    public static bool IsSame(string a, string b) =>
        a == b || string.Equals(Plain(a), Plain(b), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool IsPreferred(string use) =>
        use.Contains("\"preferredForLanguage\"", StringComparison.Ordinal) || use.Contains("\"preferred\"", StringComparison.Ordinal) || use.Contains("\"display\"", StringComparison.Ordinal);

    private static Concept With(Concept concept, Concept added, string? language) =>
        concept with { Detail = ConceptDetail.With(concept.Detail, added.Detail, added.Display is { } display && display != concept.Display ? display : null, language) };
}
