using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>A code of an expansion as it is written.</summary>
internal sealed record ExpandedCode(string System, string? Version, string Code, string? Display)
{
    public bool IsAbstract { get; init; }

    public bool IsInactive { get; init; }

    public IReadOnlyList<Designation> Designations { get; init; } = [];

    /// <summary>The concept, where its system is here.</summary>
    public Concept? Concept { get; init; }
}

/// <summary>Reads what the codes of a page are shown with.</summary>
internal static class ExpansionRows
{
    public static async ValueTask<IReadOnlyList<ExpandedCode>> Read(SqlSession session, List<ViewedCode> page, Expansion expansion)
    {
        var concepts = new Dictionary<(SetPart Part, int Place), Concept>();
        foreach (var group in page.Where(c => c.Place >= 0).GroupBy(c => c.Part))
        {
            List<int> places = [.. group.Select(c => c.Place)];
            foreach (var concept in await ConceptTexts.Read(session, group.Key.Content!, places))
            {
                concepts[(group.Key, concept.Ordinal)] = concept;
            }
        }

        return [.. page.Select(code => Of(code, concepts.GetValueOrDefault((code.Part, code.Place)), expansion))];
    }

    private static ExpandedCode Of(ViewedCode code, Concept? concept, Expansion expansion)
    {
        var designations = (code.Listed?.Designations ?? []).Concat(concept is null ? [] : ConceptDetail.Designations(concept.Detail)).ToList();
        var system = expansion.Language is null ? null : ConceptTexts.Display(code.Part.Content, null, designations, expansion.Language);
        var official = code.Listed?.Display ?? concept?.Display;
        var display = expansion.Language is null || (code.Listed?.Display is null && ConceptTexts.IsOf(code.Part.Content?.Head.Language, expansion.Language)) ? official : system ?? official;
        if (display != concept?.Display && concept?.Display is { } own && expansion.WithDesignations)
        {
            designations.Add(new Designation(code.Part.Content!.Head.Language, "", own));
        }

        return new ExpandedCode(code.Part.System, code.Part.Content?.Head.Version ?? code.Part.Version, code.Listed?.Code ?? concept!.Code, display)
        {
            IsAbstract = concept is not null && (concept.Flags & ConceptFlags.Abstract) != 0,
            IsInactive = concept is not null && (concept.Flags & ConceptFlags.Inactive) != 0,
            Designations = expansion.WithDesignations ? [.. designations.Where(d => IsWanted(d, expansion.Designations))] : [],
            Concept = concept,
        };
    }

    // A token names a language (urn:ietf:bcp:47|da) or a use (system|code).
    private static bool IsWanted(Designation designation, IReadOnlyList<string> wanted)
    {
        if (wanted.Count == 0)
        {
            return true;
        }

        foreach (var token in wanted)
        {
            var bar = token.IndexOf('|', StringComparison.Ordinal);
            var (system, code) = bar < 0 ? ("", token) : (token[..bar], token[(bar + 1)..]);
            if (system is "" or "urn:ietf:bcp:47" ? ConceptTexts.IsOf(designation.Language, code) : IsUse(designation.Use, system, code))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsUse(string use, string system, string code) =>
        use.Length > 0 && ConceptDetail.TextMembers(System.Text.Encoding.UTF8.GetBytes(use)) is var coding
        && coding.GetValueOrDefault("system") == system && coding.GetValueOrDefault("code") == code;
}
