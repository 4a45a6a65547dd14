using Helhed.Fhir.Terminology;
using static Helhed.Tests.Engine.Terms;

namespace Helhed.Tests.Engine;

/// <summary>Codes against their code system alone, and what a code system says of its codes.</summary>
public sealed class CodeSystemTests
{
    private static readonly TerminologyStore Zoo = Store(AnimalSystem);

    [Fact]
    public void A_complete_system_has_its_codes_and_no_others()
    {
        Assert.Equal(new CodeCheck(Membership.Member, null, "Puppy"), Zoo.CheckCode(Animals, "puppy"));
        var wrong = Zoo.CheckCode(Animals, "pupy");
        Assert.Equal(Membership.NotMember, wrong.Membership);
        Assert.Contains("'puppy'", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(Membership.NotMember, Zoo.CheckCode(Animals, "DOG").Membership);
        Assert.Equal(Membership.UnknownCodeSystem, Zoo.CheckCode("http://example.org/plants", "rose").Membership);
    }

    [Theory]
    [InlineData("dog", "Dog", null)]
    [InlineData("dog", "  dOG ", null)]
    [InlineData("dog", "hund", null)]
    [InlineData("dodo-dog", "OLD dog", "no longer in use")]
    [InlineData("dog", "Cat", "is 'Dog', not 'Cat'")]
    [InlineData("dog", "Do g", "is 'Dog', not 'Do g'")]
    [InlineData("wasp", null, "deprecated")]
    [InlineData("mammal", "Mammal", "only groups")]
    public void A_member_comes_with_what_is_worth_a_warning(string code, string? display, string? message)
    {
        var check = Zoo.CheckCode(Animals, code, display);
        Assert.Equal(Membership.Member, check.Membership);
        Assert.True(message is null ? check.Message is null : check.Message!.Contains(message, StringComparison.Ordinal), check.Message);
    }

    [Fact]
    public void Case_matters_when_the_system_says_so_and_is_corrected_when_it_does_not()
    {
        const string Codes = """{"code":"Ab"},{"code":"ab"},{"code":"Æbler"},{"code":"Cd"}""";
        var silent = Store(SystemOf("urn:s", Codes).Replace("\"caseSensitive\":true,", "", StringComparison.Ordinal));
        Assert.Equal((Membership.Member, null), (silent.CheckCode("urn:s", "ab").Membership, silent.CheckCode("urn:s", "ab").Message));
        Assert.Equal((Membership.Member, null), (silent.CheckCode("urn:s", "Ab").Membership, silent.CheckCode("urn:s", "Ab").Message));
        Assert.Contains("written 'Cd'", silent.CheckCode("urn:s", "cD").Message, StringComparison.Ordinal);
        Assert.Equal(Membership.Member, silent.CheckCode("urn:s", "æBLER").Membership);
        Assert.Equal(Membership.NotMember, Store(SystemOf("urn:s", Codes)).CheckCode("urn:s", "cD").Membership);
    }

    [Fact]
    public void A_part_of_a_system_cannot_refuse()
    {
        foreach (var content in new[] { "fragment", "example", "not-present" })
        {
            var store = Store(SystemOf("urn:part", content == "not-present" ? "" : """{"code":"a","display":"A"}""", content: content).Replace(",\n \"concept\":[]", "", StringComparison.Ordinal), Set("urn:set", """{"system":"urn:part"}"""));
            Assert.Equal(content == "not-present" ? Membership.CannotTell : Membership.Member, store.CheckCode("urn:part", "a").Membership);
            Assert.Equal(Membership.CannotTell, store.CheckCode("urn:part", "b").Membership);
            Assert.Equal(Membership.CannotTell, store.Check("urn:set", "urn:part", "b").Membership);
            Assert.NotNull(store.Check("urn:set", "urn:part", "b").Message);
            Assert.NotNull(store.Expand("urn:set", null, 0, 10).Problem);
        }
    }

    [Fact]
    public void A_supplement_adds_texts_and_properties_but_no_codes()
    {
        var supplement = $$"""
            {"resourceType":"CodeSystem","url":"http://example.org/animals-da","status":"active","content":"supplement","supplements":"{{Animals}}|1.0",
             "property":[{"code":"sound","type":"string"}],
             "concept":[{"code":"dog","designation":[{"language":"da","value":"Vovse"}],"property":[{"code":"sound","valueString":"vov"}]},{"code":"bat","display":"Flagermus"},{"code":"cow"}]}
            """;
        var store = Zoo.With([Parsed.Document(supplement), Parsed.Document(Set("urn:loud", Filtered(Filter("sound", "=", "vov"))))]);
        Assert.Null(store.CheckCode(Animals, "dog", "vovse").Message);
        Assert.Null(store.CheckCode(Animals, "dog", "Hund").Message);
        Assert.Null(store.CheckCode(Animals, "bat", "Flagermus").Message);
        Assert.Equal("Bat", store.CheckCode(Animals, "bat").Display);
        Assert.NotNull(Zoo.CheckCode(Animals, "bat", "Flagermus").Message);
        Assert.Equal(Membership.NotMember, store.CheckCode(Animals, "cow").Membership);
        Assert.Equal(["dog"], store.Expand("urn:loud", null, 0, 9).Contains.Select(c => c.Code));
        Assert.Null(store.With([Parsed.Document(AnimalSystem)]).CheckCode(Animals, "dog", "vovse").Message);
    }

    [Fact]
    public void Danish_texts_of_a_supplement_are_right_for_r4s_own_codes()
    {
        const string Supplement = """
            {"resourceType":"CodeSystem","url":"urn:da","status":"active","content":"supplement","supplements":"http://hl7.org/fhir/administrative-gender",
             "concept":[{"code":"male","designation":[{"language":"da","value":"Mand"}]}]}
            """;
        const string Genders = "http://hl7.org/fhir/ValueSet/administrative-gender";
        Assert.NotNull(TerminologyStore.R4.Check(Genders, "http://hl7.org/fhir/administrative-gender", "male", "Mand").Message);
        Assert.Null(Store(Supplement).Check(Genders, "http://hl7.org/fhir/administrative-gender", "male", "Mand").Message);
    }

    [Fact]
    public void Versions_stand_beside_each_other()
    {
        string Version(string version, string code) => SystemOf("urn:v", $$"""{"code":"{{code}}"}""", more: $",\"version\":\"{version}\"");
        string SetVersion(string version, string code) => Set("urn:set", $$"""{"system":"urn:v","version":"{{version}}","filter":[{{Filter("code", "=", code)}}]}""", more: $",\"version\":\"{version}\"");
        var store = Store(Version("1.2.0", "old"), Version("1.10.0", "new"), Version("1.9", "mid"), SetVersion("1.2.0", "old"), SetVersion("1.10.0", "new"), Set("urn:pinned", """{"system":"urn:v","version":"3.0"}"""));
        Assert.Equal(Membership.Member, store.CheckCode("urn:v", "new").Membership);
        Assert.Equal(Membership.NotMember, store.CheckCode("urn:v", "old").Membership);
        Assert.Equal(Membership.Member, store.Check("urn:set|1.2.0", "urn:v", "old").Membership);
        Assert.Equal(Membership.Member, store.Check("urn:set|1.2", "urn:v", "old").Membership);
        Assert.Equal(Membership.Member, store.Check("urn:set", "urn:v", "new").Membership);
        Assert.Equal(Membership.NotMember, store.Check("urn:set|1.10.0", "urn:v", "old").Membership);
        var missing = store.Check("urn:set|2.0", "urn:v", "old");
        Assert.Equal(Membership.UnknownValueSet, missing.Membership);
        Assert.Contains("1.10.0", missing.Message, StringComparison.Ordinal);
        Assert.True(store.KnowsCodeSystem("urn:v|1.9") && !store.KnowsCodeSystem("urn:v|2") && !store.KnowsCodeSystem("urn:v|1.1"));
        Assert.True(store.KnowsValueSet("urn:set|1.2.0") && !store.KnowsValueSet("urn:set|9"));
        var pinned = store.Check("urn:pinned", "urn:v", "new");
        Assert.Equal(Membership.CannotTell, pinned.Membership);
        Assert.Contains("version 3.0", pinned.Message, StringComparison.Ordinal);
        Assert.Equal(Membership.CannotTell, store.Check("urn:set|1.2.0", "urn:v", "new", null, "1.10.0").Membership);
        Assert.Contains("was looked up in 1.2.0", store.Check("urn:set|1.2.0", "urn:v", "old", null, "7").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_goes_before_what_lies_below()
    {
        const string Genders = "http://hl7.org/fhir/ValueSet/administrative-gender";
        var narrow = Store(Set(Genders, """{"system":"http://hl7.org/fhir/administrative-gender","concept":[{"code":"other"}]}"""));
        Assert.Equal(Membership.NotMember, narrow.Check(Genders, null, "male").Membership);
        Assert.Equal(Membership.Member, narrow.Check(Genders + "|4.0.1", null, "male").Membership);
        Assert.Equal(Membership.Member, TerminologyStore.R4.Check(Genders, null, "male").Membership);

        // R4's own set follows when its code system is replaced.
        var wide = Store(SystemOf("http://hl7.org/fhir/administrative-gender", """{"code":"male"},{"code":"x"}"""));
        Assert.Equal(Membership.Member, wide.Check(Genders, null, "x").Membership);
        Assert.Equal(Membership.NotMember, wide.Check(Genders, null, "female").Membership);
        Assert.Equal(Membership.NotMember, TerminologyStore.R4.Check(Genders, null, "x").Membership);
    }

    [Fact]
    public void A_system_may_name_the_set_of_all_its_codes()
    {
        var store = Store(SystemOf("urn:s", """{"code":"a"}""", more: ",\"valueSet\":\"urn:all\""));
        Assert.Equal(Membership.Member, store.Check("urn:all", "urn:s", "a").Membership);
        Assert.Equal(Membership.NotMember, store.Check("urn:all", "urn:s", "b").Membership);
    }

    [Fact]
    public void A_system_under_another_name_is_refused_with_the_right_one()
    {
        Assert.Contains("http://snomed.info/sct", TerminologyStore.R4.CheckCode("urn:oid:2.16.840.1.113883.6.96", "73211009").Message, StringComparison.Ordinal);
        const string Names = """
            {"resourceType":"NamingSystem","name":"N","status":"active","kind":"codesystem","date":"2026-01-01",
             "uniqueId":[{"type":"oid","value":"1.2.3"},{"type":"uri","value":"http://example.org/animals"}]}
            """;
        var check = Zoo.With([Parsed.Document(Names)]).CheckCode("urn:oid:1.2.3", "dog");
        Assert.Equal(Membership.NotMember, check.Membership);
        Assert.Contains(Animals, check.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mammal", "puppy", true)]
    [InlineData("flyer", "bat", true)]
    [InlineData("mammal", "bat", true)]
    [InlineData("puppy", "mammal", false)]
    [InlineData("flyer", "dog", false)]
    [InlineData("dog", "dog", true)]
    [InlineData("dog", "unicorn", false)]
    public void Subsumption_follows_all_parents(string ancestor, string code, bool subsumes) => Assert.Equal(subsumes, Zoo.Subsumes(Animals, ancestor, code));

    [Fact]
    public void Subsumption_is_unknown_where_content_is_missing()
    {
        Assert.Null(Zoo.Subsumes("http://snomed.info/sct", "404684003", "73211009"));
        Assert.Null(Zoo.Subsumes("urn:nowhere", "a", "b"));
        Assert.True(TerminologyStore.R4.Subsumes("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "FAMMEMB", "MTH"));
    }

    [Fact]
    public void A_ring_of_parents_ends()
    {
        var store = Store(
            SystemOf("urn:ring", """{"code":"a","property":[{"code":"parent","valueCode":"b"}]},{"code":"b","property":[{"code":"parent","valueCode":"a"}]},{"code":"c","property":[{"code":"parent","valueCode":"c"}]}"""),
            Set("urn:set", $$"""{"system":"urn:ring","filter":[{{Filter("concept", "is-a", "a")}}]}"""));
        Assert.True(store.Subsumes("urn:ring", "a", "b") == true && store.Subsumes("urn:ring", "b", "a") == true && store.Subsumes("urn:ring", "c", "a") == false);
        Assert.Equal(2, store.Expand("urn:set", null, 0, 9).Total);
    }

    [Fact]
    public void Expansions_are_paged_filtered_and_counted()
    {
        var all = TerminologyStore.R4.Expand("http://hl7.org/fhir/ValueSet/iso3166-1-2", null, 0, 10);
        Assert.Equal((10, 249, null), (all.Contains.Count, all.Total, all.Problem));
        var next = TerminologyStore.R4.Expand("http://hl7.org/fhir/ValueSet/iso3166-1-2", "", 240, 100);
        Assert.Equal((9, 249), (next.Contains.Count, next.Total));
        var denmark = TerminologyStore.R4.Expand("http://hl7.org/fhir/ValueSet/iso3166-1-2", "denm", -5, 10);
        Assert.Equal(("DK", "Denmark", 1), (denmark.Contains[0].Code, denmark.Contains[0].Display, denmark.Total));
        Assert.NotNull(TerminologyStore.R4.Expand("http://hl7.org/fhir/ValueSet/all-languages", null, 0, 10).Problem);
        Assert.NotNull(TerminologyStore.R4.Expand("urn:nowhere", null, 0, 10).Problem);
        Assert.Empty(TerminologyStore.R4.Expand("http://hl7.org/fhir/ValueSet/iso3166-1-2", null, 0, 0).Contains);
    }
}
