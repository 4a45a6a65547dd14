using System.Globalization;
using System.Text;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Operations;

/// <summary>
/// <c>Patient/[id]/$access-log</c> and <c>Practitioner/[id]/$access-log</c>: who has accessed a record, and what somebody has accessed, as
/// AuditEvents. They are made from the ledger and are no resources of the store, so that nobody can write one.
/// </summary>
internal static class AccessLogOperation
{
    private const int DefaultCount = 50;
    private const int MaxCount = 500;

    public static async Task<IResult> Of(string type, string id, RecordStore store, HttpContext context)
    {
        if (!(await OperationArguments.Read(context.Request)).TryGet(out var arguments, out var problem)
            || !arguments.Time("_since", store.Options.LocalZone).TryGet(out var since, out problem)
            || !arguments.Positive("_count").TryGet(out var count, out problem) || !arguments.Form(context).TryGet(out var form, out problem))
        {
            return FhirResults.Of(problem);
        }

        if (form.OnlyCount)
        {
            return FhirResults.Of(new Problem(ProblemKind.Invalid, "The log is read page by page and never counted: leave '_summary=count' out.", "_summary"));
        }

        if (arguments.Unknown("_since", "_count", "_before") is { } unknown)
        {
            return FhirResults.Of(unknown);
        }

        (long, long)? before = null;
        if (arguments.Text("_before") is { } text)
        {
            if (text.Split('-') is not [var at, var number] || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var atMs) || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            {
                return FhirResults.Of(new Problem(ProblemKind.Invalid, "'_before' stands in the links that the server gives.", "_before"));
            }

            before = (atMs, place);
        }

        var name = $"{type}/{id}";
        var caller = context.Caller();
        var from = since is { } asked ? DateTimeOffset.FromUnixTimeMilliseconds(asked.Low) : DateTimeOffset.UnixEpoch;
        var limit = Math.Min(count ?? DefaultCount, MaxCount);
        var accesses = await store.Accesses(caller, name, new AccessPlace(from, before, limit), context.RequestAborted);
        if (!accesses.TryGet(out var found, out problem))
        {
            return FhirResults.Of(problem);
        }

        long? only = caller.Kind == CallerKind.Citizen ? Keys.Text(name) : null;
        var events = found.Found.Select(a => AuditEvents.Of(a, a.Entry.Ground is { } ground ? found.Grounds.GetValueOrDefault(ground) : null, only)).ToList();
        return OperationAnswer.Written("Bundle", writer =>
        {
            writer.WriteString("type"u8, "searchset"u8);
            var self = $"{BaseAddress.Of(context.Request)}/{name}/$access-log";
            writer.WriteStartArray("link"u8);
            Search.WriteLink(writer, "self", self);
            if (found.Next is { } position)
            {
                var asked = arguments.Query(without: "_before");
                Search.WriteLink(writer, "next", string.Create(CultureInfo.InvariantCulture, $"{self}?{asked}{(asked.Length > 0 ? "&" : "")}_before={position.AtMs}-{position.Number}"));
            }

            writer.WriteEndArray();
            if (events.Count > 0)
            {
                writer.WriteStartArray("entry"u8);
                foreach (var one in events)
                {
                    writer.WriteStartObject();
                    writer.WritePropertyName("resource"u8);
                    writer.WriteRawValue(form.Shown(FhirJson.Write(one)).Span, skipInputValidation: true);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }
        });
    }
}

/// <summary>An access of the log as R4's AuditEvent.</summary>
internal static class AuditEvents
{
    private const string Interaction = "http://hl7.org/fhir/restful-interaction";
    private const string EventType = "http://terminology.hl7.org/CodeSystem/audit-event-type";
    private const string Reason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    private const string EntityRole = "http://terminology.hl7.org/CodeSystem/object-role";
    private const string RuleUrl = "https://helhed.example/fhir/access-rule/";

    /// <summary>Makes an AuditEvent.</summary>
    /// <param name="access">The access.</param>
    /// <param name="ground">Reference to the contact it belongs to; null where there is none.</param>
    /// <param name="only">Key of the patient whose log it is: what it showed of others is left out. Null shows all.</param>
    public static AuditEvent Of(LoggedAccess access, string? ground, long? only)
    {
        var entry = access.Entry;
        return new AuditEvent
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"log-{access.Number}-{access.Place}"),
            Type = new Coding { System = EventType, Code = "rest", Display = "RESTful Operation" },
            Subtype = [new Coding { System = Interaction, Code = InteractionOf(entry.What) ?? "operation" }, new Coding { System = "https://helhed.example/fhir/CodeSystem/access", Code = entry.What }],
            Action = entry.What switch { "create" => "C", "update" => "U", "delete" => "D", "read" or "vread" or "history" or "search" => "R", _ => "E" },
            Recorded = access.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            Outcome = entry.What == "denied" ? "8" : "0",
            OutcomeDesc = entry.Words,
            PurposeOfEvent = [new CodeableConcept { Coding = [new Coding { System = Reason, Code = PurposeOf(entry) }] }],
            Agent = [.. Agents(entry)],
            Source = new AuditEventSource { Observer = new Reference { Display = "Helhed" } },
            Entity = [.. Entities(entry, ground, only)],
        };
    }

    private static IEnumerable<AuditEventAgent> Agents(AccessEntry entry)
    {
        yield return new AuditEventAgent
        {
            Who = ReferenceOf(entry.Caller.Reference),
            Role = entry.Caller.Role.Length > 0 ? [new CodeableConcept { Coding = [new Coding { System = "https://helhed.example/fhir/CodeSystem/role", Code = entry.Caller.Role }] }] : [],
            Requestor = true,
            Policy = [RuleUrl + entry.Rule],
        };
        if (entry.Caller.Organization is { } unit)
        {
            yield return new AuditEventAgent { Who = new Reference { ReferenceValue = unit }, Requestor = false };
        }

        if (entry.Caller.Client is { } client)
        {
            yield return new AuditEventAgent { Who = new Reference { Identifier = new Identifier { Value = client } }, Requestor = false };
        }
    }

    private static IEnumerable<AuditEventEntity> Entities(AccessEntry entry, string? ground, long? only)
    {
        foreach (var resource in entry.About.Where(a => only is null || a.Patient == only).SelectMany(a => a.Resources))
        {
            yield return new AuditEventEntity { What = new Reference { ReferenceValue = resource }, Role = new Coding { System = EntityRole, Code = resource.StartsWith("Patient/", StringComparison.Ordinal) ? "1" : "4" } };
        }

        if (ground is not null)
        {
            yield return new AuditEventEntity { What = new Reference { ReferenceValue = ground }, Role = new Coding { System = EntityRole, Code = "4" }, Description = "The contact that it belongs to" };
        }

        if (entry.Query is { } query && only is null)
        {
            // To the patient the search may tell of others.
            yield return new AuditEventEntity { Query = Convert.ToBase64String(Encoding.UTF8.GetBytes(query)), Role = new Coding { System = EntityRole, Code = "24" } };
        }
    }

    private static Reference ReferenceOf(string who) => who.Length == 0 ? new Reference { Display = "Another who acts for the patient" } : who.Contains('/', StringComparison.Ordinal) ? new Reference { ReferenceValue = who } : new Reference { Identifier = new Identifier { Value = who } };

    private static string? InteractionOf(string what) => what switch
    {
        "read" or "vread" or "create" or "update" or "delete" => what,
        "history" => "history-instance",
        "search" => "search-type",
        _ => null,
    };

    private static string PurposeOf(AccessEntry entry) => entry.Caller.Purpose ?? (entry.Rule == "staff-emergency-override" || entry.What == "override" ? "BTG"
        : entry.Caller.Kind == CallerKind.Citizen ? "PATRQT" : entry.Caller.Kind == CallerKind.Staff ? "TREAT" : "HSYSADMIN");
}
