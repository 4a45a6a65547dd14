using Helhed.Access;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Messages that come up at night, and wishes that parents give for children.</summary>
public abstract class BookingNightScenarios(Dialect dialect) : BookingTest(dialect)
{
    private const string Cpr = "urn:oid:1.2.208.176.1.2";

    private static DateTimeOffset Night { get; } = new(2026, 11, 23, 22, 0, 0, TimeSpan.FromHours(1));

    [Fact]
    public async Task An_offer_made_at_night_stands_open_when_its_message_comes()
    {
        await Offered();
        var offer = Assert.Single(await Get<Offers>().Of(Citizen("anna"), Ct));
        Assert.DoesNotContain(await Get<Preferences>().Sent(Citizen("anna"), Ct), IsOffer);
        Clock.Move(TimeSpan.FromHours(10) + TimeSpan.FromMinutes(1));
        await Work();
        Assert.Single(await Get<Preferences>().Sent(Citizen("anna"), Ct), IsOffer);
        Assert.True(offer.Expires >= Night.AddHours(11), "It would have run out within an hour of the message.");
        Assert.Equal(offer.Number, Assert.Single(await Get<Offers>().Of(Citizen("anna"), Ct)).Number);
    }

    [Fact]
    public async Task An_offer_that_was_taken_at_night_is_not_told_of_in_the_morning()
    {
        await Offered();
        var offer = Assert.Single(await Get<Offers>().Of(Citizen("anna"), Ct));
        Assert.True((await Get<Offers>().Accept(Citizen("anna"), offer.Number, Key(), Ct)).IsOk);
        Clock.Move(TimeSpan.FromHours(10) + TimeSpan.FromMinutes(1));
        await Work();
        Assert.DoesNotContain(await Get<Preferences>().Sent(Citizen("anna"), Ct), IsOffer);
    }

    [Fact]
    public async Task A_visit_that_is_cancelled_at_night_and_begins_before_the_morning_is_told_of_at_once()
    {
        Assert.Null(await Get<Preferences>().Put(Citizen("anna"), new MessagePreferences { QuietUntil = new TimeOnly(9, 0) }, Ct));
        var early = await Booked(Desk, "anna", Control, "2026-11-24 09:00", "Practitioner/olga");
        var late = await Booked(Desk, "bo", Control, "2026-11-24 10:00", "Practitioner/olga");
        await Work();
        Clock.Move(Night - Clock.GetUtcNow());
        Assert.True((await Bookings.Cancel(Desk, new CancelRequest(early.Id, CancelReasons.ByClinic, early.Version, Key()), Ct)).IsOk);
        Assert.True((await Bookings.Cancel(Desk, new CancelRequest(late.Id, CancelReasons.ByClinic, late.Version, Key()), Ct)).IsOk);
        await Work();
        Assert.Contains(await Get<Preferences>().Sent(Citizen("anna"), Ct), m => m.Words.EndsWith("er aflyst.", StringComparison.Ordinal));
        Assert.DoesNotContain(await Get<Preferences>().Sent(Citizen("bo"), Ct), m => m.Words.EndsWith("er aflyst.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_but_a_parent_of_a_child_says_how_another_is_told_and_that_ends_when_the_child_is_fifteen()
    {
        await Put("Patient", "mum", $$"""{"resourceType":"Patient","id":"mum","identifier":[{"system":"{{Cpr}}","value":"0101800001"}],"birthDate":"1980-01-01"}""");
        foreach (var (id, born) in new[] { ("kid", "2011-12-01"), ("teen", "2010-12-01") })
        {
            await Put("Patient", id, $$"""{"resourceType":"Patient","id":"{{id}}","birthDate":"{{born}}"}""");
            await Put("RelatedPerson", id, $$"""
                {"resourceType":"RelatedPerson","id":"{{id}}","patient":{"reference":"Patient/{{id}}"},"identifier":[{"system":"{{Cpr}}","value":"0101800001"}],
                "relationship":[{"coding":[{"code":"PARAUTH"}]}]}
                """);
        }

        await Put("Consent", "mandate", """
            {"resourceType":"Consent","id":"mandate","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
            "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/anna"},"policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},
            "provision":{"type":"permit","period":{"start":"2026-01-01"},
            "actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"DELEGATEE"}]},"reference":{"reference":"Patient/mum"}}]}}
            """);
        var wishes = new MessagePreferences { Channel = "sms", Receiver = "11 22 33 44" };
        foreach (var who in new[] { "anna", "teen" })
        {
            var acting = Citizen("mum") with { OnBehalfOf = $"Patient/{who}" };
            Assert.Equal("digital-post", (await Get<Preferences>().Of(acting, Ct)).Channel);
            Assert.False(await Get<Preferences>().MaySay(acting, Ct));
            Assert.Equal(ProblemKind.Forbidden, (await Get<Preferences>().Put(acting, wishes, Ct))?.Kind);
        }

        // What is waited for goes with the visits: a parent of a child of 15 to 17 sees neither that list, nor writes on it.
        var parent = Citizen("mum") with { OnBehalfOf = "Patient/kid" };
        foreach (var (who, asked, seen) in new[] { ("kid", parent, 1), ("teen", Citizen("teen"), 0), ("anna", Citizen("anna"), 1) })
        {
            Assert.Null(await Get<WaitingList>().Join(asked, $"Patient/{who}", new WaitRequest(Control, null) { Days = [4] }, Ct));
            Assert.Single(await Get<WaitingList>().Of(asked, Ct));
            Assert.Equal(seen, (await Get<WaitingList>().Of(Citizen("mum") with { OnBehalfOf = $"Patient/{who}" }, Ct)).Count);
        }

        Assert.Equal(ProblemKind.Forbidden, (await Get<WaitingList>().Join(Citizen("mum") with { OnBehalfOf = "Patient/teen" }, "Patient/teen", new WaitRequest(Control, null), Ct))?.Kind);
        Assert.True(await Get<Preferences>().MaySay(parent, Ct));
        Assert.Null(await Get<Preferences>().Put(parent, wishes, Ct));
        Assert.Equal("11 22 33 44", (await Get<Preferences>().Of(parent, Ct)).Receiver);

        // Fifteen on 1 December.
        Clock.Move(new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.FromHours(1)) - Clock.GetUtcNow());
        Assert.Equal("digital-post", (await Get<Preferences>().Of(Citizen("kid"), Ct)).Channel);
        Assert.Equal(ProblemKind.Forbidden, (await Get<Preferences>().Put(parent, wishes, Ct))?.Kind);
    }

    [Fact]
    public async Task Nobody_has_been_seen_on_a_day_that_is_to_come()
    {
        var visit = await Booked(Desk, "anna", Control, "2026-11-24 09:00", "Practitioner/olga");
        foreach (var status in new[] { "arrived", "fulfilled", "noshow" })
        {
            Assert.Equal(ProblemKind.Unprocessable, (await Bookings.Mark(Desk, (visit.Id, visit.Version), status, Key(), Ct)).Problem?.Kind);
        }

        Clock.Move(new DateTimeOffset(2026, 11, 24, 8, 40, 0, TimeSpan.FromHours(1)) - Clock.GetUtcNow());
        Assert.True((await Bookings.Mark(Desk, (visit.Id, visit.Version), "arrived", Key(), Ct)).IsOk);
    }

    private static bool IsOffer(SentMessage message) => message.Words.StartsWith("Du kan få en tidligere tid", StringComparison.Ordinal);

    // Anna has a late time, and says at night that she would like an earlier one.
    private async Task Offered()
    {
        var late = await Booked(Desk, "anna", Control, "2026-12-15 08:00");
        await Work();
        Clock.Move(Night - Clock.GetUtcNow());
        Assert.Null(await Get<WaitingList>().Join(Citizen("anna"), "Patient/anna", new WaitRequest(Control, late.Id) { Days = [4], From = new TimeOnly(10, 0), Until = new TimeOnly(10, 1) }, Ct));
        await Work();
    }

    private async Task Put(string type, string id, string json) => Assert.Null((await Store.Update(Caller.Program, type, id, Json(json), null, Ct)).Problem);
}

public sealed class SqliteBookingNight() : BookingNightScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlBookingNight() : BookingNightScenarios(Dialect.PostgreSql);
