using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static Helhed.DefinitionCompiler.Model;

namespace Helhed.DefinitionCompiler;

/// <summary>
/// Writes every published constraint (profiles and extensions) as trimmed JSON, one document behind another. Layout (integers are
/// 32-bit little-endian, places counted from the file's beginning): magic "HFP1", count, and for each profile in ordinal order of its
/// address: address place and length, type place and length, document place and length. Read by Helhed.Fhir.Definitions.R4Profiles.
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

    // Nothing here is ever put into HTML as it stands.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(string packages)
    {
        var profiles = Files.SelectMany(f => Entries(Path.Combine(DefinitionsOf(packages), f)))
            .Where(r => Text(r, "resourceType") == "StructureDefinition" && Text(r, "derivation") == "constraint")
            .Select(r => (Url: Text(r, "url")!, Type: Text(r, "type")!, Json: Trim(r)))
            .OrderBy(p => p.Url, StringComparer.Ordinal)
            .ToList();
        using var file = new MemoryStream();
        file.Write("HFP1"u8);
        Number(file, profiles.Count);
        var place = 8 + (profiles.Count * 24);
        foreach (var (url, type, json) in profiles)
        {
            foreach (var length in new[] { Encoding.UTF8.GetByteCount(url), Encoding.UTF8.GetByteCount(type), json.Length })
            {
                Number(file, place);
                Number(file, length);
                place += length;
            }
        }

        foreach (var (url, type, json) in profiles)
        {
            file.Write(Encoding.UTF8.GetBytes(url));
            file.Write(Encoding.UTF8.GetBytes(type));
            file.Write(json);
        }

        return file.ToArray();
    }

    private static byte[] Trim(JsonElement profile)
    {
        if (!profile.TryGetProperty("differential", out var differential) || differential.GetProperty("element").GetArrayLength() == 0)
        {
            throw new InvalidDataException($"{Text(profile, "url")} has no differential, which is what is kept of a profile.");
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            writer.WriteStartObject();
            Copy(writer, profile, Members);
            writer.WriteStartObject("differential");
            writer.WriteStartArray("element");
            foreach (var element in differential.GetProperty("element").EnumerateArray())
            {
                Write(writer, element);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return bytes.ToArray();
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

    private static void Copy(Utf8JsonWriter writer, JsonElement from, string[] names)
    {
        foreach (var name in names)
        {
            if (from.TryGetProperty(name, out var value))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }
    }

    private static void Number(Stream stream, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }
}
