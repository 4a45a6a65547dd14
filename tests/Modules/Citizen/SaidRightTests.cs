using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Booking;
using Helhed.Citizen;
using Helhed.Ui;

namespace Helhed.Tests.Modules.Citizen;

/// <summary>What the citizen's pages tell is so: receipts, titles, what was typed.</summary>
public sealed class SaidRightTests
{
    private static readonly MasterDataForm Empty = new() { Contacts = MasterData.Filled([]) };

    [Theory]
    [InlineData("booket", "booked", "booket")]
    [InlineData("booket", "cancelled", null)]
    [InlineData("flyttet", "cancelled", null)]
    [InlineData("tilbud", "fulfilled", null)]
    [InlineData("aflyst", "cancelled", "aflyst")]
    [InlineData("aflyst", "booked", null)]
    [InlineData("andet", "booked", null)]
    public void A_receipt_is_shown_while_it_holds(string asked, string status, string? shown) => Assert.Equal(shown, VisitPages.Receipt(asked, status));

    [Theory]
    [InlineData("sl-lung-nina-2611240900", "2026-11-24T08:00:00Z")]
    [InlineData("sl-lung-nina-2607240900", "2026-07-24T07:00:00Z")]
    [InlineData("sl-lung-nina-2699990900", null)]
    [InlineData("sl-knee-nina-2611240900", null)]
    [InlineData("", null)]
    public void The_name_of_a_slot_tells_when_it_begins(string slot, string? start)
    {
        var clinic = new ClinicTemplate { Clinic = "lung", Name = "", PublicPlace = "", Sector = "hospital", Organization = "", Phone = "", Address = "", Services = [], Actors = [], Sessions = [] };
        Assert.Equal(start is null ? null : DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture), TimePages.StartOf(slot, clinic));
    }

    [Theory]
    [InlineData(" Må jeg\vkomme?\r\nHilsen\t\0Inger ", "Må jeg\nkomme?\r\nHilsen\t Inger")]
    [InlineData("Et <SCRIPT>alert()</script> og javascript:x", "Et < SCRIPT>alert()</script> og javascript :x")]
    [InlineData(null, "")]
    public void What_is_typed_can_be_kept(string? typed, string kept) => Assert.Equal(kept, TypedText.Of(typed), ignoreCase: true);

    [Theory]
    [InlineData("inger<b@eksempel.dk", "", "email")]
    [InlineData("", "klingon", "sprog")]
    [InlineData("inger@eksempel.dk", "sgn-DK", null)]
    public void What_cannot_be_kept_is_told_at_its_field(string email, string spoken, string? field)
    {
        var errors = MasterDataPages.Errors(Empty with { Email = email, Spoken = spoken }, Empty, new MasterDataTexts(Language.Danish));
        Assert.Equal(field, errors is [var error] ? error.Field : null);
    }

    [Theory]
    [InlineData("2012-01-01", true)]
    [InlineData("2011-11-22", false)]
    [InlineData("2011-11-23", true)]
    [InlineData(null, false)]
    public void Nobody_under_15_is_given_a_mandate(string? born, bool isChild) => Assert.Equal(isChild, Mandates.IsChild(born, new DateOnly(2026, 11, 22)));

    [Fact]
    public void What_was_seen_is_yours_to_yourself_and_not_to_who_acts_for_you()
    {
        var caller = new Caller(CallerKind.Citizen, "Patient/a", "A", "citizen");
        var (own, another) = (new LooksTexts(Language.Danish), new LooksTexts(Language.Danish, isOwn: false));
        Assert.Equal(("din medicin og dine aftaler", "aftaler og medicin"), (own.Things(["Appointment", "MedicationRequest"]), another.Things(["Appointment", "MedicationRequest"])));
        Assert.Equal(("På dine vegne", "På personens vegne"), (own.Why(caller, "x", "read"), another.Why(caller, "x", "read")));
    }

    [Fact]
    public void Who_acts_for_a_person_does_not_learn_who_else_does()
    {
        LoggedAccess By(CallerKind kind, string who) => new(1, 0, default, new AccessEntry("read", new Caller(kind, who, "Mor", "citizen") { OnBehalfOf = "Patient/child" }, "citizen-acts-for-another", []));
        var shown = LooksQuery.WithoutProxy(By(CallerKind.Citizen, "Patient/mother")).Entry.Caller;
        Assert.Equal((LookGroup.AnotherProxy, "", "Patient/child"), (shown.Reference, shown.Display, shown.Subject));
        Assert.Equal("Practitioner/nurse", LooksQuery.WithoutProxy(By(CallerKind.Staff, "Practitioner/nurse")).Entry.Caller.Reference);
        Assert.False(new LookGroup(shown.Reference, "En anden", "", null, null, null, []).IsNamed);
    }

    [Theory]
    [InlineData("2019", 2019, "&date=ge2018-12-31&date=le2020-01-01")]
    [InlineData(" 2019 ", 2019, "&date=ge2018-12-31&date=le2020-01-01")]
    [InlineData("", null, "")]
    [InlineData("19", null, "")]
    [InlineData("-2019", null, "")]
    [InlineData("20190", null, "")]
    public void A_year_that_is_asked_for_narrows_the_search(string typed, int? year, string search)
    {
        var span = new LineSpan(LineSpan.YearOf(typed));
        Assert.Equal((year, search, ""), (span.Year, span.Of("date"), span.Of(null)));
        RecordLine On(DateOnly? day) => new("Observation", "o", RecordPart.Results, day, "x");
        Assert.Equal((true, year is null, year is null), (span.Has(On(new(2019, 12, 31))), span.Has(On(new(2020, 1, 1))), span.Has(On(null))));
    }

    [Fact]
    public void A_visit_booked_here_has_its_name_in_both_languages()
    {
        var service = new ServiceType { Code = "lung.control", Danish = "Kontrol af lunger", English = "Lung control", Minutes = 30 };
        Assert.Equal("Lung control", VisitTitle.Of("Kontrol af lunger", service, Language.English));
        Assert.Equal("Kontrol af lunger", VisitTitle.Of("Lung control", service, Language.Danish));
        Assert.Equal("Samtale om hjælp", VisitTitle.Of("Samtale om hjælp", service, Language.English));
    }
}
