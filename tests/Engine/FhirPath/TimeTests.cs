using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine.FhirPath;

/// <summary>Dates and times: precision, zones, arithmetic, boundaries and the current time.</summary>
public class TimeTests
{
    private static readonly FhirDocument Patient = Parsed.Document(
        """{"resourceType":"Patient","birthDate":"1974-12","deceasedDateTime":"2026-05-01T10:00:00.5+02:00","meta":{"lastUpdated":"2026-01-01T00:00:60Z"},"identifier":[{"period":{"start":"2001-05-06","end":"2001-05-06T10:10:10Z"}}]}""");

    [Theory]
    [InlineData("@2012 = @2012", "true")]
    [InlineData("@2012 = @2013", "false")]
    [InlineData("@2012-01 = @2012", "{}")]
    [InlineData("@2012-02 = @2013-01-05", "false")]
    [InlineData("@2012-01-01T10:30:31 = @2012-01-01T10:30", "{}")]
    [InlineData("@2012-01-01T10:30:31.0 = @2012-01-01T10:30:31", "true")]
    [InlineData("@2012-01-01T10:30:31.1 = @2012-01-01T10:30:31", "false")]
    [InlineData("@2012-01 ~ @2012", "false")]
    [InlineData("@2012-01-01 = @2012-01-01T", "true")]
    [InlineData("@2012-04-15T15:00:00+02:00 = @2012-04-15T16:00:00+03:00", "true")]
    [InlineData("@2012-04-15T15:00:00Z = @2012-04-15T15:00:00-00:00", "true")]
    [InlineData("@2012-04-15T15:00:00Z = @2012-04-15T10:00:00", "{}")]
    [InlineData("@2012-04-15T15:00:00Z > @2012-04-10T10:00:00", "true")] // Whatever the zone of the other.
    [InlineData("@2018-03 < @2018-03-01", "{}")]
    [InlineData("@2018-03 < @2018-04-01", "true")]
    [InlineData("@T10 > @T10:30", "{}")]
    [InlineData("@T10:30:00 >= @T10:30:00.0", "true")]
    [InlineData("@2012 = @T12:00", "false")]
    [InlineData("@2012 < @T12:00", "Execution")]
    [InlineData("@2012 < 2013", "Execution")]
    [InlineData("@2018-01-01T16:00:00+12:00 < @2018-01-01T15:00:00.0+10:00", "true")]
    public void Comparison_respects_precision_and_zone(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("@1973-12-25 + 7.9 days", "1974-01-01")]
    [InlineData("@1973-12-25 + 1 'wk'", "1974-01-01")]
    [InlineData("@2019-03-01 + 24 months", "2021-03-01")]
    [InlineData("@2026-01-31 + 1 month", "2026-02-28")]
    [InlineData("@2024-02-29 + 1 year", "2025-02-28")]
    [InlineData("@2014 + 24 months", "2016")]
    [InlineData("@2014 + 23 months", "2015")]
    [InlineData("@2016 + 365 days", "2017")]
    [InlineData("@2026-02 + 5 weeks", "2026-03")]
    [InlineData("@2026-02 + 4 weeks", "2026-02")]
    [InlineData("@2014 - 1 month", "2014")]
    [InlineData("@2014 - 24 months", "2012")]
    [InlineData("@T23:30:00 + 1 hour", "00:30:00")]
    [InlineData("@T00:30:00 - 1 hour", "23:30:00")]
    [InlineData("@T01:00:00 + 48 hours", "01:00:00")]
    [InlineData("@1973-12-25T00:00:00.000+10:00 + 42.53 seconds", "1973-12-25T00:00:42.530+10:00")]
    [InlineData("@2026-01-01T13:00:00Z + 90 minutes", "2026-01-01T14:30:00Z")]
    [InlineData("@2026-01-01T13:00:00 + 1 millisecond", "2026-01-01T13:00:00.001")]
    [InlineData("@2026-01-01T13 + 90 minutes", "2026-01-01T14")]
    [InlineData("@2026-01-01 + {}", "{}")]
    [InlineData("@2026-01-01 + 1 'a'", "Execution")]
    [InlineData("@2026-01-01 + 1 hour", "Execution")]
    [InlineData("@T10:00 + 1 day", "Execution")]
    [InlineData("@2026-01-01 + 1 'cm'", "Execution")]
    [InlineData("@2026-01-01 + 1", "Semantic")]
    [InlineData("@9999-12-31 + 1 day", "{}")]
    [InlineData("@0001-01-01 - 1 month", "{}")]
    [InlineData("@2026-01-01 + 99999999999999999.0 days", "{}")]
    public void Dates_are_moved(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("birthDate < @1975", "true")]
    [InlineData("birthDate + 1 month", "1975-01")]
    [InlineData("deceased > @2026-05-01T07:59:59Z", "true")]
    [InlineData("deceased < @2026-05-01T08:00:00.6Z", "true")]
    [InlineData("deceased is DateTime or deceased is dateTime", "true")]
    [InlineData("meta.lastUpdated = @2026-01-01T00:01:00Z", "true")] // A leap second is the next minute's first.
    [InlineData("identifier.period.select(start <= end)", "{}")]
    [InlineData("identifier.period.select(start.lowBoundary() < end.highBoundary())", "true")]
    [InlineData("deceased.toString()", "2026-05-01T10:00:00.5+02:00")]
    [InlineData("birthDate.toString().length()", "7")]
    public void Dates_of_a_document_are_read(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("@2014.lowBoundary() | @2014.highBoundary()", "2014-01-01 | 2014-12-31")]
    [InlineData("@2014.lowBoundary(6) | @2014.highBoundary(6)", "2014-01 | 2014-12")]
    [InlineData("@2024-02.highBoundary(8)", "2024-02-29")]
    [InlineData("@2014-01-01T08.lowBoundary(17)", "2014-01-01T08:00:00.000+14:00")]
    [InlineData("@2014-01-01T08.highBoundary(17)", "2014-01-01T08:59:59.999-12:00")]
    [InlineData("@2014-01-01T08:05+08:00.highBoundary(17)", "2014-01-01T08:05:59.999+08:00")]
    [InlineData("@2014-01-01T08.lowBoundary(8) | @2014-05-06T08:30.highBoundary(4)", "2014-01-01 | 2014")]
    [InlineData("@T10:30.lowBoundary() | @T10:30.highBoundary(9) | @T10:30.highBoundary(4)", "10:30:00.000 | 10:30:59.999 | 10:30")]
    [InlineData("@2014.lowBoundary(5) | @2014.lowBoundary(17) | @T10.lowBoundary(17)", "{}")]
    [InlineData("@9999.highBoundary()", "9999-12-31")]
    [InlineData("@9999-12-31T.highBoundary()", "9999-12-31T23:59:59.999-12:00")]
    [InlineData("@2014.precision() | @2014-01-05T10:30:00.000.precision() | @T10:30.precision()", "4 | 17")]
    public void Boundaries_fill_what_is_not_given(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("'2015-02-04'.toDate() | '2015'.toDate() | '2015-02-30'.toDate()", "2015-02-04 | 2015")]
    [InlineData("@2024-01-15T23:30:00-05:00.toDate()", "2024-01-15")]
    [InlineData("@2024-01-15.toDateTime() is DateTime", "true")]
    [InlineData("'2012-01-01T10:00'.toDateTime()", "2012-01-01T10:00")]
    [InlineData("'10:00'.toTime() | '25:00'.toTime() | '10:00Z'.toTime()", "10:00")]
    [InlineData("'2015-02-04T14'.convertsToDateTime() and '14'.convertsToTime()", "true")]
    [InlineData("1.toDate() | true.convertsToDate()", "false")]
    public void Conversions(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("@2014-03-05T10:30:20.007.select(yearOf() * 10000 + monthOf() * 100 + dayOf())", "20140305")]
    [InlineData("@2014-03-05T10:30:20.007.select(hourOf().toString() & minuteOf().toString() & secondOf().toString() & millisecondOf().toString())", "1030207")]
    [InlineData("@2012.monthOf() | @T10.yearOf() | @2012.hourOf() | 'a'.yearOf()", "{}")]
    [InlineData("@2012-01-01T12:30:00.000+08:45.timezoneOffsetOf()", "8.75")]
    [InlineData("@2012-01-01T12:30:00.000-07:00.dateOf() | @2012-01-01T12:30:00.000-07:00.timeOf()", "2012-01-01 | 12:30:00.000")]
    [InlineData("@2025-01-02.duration(@2025-01-07, 'week') | @2025-01-02.difference(@2025-01-07, 'week')", "0 | 1")]
    [InlineData("@2024-12-01.duration(@2025-09-01, 'year')", "0")]
    [InlineData("@2024-12-01.difference(@2025-09-01, 'years')", "1")]
    [InlineData("@2024-01-31.duration(@2024-02-29, 'month')", "1")]
    [InlineData("@2025-01-07.duration(@2025-01-02, 'day')", "-5")]
    [InlineData("@2024-01-01T00:00:00+02:00.duration(@2024-01-01T00:00:00Z, 'hour')", "2")]
    [InlineData("@2024.duration(@2025-01-01, 'day')", "{}")]
    [InlineData("@2024-01-01.duration(@2025-01-01, 'hour')", "Execution")]
    [InlineData("@2024-01-01.duration(@T10:00, 'day')", "Execution")]
    public void Parts_and_distances(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Fact]
    public void The_current_time_is_one_moment_of_the_clock_that_is_given()
    {
        var context = new FhirPathContext { Clock = new StoppedClock() };
        Assert.Equal("2026-02-25T14:31:39.096+11:00", Evaluated.Of("now()", context: context));
        Assert.Equal("2026-02-25", Evaluated.Of("today()", context: context));
        Assert.Equal("14:31:39.096", Evaluated.Of("timeOfDay()", context: context));
        Assert.Equal("true", Evaluated.Of("(1 | 2).select(now()).isDistinct().not() and now() = now()", context: context));
        Assert.Equal("true", Evaluated.Of("now() > @2026-02-25T03:31:39Z and today() = @2026-02-25", context: context));
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(11), "east", "east");

        public override DateTimeOffset GetUtcNow() => new(2026, 2, 25, 3, 31, 39, 96, TimeSpan.Zero);
    }
}
