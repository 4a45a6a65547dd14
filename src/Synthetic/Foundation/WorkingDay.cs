namespace Helhed.Synthetic;

/// <summary>Days a Danish clinic is open: Monday to Friday, without the fixed public holidays and Christmas.</summary>
internal static class WorkingDay
{
    /// <summary>The day itself, or the next on which a clinic is open.</summary>
    internal static DateOnly OnOrAfter(DateOnly day)
    {
        while (!IsOpen(day))
        {
            day = day.AddDays(1);
        }

        return day;
    }

    internal static bool IsOpen(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
        && (day.Month, day.Day) is not ((1, 1) or (6, 5) or (12, 24) or (12, 25) or (12, 26) or (12, 31));

    /// <summary>A time of day in opening hours, on a quarter.</summary>
    internal static DateTime At(DateOnly day, int fromHour, int toHour, Platform.SeededRandom random) =>
        day.ToDateTime(new TimeOnly(random.Int(fromHour, toHour), random.Int(0, 4) * 15));
}
