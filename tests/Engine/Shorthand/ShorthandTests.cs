namespace Helhed.Tests.Engine.Shorthand;

/// <summary>What each kind of rule stands for: https://hl7.org/fhir/uv/shorthand/reference.html.</summary>
public sealed class ShorthandTests
{
    [Fact]
    public void A_profile_is_a_definition()
    {
        var profile = Written.Definition("""
            Profile: DanishPatient
            Parent: Patient
            Id: danish-patient
            Title: "A patient"
            Description: "In Denmark"
            * birthDate 1..1 MS
            """);
        Assert.Equal("http://t.dk/StructureDefinition/danish-patient", profile["url"]!.GetValue<string>());
        Assert.Equal("DanishPatient", profile["name"]!.GetValue<string>());
        Assert.Equal("1.0", profile["version"]!.GetValue<string>());
        Assert.Equal("resource", profile["kind"]!.GetValue<string>());
        Assert.Equal("http://hl7.org/fhir/StructureDefinition/Patient", profile["baseDefinition"]!.GetValue<string>());
        Assert.Equal("""{"id":"Patient.birthDate","path":"Patient.birthDate","min":1,"max":"1","mustSupport":true}""", Assert.Single(profile["differential"]!["element"]!.AsArray())!.ToJsonString());
    }

    [Theory]
    [InlineData("* name 1..", "Patient.name", "min=1")]
    [InlineData("* name ..3", "Patient.name", "max=3")]
    [InlineData("* name 1..* MS SU", "Patient.name", "min=1 max=* mustSupport=true isSummary=true")]
    [InlineData("* active and name.family MS", "Patient.name.family", "mustSupport=true")]
    [InlineData("* active = true", "Patient.active", "patternBoolean=true")]
    [InlineData("* gender = #male (exactly)", "Patient.gender", "fixedCode=male")]
    [InlineData("* gender from http://a.dk/v", "Patient.gender", """binding={"strength":"required","valueSet":"http://a.dk/v"}""")]
    [InlineData("* maritalStatus from http://a.dk/v|2 (extensible)", "Patient.maritalStatus", """binding={"strength":"extensible","valueSet":"http://a.dk/v|2"}""")]
    [InlineData("* maritalStatus = http://a.dk#\"g i\" \"Gift\"", "Patient.maritalStatus", """patternCodeableConcept={"coding":[{"system":"http://a.dk","code":"g i","display":"Gift"}]}""")]
    [InlineData("* maritalStatus.coding = #g", "Patient.maritalStatus.coding", """patternCoding={"code":"g"}""")]
    [InlineData("* birthDate = 1970-01-01", "Patient.birthDate", "patternDate=1970-01-01")]
    [InlineData("* identifier.system = urn:oid:1.2", "Patient.identifier.system", "patternUri=urn:oid:1.2")]
    [InlineData("* name.family = \"a \\\"b\\\"\"", "Patient.name.family", "patternString=a \"b\"")]
    [InlineData("* deceased[x] only boolean", "Patient.deceased[x]", """type=[{"code":"boolean"}]""")]
    [InlineData("* deceased[x] only boolean or dateTime", "Patient.deceased[x]", """type=[{"code":"boolean"},{"code":"dateTime"}]""")]
    [InlineData("* managingOrganization only Reference(Organization or http://a.dk/StructureDefinition/o)", "Patient.managingOrganization",
        """type=[{"code":"Reference","targetProfile":["http://hl7.org/fhir/StructureDefinition/Organization","http://a.dk/StructureDefinition/o"]}]""")]
    [InlineData("* identifier only http://a.dk/StructureDefinition/i", "Patient.identifier", """type=[{"code":"Identifier","profile":["http://a.dk/StructureDefinition/i"]}]""")]
    [InlineData("* multipleBirthInteger 1..1", "Patient.multipleBirth[x]:multipleBirthInteger", """sliceName=multipleBirthInteger type=[{"code":"integer"}] min=1 max=1""")]
    [InlineData("* multipleBirthInteger ^maxValueInteger = 9", "Patient.multipleBirth[x]:multipleBirthInteger", """sliceName=multipleBirthInteger type=[{"code":"integer"}] maxValueInteger=9""")]
    [InlineData("* name.family ^maxLength = 9", "Patient.name.family", "maxLength=9")]
    [InlineData("* . ^short = \"s\"", "Patient", "short=s")]
    public void A_rule_says_one_thing(string rule, string element, string said) => Assert.Equal(said, Written.Rules("Patient", rule)[element]);

    [Fact]
    public void Canonicals_can_be_limited() =>
        Assert.Equal("""type=[{"code":"canonical","targetProfile":["http://hl7.org/fhir/StructureDefinition/Questionnaire"]}]""", Written.Rules("QuestionnaireResponse", "* questionnaire only Canonical(Questionnaire)")["QuestionnaireResponse.questionnaire"]);

    [Fact]
    public void Slices_stand_behind_what_they_divide_in_the_order_of_the_specification()
    {
        var elements = Written.Rules("Patient", """
            * name 1..
            * identifier ^slicing.discriminator[0].type = #value
            * identifier ^slicing.discriminator[=].path = "system"
            * identifier ^slicing.rules = #closed
            * identifier contains cpr 0..1 MS and other 1..*
            * identifier[cpr].value 1..
            """);
        Assert.Equal(["Patient.identifier", "Patient.identifier:cpr", "Patient.identifier:cpr.value", "Patient.identifier:other", "Patient.name"], elements.Keys);
        Assert.Equal("""slicing={"discriminator":[{"type":"value","path":"system"}],"rules":"closed"}""", elements["Patient.identifier"]);
        Assert.Equal("sliceName=cpr min=0 max=1 mustSupport=true", elements["Patient.identifier:cpr"]);
    }

    [Fact]
    public void A_slice_can_be_divided_again()
    {
        var elements = Written.Rules("Patient", """
            * identifier
              * ^slicing.discriminator.type = #value
              * ^slicing.discriminator.path = "system"
              * ^slicing.rules = #open
            * identifier contains a 0..*
            * identifier[a] contains b 0..1
            * identifier[a][b].value 1..
            """);
        Assert.Equal("sliceName=a/b min=0 max=1", elements["Patient.identifier:a/b"]);
        Assert.Equal("min=1", elements["Patient.identifier:a/b.value"]);
    }

    [Fact]
    public void A_choice_by_type_is_divided_by_type()
    {
        var elements = Written.Rules("Observation", "* valueQuantity.system = http://unitsofmeasure.org");
        Assert.Equal("""slicing={"discriminator":[{"type":"type","path":"$this"}],"ordered":false,"rules":"open"}""", elements["Observation.value[x]"]);
        Assert.Equal("""sliceName=valueQuantity type=[{"code":"Quantity"}]""", elements["Observation.value[x]:valueQuantity"]);
        Assert.Equal("patternUri=http://unitsofmeasure.org", elements["Observation.value[x]:valueQuantity.system"]);
    }

    [Fact]
    public void Extensions_are_divided_by_their_url_and_know_what_they_hold()
    {
        var elements = Written.Elements("""
            Profile: P
            Parent: Patient
            * extension contains Told named told 1..1 and http://a.dk/e named other 0..1
            * extension[told].value[x].system = http://a.dk

            Extension: Told
            * value[x] only Coding
            """);
        Assert.Contains("url", elements["Patient.extension"], StringComparison.Ordinal);
        Assert.Equal("""sliceName=told type=[{"code":"Extension","profile":["http://t.dk/StructureDefinition/Told"]}] min=1 max=1""", elements["Patient.extension:told"]);
        Assert.Equal("""sliceName=other type=[{"code":"Extension","profile":["http://a.dk/e"]}] min=0 max=1""", elements["Patient.extension:other"]);
        Assert.Equal("patternUri=http://a.dk", elements["Patient.extension:told.value[x].system"]);
    }

    [Fact]
    public void An_extension_has_its_address_and_a_value_or_parts()
    {
        var simple = Written.Definition("Extension: E\nId: e\nContext: Patient.address, Address, \"Patient.name.first()\", E\n* value[x] only string");
        Assert.Equal("complex-type", simple["kind"]!.GetValue<string>());
        Assert.Equal(
            """[{"type":"element","expression":"Patient.address"},{"type":"element","expression":"Address"},{"type":"fhirpath","expression":"Patient.name.first()"},{"type":"extension","expression":"http://t.dk/StructureDefinition/e"}]""",
            simple["context"]!.ToJsonString());
        var elements = Written.Elements("Extension: E\n* value[x] only string");
        Assert.Equal("max=0", elements["Extension.extension"]);
        Assert.Equal("fixedUri=http://t.dk/StructureDefinition/E", elements["Extension.url"]);

        var parts = Written.Elements("Extension: E\n* extension contains a 1..1\n* extension[a].value[x] only string");
        Assert.Equal("max=0", parts["Extension.value[x]"]);
        Assert.Equal("""type=[{"code":"string"}]""", parts["Extension.extension:a.value[x]"]);
    }

    [Fact]
    public void Invariants_are_written_out_where_they_are_obeyed()
    {
        var elements = Written.Elements(""""
            Profile: P
            Parent: Patient
            * obeys a-1 and a-2
            * name.family obeys a-1

            Invariant: a-1
            Description: "Says 'a'"
            Severity: #error
            Expression: "matches('^\\d+$')"

            Invariant: a-2
            Description: "Warns"
            Severity: #warning
            Expression: """
                name.exists()
                  or active
                """
            """");
        Assert.Equal("""constraint=[{"key":"a-1","severity":"error","human":"Says 'a'","expression":"matches('^\\d+$')"},{"key":"a-2","severity":"warning","human":"Warns","expression":"name.exists()\nor active"}]""", elements["Patient"]);
        Assert.Contains("a-1", elements["Patient.name.family"], StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_names_and_ids_reach_over_files()
    {
        var elements = Written.Elements(
            "Alias: $s = http://s.dk\nProfile: P\nParent: Q\n* identifier.system = $s\n* managingOrganization only Reference(org-id)\n* maritalStatus from Marital",
            "Profile: Q\nParent: Patient\n* name 1..\n\nProfile: Org\nParent: Organization\nId: org-id\n\nValueSet: Marital\nId: m\n* $s#a");
        Assert.Equal("patternUri=http://s.dk", elements["Patient.identifier.system"]);
        Assert.Contains("http://t.dk/StructureDefinition/org-id", elements["Patient.managingOrganization"], StringComparison.Ordinal);
        Assert.Contains("http://t.dk/ValueSet/m", elements["Patient.maritalStatus"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_goes_on_from_its_parent()
    {
        // The slice and the type are the parent's; neither is said again.
        var elements = Written.Elements("""
            Profile: P
            Parent: Q
            * identifier[cpr] 1..
            * value[x].system = http://a.dk

            Profile: Q
            Parent: Observation
            * identifier ^slicing.discriminator.type = #value
            * identifier ^slicing.discriminator.path = "system"
            * identifier ^slicing.rules = #open
            * identifier contains cpr 0..1
            * value[x] only Quantity
            """);
        Assert.Equal("min=1", elements["Observation.identifier:cpr"].Replace("sliceName=cpr ", "", StringComparison.Ordinal));
        Assert.Equal("patternUri=http://a.dk", elements["Observation.value[x].system"]);
    }

    [Fact]
    public void Indented_rules_and_rule_sets_continue_a_path()
    {
        var elements = Written.Elements("""
            RuleSet: Needed // also of slices
            * system 1..
            * value 1..
              * ^maxLength = 10

            Profile: P
            Parent: Patient
            * identifier insert Needed
            * contact
              * name
                * family 1..
              * telecom 1..
                * insert Needed
            /* not
            * gender 1..
            */
            """);
        Assert.Equal(["Patient.identifier.system", "Patient.identifier.value", "Patient.contact.name.family", "Patient.contact.telecom", "Patient.contact.telecom.system", "Patient.contact.telecom.value"], elements.Keys);
        Assert.Equal("min=1 maxLength=10", elements["Patient.identifier.value"]);
    }

    [Fact]
    public void A_value_set_lists_codes_and_includes_others()
    {
        var set = Written.Definition("""
            ValueSet: Systems
            Id: systems
            * urn:ietf:rfc:3986#http://a.dk "A"
            * include urn:ietf:rfc:3986#https://a.dk
            * include codes from system http://b.dk
            * codes from valueset http://c.dk/v
            """);
        Assert.Equal("http://t.dk/ValueSet/systems", set["url"]!.GetValue<string>());
        Assert.Equal(
            """{"include":[{"system":"urn:ietf:rfc:3986","concept":[{"code":"http://a.dk","display":"A"},{"code":"https://a.dk"}]},{"system":"http://b.dk"},{"valueSet":["http://c.dk/v"]}]}""",
            set["compose"]!.ToJsonString());
    }

    [Fact]
    public void The_definition_itself_can_be_told_about()
    {
        var profile = Written.Definition("Profile: P\nParent: Patient\n* ^experimental = true\n* ^contact.telecom.value = \"a\"\n* ^jurisdiction = urn:iso:std:iso:3166#DK");
        Assert.True(profile["experimental"]!.GetValue<bool>());
        Assert.Equal("""[{"telecom":[{"value":"a"}]}]""", profile["contact"]!.ToJsonString());
        Assert.Equal("DK", profile["jurisdiction"]![0]!["coding"]![0]!["code"]!.GetValue<string>());
        Assert.Equal("Patient", Assert.Single(profile["differential"]!["element"]!.AsArray())!["id"]!.GetValue<string>());
    }
}
