using Helhed.Platform.Data;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>Which free times are looked for.</summary>
/// <param name="Service">Code of the service.</param>
/// <param name="From">Not before.</param>
/// <param name="Until">Before this.</param>
public sealed record OpenTimesQuestion(string Service, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>For whom kept times are included; empty for none.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Only with this person ("Practitioner/x"); null for anybody.</summary>
    public string? Person { get; init; }

    /// <summary>Includes times that are on offer to this patient, by key; what is offered to others is never free.</summary>
    public long Patient { get; init; }

    /// <summary>Most times.</summary>
    public int Limit { get; init; } = 500;
}

/// <summary>A time that can be booked.</summary>
/// <param name="Slot">Id of the Slot.</param>
/// <param name="Start">When it begins.</param>
/// <param name="Person">Whom one meets, "Practitioner/x"; null for nobody in particular.</param>
/// <param name="Kept">For whom it is kept; empty for all.</param>
public sealed record OpenTime(string Slot, DateTimeOffset Start, string? Person, string Kept)
{
    internal long Number { get; init; }

    internal long Schedule { get; init; }
}

/// <summary>Looks up free times: of the service's sessions, not shut, nobody away, no cell of any needed actor full, not on offer to somebody else.</summary>
internal sealed class OpenTimes(Database database)
{
    private const string IsOpen = """
        s.shut = 0 AND b.active = 1
        AND NOT EXISTS (
            SELECT 1 FROM booking_session_actor x JOIN booking_absence w ON w.actor = x.actor
            WHERE x.schedule = s.schedule AND w.ended IS NULL AND w.start_ms < s.end_ms AND w.end_ms > s.start_ms)
        """;

    private const string HasRoom = """
        NOT EXISTS (
            SELECT 1 FROM booking_session_actor x JOIN booking_actor a ON a.actor = x.actor JOIN booking_taken t ON t.actor = x.actor
            WHERE x.schedule = s.schedule AND t.cell >= s.start_ms / 300000 AND t.cell < (s.end_ms + 299999) / 300000
            GROUP BY t.actor, t.cell HAVING count(*) >= min(a.capacity))
        """;

    private const string IsFree = IsOpen + "\nAND " + HasRoom;

    /// <summary>Whom one meets at a time <c>s</c> of booking_slot.</summary>
    internal const string Person = "(SELECT min(p.reference) FROM booking_session_actor x JOIN booking_actor p ON p.actor = x.actor WHERE x.schedule = s.schedule AND p.reference LIKE 'Practitioner/%')";

    /// <summary>Free times, soonest first.</summary>
    public ValueTask<List<OpenTime>> Find(OpenTimesQuestion question, CancellationToken ct) => database.ReadLatest(session => Find(session, question), ct);

    /// <summary>The same in a snapshot or a transaction.</summary>
    public static async ValueTask<List<OpenTime>> Find(SqlSession session, OpenTimesQuestion question)
    {
        var found = await session.Query(
            $"""
            SELECT s.id, s.start_ms, {Person}, b.kept, s.number, s.schedule
            FROM booking_session_service v JOIN booking_session b ON b.schedule = v.schedule JOIN booking_slot s ON s.schedule = v.schedule
            WHERE v.service = $1 AND s.start_ms >= $2 AND s.start_ms < $3 AND {IsFree}
            AND NOT EXISTS (SELECT 1 FROM booking_offer o WHERE o.slot = s.number AND o.state = 'open' AND o.patient <> $4)
            AND (b.kept = '' OR b.kept IN ($5, $6, $7))
            AND ($8 = '' OR EXISTS (SELECT 1 FROM booking_session_actor x JOIN booking_actor p ON p.actor = x.actor WHERE x.schedule = s.schedule AND p.reference = $8))
            ORDER BY s.start_ms, s.id LIMIT $9
            """,
            Map,
            question.Service, question.From.ToUnixTimeMilliseconds(), question.Until.ToUnixTimeMilliseconds(), question.Patient,
            Kept(question, 0), Kept(question, 1), Kept(question, 2), question.Person ?? "", question.Limit);
        return found;
    }

    /// <summary>One Slot with the service, free or not; null when the service is not given there.</summary>
    public static async ValueTask<SlotLine?> Line(SqlSession session, string slot, string service, long patient)
    {
        var line = await session.First(
            $"""
            SELECT s.number, s.id, s.schedule, s.start_ms, s.end_ms, b.kept, b.clinic, CASE WHEN {IsOpen} THEN 1 ELSE 0 END, CASE WHEN {HasRoom} THEN 1 ELSE 0 END,
                (SELECT max(o.patient) FROM booking_offer o WHERE o.slot = s.number AND o.state = 'open')
            FROM booking_slot s JOIN booking_session b ON b.schedule = s.schedule JOIN booking_session_service v ON v.schedule = s.schedule
            WHERE s.id = $1 AND v.service = $2
            """,
            r => new SlotLine(r.Long(0), r.Text(1), r.Long(2), r.Long(3), r.Long(4), r.Text(5), r.Text(6), r.Long(8) == 1, r.LongOrNull(9)) { IsOpen = r.Long(7) == 1 },
            slot, service);
        if (line is null)
        {
            return null;
        }

        var actors = await session.Query(
            "SELECT a.reference FROM booking_session_actor x JOIN booking_actor a ON a.actor = x.actor WHERE x.schedule = $1 ORDER BY a.reference", r => r.Text(0), line.Schedule);
        var isOpen = line.IsOpen && (line.OfferedTo is null || line.OfferedTo == patient);
        return line with { Actors = actors, IsOpen = isOpen, IsFree = isOpen && line.IsFree };
    }

    /// <summary>All of a clinic's times between two moments, with whether they are free.</summary>
    public static ValueTask<List<SlotLine>> Free(SqlSession session, string clinic, long fromMs, long untilMs, int limit) => session.Query(
        $"""
        SELECT s.number, s.id, s.schedule, s.start_ms, s.end_ms, b.kept, b.clinic, CASE WHEN {IsFree} THEN 1 ELSE 0 END
        FROM booking_session b JOIN booking_slot s ON s.schedule = b.schedule
        WHERE b.clinic = $1 AND b.active = 1 AND s.start_ms >= $2 AND s.start_ms < $3 ORDER BY s.start_ms, s.id LIMIT $4
        """,
        r => new SlotLine(r.Long(0), r.Text(1), r.Long(2), r.Long(3), r.Long(4), r.Text(5), r.Text(6), r.Long(7) == 1, null),
        clinic, fromMs, untilMs, limit);

    private static OpenTime Map(Row row) =>
        new(row.Text(0), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(1)), row.TextOrNull(2), row.Text(3)) { Number = row.Long(4), Schedule = row.Long(5) };

    private static string Kept(OpenTimesQuestion question, int index) => index < question.Kept.Count ? question.Kept[index] : "-";
}

/// <summary>A Slot as it is about to be booked.</summary>
internal sealed record SlotLine(long Number, string Id, long Schedule, long StartMs, long EndMs, string Kept, string Clinic, bool IsFree, long? OfferedTo)
{
    public IReadOnlyList<string> Actors { get; init; } = [];

    /// <summary>Whether it may be booked but for what others have taken: not shut, nobody away, not on offer to somebody else. That is what staff may put one more on top of.</summary>
    public bool IsOpen { get; init; }

    public DateTimeOffset Start => DateTimeOffset.FromUnixTimeMilliseconds(StartMs);
}
