using System.Text.Json.Nodes;
using Helhed.Access;

namespace Helhed.Records.Writing;

/// <summary>
/// What of a type a citizen may write, where <see cref="AccessRule"/> lets them write it at all: a report of an error (Task), how they are
/// reached (Patient), what they need (Flag). The rule knows types; this looks into the content, before and after.
/// </summary>
internal static class CitizenContent
{
    /// <summary>Category of the flags that citizens write of themselves.</summary>
    internal const string NeedSystem = "https://helhed.example/fhir/CodeSystem/citizen-need";

    private const string CaseSystem = "https://helhed.example/fhir/CodeSystem/case";
    private const string VisitQuestion = "visit-question";

    // What else is in a Patient says who somebody is, and comes from the population register.
    private static readonly string[] OwnOfPatient = ["telecom", "communication", "contact"];

    /// <summary>Whether the citizen may make this of what is there.</summary>
    /// <param name="caller">A citizen.</param>
    /// <param name="write">What is to be written.</param>
    /// <param name="before">What is there; null for nothing.</param>
    internal static bool Allows(Caller caller, PendingWrite write, CurrentRow? before)
    {
        if (write.Type.Name is not ("Task" or "Patient" or "Flag"))
        {
            return true;
        }

        if (write.Form is null || JsonNode.Parse(write.Form.Body(1, default)) is not JsonObject after)
        {
            return false;
        }

        var old = before is { IsDeleted: false } ? JsonNode.Parse(before.Body) as JsonObject : null;
        return write.Type.Name switch
        {
            "Task" => old is null && IsReport(caller, after),
            "Patient" => old is not null && IsContact(old, after),
            _ => IsNeed(caller, after) && (old is null || IsNeed(caller, old)),
        };
    }

    private static bool IsReport(Caller caller, JsonObject task) =>
        Text(task, "status") == "requested" && Text(task, "intent") == "proposal" && Reference(task, "requester") == caller.Reference && Reference(task, "for") == caller.Subject
        && Reference(task, "focus") is not null && Reference(task, "owner")?.StartsWith("Organization/", StringComparison.Ordinal) == true
        && !task.ContainsKey("note") && !task.ContainsKey("input") && !task.ContainsKey("output");

    /// <summary>Id of the visit that a citizen asks its unit about; null for what is no such question. Apps do not ask by the visit's sight alone.</summary>
    /// <param name="caller">A caller.</param>
    /// <param name="write">What is to be written.</param>
    internal static string? VisitAskedAbout(Caller caller, PendingWrite write) =>
        caller is { Kind: CallerKind.Citizen, Scopes: null } && write is { Type.Name: "Task", Form: { } form } && JsonNode.Parse(form.Body(1, default)) is JsonObject task
        && (task["code"] as JsonObject)?["coding"] is JsonArray codings && codings.OfType<JsonObject>().Any(c => Text(c, "system") == CaseSystem && Text(c, "code") == VisitQuestion)
        && Reference(task, "focus")?.Split('/') is ["Appointment", var id] ? id : null;

    private static bool IsContact(JsonObject old, JsonObject @new)
    {
        var differs = OwnOfPatient.Any(name => !JsonNode.DeepEquals(old[name], @new[name]));
        return differs && old.Concat(@new).Select(m => m.Key).Distinct(StringComparer.Ordinal)
            .All(name => name == "meta" ? IsSameMeta(old, @new) : Array.IndexOf(OwnOfPatient, name) >= 0 || JsonNode.DeepEquals(old[name], @new[name]));
    }

    // The version and its time are the store's; profiles and labels are not the citizen's.
    private static bool IsSameMeta(JsonObject old, JsonObject @new) =>
        new[] { "profile", "security", "tag", "source", "extension" }.All(name => JsonNode.DeepEquals((old["meta"] as JsonObject)?[name], (@new["meta"] as JsonObject)?[name]));

    private static bool IsNeed(Caller caller, JsonObject flag) =>
        Reference(flag, "subject") == caller.Reference && Reference(flag, "author") == caller.Reference
        && flag["category"] is JsonArray { Count: 1 } categories && (categories[0] as JsonObject)?["coding"] is JsonArray { Count: 1 } codings && Text(codings[0] as JsonObject, "system") == NeedSystem;

    private static string? Reference(JsonObject resource, string name) => Text(resource[name] as JsonObject, "reference");

    private static string? Text(JsonObject? parent, string name) => parent?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
