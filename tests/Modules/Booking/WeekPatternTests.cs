using Helhed.Booking;

namespace Helhed.Tests.Modules.Booking;

public sealed class WeekPatternTests
{
    [Theory]
    [InlineData("2026-04-02", "skærtorsdag")]
    [InlineData("2026-04-03", "langfredag")]
    [InlineData("2026-04-06", "2. påskedag")]
    [InlineData("2023-05-05", "store bededag")]
    [InlineData("2024-04-26", null)]
    [InlineData("2026-05-14", "Kristi himmelfartsdag")]
    [InlineData("2026-05-25", "2. pinsedag")]
    [InlineData("2026-06-05", "grundlovsdag")]
    [InlineData("2026-12-24", "juleaften")]
    [InlineData("2026-11-26", null)]
    public void Danish_holidays_are_computed(string day, string? name) => Assert.Equal(name, DanishHolidays.NameOf(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(1961, 4, 2)]
    [InlineData(2000, 4, 23)]
    [InlineData(2008, 3, 23)]
    [InlineData(2038, 4, 25)]
    public void Easter_is_when_the_church_says(int year, int month, int day) => Assert.Equal(new DateOnly(year, month, day), DanishHolidays.Easter(year));

    [Fact]
    public void Days_to_choose_from_are_those_of_the_working_week_and_of_the_weekend_where_the_service_is_given()
    {
        var template = Of(
            new Session { Id = "s", Days = [1, 6], From = new(8, 0), To = new(9, 0), Minutes = 60, Services = ["k.a"], Actors = ["Practitioner/x"] },
            new Session { Id = "t", Days = [7], From = new(8, 0), To = new(9, 0), Minutes = 60, Services = ["k.b"], Actors = ["Practitioner/x"] });
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], template.Weekdays());
        Assert.Equal([1, 2, 3, 4, 5, 6], template.Weekdays("k.a"));
        Assert.Equal([1, 2, 3, 4, 5, 7], template.Weekdays("k.b"));
        Assert.Equal([1, 2, 3, 4, 5], template.Weekdays("k.c"));
        Assert.False(template.HasSession(2));
    }

    [Fact]
    public void Nine_o_clock_stays_nine_o_clock_and_the_night_that_skips_an_hour_has_fewer_times()
    {
        var template = Of(new Session { Id = "s", Days = [6, 7, 1], From = new(0, 0), To = new(6, 0), Minutes = 60, Services = ["k.a"], Actors = ["Practitioner/x"] });
        var spring = WeekPattern.Times(template, new DateOnly(2026, 3, 28), new DateOnly(2026, 3, 30)).ToList();
        Assert.Equal([6, 5, 6], spring.GroupBy(t => t.Local.Date).Select(g => g.Count()));
        Assert.Equal([4, 3, 3], spring.Where(t => t.Local.Hour == 5).Select(t => t.Start.UtcDateTime.Hour));
        Assert.Equal(spring.Count, spring.Select(t => t.Start).Distinct().Count());

        var autumn = WeekPattern.Times(template, new DateOnly(2026, 10, 24), new DateOnly(2026, 10, 26)).ToList();
        Assert.Equal([6, 6, 6], autumn.GroupBy(t => t.Local.Date).Select(g => g.Count()));
        Assert.Equal(autumn.Count, autumn.Select(t => Horizon.SlotId("k", t)).Distinct().Count());
    }

    [Fact]
    public void Closed_days_holidays_every_other_week_and_the_last_day_count()
    {
        var session = new Session { Id = "s", Days = [4], From = new(8, 0), To = new(9, 0), Minutes = 30, Services = ["k.a"], Actors = ["Practitioner/x"], EveryWeeks = 2, FirstDay = new DateOnly(2026, 11, 26), LastDay = new DateOnly(2027, 1, 31) };
        var template = Of(session) with { ClosedDays = [new DateOnly(2027, 1, 7)] };
        Assert.Equal(["2026-11-26", "2026-12-10", "2027-01-21"], Days(template));
        Assert.Contains("2026-12-24", Days(template with { OpenOnHolidays = true }));
    }

    [Theory]
    [InlineData("Practitioner/x", "person", "k.a", null)]
    [InlineData("Practitioner/x", "room", "k.a", "actors.Practitioner/x")]
    [InlineData("Practitioner/y", "person", "k.a", "sessions.s.actors")]
    [InlineData("Practitioner/x", "person", "other.a", "services.other.a")]
    public void A_template_is_refused_where_it_is_wrong(string actor, string kind, string code, string? place)
    {
        var template = Of(new Session { Id = "s", Days = [1], From = new(8, 0), To = new(9, 0), Minutes = 30, Services = [code], Actors = ["Practitioner/x"] }) with
        {
            Services = [new ServiceType { Code = code, Danish = "A", English = "A", Minutes = 30 }],
            Actors = [new BookedActor(actor, "X", kind)],
        };
        Assert.Equal(place, TemplateRules.Refusal(template)?.Expression);
    }

    [Fact]
    public void A_session_lacks_what_its_service_needs()
    {
        var template = Of(new Session { Id = "s", Days = [1], From = new(8, 0), To = new(9, 0), Minutes = 30, Services = ["k.a"], Actors = ["Practitioner/x"] });
        template = template with { Services = [template.Services[0] with { Needs = ["person", "room"] }] };
        Assert.Contains("has a room, which k.a needs", TemplateRules.Refusal(template)!.Message, StringComparison.Ordinal);
    }

    private static string[] Days(ClinicTemplate template) =>
        [.. WeekPattern.Times(template, new DateOnly(2026, 11, 1), new DateOnly(2027, 3, 1)).Select(t => t.Local.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).Distinct()];

    private static ClinicTemplate Of(params Session[] sessions) => new()
    {
        Clinic = "k", Name = "K", PublicPlace = "P", Sector = "hospital", Organization = "Organization/k", Phone = "1", Address = "A",
        Services = [new ServiceType { Code = "k.a", Danish = "A", English = "A", Minutes = 30 }],
        Actors = [new BookedActor("Practitioner/x", "X", "person")],
        Sessions = sessions,
    };
}
