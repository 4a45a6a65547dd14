using System.Globalization;

namespace Helhed.Records.Terminology;

/// <summary>Days as numbers of the form yyyymmdd, as the published files have them.</summary>
internal static class Days
{
    /// <summary>A day in a FHIR date or dateTime, or in the form yyyymmdd; of a month or year its first or last day. Null for anything else.</summary>
    public static int? TryRead(string text, bool isEnd)
    {
        var date = text.Length > 10 && text[10] == 'T' ? text[..10] : text;
        if (DateOnly.TryParseExact(date, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return Of(day);
        }

        if (DateOnly.TryParseExact(date, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
        {
            return Of(isEnd ? month.AddMonths(1).AddDays(-1) : month);
        }

        return DateOnly.TryParseExact(date, "yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var year)
            ? Of(isEnd ? new DateOnly(year.Year, 12, 31) : year)
            : null;
    }

    public static int Of(DateOnly day) => (day.Year * 10000) + (day.Month * 100) + day.Day;

    /// <summary>The day as a FHIR date.</summary>
    public static string Text(int day) => string.Create(CultureInfo.InvariantCulture, $"{day / 10000:0000}-{day / 100 % 100:00}-{day % 100:00}");
}
