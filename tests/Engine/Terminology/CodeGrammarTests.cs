using Helhed.Fhir.Terminology;

namespace Helhed.Tests.Engine;

/// <summary>Code systems that are known by the form of their codes, and R4's sets of them.</summary>
public sealed class CodeGrammarTests
{
    private static readonly TerminologyStore R4 = TerminologyStore.R4;

    [Theory]
    [InlineData("da", true)]
    [InlineData("da-DK", true)]
    [InlineData("DA-dk", true)]
    [InlineData("en-US", true)]
    [InlineData("zh-Hant-TW", true)]
    [InlineData("zh-yue-HK", true)]
    [InlineData("sl-rozaj-biske-1994", true)]
    [InlineData("de-CH-1901", true)]
    [InlineData("es-419", true)]
    [InlineData("de-DE-u-co-phonebk", true)]
    [InlineData("en-a-bbb-b-ccc-x-private", true)]
    [InlineData("x-whatever", true)]
    [InlineData("i-klingon", true)]
    [InlineData("qaa-Qaaa-QM-x-southern", true)]
    [InlineData("fo-FO", true)]
    [InlineData("kl", true)]
    [InlineData("danish", false)]
    [InlineData("d", false)]
    [InlineData("zz", false)]
    [InlineData("da-DX", false)]
    [InlineData("da_DK", false)]
    [InlineData("da-", false)]
    [InlineData("-da", false)]
    [InlineData("da--DK", false)]
    [InlineData("da-DK-Latn", false)]
    [InlineData("de-1901-1901", false)]
    [InlineData("de-nosuchvar", false)]
    [InlineData("en-a-bbb-a-ccc", false)]
    [InlineData("en-a", false)]
    [InlineData("en-x", false)]
    [InlineData("x-", false)]
    [InlineData("en-u-waytoolongsubtag", false)]
    [InlineData("dæ", false)]
    public void Languages(string code, bool isRight) => Holds("http://hl7.org/fhir/ValueSet/all-languages", "urn:ietf:bcp:47", code, isRight);

    [Theory]
    [InlineData("application/pdf", true)]
    [InlineData("application/fhir+json", true)]
    [InlineData("text/plain; charset=utf-8", true)]
    [InlineData("text/plain;charset=\"utf-8; x\";format=flowed", true)]
    [InlineData("image/svg+xml", true)]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", true)]
    [InlineData("x-conference/x-cooltalk", true)]
    [InlineData("xml", true)]
    [InlineData("json", true)]
    [InlineData("pdf", false)]
    [InlineData("application/", false)]
    [InlineData("/pdf", false)]
    [InlineData("application/pdf/x", false)]
    [InlineData("applicaton/pdf", false)]
    [InlineData("text/plain;", false)]
    [InlineData("text/plain; charset", false)]
    [InlineData("text/plain; charset=", false)]
    [InlineData("text/plain; charset=\"utf-8", false)]
    [InlineData("text plain", false)]
    [InlineData("image/jpg?", false)]
    [InlineData("text;a/b", false)]
    public void Mime_types(string code, bool isRight)
    {
        Holds("http://hl7.org/fhir/ValueSet/mimetypes", "urn:ietf:bcp:13", code, isRight);
        Holds("http://www.rfc-editor.org/bcp/bcp13.txt", "urn:ietf:bcp:13", code, isRight);
    }

    [Theory]
    [InlineData("mm[Hg]", true)]
    [InlineData("kg/m2", true)]
    [InlineData("10*9/L", true)]
    [InlineData("%", true)]
    [InlineData("{score}", true)]
    [InlineData("mmHg", false)]
    [InlineData("kilogram", false)]
    public void Units(string code, bool isRight) => Holds("http://hl7.org/fhir/ValueSet/ucum-units", "http://unitsofmeasure.org", code, isRight);

    [Theory]
    [InlineData("http://hl7.org/fhir/ValueSet/all-time-units", "wk", true)]
    [InlineData("http://hl7.org/fhir/ValueSet/all-time-units", "ms", true)]
    [InlineData("http://hl7.org/fhir/ValueSet/all-time-units", "m", false)]
    [InlineData("http://hl7.org/fhir/ValueSet/all-distance-units", "[mi_i]", true)]
    [InlineData("http://hl7.org/fhir/ValueSet/all-distance-units", "kg", false)]
    [InlineData("http://hl7.org/fhir/ValueSet/ucum-common", "mg/dL", true)]
    [InlineData("http://hl7.org/fhir/ValueSet/ucum-common", "mm[Hg].furlong", false)]
    [InlineData("http://hl7.org/fhir/ValueSet/ucum-bodyweight", "kg", true)]
    [InlineData("http://hl7.org/fhir/ValueSet/ucum-bodyweight", "mg", false)]
    [InlineData("http://hl7.org/fhir/ValueSet/units-of-time", "mo", true)]
    [InlineData("http://hl7.org/fhir/ValueSet/units-of-time", "month", false)]
    public void Sets_of_units(string set, string code, bool isRight) => Holds(set, "http://unitsofmeasure.org", code, isRight);

    [Theory]
    [InlineData("currencies", "urn:iso:std:iso:4217", "DKK", true)]
    [InlineData("currencies", "urn:iso:std:iso:4217", "dkk", false)]
    [InlineData("currencies", "urn:iso:std:iso:4217", "KR.", false)]
    [InlineData("iso3166-1-2", "urn:iso:std:iso:3166", "DK", true)]
    [InlineData("iso3166-1-2", "urn:iso:std:iso:3166", "DNK", false)]
    [InlineData("iso3166-1-3", "urn:iso:std:iso:3166", "DNK", true)]
    [InlineData("iso3166-1-3", "urn:iso:std:iso:3166", "DK", false)]
    [InlineData("iso3166-1-N", "urn:iso:std:iso:3166", "208", true)]
    [InlineData("iso3166-1-N", "urn:iso:std:iso:3166", "209", false)]
    [InlineData("jurisdiction", "urn:iso:std:iso:3166", "GL", true)]
    [InlineData("jurisdiction", "urn:iso:std:iso:3166", "XX", false)]
    [InlineData("jurisdiction", "urn:iso:std:iso:3166:-2", "DK-84", true)]
    [InlineData("jurisdiction", "urn:iso:std:iso:3166:-2", "DK-99", false)]
    [InlineData("jurisdiction", "http://unstats.un.org/unsd/methods/m49/m49.htm", "150", true)]
    [InlineData("jurisdiction", "http://unstats.un.org/unsd/methods/m49/m49.htm", "003x", false)]
    [InlineData("timezones", "https://www.iana.org/time-zones", "Europe/Copenhagen", true)]
    [InlineData("timezones", "https://www.iana.org/time-zones", "Europe/Kopenhagen", false)]
    [InlineData("formatcodes", "http://ihe.net/fhir/ValueSet/IHE.FormatCode.codesystem", "urn:ihe:pcc:xphr:2007", true)]
    [InlineData("formatcodes", "http://ihe.net/fhir/ValueSet/IHE.FormatCode.codesystem", "urn:ihe:pcc:xphr", false)]
    public void Lists_that_others_publish(string set, string system, string code, bool isRight) => Holds("http://hl7.org/fhir/ValueSet/" + set, system, code, isRight);

    [Theory]
    [InlineData("https://example.org/x", true)]
    [InlineData("urn:oid:1.2.208", true)]
    [InlineData("urn:uuid:c757873d-ec9a-4326-a141-556f43239520", true)]
    [InlineData("urn:uuid:nonsense", false)]
    [InlineData("example", false)]
    [InlineData("http:", false)]
    [InlineData("1a:b", false)]
    [InlineData("a b:c", false)]
    public void Uris(string code, bool isRight) => Assert.Equal(isRight ? Membership.Member : Membership.NotMember, R4.CheckCode("urn:ietf:rfc:3986", code).Membership);

    [Theory]
    [InlineData("73211009", true)]
    [InlineData("386661006", true)]
    [InlineData("900000000000207008", true)]
    [InlineData("439031000124108", true)]
    [InlineData("73211009 |Diabetes|", true)]
    [InlineData("73211009:363698007=113331007", true)]
    [InlineData("73211008", false)]
    [InlineData("73212009", false)]
    [InlineData("73211019", false)]
    [InlineData("12345", false)]
    [InlineData("0732110097", false)]
    [InlineData("diabetes", false)]
    [InlineData("", false)]
    [InlineData("73211009x", false)]
    public void Snomed_ct_by_its_check_digit(string code, bool mayBe) => CannotTell("http://snomed.info/sct", "http://hl7.org/fhir/ValueSet/condition-code", code, mayBe);

    [Theory]
    [InlineData("8867-4", true)]
    [InlineData("85354-9", true)]
    [InlineData("718-7", true)]
    [InlineData("LA6576-8", true)]
    [InlineData("LP7831-0", true)]
    [InlineData("8867-5", false)]
    [InlineData("8876-4", false)]
    [InlineData("8867", false)]
    [InlineData("-4", false)]
    [InlineData("LX123-4", false)]
    [InlineData("88a7-4", false)]
    public void Loinc_by_its_check_digit(string code, bool mayBe) => CannotTell("http://loinc.org", "http://hl7.org/fhir/ValueSet/observation-codes", code, mayBe);

    [Fact]
    public void Every_loinc_and_snomed_code_that_r4_lists_has_its_check_digit_right()
    {
        foreach (var (set, system) in new[] { ("c80-doc-typecodes", "http://loinc.org"), ("animal-breeds", "http://snomed.info/sct"), ("c80-practice-codes", "http://snomed.info/sct"), ("c80-facilitycodes", "http://snomed.info/sct") })
        {
            var codes = R4.Expand("http://hl7.org/fhir/ValueSet/" + set, null, 0, 10_000).Contains.Where(c => c.System == system).ToList();
            Assert.True(codes.Count > 50, $"{set}: {codes.Count}");
            Assert.All(codes, c => Assert.True(R4.CheckCode(system, c.Code).Membership == Membership.CannotTell, c.Code));
        }
    }

    [Fact]
    public void Codes_that_a_set_names_need_no_content()
    {
        const string Set = "http://hl7.org/fhir/ValueSet/c80-practice-codes";
        Assert.Equal(Membership.Member, R4.Check(Set, "http://snomed.info/sct", "394582007").Membership);
        Assert.Equal(Membership.NotMember, R4.Check(Set, "http://snomed.info/sct", "73211009").Membership);
    }

    [Theory]
    [InlineData("http://snomed.info/sct?fhir_vs", "404684003", Membership.CannotTell)]
    [InlineData("http://snomed.info/sct?fhir_vs=isa/404684003", "404684003", Membership.Member)]
    [InlineData("http://snomed.info/sct?fhir_vs=isa/404684003", "73211009", Membership.CannotTell)]
    [InlineData("http://snomed.info/sct/554471000005108?fhir_vs=refset/723264001", "73211009", Membership.CannotTell)]
    [InlineData("http://snomed.info/sct?fhir_vs", "404684004", Membership.NotMember)]
    [InlineData("http://loinc.org/vs", "8867-4", Membership.CannotTell)]
    [InlineData("http://loinc.org/vs/LL379-9", "LA6683-2", Membership.CannotTell)]
    [InlineData("http://unitsofmeasure.org/vs", "kg", Membership.Member)]
    [InlineData("http://snomed.info/other?x", "404684003", Membership.UnknownValueSet)]
    public void Sets_that_an_address_alone_defines(string set, string code, Membership membership) => Assert.Equal(membership, R4.Check(set, null, code).Membership);

    private static void Holds(string set, string system, string code, bool isRight)
    {
        var check = R4.Check(set, system, code);
        Assert.True(check.Membership == (isRight ? Membership.Member : Membership.NotMember), $"{check}");
        Assert.Equal(isRight, check.Message is null);
        Assert.Equal(isRight, R4.Check(set, null, code).Membership == Membership.Member);
    }

    private static void CannotTell(string system, string set, string code, bool mayBe)
    {
        Assert.Equal(mayBe ? Membership.CannotTell : Membership.NotMember, R4.CheckCode(system, code).Membership);
        Assert.Equal(mayBe ? Membership.CannotTell : Membership.NotMember, R4.Check(set, system, code).Membership);
        Assert.NotNull(R4.Check(set, system, code).Message);
    }
}
