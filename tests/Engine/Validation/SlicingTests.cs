namespace Helhed.Tests.Engine;

/// <summary>Slicing by each discriminator and rule: https://hl7.org/fhir/R4/profiling.html#slicing.</summary>
public sealed class SlicingTests
{
    private const string Identifiers = """
        {"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"RULES","ordered":ORDERED}},
        {"path":"Patient.identifier","sliceName":"cpr","min":1,"max":"1"},
        {"path":"Patient.identifier.system","fixedUri":"urn:oid:1.2.208.176.1.2"},
        {"path":"Patient.identifier.value","min":1},
        {"path":"Patient.identifier","sliceName":"local","min":0,"max":"2"},
        {"path":"Patient.identifier.system","fixedUri":"urn:local"}
        """;

    [Theory]
    [InlineData("cpr", 0)]
    [InlineData("cpr local local", 0)]
    [InlineData("cpr other", 0)]
    [InlineData("local", 1)] // cpr is missing
    [InlineData("cpr cpr", 1)]
    [InlineData("cpr local local local", 1)]
    [InlineData("cpr-without-value", 1)]
    public void Items_are_divided_by_a_fixed_value(string items, int errors) => Assert.Equal(errors, Errors(items, "open").Count);

    [Fact]
    public void A_closed_list_takes_nothing_else() => Assert.Single(Errors("cpr other", "closed"));

    [Theory]
    [InlineData("cpr local other", 0)]
    [InlineData("cpr other local", 1)]
    public void What_is_in_no_slice_comes_last_where_the_list_is_open_at_its_end(string items, int errors) => Assert.Equal(errors, Errors(items, "openAtEnd").Count);

    [Theory]
    [InlineData("cpr local", 0)]
    [InlineData("local cpr", 1)]
    public void The_order_of_slices_is_kept_where_it_matters(string items, int errors) => Assert.Equal(errors, Errors(items, "open", "true").Count);

    [Theory]
    [InlineData("""{"coding":[{"system":"http://loinc.org","code":"1-8"}]}""", 0)]
    [InlineData("""{"coding":[{"system":"http://loinc.org","code":"2-6"}]}""", 1)]
    public void Items_are_divided_by_a_pattern(string code, int errors)
    {
        var profile = Checked.Profile("Observation", """
            {"path":"Observation.component","slicing":{"discriminator":[{"type":"pattern","path":"code"}],"rules":"open"}},
            {"path":"Observation.component","sliceName":"a","min":1},
            {"path":"Observation.component.code","patternCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"1-8"}]}}
            """);

        Assert.Equal(errors, Checked.Errors($$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"component":[{"code":{{code}}}]}""", profile).Count);
    }

    [Theory]
    [InlineData("\"dataAbsentReason\":{\"text\":\"?\"}", 1)] // the slice with a reason demands an interpretation
    [InlineData("\"dataAbsentReason\":{\"text\":\"?\"},\"interpretation\":[{\"text\":\"n\"}]", 0)]
    [InlineData("\"valueString\":\"a\"", 0)]
    public void Items_are_divided_by_what_exists(string content, int errors)
    {
        var profile = Checked.Profile("Observation", """
            {"path":"Observation.component","slicing":{"discriminator":[{"type":"exists","path":"dataAbsentReason"}],"rules":"closed"}},
            {"path":"Observation.component","sliceName":"without"},
            {"path":"Observation.component.dataAbsentReason","max":"0"},
            {"path":"Observation.component","sliceName":"with"},
            {"path":"Observation.component.dataAbsentReason","min":1},
            {"path":"Observation.component.interpretation","min":1}
            """);

        Assert.Equal(errors, Checked.Errors($$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"component":[{"code":{"text":"c"},{{content}}}]}""", profile).Count);
    }

    [Theory]
    [InlineData("Patient", 0)]
    [InlineData("Group", 1)]
    public void Entries_are_divided_by_the_type_of_their_resource(string type, int errors)
    {
        var profile = Checked.Profile("Bundle", """
            {"path":"Bundle.entry","slicing":{"discriminator":[{"type":"type","path":"resource"}],"rules":"open"}},
            {"path":"Bundle.entry","sliceName":"patient","min":1,"max":"1"},
            {"path":"Bundle.entry.resource","min":1,"type":[{"code":"Patient"}]}
            """);
        var content = type == "Group" ? ",\"type\":\"person\",\"actual\":true" : "";

        Assert.Equal(errors, Checked.Errors(
            $$"""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://x.org/{{type}}/1","resource":{"resourceType":"{{type}}","id":"1"{{content}}} }]}""", profile).Count);
    }

    [Theory]
    [InlineData("Practitioner", 0)]
    [InlineData("Organization", 1)]
    public void References_are_divided_by_what_they_lead_to(string type, int errors)
    {
        var profile = Checked.Profile("Observation", """
            {"path":"Observation.performer","slicing":{"discriminator":[{"type":"type","path":"resolve()"}],"rules":"open"}},
            {"path":"Observation.performer","sliceName":"person","min":1,"type":[{"code":"Reference","targetProfile":["http://hl7.org/fhir/StructureDefinition/Practitioner"]}]}
            """);
        var name = type == "Organization" ? ",\"name\":\"Hospital\"" : "";

        Assert.Equal(errors, Checked.Errors(
            $$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"contained":[{"resourceType":"{{type}}","id":"p"{{name}}}],"performer":[{"reference":"#p"}]}""", profile).Count);
    }

    [Theory]
    [InlineData("1950-01-01", 0)]
    [InlineData("1950", 1)]
    public void Targets_are_divided_by_their_profile(string birthDate, int errors)
    {
        var exact = Checked.Profile("Patient", """{"path":"Patient","constraint":[{"key":"t-1","severity":"error","human":"whole date","expression":"birthDate.toString().length() = 10"}]}""", "http://example.org/exact");
        var profile = Checked.Profile("Observation", """
            {"path":"Observation.focus","slicing":{"discriminator":[{"type":"profile","path":"resolve()"}],"rules":"open"}},
            {"path":"Observation.focus","sliceName":"exact","min":1,"type":[{"code":"Reference","targetProfile":["http://example.org/exact"]}]}
            """);

        Assert.Equal(errors, Checked.Errors(
            $$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"contained":[{"resourceType":"Patient","id":"p","birthDate":"{{birthDate}}"}],"focus":[{"reference":"#p"}]}""", exact, profile).Count);
    }

    [Theory]
    [InlineData("a", 0)]
    [InlineData("a a", 1)] // the reslice a/old may stand once
    public void A_slice_can_be_sliced_again(string items, int errors)
    {
        var profile = Checked.Profile("Patient", """
            {"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
            {"id":"Patient.identifier:a","path":"Patient.identifier","sliceName":"a","slicing":{"discriminator":[{"type":"value","path":"use"}],"rules":"open"}},
            {"id":"Patient.identifier:a.system","path":"Patient.identifier.system","fixedUri":"urn:a"},
            {"id":"Patient.identifier:a/old","path":"Patient.identifier","sliceName":"a/old","max":"1"},
            {"id":"Patient.identifier:a/old.use","path":"Patient.identifier.use","fixedCode":"old"}
            """);
        var identifiers = string.Join(',', items.Split(' ').Select(_ => """{"system":"urn:a","use":"old","value":"1"}"""));

        Assert.Equal(errors, Checked.Errors($$"""{"resourceType":"Patient","identifier":[{{identifiers}}]}""", profile).Count);
    }

    [Theory]
    [InlineData("urn:ten", "0101501234", 0)]
    [InlineData("urn:ten", "123", 1)]
    [InlineData("urn:other", "123", 1)] // and no cpr then
    public void A_slice_can_be_known_by_the_profile_of_its_type(string system, string value, int errors)
    {
        var cpr = Checked.Profile("Identifier", """
            {"path":"Identifier.system","min":1,"fixedUri":"urn:ten"},
            {"path":"Identifier","constraint":[{"key":"c-1","severity":"error","human":"10 digits","expression":"value.matches('^[0-9]{10}$')"}]}
            """, "http://example.org/cpr");
        var profile = Checked.Profile("Patient", """
            {"path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}},
            {"path":"Patient.identifier","sliceName":"cpr","min":1,"type":[{"code":"Identifier","profile":["http://example.org/cpr"]}]}
            """);

        Assert.Equal(errors, Checked.Errors($$"""{"resourceType":"Patient","identifier":[{"system":"{{system}}","value":"{{value}}"}]}""", cpr, profile).Count);
    }

    private static IReadOnlyList<string> Errors(string items, string rules, string ordered = "false")
    {
        var identifiers = items.Split(' ').Select(i => i switch
        {
            "cpr" => """{"system":"urn:oid:1.2.208.176.1.2","value":"0101501234"}""",
            "cpr-without-value" => """{"system":"urn:oid:1.2.208.176.1.2"}""",
            "local" => """{"system":"urn:local","value":"1"}""",
            _ => """{"system":"urn:other","value":"1"}""",
        });
        var profile = Checked.Profile("Patient", Identifiers.Replace("RULES", rules, StringComparison.Ordinal).Replace("ORDERED", ordered, StringComparison.Ordinal));
        return Checked.Errors($$"""{"resourceType":"Patient","identifier":[{{string.Join(',', identifiers)}}]}""", profile);
    }
}
