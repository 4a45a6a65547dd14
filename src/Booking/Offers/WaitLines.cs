using Helhed.Platform.Data;

namespace Helhed.Booking;

/// <summary>An entry of a waiting list: as it is shown, still without its name, and as the rule of who is asked first sees it.</summary>
internal sealed record WaitLine(WaitingPatient Shown, Candidate Candidate);

/// <summary>Reads waiting lists as their desk sees them.</summary>
internal static class WaitLines
{
    private const int MostWaiting = 500;
    private const int MostOffers = 2000;
    private const int MostGone = 50;
    private const int DaysOfGone = 30;

    private const string Columns = """
        w.number, w.patient, w.patient_ref, w.days, w.from_minute, w.to_minute, w.notice_h, w.priority, w.distance_m, w.joined, w.service, w.appointment, w.ended, a.start_ms, a.status,
            (SELECT max(d.detail) FROM booking_wait_act d WHERE d.wait = w.number AND d.what = 'remove'), w.person
        FROM booking_wait w LEFT JOIN booking_appointment a ON a.id = w.appointment AND a.patient = w.patient
        """;

    private const string OfferColumns = "o.wait, o.start_ms, o.made, o.expires, o.state, o.answered FROM booking_offer o";

    /// <summary>Who waits for a service, in the order in which they are asked; then those who have an offer; then those who rest.</summary>
    public static async ValueTask<List<WaitLine>> InOrder(SqlSession session, string service, DateTimeOffset now)
    {
        var rows = await session.Query(
            $"SELECT {Columns} WHERE w.service = $1 AND w.ended IS NULL ORDER BY w.priority DESC, w.joined, w.number LIMIT $2", r => Map(r, now), service, MostWaiting);
        if (rows.Count == 0)
        {
            return rows;
        }

        var offers = (await session.Query(
            $"SELECT {OfferColumns} JOIN booking_wait w ON w.number = o.wait WHERE w.service = $1 AND w.ended IS NULL ORDER BY o.made DESC, o.number DESC LIMIT $2",
            r => Offer(r, now), service, MostOffers)).ToLookup(o => o.Wait, o => o.Offer);
        var of = rows.ToDictionary(r => r.Candidate, r => r with { Shown = r.Shown with { Offers = [.. offers[r.Shown.Number]] } });
        var line = OfferRules.InOrder(of.Values.Where(r => !r.Shown.Rests && !HasOffer(r)).Select(r => r.Candidate)).Select((c, i) => of[c] with { Shown = of[c].Shown with { InLine = i + 1 } });
        return [.. line, .. of.Values.Where(r => !r.Shown.Rests && HasOffer(r)), .. of.Values.Where(r => r.Shown.Rests)];
    }

    /// <summary>One entry, without its place in line; null when there is none.</summary>
    public static async ValueTask<WaitLine?> One(SqlSession session, long number, DateTimeOffset now)
    {
        if (await session.First($"SELECT {Columns} WHERE w.number = $1", r => Map(r, now), number) is not { } line)
        {
            return null;
        }

        var offers = await session.Query($"SELECT {OfferColumns} WHERE o.wait = $1 ORDER BY o.made DESC, o.number DESC LIMIT $2", r => Offer(r, now).Offer, number, MostGone);
        return line with { Shown = line.Shown with { Offers = offers } };
    }

    /// <summary>Who stopped waiting in the last 30 days, newest first.</summary>
    public static async ValueTask<List<WaitLine>> Gone(SqlSession session, IReadOnlyList<string> services, DateTimeOffset now)
    {
        var gone = new List<WaitLine>();
        foreach (var service in services)
        {
            gone.AddRange(await session.Query(
                $"SELECT {Columns} WHERE w.service = $1 AND w.ended IS NOT NULL AND w.ended >= $2 ORDER BY w.ended DESC LIMIT $3",
                r => Map(r, now), service, now.AddDays(-DaysOfGone).ToUnixTimeMilliseconds(), MostGone));
        }

        gone = [.. gone.OrderByDescending(g => g.Shown.Ended).Take(MostGone)];
        for (var i = 0; i < gone.Count; i++)
        {
            var offers = await session.Query($"SELECT {OfferColumns} WHERE o.wait = $1 ORDER BY o.made DESC, o.number DESC LIMIT $2", r => Offer(r, now).Offer, gone[i].Shown.Number, MostGone);
            gone[i] = gone[i] with { Shown = gone[i].Shown with { Offers = offers } };
        }

        return gone;
    }

    private static bool HasOffer(WaitLine line) => line.Shown.Offers.Any(o => o.State == "open");

    private static WaitLine Map(Row row, DateTimeOffset now)
    {
        var candidate = new Candidate(row.Long(0), row.Long(1), row.Text(2), row.Int(3), row.Int(4), row.Int(5), row.Int(6), row.Int(7), row.Long(8), row.Long(9)) { StandingMs = row.LongOrNull(13), Person = row.TextOrNull(16) };
        var (service, appointment) = (row.Text(10), row.TextOrNull(11));
        var rests = appointment is not null && !(row.TextOrNull(14) == "booked" && row.LongOrNull(13) > now.ToUnixTimeMilliseconds());
        var shown = new WaitingPatient(candidate.Wait, service, At(candidate.JoinedMs))
        {
            Wish = WaitingList.Wish(service, appointment, candidate),
            Standing = candidate.StandingMs is { } standing ? At(standing) : null,
            Rests = rests,
            DistanceMetres = candidate.DistanceMetres,
            Ended = row.LongOrNull(12) is { } ended ? At(ended) : null,
            Reason = row.TextOrNull(15),
        };
        return new WaitLine(shown, candidate);
    }

    // An offer runs out on the minute, although the work that writes it down may come later.
    private static (long Wait, WaitOffer Offer) Offer(Row row, DateTimeOffset now)
    {
        var (expires, state) = (At(row.Long(3)), row.Text(4));
        return (row.Long(0), new WaitOffer(At(row.Long(1)), At(row.Long(2)), expires, state == "open" && expires <= now ? "expired" : state, row.LongOrNull(5) is { } answered ? At(answered) : null));
    }

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
