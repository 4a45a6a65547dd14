using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>Staff as Practitioner and PractitionerRole; a persona's role has the id <c>persona-role</c>.</summary>
internal static class StaffResources
{
    private static readonly Meta PractitionerProfile = Concept.Profile("dk-core-practitioner");
    private static readonly Meta RoleProfile = Concept.Profile("dk-core-practitioner-role");

    internal static IEnumerable<SyntheticResource> Of(Atlas atlas)
    {
        foreach (var unit in atlas.Units)
        {
            foreach (var one in unit.Staff)
            {
                yield return Sink.Encode(Person(one));
                yield return Sink.Encode(Role(one));
            }
        }
    }

    private static Practitioner Person(Clinician one) => new()
    {
        Id = one.Id,
        Meta = PractitionerProfile,
        Active = true,
        Name = [new HumanName { Use = "official", Text = one.Name, Family = one.Family, Given = one.Given.Split(' ') }],
        Gender = one.Sex.Code(),
        Qualification = ProfessionCode(one.Profession) is { } code ? [Authorised(one, code)] : [],
    };

    private static PractitionerQualification Authorised(Clinician one, CodeableConcept code) => new()
    {
        Identifier = [new Identifier { System = Systems.Authorisation, Value = FakeNumbers.Authorisation(one.Number) }],
        Code = code,
    };

    private static PractitionerRole Role(Clinician one) => new()
    {
        Id = one.Id + "-role",
        Meta = RoleProfile,
        Active = true,
        Practitioner = one.Reference,
        Organization = one.Unit.Reference,
        Code = [(ProfessionCode(one.Profession) ?? new CodeableConcept()) with { Text = one.Title }],
        Location = [one.Unit.Place],
        Telecom = [new ContactPoint { System = "phone", Value = FakeNumbers.Phone(500_000 + one.Number), Use = "work" }],
    };

    /// <summary>The profession's authorisation group; null for those Denmark does not authorise.</summary>
    private static CodeableConcept? ProfessionCode(Profession profession) => profession switch
    {
        Profession.Doctor => Concept.Of(Systems.Profession, "7170", "Læge"),
        Profession.Nurse => Concept.Of(Systems.Profession, "5166", "Sygeplejerske"),
        Profession.Midwife => Concept.Of(Systems.Profession, "5175", "Jordemoder"),
        Profession.Physiotherapist => Concept.Of(Systems.Profession, "5151", "Fysioterapeut"),
        Profession.Laboratory => Concept.Of(Systems.Profession, "5159", "Bioanalytiker"),
        Profession.Radiographer => Concept.Of(Systems.Profession, "5158", "Radiograf"),
        Profession.CareAssistant => Concept.Of(Systems.Profession, "5152", "Social- og sundhedsassistent"),
        Profession.Paramedic => Concept.Of(Systems.Profession, "C511", "Ambulancebehandler"),
        _ => null,
    };
}
