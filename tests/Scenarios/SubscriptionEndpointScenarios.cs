using Helhed.Platform.Data;
using Helhed.Records.Subscriptions;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios;

/// <summary>Outside of demo mode the server calls no address in its own house, but for those that the operator has listed.</summary>
public abstract class SubscriptionEndpointScenarios(Dialect dialect) : HostedTest(dialect)
{
    private SubscriptionEndpoint? _endpoint;

    public override async ValueTask InitializeAsync()
    {
        _endpoint = await SubscriptionEndpoint.Start();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _endpoint!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/x", "must be an https")]
    [InlineData("https://127.0.0.1:1/x", "private network")]
    [InlineData("https://localhost:1/x", "private network")]
    [InlineData("https://[::1]/x", "private network")]
    [InlineData("https://172.16.0.1/x", "private network")]
    [InlineData("https://100.64.0.1/x", "private network")]
    [InlineData("https://[fe80::1]/x", "private network")]
    [InlineData("https://[2002:a00:1::]/x", "private network")]
    [InlineData("http://8.8.8.8/x", "must be an https")]
    public async Task An_address_in_the_house_is_refused(string endpoint, string part)
    {
        var status = await Settled(endpoint);
        Assert.Equal("error", status.Json["status"]!.GetValue<string>());
        Assert.Contains(part, status.Json["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listed_address_is_called_but_not_beside_its_path()
    {
        Assert.Equal("active", (await Settled($"{_endpoint!.Address}/hooks/a")).Json["status"]!.GetValue<string>());
        Assert.Equal("error", (await Settled($"{_endpoint.Address}/other")).Json["status"]!.GetValue<string>());
        Assert.Equal("error", (await Settled($"{_endpoint.Address}/hooks/../other")).Json["status"]!.GetValue<string>());
        await Give("Basic", "a", "\"code\":{\"coding\":[{\"code\":\"x\"}]}");
        Assert.Equal("/hooks/a", Assert.Single(await _endpoint.Until(r => r.Count >= 1)).Path);
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_in_time_has_failed()
    {
        _endpoint!.Answers(async _ =>
        {
            await Task.Delay(3000);
            return 200;
        });
        await Settled($"{_endpoint.Address}/hooks/slow");
        await Give("Basic", "a", "\"code\":{\"coding\":[{\"code\":\"x\"}]}");
        for (var waited = 0; ; waited++)
        {
            var listed = Assert.Single((await Services.GetRequiredService<SubscriptionList>().Read(0, 10, Ct)).Subscriptions);
            if (listed.LastError is { } error)
            {
                Assert.Equal("The endpoint did not answer within 0.5 s.", error);
                Assert.NotNull(listed.ErrorAt);
                return;
            }

            Assert.True(waited < 1000);
            await Task.Delay(20, Ct);
        }
    }

    private protected override void AddRooms(IServiceCollection services)
    {
        base.AddRooms(services);
        services.AddSingleton(TimeProvider.System);
        services.AddSubscriptions(new SubscriptionOptions("http://127.0.0.1/fhir", false, [_endpoint!.Address + "/hooks/"]) { Timeout = TimeSpan.FromSeconds(0.5) });
    }

    private async Task<Answer> Settled(string endpoint)
    {
        var id = (await Api.Post("Subscription", $$$"""
            {"resourceType":"Subscription","status":"requested","reason":"test","criteria":"Basic","channel":{"type":"rest-hook","endpoint":"{{{endpoint}}}"}}
            """)).Expect(201).Id;
        for (var waited = 0; ; waited++)
        {
            var read = (await Api.Get($"Subscription/{id}")).Expect(200);
            if (read.Json["status"]!.GetValue<string>() != "requested")
            {
                return read;
            }

            Assert.True(waited < 1000, "The subscription stays requested.");
            await Task.Delay(20, Ct);
        }
    }
}

public sealed class SqliteSubscriptionEndpoint() : SubscriptionEndpointScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSubscriptionEndpoint() : SubscriptionEndpointScenarios(Dialect.PostgreSql);
