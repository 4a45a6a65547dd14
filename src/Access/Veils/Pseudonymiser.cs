using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Helhed.Access.Veils;

/// <summary>
/// Makes of a resource what research and quality work may see: codes, quantities, times and references under pseudonyms. What it does not
/// know it leaves out, so that a new element is never shown by oversight. Pseudonyms hold within one approved purpose.
/// </summary>
internal sealed class Pseudonymiser(byte[] salt)
{
    private const int Digits = 24;

    // People, texts and what was packed: left out with all that is in it.
    private static readonly FrozenSet<string> LeftOut = FrozenSet.Create(StringComparer.Ordinal,
        "identifier", "name", "telecom", "address", "photo", "contact", "text", "contained", "extension", "modifierExtension", "note", "link", "content", "attachment",
        "presentedForm", "valueAttachment", "meta", "id", "alias", "contactPoint");

    // Texts that are codes or times.
    private static readonly FrozenSet<string> Kept = FrozenSet.Create(StringComparer.Ordinal,
        "resourceType", "status", "intent", "priority", "gender", "use", "mode", "kind", "code", "system", "version", "unit", "type", "comparator", "criticality", "category", "lifecycleStatus",
        "start", "end", "date", "issued", "authoredOn", "created", "sent", "received", "started", "when", "dayOfWeek", "durationUnit", "periodUnit", "periodUnits", "valueCode", "lot");

    internal string IdOf(string type, string id) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes($"{type}/{id}")))[..Digits];

    internal JsonObject Over(JsonObject resource)
    {
        var type = (string)resource["resourceType"]!;
        var shown = Object(resource) ?? [];
        shown.Remove("resourceType");
        JsonObject whole = new()
        {
            ["resourceType"] = type,
            ["id"] = IdOf(type, (string)resource["id"]!),
            ["meta"] = new JsonObject
            {
                ["versionId"] = resource["meta"]?["versionId"]?.DeepClone(),
                ["lastUpdated"] = resource["meta"]?["lastUpdated"]?.DeepClone(),
                ["security"] = new JsonArray(new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", ["code"] = "PSEUDED" }),
            },
        };
        foreach (var (name, value) in shown.ToList())
        {
            shown.Remove(name);
            whole[name] = value;
        }

        return whole;
    }

    private JsonObject? Object(JsonObject one)
    {
        var shown = new JsonObject();
        var isCoding = one.ContainsKey("system") && one.ContainsKey("code");
        foreach (var (name, value) in one)
        {
            if (!LeftOut.Contains(name) && name[0] != '_' && Value(name, value, isCoding) is { } kept)
            {
                shown[name] = kept;
            }
        }

        return shown.Count == 0 ? null : shown;
    }

    private JsonNode? Value(string name, JsonNode? value, bool isCoding)
    {
        switch (value)
        {
            case JsonObject inner:
                return Object(inner);
            case JsonArray list:
                var kept = list.Select(item => Value(name, item, isCoding)).OfType<JsonNode>().ToArray();
                return kept.Length == 0 ? null : new JsonArray(kept);
            case JsonValue primitive:
                return primitive.GetValueKind() is JsonValueKind.String ? Text(name, (string)primitive!, isCoding) : primitive.DeepClone();
            default:
                return null;
        }
    }

    private JsonNode? Text(string name, string text, bool isCoding) => name switch
    {
        "reference" => Reference(text),
        "birthDate" => text[..Math.Min(4, text.Length)],
        "deceasedDateTime" => text[..Math.Min(7, text.Length)],
        "display" => isCoding ? text : null,
        _ => Kept.Contains(name) || name.EndsWith("DateTime", StringComparison.Ordinal) || name.EndsWith("Date", StringComparison.Ordinal) ? text : null,
    };

    private JsonNode? Reference(string text)
    {
        var parts = text.Split('/');
        return parts is [{ Length: > 0 } type, { Length: > 0 } id] && char.IsAsciiLetterUpper(type[0]) ? $"{type}/{IdOf(type, id)}" : null;
    }
}
