using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Records.Bulk;
using Helhed.Tests.Scenarios.AccessOracle;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios;

/// <summary>$export: https://hl7.org/fhir/uv/bulkdata/STU2/export.html.</summary>
public abstract class ExportScenarios(Dialect dialect) : HostedTest(dialect)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Give("Practitioner", "gp", "\"active\":true");
        foreach (var patient in (string[])["me", "you", "she"])
        {
            await Give("Patient", patient, "\"active\":true");
            await Give("Observation", $"{patient}-1", Observation(patient, "final"));
            await Give("Observation", $"{patient}-2", Observation(patient, "amended"));
        }

        await Give("Observation", "nobody", "\"status\":\"final\",\"code\":{\"text\":\"x\"}");
        await Give("Appointment", "ours", "\"status\":\"booked\",\"start\":\"2026-11-20T09:00:00Z\",\"end\":\"2026-11-20T09:20:00Z\",\"participant\":[{\"actor\":{\"reference\":\"Patient/me\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":\"Patient/you\"},\"status\":\"accepted\"}]");
        await Give("Group", "two", "\"type\":\"person\",\"actual\":true,\"member\":[{\"entity\":{\"reference\":\"Patient/me\"}},{\"entity\":{\"reference\":\"Group/inner\"}},{\"entity\":{\"reference\":\"Patient/you\"},\"inactive\":true}]");
        await Give("Group", "inner", "\"type\":\"person\",\"actual\":true,\"member\":[{\"entity\":{\"reference\":\"Patient/she\"}}]");
        Clock.Move(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_kick_off_is_accepted_and_ends_in_a_manifest_with_files()
    {
        var kickOff = (await Export("$export")).Expect(202);
        var status = kickOff.Headers["Content-Location"];
        var manifest = await Manifest(status);
        Assert.Equal("application/json", manifest.Headers["Content-Type"]);
        Assert.Equal($"{Address}/fhir/$export", manifest.Json["request"]!.GetValue<string>());
        Assert.True(manifest.Json["requiresAccessToken"]!.GetValue<bool>());
        Assert.Equal(Clock.GetUtcNow() + TimeSpan.FromHours(24), DateTimeOffset.ParseExact(manifest.Headers["Expires"], "R", CultureInfo.InvariantCulture));
        Assert.True(DateTimeOffset.Parse(manifest.Json["transactionTime"]!.GetValue<string>(), CultureInfo.InvariantCulture) <= Clock.GetUtcNow());
        Assert.Equal(
            [("Appointment", 1), ("Group", 2), ("Observation", 7), ("Patient", 3), ("Practitioner", 1)],
            manifest.Json["output"]!.AsArray().Select(o => (o!["type"]!.GetValue<string>(), o["count"]!.GetValue<int>())));
        Assert.Empty(manifest.Json["deleted"]!.AsArray());
        Assert.Empty(manifest.Json["error"]!.AsArray());

        // It is no resource, so an entry of a batch cannot hold it; the other entries are carried out.
        var batch = $$$"""
            {"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"{{{status[(status.LastIndexOf("/fhir/", StringComparison.Ordinal) + 6)..]}}}"} },
            {"resource":{"resourceType":"Patient","id":"late"},"request":{"method":"PUT","url":"Patient/late"} }]}
            """;
        var answer = (await Api.Post("", batch)).Expect(200);
        Assert.Equal(["501 Not Implemented", "201 Created"], answer.Entries.Select(e => e["response"]!["status"]!.GetValue<string>()));
        Assert.Null(answer.Entries[0]["resource"]);
        (await Api.Send(HttpMethod.Post, "", batch, ("Accept", "application/fhir+xml"))).Expect(200);

        // Each line is the very resource that a read answers with.
        var lines = await Lines(manifest, "Observation");
        Assert.Equal(7, lines.Count);
        Assert.Equal((await Api.Get("Observation/me-1")).Text, lines.Single(l => JsonNode.Parse(l)!["id"]!.GetValue<string>() == "me-1"));
    }

    [Theory]
    [InlineData("Patient/$export", "me-1 me-2 she-1 she-2 you-1 you-2", "me she you", "ours")]
    [InlineData("Group/two/$export", "me-1 me-2 she-1 she-2", "me she", "ours")]
    [InlineData("Patient/$export?_type=Patient,Observation", "me-1 me-2 she-1 she-2 you-1 you-2", "me she you", "")]
    [InlineData("$export?_type=Observation", "me-1 me-2 nobody she-1 she-2 you-1 you-2", "", "")]
    [InlineData("$export?_type=Observation&_type=Patient&_typeFilter=Observation%3Fstatus%3Damended", "me-2 she-2 you-2", "me she you", "")]
    [InlineData("$export?_type=Observation&_typeFilter=Observation%3Fstatus%3Damended%26subject%3DPatient/me,Observation%3Fstatus%3Damended", "me-2 she-2 you-2", "", "")]
    [InlineData("$export?_type=Observation&_typeFilter=Observation%3F_id%3Dme-1&_typeFilter=Observation%3Fstatus%3Dfinal", "me-1 nobody she-1 you-1", "", "")]
    [InlineData("Group/two/$export?_type=Observation&_typeFilter=Observation%3Fstatus%3Dfinal", "me-1 she-1", "", "")]
    public async Task What_is_exported_is_what_was_asked_for(string request, string observations, string patients, string appointments)
    {
        var manifest = await Manifest((await Export(request)).Expect(202).Headers["Content-Location"]);
        Assert.Equal(observations, await Ids(manifest, "Observation"));
        Assert.Equal(patients, await Ids(manifest, "Patient"));
        Assert.Equal(appointments, await Ids(manifest, "Appointment"));
        Assert.Equal("", await Ids(manifest, "Practitioner"));
    }

    [Fact]
    public async Task Patients_are_named_by_post()
    {
        const string Body = """{"resourceType":"Parameters","parameter":[{"name":"patient","valueReference":{"reference":"Patient/me"}},{"name":"_type","valueString":"Observation,Appointment"},{"name":"_outputFormat","valueString":"ndjson"}]}""";
        var manifest = await Manifest((await Post("Patient/$export", Body)).Expect(202).Headers["Content-Location"]);
        Assert.Equal(("me-1 me-2", "ours"), (await Ids(manifest, "Observation"), await Ids(manifest, "Appointment")));
        var grouped = await Manifest((await Post("Group/two/$export", Body)).Expect(202).Headers["Content-Location"]);
        Assert.Equal("me-1 me-2", await Ids(grouped, "Observation"));
        (await Post("Group/two/$export", Body.Replace("Patient/me", "Patient/you", StringComparison.Ordinal))).Expect(400);
        (await Post("$export", Body)).Expect(400);
    }

    [Fact]
    public async Task What_came_back_by_way_of_another_is_not_told_as_deleted()
    {
        var since = Making.Instant(Clock.GetUtcNow());
        Clock.Move(TimeSpan.FromSeconds(1));
        (await Api.Delete("Observation/me-1")).Expect(204);
        foreach (var patient in (string[])["you", "me"])
        {
            await Give("Observation", "me-1", Observation(patient, "final"));
        }

        Clock.Move(TimeSpan.FromSeconds(1));
        var manifest = await Manifest((await Kick(As(Me), $"$export?_type=Observation&_since={since}")).Expect(202).Headers["Content-Location"], As(Me));
        Assert.Empty(manifest.Json["deleted"]!.AsArray());
        Assert.Contains("me-1", (await Lines(manifest, "Observation", As(Me))).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_not_for_another_app_or_role_of_the_same_person()
    {
        var status = (await Kick(As(Me), "$export?_type=Observation")).Expect(202).Headers["Content-Location"];
        var file = (await Manifest(status, As(Me))).Json["output"]![0]!["url"]!.GetValue<string>();
        foreach (var other in new[] { Me with { Client = "app", Scopes = "patient/Patient.r" }, Me with { OnBehalfOf = "Patient/you" } })
        {
            (await As(other).Get(status)).Expect(404);
            (await As(other).Get(file)).Expect(404);
            (await As(other).Delete(status)).Expect(404);
        }

        (await As(Me with { Assurance = 3 }).Get(file)).Expect(200);

        // A later token of the same app may say its scopes in another order, or hold more of them, but not fewer.
        Caller App(string scopes) => new(CallerKind.System, "Device/app", "App", "system") { Scopes = scopes };
        status = (await Kick(As(App("system/Patient.rs system/Observation.rs")), "$export?_type=Observation")).Expect(202).Headers["Content-Location"];
        await Manifest(status, As(App("system/Observation.rs system/Patient.rs system/Device.rs")));
        (await As(App("system/Observation.rs")).Get(status)).Expect(404);
    }

    [Fact]
    public async Task Since_the_last_export_only_what_changed_and_what_was_deleted_comes()
    {
        var first = await Manifest((await Export("$export?_type=Observation,Patient")).Expect(202).Headers["Content-Location"]);
        Clock.Move(TimeSpan.FromMinutes(1));
        await Give("Observation", "new", Observation("me", "final"));
        await Give("Observation", "me-1", Observation("me", "corrected"));
        (await Api.Delete("Observation/you-1")).Expect(204);
        (await Api.Delete("Observation/she-1")).Expect(204);
        await Give("Observation", "she-1", Observation("she", "final"));
        (await Api.Delete("Observation/nobody")).Expect(204);
        Clock.Move(TimeSpan.FromMinutes(1));
        var since = Uri.EscapeDataString(first.Json["transactionTime"]!.GetValue<string>());
        var second = await Manifest((await Export($"$export?_type=Observation,Patient&_since={since}")).Expect(202).Headers["Content-Location"]);
        Assert.Equal("me-1 new she-1", await Ids(second, "Observation"));
        Assert.Equal("", await Ids(second, "Patient"));
        Assert.Equal(["Observation/nobody", "Observation/you-1"], await Deleted(second));
        var patients = await Manifest((await Export($"Patient/$export?_type=Observation&_since={since}")).Expect(202).Headers["Content-Location"]);
        Assert.Equal(["Observation/you-1"], await Deleted(patients));
    }

    [Fact]
    public async Task Only_the_elements_that_were_asked_for_come_and_those_that_must_be_there()
    {
        var manifest = await Manifest((await Export("$export?_type=Observation,Patient&_elements=Observation.subject,active")).Expect(202).Headers["Content-Location"]);
        var observation = JsonNode.Parse((await Lines(manifest, "Observation"))[0])!.AsObject();
        Assert.Equal(["code", "id", "meta", "resourceType", "status", "subject"], observation.Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.Equal("SUBSETTED", observation["meta"]!["tag"]![0]!["code"]!.GetValue<string>());
        Assert.True(JsonNode.Parse((await Lines(manifest, "Patient"))[0])!["active"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_file_comes_packed_whole_and_in_ranges()
    {
        var manifest = await Manifest((await Export("$export?_type=Observation")).Expect(202).Headers["Content-Location"]);
        var url = manifest.Json["output"]![0]!["url"]!.GetValue<string>();
        var whole = (await Api.Get(url)).Expect(200);
        Assert.Equal("application/fhir+ndjson", whole.Headers["Content-Type"]);
        var packed = (await Api.Send(HttpMethod.Get, url, (string?)null, ("Accept-Encoding", "gzip"))).Expect(200);
        Assert.Equal("gzip", packed.Headers["Content-Encoding"]);
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(packed.Bytes), CompressionMode.Decompress))
        {
            gzip.CopyTo(unpacked);
        }

        Assert.Equal(whole.Text, Encoding.UTF8.GetString(unpacked.ToArray()));
        var part = (await Api.Send(HttpMethod.Get, url, (string?)null, ("Range", "bytes=10-29"))).Expect(206);
        Assert.Equal(whole.Text[10..30], part.Text);
        Assert.Equal($"bytes 10-29/{whole.Bytes.Length}", part.Headers["Content-Range"]);
        Assert.Equal(whole.Text[^7..], (await Api.Send(HttpMethod.Get, url, (string?)null, ("Range", "bytes=-7"))).Expect(206).Text);
        (await Api.Send(HttpMethod.Get, url, (string?)null, ("Range", "bytes=99999999-"))).Expect(416);
        (await Api.Get($"{url[..^1]}9")).Expect(404);
    }

    [Theory]
    [InlineData("$export?_type=Nothing", 400)]
    [InlineData("Patient/$export?_type=Practitioner", 400)]
    [InlineData("$export?_outputFormat=text/csv", 400)]
    [InlineData("$export?_since=yesterday", 400)]
    [InlineData("$export?includeAssociatedData=LatestProvenanceResources", 400)]
    [InlineData("$export?_typeFilter=Observation", 400)]
    [InlineData("$export?_typeFilter=Observation%3Fnonsense%3D1", 400)]
    [InlineData("$export?_typeFilter=Observation%3F_sort%3Ddate", 400)]
    [InlineData("$export?_type=Patient&_typeFilter=Observation%3Fstatus%3Dfinal", 400)]
    [InlineData("Patient/$export?patient=Patient/me", 400)]
    [InlineData("Group/none/$export", 404)]
    public async Task What_cannot_be_exported_is_refused_at_once(string request, int status)
    {
        (await Export(request)).Expect(status);
        if (status == 400 && !request.Contains("_outputFormat", StringComparison.Ordinal) && !request.Contains("_since", StringComparison.Ordinal)
            && !request.Contains("_type=Nothing", StringComparison.Ordinal) && !request.Contains("_type=Practitioner", StringComparison.Ordinal))
        {
            (await Api.Send(HttpMethod.Get, request, (string?)null, ("Prefer", "respond-async, handling=lenient"))).Expect(202);
        }
    }

    [Fact]
    public async Task Without_respond_async_nothing_is_begun() => (await Api.Get("$export")).Expect(400);

    [Fact]
    public async Task A_job_is_its_callers_alone()
    {
        var status = (await Export("$export?_type=Patient")).Expect(202).Headers["Content-Location"];
        var manifest = await Manifest(status);
        var file = manifest.Json["output"]![0]!["url"]!.GetValue<string>();
        (await As(Other).Get(status)).Expect(404);
        (await As(Other).Delete(status)).Expect(404);
        (await As(Other).Get(file)).Expect(404);
        (await Api.Get(file)).Expect(200);
        (await Api.Get(status.Replace("$export", "$import", StringComparison.Ordinal))).Expect(404);
    }

    [Fact]
    public async Task A_caller_exports_only_what_the_rule_lets_them_see()
    {
        var me = As(Me);
        var own = await Manifest((await Kick(me, "Patient/$export")).Expect(202).Headers["Content-Location"], me);
        Assert.Equal(("me-1 me-2", "me", "ours"), (await Ids(own, "Observation", me), await Ids(own, "Patient", me), await Ids(own, "Appointment", me)));
        var all = await Manifest((await Kick(me, "$export")).Expect(202).Headers["Content-Location"], me);
        Assert.Equal(("me-1 me-2", "gp"), (await Ids(all, "Observation", me), await Ids(all, "Practitioner", me)));
        (await Kick(me, "Group/two/$export")).Expect(403);
        (await Kick(me, "$export?_type=AuditEvent")).Expect(403);
        (await Kick(As(new Caller(CallerKind.Staff, "Practitioner/porter", "Porter", "porter")), "Patient/$export")).Expect(403);
        (await Kick(As(Caller.Anonymous), "$export")).Expect(403);
    }

    [Fact]
    public async Task What_was_asked_for_by_type_and_may_not_be_had_is_told_beside_what_comes()
    {
        var app = As(new Caller(CallerKind.System, "Device/app", "App", "system") { Scopes = "system/Patient.rs" });
        var manifest = await Manifest((await Kick(app, "$export?_type=Patient,Observation,Device")).Expect(202).Headers["Content-Location"], app);
        Assert.Equal("me she you", await Ids(manifest, "Patient", app));
        Assert.Equal(["Patient"], manifest.Json["output"]!.AsArray().Select(o => o!["type"]!.GetValue<string>()));
        var told = (await Lines(manifest, "OperationOutcome", app, "error")).Select(l => JsonNode.Parse(l)!["issue"]!.AsArray().Single()!).ToList();
        Assert.Equal(2, manifest.Json["error"]![0]!["count"]!.GetValue<int>());

        // There are Observations and no Device: of both the same is said.
        Assert.All(told, issue => Assert.Equal(("warning", "suppressed"), (issue["severity"]!.GetValue<string>(), issue["code"]!.GetValue<string>())));
        var said = told.Select(issue => issue["diagnostics"]!.GetValue<string>()).ToList();
        Assert.StartsWith("Device ", said[0], StringComparison.Ordinal);
        Assert.Equal(said[0].Replace("Device", "Observation", StringComparison.Ordinal), said[1]);
        Assert.Contains("app-scopes", said[0], StringComparison.Ordinal);

        // Who asks for all that may be had is told of nothing.
        foreach (var request in (string[])["$export", "$export?_type=Patient"])
        {
            var whole = await Manifest((await Kick(app, request)).Expect(202).Headers["Content-Location"], app);
            Assert.Equal("me she you", await Ids(whole, "Patient", app));
            Assert.Empty(whole.Json["error"]!.AsArray());
        }
    }

    [Fact]
    public async Task A_cancelled_job_is_gone()
    {
        var status = (await Export("$export")).Expect(202).Headers["Content-Location"];
        (await Api.Delete(status)).Expect(202);
        (await Api.Get(status)).Expect(404);
        (await Api.Delete(status)).Expect(404);
        var done = (await Export("$export")).Expect(202).Headers["Content-Location"];
        var file = (await Manifest(done)).Json["output"]![0]!["url"]!.GetValue<string>();
        (await Api.Delete(done)).Expect(202);
        (await Api.Get(file)).Expect(404);
    }

    [Fact]
    public async Task An_expired_job_and_its_files_are_gone()
    {
        var status = (await Export("$export")).Expect(202).Headers["Content-Location"];
        var file = (await Manifest(status)).Json["output"]![0]!["url"]!.GetValue<string>();
        Clock.Move(TimeSpan.FromHours(23));
        (await Api.Get(file)).Expect(200);
        Clock.Move(TimeSpan.FromHours(2));
        (await Api.Get(status)).Expect(404);
        (await Api.Get(file)).Expect(404);
        for (var waited = 0; await Count("bulk_chunk") + await Count("bulk_file") + await Count("bulk_job") > 0; waited++)
        {
            Assert.True(waited < 200, "What has expired was not removed.");
            await Task.Delay(50, Ct);
        }
    }

    [Fact]
    public async Task Too_many_jobs_at_once_are_refused_until_one_is_gone()
    {
        await Stop();
        await Start(withWorkers: false);
        var statuses = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            statuses.Add((await Export("$export")).Expect(202).Headers["Content-Location"]);
        }

        var refused = (await Export("$export")).Expect(429);
        Assert.NotNull(refused.Headers["Retry-After"]);
        var waiting = (await Api.Get(statuses[0])).Expect(202);
        Assert.Equal("waiting", waiting.Headers["X-Progress"]);
        Assert.Equal("1", waiting.Headers["Retry-After"]);
        (await Kick(As(Other), "$export")).Expect(202);
        (await Api.Delete(statuses[0])).Expect(202);
        (await Export("$export")).Expect(202);
    }

    [Fact]
    public async Task Nothing_of_before_the_exports_time_is_missing_and_nothing_of_after_is_there()
    {
        var stop = new CancellationTokenSource();
        var written = new List<(string Id, DateTimeOffset At)>();
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    Clock.Move(TimeSpan.FromMilliseconds(3));
                    var id = $"w{i % 40}";
                    if (i % 7 == 6)
                    {
                        await Api.Delete($"Observation/{id}");
                    }
                    else
                    {
                        await Give("Observation", id, Observation("me", "final"));
                    }
                }
            },
            Ct);
        await Task.Delay(300, Ct);
        var manifest = await Manifest((await Export("$export?_type=Observation")).Expect(202).Headers["Content-Location"]);
        await stop.CancelAsync();
        await writing;
        var asOf = DateTimeOffset.Parse(manifest.Json["transactionTime"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        var lines = (await Lines(manifest, "Observation")).ToDictionary(l => JsonNode.Parse(l)!["id"]!.GetValue<string>());
        for (var i = 0; i < 40; i++)
        {
            var history = await Store.History(Caller.Program, "Observation", $"w{i}", int.MaxValue, 1000, Ct);
            var then = history.IsOk ? history.Value.FirstOrDefault(v => v.LastUpdated <= asOf) : null;
            Assert.Equal(then is null or { Act: RecordAct.Deleted } ? null : Encoding.UTF8.GetString(then.Json.Span), lines.GetValueOrDefault($"w{i}"));
        }
    }

    [Fact]
    public async Task An_export_that_a_restart_interrupts_is_made_afresh_and_whole()
    {
        await Load(12_000);
        var status = (await Export("$export?_type=Observation")).Expect(202).Headers["Content-Location"];
        for (var waited = 0; await Count("bulk_chunk") == 0 && waited < 500; waited++)
        {
            await Task.Delay(5, Ct);
        }

        await Stop();
        await Start();
        var manifest = await Manifest($"{Address}/fhir/$export-status/{status[(status.LastIndexOf('/') + 1)..]}");
        var ids = new HashSet<string>();
        var count = 0;
        foreach (var output in manifest.Json["output"]!.AsArray())
        {
            var lines = (await Api.Get(output!["url"]!.GetValue<string>())).Expect(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(output["count"]!.GetValue<int>(), lines.Length);
            count += lines.Length;
            ids.UnionWith(lines.Select(l => JsonNode.Parse(l)!["id"]!.GetValue<string>()));
        }

        Assert.Equal((12_007, 12_007), (count, ids.Count));
        Assert.True(manifest.Json["output"]!.AsArray().Count > 1, "One file only: the limit of its size was not reached.");
    }

    private protected override void AddRooms(IServiceCollection services) =>
        services.AddRecords(Store, new RecordsFeatures { Bulk = new BulkOptions { MaxFileBytes = 6 * 1024 * 1024 } });

    private static string Observation(string patient, string status) => $"\"status\":\"{status}\",\"code\":{{\"text\":\"x\"}},\"subject\":{{\"reference\":\"Patient/{patient}\"}}";

    private Task<Answer> Export(string request) => Kick(Api, request);

    private static Task<Answer> Kick(FhirClient client, string request) => client.Send(HttpMethod.Get, request, (string?)null, ("Prefer", "respond-async"));

    private Task<Answer> Post(string request, string body) => Api.Send(HttpMethod.Post, request, body, ("Prefer", "respond-async"));

    private async Task<Answer> Manifest(string status, FhirClient? client = null)
    {
        for (var waited = 0; ; waited++)
        {
            var answer = await (client ?? Api).Get(status);
            if (answer.Status != 202)
            {
                return answer.Expect(200);
            }

            Assert.NotEmpty(answer.Headers["X-Progress"]);
            Assert.True(waited < 2000, "The export does not end.");
            await Task.Delay(20, Ct);
        }
    }

    private async Task<List<string>> Lines(Answer manifest, string type, FhirClient? client = null, string section = "output")
    {
        var lines = new List<string>();
        foreach (var output in manifest.Json[section]!.AsArray().Where(o => o!["type"]!.GetValue<string>() == type))
        {
            lines.AddRange((await (client ?? Api).Get(output!["url"]!.GetValue<string>())).Expect(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return lines;
    }

    private async Task<string> Ids(Answer manifest, string type, FhirClient? client = null) =>
        string.Join(' ', (await Lines(manifest, type, client)).Select(l => JsonNode.Parse(l)!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal));

    private async Task<List<string>> Deleted(Answer manifest)
    {
        var bundles = (await Lines(manifest, "Bundle", section: "deleted")).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.All(bundles, b => Assert.Equal("transaction", b["type"]!.GetValue<string>()));
        return [.. bundles.SelectMany(b => b["entry"]!.AsArray()).Select(e => e!["request"]!["url"]!.GetValue<string>()).Order(StringComparer.Ordinal)];
    }

    private ValueTask<long> Count(string table) => Database.ReadLatest(s => s.First($"SELECT COUNT(*) FROM {table}", r => r.Long(0)), Ct);

    private async Task Load(int count)
    {
        var filler = new string('x', 600);
        await new Helhed.Records.Import.BulkLoader(Store).Load(
            Enumerable.Range(0, count).Select(i => new Helhed.Records.Import.BulkItem(Encoding.UTF8.GetBytes(
                $"{{\"resourceType\":\"Observation\",\"id\":\"load-{i}\",\"status\":\"final\",\"code\":{{\"text\":\"{filler}\"}}}}"))),
            _ => { }, Ct);
        Clock.Move(TimeSpan.FromSeconds(1));
    }
}

public sealed class SqliteExport() : ExportScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlExport() : ExportScenarios(Dialect.PostgreSql);
