// https://hl7.org/fhir/R4/validation.html
using Helhed.Fhir;
using Helhed.Fhir.Danish;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;
using Helhed.Platform;

namespace Helhed.Records.Writing;

/// <summary>R4's rules and the known profiles that a resource claims, checked on what the parser has read: about 3 µs for an Observation.</summary>
internal static class WriteValidation
{
    // What others send may hold extensions that are not known here: they may always be there.
    private static readonly FhirValidator English = In(TextLanguage.English);
    private static readonly Lazy<FhirValidator> Danish = new(() => In(TextLanguage.Danish));

    private static FhirValidator In(TextLanguage language) =>
        new(DanishProfiles.Profiles, TerminologyStore.Denmark, new ValidatorOptions { UnknownExtensions = IssueSeverity.Information, Language = language });

    /// <summary>What was found, the parser's findings first. Information is left out: it is no ground to do anything.</summary>
    public static IReadOnlyList<Issue> Check(ParseResult parsed, TextLanguage language)
    {
        var issues = (language == TextLanguage.English ? English : Danish.Value).Validate(parsed).Issues;
        return issues.Count == 0 ? issues : [.. issues.Where(i => i.Severity != IssueSeverity.Information).Select(i => Softened(parsed, i))];
    }

    // A document that was put together where a part of it had gone, or may not be seen, is kept as it is:
    // docs/decisions/2026-11-22-what-a-write-is-checked-for.md.
    private static Issue Softened(ParseResult parsed, Issue issue) =>
        issue is { Severity: IssueSeverity.Error, Code: "not-found" } && parsed.Document?.TypeName == "Bundle" ? issue with { Severity = IssueSeverity.Warning } : issue;

    /// <summary>Whether a resource claims a profile that is not built in; it may be one of the server's packages or of the store.</summary>
    public static bool ClaimsUnknown(PendingWrite write)
    {
        foreach (var warning in write.Warnings)
        {
            if (warning is { Code: "not-found", Expression: { } place } && place.Contains(".meta.profile", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Checks content against everything that is known now. Null when nothing is wrong.</summary>
    public static Problem? Refusal(FhirValidator known, ReadOnlyMemory<byte> json)
    {
        var parsed = FhirDocument.Parse(json);
        return Refusal([.. known.Validate(parsed).Issues.Where(i => i.Severity != IssueSeverity.Information).Select(i => Softened(parsed, i))]);
    }

    /// <summary>The refusal of a resource with errors, with everything that was found; null when there is none.</summary>
    public static Problem? Refusal(IReadOnlyList<Issue> issues)
    {
        foreach (var issue in issues)
        {
            if (issue.Severity == IssueSeverity.Error)
            {
                return Problems.Of(issues) with { Kind = ProblemKind.Unprocessable };
            }
        }

        return null;
    }
}
