using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Access.OAuth;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;
using Helhed.Records;
using Helhed.Records.Bulk;
using Helhed.Records.Import;
using Helhed.Records.Subscriptions;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios;

/// <summary>Work that goes on behind a request when whoever asked for it could not ask for it any more: it is judged by the facts of the day.</summary>
public abstract class StandingScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const string Ward = "Organization/ward";

    private static readonly Caller Nurse = new(CallerKind.Staff, "Practitioner/nurse", "Nurse", "nurse", Ward) { Post = "PractitionerRole/nurse-post" };

    private static readonly Caller Mother = new(CallerKind.Citizen, "Patient/mother", "Mother", "citizen") { OnBehalfOf = "Patient/me" };

    private string _app = "";

    private Caller App => new(CallerKind.System, $"Device/{_app}", "App", "system") { Client = _app, Scopes = "system/*.rs" };

    private Caller MyApp => Me with { Client = _app, Scopes = "patient/*.rs", LaunchPatient = "Patient/me" };

    private AppRegistry Apps => AppRegistry.Of(Database, new LedgerBook(Database, new IdBlocks(Database)), Clock);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var made = await Apps.Add(new AppRegistration("Udtræk", AppKind.Public, ["https://app.example.org/back"], "patient/*.rs"), AppState.Approved, Ct);
        Assert.True(made.IsOk, made.Problem?.Message);
        _app = made.Value.App.Id;
        await Give("Organization", "ward", "\"name\":\"Afsnit\"");
        await Give("Practitioner", "nurse", "\"active\":true");
        await Give("Patient", "me", "\"birthDate\":\"1980-01-01\"");
        await Give("Patient", "mother", "\"birthDate\":\"1950-01-01\"");
        await Give("Observation", "o", Observation);
        await Give("Encounter", "e", $"\"status\":\"in-progress\",\"class\":{{\"code\":\"IMP\"}},\"subject\":{{\"reference\":\"Patient/me\"}},\"serviceProvider\":{{\"reference\":\"{Ward}\"}}");
        await Post(Clock.GetUtcNow().AddDays(9));
        Clock.Move(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_queued_export_of_an_app_whose_approval_was_withdrawn_never_begins()
    {
        var status = await Queued(App);
        Assert.True(await Apps.Change(_app, AppState.Closed, Ct));
        await Restart();
        await IsRefused(App, status, "app-withdrawn");

        // Approved anew it may ask anew; what it asked for before stays refused.
        Clock.Move(TimeSpan.FromSeconds(1));
        Assert.True(await Apps.Change(_app, AppState.Approved, Ct));
        await IsRefused(App, status, "app-withdrawn");
        (await Done(App, await Kick(App))).Expect(200);
    }

    [Fact]
    public async Task An_export_that_runs_ends_with_the_approval_and_leaves_no_file()
    {
        await Load(24_000);
        for (var tries = 0; ; tries++)
        {
            Assert.True(tries < 5, "Each time it was complete before the approval could be withdrawn.");
            var id = (await Kick(App))[^32..];
            for (var waited = 0; await Count("bulk_chunk", id) == 0; waited++)
            {
                Assert.True(waited < 3000, "Nothing is exported.");
                await Task.Delay(5, Ct);
            }

            // In one transaction: whether it was at work when the approval went.
            var state = await Database.Write(
                async tx =>
                {
                    await tx.Execute("UPDATE access_app SET state = 4 WHERE id = $1", _app);
                    return await tx.First("SELECT state FROM bulk_job WHERE id = $1", r => r.Int(0), id);
                },
                Ct);
            if (state == 1)
            {
                for (var waited = 0; await Database.ReadLatest(s => s.First("SELECT refused FROM bulk_job WHERE id = $1", r => r.TextOrNull(0), id), Ct) != "app-withdrawn"; waited++)
                {
                    Assert.True(waited < 3000, "It goes on.");
                    await Task.Delay(10, Ct);
                }

                Assert.Equal(0, await Count("bulk_chunk", id));
                await IsRefused(App, $"{Address}/fhir/$export-status/{id}", "app-withdrawn");
                return;
            }

            await Database.Write(tx => tx.Execute("UPDATE access_app SET state = 2 WHERE id = $1", _app), Ct);
        }
    }

    [Fact]
    public async Task Staff_whose_post_has_ended_or_is_another_get_nothing_more()
    {
        var ended = await Queued(Nurse);
        await Post(Clock.GetUtcNow().AddMinutes(-1));
        await Restart();
        await IsRefused(Nurse, ended, "post-ended");

        await Post(Clock.GetUtcNow().AddDays(9));
        var complete = await Kick(Nurse);
        var file = (await Done(Nurse, complete)).Expect(200).Json["output"]![0]!["url"]!.GetValue<string>();
        (await As(Nurse).Get(file)).Expect(200);
        await Post(Clock.GetUtcNow().AddDays(9), "porter");
        (await As(Nurse).Get(file)).Expect(403);
        await IsRefused(Nurse, complete, "post-ended");
        Assert.Equal(0, await Count("bulk_chunk", complete[^32..]));
    }

    [Fact]
    public async Task A_grant_that_a_person_has_withdrawn_takes_its_files_with_it()
    {
        await Grant(1);
        var status = await Kick(MyApp);
        var file = (await Done(MyApp, status)).Expect(200).Json["output"]![0]!["url"]!.GetValue<string>();
        (await As(MyApp).Get(file)).Expect(200);
        await Database.Write(tx => tx.Execute("DELETE FROM access_grant"), Ct);
        await Database.Write(tx => tx.Execute("UPDATE access_family SET ended_at = $1", Clock.GetUtcNow().ToUnixTimeMilliseconds()), Ct);
        (await As(MyApp).Get(file)).Expect(403);

        // Granted anew the app begins anew.
        Clock.Move(TimeSpan.FromSeconds(1));
        await Grant(3);
        (await As(MyApp).Get(file)).Expect(403);
        await IsRefused(MyApp, status, "grant-ended");
        (await Done(MyApp, await Kick(MyApp))).Expect(200);
    }

    [Fact]
    public async Task Who_may_not_act_for_somebody_any_more_gets_nothing_of_theirs()
    {
        string Mandate(string status) => $$$"""
            "status":"{{{status}}}","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"text":"x"}],"policyRule":{"text":"x"},"patient":{"reference":"Patient/me"},
            "provision":{"type":"permit","actor":[{"role":{"text":"x"},"reference":{"reference":"Patient/mother"}}]}
            """;
        await Give("Consent", "mandate", Mandate("active"));
        var status = await Kick(Mother);
        var file = (await Done(Mother, status)).Expect(200).Json["output"]![0]!["url"]!.GetValue<string>();
        Assert.Contains("\"o\"", (await As(Mother).Get(file)).Expect(200).Text, StringComparison.Ordinal);
        await Give("Consent", "mandate", Mandate("inactive"));
        (await As(Mother).Get(file)).Expect(403);
        await IsRefused(Mother, status, "mandate-ended");
    }

    [Fact]
    public async Task An_import_stops_between_its_files_when_the_approval_goes()
    {
        await using var files = await FileServer.Start();
        var first = files.Give("first.ndjson", Encoding.UTF8.GetBytes("{\"resourceType\":\"Basic\",\"id\":\"first\",\"code\":{\"text\":\"x\"}}\n"));
        var second = files.Give("second.ndjson", Encoding.UTF8.GetBytes("{\"resourceType\":\"Basic\",\"id\":\"second\",\"code\":{\"text\":\"x\"}}\n"));
        files.Before = async name =>
        {
            if (name == "second.ndjson")
            {
                Assert.True(await Apps.Change(_app, AppState.Closed, Ct));
            }
        };
        var importer = App with { Scopes = null };
        var body = $$"""{"inputFormat":"application/fhir+ndjson","input":[{"type":"Basic","url":"{{first}}"},{"type":"Basic","url":"{{second}}"}]}""";
        var status = (await As(importer).Send(HttpMethod.Post, "$import", FhirClient.Content(Encoding.UTF8.GetBytes(body), "application/json"), ("Prefer", "respond-async"))).Expect(202).Headers["Content-Location"];
        var done = await Done(importer, status);
        Assert.Equal((403, "app-withdrawn"), (done.Status, await Refused(status)));
        (await Api.Get("Basic/first")).Expect(200);
        (await Api.Get("Basic/second")).Expect(404);

        // A body that is sent at once is refused the same way.
        var sent = await As(importer).Send(HttpMethod.Post, "$import", FhirClient.Content(Encoding.UTF8.GetBytes("{\"resourceType\":\"Basic\",\"id\":\"third\",\"code\":{\"text\":\"x\"}}\n"), "application/fhir+ndjson"));
        sent.Expect(403);
        (await Api.Get("Basic/third")).Expect(404);
    }

    [Fact]
    public async Task The_demonstrations_own_program_goes_with_the_demonstration()
    {
        var demo = new Caller(CallerKind.System, "Device/demo-system", "Demo", "system");
        var status = await Kick(demo);
        Assert.Equal((403, "demo-ended"), ((await Done(demo, status)).Status, await Refused(status)));
    }

    [Fact]
    public async Task An_endpoint_of_an_app_that_was_closed_is_told_nothing_more()
    {
        await using var endpoint = await SubscriptionEndpoint.Start();
        var writer = App with { Scopes = "system/*.cruds" };
        var id = (await As(writer).Post("Subscription", $$$"""
            {"resourceType":"Subscription","status":"requested","reason":"test","criteria":"Observation","channel":{"type":"rest-hook","endpoint":"{{{endpoint.Address}}}","payload":"application/fhir+json"}}
            """)).Expect(201).Id;
        await HasStatus(id, "active");
        await Give("Observation", "told", Observation);
        await endpoint.Until(r => r.Count == 1);
        Assert.True(await Apps.Change(_app, AppState.Closed, Ct));
        await Give("Observation", "untold", Observation);
        var off = await HasStatus(id, "off");
        Assert.Contains("not approved", off["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("/Observation/told", Assert.Single(endpoint.All).Path);
    }

    private const string Observation = "\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/me\"}";

    private protected override void AddRooms(IServiceCollection services)
    {
        services.AddRecords(Store, new RecordsFeatures { Bulk = new BulkOptions { ImportsFromLoopback = true } });
        services.AddSubscriptions(new SubscriptionOptions("https://helhed.example/fhir", AllowsLoopback: true, []));
    }

    private async Task Restart()
    {
        await Stop();
        await Start();
    }

    private Task<Answer> Post(DateTimeOffset ends, string role = "nurse") => Give("PractitionerRole", "nurse-post", $$"""
        "practitioner":{"reference":"Practitioner/nurse"},"organization":{"reference":"{{Ward}}"},"period":{"start":"2020-01-01","end":"{{ends:yyyy-MM-dd'T'HH:mm:ss'Z'}}"},
        "code":[{"coding":[{"system":"https://helhed.example/fhir/CodeSystem/role","code":"{{role}}"}]}]
        """);

    // What a person's answer on the page of consent leaves behind.
    private Task<int> Grant(long number) => Database.Write(
        async tx =>
        {
            var now = Clock.GetUtcNow().ToUnixTimeMilliseconds();
            await tx.Execute("INSERT INTO access_grant (number, person, app, patient, scopes, given_at) VALUES ($1, 'Patient/me', $2, 'Patient/me', 'patient/*.rs', $3)", number, _app, now);
            return await tx.Execute(
                """
                INSERT INTO access_family (number, app, consent, kind, person, display, role, assurance, patient, scopes, begun_at, ends_at)
                VALUES ($1, $2, $3, $4, 'Patient/me', '', 'citizen', 0, 'Patient/me', 'patient/*.rs', $5, $6)
                """,
                number + 1, _app, number, (long)CallerKind.Citizen, now, now + 86_400_000);
        },
        Ct).AsTask();

    private async Task<string> Kick(Caller caller) =>
        (await As(caller).Send(HttpMethod.Get, "$export?_type=Observation", (string?)null, ("Prefer", "respond-async"))).Expect(202).Headers["Content-Location"];

    // Accepted by a server that does no work behind requests.
    private async Task<string> Queued(Caller caller)
    {
        await Stop();
        await Start(withWorkers: false);
        var status = await Kick(caller);
        (await As(caller).Get(status)).Expect(202);
        return status;
    }

    private async Task<Answer> Done(Caller caller, string status)
    {
        for (var waited = 0; ; waited++)
        {
            var answer = await As(caller).Get(status);
            if (answer.Status != 202)
            {
                return answer;
            }

            Assert.True(waited < 2000, "It does not end.");
            await Task.Delay(20, Ct);
        }
    }

    // Clear to who asked, nothing left to fetch, and one denied try in the log for each job.
    private async Task IsRefused(Caller caller, string status, string rule)
    {
        var here = $"{Address}{new Uri(status).PathAndQuery}";
        var answer = await Done(caller, here);
        Assert.Equal(403, answer.Status);
        Assert.Contains("stopped", answer.Text, StringComparison.Ordinal);
        Assert.Equal(rule, await Refused(status));
        (await As(caller).Get(here.Replace("-status", "-file", StringComparison.Ordinal) + "/1")).Expect(403);
        Assert.Equal(0, await Count("bulk_chunk", status[^32..]));
        Assert.Equal(0, await Count("bulk_file", status[^32..]));
        var log = await Store.Log.Find(AccessQuestion.By(caller.Reference), Ct);
        var jobs = await Database.ReadLatest(s => s.First("SELECT count(*) FROM bulk_job WHERE caller = $1 AND refused = $2", r => r.Int(0), caller.Reference, rule), Ct);
        Assert.Equal(jobs, log.Found.Count(l => l.Entry.What == "denied" && l.Entry.Rule == rule && l.Entry.Query!.Contains("/$export?", StringComparison.Ordinal)));
    }

    private ValueTask<string?> Refused(string status) => Database.ReadLatest(s => s.First("SELECT refused FROM bulk_job WHERE id = $1", r => r.TextOrNull(0), status[^32..]), Ct);

    private ValueTask<long> Count(string table, string job) => Database.ReadLatest(s => s.First($"SELECT COUNT(*) FROM {table} WHERE job = $1", r => r.Long(0), job), Ct);

    private async Task<JsonNode> HasStatus(string id, string status)
    {
        for (var waited = 0; ; waited++)
        {
            var read = (await Api.Get($"Subscription/{id}")).Expect(200).Json;
            if (read["status"]!.GetValue<string>() == status)
            {
                return read;
            }

            Assert.True(waited < 1500, $"It does not become {status}.");
            await Task.Delay(20, Ct);
        }
    }

    private async Task Load(int count)
    {
        var filler = new string('x', 600);
        await new BulkLoader(Store).Load(
            Enumerable.Range(0, count).Select(i => new BulkItem(Encoding.UTF8.GetBytes($"{{\"resourceType\":\"Observation\",\"id\":\"load-{i}\",\"status\":\"final\",\"code\":{{\"text\":\"{filler}\"}}}}"))), _ => { }, Ct);
        Clock.Move(TimeSpan.FromSeconds(1));
    }
}

public sealed class SqliteStanding() : StandingScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlStanding() : StandingScenarios(Dialect.PostgreSql);
