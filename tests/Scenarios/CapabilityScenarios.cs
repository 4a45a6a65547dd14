using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>The CapabilityStatement promises what the server does: https://hl7.org/fhir/R4/http.html#capabilities.</summary>
public abstract class CapabilityScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Fact]
    public async Task The_statement_is_for_R4_and_lists_every_type()
    {
        var statement = (await Api.Anonymous.Get("metadata")).Expect(200);
        Assert.StartsWith("application/fhir+json", statement.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal("4.0.1", statement.Json["fhirVersion"]!.GetValue<string>());
        Assert.Equal("CapabilityStatement", statement.Json["resourceType"]!.GetValue<string>());
        Assert.EndsWith("/fhir", statement.Json["implementation"]!["url"]!.GetValue<string>(), StringComparison.Ordinal);
        var types = (await Types()).Select(t => t["type"]!.GetValue<string>()).ToList();
        Assert.Equal(146, types.Count);
        Assert.Equal(types.Distinct(), types);

        // The server takes its own statement as a resource.
        (await Api.Put($"CapabilityStatement/{Mark}", statement.Text.Insert(1, $"\"id\":\"{Mark}\","))).Expect(201);
    }

    [Fact]
    public async Task Every_announced_search_parameter_of_every_type_answers()
    {
        var failures = new List<string>();
        var searches = 0;
        foreach (var type in await Types())
        {
            var name = type["type"]!.GetValue<string>();
            foreach (var parameter in type["searchParam"]!.AsArray())
            {
                var code = parameter!["name"]!.GetValue<string>();
                await Ask($"{name}?{code}={Harmless(parameter["type"]!.GetValue<string>(), code)}");
            }

            foreach (var include in type["searchInclude"]?.AsArray() ?? [])
            {
                await Ask($"{name}?_id=none&_include={include!.GetValue<string>()}");
            }
        }

        // Other tests add parameters of their own and withdraw them meanwhile: those that are not announced any more need not answer.
        var still = (await Types()).SelectMany(t => t["searchParam"]!.AsArray().Select(p => $"{t["type"]}?{p!["name"]}=")).ToHashSet();
        failures.RemoveAll(failure => !failure.Contains("_include=", StringComparison.Ordinal) && !still.Contains(failure[..(failure.IndexOf('=', StringComparison.Ordinal) + 1)]));
        Assert.True(failures.Count == 0, $"{failures.Count} of {searches} announced searches fail:\n{string.Join('\n', failures.Take(20))}");
        Assert.InRange(searches, 2000, 5000);

        async Task Ask(string search)
        {
            searches++;
            var answer = await Api.Get(search);
            if (answer.Status != 200)
            {
                failures.Add($"{search}: {answer.Status} {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task What_refers_to_a_type_and_what_all_types_are_searched_by_is_announced()
    {
        var rest = (await Api.Get("metadata")).Expect(200).Json["rest"]![0]!;
        Assert.Superset(new HashSet<string> { "_text", "_content", "_filter", "_list", "_has" }, rest["searchParam"]!.AsArray().Select(p => p!["name"]!.GetValue<string>()).ToHashSet());
        var types = rest["resource"]!.AsArray();
        var failures = new List<string>();
        foreach (var name in (string[])["Patient", "Location", "Questionnaire", "Medication"])
        {
            var reverse = types.First(t => t!["type"]!.GetValue<string>() == name)!["searchRevInclude"]!.AsArray().Select(r => r!.GetValue<string>()).ToList();
            foreach (var include in reverse)
            {
                failures.AddRange((await Api.Get($"{name}?_id=none&_revinclude={include}")).Status == 200 ? [] : [include]);
            }

            Assert.True(name != "Patient" || reverse.Contains("Observation:patient"));
        }

        Assert.Empty(failures);
    }

    [Theory]
    [InlineData("Patient", "\"active\":true")]
    [InlineData("Observation", "\"status\":\"final\",\"code\":{\"text\":\"x\"}")]
    [InlineData("Binary", "\"contentType\":\"text/plain\",\"data\":\"YWJj\"")]
    [InlineData("ValueSet", "\"status\":\"active\"")]
    [InlineData("Substance", "\"code\":{\"text\":\"x\"}")]
    public async Task Every_announced_interaction_of_a_type_answers(string type, string members)
    {
        var announced = (await Types()).First(t => t["type"]!.GetValue<string>() == type)["interaction"]!.AsArray().Select(i => i!["code"]!.GetValue<string>()).ToHashSet();
        Assert.Equal(9, announced.Count);
        (await Api.Post(type, $$"""{"resourceType":"{{type}}",{{members}}}""")).Expect(Promised("create", 201));
        await Give(type, Mark, members);
        (await Api.Get($"{type}/{Mark}")).Expect(Promised("read", 200));
        (await Api.Get($"{type}/{Mark}/_history/1")).Expect(Promised("vread", 200));
        (await Api.Put($"{type}/{Mark}", $$"""{"resourceType":"{{type}}","id":"{{Mark}}",{{members}}}""")).Expect(Promised("update", 200));
        using var patch = new StringContent("""[{"op":"add","path":"/language","value":"da"}]""", System.Text.Encoding.UTF8, "application/json-patch+json");
        (await Api.Send(HttpMethod.Patch, $"{type}/{Mark}", patch)).Expect(Promised("patch", 200));
        (await Api.Get($"{type}/{Mark}/_history")).Expect(Promised("history-instance", 200));
        (await Api.Get($"{type}/_history")).Expect(Promised("history-type", 200));
        Assert.Equal([Mark], (await Api.Get($"{type}?_id={Mark}")).Expect(Promised("search-type", 200)).MatchIds);
        (await Api.Delete($"{type}/{Mark}")).Expect(Promised("delete", 204));

        int Promised(string interaction, int status) => announced.Contains(interaction) ? status : 405;
    }

    private static string Harmless(string type, string code) => type switch
    {
        "composite" => code.EndsWith("-coordinate", StringComparison.Ordinal) ? "none$1$2" : "none$2026",
        "special" => "56.2|10.2|5|km",
        "date" => "2020-01-01",
        "number" or "quantity" => "1",
        "uri" => "http://x",
        _ => "none",
    };

    private async Task<List<JsonNode>> Types() => [.. (await Api.Anonymous.Get("metadata")).Json["rest"]![0]!["resource"]!.AsArray().Select(r => r!)];
}

public sealed class SqliteCapability() : CapabilityScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlCapability() : CapabilityScenarios(Dialect.PostgreSql);
