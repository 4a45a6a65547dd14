using System.Text;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>https://hl7.org/fhir/R4/http.html#patch: JSON Patch, XML Patch and FHIRPath Patch.</summary>
public abstract class PatchScenarios(Dialect dialect) : ApiTest(dialect)
{
    private const string Json = "application/json-patch+json";
    private const string Xml = "application/xml-patch+xml";
    private const string FhirPath = """{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"replace"},{"name":"path","valueString":"Patient.active"},{"name":"value","valueBoolean":false}]}]}""";

    [Theory]
    [InlineData(Json, """[{"op":"replace","path":"/active","value":false}]""")]
    [InlineData("application/json-patch+json; charset=UTF-8", """[{"op":"test","path":"/active","value":true},{"op":"replace","path":"/active","value":false}]""")]
    [InlineData(Xml, """<diff xmlns:f="http://hl7.org/fhir"><replace sel="f:Patient/f:active/@value">false</replace></diff>""")]
    [InlineData("application/fhir+json", FhirPath)]
    [InlineData("application/fhir+xml", """<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/><part><name value="type"/><valueCode value="replace"/></part><part><name value="path"/><valueString value="Patient.active"/></part><part><name value="value"/><valueBoolean value="false"/></part></parameter></Parameters>""")]
    public async Task A_patch_in_each_form_makes_the_next_version(string type, string patch)
    {
        await Give("Patient", Mark, "\"active\":true,\"gender\":\"other\"");
        var patched = (await Patch($"Patient/{Mark}", type, patch)).Expect(200);
        Assert.Equal("W/\"2\"", patched.ETag);
        Assert.EndsWith($"/fhir/Patient/{Mark}/_history/2", patched.Headers["Location"], StringComparison.Ordinal);
        Assert.Equal((false, "other"), (patched.Json["active"]!.GetValue<bool>(), patched.Json["gender"]!.GetValue<string>()));
        Assert.Equal(patched.Text, (await Api.Get($"Patient/{Mark}")).Expect(200).Text);
        Assert.True((await Api.Get($"Patient/{Mark}/_history/1")).Expect(200).Json["active"]!.GetValue<bool>());
        Assert.Equal([Mark], await Walk($"Patient?_id={Mark}&active=false"));
        Assert.Empty(await Walk($"Patient?_id={Mark}&active=true"));
    }

    [Theory]
    [InlineData(Json, "[{", 400)]
    [InlineData(Json, "{}", 400)]
    [InlineData(Json, """[{"op":"replace","path":"/gender","value":"other"}]""", 422)]
    [InlineData(Json, """[{"op":"test","path":"/active","value":false}]""", 422)]
    [InlineData(Json, """[{"op":"add","path":"/colour","value":"blue"}]""", 422)]
    [InlineData(Json, """[{"op":"add","path":"/gender","value":"blue"}]""", 422)]
    [InlineData(Json, """[{"op":"replace","path":"/id","value":"another"}]""", 422)]
    [InlineData(Json, """[{"op":"remove","path":"/id"}]""", 422)]
    [InlineData(Json, """[{"op":"replace","path":"","value":{"resourceType":"Basic","id":"x","code":{"text":"x"}}}]""", 422)]
    [InlineData(Xml, "<diff", 400)]
    [InlineData(Xml, """<diff xmlns:f="http://hl7.org/fhir"><remove sel="f:Patient/f:gender"/></diff>""", 422)]
    [InlineData("application/fhir+json", """{"resourceType":"Patient"}""", 400)]
    [InlineData("application/fhir+json", """{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"},{"name":"path","valueString":"Patient.("}]}]}""", 400)]
    [InlineData("application/json-patch+xml", "[]", 415)]
    [InlineData("text/plain", "[]", 415)]
    public async Task A_patch_that_cannot_be_applied_changes_nothing(string type, string patch, int status)
    {
        await Give("Patient", Mark, "\"active\":true");
        var refused = (await Patch($"Patient/{Mark}", type, patch)).Expect(status);
        Assert.NotEmpty(refused.Diagnostics);
        Assert.Equal("W/\"1\"", (await Api.Get($"Patient/{Mark}")).Expect(200).ETag);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_patched()
    {
        (await Patch($"Patient/{Mark}", Json, "[]")).Expect(404);
        (await Patch($"Patient/{Mark}", Json, "[]", ("If-Match", "W/\"1\""))).Expect(404);
        await Give("Patient", Mark, "\"active\":true");
        (await Api.Delete($"Patient/{Mark}")).Expect(204);
        (await Patch($"Patient/{Mark}", Json, "[]")).Expect(410);
        foreach (var match in (string[])["W/\"1\"", "W/\"2\"", "*"])
        {
            (await Patch($"Patient/{Mark}", Json, "[]", ("If-Match", match))).Expect(410); // as without: preconditions do not count where nothing can be done
        }

        (await Api.Send(HttpMethod.Delete, $"Patient/{Mark}", (string?)null, ("If-Match", "W/\"1\""))).Expect(412);
        (await Api.Put($"Patient/{Mark}", $$"""{"resourceType":"Patient","id":"{{Mark}}"}""", "W/\"1\"")).Expect(412);
        (await Api.Put($"Patient/{Mark}", $$"""{"resourceType":"Patient","id":"{{Mark}}"}""", "W/\"2\"")).Expect(201);
        (await Patch("Foo/1", Json, "[]")).Expect(404);
    }

    [Fact]
    public async Task If_Match_lets_only_the_named_version_be_patched()
    {
        const string Patched = """[{"op":"add","path":"/active","value":true}]""";
        await Give("Patient", Mark, "\"gender\":\"other\"");
        (await Patch($"Patient/{Mark}", Json, Patched, ("If-Match", "W/\"2\""))).Expect(412);
        (await Patch($"Patient/{Mark}", Json, Patched, ("If-Match", "nonsense"))).Expect(400);
        (await Patch($"Patient/{Mark}", Json, Patched, ("If-Match", "W/\"1\""))).Expect(200);
        (await Patch($"Patient/{Mark}", Json, Patched, ("If-Match", "W/\"1\""))).Expect(412);
    }

    [Fact]
    public async Task Racing_patches_are_all_kept()
    {
        await Give("Basic", Mark, "\"code\":{\"text\":\"x\"},\"identifier\":[{\"value\":\"0\"}]");
        var answers = await Task.WhenAll(Enumerable.Range(1, 24).Select(i => Patch($"Basic/{Mark}", Json, $$$"""[{"op":"add","path":"/identifier/-","value":{"value":"{{{i}}}"}}]""")));
        Assert.All(answers, a => a.Expect(200));
        var now = (await Api.Get($"Basic/{Mark}")).Expect(200);
        Assert.Equal("W/\"25\"", now.ETag);
        Assert.Equal(Enumerable.Range(0, 25), now.Json["identifier"]!.AsArray().Select(i => int.Parse(i!["value"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task A_transaction_patches_in_each_form()
    {
        foreach (var name in (string[])["json", "xml", "path"])
        {
            await Give("Patient", $"{Mark}-{name}", $"\"active\":true,\"identifier\":[{{\"system\":\"urn:test\",\"value\":\"{Mark}-{name}\"}}]");
        }

        var entries = new[]
        {
            Entry($"Patient/{Mark}-json", Binary(Json, """[{"op":"replace","path":"/active","value":false}]""")),
            Entry($"Patient?identifier=urn:test|{Mark}-xml", Binary(Xml, """<diff xmlns:f="http://hl7.org/fhir"><replace sel="f:Patient/f:active/@value">false</replace></diff>""")),
            Entry($"Patient/{Mark}-path", FhirPath),
        };
        var answer = (await Api.Post("", Bundle(entries))).Expect(200);
        Assert.All(answer.Entries, e => Assert.Equal("200 OK", e["response"]!["status"]!.GetValue<string>()));
        foreach (var name in (string[])["json", "xml", "path"])
        {
            Assert.False((await Api.Get($"Patient/{Mark}-{name}")).Expect(200).Json["active"]!.GetValue<bool>());
        }

        (await Api.Post("", Bundle(Entry($"Patient/{Mark}-json", FhirPath), Entry($"Patient/{Mark}-xml", Binary(Json, """[{"op":"remove","path":"/gender"}]"""))))).Expect(422);
        (await Api.Post("", Bundle(Entry($"Patient/{Mark}-json", Binary("text/plain", "x"))))).Expect(400);
        Assert.Equal("W/\"2\"", (await Api.Get($"Patient/{Mark}-json")).ETag);
    }

    private static string Binary(string type, string patch) => $$"""{"resourceType":"Binary","contentType":"{{type}}","data":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(patch))}}"}""";

    private static string Entry(string url, string resource) => $$$"""{"resource":{{{resource}}},"request":{"method":"PATCH","url":"{{{url}}}"}}""";

    private static string Bundle(params string[] entries) => $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', entries)}}]}""";

    private Task<Answer> Patch(string path, string type, string patch, params (string, string)[] headers) =>
        Api.Send(HttpMethod.Patch, path, FhirClient.Content(Encoding.UTF8.GetBytes(patch), type), [("Accept", FhirClient.FhirJson), .. headers]);
}

public sealed class SqlitePatch() : PatchScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlPatch() : PatchScenarios(Dialect.PostgreSql);
