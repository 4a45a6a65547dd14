using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;

namespace Helhed.Tests.Engine;

/// <summary>Resources checked against profiles that a test writes down itself.</summary>
internal static class Checked
{
    public const string ProfileUrl = "http://example.org/StructureDefinition/p";

    /// <summary>A document that is known to be right.</summary>
    public static FhirDocument Document(string json)
    {
        var parsed = FhirDocument.Parse(System.Text.Encoding.UTF8.GetBytes(json), new ParseOptions(Missing: IssueSeverity.Warning));
        return parsed.Document ?? throw new InvalidDataException(string.Join('\n', parsed.Issues.Select(i => $"{i.Expression}: {i.Message}")));
    }

    /// <summary>A profile: the elements of its differential as JSON objects.</summary>
    public static FhirDocument Profile(string type, string elements, string url = ProfileUrl, string? baseUrl = null, string more = "") => Document(
        $$"""
        {"resourceType":"StructureDefinition","url":"{{url}}","name":"P","status":"active","kind":"resource","abstract":false,"type":"{{type}}",
         "baseDefinition":"{{baseUrl ?? "http://hl7.org/fhir/StructureDefinition/" + type}}","derivation":"constraint"{{more}},"differential":{"element":[{{elements}}]} }
        """);

    /// <summary>Errors of a resource under the profile <see cref="ProfileUrl"/>: expression and message.</summary>
    public static IReadOnlyList<string> Errors(string json, params FhirDocument[] known) => [.. Issues(json, known).Where(i => i.Severity == IssueSeverity.Error).Select(Say)];

    /// <summary>Everything found in a resource under the profile <see cref="ProfileUrl"/>, if that is among the known.</summary>
    public static IReadOnlyList<Issue> Issues(string json, params FhirDocument[] known) => Issues(json, new ValidatorOptions(), known);

    public static IReadOnlyList<Issue> Issues(string json, ValidatorOptions options, params FhirDocument[] known)
    {
        var profiles = Profiles.R4.With(known);
        var validator = new FhirValidator(profiles, TerminologyStore.R4.With(known), options);
        return validator.Validate(System.Text.Encoding.UTF8.GetBytes(json), profiles.Knows(ProfileUrl) ? [ProfileUrl] : []).Issues;
    }

    private static string Say(Issue issue) => $"{issue.Expression}: {issue.Message}";
}
