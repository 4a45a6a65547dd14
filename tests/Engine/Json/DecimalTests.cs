using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;

namespace Helhed.Tests.Engine;

/// <summary>Decimals keep their digits: https://hl7.org/fhir/R4/datatypes.html#decimal.</summary>
public sealed class DecimalTests
{
    [Theory]
    [InlineData("1.50", 1.5)]
    [InlineData("1e2", 100)]
    [InlineData("1E2", 100)]
    [InlineData("1.0e-2", 0.01)]
    [InlineData("-0.0", 0)]
    [InlineData("0", 0)]
    [InlineData("100", 100)]
    [InlineData("1e400", 79228162514264337593543950335.0)]
    [InlineData("-1e400", -79228162514264337593543950335.0)]
    [InlineData("1e-400", 0)]
    [InlineData("123456789012345678901234567890", 79228162514264337593543950335.0)]
    [InlineData("0.123456789012345678901234567890123456789", 0.1234567890123456789)]
    public void The_text_stays_and_the_number_is_near(string text, double value)
    {
        var parsed = FhirDecimal.Parse(text);
        Assert.Equal(text, parsed.ToString());
        Assert.Equal(value, (double)parsed.Value, Math.Abs(value) * 1e-15);
        Assert.Equal(parsed, FhirDecimal.Parse(text));
    }

    [Fact]
    public void A_number_of_the_program_keeps_its_scale()
    {
        Assert.Equal("1.50", ((FhirDecimal)1.50m).ToString());
        Assert.Equal("7", ((FhirDecimal)7).ToString());
        Assert.Equal("-0.001", ((FhirDecimal)(-0.001m)).ToString());
        Assert.Equal((FhirDecimal)1.50m, FhirDecimal.Parse("1.50"));
        Assert.NotEqual(FhirDecimal.Parse("1.5"), FhirDecimal.Parse("1.5e0"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("1.5.5")]
    public void What_is_no_number_throws(string text) => Assert.Throws<FormatException>(() => FhirDecimal.Parse(text));

    [Theory]
    [InlineData("1.50")]
    [InlineData("1e2")]
    [InlineData("-0.00")]
    [InlineData("123456789012345678901234567890.1234567890")]
    [InlineData("1E-30")]
    public void A_resource_is_written_with_the_digits_it_was_read_with(string digits)
    {
        var json = $$$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":{{{digits}}}}}""";
        Assert.Equal(json, Encoding.UTF8.GetString(FhirJson.Write(FhirJson.Read<Observation>(Encoding.UTF8.GetBytes(json)))));
    }
}
