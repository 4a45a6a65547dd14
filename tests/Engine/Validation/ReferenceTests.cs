namespace Helhed.Tests.Engine;

/// <summary>References and contained resources: https://hl7.org/fhir/R4/references.html.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("Patient/1", 0)]
    [InlineData("https://elsewhere.dk/fhir/Patient/1", 0)]
    [InlineData("https://elsewhere.dk/fhir/Patient/1/_history/2", 0)]
    [InlineData("urn:uuid:0c3201bd-1cbf-4d64-b04d-cd9187a4c6e0", 0)]
    [InlineData("Organization/1", 1)]
    [InlineData("https://elsewhere.dk/fhir/Organization/1", 1)]
    [InlineData("#nobody", 1)]
    public void The_type_that_a_reference_names_is_one_of_those_allowed(string reference, int errors) =>
        Assert.Equal(errors, Checked.Errors($$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"{{reference}}"} }""").Count);

    [Theory]
    [InlineData("Patient", 0)]
    [InlineData("Practitioner", 1)]
    public void What_a_reference_says_of_its_target_is_true(string said, int errors) =>
        Assert.Equal(errors, Checked.Errors(
            $$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"contained":[{"resourceType":"Patient","id":"p"}],"subject":{"reference":"#p","type":"{{said}}"} }""").Count(e => e.Contains("says", StringComparison.Ordinal)));

    [Fact]
    public void A_target_at_hand_follows_the_profile_of_the_reference()
    {
        var patient = Checked.Profile("Patient", """{"path":"Patient.birthDate","min":1}""", "http://example.org/born");
        var profile = Checked.Profile("Observation", """{"path":"Observation.subject","type":[{"code":"Reference","targetProfile":["http://example.org/born"]}]}""");
        const string Json = """{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/1"}}""";

        Assert.Empty(Checked.Errors(Json, patient, profile)); // not at hand: only its type can be seen
        Assert.Single(Errors("""{"resourceType":"Patient","id":"1"}"""));
        Assert.Empty(Errors("""{"resourceType":"Patient","id":"1","birthDate":"1950"}"""));

        IEnumerable<Helhed.Fhir.Issue> Errors(string target) => Checked.Issues(Json, new Helhed.Fhir.Validation.ValidatorOptions { Resolve = r => r == "Patient/1" ? Checked.Document(target) : null }, patient, profile)
            .Where(i => i.Severity == Helhed.Fhir.IssueSeverity.Error);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","id":"c"}""", "", "dom-3")]
    [InlineData("""{"resourceType":"Patient","id":"c","meta":{"versionId":"1"}}""", "c", "dom-4")]
    [InlineData("""{"resourceType":"Patient","id":"c","meta":{"security":[{"code":"R","system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality"}]}}""", "c", "dom-5")]
    [InlineData("""{"resourceType":"Patient","id":"c","contained":[{"resourceType":"Patient","id":"d"}],"link":[{"type":"seealso","other":{"reference":"#d"}}]}""", "c", "dom-2")]
    [InlineData("""{"resourceType":"Patient","id":"c"}""", "c", null)]
    public void The_rules_of_contained_resources_hold(string contained, string reference, string? broken)
    {
        var link = reference.Length > 0 ? $$""","subject":{"reference":"#{{reference}}"}""" : "";
        var errors = Checked.Errors($$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"contained":[{{contained}}]{{link}}}""");

        Assert.Equal(broken is not null, errors.Any(e => e.Contains(broken ?? "Rule", StringComparison.Ordinal)));
    }

    [Fact]
    public void Profiles_that_lead_in_a_circle_come_to_an_end()
    {
        var profile = Checked.Profile("Patient", """{"path":"Patient.link.other","type":[{"code":"Reference","targetProfile":["http://example.org/StructureDefinition/p"]}]}""");
        const string One = """{"resourceType":"Patient","id":"1","link":[{"type":"seealso","other":{"reference":"Patient/2"}}]}""";
        const string Two = """{"resourceType":"Patient","id":"2","link":[{"type":"seealso","other":{"reference":"Patient/1"}}]}""";
        var (one, two) = (Checked.Document(One), Checked.Document(Two));

        Assert.DoesNotContain(
            Checked.Issues(One, new Helhed.Fhir.Validation.ValidatorOptions { Resolve = r => r switch { "Patient/1" => one, "Patient/2" => two, _ => null } }, profile),
            i => i.Severity == Helhed.Fhir.IssueSeverity.Error);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    public void An_attachment_has_the_size_that_it_says(int size, int errors) =>
        Assert.Equal(errors, Checked.Errors($$"""{"resourceType":"Patient","photo":[{"contentType":"image/png","data":"QUJD","size":{{size}}}]}""").Count);
}
