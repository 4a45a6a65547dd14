using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// R4's own ElementDefinitions, for <c>elementDefinition()</c>: written from the tables when one of a type is first asked for, and kept. There
/// are no more of them than R4 has types.
/// </summary>
internal static class TypeSnapshots
{
    private static readonly ConcurrentDictionary<string, Dictionary<string, PathNode>> Known = new(StringComparer.Ordinal);

    /// <summary>The definition of an element; null when R4 has none.</summary>
    public static PathNode? Of(in PathNode element)
    {
        ref readonly var node = ref element.Node;
        if (node.Parent < 0)
        {
            return Find(element.Type.Name);
        }

        var owner = TypeTable.Types[element.Document.Nodes[node.Parent].Type];
        var definition = owner.Elements[node.Ordinal];
        return Find($"{owner.Name}.{(definition.Choice.Length > 0 ? definition.Choice + "[x]" : definition.Name)}");
    }

    private static PathNode? Find(string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        return Known.GetOrAdd(dot < 0 ? path : path[..dot], Make).TryGetValue(path, out var found) ? found : null;
    }

    private static Dictionary<string, PathNode> Make(string typeName)
    {
        var elements = new Dictionary<string, PathNode>(StringComparer.Ordinal);
        if (R4Definitions.Default.Find(typeName) is { } type && FhirDocument.Parse(Write(type), Profiles.Lenient).Draft is { } document && document.Root.Child("snapshot"u8) is { } snapshot)
        {
            foreach (var element in DefinitionReader.All(snapshot, "element"u8))
            {
                elements.TryAdd(element.Child("path"u8)?.Text() ?? "", new PathNode(document, element.Index));
            }
        }

        return elements;
    }

    private static ReadOnlyMemory<byte> Write(TypeDefinition type)
    {
        var url = $"http://hl7.org/fhir/StructureDefinition/{type.Name}";
        var profile = new Profile
        {
            Url = url,
            Version = "4.0.1",
            Type = type,
            Root = new ProfileElement { Name = type.Name, Id = type.Name, Type = type },
            IsAbstract = type.IsAbstract,
            Contexts = [],
            ContextInvariants = [],
            Problems = [],
        };
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", "StructureDefinition");
            writer.WriteString("url", url);
            writer.WriteStartObject("snapshot");
            writer.WriteStartArray("element");
            new SnapshotWalk(writer, Profiles.R4).WriteRoot(profile);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }
}
