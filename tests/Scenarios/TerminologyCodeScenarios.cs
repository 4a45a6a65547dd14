using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Single codes: $validate-code, $lookup, $subsumes and $translate.</summary>
public abstract class TerminologyCodeScenarios(Dialect dialect) : ApiTest(dialect)
{
    private string System => $"http://example.org/{Mark}/diagnoses";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Give("CodeSystem", $"{Mark}-diagnoses", $$"""
            "url":"{{System}}","version":"2026","name":"Diagnoses","status":"active","content":"complete","language":"da","valueSet":"{{System}}/all",
            "property":[{"code":"level","type":"integer"},{"code":"see","type":"Coding"}],
            "concept":[
              {"code":"J00-J99","display":"Luftveje","property":[{"code":"notSelectable","valueBoolean":true}],"concept":[
                {"code":"J44","display":"KOL","definition":"Kronisk obstruktiv lungesygdom","designation":[{"language":"en","use":{"system":"http://snomed.info/sct","code":"900000000000013009","display":"Synonym"},"value":"COPD"}],
                 "property":[{"code":"level","valueInteger":2},{"code":"see","valueCoding":{"system":"{{System}}","code":"J45"} }]},
                {"code":"J45","display":"Astma"}]},
              {"code":"X1","display":"Gammel","property":[{"code":"validFrom","valueDateTime":"1994-01-01"},{"code":"validTo","valueDateTime":"2010-12-31"}]},
              {"code":"X2","display":"Ny","property":[{"code":"validFrom","valueDateTime":"2011-01-01"}]}]
            """);
        await Give("ValueSet", $"{Mark}-lungs", $$""" "url":"{{System}}/lungs","status":"active","compose":{"include":[{"system":"{{System}}","filter":[{"property":"concept","op":"is-a","value":"J00-J99"}]}]} """);
    }

    [Theory]
    [InlineData("code=J44", true, "KOL")]
    [InlineData("code=j44", true, "KOL")]
    [InlineData("code=J46", false, null)]
    [InlineData("code=X2", false, null)]
    [InlineData("code=J44&display=KOL", true, "KOL")]
    [InlineData("code=J44&display=copd", true, "KOL")]
    [InlineData("code=J44&display=Astma", false, "KOL")]
    [InlineData("code=J44&displayLanguage=en", true, "COPD")]
    [InlineData("code=J00-J99", true, "Luftveje")]
    [InlineData("code=J00-J99&abstract=false", false, "Luftveje")]
    public async Task A_code_is_in_a_value_set_or_not(string query, bool result, string? display)
    {
        foreach (var path in new[] { $"ValueSet/$validate-code?url={System}/lungs&system={System}&{query}", $"ValueSet/{Mark}-lungs/$validate-code?system={System}&{query}" })
        {
            var answer = (await Api.Get(path)).Expect(200);
            Assert.Equal(result, Value(answer, "result")!.GetValue<bool>());
            Assert.Equal(display, Value(answer, "display")?.GetValue<string>());
            Assert.True(result || Value(answer, "message") is not null);
        }
    }

    [Fact]
    public async Task A_code_of_two_systems_needs_its_system()
    {
        await Give("ValueSet", $"{Mark}-both", $$"""
            "url":"{{System}}/both","status":"active","compose":{"include":[{"system":"{{System}}","concept":[{"code":"J44"},{"code":"J45"}]},{"system":"urn:{{Mark}}","concept":[{"code":"J44"}]}]}
            """);
        async Task<(bool, string?)> Check(string query)
        {
            var answer = (await Api.Get($"ValueSet/$validate-code?url={System}/both&{query}")).Expect(200);
            return (Value(answer, "result")!.GetValue<bool>(), Value(answer, "message")?.GetValue<string>());
        }

        var (result, message) = await Check("code=J44");
        Assert.False(result);
        Assert.Contains($"urn:{Mark}", message, StringComparison.Ordinal);
        Assert.Contains("'system'", message, StringComparison.Ordinal);
        Assert.True((await Check("code=J45")).Item1);
        Assert.True((await Check($"code=J44&system=urn:{Mark}")).Item1);
    }

    [Fact]
    public async Task A_coding_and_a_concept_are_checked()
    {
        async Task<bool> Check(string parameter) => Value((await Api.Post("ValueSet/$validate-code", $$"""{"resourceType":"Parameters","parameter":[{"name":"url","valueUri":"{{System}}/lungs"},{{parameter}}]}""")).Expect(200), "result")!.GetValue<bool>();
        Assert.True(await Check($$"""{"name":"coding","valueCoding":{"system":"{{System}}","code":"J45"} }"""));
        Assert.True(await Check($$"""{"name":"coding","valueCoding":{"system":"{{System}}","version":"2026","code":"J45"} }"""));
        Assert.False(await Check($$"""{"name":"coding","valueCoding":{"system":"{{System}}","version":"2020","code":"J45"} }"""));
        Assert.False(await Check("""{"name":"coding","valueCoding":{"system":"http://example.org/other","code":"J45"}}"""));
        Assert.True(await Check($$"""{"name":"codeableConcept","valueCodeableConcept":{"coding":[{"system":"http://example.org/other","code":"J45"},{"system":"{{System}}","code":"J45"}]} }"""));
        Assert.False(await Check($$"""{"name":"codeableConcept","valueCodeableConcept":{"coding":[{"system":"{{System}}","code":"X2"}]} }"""));
        (await Api.Post("ValueSet/$validate-code", $$"""{"resourceType":"Parameters","parameter":[{"name":"url","valueUri":"{{System}}/lungs"}]}""")).Expect(400);
        (await Api.Get($"ValueSet/$validate-code?url={System}/none&system={System}&code=J44")).Expect(404);
    }

    [Fact]
    public async Task A_code_is_of_a_system_or_not()
    {
        foreach (var (query, result) in new[] { ("code=J44", true), ("code=J99", false), ("code=J44&display=Astma", false), ("code=J44&version=2026", true), ("code=J44&version=2020", false) })
        {
            Assert.Equal(result, Value((await Api.Get($"CodeSystem/$validate-code?url={System}&{query}")).Expect(200), "result")!.GetValue<bool>());
        }

        Assert.True(Value((await Api.Get($"CodeSystem/{Mark}-diagnoses/$validate-code?code=J44")).Expect(200), "result")!.GetValue<bool>());
        Assert.True(Value((await Api.Get("CodeSystem/$validate-code?url=http://unitsofmeasure.org&code=mmol/L")).Expect(200), "result")!.GetValue<bool>());
        Assert.False(Value((await Api.Get("CodeSystem/$validate-code?url=http://unitsofmeasure.org&code=mmoll")).Expect(200), "result")!.GetValue<bool>());
        Assert.True(Value((await Api.Get("CodeSystem/$validate-code?url=http://hl7.org/fhir/administrative-gender&code=female")).Expect(200), "result")!.GetValue<bool>());
    }

    [Fact]
    public async Task A_code_holds_on_the_days_it_is_valid()
    {
        foreach (var (code, date, result) in new[] { ("X1", "2005-06-01", true), ("X1", "2010-12-31", true), ("X1", "2011-01-01", false), ("X1", "1993-12-31", false), ("X2", "2010-12-31", false), ("X2", "2024-01-01", true) })
        {
            Assert.Equal(result, Value((await Api.Get($"ValueSet/$validate-code?url={System}/all&system={System}&code={code}&date={date}")).Expect(200), "result")!.GetValue<bool>());
        }

        Assert.Equal(["J00-J99", "J44", "J45", "X1"], await Expanded("2005"));
        Assert.Equal(["J00-J99", "J44", "J45", "X2"], await Expanded("2020-01-01"));
        (await Api.Get($"CodeSystem/$lookup?system={System}&code=X1&date=2020-01-01")).Expect(404);
        var lookup = (await Api.Get($"CodeSystem/$lookup?system={System}&code=X1")).Expect(200);
        Assert.True(Property(lookup, "inactive")!["valueBoolean"]!.GetValue<bool>());
        Assert.Equal("2010-12-31", Property(lookup, "validTo")!["valueDateTime"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_code_is_looked_up_with_all_that_is_known_of_it()
    {
        var answer = (await Api.Get($"CodeSystem/$lookup?system={System}&code=J44")).Expect(200);
        Assert.Equal("Diagnoses", Value(answer, "name")!.GetValue<string>());
        Assert.Equal("2026", Value(answer, "version")!.GetValue<string>());
        Assert.Equal("KOL", Value(answer, "display")!.GetValue<string>());
        var designation = Parameters(answer, "designation").Single()["part"]!.AsArray();
        Assert.Equal("en", Part(designation, "language")!["valueCode"]!.GetValue<string>());
        Assert.Equal("900000000000013009", Part(designation, "use")!["valueCoding"]!["code"]!.GetValue<string>());
        Assert.Equal("COPD", Part(designation, "value")!["valueString"]!.GetValue<string>());
        Assert.Equal(2, Property(answer, "level")!["valueInteger"]!.GetValue<int>());
        Assert.Equal("J45", Property(answer, "see")!["valueCoding"]!["code"]!.GetValue<string>());
        Assert.Equal("J00-J99", Property(answer, "parent")!["valueCode"]!.GetValue<string>());
        Assert.Equal("Kronisk obstruktiv lungesygdom", Property(answer, "definition")!["valueString"]!.GetValue<string>());
        Assert.Equal(["J44", "J45"], Parameters((await Api.Get($"CodeSystem/$lookup?system={System}&code=J00-J99&property=child")).Expect(200), "property").Select(p => Part(p["part"]!.AsArray(), "value")!["valueCode"]!.GetValue<string>()));
        Assert.Equal("COPD", Value((await Api.Get($"CodeSystem/$lookup?system={System}&code=J44&displayLanguage=en")).Expect(200), "display")!.GetValue<string>());
        Assert.Equal("Female", Value((await Api.Post("CodeSystem/$lookup", """{"resourceType":"Parameters","parameter":[{"name":"coding","valueCoding":{"system":"http://hl7.org/fhir/administrative-gender","code":"female"}}]}""")).Expect(200), "display")!.GetValue<string>());
        Assert.Equal("not-found", (await Api.Get($"CodeSystem/$lookup?system={System}&code=J99")).Expect(404).Issue["code"]!.GetValue<string>());
        (await Api.Get("CodeSystem/$lookup?system=http://example.org/nothing&code=J99")).Expect(404);
        (await Api.Get("CodeSystem/$lookup?code=J44")).Expect(400);
    }

    [Theory]
    [InlineData("J44", "J44", "equivalent")]
    [InlineData("J00-J99", "J44", "subsumes")]
    [InlineData("J44", "J00-J99", "subsumed-by")]
    [InlineData("J44", "J45", "not-subsumed")]
    public async Task One_code_subsumes_another(string a, string b, string outcome)
    {
        Assert.Equal(outcome, Value((await Api.Get($"CodeSystem/$subsumes?system={System}&codeA={a}&codeB={b}")).Expect(200), "outcome")!.GetValue<string>());
        Assert.Equal(outcome, Value((await Api.Get($"CodeSystem/{Mark}-diagnoses/$subsumes?codeA={a}&codeB={b}")).Expect(200), "outcome")!.GetValue<string>());
        var coding = $$"""{"resourceType":"Parameters","parameter":[{"name":"codingA","valueCoding":{"system":"{{System}}","code":"{{a}}"} },{"name":"codingB","valueCoding":{"system":"{{System}}","code":"{{b}}"} }]}""";
        Assert.Equal(outcome, Value((await Api.Post("CodeSystem/$subsumes", coding)).Expect(200), "outcome")!.GetValue<string>());
    }

    [Fact]
    public async Task Codes_that_cannot_be_compared_are_refused()
    {
        (await Api.Get($"CodeSystem/$subsumes?system={System}&codeA=J44&codeB=no")).Expect(404);
        (await Api.Get($"CodeSystem/$subsumes?system=http://example.org/none&codeA=J44&codeB=J45")).Expect(404);
        (await Api.Get($"CodeSystem/$subsumes?system={System}&codeA=J44")).Expect(400);
    }

    [Fact]
    public async Task Codes_are_translated_forward_and_back()
    {
        await Give("ConceptMap", $"{Mark}-map", $$"""
            "url":"{{System}}/map","version":"1","status":"active","sourceUri":"{{System}}/all","targetUri":"http://example.org/{{Mark}}/icpc/all",
            "group":[{"source":"{{System}}","target":"http://example.org/{{Mark}}/icpc|2","element":[
              {"code":"J44","target":[{"code":"R95","display":"KOL","equivalence":"equivalent"},{"code":"R79","equivalence":"wider","product":[{"property":"http://example.org/grade","system":"http://example.org/grades","value":"g2"}]}]},
              {"code":"J45","target":[{"equivalence":"unmatched"}]},
              {"code":"X2","target":[{"code":"A99","equivalence":"narrower","comment":"Only for women","dependsOn":[{"property":"http://example.org/sex","value":"female"}]}]}],
              "unmapped":{"mode":"fixed","code":"Z99","display":"Rest"} }]
            """);
        var forward = (await Api.Get($"ConceptMap/$translate?url={System}/map&system={System}&code=J44")).Expect(200);
        Assert.True(Value(forward, "result")!.GetValue<bool>());
        Assert.Equal(["equivalent R95", "wider R79"], Matches(forward));
        var match = Parameters(forward, "match").First()["part"]!.AsArray();
        Assert.Equal($"http://example.org/{Mark}/icpc", Part(match, "concept")!["valueCoding"]!["system"]!.GetValue<string>());
        Assert.Equal("2", Part(match, "concept")!["valueCoding"]!["version"]!.GetValue<string>());
        Assert.Equal($"{System}/map|1", Part(match, "source")!["valueUri"]!.GetValue<string>());
        Assert.Equal("g2", Part(Part(Parameters(forward, "match").Last()["part"]!.AsArray(), "product")!["part"]!.AsArray(), "concept")!["valueCoding"]!["code"]!.GetValue<string>());
        Assert.Equal(["narrower J44"], Matches((await Api.Get($"ConceptMap/{Mark}-map/$translate?system=http://example.org/{Mark}/icpc&code=R79&reverse=true")).Expect(200)));
        Assert.Equal(["equivalent R95", "wider R79"], Matches((await Api.Get($"ConceptMap/$translate?system={System}&code=J44&targetsystem=http://example.org/{Mark}/icpc")).Expect(200)));
        Assert.Equal(["equivalent R95", "wider R79"], Matches((await Api.Get($"ConceptMap/$translate?system={System}&code=J44&source={System}/all&target=http://example.org/{Mark}/icpc/all")).Expect(200)));
        Assert.Empty(Matches((await Api.Get($"ConceptMap/$translate?system={System}&code=J44&targetsystem=http://example.org/other")).Expect(200)));
        Assert.False(Value((await Api.Get($"ConceptMap/$translate?url={System}/map&system={System}&code=J45")).Expect(200), "result")!.GetValue<bool>());
        Assert.Equal(["relatedto Z99"], Matches((await Api.Get($"ConceptMap/$translate?url={System}/map&system={System}&code=J46")).Expect(200)));
        Assert.Empty(Matches((await Api.Get($"ConceptMap/$translate?url={System}/map&system={System}&code=X2")).Expect(200)));
        Assert.Equal(["narrower A99"], Matches((await Api.Post("ConceptMap/$translate", $$"""
            {"resourceType":"Parameters","parameter":[{"name":"url","valueUri":"{{System}}/map"},{"name":"coding","valueCoding":{"system":"{{System}}","code":"X2"} },
             {"name":"dependency","part":[{"name":"element","valueUri":"http://example.org/sex"},{"name":"concept","valueCodeableConcept":{"coding":[{"code":"female"}]} }]}]}
            """)).Expect(200)));
        // A named map is asked no further than it goes: of a version of the system, of value sets.
        Assert.Empty(Matches((await Api.Get($"ConceptMap/{Mark}-map/$translate?system=http://example.org/{Mark}/icpc&version=1&code=R79&reverse=true")).Expect(200)));
        Assert.Equal(["narrower J44"], Matches((await Api.Get($"ConceptMap/{Mark}-map/$translate?system=http://example.org/{Mark}/icpc&version=2&code=R79&reverse=true")).Expect(200)));
        Assert.Empty(Matches((await Api.Get($"ConceptMap/$translate?url={System}/map&system={System}&code=J44&source={System}/lungs")).Expect(200)));
        Assert.Empty(Matches((await Api.Get($"ConceptMap/$translate?url={System}/map&system={System}&code=J44&target={System}/all")).Expect(200)));
        Assert.Equal(2, Matches((await Api.Get($"ConceptMap/$translate?url={System}/map&system={System}&code=J44&source={System}/all")).Expect(200)).Count);

        // Without a name, as many maps of other systems as there may be that know a code of the same letters.
        string Other(int i) => $$"""{"resource":{"resourceType":"ConceptMap","url":"{{System}}/other-{{i}}","status":"active","group":[{"source":"urn:{{Mark}}:{{i}}","target":"urn:t","element":[{"code":"{{Mark}}","target":[{"code":"t","equivalence":"equal"}]}]}]},"request":{"method":"POST","url":"ConceptMap"} }""";
        (await Api.Post("", $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', Enumerable.Range(0, 103).Select(Other))}}]}""")).Expect(200);
        Assert.Equal(["equal t"], Matches((await Api.Get($"ConceptMap/$translate?system=urn:{Mark}:102&code={Mark}")).Expect(200)));
        (await Api.Get($"ConceptMap/$translate?url={System}/none&system={System}&code=X2")).Expect(404);
        (await Api.Delete($"ConceptMap/{Mark}-map")).Expect(204);
        (await Api.Get($"ConceptMap/$translate?url={System}/map&system={System}&code=J44")).Expect(404);
    }

    [Fact]
    public async Task A_supplement_adds_texts_and_stands_for_a_system_that_is_not_here()
    {
        await Give("CodeSystem", $"{Mark}-fr", $$"""
            "url":"{{System}}/fr","status":"active","content":"supplement","supplements":"{{System}}|2026","concept":[{"code":"J45","designation":[{"language":"fr","value":"Asthme bronchique"}]}]
            """);
        var found = (await Api.Get($"ValueSet/$expand?url={System}/all&filter=bronchi&displayLanguage=fr")).Expect(200).Json["expansion"]!["contains"]!.AsArray().Single()!;
        Assert.Equal("J45", found["code"]!.GetValue<string>());
        Assert.Equal("Asthme bronchique", found["display"]!.GetValue<string>());
        await Give("CodeSystem", $"{Mark}-alone", $$"""
            "url":"{{System}}/alone","status":"active","content":"supplement","supplements":"{{System}}/missing|7","concept":[{"code":"A1","designation":[{"language":"da","value":"Kolera"}]}]
            """);
        Assert.Equal("Kolera", Value((await Api.Get($"CodeSystem/$lookup?system={System}/missing&code=A1")).Expect(200), "display")!.GetValue<string>());
        Assert.Equal("7", Value((await Api.Get($"CodeSystem/$lookup?system={System}/missing&code=A1")).Expect(200), "version")!.GetValue<string>());
    }

    [Fact]
    public async Task The_definitions_of_operations_can_be_read()
    {
        foreach (var id in new[] { "ValueSet-expand", "ValueSet-validate-code", "CodeSystem-validate-code", "CodeSystem-lookup", "CodeSystem-subsumes", "ConceptMap-translate" })
        {
            var definition = (await Api.Get($"OperationDefinition/{id}")).Expect(200).Json;
            Assert.Equal("operation", definition["kind"]!.GetValue<string>());
            Assert.EndsWith(definition["code"]!.GetValue<string>(), id, StringComparison.Ordinal);
        }

        (await Api.Get("OperationDefinition/no-such")).Expect(404);
    }

    private async Task<List<string>> Expanded(string date) =>
        [.. (await Api.Get($"ValueSet/$expand?url={System}/all&date={date}")).Expect(200).Json["expansion"]!["contains"]!.AsArray().Select(c => c!["code"]!.GetValue<string>())];

    private static IEnumerable<JsonNode> Parameters(Answer answer, string name) => answer.Json["parameter"]!.AsArray().Where(p => p!["name"]!.GetValue<string>() == name).Select(p => p!);

    private static JsonNode? Value(Answer answer, string name) =>
        Parameters(answer, name).FirstOrDefault() is JsonObject parameter ? parameter.First(m => m.Key.StartsWith("value", StringComparison.Ordinal)).Value : null;

    private static JsonNode? Part(JsonArray parts, string name) => parts.FirstOrDefault(p => p!["name"]!.GetValue<string>() == name);

    private static JsonNode? Property(Answer answer, string code) =>
        Parameters(answer, "property").Select(p => p["part"]!.AsArray()).Where(p => Part(p, "code")!["valueCode"]!.GetValue<string>() == code).Select(p => Part(p, "value")).FirstOrDefault();

    private static List<string> Matches(Answer answer) => [.. Parameters(answer, "match").Select(m => m["part"]!.AsArray())
        .Select(p => $"{Part(p, "equivalence")!["valueCode"]} {Part(p, "concept")?["valueCoding"]!["code"]}".Trim()).Where(m => m != "unmatched")];
}

public sealed class SqliteTerminologyCode() : TerminologyCodeScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlTerminologyCode() : TerminologyCodeScenarios(Dialect.PostgreSql);
