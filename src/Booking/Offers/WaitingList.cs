using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Work;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>What suits somebody who waits for an earlier time.</summary>
/// <param name="Service">Code of the service.</param>
/// <param name="Appointment">Id of the Appointment that would be moved; null when there is none yet.</param>
public sealed record WaitRequest(string Service, string? Appointment)
{
    /// <summary>Days of the week, 1 for Monday to 7; empty for all.</summary>
    public IReadOnlyList<int> Days { get; init; } = [];

    /// <summary>Earliest time of day.</summary>
    public TimeOnly From { get; init; } = TimeOnly.MinValue;

    /// <summary>Latest time of day.</summary>
    public TimeOnly Until { get; init; } = new(23, 59);

    /// <summary>Only with this person of the clinic, "Practitioner/x"; null for anybody.</summary>
    public string? Person { get; init; }

    /// <summary>Hours of warning that are needed, 2 to 336.</summary>
    public int NoticeHours { get; init; } = 24;

    /// <summary>Staff: clinical priority, 0 to 9.</summary>
    public int Priority { get; init; }
}

/// <summary>Somebody waits.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Service">Code of the service.</param>
/// <param name="Appointment">Id of the Appointment that would be moved; null for none.</param>
/// <param name="Since">Since when.</param>
public sealed record Waiting(long Number, string Service, string? Appointment, DateTimeOffset Since)
{
    /// <summary>What suits.</summary>
    public required WaitRequest Wish { get; init; }
}

/// <summary>Who waits for an earlier time.</summary>
/// <param name="database">The database.</param>
/// <param name="records">The record store.</param>
/// <param name="templates">The clinics.</param>
/// <param name="queue">To have offers made.</param>
/// <param name="clock">The clock.</param>
public sealed class WaitingList(Database database, RecordStore records, ClinicTemplates templates, WorkQueue queue, TimeProvider clock)
{
    private const int MostWaits = 20;
    private const int MostNoticeHours = 336;

    /// <summary>Puts a patient on the list, or changes what suits. One entry for a service.</summary>
    /// <param name="caller">The patient, who acts for them, or staff of the clinic.</param>
    /// <param name="patient">"Patient/x".</param>
    /// <param name="request">What suits.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null, or why not: Forbidden, NotFound, Unprocessable.</returns>
    public async ValueTask<Problem?> Join(Caller caller, string patient, WaitRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await Refusal(caller, patient, request, ct) is { } refusal)
        {
            return refusal;
        }

        var isDesk = caller.Kind != CallerKind.Citizen;
        var distance = await Distance(patient, request.Service, ct);
        var days = request.Days.Count == 0 ? 127 : request.Days.Aggregate(0, (bits, day) => bits | (1 << (day - 1)));
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await database.Write(
            async tx =>
            {
                await tx.Execute(
                    """
                    INSERT INTO booking_wait (patient, patient_ref, service, appointment, days, from_minute, to_minute, notice_h, priority, distance_m, joined, author, person)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14)
                    ON CONFLICT (patient, service) WHERE ended IS NULL DO UPDATE SET appointment = excluded.appointment, days = excluded.days,
                        from_minute = excluded.from_minute, to_minute = excluded.to_minute, notice_h = excluded.notice_h, person = excluded.person,
                        priority = CASE WHEN $13 = 1 THEN excluded.priority ELSE booking_wait.priority END
                    """,
                    Hash64.Of(patient), patient, request.Service, request.Appointment, days, Minute(request.From), Minute(request.Until), request.NoticeHours,
                    isDesk ? request.Priority : 0, distance, now, caller.Reference, isDesk ? 1 : 0, request.Person);
                await queue.Add(tx, Offers.Work, request.Service, request.Service);
                return 0;
            },
            ct);
        return null;
    }

    /// <summary>Takes a patient off the list; an open offer is gone with it.</summary>
    /// <param name="caller">The patient, or who acts for them.</param>
    /// <param name="number">The entry's number.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>False when there is no such entry of theirs.</returns>
    public async ValueTask<bool> Leave(Caller caller, long number, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write(
            async tx =>
            {
                var service = !await Desk.SeesWhatFor(tx, caller, clock) ? null : await tx.First(
                    "SELECT service FROM booking_wait WHERE number = $1 AND patient = $2 AND ended IS NULL", r => r.Text(0), number, Hash64.Of(caller.Subject));
                if (service is null)
                {
                    return false;
                }

                await tx.Execute("UPDATE booking_wait SET ended = $2 WHERE number = $1", number, now);
                await tx.Execute("UPDATE booking_offer SET state = 'declined', answered = $2 WHERE wait = $1 AND state = 'open'", number, now);
                await queue.Add(tx, Offers.Work, service, service);
                return true;
            },
            ct);
    }

    /// <summary>What the caller's patient waits for.</summary>
    /// <param name="caller">The patient, or who acts for them.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>At most 20 entries, oldest first.</returns>
    public async ValueTask<IReadOnlyList<Waiting>> Of(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Kind != CallerKind.Citizen ? [] : await database.ReadLatest<IReadOnlyList<Waiting>>(
            async session => !await Desk.SeesWhatFor(session, caller, clock) ? [] : await session.Query(
                """
                SELECT number, service, appointment, joined, days, from_minute, to_minute, notice_h, priority, person FROM booking_wait
                WHERE patient = $1 AND ended IS NULL ORDER BY joined, number LIMIT $2
                """,
                Map, Hash64.Of(caller.Subject), MostWaits),
            ct);
    }

    private static Waiting Map(Row row) => new(row.Long(0), row.Text(1), row.TextOrNull(2), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(3)))
    {
        Wish = Wish(row.Text(1), row.TextOrNull(2), new Candidate(row.Long(0), 0, "", row.Int(4), row.Int(5), row.Int(6), row.Int(7), row.Int(8), 0, row.Long(3)) { Person = row.TextOrNull(9) }),
    };

    internal static WaitRequest Wish(string service, string? appointment, Candidate entry) => new(service, appointment)
    {
        Days = [.. Enumerable.Range(1, 7).Where(d => (entry.Days & (1 << (d - 1))) != 0)],
        From = new TimeOnly(entry.FromMinute / 60, entry.FromMinute % 60),
        Until = new TimeOnly(entry.ToMinute / 60, entry.ToMinute % 60),
        NoticeHours = entry.NoticeHours,
        Priority = entry.Priority,
        Person = entry.Person,
    };

    private async ValueTask<Problem?> Refusal(Caller caller, string patient, WaitRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (request.NoticeHours is < 2 or > MostNoticeHours || request.Priority is < 0 or > 9 || request.Days.Any(d => d is < 1 or > 7) || request.From >= request.Until)
        {
            return new Problem(ProblemKind.Unprocessable, "Give 2 to 336 hours of warning, days from 1 to 7, and a time of day that begins before it ends.", "wait");
        }

        if ((await templates.Now(ct)).Service(request.Service) is not { } found || !found.Service.OffersEarlier)
        {
            return new Problem(ProblemKind.NotFound, "There is no waiting list for that.", "service");
        }

        if (request.Person is { } person && !found.Clinic.Actors.Any(a => a.Kind == "person" && a.Reference == person))
        {
            return new Problem(ProblemKind.Unprocessable, "There is no such person at the clinic.", "person");
        }

        if (caller.Kind == CallerKind.Citizen ? caller.Subject != patient : !Desk.IsOf(caller, found.Clinic))
        {
            return Desk.NotYours;
        }

        if (caller.Kind == CallerKind.Citizen && !await database.ReadLatest(session => Desk.SeesWhatFor(session, caller, clock), ct))
        {
            return Desk.NotYours;
        }

        // Whose record staff do not see, they put on no list.
        if (caller.Kind != CallerKind.Citizen && (await records.Read(caller, "Patient", Desk.IdOf(patient), ct)).Problem is { } unseen)
        {
            return unseen;
        }

        if (request.Appointment is not { } appointment)
        {
            return caller.Kind != CallerKind.Citizen ? null
                : !found.Service.CitizenBooks ? BookingRules.Problem(Booking.Refusal.ByPhoneOnly)
                : found.Service.NeedsReferral && !(await Referrals.Knowing(records, database, [found.Clinic], (patient, clock.GetUtcNow()), ct)).Contains(found.Clinic.Clinic)
                    ? BookingRules.Problem(Booking.Refusal.NeedsReferral)
                    : null;
        }

        var read = await records.Read(caller, "Appointment", appointment, ct);
        if (!read.TryGet(out var stored, out var problem))
        {
            return problem;
        }

        return AppointmentFacts.Of(stored.As<Appointment>()) is { } facts && facts.Patient == patient && facts.Service == request.Service
            ? null
            : new Problem(ProblemKind.Unprocessable, "The appointment is not one for that service.", "appointment");
    }

    private async ValueTask<long> Distance(string patient, string service, CancellationToken ct)
    {
        var clinic = (await templates.Now(ct)).Service(service)!.Value.Clinic;
        var read = await records.Read(Caller.Program, "Patient", Desk.IdOf(patient), ct);
        var home = read.IsOk ? Travel.HomeOf(read.Value.As<Patient>()) : null;
        return home is { } place ? (long)Travel.Metres(place, (clinic.Latitude, clinic.Longitude)) : 0;
    }

    private static int Minute(TimeOnly time) => (time.Hour * 60) + time.Minute;
}
