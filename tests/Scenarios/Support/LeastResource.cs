using System.Text.Json.Nodes;
using Helhed.Fhir.Definitions;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>The least resource of a type: what R4 requires, and nothing else.</summary>
internal static class LeastResource
{
    // What R4's invariants want beside the cardinalities.
    private static readonly Dictionary<string, string> Beside = new()
    {
        ["AllergyIntolerance"] = """{"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]}}""",
        ["Appointment"] = """{"status":"proposed","participant":[{"status":"accepted","actor":{"reference":"Patient/x"}}]}""",
        ["AppointmentResponse"] = """{"actor":{"reference":"Patient/x"}}""",
        ["CapabilityStatement"] = """{"kind":"instance","implementation":{"description":"x"},"rest":[{"mode":"server"}]}""",
        ["Consent"] = """{"policyRule":{"text":"x"},"scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"research"}]}}""",
        ["EventDefinition"] = """{"trigger":[{"type":"named-event","name":"x"}]}""",
        ["ImmunizationRecommendation"] = """{"recommendation":[{"targetDisease":{"text":"x"},"forecastStatus":{"text":"x"}}]}""",
        ["InsurancePlan"] = """{"name":"x"}""",
        ["Linkage"] = """{"item":[{"type":"source","resource":{"reference":"Patient/x"}},{"type":"alternate","resource":{"reference":"Patient/y"}}]}""",
        ["Organization"] = """{"name":"x"}""",
        ["SearchParameter"] = """{"status":"draft"}""",
        ["StructureDefinition"] = """{"name":"X","kind":"logical","abstract":true,"type":"http://example.org/x","snapshot":{"element":[{"path":"x","id":"x","definition":"x","min":0,"max":"*","base":{"path":"x","min":0,"max":"*"}}]}}""",
        ["Subscription"] = """{"status":"requested","criteria":"Basic?code=none","channel":{"type":"rest-hook","endpoint":"https://example.org/x"}}""",
        ["TerminologyCapabilities"] = """{"kind":"instance","implementation":{"description":"x"},"software":{"name":"x"}}""",
    };

    internal static JsonObject Of(string type, string id)
    {
        var resource = new JsonObject { ["resourceType"] = type, ["id"] = id };
        foreach (var (name, value) in JsonNode.Parse(Beside.GetValueOrDefault(type, "{}"))!.AsObject())
        {
            resource[name] = value!.DeepClone();
        }

        Fill(resource, R4Definitions.Default.FindResource(type)!);
        return resource;
    }

    private static void Fill(JsonObject node, TypeDefinition type)
    {
        foreach (var element in type.Elements.Where(e => e.Min > 0 && !node.ContainsKey(e.Name)))
        {
            if (element.Choice.Length > 0 && type.Elements.Any(e => e.Choice == element.Choice && node.ContainsKey(e.Name)))
            {
                continue; // Another of its kinds is there.
            }

            var value = Value(element);
            node[element.Name] = element.IsList ? new JsonArray(value) : value;
        }
    }

    private static JsonNode Value(ElementDefinition element)
    {
        var (system, code) = element.Binding is { Strength: BindingStrength.Required } binding && R4Definitions.Default.ValueSets.TryGetValue(binding.ValueSet.Split('|')[0], out var codes)
            ? codes.OrderBy(c => c.Code, StringComparer.Ordinal).First(c => c.Code.Length > 0)
            : ("urn:x", "x");
        return element.Type.Name switch
        {
            "code" when element.Binding?.ValueSet.Contains("mimetypes", StringComparison.Ordinal) == true => "text/plain",
            "code" => code,
            "boolean" => true,
            "integer" or "positiveInt" or "unsignedInt" or "decimal" => 1,
            "date" or "dateTime" => "2026-01-01",
            "instant" => "2026-01-01T10:00:00Z",
            "time" => "10:00:00",
            "base64Binary" => "eA==",
            "uri" or "url" or "canonical" => "http://example.org/x",
            "oid" => "urn:oid:1.2.3",
            "uuid" => "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
            "string" or "markdown" or "id" => "x",
            "Reference" => new JsonObject { ["reference"] = $"{element.Targets.Select(t => t == "Resource" ? "Patient" : t).FirstOrDefault("Patient")}/x" },
            "CodeableConcept" => new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) },
            "Coding" => new JsonObject { ["system"] = system, ["code"] = code },
            _ => Complex(element.Type),
        };
    }

    // One member at least: R4 has no empty objects.
    private static JsonObject Complex(TypeDefinition type)
    {
        var node = new JsonObject();
        Fill(node, type);
        if (node.Count == 0)
        {
            var first = type.Elements.First(e => e.Name is not ("id" or "extension" or "modifierExtension" or "use"));
            node[first.Name] = first.IsList ? new JsonArray(Value(first)) : Value(first);
        }

        return node;
    }
}
