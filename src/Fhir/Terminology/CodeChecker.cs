using System.Runtime.CompilerServices;
using System.Text;

namespace Helhed.Fhir.Terminology;

/// <summary>A code as a resource has it.</summary>
/// <param name="System">Its system; null for an element of type <c>code</c>.</param>
/// <param name="Code">The code.</param>
/// <param name="Display">What the resource says it means, or null.</param>
/// <param name="Version">Version of the system, or null.</param>
internal readonly record struct AskedCode(string? System, string Code, string? Display, string? Version);

/// <summary>Puts a matcher's verdict into words.</summary>
internal static class CodeChecker
{
    /// <summary>Checks one code against a compiled set. Allocates only when there is something to say.</summary>
    /// <param name="matcher">The set, or a whole code system as one.</param>
    /// <param name="asked">The code as the resource has it.</param>
    /// <param name="store">Knows how FHIR writes a system that goes by another identifier.</param>
    [SkipLocalsInit]
    public static CodeCheck Check(ValueSetMatcher matcher, in AskedCode asked, TerminologyStore store)
    {
        var (system, code, _, _) = asked;
        var utf8 = code.Length <= 128 ? stackalloc byte[384] : new byte[Encoding.UTF8.GetMaxByteCount(code.Length)];
        utf8 = utf8[..Encoding.UTF8.GetBytes(code, utf8)];
        var part = system is null ? Likely(matcher, utf8) : Find(matcher, system);
        return part is null ? OfOtherSystem(matcher, asked, store) : InPart(matcher, part, utf8, asked);
    }

    private static CodeCheck InPart(ValueSetMatcher matcher, SystemSet part, ReadOnlySpan<byte> utf8, in AskedCode asked)
    {
        var listed = part.Codes.Find(utf8);
        var verdict = listed >= 0 ? part.Verdicts[listed] : part.Rest.Decide(utf8);
        var (_, code, display, _) = asked;
        return verdict switch
        {
            Verdict.Yes => Member(part, listed, utf8, asked),
            Verdict.No when OtherVersion(part, asked.Version) is { } other => new CodeCheck(Membership.CannotTell, other, null),
            Verdict.No => new CodeCheck(Membership.NotMember, Refusal(matcher, part, listed, code, display), null),
            _ => new CodeCheck(ValueSetMatcher.Say(verdict, part), $"Whether '{code}' is in {matcher.Canonical} cannot be told: {part.Reason ?? matcher.Content.Reason ?? "content it needs is not here"}.", null),
        };
    }

    private static SystemSet? Find(ValueSetMatcher matcher, string system)
    {
        foreach (var part in matcher.Systems)
        {
            if (part.System == system)
            {
                return part;
            }
        }

        return null;
    }

    /// <summary>The part that has a code, else one that may have it, else the first.</summary>
    private static SystemSet? Likely(ValueSetMatcher matcher, ReadOnlySpan<byte> code)
    {
        if (matcher.Systems.Length == 1)
        {
            return matcher.Systems[0];
        }

        SystemSet? likely = null;
        foreach (var part in matcher.Systems)
        {
            var verdict = part.Decide(code);
            if (verdict == Verdict.Yes)
            {
                return part;
            }

            likely = verdict == Verdict.Unsure || likely is null ? part : likely;
        }

        return likely;
    }

    private static CodeCheck OfOtherSystem(ValueSetMatcher matcher, in AskedCode asked, TerminologyStore store)
    {
        var (system, code, display, _) = asked;
        if (matcher.Content.Others != Verdict.No)
        {
            return new CodeCheck(Membership.CannotTell, $"Whether '{code}' is in {matcher.Canonical} cannot be told: {matcher.Content.Reason ?? "content it needs is not here"}.", null);
        }

        if (system is not null && store.Preferred(system) is { } right)
        {
            return new CodeCheck(Membership.NotMember, $"In FHIR the code system {system} is written {right}.", null);
        }

        var systems = string.Join(" and ", matcher.Systems.ToArray().Take(4).Select(s => s.System));
        var near = NearestCodes.Of(matcher.Systems, code, display);
        return new CodeCheck(
            Membership.NotMember,
            matcher.Systems.Length == 0 ? $"{matcher.Canonical} has no codes." : $"{matcher.Canonical} has codes of {systems}, not of {system}.{(near is null ? "" : " " + near)}",
            null);
    }

    private static CodeCheck Member(SystemSet part, int listed, ReadOnlySpan<byte> code, in AskedCode asked)
    {
        var shown = listed < 0 ? null : part.DisplayOf(listed);
        var concept = part.ConceptOf(listed);
        var message = OtherVersion(part, asked.Version);
        if (asked.Display is not null && concept >= 0 && !IsDisplay(part, listed, concept, asked.Display))
        {
            message = Join(message, $"The display of '{asked.Code}' is '{shown ?? part.Content!.Displays[concept]}', not '{asked.Display}'.");
        }

        if (concept >= 0 && part.Content!.Statuses[concept] is not ConceptStatus.None and var status)
        {
            message = Join(message, StatusText(asked.Code, status));
        }

        if (listed >= 0 && !part.Codes.IsCaseSensitive && !part.Codes[listed].SequenceEqual(code))
        {
            message = Join(message, $"'{asked.Code}' is written '{part.Codes.Text(listed)}'.");
        }

        return new CodeCheck(Membership.Member, message, shown);
    }

    private static string? OtherVersion(SystemSet part, string? version) =>
        version is not null && part.Content is { Version: { } here } && !Canonical.Answers(here, version)
            ? $"Version {version} of {part.System} is not here; the code was looked up in {here}."
            : null;

    private static string Join(string? first, string second) => first is null ? second : $"{first} {second}";

    private static string StatusText(string code, ConceptStatus status) =>
        (status & ConceptStatus.Inactive) != 0 ? $"'{code}' is no longer in use."
        : (status & ConceptStatus.Abstract) != 0 ? $"'{code}' only groups other codes: choose one of those."
        : $"'{code}' is deprecated: choose another code in new content.";

    /// <summary>True for the display, for every designation, and where the code system gives no display at all.</summary>
    private static bool IsDisplay(SystemSet part, int listed, int concept, string display)
    {
        var content = part.Content!;
        if (listed >= 0 && part.DisplayOf(listed) is { } shown && DisplayText.IsSame(shown, display))
        {
            return true;
        }

        if (content.Displays[concept] is not { } official || DisplayText.IsSame(official, display))
        {
            return true;
        }

        foreach (var designation in content.Designations[concept])
        {
            if (DisplayText.IsSame(designation, display))
            {
                return true;
            }
        }

        return false;
    }

    private static string Refusal(ValueSetMatcher matcher, SystemSet part, int listed, string code, string? display)
    {
        if (listed < 0 && part.Rest.Grammar is { } grammar && !grammar.IsValid(Encoding.UTF8.GetBytes(code)))
        {
            return grammar.Complaint(code);
        }

        var near = NearestCodes.Of(matcher.Systems, code, display);
        return $"'{code}' is not in {matcher.Canonical}.{(near is null ? "" : " " + near)}";
    }
}
