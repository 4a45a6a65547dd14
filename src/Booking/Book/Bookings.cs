using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>
/// Books, moves and cancels visits: the rules are asked here, and the record store writes, in one transaction with what is taken and what
/// was asked. Staff come through the same functions by staff's rules.
/// </summary>
/// <param name="records">The record store, with <see cref="BookingRoom.Attach"/> done.</param>
/// <param name="database">The database.</param>
/// <param name="templates">The clinics.</param>
/// <param name="clock">The clock.</param>
public sealed partial class Bookings(RecordStore records, Database database, ClinicTemplates templates, TimeProvider clock)
{
    private const int ShortestKey = 8;
    private const int LongestKey = 80;
    private const int LongestComment = 500;
    private const int MostFlags = 200;

    /// <summary>What a citizen may book alone, for themselves or whom they act for.</summary>
    /// <param name="caller">The citizen.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Each service with its clinic. What needs a referral is among them where the clinic knows the patient.</returns>
    public async ValueTask<IReadOnlyList<(ClinicTemplate Clinic, ServiceType Service)>> Bookable(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var all = (await templates.Now(ct)).All.SelectMany(clinic => clinic.Services.Where(s => s.CitizenBooks).Select(service => (Clinic: clinic, Service: service))).ToList();
        var knowing = await Knowing(caller, caller.Subject, [.. all.Where(s => s.Service.NeedsReferral).Select(s => s.Clinic).Distinct()], ct);
        return [.. all.Where(s => !s.Service.NeedsReferral || knowing.Contains(s.Clinic.Clinic))];
    }

    /// <summary>Free times for a patient, soonest first.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="patient">"Patient/x".</param>
    /// <param name="question">Which times. What is kept for others is left out for citizens.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The times. Problems: Forbidden, NotFound (no such service).</returns>
    public async ValueTask<Outcome<IReadOnlyList<OpenTime>>> Open(Caller caller, string patient, OpenTimesQuestion question, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(question);
        if (!(await Place(caller, patient, question.Service, ct)).TryGet(out var place, out var problem))
        {
            return problem;
        }

        if (await IsStranger(caller, place, patient, ct))
        {
            return BookingRules.Problem(Booking.Refusal.NeedsReferral);
        }

        var now = clock.GetUtcNow();
        var key = Hash64.Of(patient);
        var kept = place.IsDesk ? question.Kept : await IsReturning(place.Clinic.Clinic, key, now, ct) ? ["returning"] : [];
        return await new OpenTimes(database).Find(question with { Patient = key, Kept = kept, From = question.From < now ? now : question.From }, ct);
    }

    /// <summary>Books a visit.</summary>
    /// <param name="caller">The patient, who acts for them, or staff of the clinic.</param>
    /// <param name="request">What is booked.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The Appointment. Problems: Forbidden, NotFound, Unprocessable (a rule), Conflict (the time is gone), Invalid.</returns>
    public ValueTask<Outcome<StoredResource>> Book(Caller caller, BookRequest request, CancellationToken ct) => Book(caller, request, null, ct);

    internal async ValueTask<Outcome<StoredResource>> Book(Caller caller, BookRequest request, Func<WriteTransaction, ValueTask<Problem?>>? also, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (KeyProblem(request.Key) is { } wrong)
        {
            return wrong;
        }

        if (await Done(caller, request.Key, ct) is { } done)
        {
            return done;
        }

        if (!(await Place(caller, request.Patient, request.Service, ct)).TryGet(out var place, out var problem))
        {
            return problem;
        }

        var known = await Known(caller, place, request, ct);
        if (await Refusal(place, request, known, also is not null, ct) is { } refusal)
        {
            return refusal;
        }

        var id = Ids.NewUuid7Text(clock);
        var needs = request with { NeedsInterpreter = request.NeedsInterpreter || await SaysInterpreter(request.Patient, ct) };
        var writes = AppointmentDraft.New(id, needs, place, known.Line!, clock.GetUtcNow());
        var act = new BookingAct(request.Key, id, "book", caller, null, known.Line!.StartMs);
        return await Write(caller, writes, act, place.IsDesk || also is not null ? also : tx => NotTooMany(tx, request.Patient, place.Service), ct);
    }

    /// <summary>Moves a visit: the new time is taken and the old one freed in one transaction.</summary>
    /// <param name="caller">The patient, who acts for them, or staff of the clinic.</param>
    /// <param name="request">What is moved.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The Appointment as it is now. Problems: as for booking, and PreconditionFailed when somebody else has changed it.</returns>
    public ValueTask<Outcome<StoredResource>> Move(Caller caller, MoveRequest request, CancellationToken ct) => Move(caller, request, null, ct);

    internal async ValueTask<Outcome<StoredResource>> Move(Caller caller, MoveRequest request, Func<WriteTransaction, ValueTask<Problem?>>? also, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (KeyProblem(request.Key) is { } wrong)
        {
            return wrong;
        }

        if (await Done(caller, request.Key, ct) is { } done)
        {
            return done;
        }

        if (!(await Visit(caller, request.Appointment, ct)).TryGet(out var visit, out var problem))
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        var refusal = visit.Place.IsDesk
            ? visit.Facts.Status is "booked" or "pending" or "noshow" ? Booking.Refusal.None : Booking.Refusal.Over
            : BookingRules.Move(visit.Place.Service, visit.Facts.Status, visit.Facts.Start - now, await Moves(request.Appointment, ct));
        if (refusal != Booking.Refusal.None && !(also is not null && refusal == Booking.Refusal.MovedOften))
        {
            return BookingRules.Problem(refusal);
        }

        var key = Hash64.Of(visit.Facts.Patient!);
        var line = await database.ReadLatest(session => OpenTimes.Line(session, request.Slot, visit.Place.Service.Code, key), ct);
        var isReturning = !visit.Place.IsDesk && await IsReturning(visit.Place.Clinic.Clinic, key, now, ct);
        if (TimeProblem(line, visit.Place, isReturning, now) is { } unfit)
        {
            return unfit;
        }

        var write = new RecordWrite("Appointment", request.Appointment, AppointmentDraft.Moved(visit.Stored.Json, visit.Place, line!), request.Version);
        var act = new BookingAct(request.Key, request.Appointment, "move", caller, visit.Facts.Start.ToUnixTimeMilliseconds(), line!.StartMs);
        return await Write(caller, [write], act, also, ct);
    }

    /// <summary>Cancels a visit.</summary>
    /// <param name="caller">The patient, who acts for them, or staff of the clinic.</param>
    /// <param name="request">What is cancelled, and why.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The Appointment. Problems: as for moving.</returns>
    public async ValueTask<Outcome<StoredResource>> Cancel(Caller caller, CancelRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (KeyProblem(request.Key) is { } wrong)
        {
            return wrong;
        }

        if (!CancelReasons.Codes.Contains(request.Reason) && request.Reason != CancelReasons.ByClinic)
        {
            return new Problem(ProblemKind.Invalid, $"Say why it is cancelled: {string.Join(", ", CancelReasons.Codes)}.", "reason");
        }

        if (await Done(caller, request.Key, ct) is { } done)
        {
            return done;
        }

        if (!(await Visit(caller, request.Appointment, ct)).TryGet(out var visit, out var problem))
        {
            return problem;
        }

        var refusal = visit.Place.IsDesk
            ? visit.Facts.Status is "booked" or "pending" ? Booking.Refusal.None : Booking.Refusal.Over
            : BookingRules.Cancel(visit.Place.Service, visit.Facts.Status, visit.Facts.Start - clock.GetUtcNow());
        if (refusal != Booking.Refusal.None)
        {
            return BookingRules.Problem(refusal);
        }

        var write = new RecordWrite("Appointment", request.Appointment, AppointmentDraft.Cancelled(visit.Stored.Json, request.Reason), request.Version);
        return await Write(caller, [write], new BookingAct(request.Key, request.Appointment, "cancel", caller, visit.Facts.Start.ToUnixTimeMilliseconds(), null), null, ct);
    }

    /// <summary>Staff note that the patient has come ("arrived"), has been seen ("fulfilled") or did not come ("noshow").</summary>
    /// <param name="caller">Staff of the clinic.</param>
    /// <param name="which">Id of the Appointment, and the version that was read.</param>
    /// <param name="status">arrived, fulfilled or noshow.</param>
    /// <param name="key">Key of the form or call.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The Appointment. Problems: Forbidden, NotFound, Unprocessable, PreconditionFailed.</returns>
    public async ValueTask<Outcome<StoredResource>> Mark(Caller caller, (string Appointment, int Version) which, string status, string key, CancellationToken ct)
    {
        if (KeyProblem(key) is { } wrong)
        {
            return wrong;
        }

        if (await Done(caller, key, ct) is { } done)
        {
            return done;
        }

        if (!(await Visit(caller, which.Appointment, ct)).TryGet(out var visit, out var problem))
        {
            return problem;
        }

        if (!visit.Place.IsDesk)
        {
            return Desk.NotYours;
        }

        var isOver = visit.Facts.Status is not ("booked" or "arrived" or "noshow" or "checked-in");
        if (isOver || status is not ("arrived" or "fulfilled" or "noshow") || IsTooEarly(status, visit.Facts.Start))
        {
            return new Problem(ProblemKind.Unprocessable, "That cannot be said of this visit now: it is over or cancelled, or has not begun.");
        }

        var write = new RecordWrite("Appointment", which.Appointment, AppointmentDraft.WithStatus(visit.Stored.Json, status), which.Version);
        return await Write(caller, [write], new BookingAct(key, which.Appointment, status, caller, visit.Facts.Start.ToUnixTimeMilliseconds(), null), null, ct);
    }

    // Who has not come yet cannot stay away. People come early, and may be seen before their time, but on the day.
    private bool IsTooEarly(string status, DateTimeOffset start) => status == "noshow"
        ? start > clock.GetUtcNow()
        : TimeZoneInfo.ConvertTime(start, WeekPattern.Denmark).Date > TimeZoneInfo.ConvertTime(clock.GetUtcNow(), WeekPattern.Denmark).Date;
}
