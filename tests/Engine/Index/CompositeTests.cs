namespace Helhed.Tests.Engine;

/// <summary>Composite parameters, positions and what stands in a bundle: https://hl7.org/fhir/R4/search.html#composite.</summary>
public class CompositeTests
{
    private const string BloodPressure = """
        "status":"final","code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},
        "component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":120,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
                     {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":80,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
                     {"code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"dataAbsentReason":{"text":"?"}}]
        """;

    [Fact]
    public void Values_of_one_element_belong_together()
    {
        var pressure = new Indexed("Observation", BloodPressure);

        Assert.Equal(["http://loinc.org|8480-6 $ 120 mm[Hg]", "http://loinc.org|8462-4 $ 80 mm[Hg]"], pressure.Composites("component-code-value-quantity"));
        Assert.Equal(["http://loinc.org|8480-6 $ 120 mm[Hg]", "http://loinc.org|8462-4 $ 80 mm[Hg]"], pressure.Composites("combo-code-value-quantity"));
        Assert.Empty(pressure.Composites("code-value-quantity"));
        Assert.Empty(pressure.Composites("component-code-value-concept"));
    }

    [Fact]
    public void Every_value_of_a_part_is_in_the_group() =>
        Assert.Equal(
            ["urn:a|1 urn:b|2 $ 5 g"],
            new Indexed("Observation", """ "status":"final","code":{"coding":[{"system":"urn:a","code":"1"},{"system":"urn:b","code":"2"}]},"valueQuantity":{"value":5,"unit":"g"}""").Composites("code-value-quantity"));

    [Theory]
    [InlineData("\"valueDateTime\":\"2026-01-01T00:00:00Z\"", "code-value-date")]
    [InlineData("\"valuePeriod\":{\"start\":\"2026-01-01T00:00:00Z\"}", "code-value-date")]
    [InlineData("\"valueString\":\"spor\"", "code-value-string")]
    [InlineData("\"valueCodeableConcept\":{\"coding\":[{\"code\":\"x\"}]}", "code-value-concept")]
    public void Each_kind_of_value_has_its_own_parameter(string value, string code) =>
        Assert.Single(new Indexed("Observation", $$""" "status":"final","code":{"coding":[{"code":"c"}]},{{value}}""").Composites(code));

    [Fact]
    public void A_part_can_come_from_the_resource_itself() =>
        Assert.Equal(
            ["|1 $ 10 $ 20", "|1 $ 30 $ 40"],
            new Indexed("MolecularSequence", """ "coordinateSystem":0,"referenceSeq":{"chromosome":{"coding":[{"code":"1"}]},"windowStart":1,"windowEnd":50},"variant":[{"start":10,"end":20},{"start":30,"end":40}]""")
                .Composites("chromosome-variant-coordinate"));

    [Fact]
    public void A_place_is_found_by_its_position() =>
        Assert.Equal([(55.46, 12.18)], new Indexed("Location", """ "position":{"latitude":55.46,"longitude":12.18}""").Positions("near"));

    [Fact]
    public void A_message_is_found_by_its_header_alone()
    {
        var bundle = new Indexed("Bundle", """
            "type":"message","entry":[
              {"resource":{"resourceType":"MessageHeader","id":"h","eventUri":"urn:e","source":{"endpoint":"urn:s"} } },
              {"resource":{"resourceType":"Patient","id":"p"} }]
            """);

        Assert.Equal(["MessageHeader/h"], bundle.References("message"));
    }
}
