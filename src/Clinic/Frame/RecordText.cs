using System.Globalization;
using Helhed.Fhir.R4;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>Words and days out of records.</summary>
internal static class RecordText
{
    /// <summary>The concept in words: its text, or the first display. Codes alone are not shown.</summary>
    public static string? Words(this CodeableConcept? concept) =>
        concept is null ? null : concept.Text ?? concept.Coding.Select(c => c.Display).FirstOrDefault(d => d is not null);

    /// <summary>A FHIR dateTime or instant as a moment; a date alone is noon, which is the same day in Denmark. Null when there is none.</summary>
    public static DateTimeOffset? Moment(string? dateTime)
    {
        if (dateTime is { Length: > 10 })
        {
            return DateTimeOffset.TryParse(dateTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
        }

        return Day(dateTime) is { } day ? new DateTimeOffset(day.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero) : null;
    }

    /// <summary>The Danish day of a FHIR date or dateTime; the first of the month or year when that is all it says.</summary>
    public static DateOnly? Day(string? dateTime) => dateTime?.Length switch
    {
        4 => Parse(dateTime + "-01-01"),
        7 => Parse(dateTime + "-01"),
        10 => Parse(dateTime),
        > 10 => Moment(dateTime) is { } moment ? DateText.LocalDay(moment) : null,
        _ => null,
    };

    /// <summary>A FHIR date in words, only as exact as it is written: "2018", "okt. 2014", "3. oktober 2014".</summary>
    public static string? DayWords(string? dateTime, Language language) => (dateTime?.Length, Day(dateTime)) switch
    {
        (4, { } day) => day.Year.ToString(CultureInfo.InvariantCulture),
        (7, { } day) => DateText.Compact(day, language),
        (_, { } day) => DateText.ShortDay(day, language),
        _ => null,
    };

    private static DateOnly? Parse(string date) =>
        DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
