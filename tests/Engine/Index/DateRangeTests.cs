using System.Globalization;
using Helhed.Fhir.Index;

namespace Helhed.Tests.Engine;

/// <summary>What dates of every precision stand for, at the clock changes and at the ends of time.</summary>
public sealed class DateRangeTests
{
    private static readonly TimeZoneInfo Denmark = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    [Theory]
    [InlineData("2026", "2025-12-31T23:00:00.000Z", "2026-12-31T22:59:59.999Z")]
    [InlineData("2026-07", "2026-06-30T22:00:00.000Z", "2026-07-31T21:59:59.999Z")]
    [InlineData("2026-12", "2026-11-30T23:00:00.000Z", "2026-12-31T22:59:59.999Z")]
    [InlineData("2024-02-29", "2024-02-28T23:00:00.000Z", "2024-02-29T22:59:59.999Z")]
    [InlineData("2026-03-29", "2026-03-28T23:00:00.000Z", "2026-03-29T21:59:59.999Z")]
    [InlineData("2026-10-25", "2026-10-24T22:00:00.000Z", "2026-10-25T22:59:59.999Z")]
    [InlineData("2026-03", "2026-02-28T23:00:00.000Z", "2026-03-31T21:59:59.999Z")]
    [InlineData("2026-11-21T10:00", "2026-11-21T09:00:00.000Z", "2026-11-21T09:00:59.999Z")]
    [InlineData("2026-07-21T10:00:30", "2026-07-21T08:00:30.000Z", "2026-07-21T08:00:30.999Z")]
    [InlineData("2026-11-21T10:00:30Z", "2026-11-21T10:00:30.000Z", "2026-11-21T10:00:30.999Z")]
    [InlineData("2026-11-21T10:00:30.5Z", "2026-11-21T10:00:30.500Z", "2026-11-21T10:00:30.599Z")]
    [InlineData("2026-11-21T10:00:30.25+01:00", "2026-11-21T09:00:30.250Z", "2026-11-21T09:00:30.259Z")]
    [InlineData("2026-11-21T10:00:30.1234567-05:30", "2026-11-21T15:30:30.123Z", "2026-11-21T15:30:30.123Z")]
    [InlineData("2026-11-21T10:00Z", "2026-11-21T10:00:00.000Z", "2026-11-21T10:00:59.999Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z", "2017-01-01T00:00:00.999Z")]
    [InlineData("9999", "9998-12-31T23:00:00.000Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12", "9999-11-30T23:00:00.000Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12-31", "9999-12-30T23:00:00.000Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12-05", "9999-12-04T23:00:00.000Z", "9999-12-05T22:59:59.999Z")]
    [InlineData("9999-11-30", "9999-11-29T23:00:00.000Z", "9999-11-30T22:59:59.999Z")]
    public void A_date_stands_for_its_first_to_its_last_millisecond(string text, string first, string last)
    {
        Assert.True(SearchDates.TryRange(text, Denmark, out var low, out var high));
        Assert.Equal(first, Iso(low));
        Assert.Equal(last, Iso(high));
    }

    [Theory]
    [InlineData("9999-12-31T23:59:60Z")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("9999-12-31T23:59:60")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("0001")]
    [InlineData("0001-01-01")]
    [InlineData("0001-01-01T00:00")]
    [InlineData("2026-03-29T02:30:00")]
    [InlineData("2026-10-25T02:30:00")]
    public void The_ends_of_time_and_hours_that_are_not_or_are_twice_have_a_range(string text)
    {
        foreach (var zone in new[] { Denmark, TimeZoneInfo.Utc, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Kiritimati"), TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles") })
        {
            Assert.True(SearchDates.TryRange(text, zone, out var low, out var high));
            Assert.True(low <= high, $"{text} in {zone.Id}: {low} to {high}");
        }
    }

    private static string Iso(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
