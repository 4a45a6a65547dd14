using Helhed.Fhir;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

/// <summary>Names, shapes and numbers of elements: https://hl7.org/fhir/R4/json.html.</summary>
public sealed class ParserStructureTests
{
    [Theory]
    [InlineData("\"colour\":\"blue\"", "Patient.colour", "'colour' is not an element of Patient.")]
    [InlineData("\"birthdate\":\"1970\"", "Patient.birthdate", "Did you mean 'birthDate'?")]
    [InlineData("\"deceased\":true", "Patient.deceased", "Did you mean 'deceasedBoolean'?")]
    [InlineData("\"name\":[{\"colour\":1}]", "Patient.name[0].colour", "'colour' is not an element of HumanName.")]
    [InlineData("\"name\":[{},{\"family\":\"a\"}]", "Patient.name[0]", "content")]
    [InlineData("\"name\":[{\"family\":\"a\"},{\"family\":\"b\",\"x\":[[]]}]", "Patient.name[1].x", "not an element")]
    [InlineData("\"contact\":[{\"name\":{\"x\":1}}]", "Patient.contact[0].name.x", "not an element of HumanName")]
    [InlineData("\"_name\":[{\"id\":\"a\"}]", "Patient._name", "not an element")]
    [InlineData("\"_\":{\"id\":\"a\"}", "Patient._", "not an element")]
    [InlineData("\"\":1", "Patient.", "not an element")]
    [InlineData("\"contained\":[{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"},\"y\":1}]", "Patient.contained[0].y", "not an element of Basic")]
    [InlineData("\"extension\":[{\"url\":\"u\",\"valueFoo\":1}]", "Patient.extension[0].valueFoo", "not an element of Extension")]
    public void An_unknown_element_is_refused_with_its_path(string members, string path, string says)
    {
        var issue = Parsed.Refusal($$"""{"resourceType":"Patient",{{members}}}""");
        Assert.Equal((path, IssueSeverity.Error, "structure"), (issue.Expression, issue.Severity, issue.Code));
        Assert.Contains(says, issue.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"active\":true,\"active\":false", "Patient.active")]
    [InlineData("\"active\":true,\"\\u0061ctive\":false", "Patient.active")]
    [InlineData("\"_active\":{\"id\":\"a\"},\"_active\":{\"id\":\"a\"}", "Patient._active")]
    [InlineData("\"name\":[{\"family\":\"a\",\"family\":\"a\"}]", "Patient.name[0].family")]
    [InlineData("\"resourceType\":\"Patient\"", "Patient")]
    public void A_property_stands_once(string members, string path)
    {
        var issue = Parsed.Refusal($$"""{"resourceType":"Patient",{{members}}}""");
        Assert.Equal(path, issue.Expression);
        Assert.Contains("stands twice", issue.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"deceasedBoolean\":true,\"deceasedDateTime\":\"2020\"")]
    [InlineData("\"deceasedDateTime\":\"2020\",\"deceasedBoolean\":true")]
    [InlineData("\"deceasedBoolean\":true,\"_deceasedDateTime\":{\"id\":\"a\"}")]
    public void A_choice_has_one_type(string members) =>
        Assert.Contains("Only one type of deceased[x]", Parsed.Refusal($$"""{"resourceType":"Patient",{{members}}}""").Message, StringComparison.Ordinal);

    [Fact]
    public void A_choice_with_its_own_extension_is_one_type() =>
        Parsed.Document("""{"resourceType":"Patient","deceasedBoolean":true,"_deceasedBoolean":{"id":"a"}}""");

    [Theory]
    [InlineData("\"name\":{\"family\":\"a\"}", "Patient.name", "may repeat")]
    [InlineData("\"name\":\"a\"", "Patient.name", "may repeat")]
    [InlineData("\"active\":[true]", "Patient.active", "does not repeat")]
    [InlineData("\"maritalStatus\":[{\"text\":\"x\"}]", "Patient.maritalStatus", "does not repeat")]
    [InlineData("\"active\":{\"a\":1}", "Patient.active", "not an object")]
    [InlineData("\"maritalStatus\":\"x\"", "Patient.maritalStatus", "an object")]
    [InlineData("\"_active\":true", "Patient._active", "an object")]
    [InlineData("\"name\":[[{\"family\":\"a\"}]]", "Patient.name[0]", "directly in an array")]
    [InlineData("\"name\":[]", "Patient.name", "must have items")]
    [InlineData("\"maritalStatus\":{}", "Patient.maritalStatus", "must have content")]
    [InlineData("\"_active\":{}", "Patient._active", "must have content")]
    [InlineData("\"active\":null", "Patient.active", "null is not a value")]
    [InlineData("\"name\":null", "Patient.name", "null is not a value")]
    [InlineData("\"name\":[null]", "Patient.name[0]", "null is not a value")]
    [InlineData("\"maritalStatus\":null", "Patient.maritalStatus", "null is not a value")]
    [InlineData("\"_active\":null", "Patient._active", "null is not a value")]
    public void Shapes_are_told_apart(string members, string path, string says)
    {
        var result = Parsed.Of($$"""{"resourceType":"Patient",{{members}}}""");
        Assert.Null(result.Document);
        Assert.Equal(path, result.Issues[0].Expression);
        Assert.Contains(says, result.Issues[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nulls_keep_the_places_of_a_list_of_primitives_and_its_extensions() =>
        Parsed.Document("""{"resourceType":"Patient","name":[{"given":["a",null,"c"],"_given":[null,{"id":"x"},null]}]}""");

    [Theory]
    [InlineData("Observation", "\"status\":\"final\"", "Observation.code is missing", "Observation")]
    [InlineData("Patient", "\"link\":[{\"type\":\"seealso\"}]", "Patient.link.other is missing", "Patient.link[0]")]
    [InlineData("Patient", "\"extension\":[{\"valueBoolean\":true}]", "Extension.url is missing", "Patient.extension[0]")]
    [InlineData("MedicationRequest", "\"status\":\"active\",\"intent\":\"order\",\"subject\":{\"reference\":\"Patient/1\"}", "MedicationRequest.medication[x] is missing", "MedicationRequest")]
    public void What_is_required_must_be_there(string type, string members, string says, string path)
    {
        var issue = Parsed.Refusal($$"""{"resourceType":"{{type}}",{{members}}}""");
        Assert.Equal(("required", path), (issue.Code, issue.Expression));
        Assert.StartsWith(says, issue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_extension_stands_in_for_a_required_primitive() =>
        Parsed.Document("""{"resourceType":"Observation","_status":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},"code":{"text":"x"}}""");

    [Fact]
    public void What_is_missing_is_a_warning_where_existing_data_is_taken_over()
    {
        var result = Parsed.Of("""{"resourceType":"Observation","status":"final"}""", new ParseOptions(Missing: IssueSeverity.Warning));
        Assert.NotNull(result.Document);
        Assert.Equal((IssueSeverity.Warning, "required"), (Assert.Single(result.Issues).Severity, result.Issues[0].Code));
        Assert.Null(Parsed.Of("""{"resourceType":"Observation","status":"final","x":1}""", new ParseOptions(Missing: IssueSeverity.Warning)).Document);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":"a"}""")]
    [InlineData("""{"resourceType":5}""")]
    [InlineData("""{"resourceType":null}""")]
    [InlineData("""{"resourceType":"Resource"}""")]
    [InlineData("""{"resourceType":"DomainResource"}""")]
    [InlineData("""{"resourceType":"HumanName"}""")]
    [InlineData("""{"resourceType":"Patient.contact"}""")]
    [InlineData("""{"resourceType":"patient"}""")]
    [InlineData("""{"resourceType":""}""")]
    [InlineData("""[{"resourceType":"Patient"}]""")]
    [InlineData("\"Patient\"")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("""{"resourceType":"Patient","contained":[{"id":"a"}]}""")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"HumanName"}]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"id":"a"}}]}""")]
    public void What_names_no_resource_type_is_refused(string json) => Parsed.Refusal(json);

    [Fact]
    public void The_type_may_stand_anywhere_in_its_object()
    {
        var document = Parsed.Document("""{"id":"a","name":[{"family":"x"}],"contained":[{"id":"b","code":{"text":"t"},"resourceType":"Basic"}],"resourceType":"Patient"}""");
        Assert.Equal(("Patient", "a"), (document.TypeName, document.Id));
    }

    [Fact]
    public void Escapes_in_names_and_types_are_read()
    {
        var document = Parsed.Document("""{"resource\u0054ype":"\u0050atient","\u0069d":"a","_\u0061ctive":{"id":"x"}}""");
        Assert.Equal(("Patient", "a"), (document.TypeName, document.Id));
    }
}
