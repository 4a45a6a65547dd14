using System.Text.Json;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>
/// Endpoints: programs write the subscriptions, each with the scopes it has, on topics and by R4's own rules, and what comes to an endpoint
/// is what its program sees. One change is made at a time; all are sent before they are compared.
/// </summary>
internal sealed class AskingHooks(Asking ask, World world, Making make, Func<Caller, FhirClient> clientOf, Database database)
{
    private const string Guide = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
    private const string TopicsAt = "https://helhed.example/fhir/SubscriptionTopic/";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A round of some changes, before some programs.</summary>
    public async Task Round(int programs, Func<string, string, Task> change)
    {
        await using var endpoint = await SubscriptionEndpoint.Start();
        var topic = make.Pick(AskingEvents.Topics);
        var due = new AskingEvents(ask, world, make, clientOf);
        var hooks = Enumerable.Range(0, programs).Select(i => new Hook($"/h{i}", Program(i, topic.Type), i > 0 && topic.Becomes is null && make.Chance(40))
        {
            Code = i > 0 && topic.Type is "Observation" or "Condition" or "Procedure" && make.Chance(30) ? make.Pick("x", "y", "z") : null,
        }).ToList();
        foreach (var hook in hooks)
        {
            hook.Id = await Subscribe(hook, topic, endpoint.Address);
        }

        for (var i = 0; i < 20; i++)
        {
            var id = world.Of(topic.Type).Count > 12 ? world.Of(topic.Type)[make.Pick(0, 1, 2, 3, 4, 5, 6, 7)].Id : $"{topic.Type[..2]}{i % 8}".ToLowerInvariant();
            await change(topic.Type, id);
            ask.Forget();
            var thing = world.Find($"{topic.Type}/{id}")!;
            foreach (var hook in hooks.Where(h => IsDue(due, h, thing, topic.Becomes)))
            {
                hook.Due.Add(thing.Last.Body is null ? $"{thing.Reference} gone" : $"{thing.Reference}/{thing.Versions.Count}");
            }

            // Whoever sees everything is told last of all when the others' events are queued: with it they are all in the database.
            var first = hooks[0];
            await endpoint.Until(all => Names(all, first).Count >= first.Due.Count);
            await Sent();
        }

        foreach (var hook in hooks)
        {
            var names = Names(endpoint.All, hook);
            foreach (var name in names.Concat(hook.Due).Distinct())
            {
                var (told, wanted) = (names.Count(n => n == name), hook.Due.Count(n => n == name));
                ask.Checked($"{name} to the endpoint of {hook.Caller.Scopes}{(hook.IsPlain ? ", by criteria" : "")}", told == wanted, hook.Caller, world.Find(name.Split(' ')[0].Split('/') is [var type, var id, ..] ? $"{type}/{id}" : ""), $"it was told {told} times and due {wanted} times; {string.Join(' ', names)} where {string.Join(' ', hook.Due)} were due");
            }

            // Numbers follow each other: not even a gap tells of what others are told.
            var numbers = endpoint.All.Where(r => r.Path == hook.Path && !hook.IsPlain).SelectMany(r => r.Numbers).ToList();
            ask.Checked($"numbers to the endpoint of {hook.Caller.Scopes}", numbers.SequenceEqual(Enumerable.Range(1, numbers.Count).Select(n => (long)n)), hook.Caller, null, string.Join(' ', numbers));
            (await clientOf(AskingEvents.All).Delete($"Subscription/{hook.Id}")).Expect(204);
        }
    }

    // The first sees everything.
    private Caller Program(int i, string type) => i == 0 ? AskingEvents.All : AskingEvents.All with
    {
        Reference = $"Device/hook{i}",
        Scopes = "system/Subscription.cruds " + make.Pick($"system/{type}.rs?code=x", $"system/{type}.rs?code=x system/{type}.rs?code=y", $"system/{type}.rs?status=final", "system/*.rs", $"system/{type}.rs", "system/Basic.rs"),
    };

    private static bool IsDue(AskingEvents events, Hook hook, Thing thing, Func<JsonObject, bool>? becomes) =>
        (!hook.IsPlain || thing.Body is not null) && events.IsDue(hook.Caller, thing, becomes, hook.Code);

    private async Task<string> Subscribe(Hook hook, (string Topic, string Type, Func<JsonObject, bool>? Becomes) topic, string address)
    {
        var resource = new JsonObject
        {
            ["resourceType"] = "Subscription",
            ["status"] = "requested",
            ["reason"] = "test",
            ["criteria"] = hook.IsPlain ? topic.Type + (hook.Code is { } code ? $"?code={code}" : "") : TopicsAt + topic.Topic,
            ["channel"] = new JsonObject { ["type"] = "rest-hook", ["endpoint"] = address + hook.Path, ["payload"] = "application/fhir+json" },
        };
        if (!hook.IsPlain)
        {
            resource["meta"] = new JsonObject { ["profile"] = new JsonArray(Guide + "backport-subscription") };
            resource["channel"]!["_payload"] = Extension(new JsonObject { ["url"] = Guide + "backport-payload-content", ["valueCode"] = "full-resource" });
            if (hook.Code is { } filter)
            {
                resource["_criteria"] = Extension(new JsonObject { ["url"] = Guide + "backport-filter-criteria", ["valueString"] = $"code={filter}" });
            }
        }

        var id = (await clientOf(hook.Caller).Post("Subscription", resource.ToJsonString(Plain))).Expect(201).Id;
        for (var waited = 0; ; waited++)
        {
            var read = (await clientOf(AskingEvents.All).Get($"Subscription/{id}")).Expect(200);
            // Who may not search the type at all is refused at once.
            if (read.Json.Say("status") == (hook.Caller.Scopes?.EndsWith(" system/Basic.rs", StringComparison.Ordinal) == true ? "error" : "active"))
            {
                return id;
            }

            Assert.True(waited < 1500, $"It does not become active: {read.Text}");
            await Task.Delay(20, Ct);
        }
    }

    private static JsonObject Extension(JsonObject one) => new() { ["extension"] = new JsonArray(one) };

    // Until nothing waits to be sent.
    private async Task Sent()
    {
        for (var waited = 0; await database.ReadLatest(s => s.First("SELECT count(*) FROM subscription WHERE host <> '' AND state = 2 AND delivered < last_number", r => r.Long(0)), Ct) > 0; waited++)
        {
            Assert.True(waited < 3000, "What is queued is not sent.");
            await Task.Delay(10, Ct);
        }
    }

    private static List<string> Names(IReadOnlyList<Received> all, Hook hook) => hook.IsPlain
        ? [.. all.Where(r => r.Path.StartsWith(hook.Path + "/", StringComparison.Ordinal)).Select(r => Name(r.Json))]
        : [.. all.Where(r => r.Path == hook.Path && r.Type == "event-notification").Select(r => r.Json["entry"]![1]!).Select(e => e["resource"] is { } resource ? Name(resource) : $"{string.Join('/', e.Say("request.url")!.Split('/').TakeLast(2))} gone")];

    private static string Name(JsonNode resource) => $"{resource.Say("resourceType")}/{resource.Say("id")}/{resource.Say("meta.versionId")}";

    private sealed record Hook(string Path, Caller Caller, bool IsPlain)
    {
        public string Id { get; set; } = "";

        public string? Code { get; init; }

        public List<string> Due { get; } = [];
    }
}
