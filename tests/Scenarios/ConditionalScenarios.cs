using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>
/// Conditional create, update, patch, delete and read: https://hl7.org/fhir/R4/http.html#ccreate, #cond-update, #cdelete, #cread.
/// </summary>
public abstract class ConditionalScenarios(Dialect dialect) : ApiTest(dialect)
{
    private string Criteria => $"identifier=urn:test|{Mark}";

    [Fact]
    public async Task A_conditional_create_makes_one_and_then_gives_that_one()
    {
        var first = (await Create(Criteria)).Expect(201);
        var second = (await Create(Criteria)).Expect(200);
        Assert.Equal((first.Id, first.ETag, first.Headers["Location"]), (second.Id, second.ETag, second.Headers["Location"]));
        Assert.Equal([first.Id], await Walk($"Patient?{Criteria}"));
        (await Create($"?{Criteria}")).Expect(200);
        (await Create($"Patient?{Uri.EscapeDataString("identifier")}={Uri.EscapeDataString($"urn:test|{Mark}")}")).Expect(200);
        (await Create("identifier=urn:test|other-" + Mark)).Expect(201);
        (await Create(Criteria)).Expect(412);
        Assert.Equal(2, (await Walk($"Patient?{Criteria}")).Count);
    }

    [Theory]
    [InlineData("", 412)]
    [InlineData("?", 412)]
    [InlineData("_format=json", 412)]
    [InlineData("identifier=", 400)]
    [InlineData("colour=blue", 400)]
    [InlineData("identifier=a&colour=blue", 400)]
    [InlineData("_count=1", 400)]
    [InlineData("identifier=a&_sort=name", 400)]
    [InlineData("_include=Patient:organization", 400)]
    public async Task Criteria_that_do_not_say_which_resource_are_refused(string criteria, int status)
    {
        await Give("Patient", Mark, "\"active\":true");
        (await Create(criteria)).Expect(status);
        (await Api.Delete($"Patient?{criteria.TrimStart('?')}")).Expect(status);
        (await Api.Put($"Patient?{criteria.TrimStart('?')}", """{"resourceType":"Patient"}""")).Expect(400);
        (await Patch($"Patient?{criteria.TrimStart('?')}")).Expect(status);
        Assert.Equal("W/\"1\"", (await Api.Get($"Patient/{Mark}")).Expect(200).ETag);
    }

    [Fact]
    public async Task Racing_conditional_creates_make_one_resource()
    {
        for (var round = 0; round < 6; round++)
        {
            var criteria = $"identifier=urn:test|{Mark}-{round}";
            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Create(criteria, $"{Mark}-{round}")));
            Assert.All(answers, a => Assert.True(a.Status is 200 or 201, a.Text));
            Assert.Single(answers, a => a.Status == 201);
            Assert.Single(answers.Select(a => a.Id).Distinct());
            Assert.Single(await Walk($"Patient?{criteria}"));
        }
    }

    [Fact]
    public async Task Racing_conditional_creates_in_transactions_make_one_resource()
    {
        var entries = new[] { "a", "b", "c" }.Select(n => $$$"""
            {"fullUrl":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0{{{n}}}","resource":{"resourceType":"Patient","identifier":[{"system":"urn:test","value":"{{{Mark}}}-{{{n}}}"}]},"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=urn:test|{{{Mark}}}-{{{n}}}"}}
            """).ToList();
        var finding = $$$"""{"resource":{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient?identifier=urn:test|{{{Mark}}}-b"}},"request":{"method":"POST","url":"Observation"}}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            Api.Post("", $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{finding}},{{string.Join(',', i % 2 == 0 ? entries : Enumerable.Reverse(entries))}}]}""")));
        Assert.All(answers, a => a.Expect(200));
        Assert.Equal(3, answers.SelectMany(a => a.Entries.Skip(1)).Count(e => e["response"]!["status"]!.GetValue<string>() == "201 Created"));
        var named = Assert.Single(await Walk($"Patient?identifier=urn:test|{Mark}-b"));
        Assert.Equal(answers.Length, (await Walk($"Observation?subject=Patient/{named}")).Count); // each refers to the one, whoever made it
        foreach (var name in (string[])["a", "b", "c"])
        {
            Assert.Single(await Walk($"Patient?identifier=urn:test|{Mark}-{name}"));
        }
    }

    [Fact]
    public async Task A_conditional_update_creates_updates_or_refuses_by_the_number_of_matches()
    {
        var created = (await Api.Put($"Patient?{Criteria}", Body())).Expect(201);
        var updated = (await Api.Put($"Patient?{Criteria}", Body(members: ",\"active\":true"))).Expect(200);
        Assert.Equal((created.Id, "W/\"2\""), (updated.Id, updated.ETag));
        (await Api.Put($"Patient?{Criteria}", Body($"\"id\":\"{created.Id}\","))).Expect(200);
        Assert.Equal("Patient.id", (await Api.Put($"Patient?{Criteria}", Body("\"id\":\"another\","))).Expect(400).Issue["expression"]![0]!.GetValue<string>());

        // With an id and no match it is created under that id, unless that exists.
        var named = (await Api.Put($"Patient?identifier=urn:test|{Mark}-named", Body($"\"id\":\"{Mark}\","))).Expect(201);
        Assert.Equal(Mark, named.Id);
        (await Api.Put("Patient?identifier=urn:test|none", Body($"\"id\":\"{Mark}\","))).Expect(409);
        (await Api.Put($"Patient?{Criteria}", Body())).Expect(412);
        Assert.Equal("W/\"1\"", (await Api.Get($"Patient/{Mark}")).Expect(200).ETag);
    }

    [Fact]
    public async Task Racing_conditional_updates_make_one_resource_and_lose_none()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Api.Put($"Patient?{Criteria}", Body(members: $",\"multipleBirthInteger\":{i}"))));
        Assert.All(answers, a => Assert.True(a.Status is 200 or 201, a.Text));
        Assert.Single(answers, a => a.Status == 201);
        var id = Assert.Single(await Walk($"Patient?{Criteria}"));
        Assert.Equal("W/\"12\"", (await Api.Get($"Patient/{id}")).ETag);
    }

    [Fact]
    public async Task A_conditional_update_can_also_name_the_version()
    {
        (await Send(HttpMethod.Put, $"Patient?{Criteria}", Body(), ("If-Match", "W/\"1\""))).Expect(412);
        (await Api.Put($"Patient?{Criteria}", Body())).Expect(201);
        (await Send(HttpMethod.Put, $"Patient?{Criteria}", Body(), ("If-Match", "W/\"2\""))).Expect(412);
        (await Send(HttpMethod.Put, $"Patient?{Criteria}", Body(), ("If-Match", "W/\"1\""))).Expect(200);
        (await Send(HttpMethod.Put, $"Patient?{Criteria}", Body(), ("If-Match", "W/\"7\", W/\"2\""))).Expect(200);
        (await Send(HttpMethod.Put, $"Patient?{Criteria}", Body(), ("If-Match", "*"))).Expect(200);
    }

    [Fact]
    public async Task A_conditional_delete_deletes_one_and_refuses_several()
    {
        (await Api.Delete($"Patient?{Criteria}")).Expect(204);
        var created = (await Create(Criteria)).Expect(201);
        (await Api.Delete($"Patient?{Criteria}")).Expect(204);
        (await Api.Get($"Patient/{created.Id}")).Expect(410);
        (await Api.Post("Patient", Body())).Expect(201);
        (await Api.Post("Patient", Body())).Expect(201);
        (await Api.Delete($"Patient?{Criteria}")).Expect(412);
        Assert.Equal(2, (await Walk($"Patient?{Criteria}")).Count);
    }

    [Fact]
    public async Task A_conditional_patch_patches_the_one_match()
    {
        (await Patch($"Patient?{Criteria}")).Expect(404);
        (await Api.Post("Patient", Body())).Expect(201);
        Assert.True((await Patch($"Patient?{Criteria}")).Expect(200).Json["active"]!.GetValue<bool>());
        (await Api.Post("Patient", Body())).Expect(201);
        (await Patch($"Patient?{Criteria}")).Expect(412);
    }

    [Fact]
    public async Task If_None_Match_of_an_update_lets_only_the_first_through()
    {
        var body = $$"""{"resourceType":"Patient","id":"{{Mark}}"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Send(HttpMethod.Put, $"Patient/{Mark}", body, ("If-None-Match", "*"))));
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers, a => Assert.True(a.Status is 201 or 412, a.Text));
        (await Api.Delete($"Patient/{Mark}")).Expect(204);
        (await Send(HttpMethod.Put, $"Patient/{Mark}", body, ("If-None-Match", "*"))).Expect(201);
        (await Send(HttpMethod.Put, $"Patient/{Mark}", body, ("If-None-Match", "W/\"1\""))).Expect(400);
    }

    [Theory]
    [InlineData("If-None-Match", "W/\"2\"", 304)]
    [InlineData("If-None-Match", "\"2\"", 304)]
    [InlineData("If-None-Match", "W/\"7\", W/\"2\"", 304)]
    [InlineData("If-None-Match", "*", 304)]
    [InlineData("If-None-Match", "W/\"1\"", 200)]
    [InlineData("If-None-Match", "nonsense", 200)]
    [InlineData("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT", 304)]
    [InlineData("If-Modified-Since", "Fri, 01 Jan 1999 00:00:00 GMT", 200)]
    [InlineData("If-Modified-Since", "nonsense", 200)]
    public async Task What_the_client_has_already_is_not_sent_again(string header, string value, int status)
    {
        await Give("Patient", Mark, "\"active\":true");
        await Give("Patient", Mark, "\"active\":false");
        foreach (var path in (string[])[$"Patient/{Mark}", $"Patient/{Mark}/_history/2"])
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
            {
                var answer = (await Api.Send(method, path, (string?)null, (header, value))).Expect(status);
                Assert.Equal("W/\"2\"", answer.ETag);
                Assert.Equal(status == 304 || method == HttpMethod.Head, answer.Bytes.Length == 0);
            }
        }
    }

    [Fact]
    public async Task A_version_goes_before_a_time()
    {
        var answer = await Give("Patient", Mark, "\"active\":true");
        (await Send(HttpMethod.Get, $"Patient/{Mark}", null, ("If-Modified-Since", answer.Headers["Last-Modified"]))).Expect(304);
        (await Send(HttpMethod.Get, $"Patient/{Mark}", null, ("If-Modified-Since", answer.Headers["Last-Modified"]), ("If-None-Match", "W/\"9\""))).Expect(200);
    }

    private Task<Answer> Create(string criteria, string? value = null) =>
        Send(HttpMethod.Post, "Patient", $$"""{"resourceType":"Patient","identifier":[{"system":"urn:test","value":"{{value ?? Mark}}"}]}""", ("If-None-Exist", criteria));

    private Task<Answer> Patch(string path) =>
        Api.Send(HttpMethod.Patch, path, FhirClient.Content("""[{"op":"add","path":"/active","value":true}]"""u8.ToArray(), "application/json-patch+json"));

    private Task<Answer> Send(HttpMethod method, string path, string? body, params (string, string)[] headers) => Api.Send(method, path, body, headers);

    private string Body(string id = "", string members = "") => $$"""{"resourceType":"Patient",{{id}}"identifier":[{"system":"urn:test","value":"{{Mark}}"}]{{members}}}""";
}

public sealed class SqliteConditional() : ConditionalScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlConditional() : ConditionalScenarios(Dialect.PostgreSql);
