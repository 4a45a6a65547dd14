using System.Text.Json;
using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Subscriptions on topics in R4: http://hl7.org/fhir/uv/subscriptions-backport/, 1.1.0.</summary>
public abstract class SubscriptionTopicScenarios(Dialect dialect) : SubscriptionTest(dialect)
{
    private const string Topics = "https://helhed.example/fhir/SubscriptionTopic/";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Guide = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

    [Fact]
    public async Task A_handshake_must_be_accepted_before_the_subscription_is_active()
    {
        Endpoint.Answers(500);
        var refused = (await Api.Post("Subscription", OnTopic("observation-changed", Endpoint.Address, filter: $"Observation?code={Mark}"))).Expect(201);
        Assert.Contains("The handshake failed. The endpoint answered 500.", (await Status(refused.Id, "error"))["error"]!.GetValue<string>(), StringComparison.Ordinal);
        await Observation("early", Mark);
        Endpoint.Answers(200);
        await Set(refused.Id, "requested");
        var active = await Status(refused.Id, "active");
        Assert.Null(active["error"]);

        var received = await Endpoint.Until(r => r.Count >= 2);
        Assert.All(received, r => Assert.Equal(("POST", "handshake", 0), (r.Method, r.Type, r.Count)));
        var handshake = received[1];
        Assert.StartsWith("application/fhir+json", handshake.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal("history", handshake.Json["type"]!.GetValue<string>());
        Assert.Equal("requested", handshake.Parameter("status")!["valueCode"]!.GetValue<string>());
        Assert.EndsWith($"/fhir/Subscription/{refused.Id}", handshake.Parameter("subscription")!["valueReference"]!["reference"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(Guide + "backport-subscription-notification-r4", handshake.Json["meta"]!["profile"]![0]!.GetValue<string>());
        var first = handshake.Json["entry"]![0]!;
        Assert.EndsWith($"/fhir/Subscription/{refused.Id}/$status", first["request"]!["url"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("GET", first["request"]!["method"]!.GetValue<string>());

        // What happened before it was active is none of its events.
        await Observation("late", Mark);
        Assert.Equal([$"{Mark}-late"], (await Endpoint.Until(r => r.Count >= 3))[2].Focuses);
    }

    [Fact]
    public async Task Created_updated_and_deleted_resources_are_events_with_running_numbers()
    {
        await Activate(OnTopic("observation-changed", Endpoint.Address, "full-resource", $"Observation?code={Mark}"));
        await Observation("a", Mark);
        await Observation("b", "other");
        await Observation("a", Mark, "amended");
        (await Api.Delete($"Observation/{Mark}-a")).Expect(204);
        (await Api.Delete($"Observation/{Mark}-b")).Expect(204);
        var events = (await Endpoint.Until(r => r.Count >= 4)).Skip(1).ToList();
        Assert.Equal(["POST", "PUT", "DELETE"], events.Select(e => e.Json["entry"]![1]!["request"]!["method"]!.GetValue<string>()));
        Assert.Equal([1, 2, 3], events.Select(e => Assert.Single(e.Numbers)));
        Assert.Equal([1, 2, 3], events.Select(e => e.Count));
        Assert.All(events, e => Assert.Equal([$"{Mark}-a"], e.Focuses));
        Assert.Equal("final", events[0].Json["entry"]![1]!["resource"]!["status"]!.GetValue<string>());
        Assert.Equal("amended", events[1].Json["entry"]![1]!["resource"]!["status"]!.GetValue<string>());
        Assert.Null(events[2].Json["entry"]![1]!["resource"]);
        Assert.All(events, e => Assert.Equal(Topics + "observation-changed", e.Parameter("topic")!["valueCanonical"]!.GetValue<string>()));

        // The server takes its own notification as a resource: it is right by R4.
        (await Api.Put($"Bundle/{Mark}", events[0].Body.Insert(1, $"\"id\":\"{Mark}\","))).Expect(201);
    }

    [Fact]
    public async Task An_empty_notification_names_nothing_and_an_id_only_one_holds_no_content()
    {
        await Activate(OnTopic("observation-changed", Endpoint.Address + "/empty", "empty", $"code={Mark}"));
        await Activate(OnTopic("observation-changed", Endpoint.Address + "/ids", "id-only", $"code={Mark}"));
        await Observation("a", Mark);
        var received = await Endpoint.Until(r => r.Count >= 4);
        var empty = received.Single(r => r is { Path: "/empty", Type: "event-notification" });
        Assert.Single(empty.Json["entry"]!.AsArray());
        Assert.DoesNotContain(Mark + "-a", empty.Body, StringComparison.Ordinal);
        Assert.Null(empty.Parameter("topic"));
        Assert.Equal([1], empty.Numbers);
        var ids = received.Single(r => r is { Path: "/ids", Type: "event-notification" });
        Assert.Equal([$"{Mark}-a"], ids.Focuses);
        Assert.Null(ids.Json["entry"]![1]!["resource"]);
        Assert.EndsWith($"/fhir/Observation/{Mark}-a", ids.Json["entry"]![1]!["fullUrl"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notification_can_be_xml()
    {
        await Activate(OnTopic("observation-changed", Endpoint.Address, "full-resource", $"code={Mark}").Replace("application/fhir+json", "application/fhir+xml", StringComparison.Ordinal));
        await Observation("a", Mark);
        var received = await Endpoint.Until(r => r.Count >= 2);
        Assert.All(received, r => Assert.StartsWith("<?xml", r.Body, StringComparison.Ordinal));
        Assert.All(received, r => Assert.StartsWith("application/fhir+xml", r.Headers["Content-Type"], StringComparison.Ordinal));
        Assert.Contains($"<id value=\"{Mark}-a\"/>", received[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_events_share_a_notification_up_to_the_count_that_was_asked_for()
    {
        var hold = new TaskCompletionSource();
        Endpoint.Answers(async r =>
        {
            await (r.Type == "event-notification" ? hold.Task : Task.CompletedTask);
            return 200;
        });
        await Activate(OnTopic("observation-changed", Endpoint.Address, "id-only", $"code={Mark}", $$"""{"url":"{{Guide}}backport-max-count","valuePositiveInt":10}"""));
        for (var i = 0; i < 25; i++)
        {
            await Observation($"n{i}", Mark);
        }

        hold.SetResult();
        var events = (await Endpoint.Until(r => r.Sum(x => x.Events.Count) >= 25)).Where(r => r.Type == "event-notification").ToList();
        Assert.Equal(Enumerable.Range(1, 25).Select(n => (long)n), events.SelectMany(e => e.Numbers));
        Assert.All(events, e => Assert.InRange(e.Numbers.Count, 1, 10));
        Assert.Contains(events, e => e.Numbers.Count == 10);
        Assert.All(events, e => Assert.Equal(e.Numbers[^1], e.Count));
    }

    [Fact]
    public async Task A_topic_looks_at_what_was_before()
    {
        await Activate(OnTopic("encounter-start", Endpoint.Address, "id-only", $"Encounter?identifier={Mark}"));
        async Task Encounter(string id, string status) =>
            await Give("Encounter", $"{Mark}-{id}", $$"""
                "status":"{{status}}","class":{"code":"IMP"},"identifier":[{"value":"{{Mark}}"}]
                """);
        await Encounter("a", "planned");
        await Encounter("a", "in-progress");
        await Encounter("a", "in-progress");
        await Encounter("b", "in-progress");
        await Encounter("a", "finished");
        await Encounter("a", "in-progress");
        var events = (await Endpoint.Until(r => r.Count >= 4)).Skip(1).ToList();
        Assert.Equal([$"{Mark}-a", $"{Mark}-b", $"{Mark}-a"], events.SelectMany(e => e.Focuses));
    }

    [Fact]
    public async Task Signs_of_life_come_while_nothing_happens()
    {
        await Activate(OnTopic("observation-changed", Endpoint.Address, "id-only", $"code={Mark}", $$"""{"url":"{{Guide}}backport-heartbeat-period","valueUnsignedInt":1}"""));
        await Endpoint.Until(r => r.Count(x => x.Type == "heartbeat") >= 2);
        await Observation("a", Mark);
        var received = await Endpoint.Until(r => r.Any(x => x.Type == "event-notification") && r[^1].Type == "heartbeat");
        Assert.All(received.Where(r => r.Type == "heartbeat"), r => Assert.Equal("active", r.Parameter("status")!["valueCode"]!.GetValue<string>()));
        Assert.Equal(1, received[^1].Count);
        Assert.Equal(0, received[1].Count);
    }

    [Theory]
    [InlineData("no-topic", "id-only", "", "is no topic")]
    [InlineData("observation-changed", "id-only", "Patient?name=x", "another type")]
    [InlineData("observation-changed", "id-only", "Observation?nothing=x", "'nothing' is no filter")]
    [InlineData("observation-changed", "id-only", "subject.name=x", "without chains")]
    [InlineData("observation-changed", "everything", "", "empty, id-only or full-resource")]
    public async Task What_cannot_be_served_is_refused(string topic, string content, string filter, string part)
    {
        var refused = (await Api.Post("Subscription", OnTopic(topic, Endpoint.Address, content, filter))).Expect(400);
        Assert.Contains(part, refused.Diagnostics, StringComparison.Ordinal);
        Assert.StartsWith("Subscription.c", refused.Issue["expression"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_of_another_kind_is_refused()
    {
        var resource = OnTopic("observation-changed", Endpoint.Address);
        var zulip = resource.Replace("\"type\":\"rest-hook\"", $$$"""
            "type":"rest-hook","_type":{"extension":[{"url":"{{{Guide}}}backport-channel-type","valueCoding":{"system":"http://example.org/channels","code":"zulip"}}]}
            """, StringComparison.Ordinal);
        Assert.NotEqual(resource, zulip);
        Assert.Contains("zulip", (await Api.Post("Subscription", zulip)).Expect(400).Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_where_a_subscription_is()
    {
        var id = await Activate(OnTopic("observation-changed", Endpoint.Address, "id-only", $"code={Mark}"));
        await Observation("a", Mark);
        await Observation("b", Mark);
        await Endpoint.Until(r => r.Count >= 3);
        foreach (var answer in new[] { await Api.Get($"Subscription/{id}/$status"), await Api.Get($"Subscription/$status?id={id}"), await Api.Post("Subscription/$status", Parameters("id", "valueId", id)) })
        {
            Assert.Equal("searchset", answer.Expect(200).Json["type"]!.GetValue<string>());
            var status = new Received("", "", new Dictionary<string, string>(), answer.Text);
            Assert.Single(answer.Entries);
            Assert.Equal(("query-status", 2), (status.Type, status.Count));
            Assert.Equal("active", status.Parameter("status")!["valueCode"]!.GetValue<string>());
            Assert.Equal(Topics + "observation-changed", status.Parameter("topic")!["valueCanonical"]!.GetValue<string>());
        }

        Assert.Empty((await Api.Get($"Subscription/$status?id={id}&status=error")).Expect(200).Entries);
        Assert.Contains(id, (await Api.Get("Subscription/$status?status=active")).Expect(200).Text, StringComparison.Ordinal);
        (await Api.Get($"Subscription/{Mark}-none/$status")).Expect(404);

        // As of any search, a count has no entries.
        var count = (await Api.Get($"Subscription/$status?id={id}&_summary=count")).Expect(200);
        Assert.Equal((1, 0), (count.Total, count.Entries.Count));
    }

    [Fact]
    public async Task Statuses_of_many_subscriptions_come_page_by_page()
    {
        var all = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            all.Add((await Api.Post("Subscription", OnTopic("observation-changed", Endpoint.Address, "id-only", $"code={Mark}"))).Expect(201).Id);
        }

        var asked = $"Subscription/$status?{string.Join('&', all.Select(id => $"id={id}"))}&_count=2";
        var told = new List<string>();
        for (var next = asked; next is not null;)
        {
            var page = (await Api.Get(next)).Expect(200);
            Assert.Equal(3, page.Total);
            Assert.InRange(page.Entries.Count, 1, 2);
            told.AddRange(page.Entries.Select(e => e["resource"]!["parameter"]![0]!["valueReference"]!["reference"]!.GetValue<string>().Split('/')[^1]));
            next = page.Next;
        }

        Assert.Equal(all.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        (await Api.Get($"{asked}&_page=x")).Expect(400);
        (await Api.Get("Subscription/$status?_count=0")).Expect(400);
    }

    [Fact]
    public async Task Events_can_be_asked_for_again()
    {
        var id = await Activate(OnTopic("observation-changed", Endpoint.Address, "id-only", $"code={Mark}"));
        for (var i = 1; i <= 5; i++)
        {
            await Observation($"n{i}", Mark);
        }

        await Endpoint.Until(r => r.Count >= 6);
        var all = Read((await Api.Get($"Subscription/{id}/$events")).Expect(200));
        Assert.Equal(("query-event", 5), (all.Type, all.Count));
        Assert.Equal([1, 2, 3, 4, 5], all.Numbers);
        var some = Read((await Api.Get($"Subscription/{id}/$events?eventsSinceNumber=2&eventsUntilNumber=3&content=full-resource")).Expect(200));
        Assert.Equal([2, 3], some.Numbers);
        Assert.Equal([$"{Mark}-n2", $"{Mark}-n3"], some.Json["entry"]!.AsArray().Skip(1).Select(e => e!["resource"]!["id"]!.GetValue<string>()));
        var last = Read((await Api.Post($"Subscription/{id}/$events", Parameters("eventsSinceNumber", "valueString", "5"))).Expect(200));
        Assert.Equal([5], last.Numbers);
        (await Api.Get($"Subscription/{id}/$events?eventsSinceNumber=x")).Expect(400);
        (await Api.Get($"Subscription/{id}/$events?content=all")).Expect(400);

        static Received Read(Answer answer) => new("", "", new Dictionary<string, string>(), answer.Text);
    }

    [Fact]
    public async Task The_statement_lists_what_there_is()
    {
        var type = (await Api.Anonymous.Get("metadata")).Json["rest"]![0]!["resource"]!.AsArray().Single(r => r!["type"]!.GetValue<string>() == "Subscription")!;
        var topics = type["extension"]!.AsArray().Where(e => e!["url"]!.GetValue<string>() == Guide + "capabilitystatement-subscriptiontopic-canonical").Select(e => e!["valueCanonical"]!.GetValue<string>()).ToList();
        Assert.Contains(Topics + "encounter-start", topics);
        Assert.Contains(Topics + "task-changed", topics);
        Assert.Contains(Guide + "backport-subscription", type["supportedProfile"]!.AsArray().Select(p => p!.GetValue<string>()));
        Assert.Equal(["events", "status"], type["operation"]!.AsArray().Select(o => o!["name"]!.GetValue<string>()).Where(n => n is "status" or "events").Order());

        // Every topic that is listed can be subscribed to.
        foreach (var topic in topics)
        {
            (await Api.Post("Subscription", OnTopic(topic[Topics.Length..], Endpoint.Address, status: "off"))).Expect(201);
        }
    }

    private static string Parameters(string name, string type, string value) => $$"""{"resourceType":"Parameters","parameter":[{"name":"{{name}}","{{type}}":"{{value}}"}]}""";

    private static string OnTopic(string topic, string endpoint, string content = "id-only", string filter = "", string channel = "", string status = "requested") =>
        new JsonObject
        {
            ["resourceType"] = "Subscription",
            ["meta"] = new JsonObject { ["profile"] = new JsonArray(Guide + "backport-subscription") },
            ["status"] = status,
            ["reason"] = "test",
            ["criteria"] = Topics + topic,
            ["_criteria"] = filter.Length == 0 ? null : Extensions(new JsonObject { ["url"] = Guide + "backport-filter-criteria", ["valueString"] = filter }),
            ["channel"] = new JsonObject
            {
                ["extension"] = channel.Length == 0 ? null : new JsonArray(JsonNode.Parse(channel)),
                ["type"] = "rest-hook",
                ["endpoint"] = endpoint,
                ["payload"] = "application/fhir+json",
                ["_payload"] = Extensions(new JsonObject { ["url"] = Guide + "backport-payload-content", ["valueCode"] = content }),
            },
        }.ToJsonString(Plain).Replace("\"_criteria\":null,", "", StringComparison.Ordinal).Replace("\"extension\":null,", "", StringComparison.Ordinal);

    private static JsonObject Extensions(JsonObject extension) => new() { ["extension"] = new JsonArray(extension) };

    private async Task<string> Activate(string resource)
    {
        var created = (await Api.Post("Subscription", resource)).Expect(201);
        Keep(created.Id);
        await Status(created.Id, "active");
        return created.Id;
    }
}

public sealed class SqliteSubscriptionTopic() : SubscriptionTopicScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSubscriptionTopic() : SubscriptionTopicScenarios(Dialect.PostgreSql);
