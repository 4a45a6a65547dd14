using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>_summary and _elements: https://hl7.org/fhir/R4/search.html#summary.</summary>
public abstract class SubsetScenarios(Dialect dialect) : ApiTest(dialect)
{
    private const string Members = """
        "meta":{"tag":[{"code":"kept"}]},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"},"extension":[{"url":"urn:e","valueString":"x"}],
        """;

    [Theory]
    [InlineData("_summary=true", "code component effectiveDateTime id identifier meta resourceType status subject valueQuantity")]
    [InlineData("_summary=text", "code id meta resourceType status text")]
    [InlineData("_summary=data", "code component device effectiveDateTime extension id identifier meta note resourceType status subject valueQuantity")]
    [InlineData("_elements=subject", "code id meta resourceType status subject")]
    [InlineData("_elements=value,note", "code id meta note resourceType status valueQuantity")]
    [InlineData("_elements=Observation.subject,Patient.name", "code id meta resourceType status subject")]
    [InlineData("_elements=nothing", "code id meta resourceType status")]
    public async Task A_part_of_the_resource_is_shown_and_says_so(string query, string expected)
    {
        await Give("Observation", Mark, Observation);
        foreach (var path in (string[])[$"Observation/{Mark}?", $"Observation/{Mark}/_history/1?"])
        {
            Check((await Api.Get(path + query)).Expect(200).Json, expected);
        }

        Check((await Api.Get($"Observation?_id={Mark}&{query}")).Expect(200).Entries[0]["resource"]!, expected);
        Check((await Api.Get($"Observation/{Mark}/_history?{query}")).Expect(200).Entries[0]["resource"]!, expected);
        var batch = $$$"""{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Observation/{{{Mark}}}?{{{query}}}"}}]}""";
        Check((await Api.Post("", batch)).Expect(200).Entries[0]["resource"]!, expected);
        Assert.Contains("SUBSETTED", (await Api.Get($"Observation/{Mark}?{query}&_format=xml")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_is_picked_inside_of_elements_too()
    {
        await Give("Observation", Mark, Observation);
        var summary = (await Api.Get($"Observation/{Mark}?_summary=true")).Expect(200).Json;
        Assert.Equal("""{"code":{"text":"c"},"valueQuantity":{"value":1.50}}""", summary["component"]![0]!.ToJsonString());
        Assert.Equal("""{"system":"urn:x","value":"1"}""", summary["identifier"]![0]!.ToJsonString());
        Assert.Equal("""{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}""", summary["subject"]!.ToJsonString());

        // Attachment.data is no part of a summary; what the attachment is, is.
        await Give("DocumentReference", Mark, "\"status\":\"current\",\"content\":[{\"attachment\":{\"contentType\":\"text/plain\",\"data\":\"YWJj\"}}]");
        Assert.Equal("""[{"attachment":{"contentType":"text/plain"}}]""", (await Api.Get($"DocumentReference/{Mark}?_summary=true")).Json["content"]!.ToJsonString());
    }

    [Fact]
    public async Task Without_a_part_the_whole_is_served()
    {
        await Give("Observation", Mark, Observation);
        var whole = (await Api.Get($"Observation/{Mark}")).Expect(200);
        Assert.Equal(whole.Text, (await Api.Get($"Observation/{Mark}?_summary=false")).Expect(200).Text);
        Assert.DoesNotContain("SUBSETTED", whole.Text, StringComparison.Ordinal);
        (await Api.Get($"Observation/{Mark}?_summary=maybe")).Expect(400);
        (await Api.Get($"Observation/{Mark}?_summary=count")).Expect(400);
        Assert.Equal(1, (await Api.Get($"Observation/{Mark}/_history?_summary=count")).Expect(200).Total);
    }

    [Fact]
    public async Task A_count_has_no_entries()
    {
        await Give("Patient", Mark, "\"active\":true");
        var count = (await Api.Get($"Patient?_id={Mark}&_summary=count")).Expect(200);
        Assert.Equal((1, 0), (count.Total, count.Entries.Count));
    }

    [Fact]
    public async Task Included_resources_are_whole()
    {
        await Give("Patient", Mark, "\"active\":true,\"gender\":\"other\"");
        await Give("Observation", Mark, $"\"status\":\"final\",\"code\":{{\"text\":\"x\"}},\"subject\":{{\"reference\":\"Patient/{Mark}\"}},\"note\":[{{\"text\":\"n\"}}]");
        var page = (await Api.Get($"Observation?_id={Mark}&_include=Observation:subject&_elements=subject")).Expect(200);
        Assert.Null(page.Entries[0]["resource"]!["note"]);
        Assert.Equal("other", page.Entries[1]["resource"]!["gender"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_part_cannot_overwrite_the_whole()
    {
        await Give("Observation", Mark, Observation);
        var part = (await Api.Get($"Observation/{Mark}?_summary=true")).Expect(200);
        Assert.Contains("SUBSETTED", (await Api.Put($"Observation/{Mark}", part.Text)).Expect(422).Diagnostics, StringComparison.Ordinal);
        Assert.Equal("W/\"1\"", (await Api.Get($"Observation/{Mark}")).ETag);
    }

    private static string Observation => Members + """
        "identifier":[{"id":"i","system":"urn:x","value":"1","_value":{"extension":[{"url":"urn:e","valueString":"x"}]}}],"status":"final","code":{"text":"x"},"subject":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},
        "effectiveDateTime":"2026-01-01","valueQuantity":{"value":2},"note":[{"text":"n"}],"device":{"display":"d"},"component":[{"id":"a","code":{"text":"c"},"valueQuantity":{"value":1.50},"interpretation":[{"text":"i"}]}]
        """;

    private static void Check(JsonNode resource, string expected)
    {
        Assert.Equal(expected, string.Join(' ', resource.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal)));
        Assert.Equal(["kept", "SUBSETTED"], resource["meta"]!["tag"]!.AsArray().Select(t => t!["code"]!.GetValue<string>()));
        Assert.Equal("1", resource["meta"]!["versionId"]!.GetValue<string>());
    }
}

public sealed class SqliteSubset() : SubsetScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSubset() : SubsetScenarios(Dialect.PostgreSql);
