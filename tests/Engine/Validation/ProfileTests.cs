namespace Helhed.Tests.Engine;

/// <summary>What a profile can say of an element: https://hl7.org/fhir/R4/profiling.html.</summary>
public sealed class ProfileTests
{
    [Fact]
    public void A_minimum_that_is_not_met_is_told_at_the_parent()
    {
        var profile = Checked.Profile("Patient", """{"id":"Patient.birthDate","path":"Patient.birthDate","min":1}""");

        Assert.Empty(Checked.Errors("""{"resourceType":"Patient","birthDate":"1950-01-01"}""", profile));
        var error = Assert.Single(Checked.Errors("""{"resourceType":"Patient","active":true}""", profile));
        Assert.StartsWith("Patient.birthDate: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_primitive_with_only_an_extension_is_given()
    {
        var profile = Checked.Profile("Patient", """{"path":"Patient.birthDate","min":1}""");

        Assert.Empty(Checked.Errors(
            """{"resourceType":"Patient","_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}""", profile));
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","telecom":[{"system":"phone","value":"1"}]}""", 0)]
    [InlineData("""{"resourceType":"Patient","telecom":[{"system":"phone","value":"1"},{"system":"phone","value":"2"}]}""", 1)]
    public void A_maximum_is_kept(string json, int errors) =>
        Assert.Equal(errors, Checked.Errors(json, Checked.Profile("Patient", """{"path":"Patient.telecom","max":"1"}""")).Count);

    [Theory]
    [InlineData("male", 0)]
    [InlineData("female", 1)]
    public void A_fixed_value_must_be_exactly_that(string gender, int errors) =>
        Assert.Equal(errors, Checked.Errors($$"""{"resourceType":"Patient","gender":"{{gender}}"}""", Checked.Profile("Patient", """{"path":"Patient.gender","fixedCode":"male"}""")).Count);

    [Theory]
    [InlineData("""{"coding":[{"system":"http://loinc.org","code":"8867-4"}]}""", 0)]
    [InlineData("""{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"},{"system":"urn:x","code":"y"}],"text":"Puls"}""", 0)]
    [InlineData("""{"coding":[{"system":"http://loinc.org","code":"8480-6"}]}""", 1)]
    [InlineData("""{"text":"Puls"}""", 1)]
    public void A_pattern_may_be_exceeded_but_not_missed(string code, int errors)
    {
        var profile = Checked.Profile("Observation", """{"path":"Observation.code","patternCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]}}""");

        Assert.Equal(errors, Checked.Errors($$"""{"resourceType":"Observation","status":"final","code":{{code}}}""", profile).Count);
    }

    [Fact]
    public void A_fixed_structure_may_not_be_exceeded()
    {
        var profile = Checked.Profile("Observation", """{"path":"Observation.code","fixedCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]}}""");

        Assert.Single(Checked.Errors("""{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}],"text":"Puls"}}""", profile));
    }

    [Theory]
    [InlineData("\"valueQuantity\":{\"value\":1}", 0)]
    [InlineData("\"valueString\":\"en\"", 1)]
    public void A_choice_can_be_narrowed(string value, int errors)
    {
        var profile = Checked.Profile("Observation", """{"path":"Observation.value[x]","type":[{"code":"Quantity"}]}""");

        Assert.Equal(errors, Checked.Errors($$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},{{value}}}""", profile).Count);
    }

    [Theory]
    [InlineData("\"valueQuantity\":{\"value\":1,\"unit\":\"g\"}", 0)]
    [InlineData("\"valueQuantity\":{\"value\":1}", 1)]
    [InlineData("\"valueString\":\"en\"", 0)]
    public void A_path_that_names_the_type_speaks_of_that_type_only(string value, int errors)
    {
        var profile = Checked.Profile("Observation", """{"path":"Observation.valueQuantity.unit","min":1}""");

        Assert.Equal(errors, Checked.Errors($$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},{{value}}}""", profile).Count);
    }

    [Theory]
    [InlineData("12345678", 0)]
    [InlineData("123456789", 1)]
    [InlineData("1", 1)]
    public void A_length_is_kept(string value, int errors)
    {
        var profile = Checked.Profile(
            "Patient", """{"path":"Patient.identifier.value","maxLength":8,"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/minLength","valueInteger":2}]}""");

        Assert.Equal(errors, Checked.Errors($$"""{"resourceType":"Patient","identifier":[{"value":"{{value}}"}]}""", profile).Count);
    }

    [Theory]
    [InlineData("36.5", "Cel", 0)]
    [InlineData("20", "Cel", 1)]
    [InlineData("45", "Cel", 1)]
    [InlineData("97.7", "[degF]", 0)]
    [InlineData("68", "[degF]", 1)]
    public void A_range_is_kept_in_any_unit(string value, string unit, int errors)
    {
        var profile = Checked.Profile("Observation", """
            {"path":"Observation.valueQuantity","minValueQuantity":{"value":25,"system":"http://unitsofmeasure.org","code":"Cel"},
             "maxValueQuantity":{"value":44,"system":"http://unitsofmeasure.org","code":"Cel"}}
            """);

        Assert.Equal(errors, Checked.Errors(
            $$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":{{value}},"system":"http://unitsofmeasure.org","code":"{{unit}}"} }""", profile).Count);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","active":true,"gender":"male"}""", 0)]
    [InlineData("""{"resourceType":"Patient","active":true}""", 1)]
    public void An_invariant_is_evaluated(string json, int errors)
    {
        var profile = Checked.Profile("Patient", """{"path":"Patient","constraint":[{"key":"t-1","severity":"error","human":"An active patient has a gender","expression":"active.not() or gender.exists()"}]}""");

        var found = Checked.Errors(json, profile);
        Assert.Equal(errors, found.Count);
        Assert.All(found, f => Assert.Contains("t-1", f, StringComparison.Ordinal));
    }

    [Fact]
    public void A_derived_profile_holds_what_its_base_holds()
    {
        var parent = Checked.Profile("Patient", """{"path":"Patient.birthDate","min":1},{"path":"Patient.gender","min":1}""", "http://example.org/base");
        var profile = Checked.Profile("Patient", """{"path":"Patient.name","min":1}""", baseUrl: "http://example.org/base");

        Assert.Equal(3, Checked.Errors("""{"resourceType":"Patient","active":true}""", parent, profile).Count);
        Assert.Empty(Checked.Errors("""{"resourceType":"Patient","birthDate":"1950","gender":"male","name":[{"text":"A"}]}""", parent, profile));
    }

    [Fact]
    public void A_profile_in_the_resource_itself_is_checked_and_an_unknown_one_is_told()
    {
        var profile = Checked.Profile("Patient", """{"path":"Patient.birthDate","min":1}""", "http://example.org/mine");

        Assert.Single(Checked.Errors("""{"resourceType":"Patient","meta":{"profile":["http://example.org/mine"]}}""", profile));
        var remark = Assert.Single(Checked.Issues("""{"resourceType":"Patient","meta":{"profile":["http://example.org/other"]}}""", profile));
        Assert.Equal(("not-found", "Patient.meta.profile[0]"), (remark.Code, remark.Expression));
    }

    [Fact]
    public void Two_versions_of_a_profile_stand_beside_each_other()
    {
        var old = Checked.Profile("Patient", """{"path":"Patient.birthDate","min":1}""", "http://example.org/mine", more: ",\"version\":\"1.0\"");
        var current = Checked.Profile("Patient", """{"path":"Patient.gender","min":1}""", "http://example.org/mine", more: ",\"version\":\"2.0\"");

        Assert.Contains("birthDate", Assert.Single(Checked.Errors("""{"resourceType":"Patient","meta":{"profile":["http://example.org/mine|1.0"]}}""", old, current)), StringComparison.Ordinal);
        Assert.Contains("gender", Assert.Single(Checked.Errors("""{"resourceType":"Patient","meta":{"profile":["http://example.org/mine|2.0"]}}""", old, current)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.org/mine|3.0", Helhed.Fhir.IssueSeverity.Error)]
    [InlineData("http://hl7.dk/fhir/core/StructureDefinition/mine|3.0", Helhed.Fhir.IssueSeverity.Warning)]
    public void Another_version_of_a_known_profile_is_told(string claim, Helhed.Fhir.IssueSeverity severity)
    {
        var profile = Checked.Profile("Patient", """{"path":"Patient.gender","min":1}""", claim.Split('|')[0], more: ",\"version\":\"2.0\"");

        var issue = Assert.Single(Checked.Issues($$"""{"resourceType":"Patient","meta":{"profile":["{{claim}}"] } }""", profile));
        Assert.Equal(severity, issue.Severity);
    }

    [Fact]
    public void The_findings_can_be_told_in_danish()
    {
        var profile = Checked.Profile("Patient", """{"path":"Patient.birthDate","min":1}""");

        var issue = Assert.Single(Checked.Issues("""{"resourceType":"Patient","active":true}""", new Helhed.Fhir.Validation.ValidatorOptions { Language = Helhed.Fhir.Validation.TextLanguage.Danish }, profile));
        Assert.Contains("skal angives mindst", issue.Message, StringComparison.Ordinal);
        Assert.Equal(1, issue.Line);
    }

    [Theory]
    [InlineData("vitalsigns", """{"resourceType":"Observation","status":"final","code":{"text":"x"}}""")]
    [InlineData("bodyweight", """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]}}""")]
    public void The_profiles_of_R4_are_known(string name, string json)
    {
        var validator = new Helhed.Fhir.Validation.FhirValidator(Helhed.Fhir.Validation.Profiles.R4, Helhed.Fhir.Terminology.TerminologyStore.R4);

        Assert.False(validator.Validate(System.Text.Encoding.UTF8.GetBytes(json), ["http://hl7.org/fhir/StructureDefinition/" + name]).IsValid);
    }
}
