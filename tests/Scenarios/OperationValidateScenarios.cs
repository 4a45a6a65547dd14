using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>$validate: https://hl7.org/fhir/R4/resource-operation-validate.html.</summary>
public abstract class OperationValidateScenarios(Dialect dialect) : ApiTest(dialect)
{
    private const string Right = """{"resourceType":"Observation","status":"final","code":{"text":"x"}}""";
    private const string Wrong = """{"resourceType":"Observation","status":"no-such-status","code":{"text":"x"},"value":3}""";

    [Fact]
    public async Task A_right_resource_answers_that_all_is_well()
    {
        var answer = (await Api.Post("Observation/$validate", Right)).Expect(200);
        Assert.Equal(("information", "OperationOutcome"), (answer.Issue["severity"]!.GetValue<string>(), answer.Json["resourceType"]!.GetValue<string>()));
        (await Api.Get($"Observation?_id={Mark}")).Expect(200);
    }

    [Fact]
    public async Task A_wrong_resource_answers_200_with_what_is_wrong_and_where()
    {
        foreach (var body in (string[])[Wrong, Wrapped(Wrong)])
        {
            var answer = (await Api.Post("Observation/$validate", body)).Expect(200);
            Assert.True(Errors(answer) >= 2, answer.Text);
            Assert.Contains("Observation.status", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Findings_are_told_in_the_language_that_is_asked_for()
    {
        var danish = await Api.Send(HttpMethod.Post, "Observation/$validate", Right, ("Accept-Language", "da-DK, en;q=0.5"));
        var english = await Api.Send(HttpMethod.Post, "Observation/$validate", Right, ("Accept-Language", "en"));
        Assert.NotEqual(danish.Expect(200).Diagnostics, english.Expect(200).Diagnostics);
    }

    [Fact]
    public async Task What_is_no_resource_cannot_be_checked()
    {
        (await Api.Post("Observation/$validate", "{\"resourceType\":")).Expect(400);
        (await Api.Post("Observation/$validate", Parameters("{\"name\":\"mode\",\"valueCode\":\"create\"}"))).Expect(400);
        (await Api.Post("NoSuchType/$validate", Right)).Expect(404);
        (await Api.Post("Observation/$validate?mode=guess", Right)).Expect(400);
    }

    [Fact]
    public async Task A_profile_is_followed_and_an_unknown_one_is_an_error()
    {
        const string Patient = """{"resourceType":"Patient","birthDate":"1970-01-01"}""";
        var danish = Uri.EscapeDataString("http://hl7.dk/fhir/core/StructureDefinition/dk-core-patient");
        Assert.True(Errors((await Api.Post($"Patient/$validate?profile={danish}", Patient)).Expect(200)) > 0);
        Assert.Equal(0, Errors((await Api.Post("Patient/$validate", Patient)).Expect(200)));
        var unknown = (await Api.Post("Patient/$validate?profile=http://example.org/none", Patient)).Expect(400);
        Assert.Equal("not-supported", unknown.Issue["code"]!.GetValue<string>());
        (await Api.Post("Patient/$validate?mode=profile", Patient)).Expect(400);

        const string Base = "http://hl7.org/fhir/StructureDefinition/";
        Assert.Equal(0, Errors((await Api.Post($"Patient/$validate?profile={Base}Patient", Patient)).Expect(200)));
        Assert.Equal(0, Errors((await Api.Post($"Patient/$validate?profile={Base}DomainResource%7C4.0.1", Patient)).Expect(200)));
        Assert.Equal(1, Errors((await Api.Post($"Patient/$validate?profile={Base}Observation", Patient)).Expect(200)));
        (await Api.Post($"Patient/$validate?profile={Base}Patient%7C5.0.0", Patient)).Expect(400);
    }

    [Fact]
    public async Task A_stored_profile_counts_from_the_moment_it_is_stored()
    {
        var url = $"http://example.org/{Mark}";
        const string Basic = """{"resourceType":"Basic","code":{"text":"x"}}""";
        (await Api.Post($"Basic/$validate?profile={url}", Basic)).Expect(400);
        await Give("StructureDefinition", Mark, $$"""
            "url":"{{url}}","name":"Mine","status":"active","kind":"resource","abstract":false,"type":"Basic","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Basic","derivation":"constraint",
            "differential":{"element":[{"id":"Basic","path":"Basic"},{"id":"Basic.subject","path":"Basic.subject","min":1}]}
            """);
        var bad = (await Api.Post($"Basic/$validate?profile={url}", Basic)).Expect(200);
        Assert.True(Errors(bad) == 1 && bad.Text.Contains("subject", StringComparison.Ordinal), bad.Text);
        (await Api.Delete($"StructureDefinition/{Mark}")).Expect(204);
        (await Api.Post($"Basic/$validate?profile={url}", Basic)).Expect(400);
    }

    [Fact]
    public async Task The_mode_tells_whether_the_write_would_pass()
    {
        await Give("Observation", Mark, "\"status\":\"final\",\"code\":{\"text\":\"x\"}");
        Assert.Equal(0, Errors((await Api.Post($"Observation/{Mark}/$validate?mode=update", Right.Replace("{\"res", $"{{\"id\":\"{Mark}\",\"res", StringComparison.Ordinal))).Expect(200)));
        Assert.Equal(1, Errors((await Api.Post($"Observation/{Mark}/$validate?mode=update", Right.Replace("{\"res", "{\"id\":\"other\",\"res", StringComparison.Ordinal))).Expect(200)));
        Assert.Equal(1, Errors((await Api.Post($"Observation/{Mark}/$validate?mode=update", Right)).Expect(200)));
        Assert.Equal(1, Errors((await Api.Post("Patient/$validate?mode=create", Right)).Expect(200)));
        Assert.Equal(0, Errors((await Api.Post($"Observation/{Mark}/$validate", Parameters("{\"name\":\"mode\",\"valueCode\":\"delete\"}"))).Expect(200)));
        Assert.Equal("warning", (await Api.Post($"Observation/{Mark}none/$validate?mode=delete", "")).Expect(200).Issue["severity"]!.GetValue<string>());
        (await Api.Post("Observation/$validate?mode=delete", "")).Expect(400);
        Assert.Equal(1, (await Api.Get($"Observation/{Mark}/_history")).Total ?? (await Api.Get($"Observation/{Mark}/_history")).Entries.Count);
    }

    [Fact]
    public async Task A_stored_resource_is_checked_as_it_is()
    {
        await Give("Patient", Mark, "\"active\":true");
        Assert.Equal(0, Errors((await Api.Get($"Patient/{Mark}/$validate")).Expect(200)));
        (await Api.Get($"Patient/{Mark}none/$validate")).Expect(404);
    }

    private static string Wrapped(string resource) => Parameters($"{{\"name\":\"resource\",\"resource\":{resource}}}");

    private static string Parameters(string parameter) => $"{{\"resourceType\":\"Parameters\",\"parameter\":[{parameter}]}}";

    private static int Errors(Answer answer) => answer.Json["issue"]!.AsArray().Count(i => i!["severity"]!.GetValue<string>() is "error" or "fatal");
}

public sealed class SqliteOperationValidate() : OperationValidateScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlOperationValidate() : OperationValidateScenarios(Dialect.PostgreSql);
