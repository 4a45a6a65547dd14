using Helhed.Fhir.Definitions;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records.Searching;

namespace Helhed.Records.Subscriptions;

/// <summary>
/// Reads a Subscription: by R4's own rules (<see href="https://hl7.org/fhir/R4/subscription.html"/>), or as one on a topic
/// (<see href="http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription"/>, 1.1.0).
/// </summary>
internal static class SettingsReader
{
    public const string Profile = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription";
    public const string ChannelType = Guide + "backport-channel-type";
    public const string FilterCriteria = Guide + "backport-filter-criteria";
    public const string PayloadContent = Guide + "backport-payload-content";
    public const string HeartbeatPeriod = Guide + "backport-heartbeat-period";
    public const string TimeoutSeconds = Guide + "backport-timeout";
    public const string MaxCount = Guide + "backport-max-count";
    public const string EventStreamSystem = "https://helhed.example/fhir/CodeSystem/subscription-channel-type";
    public const string EventStreamCode = "server-sent-events";

    private const string Guide = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
    private const int LongestCriteria = 4000;
    private const int MostEvents = 100;

    // They shape the answer of a search, not what it finds.
    private static readonly string[] Shaping = ["_count", "_sort", "_include", "_revinclude", "_summary", "_elements", "_total", "_format", "_pretty", "_cursor", "_contained", "_containedType"];

    /// <summary>True for a subscription on a topic: it says so in its profile, or names a topic where R4 has a search.</summary>
    public static bool IsOnTopic(Subscription subscription) =>
        subscription.Meta?.Profile.Any(p => p is not null && (p == Profile || p.StartsWith($"{Profile}|", StringComparison.Ordinal))) == true
        || (subscription.Criteria is { } criteria && Uri.TryCreate(criteria, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "urn");

    /// <summary>Reads it. Problem: Invalid, with the element as expression.</summary>
    public static Outcome<SubscriptionSettings> Read(Subscription subscription)
    {
        var isOnTopic = IsOnTopic(subscription);
        var interest = isOnTopic ? OnTopic(subscription) : BySearch(subscription.Criteria ?? "");
        if (!interest.TryGet(out var about, out var problem) || !ChannelReader.Read(subscription, isOnTopic).TryGet(out var channel, out problem))
        {
            return problem;
        }

        return new SubscriptionSettings(about, channel);
    }

    internal static int? Seconds(IReadOnlyList<Extension> extensions, string url) =>
        extensions.FirstOrDefault(e => e.Url == url) is { } found ? found.ValueUnsignedInt ?? found.ValuePositiveInt ?? found.ValueInteger : null;

    internal static int MostEventsOf(IReadOnlyList<Extension> extensions) => Math.Clamp(Seconds(extensions, MaxCount) ?? 1, 1, MostEvents);

    private static Outcome<Interest> BySearch(string criteria)
    {
        var text = criteria.TrimStart('/');
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var type = question < 0 ? text : text[..question];
        if (criteria.Length > LongestCriteria)
        {
            return Bad($"The criteria have at most {LongestCriteria} characters.", "Subscription.criteria");
        }

        return R4Definitions.Default.FindResource(type) is { } definition
            ? new Interest(definition, WithoutShape(question < 0 ? "" : text[(question + 1)..]), null)
            : Bad($"The criteria are a search such as Observation?code=http://loinc.org|1975-2; '{Short(type)}' is no resource type of R4.", "Subscription.criteria");
    }

    private static Outcome<Interest> OnTopic(Subscription subscription)
    {
        if (Topics.Find(subscription.Criteria ?? "") is not { } topic)
        {
            return Bad($"'{Short(subscription.Criteria ?? "")}' is no topic of this server. GET /fhir/metadata lists them, at the type Subscription.", "Subscription.criteria");
        }

        var filters = new List<string>();
        foreach (var filter in subscription.CriteriaElement?.Extension.Where(e => e.Url == FilterCriteria) ?? [])
        {
            var text = (filter.ValueString ?? "").TrimStart('/');
            if (text.Length > LongestCriteria)
            {
                return Bad($"A filter has at most {LongestCriteria} characters.", "Subscription.criteria.extension.value");
            }

            var question = text.IndexOf('?', StringComparison.Ordinal);
            if (question >= 0 && text[..question] != topic.Type.Name)
            {
                return Bad($"The topic is about {topic.Type.Name}; the filter '{Short(text)}' is about another type.", "Subscription.criteria.extension.value");
            }

            var query = text[(question + 1)..];
            if (UnknownFilter(topic.Type, query) is { } unknown)
            {
                return Bad($"'{Short(unknown)}' is no filter of this topic. Its filters are the search parameters of {topic.Type.Name}, without chains.", "Subscription.criteria.extension.value");
            }

            filters.Add(query);
        }

        return new Interest(topic.Type, string.Join('&', filters.Where(f => f.Length > 0)), topic);
    }

    private static string? UnknownFilter(TypeDefinition type, string query)
    {
        var parameters = R4Definitions.Default.ParametersFor(type.Name);
        return QueryText.Parse(query).Select(p => p.Key).FirstOrDefault(name =>
            name.Contains('.', StringComparison.Ordinal) || !parameters.Any(p => p.Code == name.Split(':')[0]));
    }

    private static string WithoutShape(string query) =>
        string.Join('&', query.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(p => !Shaping.Contains(Uri.UnescapeDataString(p.Split('=')[0]).Split(':')[0])));

    internal static string Short(string text) => text.Length > 80 ? text[..80] : text;

    internal static Problem Bad(string message, string expression) => new(ProblemKind.Invalid, message, expression);
}
