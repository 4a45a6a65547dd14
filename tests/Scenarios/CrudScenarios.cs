using System.Globalization;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>https://hl7.org/fhir/R4/http.html: create, read, vread, update, delete.</summary>
public abstract class CrudScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Fact]
    public async Task A_created_resource_has_an_id_a_version_and_an_address()
    {
        var created = (await Api.Post("Patient", """{"resourceType":"Patient","id":"ours","active":true}""")).Expect(201);
        Assert.NotEqual("ours", created.Id);
        Assert.Equal("W/\"1\"", created.ETag);
        Assert.EndsWith($"/fhir/Patient/{created.Id}/_history/1", created.Headers["Location"], StringComparison.Ordinal);
        Assert.StartsWith("application/fhir+json", created.Headers["Content-Type"], StringComparison.Ordinal);
        var read = (await Api.Get($"Patient/{created.Id}")).Expect(200);
        Assert.Equal(created.Text, read.Text);
        Assert.Equal("1", read.Json["meta"]!["versionId"]!.GetValue<string>());
        Assert.Equal(DateTimeOffset.Parse(read.Headers["Last-Modified"], CultureInfo.InvariantCulture).ToUnixTimeSeconds(), read.Json["meta"]!["lastUpdated"]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds());
        Assert.Equal(read.Text, (await Api.Get(created.Headers["Location"])).Expect(200).Text);
    }

    [Fact]
    public async Task Content_comes_back_digit_for_digit_in_its_order()
    {
        const string Members = """
            "status":"final","code":{"text":"Søvn \u00e6 \"q\" \\ / \ud83d\ude00"},"valueQuantity":{"value":1.50,"unit":"h"},"component":[{"code":{"text":"a"},"valueQuantity":{"value":1e2}},{"code":{"text":"b"},"valueQuantity":{"value":-0.000000000000000000000000000001}}]
            """;
        await Give("Observation", Mark, Members);
        var text = (await Api.Get($"Observation/{Mark}")).Expect(200).Text;
        Assert.EndsWith("," + Members.Trim() + "}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Meta_of_the_client_is_kept_but_for_version_and_time()
    {
        await Give("Basic", Mark, """
            "meta":{"versionId":"77","lastUpdated":"1999-01-01T00:00:00Z","source":"urn:x","tag":[{"system":"urn:t","code":"a"}]},"code":{"text":"x"}
            """);
        var meta = (await Api.Get($"Basic/{Mark}")).Expect(200).Json["meta"]!;
        Assert.Equal("1", meta["versionId"]!.GetValue<string>());
        Assert.True(meta["lastUpdated"]!.GetValue<DateTimeOffset>() > DateTimeOffset.UtcNow.AddHours(-1));
        Assert.Equal("urn:x", meta["source"]!.GetValue<string>());
        Assert.Equal("a", meta["tag"]![0]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_update_makes_the_next_version_and_the_former_stays()
    {
        Assert.Equal(201, (await Give("Patient", Mark, "\"active\":true")).Status);
        var second = await Give("Patient", Mark, "\"active\":false");
        Assert.Equal((200, "W/\"2\""), (second.Status, second.ETag));
        Assert.Equal("""{"active":true}""", await Version(1));
        Assert.Equal("""{"active":false}""", await Version(2));
        (await Api.Get($"Patient/{Mark}/_history/3")).Expect(404);
        (await Api.Get($"Patient/{Mark}/_history/x")).Expect(404);
        (await Api.Get($"Patient/{Mark}/_history/0")).Expect(404);
        (await Api.Get($"Patient/{Mark}/_history/-1")).Expect(404);
        (await Api.Get($"Patient/{Mark}/_history/99999999999")).Expect(404);
    }

    [Fact]
    public async Task If_Match_lets_only_the_current_version_be_changed()
    {
        await Give("Patient", Mark, "\"active\":true");
        var body = $$"""{"resourceType":"Patient","id":"{{Mark}}"}""";
        var failed = (await Api.Put($"Patient/{Mark}", body, "W/\"2\"")).Expect(412);
        Assert.Contains("version 1", failed.Diagnostics, StringComparison.Ordinal);
        (await Api.Put($"Patient/{Mark}", body, "W/\"1\"")).Expect(200);
        (await Api.Put($"Patient/{Mark}", body, "W/\"1\"")).Expect(412);
        (await Api.Put($"Patient/{Mark}", body, "something")).Expect(400);
        (await Api.Put($"Patient/{Mark}-absent", $$"""{"resourceType":"Patient","id":"{{Mark}}-absent"}""", "W/\"1\"")).Expect(412);
        (await Api.Get($"Patient/{Mark}-absent")).Expect(404);
        (await Api.Send(HttpMethod.Delete, $"Patient/{Mark}", (string?)null, ("If-Match", "W/\"1\""))).Expect(412);
        (await Api.Send(HttpMethod.Delete, $"Patient/{Mark}", (string?)null, ("If-Match", "W/\"2\""))).Expect(204);
    }

    [Fact]
    public async Task If_None_Match_spares_the_body()
    {
        await Give("Patient", Mark, "\"active\":true");
        var known = (await Api.Send(HttpMethod.Get, $"Patient/{Mark}", (string?)null, ("If-None-Match", "W/\"1\""))).Expect(304);
        Assert.Empty(known.Bytes);
        Assert.Equal("W/\"1\"", known.ETag);
        (await Api.Send(HttpMethod.Get, $"Patient/{Mark}", (string?)null, ("If-None-Match", "W/\"2\""))).Expect(200);
    }

    [Fact]
    public async Task A_deleted_resource_is_gone_and_can_come_back()
    {
        await Give("Patient", Mark, "\"active\":true");
        var deleted = (await Api.Delete($"Patient/{Mark}")).Expect(204);
        Assert.Equal("W/\"2\"", deleted.ETag);
        Assert.Equal("deleted", (await Api.Get($"Patient/{Mark}")).Expect(410).Issue["code"]!.GetValue<string>());
        (await Api.Get($"Patient/{Mark}/_history/2")).Expect(410);
        Assert.Equal("""{"active":true}""", await Version(1));
        Assert.Empty(await Walk($"Patient?_id={Mark}"));
        (await Api.Delete($"Patient/{Mark}")).Expect(204);
        var again = await Give("Patient", Mark, "\"active\":false");
        Assert.Equal((201, "W/\"3\""), (again.Status, again.ETag));
        (await Api.Get($"Patient/{Mark}")).Expect(200);
        Assert.Equal([Mark], await Walk($"Patient?_id={Mark}"));
    }

    [Fact]
    public async Task Deleting_what_was_never_there_succeeds_and_makes_nothing()
    {
        (await Api.Delete($"Patient/{Mark}")).Expect(204);
        (await Api.Get($"Patient/{Mark}")).Expect(404);
    }

    [Fact]
    public async Task Address_and_content_must_name_the_same_resource()
    {
        (await Api.Put($"Patient/{Mark}", """{"resourceType":"Patient","id":"another"}""")).Expect(400);
        Assert.Equal("Patient.id", (await Api.Put($"Patient/{Mark}", """{"resourceType":"Patient"}""")).Expect(400).Issue["expression"]![0]!.GetValue<string>());
        (await Api.Put($"Patient/{Mark}", $$$"""{"resourceType":"Basic","id":"{{{Mark}}}","code":{"text":"x"}}""")).Expect(400);
        (await Api.Post("Patient", """{"resourceType":"Basic","code":{"text":"x"}}""")).Expect(400);
        (await Api.Put($"Patient/{new string('a', 65)}", """{"resourceType":"Patient"}""")).Expect(400);
        (await Api.Put("Patient/with%20space", """{"resourceType":"Patient"}""")).Expect(400);
        (await Api.Get($"Patient/{Mark}")).Expect(404);
    }

    [Fact]
    public async Task Types_that_R4_does_not_have_are_not_found()
    {
        (await Api.Get("Foo/1")).Expect(404);
        (await Api.Get("Foo")).Expect(404);
        (await Api.Get("patient/1")).Expect(404);
        (await Api.Get("Resource/1")).Expect(404);
        (await Api.Get("DomainResource?_id=1")).Expect(404);
        (await Api.Get("HumanName/1")).Expect(404);
        (await Api.Get("Foo/_history")).Expect(404);
        Assert.InRange((await Api.Post("Foo", """{"resourceType":"Foo"}""")).Status, 400, 404);
        (await Api.Delete("Foo/1")).Expect(404);
    }

    [Fact]
    public async Task Deeply_nested_content_up_to_the_limit_is_stored()
    {
        // 30 nested items are about 64 levels of JSON, 60 are about 124; the parser's limit is 128.
        foreach (var depth in (int[])[10, 30, 40, 60])
        {
            var items = string.Concat(Enumerable.Repeat("""{"linkId":"a","item":[""", depth)) + """{"linkId":"z"}""" + string.Concat(Enumerable.Repeat("]}", depth));
            var answer = await Api.Post("QuestionnaireResponse", $$$"""{"resourceType":"QuestionnaireResponse","status":"completed","item":[{{{items}}}],"meta":{"source":"urn:x"}}""");
            Assert.True(answer.Status == 201, $"{depth} levels of items: {answer.Status} {answer.Text}");
            Assert.Contains(items, (await Api.Get($"QuestionnaireResponse/{answer.Id}")).Expect(200).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Content_nested_beyond_the_limit_is_refused()
    {
        const int Depth = 5000;
        var items = string.Concat(Enumerable.Repeat("""{"linkId":"a","item":[""", Depth)) + """{"linkId":"z"}""" + string.Concat(Enumerable.Repeat("]}", Depth));
        (await Api.Post("QuestionnaireResponse", $$"""{"resourceType":"QuestionnaireResponse","status":"completed","item":[{{items}}]}""")).Expect(400);
    }

    private async Task<string> Version(int version)
    {
        var json = (await Api.Get($"Patient/{Mark}/_history/{version}")).Expect(200).Json.AsObject();
        Assert.Equal(version.ToString(CultureInfo.InvariantCulture), json["meta"]!["versionId"]!.GetValue<string>());
        foreach (var name in (string[])["resourceType", "id", "meta"])
        {
            Assert.True(json.Remove(name));
        }

        return json.ToJsonString();
    }
}

public sealed class SqliteCrud() : CrudScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlCrud() : CrudScenarios(Dialect.PostgreSql);
