using Helhed.Fhir.R4;
using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>A code as it was asked for.</summary>
internal sealed record AskedCode(string? System, string? Version, string Code, string? Display)
{
    public static AskedCode? Of(Coding coding) => coding.Code is { Length: > 0 } code ? new(coding.System, coding.Version, code, coding.Display) : null;
}

/// <summary>What was found out about a code.</summary>
/// <param name="IsValid">The answer.</param>
/// <param name="Message">Why it is wrong, or what is worth a hint; null when there is nothing to say.</param>
internal sealed record CodeAnswer(bool IsValid, string? Message)
{
    public AskedCode? Asked { get; init; }

    /// <summary>The display to use, where it is known.</summary>
    public string? Display { get; init; }

    public string? System { get; init; }

    public string? Version { get; init; }

    public Parameters ToParameters()
    {
        var parameters = new List<ParametersParameter> { new() { Name = "result", ValueBoolean = IsValid } };
        if (Message is not null)
        {
            parameters.Add(new() { Name = "message", ValueString = Message });
        }

        if (Display is not null)
        {
            parameters.Add(new() { Name = "display", ValueString = Display });
        }

        if (Asked is not null)
        {
            parameters.Add(new() { Name = "code", ValueCode = Asked.Code });
        }

        if (!string.IsNullOrEmpty(System))
        {
            parameters.Add(new() { Name = "system", ValueUri = System });
        }

        if (!string.IsNullOrEmpty(Version))
        {
            parameters.Add(new() { Name = "version", ValueString = Version });
        }

        return new Parameters { Parameter = parameters };
    }
}

/// <summary>How a code is judged.</summary>
/// <param name="Day">The day on which it must be valid.</param>
/// <param name="Language">Language of the display that is returned, or null.</param>
/// <param name="AllowsAbstract">False when a code that only groups others is wrong.</param>
internal sealed record JudgeOptions(int Day, string? Language, bool AllowsAbstract);

/// <summary>Judges codes against value sets and code systems.</summary>
internal sealed class CodeJudge(SqlSession session, JudgeOptions options)
{
    /// <summary>Whether a code is in an evaluated value set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="name">Its address, for messages.</param>
    /// <param name="asked">The code.</param>
    public async ValueTask<CodeAnswer> InSet(CodeSet set, string name, AskedCode asked)
    {
        var parts = set.Parts.Where(p => asked.System is null || p.System == asked.System).ToList();
        CodeAnswer? answer = null;
        foreach (var part in parts)
        {
            answer = await InPart(part, name, asked);
            if (answer.IsValid)
            {
                return asked.System is null && await AlsoIn(parts, part, name, asked) is { } other
                    ? No(asked, $"'{asked.Code}' is in {name} a code of {part.System} and one of {other}: send the system that is meant as 'system'.")
                    : answer;
            }
        }

        if (set.Missing is { } missing)
        {
            return No(asked, $"Whether '{asked.Code}' is in {name} cannot be told: {missing}.");
        }

        if (answer is not null)
        {
            return answer;
        }

        var systems = set.Parts.Select(p => p.System).Distinct().Take(4).ToList();
        return No(asked, systems.Count == 0
            ? $"{name} has no codes."
            : $"'{asked.Code}' of {asked.System} is not in {name}, which has codes of {string.Join(" and ", systems)}.");
    }

    // Another system that has the code in the set too: without a system it cannot be told which is meant.
    private async ValueTask<string?> AlsoIn(List<SetPart> parts, SetPart found, string name, AskedCode asked)
    {
        foreach (var part in parts.Where(p => p.System != found.System))
        {
            if ((await InPart(part, name, asked)).IsValid)
            {
                return part.System;
            }
        }

        return null;
    }

    /// <summary>Whether a code system has a code.</summary>
    public async ValueTask<CodeAnswer> InSystem(CodeContent content, AskedCode asked)
    {
        var places = await content.Find(session, asked.Code);
        if (places.Count == 0)
        {
            return No(asked, content.IsComplete
                ? $"'{asked.Code}' is no code of {CanonicalUrl.Join(content.Head.Url, content.Head.Version)}."
                : $"'{asked.Code}' is not in the part of {content.Head.Url} that is here.");
        }

        return await Known(content, null, places, asked);
    }

    private async ValueTask<CodeAnswer> InPart(SetPart part, string name, AskedCode asked)
    {
        var code = asked.Code;
        if (asked.Version is { } version && part.Version is { } here && !CanonicalUrl.Answers(here, version))
        {
            return No(asked, $"Version {version} of {part.System} is not the one in {name}, which is {here}.");
        }

        if (part.Content is { } content)
        {
            var places = await content.Find(session, code);
            if (places.Count > 0)
            {
                var exact = part.TryListed(code, out var listed);
                var inside = exact ? [.. listed!.Places] : places.Where(p => part.Places?[p] == true || part.Listed.Exists(l => l.Places.Contains(p))).ToList();
                return inside.Count > 0
                    ? await Known(content, listed, inside, asked)
                    : No(asked, $"'{code}' is a code of {part.System}, but is not in {name}.");
            }

            if (!part.TryListed(code, out _))
            {
                return No(asked, content.IsComplete ? $"'{code}' is no code of {CanonicalUrl.Join(part.System, content.Head.Version)}, and so not in {name}." : $"'{code}' is not in {name} as far as it is here: only a part of {part.System} is.");
            }
        }

        if (part.TryListed(code, out var named))
        {
            return Shown(part.System, part.Version, asked, named.Display, named.Designations, null);
        }

        if (part.IsOpen && !part.Left.Contains(code))
        {
            var check = CodeCatalog.BuiltIn.CheckCode(part.System, code);
            return check.Membership == Fhir.Terminology.Membership.Member
                ? new CodeAnswer(true, check.Message) { Asked = asked, System = part.System, Display = check.Display }
                : No(asked, check.Message ?? $"'{code}' has not the form of a code of {part.System}.");
        }

        return No(asked, $"'{code}' is not in {name}.");
    }

    private async ValueTask<CodeAnswer> Known(CodeContent content, ListedCode? listed, IReadOnlyList<int> places, AskedCode asked)
    {
        var rows = await ConceptTexts.Read(session, content, places);
        if (rows.FirstOrDefault(c => c.IsValidAt(options.Day)) is not { } concept)
        {
            var last = rows[^1];
            return No(asked, options.Day < rows[0].From
                ? $"'{asked.Code}' is valid from {Days.Text(rows[0].From)}, not on {Days.Text(options.Day)}."
                : $"'{asked.Code}' was valid until {Days.Text(last.To)}, not on {Days.Text(options.Day)}.") with { Display = last.Display, System = content.Head.Url, Version = content.Head.Version };
        }

        if (!options.AllowsAbstract && (concept.Flags & ConceptFlags.Abstract) != 0)
        {
            return No(asked, $"'{asked.Code}' only groups other codes: choose one of those.") with { Display = concept.Display, System = content.Head.Url, Version = content.Head.Version };
        }

        var hint = (concept.Flags & ConceptFlags.Inactive) != 0 ? $"'{asked.Code}' is no longer in use."
            : (concept.Flags & ConceptFlags.Deprecated) != 0 ? $"'{asked.Code}' is deprecated: choose another code in new content."
            : concept.Code != asked.Code ? $"'{asked.Code}' is written '{concept.Code}'."
            : null;
        var designations = (listed?.Designations ?? []).Concat(ConceptDetail.Designations(concept.Detail)).ToList();
        if (listed?.Display is not null && concept.Display is { } own)
        {
            designations.Add(new Designation(content.Head.Language, "", own));
        }

        var answer = Shown(content.Head.Url, content.Head.Version, asked, listed?.Display ?? concept.Display, designations, hint);
        return options.Language is null ? answer : answer with { Display = ConceptTexts.Display(content, concept.Display, designations, options.Language) };
    }

    /// <summary>A code that is in: its display, if one was given, must be one of its texts.</summary>
    private static CodeAnswer Shown(string system, string? version, AskedCode asked, string? display, IReadOnlyList<Designation> designations, string? hint)
    {
        var isRight = asked.Display is not { } given || display is null || ConceptTexts.IsSame(given, display) || designations.Any(d => ConceptTexts.IsSame(given, d.Value));
        return new CodeAnswer(isRight, isRight ? hint : $"The display of '{asked.Code}' is '{display}', not '{asked.Display}'.") { Asked = asked, Display = display, System = system, Version = version };
    }

    private static CodeAnswer No(AskedCode asked, string message) => new(false, message) { Asked = asked, System = asked.System };
}
