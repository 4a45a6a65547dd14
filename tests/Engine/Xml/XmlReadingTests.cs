using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Xml;

namespace Helhed.Tests.Engine;

/// <summary>What the XML format asks for, https://hl7.org/fhir/R4/xml.html: right, and each thing wrong with its place.</summary>
public sealed class XmlReadingTests
{
    private const string Start = "<Patient xmlns=\"http://hl7.org/fhir\">";

    [Fact]
    public void Everything_a_resource_can_hold_becomes_its_JSON()
    {
        var document = Document("""
            <?xml version="1.0" encoding="utf-8"?>
            <!-- before --><?style x?>
            <Patient xmlns="http://hl7.org/fhir" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://hl7.org/fhir patient.xsd">
              <id value="p"/>
              <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">Æ &lt; <b class='x'>b</b><br/></div></text>
              <contained><Basic><id value="b"/><code><text value="t"/></code></Basic></contained>
              <contained><Organization><name value="o"/></Organization></contained>
              <extension id="e" url="http://x"><valueDecimal value=" 1.50 "/></extension>
              <active id="a" value=" true "/>
              <name id="n"><family value="&quot;Å&#xA;&amp;\"/><!-- within --><given value="a"/><given id="g"/><given value="c"><extension url="u"><valueString value="v"/></extension></given></name>
              <multipleBirthInteger value="+2"/>
            </Patient>
            """.Trim());
        Assert.Null(CanonicalJson.Difference(document.Json, Encoding.UTF8.GetBytes("""
            {"resourceType":"Patient","id":"p","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Æ &lt; <b class='x'>b</b><br/></div>"},
            "contained":[{"resourceType":"Basic","id":"b","code":{"text":"t"}},{"resourceType":"Organization","name":"o"}],
            "extension":[{"id":"e","url":"http://x","valueDecimal":1.50}],"active":true,"_active":{"id":"a"},
            "name":[{"id":"n","family":"\"Å\n&\\","given":["a",null,"c"],"_given":[null,{"id":"g"},{"extension":[{"url":"u","valueString":"v"}]}]}],"multipleBirthInteger":2}
            """)));
    }

    [Theory]
    [InlineData("1.50")]
    [InlineData("-0.0")]
    [InlineData("1e-3")]
    [InlineData("123456789012345678901234567890.1234567890")]
    public void A_decimal_keeps_its_digits(string digits)
    {
        var xml = Encoding.UTF8.GetBytes($"<Patient xmlns=\"http://hl7.org/fhir\"><extension url=\"u\"><valueDecimal value=\"{digits}\"/></extension></Patient>");
        Assert.Contains($"\"valueDecimal\":{digits}}}", Encoding.UTF8.GetString(FhirXml.Parse(xml).Document!.Json.Span), StringComparison.Ordinal);
    }

    [Theory]
    // Namespaces and names
    [InlineData("<Patient><active value=\"true\"/></Patient>", "Patient", 1, 1, "The namespace of FHIR is http://hl7.org/fhir; here is none.")]
    [InlineData("<Patient xmlns=\"urn:hl7-org:v3\"><active value=\"true\"/></Patient>", "Patient", 1, 1, "The namespace of FHIR is http://hl7.org/fhir, not urn:hl7-org:v3.")]
    [InlineData("<Person2 xmlns=\"http://hl7.org/fhir\"/>", "Person2", 1, 1, "'Person2' is not a resource type of R4.")]
    [InlineData(Start + "\n  <birthdate value=\"1970\"/></Patient>", "Patient.birthdate", 2, 3, "'birthdate' is not an element of Patient. Did you mean 'birthDate'?")]
    [InlineData(Start + "<x:active xmlns:x=\"urn:y\" value=\"true\"/></Patient>", "Patient.active", 1, 38, "<active> is in the namespace urn:y; the namespace of FHIR's elements is http://hl7.org/fhir.")]
    [InlineData(Start + "<name><id value=\"a\"/></name></Patient>", "Patient.name[0].id", 1, 44, "In XML, 'id' is an attribute: <… id=\"…\">.")]
    // Order and number
    [InlineData(Start + "<birthDate value=\"1970\"/><gender value=\"male\"/></Patient>", "Patient.gender", 1, 63, "<gender> must stand before <birthDate>: the elements of FHIR XML have the order of the specification.")]
    [InlineData(Start + "<name><given value=\"a\"/><family value=\"b\"/><given value=\"c\"/></name></Patient>", "Patient.name[0].family", 1, 62, "<family> must stand before <given>: the elements of FHIR XML have the order of the specification.")]
    [InlineData(Start + "<active value=\"true\"/><active value=\"false\"/></Patient>", "Patient.active", 1, 60, "Patient.active may stand only once, not 2 times.")]
    [InlineData(Start + "<deceasedBoolean value=\"true\"/><deceasedDateTime value=\"2020\"/></Patient>", "Patient.deceasedDateTime", 1, 69, "Only one type of deceased[x] may be given.")]
    // Attributes
    [InlineData(Start + "<active valeu=\"true\"/></Patient>", "Patient.active", 1, 46, "'valeu' is not an attribute of boolean: it can have 'value' and 'id'.")]
    [InlineData(Start + "<name value=\"x\"><family value=\"a\"/></name></Patient>", "Patient.name[0]", 1, 44, "'value' is not an attribute of HumanName: it can have 'id'.")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\" id=\"x\"><active value=\"true\"/></Patient>", "Patient", 1, 38, "'id' is not an attribute of Patient: a resource has none.")]
    [InlineData(Start + "<name><family value=\"\"/></name></Patient>", "Patient.name[0].family", 1, 52, "The attribute 'value' is empty: leave it out.")]
    [InlineData(Start + "<name id=\" \"><family value=\"a\"/></name></Patient>", "Patient.name[0].id", 1, 44, "The attribute 'id' is empty: leave it out.")]
    [InlineData(Start + "<active xml:lang=\"da\" value=\"true\"/></Patient>", "Patient.active", 1, 46, "'xml:lang' is not an attribute of boolean: it can have 'value' and 'id'.")]
    [InlineData(Start + "<extension><valueString value=\"a\"/></extension></Patient>", "Patient.extension[0]", 1, 38, "Extension.url is missing; it must be given.")]
    // Content
    [InlineData(Start + "<active>true</active></Patient>", "Patient.active", 1, 46, "Text may not stand between elements: the value stands in the attribute 'value'.")]
    [InlineData(Start + "<name>\n  Hansen<family value=\"a\"/></name></Patient>", "Patient.name[0]", 1, 44, "Text may not stand between elements.")]
    [InlineData(Start + "<name/></Patient>", "Patient.name[0]", 1, 38, "The element is empty: leave it out.")]
    [InlineData(Start + "<active/></Patient>", "Patient.active", 1, 38, "The element is empty: give it a value or an extension, or leave it out.")]
    [InlineData(Start + "<name><given value=\"a\"/><given/></name></Patient>", "Patient.name[0].given[1]", 1, 62, "The element is empty: give it a value or an extension, or leave it out.")]
    [InlineData(Start + "<contained/></Patient>", "Patient.contained", 1, 38, "<contained> is empty: it must hold a resource, or be left out.")]
    [InlineData(Start + "<contained><Basic><code><text value=\"t\"/></code></Basic><Basic><code><text value=\"t\"/></code></Basic></contained></Patient>", "Patient.contained", 1, 94, "<contained> holds one resource and nothing else.")]
    [InlineData(Start + "<contained id=\"x\"><Basic><code><text value=\"t\"/></code></Basic></contained></Patient>", "Patient.contained", 1, 49, "'id' is not an attribute of Resource: a resource has none.")]
    // Values
    [InlineData(Start + "<active value=\"1\"/></Patient>", "Patient.active", 1, 46, "A boolean is true or false.")]
    [InlineData(Start + "<birthDate value=\"1970-02-30\"/></Patient>", "Patient.birthDate", 1, 49, "A date is YYYY, YYYY-MM or YYYY-MM-DD, and must exist.")]
    [InlineData(Start + "<name><text value=\"æøå\"/></name><birthDate value=\"x\"/></Patient>", "Patient.birthDate", 1, 84, "A date is YYYY, YYYY-MM or YYYY-MM-DD, and must exist.")]
    [InlineData(Start + "<multipleBirthInteger value=\"01\"/></Patient>", "Patient.multipleBirthInteger", 1, 60, "An integer has digits only, without leading zeros, between -2147483648 and 2147483647.")]
    [InlineData(Start + "<multipleBirthInteger value=\"2147483648\"/></Patient>", "Patient.multipleBirthInteger", 1, 60, "An integer has digits only, between -2147483648 and 2147483647.")]
    [InlineData(Start + "<extension url=\"u\"><valueDecimal value=\".5\"/></extension></Patient>", "Patient.extension[0].valueDecimal", 1, 71, "A decimal is a number such as 1.50, with a dot and without leading zeros.")]
    [InlineData(Start + "<text><status value=\"generated\"/><div>a</div></text></Patient>", "Patient.text.div", 1, 71, "The namespace of a narrative's <div> is http://www.w3.org/1999/xhtml.")]
    public void A_single_error_has_its_place(string xml, string expression, int line, int column, string message)
    {
        var issue = Refusal(xml);
        Assert.Equal(new Issue(IssueSeverity.Error, issue.Code, message, expression, line, column), issue);
    }

    [Theory]
    [InlineData("", "The XML is broken: Root element is missing.")]
    [InlineData("<!DOCTYPE Patient><Patient xmlns=\"http://hl7.org/fhir\"/>", "A document type declaration (<!DOCTYPE …>) is not allowed in FHIR XML: leave it out.")]
    [InlineData("<!DOCTYPE a [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><Patient xmlns=\"http://hl7.org/fhir\"><language value=\"&b;\"/></Patient>", "A document type declaration (<!DOCTYPE …>) is not allowed in FHIR XML: leave it out.")]
    [InlineData(Start + "<language value=\"&nbsp;\"/></Patient>", "The XML is broken: Reference to undeclared entity 'nbsp'.")]
    [InlineData(Start + "<language value=\"&#0;\"/></Patient>", "The XML is broken: '.', hexadecimal value 0x00, is an invalid character.")]
    [InlineData(Start + "<active value=\"true\"></Patient>", "The XML is broken: The 'active' start tag on line 1 position 39 does not match the end tag of 'Patient'.")]
    [InlineData(Start + "</Patient><Patient/>", "The XML is broken: There are multiple root elements.")]
    [InlineData("<?xml version=\"1.0\" encoding=\"windows-1252\"?><Patient xmlns=\"http://hl7.org/fhir\"/>", "The XML says it is written in windows-1252; FHIR is UTF-8.")]
    [InlineData("{\"resourceType\":\"Patient\"}", "The XML is broken: Data at the root level is invalid.")]
    public void What_cannot_be_read_says_why(string xml, string message) => Assert.Equal(message, Refusal(xml).Message);

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        Assert.Equal("The content is not valid UTF-8. Send it as UTF-8.", Assert.Single(FhirXml.Parse(Encoding.Unicode.GetBytes(Start + "</Patient>æ").Concat(new byte[] { 0xFF }).ToArray()).Issues).Message);

    [Fact]
    public void A_byte_order_mark_is_allowed() => Assert.NotNull(FhirXml.Parse(Encoding.UTF8.GetBytes("\uFEFF" + Start + "<active value=\"true\"/></Patient>")).Document);

    [Fact]
    public void All_errors_are_told_in_document_order()
    {
        var result = FhirXml.Parse(Encoding.UTF8.GetBytes(Start + """

              <foo/>
              <active value="yes" bar="1"/>
              <name><given value="a"/><family value="b"/></name>
              <gender value="a  b"/>
              <birthDate value="x"/>
              <contact>text<period><start value="2020-13"/></period></contact>
            </Patient>
            """));
        Assert.Null(result.Document);
        Assert.Equal(
            ["Patient.foo", "Patient.active", "Patient.active", "Patient.name[0].family", "Patient.gender", "Patient.birthDate", "Patient.contact[0]", "Patient.contact[0].period.start"],
            result.Issues.Select(i => i.Expression));
        Assert.Equal([2, 3, 3, 4, 5, 6, 7, 7], result.Issues.Select(i => i.Line));
    }

    [Fact]
    public void No_more_issues_than_the_limit() =>
        Assert.Equal(5, FhirXml.Parse(Encoding.UTF8.GetBytes(Start + string.Concat(Enumerable.Repeat("<foo/>", 1000)) + "</Patient>"), new ParseOptions(MaxIssues: 5)).Issues.Count);

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(100_000, false)]
    public void Nesting_is_limited_as_in_JSON(int extensions, bool right)
    {
        var xml = Start + string.Concat(Enumerable.Repeat("<extension url=\"u\">", extensions)) + "<valueString value=\"x\"/>" + string.Concat(Enumerable.Repeat("</extension>", extensions)) + "</Patient>";
        var result = FhirXml.Parse(Encoding.UTF8.GetBytes(xml));
        Assert.Equal(right, result.Document is not null);
        Assert.True(right || result.Issues[0].Message == "The resource is nested deeper than 128 levels.");
        var json = "{\"resourceType\":\"Patient\"," + string.Concat(Enumerable.Repeat("\"extension\":[{\"url\":\"u\",", extensions)) + "\"valueString\":\"x\"" + string.Concat(Enumerable.Repeat("}]", extensions)) + "}";
        Assert.Equal(right, FhirDocument.Parse(Encoding.UTF8.GetBytes(json)).Document is not null);
    }

    private static FhirDocument Document(string xml)
    {
        var result = FhirXml.Parse(Encoding.UTF8.GetBytes(xml));
        Assert.True(result.Document is not null, string.Join('\n', result.Issues));
        Assert.Empty(result.Issues);
        return result.Document;
    }

    private static Issue Refusal(string xml)
    {
        var result = FhirXml.Parse(Encoding.UTF8.GetBytes(xml));
        Assert.Null(result.Document);
        return Assert.Single(result.Issues);
    }
}
