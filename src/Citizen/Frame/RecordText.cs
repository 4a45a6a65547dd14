using System.Globalization;
using Helhed.Fhir.R4;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Words and days out of records.</summary>
internal static class RecordText
{
    /// <summary>The concept in words: its text, or the first display. Codes are never shown to a citizen.</summary>
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

    private static DateOnly? Parse(string date) =>
        DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
