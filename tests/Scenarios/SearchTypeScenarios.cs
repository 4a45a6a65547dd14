using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Each type of search parameter with its values and prefixes: https://hl7.org/fhir/R4/search.html#ptypes.</summary>
public abstract class SearchTypeScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Fact]
    public async Task Token_by_code_system_and_both()
    {
        await GiveObservation("a", "\"code\":{\"coding\":[{\"system\":\"urn:s1\",\"code\":\"c1\"},{\"system\":\"urn:s2\",\"code\":\"c2\"}]}");
        await GiveObservation("b", "\"code\":{\"coding\":[{\"code\":\"c1\"}]}");
        await GiveObservation("c", "\"code\":{\"coding\":[{\"system\":\"urn:s1\",\"code\":\"C1\"}]}");
        await Finds($"Observation?{Mine}&code=c1", "a", "b");
        await Finds($"Observation?{Mine}&code=urn:s1|c1", "a");
        await Finds($"Observation?{Mine}&code=urn:s2|c1");
        await Finds($"Observation?{Mine}&code=|c1", "b");
        await Finds($"Observation?{Mine}&code=urn:s1|", "a", "c");
        await Finds($"Observation?{Mine}&code=c1,C1", "a", "b", "c");
        await Finds($"Observation?{Mine}&code=c1&code=c2", "a");
        await Finds($"Observation?{Mine}&code=c2,urn:s1|C1", "a", "c");
        (await Api.Get($"Observation?{Mine}&code=|")).Expect(400);
        (await Api.Get($"Observation?{Mine}&code=|&code=")).Expect(400);
    }

    [Fact]
    public async Task Token_of_booleans_identifiers_codes_and_contacts()
    {
        await Give("Patient", $"{Mark}-a", $$"""
            "identifier":[{"system":"urn:cpr","value":"{{Mark}}1"},{"value":"{{Mark}}2"}],"active":true,"gender":"female","telecom":[{"system":"phone","value":"{{Mark}}3"},{"system":"email","value":"{{Mark}}4"}]
            """);
        await Give("Patient", $"{Mark}-b", $$"""
            "identifier":[{"system":"urn:other","value":"{{Mark}}1"}],"active":false,"gender":"male","deceasedDateTime":"2020"
            """);
        await Finds($"Patient?identifier={Mark}1", "a", "b");
        await Finds($"Patient?identifier=urn:cpr|{Mark}1", "a");
        await Finds($"Patient?identifier=|{Mark}2", "a");
        await Finds($"Patient?identifier=|{Mark}1");
        await Finds($"Patient?identifier={Mark}1&active=true", "a");
        await Finds($"Patient?identifier={Mark}1&gender=male", "b");
        await Finds($"Patient?identifier={Mark}1&deceased=true", "b");
        await Finds($"Patient?identifier={Mark}1&deceased=false", "a");
        await Finds($"Patient?telecom={Mark}3", "a");
        await Finds($"Patient?phone={Mark}3", "a");
        await Finds($"Patient?email={Mark}3");
        await Finds($"Patient?email={Mark}4", "a");
    }

    [Fact]
    public async Task Reference_by_id_type_and_address()
    {
        await GiveObservation("a", $"\"subject\":{{\"reference\":\"Patient/{Mark}p\"}}");
        await GiveObservation("b", $"\"subject\":{{\"reference\":\"Group/{Mark}p\"}}");
        await GiveObservation("c", $"\"subject\":{{\"reference\":\"http://else.where/fhir/Patient/{Mark}p\"}}");
        await GiveObservation("d", $"\"subject\":{{\"reference\":\"Patient/{Mark}p/_history/3\"}}");
        await Finds($"Observation?{Mine}&subject=Patient/{Mark}p", "a", "d");
        await Finds($"Observation?{Mine}&subject={Mark}p", "a", "b", "d");
        await Finds($"Observation?{Mine}&subject:Patient={Mark}p", "a", "d");
        await Finds($"Observation?{Mine}&subject:Group={Mark}p", "b");
        await Finds($"Observation?{Mine}&subject=Group/{Mark}p", "b");
        await Finds($"Observation?{Mine}&subject=http://else.where/fhir/Patient/{Mark}p", "c");
        await Finds($"Observation?{Mine}&patient={Mark}p", "a", "d");
        await Finds($"Observation?{Mine}&patient=Patient/{Mark}p", "a", "d");
        await Finds($"Observation?{Mine}&patient=Group/{Mark}p");
        await Finds($"Observation?{Mine}&subject:Group=Patient/{Mark}p");
        await Finds($"Observation?{Mine}&patient:Group={Mark}p");
    }

    [Fact]
    public async Task Patient_joined_with_every_other_type()
    {
        foreach (var patient in (string[])["p", "q"])
        {
            await GiveObservation(patient, $$"""
                "subject":{"reference":"Patient/{{Mark}}{{patient}}"},"effectiveDateTime":"2026-05-01","valueQuantity":{"value":7,"code":"g","system":"urn:u"}
                """);
        }

        foreach (var other in (string[])["code=x", "date=2026-05-01", "value-quantity=7", "status=final", $"_tag={Mark}", "date=ge2026&code=x", "status=final,amended"])
        {
            await Finds($"Observation?{Mine}&patient={Mark}p&{other}", "p");
            await Finds($"Observation?{Mine}&{other}&patient=Patient/{Mark}q", "q");
            await Finds($"Observation?{Mine}&{other}&patient={Mark}p,{Mark}q", "p", "q");
            await Finds($"Observation?{Mine}&{other}&patient={Mark}p&patient={Mark}q");
        }
    }

    [Theory]
    [InlineData("2026-05-01", "day")]
    [InlineData("eq2026-05", "day", "month", "minute")]
    [InlineData("2026-05-01T10:00", "minute")]
    [InlineData("2026-05-01T10:00:30.000Z", "none")]
    [InlineData("ne2026-05", "year", "open", "later")]
    [InlineData("gt2026-05-31", "year", "open", "later")]
    [InlineData("ge2026-05-31", "year", "open", "later", "month")]
    [InlineData("lt2026-05-01", "year")]
    [InlineData("le2026-05-01", "year", "day", "month")]
    [InlineData("sa2026-05-31", "later", "open")]
    [InlineData("eb2026-05-01", "none")]
    [InlineData("eb2027", "year", "month", "day", "minute", "later")]
    [InlineData("2026", "year", "month", "day", "minute", "later")]
    [InlineData("2026-05-01,2026-08", "day", "later")]
    public async Task Date_by_prefix_and_precision(string value, params string[] expected)
    {
        await GiveDate("year", "\"effectiveDateTime\":\"2026\"");
        await GiveDate("month", "\"effectiveDateTime\":\"2026-05\"");
        await GiveDate("day", "\"effectiveDateTime\":\"2026-05-01\"");
        await GiveDate("minute", "\"effectiveDateTime\":\"2026-05-02T10:00:30+02:00\"");
        await GiveDate("later", "\"effectivePeriod\":{\"start\":\"2026-08-03\",\"end\":\"2026-08-05\"}");
        await GiveDate("open", "\"effectivePeriod\":{\"start\":\"2026-09-01\"}");
        if (value == "2026-05-01T10:00")
        {
            value = "2026-05-02T10:00"; // Without a zone it is Danish time.
        }

        await Finds($"Observation?{Mine}&date={value}", expected is ["none"] ? [] : expected);
    }

    [Fact]
    public async Task Date_meets_both_ends_with_two_criteria()
    {
        await GiveDate("a", "\"effectiveDateTime\":\"2026-01-31\"");
        await GiveDate("b", "\"effectiveDateTime\":\"2026-02-15\"");
        await GiveDate("c", "\"effectiveDateTime\":\"2026-03-01\"");
        await Finds($"Observation?{Mine}&date=ge2026-02-01&date=lt2026-03-01", "b");

        // "Approximately" is a tenth of the way to now, as R4 suggests: five years off is never that.
        await GiveDate("old", "\"effectiveDateTime\":\"2016-02-15\"");
        await Finds($"Observation?{Mine}&date=ap2026-02-15&date=le2026-02-20&date=ge2026-02-10", "b");
        await Finds($"Observation?{Mine}&date=ap2016-02-15", "old");
    }

    [Theory]
    [InlineData("5.4", "exact")]
    [InlineData("5", "exact", "round")]
    [InlineData("gt5.4", "above", "round")]
    [InlineData("ge5.4", "above", "exact", "round")]
    [InlineData("lt5.4", "below")]
    [InlineData("le5.4", "below", "exact")]
    [InlineData("ne5.4", "below", "above", "round")]
    [InlineData("ap5", "exact", "round")]
    [InlineData("5.4|urn:u|g", "exact")]
    [InlineData("5.4||g", "exact")]
    [InlineData("5.4|urn:u|mg", "none")]
    [InlineData("5.4|urn:other|g", "none")]
    [InlineData("gt0||mg", "milli")]
    [InlineData("7000", "milli")]
    [InlineData("7e3", "milli")]
    [InlineData("7e3,5.4", "milli", "exact")]
    public async Task Quantity_by_prefix_precision_and_unit(string value, params string[] expected)
    {
        // 5.45 lies outside of what 5.4 stands for (5.35 up to 5.45) and inside of what 5 stands for.
        await GiveQuantity("below", "-1", "g");
        await GiveQuantity("exact", "5.40", "g");
        await GiveQuantity("round", "5.45", "g");
        await GiveQuantity("above", "6.1", "g");
        await GiveQuantity("milli", "7000.0", "mg");
        expected = expected is ["none"] ? [] : expected;
        if (value is "gt5.4" or "ge5.4" or "ne5.4")
        {
            expected = [.. expected, "milli"];
        }

        await Finds($"Observation?{Mine}&value-quantity={value}", expected);
    }

    [Fact]
    public async Task Number_by_prefix()
    {
        await Give("RiskAssessment", $"{Mark}-a", Risk("0.1"));
        await Give("RiskAssessment", $"{Mark}-b", Risk("0.2"));
        await Give("RiskAssessment", $"{Mark}-c", Risk("0.25"));
        await Finds($"RiskAssessment?{Mine}&probability=0.2", "b");
        await Finds($"RiskAssessment?{Mine}&probability=gt0.1", "b", "c");
        await Finds($"RiskAssessment?{Mine}&probability=le0.2", "a", "b");
        await Finds($"RiskAssessment?{Mine}&probability=ne0.2", "a", "c");
        await Finds($"RiskAssessment?{Mine}&probability=1e-1", "a");
        await Give("RiskAssessment", $"{Mark}-d", Risk("0.15"));
        await Finds($"RiskAssessment?{Mine}&probability=0.2", "b", "d");
        (await Api.Get("RiskAssessment?probability=abc")).Expect(400);
        (await Api.Get("RiskAssessment?probability=%205")).Expect(400);
    }

    [Fact]
    public async Task Uri_is_matched_whole_and_with_case()
    {
        await Give("ValueSet", $"{Mark}-a", $"\"status\":\"active\",\"url\":\"http://x/{Mark}\"");
        await Give("ValueSet", $"{Mark}-b", $"\"status\":\"active\",\"url\":\"http://x/{Mark}/sub\"");
        await Finds($"ValueSet?url=http://x/{Mark}", "a");
        await Finds($"ValueSet?url=http://x/{Mark},http://x/{Mark}/sub", "a", "b");
        await Finds($"ValueSet?url=HTTP://x/{Mark}");
        await Finds($"ValueSet?url=http://x/");
    }

    [Fact]
    public async Task Id_and_last_updated()
    {
        var first = await Give("Basic", $"{Mark}-a", $"{Tag},\"code\":{{\"text\":\"x\"}}");
        var at = first.Json["meta"]!["lastUpdated"]!.GetValue<string>();
        await Task.Delay(5, TestContext.Current.CancellationToken);
        await Give("Basic", $"{Mark}-b", $"{Tag},\"code\":{{\"text\":\"x\"}}");
        await Finds($"Basic?_id={Mark}-a,{Mark}-b,{Mark}-c", "a", "b");
        await Finds($"Basic?{Mine}&_lastUpdated={at}", "a");
        await Finds($"Basic?{Mine}&_lastUpdated=gt{at}", "b");
        await Finds($"Basic?{Mine}&_lastUpdated=lt{at}");
        await Finds($"Basic?{Mine}&_lastUpdated=ge{at}&_id={Mark}-a", "a");
    }

    [Fact]
    public async Task A_match_leaves_when_its_content_changes()
    {
        await GiveObservation("a", "\"code\":{\"coding\":[{\"code\":\"before\"}]},\"effectiveDateTime\":\"2020\"");
        await Finds($"Observation?{Mine}&code=before", "a");
        await GiveObservation("a", "\"code\":{\"coding\":[{\"code\":\"after\"}]},\"effectiveDateTime\":\"2021\"");
        await Finds($"Observation?{Mine}&code=before");
        await Finds($"Observation?{Mine}&date=2020");
        await Finds($"Observation?{Mine}&code=after&date=2021", "a");
        (await Api.Delete($"Observation/{Mark}-a")).Expect(204);
        await Finds($"Observation?{Mine}");
        await Finds($"Observation?code=after&_id={Mark}-a");
    }

    [Fact]
    public async Task A_posted_search_reads_its_form_and_its_address()
    {
        await GiveObservation("a", "\"effectiveDateTime\":\"2020\"");
        await GiveObservation("b", "\"effectiveDateTime\":\"2021\"");
        var form = FhirClient.Content(System.Text.Encoding.UTF8.GetBytes($"_tag={Mark}&date=2020"), "application/x-www-form-urlencoded");
        Assert.Equal([$"{Mark}-a"], (await Api.Send(HttpMethod.Post, "Observation/_search", form)).Expect(200).MatchIds);
        form = FhirClient.Content(System.Text.Encoding.UTF8.GetBytes("date=2021"), "application/x-www-form-urlencoded");
        Assert.Equal([$"{Mark}-b"], (await Api.Send(HttpMethod.Post, $"Observation/_search?{Mine}", form)).Expect(200).MatchIds);
        (await Api.Send(HttpMethod.Post, "Observation/_search", FhirClient.Content("{}"u8.ToArray(), "application/json"))).Expect(415);
    }

    private string Mine => $"_tag={Mark}";

    private string Tag => $$"""
        "meta":{"tag":[{"code":"{{Mark}}"}]}
        """;

    private static string Basis(string members) => members.Contains("\"code\":{", StringComparison.Ordinal) ? "" : ",\"code\":{\"coding\":[{\"code\":\"x\"}]}";

    private string Risk(string probability) => $$"""
        {{Tag}},"status":"final","subject":{"reference":"Patient/p"},"prediction":[{"probabilityDecimal":{{probability}}}]
        """;

    private Task<Answer> GiveObservation(string id, string members) => Give("Observation", $"{Mark}-{id}", $"{Tag},\"status\":\"final\"{Basis(members)},{members}");

    private Task<Answer> GiveDate(string id, string members) => GiveObservation(id, members);

    private Task<Answer> GiveQuantity(string id, string value, string unit) =>
        GiveObservation(id, $"\"valueQuantity\":{{\"value\":{value},\"system\":\"urn:u\",\"code\":\"{unit}\"}}");
}

public sealed class SqliteSearchTypes() : SearchTypeScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSearchTypes() : SearchTypeScenarios(Dialect.PostgreSql);
