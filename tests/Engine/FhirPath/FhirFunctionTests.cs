using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;

namespace Helhed.Tests.Engine.FhirPath;

/// <summary>What R4 adds to the language: extensions, references, terminology, variables, and primitives with two properties.</summary>
public class FhirFunctionTests
{
    private static readonly FhirDocument Patient = Parsed.Document(
        """
        {"resourceType":"Patient","id":"p","gender":"female","_gender":{"id":"g","extension":[{"url":"http://e/a","valueString":"one"},{"url":"http://e/b","valueBoolean":true}]},
         "_birthDate":{"extension":[{"url":"http://e/absent","valueCode":"unknown"}]},
         "name":[{"given":["Ida",null,"Maja"],"_given":[null,{"extension":[{"url":"http://e/c","valueString":"x"}]},{"id":"m"}]}],
         "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Ida</p></div>"},
         "contained":[{"resourceType":"Organization","id":"o","name":"Org"},{"resourceType":"Practitioner","id":"q"}],
         "managingOrganization":{"reference":"#o"},"generalPractitioner":[{"reference":"#q"},{"reference":"#missing"},{"reference":"Practitioner/9"},{"display":"x"}],
         "maritalStatus":{"coding":[{"system":"urn:s","code":"M"},{"system":"urn:s","code":"U"}]}}
        """);

    private static readonly FhirDocument Bundle = Parsed.Document(
        """
        {"resourceType":"Bundle","type":"collection","entry":[
          {"fullUrl":"http://a.dk/fhir/Patient/1","resource":{"resourceType":"Patient","id":"1","managingOrganization":{"reference":"Organization/2"},"generalPractitioner":[{"reference":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"}]}},
          {"fullUrl":"http://a.dk/fhir/Organization/2","resource":{"resourceType":"Organization","id":"2","name":"Org","partOf":{"reference":"http://a.dk/fhir/Organization/2/_history/3"},"contained":[{"resourceType":"Endpoint","id":"e","status":"active","connectionType":{"code":"x"},"payloadType":[{"text":"x"}],"address":"http://x"}],"endpoint":[{"reference":"#e"}]}},
          {"fullUrl":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a","resource":{"resourceType":"Practitioner","gender":"male"}},
          {"fullUrl":"http://b.dk/fhir/Patient/7","resource":{"resourceType":"Patient","managingOrganization":{"reference":"Organization/2"}}}]}
        """);

    [Theory]
    [InlineData("gender.extension('http://e/a').value", "one")]
    [InlineData("gender.extension('http://e/b').value and gender = 'female'", "true")]
    [InlineData("gender.extension.url", "http://e/a | http://e/b")]
    [InlineData("gender.id", "g")]
    [InlineData("gender.hasValue()", "true")]
    [InlineData("birthDate.exists()", "true")]
    [InlineData("birthDate.hasValue()", "false")]
    [InlineData("birthDate.extension('http://e/absent').value", "unknown")]
    [InlineData("birthDate < today() | birthDate.getValue()", "{}")]
    [InlineData("birthDate = @1970", "false")]
    [InlineData("name.given.count()", "3")]
    [InlineData("name.given.select(hasValue())", "true | false | true")]
    [InlineData("name.given[1].extension.value", "x")]
    [InlineData("name.given[2].id", "m")]
    [InlineData("name.given.where($this = 'Maja').id", "m")]
    [InlineData("name.given.getValue() | name.given.hasValue()", "false")]
    [InlineData("name.given.first().getValue() is System.String", "true")]
    [InlineData("gender.children().count()", "3")]
    [InlineData("name.children().count()", "3")]
    [InlineData("name.descendants().count()", "7")]
    [InlineData("name.given[1].descendants().ofType(string)", "x")]
    [InlineData("gender.extension('http://e/z') | gender.extension({})", "{}")]
    [InlineData("gender.value is System.String", "true")]
    [InlineData("hasValue() or 1.hasValue().not()", "false")]
    public void Primitives_have_a_value_and_elements(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("name.given[1].pathname()", "Patient.name[0].given[1]")]
    [InlineData("name.given[1].extension.value.pathname()", "Patient.name[0].given[1].extension[0].value[0]")]
    [InlineData("gender.pathname() | gender.pathname(true) | gender.extension[1].value.pathname(true)", "Patient.gender[0] | Patient.gender | Patient.gender.extension[1].value")]
    [InlineData("contained[1].id.pathname(true)", "Patient.contained[1].id")]
    [InlineData("birthDate.extension.pathname()", "Patient.birthDate[0].extension[0]")]
    [InlineData("pathname() | 1.pathname() | (name.given & 'x').pathname()", "Execution")]
    [InlineData("pathname() | 1.pathname()", "Patient")]
    public void Elements_tell_their_path(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression, Patient));

    [Fact]
    public void Every_path_leads_back_to_its_element()
    {
        foreach (var value in Evaluated.Outcome("descendants().pathname()", Patient).Values)
        {
            Assert.Equal("1", Evaluated.Of($"{value.Text}.count()", Patient, new FhirPathContext { ChecksTypes = false }));
            Assert.Equal(value.Text, Evaluated.Of($"{value.Text}.pathname()", Patient, new FhirPathContext { ChecksTypes = false }));
        }
    }

    [Theory]
    [InlineData("managingOrganization.resolve().name", "Org")]
    [InlineData("generalPractitioner.resolve().id", "q")]
    [InlineData("generalPractitioner.where(resolve() is Practitioner).reference", "#q")]
    [InlineData("generalPractitioner.reference.resolve().id", "q")]
    [InlineData("'#'.resolve().id | '#o'.resolve().name", "p | Org")]
    [InlineData("contained.select('#' & id).resolve().id", "o | q")]
    public void Contained_resources_are_resolved(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("entry[0].resource.managingOrganization.resolve().name", "Org")]
    [InlineData("entry[0].resource.generalPractitioner.resolve().gender", "male")]
    [InlineData("entry[1].resource.partOf.resolve().id", "2")]
    [InlineData("entry[1].resource.endpoint.resolve().address", "http://x")]
    [InlineData("entry[3].resource.managingOrganization.resolve()", "{}")]
    public void Entries_of_a_bundle_are_resolved_by_their_address(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression, Bundle));

    [Fact]
    public void What_is_elsewhere_is_asked_of_the_context()
    {
        var context = new Surroundings();
        Assert.Equal("9", Evaluated.Of("generalPractitioner.where(reference.startsWith('Pr')).resolve().id", Patient, context));
        Assert.Equal(["Practitioner/9"], context.Asked);
        Assert.Equal("{}", Evaluated.Of("generalPractitioner.where(reference.startsWith('Pr')).resolve()", Patient));
    }

    [Theory]
    [InlineData("gender.memberOf('vs')", "true")]
    [InlineData("maritalStatus.memberOf('vs')", "true")]
    [InlineData("maritalStatus.coding[1].memberOf('vs')", "false")]
    [InlineData("maritalStatus.memberOf('unknown')", "{}")]
    [InlineData("maritalStatus.coding[0].subsumes(maritalStatus.coding[1])", "true")]
    [InlineData("maritalStatus.coding[0].subsumedBy(maritalStatus.coding[1])", "false")]
    [InlineData("maritalStatus.coding[0].subsumes(maritalStatus.coding[0])", "true")]
    [InlineData("conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')", "true")]
    [InlineData("conformsTo('http://hl7.org/fhir/StructureDefinition/Person')", "false")]
    [InlineData("conformsTo('urn:mine')", "true")]
    [InlineData("conformsTo('urn:other')", "Execution")]
    public void Terminology_and_profiles_are_asked_of_the_context(string expression, string value) =>
        Assert.Equal(value, Evaluated.Of(expression, Patient, new Surroundings()));

    [Theory]
    [InlineData("name.given.elementDefinition().path", "HumanName.given | HumanName.given | HumanName.given")]
    [InlineData("elementDefinition().id | gender.elementDefinition().binding.strength", "Patient | required")]
    [InlineData("gender.elementDefinition().select(min.toString() & max & type.code)", "01code")]
    [InlineData("gender.extension.value.elementDefinition().path.distinct() | contained[0].name.elementDefinition().path", "Extension.value[x] | Organization.name")]
    [InlineData("gender.extension[0].elementDefinition().path | maritalStatus.elementDefinition().constraint.key", "Element.extension | ele-1")]
    [InlineData("elementDefinition() is ElementDefinition and {}.elementDefinition().empty() and 1.elementDefinition().empty()", "true")]
    public void Elements_have_their_definition(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression, Patient));

    [Theory]
    [InlineData("component.slice('http://example.org/StructureDefinition/p', 'systolic').value.value", "120")]
    [InlineData("component.slice('http://example.org/StructureDefinition/p', 'Observation.component:diastolic').value.value", "80")]
    [InlineData("component.slice('http://example.org/StructureDefinition/p', 'pulse') | {}.slice('urn:none', 'x') | component.slice({}, 'systolic') | component.slice('urn:none', {})", "{}")]
    [InlineData("code.slice('http://example.org/StructureDefinition/p', 'systolic') | slice('http://example.org/StructureDefinition/p', 'systolic')", "{}")]
    [InlineData("component.slice('http://example.org/StructureDefinition/p', 'other')", "Execution")]
    [InlineData("component.slice('urn:none', 'systolic')", "Execution")]
    [InlineData("component.slice('urn:none')", "Semantic")]
    public void Items_of_a_slice_are_found(string expression, string value)
    {
        var slices = string.Join(',', new[] { ("systolic", "8480-6"), ("diastolic", "8462-4"), ("pulse", "8867-4") }.Select(s => $$$"""
            {"id":"Observation.component:{{{s.Item1}}}","path":"Observation.component","sliceName":"{{{s.Item1}}}"},
            {"id":"Observation.component:{{{s.Item1}}}.code","path":"Observation.component.code","patternCodeableConcept":{"coding":[{"code":"{{{s.Item2}}}"}]} }
            """));
        var profile = Checked.Profile("Observation", """{"path":"Observation.component","slicing":{"discriminator":[{"type":"pattern","path":"code"}],"rules":"open"}},""" + slices);
        var document = Parsed.Document("""
            {"resourceType":"Observation","status":"final","code":{"text":"x"},
             "component":[{"code":{"coding":[{"code":"8480-6"}]},"valueQuantity":{"value":120}},{"code":{"coding":[{"code":"8462-4"}]},"valueQuantity":{"value":80}},{"code":{"text":"x"}}]}
            """);
        var context = new ValidatorPathContext(new FhirValidator(Profiles.R4.With([profile]), TerminologyStore.R4));
        Assert.Equal(value, Evaluated.Of(expression, document, context));
    }

    [Theory]
    [InlineData("text.`div`.htmlChecks()", "true")]
    [InlineData("'<div xmlns=\"http://www.w3.org/1999/xhtml\"><script>x</script></div>'.htmlChecks()", "false")]
    [InlineData("'<div xmlns=\"http://www.w3.org/1999/xhtml\"> </div>'.htmlChecks()", "false")]
    [InlineData("'<p>a</p>'.htmlChecks()", "false")]
    [InlineData("'<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a</div>'.htmlChecks()", "false")]
    public void Narratives_are_checked(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression, Patient));

    [Fact]
    public void Modifiers_must_be_known()
    {
        var document = Parsed.Document("""{"resourceType":"Basic","code":{"text":"x"},"modifierExtension":[{"url":"http://m/1","valueBoolean":true}]}""");
        Assert.Equal("x", Evaluated.Of("checkModifiers('http://m/0', 'http://m/1').code.text", document));
        Assert.Equal("Execution", Evaluated.Of("checkModifiers('http://m/0').code.text", document));
    }

    [Theory]
    [InlineData("%ucum | %sct | %loinc", "http://unitsofmeasure.org | http://snomed.info/sct | http://loinc.org")]
    [InlineData("%`vs-administrative-gender`", "http://hl7.org/fhir/ValueSet/administrative-gender")]
    [InlineData("%'ext-patient-birthTime'", "http://hl7.org/fhir/StructureDefinition/patient-birthTime")]
    [InlineData("%context.id | %resource.gender | name.select(%context.id)", "p | female")]
    [InlineData("%mine | %two.count()", "5 | 2")]
    [InlineData("%other.name", "Org")]
    [InlineData("%nothing", "Semantic")]
    [InlineData("photo.select(%nothing)", "Semantic")]
    public void Variables_are_given(string expression, string value)
    {
        var organization = FhirPathValue.Of(Parsed.Document("""{"resourceType":"Organization","name":"Org"}"""));
        var context = new FhirPathContext
        {
            Variables = new Dictionary<string, IReadOnlyList<FhirPathValue>>
            {
                ["mine"] = [FhirPathValue.Of(5)],
                ["two"] = [FhirPathValue.Of("a"), FhirPathValue.Of(2.5m)],
                ["other"] = [organization],
            },
        };
        Assert.Equal(value, Evaluated.Of(expression, Patient, context));
    }

    [Fact]
    public void An_element_has_its_resource_and_the_one_that_contains_it()
    {
        Assert.True(FhirPathExpression.TryCompile("%resource.id & '/' & %rootResource.id & '/' & %context.id", out var expression, out _));
        Assert.Equal("o/p/o", expression.Evaluate(Evaluated.Outcome("contained[0]", Patient).Values[0]).Values[0].Text);
        Assert.Equal("p/p/", expression.Evaluate(Evaluated.Outcome("name[0]", Patient).Values[0]).Values[0].Text);
        Assert.Equal("1/1/1", expression.Evaluate(Evaluated.Outcome("entry[0].resource", Bundle).Values[0]).Values[0].Text);
        Assert.Throws<ArgumentException>(() => expression.Evaluate(FhirPathValue.Of(1)));
    }

    [Fact]
    public void Invariants_of_R4_tell_right_from_wrong()
    {
        var lenient = new FhirPathContext { ChecksTypes = false, AllowsManyInAs = true };
        const string Referred = "contained.where((('#'+id in (%resource.descendants().reference | %resource.descendants().as(canonical) | %resource.descendants().as(uri) | %resource.descendants().as(url))) or descendants().where(reference = '#').exists()).not()).trace('unmatched', id).empty()";
        Assert.Equal("true", Evaluated.Of(Referred, Patient, lenient));
        Assert.Equal("false", Evaluated.Of(Referred, Parsed.Document("""{"resourceType":"Patient","contained":[{"resourceType":"Basic","id":"b","code":{"text":"x"}}]}"""), lenient));
        Assert.Equal("true", Evaluated.Of("hasValue() or (children().count() > id.count())", Patient, lenient));
        Assert.Equal("false", Evaluated.Of("generalPractitioner.all(reference.startsWith('#').not() or (reference.substring(1).trace('url') in %rootResource.contained.id.trace('ids')))", Patient, lenient));
    }

    [Fact]
    public void Traces_reach_the_context()
    {
        var context = new Surroundings { Traces = true };
        Assert.Equal("Ida", Evaluated.Of("name.trace('names', given.first()).given.first().trace('given')", Patient, context));
        Assert.Equal(["names: Ida", "given: Ida"], context.Told);
    }

    private sealed class Surroundings : FhirPathContext
    {
        public List<string> Asked { get; } = [];

        public List<string> Told { get; } = [];

        public override FhirDocument? Resolve(string reference)
        {
            Asked.Add(reference);
            return reference == "Practitioner/9" ? Parsed.Document("""{"resourceType":"Practitioner","id":"9"}""") : null;
        }

        public override bool? IsMember(string valueSet, string? system, string code) => valueSet == "vs" ? (system, code) is (null, "female") or ("urn:s", "M") : null;

        public override bool? Subsumes(string system, string code, string other) => code == "M" && other == "U";

        public override bool? ConformsTo(FhirPathValue element, string profile) => profile.StartsWith("http://hl7.org/", StringComparison.Ordinal) || profile == "urn:mine" ? true : null;

        public override void Trace(string name, IReadOnlyList<FhirPathValue> values) => Told.Add($"{name}: {string.Join(", ", values)}");
    }
}
