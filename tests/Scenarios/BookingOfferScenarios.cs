using Helhed.Access;
using Helhed.Booking;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Tests.Scenarios.Support;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Tests.Scenarios;

public abstract class BookingOfferScenarios(Dialect dialect) : BookingTest(dialect)
{
    [Fact]
    public async Task A_freed_time_is_offered_in_turn_held_and_accepted_once()
    {
        await FillFirstWeek();
        var early = await Booked(Desk, "dora", Control, "2026-12-03 10:00");
        foreach (var (who, priority) in new[] { ("anna", 0), ("bo", 5), ("carl", 0) })
        {
            var late = await Booked(Desk, who, Control, who == "anna" ? "2026-12-15 08:00" : who == "bo" ? "2026-12-16 08:00" : "2026-12-17 08:00");
            Assert.Null(await Get<WaitingList>().Join(Desk, $"Patient/{who}", new WaitRequest(Control, late.Id) { Days = [4], From = new(9, 45), Until = new(10, 15), Priority = priority }, Ct));
            Clock.Move(TimeSpan.FromMinutes(1));
        }

        await Work();
        Assert.Empty(await Offers("bo"));
        Assert.True((await Bookings.Cancel(Desk, new CancelRequest(early.Id, CancelReasons.ByClinic, early.Version, Key()), Ct)).IsOk);
        await Work();

        // The most urgent is asked first, and nobody else sees the time meanwhile.
        var offer = Assert.Single(await Offers("bo"));
        Assert.Equal(new DateTimeOffset(2026, 12, 3, 10, 0, 0, TimeSpan.FromHours(1)), offer.Start);
        Assert.Empty(await Offers("anna"));
        Assert.Null(await At(Control, "2026-12-03 10:00"));
        Assert.Equal(ProblemKind.NotFound, (await Get<Offers>().Accept(Citizen("anna"), offer.Number, Key(), Ct)).Problem?.Kind);

        // Who may not act for bo, or not any more, sees nothing that is kept of the visits.
        var stranger = Citizen("anna") with { OnBehalfOf = "Patient/bo" };
        Assert.Empty(await Get<Offers>().Of(stranger, Ct));
        Assert.Empty(await Get<WaitingList>().Of(stranger, Ct));
        Assert.Empty(await Get<Preferences>().Sent(stranger, Ct));
        Assert.Equal(ProblemKind.NotFound, (await Get<Offers>().Accept(stranger, offer.Number, Key(), Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Get<Preferences>().Put(stranger, new MessagePreferences(), Ct))?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Get<WaitingList>().Join(stranger, "Patient/bo", new WaitRequest(Control, null), Ct))?.Kind);

        // Who says no is asked no more; then who has waited longest.
        Assert.Null(await Get<Offers>().Decline(Citizen("bo"), offer.Number, Ct));
        await Work();
        Assert.Empty(await Offers("bo"));
        var next = Assert.Single(await Offers("anna"));

        // Who says nothing lets it run out; the next gets it, and of fifty tries one counts.
        Clock.Move(next.Expires - Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        await Work();
        Assert.Equal(ProblemKind.Conflict, (await Get<Offers>().Accept(Citizen("anna"), next.Number, Key(), Ct)).Problem?.Kind);
        var last = Assert.Single(await Offers("carl"));
        var keys = Enumerable.Range(0, 50).Select(_ => Key()).ToList();
        var answers = await Task.WhenAll(keys.Select(key => Task.Run(async () => await Get<Offers>().Accept(Citizen("carl"), last.Number, key, Ct), Ct)));
        var moved = Assert.Single(answers, a => a.IsOk).Value.As<Appointment>();
        Assert.Equal("2026-12-03T10:00:00+01:00", moved.Start);
        await Work();
        Assert.Empty(await Offers("carl"));
        Assert.Empty(await Get<WaitingList>().Of(Citizen("carl"), Ct));
        Assert.NotNull(await At(Control, "2026-12-17 08:00"));
        Assert.Contains(await Get<Preferences>().Sent(Citizen("carl"), Ct), m => m.Words.StartsWith("Du kan få en tidligere tid på Testkøbing Sygehus: torsdag den 3. december kl. 10.00", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_leaves_the_list_gives_the_offer_on()
    {
        var late = await Booked(Desk, "anna", Control, "2026-12-15 08:00");
        Assert.Null(await Get<WaitingList>().Join(Citizen("anna"), "Patient/anna", new WaitRequest(Control, late.Id), Ct));
        Assert.Null(await Get<WaitingList>().Join(Citizen("bo"), "Patient/bo", new WaitRequest(Control, null), Ct));
        Assert.Equal(ProblemKind.Forbidden, (await Get<WaitingList>().Join(Citizen("bo"), "Patient/anna", new WaitRequest(Control, null), Ct))?.Kind);
        await Work();
        var first = Assert.Single(await Offers("anna"));
        var second = Assert.Single(await Offers("bo"));
        Assert.NotEqual(first.Start, second.Start);
        var wait = Assert.Single(await Get<WaitingList>().Of(Citizen("anna"), Ct));
        Assert.False(await Get<WaitingList>().Leave(Citizen("bo"), wait.Number, Ct));
        Assert.True(await Get<WaitingList>().Leave(Citizen("anna"), wait.Number, Ct));
        Assert.Empty(await Offers("anna"));

        // An offer without a visit before it becomes one.
        var booked = await Get<Offers>().Accept(Citizen("bo"), second.Number, Key(), Ct);
        Assert.Equal("booked", booked.Value.As<Appointment>().Status);
    }

    [Fact]
    public async Task Messages_go_once_in_waking_hours_as_the_patient_wishes()
    {
        Assert.Null(await Get<Preferences>().Put(Citizen("anna"), new MessagePreferences { Channel = "sms", WeekBefore = false }, Ct));
        Clock.Move(TimeSpan.FromHours(11));
        var visit = await Booked(Citizen("anna"), "anna", Control, "2026-12-08 08:30");
        await TellByTelephone();
        await Work();
        await Work();
        Assert.Empty(await Get<Preferences>().Sent(Citizen("anna"), Ct));

        Clock.Move(TimeSpan.FromHours(9));
        await Work();
        var first = Assert.Single(await Get<Preferences>().Sent(Citizen("anna"), Ct));
        Assert.Equal(("sms", "20 00 00 00", "Du har en aftale på Testkøbing Sygehus tirsdag den 8. december kl. 8.30. Log på Helhed for at læse mere eller ændre den."), (first.Channel, first.Receiver, first.Words));

        visit = (await Bookings.Move(Citizen("anna"), new MoveRequest(visit.Id, (await At(Control, "2026-12-09 09:00"))!.Slot, visit.Version, Key()), Ct)).Value;
        await Work();
        Assert.Equal(2, (await Get<Preferences>().Sent(Citizen("anna"), Ct)).Count);

        // The reminder of a week before is not wished; that of the day before comes once, and of the new day.
        Clock.Move(new DateTimeOffset(2026, 12, 7, 9, 0, 0, TimeSpan.FromHours(1)) - Clock.GetUtcNow());
        await Work();
        Assert.Equal(2, (await Get<Preferences>().Sent(Citizen("anna"), Ct)).Count);
        Clock.Move(TimeSpan.FromDays(1));
        await Work();
        Assert.StartsWith("Husk din aftale på Testkøbing Sygehus onsdag den 9. december", (await Get<Preferences>().Sent(Citizen("anna"), Ct))[0].Words, StringComparison.Ordinal);

        Assert.True((await Bookings.Cancel(Desk, new CancelRequest(visit.Id, "other", visit.Version, Key()), Ct)).IsOk);
        await Work();
        Assert.Contains(await Get<Preferences>().Sent(Citizen("anna"), Ct), m => m.Words.EndsWith("er aflyst.", StringComparison.Ordinal));
    }

    // Who sees the patient writes down what anna has wished already: sent twice it is kept once, and a form of what stood earlier is refused.
    private async Task TellByTelephone()
    {
        var (preferences, nina) = (Get<Preferences>(), new Caller(CallerKind.Staff, "Practitioner/nina", "Nina", "nurse", "Organization/lung"));
        var told = new MessagePreferences { Channel = "sms", WeekBefore = false, Told = new MessagesTold("phone", new DateOnly(2026, 11, 22), nina.Reference) };
        foreach (var caller in new[] { nina with { Reference = "Practitioner/other", Organization = "Organization/other" }, nina with { Role = "porter" }, Citizen("anna") })
        {
            Assert.Null(await preferences.For(caller, "Patient/anna", Ct));
            Assert.Equal(ProblemKind.Forbidden, (await preferences.PutFor(caller, "Patient/anna", told, 1, Ct))?.Kind);
        }

        Assert.Equal(ProblemKind.Forbidden, (await preferences.PutFor(nina, "Patient/bo", told, 0, Ct))?.Kind);
        Assert.Equal(ProblemKind.Invalid, (await preferences.PutFor(nina, "Patient/anna", told with { Receiver = "12" }, 1, Ct))?.Kind);
        Assert.Equal(ProblemKind.PreconditionFailed, (await preferences.PutFor(nina, "Patient/anna", told, 0, Ct))?.Kind);
        Assert.Null(await preferences.PutFor(nina, "Patient/anna", told, 1, Ct));
        Assert.Null(await preferences.PutFor(nina, "Patient/anna", told, 1, Ct));
        Assert.Equal((2, told), await preferences.For(nina, "Patient/anna", Ct));
        Assert.Equal(told, await preferences.Of(Citizen("anna"), Ct));
    }

    [Fact]
    public async Task Who_wants_a_letter_gets_one_a_day_when_a_report_comes_and_others_none()
    {
        const string Wish = """
            "resourceType":"Consent","id":"wish","scope":{"text":"x"},"category":[{"coding":[{"system":"https://helhed.example/fhir/CodeSystem/result-wish","code":"brev"}]}],
            "patient":{"reference":"Patient/anna"},"policyRule":{"text":"x"},
            "provision":{"type":"deny","extension":[{"url":"https://helhed.example/fhir/StructureDefinition/consent-delay","valueDuration":{"value":30,"unit":"dage","system":"http://unitsofmeasure.org","code":"d"}}]}
            """;
        async Task Report(string patient) => Assert.True((await Store.Create(
            Caller.Program, "DiagnosticReport", Json($$$"""{"resourceType":"DiagnosticReport","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/{{{patient}}}"}}"""), Ct)).IsOk);
        Assert.True((await Store.Update(Caller.Program, "Consent", "wish", Json("{\"status\":\"active\"," + Wish + "}"), null, Ct)).IsOk);
        await Work();
        await Report("anna");
        await Report("anna");
        await Report("bo");
        await Work();
        var sent = Assert.Single(await Get<Preferences>().Sent(Citizen("anna"), Ct));
        Assert.Equal("digital-post", sent.Channel);
        Assert.Contains("Du har bedt om et brev først", sent.Words, StringComparison.Ordinal);
        Assert.Empty(await Get<Preferences>().Sent(Citizen("bo"), Ct));

        // Taken back, no letter comes.
        Assert.True((await Store.Update(Caller.Program, "Consent", "wish", Json("{\"status\":\"inactive\"," + Wish + "}"), null, Ct)).IsOk);
        Clock.Move(TimeSpan.FromDays(1));
        await Work();
        await Report("anna");
        await Work();
        Assert.Single(await Get<Preferences>().Sent(Citizen("anna"), Ct));
    }

    [Fact]
    public async Task Nobody_books_more_than_they_may_however_many_windows_are_open()
    {
        string[] times = ["2026-11-23 08:00", "2026-11-23 08:30", "2026-11-23 09:00", "2026-11-23 09:30", "2026-11-24 08:00", "2026-11-24 08:30"];
        var slots = new List<string>();
        foreach (var time in times)
        {
            slots.Add((await At(Control, time, "Practitioner/nina"))!.Slot);
        }

        var answers = await Task.WhenAll(slots.Select(slot => Task.Run(async () => await Bookings.Book(Citizen("anna"), new BookRequest("Patient/anna", Control, slot, Key()), Ct), Ct)));
        Assert.Equal(2, answers.Count(a => a.IsOk));
        Assert.All(answers.Where(a => !a.IsOk), a => Assert.Equal("booking-hasone", a.Problem!.Rule));
    }

    [Fact]
    public async Task A_week_that_two_change_is_changed_by_the_first()
    {
        var clinics = Get<ClinicTemplates>();
        var read = (await clinics.Now(Ct)).Clinic("lung")!;
        Assert.True((await clinics.Replace(Desk, read, read with { Sessions = [.. read.Sessions.Take(3)] }, Ct)).IsOk);
        Assert.Equal(ProblemKind.PreconditionFailed, (await clinics.Replace(Desk, read, read with { Phone = "1" }, Ct)).Problem!.Kind);
        await Work();
        Assert.Null(await At(Control, "2026-11-25 13:00", null, "returning"));

        // An absence names the visits that stand in it.
        var visit = await Booked(Citizen("anna"), "anna", Control, "2026-11-25 08:30");
        var start = visit.As<Appointment>().Start!;
        var day = DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal([visit.Id], (await Get<Absences>().Add(Desk, "Practitioner/nina", (day.AddHours(-1), day.AddHours(1)), "course", Ct)).Value);
        var absence = Assert.Single(await Get<Absences>().Of(Desk, Ct));
        Assert.Equal(visit.Id, Assert.Single(await Get<Absences>().Touched(Desk, absence, Ct)).Appointment);
    }

    [Fact]
    public async Task One_list_holds_all_sectors_and_says_what_can_be_done()
    {
        await Store.Update(Caller.Program, "Patient", "anna", Json("""{"resourceType":"Patient","id":"anna","identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"0101501234"}]}"""), null, Ct);
        await Unit("kommune", "12345678901", """,{"system":"http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes","value":"330"}""", "");
        await Unit("laege", "12345678902", "", ""","type":[{"coding":[{"system":"http://snomed.info/sct","code":"394761003"}]}]""");
        var apd = new ApdAppointment("1.2.208.176.9", "a-1", "0101501234", new(2026, 11, 25, 8, 45, 0, TimeSpan.FromHours(1)), new(2026, 11, 25, 9, 15, 0, TimeSpan.FromHours(1)))
        {
            Title = "Fodpleje", OrganizationName = "Kommunens sundhedshus", OrganizationSor = "12345678901", Phone = "58 11 11 11", Street = "Torvet 1", PostalCode = "4220", City = "Korsør",
        };
        using var document = new MemoryStream(Json(ApdDocument.Write(apd)));
        Assert.Equal(1, (await Get<ApdExchange>().Take(Caller.Program, document, Ct)).Value.Version);
        document.Position = 0;
        Assert.InRange((await Get<ApdExchange>().Take(Caller.Program, document, Ct)).Value.Version, 1, 2);
        using var fromPractice = new MemoryStream(Json(ApdDocument.Write(apd with { Number = "a-2", OrganizationSor = "12345678902", OrganizationName = "Lægehuset", Start = apd.Start.AddDays(1), End = apd.End.AddDays(1) })));
        using var fromNowhere = new MemoryStream(Json(ApdDocument.Write(apd with { Number = "a-3", OrganizationSor = "12345678909", Start = apd.Start.AddDays(2), End = apd.End.AddDays(2) })));
        Assert.True((await Get<ApdExchange>().Take(Caller.Program, fromPractice, Ct)).IsOk);
        Assert.True((await Get<ApdExchange>().Take(Caller.Program, fromNowhere, Ct)).IsOk);
        var ours = await Booked(Citizen("anna"), "anna", Control, "2026-11-25 08:30");

        var list = (await Get<AppointmentList>().Coming(Citizen("anna"), Ct)).Value;
        Assert.Equal(["hospital", "municipality", "gp", "other"], list.Select(l => l.Sector));
        Assert.Equal((ours.Id, Refusal.None, Refusal.None, "hospital", null), (list[0].Id, list[0].Move, list[0].Cancel, list[0].Sector, list[0].ClashesWith));
        Assert.Equal(("Fodpleje", "Kommunens sundhedshus", "58 11 11 11", "Torvet 1, 4220 Korsør", Refusal.ByPhoneOnly), (list[1].Title, list[1].Place, list[1].Phone, list[1].Address, list[1].Move));
        Assert.Equal((ours.Id, true), (list[1].ClashesWith, list[1].Overlaps));

        // The same is said of a time before it is booked: with visits before and after it, and not with the one that would be moved.
        var at = (Template, Template.Services[0]);
        async Task<IEnumerable<(string? Title, bool Overlaps)>> With(string time, string? moving = null) =>
            (await Get<AppointmentList>().ClashingWith(Citizen("anna"), DateTimeOffset.Parse($"2026-11-25T{time}+01:00", System.Globalization.CultureInfo.InvariantCulture), at, moving, Ct)).Value.Select(v => (v.Title, v.Overlaps));
        Assert.Equal([("Kontrol af lunger", true), ("Fodpleje", true)], await With("08:30"));
        Assert.Equal([("Fodpleje", true)], await With("08:30", ours.Id));
        Assert.Equal([("Fodpleje", true)], await With("09:00"));
        Assert.Empty(await With("09:15"));
        Assert.Empty((await Get<AppointmentList>().ClashingWith(Citizen("bo"), ours.As<Helhed.Fhir.R4.Appointment>().Start is { } start ? DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture) : default, at, null, Ct)).Value);

        // Research takes nothing out in this way and puts nothing in, whether or not the patient is known.
        foreach (var purpose in (string[])["HRESCH", "HQUALIMP"])
        {
            var research = new Caller(CallerKind.System, "Device/study", "Study", "system") { Purpose = purpose };
            Assert.Equal(ProblemKind.Forbidden, (await Get<ApdExchange>().Give(research, ours.Id, Ct)).Problem?.Kind);
            foreach (var cpr in (string[])["0101501234", "0101509999"])
            {
                using var theirs = new MemoryStream(Json(ApdDocument.Write(apd with { Cpr = cpr })));
                Assert.Equal(ProblemKind.Forbidden, (await Get<ApdExchange>().Take(research, theirs, Ct)).Problem?.Kind);
            }
        }

        var given = (await Get<ApdExchange>().Give(Caller.Program, ours.Id, Ct)).Value;
        using var back = new MemoryStream(Json(given));
        Assert.Equal(("Kontrol af lunger", "0101501234"), (ApdDocument.Read(back).Value.Title, ApdDocument.Read(new MemoryStream(Json(given))).Value.Cpr));
        Assert.Equal(ProblemKind.NotFound, (await Get<AppointmentList>().One(Citizen("bo"), ours.Id, Ct)).Problem?.Kind);

        async Task Unit(string id, string sor, string identifier, string type) => Assert.True((await Store.Update(
            Caller.Program, "Organization", id, Json($$"""{"resourceType":"Organization","id":"{{id}}","name":"{{id}}","identifier":[{"system":"urn:oid:1.2.208.176.1.1","value":"{{sor}}"}{{identifier}}]{{type}}}"""), null, Ct)).IsOk);
    }

    [Fact]
    public async Task A_calendar_address_shows_whose_it_is_until_it_is_taken_back()
    {
        var (key, other) = (CalendarFeeds.NewKey(), CalendarFeeds.NewKey());
        var secret = (await Get<CalendarFeeds>().Make(Citizen("anna"), key, Ct)).Value;
        Assert.Equal(43, secret.Length);

        // Pressed ten times at once it is one address, and the same one; another's of the same key is another one.
        var again = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(async () => await Get<CalendarFeeds>().Make(Citizen("anna"), key, Ct), Ct)));
        Assert.All(again, a => Assert.Equal(secret, a.Value));
        Assert.Equal(1, await Get<CalendarFeeds>().Count(Citizen("anna"), Ct));
        Assert.NotEqual(secret, (await Get<CalendarFeeds>().Make(Citizen("bo"), key, Ct)).Value);
        Assert.NotEqual(key, secret);
        foreach (var wrong in new[] { "", "1", key[..42], key + "A", new string('!', 43) })
        {
            Assert.Equal(ProblemKind.Invalid, (await Get<CalendarFeeds>().Make(Citizen("anna"), wrong, Ct)).Problem?.Kind);
        }

        Assert.Equal("Patient/anna", (await Get<CalendarFeeds>().Find(secret, Ct))?.Reference);
        Assert.Null(await Get<CalendarFeeds>().Find(secret[..42] + (secret[42] == 'A' ? 'B' : 'A'), Ct));
        Assert.Equal(1, await Get<CalendarFeeds>().Revoke(Citizen("anna"), Ct));
        Assert.Null(await Get<CalendarFeeds>().Find(secret, Ct));
        Assert.Equal(ProblemKind.Gone, (await Get<CalendarFeeds>().Make(Citizen("anna"), key, Ct)).Problem?.Kind); // what was taken back stays so
        Assert.Equal(0, await Get<CalendarFeeds>().Count(Citizen("anna"), Ct));
        Assert.NotEqual(secret, (await Get<CalendarFeeds>().Make(Citizen("anna"), other, Ct)).Value);
        Assert.Equal(ProblemKind.Forbidden, (await Get<CalendarFeeds>().Make(Citizen("anna") with { OnBehalfOf = "Patient/bo" }, key, Ct)).Problem?.Kind);
    }

    [Fact]
    public async Task The_desk_sees_every_taken_time_and_only_the_names_it_may()
    {
        await Booked(Desk, "anna", Control, "2026-11-25 08:30");
        var at = new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.FromHours(1));
        var nurse = new Caller(CallerKind.Staff, "Practitioner/nina", "Nina", "nurse", "Organization/lung");
        var secretary = new Caller(CallerKind.Staff, "Practitioner/else", "Else", "secretary", "Organization/lung");
        var seen = (await Get<ClinicCalendar>().Entries(nurse, "lung", at, at.AddDays(1), Ct)).Value;
        var named = Assert.Single(seen, e => e.Kind == "visit");
        Assert.Equal(("Test anna", "booked"), (named.PatientName, named.Status));
        Assert.Equal(7, seen.Count(e => e is { Kind: "free", Kept: "" }));
        Assert.Equal(ProblemKind.Forbidden, (await Get<ClinicCalendar>().Entries(secretary with { Organization = "Organization/eye" }, "lung", at, at.AddDays(1), Ct)).Problem?.Kind);

        await Store.Create(Caller.Program, "Consent", Json("""
            {"resourceType":"Consent","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
            "patient":{"reference":"Patient/anna"},"dateTime":"2026-11-20","policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTOUT"}]},"provision":{"type":"deny"}}
            """), Ct);
        var blocked = Assert.Single((await Get<ClinicCalendar>().Entries(nurse, "lung", at, at.AddDays(1), Ct)).Value, e => e.Kind == "visit");
        Assert.Equal((null, null), (blocked.PatientName, blocked.Appointment));
        Assert.Contains("Practitioner/nina", blocked.Actors);
    }

    // So that only what is freed is free: everything on Thursdays at ten.
    private async Task FillFirstWeek()
    {
        foreach (var day in new[] { "2026-11-26", "2026-12-10" })
        {
            while (await At(Control, $"{day} 10:00") is { } time)
            {
                Assert.True((await Bookings.Book(Desk, new BookRequest("Patient/dora", Control, time.Slot, Key()), Ct)).IsOk);
            }
        }

        await Booked(Desk, "dora", Control, "2026-12-03 10:00", "Practitioner/olga");
    }

    private async Task<IReadOnlyList<EarlierOffer>> Offers(string who) => await Get<Offers>().Of(Citizen(who), Ct);
}

public sealed class SqliteBookingOffers() : BookingOfferScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlBookingOffers() : BookingOfferScenarios(Dialect.PostgreSql);
