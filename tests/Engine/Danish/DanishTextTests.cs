using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;
using Helhed.Fhir.Xml;

namespace Helhed.Tests.Engine;

/// <summary>What the parsers and FHIRPath find, told in Danish by the validator's own switch. That all of it has a Danish form is seen by the fuzzing.</summary>
public sealed class DanishTextTests
{
    private static readonly FhirValidator Danish = new(Profiles.R4, TerminologyStore.R4, new ValidatorOptions { Language = TextLanguage.Danish });

    [Theory]
    [InlineData("""{"resourceType":"Patient","birthDate":"1970-13"}""", "En date er ÅÅÅÅ, ÅÅÅÅ-MM eller ÅÅÅÅ-MM-DD, og dagen skal findes.")]
    [InlineData("""{"resourceType":"Patient","Gender":"male"}""", "'Gender' er ikke et element i Patient. Mente du 'gender'?")]
    [InlineData("""{"resourceType":"Patient","name":{"family":"x"}}""", "Patient.name kan gentages, så værdien er en liste: [ … ].")]
    [InlineData("""{"resourceType":"Patient","maritalStatus":"M"}""", "Patient.maritalStatus er en CodeableConcept, så værdien er et objekt: { … }.")]
    [InlineData("""{"resourceType":"Nothing"}""", "'Nothing' er ikke en ressourcetype i R4.")]
    [InlineData("""{"resourceType":"Patient",}""", "JSON er i stykker: et objekt slutter med et komma for meget.")]
    [InlineData("""{"resourceType":"Patient" "id":"1"}""", "JSON er i stykker: efter en værdi skal der stå ',', '}' eller ']', ikke '\"'.")]
    [InlineData("""{"resourceType":"Patient","active":nul""", "JSON er i stykker: 'nul' er ingen værdi; måske 'null'.")]
    [InlineData("""{"resourceType":"Patient","active":x}""", "JSON er i stykker: en værdi kan ikke begynde med 'x'.")]
    [InlineData("""{"resourceType":"Patient","id":"1""", "JSON er i stykker: en tekst mangler sit afsluttende anførselstegn.")]
    [InlineData("""{"resourceType":"Patient","id":"1" """, "JSON er i stykker: et objekt eller en liste mangler sin slutning.")]
    [InlineData("""{"resourceType":"Patient","multipleBirthInteger":01}""", "JSON er i stykker: et tal har ikke nul foran '1'.")]
    [InlineData("", "JSON er i stykker: der er intet indhold.")]
    [InlineData("""{"resourceType":"Observation","code":{"text":"x"}}""", "Observation.status mangler; det skal angives.")]
    [InlineData("""{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><b>x</div>"}}""", "Teksten er ikke velformet XHTML ved tegn 47: <b> har et andet sluttag.")]
    public void Findings_in_JSON(string json, string text) => Assert.Equal(text, Danish.Validate(Encoding.UTF8.GetBytes(json)).Issues[0].Message);

    [Theory]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"yes\"/></Patient>", "En boolean er true eller false.")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><active valu=\"true\"/></Patient>", "'valu' er ikke en attribut i boolean: den kan have 'value' og 'id'.")]
    [InlineData("<Patient><active value=\"true\"/></Patient>", "FHIR's navnerum er http://hl7.org/fhir; her er intet.")]
    [InlineData("<!DOCTYPE a><Patient xmlns=\"http://hl7.org/fhir\"/>", "En dokumenttype (<!DOCTYPE …>) er ikke tilladt i FHIR XML: udelad den.")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"true\"></Patient>", "XML er i stykker: 'active' fra linje 1, position 39 slutter med 'Patient'.")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"a\"", "XML er i stykker: indholdet slutter, før disse elementer er lukket: Patient.")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"male\"/><active value=\"true\"/></Patient>", "<active> skal stå før <gender>: elementerne i FHIR XML har specifikationens rækkefølge.")]
    public void Findings_in_XML(string xml, string text) => Assert.Contains(text, Danish.Validate(FhirXml.Parse(Encoding.UTF8.GetBytes(xml))).Issues.Select(i => i.Message));

    [Theory]
    [InlineData("name.", "Udtrykket slutter, hvor der skulle stå et navn eller en funktion.")]
    [InlineData("nothing", "Basic har intet element nothing.")]
    [InlineData("Nothing()", "Der er ingen funktion Nothing().")]
    [InlineData("Count()", "Der er ingen funktion Count(). Mente du count()?")]
    [InlineData("'a'.substring()", "substring() tager 1 til 2 argumenter, ikke 0.")]
    [InlineData("(1 | 2).toString()", "Her ventes én værdi, ikke 2. Brug first(), where(…) eller select(…).")]
    [InlineData("@2026-02-30", "Datoen 2026-02-30 findes ikke.")]
    [InlineData("1 < 'a'", "System.Integer og System.String kan ikke sammenlignes.")]
    public void Errors_of_FHIRPath(string expression, string text) => Assert.Equal(text, Evaluated.Error(expression).In(TextLanguage.Danish).Message);

    [Fact]
    public void English_is_left_as_it_is()
    {
        var issue = FhirDocument.Parse("{}"u8.ToArray()).Issues[0];
        Assert.Same(issue, issue.In(TextLanguage.English));
        var error = Evaluated.Error("name.");
        Assert.Same(error, error.In(TextLanguage.English));
        Assert.Equal("no text of ours", (issue with { Message = "no text of ours" }).In(TextLanguage.Danish).Message);
    }
}
