using System.Globalization;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;

namespace Helhed.Tests.Engine;

/// <summary>Paths with several ends and several values: https://hl7.org/fhir/R4/search.html#table.</summary>
public sealed class IndexPathTests
{
    private const string Code = "\"status\":\"final\",\"code\":{\"text\":\"x\"}";
    private static readonly IndexExtractor Extractor = new(R4Definitions.Default, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"));

    [Fact]
    public void Codes_identifiers_and_contacts_give_tokens()
    {
        var values = Of("Patient", """
            "identifier":[{"system":"urn:cpr","value":"1"},{"system":"urn:only"},{"value":"2"},{"use":"old"}],"active":false,"gender":"female","maritalStatus":{"coding":[{"system":"s","code":"M"}]},"telecom":[{"system":"phone","value":"11"},{"system":"email","value":"a@b"},{"value":"22"}]
            """);
        Assert.Equal(["urn:cpr|1", "urn:only|", "|2"], Tokens(values, "identifier"));
        Assert.Equal(["|false"], Tokens(values, "active"));
        Assert.Equal(["|female"], Tokens(values, "gender"));
        Assert.Equal(["|11", "|22", "|a@b"], Tokens(values, "telecom"));
        Assert.Equal(["|11"], Tokens(values, "phone"));
        Assert.Equal(["|a@b"], Tokens(values, "email"));
        var observation = Of("Observation", """
            "status":"final","code":{"coding":[{"system":"a","code":"1"},{"code":"2"},{"display":"only"}],"text":"t"},"valueCodeableConcept":{"coding":[{"system":"b","code":"3"}]}
            """);
        Assert.Equal(["a|1", "|2"], Tokens(observation, "code"));
        Assert.Equal(["b|3"], Tokens(observation, "value-concept"));
    }

    [Fact]
    public void References_are_relative_absolute_canonical_or_left_out()
    {
        var values = Of("Observation", $$$"""
            {{{Code}}},"subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/2/_history/3"},"performer":[{"reference":"http://x/fhir/Practitioner/4"},{"reference":"#c"},{"display":"nobody"},{"identifier":{"value":"5"}}],"device":{"reference":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"}
            """);
        Assert.Equal(["Patient/1"], References(values, "subject"));
        Assert.Equal(["Patient/1"], References(values, "patient"));
        Assert.Equal(["Encounter/2"], References(values, "encounter"));
        Assert.Equal(["http://x/fhir/Practitioner/4"], References(values, "performer"));
        Assert.Equal(["urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"], References(values, "device"));
        var answers = Of("QuestionnaireResponse", "\"status\":\"completed\",\"questionnaire\":\"http://q|2\"");
        Assert.Equal(["http://q|2"], References(answers, "questionnaire"));
    }

    [Fact]
    public void Compartments_follow_every_parameter_of_the_definition()
    {
        var values = Of("Observation", $$"""
            {{Code}},"subject":{"reference":"Patient/1"},"performer":[{"reference":"Patient/2"},{"reference":"Patient/1"}],"focus":[{"reference":"Patient/3"}]
            """);
        Assert.Equal(["1"], values.Subjects.Select(Text));
        Assert.Equal(["1", "2"], values.Compartments.Select(Text).Order(StringComparer.Ordinal));
        Assert.Equal(["7"], Of("Patient", "\"id\":\"7\"").Compartments.Select(Text));
        var appointment = Of("Appointment", """
            "status":"booked","participant":[{"actor":{"reference":"Patient/1"},"status":"accepted"},{"actor":{"reference":"Patient/2"},"status":"accepted"},{"actor":{"reference":"Practitioner/3"},"status":"accepted"}]
            """);
        Assert.Equal(["1", "2"], appointment.Compartments.Select(Text).Order(StringComparer.Ordinal));
        Assert.Empty(Of("Organization", "\"name\":\"x\"").Compartments);
    }

    [Fact]
    public void Numbers_and_URIs()
    {
        var risk = Of("RiskAssessment", "\"status\":\"final\",\"subject\":{\"reference\":\"Patient/1\"},\"prediction\":[{\"probabilityDecimal\":0.25},{\"probabilityDecimal\":1e-1},{\"probabilityRange\":{\"low\":{\"value\":1}}}]");
        Assert.Equal([0.1, 0.25], risk.Numbers.Where(n => n.Parameter.Code == "probability").Select(n => n.Value).Order());
        var set = Of("ValueSet", "\"status\":\"active\",\"url\":\"http://x/\\u00e6\",\"meta\":{\"profile\":[\"http://p|1\"],\"tag\":[{\"system\":\"t\",\"code\":\"c\"}],\"source\":\"urn:s\"}");
        Assert.Equal(["http://x/æ"], set.Uris.Where(u => u.Parameter.Code == "url").Select(u => Text(u.Uri)));
        Assert.Equal(["http://p|1"], set.Uris.Where(u => u.Parameter.Code == "_profile").Select(u => Text(u.Uri)));
        Assert.Equal(["t|c"], Tokens(set, "_tag"));
    }

    [Fact]
    public void Deep_paths_and_several_values_are_all_taken()
    {
        var values = Of("Observation", """
            "status":"final","code":{"coding":[{"code":"a"}]},"component":[{"code":{"coding":[{"code":"b"}]},"valueQuantity":{"value":1}},{"code":{"coding":[{"code":"c"}]},"valueQuantity":{"value":2}}]
            """);
        Assert.Equal(["|a"], Tokens(values, "code"));
        Assert.Equal(["|b", "|c"], Tokens(values, "component-code"));
        Assert.Equal(["|a", "|b", "|c"], Tokens(values, "combo-code"));
        Assert.Equal(["1..1 |", "2..2 |"], Quantities(values, "component-value-quantity"));
        Assert.Empty(Quantities(values, "value-quantity"));
        Assert.Equal(["1..1 |", "2..2 |"], Quantities(values, "combo-value-quantity"));
    }

    [Fact]
    public void Escaped_text_is_taken_as_what_it_says() => Assert.Equal(["Æ\"x"], Strings(Of("Patient", "\"name\":[{\"family\":\"\\u00c6\\\"x\"}]"), "family"));

    [Fact]
    public void Cleared_values_are_empty()
    {
        var values = Of("Patient", "\"id\":\"1\",\"name\":[{\"family\":\"a\"}],\"birthDate\":\"1970\",\"managingOrganization\":{\"reference\":\"Organization/1\"}");
        values.Clear();
        Assert.Equal(0, values.Strings.Count + values.Tokens.Count + values.References.Count + values.Dates.Count + values.Compartments.Count + values.Subjects.Count);
    }

    private static IndexValues Of(string type, string members)
    {
        var values = new IndexValues();
        Extractor.Collect(Parsed.Document($$"""{"resourceType":"{{type}}"{{(members.Length > 0 ? "," : "")}}{{members}}}"""), values);
        return values;
    }

    private static List<string> Strings(IndexValues values, string code) =>
        [.. values.Strings.Where(v => v.Parameter.Code == code).Select(v => Text(v.Text)).Order(StringComparer.Ordinal)];

    private static List<string> Tokens(IndexValues values, string code) =>
        [.. values.Tokens.Where(v => v.Parameter.Code == code).Select(v => $"{Text(v.System)}|{Text(v.Code)}").OrderBy(t => t[0] == '|').ThenBy(t => t, StringComparer.Ordinal)];

    private static List<string> References(IndexValues values, string code) =>
        [.. values.References.Where(v => v.Parameter.Code == code).Select(v => v.Url.IsEmpty ? $"{Text(v.Type)}/{Text(v.Id)}" : Text(v.Url))];

    private static List<string> Quantities(IndexValues values, string code) =>
        [.. values.Quantities.Where(v => v.Parameter.Code == code).Select(v => string.Create(CultureInfo.InvariantCulture, $"{Number(v.Low)}..{Number(v.High)} {Text(v.System)}|{Text(v.Code)}"))];

    private static string Number(double value) => double.IsInfinity(value) ? value > 0 ? "∞" : "-∞" : value.ToString(CultureInfo.InvariantCulture);

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
