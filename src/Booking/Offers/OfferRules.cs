namespace Helhed.Booking;

/// <summary>Somebody who waits, as the rule of who is asked first sees them.</summary>
internal sealed record Candidate(long Wait, long Patient, string PatientReference, int Days, int FromMinute, int ToMinute, int NoticeHours, int Priority, long DistanceMetres, long JoinedMs)
{
    /// <summary>When the visit that would be moved begins; null for none.</summary>
    public long? StandingMs { get; init; }

    /// <summary>Only with this person, "Practitioner/x"; null for anybody.</summary>
    public string? Person { get; init; }
}

/// <summary>To whom a free time is offered, and for how long. Pure.</summary>
internal static class OfferRules
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);
    private static readonly TimeSpan BeforeVisit = TimeSpan.FromHours(1);

    // Less than a day sooner is not worth the trouble of moving.
    private const long WorthMs = 24L * 60 * 60 * 1000;

    /// <summary>Clinical priority first, then who has waited longest, then who lives nearest; the entry's number decides what is left.</summary>
    public static IOrderedEnumerable<Candidate> InOrder(IEnumerable<Candidate> candidates) =>
        candidates.OrderByDescending(c => c.Priority).ThenBy(c => c.JoinedMs / WorthMs).ThenBy(c => c.DistanceMetres).ThenBy(c => c.Wait);

    /// <summary>Whether a time with whom one meets there suits somebody.</summary>
    public static bool Suits(Candidate candidate, OpenTime time, DateTimeOffset now) => (candidate.Person is null || candidate.Person == time.Person) && Suits(candidate, time.Start, now);

    /// <summary>Whether a moment suits somebody.</summary>
    public static bool Suits(Candidate candidate, DateTimeOffset start, DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(start, WeekPattern.Denmark);
        var weekday = ((int)local.DayOfWeek + 6) % 7;
        var minute = (local.Hour * 60) + local.Minute;
        return start - now >= TimeSpan.FromHours(candidate.NoticeHours)
            && (candidate.Days & (1 << weekday)) != 0
            && minute >= candidate.FromMinute && minute <= candidate.ToMinute
            && (candidate.StandingMs is not { } standing || start.ToUnixTimeMilliseconds() + WorthMs <= standing);
    }

    /// <summary>Until when an offer can be accepted: a day, less when the visit is near, never less than an hour.</summary>
    public static DateTimeOffset Expires(DateTimeOffset start, DateTimeOffset now)
    {
        var half = (start - now) / 4;
        var open = half > Longest ? Longest : half < Shortest ? Shortest : half;
        var expires = now + open;
        return expires < start - BeforeVisit ? expires : start - BeforeVisit;
    }
}
