using System.Text;
using System.Text.Json.Nodes;
using Helhed.Fhir.R4;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>Makes and changes Appointments as JSON, so that what others have written in them stays. https://hl7.org/fhir/R4/appointment.html</summary>
internal static class AppointmentDraft
{
    private const string Interpreter = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired";

    /// <summary>Whether the patient's record says that an interpreter must come.</summary>
    public static bool NeedsInterpreter(Patient patient) => patient.Extension.Any(e => e is { Url: Interpreter, ValueBoolean: true });

    /// <summary>Whether it is the citizen's own word that an interpreter must come.</summary>
    public static bool SaysInterpreter(Flag flag) =>
        flag.Status == "active" && flag.Category.SelectMany(c => c.Coding).Any(c => c is { System: BookingSystems.CitizenNeeds, Code: "interpreter" });

    /// <summary>Id of the record of what follows an appointment: transport, interpreter.</summary>
    public static string NeedId(string kind, string appointment) => $"need-{kind}-{appointment}";

    /// <summary>A new visit, with the needs that follow it.</summary>
    public static List<RecordWrite> New(string id, BookRequest request, BookingPlace place, SlotLine line, DateTimeOffset now)
    {
        var visit = new JsonObject { ["resourceType"] = "Appointment", ["id"] = id };
        if (request.Overbook)
        {
            visit["extension"] = new JsonArray(new JsonObject { ["url"] = BookingSystems.Overbooked, ["valueBoolean"] = true });
        }

        visit["status"] = "booked";
        visit["serviceType"] = new JsonArray(Concept(BookingSystems.Service, place.Service.Code, place.Service.Danish));
        visit["description"] = place.Service.Danish;
        visit["start"] = "";
        visit["end"] = "";
        visit["minutesDuration"] = place.Service.Minutes;
        visit["slot"] = new JsonArray();
        visit["created"] = Horizon.Stamp(now);
        if (request.Comment is { Length: > 0 } comment)
        {
            visit["comment"] = comment;
        }

        if (place.Service.PrepareDanish is { } prepare)
        {
            visit["patientInstruction"] = prepare;
        }

        visit["participant"] = new JsonArray(Participant(request.Patient, null, "required"));
        SetTime(visit, place, line);
        var writes = new List<RecordWrite> { new("Appointment", id, Bytes(visit)) };
        if (request.NeedsTransport)
        {
            writes.Add(Need("transport", "Patientbefordring", (id, request.Patient), line.Start));
        }

        if (request.NeedsInterpreter)
        {
            writes.Add(Need("interpreter", "Tolk", (id, request.Patient), line.Start));
        }

        return writes;
    }

    /// <summary>The visit at another time, with the persons, rooms and equipment of that time.</summary>
    public static byte[] Moved(ReadOnlyMemory<byte> json, BookingPlace place, SlotLine line)
    {
        var visit = Parse(json);
        visit["status"] = "booked";
        visit.Remove("cancelationReason");
        var kept = new JsonArray();
        foreach (var participant in visit["participant"]!.AsArray())
        {
            var actor = participant!["actor"]?["reference"]?.GetValue<string>();
            if (actor is null || actor.StartsWith("Patient/", StringComparison.Ordinal) || actor.StartsWith("RelatedPerson/", StringComparison.Ordinal))
            {
                kept.Add(participant.DeepClone());
            }
        }

        visit["participant"] = kept;
        SetTime(visit, place, line);
        return Bytes(visit);
    }

    /// <summary>The visit called off.</summary>
    public static byte[] Cancelled(ReadOnlyMemory<byte> json, string reason)
    {
        var visit = Parse(json);
        visit["status"] = "cancelled";
        visit["cancelationReason"] = Concept(BookingSystems.Reasons, reason, CancelReasons.Danish(reason));
        return Bytes(visit);
    }

    /// <summary>The visit with another status.</summary>
    public static byte[] WithStatus(ReadOnlyMemory<byte> json, string status)
    {
        var visit = Parse(json);
        visit["status"] = status;
        return Bytes(visit);
    }

    private static void SetTime(JsonObject visit, BookingPlace place, SlotLine line)
    {
        visit["start"] = Horizon.Stamp(line.Start);
        visit["end"] = Horizon.Stamp(line.Start.AddMinutes(place.Service.Minutes));
        visit["minutesDuration"] = place.Service.Minutes;
        visit["slot"] = new JsonArray(new JsonObject { ["reference"] = $"Slot/{line.Id}" });
        var participants = visit["participant"]!.AsArray();
        foreach (var actor in line.Actors)
        {
            participants.Add(Participant(actor, place.Clinic.Actors.FirstOrDefault(a => a.Reference == actor)?.Name, "required"));
        }

        participants.Add(Participant($"Location/{place.Clinic.Clinic}", place.Clinic.Name, "information-only"));
    }

    // What must follow the visit is a record of its own, which those who drive or interpret read.
    private static RecordWrite Need(string kind, string words, (string Id, string Patient) visit, DateTimeOffset start)
    {
        var id = NeedId(kind, visit.Id);
        return new RecordWrite("ServiceRequest", id, Bytes(new JsonObject
        {
            ["resourceType"] = "ServiceRequest",
            ["id"] = id,
            ["status"] = "active",
            ["intent"] = "order",
            ["category"] = new JsonArray(Concept(BookingSystems.Needs, kind, words)),
            ["code"] = new JsonObject { ["text"] = words },
            ["subject"] = new JsonObject { ["reference"] = visit.Patient },
            ["occurrenceDateTime"] = Horizon.Stamp(start),
            ["supportingInfo"] = new JsonArray(new JsonObject { ["reference"] = $"Appointment/{visit.Id}" }),
        }));
    }

    private static JsonObject Participant(string actor, string? name, string required)
    {
        var reference = new JsonObject { ["reference"] = actor };
        if (name is not null)
        {
            reference["display"] = name;
        }

        return new JsonObject { ["actor"] = reference, ["required"] = required, ["status"] = "accepted" };
    }

    private static JsonObject Concept(string system, string code, string words) => new()
    {
        ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }),
        ["text"] = words,
    };

    private static JsonObject Parse(ReadOnlyMemory<byte> json) => JsonNode.Parse(json.Span)!.AsObject();

    private static byte[] Bytes(JsonObject resource) => Encoding.UTF8.GetBytes(resource.ToJsonString());
}
