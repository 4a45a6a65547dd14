using System.Text;
using Helhed.Citizen;
using Xunit;

namespace Helhed.Tests.Modules.Citizen;

/// <summary>What people are called on their pages.</summary>
public sealed class CitizenNameTests
{
    [Theory]
    [InlineData("""{"resourceType":"Patient","contact":[{"name":{"family":"Other"}}],"name":[{"use":"official","family":"Mortensen","given":["Inger","Marie"]},{"given":["Inge"]}]}""", "Inger Marie", "Inger Marie Mortensen")]
    [InlineData("""{"resourceType":"Patient","name":[{"text":"Inger M.","given":["Inger"],"family":"Mortensen"}]}""", "Inger", "Inger M.")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":[null,"B\u00f8rge"],"_given":[{"extension":[]},null]}]}""", "Børge", "Børge")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"Mortensen"}]}""", "", "Mortensen")]
    public void The_first_name_counts(string patient, string given, string full) => Assert.Equal(new CitizenName(given, full), CitizenName.Of(Encoding.UTF8.GetBytes(patient)));

    [Theory]
    [InlineData("""{"resourceType":"Patient","contact":[{"name":{"family":"Other"}}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[]}""")]
    public void Who_has_no_name_has_none(string patient) => Assert.Null(CitizenName.Of(Encoding.UTF8.GetBytes(patient)));
}
