using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>What is written is checked: structure (400), R4's rules and claimed profiles (422). See docs/decisions/2026-11-22-what-a-write-is-checked-for.md.</summary>
public abstract class ValidationScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Theory]
    [InlineData("Appointment", """ "status":"booked","participant":[{"actor":{"reference":"Patient/x"},"status":"accepted"}] """, "Rule app-3", "Appointment")]
    [InlineData("Patient", """ "gender":"blue" """, "gender", "Patient.gender")]
    [InlineData("Patient", """ "contact":[{"gender":"male"}] """, "Rule pat-1", "Patient.contact[0]")]
    [InlineData("Observation", """ "status":"final","code":{"text":"x"},"valueString":"x","dataAbsentReason":{"text":"x"} """, "Rule obs-6", "Observation")]
    [InlineData("Patient", """ "managingOrganization":{"reference":"Patient/x"} """, "Organization", "Patient.managingOrganization")]
    [InlineData("Patient", """ "generalPractitioner":[{"reference":"#none"}] """, "Rule ref-1", "Patient.generalPractitioner[0]")]
    [InlineData("Patient", """ "meta":{"profile":["http://hl7.dk/fhir/core/StructureDefinition/dk-core-patient"]},"name":[{"given":["x"]}] """, "identifier", "Patient.identifier")]
    public async Task What_breaks_a_rule_is_refused_by_every_way_of_writing(string type, string members, string message, string place)
    {
        var resource = $$"""{"resourceType":"{{type}}","id":"{{Mark}}",{{members}}}""";
        foreach (var answer in new[]
        {
            await Api.Put($"{type}/{Mark}", resource),
            await Api.Post(type, resource),
            await Api.Put($"{type}?_id={Mark}", resource),
        })
        {
            var issue = Assert.Single(answer.Expect(422).Json["issue"]!.AsArray(), i => i!["severity"]!.GetValue<string>() == "error" && i["diagnostics"]!.GetValue<string>().Contains(message, StringComparison.Ordinal))!;
            Assert.Equal(place, issue["expression"]![0]!.GetValue<string>());
        }

        var entry = $$$"""{"resource":{{{resource}}},"request":{"method":"PUT","url":"{{{type}}}/{{{Mark}}}"}}""";
        var refused = (await Api.Post("", $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{entry}}]}""")).Expect(422);
        Assert.StartsWith("Bundle.entry[0].resource", refused.Issue["expression"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        var batch = (await Api.Post("", $$"""{"resourceType":"Bundle","type":"batch","entry":[{{entry}}]}""")).Expect(200);
        Assert.Equal("422 Unprocessable Entity", batch.Entries[0]["response"]!["status"]!.GetValue<string>());
        (await Api.Get($"{type}/{Mark}")).Expect(404);
    }

    [Fact]
    public async Task What_refers_to_the_server_itself_is_checked_like_everything_else()
    {
        await Give("Observation", Mark, "\"status\":\"final\",\"code\":{\"text\":\"x\"}");
        var server = (await Api.Get("Patient?_id=none")).Expect(200).Json["link"]![0]!["url"]!.GetValue<string>().Split("/Patient?")[0];
        var members = $"\"code\":{{\"text\":\"x\"}},\"subject\":{{\"reference\":\"{server}/Patient/s1\"}}";
        var resource = $$"""{"resourceType":"Observation","id":"{{Mark}}","status":"bogus",{{members}}}""";
        (await Api.Post("Observation", resource)).Expect(422);
        (await Api.Put($"Observation/{Mark}", resource)).Expect(422);
        (await Api.Post("", $$$"""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{{{resource}}},"request":{"method":"POST","url":"Observation"}}]}""")).Expect(422);
        using var patch = FhirClient.Content(System.Text.Encoding.UTF8.GetBytes($$"""[{"op":"replace","path":"/status","value":"bogus"},{"op":"add","path":"/subject","value":{"reference":"{{server}}/Patient/s1"} }]"""), "application/json-patch+json");
        (await Api.Send(HttpMethod.Patch, $"Observation/{Mark}", patch)).Expect(422);
        var made = (await Api.Post("Observation", resource.Replace("bogus", "final", StringComparison.Ordinal))).Expect(201);
        Assert.Equal("Patient/s1", made.Json["subject"]!["reference"]!.GetValue<string>());
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var refused = (await Api.Post("Patient", """{"resourceType":"Patient","gender":"blue","contact":[{"gender":"male"}],"managingOrganization":{"reference":"Patient/x"}}""")).Expect(422);
        Assert.Equal(3, refused.Json["issue"]!.AsArray().Count(i => i!["severity"]!.GetValue<string>() == "error"));
    }

    [Fact]
    public async Task What_is_not_known_here_is_no_error()
    {
        await Give("Patient", Mark, "\"meta\":{\"profile\":[\"http://example.org/profile\"]},\"extension\":[{\"url\":\"http://example.org/extension\",\"valueString\":\"x\"}],\"maritalStatus\":{\"coding\":[{\"system\":\"http://example.org/codes\",\"code\":\"x\"}]}");
        (await Api.Put($"Patient/{Mark}", $$"""{"resourceType":"Patient","id":"{{Mark}}","modifierExtension":[{"url":"http://example.org/modifier","valueString":"x"}]}""")).Expect(422);
    }

    [Fact]
    public async Task A_profile_that_is_stored_counts_from_then_on()
    {
        var url = $"http://example.org/StructureDefinition/{Mark}";
        var claim = $"{{\"resourceType\":\"Patient\",\"meta\":{{\"profile\":[\"{url}\"]}}}}";
        (await Api.Post("Patient", claim)).Expect(201);
        await Give("StructureDefinition", Mark, $$"""
            "url":"{{url}}","name":"Born","status":"active","fhirVersion":"4.0.1","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint",
            "differential":{"element":[{"id":"Patient.birthDate","path":"Patient.birthDate","min":1}]}
            """);
        var refused = (await Api.Post("Patient", claim)).Expect(422);
        Assert.Contains(refused.Json["issue"]!.AsArray(), i => i!["severity"]!.GetValue<string>() == "error" && i["diagnostics"]!.GetValue<string>().Contains("birthDate", StringComparison.Ordinal));
        (await Api.Post("Patient", claim.Replace("]}}", "]},\"birthDate\":\"2000-01-01\"}", StringComparison.Ordinal))).Expect(201);

        // To add the claim is a write too.
        var label = $$$"""{"resourceType":"Parameters","parameter":[{"name":"meta","valueMeta":{"profile":["{{{url}}}"]}}]}""";
        await Give("Patient", Mark, "\"active\":true");
        Assert.Contains((await Api.Post($"Patient/{Mark}/$meta-add", label)).Expect(422).Json["issue"]!.AsArray(), i => i!["diagnostics"]!.GetValue<string>().Contains("birthDate", StringComparison.Ordinal));
        Assert.Equal("W/\"1\"", (await Api.Get($"Patient/{Mark}")).Expect(200).ETag);
        await Give("Patient", Mark, "\"birthDate\":\"2000-01-01\"");
        (await Api.Post($"Patient/{Mark}/$meta-add", label)).Expect(200);
        (await Api.Delete($"StructureDefinition/{Mark}")).Expect(204);
        (await Api.Post("Patient", claim)).Expect(201);
    }

    [Fact]
    public async Task What_is_wrong_is_told_in_the_language_that_is_asked_for()
    {
        async Task<string[]> Told(HttpMethod method, string path, string body, string type, string language)
        {
            using var content = FhirClient.Content(System.Text.Encoding.UTF8.GetBytes(body), type);
            var answer = await Api.Send(method, path, content, ("Accept-Language", language));
            var outcome = answer.Json["resourceType"]!.GetValue<string>() == "Bundle" ? answer.Entries[0]["response"]!["outcome"]! : answer.Json;
            return [.. outcome["issue"]!.AsArray().Select(i => i!["diagnostics"]!.GetValue<string>())];
        }

        await Give("Patient", Mark, "\"active\":true");
        const string Unknown = """{"resourceType":"Patient","nope":1}""";
        const string Against = """{"resourceType":"Patient","gender":"blue"}""";
        var entry = $$$"""{"resource":{{{Unknown}}},"request":{"method":"POST","url":"Patient"}}""";
        foreach (var (method, path, body, type) in new (HttpMethod, string, string, string)[]
        {
            (HttpMethod.Post, "Patient", Unknown, FhirClient.FhirJson),
            (HttpMethod.Post, "Patient", "{\"resourceType\":", FhirClient.FhirJson),
            (HttpMethod.Put, $"Patient/{Mark}", Unknown, FhirClient.FhirJson),
            (HttpMethod.Post, "Patient", Against, FhirClient.FhirJson),
            (HttpMethod.Patch, $"Patient/{Mark}", """[{"op":"add","path":"/nope","value":1}]""", "application/json-patch+json"),
            (HttpMethod.Patch, $"Patient/{Mark}", """[{"op":"add","path":"/gender","value":"blue"}]""", "application/json-patch+json"),
            (HttpMethod.Post, "", $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{entry}}]}""", FhirClient.FhirJson),
            (HttpMethod.Post, "", $$"""{"resourceType":"Bundle","type":"batch","entry":[{{entry}}]}""", FhirClient.FhirJson),
        })
        {
            var english = await Told(method, path, body, type, "en, da;q=0.5");
            var danish = await Told(method, path, body, type, "da-DK, en;q=0.5");
            Assert.Equal(english.Length, danish.Length);
            Assert.All(english.Zip(danish), pair => Assert.NotEqual(pair.First, pair.Second));
            Assert.Equal(english, await Told(method, path, body, type, "fr"));
        }
    }

    [Fact]
    public async Task Warnings_are_told_to_those_who_ask()
    {
        var told = (await Api.Send(HttpMethod.Post, "Patient", """{"resourceType":"Patient","meta":{"profile":["http://example.org/profile"]}}""", ("Prefer", "return=OperationOutcome"))).Expect(201);
        Assert.Equal(["information", "warning"], told.Json["issue"]!.AsArray().Select(i => i!["severity"]!.GetValue<string>()));
    }
}

public sealed class SqliteValidation() : ValidationScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlValidation() : ValidationScenarios(Dialect.PostgreSql);
