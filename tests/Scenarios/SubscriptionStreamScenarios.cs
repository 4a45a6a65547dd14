using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Server-sent events for pages: what a person logged in may see, as it happens, and nothing else.</summary>
public abstract class SubscriptionStreamScenarios(Dialect dialect) : ApiTest(dialect)
{
    private const string Topics = "https://helhed.example/fhir/SubscriptionTopic/";

    private string _address = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var metadata = (await Api.Anonymous.Get("metadata")).Expect(200);
        _address = metadata.Json["implementation"]!["url"]!.GetValue<string>().Replace("/fhir", "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_citizen_is_told_of_their_own_record_and_of_nobody_elses()
    {
        await Treats("nurse-copd", "citizen-copd");
        await Treats("nurse-copd", "citizen-diabetes");
        var cookie = await LogIn("citizen-copd");
        await using var own = await SubscriptionStream.Open(Events("observation-changed", $"code={Mark}"), cookie);
        await using var staff = await SubscriptionStream.Open(Events("observation-changed", $"code={Mark}"), await LogIn("nurse-copd"));
        Assert.Equal("handshake", (await own.Until(e => e.Count >= 1))[0].Type);
        await staff.Until(e => e.Count >= 1);
        await Observation("theirs", "citizen-diabetes");
        await Observation("own", "citizen-copd");

        // Waited for: what is deleted by the time that it would be told is not told any more.
        await own.Until(e => e.Count >= 2);
        await staff.Until(e => e.Count >= 3);
        await Observation("moves", "citizen-copd");
        await Observation("moves", "citizen-diabetes");
        (await Api.Delete($"Observation/{Mark}-theirs")).Expect(204);
        (await Api.Delete($"Observation/{Mark}-own")).Expect(204);
        await staff.Until(e => e.Count >= 7);
        var events = (await own.Until(e => e.Count >= 3 && e[^1].Data.Contains("DELETE", StringComparison.Ordinal))).Skip(1).ToList();
        Assert.All(events, e => Assert.Equal("event-notification", e.Type));
        Assert.Equal($"{Mark}-own", events[0].Notification.Focuses.Single());
        Assert.Equal($"{Mark}-own", events[^1].Notification.Focuses.Single());
        Assert.DoesNotContain(events, e => e.Data.Contains("theirs", StringComparison.Ordinal));

        // Of the one that moved, at most the version that was the citizen's own is told.
        Assert.True(events.Count(e => e.Data.Contains("moves", StringComparison.Ordinal)) <= 1);
    }

    [Fact]
    public async Task A_browser_that_comes_back_goes_on_behind_the_last_it_got()
    {
        await Treats("nurse-copd", "x");
        var cookie = await LogIn("nurse-copd");
        var address = Events("observation-changed", $"code={Mark}", "full-resource");
        await using (var first = await SubscriptionStream.Open(address, cookie))
        {
            await first.Until(e => e.Count >= 1);
            await Observation("a", "x");
            await Observation("b", "x");
            var events = await first.Until(e => e.Count >= 3);
            Assert.Equal([0, 1, 2], events.Select(e => e.Id));
            Assert.Equal($"{Mark}-a", events[1].Notification.Json["entry"]![1]!["resource"]!["id"]!.GetValue<string>());
        }

        await Observation("c", "x");
        await Observation("d", "x");
        await using var second = await SubscriptionStream.Open(address, cookie, "1");
        await Observation("e", "x");
        var more = await second.Until(e => e.Count >= 5);
        Assert.Equal([1, 2, 3, 4, 5], more.Select(e => e.Id));
        Assert.Equal([$"{Mark}-b", $"{Mark}-c", $"{Mark}-d", $"{Mark}-e"], more.Skip(1).SelectMany(e => e.Notification.Focuses));

        // A page that is new begins with what happens from now on.
        await using var third = await SubscriptionStream.Open(address, cookie);
        Assert.Equal(5, Assert.Single(await third.Until(e => e.Count >= 1)).Id);
    }

    [Fact]
    public async Task A_stream_ends_with_its_session()
    {
        var cookie = await LogIn("nurse-copd");
        await using var stream = await SubscriptionStream.Open(Events("observation-changed", $"code={Mark}"), cookie);
        await stream.Until(e => e.Count >= 1);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var logOut = new HttpRequestMessage(HttpMethod.Post, $"{_address}/logout");
        logOut.Headers.Add("Sec-Fetch-Site", "same-origin");
        logOut.Headers.Add("Cookie", cookie);
        (await http.SendAsync(logOut, TestContext.Current.CancellationToken)).Dispose();
        Assert.True(await stream.Ends(15));
        Assert.Equal(401, await SubscriptionStream.Refused(Events("observation-changed", $"code={Mark}"), cookie));
    }

    [Theory]
    [InlineData("", "observation-changed", "", 401)]
    [InlineData("porter", "observation-changed", "", 403)]
    [InlineData("nurse-copd", "no-topic", "", 400)]
    [InlineData("nurse-copd", "observation-changed", "nothing=1", 400)]
    [InlineData("citizen-copd", "audit-event-changed", "", 403)]
    public async Task A_stream_that_may_not_be_is_refused(string persona, string topic, string filter, int status)
    {
        var cookie = persona.Length == 0 ? "" : await LogIn(persona);
        Assert.Equal(status, await SubscriptionStream.Refused(Events(topic, filter), cookie));
    }

    [Fact]
    public async Task A_program_streams_its_own_subscription_and_nobody_elses()
    {
        var channel = JsonNode.Parse("""
            {"type":"rest-hook","_type":{"extension":[{"url":"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-channel-type",
             "valueCoding":{"system":"https://helhed.example/fhir/CodeSystem/subscription-channel-type","code":"server-sent-events"}}]},"payload":"application/fhir+json",
             "_payload":{"extension":[{"url":"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content","valueCode":"id-only"}]}}
            """)!.ToJsonString();
        var created = (await Api.Post("Subscription", $$"""{"resourceType":"Subscription","status":"requested","reason":"test","criteria":"{{Topics}}observation-created","channel":{{channel}}}""")).Expect(201);
        for (var waited = 0; (await Api.Get($"Subscription/{created.Id}")).Json["status"]!.GetValue<string>() != "active"; waited++)
        {
            Assert.True(waited < 500);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await using var stream = await SubscriptionStream.Open($"{_address}/events?subscription={created.Id}", $"Bearer {Api.Token}");
        await stream.Until(e => e.Count >= 1);
        await Observation("a", "x");
        await stream.Until(e => e.Any(x => x.Data.Contains($"{Mark}-a", StringComparison.Ordinal)));
        Assert.Equal(404, await SubscriptionStream.Refused($"{_address}/events?subscription={created.Id}", await LogIn("nurse-copd")));
        (await Api.Delete($"Subscription/{created.Id}")).Expect(204);
        Assert.True(await stream.Ends(15));
    }

    [Fact]
    public async Task A_caller_has_so_many_streams_and_no_more()
    {
        await Treats("secretary", "x");
        await Treats("visitation", "x");
        var cookie = await LogIn("secretary");
        var streams = new List<SubscriptionStream>();
        for (var i = 0; i < 20; i++)
        {
            streams.Add(await SubscriptionStream.Open(Events("observation-changed", $"code={Mark}"), cookie));
        }

        Assert.Equal(429, await SubscriptionStream.Refused(Events("observation-changed", $"code={Mark}"), cookie));
        await using (var another = await SubscriptionStream.Open(Events("observation-changed", $"code={Mark}"), await LogIn("visitation")))
        {
            await Observation("a", "x");
            await another.Until(e => e.Count >= 2);
        }

        // All pages of one wish share one subscription, and each gets its events.
        foreach (var stream in streams)
        {
            Assert.Equal([0, 1], (await stream.Until(e => e.Count >= 2)).Select(e => e.Id));
            await stream.DisposeAsync();
        }
    }

    private string Events(string topic, string filter, string content = "id-only") =>
        $"{_address}/events?topic={Topics}{topic}&content={content}{(filter.Length == 0 ? "" : $"&filter={Uri.EscapeDataString(filter)}")}";

    private async Task<string> LogIn(string persona)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var answer = await http.GetAsync(new Uri($"{_address}/demo/login?as={persona}"), TestContext.Current.CancellationToken);
        return answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]).First(c => c.StartsWith("helhed_session=", StringComparison.Ordinal));
    }

    // A contact that is going on: the ground on which staff see a patient.
    private async Task Treats(string practitioner, string patient) => (await Give("Encounter", $"{Mark}-{practitioner}-{patient}", $$$"""
        "status":"in-progress","class":{"code":"AMB"},"subject":{"reference":"Patient/{{{patient}}}"},"participant":[{"individual":{"reference":"Practitioner/{{{practitioner}}}"}}],"period":{"start":"2026-01-01"}
        """)).Expect(201);

    private Task<Answer> Observation(string id, string patient) => Give("Observation", $"{Mark}-{id}", $$$"""
        "status":"final","subject":{"reference":"Patient/{{{patient}}}"},"code":{"coding":[{"system":"http://example.org/codes","code":"{{{Mark}}}"}]}
        """);
}

public sealed class SqliteSubscriptionStream() : SubscriptionStreamScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSubscriptionStream() : SubscriptionStreamScenarios(Dialect.PostgreSql);
