using System.Globalization;
using Helhed.Tests.Modules.Support;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Two servers on one PostgreSQL: one follows the feed, both send, and the other takes over.</summary>
[Trait("Speed", "Slow")]
[Trait("Needs", "PostgreSql")]
public sealed class SubscriptionNodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-subscription-nodes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_servers_tell_each_event_once_and_one_takes_over_from_the_other()
    {
        const int Subscriptions = 8;
        var connection = await PostgreSqlServer.NewDatabase();
        await using var endpoint = await SubscriptionEndpoint.Start();
        var a = await Server.Start(Path.Combine(_folder, "a"), connection);
        await using var b = await Server.Start(Path.Combine(_folder, "b"), connection);
        for (var i = 0; i < Subscriptions; i++)
        {
            (await a.Client.Put($"Subscription/s{i}", $$$"""
                {"resourceType":"Subscription","id":"s{{{i}}}","status":"requested","reason":"test","criteria":"Basic?code=x","channel":{"type":"rest-hook","endpoint":"{{{endpoint.Address}}}/{{{i}}}"}}
                """)).Expect(201);
        }

        for (var waited = 0; (await b.Client.Get("Subscription?status=active&_count=0")).Total < Subscriptions; waited++)
        {
            Assert.True(waited < 600);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Write(i % 2 == 0 ? a.Client : b.Client, i)));
        await endpoint.Until(r => r.Count >= 40 * Subscriptions, 60);
        await a.Kill();
        await a.DisposeAsync();
        await Task.WhenAll(Enumerable.Range(40, 40).Select(i => Write(b.Client, i)));
        var received = await endpoint.Until(r => r.Select(x => (x.Path, x.HeaderNumber)).Distinct().Count() >= 80 * Subscriptions, 90);
        for (var i = 0; i < Subscriptions; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/{i}");
            var numbers = received.Where(r => r.Path == path).Select(r => r.HeaderNumber).ToList();
            Assert.Equal(Enumerable.Range(1, 80).Select(n => (long)n), numbers.Distinct());
            Assert.InRange(numbers.Count, 80, 81);
        }
    }

    private static async Task Write(FhirClient client, int i) =>
        (await client.Put($"Basic/b{i}", $$$"""{"resourceType":"Basic","id":"b{{{i}}}","code":{"coding":[{"code":"x"}]}}""")).Expect(201);
}
