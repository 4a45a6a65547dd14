using System.Text.Json.Nodes;
using Helhed.Fhir;
using Helhed.Fhir.Danish;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;

namespace Helhed.Tests.Engine.Danish;

/// <summary>Messages: what the guides say in words, and what follows from the event whether or not a profile is claimed.</summary>
public sealed class MedComMessageTests
{
    private const string Text = """{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"}""";

    // R4 would rather have its own codes for activities; MedCom demands others.
    private const string R4Activities = "http://hl7.org/fhir/ValueSet/provenance-activity-type";

    [Fact]
    public void A_whole_message_has_nothing_wrong() => Assert.Empty(Told(Message(), IssueSeverity.Warning));

    [Theory]
    [InlineData("/entry/0/resource/destination/0/endpoint", "\"https://sor2.sum.dsdn.dk/#id=1\"", "#id=265161000016000", false)]
    [InlineData("/entry/0/resource/source/endpoint", "\"https://example.org\"", "#id=953741000016009", false)]
    [InlineData("/entry/0/resource/text", null, "MessageHeader in a message has a narrative", false)]
    [InlineData("/entry/5/resource/text", null, "Provenance in a message has a narrative", false)]
    [InlineData("/entry/5/resource/target/0/reference", "\"MessageHeader/other\"", "No Provenance tells of this message", false)]
    [InlineData("/entry/5/resource/agent/0/who/reference", "\"Organization/other\"", "is not in the message", false)]
    [InlineData("/meta", null, "claims the profile", false)]
    [InlineData("/meta/profile/0", "\"http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalNotification-message|1.0.0\"", "claims the profile", false)]
    [InlineData("/timestamp", null, "Bundle.timestamp", true)]
    [InlineData("/entry/5", null, "at least one Provenance", true)]
    [InlineData("/entry/1", null, "exactly one Patient", true)]
    [InlineData("/entry/3/resource/identifier/1", null, "medcom-messaging-1", true)]
    [InlineData("/entry/2/resource/period", null, "Encounter.period must be given", true)]
    [InlineData("/entry/2/resource/episodeOfCare/0/identifier/value", "\"urn:uuid:00000000-0000-4000-8000-000000000000\"", "uuidv5", true)]
    [InlineData("/entry/1/resource/identifier/0/system", "\"urn:oid:1.2.208.176.1.6.1.1\"", "medcom-hospitalNotification-4", true)]
    [InlineData("/entry/3/resource/identifier/0/system", "\"http://www.gs1.org/gln\"", null, false)]
    [InlineData("/entry/3/resource/identifier/0/value", "\"5790001348121\"", "gln-modulus-10", true)]
    [InlineData("/entry/3/resource/identifier/1/value", "\"95374100001\"", "Verhoeff", false)]
    [InlineData("/entry/3/resource/identifier/1/value", "\"1234\"", "min-digits-sor", false)]
    public void One_thing_is_changed(string place, string? value, string? told, bool isError)
    {
        var message = Message();
        Change(message, place, value);
        if (told is null)
        {
            Assert.Empty(Told(message, IssueSeverity.Warning));
            return;
        }

        Assert.Contains(Told(message, IssueSeverity.Warning), i => i.Contains(told, StringComparison.Ordinal));
        Assert.True(isError == Told(message, IssueSeverity.Error).Count > 0, string.Join("\n", Told(message, IssueSeverity.Warning)));
    }

    [Fact]
    public void A_message_is_checked_by_its_event_when_it_claims_nothing()
    {
        var message = Message();
        message.AsObject().Remove("meta");
        message.AsObject().Remove("timestamp");
        Assert.Contains(Told(message, IssueSeverity.Error), i => i.Contains("Bundle.timestamp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"reference":"MessageHeader/before"}""", "gap")]
    [InlineData("""{"reference":"MessageHeader/now"}""", null)]
    [InlineData("""{"identifier":{"value":"5790001348120#abc"}}""", null)]
    [InlineData("""{"identifier":{"value":"abc"}}""", "GLN#letter")]
    [InlineData("""{"display":"a letter"}""", "GLN#letter")]
    public void The_history_leads_back(string what, string? told)
    {
        var message = Message();
        message["entry"]![5]!["resource"]!["entity"] = JsonNode.Parse($$"""[{"role":"revision","what":{{what}}}]""");
        var issues = Told(message, IssueSeverity.Warning);
        Assert.Equal(told is not null, issues.Any(i => told is not null && i.Contains(told, StringComparison.Ordinal)));
        Assert.Equal(told is null ? 0 : 1, issues.Count);
    }

    [Fact]
    public void Home_care_is_about_one_patient()
    {
        var message = Message();
        message["entry"]![0]!["resource"]!["eventCoding"]!["code"] = "homecareobservation-message";
        Assert.DoesNotContain(Told(message, IssueSeverity.Error), i => i.Contains("exactly one Patient", StringComparison.Ordinal));
        message["entry"]!.AsArray().RemoveAt(1);
        Assert.Contains(Told(message, IssueSeverity.Error), i => i.Contains("exactly one Patient; this one has 0", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_systems_messages_are_left_alone()
    {
        var message = Message();
        message.AsObject().Remove("meta");
        message["entry"]![0]!["resource"]!.AsObject().Remove("meta");
        message["entry"]![0]!["resource"]!["eventCoding"]!["system"] = "http://example.org/events";
        message["entry"]!.AsArray().RemoveAt(5);
        Assert.DoesNotContain(Told(message, IssueSeverity.Warning), i => i.Contains("medcom", StringComparison.OrdinalIgnoreCase) || i.Contains("Provenance", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("3002012345", 1)]
    [InlineData("2902012345", 1)]
    [InlineData("2902042345", 0)]
    public void A_birth_date_that_does_not_exist_is_told_once_with_and_without_a_profile(string cpr, int errors)
    {
        foreach (var meta in new[] { "", ""","meta":{"profile":["http://hl7.dk/fhir/core/StructureDefinition/dk-core-patient"]}""" })
        {
            var told = Told(JsonNode.Parse($$"""{"resourceType":"Patient","text":{{Text}},"identifier":[{"use":"official","system":"urn:oid:1.2.208.176.1.2","value":"{{cpr}}"}]{{meta}} }""")!, IssueSeverity.Error);
            Assert.Equal(errors, told.Count(i => i.StartsWith("Patient.identifier[0].value:", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Findings_are_told_in_Danish()
    {
        var message = Message();
        message["entry"]!.AsArray().RemoveAt(5);
        Assert.Contains(Told(message, IssueSeverity.Error, TextLanguage.Danish), i => i.Contains("mindst én Provenance", StringComparison.Ordinal));
        message["entry"]![0]!["resource"]!.AsObject().Remove("text");
        Assert.Contains(Told(message, IssueSeverity.Warning, TextLanguage.Danish), i => i.Contains("fortælling", StringComparison.Ordinal));
    }

    private static List<string> Told(JsonNode resource, IssueSeverity atLeast, TextLanguage language = TextLanguage.English)
    {
        var validator = new FhirValidator(DanishProfiles.Profiles, TerminologyStore.Denmark, new ValidatorOptions { Language = language });
        return [.. validator.Validate(System.Text.Encoding.UTF8.GetBytes(resource.ToJsonString())).Issues
            .Where(i => i.Severity <= atLeast && !i.Message.Contains(R4Activities, StringComparison.Ordinal)).Select(i => $"{i.Expression}: {i.Message}")];
    }

    // A JSON pointer, without escapes.
    private static void Change(JsonNode root, string place, string? value)
    {
        var steps = place[1..].Split('/');
        var at = root;
        foreach (var step in steps[..^1])
        {
            at = at is JsonArray items ? items[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : at[step]!;
        }

        if (at is JsonArray list)
        {
            var index = int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture);
            list.RemoveAt(index);
            if (value is not null)
            {
                list.Insert(index, JsonNode.Parse(value));
            }
        }
        else if (value is null)
        {
            at.AsObject().Remove(steps[^1]);
        }
        else
        {
            at[steps[^1]] = JsonNode.Parse(value);
        }
    }

    private static JsonNode Message() => JsonNode.Parse(
        $$"""
        {"resourceType":"Bundle","id":"b","meta":{"profile":["http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalNotification-message"]},
         "type":"message","timestamp":"2026-11-22T10:00:00+01:00","entry":[
          {"fullUrl":"https://a.dk/MessageHeader/now","resource":{"resourceType":"MessageHeader","id":"now",{{Claim("hospitalnotification", "hospitalNotification-messageHeader")}},"text":{{Text}},
            "eventCoding":{"system":"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-eventCodes","code":"hospital-notification-message"},
            "destination":[{"extension":[{"url":"http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-destinationUseExtension",
              "valueCoding":{"system":"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-destinationUse","code":"primary"} }],
              "endpoint":"https://sor2.sum.dsdn.dk/#id=265161000016000","receiver":{"reference":"Organization/receiver"} }],
            "sender":{"reference":"Organization/sender"},"source":{"endpoint":"https://sor2.sum.dsdn.dk/#id=953741000016009"},"focus":[{"reference":"Encounter/stay"}]} },
          {"fullUrl":"https://a.dk/Patient/patient","resource":{"resourceType":"Patient","id":"patient",{{Claim("core", "core-patient")}},"text":{{Text}},
            "identifier":[{"use":"official","system":"urn:oid:1.2.208.176.1.2","value":"2512489996"}],"name":[{"use":"official","family":"Test","given":["Bruno"]}]} },
          {"fullUrl":"https://a.dk/Encounter/stay","resource":{"resourceType":"Encounter","id":"stay",{{Claim("hospitalnotification", "hospitalNotification-encounter")}},"text":{{Text}},"status":"in-progress",
            "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},"subject":{"reference":"Patient/patient"},
            "episodeOfCare":[{"identifier":{"system":"https://www.esundhed.dk/Registre/Landspatientregisteret","value":"urn:uuid:fc60e762-b13b-5773-865e-67f3907bdcc7"} }],
            "period":{"start":"2026-11-22T09:00:00+01:00"},"serviceProvider":{"reference":"Organization/sender"} } },
          {"fullUrl":"https://a.dk/Organization/sender","resource":{{Organization("sender", "5790001348120", "953741000016009")}}},
          {"fullUrl":"https://a.dk/Organization/receiver","resource":{{Organization("receiver", "5790000209354", "265161000016000")}}},
          {"fullUrl":"https://a.dk/Provenance/step","resource":{"resourceType":"Provenance","id":"step",{{Claim("messaging", "messaging-provenance")}},"text":{{Text}},"target":[{"reference":"MessageHeader/now"}],
            "occurredDateTime":"2026-11-22T10:00:00+01:00","recorded":"2026-11-22T10:00:00+01:00",
            "activity":{"coding":[{"system":"http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-activityCodes","code":"admit-inpatient"}]},
            "agent":[{"who":{"reference":"Organization/sender"} }]} }]}
        """)!;

    private static string Claim(string guide, string profile) => $$"""
        "meta":{"profile":["http://medcomfhir.dk/ig/{{guide}}/StructureDefinition/medcom-{{profile}}"]}
        """;

    private static string Organization(string id, string gln, string sor) =>
        $$"""
        {"resourceType":"Organization","id":"{{id}}",{{Claim("messaging", "messaging-organization")}},"text":{{Text}},"name":"{{id}}","identifier":[
         {"use":"official","system":"https://www.gs1.org/gln","value":"{{gln}}"},{"use":"official","system":"urn:oid:1.2.208.176.1.1","value":"{{sor}}"}]}
        """;
}
