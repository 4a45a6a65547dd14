namespace Helhed.Tests.Engine;

/// <summary>References, and whose record a resource belongs to.</summary>
public class IndexReferenceTests
{
    [Theory]
    [InlineData("Patient/p", "Patient/p", true)]
    [InlineData("Patient/p/_history/3", "Patient/p", true)]
    [InlineData("Group/g", "Group/g", false)]
    [InlineData("http://other.dk/fhir/Patient/p", "<http://other.dk/fhir/Patient/p>", false)]
    [InlineData("urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "<urn:uuid:c757873d-ec9a-4326-a141-556f43239520>", false)]
    public void A_reference_is_local_or_an_address_and_only_a_local_patient_owns(string reference, string found, bool isSubject)
    {
        var observation = new Indexed("Observation", $$""" "status":"final","code":{"text":"x"},"subject":{"reference":"{{reference}}"}""");
        Assert.Equal([found], observation.References("subject"));
        Assert.Equal(isSubject ? ["p"] : [], observation.Subjects);
        Assert.Equal(isSubject ? ["p"] : [], observation.Compartments);
    }

    [Theory]
    [InlineData(""" "subject":{"reference":"#p"}""")]
    [InlineData(""" "subject":{"display":"Ida"}""")]
    [InlineData(""" "subject":{"identifier":{"value":"1"}}""")]
    public void What_points_nowhere_is_no_reference(string subject) =>
        Assert.Empty(new Indexed("Observation", $$""" "status":"final","code":{"text":"x"},{{subject}}""").References("subject"));

    [Fact]
    public void Patient_takes_only_references_to_patients()
    {
        var appointment = new Indexed("Appointment", """ "status":"booked","participant":[{"status":"accepted","actor":{"reference":"Practitioner/d"}},{"status":"accepted","actor":{"reference":"Patient/p"}},{"status":"accepted","actor":{"reference":"Patient/q"}},{"status":"accepted"}]""");
        Assert.Equal(["Patient/p", "Patient/q"], appointment.References("patient"));
        Assert.Equal(["Practitioner/d", "Patient/p", "Patient/q"], appointment.References("actor"));
        Assert.Equal(["Practitioner/d"], appointment.References("practitioner"));
        Assert.Equal(["p", "q"], appointment.Subjects);
        var observation = new Indexed("Observation", """ "status":"final","code":{"text":"x"},"subject":{"reference":"Device/d"}""");
        Assert.Empty(observation.References("patient"));
        Assert.Equal(["Device/d"], observation.References("subject"));
    }

    [Theory]
    [InlineData("#p", "subject patient")]
    [InlineData("#d", "subject")]
    [InlineData("#none", "subject")]
    [InlineData("#", "")]
    public void A_reference_to_a_contained_resource_is_to_its_type(string reference, string parameters)
    {
        var observation = new Indexed("Observation", $$""" "contained":[{"resourceType":"Device","id":"d"},{"resourceType":"Patient","id":"p"}],"status":"final","code":{"text":"x"},"subject":{"reference":"{{reference}}"}""");
        Assert.Equal(parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), observation.ContainedReferences.Order());
        Assert.Empty(observation.Subjects);
    }

    [Fact]
    public void A_patient_is_their_own_subject()
    {
        var patient = new Indexed("Patient", """ "id":"p","link":[{"type":"seealso","other":{"reference":"Patient/q"}}]""");
        Assert.Equal(["p"], patient.Subjects);
        Assert.Equal(["p", "q"], patient.Compartments.Order());
    }

    [Fact]
    public void A_related_person_belongs_to_the_patient()
    {
        var person = new Indexed("RelatedPerson", """ "patient":{"reference":"Patient/p"}""");
        Assert.Equal(["p"], person.Subjects);
        Assert.Equal(["p"], person.Compartments);
    }

    [Fact]
    public void A_coverage_is_about_its_beneficiary_and_in_the_record_of_all_its_patients()
    {
        var coverage = new Indexed("Coverage", """ "status":"active","beneficiary":{"reference":"Patient/child"},"subscriber":{"reference":"Patient/mother"},"policyHolder":{"reference":"Patient/father"},"payor":[{"reference":"Organization/o"},{"reference":"Patient/child"}]""");
        Assert.Equal(["child"], coverage.Subjects);
        Assert.Equal(["child", "father", "mother"], coverage.Compartments.Order());
    }

    [Fact]
    public void A_performer_who_is_a_patient_has_it_in_the_record_without_being_its_subject()
    {
        var observation = new Indexed("Observation", """ "status":"final","code":{"text":"x"},"subject":{"reference":"Patient/p"},"performer":[{"reference":"Patient/q"}]""");
        Assert.Equal(["p"], observation.Subjects);
        Assert.Equal(["p", "q"], observation.Compartments.Order());
    }

    [Fact]
    public void A_canonical_is_a_reference_by_address() =>
        Assert.Equal(["<http://a.dk/Questionnaire/q|1>"], new Indexed("QuestionnaireResponse", """ "status":"completed","questionnaire":"http://a.dk/Questionnaire/q|1" """).References("questionnaire"));

    [Fact]
    public void Contained_resources_have_no_values_of_their_own()
    {
        var observation = new Indexed("Observation", """ "status":"final","code":{"text":"x"},"contained":[{"resourceType":"Patient","id":"p","name":[{"family":"Holm"}],"identifier":[{"value":"1"}]}],"subject":{"reference":"#p"}""");
        Assert.Empty(observation.Tokens("identifier"));
        Assert.Empty(observation.Subjects);
    }
}
