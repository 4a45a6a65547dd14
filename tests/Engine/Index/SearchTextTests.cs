using System.Text;
using Helhed.Fhir.Index;

namespace Helhed.Tests.Engine;

/// <summary>Numbers and references as they stand in searches and resources.</summary>
public class SearchTextTests
{
    [Theory]
    [InlineData("100", 99.5, 100.5)]
    [InlineData("100.00", 99.995, 100.005)]
    [InlineData("5.4", 5.35, 5.45)]
    [InlineData("0", -0.5, 0.5)]
    [InlineData("-3", -3.5, -2.5)]
    [InlineData("1e2", 95, 105)]
    [InlineData("1.00e2", 99.95, 100.05)]
    [InlineData("1.5E-1", 0.145, 0.155)]
    [InlineData("2E+1", 19.5, 20.5)]
    [InlineData("0.2", 0.15, 0.25)]
    [InlineData("-0.2", -0.25, -0.15)]
    public void A_number_spans_half_a_unit_of_its_last_digit(string text, double low, double high)
    {
        var range = NumberText.Range(Encoding.UTF8.GetBytes(text));
        Assert.Equal((low, high), range); // to the last bit: what is stored as 5.35 is at the edge of 5.4
        Assert.Equal((low + high) / 2, NumberText.Value(Encoding.UTF8.GetBytes(text)), 1e-9);
    }

    [Theory]
    [InlineData("Patient/1", "Patient", "1")]
    [InlineData("Patient/a-B.9", "Patient", "a-B.9")]
    [InlineData("Patient/1/_history/2", "Patient", "1")]
    [InlineData("MedicationRequest/x", "MedicationRequest", "x")]
    public void A_reference_on_this_server_has_a_type_and_an_id(string text, string type, string id)
    {
        Assert.True(ReferenceText.TryParse(Encoding.UTF8.GetBytes(text), out var foundType, out var foundId));
        Assert.Equal((type, id), (Encoding.UTF8.GetString(foundType.Span), Encoding.UTF8.GetString(foundId.Span)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("Patient")]
    [InlineData("Patient/")]
    [InlineData("/Patient/1")]
    [InlineData("patient/1")]
    [InlineData("Thing/1")]
    [InlineData("HumanName/1")]
    [InlineData("Patient/1/2")]
    [InlineData("Patient/1/_versions/2")]
    [InlineData("#p")]
    [InlineData("http://x.dk/fhir/Patient/1")]
    [InlineData("urn:uuid:c757873d-ec9a-4326-a141-556f43239520")]
    [InlineData("Patient?identifier=1")]
    [InlineData("Patient/12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("Ååå/1")]
    public void Everything_else_is_an_address(string text) => Assert.False(ReferenceText.TryParse(Encoding.UTF8.GetBytes(text), out _, out _));
}
