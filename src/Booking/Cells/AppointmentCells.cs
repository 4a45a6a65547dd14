using System.Globalization;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>
/// Takes part in every write of an Appointment: what it needs is taken in <c>booking_taken</c>, whose primary key lets nobody stand where
/// somebody stands. So no way of writing, not the API, not an import, not a page, books twice. See docs/decisions/2026-11-22-booking.md.
/// </summary>
internal static class AppointmentCells
{
    private const int MostCells = 288;
    private const int MostActors = 20;

    // The cells that the appointment does not have yet of an actor, in a lane where nobody stands.
    private const string Take = """
        WITH RECURSIVE cells(cell) AS (SELECT CAST($2 AS BIGINT) UNION ALL SELECT cell + 1 FROM cells WHERE cell < $3)
        INSERT INTO booking_taken (actor, cell, lane, appointment)
        SELECT $1, cell, $4, $5 FROM cells
        WHERE NOT EXISTS (SELECT 1 FROM booking_taken h WHERE h.actor = $1 AND h.cell = cells.cell AND h.appointment = $5)
        ON CONFLICT DO NOTHING RETURNING cell
        """;

    /// <summary>A Records participant.</summary>
    public static async ValueTask<Problem?> TakePart(WriteTransaction tx, IReadOnlyList<WrittenVersion> versions)
    {
        var isManaged = await tx.First("SELECT 1 FROM booking_actor LIMIT 1", _ => true);
        if (!isManaged)
        {
            return null;
        }

        foreach (var version in versions)
        {
            var facts = version.Act == RecordAct.Deleted ? null : AppointmentFacts.Of(FhirJson.Read<Appointment>(version.Json));
            if (await Apply(tx, version, facts, isStrict: true) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Brings an appointment's cells and its line up to date. Not strict: what is taken by others already is left to them.</summary>
    public static async ValueTask<Problem?> Apply(WriteTransaction tx, WrittenVersion version, AppointmentFacts? facts, bool isStrict)
    {
        if (version.Act != RecordAct.Created)
        {
            await tx.Execute("DELETE FROM booking_taken WHERE appointment = $1", version.Number);
        }

        if (facts is { TakesTime: true } && await TakeAll(tx, version.Number, facts, isStrict) is { } refusal)
        {
            return refusal;
        }

        await Line(tx, version, facts);
        return null;
    }

    private static async ValueTask<Problem?> TakeAll(WriteTransaction tx, long number, AppointmentFacts facts, bool isStrict)
    {
        var actors = await Managed(tx, facts.Actors);
        if (actors.Count == 0)
        {
            return null;
        }

        var (first, last) = Cell.Of(facts.Start, facts.End);
        if (last - first >= MostCells || actors.Count > MostActors)
        {
            return new Problem(ProblemKind.Unprocessable, "An appointment with persons, rooms or equipment that are booked here lasts at most 24 hours and has at most 20 of them. Make several.", "Appointment.end");
        }

        foreach (var actor in actors)
        {
            var missing = last - first + 1;
            for (var lane = 0; lane < actor.Capacity + (facts.IsOverbooked ? actor.Overbook : 0) && missing > 0; lane++)
            {
                missing -= (await tx.Query(Take, row => row.Long(0), actor.Key, first, last, lane, number)).Count;
            }

            if (missing > 0 && isStrict)
            {
                return await Taken(tx, actor, (first, last), number);
            }
        }

        return null;
    }

    private static async ValueTask<Problem> Taken(WriteTransaction tx, ManagedActor actor, (long First, long Last) span, long number)
    {
        // Its own cells go with the transaction; what is left are the others'.
        var cell = await tx.First(
            "SELECT min(cell) FROM booking_taken WHERE actor = $1 AND cell >= $2 AND cell <= $3 AND appointment <> $4", r => r.LongOrNull(0), actor.Key, span.First, span.Last, number);
        var at = TimeZoneInfo.ConvertTime(Cell.Start(cell ?? span.First), WeekPattern.Denmark);
        return new Problem(
            ProblemKind.Conflict,
            string.Create(CultureInfo.InvariantCulture, $"{actor.Reference} is taken at {at:yyyy-MM-dd HH:mm} (Danish time) by another appointment. Choose another time, or somebody else."),
            "Appointment.participant");
    }

    private static async ValueTask<List<ManagedActor>> Managed(WriteTransaction tx, IReadOnlyList<string> references)
    {
        if (references.Count == 0)
        {
            return [];
        }

        var keys = references.Select(r => Hash64.Of(r)).Distinct().ToList();
        var sql = new SqlText(tx.Dialect).Add("SELECT actor, reference, capacity, overbook FROM booking_actor WHERE actor").Among(keys).Add(" ORDER BY actor");
        return await tx.Query(sql.ToString(), r => new ManagedActor(r.Long(0), r.Text(1), r.Int(2), r.Int(3)), sql.Values);
    }

    // The line that calendars, reminders and rules read.
    private static async ValueTask Line(WriteTransaction tx, WrittenVersion version, AppointmentFacts? facts)
    {
        if (facts is { Service: { } service, Clinic: { } clinic, Patient: { } patient })
        {
            await tx.Execute(
                """
                INSERT INTO booking_appointment (number, id, patient, patient_ref, service, clinic, start_ms, end_ms, status) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                ON CONFLICT (number) DO UPDATE SET patient = excluded.patient, patient_ref = excluded.patient_ref, service = excluded.service, clinic = excluded.clinic,
                    start_ms = excluded.start_ms, end_ms = excluded.end_ms, status = excluded.status
                """,
                version.Number, version.Id, Hash64.Of(patient), patient, service, clinic, facts.Start.ToUnixTimeMilliseconds(), facts.End.ToUnixTimeMilliseconds(), facts.Status);
        }
        else if (version.Act != RecordAct.Created)
        {
            await tx.Execute("UPDATE booking_appointment SET status = 'entered-in-error' WHERE number = $1", version.Number);
        }
    }

    private sealed record ManagedActor(long Key, string Reference, int Capacity, int Overbook);
}
