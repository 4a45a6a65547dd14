using System.Diagnostics;
using System.Globalization;
using Helhed.Access;
using Helhed.Access.Behalf;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Reading;

namespace Helhed.Records.Subscriptions;

/// <summary>What sending needs, the same for all subscriptions of a node.</summary>
internal sealed record DeliveryTools(Database Database, RecordStore Store, Sender Sender, SubscriptionOptions Options, TimeProvider Clock)
{
    /// <summary>Name of this node on its claims.</summary>
    public required string Node { get; init; }

    public NotificationBundle Bundles { get; } = new(Options.BaseAddress, Clock);

    /// <summary>Tells whether an author could still ask for what is sent.</summary>
    public required Standing Standing { get; init; }

    public StatusWriter Status { get; } = new(Store);

    public long NowMs => Clock.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>
/// One turn of one subscription: whatever is due of activation, end, events and heartbeat, in this order. The subscription is claimed by
/// this node meanwhile, so its events go out one after the other. What the endpoint has accepted is noted before the next is sent: after a
/// crash at most one notification is sent again, under the same number.
/// </summary>
internal sealed class Turn(DeliveryTools tools, SubscriptionRow row)
{
    // Longer than any delivery may take; renewed with each that is accepted.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    // A busy subscription steps back behind the others after this long.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private long _delivered = row.Delivered;

    /// <summary>When a claim that is made now ends.</summary>
    public static long LeaseUntil(long nowMs) => nowMs + (long)Lease.TotalMilliseconds;

    /// <summary>Does what is due and gives the subscription back.</summary>
    public async ValueTask Run(CancellationToken ct)
    {
        if (await tools.Database.Read(session => ByRid.Read(session, row.Rid, row.Version), ct) is not { Resource.Json.IsEmpty: false } version)
        {
            await tools.Database.Write(tx => DeliveryTables.Rest(tx, row, tools.Node, null, tools.NowMs), CancellationToken.None);
            return;
        }

        var resource = FhirJson.Read<Subscription>(version.Resource.Json);
        if (row.EndsAtMs <= tools.NowMs && row.Id.StartsWith(OwnSubscriptions.Prefix, StringComparison.Ordinal))
        {
            await tools.Store.Delete(Caller.Program, "Subscription", row.Id, row.Version, ct);
            await tools.Database.Write(tx => DeliveryTables.Rest(tx, row, tools.Node, null, tools.NowMs), CancellationToken.None);
        }
        else if (row.EndsAtMs <= tools.NowMs)
        {
            // "The time for the server to turn the subscription off": https://hl7.org/fhir/R4/subscription-definitions.html#Subscription.end
            await Close("off", null, ct);
        }
        else if (await Lost(ct) is { } lost)
        {
            await Close("off", lost.Message, ct);
        }
        else if (row.State == SubscriptionState.Requested)
        {
            var error = await new Activation(tools).Check(row, resource, ct);
            await Close(error is null ? "active" : "error", error, ct);
        }
        else if (SettingsReader.Read(resource).TryGet(out var settings, out var problem))
        {
            await Deliver(settings, ct);
        }
        else
        {
            await Close("error", problem.Message, ct);
        }
    }

    // An author who has lost what they asked with is told nothing more, not even that there is something. A stream asks for itself whether
    // whoever opened it is still there.
    private ValueTask<Problem?> Lost(CancellationToken ct) => row.Host.Length == 0 ? new((Problem?)null) : tools.Database.ReadLatest(session => tools.Standing.Lost(session, row.Caller, null), ct);

    private async ValueTask Close(string status, string? error, CancellationToken ct)
    {
        await tools.Status.Write(row, status, error, ct);
        await tools.Database.Write(tx => DeliveryTables.Rest(tx, row, tools.Node, error, tools.NowMs), CancellationToken.None);
    }

    private async ValueTask Deliver(SubscriptionSettings settings, CancellationToken ct)
    {
        var started = Stopwatch.StartNew();
        var contactAt = row.ContactAtMs;
        while (started.Elapsed < Longest)
        {
            var events = await tools.Database.ReadLatest(session => SubscriptionTables.Events(session, row.Rid, _delivered + 1, long.MaxValue, settings.Channel.MaxCount), ct);
            if (events.Count == 0 && !IsHeartbeatDue(settings, contactAt))
            {
                break;
            }

            if (await Lost(ct) is { } lost)
            {
                await Close("off", lost.Message, ct);
                return;
            }

            var notices = await Visible(events, ct);
            if (events.Count == 0 || notices.Count > 0)
            {
                if (await Send(settings, notices, ct) is { } error)
                {
                    await Fail(events.Count == 0 ? "A heartbeat failed" : $"Delivery of event {notices[0].Event.Number.ToString(CultureInfo.InvariantCulture)} failed", error, ct);
                    return;
                }

                contactAt = tools.NowMs;
            }

            _delivered = events.Count == 0 ? _delivered : events[^1].Number;
            var now = tools.NowMs;
            var goesOn = await tools.Database.Write(
                tx => DeliveryTables.Accepted(tx, row, tools.Node, (_delivered, Next(settings, contactAt)), (now, LeaseUntil(now))), CancellationToken.None);
            if (!goesOn)
            {
                return;
            }
        }

        await tools.Database.Write(tx => DeliveryTables.Release(tx, row.Rid, tools.Node, Next(settings, contactAt), tools.NowMs), CancellationToken.None);
    }

    // When there is something to do without an event.
    private static long Next(SubscriptionSettings settings, long contactAt) => Period(settings) is { } period ? contactAt + period : SubscriptionRow.Never;

    private bool IsHeartbeatDue(SubscriptionSettings settings, long contactAt) => Period(settings) is { } period && contactAt + period <= tools.NowMs;

    // Milliseconds between signs of life; R4's own subscriptions have none, and a stream sends its own.
    private static long? Period(SubscriptionSettings settings) =>
        settings is { Interest.Topic: not null, Channel: { Kind: ChannelKind.RestHook, HeartbeatSeconds: { } seconds } } ? seconds * 1000L : null;

    /// <summary>The events that the author may still see; others are dropped.</summary>
    private async ValueTask<List<Notice>> Visible(List<SubscriptionEvent> events, CancellationToken ct)
    {
        var notices = new List<Notice>(events.Count);
        foreach (var one in events)
        {
            if (await Notices.For(tools.Store, row.Caller, one, ct) is { } notice)
            {
                notices.Add(notice);
            }
        }

        return notices;
    }

    private async ValueTask<string?> Send(SubscriptionSettings settings, List<Notice> notices, CancellationToken ct)
    {
        var channel = settings.Channel;
        var number = notices.Count == 0 ? _delivered : notices[^1].Event.Number;
        KeyValuePair<string, string>[] marks =
        [
            new("Helhed-Subscription", $"{tools.Options.BaseAddress}/Subscription/{row.Id}"),
            new("Helhed-Event-Number", number.ToString(CultureInfo.InvariantCulture)),
        ];
        if (settings.Interest.Topic is not { } topic)
        {
            return await tools.Sender.Send(channel, Plain(channel, notices[0]), marks, ct);
        }

        var status = new StatusView(row.Id, "active", notices.Count == 0 ? "heartbeat" : "event-notification", number, channel.Content == ContentLevel.Empty ? null : topic.Url);
        var json = tools.Bundles.Json(status, notices, channel.Content, tools.Options.MaxPayloadBytes);
        return await tools.Sender.Send(channel, new Notification(HttpMethod.Post, channel.Endpoint!, NotificationBundle.InForm(json, channel.Format)), marks, ct);
    }

    /// <summary>
    /// By R4's own rules: without a payload a POST with no body to the endpoint; with one, the resource is forwarded "as an Update operation
    /// using the nominated URL as the service base", and so is a PUT to <c>[endpoint]/[type]/[id]</c>. See
    /// <see href="https://hl7.org/fhir/R4/subscription.html#channels"/>. A resource over the limit is told of without its content.
    /// </summary>
    private Notification Plain(Channel channel, Notice notice)
    {
        if (channel.Format == PayloadFormat.None || notice.Resource is not { } resource || resource.Json.Length > tools.Options.MaxPayloadBytes)
        {
            return new Notification(HttpMethod.Post, channel.Endpoint!, null);
        }

        var address = new UriBuilder(channel.Endpoint!);
        address.Path = $"{address.Path.TrimEnd('/')}/{resource.Type}/{resource.Id}";
        return new Notification(HttpMethod.Put, address.Uri, NotificationBundle.InForm(resource.Json.ToArray(), channel.Format));
    }

    private async ValueTask Fail(string what, string error, CancellationToken ct)
    {
        var tries = row.Tries + 1;
        if (_delivered > row.Delivered)
        {
            tries = 1;
        }

        if (tries >= tools.Options.MaxTries)
        {
            await Close("error", string.Create(CultureInfo.InvariantCulture, $"{what} {tries} times, the last at {tools.Clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}. {error} Set the status to 'requested' to begin again."), ct);
            return;
        }

        var now = tools.NowMs;
        await tools.Database.Write(tx => DeliveryTables.Failed(tx, row, tools.Node, error, (now, now + Wait(tries))), CancellationToken.None);
    }

    /// <summary>Doubles with each try, and is spread by a fifth, so that subscriptions that failed together do not come back together.</summary>
    private long Wait(int tries)
    {
        var wait = Math.Min(tools.Options.LongestRetry.TotalMilliseconds, tools.Options.FirstRetry.TotalMilliseconds * Math.Pow(2, tries - 1));
        var spread = Hash64.Of(string.Create(CultureInfo.InvariantCulture, $"{row.Rid}/{_delivered}/{tries}")) & 0xFFFF;
        return (long)(wait * (0.8 + (0.4 * spread / 0xFFFF)));
    }
}

/// <summary>Takes what an event speaks of out of the store, on behalf of whoever is told.</summary>
internal static class Notices
{
    /// <summary>The event with its version; null when the caller may not see it any more.</summary>
    public static async ValueTask<Notice?> For(RecordStore store, Caller caller, SubscriptionEvent one, CancellationToken ct)
    {
        var type = R4Definitions.Default.Types[one.Type].Name;
        if ((RecordAct)one.Act == RecordAct.Deleted)
        {
            // Nothing is left to look at. What was deleted was visible to the author when the event was queued, and does not change.
            return AccessRule.Decide(caller, Act.Read, type) is { Allowed: true } ? new Notice(one, null) : null;
        }

        var read = await store.ReadVersion(caller, type, one.Id, one.Version, ct);
        return read.TryGet(out var resource, out _) ? new Notice(one, resource) : null;
    }
}
