namespace Helhed.Booking;

/// <summary>A time that a session gives.</summary>
/// <param name="Session">The session.</param>
/// <param name="Local">When it begins, as the clock on the wall shows.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
internal readonly record struct PatternTime(Session Session, DateTime Local, DateTimeOffset Start, DateTimeOffset End);

/// <summary>Turns the pattern of a week into times. Pure: the same template and days give the same times.</summary>
internal static class WeekPattern
{
    /// <summary>Denmark's clock.</summary>
    internal static TimeZoneInfo Denmark { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    /// <summary>All times from one day to another, both included.</summary>
    public static IEnumerable<PatternTime> Times(ClinicTemplate template, DateOnly first, DateOnly last)
    {
        var closed = template.ClosedDays.ToHashSet();
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            if (closed.Contains(day) || (!template.OpenOnHolidays && DanishHolidays.NameOf(day) is not null))
            {
                continue;
            }

            foreach (var session in template.Sessions)
            {
                if (Holds(session, day))
                {
                    foreach (var time in Of(session, day))
                    {
                        yield return time;
                    }
                }
            }
        }
    }

    private static bool Holds(Session session, DateOnly day)
    {
        var weekday = day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;
        if (!session.Days.Contains(weekday) || day < session.FirstDay || day > session.LastDay)
        {
            return false;
        }

        // Weeks are counted from the Monday of the first day.
        return session.EveryWeeks == 1 || ((Monday(day).DayNumber - Monday(session.FirstDay ?? new DateOnly(2024, 1, 1)).DayNumber) / 7 % session.EveryWeeks) == 0;
    }

    // On the wall's clock, so that nine o'clock stays nine o'clock when summer time begins. What that night skips is no time; what it has twice is taken once.
    private static IEnumerable<PatternTime> Of(Session session, DateOnly day)
    {
        for (var local = day.ToDateTime(session.From); local.AddMinutes(session.Minutes) <= day.ToDateTime(session.To); local = local.AddMinutes(session.Minutes))
        {
            if (!Denmark.IsInvalidTime(local))
            {
                var start = new DateTimeOffset(local, Denmark.GetUtcOffset(local));
                yield return new PatternTime(session, local, start, start.AddMinutes(session.Minutes));
            }
        }
    }

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
