using System.Globalization;
using Helhed.Fhir.Index;

namespace Helhed.Tests.Engine;

public class SearchDateTests
{
    private static readonly TimeZoneInfo Denmark = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    [Theory]
    [InlineData("2026", "2025-12-31T23:00:00.000Z", "2026-12-31T22:59:59.999Z")]
    [InlineData("2026-02", "2026-01-31T23:00:00.000Z", "2026-02-28T22:59:59.999Z")]
    [InlineData("2024-02", "2024-01-31T23:00:00.000Z", "2024-02-29T22:59:59.999Z")]
    [InlineData("2026-12", "2026-11-30T23:00:00.000Z", "2026-12-31T22:59:59.999Z")]
    [InlineData("2026-03-02", "2026-03-01T23:00:00.000Z", "2026-03-02T22:59:59.999Z")]
    [InlineData("2026-07", "2026-06-30T22:00:00.000Z", "2026-07-31T21:59:59.999Z")]
    public void Partial_dates_are_local_and_inclusive(string text, string low, string high) => Is(text, low, high);

    [Theory]
    [InlineData("2026-03-29", "2026-03-28T23:00:00.000Z", "2026-03-29T21:59:59.999Z")] // 23 hours
    [InlineData("2026-10-25", "2026-10-24T22:00:00.000Z", "2026-10-25T22:59:59.999Z")] // 25 hours
    [InlineData("2026-03", "2026-02-28T23:00:00.000Z", "2026-03-31T21:59:59.999Z")]
    [InlineData("2026-10", "2026-09-30T22:00:00.000Z", "2026-10-31T22:59:59.999Z")]
    public void Days_on_which_the_clock_changes_have_their_own_length(string text, string low, string high) => Is(text, low, high);

    [Theory]
    [InlineData("2026-03-02T09:15:00Z", "2026-03-02T09:15:00.000Z", "2026-03-02T09:15:00.999Z")]
    [InlineData("2026-03-02T09:15:00+01:00", "2026-03-02T08:15:00.000Z", "2026-03-02T08:15:00.999Z")]
    [InlineData("2026-03-02T09:15:00-05:30", "2026-03-02T14:45:00.000Z", "2026-03-02T14:45:00.999Z")]
    [InlineData("2026-03-02T00:30:00+14:00", "2026-03-01T10:30:00.000Z", "2026-03-01T10:30:00.999Z")]
    [InlineData("2026-03-02T09:15:00.5Z", "2026-03-02T09:15:00.500Z", "2026-03-02T09:15:00.599Z")]
    [InlineData("2026-03-02T09:15:00.25Z", "2026-03-02T09:15:00.250Z", "2026-03-02T09:15:00.259Z")]
    [InlineData("2026-03-02T09:15:00.125Z", "2026-03-02T09:15:00.125Z", "2026-03-02T09:15:00.125Z")]
    [InlineData("2026-03-02T09:15:00.1259999Z", "2026-03-02T09:15:00.125Z", "2026-03-02T09:15:00.125Z")]
    [InlineData("2026-03-02T09:15:00", "2026-03-02T08:15:00.000Z", "2026-03-02T08:15:00.999Z")]
    [InlineData("2026-07-02T09:15", "2026-07-02T07:15:00.000Z", "2026-07-02T07:15:59.999Z")]
    [InlineData("2026-03-02T09:15Z", "2026-03-02T09:15:00.000Z", "2026-03-02T09:15:59.999Z")]
    [InlineData("2026-06-30T23:59:60Z", "2026-07-01T00:00:00.000Z", "2026-07-01T00:00:00.999Z")]
    public void Moments_have_the_precision_of_their_text(string text, string low, string high) => Is(text, low, high);

    [Theory]
    [InlineData("9999")]
    [InlineData("9999-12")]
    [InlineData("9999-12-31")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void The_end_of_time_has_an_end(string text)
    {
        Assert.True(SearchDates.TryRange(text, Denmark, out var low, out var high));
        Assert.True(low < high);
        Assert.InRange(high, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - 1, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("")]
    [InlineData("today")]
    [InlineData("26")]
    [InlineData("0000")]
    [InlineData("2026-")]
    [InlineData("2026-13")]
    [InlineData("2026-02-29")]
    [InlineData("2026-3-2")]
    [InlineData("2026-03-02T")]
    [InlineData("2026-03-02TZ")]
    [InlineData("2026-03-02T9:15")]
    [InlineData("2026-03-02T24:00:00")]
    [InlineData("2026-03-02T09:15:61Z")]
    [InlineData("2026-03-02 09:15:00")]
    [InlineData("2026-03-02T09:15:00+25:00")]
    [InlineData("2026-03-02T09:15:00 01:00")]
    [InlineData("2026-03-02T09:15:00Zx")]
    [InlineData("2026-03-02x")]
    [InlineData("²026")]
    public void What_is_no_date_is_none(string text) => Assert.False(SearchDates.TryRange(text, Denmark, out _, out _));

    [Fact]
    public void Days_follow_each_other_without_gap_or_overlap_and_fill_their_months_and_years()
    {
        long? end = null;
        for (var day = new DateOnly(2023, 12, 31); day.Year < 2027; day = day.AddDays(1))
        {
            var (low, high) = Range(Text(day, "yyyy-MM-dd"));
            Assert.Equal(end + 1 ?? low, low);
            Assert.InRange(high - low + 1, 23 * 3_600_000L, 25 * 3_600_000L);
            var (monthLow, monthHigh) = Range(Text(day, "yyyy-MM"));
            Assert.Equal(day.Day == 1, monthLow == low);
            Assert.Equal(day.AddDays(1).Day == 1, monthHigh == high);
            Assert.Equal((day.DayOfYear == 1, day.AddDays(1).DayOfYear == 1), (Range(Text(day, "yyyy")).Low == low, Range(Text(day, "yyyy")).High == high));
            end = high;
        }
    }

    private static void Is(string text, string low, string high) =>
        Assert.Equal((low, high), (Text(Range(text).Low), Text(Range(text).High)));

    private static (long Low, long High) Range(string text)
    {
        Assert.True(SearchDates.TryRange(text, Denmark, out var low, out var high), text);
        return (low, high);
    }

    private static string Text(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day, string format) => day.ToString(format, CultureInfo.InvariantCulture);
}
