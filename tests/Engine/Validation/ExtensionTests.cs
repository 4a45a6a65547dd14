namespace Helhed.Tests.Engine;

/// <summary>Extensions: their definitions, and where they may stand.</summary>
public sealed class ExtensionTests
{
    private static string Extension(string url, string context, string elements, string more = "") => $$"""
        {"resourceType":"StructureDefinition","url":"{{url}}","name":"E","status":"active","kind":"complex-type","abstract":false,"type":"Extension",
         "context":[{"type":"element","expression":"{{context}}"}],"baseDefinition":"http://hl7.org/fhir/StructureDefinition/Extension","derivation":"constraint"{{more}},
         "differential":{"element":[{"path":"Extension.url","fixedUri":"{{url}}"},{{elements}}]} }
        """;

    [Theory]
    [InlineData("\"valueString\":\"blå\"", 0)]
    [InlineData("\"valueBoolean\":true", 1)]
    [InlineData("\"extension\":[{\"url\":\"http://example.org/other\",\"valueString\":\"x\"}]", 1)]
    public void A_known_extension_has_the_value_that_its_definition_says(string value, int errors)
    {
        var definition = Checked.Document(Extension("http://example.org/colour", "Patient", """{"path":"Extension.extension","max":"0"},{"path":"Extension.value[x]","min":1,"type":[{"code":"string"}]}"""));
        var found = Checked.Errors($$"""{"resourceType":"Patient","extension":[{"url":"http://example.org/colour",{{value}}}]}""", definition);

        Assert.Equal(errors > 0, found.Count > 0);
    }

    [Theory]
    [InlineData("Patient", """{"resourceType":"Patient","extension":[EXT]}""", true)]
    [InlineData("Patient.name", """{"resourceType":"Patient","extension":[EXT]}""", false)]
    [InlineData("Patient.name", """{"resourceType":"Patient","name":[{"extension":[EXT]}]}""", true)]
    [InlineData("HumanName", """{"resourceType":"Patient","contact":[{"name":{"extension":[EXT]}}]}""", true)]
    [InlineData("Patient.birthDate", """{"resourceType":"Patient","_birthDate":{"extension":[EXT]}}""", true)]
    [InlineData("date", """{"resourceType":"Patient","_birthDate":{"extension":[EXT]}}""", true)]
    [InlineData("Patient.birthDate", """{"resourceType":"Patient","_gender":{"extension":[EXT]}}""", false)]
    [InlineData("Element", """{"resourceType":"Patient","_gender":{"extension":[EXT]}}""", true)]
    [InlineData("DomainResource", """{"resourceType":"Patient","extension":[EXT]}""", true)]
    [InlineData("Observation", """{"resourceType":"Patient","extension":[EXT]}""", false)]
    public void An_extension_stands_where_its_definition_allows(string context, string json, bool isAllowed)
    {
        var definition = Checked.Document(Extension("http://example.org/colour", context, """{"path":"Extension.value[x]","type":[{"code":"string"}]}"""));
        var found = Checked.Errors(json.Replace("EXT", """{"url":"http://example.org/colour","valueString":"x"}""", StringComparison.Ordinal), definition);

        Assert.Equal(isAllowed, found.Count == 0);
    }

    [Theory]
    [InlineData("""{"url":"a","valueString":"x"},{"url":"b","valueInteger":1}""", 0)]
    [InlineData("""{"url":"b","valueInteger":1}""", 1)] // a is missing
    [InlineData("""{"url":"a","valueInteger":1}""", 1)]
    [InlineData("""{"url":"a","valueString":"x"},{"url":"c","valueString":"x"}""", 1)] // closed
    public void A_complex_extension_has_the_parts_that_its_definition_says(string parts, int errors)
    {
        var definition = Checked.Document(Extension("http://example.org/complex", "Patient", """
            {"id":"Extension.extension","path":"Extension.extension","slicing":{"discriminator":[{"type":"value","path":"url"}],"rules":"closed"}},
            {"id":"Extension.extension:a","path":"Extension.extension","sliceName":"a","min":1,"max":"1"},
            {"id":"Extension.extension:a.url","path":"Extension.extension.url","fixedUri":"a"},
            {"id":"Extension.extension:a.value[x]","path":"Extension.extension.value[x]","min":1,"type":[{"code":"string"}]},
            {"id":"Extension.extension:b","path":"Extension.extension","sliceName":"b","max":"1"},
            {"id":"Extension.extension:b.url","path":"Extension.extension.url","fixedUri":"b"},
            {"id":"Extension.value[x]","path":"Extension.value[x]","max":"0"}
            """));

        Assert.Equal(errors, Checked.Errors($$"""{"resourceType":"Patient","extension":[{"url":"http://example.org/complex","extension":[{{parts}}]}]}""", definition).Count);
    }

    [Fact]
    public void A_profile_can_demand_an_extension()
    {
        var definition = Checked.Document(Extension("http://example.org/colour", "Patient", """{"path":"Extension.value[x]","min":1,"type":[{"code":"string"}]}"""));
        var profile = Checked.Profile("Patient", """{"path":"Patient.extension","sliceName":"colour","min":1,"type":[{"code":"Extension","profile":["http://example.org/colour"]}]}""");

        Assert.Single(Checked.Errors("""{"resourceType":"Patient","active":true}""", definition, profile));
        Assert.Empty(Checked.Errors("""{"resourceType":"Patient","extension":[{"url":"http://example.org/colour","valueString":"x"}]}""", definition, profile));
    }

    [Theory]
    [InlineData("http://hl7.org/fhir/StructureDefinition/patient-birthPlace", true)]
    [InlineData("http://hl7.org/fhir/StructureDefinition/not-one-of-them", true)]
    [InlineData("http://elsewhere.org/unknown", false)]
    [InlineData("relative", false)]
    [InlineData("http://elsewhere.org/unknown|1.0", false)]
    public void An_unknown_extension_is_told(string url, bool isValid)
    {
        var value = url.EndsWith("birthPlace", StringComparison.Ordinal) ? "\"valueAddress\":{\"city\":\"Køge\"}" : "\"valueString\":\"x\"";
        var issues = Checked.Issues($$"""{"resourceType":"Patient","extension":[{"url":"{{url}}",{{value}}}]}""");

        Assert.Equal(isValid, !issues.Any(i => i.Severity == Helhed.Fhir.IssueSeverity.Error));
        Assert.Equal(url.EndsWith("birthPlace", StringComparison.Ordinal), issues.Count == 0);
    }

    [Fact]
    public void An_unknown_extension_can_be_taken_in()
    {
        var issue = Assert.Single(Checked.Issues(
            """{"resourceType":"Patient","extension":[{"url":"http://elsewhere.org/unknown","valueString":"x"}]}""",
            new Helhed.Fhir.Validation.ValidatorOptions { UnknownExtensions = Helhed.Fhir.IssueSeverity.Information }));
        Assert.Equal(Helhed.Fhir.IssueSeverity.Information, issue.Severity);
    }

    [Fact]
    public void An_unknown_modifier_is_refused() =>
        Assert.Single(Checked.Errors("""{"resourceType":"Patient","modifierExtension":[{"url":"http://elsewhere.org/unknown","valueString":"x"}]}"""));

    [Theory]
    [InlineData("""{"url":"http://elsewhere.org/x"}""")]
    [InlineData("""{"url":"http://elsewhere.org/x","valueString":"a","extension":[{"url":"http://elsewhere.org/y","valueString":"b"}]}""")]
    public void A_value_or_extensions_and_not_both(string extension) =>
        Assert.Contains(Checked.Errors($$"""{"resourceType":"Patient","extension":[{{extension}}]}"""), e => e.Contains("ext-1", StringComparison.Ordinal));
}
