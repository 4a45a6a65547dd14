using System.Text.Json;
using static Helhed.DefinitionCompiler.DocumentFile;
using static Helhed.DefinitionCompiler.Model;

namespace Helhed.DefinitionCompiler;

/// <summary>
/// Writes every published constraint (profiles and extensions), trimmed to what a validator reads. Read by Helhed.Fhir.Definitions.R4Profiles.
/// </summary>
internal static class ProfileWriter
{
    private const string MaxValueSet = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet";

    private static readonly string[] Files = ["profiles-types.json", "profiles-resources.json", "profiles-others.json", "extension-definitions.json"];

    // What a validator reads, in the order of the specification; everything else is prose, mappings and what the snapshot repeats.
    private static readonly string[] Members =
        ["resourceType", "url", "version", "name", "title", "status", "kind", "abstract", "context", "contextInvariant", "type", "baseDefinition", "derivation"];

    private static readonly string[] ElementMembers =
        ["id", "path", "sliceName", "sliceIsConstraining", "slicing", "min", "max", "contentReference", "type", "maxLength", "mustSupport", "isModifier"];

    private static readonly string[] ValueMembers = ["fixed", "pattern", "minValue", "maxValue"];

    private static readonly string[] ConstraintMembers = ["key", "severity", "human", "expression", "source"];

    public static byte[] Write(string packages)
    {
        var profiles = Files.SelectMany(f => Entries(Path.Combine(DefinitionsOf(packages), f)))
            .Where(r => Text(r, "resourceType") == "StructureDefinition" && Text(r, "derivation") == "constraint")
            .Select(r => new StoredDocument(Text(r, "url")!, Text(r, "type")!, Trim(r)));
        return DocumentFile.Write(profiles);
    }

    private static byte[] Trim(JsonElement profile)
    {
        if (!profile.TryGetProperty("differential", out var differential) || differential.GetProperty("element").GetArrayLength() == 0)
        {
            throw new InvalidDataException($"{Text(profile, "url")} has no differential, which is what is kept of a profile.");
        }

        return DocumentFile.Json(writer =>
        {
            Copy(writer, profile, Members);
            writer.WriteStartObject("differential");
            writer.WriteStartArray("element");
            foreach (var element in differential.GetProperty("element").EnumerateArray())
            {
                Write(writer, element);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        writer.WriteStartObject();
        Copy(writer, element, ElementMembers);
        foreach (var member in element.EnumerateObject())
        {
            // minValue[x] and the like always name their type: min and max alone are the cardinality.
            if (ValueMembers.Any(v => member.Name.StartsWith(v, StringComparison.Ordinal) && member.Name.Length > v.Length))
            {
                member.WriteTo(writer);
            }
        }

        if (element.TryGetProperty("constraint", out var constraints))
        {
            writer.WriteStartArray("constraint");
            foreach (var constraint in constraints.EnumerateArray())
            {
                writer.WriteStartObject();
                Copy(writer, constraint, ConstraintMembers);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        WriteBinding(writer, element);
        writer.WriteEndObject();
    }

    private static void WriteBinding(Utf8JsonWriter writer, JsonElement element)
    {
        if (!element.TryGetProperty("binding", out var binding))
        {
            return;
        }

        writer.WriteStartObject("binding");
        var largest = binding.TryGetProperty("extension", out var extensions)
            ? extensions.EnumerateArray().Where(e => Text(e, "url") == MaxValueSet).ToList()
            : [];
        if (largest.Count > 0)
        {
            writer.WriteStartArray("extension");
            largest.ForEach(e => e.WriteTo(writer));
            writer.WriteEndArray();
        }

        Copy(writer, binding, ["strength", "valueSet"]);
        writer.WriteEndObject();
    }
}
