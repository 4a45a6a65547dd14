using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;

namespace Helhed.Tests.Engine;

/// <summary>What the validator says of a document that a test writes down.</summary>
internal static class BundleFindings
{
    internal static IReadOnlyList<Issue> Of(string json) =>
        new FhirValidator(Profiles.R4, TerminologyStore.R4).Validate(Encoding.UTF8.GetBytes(json)).Issues;

    /// <summary>Fails unless one finding has the severity, the place and the words.</summary>
    internal static void Tells(string json, IssueSeverity severity, string expression, string words)
    {
        var issues = Of(json);
        Assert.True(
            issues.Any(i => i.Severity == severity && i.Expression == expression && i.Message.Contains(words, StringComparison.Ordinal)),
            $"No {severity} at {expression} with '{words}' among:\n{string.Join('\n', issues)}");
    }

    /// <summary>
    /// Fails when there is an error, or anything with the words of the rules that are tested here. The specification's own invariants
    /// are tested elsewhere.
    /// </summary>
    internal static void Accepts(string json, params string[] silent)
    {
        var issues = Of(json);
        Assert.DoesNotContain(issues, i => (i.Severity == IssueSeverity.Error && i.Code != "invariant") || silent.Any(s => i.Message.Contains(s, StringComparison.Ordinal)));
    }

    /// <summary>A bundle of entries, each as the members of its object.</summary>
    internal static string Bundle(string type, params string[] entries) =>
        $$"""{"resourceType":"Bundle",{{Head(type)}}"type":"{{type}}"{{(entries.Length == 0 ? "" : $",\"entry\":[{string.Join(',', entries.Select(e => $"{{{e}}}"))}]")}}}""";

    /// <summary>An entry's members: an address, or none, and a resource's members behind its type.</summary>
    internal static string Entry(string? fullUrl, string type, string members = "") =>
        $"{(fullUrl is null ? "" : $"\"fullUrl\":\"{fullUrl}\",")}\"resource\":{{\"resourceType\":\"{type}\"{(members.Length > 0 ? "," + members : "")}}}";

    private static string Head(string type) => type switch
    {
        "document" => """ "identifier":{"system":"urn:ietf:rfc:3986","value":"urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a11"},"timestamp":"2026-01-01T00:00:00Z",""",
        "searchset" => """ "link":[{"relation":"self","url":"https://a.dk/fhir/Patient?name=x"}],""",
        _ => "",
    };
}
