namespace Helhed.Records.Subscriptions;

/// <summary>How notifications are sent.</summary>
/// <param name="BaseAddress">Address of the FHIR API as the outside world knows it, without a slash at its end; begins every reference in a notification.</param>
/// <param name="AllowsLoopback">True when endpoints on this machine are allowed, with http too: for demo mode.</param>
/// <param name="AllowedEndpoints">
/// Beginnings of addresses that are allowed although they are http or in a private network, such as <c>http://10.1.2.3:8080/</c>. All others
/// must be https and lead to public addresses.
/// </param>
public sealed record SubscriptionOptions(string BaseAddress, bool AllowsLoopback, IReadOnlyList<string> AllowedEndpoints)
{
    /// <summary>Longest wait for an endpoint's answer. A subscription may ask for less.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait after the first failed delivery; it doubles with each, up to <see cref="LongestRetry"/>, and is spread by a fifth.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two tries.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a delivery is tried before the subscription's status becomes <c>error</c>: with the waits above, over 8 minutes.</summary>
    public int MaxTries { get; init; } = 10;

    /// <summary>Most deliveries of this node at once.</summary>
    public int MaxConcurrent { get; init; } = 32;

    /// <summary>Most deliveries of this node at once to one host and port, so that a slow one does not take all places.</summary>
    public int MaxPerHost { get; init; } = 4;

    /// <summary>Most subscriptions that are active; one more gets the status <c>error</c>. Each costs about 0.1 µs for every write of its type.</summary>
    public int MaxActive { get; init; } = 20_000;

    /// <summary>Most open streams of server-sent events on this node.</summary>
    public int MaxStreams { get; init; } = 1000;

    /// <summary>Most open streams of one caller on this node.</summary>
    public int MaxStreamsPerCaller { get; init; } = 20;

    /// <summary>Largest body of a notification in bytes.</summary>
    public int MaxPayloadBytes { get; init; } = 10 * 1024 * 1024;
}
