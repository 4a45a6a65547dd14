using System.Text;
using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>
/// Search parameters that a region adds: https://hl7.org/fhir/R4/searchparameter.html. With the few resources that a test gives they are
/// ready at once; ReindexScenarios has more.
/// </summary>
public abstract class SearchParameterScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Fact]
    public async Task What_is_built_in_is_found_beside_what_is_stored()
    {
        Assert.Equal(["Patient-active"], (await Api.Get("SearchParameter?url=http://hl7.org/fhir/SearchParameter/Patient-active,urn:x&status=active")).Expect(200).MatchIds);
        Assert.Equal(["individual-birthdate"], (await Api.Get("SearchParameter?_id=Patient-active,individual-birthdate&code:not=active")).Expect(200).MatchIds);
        Assert.Empty((await Api.Get("SearchParameter?url=http://hl7.org/fhir/SearchParameter/Patient-none")).Expect(200).Entries);
        Assert.Equal(["Patient-active"], (await Api.Get("SearchParameter?code=active&base=Patient&type=token")).Expect(200).MatchIds);
        await Give("OperationDefinition", $"{Mark}-op", """ "name":"ValueSetExpandMine","status":"draft","kind":"operation","code":"expand","system":false,"type":true,"instance":false """);
        Assert.Equal(["ValueSet-expand"], (await Api.Get("OperationDefinition?url=http://hl7.org/fhir/OperationDefinition/ValueSet-expand")).Expect(200).MatchIds);
        Assert.Equal(["ValueSet-expand", $"{Mark}-op"], (await Api.Get("OperationDefinition?name=valuesetexpand")).Expect(200).MatchIds);
        Assert.Equal(["ValueSet-expand", $"{Mark}-op"], await Walk("OperationDefinition?code=expand&_count=1"));
        var page = (await Api.Get("OperationDefinition?code=expand&_count=1&_total=accurate")).Expect(200);
        Assert.Equal((2, 1), (page.Total, page.Entries.Count));
        Assert.Equal(2, (await Api.Get("OperationDefinition?code=expand&_summary=count")).Expect(200).Total);
        Assert.Equal(2, (await Api.Post("", """{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"OperationDefinition?code=expand"}}]}""")).Expect(200).Entries[0]["resource"]!["total"]!.GetValue<int>());

        var all = await Walk("SearchParameter?base=Patient&_count=1000");
        Assert.Equal(all, await Walk("SearchParameter?base=Patient&_count=7"));
        Assert.Equal(all.Count, (await Api.Get("SearchParameter?base=Patient&_summary=count")).Expect(200).Total);

        // A stored one of the same id is shown in place of the built-in.
        await Give("OperationDefinition", "ValueSet-expand", """ "name":"Ours","status":"draft","kind":"operation","code":"ours","system":false,"type":true,"instance":false """);
        Assert.Equal([$"{Mark}-op"], (await Api.Get("OperationDefinition?code=expand")).Expect(200).MatchIds);
        Assert.Equal("Ours", (await Api.Get("OperationDefinition/ValueSet-expand")).Expect(200).Json["name"]!.GetValue<string>());
        (await Api.Delete("OperationDefinition/ValueSet-expand")).Expect(204);

        var sorted = (await Api.Get("OperationDefinition?code=expand&_sort=name")).Expect(200);
        Assert.Equal(["match", "outcome"], sorted.Entries.Select(e => e["search"]!["mode"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Values_of_every_kind_are_found_in_resources_from_before_and_after()
    {
        const string Extension = "http://example.org/";
        string Members(string code, string text, string day, string number, string to) => $$"""
            "status":"active","extension":[
              {"url":"{{Extension}}token","valueCodeableConcept":{"coding":[{"system":"urn:s","code":"{{code}}"} ]} },
              {"url":"{{Extension}}text","valueString":"{{text}}"},
              {"url":"{{Extension}}day","valueDate":"{{day}}"},
              {"url":"{{Extension}}number","valueDecimal":{{number}}},
              {"url":"{{Extension}}quantity","valueQuantity":{"value":{{number}},"system":"http://unitsofmeasure.org","code":"kg"} },
              {"url":"{{Extension}}uri","valueUri":"urn:thing:{{code}}"},
              {"url":"{{Extension}}reference","valueReference":{"reference":"{{to}}"} }]
            """;
        await Give("Organization", $"{Mark}-org", "\"name\":\"Ward\"");
        await Give("SubstanceSpecification", $"{Mark}-old", Members("a", "Grøn Å", "2026-01-02", "1.5", $"Organization/{Mark}-org").Replace("\"status\":\"active\",", "", StringComparison.Ordinal));
        foreach (var (kind, name) in new[] { ("token", "token"), ("string", "text"), ("date", "day"), ("number", "number"), ("quantity", "quantity"), ("uri", "uri"), ("reference", "reference") })
        {
            await Add($"{name}", "SubstanceSpecification", kind, $"SubstanceSpecification.extension.where(url='{Extension}{name}').value", kind == "reference" ? ",\"target\":[\"Organization\"]" : "");
        }

        await Give("SubstanceSpecification", $"{Mark}-new", Members("b", "Blå", "2026-03", "2.5", $"Organization/{Mark}-none").Replace("\"status\":\"active\",", "", StringComparison.Ordinal));
        string P(string name) => $"{Mark}-{name}";
        string S(string query) => $"SubstanceSpecification?{query}";
        await Finds(S($"{P("token")}=urn:s|a"), "old");
        await Finds(S($"{P("token")}=a,b"), "old", "new");
        await Finds(S($"{P("token")}:not=a"), "new");
        await Finds(S($"{P("text")}=grøn"), "old");
        await Finds(S($"{P("text")}:contains=å"), "old", "new");
        await Finds(S($"{P("text")}:exact=Blå"), "new");
        await Finds(S($"{P("day")}=lt2026-02"), "old");
        await Finds(S($"{P("day")}=2026-03"), "new");
        await Finds(S($"{P("number")}=gt2"), "new");
        await Finds(S($"{P("quantity")}=1500|http://unitsofmeasure.org|g"), "old");
        await Finds(S($"{P("uri")}=urn:thing:b"), "new");
        await Finds(S($"{P("reference")}={Mark}-org"), "old");
        await Finds(S($"{P("reference")}.name=ward"), "old");
        await Finds($"Organization?_has:SubstanceSpecification:{P("reference")}:{P("token")}=a", "org");
        await Finds(S($"{P("token")}:missing=true&_id={Mark}-old,{Mark}-new"));
        await Finds(S($"{P("token")}:missing=false&_id={Mark}-old,{Mark}-new"), "old", "new");
        Assert.Equal([$"{Mark}-new", $"{Mark}-old"], await Walk(S($"{P("token")}:missing=false&_sort=-{P("number")}")));
        Assert.Equal([$"{Mark}-new", $"{Mark}-old"], await Walk(S($"{P("token")}:missing=false&_sort={P("text")}")));
        Assert.Equal([$"{Mark}-org"], (await Api.Get(S($"{P("token")}=a&_include=SubstanceSpecification:{P("reference")}"))).Expect(200).IncludedIds);

        var statement = (await Api.Get("metadata")).Expect(200).Json;
        var known = statement["rest"]![0]!["resource"]!.AsArray().Single(r => r!["type"]!.GetValue<string>() == "SubstanceSpecification")!["searchParam"]!.AsArray();
        Assert.Contains(known, p => p!["name"]!.GetValue<string>() == P("quantity") && p["type"]!.GetValue<string>() == "quantity" && p["definition"]!.GetValue<string>() == Url("quantity"));
    }

    [Fact]
    public async Task A_parameter_of_several_types_takes_from_each_what_is_about_it()
    {
        await Give("Substance", $"{Mark}-s", $"\"code\":{{\"text\":\"x\"}},\"description\":\"{Mark} s\"");
        await Give("Medication", $"{Mark}-m", $"\"code\":{{\"text\":\"{Mark} m\"}}");
        await Add("words", "Substance\",\"Medication", "string", "Substance.description | Medication.code.text");
        await Finds($"Substance?{Mark}-words={Mark}", "s");
        await Finds($"Medication?{Mark}-words={Mark}", "m");
    }

    [Fact]
    public async Task Expressions_as_R4_writes_them_work()
    {
        // Two components, of which "as" keeps those of the type; a reference's type, without looking at what it leads to.
        await Give("ClinicalImpression", $"{Mark}-1", $$"""
            "status":"completed","subject":{"reference":"Patient/{{Mark}}"},"investigation":[{"code":{"text":"x"},"item":[{"reference":"Observation/{{Mark}}o"},{"reference":"RiskAssessment/{{Mark}}r"}]}],
            "extension":[{"url":"urn:a","valueQuantity":{"value":3} },{"url":"urn:b","valueString":"{{Mark}} text"},{"url":"urn:c","valueString":"{{Mark}} more"}]
            """);
        await Add("q", "ClinicalImpression", "quantity", "(ClinicalImpression.extension.value as Quantity)");
        await Add("s", "ClinicalImpression", "string", "ClinicalImpression.extension.value as string");
        await Add("r", "ClinicalImpression", "reference", "ClinicalImpression.investigation.item.where(resolve() is RiskAssessment)", ",\"target\":[\"RiskAssessment\"]");
        await Finds($"ClinicalImpression?{Mark}-q=3", "1");
        await Finds($"ClinicalImpression?{Mark}-s={Mark} more", "1");
        await Finds($"ClinicalImpression?{Mark}-r={Mark}r", "1");
        await Finds($"ClinicalImpression?{Mark}-r=Observation/{Mark}o");
    }

    [Fact]
    public async Task Contained_resources_are_not_searched_by_it_and_that_is_said()
    {
        await Add("inner", "Substance", "string", "Substance.description");
        Assert.Contains("contained", (await Api.Get($"Substance?{Mark}-inner=x&_contained=true")).Expect(400).Diagnostics, StringComparison.Ordinal);
        Assert.Equal(200, (await Api.Get($"Substance?{Mark}-inner=x&_contained=false")).Status);
    }

    [Fact]
    public async Task What_is_withdrawn_or_changed_is_not_searched_as_it_was()
    {
        await Give("Substance", $"{Mark}-1", $"\"code\":{{\"text\":\"{Mark}one\"}},\"description\":\"{Mark}first\"");
        await Add("p", "Substance", "string", "Substance.code.text");
        await Finds($"Substance?{Mark}-p={Mark}one", "1");

        await Add("p", "Substance", "string", "Substance.description");
        await Finds($"Substance?{Mark}-p={Mark}one");
        await Finds($"Substance?{Mark}-p={Mark}first", "1");

        (await Api.Put($"SearchParameter/{Mark}-p", Parameter("p", "Substance", "string", "Substance.description", status: "retired"))).Expect(200);
        (await Api.Get($"Substance?{Mark}-p={Mark}first")).Expect(400);
        await Add("p", "Substance", "token", "Substance.code.text");
        await Finds($"Substance?{Mark}-p={Mark}one", "1");

        (await Api.Delete($"SearchParameter/{Mark}-p")).Expect(204);
        (await Api.Get($"Substance?{Mark}-p={Mark}one")).Expect(400);
        Assert.DoesNotContain($"{Mark}-p", (await Api.Get("metadata")).Text, StringComparison.Ordinal);

        // The code is free for another.
        (await Api.Put($"SearchParameter/{Mark}-q", Parameter("q", "Substance", "string", "Substance.code.text").Replace($"\"{Mark}-q\",\"base\"", $"\"{Mark}-p\",\"base\"", StringComparison.Ordinal))).Expect(201);
        await Finds($"Substance?{Mark}-p={Mark}one", "1");
    }

    [Fact]
    public async Task A_renamed_parameter_keeps_its_values()
    {
        await Give("Substance", $"{Mark}-1", "\"code\":{\"text\":\"one\"}");
        await Add("a", "Substance", "string", "Substance.code.text");
        (await Api.Put($"SearchParameter/{Mark}-a", Parameter("b", "Substance", "string", "Substance.code.text", id: "a"))).Expect(200);
        await Finds($"Substance?{Mark}-b=one", "1");
        (await Api.Get($"Substance?{Mark}-a=one")).Expect(400);
    }

    [Fact]
    public async Task A_draft_and_a_description_of_R4s_own_are_stored_and_change_nothing()
    {
        (await Api.Put($"SearchParameter/{Mark}-d", Parameter("d", "Substance", "composite", "no expression", status: "draft"))).Expect(201);
        (await Api.Get($"Substance?{Mark}-d=x")).Expect(400);
        var own = Parameter("name", "Patient", "string", "Patient.name").Replace(Url("name"), "http://hl7.org/fhir/SearchParameter/Patient-name", StringComparison.Ordinal);
        (await Api.Put($"SearchParameter/{Mark}-name", own)).Expect(201);
        Assert.Equal(0, (await Api.Get($"Patient?name={Mark}nobody&_count=0")).Expect(200).Total);
    }

    [Theory]
    [InlineData("type", "Substance", "composite", "Substance.code", "composite")]
    [InlineData("type", "Location", "special", "Location.position", "special")]
    [InlineData("base", "Sub", "string", "Substance.description", "resource-types", 422)]
    [InlineData("expression", "Substance", "string", "Substance.description.", "Substance")]
    [InlineData("expression", "Substance", "string", "Substance.descriptions", "descriptions")]
    [InlineData("expression", "Substance", "string", "Patient.name", "Patient")]
    [InlineData("expression", "Substance", "date", "iif(Substance.description.exists(), today(), now())", "today()")]
    [InlineData("expression", "Substance", "string", " ", "white space")]
    [InlineData("expression", "Observation", "string", "Observation.subject.resolve().name.family", "resolve()")]
    public async Task What_cannot_work_is_refused_with_its_place(string element, string type, string kind, string expression, string said, int status = 400)
    {
        var answer = (await Api.Put($"SearchParameter/{Mark}-bad", Parameter("bad", type, kind, expression))).Expect(status);
        var issue = answer.Json["issue"]!.AsArray().First(i => i!["severity"]!.GetValue<string>() == "error")!;
        Assert.Contains(said, issue["diagnostics"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith($"SearchParameter.{element}", issue["expression"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        (await Api.Get($"SearchParameter/{Mark}-bad")).Expect(404);
    }

    [Fact]
    public async Task A_code_belongs_to_one()
    {
        var taken = (await Api.Put($"SearchParameter/{Mark}-x", Parameter("x", "Patient", "string", "Patient.name.family").Replace($"\"code\":\"{Mark}-x\"", "\"code\":\"family\"", StringComparison.Ordinal))).Expect(409);
        Assert.Contains("in R4", taken.Diagnostics, StringComparison.Ordinal);
        await Add("mine", "Substance", "string", "Substance.description");
        var twice = (await Api.Put($"SearchParameter/{Mark}-other", Parameter("mine", "Substance", "string", "Substance.code.text", id: "other"))).Expect(409);
        Assert.Contains($"SearchParameter/{Mark}-mine", twice.Diagnostics, StringComparison.Ordinal);
        (await Api.Get($"SearchParameter/{Mark}-other")).Expect(404);
        foreach (var code in new[] { "_x", "a.b", "a:b", "", "combo-code" })
        {
            (await Api.Put($"SearchParameter/{Mark}-x", Parameter("x", "Substance", "string", "Substance.description").Replace($"\"code\":\"{Mark}-x\"", $"\"code\":\"{code}\"", StringComparison.Ordinal))).Expect(400);
        }
    }

    [Fact]
    public async Task Two_that_take_one_code_at_once_do_not_both_get_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Api.Put($"SearchParameter/{Mark}-r{i}", Parameter("race", "Substance", "string", "Substance.description", id: $"r{i}"))));
        Assert.Equal(1, answers.Count(a => a.Status == 201));
        Assert.Equal(7, answers.Count(a => a.Status == 409));
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_adds_no_parameter()
    {
        var bundle = $$"""
            {"resourceType":"Bundle","type":"transaction","entry":[
              {"resource":{{Parameter("t", "Substance", "string", "Substance.description")}},"request":{"method":"PUT","url":"SearchParameter/{{Mark}}-t"} },
              {"resource":{"resourceType":"Substance","id":"{{Mark}}-9","code":{"text":"x"} },"request":{"method":"PUT","url":"Substance/{{Mark}}-9","ifMatch":"W/\"7\""} }]}
            """;
        Assert.NotEqual(200, (await Api.Post("", bundle)).Status);
        (await Api.Get($"Substance?{Mark}-t=x")).Expect(400);
        (await Api.Post("", bundle.Replace(",\"ifMatch\":\"W/\\\"7\\\"\"", "", StringComparison.Ordinal).Replace("\"code\":{\"text\":\"x\"} }", "\"code\":{\"text\":\"x\"},\"description\":\"together\"}", StringComparison.Ordinal))).Expect(200);
        await Finds($"Substance?{Mark}-t=together", "9");
    }

    private string Url(string name) => $"http://example.org/SearchParameter/{Mark}-{name}";

    private string Parameter(string code, string type, string kind, string expression, string more = "", string status = "active", string? id = null) =>
        $$"""{"resourceType":"SearchParameter","id":"{{Mark}}-{{id ?? code}}","url":"{{Url(id ?? code)}}","name":"x","status":"{{status}}","description":"x","code":"{{Mark}}-{{code}}","base":["{{type}}"],"type":"{{kind}}","expression":{{JsonValue.Create(expression)!.ToJsonString()}}{{more}} }""";

    private async Task Add(string code, string type, string kind, string expression, string more = "")
    {
        var answer = await Api.Send(HttpMethod.Put, $"SearchParameter/{Mark}-{code}", FhirClient.Content(Encoding.UTF8.GetBytes(Parameter(code, type, kind, expression, more)), FhirClient.FhirJson));
        Assert.True(answer.Status is 200 or 201, answer.Text);
    }
}

public sealed class SqliteSearchParameter() : SearchParameterScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSearchParameter() : SearchParameterScenarios(Dialect.PostgreSql);
