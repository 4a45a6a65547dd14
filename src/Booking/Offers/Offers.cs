using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Work;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>An earlier time that somebody can have.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Service">Code of the service.</param>
/// <param name="Appointment">Id of the Appointment that would be moved; null for none.</param>
/// <param name="Start">When the visit would begin.</param>
/// <param name="Expires">Until when it can be accepted.</param>
public sealed record EarlierOffer(long Number, string Service, string? Appointment, DateTimeOffset Start, DateTimeOffset Expires)
{
    /// <summary>Whom one would meet, "Practitioner/x"; null for nobody in particular.</summary>
    public string? Person { get; init; }
}

/// <summary>
/// Offers free times to those who wait. An open offer holds its time: nobody else is shown it, one at a time is asked, and the unique index
/// on open offers lets exactly one have it. Who says no, or nothing, is asked no more about that time, and the next in line is.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="bookings">Books what is accepted.</param>
/// <param name="templates">The clinics.</param>
/// <param name="queue">The background work.</param>
/// <param name="clock">The clock.</param>
public sealed class Offers(Database database, Bookings bookings, ClinicTemplates templates, WorkQueue queue, TimeProvider clock)
{
    /// <summary>The kind of work that makes offers; its payload is the service's code.</summary>
    internal const string Work = "booking-offers";

    private const int MostCandidates = 500;
    private const int MostTimes = 500;
    private const int MostOffers = 20;

    /// <summary>Open offers to the caller's patient, soonest first.</summary>
    /// <param name="caller">The patient, or who acts for them.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>At most 20.</returns>
    public async ValueTask<IReadOnlyList<EarlierOffer>> Of(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Kind != CallerKind.Citizen ? [] : await database.ReadLatest<IReadOnlyList<EarlierOffer>>(
            async session => !await Desk.SeesWhatFor(session, caller, clock) ? [] : await session.Query(
                $"""
                SELECT o.number, w.service, w.appointment, o.start_ms, o.expires, {OpenTimes.Person}
                FROM booking_offer o JOIN booking_wait w ON w.number = o.wait JOIN booking_slot s ON s.number = o.slot
                WHERE o.patient = $1 AND o.state = 'open' AND o.expires > $2 ORDER BY o.start_ms, o.number LIMIT $3
                """,
                r => new EarlierOffer(r.Long(0), r.Text(1), r.TextOrNull(2), At(r.Long(3)), At(r.Long(4))) { Person = r.TextOrNull(5) },
                Hash64.Of(caller.Subject), NowMs, MostOffers),
            ct);
    }

    /// <summary>Accepts an offer: the visit is moved to its time, or booked.</summary>
    /// <param name="caller">The patient, or who acts for them.</param>
    /// <param name="number">The offer.</param>
    /// <param name="key">Key of the form.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The Appointment. Problems: NotFound, Conflict (the offer has run out, or was answered), and those of moving.</returns>
    public async ValueTask<Outcome<StoredResource>> Accept(Caller caller, long number, string key, CancellationToken ct)
    {
        if (await Find(caller, number, ct) is not { } offer)
        {
            return NoOffer;
        }

        ValueTask<Problem?> Close(WriteTransaction tx) => Answer(tx, offer, "accepted");
        if (offer.Appointment is not { } appointment)
        {
            return await bookings.Book(caller, new BookRequest(caller.Subject, offer.Service, offer.Slot, key), Close, ct);
        }

        var version = await bookings.VersionOf(caller, appointment, ct);
        return version.TryGet(out var at, out var problem)
            ? await bookings.Move(caller, new MoveRequest(appointment, offer.Slot, at, key), Close, ct)
            : problem;
    }

    /// <summary>Says no to an offer; the next in line is asked.</summary>
    /// <param name="caller">The patient, or who acts for them.</param>
    /// <param name="number">The offer.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null, or why not: NotFound, Conflict.</returns>
    public async ValueTask<Problem?> Decline(Caller caller, long number, CancellationToken ct) =>
        await Find(caller, number, ct) is { } offer ? await database.Write(tx => Answer(tx, offer, "declined"), ct) : NoOffer;

    /// <summary>Runs out what was not answered, and offers what is free. The background work.</summary>
    internal async Task<int> Run(string service, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if ((await templates.Now(ct)).Service(service) is not { Service.OffersEarlier: true } found)
        {
            return 0;
        }

        return await database.Write(
            async tx =>
            {
                await tx.Execute(
                    "UPDATE booking_offer SET state = 'expired', answered = $2 WHERE state = 'open' AND expires <= $2 AND wait IN (SELECT number FROM booking_wait WHERE service = $1)",
                    service, now.ToUnixTimeMilliseconds());
                var candidates = await Candidates(tx, service, now);
                if (candidates.Count == 0)
                {
                    return 0;
                }

                var times = await OpenTimes.Find(tx, new OpenTimesQuestion(service, now, now.AddDays(found.Clinic.HorizonDays + 1)) { Limit = MostTimes });
                return await Make(tx, (service, found.Clinic.Clinic), candidates, times, now);
            },
            ct);
    }

    private async ValueTask<int> Make(WriteTransaction tx, (string Service, string Clinic) at, List<Candidate> candidates, List<OpenTime> times, DateTimeOffset now)
    {
        var answered = (await tx.Query(
            "SELECT o.wait, o.slot FROM booking_offer o JOIN booking_wait w ON w.number = o.wait WHERE w.service = $1 AND w.ended IS NULL", r => (r.Long(0), r.Long(1)), at.Service)).ToHashSet();
        var made = 0;
        foreach (var time in times)
        {
            if (OfferRules.InOrder(candidates.Where(c => !answered.Contains((c.Wait, time.Number)) && OfferRules.Suits(c, time, now))).FirstOrDefault() is not { } first)
            {
                continue;
            }

            if (await OfferLines.Make(tx, queue, at, new NewOffer(first.Wait, first.Patient, first.PatientReference, time.Number, time.Slot, time.Start), now))
            {
                candidates.Remove(first);
                made++;
            }
        }

        return made;
    }

    // Only who has no open offer, and whose visit, if there is one, still stands.
    private static async ValueTask<List<Candidate>> Candidates(SqlSession session, string service, DateTimeOffset now) => await session.Query(
        """
        SELECT w.number, w.patient, w.patient_ref, w.days, w.from_minute, w.to_minute, w.notice_h, w.priority, w.distance_m, w.joined, a.start_ms, w.person
        FROM booking_wait w LEFT JOIN booking_appointment a ON a.id = w.appointment AND a.patient = w.patient
        WHERE w.service = $1 AND w.ended IS NULL AND NOT EXISTS (SELECT 1 FROM booking_offer o WHERE o.wait = w.number AND o.state = 'open')
        AND (w.appointment IS NULL OR (a.status = 'booked' AND a.start_ms > $2))
        ORDER BY w.priority DESC, w.joined, w.number LIMIT $3
        """,
        r => new Candidate(r.Long(0), r.Long(1), r.Text(2), r.Int(3), r.Int(4), r.Int(5), r.Int(6), r.Int(7), r.Long(8), r.Long(9)) { StandingMs = r.LongOrNull(10), Person = r.TextOrNull(11) },
        service, now.ToUnixTimeMilliseconds(), MostCandidates);

    private async ValueTask<Problem?> Answer(WriteTransaction tx, FoundOffer offer, string state)
    {
        var now = NowMs;
        if (await tx.Execute("UPDATE booking_offer SET state = $2, answered = $3 WHERE number = $1 AND state = 'open' AND expires > $3", offer.Number, state, now) != 1)
        {
            return TooLate;
        }

        if (state == "accepted")
        {
            await tx.Execute("UPDATE booking_wait SET ended = $2 WHERE number = $1", offer.Wait, now);
        }

        await queue.Add(tx, Work, offer.Service, offer.Service);
        return null;
    }

    private async ValueTask<FoundOffer?> Find(Caller caller, long number, CancellationToken ct) => caller.Kind != CallerKind.Citizen ? null : await database.ReadLatest(
        async session => !await Desk.SeesWhatFor(session, caller, clock) ? null : await session.First(
            "SELECT o.number, o.wait, o.slot_id, w.service, w.appointment FROM booking_offer o JOIN booking_wait w ON w.number = o.wait WHERE o.number = $1 AND o.patient = $2",
            r => new FoundOffer(r.Long(0), r.Long(1), r.Text(2), r.Text(3), r.TextOrNull(4)),
            number, Hash64.Of(caller.Subject)),
        ct);

    private static Problem NoOffer { get; } = new(ProblemKind.NotFound, "There is no such offer.");

    private static Problem TooLate { get; } = new(ProblemKind.Conflict, "The offer has run out, or has been answered. Your appointment stands as it was.");

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private sealed record FoundOffer(long Number, long Wait, string Slot, string Service, string? Appointment);
}
