using Helhed.Fhir.R4;

namespace Helhed.Tests.Modules.Synthetic;

public sealed class PeopleTests
{
    private readonly MadeRegion region = MadeRegion.Shared;

    private static readonly int[] CprWeights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

    [Fact]
    public void Every_cpr_number_fails_modulus_11_and_no_two_are_the_same()
    {
        var numbers = region.Of<Patient>().Select(CprOf).ToList();
        Assert.All(numbers, cpr => Assert.NotEqual(0, cpr.Select((digit, i) => (digit - '0') * CprWeights[i]).Sum() % 11));
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
    }

    [Fact]
    public void A_cpr_number_tells_the_right_date_century_and_sex() => Assert.All(region.Of<Patient>(), patient =>
    {
        var cpr = CprOf(patient);
        Assert.Equal(patient.BirthDate, $"{CenturyOf(cpr)}{cpr[4..6]}-{cpr[2..4]}-{cpr[..2]}");
        Assert.Equal(patient.Gender == "male", (cpr[9] - '0') % 2 == 1);
    });

    [Fact]
    public void Every_citizen_is_labelled_and_named_as_test_data() => Assert.All(region.Of<Patient>(), patient =>
    {
        Assert.Contains(patient.Meta!.Security, label => label.Code == "HTEST" && label.System == "http://terminology.hl7.org/CodeSystem/v3-ActReason");
        Assert.Equal("Test", patient.Name.Single(name => name.Use == "official").Given[0]);
        Assert.NotEmpty(patient.Name[0].Family!);
    });

    [Fact]
    public void Every_citizen_has_a_practice_by_SOR_and_a_municipality_of_the_region() => Assert.All(region.Of<Patient>(), patient =>
    {
        var practice = patient.GeneralPractitioner.Single();
        Assert.Equal("urn:oid:1.2.208.176.1.1", practice.Identifier!.System);
        Assert.Contains(practice.ReferenceValue!, region.Positions.Keys);
        Assert.Contains(patient.Address.Single().Extension, one => one.Url == "http://hl7.dk/fhir/core/StructureDefinition/dk-core-municipalityCodes");
    });

    [Fact]
    public void The_age_pyramid_is_Zealands()
    {
        var ages = region.Of<Patient>().Select(MadeRegion.AgeOf).ToList();
        Assert.InRange(Share(ages, age => age < 18), 0.15, 0.23);
        Assert.InRange(Share(ages, age => age >= 65), 0.20, 0.29);
        Assert.InRange(Share(ages, age => age >= 80), 0.035, 0.09);
        Assert.InRange(ages.Max(), 88, 105);
        Assert.InRange(region.Of<Patient>().Count(one => one.Gender == "female") / (double)ages.Count, 0.47, 0.55);
    }

    [Fact]
    public void A_parent_can_be_found_from_the_child_and_back()
    {
        var kin = region.Of<RelatedPerson>().Where(one => one.Patient!.ReferenceValue == "Patient/citizen-child").ToList();
        var mother = kin.Single(one => one.Relationship.Any(code => MadeRegion.HasCode(code, "MTH")));
        Assert.Contains(mother.Relationship, code => MadeRegion.HasCode(code, "PARAUTH"));
        var parent = region.Person("citizen-parent");
        Assert.Equal(CprOf(parent), mother.Identifier.Single().Value);
        Assert.Contains(parent.Link, link => link.Type == "seealso" && link.Other!.ReferenceValue == "RelatedPerson/" + mother.Id);
    }

    [Theory]
    [InlineData("citizen-copd", 82)]
    [InlineData("citizen-child", 9)]
    [InlineData("citizen-teen", 16)]
    public void A_persona_has_its_age(string id, int age) => Assert.Equal(age, MadeRegion.AgeOf(region.Person(id)));

    private static double Share(List<int> ages, Func<int, bool> which) => ages.Count(which) / (double)ages.Count;

    private static string CprOf(Patient patient) => patient.Identifier.Single(one => one.System == "urn:oid:1.2.208.176.1.2").Value!;

    private static int CenturyOf(string cpr)
    {
        var year = int.Parse(cpr[4..6], System.Globalization.CultureInfo.InvariantCulture);
        return cpr[6] switch { <= '3' => 19, '4' or '9' => year <= 36 ? 20 : 19, _ => year <= 57 ? 20 : 18 };
    }
}
