using System.Globalization;
using System.Text;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Synthetic;

namespace Helhed.Tests.Modules.Booking;

public sealed class MessageTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 9, 15, 0, TimeSpan.FromHours(1));

    [Fact]
    public void No_message_and_no_calendar_says_what_somebody_comes_for()
    {
        var clinics = Region.Clinics(new RegionOptions(0, 1, new DateOnly(2026, 11, 22))).Select(c => TemplateText.Read(c.Template.Span).Value).ToList();
        Assert.Equal(9, clinics.Count);
        Assert.All(clinics, c => Assert.Null(TemplateRules.Refusal(c)));
        string[] telling = ["kontrol", "lunge", "onko", "kræft", "diabetes", "gyn", "graviditet", "jordemoder", "børne", "ambulatori", "behandling", "blod", "røntgen", "psyk", "undersøg", "sygeplejerske", "clinic", "cancer"];
        foreach (var clinic in clinics)
        {
            var texts = MessageText.Kinds.SelectMany(k => new[] { "da", "en" }.Select(l => MessageText.Of(k, l, Start, clinic.PublicPlace)))
                .Append(Encoding.UTF8.GetString(CalendarFile.Of(new VisitLine("a", 1, Start, Start.AddMinutes(30)) { Status = "booked", Title = clinic.Services[0].Danish, Address = clinic.Address, Ours = (clinic, clinic.Services[0]) }, Start, null)));
            foreach (var text in texts)
            {
                Assert.DoesNotContain(telling, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
                Assert.DoesNotContain(clinic.Services.Select(s => s.Danish).Append(clinic.Sector == "gp" ? "\u0001" : clinic.Name), word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
            }

            Assert.All(MessageText.Kinds, k => Assert.InRange(MessageText.Of(k, "da", Start, clinic.PublicPlace).Length, 20, 306));
        }
    }

    [Fact]
    public void A_visit_at_home_names_no_house_in_a_calendar()
    {
        var clinic = Region.Clinics(new RegionOptions(0, 1, new DateOnly(2026, 11, 22))).Select(c => TemplateText.Read(c.Template.Span).Value).First();
        var visit = new VisitLine("a", 1, Start, Start.AddMinutes(30)) { Status = "booked", Title = "Hjemmebesøg af jordemoder", Address = clinic.Address, Ours = (clinic, clinic.Services[0]) };
        var text = Encoding.UTF8.GetString(CalendarFile.Of(visit, Start, null));
        Assert.Contains("SUMMARY:Aftale\r\nLOCATION:Hjemme hos dig\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(clinic.PublicPlace, text, StringComparison.Ordinal);
        Assert.Contains($"SUMMARY:Aftale på {clinic.PublicPlace}", Encoding.UTF8.GetString(CalendarFile.Of(visit with { Title = "Kontrol" }, Start, null)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-26T20:59", "2026-11-26T20:59")]
    [InlineData("2026-11-26T21:00", "2026-11-27T08:00")]
    [InlineData("2026-11-27T03:00", "2026-11-27T08:00")]
    [InlineData("2026-11-27T08:00", "2026-11-27T08:00")]
    [InlineData("2026-03-28T23:00", "2026-03-29T08:00")]
    public void Nothing_is_sent_in_quiet_hours(string now, string sent) => Assert.Equal(Local(sent), QuietHours.After(Local(now), new MessagePreferences()));

    [Fact]
    public void Quiet_hours_in_the_day_and_none_at_all()
    {
        var naps = new MessagePreferences { QuietFrom = new(13, 0), QuietUntil = new(14, 0) };
        Assert.Equal(Local("2026-11-26T14:00"), QuietHours.After(Local("2026-11-26T13:30"), naps));
        var never = new MessagePreferences { QuietFrom = new(8, 0), QuietUntil = new(8, 0) };
        Assert.Equal(Local("2026-11-26T03:00"), QuietHours.After(Local("2026-11-26T03:00"), never));
    }

    [Fact]
    public void A_calendar_file_is_folded_escaped_and_in_Danish_time()
    {
        var text = IcsText.Write([new IcsVisit("a-1", Start, Start.AddMinutes(45), "Aftale; på, \\ø\nmed " + new string('å', 60) + "🙂", "Vej 1, 4200 Slagelse", 3, new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), false)], null);
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        var unfolded = text.Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Contains("SUMMARY:Aftale\\; på\\, \\\\ø\\nmed " + new string('å', 60) + "🙂\r\n", unfolded, StringComparison.Ordinal);
        Assert.Contains("DTSTART;TZID=Europe/Copenhagen:20261126T091500\r\n", unfolded, StringComparison.Ordinal);
        Assert.Contains("DTEND;TZID=Europe/Copenhagen:20261126T100000\r\n", unfolded, StringComparison.Ordinal);
        Assert.Contains("LOCATION:Vej 1\\, 4200 Slagelse\r\n", unfolded, StringComparison.Ordinal);
        Assert.Contains("UID:a-1@helhed\r\nDTSTAMP:20261120T120000Z\r\nSEQUENCE:2\r\n", unfolded, StringComparison.Ordinal);
        Assert.Equal(1, unfolded.Split("BEGIN:VTIMEZONE").Length - 1);
    }

    [Fact]
    public void Visits_are_put_on_the_fewest_days_with_the_least_waiting_and_time_for_the_way()
    {
        (double, double) slagelse = (55.40, 11.35);
        (double, double) roskilde = (55.64, 12.08);
        PlannedNeed Need(string service, (double, double) place, params string[] times) =>
            new(service, 30, place, [.. times.Select(t => new OpenTime(t, Local(t), null, ""))]);

        var oneDay = TripPlanner.Plan([Need("blood", slagelse, "2026-11-23T08:00", "2026-11-24T09:00"), Need("scan", slagelse, "2026-11-24T08:00", "2026-11-24T09:30", "2026-11-24T11:00")])!;
        Assert.Equal((1, "2026-11-24T09:00", "2026-11-24T09:30", TimeSpan.Zero), (oneDay.Days, oneDay.Times[0].Slot, oneDay.Times[1].Slot, oneDay.Waiting));

        // Between Slagelse and Roskilde lies more than an hour: half past nine is too soon.
        var apart = TripPlanner.Plan([Need("blood", slagelse, "2026-11-24T09:00"), Need("talk", roskilde, "2026-11-24T09:30", "2026-11-24T11:00", "2026-11-25T09:00")])!;
        Assert.Equal((1, "2026-11-24T11:00"), (apart.Days, apart.Times[1].Slot));
        Assert.Equal(2, TripPlanner.Plan([Need("a", slagelse, "2026-11-23T08:00"), Need("b", slagelse, "2026-11-24T08:00")])!.Days);
        Assert.Null(TripPlanner.Plan([Need("a", slagelse, "2026-11-23T08:00"), Need("b", slagelse, "2026-11-23T08:15")]));

        // The talk needs the answer of the blood test, which takes two hours: not before it, nor right behind it.
        var talk = Need("talk", slagelse, "2026-11-24T08:00", "2026-11-24T09:30", "2026-11-24T11:30", "2026-11-25T09:00") with { After = [new PrecedingVisit("blood", 120)] };
        var ordered = TripPlanner.Plan([talk, Need("blood", slagelse, "2026-11-24T09:00")])!;
        Assert.Equal((1, "2026-11-24T11:30"), (ordered.Days, ordered.Times[0].Slot));
        Assert.Null(TripPlanner.Plan([Need("blood", slagelse, "2026-11-25T09:00"), talk with { Times = talk.Times.Take(3).ToList() }]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_plan_is_as_good_as_trying_everything(long seed)
    {
        var random = new SeededRandom(seed);
        for (var round = 0; round < 40; round++)
        {
            var needs = Enumerable.Range(0, 2 + (round % 3)).Select(n => new PlannedNeed($"n{n}", 30, (55.4 + (random.Int(0, 3) * 0.1), 11.3),
                [.. Enumerable.Range(0, 5).Select(i => new OpenTime($"{n}-{i}", Local("2026-11-23T08:00").AddDays(random.Int(0, 4)).AddMinutes(random.Int(0, 16) * 30), null, ""))])
            {
                After = n == 2 && round % 2 == 0 ? [new PrecedingVisit("n0", round % 4 == 0 ? 60 : 1800)] : [],
            }).ToList();
            var best = (from times in Each(needs, 0)
                        let waiting = TripPlanner.Waiting(needs, times)
                        where waiting is not null
                        select (Days: times.Select(t => t.Start.UtcDateTime.Date).Distinct().Count(), Waiting: waiting.Value)).Order().Cast<(int Days, double Waiting)?>().FirstOrDefault();
            var plan = TripPlanner.Plan(needs);
            Assert.Equal(best, plan is null ? null : (plan.Days, plan.Waiting.TotalMinutes));
        }

        static IEnumerable<List<OpenTime>> Each(IReadOnlyList<PlannedNeed> needs, int index) => index == needs.Count
            ? [[]]
            : needs[index].Times.SelectMany(time => Each(needs, index + 1).Select(rest => rest.Prepend(time).ToList()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Six_visits_with_250_times_each_have_a_plan_on_two_days_although_none_fits_on_one(bool hasAnswers)
    {
        // All six want the same five half hours of each day, so one day never does; with answers that take a night, three visits must wait for the next day.
        var needs = Enumerable.Range(0, 6).Select(n => new PlannedNeed($"n{n}", 30, (55.4, 11.3),
            [.. Enumerable.Range(0, 250).Select(i => new OpenTime($"{n}-{i}", Local("2026-11-23T08:00").AddDays(i / 5).AddMinutes(i % 5 * 30), null, ""))])
        {
            After = hasAnswers && n >= 3 ? [new PrecedingVisit($"n{n - 3}", 600)] : [],
        }).ToList();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var plan = TripPlanner.Plan(needs)!;
        Assert.Equal(2, plan.Days);
        Assert.NotNull(TripPlanner.Waiting(needs, plan.Times));
        Assert.Equal(TimeSpan.Zero, plan.Waiting);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void An_appointment_document_is_read_as_it_was_written()
    {
        var appointment = new ApdAppointment("1.2.208.176.9", "a-1", "0101501234", Start, Start.AddMinutes(30))
        {
            Given = "Test Anna", Family = "Ærø", Title = "Fodpleje & råd", OrganizationSor = "12345678901", OrganizationName = "Sundhedshus <Nord>", Street = "Torvet 1", PostalCode = "4220", City = "Korsør", Phone = "58 11 11 11", Made = Start.AddDays(-3),
        };
        var golden = Path.Combine(AppContext.BaseDirectory, "Booking", "appointment.apd.xml");
        Assert.Equal(File.ReadAllText(golden), ApdDocument.Write(appointment));
        using var file = File.OpenRead(golden);
        Assert.Equal(appointment, ApdDocument.Read(file).Value);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ClinicalDocument xmlns=\"urn:hl7-org:v3\">&e;</ClinicalDocument>")]
    [InlineData("<ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>")]
    [InlineData("<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><templateId root=\"1.2.208.184.14.1\"/></ClinicalDocument>")]
    [InlineData("not xml")]
    public void What_is_no_appointment_document_is_refused_with_its_place(string xml)
    {
        using var document = new MemoryStream(Encoding.UTF8.GetBytes(xml));
        Assert.Equal(ProblemKind.Invalid, ApdDocument.Read(document).Problem?.Kind);
    }

    private static DateTimeOffset Local(string wall)
    {
        var local = DateTime.ParseExact(wall, "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
        return new DateTimeOffset(local, WeekPattern.Denmark.GetUtcOffset(local));
    }
}
