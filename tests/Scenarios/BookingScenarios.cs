using System.Diagnostics;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Booking;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Tests.Scenarios.Support;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Tests.Scenarios;

public abstract class BookingScenarios(Dialect dialect) : BookingTest(dialect)
{
    private const int Rivals = 500;

    [Fact]
    public async Task Of_five_hundred_at_once_exactly_one_gets_the_time()
    {
        // Two services, two sessions, one nurse: only the database stands between them.
        var time = (await At(Control, "2026-11-23 08:00"))!;
        await People([.. Enumerable.Range(0, Rivals).Select(i => $"rival-{i}")]);
        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Enumerable.Range(0, Rivals).Select(i => Task.Run(async () =>
            await Bookings.Book(Citizen($"rival-{i}"), new BookRequest($"Patient/rival-{i}", Control, time.Slot, $"rival-key-{i}"), Ct), Ct)));
        TestContext.Current.SendDiagnosticMessage($"{Rivals} rivals: {watch.ElapsedMilliseconds} ms");

        var winner = Assert.Single(answers, a => a.IsOk).Value;
        Assert.All(answers.Where(a => !a.IsOk), a => Assert.Equal(ProblemKind.Conflict, a.Problem!.Kind));
        Assert.Equal(1, (await Store.Search(Caller.Program, "Appointment", "_summary=count", Ct)).Value.Total);
        Assert.Null(await At(Control, "2026-11-23 08:00"));

        // Five hundred more by the plain API, where no rule of Booking is asked.
        var direct = await Task.WhenAll(Enumerable.Range(0, Rivals).Select(i => Task.Run(async () =>
            await Store.Create(Caller.Program, "Appointment", Visit($"rival-{i}", "2026-11-23T08:15:00+01:00", "2026-11-23T08:20:00+01:00", "Practitioner/nina"), Ct), Ct)));
        Assert.All(direct, a => Assert.Equal(ProblemKind.Conflict, a.Problem?.Kind));
        Assert.Contains("Practitioner/nina is taken at 2026-11-23 08:15", direct[0].Problem!.Message, StringComparison.Ordinal);
        Assert.Equal("booked", winner.As<Appointment>().Status);
    }

    [Fact]
    public async Task A_person_a_room_and_a_piece_of_equipment_are_each_taken_once()
    {
        await Booked(Desk, "anna", Scan, "2026-11-24 09:00");
        foreach (var (actor, expected) in new[] { ("Practitioner/olga", false), ("Location/room-2", false), ("Device/scanner", false), ("Practitioner/nina", true), ("Location/room-9", true) })
        {
            var made = await Store.Create(Caller.Program, "Appointment", Visit("bo", "2026-11-24T09:15:00+01:00", "2026-11-24T09:30:00+01:00", actor), Ct);
            Assert.True(made.IsOk == expected, $"{actor}: {made.Problem?.Message}");
        }

        // The scan takes 20 minutes of a time of 30: from then on the scanner is free, and taken again by what is imported.
        Assert.True((await Store.Create(Caller.Program, "Appointment", Visit("bo", "2026-11-24T09:20:00+01:00", "2026-11-24T09:30:00+01:00", "Device/scanner"), Ct)).IsOk);
        Assert.Null(await At(Scan, "2026-11-24 09:00"));
    }

    [Fact]
    public async Task Of_two_who_change_a_clinics_week_at_once_one_is_told_to_read_again()
    {
        for (var round = 0; round < 4; round++)
        {
            var templates = Get<ClinicTemplates>();
            var read = (await templates.Now(Ct)).All.Single(c => c.Clinic == Template.Clinic);
            var answers = await Task.WhenAll(Enumerable.Range(2, 4).Select(writer => Task.Run(
                async () => await templates.Replace(Desk, read, read with { Sessions = [.. read.Sessions.Select(s => s.Id == "nina" ? s with { Days = round % 2 == 0 ? [writer] : [writer, 6] } : s)] }, Ct), Ct)));
            Assert.Single(answers, a => a.IsOk);
            Assert.All(answers.Where(a => !a.IsOk), a => Assert.Equal(ProblemKind.PreconditionFailed, a.Problem!.Kind));
        }
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("noshow")]
    [InlineData("entered-in-error")]
    public async Task What_is_called_off_frees_its_time_whoever_wrote_it(string status)
    {
        var visit = await Booked(Citizen("anna"), "anna", Control, "2026-11-25 08:30");
        await Work();
        var slot = visit.As<Appointment>().Slot[0].ReferenceValue!["Slot/".Length..];
        Assert.Equal("busy", (await Read("Slot", slot)).As<Slot>().Status);

        var json = JsonNode.Parse(visit.Json.Span)!.AsObject();
        json["status"] = status;
        Assert.True((await Store.Update(Caller.Program, "Appointment", visit.Id, Json(json.ToJsonString()), null, Ct)).IsOk);
        Assert.NotNull(await At(Control, "2026-11-25 08:30"));
        await Work();
        Assert.Equal("free", (await Read("Slot", slot)).As<Slot>().Status);
        await Booked(Citizen("bo"), "bo", Control, "2026-11-25 08:30");
    }

    [Fact]
    public async Task A_deleted_visit_frees_its_time()
    {
        var visit = await Booked(Desk, "anna", Control, "2026-11-25 08:30");
        Assert.True((await Store.Delete(Caller.Program, "Appointment", visit.Id, null, Ct)).IsOk);
        Assert.NotNull(await At(Control, "2026-11-25 08:30"));
    }

    [Fact]
    public async Task Moving_takes_the_new_time_and_frees_the_old_or_does_neither()
    {
        var visit = await Booked(Citizen("anna"), "anna", Control, "2026-11-25 08:30");
        await Booked(Citizen("bo"), "bo", Control, "2026-11-26 08:30");
        var gone = await Bookings.Move(Citizen("anna"), new MoveRequest(visit.Id, "sl-lung-nina-2611260830", visit.Version, Key()), Ct);
        Assert.Equal(ProblemKind.Conflict, gone.Problem?.Kind);
        Assert.Null(await At(Control, "2026-11-25 08:30"));

        var key = Key();
        var free = (await At(Control, "2026-11-27 10:00"))!;
        var moved = await Bookings.Move(Citizen("anna"), new MoveRequest(visit.Id, free.Slot, visit.Version, key), Ct);
        Assert.Equal("2026-11-27T10:00:00+01:00", moved.Value.As<Appointment>().Start);
        Assert.NotNull(await At(Control, "2026-11-25 08:30"));
        Assert.Null(await At(Control, "2026-11-27 10:00"));

        // The form sent twice does nothing twice; an old page is told so.
        var again = await Bookings.Move(Citizen("anna"), new MoveRequest(visit.Id, free.Slot, visit.Version, key), Ct);
        Assert.Equal(moved.Value.Version, again.Value.Version);
        var stale = await Bookings.Move(Citizen("anna"), new MoveRequest(visit.Id, (await At(Control, "2026-11-27 11:00"))!.Slot, visit.Version, Key()), Ct);
        Assert.Equal(ProblemKind.PreconditionFailed, stale.Problem?.Kind);
    }

    [Fact]
    public async Task The_rules_hold_for_citizens_and_the_log_names_who_asked()
    {
        var visit = await Booked(Citizen("anna"), "anna", Control, "2026-11-25 08:30");
        Assert.Equal("Patient/anna", await Author(visit.Id));

        // Not somebody else's, not a kept time, not what is booked by calling, not twice as often as one may.
        Assert.Equal(ProblemKind.NotFound, (await Bookings.Cancel(Citizen("bo"), new CancelRequest(visit.Id, "busy", 1, Key()), Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Bookings.Book(Citizen("bo"), new BookRequest("Patient/anna", Control, "sl-lung-nina-2611260830", Key()), Ct)).Problem?.Kind);
        Assert.Equal("booking-kept", (await Bookings.Book(Citizen("anna"), new BookRequest("Patient/anna", Control, "sl-lung-acute-2611231300", Key()), Ct)).Problem?.Rule);
        Assert.Equal("booking-byphoneonly", (await Bookings.Book(Citizen("anna"), new BookRequest("Patient/anna", Scan, "sl-lung-olga-2611240900", Key()), Ct)).Problem?.Rule);
        foreach (var slot in new[] { "sl-lung-nina-2611270800", "sl-lung-nina-2611270830" })
        {
            visit = (await Bookings.Move(Citizen("anna"), new MoveRequest(visit.Id, slot, visit.Version, Key()), Ct)).Value;
        }

        Assert.Equal("booking-movedoften", (await Bookings.Move(Citizen("anna"), new MoveRequest(visit.Id, "sl-lung-nina-2611270900", visit.Version, Key()), Ct)).Problem?.Rule);
        Assert.True((await Bookings.Move(Desk, new MoveRequest(visit.Id, "sl-lung-nina-2611230800", visit.Version, Key()), Ct)).TryGet(out var byDesk, out _));
        Assert.Equal("booking-toolate", (await Bookings.Cancel(Citizen("anna"), new CancelRequest(visit.Id, "busy", byDesk!.Version, Key()), Ct)).Problem?.Rule);

        // Returning patients may have the times that are kept for them.
        Assert.NotNull(await BackTime("anna"));
        Assert.Null(await BackTime("bo"));
    }

    [Fact]
    public async Task Staff_may_put_one_on_top_where_the_clinic_says_so_and_no_more()
    {
        var slot = (await At(Control, "2026-11-25 08:30"))!.Slot;
        await Booked(Desk, "anna", Control, "2026-11-25 08:30");
        Assert.Equal(ProblemKind.Conflict, (await Bookings.Book(Desk, new BookRequest("Patient/bo", Control, slot, Key()), Ct)).Problem?.Kind);
        Assert.True((await Bookings.Book(Desk, new BookRequest("Patient/bo", Control, slot, Key()) { Overbook = true }, Ct)).IsOk);
        Assert.Equal(ProblemKind.Conflict, (await Bookings.Book(Desk, new BookRequest("Patient/carl", Control, slot, Key()) { Overbook = true }, Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Bookings.Book(Citizen("dora"), new BookRequest("Patient/dora", Control, slot, Key()) { Overbook = true }, Ct)).Problem?.Kind);
    }

    [Fact]
    public async Task Putting_on_top_passes_what_is_full_and_nothing_else()
    {
        // On offer to bo, and to nobody else; nina away; a time that is shut.
        Assert.Null(await Get<WaitingList>().Join(Citizen("bo"), "Patient/bo", new WaitRequest(Control, null), Ct));
        await Work();
        var offer = Assert.Single(await Get<Offers>().Of(Citizen("bo"), Ct));
        var offered = await Database.ReadLatest(s => s.First("SELECT slot_id FROM booking_offer WHERE number = $1", r => r.Text(0), offer.Number), Ct);
        const string Away = "sl-lung-nina-2611260830";
        Assert.True((await Get<Absences>().Add(Desk, "Practitioner/nina", (Today.AddDays(3).AddHours(12), Today.AddDays(4).AddHours(12)), "course", Ct)).IsOk);
        const string Shut = "sl-lung-nina-2611300830";
        var slot = JsonNode.Parse((await Read("Slot", Shut)).Json.Span)!.AsObject();
        slot["status"] = "busy-unavailable";
        Assert.True((await Store.Update(Caller.Program, "Slot", Shut, Json(slot.ToJsonString()), null, Ct)).IsOk);

        foreach (var refused in new[] { offered!, Away, Shut })
        {
            var booked = await Bookings.Book(Desk, new BookRequest("Patient/carl", Control, refused, Key()) { Overbook = true }, Ct);
            Assert.True(booked.Problem?.Kind == ProblemKind.Conflict, refused);
        }

        Assert.True((await Bookings.Book(Desk, new BookRequest("Patient/bo", Control, offered!, Key()) { Overbook = true }, Ct)).IsOk);
    }

    [Fact]
    public async Task A_series_is_booked_whole_or_not_at_all()
    {
        var first = (await At(Control, "2026-11-24 08:30"))!;
        await Booked(Desk, "bo", Control, "2026-12-01 08:30");
        Assert.True((await Store.Create(Citizen("anna"), "Flag", Json("""
            {"resourceType":"Flag","status":"active","category":[{"coding":[{"system":"https://helhed.example/fhir/CodeSystem/citizen-need","code":"interpreter"}]}],
            "code":{"text":"Patienten har brug for tolk"},"subject":{"reference":"Patient/anna"},"author":{"reference":"Patient/anna"}}
            """), Ct)).IsOk);
        var request = new SeriesRequest("Patient/anna", Control, first.Slot, 3, 1, Key()) { NeedsTransport = true };
        var twice = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () => (await Bookings.BookSeries(Desk, request, Ct)).Value, Ct)));
        var series = (await Bookings.BookSeries(Desk, request, Ct)).Value;
        Assert.All(twice, sent => Assert.Equal(series.Select(s => s.Id), sent.Select(s => s.Id)));
        Assert.Equal(["2026-11-24T08:30:00+01:00", "2026-12-01T08:00:00+01:00", "2026-12-08T08:30:00+01:00"], series.Select(s => s.As<Appointment>().Start));
        Assert.Equal(3, (await Store.Search(Caller.Program, "Appointment", "patient=Patient/anna&_summary=count", Ct)).Value.Total);

        // Each visit has what was ticked and what the citizen has said, and takes it along.
        Assert.True((await Bookings.Cancel(Desk, new CancelRequest(series[1].Id, CancelReasons.ByClinic, series[1].Version, Key()), Ct)).IsOk);
        Assert.True((await Bookings.Move(Desk, new MoveRequest(series[2].Id, "sl-lung-nina-2612091000", series[2].Version, Key()), Ct)).IsOk);
        await Work();
        foreach (var (visit, status, start) in new[] { (0, "active", "2026-11-24T08:30:00+01:00"), (1, "revoked", "2026-12-01T08:00:00+01:00"), (2, "active", "2026-12-09T10:00:00+01:00") })
        {
            foreach (var need in new[] { "transport", "interpreter" })
            {
                var ordered = (await Read("ServiceRequest", $"need-{need}-{series[visit].Id}")).As<ServiceRequest>();
                Assert.Equal((status, start), (ordered.Status, ordered.OccurrenceDateTime));
            }
        }

        var tooLong = await Bookings.BookSeries(Desk, new SeriesRequest("Patient/carl", Control, (await At(Control, "2026-11-24 09:30"))!.Slot, 9, 1, Key()), Ct);
        Assert.Equal(ProblemKind.Conflict, tooLong.Problem?.Kind);
        Assert.Empty((await Store.Search(Caller.Program, "Appointment", "patient=Patient/carl", Ct)).Value.Matches);
    }

    [Fact]
    public async Task Needs_follow_the_visit()
    {
        await Store.Update(Caller.Program, "Patient", "dora", Json("""{"resourceType":"Patient","id":"dora","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired","valueBoolean":true}]}"""), null, Ct);
        var time = (await At(Control, "2026-11-25 08:30"))!;
        var visit = (await Bookings.Book(Desk, new BookRequest("Patient/dora", Control, time.Slot, Key()) { NeedsTransport = true }, Ct)).Value;
        visit = (await Bookings.Move(Desk, new MoveRequest(visit.Id, "sl-lung-nina-2611260900", visit.Version, Key()), Ct)).Value;
        await Work();
        foreach (var need in new[] { "transport", "interpreter" })
        {
            var request = (await Read("ServiceRequest", $"need-{need}-{visit.Id}")).As<ServiceRequest>();
            Assert.Equal(("active", "2026-11-26T09:00:00+01:00"), (request.Status, request.OccurrenceDateTime));
        }

        Assert.True((await Bookings.Cancel(Citizen("dora"), new CancelRequest(visit.Id, "ill", visit.Version, Key()), Ct)).IsOk);
        await Work();
        Assert.Equal("revoked", (await Read("ServiceRequest", $"need-transport-{visit.Id}")).As<ServiceRequest>().Status);
    }

    [Fact]
    public async Task Absences_and_changed_weeks_take_times_away_and_making_them_twice_makes_nothing()
    {
        Assert.Equal(0, await Get<Horizon>().Run("lung", Ct));
        var stands = await Booked(Desk, "anna", Control, "2026-11-25 08:30");
        var hit = await Get<Absences>().Add(Desk, "Practitioner/nina", (Today.AddDays(1), Today.AddDays(2)), "course", Ct);
        Assert.Empty(hit.Value);
        Assert.Null(await At(Control, "2026-11-24 08:00"));
        hit = await Get<Absences>().Add(Desk, "Practitioner/nina", (Today.AddDays(2), Today.AddDays(4)), "course", Ct);
        Assert.Equal([stands.Id], hit.Value);
        foreach (var absence in await Get<Absences>().Of(Desk, Ct))
        {
            Assert.True(await Get<Absences>().End(Desk, absence.Number, Ct));
        }

        Assert.NotNull(await At(Control, "2026-11-24 08:00"));
        await Get<ClinicTemplates>().Put(Desk, Template with { Sessions = [.. Template.Sessions.Select(s => s.Id == "nina" ? s with { Days = [1] } : s)] }, Ct);
        await Work();
        Assert.Null(await At(Control, "2026-11-25 08:00"));
        Assert.NotNull(await At(Control, "2026-11-30 08:00"));
        Assert.Equal("busy-unavailable", (await Read("Slot", "sl-lung-nina-2611250800")).As<Slot>().Status);
        Assert.Equal("booked", (await Read("Appointment", stands.Id)).As<Appointment>().Status);
        Assert.Equal(2, await Database.ReadLatest(s => s.First("SELECT max(version) FROM booking_template", r => r.Long(0)), Ct));
    }

    private static byte[] Visit(string patient, string start, string end, string actor) => Json($$"""
        {"resourceType":"Appointment","status":"booked","start":"{{start}}","end":"{{end}}","participant":[{"actor":{"reference":"Patient/{{patient}}"},"status":"accepted"},{"actor":{"reference":"{{actor}}"},"status":"accepted"}]}
        """);

    private async Task<OpenTime?> BackTime(string patient)
    {
        var open = await Bookings.Open(Citizen(patient), $"Patient/{patient}", new OpenTimesQuestion(Control, Today, Today.AddDays(7)), Ct);
        return open.Value.FirstOrDefault(t => t.Kept == "returning");
    }

    private async Task<string> Author(string id)
    {
        var page = (await Store.Accesses(Citizen("anna"), "Patient/anna", new AccessPlace(DateTimeOffset.UnixEpoch, null, 50), Ct)).Value;
        var entry = Assert.Single(page.Found, f => f.Entry.What == "create");
        Assert.Equal("helhed-booking", entry.Entry.Caller.Client);
        Assert.True((await Store.Read(Citizen("anna"), "Appointment", id, Ct)).IsOk);
        return entry.Entry.Caller.Reference;
    }
}

public sealed class SqliteBooking() : BookingScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlBooking() : BookingScenarios(Dialect.PostgreSql);
