using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;

namespace Helhed.Booking;

/// <content>The steps that booking, moving and cancelling share.</content>
public sealed partial class Bookings
{
    internal static Problem? KeyProblem(string key) => key is { Length: >= ShortestKey and <= LongestKey } && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        ? null
        : new Problem(ProblemKind.Invalid, "The key of the form has 8 to 80 of A-Z, a-z, 0-9, '-' and '_'.", "key");

    /// <summary>Where a patient books, if the caller may do it for them.</summary>
    private async ValueTask<Outcome<BookingPlace>> Place(Caller caller, string patient, string service, CancellationToken ct)
    {
        if ((await templates.Now(ct)).Service(service) is not { } found)
        {
            return new Problem(ProblemKind.NotFound, "There is no such service.", "service");
        }

        var isDesk = caller.Kind != CallerKind.Citizen;
        if (isDesk && !Desk.IsOf(caller, found.Clinic))
        {
            return Desk.NotYours;
        }

        if (caller.Kind == CallerKind.Citizen && caller.Subject != patient)
        {
            return new Problem(ProblemKind.NotFound, "There is no such patient.", "patient");
        }

        // A mandate may be about appointments alone: who acts by it books, and does not see the Patient.
        if (!isDesk)
        {
            return await database.ReadLatest(session => Desk.IsOwn(session, caller, clock), ct)
                ? new BookingPlace(found.Clinic, found.Service, isDesk)
                : new Problem(ProblemKind.NotFound, "There is no such patient.", "patient");
        }

        // Whose record staff do not see, they do not book for.
        var read = await records.Read(caller, "Patient", Desk.IdOf(patient), ct);
        return read.Problem is { } problem ? problem : new BookingPlace(found.Clinic, found.Service, isDesk);
    }

    /// <summary>A visit that the caller sees, with the clinic that gives it.</summary>
    private async ValueTask<Outcome<BookedVisit>> Visit(Caller caller, string appointment, CancellationToken ct)
    {
        if (!(await records.Read(caller, "Appointment", appointment, ct)).TryGet(out var stored, out var problem))
        {
            return problem;
        }

        if (AppointmentFacts.Of(stored.As<Appointment>()) is not { Patient: { } patient } facts || (await templates.Now(ct)).Service(facts.Service) is not { } found)
        {
            return BookingRules.Problem(Booking.Refusal.ByPhoneOnly);
        }

        var isDesk = caller.Kind != CallerKind.Citizen;
        if (isDesk ? !Desk.IsOf(caller, found.Clinic) : caller.Subject != patient)
        {
            return Desk.NotYours;
        }

        return new BookedVisit(stored, facts, new BookingPlace(found.Clinic, found.Service, isDesk));
    }

    internal async ValueTask<Outcome<int>> VersionOf(Caller caller, string appointment, CancellationToken ct) =>
        (await records.Read(caller, "Appointment", appointment, ct)).Map(stored => stored.Version);

    private async ValueTask<KnownAtBooking> Known(Caller caller, BookingPlace place, BookRequest request, CancellationToken ct)
    {
        var key = Hash64.Of(request.Patient);
        var now = clock.GetUtcNow();
        var line = await database.ReadLatest(session => OpenTimes.Line(session, request.Slot, request.Service, key), ct);
        var coming = place.IsDesk ? 0 : await Coming(key, request.Service, now, ct);
        return new KnownAtBooking(line, coming, !place.IsDesk && await IsReturning(place.Clinic.Clinic, key, now, ct)) { IsStranger = await IsStranger(caller, place, request.Patient, ct) };
    }

    private ValueTask<Problem?> Refusal(BookingPlace place, BookRequest request, KnownAtBooking known, bool isOffered, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (request.Comment is { Length: > LongestComment })
        {
            return new(new Problem(ProblemKind.Invalid, "The remark has at most 500 characters.", "comment"));
        }

        if (!place.IsDesk && request.Overbook)
        {
            return new(Desk.NotYours);
        }

        if (known.IsStranger && !isOffered)
        {
            return new(BookingRules.Problem(Booking.Refusal.NeedsReferral));
        }

        var refusal = place.IsDesk ? Booking.Refusal.None : BookingRules.Book(place.Service, known.Coming, known.Line?.Kept ?? "", known.IsReturning, isOffered);
        return new(refusal != Booking.Refusal.None
            ? BookingRules.Problem(refusal)
            : TimeProblem(request.Overbook && known.Line is { } line ? line with { IsFree = line.IsOpen } : known.Line, place, known.IsReturning, clock.GetUtcNow()));
    }

    private static Problem? TimeProblem(SlotLine? line, BookingPlace place, bool isReturning, DateTimeOffset now) => line switch
    {
        null => new Problem(ProblemKind.NotFound, "There is no such time for this service.", "slot"),
        _ when line.Start <= now => new Problem(ProblemKind.Conflict, "The time is over. Choose another one.", "slot"),
        _ when !place.IsDesk && !BookingRules.MayTake(line.Kept, isReturning) => BookingRules.Problem(Booking.Refusal.Kept),
        { IsFree: false } => Gone,
        _ => null,
    };

    private static Problem Gone { get; } = new(ProblemKind.Conflict, "Somebody else has taken this time. Choose another one.", "slot");

    // By whoever wrote it, staff in the Patient or the citizen in their own needs; asked in Booking's name, since who books need not see it.
    private async ValueTask<bool> SaysInterpreter(string patient, CancellationToken ct)
    {
        var read = await records.Read(Caller.Program, "Patient", Desk.IdOf(patient), ct);
        if (read.IsOk && AppointmentDraft.NeedsInterpreter(read.Value.As<Patient>()))
        {
            return true;
        }

        var flags = await records.Search(Caller.Program, "Flag", $"patient={Uri.EscapeDataString(patient)}&_count={MostFlags}", ct);
        return flags.TryGet(out var page, out _) && page.Matches.Any(m => AppointmentDraft.SaysInterpreter(m.As<Flag>()));
    }

    private async ValueTask<Outcome<StoredResource>> Write(
        Caller caller, IReadOnlyList<RecordWrite> writes, BookingAct act, Func<WriteTransaction, ValueTask<Problem?>>? also, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var written = await records.WriteTogether(
            Desk.Writing(caller),
            writes,
            async (tx, _) => await Note(tx, act, now) ? also is null ? null : await also(tx) : Twice,
            ct);
        if (written.TryGet(out var stored, out var problem))
        {
            return stored[0];
        }

        // Sent twice at the same moment: the other one did it, and may have the time already.
        return problem.Kind == ProblemKind.Conflict && await Done(caller, act.Key, ct) is { } done ? done : problem;
    }

    private static Problem Twice { get; } = new(ProblemKind.Conflict, "This has been sent twice, and is being done. Look at your appointments.");

    private static async ValueTask<bool> Note(WriteTransaction tx, BookingAct act, long now) => await tx.Execute(
        """
        INSERT INTO booking_act (sent_key, appointment, what, actor, by_citizen, at, from_ms, to_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (sent_key) DO NOTHING
        """,
        act.Key, act.Appointment, act.What, act.Caller.Reference, act.Caller.Kind == CallerKind.Citizen ? 1 : 0, now, act.FromMs, act.ToMs) == 1;

    /// <summary>What the key has done already; null when nothing. Only for who did it: a key says nothing to others.</summary>
    private async ValueTask<Outcome<StoredResource>?> Done(Caller caller, string key, CancellationToken ct)
    {
        var appointment = await database.ReadLatest(
            session => session.First("SELECT appointment FROM booking_act WHERE sent_key = $1 AND actor = $2", r => r.Text(0), key, caller.Reference), ct);
        return appointment is null ? (Outcome<StoredResource>?)null : await records.Read(caller, "Appointment", appointment, ct);
    }

    private ValueTask<int> Moves(string appointment, CancellationToken ct) => database.ReadLatest(
        session => session.First("SELECT count(*) FROM booking_act WHERE appointment = $1 AND what = 'move' AND by_citizen = 1", r => r.Int(0), appointment), ct);

    private ValueTask<int> Coming(long patient, string service, DateTimeOffset now, CancellationToken ct) => database.ReadLatest(
        session => session.First(
            "SELECT count(*) FROM booking_appointment WHERE patient = $1 AND service = $2 AND start_ms > $3 AND status IN ('booked', 'pending')",
            r => r.Int(0), patient, service, now.ToUnixTimeMilliseconds()),
        ct);

    // Asked once more behind the write: bookings of one patient take turns, and the second sees what the first has written.
    private async ValueTask<Problem?> NotTooMany(WriteTransaction tx, string patient, ServiceType service)
    {
        var key = Hash64.Of(patient);
        await tx.Execute("INSERT INTO booking_turn (patient, turns) VALUES ($1, 1) ON CONFLICT (patient) DO UPDATE SET turns = booking_turn.turns + 1", key);
        var coming = await tx.First(
            "SELECT count(*) FROM booking_appointment WHERE patient = $1 AND service = $2 AND start_ms > $3 AND status IN ('booked', 'pending')",
            r => r.Int(0), key, service.Code, clock.GetUtcNow().ToUnixTimeMilliseconds());
        return coming > service.MostBooked ? BookingRules.Problem(Booking.Refusal.HasOne) : null;
    }

    /// <summary>Whether a citizen asks for what needs a referral, at a clinic that does not know them.</summary>
    private async ValueTask<bool> IsStranger(Caller caller, BookingPlace place, string patient, CancellationToken ct) =>
        !place.IsDesk && place.Service.NeedsReferral && !(await Knowing(caller, patient, [place.Clinic], ct)).Contains(place.Clinic.Clinic);

    // A parent of somebody of 15 to 17, who sees when visits are and not what for, is not told by a list of clinics either.
    private async ValueTask<IReadOnlySet<string>> Knowing(Caller caller, string patient, IReadOnlyCollection<ClinicTemplate> clinics, CancellationToken ct) =>
        clinics.Count > 0 && await database.ReadLatest(session => Desk.SeesWhatFor(session, caller, clock), ct)
            ? await Referrals.Knowing(records, database, clinics, (patient, clock.GetUtcNow()), ct)
            : new HashSet<string>();

    // Somebody the clinic has seen, or sees soon.
    private ValueTask<bool> IsReturning(string clinic, long patient, DateTimeOffset now, CancellationToken ct) => database.ReadLatest(
        session => session.First(
            "SELECT 1 FROM booking_appointment WHERE patient = $1 AND clinic = $2 AND status IN ('booked', 'arrived', 'checked-in', 'fulfilled') AND start_ms > $3 LIMIT 1",
            _ => true, patient, clinic, now.AddYears(-1).ToUnixTimeMilliseconds()),
        ct);
}

/// <summary>Where somebody books, and by whose rules.</summary>
internal sealed record BookingPlace(ClinicTemplate Clinic, ServiceType Service, bool IsDesk);

/// <summary>A visit that stands.</summary>
internal sealed record BookedVisit(StoredResource Stored, AppointmentFacts Facts, BookingPlace Place);

/// <summary>What the database says before a booking.</summary>
internal sealed record KnownAtBooking(SlotLine? Line, int Coming, bool IsReturning)
{
    /// <summary>It needs a referral, and there is none.</summary>
    public bool IsStranger { get; init; }
}

/// <summary>Something that was done, for rules about how often and for forms that are sent twice.</summary>
internal sealed record BookingAct(string Key, string Appointment, string What, Caller Caller, long? FromMs, long? ToMs);
