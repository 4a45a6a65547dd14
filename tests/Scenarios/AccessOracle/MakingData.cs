using System.Text.Json.Nodes;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <content>Consents and clinical data.</content>
internal sealed partial class Making
{
    private const string Types = "http://hl7.org/fhir/resource-types";

    /// <summary>A consent: denials and permits, understood and not.</summary>
    public JsonObject ConsentOf(string patient)
    {
        var root = random.Next(12) switch
        {
            10 => Provision(patient, "permit", [Chance(50) ? Patient() : Party()], false, $"\"provision\":[{Provision(patient, "permit", [Chance(50) ? Patient() : Party()], false)}]"),
            11 => Provision(patient, Pick("deny", "permit"), [], false, $"\"provision\":[{Provision(patient, "permit", Several(), false)},{Provision(patient, "deny", Chance(50) ? Several() : [], true)}]"),
            0 => Provision(patient, "permit", [Actor(patient)], true),
            1 => Provision(patient, "permit", [Actor(patient), Patient()], true),
            2 => Provision(patient, "permit", [Party()], Chance(30)),
            3 => Provision(patient, "deny", [patient, .. Chance(20) ? [Party()] : Array.Empty<string>()], true, Wait()),
            4 => Provision(patient, "permit", [Chance(50) ? Actor(patient) : Party()], false, $"\"provision\":[{Provision(patient, "deny", [], true)}]"),
            5 => Provision(patient, "deny", [Actor(patient)], true),
            6 => Provision(patient, "deny", [], true, $"\"provision\":[{Provision(patient, "permit", Several(), Chance(10))}]"),
            7 => Provision(patient, "deny", [], true),
            _ => Provision(patient, "deny", Several(), true, Chance(40) ? $"\"extension\":[{{\"url\":\"https://helhed.example/fhir/StructureDefinition/consent-without-parts\",\"valueBoolean\":true}}]" : null),
        };
        return Json($$"""
            "status":"{{(Chance(84) ? "active" : Pick("inactive", "draft", "entered-in-error"))}}","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"{{(Chance(92) ? "patient-privacy" : Pick("research", "treatment"))}}"}]},
            "category":[{"text":"x"}],"policyRule":{"text":"x"},"patient":{{Ref(patient)}},"provision":{{root}}
            """);
    }

    private string[] Several() => Chance(70) ? [Party()] : [Party(), Party()];

    private string Wait() => Chance(75)
        ? $"\"extension\":[{{\"url\":\"https://helhed.example/fhir/StructureDefinition/consent-delay\",\"valueDuration\":{{\"value\":{Pick(1, 3, 14)},\"system\":\"http://unitsofmeasure.org\",\"code\":\"d\"}}}}]"
        : "\"id\":\"for-good\"";

    private string Provision(string patient, string type, string[] actors, bool isLimited, string? more = null)
    {
        var parts = new List<string> { $"\"type\":\"{type}\"" };
        if (actors.Length > 0)
        {
            parts.Add($"\"actor\":[{string.Join(',', actors.Select(a => $"{{\"role\":{{\"text\":\"x\"}},\"reference\":{Ref(a)}}}"))}]");
        }

        if (isLimited && Chance(35))
        {
            parts.Add($"\"class\":[{string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{{\"system\":\"{Types}\",\"code\":\"{Pick("Observation", "Condition", "Immunization", "Encounter", "Patient", "Appointment", "Procedure")}\"}}"))}]");
        }

        if (isLimited && type == "deny" && !actors.Contains(patient) && Chance(25))
        {
            parts.Add($"\"dataPeriod\":{{\"start\":\"{Near(-220)}\",\"end\":\"{Near(-100)}\"}}");
        }

        if (Chance(25))
        {
            parts.Add($"\"period\":{Validity()}");
        }

        if (isLimited && Chance(7))
        {
            parts.Add(Pick("\"code\":[{\"text\":\"x\"}]", "\"securityLabel\":[{\"code\":\"R\"}]", "\"class\":[{\"system\":\"urn:other\",\"code\":\"x\"}]"));
        }

        if (Chance(6))
        {
            parts.Add($"\"purpose\":[{{\"code\":\"{Pick("HRESCH", "HQUALIMP", "TREAT")}\"}}]");
        }

        if (more is not null)
        {
            parts.Add(more);
        }

        return $"{{{string.Join(',', parts.DistinctBy(p => p[..p.IndexOf(':', StringComparison.Ordinal)]))}}}";
    }

    /// <summary>Clinical data of somebody, with and without dates.</summary>
    public JsonObject DataOf(string type, string patient)
    {
        var tag = $"\"meta\":{{\"tag\":[{{\"code\":\"{Pick("a", "b", "c")}\"}}]}},\"identifier\":[{{\"system\":\"urn:n\",\"value\":\"{random.Next(12)}\"}}]";
        var subject = $"\"subject\":{Ref(patient)}";
        var code = $"\"code\":{{\"coding\":[{{\"system\":\"urn:c\",\"code\":\"{Pick("x", "y", "z")}\"}}]}}";
        var encounter = Chance(50) ? $",\"encounter\":{Ref($"Encounter/en{random.Next(36)}")}" : "";
        return Json(type switch
        {
            "Observation" => $"{tag},{subject},{code},\"status\":\"{Pick("final", "amended")}\"{encounter}{Dated("effectiveDateTime")}{Second("performer", true)}",
            "Condition" => $"{tag},{subject},{code}{encounter}{Dated(Pick("recordedDate", "onsetDateTime"))}{Second("asserter", false)}",
            "DiagnosticReport" => $"{tag},{subject},{code},\"status\":\"{Pick("final", "amended")}\"{encounter}{Dated(Pick("effectiveDateTime", "issued"))}{(Chance(40) ? $",\"result\":[{Ref($"Observation/ob{random.Next(80)}")}]" : "")}",
            "MedicationRequest" => $"{tag},{subject},\"status\":\"{Pick("active", "completed")}\",\"intent\":\"order\",\"medicationCodeableConcept\":{{\"text\":\"x\"}}{encounter}{Dated("authoredOn")}",
            "Immunization" => $"{tag},\"patient\":{Ref(patient)},\"status\":\"completed\",\"vaccineCode\":{{\"text\":\"x\"}}{(Chance(80) ? $",\"occurrenceDateTime\":\"{Near(-160)}\"" : ",\"occurrenceString\":\"once\"")}",
            "DocumentReference" => $"{tag},{subject},\"status\":\"current\",\"content\":[{{\"attachment\":{{\"title\":\"x\"}}}}]{Dated("date")}{Second("author", true)}",
            "Procedure" => $"{tag},{subject},{code},\"status\":\"completed\"{encounter}{(Chance(50) ? Dated("performedDateTime") : $",\"performedPeriod\":{{\"start\":\"{Near(-230)}\",\"end\":\"{Near(-100)}\"}}")}{(Chance(15) ? $",\"performer\":[{{\"actor\":{Ref(Patient())}}}]" : "")}",
            "AllergyIntolerance" => $"{tag},\"clinicalStatus\":{{\"coding\":[{{\"system\":\"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical\",\"code\":\"active\"}}]}},\"patient\":{Ref(patient)},{code}{Dated("recordedDate")}{Second("recorder", false)}",
            "Communication" => $"{tag},{subject},\"status\":\"completed\"{Dated("sent")}{Second("recipient", true)}",
            "Group" => $"{tag},\"type\":\"person\",\"actual\":true,\"member\":[{{\"entity\":{Ref(patient)}}}]{(Chance(50) ? $",\"managingEntity\":{Ref(Unit())}" : "")}",
            _ => $"{tag},{code}{(Chance(50) ? $",{subject}" : "")}{(Chance(30) ? $",\"author\":{Ref(Chance(50) ? Patient() : Worker())}" : "")}",
        });
    }

    private string Dated(string name) => Chance(15) ? "" : $",\"{name}\":\"{(name is "issued" or "date" ? Instant(Span.Of(Near(-100)).From) : Near(Pick(-220, -160, -100, -3)))}\"";

    private string Second(string name, bool isList)
    {
        if (!Chance(18))
        {
            return "";
        }

        var reference = Ref(Chance(60) ? Patient() : Worker() is var w && w.StartsWith("PractitionerRole", StringComparison.Ordinal) ? w.Replace("PractitionerRole/r", "Practitioner/s", StringComparison.Ordinal) : Worker());
        return $",\"{name}\":{(isList ? $"[{reference}]" : reference)}";
    }
}
