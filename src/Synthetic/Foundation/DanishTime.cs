using System.Globalization;

namespace Helhed.Synthetic;

/// <summary>
/// Danish local time as FHIR text. The summer-time rule is written here, not asked of the machine's time zone data,
/// so that the same seed gives the same bytes everywhere.
/// </summary>
internal static class DanishTime
{
    private static readonly string[] Months =
        ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"];

    internal static readonly CultureInfo Danish = Comma();

    /// <summary>A dateTime or instant with offset, such as 2026-03-04T09:15:00+01:00.</summary>
    internal static string Stamp(DateTime local) => string.Create(25, local, static (text, at) =>
    {
        Day(text, DateOnly.FromDateTime(at));
        text[10] = 'T';
        Two(text[11..], at.Hour);
        text[13] = ':';
        Two(text[14..], at.Minute);
        text[16] = ':';
        Two(text[17..], at.Second);
        (IsSummer(at) ? "+02:00" : "+01:00").CopyTo(text[19..]);
    });

    /// <summary>A date, such as 2026-03-04.</summary>
    internal static string Date(DateOnly day) => string.Create(10, day, static (text, at) => Day(text, at));

    /// <summary>A date as Danes write it, such as 4. marts 2026.</summary>
    internal static string Spoken(DateOnly day) => $"{day.Day}. {Months[day.Month - 1]} {day.Year}";

    /// <summary>A date for notes, such as 04.03.2026.</summary>
    internal static string Short(DateOnly day) => $"{day.Day:00}.{day.Month:00}.{day.Year}";

    /// <summary>A number with decimal comma.</summary>
    internal static string Number(double value, int decimals) => Exact(value, decimals).ToString(Danish);

    /// <summary>A decimal with exactly this many decimals, trailing zeros kept.</summary>
    internal static decimal Exact(double value, int decimals)
    {
        var scaled = Math.Round(value * Scale(decimals));
        return new decimal((int)Math.Abs(scaled), 0, 0, scaled < 0, (byte)decimals);
    }

    // Summer time runs from the last Sunday of March 02.00 to the last Sunday of October 03.00, local time.
    private static bool IsSummer(DateTime local)
    {
        if (local.Month is > 3 and < 10)
        {
            return true;
        }

        if (local.Month is not (3 or 10))
        {
            return false;
        }

        var lastSunday = 31 - (int)new DateTime(local.Year, local.Month, 31).DayOfWeek;
        return local.Month == 3
            ? local >= new DateTime(local.Year, 3, lastSunday, 2, 0, 0)
            : local < new DateTime(local.Year, 10, lastSunday, 3, 0, 0);
    }

    private static double Scale(int decimals) => decimals switch { 0 => 1, 1 => 10, 2 => 100, _ => 1000 };

    private static void Day(Span<char> text, DateOnly day)
    {
        Two(text, day.Year / 100);
        Two(text[2..], day.Year % 100);
        text[4] = '-';
        Two(text[5..], day.Month);
        text[7] = '-';
        Two(text[8..], day.Day);
    }

    private static void Two(Span<char> text, int number)
    {
        text[0] = (char)('0' + (number / 10));
        text[1] = (char)('0' + (number % 10));
    }

    // Made by hand from the invariant culture: the machine's Danish culture may differ between ICU versions.
    private static CultureInfo Comma()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        return CultureInfo.ReadOnly(culture);
    }
}
