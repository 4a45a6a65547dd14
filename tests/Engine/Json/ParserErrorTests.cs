using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

/// <summary>Every kind of error with its place. In each text § stands where the error is reported; it is taken out before parsing.</summary>
public class ParserErrorTests
{
    [Theory]
    [InlineData("""{"resourceType":"Patient",§"colour":"x"}""", "Patient.colour", "'colour' is not an element of Patient.")]
    [InlineData("""{"resourceType":"Patient",§"birthdate":"2026"}""", "Patient.birthdate", "Did you mean 'birthDate'?")]
    [InlineData("""{"resourceType":"Patient",§"deceased":true}""", "Patient.deceased", "Did you mean 'deceasedBoolean'?")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"A"},{§"familie":"B"}]}""", "Patient.name[1].familie", "'familie' is not an element of HumanName.")]
    [InlineData("""{"resourceType":"Patient","contact":[{"name":{"given":["A"],§"age":1}}]}""", "Patient.contact[0].name.age", "is not an element of HumanName.")]
    [InlineData("""{"resourceType":"Patient",§"_name":[{"id":"x"}]}""", "Patient._name", "'_name' is not an element of Patient.")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o",§"title":"x"}]}""", "Patient.contained[0].title", "is not an element of Organization.")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:x"},{"resource":{"resourceType":"Patient",§"x":1}}]}""", "Bundle.entry[1].resource.x", "is not an element of Patient.")]
    public void Unknown_fields(string marked, string expression, string message) => Reports(marked, "structure", expression, message);

    [Theory]
    [InlineData("""{"resourceType":"Patient","active":true,§"active":true}""", "Patient.active", "The property 'active' stands twice.")]
    [InlineData("""{"resourceType":"Patient","active":true,§"\u0061ctive":true}""", "Patient.active", "The property 'active' stands twice.")]
    [InlineData("""{"resourceType":"Patient","_gender":{"id":"a"},§"_gender":{"id":"b"}}""", "Patient._gender", "The property '_gender' stands twice.")]
    [InlineData("""{"resourceType":"Patient",§"resourceType":"Patient"}""", "Patient", "The property 'resourceType' stands twice.")]
    [InlineData("""{"resourceType":"Patient","deceasedBoolean":true,§"deceasedDateTime":"2026"}""", "Patient.deceasedDateTime", "Only one type of deceased[x] may be given.")]
    [InlineData("""{"resourceType":"Patient","multipleBirthInteger":1,§"_multipleBirthBoolean":{"id":"x"}}""", "Patient._multipleBirthBoolean", "Only one type of multipleBirth[x] may be given.")]
    public void Repeated_properties_and_choices(string marked, string expression, string message) => Reports(marked, "structure", expression, message);

    [Theory]
    [InlineData("""{"resourceType":"Patient","gender":§null}""", "Patient.gender", "null is not a value")]
    [InlineData("""{"resourceType":"Patient","name":§null}""", "Patient.name", "null is not a value")]
    [InlineData("""{"resourceType":"Patient","name":§[]}""", "Patient.name", "An array must have items")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":§[]}]}""", "Patient.name[0].given", "An array must have items")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"A"},§{}]}""", "Patient.name[1]", "An object must have content")]
    [InlineData("""{"resourceType":"Patient","_birthDate":§{}}""", "Patient._birthDate", "An object must have content")]
    public void Emptiness(string marked, string expression, string message) => Reports(marked, "structure", expression, message);

    [Theory]
    [InlineData("""{"resourceType":"Patient","birthDate":§["2026"]}""", "Patient.birthDate", "Patient.birthDate does not repeat")]
    [InlineData("""{"resourceType":"Patient","maritalStatus":§[{"text":"x"}]}""", "Patient.maritalStatus", "does not repeat")]
    [InlineData("""{"resourceType":"Patient","name":§{"family":"A"}}""", "Patient.name", "Patient.name may repeat, so its value is an array")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":§"A"}]}""", "Patient.name[0].given", "may repeat")]
    [InlineData("""{"resourceType":"Patient","gender":§{"value":"male"}}""", "Patient.gender", "Patient.gender is a code, not an object.")]
    [InlineData("""{"resourceType":"Patient","maritalStatus":§"M"}""", "Patient.maritalStatus", "is a CodeableConcept, so its value is an object")]
    [InlineData("""{"resourceType":"Patient","_gender":§"x"}""", "Patient._gender", "is a set of extensions, so its value is an object")]
    public void Shapes(string marked, string expression, string message) => Reports(marked, "structure", expression, message);

    [Theory]
    [InlineData("""{"resourceType":"Patient","active":§"yes"}""", "Patient.active", "A boolean is true or false")]
    [InlineData("""{"resourceType":"Patient","gender":§1}""", "Patient.gender", "The value must be a text in quotes.")]
    [InlineData("""{"resourceType":"Patient","gender":§""}""", "Patient.gender", "An empty text is not a value")]
    [InlineData("""{"resourceType":"Patient","text":{"status":"generated","div":§"hello"}}""", "Patient.text.div", "A narrative is XHTML that begins with <div.")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":§"\ud800"}]}""", "Patient.name[0].family", "half of a surrogate pair")]
    public void Values(string marked, string expression, string message) => Reports(marked, "value", expression, message);

    [Theory]
    [InlineData("""§{"resourceType":"Bundle"}""", "Bundle", "Bundle.type is missing")]
    [InlineData("""{"resourceType":"Patient","link":[§{"type":"seealso"}]}""", "Patient.link[0]", "Patient.link.other is missing")]
    [InlineData("""§{"resourceType":"MedicationRequest","status":"active","intent":"order","subject":{"display":"x"}}""", "MedicationRequest", "MedicationRequest.medication[x] is missing")]
    [InlineData("""{"resourceType":"Patient","extension":[§{"valueString":"x"}]}""", "Patient.extension[0]", "Extension.url is missing")]
    public void Missing_elements(string marked, string expression, string message) => Reports(marked, "required", expression, message);

    [Theory]
    [InlineData("""§{}""", "resourceType", "A resource needs a 'resourceType'")]
    [InlineData("""§{"resourceType":7}""", "resourceType", "A resource needs a 'resourceType'")]
    [InlineData("""§{"resourceType":"Patent"}""", "Patent", "'Patent' is not a resource type of R4.")]
    [InlineData("""§{"resourceType":"DomainResource"}""", "DomainResource", "is not a resource type of R4.")]
    [InlineData(""" §["Patient"]""", null, "A resource is a JSON object that begins with '{'.")]
    public void Resource_types(string marked, string? expression, string message) => Reports(marked, "structure", expression, message);

    [Theory]
    [InlineData("""{"resourceType":"Patient","active":§@}""", "The JSON is broken")]
    [InlineData("""{"resourceType":"Patient"} §x""", "The JSON is broken")]
    [InlineData("""{"resourceType":"Patient"}§{"resourceType":"Patient"}""", "The JSON is broken")]
    public void Broken_json(string marked, string message) => Reports(marked, "structure", null, message);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("{")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"A"}""")]
    [InlineData("""{"resourceType":"Patient","active":01}""")]
    [InlineData("""{"resourceType":"Patient",}""")]
    public void Json_that_ends_or_errs_is_reported_as_broken(string json)
    {
        var result = FhirDocument.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Null(result.Document);
        Assert.Contains("The JSON is broken", Assert.Single(result.Issues, i => i.Message.Contains("broken", StringComparison.Ordinal)).Message);
    }

    [Fact]
    public void Lines_are_counted_and_columns_are_bytes()
    {
        const string Json = "{\"resourceType\":\"Patient\",\r\n\"active\":true,\n  \"gender\":\"male\",\t\"birthDate\":\"2026\",\n\"name\":[{\"text\":\"åøå\",§\"nick\":\"x\"}]}";
        var (line, column) = Reports(Json, "structure", "Patient.name[0].nick", "is not an element");
        Assert.Equal((4, 26), (line, column)); // å and ø are two bytes each
    }

    private static (int Line, int Column) Reports(string marked, string code, string? expression, string message)
    {
        var before = Encoding.UTF8.GetBytes(marked[..marked.IndexOf('§', StringComparison.Ordinal)]);
        var expected = (Line: before.Count(b => b == '\n') + 1, Column: before.Length - before.AsSpan().LastIndexOf((byte)'\n'));
        var result = FhirDocument.Parse(Encoding.UTF8.GetBytes(marked.Replace("§", "", StringComparison.Ordinal)));
        Assert.Null(result.Document);
        var issue = Assert.Single(result.Issues);
        Assert.Equal((IssueSeverity.Error, code, expression), (issue.Severity, issue.Code, issue.Expression));
        Assert.Contains(message, issue.Message);
        Assert.Equal(expected, (issue.Line, issue.Column));
        return expected;
    }
}
