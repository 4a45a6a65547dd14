using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>A citizen as a DK Core patient, marked as test data.</summary>
internal static class PatientResource
{
    private static readonly Meta TestPatient = new()
    {
        Profile = [Systems.DkCore + "dk-core-patient"],
        Security = [new Coding { System = Systems.ActReason, Code = "HTEST", Display = "test health data" }],
    };

    private static readonly PatientCommunication Danish = new() { Language = Concept.Of(Systems.Language, "da", "Danish"), Preferred = true };
    private static readonly CodeableConcept Married = Concept.Of(Systems.MaritalStatus, "M", "Married");
    private static readonly CodeableConcept Unmarried = Concept.Of(Systems.MaritalStatus, "U", "unmarried");
    private static readonly CodeableConcept Widowed = Concept.Of(Systems.MaritalStatus, "W", "Widowed");

    private static readonly Extension Zealand = new()
    {
        Url = Systems.DkCore + "dk-core-RegionalSubDivisionCodes",
        ValueCodeableConcept = Concept.Of(Systems.Subdivision, "DK-85"),
    };

    private static readonly Dictionary<string, Extension> MunicipalityCodes = Municipality.All.ToDictionary(one => one.Code, one => new Extension
    {
        Url = Systems.DkCore + "dk-core-municipalityCodes",
        ValueCodeableConcept = Concept.Of(Systems.Municipality, one.Code, one.Name),
    });

    internal static Patient Of(Household household, Citizen citizen, IReadOnlyList<PatientLink> links) => new()
    {
        Id = citizen.Id,
        Meta = TestPatient,
        Identifier = [CprOf(citizen)],
        Active = true,
        Name = [NameOf(citizen)],
        Telecom = citizen.AgeOn(household.Today) < 10 ? [] : [PhoneOf(household, citizen)],
        Gender = citizen.Sex.Code(),
        BirthDate = DanishTime.Date(citizen.Born),
        Address = [AddressOf(household)],
        MaritalStatus = Marital(household, citizen),
        Communication = [Danish],
        GeneralPractitioner = [GpOf(household.Practice)],
        ManagingOrganization = household.Atlas.Region.Reference,
        Link = links,
    };

    internal static Identifier CprOf(Citizen citizen) => new() { Use = "official", System = Systems.Cpr, Value = citizen.Cpr };

    internal static HumanName NameOf(Citizen citizen) => new() { Use = "official", Family = citizen.Family, Given = ["Test", .. citizen.Given.Split(' ')] };

    internal static ContactPoint PhoneOf(Household household, Citizen citizen) =>
        new() { System = "phone", Value = FakeNumbers.Phone((household.Number * 7) + citizen.Key[^1]), Use = "mobile" };

    private static Address AddressOf(Household household) => new()
    {
        Extension = [MunicipalityCodes[household.Municipality.Code], Zealand, PlaceOf(household.Town)],
        Use = "home",
        Line = [household.Street],
        City = household.Town.Name,
        PostalCode = household.Town.PostalCode,
        Country = "DK",
    };

    // The town's middle: near enough to tell who lives far away.
    private static Extension PlaceOf(Town town) => new()
    {
        Url = "http://hl7.org/fhir/StructureDefinition/geolocation",
        Extension = [new Extension { Url = "latitude", ValueDecimal = town.Latitude }, new Extension { Url = "longitude", ValueDecimal = town.Longitude }],
    };

    private static CodeableConcept? Marital(Household household, Citizen citizen)
    {
        if (citizen.IsChildOfHousehold)
        {
            return null;
        }

        return household.Adults.Count() > 1 ? Married : citizen.AgeOn(household.Today) > 74 ? Widowed : Unmarried;
    }

    // DK Core wants the practice by SOR; the literal reference beside it lets a server follow it.
    private static Reference GpOf(CareUnit practice) => practice.Reference with { Identifier = Concept.SorNumber(practice.Sor) };
}
