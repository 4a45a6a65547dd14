using System.Globalization;
using Helhed.Fhir.R4;
using Helhed.Platform;

namespace Helhed.Records.Subscriptions;

/// <summary>
/// Decides whether a requested subscription can be served: its criteria are run as a search on behalf of its author, its endpoint is held
/// against the rule, and one on a topic is greeted with a handshake that it must accept.
/// </summary>
internal sealed class Activation(DeliveryTools tools)
{
    /// <summary>Why it cannot be active, or null.</summary>
    public async ValueTask<string?> Check(SubscriptionRow row, Subscription resource, CancellationToken ct)
    {
        if (!SettingsReader.Read(resource).TryGet(out var settings, out var problem))
        {
            return problem.Message;
        }

        if (tools.Sender.Refusal(settings.Channel) is { } refusal)
        {
            return refusal;
        }

        if (row.Since == 0 && await tools.Database.ReadLatest(SubscriptionTables.CountCounting, ct) >= tools.Options.MaxActive)
        {
            return string.Create(CultureInfo.InvariantCulture, $"There are {tools.Options.MaxActive} active subscriptions, the limit of this server.");
        }

        // The very search that events will be looked for with: its type, parameters and values, and the author's access to them.
        var interest = settings.Interest;
        var search = await tools.Store.Search(row.Caller, interest.Type.Name, $"{interest.Query}{(interest.Query.Length > 0 ? "&" : "")}_id=none&_count=1", ct);
        if (!search.TryGet(out _, out problem))
        {
            return string.Create(CultureInfo.InvariantCulture, $"The criteria cannot be searched: {problem.Message}");
        }

        return interest.Topic is null || settings.Channel.Kind == ChannelKind.ServerSentEvents ? null : await Greet(row, settings, ct);
    }

    /// <summary>The handshake. See <see href="https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/channels.html#rest-hook"/>: any error in it is the subscription's.</summary>
    private async ValueTask<string?> Greet(SubscriptionRow row, SubscriptionSettings settings, CancellationToken ct)
    {
        var channel = settings.Channel;
        var topic = channel.Content == ContentLevel.Empty ? null : settings.Interest.Topic!.Url;
        var json = tools.Bundles.Json(new StatusView(row.Id, "requested", "handshake", row.LastNumber, topic), [], ContentLevel.Empty, int.MaxValue);
        var error = await tools.Sender.Send(channel, new Notification(HttpMethod.Post, channel.Endpoint!, NotificationBundle.InForm(json, channel.Format)), [], ct);
        return error is null ? null : $"The handshake failed. {error}";
    }
}
