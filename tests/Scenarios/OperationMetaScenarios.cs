using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>$meta, $meta-add and $meta-delete: https://hl7.org/fhir/R4/resource-operation-meta.html.</summary>
public abstract class OperationMetaScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Fact]
    public async Task Labels_are_sets_by_system_and_code()
    {
        await Give("Basic", Mark, "\"meta\":{\"tag\":[{\"system\":\"urn:t\",\"code\":\"a\",\"display\":\"A\"}]},\"code\":{\"text\":\"x\"}");
        var added = Meta((await Api.Post($"Basic/{Mark}/$meta-add", Parameters("""
            "profile":["http://example.org/p"],"tag":[{"system":"urn:t","code":"a","display":"another"},{"system":"urn:t","code":"b"}],"security":[{"system":"urn:s","code":"R"}]
            """))).Expect(200));
        Assert.Equal(["a", "b"], Codes(added, "tag"));
        Assert.Equal("A", added["tag"]![0]!["display"]!.GetValue<string>());
        Assert.Equal(["R"], Codes(added, "security"));
        Assert.Equal("2", added["versionId"]!.GetValue<string>());

        var again = Meta((await Api.Post($"Basic/{Mark}/$meta-add", Parameters("\"tag\":[{\"system\":\"urn:t\",\"code\":\"b\"}]"))).Expect(200));
        Assert.Equal("2", again["versionId"]!.GetValue<string>());
        var removed = Meta((await Api.Post($"Basic/{Mark}/$meta-delete", Parameters("\"tag\":[{\"system\":\"urn:t\",\"code\":\"a\"},{\"system\":\"urn:t\",\"code\":\"none\"}]"))).Expect(200));
        Assert.Equal(["b"], Codes(removed, "tag"));
        Assert.Equal("http://example.org/p", removed["profile"]![0]!.GetValue<string>());

        // Searches know them, and the history has each step with the rest of the resource untouched.
        Assert.Equal([Mark], (await Api.Get($"Basic?_tag=urn:t|b&_id={Mark}")).Expect(200).MatchIds);
        Assert.Empty((await Api.Get($"Basic?_tag=urn:t|a&_id={Mark}")).Expect(200).MatchIds);
        var read = (await Api.Get($"Basic/{Mark}")).Expect(200);
        Assert.Equal("x", read.Json["code"]!["text"]!.GetValue<string>());
        Assert.Equal(3, (await Api.Get($"Basic/{Mark}/_history")).Entries.Count);
        Assert.Equal(["a", "b"], Codes(Meta((await Api.Get($"Basic/{Mark}/_history/2/$meta")).Expect(200)), "tag"));
        Assert.Equal(read.Json["meta"]!.ToJsonString(), Meta((await Api.Get($"Basic/{Mark}/$meta")).Expect(200)).ToJsonString());
    }

    [Fact]
    public async Task A_type_tells_every_label_that_its_resources_use()
    {
        await Give("Linkage", $"{Mark}-1", $$$"""
            "meta":{"tag":[{"system":"urn:{{{Mark}}}","code":"a"}]},"item":[{"type":"source","resource":{"reference":"Basic/x"}},{"type":"alternate","resource":{"reference":"Basic/y"}}]
            """);
        await Give("Linkage", $"{Mark}-2", $$$"""
            "meta":{"tag":[{"system":"urn:{{{Mark}}}","code":"a"},{"system":"urn:{{{Mark}}}","code":"b"}],"security":[{"system":"urn:{{{Mark}}}","code":"s"}]},"item":[{"type":"source","resource":{"reference":"Basic/x"}},{"type":"alternate","resource":{"reference":"Basic/y"}}]
            """);
        foreach (var scope in (string[])["Linkage/$meta", "$meta"])
        {
            var meta = Meta((await Api.Get(scope)).Expect(200));
            Assert.Equal(["a", "b"], meta["tag"]!.AsArray().Where(t => t!["system"]?.GetValue<string>() == $"urn:{Mark}").Select(t => t!["code"]!.GetValue<string>()));
            Assert.Contains("s", Codes(meta, "security"));
            Assert.Null(meta["versionId"]);
        }

        (await Api.Get("NoSuchType/$meta")).Expect(404);
    }

    [Fact]
    public async Task What_is_not_there_or_not_sent_is_said()
    {
        (await Api.Get($"Basic/{Mark}/$meta")).Expect(404);
        (await Api.Post($"Basic/{Mark}/$meta-add", Parameters("\"tag\":[{\"code\":\"b\"}]"))).Expect(404);
        await Give("Basic", Mark, "\"code\":{\"text\":\"x\"}");
        (await Api.Post($"Basic/{Mark}/$meta-add", "{\"resourceType\":\"Parameters\"}")).Expect(400);
        (await Api.Post($"Basic/{Mark}/$meta-add", "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}")).Expect(400);
        foreach (var (value, place) in ((string, string)[])[
            ("\"valueString\":\"x\"", "Parameters.parameter[0].valueString"),
            ("\"valueCoding\":{\"system\":\"urn:t\",\"code\":\"b\"}", "Parameters.parameter[0].valueCoding"),
            ("\"valueUsageContext\":{\"code\":{\"code\":\"focus\"},\"valueCodeableConcept\":{\"text\":\"x\"}}", "Parameters.parameter[0].valueUsageContext"),
            ("\"resource\":{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}", "Parameters.parameter[0]"),
        ])
        {
            foreach (var operation in (string[])["$meta-add", "$meta-delete"])
            {
                var refused = (await Api.Post($"Basic/{Mark}/{operation}", $"{{\"resourceType\":\"Parameters\",\"parameter\":[{{\"name\":\"meta\",{value}}}]}}")).Expect(400);
                Assert.Equal((place, true), (refused.Issue["expression"]![0]!.GetValue<string>(), refused.Diagnostics.Contains("valueMeta", StringComparison.Ordinal)));
            }
        }

        Assert.Equal("1", Meta((await Api.Get($"Basic/{Mark}/$meta")).Expect(200))["versionId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Labels_added_at_the_same_time_are_all_there()
    {
        await Give("Basic", Mark, "\"code\":{\"text\":\"x\"}");
        var added = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Api.Post($"Basic/{Mark}/$meta-add", Parameters($"\"tag\":[{{\"system\":\"urn:t\",\"code\":\"c{i}\"}}]"))));
        Assert.All(added, a => a.Expect(200));
        Assert.Equal(["c0", "c1", "c2", "c3"], Codes(Meta((await Api.Get($"Basic/{Mark}/$meta")).Expect(200)), "tag").Order());
    }

    private static string Parameters(string meta) => $"{{\"resourceType\":\"Parameters\",\"parameter\":[{{\"name\":\"meta\",\"valueMeta\":{{{meta}}}}}]}}";

    private static JsonNode Meta(Answer answer)
    {
        Assert.Equal("return", answer.Json["parameter"]![0]!["name"]!.GetValue<string>());
        return answer.Json["parameter"]![0]!["valueMeta"]!;
    }

    private static List<string> Codes(JsonNode meta, string name) => [.. meta[name]!.AsArray().Select(t => t!["code"]!.GetValue<string>())];
}

public sealed class SqliteOperationMeta() : OperationMetaScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlOperationMeta() : OperationMetaScenarios(Dialect.PostgreSql);
