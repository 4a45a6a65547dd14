// https://hl7.org/fhir/R4/languages.html
using Helhed.Fhir;
using Helhed.Fhir.Validation;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>The language in which a client is told what is wrong: Danish or English by <c>Accept-Language</c>, English where it says neither.</summary>
internal static class AnswerLanguage
{
    public static TextLanguage Of(HttpRequest request)
    {
        if (request.Headers.AcceptLanguage.Count == 0)
        {
            return TextLanguage.English;
        }

        foreach (var language in request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1))
        {
            if (language.Value.StartsWith("da", StringComparison.OrdinalIgnoreCase))
            {
                return TextLanguage.Danish;
            }

            if (language.Value.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            {
                return TextLanguage.English;
            }
        }

        return TextLanguage.English;
    }

    /// <summary>A finding in a language. What the validator found is told in it already.</summary>
    public static Finding In(this Finding finding, TextLanguage language) =>
        language == TextLanguage.English ? finding : finding with { Message = TextIn(finding.Message, language) };

    /// <summary>A problem in a language, as far as there is a text in it.</summary>
    public static Problem In(this Problem problem, TextLanguage language) => language == TextLanguage.English
        ? problem
        : problem with { Message = TextIn(problem.Message, language), Findings = problem.Findings is { } findings ? [.. findings.Select(f => f.In(language))] : null };

    private static string TextIn(string message, TextLanguage language) => new Issue(IssueSeverity.Error, "", message).In(language).Message;
}
