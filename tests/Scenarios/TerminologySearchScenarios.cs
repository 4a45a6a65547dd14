using System.Globalization;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Terminology behind searches and in what the server says of itself; every answer is a correct resource.</summary>
public abstract class TerminologySearchScenarios(Dialect dialect) : ApiTest(dialect)
{
    // More than a search is handed one by one.
    private const int Many = 2600;

    private string System => $"http://example.org/{Mark}/tests";

    [Fact]
    public async Task Searches_ask_hierarchies_and_value_sets_of_any_size()
    {
        var below = string.Join(',', Enumerable.Range(0, Many).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"code":"b{{i}}","display":"Test {{i}}"}""")));
        await Give("CodeSystem", $"{Mark}-tests", $$"""
            "url":"{{System}}","status":"active","content":"complete","caseSensitive":true,"valueSet":"{{System}}/all",
            "concept":[{"code":"blood","concept":[{{below}}]},{"code":"urine","concept":[{"code":"u1"},{"code":"u2"}]}]
            """);
        await Give("ValueSet", $"{Mark}-some", $$""" "url":"{{System}}/some","status":"active","compose":{"include":[{"system":"{{System}}","filter":[{"property":"concept","op":"is-a","value":"blood"}]},{"system":"{{System}}","concept":[{"code":"u1"}]}]} """);
        foreach (var code in new[] { "blood", "b0", "b2599", "urine", "u1", "u2" })
        {
            await Give("Observation", $"{Mark}-{code}", $$""" "status":"final","code":{"coding":[{"system":"{{System}}","code":"{{code}}"}]} """);
        }

        await Give("Observation", $"{Mark}-other", """ "status":"final","code":{"coding":[{"system":"http://example.org/other","code":"b0"}]} """);
        var all = $"_id={string.Join(',', new[] { "blood", "b0", "b2599", "urine", "u1", "u2", "other" }.Select(c => $"{Mark}-{c}"))}";
        await Finds($"Observation?{all}&code:below={System}|blood", "blood", "b0", "b2599");
        await Finds($"Observation?{all}&code:below={System}|urine", "urine", "u1", "u2");
        await Finds($"Observation?{all}&code:below={System}|u1", "u1");
        await Finds($"Observation?{all}&code:above={System}|u1", "urine", "u1");
        await Finds($"Observation?{all}&_filter=code ss {System}|urine", "urine", "u1", "u2"); // what is sought subsumes what is there
        await Finds($"Observation?{all}&_filter=code sb {System}|u1", "urine", "u1");
        await Give("Observation", $"{Mark}-bare", """ "status":"final","code":{"coding":[{"code":"u1"}]} """);
        await Finds($"Observation?_id={Mark}-bare,{Mark}-u1&code:in={System}/some", "u1"); // a Coding without a system is of none
        await Finds($"Observation?{all}&code:in={System}/some", "blood", "b0", "b2599", "u1");
        await Finds($"Observation?{all}&code:in=ValueSet/{Mark}-some", "blood", "b0", "b2599", "u1");
        await Finds($"Observation?{all}&code:not-in={System}/some", "urine", "u2", "other");
        await Finds($"Observation?{all}&code:in={System}/all", "blood", "b0", "b2599", "urine", "u1", "u2");
        (await Api.Get($"Observation?code:in={System}/none")).Expect(400);
        (await Api.Get($"Observation?code:below=http://example.org/{Mark}/none|x")).Expect(400);
    }

    [Fact]
    public async Task A_resource_that_loses_its_concepts_loses_its_codes()
    {
        await Give("CodeSystem", $"{Mark}-lost", $$""" "url":"{{System}}/lost","status":"active","content":"complete","concept":[{"code":"a"}] """);
        (await Api.Get($"CodeSystem/$lookup?system={System}/lost&code=a")).Expect(200);
        await Give("CodeSystem", $"{Mark}-lost", $$""" "url":"{{System}}/lost","status":"active","content":"not-present" """);
        (await Api.Get($"CodeSystem/$lookup?system={System}/lost&code=a")).Expect(404);
    }

    [Fact]
    public async Task A_large_code_system_is_stored_whole()
    {
        var concepts = string.Join(',', Enumerable.Range(0, 12_000).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"code":"n{{i}}","display":"Number {{i}}"}""")));
        foreach (var text in new[] { "first", "second" })
        {
            await Give("CodeSystem", $"{Mark}-large", $$""" "url":"{{System}}/large","version":"{{text}}","status":"active","content":"complete","valueSet":"{{System}}/large/all","concept":[{{concepts}}] """);
            var expansion = (await Api.Get($"ValueSet/$expand?url={System}/large/all&filter=number%2011999&count=5")).Expect(200).Json["expansion"]!;
            Assert.Equal(1, expansion["total"]!.GetValue<int>());
            Assert.Equal(text, expansion["contains"]![0]!["version"]!.GetValue<string>());
        }

        (await Api.Delete($"CodeSystem/{Mark}-large")).Expect(204);
        (await Api.Get($"ValueSet/$expand?url={System}/large/all&count=5")).Expect(404);
    }

    [Theory]
    [InlineData("metadata")]
    [InlineData("metadata?mode=terminology")]
    [InlineData("OperationDefinition/ValueSet-expand")]
    [InlineData("OperationDefinition/CodeSystem-lookup")]
    [InlineData("OperationDefinition/ConceptMap-translate")]
    [InlineData("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender&includeDesignations=true&includeDefinition=true&displayLanguage=da&date=2026-01-01&count=2&offset=1&activeOnly=true")]
    [InlineData("ValueSet/$validate-code?url=http://hl7.org/fhir/ValueSet/administrative-gender&system=http://hl7.org/fhir/administrative-gender&code=female")]
    [InlineData("CodeSystem/$lookup?system=http://hl7.org/fhir/administrative-gender&code=female")]
    [InlineData("CodeSystem/$subsumes?system=http://hl7.org/fhir/administrative-gender&codeA=female&codeB=male")]
    [InlineData("ConceptMap/$translate?system=http://hl7.org/fhir/administrative-gender&code=female")]
    public async Task Answers_are_correct_resources(string path)
    {
        var answer = (await Api.Get(path)).Expect(200);
        Assert.Empty(FhirDocument.Parse(answer.Bytes).Issues.Where(i => i.Severity == IssueSeverity.Error).Select(i => $"{i.Expression}: {i.Message}"));
    }

    [Fact]
    public async Task The_server_says_what_its_terminology_can_do()
    {
        var capabilities = (await Api.Get("metadata")).Expect(200).Json;
        foreach (var (type, code) in new[] { ("ValueSet", "expand"), ("ValueSet", "validate-code"), ("CodeSystem", "validate-code"), ("CodeSystem", "lookup"), ("CodeSystem", "subsumes"), ("ConceptMap", "translate") })
        {
            var operations = capabilities["rest"]![0]!["resource"]!.AsArray().Single(r => r!["type"]!.GetValue<string>() == type)!["operation"]!.AsArray();
            Assert.Equal($"http://hl7.org/fhir/OperationDefinition/{type}-{code}", operations.Single(o => o!["name"]!.GetValue<string>() == code)!["definition"]!.GetValue<string>());
        }

        await Give("CodeSystem", $"{Mark}-told", $$""" "url":"{{System}}/told","version":"7","status":"active","content":"complete","concept":[{"code":"a"}] """);
        var terminology = (await Api.Get("metadata?mode=terminology")).Expect(200).Json;
        var told = terminology["codeSystem"]!.AsArray().Single(s => s!["uri"]!.GetValue<string>() == $"{System}/told")!;
        Assert.Equal("7", told["version"]![0]!["code"]!.GetValue<string>());
        Assert.Contains("http://hl7.org/fhir/administrative-gender", terminology["codeSystem"]!.AsArray().Select(s => s!["uri"]!.GetValue<string>()));
        (await Api.Get("metadata?mode=nonsense")).Expect(400);
    }
}

public sealed class SqliteTerminologySearch() : TerminologySearchScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlTerminologySearch() : TerminologySearchScenarios(Dialect.PostgreSql);
