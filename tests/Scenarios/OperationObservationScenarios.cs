using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Observation/$lastn and /$stats: https://hl7.org/fhir/R4/observation-operation-lastn.html, observation-operation-stats.html.</summary>
public abstract class OperationObservationScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Fact]
    public async Task The_latest_of_each_code_come_newest_first_with_ties()
    {
        await Observe("a1", "a", "2026-01-01T08:00:00Z");
        await Observe("a2", "a", "2026-01-02T08:00:00Z");
        await Observe("a3", "a", "2026-01-03T08:00:00Z");
        await Observe("b1", "b", "2026-01-02T09:00:00Z");
        await Observe("b2", "b", "2026-01-02T09:00:00Z");
        await Observe("b3", "b", "2026-01-01T09:00:00Z");
        Assert.Equal(["a3", "b1", "b2"], await LastN(""));
        Assert.Equal(["a3", "b1", "b2", "a2"], await LastN("&max=2"));
        Assert.Equal(["a3", "b1", "b2", "a2", "b3", "a1"], await LastN("&max=3"));
        Assert.Equal(["a3"], await LastN("&code=a"));
        Assert.Equal(["a2"], await LastN("&code=a&date=lt2026-01-03"));
        Assert.Empty(await LastN("&code=none"));

        // As a search, it is counted and cut down.
        var count = (await Api.Get($"Observation/$lastn?patient={Mark}&category={Mark}&max=2&_summary=count")).Expect(200);
        Assert.Equal((4, 0), (count.Total, count.Entries.Count));
        var cut = (await Api.Get($"Observation/$lastn?patient={Mark}&category={Mark}&_elements=subject")).Expect(200);
        Assert.Equal([$"{Mark}-a3", $"{Mark}-b1", $"{Mark}-b2"], cut.MatchIds);
        Assert.All(cut.Entries, e => Assert.Equal((null, "SUBSETTED"), (e["resource"]!["effectiveDateTime"], e["resource"]!["meta"]!["tag"]![0]!["code"]!.GetValue<string>())));
    }

    [Fact]
    public async Task Translations_join_codes_and_texts_stand_for_themselves()
    {
        await Observe("a", "a", "2026-01-01");
        await Observe("b", "b", "2026-01-02");
        Assert.Equal(["b", "a"], await LastN(""));
        await Give("Observation", $"{Mark}-ab", Members("\"coding\":[{\"system\":\"urn:c\",\"code\":\"a\"},{\"system\":\"urn:c\",\"code\":\"b\"}]", "2025-01-01"));
        Assert.Equal(["b"], await LastN(""));
        await Give("Observation", $"{Mark}-t1", Members("\"text\":\"Text\"", "2024-01-01"));
        await Give("Observation", $"{Mark}-t2", Members("\"text\":\"text\"", "2024-01-02"));
        await Give("Observation", $"{Mark}-t3", Members("\"text\":\"Text\"", "2024-01-03"));
        Assert.Equal(["b", "t3", "t2"], await LastN(""));
    }

    [Theory]
    [InlineData("category=x")]
    [InlineData("patient=1")]
    [InlineData("patient=1&category=x&max=0")]
    [InlineData("patient=1&category=x&max=many")]
    [InlineData("patient=1&category=x&_sort=date")]
    [InlineData("patient=1&category=x&nonsense=1")]
    public async Task A_call_without_subject_or_code_or_with_nonsense_is_refused(string query) => (await Api.Get($"Observation/$lastn?{query}")).Expect(400);

    [Fact]
    public async Task Statistics_are_right_and_in_one_unit()
    {
        await Measure("1", "2026-01-01T00:00:00Z", "1", "m");
        await Measure("2", "2026-01-01T01:00:00Z", "200", "cm");
        await Measure("3", "2026-01-01T02:00:00Z", "3", "m");
        await Measure("4", "2026-01-01T03:00:00Z", "4.5", "m");
        await Measure("5", "2026-01-01T04:00:00Z", "7", "kg");
        await Give("Observation", $"{Mark}-none", Members("\"coding\":[{\"system\":\"urn:c\",\"code\":\"h\"}]", "2026-01-01T05:00:00Z"));
        await Give("Observation", $"{Mark}-error", Members("\"coding\":[{\"system\":\"urn:c\",\"code\":\"h\"}],\"text\":\"e\"", "2026-01-01T06:00:00Z", "entered-in-error"));
        var all = await Stats("statistic=average,max,min,count,total-count,median,std-dev,sum,variance,20-percent,4-upper,5-3,skew,kurtosis,regression");
        Assert.Equal(2.625m, all["average"]);
        Assert.Equal(4.5m, all["maximum"]);
        Assert.Equal(1m, all["minimum"]);
        Assert.Equal(4m, all["count"]);
        Assert.Equal(6m, all["total-count"]);
        Assert.Equal(2.5m, all["median"]);
        Assert.Equal(10.5m, all["sum"]);
        Assert.Equal(2.2291667m, Math.Round(all["variance"], 7));
        Assert.Equal(1.4930394m, Math.Round(all["std-dev"], 7));
        Assert.Equal(1.6m, all["20-percent"]);
        Assert.Equal(3.375m, all["4-upper"]);
        Assert.Equal(2.8m, all["5-3"]);
        Assert.InRange(all["skew"], 0.2m, 0.3m);
        Assert.InRange(all["kurtosis"], 1.4m, 1.9m);
        Assert.Equal(1.15m, all["regression"]);
    }

    [Fact]
    public async Task The_answer_says_whose_what_when_and_with_which_unit()
    {
        await Measure("1", "2026-01-01T00:00:00Z", "1.5", "m");
        var body = Parameters($$$"""
            {"name":"subject","valueUri":"Patient/{{{Mark}}}"},{"name":"coding","valueCoding":{"system":"urn:c","code":"h"}},
            {"name":"period","valuePeriod":{"start":"2026-01-01","end":"2026-01-02"}},{"name":"statistic","valueCode":"average"},{"name":"statistic","valueCode":"std-dev"},
            {"name":"include","valueBoolean":true}
            """);
        var answer = (await Api.Post("Observation/$stats", body)).Expect(200);
        var observation = answer.Json["parameter"]![0]!["resource"]!;
        Assert.Equal($"Patient/{Mark}", observation["subject"]!["reference"]!.GetValue<string>());
        Assert.Equal("h", observation["code"]!["coding"]![0]!["code"]!.GetValue<string>());
        Assert.Equal("2026-01-01", observation["effectivePeriod"]!["start"]!.GetValue<string>());
        Assert.Equal("m", observation["component"]![0]!["valueQuantity"]!["code"]!.GetValue<string>());
        Assert.Equal("http://terminology.hl7.org/CodeSystem/observation-statistics", observation["component"]![0]!["code"]!["coding"]![0]!["system"]!.GetValue<string>());
        Assert.NotNull(observation["component"]![1]!["dataAbsentReason"]);
        Assert.Equal("source", answer.Json["parameter"]![1]!["name"]!.GetValue<string>());
        Assert.Equal(2, answer.Json["parameter"]!.AsArray().Count);
        (await Api.Post("Observation/$validate", observation.ToJsonString())).Expect(200);
    }

    [Fact]
    public async Task A_panel_stands_for_its_parts_and_a_component_for_itself()
    {
        await Give("Observation", $"{Mark}-bp", $$$"""
            "status":"final","code":{"coding":[{"system":"urn:c","code":"bp"}]},"subject":{"reference":"Patient/{{{Mark}}}"},"effectiveDateTime":"2026-01-01","hasMember":[{"reference":"Observation/{{{Mark}}}-1"}],
            "component":[{"code":{"coding":[{"system":"urn:c","code":"sys"}]},"valueQuantity":{"value":120,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
            {"code":{"coding":[{"system":"urn:c","code":"dia"}]},"valueQuantity":{"value":80,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]
            """);
        await Measure("1", "2026-01-01T00:00:00Z", "3", "m");
        Assert.Equal([("dia", 80m), ("h", 3m), ("sys", 120m)], (await Averages("bp")).Order());
        Assert.Equal([("dia", 80m)], await Averages("dia"));
    }

    [Theory]
    [InlineData("code=h&system=urn:c&statistic=average")]
    [InlineData("subject=Patient/1&statistic=average")]
    [InlineData("subject=Patient/1&code=h&system=urn:c")]
    [InlineData("subject=Patient/1&code=h&system=urn:c&statistic=guess")]
    [InlineData("subject=Patient/1&code=h&system=urn:c&statistic=average&duration=-1")]
    public async Task Statistics_of_nothing_are_refused(string query) => (await Api.Get($"Observation/$stats?{query}")).Expect(400);

    private static string Parameters(string parameters) => $"{{\"resourceType\":\"Parameters\",\"parameter\":[{parameters}]}}";

    private string Members(string code, string time, string status = "final") =>
        $"\"status\":\"{status}\",\"category\":[{{\"coding\":[{{\"code\":\"{Mark}\"}}]}}],\"code\":{{{code}}},\"effectiveDateTime\":\"{time}\",\"subject\":{{\"reference\":\"Patient/{Mark}\"}}";

    private Task<Answer> Observe(string id, string code, string time) => Give("Observation", $"{Mark}-{id}", Members($"\"coding\":[{{\"system\":\"urn:c\",\"code\":\"{code}\"}}]", time));

    private Task<Answer> Measure(string id, string time, string value, string unit) => Give(
        "Observation", $"{Mark}-{id}", $"{Members("\"coding\":[{\"system\":\"urn:c\",\"code\":\"h\"}]", time)},\"valueQuantity\":{{\"value\":{value},\"unit\":\"{unit}\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"{unit}\"}}");

    private async Task<List<string>> LastN(string more) =>
        [.. (await Api.Get($"Observation/$lastn?patient={Mark}&category={Mark}{more}")).Expect(200).MatchIds.Select(id => id[(Mark.Length + 1)..])];

    private async Task<Dictionary<string, decimal>> Stats(string more)
    {
        var answer = (await Api.Get($"Observation/$stats?subject=Patient/{Mark}&code=h&system=urn:c&{more}")).Expect(200);
        return answer.Json["parameter"]![0]!["resource"]!["component"]!.AsArray().GroupBy(Statistic).ToDictionary(c => c.Key, c => Value(c.First()!));
    }

    private async Task<List<(string, decimal)>> Averages(string code)
    {
        var answer = (await Api.Get($"Observation/$stats?subject=Patient/{Mark}&code={code}&system=urn:c&statistic=average")).Expect(200);
        return [.. answer.Json["parameter"]!.AsArray().Select(p => p!["resource"]!).Select(r => (r["code"]!["coding"]![0]!["code"]!.GetValue<string>(), Value(r["component"]![0]!)))];
    }

    private static string Statistic(JsonNode? component) => component!["code"]!["coding"]![0]!["code"]!.GetValue<string>();

    private static decimal Value(JsonNode component) => component["valueQuantity"]!["value"]!.GetValue<decimal>();
}

public sealed class SqliteOperationObservation() : OperationObservationScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlOperationObservation() : OperationObservationScenarios(Dialect.PostgreSql);
