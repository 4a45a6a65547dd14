using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>https://hl7.org/fhir/R4/http.html#transaction: all or nothing, in the order of the specification.</summary>
public abstract class TransactionScenarios(Dialect dialect) : ApiTest(dialect)
{
    private const string Uuid = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a";

    [Fact]
    public async Task References_to_temporary_names_become_references_to_what_was_made()
    {
        var answer = (await Run(
            Entry("POST", "Observation", $$$"""{"resourceType":"Observation","status":"final","code":{"text":"{{{Uuid}}}"},"subject":{"reference":"{{{Uuid}}}"},"performer":[{"reference":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0b"},{"reference":"Practitioner/x"}],"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"}}"""),
            Entry("POST", "Patient", """{"resourceType":"Patient"}""", $"\"fullUrl\":\"{Uuid}\","),
            Entry("POST", "Practitioner", """{"resourceType":"Practitioner"}""", "\"fullUrl\":\"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0b\","))).Expect(200);
        Assert.Equal("transaction-response", answer.Json["type"]!.GetValue<string>());
        Assert.Equal(["201", "201", "201"], Statuses(answer));
        var patient = Locations(answer)[1];
        var observation = (await Api.Get(Locations(answer)[0])).Expect(200).Json;
        Assert.Equal(patient, observation["subject"]!["reference"]!.GetValue<string>());
        Assert.Equal(Locations(answer)[2], observation["performer"]![0]!["reference"]!.GetValue<string>());
        Assert.Equal("Practitioner/x", observation["performer"]![1]!["reference"]!.GetValue<string>());
        Assert.Equal(Uuid, observation["code"]!["text"]!.GetValue<string>());
        Assert.Equal([Locations(answer)[0].Split('/')[1]], (await Api.Get($"Observation?patient={patient}")).Expect(200).MatchIds);
    }

    [Fact]
    public async Task An_updated_entry_can_be_referred_to_by_its_temporary_name()
    {
        var answer = (await Run(
            Entry("PUT", $"Patient/{Mark}", $$"""{"resourceType":"Patient","id":"{{Mark}}"}""", $"\"fullUrl\":\"{Uuid}\","),
            Entry("POST", "Observation", $$$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"{{{Uuid}}}"}}"""))).Expect(200);
        Assert.Equal($"Patient/{Mark}", (await Api.Get(Locations(answer)[1])).Expect(200).Json["subject"]!["reference"]!.GetValue<string>());
    }

    [Fact]
    public async Task Two_that_point_at_each_other_are_made_together()
    {
        const string Other = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0c";
        var answer = (await Run(
            Entry("POST", "Patient", $$"""{"resourceType":"Patient","link":[{"other":{"reference":"{{Other}}"},"type":"seealso"}]}""", $"\"fullUrl\":\"{Uuid}\","),
            Entry("POST", "Patient", $$"""{"resourceType":"Patient","link":[{"other":{"reference":"{{Uuid}}"},"type":"seealso"}]}""", $"\"fullUrl\":\"{Other}\","))).Expect(200);
        var locations = Locations(answer);
        Assert.Equal(locations[1], (await Api.Get(locations[0])).Json["link"]![0]!["other"]!["reference"]!.GetValue<string>());
        Assert.Equal(locations[0], (await Api.Get(locations[1])).Json["link"]![0]!["other"]!["reference"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("POST", "Patient", """{"resourceType":"Patient","colour":"blue"}""", 400)]
    [InlineData("POST", "Patient", """{"resourceType":"Basic","code":{"text":"x"}}""", 400)]
    [InlineData("POST", "Patient", null, 400)]
    [InlineData("POST", "Foo", """{"resourceType":"Patient"}""", 400)]
    [InlineData("PUT", "Patient", """{"resourceType":"Patient"}""", 400)]
    [InlineData("PUT", "Patient/a b", """{"resourceType":"Patient"}""", 400)]
    [InlineData("PUT", "Patient/other", """{"resourceType":"Patient","id":"mismatch"}""", 400)]
    [InlineData("PATCH", "Patient/other", """{"resourceType":"Patient"}""", 400)]
    [InlineData("PUT", "Patient?colour=x", """{"resourceType":"Patient"}""", 400)]
    [InlineData("PUT", "Patient?", """{"resourceType":"Patient"}""", 412)]
    [InlineData("DELETE", "Patient?_sort=name", null, 400)]
    [InlineData("DELETE", "Patient?identifier=", null, 400)]
    [InlineData("PATCH", "Patient?identifier=none-such", """{"resourceType":"Parameters"}""", 404)]
    [InlineData("GET", "Patient/none-such", null, 404)]
    [InlineData("GET", "Patient?colour=blue", null, 400)]
    [InlineData("GET", "Foo/1", null, 404)]
    [InlineData("PUT", "Patient/other", """{"resourceType":"Patient"}""", 400)]
    public async Task One_bad_entry_and_nothing_is_written(string method, string url, string? resource, int status)
    {
        await Give("Patient", $"{Mark}-there", "\"active\":true");
        var refused = (await Run(
            Entry("PUT", $"Patient/{Mark}-new", $$"""{"resourceType":"Patient","id":"{{Mark}}-new"}"""),
            Entry("DELETE", $"Patient/{Mark}-there", null),
            Entry(method, url, resource))).Expect(status);
        Assert.NotEmpty(refused.Issue["diagnostics"]!.GetValue<string>());
        (await Api.Get($"Patient/{Mark}-new")).Expect(404);
        Assert.Equal("W/\"1\"", (await Api.Get($"Patient/{Mark}-there")).Expect(200).ETag);
    }

    [Fact]
    public async Task A_failed_precondition_undoes_all()
    {
        await Give("Patient", $"{Mark}-a", "\"active\":true");
        await Give("Patient", $"{Mark}-b", "\"active\":true");
        var refused = (await Run(
            Entry("PUT", $"Patient/{Mark}-a", $$"""{"resourceType":"Patient","id":"{{Mark}}-a"}"""),
            Entry("PUT", $"Patient/{Mark}-b", $$"""{"resourceType":"Patient","id":"{{Mark}}-b"}""", ifMatch: "W/\\\"7\\\""))).Expect(412);
        Assert.Equal("Bundle.entry[1]", refused.Issue["expression"]![0]!.GetValue<string>());
        Assert.Equal("W/\"1\"", (await Api.Get($"Patient/{Mark}-a")).Expect(200).ETag);
        (await Run(Entry("PUT", $"Patient/{Mark}-b", $$"""{"resourceType":"Patient","id":"{{Mark}}-b"}""", ifMatch: "W/\\\"1\\\""))).Expect(200);
        Assert.Empty((await Api.Get($"Patient?_id={Mark}-c")).Expect(200).MatchIds);
    }

    [Fact]
    public async Task Deletes_go_before_creates_before_updates_before_reads()
    {
        await Give("Basic", $"{Mark}-old", Tagged("old"));
        var answer = (await Run(
            Entry("GET", $"Basic?_tag={Mark}&_sort=_id", null),
            Entry("GET", $"Basic/{Mark}-put", null),
            Entry("PUT", $"Basic/{Mark}-put", $$"""{"resourceType":"Basic","id":"{{Mark}}-put",{{Tagged("put")}}}"""),
            Entry("POST", "Basic", $$"""{"resourceType":"Basic",{{Tagged("post")}}}"""),
            Entry("DELETE", $"Basic/{Mark}-old", null))).Expect(200);
        Assert.Equal(["200", "200", "201", "201", "204"], Statuses(answer));
        var seen = answer.Entries[0]["resource"]!["entry"]!.AsArray().Select(e => e!["resource"]!["code"]!["text"]!.GetValue<string>()).Order(StringComparer.Ordinal);
        Assert.Equal(["post", "put"], seen);
        Assert.Equal("put", answer.Entries[1]["resource"]!["code"]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_same_resource_twice_or_the_same_name_twice_is_refused()
    {
        var put = Entry("PUT", $"Patient/{Mark}", $$"""{"resourceType":"Patient","id":"{{Mark}}"}""");
        (await Run(put, put)).Expect(400);
        (await Run(put, Entry("DELETE", $"Patient/{Mark}", null))).Expect(400);
        var post = Entry("POST", "Patient", """{"resourceType":"Patient"}""", $"\"fullUrl\":\"{Uuid}\",");
        (await Run(post, post)).Expect(400);
        (await Api.Get($"Patient/{Mark}")).Expect(404);
    }

    [Fact]
    public async Task Only_transactions_and_batches_are_posted_to_the_server()
    {
        (await Api.Post("", """{"resourceType":"Bundle","type":"collection"}""")).Expect(400);
        (await Api.Post("", """{"resourceType":"Patient"}""")).Expect(400);
        (await Api.Post("", """{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"}}]}""")).Expect(400);
        (await Api.Post("", """{"resourceType":"Bundle","type":"transaction"}""")).Expect(200);
        (await Api.Post("", """{"resourceType":"Bundle","type":"batch"}""")).Expect(200);
    }

    [Fact]
    public async Task A_batch_does_what_it_can()
    {
        await Give("Patient", Mark, "\"active\":true");
        var answer = (await Send(
            "batch",
            Entry("GET", $"Patient/{Mark}", null),
            Entry("POST", "Patient", """{"resourceType":"Basic","code":{"text":"x"}}"""),
            Entry("PUT", $"Patient/{Mark}-b", $$"""{"resourceType":"Patient","id":"{{Mark}}-b"}"""),
            Entry("GET", $"Patient/{Mark}-absent", null),
            Entry("GET", $"Patient?_id={Mark}", null),
            Entry("DELETE", $"Patient/{Mark}", null),
            Entry("GET", $"Patient/{Mark}/_history/1", null),
            Entry("GET", "Patient?foo=1", null),
            Entry("PUT", $"Patient/{Mark}-b", $$"""{"resourceType":"Patient","id":"{{Mark}}-b"}""", ifMatch: "W/\\\"9\\\""))).Expect(200);
        Assert.Equal("batch-response", answer.Json["type"]!.GetValue<string>());
        Assert.Equal(["200", "400", "201", "404", "200", "204", "200", "400", "412"], Statuses(answer));
        Assert.Equal(Mark, answer.Entries[0]["resource"]!["id"]!.GetValue<string>());
        Assert.Equal("OperationOutcome", answer.Entries[1]["response"]!["outcome"]!["resourceType"]!.GetValue<string>());
        Assert.Equal(Mark, answer.Entries[4]["resource"]!["entry"]![0]!["resource"]!["id"]!.GetValue<string>());
        (await Api.Get($"Patient/{Mark}")).Expect(410);
        (await Api.Get($"Patient/{Mark}-b")).Expect(200);
    }

    [Fact]
    public async Task A_wrong_entry_of_a_batch_is_told_with_its_place_and_spoils_no_other()
    {
        var wrong = Entry("POST", "Patient", """{"resourceType":"Patient","colour":"blue"}""");
        var right = Entry("PUT", $"Patient/{Mark}", $$"""{"resourceType":"Patient","id":"{{Mark}}"}""");
        var answer = (await Send("batch", right, wrong, Entry("TAKE", "Patient/1", null), """{"fullUrl":"urn:x","colour":1}""")).Expect(200);
        Assert.Equal(["201 Created", "400 Bad Request", "400 Bad Request", "400 Bad Request"], answer.Entries.Select(e => e["response"]!["status"]!.GetValue<string>()));
        Assert.Equal("Bundle.entry[1].resource.colour", answer.Entries[1]["response"]!["outcome"]!["issue"]![0]!["expression"]![0]!.GetValue<string>());
        Assert.Null(answer.Entries[0]["response"]!["outcome"]);
        (await Api.Get($"Patient/{Mark}")).Expect(200);

        (await Send("transaction", Entry("PUT", $"Patient/{Mark}-t", $$"""{"resourceType":"Patient","id":"{{Mark}}-t"}"""), wrong)).Expect(400);
        (await Api.Get($"Patient/{Mark}-t")).Expect(404);
        (await Api.Post("", $$"""{"resourceType":"Bundle","type":"batch","colour":"blue","entry":[{{right}}]}""")).Expect(400);
    }

    [Fact]
    public async Task A_large_transaction_is_one()
    {
        var entries = Enumerable.Range(0, 1500).Select(i => Entry("PUT", $"Basic/{Mark}-{i}", $$"""{"resourceType":"Basic","id":"{{Mark}}-{{i}}",{{Tagged("x")}}}""")).ToArray();
        (await Run(entries)).Expect(200);
        Assert.Equal(1500, (await Api.Get($"Basic?_tag={Mark}&_count=0")).Expect(200).Total);
        (await Run([.. entries, Entry("POST", "Basic", """{"resourceType":"Basic"}""")])).Expect(400);
        Assert.Equal("W/\"1\"", (await Api.Get($"Basic/{Mark}-7")).Expect(200).ETag);
    }

    [Fact]
    public async Task Prefer_representation_returns_what_was_written()
    {
        var bundle = $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{Entry("POST", "Patient", """{"resourceType":"Patient","active":true}""")}}]}""";
        var answer = (await Api.Send(HttpMethod.Post, "", bundle, ("Prefer", "return=representation"))).Expect(200);
        Assert.True(answer.Entries[0]["resource"]!["active"]!.GetValue<bool>());
        Assert.Null((await Api.Post("", bundle)).Expect(200).Entries[0]["resource"]);
    }

    private static List<string> Statuses(Answer answer) => [.. answer.Entries.Select(e => e["response"]!["status"]!.GetValue<string>()[..3])];

    private static List<string> Locations(Answer answer) =>
        [.. answer.Entries.Select(e => string.Join('/', e["response"]!["location"]!.GetValue<string>().Split('/').TakeWhile(p => p != "_history")))];

    private static string Entry(string method, string url, string? resource, string fullUrl = "", string? ifMatch = null) =>
        $"{{{fullUrl}{(resource is null ? "" : $"\"resource\":{resource},")}\"request\":{{\"method\":\"{method}\",\"url\":\"{url}\"{(ifMatch is null ? "" : $",\"ifMatch\":\"{ifMatch}\"")}}}}}";

    private string Tagged(string text) => $$"""
        "meta":{"tag":[{"code":"{{Mark}}"}]},"code":{"text":"{{text}}"}
        """;

    private Task<Answer> Run(params string[] entries) => Send("transaction", entries);

    private Task<Answer> Send(string type, params string[] entries) =>
        Api.Post("", $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{string.Join(',', entries)}}]}""");
}

public sealed class SqliteTransaction() : TransactionScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlTransaction() : TransactionScenarios(Dialect.PostgreSql);
