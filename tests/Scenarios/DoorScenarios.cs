using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>The limits at the door: length of the address, number of requests, time for each.</summary>
public abstract class DoorScenarios(Dialect dialect) : HostedTest(dialect)
{
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
        using var held = await Hold();
        var waiting = Api.Get("Patient?_count=1");
        var refused = await Until429();
        Assert.Equal("throttled", refused.Issue["code"]!.GetValue<string>());
        Assert.NotEmpty(refused.Headers["Retry-After"]);
        Assert.False(waiting.IsCompleted);
        held.Dispose();
        (await waiting).Expect(200);
        (await Api.Get("Patient?_count=1")).Expect(200);
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
    public async Task The_time_for_the_body_is_the_clients()
    {
        using var content = new StreamContent(new SlowStream("""{"resourceType":"Patient","active":true}"""));
        content.Headers.ContentType = new("application/fhir+json");
        (await Api.Send(HttpMethod.Post, "Patient", content)).Expect(201);
    }

    private async Task<Answer> Until429()
    {
        for (var i = 0; i < 200; i++)
        {
            var answer = await Api.Get("metadata");
            if (answer.Status == 429)
            {
                return answer;
            }

            await Task.Delay(10, Ct);
        }

        throw new TimeoutException("No request was refused.");
    }

    // A request whose body never ends has the only place.
    private async Task<TcpClient> Hold()
    {
        var address = new Uri(Address);
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Ct);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"POST /fhir/Patient HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer System:Device/test:system\r\nContent-Type: application/fhir+json\r\nContent-Length: 100\r\n\r\n{{"), Ct);
        await Task.Delay(700, Ct);
        return client;
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
