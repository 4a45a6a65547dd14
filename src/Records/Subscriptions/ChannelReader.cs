using Helhed.Fhir.R4;
using Helhed.Platform;

namespace Helhed.Records.Subscriptions;

/// <summary>Reads the channel of a Subscription. See <see href="https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/channels.html"/>.</summary>
internal static class ChannelReader
{
    private const int MostHeaders = 20;
    private const int LongestHeader = 4096;

    // Headers that say how a message travels belong to the connection, not to the subscriber.
    private static readonly string[] OfTheConnection =
        ["host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect", "keep-alive", "proxy-authorization", "proxy-connection"];

    public static Outcome<Channel> Read(Subscription subscription, bool isOnTopic)
    {
        var given = subscription.Channel ?? new SubscriptionChannel();
        if (!KindOf(given).TryGet(out var kind, out var problem)
            || !FormatOf(given.Payload).TryGet(out var format, out problem)
            || !HeadersOf(given.Header).TryGet(out var headers, out problem)
            || !ContentOf(given, isOnTopic).TryGet(out var content, out problem)
            || !EndpointOf(given, kind).TryGet(out var endpoint, out problem))
        {
            return problem;
        }

        if (isOnTopic && format == PayloadFormat.None)
        {
            return SettingsReader.Bad("A subscription on a topic says in which form notifications are sent: application/fhir+json or application/fhir+xml.", "Subscription.channel.payload");
        }

        if (kind == ChannelKind.ServerSentEvents && !isOnTopic)
        {
            return SettingsReader.Bad("Server-sent events are a channel of subscriptions on topics.", "Subscription.channel.type");
        }

        var extensions = given.Extension;
        return new Channel(kind, endpoint.Address, headers, format, given.Payload)
        {
            Content = content,
            HeartbeatSeconds = SettingsReader.Seconds(extensions, SettingsReader.HeartbeatPeriod) is > 0 and { } period ? period : null,
            TimeoutSeconds = SettingsReader.Seconds(extensions, SettingsReader.TimeoutSeconds) is > 0 and { } timeout ? timeout : null,
            MaxCount = isOnTopic ? SettingsReader.MostEventsOf(extensions) : 1, // R4's own notifications are of one resource each
        };
    }

    private static Outcome<ChannelKind> KindOf(SubscriptionChannel channel)
    {
        var extended = channel.TypeElement?.Extension.FirstOrDefault(e => e.Url == SettingsReader.ChannelType)?.ValueCoding;
        if (extended is not null)
        {
            return extended.System == SettingsReader.EventStreamSystem && extended.Code == SettingsReader.EventStreamCode
                ? ChannelKind.ServerSentEvents
                : SettingsReader.Bad(
                    $"The channel '{SettingsReader.Short($"{extended.System}|{extended.Code}")}' is not supported; {SettingsReader.EventStreamSystem}|{SettingsReader.EventStreamCode} is, and rest-hook without this extension.",
                    "Subscription.channel.type.extension.value");
        }

        return channel.Type == "rest-hook"
            ? ChannelKind.RestHook
            : SettingsReader.Bad($"The channel '{SettingsReader.Short(channel.Type ?? "")}' is not supported; rest-hook is.", "Subscription.channel.type");
    }

    private static Outcome<PayloadFormat> FormatOf(string? payload) => payload?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        null => PayloadFormat.None,
        "application/fhir+json" or "application/json" => PayloadFormat.Json,
        "application/fhir+xml" or "application/xml" => PayloadFormat.Xml,
        _ => SettingsReader.Bad($"The payload is application/fhir+json or application/fhir+xml, not '{SettingsReader.Short(payload)}'; leave it out for notifications without one.", "Subscription.channel.payload"),
    };

    private static Outcome<ContentLevel> ContentOf(SubscriptionChannel channel, bool isOnTopic)
    {
        if (!isOnTopic)
        {
            return channel.Payload is null ? ContentLevel.Empty : ContentLevel.FullResource;
        }

        return channel.PayloadElement?.Extension.FirstOrDefault(e => e.Url == SettingsReader.PayloadContent)?.ValueCode switch
        {
            "empty" => ContentLevel.Empty,
            "id-only" => ContentLevel.IdOnly,
            "full-resource" => ContentLevel.FullResource,
            _ => SettingsReader.Bad($"A subscription on a topic says how much its notifications hold: empty, id-only or full-resource, in the extension {SettingsReader.PayloadContent}.", "Subscription.channel.payload.extension.value"),
        };
    }

    private static Outcome<(Uri? Address, bool IsNeeded)> EndpointOf(SubscriptionChannel channel, ChannelKind kind)
    {
        if (kind == ChannelKind.ServerSentEvents)
        {
            return (null, false);
        }

        var text = channel.Endpoint ?? "";
        return text.Length <= 2000 && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.Fragment.Length == 0
            ? (address, true)
            : SettingsReader.Bad("The endpoint of a rest-hook is an http or https address, without a name, a password or a fragment in it.", "Subscription.channel.endpoint");
    }

    private static Outcome<IReadOnlyList<KeyValuePair<string, string>>> HeadersOf(IReadOnlyList<string?> lines)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var line in lines.OfType<string>())
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? "" : line[..colon].Trim();
            if (name.Length == 0 || line.Length > LongestHeader || headers.Count == MostHeaders || !IsName(name)
                || line.Any(c => c is < ' ' or > '~') || OfTheConnection.Contains(name.ToLowerInvariant()))
            {
                return SettingsReader.Bad(
                    $"A header is 'Name: value' in ASCII, at most {LongestHeader} characters, at most {MostHeaders} of them, and none of those that the connection itself sets, such as Host.",
                    "Subscription.channel.header");
            }

            // The form of the body is the payload's; a header that repeats it is not sent twice.
            if (!name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                headers.Add(new(name, line[(colon + 1)..].Trim()));
            }
        }

        return headers;
    }

    private static bool IsName(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
