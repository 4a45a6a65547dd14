using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Booking;

/// <summary>A time when a person, a room or a piece of equipment cannot be booked.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Actor">Whom or what.</param>
/// <param name="From">From.</param>
/// <param name="Until">Until.</param>
/// <param name="Reason">holiday, course, repair or other.</param>
public sealed record Absence(long Number, string Actor, DateTimeOffset From, DateTimeOffset Until, string Reason);

/// <summary>A visit in the time of an absence.</summary>
/// <param name="Appointment">Id of the Appointment.</param>
/// <param name="Clinic">The clinic's id.</param>
/// <param name="Start">When it begins.</param>
public sealed record TouchedVisit(string Appointment, string Clinic, DateTimeOffset Start);

/// <summary>Absences: their times are no more free; visits that stand already are for people to move, and are given back as a list.</summary>
/// <param name="database">The database.</param>
/// <param name="templates">The clinics.</param>
/// <param name="clock">The clock.</param>
public sealed class Absences(Database database, ClinicTemplates templates, TimeProvider clock)
{
    private const int LongestDays = 400;
    private const int Most = 500;
    private static readonly string[] Reasons = ["holiday", "course", "repair", "other"];

    /// <summary>Notes an absence.</summary>
    /// <param name="caller">Staff of a clinic that books the actor.</param>
    /// <param name="actor">"Practitioner/x", "Location/x" or "Device/x".</param>
    /// <param name="span">From and until, at most 400 days.</param>
    /// <param name="reason">holiday, course, repair or other.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Ids of the visits that stand in that time and must be moved. Problems: Forbidden, Unprocessable.</returns>
    public async ValueTask<Outcome<IReadOnlyList<string>>> Add(Caller caller, string actor, (DateTimeOffset From, DateTimeOffset Until) span, string reason, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!(await templates.Now(ct)).All.Any(c => c.Actors.Any(a => a.Reference == actor) && Desk.IsOf(caller, c)))
        {
            return Desk.NotYours;
        }

        if (span.Until <= span.From || span.Until - span.From > TimeSpan.FromDays(LongestDays) || !Reasons.Contains(reason))
        {
            return new Problem(ProblemKind.Unprocessable, "An absence ends after it begins, lasts at most 400 days, and is a holiday, a course, a repair or other.", "absence");
        }

        var key = Hash64.Of(actor);
        var visits = await database.Write(
            async tx =>
            {
                await tx.Execute(
                    "INSERT INTO booking_absence (actor, start_ms, end_ms, reason, author, at) VALUES ($1, $2, $3, $4, $5, $6)",
                    key, span.From.ToUnixTimeMilliseconds(), span.Until.ToUnixTimeMilliseconds(), reason, caller.Reference, clock.GetUtcNow().ToUnixTimeMilliseconds());
                var (first, last) = Cell.Of(span.From, span.Until);
                return await tx.Query(
                    """
                    SELECT DISTINCT a.id FROM booking_taken t JOIN booking_appointment a ON a.number = t.appointment
                    WHERE t.actor = $1 AND t.cell >= $2 AND t.cell <= $3 ORDER BY a.id LIMIT $4
                    """,
                    r => r.Text(0), key, first, last, Most);
            },
            ct);
        return visits;
    }

    /// <summary>The visits that stand in an absence and are for people to move.</summary>
    /// <param name="caller">Staff.</param>
    /// <param name="absence">One of <see cref="Of"/>.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>At most 500, soonest first, of the clinics that the caller looks after.</returns>
    public async ValueTask<IReadOnlyList<TouchedVisit>> Touched(Caller caller, Absence absence, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(absence);
        var clinics = (await templates.Now(ct)).All.Where(c => Desk.IsOf(caller, c)).Select(c => c.Clinic).ToHashSet(StringComparer.Ordinal);
        var (first, last) = Cell.Of(absence.From, absence.Until);
        var all = await database.ReadLatest(
            session => session.Query(
                """
                SELECT DISTINCT a.id, a.clinic, a.start_ms FROM booking_taken t JOIN booking_appointment a ON a.number = t.appointment
                WHERE t.actor = $1 AND t.cell >= $2 AND t.cell <= $3 ORDER BY a.start_ms, a.id LIMIT $4
                """,
                r => new TouchedVisit(r.Text(0), r.Text(1), DateTimeOffset.FromUnixTimeMilliseconds(r.Long(2))), Hash64.Of(absence.Actor), first, last, Most),
            ct);
        return [.. all.Where(v => clinics.Contains(v.Clinic))];
    }

    /// <summary>Takes an absence back; it is kept with when that was.</summary>
    /// <param name="caller">Staff of a clinic that books the actor.</param>
    /// <param name="number">The absence.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>False when there is none of theirs that counts.</returns>
    public async ValueTask<bool> End(Caller caller, long number, CancellationToken ct)
    {
        var found = (await Of(caller, ct)).FirstOrDefault(a => a.Number == number);
        return found is not null && await database.Write(
            tx => tx.Execute("UPDATE booking_absence SET ended = $2 WHERE number = $1 AND ended IS NULL", number, clock.GetUtcNow().ToUnixTimeMilliseconds()), ct) == 1;
    }

    /// <summary>Absences to come of whom and what the caller's clinics book.</summary>
    /// <param name="caller">Staff.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>At most 500, soonest first.</returns>
    public async ValueTask<IReadOnlyList<Absence>> Of(Caller caller, CancellationToken ct)
    {
        List<long> mine = [.. (await templates.Now(ct)).All.Where(c => Desk.IsOf(caller, c)).SelectMany(c => c.Actors).Select(a => Hash64.Of(a.Reference)).Distinct()];
        return mine.Count == 0 ? [] : await database.ReadLatest(
            session =>
            {
                var sql = new SqlText(session.Dialect).Add("SELECT w.number, a.reference, w.start_ms, w.end_ms, w.reason FROM booking_absence w JOIN booking_actor a ON a.actor = w.actor WHERE w.ended IS NULL AND w.end_ms > ")
                    .Value(clock.GetUtcNow().ToUnixTimeMilliseconds()).Add(" AND w.actor").Among(mine).Add(" ORDER BY w.start_ms, w.number LIMIT ").Value(Most);
                return session.Query(
                    sql.ToString(),
                    r => new Absence(r.Long(0), r.Text(1), DateTimeOffset.FromUnixTimeMilliseconds(r.Long(2)), DateTimeOffset.FromUnixTimeMilliseconds(r.Long(3)), r.Text(4)),
                    sql.Values);
            },
            ct);
    }
}
