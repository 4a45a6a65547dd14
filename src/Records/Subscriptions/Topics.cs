using System.Collections.Frozen;
using Helhed.Fhir.Definitions;

namespace Helhed.Records.Subscriptions;

/// <summary>The changes that a topic tells of.</summary>
[Flags]
internal enum TopicActs
{
    Create = 1,
    Update = 2,
    Delete = 4,
}

/// <summary>A subscription topic: a type of resource, kinds of change, and what must hold of the resource before and after.</summary>
/// <param name="Url">Canonical address.</param>
/// <param name="Title">What it tells of.</param>
/// <param name="Type">The focus. Every search parameter of the type is a filter.</param>
/// <param name="Acts">The changes.</param>
/// <param name="Condition">FHIRPath with <c>%previous</c> (empty when new) and <c>%current</c>; null when any change counts.</param>
internal sealed record Topic(string Url, string Title, TypeDefinition Type, TopicActs Acts, string? Condition = null);

/// <summary>
/// The topics of this server. R4 has no SubscriptionTopic resource: topics are known by their canonical address alone, and listed in the
/// CapabilityStatement. See <see href="https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/components.html#subscription-topics"/>.
/// </summary>
internal static class Topics
{
    private const string Base = "https://helhed.example/fhir/SubscriptionTopic/";
    private const TopicActs Written = TopicActs.Create | TopicActs.Update;
    private const TopicActs Any = Written | TopicActs.Delete;

    /// <summary>All topics, the named ones first.</summary>
    public static IReadOnlyList<Topic> All { get; } =
    [
        New("encounter-start", "An encounter begins", "Encounter", Written, Becomes("status", "in-progress")),
        New("encounter-end", "An encounter ends", "Encounter", Written, Becomes("status", "finished")),
        New("encounter-planned", "An encounter is planned", "Encounter", Written, Becomes("status", "planned")),
        New("patient-arrived", "A patient arrives", "Encounter", Written, Becomes("status", "arrived")),
        New("observation-created", "An observation is made", "Observation", TopicActs.Create),
        New("observation-final", "An observation becomes final", "Observation", Written, Becomes("status", "final")),
        New("diagnostic-report-final", "A diagnostic report becomes final", "DiagnosticReport", Written, Becomes("status", "final")),
        New("appointment-booked", "An appointment is booked", "Appointment", Written, Becomes("status", "booked")),
        New("appointment-cancelled", "An appointment is cancelled", "Appointment", Written, Becomes("status", "cancelled")),
        New("task-assigned", "A task gets another owner", "Task", Written, "%current.owner.reference.exists() and (%previous.empty() or %previous.owner.reference.exists().not() or %previous.owner.reference != %current.owner.reference)"),
        New("task-completed", "A task is completed", "Task", Written, Becomes("status", "completed")),
        New("referral-received", "A service request becomes active", "ServiceRequest", Written, Becomes("status", "active")),
        New("medication-request-created", "Medication is prescribed", "MedicationRequest", TopicActs.Create),
        .. R4Definitions.Default.ResourceTypes.Where(t => t.Name != "Subscription").OrderBy(t => t.Name, StringComparer.Ordinal).Select(t =>
            new Topic($"{Base}{Dashed(t.Name)}-changed", $"A resource of type {t.Name} is created, updated or deleted", t, Any)),
    ];

    private static readonly FrozenDictionary<string, Topic> ByUrl = All.ToFrozenDictionary(t => t.Url, StringComparer.Ordinal);

    /// <summary>The topic with a canonical address; a version behind <c>|</c> is not looked at, since topics have none.</summary>
    public static Topic? Find(string url)
    {
        var bar = url.IndexOf('|', StringComparison.Ordinal);
        return ByUrl.GetValueOrDefault(bar < 0 ? url : url[..bar]);
    }

    private static Topic New(string name, string title, string type, TopicActs acts, string? condition = null) =>
        new(Base + name, title, R4Definitions.Default.FindResource(type)!, acts, condition);

    private static string Becomes(string element, string code) =>
        $"%current.{element} = '{code}' and (%previous.empty() or %previous.{element} != '{code}')";

    // DiagnosticReport becomes diagnostic-report, as in R5's own names of topics.
    private static string Dashed(string type) =>
        string.Concat(type.Select((c, i) => char.IsUpper(c) ? $"{(i == 0 ? "" : "-")}{char.ToLowerInvariant(c)}" : c.ToString()));
}
