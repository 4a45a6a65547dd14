namespace Helhed.Booking;

/// <summary>
/// Danish days on which clinics are closed: the public holidays of helligdagsloven (without store bededag, abolished from 2024), and by
/// custom Constitution Day, Christmas Eve and New Year's Eve. Computed, so that no list runs out.
/// </summary>
public static class DanishHolidays
{
    private const int WithoutPrayerDay = 2024;

    /// <summary>What the day is, in Danish; null for an ordinary one.</summary>
    /// <param name="day">The day.</param>
    /// <returns>Its name.</returns>
    public static string? NameOf(DateOnly day)
    {
        var fixedName = (day.Month, day.Day) switch
        {
            (1, 1) => "nytårsdag",
            (6, 5) => "grundlovsdag",
            (12, 24) => "juleaften",
            (12, 25) => "juledag",
            (12, 26) => "2. juledag",
            (12, 31) => "nytårsaften",
            _ => null,
        };
        return fixedName ?? (day.DayNumber - Easter(day.Year).DayNumber) switch
        {
            -3 => "skærtorsdag",
            -2 => "langfredag",
            0 => "påskedag",
            1 => "2. påskedag",
            26 when day.Year < WithoutPrayerDay => "store bededag",
            39 => "Kristi himmelfartsdag",
            49 => "pinsedag",
            50 => "2. pinsedag",
            _ => null,
        };
    }

    /// <summary>Easter Sunday of the Gregorian calendar, by Meeus, Jones and Butcher.</summary>
    /// <param name="year">The year.</param>
    /// <returns>The day.</returns>
    public static DateOnly Easter(int year)
    {
        var a = year % 19;
        var (b, c) = (year / 100, year % 100);
        var (d, e) = (b / 4, b % 4);
        var g = (b - ((b + 8) / 25) + 1) / 3;
        var h = ((19 * a) + b - d - g + 15) % 30;
        var (i, k) = (c / 4, c % 4);
        var l = (32 + (2 * e) + (2 * i) - h - k) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new DateOnly(year, n / 31, (n % 31) + 1);
    }
}
