using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Records.Http;
using Helhed.Records.Writing;
using Helhed.Tests.Scenarios.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios;

/// <summary>The limits at the door: length of the address, number of requests, time and bytes for each; and what holds when a write meets many others.</summary>
public abstract class DoorScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const int MaxBytes = 20_000;

    private const string Basic = """{"resourceType":"Basic","code":{"text":"x"}}""";

    private protected override RecordsLimits Limits => new() { MaxConcurrent = 1, MaxWaiting = 1, Time = TimeSpan.FromSeconds(1.5), MaxUrl = 2000, MaxAnswerBytes = MaxBytes };

    [Fact]
    public async Task A_long_address_is_refused()
    {
        var refused = (await Api.Get($"Patient?name={new string('a', 2000)}")).Expect(414);
        Assert.Equal("too-long", refused.Issue["code"]!.GetValue<string>());
        (await Api.Get($"Patient?name={new string('a', 1900)}")).Expect(200);
        using var form = new FormUrlEncodedContent([new("name", new string('a', 5000))]);
        (await Api.Send(HttpMethod.Post, "Patient/_search", form)).Expect(200);
    }

    [Fact]
    public async Task More_requests_than_places_wait_and_more_than_that_are_refused()
    {
        var entries = Enumerable.Range(0, 300).Select(_ => """{"resource":{"resourceType":"Basic","code":{"text":"x"}},"request":{"method":"POST","url":"Basic"}}""");
        var bundle = Bundle("transaction", [.. entries]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Api.Post("", bundle)));
        var refused = answers.First(a => a.Status == 429);
        Assert.Equal("throttled", refused.Issue["code"]!.GetValue<string>());
        Assert.NotEmpty(refused.Headers["Retry-After"]);
        Assert.Contains(answers, a => a.Status == 200);
        Assert.Equal(answers.Count(a => a.Status == 200) * 300, (await Api.Get("Basic?_summary=count")).Expect(200).Total);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_given_up_and_leaves_nothing()
    {
        var identifiers = string.Join(',', Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"system":"urn:a","value":"{{i}}"}""")));
        var entries = Enumerable.Range(0, 20_000).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$$"""{"resource":{"resourceType":"Basic","id":"b{{{i}}}","code":{"text":"x"},"identifier":[{{{identifiers}}}]},"request":{"method":"PUT","url":"Basic/b{{{i}}}"}}"""));
        var answer = await Api.Post("", $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', entries)}}]}""");
        Assert.True(answer.Status == 503, $"{answer.Status} {answer.Text[..Math.Min(300, answer.Text.Length)]}");
        Assert.Equal("timeout", answer.Issue["code"]!.GetValue<string>());
        Assert.Equal(0, (await Api.Get("Basic?_summary=count")).Expect(200).Total);
    }

    [Fact]
    public async Task An_answer_has_so_many_bytes_and_what_is_left_comes_on_further_pages()
    {
        // 24 of 2 kB, a third of them without a date, and one that is larger than a whole answer.
        var names = Enumerable.Range(0, 25).Select(i => string.Create(CultureInfo.InvariantCulture, $"b{i:00}")).ToList();
        var entries = names.Select((name, i) => $$$"""
            {"resource":{"resourceType":"Basic","id":"{{{name}}}","code":{"text":"{{{new string('x', i == 7 ? 30_000 : 2000)}}}"},"subject":{"reference":"Patient/p"}{{{(i % 3 == 0 ? "" : ",\"created\":\"2026-01-01\"")}}}},"request":{"method":"PUT","url":"Basic/{{{name}}}"} }
            """).Prepend("""{"resource":{"resourceType":"Patient","id":"p","generalPractitioner":[{"reference":"Practitioner/gp"}]},"request":{"method":"PUT","url":"Patient/p"} }""");
        await Give("Practitioner", "gp", "\"active\":true");
        (await Api.Post("", Bundle("transaction", [.. entries]))).Expect(200);

        foreach (var (walk, all) in ((string, IReadOnlyList<string>)[])[
            ("Basic?_count=1000", names), ("Basic?_sort=-_id&_count=20", [.. Enumerable.Reverse(names)]), ("Basic?_sort=created&_count=1000", [.. names.Where((_, i) => i % 3 != 0), .. names.Where((_, i) => i % 3 == 0)]),
            ("Basic?_sort=-_lastUpdated", []), ("Basic?subject:Patient._id=p&_sort=created,-_id", []), ("Basic/_history?_count=1000", []), ("Patient/p/$everything", [.. names, "p", "gp"]),
        ])
        {
            var found = new List<string>();
            var pages = 0;
            for (string? next = walk; next is not null; pages++)
            {
                var page = (await Api.Get(next)).Expect(200);
                Assert.True(page.Entries.Count == 1 || page.Entries.Sum(e => e["resource"]!.ToJsonString().Length) < MaxBytes + 31_000, walk);
                Assert.NotEmpty(page.Entries);
                found.AddRange(page.Entries.Select(e => e["resource"]!["id"]!.GetValue<string>()));
                next = page.Next;
            }

            Assert.True(pages is >= 3 and < 12, $"{walk}: {pages} pages");
            Assert.Equal((all.Count > 0 ? all : names).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
            Assert.True(all.Count is 0 or 27 || found.SequenceEqual(all), $"{walk}: {string.Join(' ', found)}");
        }

        var included = (await Api.Get("Patient?_id=p&_revinclude=Basic:subject")).Expect(200);
        Assert.True(included.IncludedIds.Count is > 1 and < 20, $"{included.IncludedIds.Count}");
        Assert.Contains("bytes", included.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_beyond_the_bytes_of_an_answer_are_refused_before_they_are_run()
    {
        static string Read(string url) => $$"""{"request":{"method":"GET","url":"{{url}}"} }""";
        var text = new string('x', 9000);
        await Give("Basic", "b", $"\"code\":{{\"text\":\"{text}\"}}");
        var write = """{"resource":{"resourceType":"Patient","id":"late"},"request":{"method":"PUT","url":"Patient/late"} }""";
        var answer = (await Api.Post("", Bundle("batch", Read("Basic/b"), Read("Basic?_count=1000"), Read("Basic/_history"), Read("Basic/b"), Read("Basic?_id=b"), Read("$meta"), write))).Expect(200);
        Assert.Equal(["200", "200", "200", "413", "413", "413", "413"], answer.Entries.Select(e => e["response"]!["status"]!.GetValue<string>()[..3]));
        Assert.Contains("another bundle", answer.Entries[6]["response"]!["outcome"]!["issue"]![0]!["diagnostics"]!.GetValue<string>(), StringComparison.Ordinal);
        (await Api.Get("Patient/late")).Expect(404);
        Assert.Equal("Bundle.entry[4]", (await Api.Post("", Bundle("transaction", write, Read("Basic/b"), Read("Basic/b"), Read("Basic/b"), Read("Basic/b")))).Expect(413).Issue["expression"]![0]!.GetValue<string>());
        (await Api.Get("Patient/late")).Expect(404);

        // What is written counts where it is shown.
        string[] writes = [.. Enumerable.Range(0, 5).Select(i => $$$"""{"resource":{"resourceType":"Basic","id":"w{{{i}}}","code":{"text":"{{{text}}}"}},"request":{"method":"PUT","url":"Basic/w{{{i}}}"} }""")];
        Assert.All((await Api.Post("", Bundle("batch", writes))).Expect(200).Entries, e => Assert.StartsWith("201", e["response"]!["status"]!.GetValue<string>(), StringComparison.Ordinal));
        var shown = (await Api.Send(HttpMethod.Post, "", Bundle("batch", writes), ("Prefer", "return=representation"))).Expect(200);
        Assert.Equal(["200", "200", "200", "413", "413"], shown.Entries.Select(e => e["response"]!["status"]!.GetValue<string>()[..3]));
    }

    [Fact]
    public async Task What_is_written_after_lost_races_is_checked_as_any_other_write()
    {
        await Give("StructureDefinition", "born", """
            "url":"http://example.org/born","name":"Born","status":"active","fhirVersion":"4.0.1","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint",
            "differential":{"element":[{"id":"Patient.birthDate","path":"Patient.birthDate","min":1}]}
            """);
        var type = R4Definitions.Default.FindResource("Patient")!;
        var parsed = FhirDocument.Parse("""{"resourceType":"Patient","meta":{"profile":["http://example.org/born"]},"identifier":[{"system":"urn:a","value":"1"}]}"""u8.ToArray());
        var plans = 0;
        var change = new Change(ChangeVerb.Update, type)
        {
            Criteria = Criteria.Read(type, "identifier=urn:a|1").Value,

            // Somebody else is faster each time between the plan and the transaction; the last plan is made inside of it.
            Content = new ChangeContent("Patient", null, _ => ++plans > 3 ? parsed : Overtaken(plans)),
        };
        var outcome = await Store.Change(Other, change, Ct);
        Assert.Equal((4, ProblemKind.Unprocessable), (plans, outcome.Problem?.Kind ?? default));
        Assert.Equal("W/\"1\"", (await Api.Get("Patient/o3")).Expect(200).ETag);

        ParseResult Overtaken(int time)
        {
            var work = Task.Run(async () =>
            {
                if (time > 1)
                {
                    Assert.True((await Store.Delete(Other, "Patient", $"o{time - 1}", null, Ct)).IsOk);
                }

                Assert.True((await Store.Update(Other, "Patient", $"o{time}", Encoding.UTF8.GetBytes($$$"""{"resourceType":"Patient","id":"o{{{time}}}","identifier":[{"system":"urn:a","value":"1"}]}"""), null, Ct)).IsOk);
            });
            work.GetAwaiter().GetResult();

            // Without the claim: only the last plan can break it.
            return FhirDocument.Parse("""{"resourceType":"Patient","identifier":[{"system":"urn:a","value":"1"}]}"""u8.ToArray());
        }
    }

    [Fact]
    public async Task Whatever_an_entry_of_a_batch_fails_at_is_its_own_answer()
    {
        static string Entry(string method, string url, string resource) => $$"""{"resource":{{resource}},"request":{"method":"{{method}}","url":"{{url}}"} }""";
        static string Patient(string id) => Entry("PUT", $"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}"}""");
        string[] entries = [Patient("a"), Entry("POST", "$busy", Basic), Entry("POST", "$wrong", Basic), Patient("b"), Entry("POST", "$slow", Basic), Patient("c")];
        var bundle = Bundle("batch", entries);
        var isLate = false;
        var runner = new BundleRunner(Store, $"{Address}/fhir", (entry, _) =>
        {
            isLate = entry.Url == "$slow";
            throw entry.Url switch { "$busy" => new DatabaseBusyException(), "$slow" => new OperationCanceledException(), _ => new InvalidOperationException() };
        })
        {
            Failed = new EntryCalls(new DefaultHttpContext { RequestServices = Services }, Services.GetRequiredService<EndpointDataSource>()).Failed,
            IsLate = () => isLate,
        };
        var answers = (await runner.Run(Other, FhirDocument.Parse(Encoding.UTF8.GetBytes(bundle)), Ct)).Value.Answers;

        Assert.Equal(["a", "b"], answers.Where(a => a.Change is not null).Select(a => a.Change!.Resource.Id));
        Assert.Equal([1, 4, 5], answers.Where(a => a.Problem is { Kind: ProblemKind.Busy }).Select(a => a.Entry.Index));
        Assert.Equal(500, answers[2].Call!.Status);
        Assert.Equal("Bundle.entry[2]", JsonNode.Parse(answers[2].Call!.Json.Span)!["issue"]![0]!["expression"]![0]!.GetValue<string>());
        (await Api.Get("Patient/b")).Expect(200);
        (await Api.Get("Patient/c")).Expect(404);
    }

    [Fact]
    public async Task The_time_for_the_body_is_the_clients()
    {
        using var content = new StreamContent(new SlowStream("""{"resourceType":"Patient","active":true}"""));
        content.Headers.ContentType = new("application/fhir+json");
        (await Api.Send(HttpMethod.Post, "Patient", content)).Expect(201);
    }

    private static string Bundle(string type, params string[] entries) => $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{string.Join(',', entries)}}]}""";

    // Gives a text in pieces over more time than a request has.
    private sealed class SlowStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(250, cancellationToken);
            return await base.ReadAsync(buffer[..Math.Min(5, buffer.Length)], cancellationToken);
        }

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var piece = new byte[5];
            int read;
            while ((read = await ReadAsync(piece, cancellationToken)) > 0)
            {
                await destination.WriteAsync(piece.AsMemory(0, read), cancellationToken);
                await destination.FlushAsync(cancellationToken);
            }
        }
    }
}

public sealed class SqliteDoor() : DoorScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlDoor() : DoorScenarios(Dialect.PostgreSql);
