using System.Globalization;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;

namespace Helhed.Tests.Modules.Fhir;

/// <summary>What a resource is found by: https://hl7.org/fhir/R4/search.html#table.</summary>
public sealed class IndexTests
{
    private const string Code = "\"status\":\"final\",\"code\":{\"text\":\"x\"}";
    private static readonly IndexExtractor Extractor = new(R4Definitions.Default, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"));

    [Fact]
    public void A_name_gives_every_text_of_it()
    {
        var values = Of("Patient", """
            "name":[{"use":"official","text":"T","family":"F","given":["G1",null,"G2"],"_given":[null,{"id":"a"},null],"prefix":["P"],"suffix":["S"],"period":{"start":"2020"}}]
            """);
        Assert.Equal(["F", "G1", "G2", "P", "S", "T"], Strings(values, "name"));
        Assert.Equal(["F"], Strings(values, "family"));
        Assert.Equal(["G1", "G2"], Strings(values, "given"));
        Assert.Equal(["F", "G1", "G2", "P", "S", "T"], Strings(values, "phonetic"));
    }

    [Fact]
    public void An_address_gives_its_lines_and_its_parts()
    {
        var values = Of("Patient", """
            "address":[{"use":"home","type":"both","line":["Vej 1","2. tv."],"city":"Køge","state":"R","postalCode":"4600","country":"DK"}]
            """);
        Assert.Equal(["2. tv.", "4600", "DK", "Køge", "R", "Vej 1"], Strings(values, "address"));
        Assert.Equal(["Køge"], Strings(values, "address-city"));
        Assert.Equal(["|home"], Tokens(values, "address-use"));
    }

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

    [Theory]
    [InlineData("", "false")]
    [InlineData("\"deceasedBoolean\":true", "true")]
    [InlineData("\"deceasedBoolean\":false", "false")]
    [InlineData("\"deceasedDateTime\":\"2020\"", "true")]
    public void Deceased_is_true_by_a_flag_or_a_date(string members, string expected)
    {
        Assert.Equal([$"|{expected}"], Tokens(Of("Patient", members), "deceased"));
        Assert.Equal(members.Contains("2020", StringComparison.Ordinal) ? 1 : 0, Dates(Of("Patient", members), "death-date").Count);
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

    [Theory]
    [InlineData("Patient/1", true)]
    [InlineData("Group/1", false)]
    [InlineData("http://x/Patient/1", false)]
    [InlineData("Device/1", false)]
    public void The_patient_parameter_takes_only_patients(string subject, bool isPatient)
    {
        var values = Of("Observation", $$"""
            {{Code}},"subject":{"reference":"{{subject}}"}
            """);
        Assert.Equal(isPatient ? ["Patient/1"] : [], References(values, "patient"));
        Assert.Equal(isPatient ? ["1"] : [], values.Subjects.Select(Text));
        Assert.Equal(isPatient ? ["1"] : [], values.Compartments.Select(Text));
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

    [Theory]
    [InlineData("\"effectiveDateTime\":\"2026-05-01\"", "2026-04-30T22:00:00.000Z", "2026-05-01T21:59:59.999Z")]
    [InlineData("\"effectiveInstant\":\"2026-05-01T10:00:00Z\"", "2026-05-01T10:00:00.000Z", "2026-05-01T10:00:00.999Z")]
    [InlineData("\"effectivePeriod\":{\"start\":\"2026-05-01\",\"end\":\"2026-05-02\"}", "2026-04-30T22:00:00.000Z", "2026-05-02T21:59:59.999Z")]
    [InlineData("\"effectivePeriod\":{\"start\":\"2026-05-01\"}", "2026-04-30T22:00:00.000Z", "open")]
    [InlineData("\"effectivePeriod\":{\"end\":\"2026-05-02\"}", "open", "2026-05-02T21:59:59.999Z")]
    [InlineData("\"effectiveTiming\":{\"event\":[\"2026-05-03\",\"2026-05-01\"]}", "2026-04-30T22:00:00.000Z", "2026-05-03T21:59:59.999Z")]
    [InlineData("\"effectiveTiming\":{\"repeat\":{\"boundsPeriod\":{\"start\":\"2026-05-01\"},\"frequency\":1}}", "2026-04-30T22:00:00.000Z", "open")]
    [InlineData("\"effectivePeriod\":{\"extension\":[{\"url\":\"u\",\"valueCode\":\"x\"}]}", null, null)]
    [InlineData("\"effectiveTiming\":{\"code\":{\"text\":\"daily\"}}", null, null)]
    [InlineData("\"_effectiveDateTime\":{\"extension\":[{\"url\":\"u\",\"valueCode\":\"x\"}]}", null, null)]
    public void Dates_periods_and_timings_give_a_span(string members, string? low, string? high)
    {
        var values = Dates(Of("Observation", $"{Code},{members}"), "date");
        Assert.Equal(low is null ? [] : [(low, high!)], values);
    }

    [Theory]
    [InlineData("\"valueQuantity\":{\"value\":7.40,\"unit\":\"mmol/L\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"mmol/L\"}", "7.4..7.4 http://unitsofmeasure.org|mmol/L")]
    [InlineData("\"valueQuantity\":{\"value\":7,\"unit\":\"glas\"}", "7..7 |glas")]
    [InlineData("\"valueQuantity\":{\"value\":-1e2}", "-100..-100 |")]
    [InlineData("\"valueQuantity\":{\"unit\":\"g\"}", null)]
    public void Quantities_give_amount_and_unit(string members, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], Quantities(Of("Observation", $"{Code},{members}"), "value-quantity"));

    [Theory]
    [InlineData("{\"low\":{\"value\":1,\"system\":\"s\",\"code\":\"a\"},\"high\":{\"value\":2,\"system\":\"s\",\"code\":\"a\"}}", "1..2 s|a")]
    [InlineData("{\"low\":{\"value\":1,\"system\":\"s\",\"code\":\"a\"}}", "1..∞ s|a")]
    [InlineData("{\"high\":{\"value\":2,\"system\":\"s\",\"code\":\"a\"}}", "-∞..2 s|a")]
    public void Ranges_have_two_ends(string range, string expected)
    {
        var values = Of("Condition", $$"""
            "subject":{"reference":"Patient/1"},"onsetRange":{{range}}
            """);
        Assert.Equal([expected], Quantities(values, "onset-age"));
    }

    [Fact]
    public void Money_counts_in_its_currency()
    {
        var values = Of("Invoice", "\"status\":\"issued\",\"totalGross\":{\"value\":12.50,\"currency\":\"DKK\"}");
        Assert.Equal(["12.5..12.5 urn:iso:std:iso:4217|DKK"], Quantities(values, "totalgross"));
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

    private static List<(string Low, string High)> Dates(IndexValues values, string code) =>
        [.. values.Dates.Where(v => v.Parameter.Code == code).Select(v => (Iso(v.Low), Iso(v.High)))];

    private static List<string> Quantities(IndexValues values, string code) =>
        [.. values.Quantities.Where(v => v.Parameter.Code == code).Select(v => string.Create(CultureInfo.InvariantCulture, $"{Number(v.Low)}..{Number(v.High)} {Text(v.System)}|{Text(v.Code)}"))];

    private static string Number(double value) => double.IsInfinity(value) ? value > 0 ? "∞" : "-∞" : value.ToString(CultureInfo.InvariantCulture);

    private static string Iso(long ms) => ms is long.MinValue or long.MaxValue ? "open" : DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
