using System.Globalization;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Work;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>
/// A clinic's waiting list for those who look after it: who waits, who is asked next, what was offered; to offer a time by hand, change the
/// priority, and take somebody off. Whose record a reader does not see is an entry without a name that they can do nothing to.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="records">The record store.</param>
/// <param name="templates">The clinics.</param>
/// <param name="queue">To have offers and messages follow.</param>
/// <param name="clock">The clock.</param>
public sealed class WaitingDesk(Database database, RecordStore records, ClinicTemplates templates, WorkQueue queue, TimeProvider clock)
{
    /// <summary>Entries on a page.</summary>
    public const int PerPage = 50;

    private const int MostTimes = 60;

    // Nearer than that an offer could not stand open for an hour.
    private static readonly TimeSpan Nearest = TimeSpan.FromHours(2);

    /// <summary>A page of who waits at a clinic.</summary>
    /// <param name="caller">Staff of the clinic.</param>
    /// <param name="clinic">The clinic's id.</param>
    /// <param name="page">Which page, from 1.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The page. Problems: NotFound, Forbidden, those of looking up names.</returns>
    public async ValueTask<Outcome<WaitingPage>> Page(Caller caller, string clinic, int page, CancellationToken ct)
    {
        if (!(await Clinic(caller, clinic, ct)).TryGet(out var template, out var problem))
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        var (all, gone) = await database.ReadLatest(
            async session =>
            {
                var lines = new List<WaitLine>();
                foreach (var service in template.Services)
                {
                    lines.AddRange(await WaitLines.InOrder(session, service.Code, now));
                }

                return (lines, page == 1 ? await WaitLines.Gone(session, [.. template.Services.Select(s => s.Code)], now) : []);
            },
            ct);
        var shown = all.Skip(Math.Max(0, page - 1) * PerPage).Take(PerPage).ToList();
        if (!(await Names(caller, [.. shown, .. gone], ct)).TryGet(out var names, out problem))
        {
            return problem;
        }

        return new WaitingPage([.. shown.Select(line => Named(line, names))], all.Count, [.. gone.Select(line => Named(line, names))]);
    }

    /// <summary>One entry.</summary>
    /// <param name="caller">Staff of the clinic.</param>
    /// <param name="clinic">The clinic's id.</param>
    /// <param name="number">The entry's number.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The entry. Problems: NotFound (also when the patient's record is not seen), Forbidden.</returns>
    public async ValueTask<Outcome<WaitingPatient>> One(Caller caller, string clinic, long number, CancellationToken ct)
    {
        if (!(await Find(caller, clinic, number, ct)).TryGet(out var found, out var problem))
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        var line = await database.ReadLatest(
            async session => (await WaitLines.InOrder(session, found.Service, now)).FirstOrDefault(l => l.Shown.Number == number) ?? await WaitLines.One(session, number, now), ct);
        return line is null ? NoEntry : line.Shown with { Patient = found.Reference, PatientName = found.Name, DistanceMetres = found.IsProtected ? 0 : line.Shown.DistanceMetres };
    }

    /// <summary>Free times that could be offered to somebody: earlier than the visit they have, not kept for others, two hours off at least.</summary>
    /// <param name="caller">Staff of the clinic.</param>
    /// <param name="clinic">The clinic's id.</param>
    /// <param name="number">The entry's number.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>At most 60, soonest first. Problems: as for <see cref="One"/>.</returns>
    public async ValueTask<Outcome<IReadOnlyList<TimeToOffer>>> Times(Caller caller, string clinic, long number, CancellationToken ct)
    {
        if (!(await Find(caller, clinic, number, ct)).TryGet(out var found, out var problem))
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        return await database.ReadLatest<List<TimeToOffer>>(
            async session =>
            {
                if (await WaitLines.One(session, number, now) is not { Shown: { Rests: false, Ended: null } } line)
                {
                    return [];
                }

                var asked = (await session.Query("SELECT slot FROM booking_offer WHERE wait = $1", r => r.Long(0), number)).ToHashSet();
                var until = line.Shown.Standing ?? now.AddDays(found.Clinic.HorizonDays + 1);
                var times = await OpenTimes.Find(session, new OpenTimesQuestion(found.Service, now + Nearest, until) { Limit = MostTimes });
                return [.. times.Select(t => new TimeToOffer(t, OfferRules.Suits(line.Candidate, t, now), asked.Contains(t.Number)))];
            },
            ct);
    }

    /// <summary>Offers a time by hand, past the line: it is held for the patient, who is told and answers as always.</summary>
    /// <param name="caller">Staff of the clinic.</param>
    /// <param name="entry">The clinic's id and the entry's number.</param>
    /// <param name="slot">Id of the Slot.</param>
    /// <param name="key">Key of the form: sent twice, it is done once.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null, or why not: those of <see cref="One"/>, Conflict (the time is gone, or the patient has an offer), Unprocessable.</returns>
    public ValueTask<Problem?> Offer(Caller caller, (string Clinic, long Number) entry, string slot, string key, CancellationToken ct) =>
        Act(caller, entry, new DeskAct(key, "offer", slot), (tx, found) => Offer(tx, found, slot, key), ct);

    /// <summary>Changes the clinical priority.</summary>
    /// <param name="caller">Staff of the clinic.</param>
    /// <param name="entry">The clinic's id and the entry's number.</param>
    /// <param name="priority">0 to 9, the highest first.</param>
    /// <param name="key">Key of the form: sent twice, it is done once.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null, or why not: those of <see cref="One"/>, Invalid, Conflict (waits no more).</returns>
    public async ValueTask<Problem?> Prioritise(Caller caller, (string Clinic, long Number) entry, int priority, string key, CancellationToken ct) => priority is < 0 or > 9
        ? new Problem(ProblemKind.Invalid, "The priority is 0 to 9.", "priority")
        : await Act(
            caller, entry, new DeskAct(key, "priority", priority.ToString(CultureInfo.InvariantCulture)),
            async (tx, _) => await tx.Execute("UPDATE booking_wait SET priority = $2 WHERE number = $1 AND ended IS NULL", entry.Number, priority) == 1 ? null : WaitsNoMore, ct);

    /// <summary>Takes a patient off the list: an open offer is withdrawn, the patient is told, and a visit that stands goes on standing.</summary>
    /// <param name="caller">Staff of the clinic.</param>
    /// <param name="entry">The clinic's id and the entry's number.</param>
    /// <param name="reason">One of <see cref="WaitReasons.Codes"/>.</param>
    /// <param name="key">Key of the form: sent twice, it is done once.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null, or why not: those of <see cref="One"/>, Invalid, Conflict (waits no more).</returns>
    public async ValueTask<Problem?> Remove(Caller caller, (string Clinic, long Number) entry, string reason, string key, CancellationToken ct) => !WaitReasons.Codes.Contains(reason)
        ? WaitReasons.Unknown
        : await Act(caller, entry, new DeskAct(key, "remove", reason), Remove, ct);

    private async ValueTask<Problem?> Offer(WriteTransaction tx, FoundWait found, string slot, string key)
    {
        var now = clock.GetUtcNow();
        if (await WaitLines.One(tx, found.Number, now) is not { Shown: { Rests: false, Ended: null } } line)
        {
            return WaitsNoMore;
        }

        if (await OpenTimes.Line(tx, slot, found.Service, 0) is not { Kept: "" } time)
        {
            return new Problem(ProblemKind.NotFound, "There is no such time for this service that may be offered.", "slot");
        }

        if (time.Start < now + Nearest || line.Shown.Standing <= time.Start)
        {
            return new Problem(ProblemKind.Unprocessable, "Offer a time that is two hours off at least and earlier than the visit that stands.", "slot");
        }

        // Whoever runs out by this minute holds nothing any more, although the work that says so may come later.
        await tx.Execute("UPDATE booking_offer SET state = 'expired', answered = $2 WHERE wait = $1 AND state = 'open' AND expires <= $2", found.Number, now.ToUnixTimeMilliseconds());
        var offer = new NewOffer(found.Number, found.Patient, found.Reference, time.Number, slot, time.Start) { Again = ":" + key };
        return time.IsFree && await OfferLines.Make(tx, queue, (found.Service, found.Clinic.Clinic), offer, now)
            ? null
            : new Problem(ProblemKind.Conflict, "The time is taken or on offer, or the patient has an offer already.", "slot");
    }

    private async ValueTask<Problem?> Remove(WriteTransaction tx, FoundWait found)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (await tx.Execute("UPDATE booking_wait SET ended = $2 WHERE number = $1 AND ended IS NULL", found.Number, now) != 1)
        {
            return WaitsNoMore;
        }

        await tx.Execute("UPDATE booking_offer SET state = 'withdrawn', answered = $2 WHERE wait = $1 AND state = 'open'", found.Number, now);
        await tx.Execute(
            "UPDATE booking_message SET state = 'dropped' WHERE patient = $1 AND state = 'waiting' AND kind = 'offer' AND number IN (SELECT slot FROM booking_offer WHERE wait = $2)",
            found.Patient, found.Number);
        var key = string.Create(CultureInfo.InvariantCulture, $"{MessageText.OffList}:{found.Number}");
        await Outbox.Add(tx, new OutboxMessage(key, found.Number, found.Patient, found.Reference, found.Clinic.Clinic, MessageText.OffList, now, now));
        await queue.Add(tx, Outbox.Work, "", "now");
        return null;
    }

    // A refusal writes nothing but what has run out: it is found before the first write that counts.
    private async ValueTask<Problem?> Act(Caller caller, (string Clinic, long Number) entry, DeskAct act, Func<WriteTransaction, FoundWait, ValueTask<Problem?>> change, CancellationToken ct)
    {
        if (Bookings.KeyProblem(act.Key) is { } wrong)
        {
            return wrong;
        }

        if (!(await Find(caller, entry.Clinic, entry.Number, ct)).TryGet(out var found, out var problem))
        {
            return problem;
        }

        ValueTask<bool> IsDone(SqlSession session) =>
            session.First("SELECT 1 FROM booking_wait_act WHERE sent_key = $1 AND wait = $2 AND what = $3 AND actor = $4", _ => true, act.Key, entry.Number, act.What, caller.Reference);
        var refused = await database.Write(
            async tx =>
            {
                if (await IsDone(tx))
                {
                    return null;
                }

                if (await change(tx, found) is { } refusal)
                {
                    return refusal;
                }

                await tx.Execute(
                    "INSERT INTO booking_wait_act (sent_key, wait, what, detail, actor, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (sent_key) DO NOTHING",
                    act.Key, entry.Number, act.What, act.Detail, caller.Reference, clock.GetUtcNow().ToUnixTimeMilliseconds());
                await queue.Add(tx, Offers.Work, found.Service, found.Service);
                return null;
            },
            ct);

        // Sent twice at the same moment: the other one did it.
        return refused is not null && await database.ReadLatest(IsDone, ct) ? null : refused;
    }

    private async ValueTask<Outcome<ClinicTemplate>> Clinic(Caller caller, string clinic, CancellationToken ct) => (await templates.Now(ct)).Clinic(clinic) switch
    {
        null => new Problem(ProblemKind.NotFound, "There is no such clinic."),
        { } template when !Desk.IsOf(caller, template) => Desk.NotYours,
        { } template => template,
    };

    private async ValueTask<Outcome<FoundWait>> Find(Caller caller, string clinic, long number, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!(await Clinic(caller, clinic, ct)).TryGet(out var template, out var problem))
        {
            return problem;
        }

        var entry = await database.ReadLatest(
            session => session.First(
                "SELECT patient, patient_ref, service, appointment FROM booking_wait WHERE number = $1",
                r => (Patient: r.Long(0), Reference: r.Text(1), Service: r.Text(2), Appointment: r.TextOrNull(3)), number),
            ct);
        if (entry.Reference is null || template.Services.All(s => s.Code != entry.Service))
        {
            return NoEntry;
        }

        var visit = entry.Appointment is { } appointment ? await records.Read(caller, "Appointment", appointment, ct) : (Outcome<StoredResource>?)null;
        var read = await records.Read(caller, "Patient", Desk.IdOf(entry.Reference), ct);
        return (visit?.Problem ?? read.Problem) switch
        {
            null => new FoundWait(number, entry.Patient, entry.Reference, entry.Service, template).With(read.Value.As<Patient>()),
            { Kind: ProblemKind.NotFound or ProblemKind.Forbidden or ProblemKind.Gone } => NoEntry,
            { } unseen => unseen,
        };
    }

    // As in the calendar: who does not see a visit does not see whose it is, although they may see the patient. Who waits without a visit is seen as a patient.
    private async ValueTask<Outcome<Dictionary<long, (string Name, bool IsProtected)>>> Names(Caller caller, List<WaitLine> lines, CancellationToken ct)
    {
        var names = new Dictionary<long, (string Name, bool IsProtected)>();
        foreach (var isMove in new[] { true, false })
        {
            var ids = lines.Where(l => l.Shown.Wish.Appointment is not null == isMove).Select(l => l.Shown.Wish.Appointment ?? Desk.IdOf(l.Candidate.PatientReference)).Distinct(StringComparer.Ordinal).ToList();
            if (ids.Count == 0)
            {
                continue;
            }

            var query = $"_id={string.Join(',', ids)}&_count={2 * PerPage}{(isMove ? "&_include=Appointment:patient" : "")}";
            if (!(await records.Search(caller, isMove ? "Appointment" : "Patient", query, ct)).TryGet(out var page, out var problem))
            {
                return problem;
            }

            var seen = page.Matches.Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
            var people = page.Matches.Concat(page.Included).Where(m => m.Type == "Patient").DistinctBy(m => m.Id).ToDictionary(m => $"Patient/{m.Id}", m => m.As<Patient>(), StringComparer.Ordinal);
            foreach (var line in lines.Where(l => seen.Contains(isMove ? l.Shown.Wish.Appointment ?? "" : l.Shown.Wish.Appointment is null ? Desk.IdOf(l.Candidate.PatientReference) : "")))
            {
                if (people.TryGetValue(line.Candidate.PatientReference, out var person))
                {
                    names[line.Shown.Number] = (ClinicCalendar.NameOf(person), Protection.Of(person));
                }
            }
        }

        return names;
    }

    private static WaitingPatient Named(WaitLine line, Dictionary<long, (string Name, bool IsProtected)> names) => names.TryGetValue(line.Shown.Number, out var found)
        ? line.Shown with { Patient = line.Candidate.PatientReference, PatientName = found.Name, DistanceMetres = found.IsProtected ? 0 : line.Shown.DistanceMetres }
        : line.Shown with { DistanceMetres = 0 };

    private static Problem NoEntry { get; } = new(ProblemKind.NotFound, "Nobody whose record you see stands there on this waiting list.");

    private static Problem WaitsNoMore { get; } = new(ProblemKind.Conflict, "The patient waits no more, or the visit that would be moved is over.");

    private sealed record DeskAct(string Key, string What, string Detail);

    private sealed record FoundWait(long Number, long Patient, string Reference, string Service, ClinicTemplate Clinic)
    {
        public string Name { get; private init; } = "";

        public bool IsProtected { get; private init; }

        public FoundWait With(Patient patient) => this with { Name = ClinicCalendar.NameOf(patient), IsProtected = Protection.Of(patient) };
    }
}
