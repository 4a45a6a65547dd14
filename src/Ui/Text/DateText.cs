using System.Globalization;

namespace Helhed.Ui;

/// <summary>
/// Dates and times in words, in Danish time: "torsdag den 26. november 2026 kl. 9.15".
/// Written by hand and not by culture data, so that the text is the same on every machine.
/// </summary>
public static class DateText
{
    private static readonly TimeZoneInfo Denmark = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    private static readonly string[] DanishDays = ["søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"];

    private static readonly string[] DanishMonths =
        ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"];

    private static readonly string[] EnglishMonths =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    /// <summary>The moment in Danish time.</summary>
    public static DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Denmark);

    /// <summary>The Danish calendar day of a moment.</summary>
    public static DateOnly LocalDay(DateTimeOffset moment) => DateOnly.FromDateTime(Local(moment).DateTime);

    /// <summary>The moment at which a day begins in Denmark.</summary>
    public static DateTimeOffset StartOfDay(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Denmark.GetUtcOffset(midnight));
    }

    /// <summary>"torsdag den 26. november 2026", "Thursday 26 November 2026".</summary>
    public static string Day(DateOnly day, Language language) => language == Language.English
        ? $"{day.DayOfWeek} {ShortDay(day, language)}"
        : $"{DanishDays[(int)day.DayOfWeek]} den {ShortDay(day, language)}";

    /// <summary>"26. november 2026", "26 November 2026".</summary>
    public static string ShortDay(DateOnly day, Language language) => language == Language.English
        ? string.Create(CultureInfo.InvariantCulture, $"{day.Day} {EnglishMonths[day.Month - 1]} {day.Year}")
        : string.Create(CultureInfo.InvariantCulture, $"{day.Day}. {DanishMonths[day.Month - 1]} {day.Year}");

    /// <summary>"26/11/2026": how dates are typed, and how they stand in narrow columns.</summary>
    public static string Numeric(DateOnly day) => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    /// <summary>"nov. 2026", "Nov 2026": under a drawing.</summary>
    public static string Compact(DateOnly day, Language language) => language == Language.English
        ? string.Create(CultureInfo.InvariantCulture, $"{EnglishMonths[day.Month - 1][..3]} {day.Year}")
        : string.Create(CultureInfo.InvariantCulture, $"{MonthName(day, language)} {day.Year}");

    /// <summary>"nov.", "maj", "Nov".</summary>
    public static string MonthName(DateOnly day, Language language)
    {
        if (language == Language.English)
        {
            return EnglishMonths[day.Month - 1][..3];
        }

        var name = DanishMonths[day.Month - 1];
        return name.Length <= 4 ? name : name[..3] + ".";
    }

    /// <summary>"kl. 9.15", "at 9:15".</summary>
    public static string Time(DateTimeOffset moment, Language language)
    {
        var local = Local(moment);
        return language == Language.English
            ? string.Create(CultureInfo.InvariantCulture, $"at {local.Hour}:{local.Minute:00}")
            : string.Create(CultureInfo.InvariantCulture, $"kl. {local.Hour}.{local.Minute:00}");
    }

    /// <summary>"torsdag den 26. november 2026 kl. 9.15", "Thursday 26 November 2026 at 9:15".</summary>
    public static string DayAndTime(DateTimeOffset moment, Language language) =>
        $"{Day(LocalDay(moment), language)} {Time(moment, language)}";

    /// <summary>How far a day is from today: "i dag", "i morgen", "om 3 dage", "om 2 uger", "for 3 måneder siden".</summary>
    public static string Relative(DateOnly day, DateOnly today, Language language)
    {
        var days = day.DayNumber - today.DayNumber;
        return language == Language.English ? RelativeEnglish(days) : RelativeDanish(days);
    }

    /// <summary>"82 år", "9 måneder", "82 years".</summary>
    public static string Age(DateOnly born, DateOnly today, Language language)
    {
        var months = ((today.Year - born.Year) * 12) + today.Month - born.Month - (today.Day < born.Day ? 1 : 0);
        var years = months / 12;
        if (years >= 2)
        {
            return language == Language.English ? $"{years} years" : $"{years} år";
        }

        return language == Language.English ? Count(months, "month", "months") : Count(months, "måned", "måneder");
    }

    /// <summary>"Godmorgen", "Goddag", "Godaften" by the hour in Denmark; "Hej" in the night, when no greeting fits.</summary>
    public static string Greeting(DateTimeOffset now, Language language) => (Local(now).Hour, language) switch
    {
        ( < 5, Language.English) => "Hello",
        ( < 5, _) => "Hej",
        ( >= 5 and < 10, Language.English) => "Good morning",
        ( >= 5 and < 10, _) => "Godmorgen",
        ( >= 10 and < 18, Language.English) => "Hello",
        ( >= 10 and < 18, _) => "Goddag",
        (_, Language.English) => "Good evening",
        _ => "Godaften",
    };

    private static string RelativeDanish(int days) => days switch
    {
        0 => "i dag",
        1 => "i morgen",
        -1 => "i går",
        2 => "i overmorgen",
        -2 => "i forgårs",
        > 0 => "om " + Span(days, ("dag", "dage"), ("uge", "uger"), ("måned", "måneder"), ("år", "år")),
        _ => "for " + Span(-days, ("dag", "dage"), ("uge", "uger"), ("måned", "måneder"), ("år", "år")) + " siden",
    };

    private static string RelativeEnglish(int days) => days switch
    {
        0 => "today",
        1 => "tomorrow",
        -1 => "yesterday",
        > 0 => "in " + Span(days, ("day", "days"), ("week", "weeks"), ("month", "months"), ("year", "years")),
        _ => Span(-days, ("day", "days"), ("week", "weeks"), ("month", "months"), ("year", "years")) + " ago",
    };

    // Days up to two weeks, weeks up to two months, months up to two years: the unit one would say aloud.
    private static string Span(int days, (string, string) day, (string, string) week, (string, string) month, (string, string) year) => days switch
    {
        < 14 => Count(days, day.Item1, day.Item2),
        < 61 => Count(days / 7, week.Item1, week.Item2),
        < 730 => Count((int)(days / 30.44), month.Item1, month.Item2),
        _ => Count((int)(days / 365.25), year.Item1, year.Item2),
    };

    private static string Count(int n, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{n} {(n == 1 ? one : many)}");
}
