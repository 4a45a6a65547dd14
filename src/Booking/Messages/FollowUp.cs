using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Work;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>
/// What follows a visit, whoever changed it and by whatever way: Slot.status, the transport and the interpreter that were ordered, and those
/// who wait for a time that is free now. Leased work; doing it twice does nothing twice.
/// </summary>
internal sealed class FollowUp(RecordStore records, Database database, WorkQueue queue)
{
    /// <summary>The kind of work; its payload is the Appointment's id.</summary>
    public const string Work = "booking-follow";

    private const int MostVersions = 2;

    public async ValueTask Run(string appointment, CancellationToken ct)
    {
        var read = await records.Read(Caller.Program, "Appointment", appointment, ct);
        if (!read.TryGet(out var stored, out _))
        {
            return;
        }

        var record = stored.As<Appointment>();
        var stands = record.Status is "booked" or "pending" or "arrived" or "checked-in" or "fulfilled";
        await Slots(stored, record, ct);
        await Need("transport", appointment, record, stands, ct);
        await Need("interpreter", appointment, record, stands, ct);
        if (AppointmentFacts.ServiceOf(record.ServiceType) is { } service)
        {
            await database.Write(
                async tx =>
                {
                    await queue.Add(tx, Offers.Work, service, service);
                    return 0;
                },
                ct);
        }
    }

    // Of the time it has, and of the one it had before.
    private async ValueTask Slots(StoredResource stored, Appointment record, CancellationToken ct)
    {
        var slots = record.Slot.Select(s => s.ReferenceValue).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (stored.Version > 1 && (await records.History(Caller.Program, "Appointment", stored.Id, stored.Version, MostVersions, ct)).TryGet(out var versions, out _))
        {
            slots.UnionWith(versions.Where(v => v.Act != RecordAct.Deleted).SelectMany(v => v.As<Appointment>().Slot).Select(s => s.ReferenceValue).OfType<string>());
        }

        foreach (var slot in slots.Where(s => s.StartsWith("Slot/", StringComparison.Ordinal)))
        {
            var id = Desk.IdOf(slot);
            var isTaken = await database.ReadLatest(
                session => session.First(
                    """
                    SELECT 1 FROM booking_slot s JOIN booking_session_actor x ON x.schedule = s.schedule JOIN booking_taken t ON t.actor = x.actor
                    WHERE s.id = $1 AND t.cell >= s.start_ms / 300000 AND t.cell < (s.end_ms + 299999) / 300000 LIMIT 1
                    """,
                    _ => true, id),
                ct);
            if ((await records.Read(Caller.Program, "Slot", id, ct)).TryGet(out var known, out _) && known.As<Slot>().Status is "free" or "busy" or "busy-tentative")
            {
                var json = JsonNode.Parse(known.Json.Span)!.AsObject();
                var wanted = isTaken ? "busy" : "free";
                if (json["status"]!.GetValue<string>() != wanted)
                {
                    json["status"] = wanted;
                    Throw(await records.Update(Caller.Program, "Slot", id, Encoding.UTF8.GetBytes(json.ToJsonString()), known.Version, ct));
                }
            }
        }
    }

    private async ValueTask Need(string kind, string appointment, Appointment record, bool stands, CancellationToken ct)
    {
        var id = AppointmentDraft.NeedId(kind, appointment);
        if (!(await records.Read(Caller.Program, "ServiceRequest", id, ct)).TryGet(out var known, out _))
        {
            return;
        }

        var json = JsonNode.Parse(known.Json.Span)!.AsObject();
        var status = stands ? "active" : "revoked";
        if (json["status"]!.GetValue<string>() == status && json["occurrenceDateTime"]?.GetValue<string>() == record.Start)
        {
            return;
        }

        json["status"] = status;
        json["occurrenceDateTime"] = record.Start;
        Throw(await records.Update(Caller.Program, "ServiceRequest", id, Encoding.UTF8.GetBytes(json.ToJsonString()), known.Version, ct));
    }

    // Somebody else was faster: the work is tried again, on what they wrote.
    private static void Throw(Outcome<StoredResource> written)
    {
        if (written.Problem is { } problem)
        {
            throw new InvalidOperationException(problem.Message);
        }
    }
}
