using System.Text;
using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Links, conditions and answers in transactions and batches: https://hl7.org/fhir/R4/http.html#trules, #brules.</summary>
public abstract class BundleScenarios(Dialect dialect) : ApiTest(dialect)
{
    private const string Uuid = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a";
    private const string Oid = "urn:oid:1.2.3.4.5";
    private const string Address = "http://example.org/fhir/Organization/old";

    [Fact]
    public async Task Every_link_to_an_entry_is_renamed()
    {
        var answer = (await Run(
            Entry("POST", "Patient", """{"resourceType":"Patient"}""", fullUrl: Uuid),
            Entry("POST", "Practitioner", """{"resourceType":"Practitioner"}""", fullUrl: Oid),
            Entry("POST", "Organization", """{"resourceType":"Organization","id":"old","name":"x"}""", fullUrl: Address),
            Entry("POST", "DocumentReference", $$$"""
                {"resourceType":"DocumentReference","status":"current","subject":{"reference":"{{{Uuid}}}"},"author":[{"reference":"{{{Oid}}}"},{"reference":"Organization/old"},{"reference":"{{{Address}}}/_history/3"},{"reference":"Organization/elsewhere"}],
                "extension":[{"url":"urn:e","valueUri":"{{{Uuid}}}"},{"url":"urn:e","valueCanonical":"{{{Uuid}}}"},{"url":"urn:e","valueString":"{{{Uuid}}}"}],
                "content":[{"attachment":{"contentType":"text/plain","url":"{{{Address}}}"}}],
                "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"{{{Uuid}}}\">p &amp; q</a><img alt='x' src='{{{Address}}}'/><a href=\"#x\" title=\"{{{Uuid}}}\">{{{Uuid}}}</a></div>"}}
                """, fullUrl: "http://example.org/fhir/DocumentReference/d"))).Expect(200);
        var (patient, practitioner, organization) = (Named(answer, 0), Named(answer, 1), Named(answer, 2));
        var made = (await Api.Get(Named(answer, 3))).Expect(200).Json;
        Assert.Equal(patient, made["subject"]!["reference"]!.GetValue<string>());
        Assert.Equal([practitioner, organization, organization, "Organization/elsewhere"], made["author"]!.AsArray().Select(a => a!["reference"]!.GetValue<string>()));
        Assert.Equal(patient, made["extension"]![0]!["valueUri"]!.GetValue<string>());
        Assert.Equal(Uuid, made["extension"]![1]!["valueCanonical"]!.GetValue<string>());
        Assert.Equal(Uuid, made["extension"]![2]!["valueString"]!.GetValue<string>());
        Assert.Equal(organization, made["content"]![0]!["attachment"]!["url"]!.GetValue<string>());
        Assert.Equal(
            $"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"{patient}\">p &amp; q</a><img alt='x' src='{organization}'/><a href=\"#x\" title=\"{Uuid}\">{Uuid}</a></div>",
            made["text"]!["div"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_conditional_reference_finds_the_one_it_means()
    {
        await Give("Practitioner", Mark, $"\"identifier\":[{{\"system\":\"urn:test\",\"value\":\"{Mark}\"}}]");
        var observation = $$$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"performer":[{"reference":"Practitioner?identifier=urn:test|{{{Mark}}}"}]}""";
        foreach (var type in (string[])["transaction", "batch"])
        {
            var answer = (await Send(type, Entry("POST", "Observation", observation), Entry("POST", "Observation", observation))).Expect(200);
            Assert.Equal($"Practitioner/{Mark}", (await Api.Get(Named(answer, 1))).Expect(200).Json["performer"]![0]!["reference"]!.GetValue<string>());
        }

        var none = observation.Replace(Mark, Mark + "-none", StringComparison.Ordinal);
        var refused = (await Run(Entry("PUT", $"Patient/{Mark}", $$"""{"resourceType":"Patient","id":"{{Mark}}"}"""), Entry("POST", "Observation", none))).Expect(412);
        Assert.Equal("Bundle.entry[1].resource", refused.Issue["expression"]![0]!.GetValue<string>());
        (await Api.Get($"Patient/{Mark}")).Expect(404);
        await Give("Practitioner", $"{Mark}-2", $"\"identifier\":[{{\"system\":\"urn:test\",\"value\":\"{Mark}\"}}]");
        (await Run(Entry("POST", "Observation", observation))).Expect(412);
        (await Run(Entry("POST", "Observation", observation.Replace("identifier", "colour", StringComparison.Ordinal)))).Expect(400);
        (await Run(Entry("POST", "Observation", observation.Replace($"?identifier=urn:test|{Mark}", "?", StringComparison.Ordinal)))).Expect(412);
    }

    [Fact]
    public async Task A_conditional_reference_is_resolved_behind_what_the_transaction_changes()
    {
        string Named_(string name) => $"\"identifier\":[{{\"system\":\"urn:test\",\"value\":\"{Mark}-{name}\"}}]";
        string Patient(string name, string? id = null) => $"{{\"resourceType\":\"Patient\",{(id is null ? "" : $"\"id\":\"{id}\",")}{Named_(name)}}}";
        string Visit(string patient, string name) => $$$"""{"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},{{{Named_(name)}}},"subject":{"reference":"Patient?identifier=urn:test|{{{Mark}}}-{{{patient}}}"}}""";
        string About(string reference) => Entry("POST", "Observation", $$$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"{{{(reference.StartsWith('P') ? "subject" : "encounter")}}}":{"reference":"{{{reference}}}"}}""");
        string Finding(string name) => About($"Patient?identifier=urn:test|{Mark}-{name}");
        async Task<string> Subject(Answer answer, int entry, string element = "subject") => (await Api.Get(Named(answer, entry))).Expect(200).Json[element]!["reference"]!.GetValue<string>();

        // What it makes, also by way of what refers so itself, and whatever the order of the entries.
        var made = (await Run(About($"Encounter?identifier=urn:test|{Mark}-visit"), Finding("new"), Entry("POST", "Encounter", Visit("new", "visit")), Entry("POST", "Patient", Patient("new")))).Expect(200);
        Assert.Equal((Named(made, 3), Named(made, 3), Named(made, 2)), (await Subject(made, 1), await Subject(made, 2), await Subject(made, 0, "encounter")));
        (await Run(Finding("new"), Entry("POST", "Patient", Patient("new")))).Expect(412); // that are two now

        // What it changes, as it is then.
        await Give("Patient", $"{Mark}-a", Named_("before"));
        var changed = (await Run(Entry("PUT", $"Patient/{Mark}-a", Patient("after", $"{Mark}-a")), Finding("after"))).Expect(200);
        Assert.Equal($"Patient/{Mark}-a", await Subject(changed, 1));
        (await Run(Entry("PUT", $"Patient/{Mark}-a", Patient("once-more", $"{Mark}-a")), Finding("after"))).Expect(412);

        // Not what it deletes, but what comes in its place.
        (await Run(Entry("DELETE", $"Patient/{Mark}-a"), Finding("after"))).Expect(412);
        (await Api.Get($"Patient/{Mark}-a")).Expect(200);
        var replaced = (await Run(Finding("after"), Entry("POST", "Patient", Patient("after")), Entry("DELETE", $"Patient/{Mark}-a"))).Expect(200);
        Assert.Equal(Named(replaced, 1), await Subject(replaced, 0));

        // What cannot be told beforehand is asked of the database; what that has not yet is to be named otherwise.
        string ByChain(string name) => About($"Encounter?subject:Patient.identifier=urn:test|{Mark}-{name}");
        Assert.Equal(Named(made, 2), await Subject((await Run(ByChain("new"), Entry("POST", "Encounter", Visit("after", "another")))).Expect(200), 0, "encounter"));
        (await Run(ByChain("new"), Entry("POST", "Encounter", Visit("new", "third")))).Expect(412);
        Assert.Contains("fullUrl", (await Run(ByChain("none"), Entry("POST", "Encounter", Visit("new", "third")))).Expect(412).Diagnostics, StringComparison.Ordinal);
        Assert.Empty((await Api.Get($"Encounter?identifier=urn:test|{Mark}-third")).Expect(200).MatchIds);
    }

    [Fact]
    public async Task Criteria_do_not_find_what_the_transaction_deletes()
    {
        var members = $"\"identifier\":[{{\"system\":\"urn:test\",\"value\":\"{Mark}\"}}]";
        await Give("Patient", Mark, members);
        var creation = Entry("POST", "Patient", $"{{\"resourceType\":\"Patient\",{members}}}", more: $"\"ifNoneExist\":\"identifier=urn:test|{Mark}\"");
        var made = (await Run(creation, Entry("DELETE", $"Patient/{Mark}"))).Expect(200);
        Assert.Equal(["201 Created", "204 No Content"], Statuses(made));
        Assert.NotEqual($"Patient/{Mark}", Named(made, 0));

        // By criteria too, and for an update. What is left is found as ever.
        var update = Entry("PUT", $"Patient?identifier=urn:test|{Mark}", $"{{\"resourceType\":\"Patient\",{members}}}");
        var again = (await Run(update, Entry("DELETE", $"Patient?identifier=urn:test|{Mark}"))).Expect(200);
        Assert.Equal(["201 Created", "204 No Content"], Statuses(again));
        Assert.Equal(["200 OK"], Statuses((await Run(creation)).Expect(200)));
        Assert.Equal([Named(again, 0)[8..]], (await Api.Get($"Patient?identifier=urn:test|{Mark}")).Expect(200).MatchIds);
    }

    [Fact]
    public async Task References_with_the_servers_own_address_are_as_relative_ones()
    {
        await Give("Patient", $"{Mark}-p", "\"active\":true");
        var server = (await Api.Get($"Patient?_id={Mark}-p")).Expect(200).Json["link"]![0]!["url"]!.GetValue<string>().Split("/Patient?")[0];
        string Observation(string id) => $$"""
            {"resourceType":"Observation","id":"{{Mark}}-{{id}}","status":"final","code":{"text":"x"},"subject":{"reference":"{{server}}/Patient/{{Mark}}-p"},"performer":[{"reference":"https://elsewhere.example.org/fhir/Patient/{{Mark}}-p"}]}
            """;
        (await Api.Put($"Observation/{Mark}-put", Observation("put"))).Expect(201);
        (await Run(Entry("PUT", $"Observation/{Mark}-entry", Observation("entry")))).Expect(200);
        await Give("Observation", $"{Mark}-patched", """
            "status":"final","code":{"text":"x"}
            """);
        (await Api.Send(HttpMethod.Patch, $"Observation/{Mark}-patched", FhirClient.Content(Encoding.UTF8.GetBytes($$"""[{"op":"add","path":"/subject","value":{"reference":"{{server}}/Patient/{{Mark}}-p"} }]"""), "application/json-patch+json"))).Expect(200);
        foreach (var search in (string[])[$"Observation?subject=Patient/{Mark}-p", $"Observation?patient={server}/Patient/{Mark}-p", $"Patient/{Mark}-p/Observation", $"Patient/{Mark}-p/*?_type=Observation&subject={server}/Patient/{Mark}-p"])
        {
            Assert.Equal([$"{Mark}-entry", $"{Mark}-patched", $"{Mark}-put"], (await Api.Get(search)).Expect(200).MatchIds.Order(StringComparer.Ordinal));
        }

        var stored = (await Api.Get($"Observation/{Mark}-put")).Json;
        Assert.Equal($"Patient/{Mark}-p", stored["subject"]!["reference"]!.GetValue<string>());
        Assert.StartsWith("https://elsewhere.example.org", stored["performer"]![0]!["reference"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conditions_of_entries_hold()
    {
        string Patient(string value, string id = "") => $$"""{"resourceType":"Patient",{{id}}"identifier":[{"system":"urn:test","value":"{{Mark}}-{{value}}"}]}""";
        await Give("Patient", $"{Mark}-there", $"\"identifier\":[{{\"system\":\"urn:test\",\"value\":\"{Mark}-there\"}}]");
        await Give("Patient", $"{Mark}-gone", $"\"identifier\":[{{\"system\":\"urn:test\",\"value\":\"{Mark}-gone\"}}]");
        var answer = (await Run(
            Entry("POST", "Patient", Patient("there"), fullUrl: Uuid, more: $"\"ifNoneExist\":\"identifier=urn:test|{Mark}-there\""),
            Entry("POST", "Patient", Patient("new"), more: $"\"ifNoneExist\":\"identifier=urn:test|{Mark}-new\""),
            Entry("PUT", $"Patient?identifier=urn:test|{Mark}-put", Patient("put")),
            Entry("DELETE", $"Patient?identifier=urn:test|{Mark}-gone"),
            Entry("DELETE", $"Patient?identifier=urn:test|{Mark}-none"),
            Entry("PUT", $"Patient/{Mark}-fresh", Patient("fresh", $"\"id\":\"{Mark}-fresh\","), more: "\"ifNoneMatch\":\"*\""),
            Entry("POST", "Basic", $$$"""{"resourceType":"Basic","code":{"text":"x"},"subject":{"reference":"{{{Uuid}}}"}}"""))).Expect(200);
        Assert.Equal(["200 OK", "201 Created", "201 Created", "204 No Content", "204 No Content", "201 Created", "201 Created"], Statuses(answer));
        Assert.Equal($"Patient/{Mark}-there/_history/1", answer.Entries[0]["response"]!["location"]!.GetValue<string>());
        Assert.Equal($"Patient/{Mark}-there", (await Api.Get(Named(answer, 6))).Expect(200).Json["subject"]!["reference"]!.GetValue<string>());
        (await Api.Get($"Patient/{Mark}-gone")).Expect(410);

        // Once more: what was made is found, and what must be new is not.
        var taken = (await Run(Entry("PUT", $"Patient/{Mark}-fresh", Patient("fresh", $"\"id\":\"{Mark}-fresh\","), more: "\"ifNoneMatch\":\"*\""))).Expect(412);
        Assert.Equal("Bundle.entry[0]", taken.Issue["expression"]![0]!.GetValue<string>());
        Assert.Equal(["200 OK"], Statuses((await Run(Entry("PUT", $"Patient?identifier=urn:test|{Mark}-put", Patient("put")))).Expect(200)));
        (await Run(Entry("PUT", $"Patient?identifier=urn:test|{Mark}-put", Patient("put"), more: "\"ifMatch\":\"W/\\\"1\\\"\""))).Expect(412);
        (await Run(Entry("PUT", $"Patient?identifier=urn:test|{Mark}-put", Patient("put"), more: "\"ifMatch\":\"W/\\\"2\\\"\""))).Expect(200);
    }

    [Fact]
    public async Task Entries_that_mean_the_same_resource_are_refused()
    {
        await Give("Patient", Mark, $"\"identifier\":[{{\"system\":\"urn:test\",\"value\":\"{Mark}\"}}]");
        var byId = Entry("PUT", $"Patient/{Mark}", $$"""{"resourceType":"Patient","id":"{{Mark}}"}""");
        var bySearch = Entry("DELETE", $"Patient?identifier=urn:test|{Mark}");
        Assert.Equal("Bundle.entry[0]", (await Run(byId, bySearch)).Expect(400).Issue["expression"]![0]!.GetValue<string>());
        var creation = Entry("POST", "Patient", """{"resourceType":"Patient"}""", more: $"\"ifNoneExist\":\"identifier=urn:test|{Mark}-new\"");
        (await Run(creation, creation)).Expect(400);
        Assert.Equal("W/\"1\"", (await Api.Get($"Patient/{Mark}")).Expect(200).ETag);
    }

    [Fact]
    public async Task Criteria_that_find_what_another_entry_writes_are_refused_whatever_the_order()
    {
        string Patient(string name, string more = "") => $"{{\"resourceType\":\"Patient\",{more}\"identifier\":[{{\"system\":\"urn:test\",\"value\":\"{Mark}-{name}\"}}]}}";
        string Creation(string name) => Entry("POST", "Patient", Patient(name), more: $"\"ifNoneExist\":\"identifier=urn:test|{Mark}-{name}\"");
        async Task Refused(string conditional, string other, string place)
        {
            Assert.Equal($"Bundle.entry[1].request.{place}", (await Run(other, conditional)).Expect(400).Issue["expression"]![0]!.GetValue<string>());
            var refused = (await Run(conditional, other)).Expect(400);
            Assert.Equal($"Bundle.entry[0].request.{place}", refused.Issue["expression"]![0]!.GetValue<string>());
            Assert.Contains("entry 1 ", refused.Diagnostics, StringComparison.Ordinal);
        }

        var post = Entry("POST", "Patient", Patient("a"));
        var update = Entry("PUT", $"Patient?identifier=urn:test|{Mark}-a", Patient("a"));
        var put = Entry("PUT", $"Patient/{Mark}-x", Patient("a", $"\"id\":\"{Mark}-x\","));
        await Refused(update, post, "url");
        await Refused(update, put, "url");
        await Refused(Creation("a"), post, "ifNoneExist");
        (await Run(update, Entry("PUT", $"Patient?identifier={Mark}-a", Patient("a")))).Expect(400);
        Assert.Empty((await Api.Get($"Patient?identifier=urn:test|{Mark}-a")).Expect(200).MatchIds);

        // Nor where it is there already, and the transaction makes another.
        await Give("Patient", $"{Mark}-y", $"\"identifier\":[{{\"system\":\"urn:test\",\"value\":\"{Mark}-a\"}}]");
        await Refused(Creation("a"), post, "ifNoneExist");
        await Refused(update, post, "url");

        // What only the database can tell.
        string Visit(string more = "") => Entry("POST", "Encounter", $$$"""{"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/{{{Mark}}}-y"}}""", more: more.Length == 0 ? null : more);
        await Refused(Visit($"\"ifNoneExist\":\"subject:Patient.identifier=urn:test|{Mark}-a\""), Visit(), "ifNoneExist");

        // Others go through; and a creation is done before an update, of which it knows nothing.
        Assert.Equal(["200 OK", "201 Created", "201 Created"], Statuses((await Run(update, Creation("b"), Entry("POST", "Patient", Patient("c")))).Expect(200)));
        Assert.Equal(["201 Created", "201 Created"], Statuses((await Run(Entry("PUT", $"Patient/{Mark}-z", Patient("d", $"\"id\":\"{Mark}-z\",")), Creation("d"))).Expect(200)));
    }

    [Fact]
    public async Task Reads_in_a_transaction_see_what_it_wrote_and_their_failure_undoes_it()
    {
        await Give("Patient", $"{Mark}-a", "\"active\":true");
        var put = Entry("PUT", $"Patient/{Mark}-b", $$"""{"resourceType":"Patient","id":"{{Mark}}-b","active":true}""");
        var answer = (await Run(
            Entry("GET", $"Patient/{Mark}-b"),
            Entry("HEAD", $"Patient/{Mark}-b"),
            Entry("GET", $"Patient?_id={Mark}-a,{Mark}-b&_sort=_id&_elements=active"),
            Entry("GET", $"Patient/{Mark}-b/_history"),
            Entry("GET", $"Patient/{Mark}-b/_history/1"),
            Entry("GET", $"Patient/{Mark}-a", more: "\"ifNoneMatch\":\"W/\\\"1\\\"\""),
            Entry("GET", $"Patient/{Mark}-a", more: "\"ifModifiedSince\":\"2100-01-01T00:00:00Z\""),
            put)).Expect(200);
        Assert.Equal(["200 OK", "200 OK", "200 OK", "200 OK", "200 OK", "304 Not Modified", "304 Not Modified", "201 Created"], Statuses(answer));
        Assert.True(answer.Entries[0]["resource"]!["active"]!.GetValue<bool>());
        Assert.Equal("W/\"1\"", answer.Entries[0]["response"]!["etag"]!.GetValue<string>());
        Assert.Null(answer.Entries[1]["resource"]);
        Assert.Equal([$"{Mark}-a", $"{Mark}-b"], answer.Entries[2]["resource"]!["entry"]!.AsArray().Select(e => e!["resource"]!["id"]!.GetValue<string>()));
        Assert.Equal("SUBSETTED", answer.Entries[2]["resource"]!["entry"]![0]!["resource"]!["meta"]!["tag"]![0]!["code"]!.GetValue<string>());
        Assert.Equal("history", answer.Entries[3]["resource"]!["type"]!.GetValue<string>());
        Assert.Equal($"{Mark}-b", answer.Entries[4]["resource"]!["id"]!.GetValue<string>());
        Assert.All((int[])[5, 6], i => Assert.Null(answer.Entries[i]["resource"]));

        var failed = (await Run(Entry("DELETE", $"Patient/{Mark}-a"), Entry("GET", $"Patient/{Mark}-a"))).Expect(410);
        Assert.Equal("Bundle.entry[1]", failed.Issue["expression"]![0]!.GetValue<string>());
        (await Api.Get($"Patient/{Mark}-a")).Expect(200);
        (await Run(Entry("GET", $"Patient/{Mark}-none"))).Expect(404);
    }

    [Fact]
    public async Task A_batch_answers_each_entry_with_a_status_line_and_an_outcome()
    {
        await Give("Patient", Mark, "\"active\":true");
        var answer = (await Send(
            "batch",
            Entry("GET", $"Patient/{Mark}-none"),
            Entry("PUT", $"Patient/{Mark}", $$"""{"resourceType":"Patient","id":"{{Mark}}"}""", more: "\"ifMatch\":\"W/\\\"9\\\"\""),
            Entry("POST", "Patient", """{"resourceType":"Patient","gender":"blue"}"""),
            Entry("DELETE", "Patient?colour=blue"),
            Entry("GET", "Foo?x=1"),
            Entry("PUT", $"Patient/{Mark}", """{"resourceType":"Patient"}"""),
            Entry("DELETE", $"Patient/{Mark}"),
            Entry("GET", $"Patient/{Mark}"),
            Entry("GET", $"Patient/{Mark}/_history"),
            """{"resource":{"resourceType":"Patient"}}""")).Expect(200);
        Assert.Equal(
            ["404 Not Found", "412 Precondition Failed", "422 Unprocessable Entity", "400 Bad Request", "404 Not Found", "400 Bad Request", "204 No Content", "410 Gone", "200 OK", "400 Bad Request"],
            Statuses(answer));
        for (var i = 0; i < answer.Entries.Count; i++)
        {
            var response = answer.Entries[i]["response"]!;
            if (response["status"]!.GetValue<string>()[0] == '4')
            {
                var issue = response["outcome"]!["issue"]![0]!;
                Assert.NotEmpty(issue["diagnostics"]!.GetValue<string>());
                Assert.StartsWith($"Bundle.entry[{i}]", issue["expression"]![0]!.GetValue<string>(), StringComparison.Ordinal);
            }
        }

        Assert.Equal("W/\"2\"", answer.Entries[6]["response"]!["etag"]!.GetValue<string>());
        Assert.Null(answer.Entries[6]["response"]!["location"]);
    }

    [Fact]
    public async Task Entries_call_operations_and_search_everywhere()
    {
        await Give("Patient", Mark, "\"active\":true");
        await Give("Observation", Mark, $"\"status\":\"final\",\"code\":{{\"text\":\"x\"}},\"subject\":{{\"reference\":\"Patient/{Mark}\"}}");
        var server = (await Api.Get("metadata")).Expect(200).Json["implementation"]!["url"]!.GetValue<string>();
        string[] reads =
        [
            Entry("GET", $"Patient/{Mark}/Observation"),
            Entry("GET", $"{server}/Patient/{Mark}"),
            Entry("GET", $"?_type=Patient,Observation&_id={Mark}"),
            Entry("POST", $"Patient/_search?_id={Mark}"),
            Entry("GET", $"_history?_count=1"),
        ];
        string[] calls =
        [
            Entry("GET", $"Patient/{Mark}/$everything"),
            Entry("GET", "metadata?_format=xml"),
            Entry("POST", "Patient/$validate", """{"resourceType":"Patient","gender":"blue"}"""),
            Entry("GET", $"Patient/{Mark}-none/$everything"),
            Entry("GET", "$no-such"),
        ];
        var answer = (await Send("batch", [.. reads, .. calls])).Expect(200);
        Assert.Equal(["200 OK", "200 OK", "200 OK", "200 OK", "200 OK", "200 OK", "200 OK", "200 OK", "404 Not Found", "404 Not Found"], Statuses(answer));
        Assert.Equal([Mark], Ids(answer.Entries[0]));
        Assert.Equal(Mark, answer.Entries[1]["resource"]!["id"]!.GetValue<string>());
        Assert.Equal([Mark, Mark], Ids(answer.Entries[2]));
        Assert.Equal([Mark], Ids(answer.Entries[3]));
        Assert.Equal([Mark, Mark], Ids(answer.Entries[5]));
        Assert.Equal("CapabilityStatement", answer.Entries[6]["resource"]!["resourceType"]!.GetValue<string>());
        Assert.Equal("error", answer.Entries[7]["resource"]!["issue"]![0]!["severity"]!.GetValue<string>());
        Assert.Equal("OperationOutcome", answer.Entries[8]["response"]!["outcome"]!["resourceType"]!.GetValue<string>());
        Assert.Equal(["200 OK", "200 OK", "200 OK", "200 OK", "200 OK"], Statuses((await Run(reads)).Expect(200)));
        (await Run(calls[0])).Expect(501);

        static IEnumerable<string> Ids(JsonNode entry) => entry["resource"]!["entry"]!.AsArray().Select(e => e!["resource"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_servers_own_definitions_are_read_as_they_are_by_themselves()
    {
        string[] names = ["OperationDefinition/Resource-validate", "SearchParameter/Patient-identifier"];
        foreach (var type in (string[])["batch", "transaction"])
        {
            var answer = (await Send(type, [.. names.Select(n => Entry("GET", n))])).Expect(200);
            Assert.Equal(["200 OK", "200 OK"], Statuses(answer));
            foreach (var (name, entry) in names.Zip(answer.Entries))
            {
                Assert.True(JsonNode.DeepEquals((await Api.Get(name)).Expect(200).Json, entry["resource"]), entry.ToJsonString());
                Assert.Null(entry["response"]!["etag"]);
            }
        }

        Assert.Equal(["404 Not Found"], Statuses(await Send("batch", Entry("GET", "OperationDefinition/none"))));
    }

    [Theory]
    [InlineData("return=minimal", false, false)]
    [InlineData("return=representation", true, false)]
    [InlineData("return=OperationOutcome", false, true)]
    public async Task Entries_return_what_is_preferred(string prefer, bool hasResource, bool hasOutcome)
    {
        var bundle = Bundle("transaction", Entry("PUT", $"Patient/{Mark}", $$"""{"resourceType":"Patient","id":"{{Mark}}"}"""), Entry("POST", "Patient", """{"resourceType":"Patient"}"""));
        var answer = (await Api.Send(HttpMethod.Post, "", bundle, ("Prefer", prefer))).Expect(200);
        Assert.All(answer.Entries, e =>
        {
            Assert.Equal(hasResource, e["resource"] is not null);
            Assert.Equal(hasOutcome, e["response"]!["outcome"] is not null);
            Assert.NotNull(e["response"]!["location"]);
            Assert.NotNull(e["response"]!["lastModified"]);
        });
    }

    [Fact]
    public async Task More_entries_than_the_limit_are_refused() =>
        (await Api.Post("", Bundle("batch", [.. Enumerable.Repeat(Entry("GET", "Patient/1"), 20_001)]))).Expect(413);

    private static List<string> Statuses(Answer answer) => [.. answer.Entries.Select(e => e["response"]!["status"]!.GetValue<string>())];

    private static string Named(Answer answer, int entry) => string.Join('/', answer.Entries[entry]["response"]!["location"]!.GetValue<string>().Split('/').Take(2));

    private static string Entry(string method, string url, string? resource = null, string? fullUrl = null, string? more = null) =>
        $"{{{(fullUrl is null ? "" : $"\"fullUrl\":\"{fullUrl}\",")}{(resource is null ? "" : $"\"resource\":{resource},")}\"request\":{{\"method\":\"{method}\",\"url\":\"{url}\"{(more is null ? "" : "," + more)}}}}}";

    private static string Bundle(string type, params string[] entries) => $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{string.Join(',', entries)}}]}""";

    private Task<Answer> Run(params string[] entries) => Send("transaction", entries);

    private Task<Answer> Send(string type, params string[] entries) => Api.Post("", Bundle(type, entries));
}

public sealed class SqliteBundle() : BundleScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlBundle() : BundleScenarios(Dialect.PostgreSql);
