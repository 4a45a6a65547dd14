using Helhed.Access;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>The waiting list as a clinic's desk sees it.</summary>
public abstract class BookingDeskScenarios(Dialect dialect) : BookingTest(dialect)
{
    private static readonly Caller Nurse = new(CallerKind.Staff, "Practitioner/nina", "Nina", "nurse", "Organization/lung");

    [Fact]
    public async Task The_desk_sees_who_waits_in_line_and_changes_it()
    {
        foreach (var (who, priority) in new[] { ("anna", 0), ("bo", 5), ("carl", 0) })
        {
            await Known(who);

            // Nothing suits, so that nothing is offered by itself.
            Assert.Null(await Get<WaitingList>().Join(Nurse, $"Patient/{who}", new WaitRequest(Control, null) { From = new(3, 0), Until = new(4, 0), Priority = priority }, Ct));
            Clock.Move(TimeSpan.FromDays(1));
        }

        await Work();
        var page = await List();
        Assert.Equal(3, page.Total);
        Assert.Equal(["Test bo", "Test anna", "Test carl"], page.Waiting.Select(w => w.PatientName));
        Assert.Equal([1, 2, 3], page.Waiting.Select(w => w.InLine!.Value));
        Assert.All(page.Waiting, w => Assert.Empty(w.Offers));

        var carl = page.Waiting[2];
        var key = Key();
        Assert.Null(await Waits.Prioritise(Nurse, ("lung", carl.Number), 9, key, Ct));
        Assert.Null(await Waits.Prioritise(Nurse, ("lung", carl.Number), 0, Key(), Ct));
        Assert.Null(await Waits.Prioritise(Nurse, ("lung", carl.Number), 9, key, Ct)); // the first form once more changes nothing
        Assert.Equal(["Test bo", "Test anna", "Test carl"], (await List()).Waiting.Select(w => w.PatientName));
        Assert.Null(await Waits.Prioritise(Nurse, ("lung", carl.Number), 9, Key(), Ct));
        Assert.Equal(["Test carl", "Test bo", "Test anna"], (await List()).Waiting.Select(w => w.PatientName));
        Assert.Equal(ProblemKind.Invalid, (await Waits.Prioritise(Nurse, ("lung", carl.Number), 10, Key(), Ct))?.Kind);
    }

    [Fact]
    public async Task A_time_offered_by_hand_is_held_told_of_once_and_answered_as_always()
    {
        await Known("anna");
        await Known("bo");
        Assert.Null(await Get<WaitingList>().Join(Nurse, "Patient/anna", new WaitRequest(Control, null) { From = new(3, 0), Until = new(4, 0) }, Ct));
        Assert.Null(await Get<WaitingList>().Join(Nurse, "Patient/bo", new WaitRequest(Control, null) { From = new(3, 0), Until = new(4, 0) }, Ct));
        await Work();
        var (anna, bo) = ((await List()).Waiting[0], (await List()).Waiting[1]);
        var times = (await Waits.Times(Nurse, "lung", anna.Number, Ct)).Value;
        Assert.All(times, t => Assert.Equal((false, false, ""), (t.Suits, t.WasOffered, t.Time.Kept)));
        var slot = times[0].Time.Slot;

        // Pressed ten times at once, and to two people: one offer to one of them.
        var key = Key();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(async () => await Waits.Offer(Nurse, ("lung", anna.Number), slot, key, Ct), Ct)));
        Assert.All(answers, Assert.Null);
        Assert.Equal(ProblemKind.Conflict, (await Waits.Offer(Nurse, ("lung", bo.Number), slot, Key(), Ct))?.Kind);
        Assert.Equal(ProblemKind.Conflict, (await Waits.Offer(Nurse, ("lung", anna.Number), times[1].Time.Slot, Key(), Ct))?.Kind);
        await Work();
        var open = Assert.Single(await Get<Offers>().Of(Citizen("anna"), Ct));
        Assert.Empty(await Get<Offers>().Of(Citizen("bo"), Ct));
        Assert.Single(await Get<Preferences>().Sent(Citizen("anna"), Ct), m => m.Words.StartsWith("Du kan få en tidligere tid", StringComparison.Ordinal));
        var shown = (await List()).Waiting;
        Assert.Equal([("Test bo", 1), ("Test anna", (int?)null)], shown.Select(w => (w.PatientName, w.InLine)));
        Assert.Equal(("open", open.Start, open.Expires), shown[1].Offers.Select(o => (o.State, o.Start, o.Expires)).Single());

        // Run out, it is said so at once, and the same time can be offered and told of once more.
        Clock.Move(open.Expires - Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        Assert.Equal("expired", (await List()).Waiting.Single(w => w.PatientName == "Test anna").Offers[0].State);
        Assert.True((await Waits.Times(Nurse, "lung", anna.Number, Ct)).Value.Count > 1);
        Assert.Null(await Waits.Offer(Nurse, ("lung", anna.Number), times[5].Time.Slot, Key(), Ct));
        var second = Assert.Single(await Get<Offers>().Of(Citizen("anna"), Ct));
        Assert.True((await Get<Offers>().Accept(Citizen("anna"), second.Number, Key(), Ct)).IsOk);
        var gone = Assert.Single((await List()).Gone);
        Assert.Equal((null, "accepted", "expired"), (gone.Reason, gone.Offers[0].State, gone.Offers[1].State));
    }

    [Fact]
    public async Task Who_is_taken_off_is_told_and_keeps_the_visit()
    {
        var visit = await Booked(Desk, "anna", Control, "2026-12-15 08:00");
        Assert.Null(await Get<WaitingList>().Join(Nurse, "Patient/anna", new WaitRequest(Control, visit.Id), Ct));
        await Work();
        Assert.Single(await Get<Offers>().Of(Citizen("anna"), Ct));
        var anna = Assert.Single((await List()).Waiting);
        Assert.Equal(ProblemKind.Invalid, (await Waits.Remove(Nurse, ("lung", anna.Number), "because", Key(), Ct))?.Kind);
        var key = Key();
        Assert.Null(await Waits.Remove(Nurse, ("lung", anna.Number), "unreachable", key, Ct));
        Assert.Null(await Waits.Remove(Nurse, ("lung", anna.Number), "unreachable", key, Ct));
        Assert.Equal(ProblemKind.Conflict, (await Waits.Remove(Nurse, ("lung", anna.Number), "mistake", Key(), Ct))?.Kind);
        await Work();
        Assert.Empty(await Get<Offers>().Of(Citizen("anna"), Ct));
        Assert.Empty(await Get<WaitingList>().Of(Citizen("anna"), Ct));
        Assert.Single(await Get<Preferences>().Sent(Citizen("anna"), Ct), m => m.Words.StartsWith("Du venter ikke længere på en tidligere tid på Testkøbing Sygehus.", StringComparison.Ordinal));
        Assert.Equal("booked", (await Store.Read(Desk, "Appointment", visit.Id, Ct)).Value.As<Helhed.Fhir.R4.Appointment>().Status);
        var gone = Assert.Single((await List()).Gone);
        Assert.Equal(("unreachable", "withdrawn"), (gone.Reason, gone.Offers[0].State));

        // A visit that is called off rests: nothing is offered, and it says so.
        await Known("bo");
        var other = await Booked(Desk, "bo", Control, "2026-12-15 08:30");
        Assert.Null(await Get<WaitingList>().Join(Nurse, "Patient/bo", new WaitRequest(Control, other.Id) { From = new(3, 0), Until = new(4, 0) }, Ct));
        Assert.True((await Bookings.Cancel(Desk, new CancelRequest(other.Id, CancelReasons.ByClinic, other.Version, Key()), Ct)).IsOk);
        await Work();
        var rests = Assert.Single((await List()).Waiting);
        Assert.Equal((true, null), (rests.Rests, rests.InLine));
        Assert.Empty((await Waits.Times(Nurse, "lung", rests.Number, Ct)).Value);
    }

    [Fact]
    public async Task Only_the_clinics_desk_and_only_for_patients_it_sees()
    {
        var visit = await Booked(Desk, "anna", Control, "2026-12-15 10:00");
        Assert.Null(await Get<WaitingList>().Join(Citizen("anna"), "Patient/anna", new WaitRequest(Control, visit.Id) { From = new(3, 0), Until = new(4, 0) }, Ct));
        var anna = Assert.Single((await List()).Waiting);
        var eye = Nurse with { Organization = "Organization/eye" };
        var cleaner = Nurse with { Role = "porter" };
        foreach (var other in new[] { eye, cleaner, Citizen("anna"), Citizen("bo") })
        {
            Assert.Equal(ProblemKind.Forbidden, (await Waits.Page(other, "lung", 1, Ct)).Problem?.Kind);
            Assert.Equal(ProblemKind.Forbidden, (await Waits.Remove(other, ("lung", anna.Number), "asked", Key(), Ct))?.Kind);
        }

        await Store.Create(Caller.Program, "Consent", Json("""
            {"resourceType":"Consent","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
            "patient":{"reference":"Patient/anna"},"dateTime":"2026-11-20","policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTOUT"}]},"provision":{"type":"deny"}}
            """), Ct);
        Assert.Equal("Test anna", anna.PatientName);
        var blocked = Assert.Single((await List()).Waiting);
        Assert.Equal((null, null, 1), (blocked.Patient, blocked.PatientName, blocked.InLine));
        Assert.Equal(ProblemKind.NotFound, (await Waits.One(Nurse, "lung", anna.Number, Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Waits.Remove(Nurse, ("lung", anna.Number), "asked", Key(), Ct))?.Kind);
        Assert.False((await Get<WaitingList>().Join(Nurse, "Patient/anna", new WaitRequest(Control, visit.Id) { Priority = 9 }, Ct)) is null);
        Assert.False((await Get<WaitingList>().Join(Nurse, "Patient/nobody", new WaitRequest(Control, null), Ct)) is null);
        Assert.Equal(0, (await Get<WaitingList>().Of(Citizen("anna"), Ct))[0].Wish.Priority);
    }

    // A visit at the clinic is what lets its staff see somebody.
    private async Task Known(string who) => await Booked(Desk, who, Control, who == "anna" ? "2026-12-15 10:00" : who == "bo" ? "2026-12-16 10:00" : "2026-12-17 10:00");

    private WaitingDesk Waits => Get<WaitingDesk>();

    private async Task<WaitingPage> List() => (await Waits.Page(Nurse, "lung", 1, Ct)).Value;
}

public sealed class SqliteBookingDesk() : BookingDeskScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlBookingDesk() : BookingDeskScenarios(Dialect.PostgreSql);
