using System.Buffers;
using System.Text;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;

namespace Helhed.Tests.Engine;

/// <summary>Records and their JSON.</summary>
public sealed class TypedTests
{
    private const string Patient = """
        {"resourceType":"Patient","id":"p","meta":{"versionId":"1","tag":[{"code":"t"}]},"implicitRules":"http://x","_implicitRules":{"id":"r"},"language":"da","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">æ &amp; <b>b</b></div>"},"contained":[{"resourceType":"Practitioner","id":"c","active":true},{"resourceType":"Substance","id":"s","code":{"text":"other"}}],"extension":[{"extension":[{"url":"n","valueDecimal":1.50}],"url":"urn:e"},{"url":"urn:f","valueAddress":{"city":"Køge"}}],"modifierExtension":[{"url":"urn:m","valueBoolean":false}],"identifier":[{"use":"official","system":"urn:cpr","value":"1","assigner":{"display":"CPR"}}],"active":true,"_active":{"extension":[{"url":"urn:x","valueString":"y"}]},"name":[{"family":"F","given":["A",null,"C"],"_given":[null,{"id":"g"},{"extension":[{"url":"urn:z","valueInteger":-3}]}],"period":{"start":"2020"}}],"telecom":[{"system":"phone","value":"1","rank":1}],"gender":"female","birthDate":"1944-03","_birthDate":{"extension":[{"url":"urn:t","valueDateTime":"1944-03-17T10:00:00+01:00"}]},"deceasedDateTime":"2026-11-21T10:00:00.120Z","address":[{"line":["L1","L2"],"city":"Næstved"}],"multipleBirthInteger":2,"contact":[{"relationship":[{"coding":[{"system":"s","code":"c","userSelected":true}]}],"name":{"text":"N"}}],"communication":[{"language":{"text":"dansk"},"preferred":true}],"generalPractitioner":[{"reference":"#c"}],"link":[{"other":{"reference":"Patient/2"},"type":"seealso"}]}
        """;

    [Fact]
    public void Every_kind_of_property_survives_the_round_trip()
    {
        var patient = Read<Patient>(Patient);
        Assert.Equal(Patient.Trim(), Text(patient));
        Assert.Equal(["A", null, "C"], patient.Name[0].Given);
        Assert.Equal("g", patient.Name[0].GivenElement[1]!.Id);
        Assert.Null(patient.Name[0].GivenElement[0]);
        Assert.Equal("1944-03", patient.BirthDate);
        Assert.Equal("urn:t", patient.BirthDateElement!.Extension[0].Url);
        Assert.Equal("1.50", patient.Extension[0].Extension[0].ValueDecimal.ToString());
        Assert.Equal((true, 2, "2026-11-21T10:00:00.120Z"), (patient.Active, patient.MultipleBirthInteger, patient.DeceasedDateTime));
        Assert.IsType<Practitioner>(patient.Contained[0]);
        Assert.Equal("other", Assert.IsType<Substance>(patient.Contained[1]).Code!.Text);
        Assert.Equal("#c", patient.GeneralPractitioner[0].ReferenceValue);
    }

    [Fact]
    public void A_record_made_by_hand_writes_what_it_holds()
    {
        var observation = new Observation
        {
            Id = "o",
            Status = "final",
            Code = new CodeableConcept { Coding = [new Coding { System = "urn:npu", Code = "NPU1" }] },
            Subject = new Reference { ReferenceValue = "Patient/1" },
            EffectiveDateTime = "2026-11-21",
            ValueQuantity = new Quantity { Value = 7.40m, Unit = "mmol/L" },
            ReferenceRange = [new ObservationReferenceRange { Low = new Quantity { Value = 3 } }],
        };
        Assert.Equal(
            """{"resourceType":"Observation","id":"o","status":"final","code":{"coding":[{"system":"urn:npu","code":"NPU1"}]},"subject":{"reference":"Patient/1"},"effectiveDateTime":"2026-11-21","valueQuantity":{"value":7.40,"unit":"mmol/L"},"referenceRange":[{"low":{"value":3}}]}""",
            Text(observation));
        Assert.Equal("""{"resourceType":"Observation","id":"o","status":"amended"}""", Text(new Observation { Id = "o", Status = "final" } with { Status = "amended" }));
        Assert.Equal("""{"resourceType":"Basic"}""", Text(new Basic()));
    }

    [Fact]
    public void Order_of_properties_is_the_specifications()
    {
        var patient = Read<Patient>("""{"birthDate":"1970","active":true,"id":"a","resourceType":"Patient"}""");
        Assert.Equal("""{"resourceType":"Patient","id":"a","active":true,"birthDate":"1970"}""", Text(patient));
    }

    [Fact]
    public void Texts_are_escaped_only_where_JSON_demands_it()
    {
        const string Text = "😀 æøå <b>&'+/ \" \\ \t\n\u2028";
        var json = FhirJson.Write(new Patient { Name = [new HumanName { Family = Text }] });
        Assert.Equal(Text, FhirJson.Read<Patient>(json).Name[0].Family);
        Assert.Contains("æøå <b>&'+/ \\\" \\\\ \\t\\n", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
    }

    [Fact]
    public void Resources_in_resources_are_records_too()
    {
        var bundle = Read<Bundle>("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","active":true}},{"resource":{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Basic","code":{"text":"x"}}}]}}]}""");
        Assert.True(Assert.IsType<Patient>(bundle.Entry[0].Resource).Active);
        Assert.Equal("x", Assert.IsType<Basic>(Assert.IsType<Bundle>(bundle.Entry[1].Resource).Entry[0].Resource).Code!.Text);
        var parameters = Read<Parameters>("""{"resourceType":"Parameters","parameter":[{"name":"a","part":[{"name":"b","valueCode":"c"}]},{"name":"r","resource":{"resourceType":"Patient"}}]}""");
        Assert.Equal("c", parameters.Parameter[0].Part[0].ValueCode);
        Assert.IsType<Patient>(parameters.Parameter[1].Resource);
    }

    [Fact]
    public void Writing_into_a_buffer_appends()
    {
        var buffer = new ArrayBufferWriter<byte>();
        FhirJson.Write(new Patient { Id = "a" }, buffer);
        FhirJson.Write(new Patient { Id = "b" }, buffer);
        Assert.Equal("""{"resourceType":"Patient","id":"a"}{"resourceType":"Patient","id":"b"}""", Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void Pretty_JSON_says_the_same()
    {
        var document = Parsed.Document("""{"resourceType":"Observation","status":"final","code":{"text":"a\\\"\u00e6\n"},"valueQuantity":{"value":1.50},"note":[{"text":"b"}]}""");
        var pretty = new ArrayBufferWriter<byte>();
        FhirJson.WritePretty(document, pretty);
        Assert.Equal(
            """
            {
              "resourceType": "Observation",
              "status": "final",
              "code": {
                "text": "a\\\"æ\n"
              },
              "valueQuantity": {
                "value": 1.50
              },
              "note": [
                {
                  "text": "b"
                }
              ]
            }
            """,
            Encoding.UTF8.GetString(pretty.WrittenSpan));
    }

    [Fact]
    public void Threads_do_not_share_what_they_write_with() => Parallel.For(0, 200, i =>
    {
        var id = $"p{i}";
        Assert.Equal($$"""{"resourceType":"Patient","id":"{{id}}"}""", Text(new Patient { Id = id }));
    });

    private static T Read<T>(string json)
        where T : Resource => FhirJson.Read<T>(Encoding.UTF8.GetBytes(json));

    private static string Text(Resource resource) => Encoding.UTF8.GetString(FhirJson.Write(resource));
}
