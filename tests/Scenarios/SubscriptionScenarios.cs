using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Subscriptions by R4's own rules: https://hl7.org/fhir/R4/subscription.html.</summary>
public abstract class SubscriptionScenarios(Dialect dialect) : SubscriptionTest(dialect)
{
    [Fact]
    public async Task A_requested_subscription_becomes_active_and_tells_of_what_matches_without_a_payload()
    {
        var id = await Subscribe($"Observation?code={Mark}", "");
        var read = (await Api.Get($"Subscription/{id}")).Expect(200);
        Assert.Equal("active", read.Json["status"]!.GetValue<string>());
        Assert.Equal("W/\"2\"", read.ETag);
        await Observation("a", Mark);
        await Observation("b", "other");
        await Observation("c", Mark);
        var received = await Endpoint.Until(r => r.Count >= 2);
        Assert.All(received, r => Assert.Equal(("POST", "/", ""), (r.Method, r.Path, r.Body)));
        Assert.Equal([1, 2], received.Select(r => r.HeaderNumber));
    }

    [Fact]
    public async Task With_a_payload_the_resource_is_forwarded_as_an_update_with_the_endpoint_as_base()
    {
        const string Channel = """
            ,"payload":"application/fhir+json","header":["Authorization: Bearer secret-token","X-Own: 1"]
            """;
        await Subscribe($"Observation?code={Mark}", Channel, "/base");
        await Observation("a", Mark);
        var one = Assert.Single(await Endpoint.Until(r => r.Count >= 1));
        Assert.Equal(("PUT", $"/base/Observation/{Mark}-a"), (one.Method, one.Path));
        Assert.StartsWith("application/fhir+json", one.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal("Bearer secret-token", one.Headers["Authorization"]);
        Assert.Equal("1", one.Headers["X-Own"]);
        Assert.Equal((await Api.Get($"Observation/{Mark}-a")).Text, one.Body);
    }

    [Fact]
    public async Task Each_event_is_a_notification_of_its_own_whatever_count_is_asked_for()
    {
        var hold = new TaskCompletionSource();
        Endpoint.Answers(async r =>
        {
            await (r.HeaderNumber > 0 ? hold.Task : Task.CompletedTask);
            return 200;
        });
        await Subscribe($"Observation?code={Mark}", ",\"payload\":\"application/fhir+json\",\"extension\":[{\"url\":\"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-max-count\",\"valuePositiveInt\":10}]");
        foreach (var id in (string[])["a", "b", "c", "d"])
        {
            await Observation(id, Mark);
        }

        hold.SetResult();
        var received = await Endpoint.Until(r => r.Count >= 4);
        Assert.Equal([1, 2, 3, 4], received.Select(r => r.HeaderNumber));
        Assert.Equal([$"/Observation/{Mark}-a", $"/Observation/{Mark}-b", $"/Observation/{Mark}-c", $"/Observation/{Mark}-d"], received.Select(r => r.Path));
    }

    [Fact]
    public async Task The_system_that_an_element_implies_may_be_named()
    {
        await Subscribe($"Observation?code={Mark}&status=http://hl7.org/fhir/observation-status|final", "");
        await Observation("a", Mark, "preliminary");
        await Observation("b", Mark, "final");
        Assert.Equal(1, Assert.Single(await Endpoint.Until(r => r.Count >= 1)).HeaderNumber);
    }

    [Fact]
    public async Task A_payload_can_be_xml()
    {
        await Subscribe($"Observation?code={Mark}", ",\"payload\":\"application/fhir+xml\"");
        await Observation("a", Mark);
        var one = Assert.Single(await Endpoint.Until(r => r.Count >= 1));
        Assert.Contains("<Observation xmlns=\"http://hl7.org/fhir\">", one.Body, StringComparison.Ordinal);
        Assert.StartsWith("application/fhir+xml", one.Headers["Content-Type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_version_that_meets_the_criteria_is_told_of_and_none_that_does_not()
    {
        await Subscribe($"Observation?code={Mark}&status=final", ",\"payload\":\"application/fhir+json\"");
        await Observation("a", Mark, "preliminary");
        await Observation("a", Mark, "final");
        await Observation("a", Mark, "amended");
        await Observation("a", Mark, "final");
        (await Api.Delete($"Observation/{Mark}-a")).Expect(204);
        await Observation("z", Mark, "final");
        var received = await Endpoint.Until(r => r.Any(x => x.Path.EndsWith("-z", StringComparison.Ordinal)));
        Assert.Equal(["2", "4", "1"], received.Select(r => r.Json["meta"]!["versionId"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_hundred_versions_of_one_resource_are_a_hundred_events_in_order()
    {
        await Subscribe($"Observation?code={Mark}", ",\"payload\":\"application/fhir+json\"");
        for (var i = 0; i < 100; i++)
        {
            await Observation("a", Mark, i % 2 == 0 ? "preliminary" : "final");
        }

        var received = await Endpoint.Until(r => r.Count >= 100);
        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), received.Select(r => r.HeaderNumber));
        Assert.Equal(Enumerable.Range(1, 100), received.Select(r => int.Parse(r.Json["meta"]!["versionId"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("Nothing?code=1", "'Nothing' is no resource type")]
    [InlineData("Observation?nothing=1", "nothing")]
    [InlineData("Observation?date=yesterday", "date")]
    public async Task Criteria_that_are_no_search_make_an_error(string criteria, string part)
    {
        var created = (await Api.Post("Subscription", Resource(criteria, Endpoint.Address, ""))).Expect(201);
        var failed = await Status(created.Id, "error");
        Assert.Contains(part, failed["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"type\":\"email\",\"endpoint\":\"mailto:a@example.org\"", "'email' is not supported")]
    [InlineData("\"type\":\"rest-hook\",\"endpoint\":\"ftp://example.org/x\"", "http or https")]
    [InlineData("\"type\":\"rest-hook\",\"endpoint\":\"http://192.168.1.1/x\"", "must be an https")]
    [InlineData("\"type\":\"rest-hook\",\"endpoint\":\"https://10.1.2.3/x\"", "private network")]
    [InlineData("\"type\":\"rest-hook\",\"endpoint\":\"https://[fd00::1]/x\"", "private network")]
    [InlineData("\"type\":\"rest-hook\",\"endpoint\":\"https://[::ffff:10.0.0.1]/x\"", "private network")]
    [InlineData("\"type\":\"rest-hook\",\"endpoint\":\"https://0x0a000001/x\"", "private network")]
    [InlineData("\"type\":\"rest-hook\",\"endpoint\":\"https://169.254.169.254/latest\"", "private network")]
    [InlineData("\"type\":\"rest-hook\",\"endpoint\":\"https://me:secret@example.org/x\"", "a password")]
    [InlineData("\"type\":\"rest-hook\",\"endpoint\":\"https://example.org/x\",\"payload\":\"text/csv\"", "application/fhir+json")]
    [InlineData("\"type\":\"rest-hook\",\"endpoint\":\"https://example.org/x\",\"header\":[\"Host: other\"]", "Host")]
    public async Task A_channel_that_cannot_be_served_makes_an_error(string channel, string part)
    {
        var created = (await Api.Post("Subscription", $$$"""{"resourceType":"Subscription","status":"requested","reason":"test","criteria":"Observation","channel":{{{{channel}}}}}""")).Expect(201);
        var failed = await Status(created.Id, "error");
        Assert.Contains(part, failed["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_server_makes_a_subscription_active()
    {
        var body = Resource($"Observation?code={Mark}", Endpoint.Address, "");
        var refused = (await Api.Post("Subscription", body.Replace("\"requested\"", "\"active\"", StringComparison.Ordinal))).Expect(400);
        Assert.Contains("requested", refused.Diagnostics, StringComparison.Ordinal);

        // Once it is active it may be sent back as such, but not with another endpoint.
        var id = await Subscribe($"Observation?code={Mark}", "");
        var active = (JsonObject)(await Api.Get($"Subscription/{id}")).Json;
        active["reason"] = "another reason";
        (await Api.Put($"Subscription/{id}", active.ToJsonString())).Expect(200);
        active["channel"]!["endpoint"] = "https://example.org/elsewhere";
        (await Api.Put($"Subscription/{id}", active.ToJsonString())).Expect(400);
        await Observation("a", Mark);
        await Endpoint.Until(r => r.Count == 1);
    }

    [Fact]
    public async Task Off_stops_requested_starts_again_and_delete_ends()
    {
        var id = await Subscribe($"Observation?code={Mark}", "");
        await Observation("a", Mark);
        await Endpoint.Until(r => r.Count == 1);
        await Set(id, "off");
        await Observation("b", Mark);
        await Set(id, "requested");
        await Status(id, "active");
        await Observation("c", Mark);
        var received = await Endpoint.Until(r => r.Count >= 2);
        Assert.Equal([1, 2], received.Select(r => r.HeaderNumber));
        (await Api.Delete($"Subscription/{id}")).Expect(204);
        await Observation("d", Mark);

        // A second subscription's event comes after all that the first could have sent.
        await Subscribe($"Observation?code={Mark}e", "", "/second");
        await Observation("e", $"{Mark}e");
        received = await Endpoint.Until(r => r.Any(x => x.Path == "/second"));
        Assert.Equal(3, received.Count);
    }

    [Fact]
    public async Task At_its_end_a_subscription_is_turned_off()
    {
        var end = DateTimeOffset.UtcNow.AddSeconds(4).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var created = (await Api.Post("Subscription", Resource($"Observation?code={Mark}", Endpoint.Address, "").Insert(1, $"\"end\":\"{end}\","))).Expect(201);
        await Status(created.Id, "off");
        Assert.True(DateTimeOffset.UtcNow > DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture));
        await Observation("a", Mark);
        await Subscribe($"Observation?code={Mark}b", "", "/second");
        await Observation("b", $"{Mark}b");
        Assert.Equal("/second", Assert.Single(await Endpoint.Until(r => r.Count >= 1)).Path);
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        Endpoint.Answers(r => Task.FromResult(r.Path == "/elsewhere" ? 200 : 307));
        var id = await Subscribe($"Observation?code={Mark}", "");
        await Observation("a", Mark);
        var received = await Endpoint.Until(r => r.Count >= 2);
        Assert.All(received, r => Assert.Equal(("/", 1), (r.Path, r.HeaderNumber)));
        var status = (await Api.Get($"Subscription/{id}/$status")).Expect(200);
        Assert.Contains("redirects are not followed", status.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_comes_back_gets_everything_in_order_and_a_slow_one_delays_no_other()
    {
        var release = new TaskCompletionSource();
        await using var slow = await SubscriptionEndpoint.Start();
        slow.Answers(async _ =>
        {
            await Task.WhenAny(release.Task, Task.Delay(30_000));
            return 200;
        });
        Endpoint.Answers(503);
        await Subscribe($"Observation?code={Mark}", "");
        await Subscribe($"Observation?code={Mark}", "", endpoint: slow);
        await using var good = await SubscriptionEndpoint.Start();
        await Subscribe($"Observation?code={Mark}", "", endpoint: good);
        var started = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 20; i++)
        {
            await Observation($"n{i}", Mark);
        }

        await good.Until(r => r.Count >= 20, 20);
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(20), $"The good endpoint waited {started.Elapsed}.");
        Assert.Empty(slow.All);
        release.SetResult();
        Endpoint.Answers(200);
        await Endpoint.Until(r => r.Count(x => x.Headers["answered"] == "200") >= 20);
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), Endpoint.All.Where(r => r.Headers["answered"] == "200").Select(r => r.HeaderNumber));
        await slow.Until(r => r.Count >= 20);
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), slow.All.Select(r => r.HeaderNumber));
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), good.All.Select(r => r.HeaderNumber));
    }
}

/// <summary>A scenario with an endpoint of its own.</summary>
public abstract class SubscriptionTest(Dialect dialect) : ApiTest(dialect), IAsyncDisposable
{
    private readonly List<string> _subscriptions = [];

    private SubscriptionEndpoint? _endpoint;

    private protected SubscriptionEndpoint Endpoint => _endpoint!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _endpoint = await SubscriptionEndpoint.Start();
    }

    public new async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var id in _subscriptions)
        {
            await Api.Delete($"Subscription/{id}");
        }

        await Endpoint.DisposeAsync();
    }

    private protected static string Resource(string criteria, string endpoint, string channel) => $$$"""
        {"resourceType":"Subscription","status":"requested","reason":"test","criteria":{{{JsonValue.Create(criteria).ToJsonString()}}},
        "channel":{"type":"rest-hook","endpoint":"{{{endpoint}}}"{{{channel}}}}}
        """;

    /// <summary>Creates a subscription and waits until it is active.</summary>
    private protected async Task<string> Subscribe(string criteria, string channel, string path = "", SubscriptionEndpoint? endpoint = null)
    {
        var created = (await Api.Post("Subscription", Resource(criteria, (endpoint ?? Endpoint).Address + path, channel))).Expect(201);
        Assert.Equal("requested", created.Json["status"]!.GetValue<string>());
        Keep(created.Id);
        await Status(created.Id, "active");
        return created.Id;
    }

    /// <summary>Notes a subscription that is to be deleted after the test.</summary>
    private protected void Keep(string id) => _subscriptions.Add(id);

    private protected async Task<JsonNode> Status(string id, string status)
    {
        for (var waited = 0; ; waited += 20)
        {
            var read = (await Api.Get($"Subscription/{id}")).Expect(200);
            if (read.Json["status"]!.GetValue<string>() == status)
            {
                return read.Json;
            }

            Assert.True(waited < 30_000, $"Subscription/{id} does not become {status}: {read.Text}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private protected async Task Set(string id, string status)
    {
        var resource = (JsonObject)(await Api.Get($"Subscription/{id}")).Expect(200).Json;
        resource["status"] = status;
        (await Api.Put($"Subscription/{id}", resource.ToJsonString())).Expect(200);
    }

    private protected Task<Answer> Observation(string id, string code, string status = "final", string more = "") =>
        Give("Observation", $"{Mark}-{id}", $$$"""{{{more}}}"status":"{{{status}}}","code":{"coding":[{"system":"http://example.org/codes","code":"{{{code}}}"}]}""");
}

public sealed class SqliteSubscription() : SubscriptionScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSubscription() : SubscriptionScenarios(Dialect.PostgreSql);
