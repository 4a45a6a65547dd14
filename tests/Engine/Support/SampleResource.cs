using System.Text;
using System.Text.Json.Nodes;
using Helhed.Fhir.Definitions;

namespace Helhed.Tests.Engine;

/// <summary>JSON of a resource that has every element of its type, made from the definitions.</summary>
/// <param name="alternative">Which type of each choice is given: the first, the second and so on, going round.</param>
internal sealed class SampleResource(int alternative)
{
    private const int MaxDepth = 7;

    internal static int MostAlternatives(TypeDefinition type) => type.Elements.Where(e => e.Choice.Length > 0).GroupBy(e => e.Choice).Select(g => g.Count()).DefaultIfEmpty(1).Max();

    internal static byte[] Of(string resourceType, int alternative) =>
        Encoding.UTF8.GetBytes(new SampleResource(alternative).Resource(R4Definitions.Default.FindResource(resourceType)!, 0).ToJsonString());

    private JsonObject Resource(TypeDefinition type, int depth)
    {
        var json = new JsonObject { ["resourceType"] = type.Name };
        AddElements(json, type, depth);
        return json;
    }

    private void AddElements(JsonObject json, TypeDefinition type, int depth)
    {
        foreach (var choice in type.Elements.GroupBy(e => e.Choice.Length > 0 ? e.Choice : e.Name))
        {
            var element = choice.ElementAt(alternative % choice.Count());
            if (IsNeeded(element, depth))
            {
                AddElement(json, type, element, depth);
            }
        }
    }

    // Within data types only what is simple, or there would be no end.
    private static bool IsNeeded(ElementDefinition element, int depth) =>
        element.Type.Kind switch
        {
            TypeKind.Primitive => true,
            TypeKind.Backbone => depth < MaxDepth,
            _ => depth < 2 && element.Name is not ("extension" or "modifierExtension" or "contained"),
        } || (depth == 0 && element.Max > 0);

    private void AddElement(JsonObject json, TypeDefinition owner, ElementDefinition element, int depth)
    {
        if (element.Type.Kind == TypeKind.Primitive)
        {
            AddPrimitive(json, owner, element);
            return;
        }

        JsonNode Value()
        {
            if (element.Type.Name == "Resource")
            {
                return new JsonObject { ["resourceType"] = "Basic", ["id"] = "b" };
            }

            var value = new JsonObject();
            AddElements(value, element.Type, depth + 1);
            return value;
        }

        json[element.Name] = element.IsList ? new JsonArray(Value(), Value()) : Value();
    }

    private static void AddPrimitive(JsonObject json, TypeDefinition owner, ElementDefinition element)
    {
        var isAttribute = (element.Name == "id" && owner.Kind != TypeKind.Resource) || (element.Name == "url" && owner.Name == "Extension");
        JsonObject Twin() => new() { ["id"] = "t", ["extension"] = new JsonArray(new JsonObject { ["url"] = "urn:x", ["valueString"] = "y" }) };
        if (!element.IsList)
        {
            json[element.Name] = isAttribute ? "a.b" : Primitive(element.Type.Name);
            if (!isAttribute && element.Type.Name != "xhtml")
            {
                json["_" + element.Name] = Twin();
            }

            return;
        }

        json[element.Name] = new JsonArray(Primitive(element.Type.Name), null, Primitive(element.Type.Name));
        json["_" + element.Name] = new JsonArray(null, Twin(), null);
    }

    private static JsonNode Primitive(string type) => JsonNode.Parse(type switch
    {
        "boolean" => "true",
        "integer" => "-3",
        "positiveInt" or "unsignedInt" => "7",
        "decimal" => "1.50",
        "date" => "\"2026-11\"",
        "dateTime" => "\"2026-11-21T10:00:00.5+01:00\"",
        "instant" => "\"2026-11-21T10:00:00Z\"",
        "time" => "\"10:00:00\"",
        "oid" => "\"urn:oid:1.2.3\"",
        "uuid" => "\"urn:uuid:c757873d-ec9a-4326-a141-556f43239520\"",
        "base64Binary" => "\"YWJj\"",
        "xhtml" => "\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">æ<br/></div>\"",
        "id" or "code" or "uri" or "url" or "canonical" => "\"a.b\"",
        _ => "\"Æ \\\"<&>\\n\"",
    })!;
}
