using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Access.Log;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios;

/// <summary>Every access is in the log before its answer leaves, with who, why, on what ground, and what.</summary>
public abstract class AccessLogScenarios(Dialect dialect) : HostedTest(dialect)
{
    private static readonly Caller Nurse = new(CallerKind.Staff, "Practitioner/nurse", "Nurse", "nurse", "Organization/ward");
    private static readonly Caller Security = new(CallerKind.Staff, "Practitioner/security", "Security", "security");
    private static readonly Caller You = new(CallerKind.Citizen, "Patient/you", "You", "citizen");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var id in (string[])["me", "you"])
        {
            await Give("Patient", id, "\"birthDate\":\"1980-01-01\"");
            await Give("Observation", $"{id}-1", $$"""
                "status":"final","code":{"coding":[{"code":"x"}]},"subject":{"reference":"Patient/{{id}}"}
                """);
        }

        await Give("Encounter", "stay", """
            "status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/me"},"serviceProvider":{"reference":"Organization/ward"}
            """);
    }

    [Fact]
    public async Task A_look_is_in_the_log_with_its_ground_and_its_rule()
    {
        var read = (await As(Nurse).Get("Observation/me-1")).Expect(200);
        Assert.Equal("staff-treatment-relation", read.Headers["X-Access-Rule"]);
        var look = (await Log(Me, "Patient/me")).First(e => Code(e) == "read");
        Assert.Equal("Practitioner/nurse", look["agent"]![0]!["who"]!["reference"]!.GetValue<string>());
        Assert.EndsWith("/staff-treatment-relation", look["agent"]![0]!["policy"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("Organization/ward", look["agent"]![1]!["who"]!["reference"]!.GetValue<string>());
        Assert.Equal(["Observation/me-1/_history/1", "Encounter/stay"], On(look));
    }

    [Fact]
    public async Task An_export_is_in_the_log_of_everybody_whose_data_it_took()
    {
        var kickOff = (await Api.Send(HttpMethod.Get, "$export?_type=Observation", (string?)null, ("Prefer", "respond-async"))).Expect(202);
        for (var i = 0; i < 200 && (await Log(Me, "Patient/me")).All(e => Code(e) != "export"); i++)
        {
            await Task.Delay(50, Ct);
        }

        var mine = (await Log(Me, "Patient/me")).First(e => Code(e) == "export");
        Assert.Equal(["Observation/me-1/_history/1"], On(mine));
        Assert.Equal("Device/test", mine["agent"]![0]!["who"]!["reference"]!.GetValue<string>());
        Assert.Equal(["Observation/you-1/_history/1"], On((await Log(You, "Patient/you")).First(e => Code(e) == "export")));
        Assert.NotNull(kickOff.Headers["Content-Location"]);
    }

    [Fact]
    public async Task A_search_is_in_the_log_with_what_it_showed_and_tells_nobody_of_others()
    {
        (await Api.Get("Observation?code=x&_include=Observation:subject")).Expect(200);
        var mine = (await Log(Me, "Patient/me")).First(e => Code(e) == "search");
        Assert.Equal(["Observation/me-1/_history/1", "Patient/me/_history/1"], On(mine));
        Assert.DoesNotContain("you", mine.ToJsonString(), StringComparison.Ordinal);
        var all = (await Log(Security, "Patient/me")).First(e => Code(e) == "search");
        Assert.Equal(4, On(all).Count(o => o.Length > 0));
        var query = all["entity"]!.AsArray().Single(e => e!["query"] is not null)!["query"]!.GetValue<string>();
        var asked = Encoding.UTF8.GetString(Convert.FromBase64String(query));
        Assert.StartsWith("Observation?", asked, StringComparison.Ordinal);
        Assert.Contains("code=x", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_try_is_in_the_log_of_whom_it_was_about()
    {
        (await As(Nurse).Get("Observation/you-1")).Expect(404);
        Assert.Equal("8", (await Log(You, "Patient/you")).First(e => Code(e) == "denied")["outcome"]!.GetValue<string>());

        // What is not there leaves the same trace as what is hidden: an answer that waits for no entry would tell them apart by its time.
        var before = (await Log(Security, "Practitioner/nurse")).Count(e => Code(e) == "denied");
        (await As(Nurse).Get("Observation/nowhere")).Expect(404);
        (await As(Nurse).Get("Observation/nowhere/_history")).Expect(404);
        (await As(Nurse).Get("Observation/you-1/_history")).Expect(404);
        Assert.Equal(before + 3, (await Log(Security, "Practitioner/nurse")).Count(e => Code(e) == "denied"));
        Assert.Equal(2, (await Log(You, "Patient/you")).Count(e => Code(e) == "denied"));
        var refused = (await As(new Caller(CallerKind.Staff, "Practitioner/porter", "Porter", "porter")).Get("Observation?patient=you")).Expect(403);
        Assert.Equal("porter-no-patient-data", refused.Headers["X-Access-Rule"]);
        Assert.Contains(await Log(Security, "Practitioner/porter"), e => Code(e) == "denied");
    }

    [Fact]
    public async Task A_refused_write_is_in_the_log_of_whom_it_was_about()
    {
        async Task<(int Theirs, int Mine)> Tries() => ((await Log(You, "Patient/you")).Count(e => Code(e) == "denied"), (await Log(Security, "Practitioner/nurse")).Count(e => Code(e) == "denied"));
        string Body(string id, string patient) => $$"""
            {"resourceType":"Observation","id":"{{id}}","status":"final","code":{"text":"y"},"subject":{"reference":"Patient/{{patient}}"} }
            """;
        string Entry(string method, string url, string? body = null) => $"{{\"request\":{{\"method\":\"{method}\",\"url\":\"{url}\"}}{(body is null ? "" : $",\"resource\":{body}")}}}";
        string Batch(params string[] entries) => $$"""{"resourceType":"Bundle","type":"batch","entry":[{{string.Join(',', entries)}}]}""";
        var nurse = As(Nurse);

        // Hidden and not there alike: an entry each, of the first to the patient as well.
        (await nurse.Put("Observation/you-1", Body("you-1", "me"))).Expect(404);
        (await nurse.Delete("Observation/you-1")).Expect(404);
        Assert.Equal((2, 2), await Tries());
        (await nurse.Put("Observation/nowhere", Body("nowhere", "me"))).Expect(404);
        (await nurse.Delete("Observation/nowhere")).Expect(404);
        Assert.Equal((2, 4), await Tries());

        // What would be written into somebody's record; and that of one's own patient is not written either.
        (await nurse.Post("Observation", Body("x", "you"))).Expect(403);
        Assert.Equal((3, 5), await Tries());

        // A batch is answered 200, whatever became of its entries.
        (await nurse.Post("", Batch(Entry("PUT", "Observation/you-1", Body("you-1", "me")), Entry("DELETE", "Observation/you-1"), Entry("POST", "Observation", Body("x", "you")), Entry("GET", "Observation/you-1")))).Expect(200);
        Assert.Equal((7, 9), await Tries());
        var porter = As(new Caller(CallerKind.Staff, "Practitioner/porter", "Porter", "porter"));
        (await porter.Post("", Batch([.. Enumerable.Range(0, 300).Select(i => Entry("GET", $"Patient/p{i}")), Entry("PUT", "Observation/you-1", Body("you-1", "me")), Entry("GET", "Patient/you/$everything")]))).Expect(200);
        var refused = Assert.Single(await Log(Security, "Practitioner/porter"), e => Code(e) == "denied");
        Assert.Equal("porter-no-patient-data", Rule(refused));
        var asked = Encoding.UTF8.GetString(Convert.FromBase64String(refused["entity"]!.AsArray().Single(e => e!["query"] is not null)!["query"]!.GetValue<string>()));
        Assert.StartsWith("302 of a batch: GET Patient/p0, GET Patient/p1, ", asked, StringComparison.Ordinal);

        // Whoever asks the store outside of a request leaves one too.
        Assert.False((await Store.Delete(Nurse, "Observation", "you-1", null, Ct)).IsOk);
        Assert.Equal((8, 10), await Tries());
    }

    [Fact]
    public async Task What_belongs_to_a_record_is_seen_and_logged_like_it()
    {
        const string Text = "\"contentType\":\"text/plain\",\"data\":\"YWJj\"";
        string Of(string context) => $"{Text},\"securityContext\":{{\"reference\":\"{context}\"}}";
        var (nurse, me, you, other) = (As(Nurse), As(Me), As(You), As(Nurse with { Reference = "Practitioner/colleague", Organization = "Organization/elsewhere" }));
        foreach (var patient in (string[])["me", "you"])
        {
            await Give("DocumentReference", patient, $$"""
                "status":"current","subject":{"reference":"Patient/{{patient}}"},"date":"2026-06-01T00:00:00Z","content":[{"attachment":{"url":"Binary/{{patient}}-of-document"} }]
                """);
            await Give("Binary", $"{patient}-of-document", Of($"DocumentReference/{patient}"));
            await Give("Binary", $"{patient}-of-patient", Of($"Patient/{patient}"));
        }

        await Give("Binary", "loose", Text);
        foreach (var id in (string[])["me-of-document", "me-of-patient"])
        {
            foreach (var caller in (FhirClient[])[nurse, me])
            {
                (await caller.Get($"Binary/{id}")).Expect(200);
                (await caller.Get($"Binary/{id}/_history/1")).Expect(200);
                Assert.Equal([id], (await caller.Get($"Binary?_id={id}")).Expect(200).MatchIds);
            }

            foreach (var caller in (FhirClient[])[you, other])
            {
                (await caller.Get($"Binary/{id}")).Expect(404);
                (await caller.Get($"Binary/{id}/_history/1")).Expect(404);
                Assert.Empty((await caller.Get($"Binary?_id={id}")).Expect(200).MatchIds);
            }
        }

        Assert.Equal(["me-of-document", "me-of-patient"], (await me.Get("Binary")).Expect(200).MatchIds.Order(StringComparer.Ordinal));
        (await me.Get("Binary/loose")).Expect(404);
        (await As(Me with { Client = "app", Scopes = "patient/Binary.rs", LaunchPatient = "Patient/me" }).Get("Binary/me-of-document")).Expect(200);
        (await As(Nurse with { Client = "app", Scopes = "patient/Binary.rs", LaunchPatient = "Patient/you" }).Get("Binary/me-of-document")).Expect(404);
        Assert.Contains(await Log(Me, "Patient/me"), e => Code(e) == "read" && On(e)[0] == "Binary/me-of-document/_history/1" && e["agent"]![0]!["who"]!["reference"]!.GetValue<string>() == "Practitioner/nurse");
        Assert.Contains(await Log(Me, "Patient/me"), e => Code(e) == "denied" && On(e)[0] == "Binary/me-of-patient/_history/1");

        // Nobody writes into a record that they do not see, and a refusal does not tell whether there is one.
        async Task<string> Told(string context) => (await nurse.Post("Binary", $"{{\"resourceType\":\"Binary\",{Of(context)}}}")).Expect(403).Text;
        var told = await Told("DocumentReference/nowhere");
        Assert.Equal([told, told, told], [await Told("DocumentReference/you"), await Told("Patient/you"), await Told("Patient/nowhere")]);
        var mine = (await nurse.Post("Binary", $"{{\"resourceType\":\"Binary\",{Of("Patient/me")}}}")).Expect(201).Id;
        (await me.Get($"Binary/{mine}")).Expect(200);

        // A block counts for who wrote it as well; one of a period that the document is not in does not touch it.
        async Task Block(string provision) => await Give("Consent", "block", $$"""
            "status":"active","scope":{"coding":[{"code":"patient-privacy"}]},"category":[{"text":"x"}],"policyRule":{"text":"x"},"patient":{"reference":"Patient/me"},"provision":{"type":"deny"{{provision}}}
            """);
        await Block(",\"dataPeriod\":{\"start\":\"2020-01-01\",\"end\":\"2020-12-31\"}");
        (await nurse.Get("Binary/me-of-document")).Expect(200);
        (await nurse.Get($"Binary/{mine}")).Expect(404);
        await Block(",\"dataPeriod\":{\"start\":\"2026-01-01\"}");
        (await nurse.Get("Binary/me-of-document")).Expect(404);
        await Block("");
        (await nurse.Get($"Binary/{mine}")).Expect(404);
        (await nurse.Get($"Binary/{mine}/_history/1")).Expect(404);
        (await nurse.Put($"Binary/{mine}", $"{{\"resourceType\":\"Binary\",\"id\":\"{mine}\",{Text}}}")).Expect(404);
        Assert.Empty((await nurse.Get("Binary")).Expect(200).MatchIds);
        (await me.Get($"Binary/{mine}")).Expect(200);

        // The document changes hands, and what belongs to it with it; and it goes with the document.
        await Give("DocumentReference", "me", "\"status\":\"current\",\"subject\":{\"reference\":\"Patient/you\"},\"content\":[{\"attachment\":{\"url\":\"Binary/me-of-document\"}}]");
        (await me.Get("Binary/me-of-document")).Expect(404);
        (await you.Get("Binary/me-of-document")).Expect(200);
        (await Api.Delete("DocumentReference/me")).Expect(204);
        (await you.Get("Binary/me-of-document")).Expect(404);
    }

    [Fact]
    public async Task What_is_written_is_in_the_log_exactly_when_it_is_written()
    {
        (await As(Nurse).Post("Observation", """{"resourceType":"Observation","status":"final","code":{"text":"y"},"subject":{"reference":"Patient/me"}}""")).Expect(201);
        Assert.Single(await Log(Me, "Patient/me"), e => Code(e) == "create" && e["agent"]![0]!["who"]!["reference"]!.GetValue<string>() == "Practitioner/nurse");
        (await As(Nurse).Post("Observation", """{"resourceType":"Observation","status":"final","code":{"text":"y"},"subject":{"reference":"Patient/you"}}""")).Expect(403);
        Assert.DoesNotContain(await Log(You, "Patient/you"), e => Code(e) == "create" && e["agent"]![0]!["who"]!["reference"]!.GetValue<string>() == "Practitioner/nurse");
    }

    [Fact]
    public async Task Operations_histories_and_batches_are_in_the_log_too()
    {
        (await As(Nurse).Get("Observation/me-1/_history")).Expect(200);
        (await As(Nurse).Get("Observation/me-1/_history/1")).Expect(200);
        (await As(Nurse).Get("Patient/me/$everything")).Expect(200);
        (await As(Nurse).Get("Observation/$lastn?patient=me&code=x")).Expect(200);
        (await As(Nurse).Post("", """{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Observation/me-1"}}]}""")).Expect(200);
        var seen = (await Log(Me, "Patient/me")).Where(e => e["agent"]![0]!["who"]!["reference"]!.GetValue<string>() == "Practitioner/nurse").Select(Code).ToList();
        Assert.Equal(2, seen.Count(c => c == "history"));
        Assert.True(seen.Count(c => c == "search") >= 2, string.Join(' ', seen));
        Assert.True(seen.Count(c => c == "read") >= 2, string.Join(' ', seen));
    }

    [Fact]
    public async Task Every_answer_to_staff_and_systems_says_by_which_rule()
    {
        const string New = """{"resourceType":"Basic","code":{"text":"x"}}""";
        (string Method, string Path, string? Body)[] requests =
        [
            ("GET", "Observation/me-1", null), ("HEAD", "Observation/me-1", null), ("GET", "Observation/you-1", null), ("GET", "Observation/none", null), ("GET", "Observation/me-1/_history", null), ("GET", "Observation/_history", null), ("GET", "_history", null),
            ("GET", "Observation/me-1/_history/1", null), ("GET", "Observation/me-1/_history/9", null), ("GET", "Observation?patient=me", null), ("GET", "Observation?patient=you", null), ("GET", "Observation?nonsense=1", null), ("GET", "Nothing/x", null),
            ("GET", "Observation/bad id", null), ("POST", "Observation/_search", ""), ("POST", "Basic", New), ("POST", "Basic", "{"), ("POST", "Observation", "{}"), ("PUT", "Basic/b", New), ("DELETE", "Basic/none", null), ("DELETE", "Observation/you-1", null),
            ("PATCH", "Observation/you-1", "[]"), ("GET", "Patient/me/$everything", null), ("GET", "Patient/you/$everything", null), ("GET", "Observation/$lastn?patient=me&code=x", null), ("GET", "Observation/$stats?subject=Patient/me&code=x&statistic=count", null),
            ("GET", "$meta", null), ("GET", "Observation/me-1/$meta", null), ("GET", "Observation/me-1/$validate", null), ("GET", "Composition/none/$document", null), ("GET", "$export", null), ("GET", "$export-status/none", null), ("GET", "$export-file/none/1", null),
            ("GET", "ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/administrative-gender", null), ("GET", "CodeSystem/$lookup?system=http://hl7.org/fhir/administrative-gender&code=male", null), ("GET", "metadata", null), ("GET", "Patient/me/Observation", null),
            ("GET", "Patient/me/$access-log", null), ("GET", "Organization", null), ("GET", "Practitioner/none", null), ("GET", "Binary/none", null), ("GET", "Observation/me-1?_format=text/csv", null),
            ("POST", "", """{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Observation/me-1"}}]}"""), ("POST", "", """{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Observation/you-1"}}]}"""), ("POST", "", "{}"),
        ];
        foreach (var caller in (Caller[])[Nurse, Security, new(CallerKind.System, "Device/other", "Other", "system")])
        {
            foreach (var (method, path, body) in requests)
            {
                var answer = await As(caller).Send(new HttpMethod(method), path, body);
                Assert.True(answer.Headers.TryGetValue("X-Access-Rule", out var rule) && rule.Length > 0, $"{method} {path} of {caller.Role}: {answer.Status} without a rule");

                // What shows or refuses somebody's record names what did.
                Assert.True(rule != "no-records" || answer.Status is 400 or 405 or 406 or 415 || !path.StartsWith("Observation/me-1", StringComparison.Ordinal), $"{method} {path} of {caller.Role}: {answer.Status} by {rule}");
            }
        }

        Assert.DoesNotContain("X-Access-Rule", (await As(Me).Get("Observation/me-1")).Expect(200).Headers.Keys);
    }

    [Fact]
    public async Task Nobody_sees_anothers_log_but_information_security()
    {
        (await As(You).Get("Patient/me/$access-log")).Expect(403);
        (await As(Nurse).Get("Patient/me/$access-log")).Expect(403);
        (await As(Me).Get("Practitioner/nurse/$access-log")).Expect(403);
        (await As(Security).Get("Patient/me/$access-log")).Expect(200);

        // An app of the citizen's needs a scope for it, and for that patient.
        foreach (var (scopes, status) in new[] { ("patient/Patient.r", 403), ("patient/AuditEvent.rs", 200), ("user/AuditEvent.r", 200), ("patient/AuditEvent.rs?action=R", 403) })
        {
            Assert.Equal((scopes, status), (scopes, (await As(Me with { Client = "app", LaunchPatient = "Patient/me", Scopes = $"{scopes} patient/Patient.rs" }).Get("Patient/me/$access-log")).Status));
        }
    }

    [Fact]
    public async Task A_long_log_is_paged_and_citizens_see_two_years()
    {
        for (var i = 0; i < 7; i++)
        {
            (await As(Nurse).Get("Observation/me-1")).Expect(200);
        }

        var pages = new List<string>();
        (await As(Me).Get("Patient/me/$access-log?_summary=count")).Expect(400);
        for (var next = "Patient/me/$access-log?_count=3&_elements=type"; next is not null;)
        {
            var page = (await As(Me).Get(next)).Expect(200).Json!;
            Assert.All(page["entry"]?.AsArray() ?? [], e => Assert.Equal((null, "SUBSETTED"), (e!["resource"]!["entity"], e["resource"]!["meta"]!["tag"]![0]!["code"]!.GetValue<string>())));
            pages.AddRange(page["entry"]?.AsArray().Select(e => e!["resource"]!["id"]!.GetValue<string>()) ?? []);
            var link = page["link"]!.AsArray().FirstOrDefault(l => l!["relation"]!.GetValue<string>() == "next")?["url"]!.GetValue<string>();
            next = link?[(link.IndexOf("/fhir/", StringComparison.Ordinal) + 6)..];
        }

        Assert.True(pages.Count >= 7);
        Assert.Equal(pages.Distinct().Count(), pages.Count);
        Clock.Move(TimeSpan.FromDays(800));
        Assert.DoesNotContain(await Log(Me, "Patient/me"), e => Code(e) == "read");
        Assert.Contains(await Log(Security, "Patient/me"), e => Code(e) == "read");
    }

    [Fact]
    public async Task A_claim_counts_at_once_is_logged_and_becomes_an_alarm_without_evidence()
    {
        var claims = new Claims(Database, new IdBlocks(Database), Services.GetRequiredService<AccessLog>(), Clock);
        (await As(Nurse).Get("Observation/you-1")).Expect(404);
        var why = ("contact-begins", "Ringer til afdelingen om sit svar");
        Assert.Equal("Patient/you", (await claims.Make(Nurse, ClaimKind.Relation, "Patient/you", why, Ct)).Value.Patient);
        Assert.Equal("staff-claimed-relation", Rule((await Logged(As(Nurse).Get("Observation/you-1"), You, "Patient/you", "read"))));
        Assert.Contains(await Log(You, "Patient/you"), e => Code(e) == "relation" && e["outcomeDesc"]!.GetValue<string>() == why.Item2);

        Clock.Move(TimeSpan.FromHours(13));
        (await As(Nurse).Get("Observation/you-1")).Expect(404);
        Clock.Move(TimeSpan.FromDays(2));
        Assert.Equal(1, await claims.Check(Ct));
        Assert.Equal("alarm", Assert.Single(await claims.ForReview(10, Ct)).State);
    }

    [Fact]
    public async Task Evidence_that_comes_later_settles_a_claim()
    {
        var claims = new Claims(Database, new IdBlocks(Database), Services.GetRequiredService<AccessLog>(), Clock);
        await claims.Make(Nurse, ClaimKind.Relation, "Patient/you", ("contact-begins", "Akut modtaget, ukendt"), Ct);
        var start = Clock.GetUtcNow().ToString("O");
        await Give("Encounter", "acute", $$"""
            "status":"in-progress","class":{"code":"EMER"},"subject":{"reference":"Patient/you"},"serviceProvider":{"reference":"Organization/ward"},"period":{"start":"{{start}}"}
            """);
        Clock.Move(TimeSpan.FromDays(3));
        Assert.Equal(0, await claims.Check(Ct));
        Assert.Empty(await claims.ForReview(10, Ct));
    }

    [Fact]
    public async Task An_override_lifts_a_block_for_the_one_who_made_it()
    {
        await Give("Consent", "block", """
            "status":"active","scope":{"coding":[{"code":"patient-privacy"}]},"category":[{"text":"x"}],"policyRule":{"text":"x"},"patient":{"reference":"Patient/me"},"provision":{"type":"deny"}
            """);
        (await As(Nurse).Get("Observation/me-1")).Expect(404);
        (await As(Nurse).Get("Patient/me")).Expect(200);
        var claims = new Claims(Database, new IdBlocks(Database), Services.GetRequiredService<AccessLog>(), Clock);
        Assert.False((await claims.Make(Nurse, ClaimKind.Override, "Patient/me", ("curious", "Vil gerne se det hele"), Ct)).IsOk);
        Assert.False((await claims.Make(Nurse, ClaimKind.Override, "Patient/me", ("patient-consents", "kort"), Ct)).IsOk);
        Assert.False((await claims.Make(Me, ClaimKind.Override, "Patient/me", ("patient-consents", "Jeg er jo mig selv"), Ct)).IsOk);
        Assert.True((await claims.Make(Nurse, ClaimKind.Override, "Patient/me", ("patient-cannot-be-reached", "Bevidstløs ved ankomst"), Ct)).IsOk);
        Assert.Equal("staff-emergency-override", Rule(await Logged(As(Nurse).Get("Observation/me-1"), Me, "Patient/me", "read")));
        (await As(new Caller(CallerKind.Staff, "Practitioner/colleague", "C", "nurse", "Organization/ward")).Get("Observation/me-1")).Expect(404);
        Assert.Single(await claims.ForReview(10, Ct));
    }

    private async Task<JsonNode> Logged(Task<Answer> look, Caller reader, string whose, string what)
    {
        (await look).Expect(200);
        return (await Log(reader, whose)).First(e => Code(e) == what);
    }

    private async Task<List<JsonNode>> Log(Caller reader, string whose) =>
        [.. ((await As(reader).Get($"{whose}/$access-log")).Expect(200).Json!["entry"]?.AsArray() ?? []).Select(e => e!["resource"]!)];

    private static string Code(JsonNode entry) => entry["subtype"]![1]!["code"]!.GetValue<string>();

    private static string Rule(JsonNode entry) => entry["agent"]![0]!["policy"]![0]!.GetValue<string>().Split('/')[^1];

    private static List<string> On(JsonNode entry) => [.. entry["entity"]!.AsArray().Select(e => e!["what"]?["reference"]?.GetValue<string>() ?? "")];
}

public sealed class SqliteAccessLog() : AccessLogScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlAccessLog() : AccessLogScenarios(Dialect.PostgreSql);
