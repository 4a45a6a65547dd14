using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>What stands at a time in a clinic's calendar.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
/// <param name="Kind">visit, free, shut or away.</param>
public sealed record CalendarEntry(DateTimeOffset Start, DateTimeOffset End, string Kind)
{
    /// <summary>Id of the Slot; null for a visit beside the pattern.</summary>
    public string? Slot { get; init; }

    /// <summary>For whom the time is kept; empty for all.</summary>
    public string Kept { get; init; } = "";

    /// <summary>References of persons, rooms and equipment.</summary>
    public IReadOnlyList<string> Actors { get; init; } = [];

    /// <summary>Codes of the services the time is for, or of the visit.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Id of the Appointment; null for a free time, and for a visit whose patient the reader does not see.</summary>
    public string? Appointment { get; init; }

    /// <summary>Its version.</summary>
    public int Version { get; init; }

    /// <summary>Appointment.status.</summary>
    public string? Status { get; init; }

    /// <summary>"Patient/x"; null for one the reader does not see.</summary>
    public string? Patient { get; init; }

    /// <summary>The patient's name.</summary>
    public string? PatientName { get; init; }
}

/// <summary>A clinic's calendar for those who look after it. Whose record a reader does not see is a taken time without a name.</summary>
/// <param name="records">The record store.</param>
/// <param name="database">The database.</param>
/// <param name="templates">The clinics.</param>
public sealed class ClinicCalendar(RecordStore records, Database database, ClinicTemplates templates)
{
    private const int MostDays = 8;
    private const int MostEntries = 2000;
    private const int MostVisits = 500;
    private static readonly string[] Kinds = ["transport", "interpreter"];

    /// <summary>The clinics that the caller looks after.</summary>
    /// <param name="caller">Staff.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The clinics by name.</returns>
    public async ValueTask<IReadOnlyList<ClinicTemplate>> Clinics(Caller caller, CancellationToken ct) =>
        [.. (await templates.Now(ct)).All.Where(c => Desk.IsOf(caller, c)).OrderBy(c => c.Name, StringComparer.Ordinal)];

    /// <summary>What stands between two moments, in order of time.</summary>
    /// <param name="caller">Staff of the clinic.</param>
    /// <param name="clinic">The clinic's id.</param>
    /// <param name="from">From.</param>
    /// <param name="until">Until, at most eight days later.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The entries. Problems: NotFound, Forbidden, those of the search.</returns>
    public async ValueTask<Outcome<IReadOnlyList<CalendarEntry>>> Entries(Caller caller, string clinic, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        if ((await templates.Now(ct)).Clinic(clinic) is not { } template || until - from > TimeSpan.FromDays(MostDays))
        {
            return new Problem(ProblemKind.NotFound, "There is no such clinic, or the time is longer than eight days.");
        }

        if (!Desk.IsOf(caller, template))
        {
            return Desk.NotYours;
        }

        var query = $"actor=Location/{clinic}&date=ge{Horizon.Stamp(from)[..10]}&date=lt{Horizon.Stamp(until.AddHours(23))[..10]}&_sort=date&_count={MostVisits}&_include=Appointment:patient";
        var found = await records.Search(caller, "Appointment", query, ct);
        if (!found.TryGet(out var page, out var problem))
        {
            return problem;
        }

        var (slots, taken) = await database.Read(session => Rows(session, clinic, from, until), ct);
        var entries = Visits(page, taken);
        entries.AddRange(slots.Where(s => s.IsFree).Select(s => s.Entry));
        return entries.Where(e => e.Start >= from && e.Start < until).OrderBy(e => e.Start).ThenBy(e => e.Actors is [var first, ..] ? first : null, StringComparer.Ordinal).ToList();
    }

    /// <summary>What is ordered for a visit, as far as the caller sees it.</summary>
    /// <param name="caller">Staff.</param>
    /// <param name="appointment">Id of the Appointment.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>transport, interpreter, or both.</returns>
    public async ValueTask<IReadOnlyList<string>> Ordered(Caller caller, string appointment, CancellationToken ct)
    {
        var ordered = new List<string>(Kinds.Length);
        foreach (var kind in Kinds)
        {
            if ((await records.Read(caller, "ServiceRequest", AppointmentDraft.NeedId(kind, appointment), ct)).TryGet(out var need, out _) && need.As<ServiceRequest>().Status == "active")
            {
                ordered.Add(kind);
            }
        }

        return ordered;
    }

    private static List<CalendarEntry> Visits(SearchPage page, List<TakenLine> taken)
    {
        var names = page.Included.Where(i => i.Type == "Patient").ToDictionary(i => $"Patient/{i.Id}", i => NameOf(i.As<Patient>()), StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var entries = new List<CalendarEntry>();
        foreach (var match in page.Matches)
        {
            var record = match.As<Appointment>();
            if (AppointmentFacts.Of(record) is not { } facts || facts.Status is "cancelled" or "entered-in-error" or "proposed" or "waitlist")
            {
                continue;
            }

            seen.Add(match.Id);
            entries.Add(new CalendarEntry(facts.Start, facts.End, "visit")
            {
                Slot = record.Slot is [{ ReferenceValue: { } slot }, ..] ? Desk.IdOf(slot) : null,
                Actors = facts.Actors,
                Services = facts.Service is { } service ? [service] : [],
                Appointment = match.Id,
                Version = match.Version,
                Status = facts.Status,
                Patient = facts.Patient,
                PatientName = facts.Patient is { } patient ? names.GetValueOrDefault(patient) : null,
            });
        }

        entries.AddRange(taken.Where(t => !seen.Contains(t.Id)).Select(t => new CalendarEntry(At(t.StartMs), At(t.EndMs), "visit") { Services = [t.Service], Status = t.Status, Actors = t.Actors }));
        return entries;
    }

    private static async ValueTask<(List<SlotEntry> Slots, List<TakenLine> Taken)> Rows(SqlSession session, string clinic, DateTimeOffset from, DateTimeOffset until)
    {
        var (fromMs, untilMs) = (from.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds());
        var actors = await session.Query(
            "SELECT b.schedule, a.reference FROM booking_session b JOIN booking_session_actor x ON x.schedule = b.schedule JOIN booking_actor a ON a.actor = x.actor WHERE b.clinic = $1 ORDER BY a.reference DESC",
            r => (Schedule: r.Long(0), Actor: r.Text(1)), clinic);
        var services = await session.Query(
            "SELECT v.schedule, v.service FROM booking_session b JOIN booking_session_service v ON v.schedule = b.schedule WHERE b.clinic = $1 ORDER BY v.service", r => (Schedule: r.Long(0), Service: r.Text(1)), clinic);
        var of = actors.ToLookup(a => a.Schedule, a => a.Actor);
        var gives = services.ToLookup(s => s.Schedule, s => s.Service);
        var free = await OpenTimes.Free(session, clinic, fromMs, untilMs, MostEntries);
        var slots = free.Select(f => new SlotEntry(
            new CalendarEntry(At(f.StartMs), At(f.EndMs), "free") { Slot = f.Id, Kept = f.Kept, Actors = [.. of[f.Schedule]], Services = [.. gives[f.Schedule]] }, f.IsFree)).ToList();
        var taken = await session.Query(
            """
            SELECT id, start_ms, end_ms, service, status, number FROM booking_appointment
            WHERE clinic = $1 AND start_ms >= $2 AND start_ms < $3 AND status NOT IN ('cancelled', 'entered-in-error') ORDER BY start_ms, id LIMIT $4
            """,
            r => new TakenLine(r.Text(0), r.Long(1), r.Long(2), r.Text(3), r.Text(4), r.Long(5)), clinic, fromMs, untilMs, MostVisits);
        var holds = (await session.Query(
            """
            SELECT DISTINCT t.appointment, a.reference FROM booking_appointment p JOIN booking_taken t ON t.appointment = p.number JOIN booking_actor a ON a.actor = t.actor
            WHERE p.clinic = $1 AND p.start_ms >= $2 AND p.start_ms < $3 ORDER BY a.reference DESC
            """,
            r => (Number: r.Long(0), Actor: r.Text(1)), clinic, fromMs, untilMs)).ToLookup(h => h.Number, h => h.Actor);
        return (slots, [.. taken.Select(t => t with { Actors = [.. holds[t.Number]] })]);
    }

    internal static string NameOf(Patient patient) =>
        patient.Name is [var name, ..] ? name.Text ?? string.Join(' ', [.. name.Given.OfType<string>(), .. new[] { name.Family }.OfType<string>()]) : $"Patient/{patient.Id}";

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private sealed record SlotEntry(CalendarEntry Entry, bool IsFree);

    private sealed record TakenLine(string Id, long StartMs, long EndMs, string Service, string Status, long Number)
    {
        public IReadOnlyList<string> Actors { get; init; } = [];
    }
}
