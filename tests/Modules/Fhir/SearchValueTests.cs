using System.Globalization;
using System.Text;
using Helhed.Fhir.Index;

namespace Helhed.Tests.Modules.Fhir;

/// <summary>What dates, numbers and references in searches and resources stand for.</summary>
public sealed class SearchValueTests
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

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("26")]
    [InlineData("2026-")]
    [InlineData("2026-13")]
    [InlineData("2026-02-30")]
    [InlineData("2026-11-21T")]
    [InlineData("2026-11-21T10")]
    [InlineData("2026-11-21T25:00")]
    [InlineData("2026-11-21T10:00:00+1")]
    [InlineData("2026-11-21 10:00")]
    [InlineData("2026-11-21T10:00:00Zjunk")]
    [InlineData("0000")]
    public void What_is_no_date_has_no_range(string text) => Assert.False(SearchDates.TryRange(text, Denmark, out _, out _));

    [Fact]
    public void A_days_neighbours_touch_and_do_not_overlap()
    {
        var day = new DateOnly(2020, 1, 1);
        Assert.True(SearchDates.TryRange(Text(day), Denmark, out _, out var last));
        for (; day.Year < 2030; day = day.AddDays(1))
        {
            Assert.True(SearchDates.TryRange(Text(day.AddDays(1)), Denmark, out var low, out var high));
            Assert.Equal(last + 1, low);
            last = high;
        }

        static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("100", 99.5, 100.5)]
    [InlineData("100.00", 99.995, 100.005)]
    [InlineData("1e2", 50, 150)]
    [InlineData("1.0e2", 95, 105)]
    [InlineData("5.4", 5.35, 5.45)]
    [InlineData("-5.4", -5.45, -5.35)]
    [InlineData("0", -0.5, 0.5)]
    [InlineData("1e-3", 0.0005, 0.0015)]
    public void A_number_stands_for_half_its_last_digit_to_each_side(string text, double low, double high)
    {
        var range = NumberText.Range(Encoding.UTF8.GetBytes(text));
        Assert.Equal(low, range.Low, 1e-9);
        Assert.Equal(high, range.High, 1e-9);
    }

    [Theory]
    [InlineData("1.50", 1.5)]
    [InlineData("1e2", 100)]
    [InlineData("-0.0", 0)]
    [InlineData("123456789012345678901234567890", 1.2345678901234568e29)]
    [InlineData("1e-400", 0)]
    public void A_number_has_a_value(string text, double value) => Assert.Equal(value, NumberText.Value(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("Patient/123", "Patient", "123")]
    [InlineData("Patient/123/_history/2", "Patient", "123")]
    [InlineData("MedicationRequest/a-b.c", "MedicationRequest", "a-b.c")]
    public void A_relative_reference_has_type_and_id(string text, string type, string id)
    {
        Assert.True(ReferenceText.TryParse(Encoding.UTF8.GetBytes(text), out var foundType, out var foundId));
        Assert.Equal((type, id), (Encoding.UTF8.GetString(foundType.Span), Encoding.UTF8.GetString(foundId.Span)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#contained")]
    [InlineData("Patient")]
    [InlineData("Patient/")]
    [InlineData("/123")]
    [InlineData("patient/123")]
    [InlineData("Foo/123")]
    [InlineData("HumanName/123")]
    [InlineData("http://x/fhir/Patient/123")]
    [InlineData("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a")]
    [InlineData("Patient/123/name")]
    [InlineData("Patient/123/_historyx/2")]
    [InlineData("Patient/12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("\u00c6atient/1")]
    public void Anything_else_is_no_relative_reference(string text) => Assert.False(ReferenceText.TryParse(Encoding.UTF8.GetBytes(text), out _, out _));

    private static string Iso(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
