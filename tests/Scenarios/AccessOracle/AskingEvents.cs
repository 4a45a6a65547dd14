using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>
/// Subscriptions: of each change those are told who see it, with what they see, and nobody else is told or can count that there was one.
/// One change is made at a time, and awaited by somebody who sees everything.
/// </summary>
internal sealed class AskingEvents(Asking ask, World world, Making make, Func<Caller, FhirClient> clientOf)
{
    public static readonly Caller All = new(CallerKind.System, "Device/all", "All", "system");

    public static readonly (string Topic, string Type, Func<JsonObject, bool>? Becomes)[] Topics =
    [
        ("observation-changed", "Observation", null), ("observation-changed", "Observation", null), ("condition-changed", "Condition", null), ("encounter-changed", "Encounter", null),
        ("procedure-changed", "Procedure", null), ("task-changed", "Task", null), ("consent-changed", "Consent", null), ("diagnostic-report-changed", "DiagnosticReport", null),
        ("observation-final", "Observation", b => b.Say("status") == "final"), ("encounter-start", "Encounter", b => b.Say("status") == "in-progress"),
        ("appointment-booked", "Appointment", b => b.Say("status") == "booked"), ("referral-received", "ServiceRequest", b => b.Say("status") == "active"),
    ];

    /// <summary>A round of some changes, before some subscribers.</summary>
    public async Task Round(string address, int subscribers, Func<string, string, Task> change)
    {
        var topic = make.Pick(Topics);
        var callers = Enumerable.Range(0, subscribers).Select(_ => make.Pick(world.Callers)).Where(c => c.Kind != CallerKind.Anonymous).Append(make.Pick(world.Researchers)).Prepend(All).DistinctBy(CallerText.Of).ToList();
        var code = topic.Type is "Observation" or "Condition" or "Procedure" && make.Chance(40) ? make.Pick("x", "y", "z") : null;
        var streams = new List<Subscriber>();
        try
        {
            foreach (var caller in callers)
            {
                var filter = caller == All || code is null ? "" : $"&filter=code%3D{code}";
                var url = $"{address}/events?topic=https://helhed.example/fhir/SubscriptionTopic/{topic.Topic}&content=full-resource{filter}";
                streams.Add(new Subscriber(caller, url) { Stream = await Open(caller, url) });
            }

            for (var i = 0; i < 20; i++)
            {
                // A few, so that they change hands often.
                var id = world.Of(topic.Type).Count > 12 ? world.Of(topic.Type)[make.Pick(0, 1, 2, 3, 4, 5, 6, 7)].Id : $"{topic.Type[..2]}{i % 8}".ToLowerInvariant();
                await change(topic.Type, id);
                ask.Forget();
                foreach (var one in streams)
                {
                    await Told(one, world.Find($"{topic.Type}/{id}")!, topic.Becomes, one.Caller == All ? null : code, streams[0].Due.Count);
                }
            }

            foreach (var one in streams.Where(s => s.Stream is not null))
            {
                await Settled(one);
            }
        }
        finally
        {
            foreach (var one in streams)
            {
                await (one.Stream?.DisposeAsync() ?? default);
            }
        }
    }

    private async Task<SubscriptionStream?> Open(Caller caller, string url)
    {
        var authorization = $"Bearer {clientOf(caller).Token}";
        if (await SubscriptionStream.TryOpen(url, authorization) is not { } stream)
        {
            return null;
        }

        await stream.Until(e => e.Count >= 1);
        return stream;
    }

    // What is due, and that it comes.
    private async Task Told(Subscriber one, Thing thing, Func<JsonObject, bool>? becomes, string? code, int changes)
    {
        var due = IsDue(one.Caller, thing, becomes, code);
        if (due && one.Stream is not null)
        {
            one.Due.Add(thing.Last.Body is null ? $"{thing.Reference} gone" : $"{thing.Reference}/{thing.Versions.Count}");
            var isThere = await one.Stream.Comes(one.Due.Count + 1);
            ask.Checked($"event of {thing.Reference} at {one.Url}", isThere, one.Caller, thing, $"an event was due and did not come: {Names(one)} where {string.Join(' ', one.Due)}");
        }
        else
        {
            ask.Checked($"event of {thing.Reference} at {one.Url}", !due && Names(one).Count == one.Due.Count, one.Caller, thing, due ? "an event was due, but the stream was refused" : $"{string.Join(' ', Names(one))} where {string.Join(' ', one.Due)} were due, at change {changes}");
        }
    }

    /// <summary>Whether somebody is to be told of the last change of a thing.</summary>
    public bool IsDue(Caller caller, Thing thing, Func<JsonObject, bool>? becomes, string? code)
    {
        if (caller.Purpose is not null)
        {
            return false;
        }

        var said = thing.Versions.Last(v => v.Body is not null);
        if (code is not null && !said.Body.Says("code.coding.code").Contains(code))
        {
            return false;
        }

        if (thing.Body is null)
        {
            // What was nobody's, and what tells of many, is gone without a word but to programs.
            return becomes is null && (caller.Kind == CallerKind.System ? IsSeen(caller, thing) : Rule.PatientsOf(thing.Type, thing.Id, said.Body!).Any() && ask.IsSeenAlone(caller, thing, said));
        }

        if (!IsSeen(caller, thing) || becomes?.Invoke(thing.Body) == false)
        {
            return false;
        }

        // A version that is hidden is as if it had not been.
        var before = thing.Versions.Count > 1 ? thing.Versions[^2] : null;
        return becomes is null || before?.Body is not { } was || !becomes(was) || (caller != All && !ask.IsSeen(caller, thing, before.Number));
    }

    private bool IsSeen(Caller caller, Thing thing) => caller == All || ask.IsSeen(caller, thing);

    // All that was queued is what was due: not even their number tells of others. And each tells what it says, as it was then.
    private async Task Settled(Subscriber one)
    {
        await using var again = (await Open(one.Caller, one.Url))!;
        var count = again.All[0].Notification.Count;
        ask.Checked($"events at {one.Url}", count == one.Due.Count, one.Caller, null, $"{count} are counted where {one.Due.Count} were due: {string.Join(' ', one.Due)}");
        var names = Names(one);
        ask.Checked($"events at {one.Url}", names.SequenceEqual(one.Due), one.Caller, null, $"{string.Join(' ', names)} where {string.Join(' ', one.Due)} were due");
    }

    private static List<string> Names(Subscriber one) => [.. (one.Stream?.All ?? []).Skip(1).Select(e => e.Notification.Json["entry"]![1]!).Select(e => e["resource"] is { } resource
        ? $"{resource.Say("resourceType")}/{resource.Say("id")}/{resource.Say("meta.versionId")}"
        : $"{string.Join('/', e.Say("request.url")!.Split('/').TakeLast(2))} gone")];

    private sealed record Subscriber(Caller Caller, string Url)
    {
        public SubscriptionStream? Stream { get; init; }

        public List<string> Due { get; } = [];
    }
}
