using Helhed.Access;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>What a citizen books only at a clinic that knows them.</summary>
public abstract class BookingReferralScenarios(Dialect dialect) : BookingTest(dialect)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var services = Template.Services.Select(s => s with { NeedsReferral = s.Code == Control });
        Assert.True((await Get<ClinicTemplates>().Put(Caller.Program, Template with { Services = [.. services] }, Ct)).IsOk);
        await Work();
    }

    [Fact]
    public async Task A_stranger_books_and_waits_for_nothing_that_needs_a_referral()
    {
        await IsStranger("anna");
        Assert.Contains(await Bookings.Bookable(Citizen("anna"), Ct), s => s.Service.Code == Call);
    }

    [Theory]
    [InlineData("active", "order", "Organization/lung", true)]
    [InlineData("active", "order", "Organization/lung-north", true)] // a part of the unit that looks after the calendar
    [InlineData("completed", "order", "Organization/lung", false)]
    [InlineData("active", "proposal", "Organization/lung", false)]
    [InlineData("active", "order", "Organization/heart", false)]
    public async Task Somebody_with_an_active_referral_to_the_clinic_books(string status, string intent, string performer, bool books)
    {
        foreach (var (id, above) in new[] { ("lung", null), ("heart", null), ("lung-north", "Organization/lung") })
        {
            var partOf = above is null ? "" : $$""","partOf":{"reference":"{{above}}"}""";
            await Put("Organization", id, $$"""{"resourceType":"Organization","id":"{{id}}","name":"Test {{id}}"{{partOf}}}""");
        }

        await Put("ServiceRequest", "r1", $$"""
            {"resourceType":"ServiceRequest","id":"r1","status":"{{status}}","intent":"{{intent}}","subject":{"reference":"Patient/anna"},"performer":[{"reference":"{{performer}}"}]}
            """);
        if (!books)
        {
            await IsStranger("anna");
            return;
        }

        Assert.Contains(await Bookings.Bookable(Citizen("anna"), Ct), s => s.Service.Code == Control);
        await Booked(Citizen("anna"), "anna", Control, "2026-11-24 09:00");
        await IsStranger("bo");
    }

    [Fact]
    public async Task Somebody_whom_the_clinic_is_to_see_books_another_time_and_a_parent_of_a_teenager_is_not_told_that()
    {
        await Booked(Desk, "bo", Control, "2026-11-24 09:00");
        await Work();
        Assert.Contains(await Bookings.Bookable(Citizen("bo"), Ct), s => s.Service.Code == Control);
        await Booked(Citizen("bo"), "bo", Control, "2026-11-24 10:00");

        await Put("Patient", "mum", """{"resourceType":"Patient","id":"mum","identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"0101800001"}],"birthDate":"1980-01-01"}""");
        await Put("Patient", "bo", """{"resourceType":"Patient","id":"bo","birthDate":"2010-01-01"}""");
        await Put("RelatedPerson", "bo", """
            {"resourceType":"RelatedPerson","id":"bo","patient":{"reference":"Patient/bo"},"identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"0101800001"}],
            "relationship":[{"coding":[{"code":"PARAUTH"}]}]}
            """);
        Assert.DoesNotContain(await Bookings.Bookable(Citizen("mum") with { OnBehalfOf = "Patient/bo" }, Ct), s => s.Service.Code == Control);
        Assert.Contains(await Bookings.Bookable(Citizen("bo"), Ct), s => s.Service.Code == Control);
    }

    private async Task IsStranger(string id)
    {
        Assert.DoesNotContain(await Bookings.Bookable(Citizen(id), Ct), s => s.Service.Code == Control);
        var open = new OpenTimesQuestion(Control, Clock.GetUtcNow(), Clock.GetUtcNow().AddDays(7));
        Assert.Equal("booking-needsreferral", (await Bookings.Open(Citizen(id), $"Patient/{id}", open, Ct)).Problem?.Rule);
        var time = await At(Control, "2026-11-26 09:00");
        Assert.Equal("booking-needsreferral", (await Bookings.Book(Citizen(id), new BookRequest($"Patient/{id}", Control, time!.Slot, Key()), Ct)).Problem?.Rule);
        Assert.Equal("booking-needsreferral", (await Get<WaitingList>().Join(Citizen(id), $"Patient/{id}", new WaitRequest(Control, null), Ct))?.Rule);
    }

    private async Task Put(string type, string id, string json) => Assert.Null((await Store.Update(Caller.Program, type, id, Json(json), null, Ct)).Problem);
}

public sealed class SqliteBookingReferral() : BookingReferralScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlBookingReferral() : BookingReferralScenarios(Dialect.PostgreSql);
