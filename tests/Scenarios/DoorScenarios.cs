using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
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

/// <summary>The limits at the door: length of the address, number of requests, time for each.</summary>
public abstract class DoorScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const string Basic = """{"resourceType":"Basic","code":{"text":"x"}}""";

    private protected override RecordsLimits Limits => new() { MaxConcurrent = 1, MaxWaiting = 1, Time = TimeSpan.FromSeconds(1.5), MaxUrl = 2000 };

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
        var bundle = $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', entries)}}]}""";
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
    public async Task Whatever_an_entry_of_a_batch_fails_at_is_its_own_answer()
    {
        static string Entry(string method, string url, string resource) => $$"""{"resource":{{resource}},"request":{"method":"{{method}}","url":"{{url}}"} }""";
        static string Patient(string id) => Entry("PUT", $"Patient/{id}", $$"""{"resourceType":"Patient","id":"{{id}}"}""");
        string[] entries = [Patient("a"), Entry("POST", "$busy", Basic), Entry("POST", "$wrong", Basic), Patient("b"), Entry("POST", "$slow", Basic), Patient("c")];
        var bundle = $$"""{"resourceType":"Bundle","type":"batch","entry":[{{string.Join(',', entries)}}]}""";
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
