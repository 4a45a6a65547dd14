using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>https://hl7.org/fhir/R4/valueset-operation-expand.html</summary>
public abstract class TerminologyExpandScenarios(Dialect dialect) : ApiTest(dialect)
{
    private string System => $"http://example.org/{Mark}/animals";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Give("CodeSystem", $"{Mark}-animals", $$"""
            "url":"{{System}}","version":"1","status":"active","content":"complete","caseSensitive":true,"language":"en","valueSet":"{{System}}/all",
            "property":[{"code":"legs","type":"integer"},{"code":"home","type":"code"},{"code":"old","uri":"http://hl7.org/fhir/concept-properties#inactive","type":"boolean"},{"code":"group","uri":"http://hl7.org/fhir/concept-properties#notSelectable","type":"boolean"}],
            "concept":[{"code":"animal","display":"Animal","property":[{"code":"group","valueBoolean":true}],"concept":[
              {"code":"mammal","display":"Mammal","property":[{"code":"group","valueBoolean":true}],"concept":[
                {"code":"cow","display":"Milk cow","designation":[{"language":"da","value":"Malkeko på marken"}],"property":[{"code":"legs","valueInteger":4},{"code":"home","valueCode":"stable"}]},
                {"code":"bat","display":"Bat","property":[{"code":"legs","valueInteger":2}]},
                {"code":"ox","display":"Aurochs","property":[{"code":"legs","valueInteger":4},{"code":"old","valueBoolean":true}]}]},
              {"code":"flier","display":"Flying animal","property":[{"code":"group","valueBoolean":true},{"code":"child","valueCode":"bat"}],"concept":[
                {"code":"hen","display":"Laying hen","property":[{"code":"legs","valueInteger":2},{"code":"home","valueCode":"coop"}]}]}]}]
            """);
    }

    [Fact]
    public async Task The_whole_system_is_expanded_by_its_implicit_value_set()
    {
        var expansion = await Expand($"url={System}/all");
        Assert.Equal(["animal", "mammal", "cow", "bat", "ox", "flier", "hen"], Codes(expansion));
        Assert.Equal(7, expansion["expansion"]!["total"]!.GetValue<int>());
        Assert.True(Of(expansion, "mammal")["abstract"]!.GetValue<bool>());
        Assert.True(Of(expansion, "ox")["inactive"]!.GetValue<bool>());
        Assert.Equal("Milk cow", Of(expansion, "cow")["display"]!.GetValue<string>());
        Assert.Equal("1", Of(expansion, "cow")["version"]!.GetValue<string>());
        Assert.Null(Of(expansion, "cow")["designation"]);
        Assert.Equal(["cow", "bat", "ox", "hen"], Codes(await Expand($"url={System}/all&excludeNotForUI=true")));
        Assert.Equal(["animal", "mammal", "cow", "bat", "flier", "hen"], Codes(await Expand($"url={System}/all&activeOnly=true")));
    }

    [Theory]
    [InlineData("""{"property":"concept","op":"is-a","value":"mammal"}""", "mammal cow bat ox")]
    [InlineData("""{"property":"concept","op":"descendent-of","value":"mammal"}""", "cow bat ox")]
    [InlineData("""{"property":"concept","op":"descendent-of","value":"flier"}""", "bat hen")]
    [InlineData("""{"property":"concept","op":"is-not-a","value":"mammal"}""", "animal flier hen")]
    [InlineData("""{"property":"concept","op":"generalizes","value":"bat"}""", "animal mammal bat flier")]
    [InlineData("""{"property":"concept","op":"is-a","value":"nothing"}""", "")]
    [InlineData("""{"property":"code","op":"in","value":"hen, cow"}""", "cow hen")]
    [InlineData("""{"property":"concept","op":"not-in","value":"hen,cow"}""", "animal mammal bat ox flier")]
    [InlineData("""{"property":"concept","op":"=","value":"hen"}""", "hen")]
    [InlineData("""{"property":"code","op":"regex","value":"[ch].*"}""", "cow hen")]
    [InlineData("""{"property":"code","op":"regex","value":"o"}""", "")]
    [InlineData("""{"property":"legs","op":"=","value":"4"}""", "cow ox")]
    [InlineData("""{"property":"legs","op":"in","value":"2,3"}""", "bat hen")]
    [InlineData("""{"property":"home","op":"exists","value":"true"}""", "cow hen")]
    [InlineData("""{"property":"home","op":"exists","value":"false"}""", "animal mammal bat ox flier")]
    [InlineData("""{"property":"home","op":"regex","value":"s.+e"}""", "cow")]
    [InlineData("""{"property":"home","op":"not-in","value":"stable"}""", "animal mammal bat ox flier hen")]
    [InlineData("""{"property":"parent","op":"=","value":"animal"}""", "mammal flier")]
    [InlineData("""{"property":"child","op":"=","value":"bat"}""", "mammal flier")]
    [InlineData("""{"property":"child","op":"exists","value":"false"}""", "cow bat ox hen")]
    [InlineData("""{"property":"inactive","op":"=","value":"true"}""", "ox")]
    [InlineData("""{"property":"inactive","op":"=","value":"false"}""", "animal mammal cow bat flier hen")]
    [InlineData("""{"property":"display","op":"regex","value":".*animal"}""", "flier")]
    [InlineData("""{"property":"legs","op":"=","value":"2"},{"property":"concept","op":"is-a","value":"mammal"}""", "bat")]
    public async Task Filters_choose_concepts(string filters, string codes) =>
        Assert.Equal(codes.Split(' ', StringSplitOptions.RemoveEmptyEntries), Codes(await ExpandInline($$"""{"include":[{"system":"{{System}}","filter":[{{filters}}]}]}""")));

    [Theory]
    [InlineData("""{"property":"wings","op":"=","value":"2"}""", "wings")]
    [InlineData("""{"property":"code","op":"regex","value":"(a"}""", "regular expression")]
    [InlineData("""{"property":"code","op":"regex","value":"(a)\\1"}""", "regular expression")]
    [InlineData("""{"property":"legs","op":"generalizes","value":"2"}""", "generalizes")]
    public async Task A_filter_that_cannot_be_evaluated_is_told(string filter, string said)
    {
        var answer = (await Api.Post("ValueSet/$expand", Inline($$"""{"include":[{"system":"{{System}}","filter":[{{filter}}]}]}"""))).Expect(400);
        Assert.Contains(said, answer.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Includes_are_joined_excludes_taken_away_and_imports_cut()
    {
        Assert.Equal(["hen", "cow"], Codes(await ExpandInline($$"""{"include":[{"system":"{{System}}","concept":[{"code":"hen"},{"code":"cow"},{"code":"no-such"}]}]}""")));
        Assert.Equal(["hen", "mammal", "cow", "bat", "ox"], Codes(await ExpandInline($$"""
            {"include":[{"system":"{{System}}","concept":[{"code":"hen"}]},{"system":"{{System}}","filter":[{"property":"concept","op":"is-a","value":"mammal"}]}]}
            """)));
        Assert.Equal(["mammal", "cow", "ox"], Codes(await ExpandInline($$"""
            {"include":[{"system":"{{System}}","filter":[{"property":"concept","op":"is-a","value":"mammal"}]}],"exclude":[{"system":"{{System}}","concept":[{"code":"bat"}]}]}
            """)));
        await Give("ValueSet", $"{Mark}-two", $$"""
            "url":"{{System}}/two","status":"active","compose":{"include":[{"system":"{{System}}","filter":[{"property":"legs","op":"=","value":"2"}]}]}
            """);
        Assert.Equal(["bat", "hen"], Codes(await ExpandInline($$"""{"include":[{"valueSet":["{{System}}/two"]}]}""")));
        Assert.Equal(["bat"], Codes(await ExpandInline($$"""
            {"include":[{"system":"{{System}}","filter":[{"property":"concept","op":"is-a","value":"mammal"}],"valueSet":["{{System}}/two"]}]}
            """)));
        Assert.Equal(["hen"], Codes(await ExpandInline($$"""
            {"include":[{"valueSet":["{{System}}/two"]}],"exclude":[{"system":"{{System}}","filter":[{"property":"concept","op":"is-a","value":"mammal"}]}]}
            """)));
        Assert.Equal(["bat", "hen"], Codes(await ExpandInline($$"""{"include":[{"valueSet":["{{System}}/all","{{System}}/two"]}]}""")));
        Assert.Equal(["bat", "hen"], Codes(Of((await Api.Get($"ValueSet/{Mark}-two/$expand")).Expect(200))));

        // An earlier version of itself is another set; itself is not.
        foreach (var (version, more) in new[] { ("1", ""), ("2", $$""",{"valueSet":["{{System}}/grown|1"]},{"valueSet":["{{System}}/grown|2"]}""") })
        {
            await Give("ValueSet", $"{Mark}-grown-{version}", $$"""
                "url":"{{System}}/grown","version":"{{version}}","status":"active","compose":{"include":[{"system":"{{System}}","concept":[{"code":"{{(version == "1" ? "cow" : "hen")}}"}]}{{more}}]}
                """);
        }

        Assert.Equal(["cow", "hen"], Codes(await Expand($"url={System}/grown")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_value_set_says_of_a_code_goes_before_what_the_system_says()
    {
        var expansion = await ExpandInline($$"""
            {"include":[{"system":"{{System}}","concept":[{"code":"cow","display":"Moo","designation":[{"language":"fr","value":"Vache"}]}]}]}
            """, """{"name":"includeDesignations","valueBoolean":true}""");
        Assert.Equal("Moo", Of(expansion, "cow")["display"]!.GetValue<string>());
        Assert.Equal(["Malkeko på marken", "Milk cow", "Vache"], Of(expansion, "cow")["designation"]!.AsArray().Select(d => d!["value"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal(["cow"], Codes(await ExpandInline($$"""{"include":[{"system":"{{System}}","concept":[{"code":"cow","display":"Moo"},{"code":"hen"}]}]}""", """{"name":"filter","valueString":"moo"}""")));
    }

    [Theory]
    [InlineData("milk", "cow")]
    [InlineData("COW mi", "cow")]
    [InlineData("malkeko paa", "")]
    [InlineData("mark pa malke", "cow")]
    [InlineData("anim", "animal flier")]
    [InlineData("a", "animal ox flier")]
    [InlineData("nimal", "")]
    [InlineData("hen", "hen")]
    [InlineData("   ", "animal mammal cow bat ox flier hen")]
    public async Task A_filter_is_words_in_any_order_by_their_beginnings(string filter, string codes) =>
        Assert.Equal(codes.Split(' ', StringSplitOptions.RemoveEmptyEntries), Codes(await Expand($"url={System}/all&filter={Uri.EscapeDataString(filter)}")));

    [Fact]
    public async Task An_expansion_is_paged()
    {
        var page = await Expand($"url={System}/all&offset=2&count=3");
        Assert.Equal(["cow", "bat", "ox"], Codes(page));
        Assert.Equal(7, page["expansion"]!["total"]!.GetValue<int>());
        Assert.Equal(2, page["expansion"]!["offset"]!.GetValue<int>());
        Assert.Empty(Codes(await Expand($"url={System}/all&count=0")));
        Assert.Empty(Codes(await Expand($"url={System}/all&offset=7&count=5")));
        var all = new List<string>();
        for (var offset = 0; offset < 7; offset += 2)
        {
            all.AddRange(Codes(await ExpandInline($$"""
                {"include":[{"system":"{{System}}","concept":[{"code":"hen"},{"code":"ox"}]},{"system":"{{System}}"}]}
                """, $$"""{"name":"offset","valueInteger":{{offset}}},{"name":"count","valueInteger":2}""")));
        }

        Assert.Equal(["hen", "ox", "animal", "mammal", "cow", "bat", "flier"], all);
        (await Api.Get($"ValueSet/$expand?url={System}/all&offset=-1")).Expect(400);
    }

    [Fact]
    public async Task Texts_come_in_the_language_that_is_asked_for()
    {
        var expansion = await Expand($"url={System}/all&displayLanguage=da&includeDesignations=true");
        Assert.Equal("Malkeko på marken", Of(expansion, "cow")["display"]!.GetValue<string>());
        Assert.Equal("Bat", Of(expansion, "bat")["display"]!.GetValue<string>());
        Assert.Contains("Milk cow", Of(expansion, "cow")["designation"]!.AsArray().Select(d => d!["value"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Codes_stand_below_others_when_that_is_asked_for()
    {
        var animal = (await Expand($"url={System}/all&excludeNested=false"))["expansion"]!["contains"]!.AsArray().Single()!;
        Assert.Equal("animal", animal["code"]!.GetValue<string>());
        Assert.Equal(["mammal", "flier"], animal["contains"]!.AsArray().Select(c => c!["code"]!.GetValue<string>()));
        Assert.Equal(["cow", "bat", "ox"], animal["contains"]![0]!["contains"]!.AsArray().Select(c => c!["code"]!.GetValue<string>()));
        Assert.Equal(["hen"], animal["contains"]![1]!["contains"]!.AsArray().Select(c => c!["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_newest_version_counts_unless_another_is_named()
    {
        await Give("CodeSystem", $"{Mark}-second", $$"""
            "url":"{{System}}","version":"1.10","status":"active","content":"complete","caseSensitive":true,"concept":[{"code":"cow","display":"Cow of today"}]
            """);
        await Give("CodeSystem", $"{Mark}-draft", $$"""
            "url":"{{System}}","version":"2","status":"draft","content":"complete","caseSensitive":true,"concept":[{"code":"yeti","display":"Yeti"}]
            """);
        string Of(string version) => version.Length == 0
            ? $$"""{"include":[{"system":"{{System}}"}]}"""
            : $$"""{"include":[{"system":"{{System}}","version":"{{version}}"}]}""";
        Assert.Equal(["cow"], Codes(await ExpandInline(Of(""))));
        Assert.Equal(["cow"], Codes(await ExpandInline(Of("1.10"))));
        Assert.Equal(["yeti"], Codes(await ExpandInline(Of("2"))));
        Assert.Equal(["yeti"], Codes(await ExpandInline(Of(""), $$"""{"name":"system-version","valueCanonical":"{{System}}|2"}""")));
        Assert.Equal(["cow"], Codes(await ExpandInline(Of("1.10"), $$"""{"name":"system-version","valueCanonical":"{{System}}|2"}""")));
        Assert.Equal(["yeti"], Codes(await ExpandInline(Of("1.10"), $$"""{"name":"force-system-version","valueCanonical":"{{System}}|2"}""")));
        (await Api.Post("ValueSet/$expand", Inline(Of("1.10"), $$"""{"name":"check-system-version","valueCanonical":"{{System}}|2"}"""))).Expect(400);
        Assert.Contains("1.10", (await Api.Post("ValueSet/$expand", Inline(Of("7")))).Expect(422).Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_a_set_or_system_is_seen_at_once()
    {
        await Give("ValueSet", $"{Mark}-set", $$""" "url":"{{System}}/set","status":"active","compose":{"include":[{"system":"{{System}}","concept":[{"code":"cow"}]}]} """);
        Assert.Equal(["cow"], Codes(await Expand($"url={System}/set")));
        await Give("ValueSet", $"{Mark}-set", $$""" "url":"{{System}}/set","status":"active","compose":{"include":[{"system":"{{System}}"}]} """);
        Assert.Equal(7, Codes(await Expand($"url={System}/set")).Count);
        await Give("CodeSystem", $"{Mark}-animals", $$""" "url":"{{System}}","status":"active","content":"complete","concept":[{"code":"cow","display":"Cow"}] """);
        Assert.Equal(["cow"], Codes(await Expand($"url={System}/set")));
        (await Api.Delete($"ValueSet/{Mark}-set")).Expect(204);
        (await Api.Get($"ValueSet/$expand?url={System}/set")).Expect(404);
    }

    [Fact]
    public async Task R4s_own_value_sets_are_expanded()
    {
        Assert.Equal(["male", "female", "other", "unknown"], Codes(await Expand("url=http://hl7.org/fhir/ValueSet/administrative-gender")));
        Assert.Equal(["female"], Codes(await Expand("url=http://hl7.org/fhir/ValueSet/administrative-gender&filter=fem")));
        Assert.Equal(["male", "female", "other", "unknown"], Codes(Of((await Api.Get("ValueSet/administrative-gender/$expand")).Expect(200))));
        Assert.Equal(["kvinde", "mand"], (await Expand("url=http://hl7.org/fhir/ValueSet/administrative-gender&displayLanguage=da"))["expansion"]!["contains"]!.AsArray()
            .Select(c => c!["display"]!.GetValue<string>().ToLowerInvariant()).Where(d => d is "mand" or "kvinde").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_has_no_end_or_is_not_here_is_refused_with_the_reason()
    {
        Assert.Equal("too-costly", (await Api.Get("ValueSet/$expand?url=http://unitsofmeasure.org/vs")).Expect(422).Issue["code"]!.GetValue<string>());
        Assert.Equal("not-found", (await Api.Get($"ValueSet/$expand?url=http://example.org/{Mark}/none")).Expect(404).Issue["code"]!.GetValue<string>());
        Assert.Contains("not here", (await Api.Post("ValueSet/$expand", Inline("""{"include":[{"system":"http://example.org/not-here"}]}"""))).Expect(422).Diagnostics, StringComparison.Ordinal);
        (await Api.Get("ValueSet/$expand")).Expect(400);
        (await Api.Get("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender&colour=red")).Expect(400);
        (await Api.Get("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender&count=many")).Expect(400);
        (await Api.Anonymous.Get("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender")).Expect(401);
    }

    private async Task<JsonNode> Expand(string query) => Of((await Api.Get($"ValueSet/$expand?{query}")).Expect(200));

    private async Task<JsonNode> ExpandInline(string compose, string parameters = "") => Of((await Api.Post("ValueSet/$expand", Inline(compose, parameters))).Expect(200));

    private static string Inline(string compose, string parameters = "") => $$"""
        {"resourceType":"Parameters","parameter":[{"name":"valueSet","resource":{"resourceType":"ValueSet","status":"active","compose":{{compose}}} }{{(parameters.Length > 0 ? "," : "")}}{{parameters}}]}
        """;

    private static JsonNode Of(Answer answer)
    {
        Assert.Equal("ValueSet", answer.Json["resourceType"]!.GetValue<string>());
        return answer.Json;
    }

    private static JsonNode Of(JsonNode expansion, string code) => expansion["expansion"]!["contains"]!.AsArray().Single(c => c!["code"]!.GetValue<string>() == code)!;

    private static List<string> Codes(JsonNode expansion) =>
        [.. (expansion["expansion"]!["contains"] as JsonArray ?? []).Select(c => c!["code"]!.GetValue<string>())];
}

public sealed class SqliteTerminologyExpand() : TerminologyExpandScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlTerminologyExpand() : TerminologyExpandScenarios(Dialect.PostgreSql);
