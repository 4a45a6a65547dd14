using System.Collections.Concurrent;
using System.Globalization;
using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>kill -9 in the middle of matching and sending: no event is lost, none has two numbers, and at most the one on its way comes twice.</summary>
public abstract class SubscriptionKillScenarios(Dialect dialect) : IAsyncLifetime
{
    private const int Rounds = 4;
    private const int PerRound = 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-subscription-kill-").FullName;
    private string? _connection;

    public async ValueTask InitializeAsync() => _connection = dialect == Dialect.PostgreSql ? await PostgreSqlServer.NewDatabase() : null;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_acknowledged_change_is_told_once_by_number_and_in_order()
    {
        await using var endpoint = await SubscriptionEndpoint.Start();
        var acknowledged = new ConcurrentBag<string>();
        string? id = null;
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await Server.Start(_folder, _connection);
            id ??= await Subscribe(server.Client, endpoint.Address);
            var writers = Enumerable.Range(0, 4).Select(w => Write(server.Client, $"r{round}w{w}", acknowledged)).ToList();
            await Task.Delay(700 + (round * 300), TestContext.Current.CancellationToken);
            await Some(acknowledged, (round + 1) * PerRound);
            await server.Kill();
            await Task.WhenAll(writers);
        }

        Assert.True(acknowledged.Count > 30, $"Only {acknowledged.Count} writes were acknowledged.");
        await using var last = await Server.Start(_folder, _connection);
        (await last.Client.Put("Basic/the-end", Body("the-end"))).Expect(201);
        var received = await endpoint.Until(r => r.Any(x => x.Path.EndsWith("/the-end", StringComparison.Ordinal)), 120);
        var told = received.Select(r => (Number: r.HeaderNumber, Id: r.Path.Split('/')[^1])).ToList();

        // In order, and what came twice came under its own number again.
        var distinct = told.Distinct().ToList();
        Assert.Equal(Enumerable.Range(1, distinct.Count).Select(n => (long)n), distinct.Select(t => t.Number));
        Assert.Equal(distinct.Count, distinct.Select(t => t.Id).Distinct().Count());
        Assert.Equal(told.Select(t => t.Number).Order(), told.Select(t => t.Number));
        Assert.InRange(told.Count - distinct.Count, 0, Rounds);
        Assert.Empty(acknowledged.Except(distinct.Select(t => t.Id)));
        TestContext.Current.SendDiagnosticMessage("{0} kills, {1} events, {2} told twice", Rounds, distinct.Count, told.Count - distinct.Count);

        // What was never acknowledged may have been written; what was not written is not told.
        foreach (var (_, told1) in distinct)
        {
            (await last.Client.Get($"Basic/{told1}")).Expect(200);
        }

        Assert.Equal("active", (await last.Client.Get($"Subscription/{id}")).Json["status"]!.GetValue<string>());
    }

    private static async Task<string> Subscribe(FhirClient client, string endpoint)
    {
        var id = (await client.Post("Subscription", $$$"""
            {"resourceType":"Subscription","status":"requested","reason":"test","criteria":"Basic?code=kill",
             "channel":{"type":"rest-hook","endpoint":"{{{endpoint}}}","payload":"application/fhir+json"}}
            """)).Expect(201).Id;
        for (var waited = 0; (await client.Get($"Subscription/{id}")).Json["status"]!.GetValue<string>() != "active"; waited++)
        {
            Assert.True(waited < 1000);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return id;
    }

    // A slow machine gets the time that it needs.
    private static async Task Some(ConcurrentBag<string> acknowledged, int least)
    {
        for (var waited = 0; acknowledged.Count < least && waited < 600; waited++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static async Task Write(FhirClient client, string name, ConcurrentBag<string> acknowledged)
    {
        for (var i = 0; ; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
            try
            {
                (await client.Put($"Basic/{id}", Body(id))).Expect(201);
                acknowledged.Add(id);
            }
            catch (HttpRequestException)
            {
                return; // Killed.
            }
        }
    }

    private static string Body(string id) => $$$"""{"resourceType":"Basic","id":"{{{id}}}","code":{"coding":[{"code":"kill"}]}}""";
}

[Trait("Speed", "Slow")]
public sealed class SqliteSubscriptionKill() : SubscriptionKillScenarios(Dialect.Sqlite);

[Trait("Speed", "Slow")]
[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSubscriptionKill() : SubscriptionKillScenarios(Dialect.PostgreSql);
