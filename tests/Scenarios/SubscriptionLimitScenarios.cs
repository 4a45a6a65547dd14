using Helhed.Platform.Data;
using Helhed.Records.Subscriptions;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios;

/// <summary>What happens at the limits: an endpoint that stays away, and very many subscriptions.</summary>
public abstract class SubscriptionLimitScenarios(Dialect dialect) : HostedTest(dialect)
{
    private SubscriptionEndpoint? _endpoint;

    private SubscriptionEndpoint Endpoint => _endpoint!;

    public override async ValueTask InitializeAsync()
    {
        _endpoint = await SubscriptionEndpoint.Start();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Endpoint.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_endpoint_that_stays_away_ends_in_an_error_and_nothing_is_lost_after_it()
    {
        var id = await Subscribe("Basic?code=x", "");
        Endpoint.Answers(500);
        await Give("Basic", "a", "\"code\":{\"coding\":[{\"code\":\"x\"}]}");
        var failed = await Status(id, "error");
        Assert.Contains("Delivery of event 1 failed 4 times", failed.Text, StringComparison.Ordinal);
        Assert.Contains("The endpoint answered 500.", failed.Text, StringComparison.Ordinal);
        Assert.Equal(4, Endpoint.All.Count);
        Assert.Equal(1, (await List()).LastNumber);

        // Every status is a version, and the error is still in the history.
        var history = (await Api.Get($"Subscription/{id}/_history")).Expect(200);
        Assert.Equal(["error", "active", "requested"], history.Entries.Select(e => e["resource"]!["status"]!.GetValue<string>()));

        // Meanwhile events are counted, and sent when the subscriber asks for a new beginning.
        await Give("Basic", "b", "\"code\":{\"coding\":[{\"code\":\"x\"}]}");
        Endpoint.Answers(200);
        (await Api.Put($"Subscription/{id}", failed.Text.Replace("\"status\":\"error\"", "\"status\":\"requested\"", StringComparison.Ordinal))).Expect(200);
        await Endpoint.Until(r => r.Count(x => x.Headers["answered"] == "200") >= 2);
        Assert.Equal([1, 2], Endpoint.All.Where(r => r.Headers["answered"] == "200").Select(r => r.HeaderNumber));
        var last = await Delivered(2);
        Assert.Equal(("active", 2, 2, null), (last.Status, last.LastNumber, last.Delivered, last.LastError));
    }

    [Fact]
    public async Task Among_a_thousand_subscriptions_the_right_ones_are_told()
    {
        const int Many = 1000;
        var body = string.Join(',', Enumerable.Range(0, Many).Select(i =>
            $$$"""{"resource":{{{Resource($"Observation?patient=Patient/p{i}&code=x", Endpoint.Address + $"/{i}", "")}}},"request":{"method":"POST","url":"Subscription"}}"""));
        (await Api.Post("", $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{body}}]}""")).Expect(200);
        for (var waited = 0; (await Api.Get("Subscription?status=active&_count=0")).Expect(200).Total < Many; waited++)
        {
            Assert.True(waited < 1200, "The subscriptions do not become active.");
            await Task.Delay(100, Ct);
        }

        for (var i = 0; i < 60; i++)
        {
            await Give("Observation", $"o{i}", $$$"""
                "status":"final","subject":{"reference":"Patient/p{{{i * 7}}}"},"code":{"coding":[{"code":"{{{(i % 2 == 0 ? "x" : "y")}}}"}]}
                """);
        }

        var received = await Endpoint.Until(r => r.Count >= 30, 60);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"/{i * 14}").Order(), received.Select(r => r.Path).Order());
    }

    private protected override void AddRooms(IServiceCollection services)
    {
        base.AddRooms(services);

        // The clock that is moved by hand is the store's; waiting is real.
        services.AddSingleton(TimeProvider.System);
        services.AddSubscriptions(new SubscriptionOptions("http://127.0.0.1/fhir", true, []) { FirstRetry = TimeSpan.FromMilliseconds(50), MaxTries = 4 });
    }

    private static string Resource(string criteria, string endpoint, string channel) => $$$"""
        {"resourceType":"Subscription","status":"requested","reason":"test","criteria":"{{{criteria}}}","channel":{"type":"rest-hook","endpoint":"{{{endpoint}}}"{{{channel}}}}}
        """;

    private async Task<string> Subscribe(string criteria, string channel)
    {
        var id = (await Api.Post("Subscription", Resource(criteria, Endpoint.Address, channel))).Expect(201).Id;
        await Status(id, "active");
        return id;
    }

    private async Task<Answer> Status(string id, string status)
    {
        for (var waited = 0; ; waited++)
        {
            var read = (await Api.Get($"Subscription/{id}")).Expect(200);
            if (read.Json["status"]!.GetValue<string>() == status)
            {
                return read;
            }

            Assert.True(waited < 1000, $"Subscription/{id} does not become {status}: {read.Text}");
            await Task.Delay(20, Ct);
        }
    }

    // What the endpoint has is written down as delivered after it has answered.
    private async Task<SubscriptionSummary> Delivered(long number)
    {
        for (var waited = 0; ; waited++)
        {
            var now = await List();
            if (now.Delivered >= number)
            {
                return now;
            }

            Assert.True(waited < 1000, $"Event {number} is not written down as delivered.");
            await Task.Delay(20, Ct);
        }
    }

    private async Task<SubscriptionSummary> List() => Assert.Single((await Services.GetRequiredService<SubscriptionList>().Read(0, 10, Ct)).Subscriptions);
}

public sealed class SqliteSubscriptionLimit() : SubscriptionLimitScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSubscriptionLimit() : SubscriptionLimitScenarios(Dialect.PostgreSql);
