using Helhed.Fhir.Definitions;

namespace Helhed.Records.Subscriptions;

/// <summary>How a subscriber is told.</summary>
internal enum ChannelKind
{
    /// <summary>Requests to an endpoint of the subscriber.</summary>
    RestHook,

    /// <summary>A stream that the subscriber opens.</summary>
    ServerSentEvents,
}

/// <summary>How much a topic's notification holds.</summary>
internal enum ContentLevel
{
    Empty,
    IdOnly,
    FullResource,
}

/// <summary>The form of a payload.</summary>
internal enum PayloadFormat
{
    None,
    Json,
    Xml,
}

/// <summary>What a subscription is about: a type, and a search that its resources must match.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Query">The search's criteria, without those parameters that only shape its answer; empty for every resource of the type.</param>
/// <param name="Topic">The topic; null for a subscription by R4's own rules.</param>
internal sealed record Interest(TypeDefinition Type, string Query, Topic? Topic);

/// <summary>Where and how notifications go.</summary>
/// <param name="Kind">How the subscriber is told.</param>
/// <param name="Endpoint">Where; null for a stream.</param>
/// <param name="Headers">Names and values to send along.</param>
/// <param name="Format">Form of the payload.</param>
/// <param name="ContentType">The media type as the subscriber wrote it.</param>
internal sealed record Channel(ChannelKind Kind, Uri? Endpoint, IReadOnlyList<KeyValuePair<string, string>> Headers, PayloadFormat Format, string? ContentType)
{
    public ContentLevel Content { get; init; }

    /// <summary>Seconds between signs of life; null for none.</summary>
    public int? HeartbeatSeconds { get; init; }

    /// <summary>Longest wait for an answer in seconds; null for the server's own.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Most events in a notification.</summary>
    public int MaxCount { get; init; } = 1;

    /// <summary>Host and port, empty for a stream.</summary>
    public string Host => Endpoint?.Authority ?? "";
}

/// <summary>A Subscription that was read and found sound, as far as can be told without the store.</summary>
internal sealed record SubscriptionSettings(Interest Interest, Channel Channel);
