namespace Helhed.Fhir.Terminology;

/// <summary>Lists the codes of a compiled value set.</summary>
internal static class Expansion
{
    private const int MaxCount = 10_000;

    public static ExpansionResult Of(ValueSetMatcher matcher, string? filter, int offset, int count)
    {
        var words = (filter ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var page = new List<ExpandedCode>();
        var total = 0;
        var last = Math.Max(offset, 0) + (long)Math.Clamp(count, 0, MaxCount);
        string? problem = matcher.Content.Others == Verdict.No ? null : matcher.Content.Reason;
        foreach (var part in matcher.Systems)
        {
            problem ??= part.Rest.Constant == Verdict.No ? null : part.Reason ?? $"the codes of {part.System} have no end";
            for (var i = 0; i < part.Codes.Count; i++)
            {
                if (part.Verdicts[i] == Verdict.Unsure)
                {
                    problem ??= part.Reason;
                }
                else if (part.Verdicts[i] == Verdict.Yes && Describe(part, i) is { } code && Meets(code, words))
                {
                    if (total >= offset && total < last)
                    {
                        page.Add(code);
                    }

                    total++;
                }
            }
        }

        return new ExpansionResult(page, total, problem is null ? null : $"These are not all codes of {matcher.Canonical}: {problem}.");
    }

    /// <summary>Null for a code that only groups others, unless the set names it: it is no code to choose.</summary>
    private static ExpandedCode? Describe(SystemSet part, int listed)
    {
        var isOwn = ReferenceEquals(part.Content?.Codes, part.Codes);
        var concept = part.ConceptOf(listed);
        var status = concept < 0 ? ConceptStatus.None : part.Content!.Statuses[concept];
        return isOwn && (status & ConceptStatus.Abstract) != 0
            ? null
            : new ExpandedCode(part.System, part.Codes.Text(listed), part.DisplayOf(listed), (status & ConceptStatus.Inactive) != 0);
    }

    private static bool Meets(ExpandedCode code, string[] words) => Array.TrueForAll(words, word =>
        code.Code.StartsWith(word, StringComparison.OrdinalIgnoreCase) || (code.Display?.Contains(word, StringComparison.OrdinalIgnoreCase) ?? false));
}
