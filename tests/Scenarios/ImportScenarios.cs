using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Records.Bulk;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios;

/// <summary>$import: NDJSON by manifest and from the body.</summary>
public abstract class ImportScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const string Lines = "application/fhir+ndjson";

    private FileServer _files = null!;
    private bool _fromLoopback = true;

    public override async ValueTask InitializeAsync()
    {
        _files = await FileServer.Start();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _files.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Lines_in_the_body_are_loaded_at_once_and_told_apart()
    {
        var first = (await Post($"{Observation(1)}\n{Observation(2)}\n\n{Observation(3)}")).Expect(200);
        Assert.Equal((3, 3, 0, 0, 0), Figures(first));
        Assert.Empty(first.Json["error"]!.AsArray());
        Assert.Equal(3, (await Api.Get("Observation?status=final")).MatchIds.Count);
        var again = (await Post($"{Observation(1)}\n{Observation(2, "amended")}\n{Observation(4)}\n")).Expect(200);
        Assert.Equal((3, 1, 1, 1, 0), Figures(again));
        Assert.Equal("2", (await Api.Get("Observation/o2")).Json["meta"]!["versionId"]!.GetValue<string>());
        Assert.Equal("1", (await Api.Get("Observation/o1")).Json["meta"]!["versionId"]!.GetValue<string>());
        (await Api.Get(again.Headers["Content-Location"])).Expect(200);
    }

    [Fact]
    public async Task A_bad_line_is_told_with_its_number_and_holds_up_no_other()
    {
        var answer = (await Post($"{Observation(1)}\n{{\"resourceType\":\"Observation\",\"id\":\"bad\",\"status\":3}}\n{Observation(2)}\nno JSON at all\n{{\"resourceType\":\"Basic\",\"code\":{{\"text\":\"no id\"}}}}\n")).Expect(200);
        Assert.Equal((2, 2, 0, 0, 3), Figures(answer));
        var errors = await Errors(answer);
        Assert.Equal(["line 2", "line 4", "line 5"], errors.Select(Place));
        Assert.Contains("Observation.status", errors[0].ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("no id", errors[2]["issue"]![0]!["diagnostics"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(2, (await Api.Get("Observation")).MatchIds.Count);
    }

    [Fact]
    public async Task A_packed_body_and_a_huge_line_are_read()
    {
        var huge = Observation(1).Replace("\"x\"", $"\"{new string('y', 900_000)}\"", StringComparison.Ordinal);
        Assert.Equal((2, 2, 0, 0, 0), Figures((await Packed($"{huge}\n{Observation(2)}")).Expect(200)));
        Assert.Equal(900_000, (await Api.Get("Observation/o1")).Json["code"]!["text"]!.GetValue<string>().Length);

        // Longer than any line may be: said, with what is before it kept.
        var endless = new string('z', 51 * 1024 * 1024);
        var answer = (await Post($"{Observation(3)}\n{endless}\n{Observation(4)}")).Expect(200);
        Assert.Equal((1, 1, 0, 0, 1), Figures(answer));
        Assert.Equal("line 2", Place((await Errors(answer))[0]));
        (await Api.Get("Observation/o3")).Expect(200);
    }

    [Fact]
    public async Task A_small_body_that_unpacks_to_a_huge_one_is_refused() =>
        (await Packed(string.Join('\n', Enumerable.Repeat(new string(' ', 1024 * 1024), 61)))).Expect(413);

    [Fact]
    public async Task A_manifest_is_fetched_in_the_background_with_its_figures_and_errors()
    {
        var patients = _files.Give("patients.ndjson", Utf8("{\"resourceType\":\"Patient\",\"id\":\"p1\"}\n{\"resourceType\":\"Basic\",\"id\":\"b\",\"code\":{\"text\":\"x\"}}\n"));
        var observations = _files.Give("observations.ndjson", Utf8(string.Join('\n', Enumerable.Range(0, 2500).Select(i => Observation(i)))));
        var missing = $"{_files.Address}/none.ndjson";
        var body = Manifest(("Patient", patients), ("Observation", observations), ("Patient", missing), ("Patient", $"{_files.Address}/redirect"));
        var done = await Done((await Json(body)).Expect(202).Headers["Content-Location"]);
        var output = done.Json["output"]!.AsArray();
        Assert.Equal([(patients, 1, 1), (observations, 2500, 0), (missing, 0, 1), ($"{_files.Address}/redirect", 0, 1)],
            output.Select(o => (o!["inputUrl"]!.GetValue<string>(), o["count"]!.GetValue<int>(), o["refused"]!.GetValue<int>())));
        var errors = await Errors(done);
        Assert.Equal([$"{patients}, line 2", $"{missing}, line 1", $"{_files.Address}/redirect, line 1"], errors.Select(e => e["issue"]![0]!["diagnostics"]!.GetValue<string>().Split(": ")[0]));
        Assert.Contains("404", errors[1].ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(2500, (await Api.Get("Observation?_count=0&_total=accurate")).Total);
        (await Api.Get("Basic/b")).Expect(404);
    }

    [Fact]
    public async Task A_manifest_is_also_taken_as_Parameters()
    {
        var url = _files.Give("a.ndjson", Utf8(Observation(1)));
        var body = $$"""
            {"resourceType":"Parameters","parameter":[{"name":"inputFormat","valueCode":"application/fhir+ndjson"},{"name":"inputSource","valueUri":"{{_files.Address}}"},
            {"name":"storageDetail","part":[{"name":"type","valueCode":"https"}]},{"name":"input","part":[{"name":"type","valueCode":"Observation"},{"name":"url","valueUri":"{{url}}"}]}]}
            """;
        var done = await Done((await Api.Post("$import", body)).Expect(202).Headers["Content-Location"]);
        Assert.Equal((1, 1, 0, 0, 0), Figures(done));
    }

    [Theory]
    [InlineData("""{"inputFormat":"application/fhir+ndjson"}""", 400)]
    [InlineData("""{"inputFormat":"text/csv","input":[{"type":"Patient","url":"http://127.0.0.1/a"}]}""", 400)]
    [InlineData("""{"input":[{"type":"Nothing","url":"http://127.0.0.1/a"}]}""", 400)]
    [InlineData("""{"input":[{"type":"Patient"}]}""", 400)]
    [InlineData("""{"input":[{"type":"Patient","url":"file:///etc/passwd"}]}""", 400)]
    [InlineData("""{"input":[{"type":"Patient","url":"http://user@127.0.0.1/a"}]}""", 400)]
    [InlineData("""{"input":[{"type":"Patient","url":"http://169.254.169.254/latest"}]}""", 403)]
    [InlineData("""{"input":[{"type":"Patient","url":"http://127.0.0.1.example.org/a"}]}""", 403)]
    [InlineData("""{"input":[{"type":"Patient","url":"https://allowed.example.org/exports/a"}]}""", 403)]
    [InlineData("""{"input":[{"type":"Patient","url":"http://allowed.example.org/export/a"}]}""", 403)]
    [InlineData("""{"input":[{"type":"Patient","url":"https://allowed.example.org/export/../a"}]}""", 403)]
    [InlineData("[]", 400)]
    [InlineData("{", 400)]
    public async Task A_manifest_that_is_wrong_or_leads_elsewhere_is_refused(string body, int status) => (await Json(body)).Expect(status);

    [Fact]
    public async Task Only_programs_import_and_this_machine_is_asked_only_in_a_demonstration()
    {
        var url = _files.Give("a.ndjson", Utf8(Observation(1)));
        foreach (var caller in (Caller[])[Me, Doctor])
        {
            (await As(caller).Send(HttpMethod.Post, "$import", FhirClient.Content(Utf8(Observation(1)), Lines))).Expect(403);
            (await As(caller).Send(HttpMethod.Post, "$import", FhirClient.Content(Utf8(Manifest(("Observation", url))), "application/json"))).Expect(403);
        }

        // An approved program with all that an import may write.
        var program = new Caller(CallerKind.System, "Device/loader", "Loader", "system") { Scopes = "system/*.cruds" };
        Assert.Equal((1, 1, 0, 0, 0), Figures((await As(program).Send(HttpMethod.Post, "$import", FhirClient.Content(Utf8(Observation(1)), Lines))).Expect(200)));

        await Stop();
        _fromLoopback = false;
        await Start();
        (await Json(Manifest(("Observation", url)))).Expect(403);
        (await Json("""{"input":[{"type":"Patient","url":"https://allowed.example.org/export/a.ndjson"}]}""")).Expect(202);
    }

    [Fact]
    public async Task A_fetch_that_breaks_off_goes_on_behind_the_last_durable_line_and_tells_each_error_once()
    {
        var lines = Enumerable.Range(0, 6000).Select(i => i % 1000 == 999 ? $"bad {i}" : Observation(i)).ToList();
        var content = Utf8(string.Join('\n', lines));
        var url = _files.Give("a.ndjson", content);
        _files.Breaks = (2, content.Length / 2);
        var status = (await Json(Manifest(("Observation", url)))).Expect(202).Headers["Content-Location"];
        var done = await Done(status, moving: true);
        Assert.True(_files.Fetches >= 3, "It was not fetched again.");
        Assert.Equal((5994, 5994, 0, 0, 6), Figures(done));
        Assert.Equal([.. Enumerable.Range(1, 6).Select(i => string.Create(CultureInfo.InvariantCulture, $"line {i * 1000}"))], (await Errors(done)).Select(Place));
    }

    [Fact]
    public async Task An_import_that_a_restart_interrupts_goes_on()
    {
        var url = _files.Give("a.ndjson", Utf8(string.Join('\n', Enumerable.Range(0, 12_000).Select(i => Observation(i)))));
        var status = (await Json(Manifest(("Observation", url)))).Expect(202).Headers["Content-Location"];
        for (var waited = 0; await Imported() == 0 && waited < 1000; waited++)
        {
            await Task.Delay(5, Ct);
        }

        await Stop();
        var before = await Imported();
        await Start();
        var done = await Done($"{Address}/fhir/$import-status/{status[(status.LastIndexOf('/') + 1)..]}");
        Assert.InRange(before, 1, 11_999);
        Assert.Equal((12_000, 12_000, 0, 0, 0), Figures(done));
    }

    [Fact]
    public async Task A_cancelled_import_stops_and_is_gone()
    {
        var url = _files.Give("a.ndjson", Utf8(string.Join('\n', Enumerable.Range(0, 12_000).Select(i => Observation(i)))));
        var status = (await Json(Manifest(("Observation", url)))).Expect(202).Headers["Content-Location"];
        (await As(Other).Delete(status)).Expect(404);
        (await Api.Delete(status)).Expect(202);
        (await Api.Get(status)).Expect(404);
        Assert.InRange((await Api.Get("Observation?_count=0&_total=accurate")).Total!.Value, 0, 11_999);
    }

    private protected override void AddRooms(IServiceCollection services) => services.AddRecords(Store, new RecordsFeatures
    {
        Bulk = new BulkOptions { ImportsFromLoopback = _fromLoopback, ImportSources = ["https://allowed.example.org/export"], MaxPostedBytes = 60 * 1024 * 1024 },
    });

    private static string Observation(int number, string status = "final") =>
        $"{{\"resourceType\":\"Observation\",\"id\":\"o{number.ToString(CultureInfo.InvariantCulture)}\",\"status\":\"{status}\",\"code\":{{\"text\":\"x\"}}}}";

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Manifest(params (string Type, string Url)[] inputs) =>
        $"{{\"inputFormat\":\"application/fhir+ndjson\",\"inputSource\":\"https://example.org\",\"storageDetail\":{{\"type\":\"https\"}},\"input\":[{string.Join(',', inputs.Select(i => $"{{\"type\":\"{i.Type}\",\"url\":\"{i.Url}\"}}"))}]}}";

    private static (int Count, int Created, int Updated, int Unchanged, int Refused) Figures(Answer answer)
    {
        var output = answer.Json["output"]![0]!;
        return (Number("count"), Number("created"), Number("updated"), Number("unchanged"), Number("refused"));

        int Number(string name) => output[name]!.GetValue<int>();
    }

    private static string Place(JsonNode outcome) => outcome["issue"]![0]!["diagnostics"]!.GetValue<string>().Split(", ")[1].Split([':', ','])[0];

    private Task<Answer> Post(string lines) => Api.Send(HttpMethod.Post, "$import", FhirClient.Content(Utf8(lines), Lines));

    private async Task<Answer> Packed(string lines)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Utf8(lines));
        }

        var content = FhirClient.Content(packed.ToArray(), Lines);
        content.Headers.ContentEncoding.Add("gzip");
        return await Api.Send(HttpMethod.Post, "$import", content);
    }

    private Task<Answer> Json(string manifest) => Api.Send(HttpMethod.Post, "$import", FhirClient.Content(Utf8(manifest), "application/json"), ("Prefer", "respond-async"));

    private async Task<Answer> Done(string status, bool moving = false)
    {
        for (var waited = 0; ; waited++)
        {
            var answer = await Api.Get(status);
            if (answer.Status != 202)
            {
                return answer.Expect(200);
            }

            if (moving)
            {
                Clock.Move(TimeSpan.FromSeconds(1));
            }

            Assert.True(waited < 2000, "The import does not end.");
            await Task.Delay(20, Ct);
        }
    }

    private async Task<List<JsonNode>> Errors(Answer manifest)
    {
        var errors = new List<JsonNode>();
        foreach (var file in manifest.Json["error"]!.AsArray())
        {
            var lines = (await Api.Get(file!["url"]!.GetValue<string>())).Expect(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(file["count"]!.GetValue<int>(), lines.Length);
            errors.AddRange(lines.Select(l => JsonNode.Parse(l)!));
        }

        return errors;
    }

    private ValueTask<long> Imported() => Database.ReadLatest(s => s.First("SELECT COALESCE(SUM(lines), 0) FROM bulk_input", r => r.Long(0)), Ct);
}

public sealed class SqliteImport() : ImportScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlImport() : ImportScenarios(Dialect.PostgreSql);
