using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>Takes part in every write of a Slot: one line for each time of a session, so that free times are one statement.</summary>
internal static class SlotLines
{
    public static async ValueTask<Problem?> TakePart(WriteTransaction tx, IReadOnlyList<WrittenVersion> versions)
    {
        var read = versions.Select(v => (Version: v, Slot: v.Act == RecordAct.Deleted ? null : FhirJson.Read<Slot>(v.Json))).ToList();
        var schedules = read.Select(r => r.Slot?.Schedule?.ReferenceValue).OfType<string>().Distinct().Select(r => Hash64.Of(r)).ToList();
        var sql = new SqlText(tx.Dialect).Add("SELECT schedule FROM booking_session WHERE schedule").Among(schedules);
        var ours = schedules.Count == 0 ? [] : (await tx.Query(sql.ToString(), r => r.Long(0), sql.Values)).ToHashSet();
        foreach (var (version, slot) in read)
        {
            if (slot is null)
            {
                await tx.Execute("DELETE FROM booking_slot WHERE number = $1", version.Number);
            }
            else if (slot.Schedule?.ReferenceValue is { } schedule && ours.Contains(Hash64.Of(schedule)))
            {
                await Write(tx, version, slot, Hash64.Of(schedule));
            }
        }

        return null;
    }

    private static async ValueTask Write(WriteTransaction tx, WrittenVersion version, Slot slot, long schedule)
    {
        if (AppointmentFacts.Moment(slot.Start) is not { } start || AppointmentFacts.Moment(slot.End) is not { } end)
        {
            return;
        }

        await tx.Post(
            """
            INSERT INTO booking_slot (number, id, schedule, start_ms, end_ms, shut) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (number) DO UPDATE SET schedule = excluded.schedule, start_ms = excluded.start_ms, end_ms = excluded.end_ms, shut = excluded.shut
            """,
            version.Number, version.Id, schedule, start.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds(), slot.Status is "busy-unavailable" or "entered-in-error" ? 1 : 0);
    }
}
