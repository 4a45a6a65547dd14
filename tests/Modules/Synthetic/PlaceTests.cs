using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Synthetic;

namespace Helhed.Tests.Modules.Synthetic;

public sealed class PlaceTests
{
    private readonly MadeRegion region = MadeRegion.Shared;

    [Fact]
    public void There_are_60_practices_in_17_municipalities_each_with_home_nursing()
    {
        var practices = region.Of<Organization>().Where(one => one.Id!.StartsWith("laege-", StringComparison.Ordinal)).ToList();
        Assert.Equal(60, practices.Count);
        Assert.Equal(17, practices.Select(one => one.Id![6..10]).Distinct().Count());
        Assert.Equal(17, region.Of<Organization>().Count(one => one.Id!.StartsWith("hjemmepleje-", StringComparison.Ordinal)));
        Assert.Equal(60, practices.Select(one => one.Name).Distinct().Count());
    }

    [Theory]
    [InlineData(2026, "Organization/region-sjaelland")]
    [InlineData(2027, "Organization/region-oestdanmark")]
    public void A_hospital_belongs_to_the_region_of_the_day_and_carries_both_with_their_dates(int year, string expected)
    {
        var slagelse = Region.Generate(new RegionOptions(0, 1, new DateOnly(year, 1, 1)))
            .Where(made => made is { Type: "Organization", Id: "slagelse" })
            .Select(made => FhirJson.Read<Organization>(made.Json)).Single();
        Assert.Equal(expected, slagelse.PartOf!.ReferenceValue);
        var dated = slagelse.Extension.Where(one => one.Url!.EndsWith("/dated-part-of", StringComparison.Ordinal)).ToList();
        Assert.Equal(["2026-12-31", null], dated.Select(one => one.Extension.Single(part => part.Url == "period").ValuePeriod!.End));
    }

    [Fact]
    public void Every_sor_number_fails_verhoeff_and_every_gln_passes_its_check_in_the_example_prefix()
    {
        var numbers = region.Of<Organization>().SelectMany(one => one.Identifier).ToList();
        Assert.All(numbers.Where(one => one.System == "urn:oid:1.2.208.176.1.1"), one =>
        {
            Assert.StartsWith("99", one.Value, StringComparison.Ordinal);
            Assert.NotEqual(0, Verhoeff(one.Value!));
        });
        Assert.All(numbers.Where(one => one.System == "http://www.gs1.org/gln"), one =>
        {
            Assert.StartsWith("952", one.Value, StringComparison.Ordinal);
            Assert.Equal(0, one.Value!.Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 1 : 3)).Sum() % 10);
        });
    }

    [Fact]
    public void Verhoeff_here_knows_a_right_number() => Assert.Equal(0, Verhoeff("2363"));

    [Theory]
    [InlineData("gp", "7170")]
    [InlineData("doctor-medical", "7170")]
    [InlineData("nurse-copd", "5166")]
    [InlineData("visitation", "5166")]
    [InlineData("secretary", null)]
    [InlineData("paramedic", "C511")]
    [InlineData("porter", null)]
    [InlineData("planner", null)]
    [InlineData("director", null)]
    [InlineData("security", null)]
    public void A_staff_persona_has_a_role_at_an_organisation(string id, string? profession)
    {
        var role = region.Of<PractitionerRole>().Single(one => one.Id == id + "-role");
        Assert.Equal("Practitioner/" + id, role.Practitioner!.ReferenceValue);
        Assert.Contains(role.Organization!.ReferenceValue!, region.Positions.Keys);
        Assert.Equal(profession, role.Code.Single().Coding.SingleOrDefault()?.Code);
    }

    // The dihedral group's table computed instead of typed, so that this is another way to the same answer than the code under test.
    private static int Verhoeff(string number)
    {
        int[] turn = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
        var check = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = number[^(i + 1)] - '0';
            for (var times = 0; times < i % 8; times++)
            {
                digit = turn[digit];
            }

            check = Times(check, digit);
        }

        return check;
    }

    private static int Times(int a, int b) => (a < 5, b < 5) switch
    {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + ((a + b) % 5),
        (false, true) => 5 + ((a - b + 5) % 5),
        _ => (a - b + 10) % 5,
    };
}
