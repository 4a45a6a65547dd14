using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>A StructureDefinition with its snapshot, or why there is none.</summary>
/// <param name="Json">UTF-8 JSON of the StructureDefinition with its snapshot; empty when there are problems.</param>
/// <param name="Problems">What is wrong with the definition, or what it needs and is not known.</param>
public readonly record struct SnapshotResult(ReadOnlyMemory<byte> Json, IReadOnlyList<string> Problems);

/// <summary>
/// Makes the snapshot of a profile: every element of its type, with what the profile and the profiles it is derived from say of it.
/// See <see href="https://hl7.org/fhir/R4/profiling.html#snapshot"/>. Descriptive texts come from the profiles; R4's own are not kept here.
/// </summary>
public static class SnapshotGenerator
{
    /// <summary>The definition with its snapshot; its problems where it has none.</summary>
    /// <param name="definition">A StructureDefinition with a differential.</param>
    /// <param name="profiles">Where the profile that it is derived from is found.</param>
    public static SnapshotResult Generate(FhirDocument definition, Profiles profiles)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(profiles);
        if (definition.TypeName != "StructureDefinition")
        {
            return new SnapshotResult(default, [$"The resource is a {definition.TypeName}; a StructureDefinition is needed."]);
        }

        var profile = ProfileCompiler.Compile(R4Definitions.Default, definition, profiles.Find);
        if (profile is null || profile.Problems.Count > 0)
        {
            return new SnapshotResult(default, profile?.Problems ?? ["StructureDefinition.type is not a type of R4, or the url is missing."]);
        }

        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            Write(definition, profile, profiles, writer);
        }

        return new SnapshotResult(output.WrittenMemory, []);
    }

    // Everything of the definition is kept, and the snapshot stands where the specification has it: before the differential.
    private static void Write(FhirDocument definition, Profile profile, Profiles profiles, Utf8JsonWriter writer)
    {
        using var json = JsonDocument.Parse(definition.Json, new JsonDocumentOptions { MaxDepth = 256 });
        writer.WriteStartObject();
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (property.Name == "snapshot")
            {
                continue;
            }

            if (property.Name == "differential")
            {
                WriteSnapshot(profile, profiles, writer);
            }

            property.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteSnapshot(Profile profile, Profiles profiles, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("snapshot");
        writer.WriteStartArray("element");
        new SnapshotWalk(writer, profiles).WriteRoot(profile);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <summary>Writes the elements of one snapshot in the order of the specification.</summary>
internal sealed class SnapshotWalk(Utf8JsonWriter writer, Profiles profiles)
{
    // Properties that each profile adds to; everything else replaces what the base says.
    private static readonly HashSet<string> Added = ["constraint", "condition", "mapping", "alias", "example", "extension"];

    public void WriteRoot(Profile profile)
    {
        var type = profile.Type;
        WriteElement(new SnapshotElement(type.Name, type.Name, null, 0, int.MaxValue, null, type, [], null, type.Invariants), profile.Root);
        WriteChildren(type, type.Name, type.Name, profile.Root);
    }

    private void WriteChildren(TypeDefinition type, string path, string id, ProfileElement? overlay)
    {
        for (var i = 0; i < type.Elements.Count; i++)
        {
            var element = type.Elements[i];
            if (element.Choice.Length > 0 && i > 0 && type.Elements[i - 1].Choice == element.Choice)
            {
                continue;
            }

            var choices = element.Choice.Length == 0 ? [element] : type.Elements.Where(e => e.Choice == element.Choice).ToList();
            var name = element.Choice.Length > 0 ? element.Choice + "[x]" : element.Name;
            var child = overlay?.Children.Find(c => c.Name == (element.Choice.Length > 0 ? element.Choice : element.Name));
            var here = new SnapshotElement(
                $"{path}.{name}", $"{id}.{name}", null, element.Min, element.Max, type, element.Type, choices, element.Binding, element.Invariants);
            WriteWithSlices(here, child);
        }
    }

    private void WriteWithSlices(SnapshotElement element, ProfileElement? overlay)
    {
        WriteElement(element, overlay);
        WriteContent(element, overlay);
        foreach (var slice in overlay?.Slices ?? [])
        {
            var baseId = element.Id.IndexOf(':', element.Id.LastIndexOf('.') + 1) is var colon && colon > 0 ? element.Id[..colon] : element.Id;
            WriteWithSlices(element with { Id = $"{baseId}:{slice.SliceName}", SliceName = slice.SliceName, Min = 0 }, slice);
        }
    }

    // Backbones are always unfolded; data types where the profile says something about their inside.
    private void WriteContent(SnapshotElement element, ProfileElement? overlay)
    {
        var isOwnBackbone = element.Type.Kind == TypeKind.Backbone && element.Type.Name == element.Path;
        var isConstrained = overlay is { Children.Count: > 0 };
        if (isOwnBackbone || isConstrained)
        {
            var type = isConstrained && overlay!.Type is { } constrained ? constrained : element.Type;
            var inside = isConstrained && overlay!.Types is [{ Profiles: [var only] }] && profiles.Find(only) is { } typed ? typed.Root.Under(overlay) : overlay;
            WriteChildren(type, element.Path, element.Id, inside);
        }
    }

    private void WriteElement(SnapshotElement element, ProfileElement? overlay)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        element.Fill(properties);
        foreach (var source in overlay?.Sources ?? [])
        {
            Merge(properties, source);
        }

        properties["id"] = Quote(element.Id);
        properties["path"] = Quote(element.Path);
        if (element.SliceName is { } slice)
        {
            properties["sliceName"] = Quote(slice);
        }

        // The order of ElementDefinition in the specification.
        writer.WriteStartObject();
        foreach (var (name, value) in properties.OrderBy(p => Order(p.Key)))
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(value);
        }

        writer.WriteEndObject();
    }

    private static void Merge(Dictionary<string, string> properties, DefinedValue source)
    {
        using var json = JsonDocument.Parse(source.Document.Json.Slice(source.Document.Nodes[source.Node].Start, source.Document.Nodes[source.Node].Length), new JsonDocumentOptions { MaxDepth = 256 });
        foreach (var property in json.RootElement.EnumerateObject())
        {
            var value = property.Value.GetRawText();
            properties[property.Name] = Added.Contains(property.Name) && properties.TryGetValue(property.Name, out var before) ? $"{before[..^1]},{value[1..]}" : value;
        }
    }

    private static int Order(string name)
    {
        var definition = R4Definitions.Default.Find("ElementDefinition")!;
        return definition.Find(name.TrimStart('_'))?.Ordinal ?? int.MaxValue;
    }

    internal static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}

/// <summary>What R4 says of one element, before a profile.</summary>
internal sealed record SnapshotElement(
    string Path, string Id, string? SliceName, int Min, int Max, TypeDefinition? Owner, TypeDefinition Type, IReadOnlyList<ElementDefinition> Choices,
    Binding? Binding, IReadOnlyList<Invariant> Invariants)
{
    public void Fill(Dictionary<string, string> properties)
    {
        var max = Max == int.MaxValue ? "\"*\"" : $"\"{Max.ToString(CultureInfo.InvariantCulture)}\"";
        properties["min"] = Min.ToString(CultureInfo.InvariantCulture);
        properties["max"] = max;
        var definedMin = Choices.Count > 0 ? Choices[0].Min : Min;
        properties["base"] = $"{{\"path\":{SnapshotWalk.Quote(BasePath())},\"min\":{definedMin.ToString(CultureInfo.InvariantCulture)},\"max\":{max}}}";
        if (Choices.Count > 0)
        {
            FillTypes(properties);
            properties["isModifier"] = Choices[0].IsModifier ? "true" : "false";
            properties["isSummary"] = Choices[0].IsSummary ? "true" : "false";
        }

        if (Binding is not null)
        {
            properties["binding"] = $"{{\"strength\":\"{Binding.Strength.ToString().ToLowerInvariant()}\",\"valueSet\":{SnapshotWalk.Quote(Binding.ValueSet)}}}";
        }

        if (Invariants.Count > 0)
        {
            properties["constraint"] = $"[{string.Join(',', Invariants.Select(Write))}]";
        }
    }

    private static string Write(Invariant i) =>
        $"{{\"key\":{SnapshotWalk.Quote(i.Key)},\"severity\":\"{(i.IsError ? "error" : "warning")}\",\"human\":{SnapshotWalk.Quote(i.Human)},\"expression\":{SnapshotWalk.Quote(i.Expression)}}}";

    private void FillTypes(Dictionary<string, string> properties)
    {
        if (Type.Kind == TypeKind.Backbone && Type.Name != Path)
        {
            properties["contentReference"] = SnapshotWalk.Quote("#" + Type.Name);
            return;
        }

        properties["type"] = $"[{string.Join(',', Choices.Select(Write))}]";
    }

    private string Write(ElementDefinition choice)
    {
        var type = new StringBuilder("{");
        if (choice.Name == "id" || choice.Path == "Extension.url")
        {
            var name = choice.Name == "id" ? "string" : "uri";
            type.Append("\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type\",\"valueUrl\":\"").Append(name).Append("\"}],\"code\":\"http://hl7.org/fhirpath/System.String\"");
        }
        else
        {
            type.Append("\"code\":").Append(SnapshotWalk.Quote(choice.Type.Kind == TypeKind.Backbone ? choice.Type.BaseType?.Name ?? "BackboneElement" : choice.Type.Name));
        }

        if (choice.Targets.Count > 0)
        {
            type.Append(",\"targetProfile\":[").AppendJoin(',', choice.Targets.Select(t => SnapshotWalk.Quote($"http://hl7.org/fhir/StructureDefinition/{t}"))).Append(']');
        }

        return type.Append('}').ToString();
    }

    // The type that first has the element: Resource.id, DomainResource.text, Element.extension.
    private string BasePath()
    {
        if (Owner is null)
        {
            return Path;
        }

        var name = Path[(Path.LastIndexOf('.') + 1)..];
        var plain = name.Replace("[x]", "", StringComparison.Ordinal);
        var owner = Owner;
        while (owner.BaseType is { } up && up.Elements.Any(e => e.Name == plain || (e.Choice.Length > 0 && e.Choice == plain)))
        {
            owner = up;
        }

        return $"{owner.Name}.{name}";
    }
}
