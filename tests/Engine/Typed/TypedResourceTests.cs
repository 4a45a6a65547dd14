using System.Text;
using Helhed.Fhir.Json;
using R4 = Helhed.Fhir.R4;

namespace Helhed.Tests.Engine;

public class TypedResourceTests
{
    [Fact]
    public void A_primitive_keeps_its_extensions_beside_its_value()
    {
        var json = Bytes("""{"resourceType":"Patient","birthDate":"1985-06-02","_birthDate":{"id":"b","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthTime","valueDateTime":"1985-06-02T14:35:00+02:00"}]},"_gender":{"extension":[{"url":"urn:why","valueCode":"unknown"}]}}""");
        var patient = FhirJson.Read<R4.Patient>(json);
        Assert.Equal("1985-06-02", patient.BirthDate);
        Assert.Equal("b", patient.BirthDateElement!.Id);
        Assert.Equal("1985-06-02T14:35:00+02:00", Assert.Single(patient.BirthDateElement.Extension).ValueDateTime);
        Assert.Null(patient.Gender);
        Assert.Equal("unknown", patient.GenderElement!.Extension[0].ValueCode);
        Assert.Null(CanonicalJson.Difference(json, FhirJson.Write(patient)));
    }

    [Fact]
    public void Holes_in_a_list_of_primitives_stay_where_they_are()
    {
        var json = Bytes("""{"resourceType":"Patient","name":[{"given":["Else",null,"Marie"],"_given":[null,{"extension":[{"url":"urn:why","valueCode":"masked"}]},null]},{"_given":[{"id":"only"}]}]}""");
        var names = FhirJson.Read<R4.Patient>(json).Name;
        Assert.Equal(["Else", null, "Marie"], names[0].Given);
        Assert.Equal([false, true, false], names[0].GivenElement.Select(e => e is not null));
        Assert.Empty(names[1].Given);
        Assert.Equal("only", names[1].GivenElement[0]!.Id);
        Assert.Null(CanonicalJson.Difference(json, FhirJson.Write(FhirJson.Read<R4.Patient>(json))));
    }

    [Theory]
    [InlineData("1.50", "1.5")]
    [InlineData("1e2", "100")]
    [InlineData("100", "100")]
    [InlineData("-0.0", "0")]
    [InlineData("0.000000000000000000000000000001", "0")]
    [InlineData("123456789012345678901234567890", "79228162514264337593543950335")]
    [InlineData("-1E+40", "-79228162514264337593543950335")]
    [InlineData("3.14159265358979323846264338327950288", "3.1415926535897932384626433833")]
    public void A_decimal_keeps_its_text_and_has_a_value(string text, string value)
    {
        var json = Bytes($$$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":{{{text}}},"unit":"mmol/L"}}""");
        var observation = FhirJson.Read<R4.Observation>(json);
        var number = observation.ValueQuantity!.Value!.Value;
        Assert.Equal(text, number.ToString());
        Assert.Equal(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), number.Value, 28);
        Assert.Null(CanonicalJson.Difference(json, FhirJson.Write(observation)));
    }

    [Fact]
    public void A_decimal_out_of_code_is_written_with_its_scale()
    {
        var quantity = new R4.Observation { Status = "final", Code = new R4.CodeableConcept { Text = "x" }, ValueQuantity = new R4.Quantity { Value = 7.10m } };
        Assert.Equal("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":7.10}}""", Text(FhirJson.Write(quantity)));
    }

    [Fact]
    public void Contained_resources_are_records_of_their_types()
    {
        var json = Bytes("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"Lægehuset"},{"resourceType":"Account","id":"a","status":"active"}],"managingOrganization":{"reference":"#o"}}""");
        var patient = FhirJson.Read<R4.Patient>(json);
        Assert.Equal("Lægehuset", Assert.IsType<R4.Organization>(patient.Contained[0]).Name);
        Assert.Equal("active", Assert.IsType<R4.Account>(patient.Contained[1]).Status);
        Assert.Equal("#o", patient.ManagingOrganization!.ReferenceValue);
        Assert.Null(CanonicalJson.Difference(json, FhirJson.Write(patient)));
    }

    [Fact]
    public void With_changes_one_thing_and_leaves_the_original()
    {
        var before = FhirJson.Read<R4.Patient>(Bytes("""{"resourceType":"Patient","id":"p","active":true,"name":[{"family":"Holm"}],"_gender":{"id":"g"}}"""));
        var after = before with { Active = false, Name = [before.Name[0] with { Given = ["Ida"] }] };
        Assert.Equal((true, 0), (before.Active, before.Name[0].Given.Count));
        Assert.Equal("""{"resourceType":"Patient","id":"p","active":false,"name":[{"family":"Holm","given":["Ida"]}],"_gender":{"id":"g"}}""", Text(FhirJson.Write(after)));
    }

    [Fact]
    public void An_empty_record_is_written_as_its_type() =>
        Assert.Equal("""{"resourceType":"Patient"}""", Text(FhirJson.Write(new R4.Patient())));

    [Fact]
    public void Texts_are_written_so_that_they_are_read_back()
    {
        const string Hard = "\"\\/ \t\r\n æøå 😀 \u2028 </script> \u007F";
        var written = FhirJson.Write(new R4.Patient { Name = [new R4.HumanName { Text = Hard }] });
        Assert.Equal(Hard, FhirJson.Read<R4.Patient>(written).Name[0].Text);
        Assert.Contains("æøå", Text(written));
    }

    [Fact]
    public void Resource_type_may_stand_last()
    {
        var patient = FhirJson.Read<R4.Patient>(Bytes("""{"id":"p","contained":[{"id":"o","name":"x","resourceType":"Organization"}],"resourceType":"Patient"}"""));
        Assert.Equal("p", patient.Id);
        Assert.Equal("x", Assert.IsType<R4.Organization>(patient.Contained[0]).Name);
    }

    [Fact]
    public void Another_type_than_the_wanted_is_an_issue_and_from_the_store_an_exception()
    {
        var json = Bytes("""{"resourceType":"Patient"}""");
        Assert.False(FhirJson.TryRead<R4.Observation>(json, out var resource, out var issues));
        Assert.Null(resource);
        Assert.Equal("The resource is a Patient, where a Observation is needed.", Assert.Single(issues).Message);
        Assert.Contains("Patient", Assert.Throws<InvalidDataException>(() => FhirJson.Read<R4.Observation>(json)).Message);
        Assert.True(FhirJson.TryRead<R4.Resource>(json, out _, out _));
    }

    [Fact]
    public void Repeated_elements_before_and_after_others_are_all_read()
    {
        var bundle = FhirJson.Read<R4.Bundle>(Bytes("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","telecom":[{"value":"1"},{"value":"2"}],"name":[{"family":"A"}]}},{"resource":{"resourceType":"Patient","telecom":[{"value":"3"}]}}]}"""));
        Assert.Equal(["1", "2", "3"], bundle.Entry.SelectMany(e => ((R4.Patient)e.Resource!).Telecom).Select(t => t.Value));
    }

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}
