using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;
using Helhed.Platform;

namespace Helhed.Tests.Engine;

/// <summary>Damaged resources: whatever the bytes, there is an answer, and what is accepted is whole. The seed is fixed: a failure comes again.</summary>
public class MutationTests
{
    private const int Rounds = 3000;

    private static readonly string[] Pieces = ["\"", "{", "}", "[", "]", ",", ":", "null", "0", "-", "1e5", "true", "\\", "\\u00e5", "_", " ", "\n", "\"id\":\"x\",", "\"extension\":", "[null]", "{}", "å"];

    private static readonly IndexExtractor Extractor = new(R4Definitions.Default, TimeZoneInfo.Utc);

    public static TheoryData<string> Examples =>
    [
        """{"resourceType":"Patient","id":"p","active":true,"name":[{"use":"official","family":"Holm","given":["Ida",null],"_given":[null,{"id":"x"}]}],"birthDate":"1985-06-02","_birthDate":{"id":"b"},"deceasedBoolean":false}""",
        """{"resourceType":"Observation","id":"o","status":"final","code":{"coding":[{"system":"urn:npu","code":"NPU1"}]},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2026-03-02T08:00:00+01:00","valueQuantity":{"value":7.10,"unit":"mmol/L"},"component":[{"code":{"text":"a"},"valueInteger":3}]}""",
        """{"resourceType":"Bundle","id":"b","type":"collection","entry":[{"fullUrl":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520","resource":{"resourceType":"Account","id":"a","status":"active"}},{"resource":{"resourceType":"Patient","gender":"other"}}]}""",
        """{"resourceType":"Parameters","parameter":[{"name":"a","valueDecimal":1e2},{"name":"b","valueBase64Binary":"aGVq"},{"name":"c","part":[{"name":"d","valueInstant":"2026-03-02T08:00:00.5Z"}]},{"name":"e","resource":{"resourceType":"Flag","status":"active","code":{"text":"x"},"subject":{"display":"y"}}}]}""",
        """{"resourceType":"Encounter","id":"e","meta":{"profile":["http://a.dk/p"]},"status":"finished","class":{"code":"AMB"},"period":{"start":"2026-03-02","end":"2026-03-03T10:00:00Z"},"participant":[{"individual":{"reference":"Practitioner/d"}}]}""",
        """{"resourceType":"Condition","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">J44 \u00e6</div>"},"subject":{"reference":"Patient/p"},"onsetRange":{"low":{"value":3},"high":{"value":4.50}},"abatementString":"x"}""",
        """{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationCodeableConcept":{"text":"x"},"subject":{"reference":"Patient/p"},"dosageInstruction":[{"timing":{"event":["2026"],"repeat":{"boundsPeriod":{"start":"2026"},"timeOfDay":["08:00:00"]}},"doseAndRate":[{"doseQuantity":{"value":0.5}}]}]}""",
        """{"resourceType":"Appointment","status":"booked","start":"2026-03-02T08:00:00Z","minutesDuration":15,"participant":[{"actor":{"reference":"Patient/p"},"status":"accepted"},{"status":"needs-action"}]}""",
        """{"resourceType":"ValueSet","url":"http://a.dk/ValueSet/x","status":"active","compose":{"include":[{"system":"urn:a","concept":[{"code":"1","designation":[{"value":"et"}]}]}]},"expansion":{"timestamp":"2026","total":1,"offset":0}}""",
        """{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"group","item":[{"linkId":"1.1","type":"decimal","enableWhen":[{"question":"2","operator":"=","answerBoolean":true}],"initial":[{"valueDecimal":1.0}]}]}]}""",
        """{"resourceType":"Coverage","contained":[{"resourceType":"Organization","id":"o","telecom":[{"system":"phone","value":"12"}]}],"status":"active","beneficiary":{"reference":"Patient/p"},"payor":[{"reference":"#o"}],"order":1}""",
        """{"resourceType":"Task","status":"requested","intent":"order","input":[{"type":{"text":"x"},"valueSampledData":{"origin":{"value":0},"period":10,"dimensions":1,"data":"1 2 3"}}],"output":[{"type":{"text":"y"},"valueTiming":{"event":["2026-03-02"]}}]}""",
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public void No_damage_throws_and_what_is_accepted_survives(string example)
    {
        var original = Encoding.UTF8.GetBytes(example);
        Assert.Empty(FhirDocument.Parse(original).Issues);
        var random = new SeededRandom(Hash64.Of(original));
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var damaged = Damage(original, random);
            try
            {
                accepted += Survives(damaged) ? 1 : 0;
            }
            catch (Exception e)
            {
                Assert.Fail($"round {round}: {e.GetType().Name}: {e.Message}\n{Encoding.UTF8.GetString(damaged)}\n{e.StackTrace}");
            }
        }

        Assert.InRange(accepted, Rounds / 100, Rounds * 9 / 10);
    }

    private static bool Survives(byte[] json)
    {
        var result = FhirDocument.Parse(json, new ParseOptions(Missing: IssueSeverity.Warning));
        if (result.Document is not { } document)
        {
            Assert.NotEmpty(result.Issues);
            return false;
        }

        var values = new IndexValues();
        Extractor.Collect(document, values);
        var written = FhirJson.Write(FhirJson.Read(document));
        Assert.Null(CanonicalJson.Difference(json, written));
        Assert.NotNull(FhirDocument.Parse(written, new ParseOptions(Missing: IssueSeverity.Warning)).Document);
        return true;
    }

    private static byte[] Damage(byte[] original, SeededRandom random)
    {
        var bytes = original.ToList();
        for (var left = random.Int(1, 4); left > 0; left--)
        {
            var at = random.Int(0, bytes.Count);
            switch (random.Int(0, 6))
            {
                case 0:
                    bytes[at] = (byte)random.Int(0, 256);
                    break;
                case 1:
                    bytes[at] = (byte)random.Int(' ', 127);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Int(1, 8), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(random.Pick(Pieces)));
                    break;
                case 4:
                    var from = random.Int(0, bytes.Count);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(random.Int(1, 40), bytes.Count - from)));
                    break;
                default:
                    // Inside a text or number most damage is still right: without these nearly nothing would be accepted.
                    if (bytes[at] is >= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'y')
                    {
                        bytes[at]++;
                    }

                    break;
            }
        }

        return [.. bytes];
    }
}
