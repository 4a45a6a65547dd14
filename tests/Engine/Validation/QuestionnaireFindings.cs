using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;

namespace Helhed.Tests.Engine;

/// <summary>What the validator says of a questionnaire, or of a response to one.</summary>
internal static class QuestionnaireFindings
{
    internal const string Url = "https://a.dk/fhir/Questionnaire/q";

    internal static IReadOnlyList<Issue> Of(string json, string? questionnaire = null, ValidatorOptions? options = null)
    {
        var known = questionnaire is null ? null : Parsed.Of(questionnaire, (options ?? new ValidatorOptions()).Parsing).Document;
        Assert.True(questionnaire is null || known is not null, questionnaire);
        var resolving = (options ?? new ValidatorOptions()) with { Resolve = address => address.Split('|')[0] == Url ? known : null };
        return new FhirValidator(Profiles.R4, TerminologyStore.R4, resolving).Validate(Encoding.UTF8.GetBytes(json)).Issues;
    }

    internal static string Questionnaire(params string[] items) => QuestionnaireWith("", items);

    internal static string QuestionnaireWith(string members, params string[] items) =>
        $$"""{"resourceType":"Questionnaire","url":"{{Url}}","status":"active",{{members}}{{Items(items)}}}""";

    internal static string Response(params string[] items) => ResponseWith("\"status\":\"completed\"", items);

    internal static string ResponseWith(string members, params string[] items) =>
        $$"""{"resourceType":"QuestionnaireResponse","questionnaire":"{{Url}}",{{members}}{{(items.Length == 0 ? "" : "," + Items(items))}}}""";

    /// <summary>An item of a questionnaire.</summary>
    internal static string Asks(string linkId, string type, string more = "") => $"\"linkId\":\"{linkId}\",\"type\":\"{type}\"{More(more)}";

    /// <summary>An item of a response with answers, each as the members of its object.</summary>
    internal static string Says(string linkId, params string[] answers) => $"\"linkId\":\"{linkId}\",\"answer\":[{Objects(answers)}]";

    internal static string Items(params string[] items) => $"\"item\":[{Objects(items)}]";

    internal static string Extension(string url, string value) => $$"""{"url":"http://hl7.org/fhir/StructureDefinition/{{url}}",{{value}}}""";

    internal static void Tells(string json, string? questionnaire, IssueSeverity severity, string expression, string words)
    {
        var issues = Of(json, questionnaire);
        Assert.True(
            issues.Any(i => i.Severity == severity && Plain(i.Expression!) == expression && i.Message.Contains(words, StringComparison.Ordinal)),
            $"No {severity} at {expression} with '{words}' among:\n{string.Join('\n', issues)}");
    }

    /// <summary>
    /// Fails when there is an error, or anything with the words of the rules that are tested here. The specification's own invariants
    /// are tested elsewhere.
    /// </summary>
    internal static void Accepts(string json, string? questionnaire, params string[] silent)
    {
        var issues = Of(json, questionnaire);
        Assert.DoesNotContain(issues, i => (i.Severity == IssueSeverity.Error && i.Code != "invariant") || silent.Any(s => i.Message.Contains(s, StringComparison.Ordinal)));
    }

    // A choice of types is told with its type, as in valueString: tests name it without.
    private static string Plain(string expression)
    {
        var last = expression.LastIndexOf('.') + 1;
        var choice = expression.Contains(".enableWhen[", StringComparison.Ordinal) ? "answer" : "value";
        return expression.AsSpan(last).StartsWith(choice, StringComparison.Ordinal) && !expression.EndsWith("ValueSet", StringComparison.Ordinal) ? expression[..(last + choice.Length)] : expression;
    }

    private static string Objects(IEnumerable<string> members) => string.Join(',', members.Select(m => $"{{{m}}}"));

    private static string More(string more) => more.Length > 0 ? "," + more : "";
}
