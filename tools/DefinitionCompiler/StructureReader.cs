using System.Text.Json;
using static Helhed.DefinitionCompiler.Model;

namespace Helhed.DefinitionCompiler;

/// <summary>Turns the snapshot of one StructureDefinition into a type and its backbone types.</summary>
internal static class StructureReader
{
    private const string FhirType = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type";

    public static void Read(JsonElement structure, List<TypeModel> types)
    {
        var name = Text(structure, "type") ?? Text(structure, "name")!;
        var elements = structure.GetProperty("snapshot").GetProperty("element").EnumerateArray().ToList();
        var kind = Text(structure, "kind") switch { "primitive-type" => "primitive", "resource" => "resource", _ => "complex" };
        var root = new TypeModel(name, kind, LastSegment(Text(structure, "baseDefinition")), structure.GetProperty("abstract").GetBoolean(), [], Constraints(elements[0]));
        types.Add(root);
        var byPath = new Dictionary<string, TypeModel> { [name] = root };
        foreach (var element in elements.Skip(1))
        {
            var path = Text(element, "path")!;
            var dot = path.LastIndexOf('.');
            var owner = byPath[path[..dot]];
            var isBackbone = element.TryGetProperty("type", out var t) && Code(t[0]) is "BackboneElement" or "Element"
                && elements.Any(e => Text(e, "path")!.StartsWith(path + ".", StringComparison.Ordinal));
            if (isBackbone)
            {
                var backbone = new TypeModel(path, "backbone", Code(t[0]), false, [], []);
                types.Add(backbone);
                byPath[path] = backbone;
            }

            if (Text(element, "max") != "0")
            {
                owner.Elements.AddRange(Expand(element, path, path[(dot + 1)..], isBackbone, kind == "resource"));
            }
        }
    }

    private static IEnumerable<Element> Expand(JsonElement e, string path, string name, bool isBackbone, bool isResource)
    {
        if (Text(e, "contentReference") is { } reference)
        {
            yield return Make(e, path, name, reference[(reference.IndexOf('#') + 1)..], null, []);
            yield break;
        }

        var choice = name.EndsWith("[x]", StringComparison.Ordinal) ? name[..^3] : null;
        foreach (var type in e.GetProperty("type").EnumerateArray())
        {
            // A resource's own id is an id; the published snapshots name its FHIRPath type, string.
            var code = isBackbone ? path : name == "id" && isResource && path.Count(c => c == '.') == 1 ? "id" : Code(type);
            var property = choice is null ? name : choice + char.ToUpperInvariant(code[0]) + code[1..];
            yield return Make(e, path, property, code, choice, [.. Strings(type, "targetProfile").Select(p => LastSegment(p)!)]);
        }
    }

    private static Element Make(JsonElement e, string path, string name, string type, string? choice, List<string> targets) => new(
        name, path, e.GetProperty("min").GetInt32(), Text(e, "max") == "*" ? int.MaxValue : int.Parse(Text(e, "max")!, System.Globalization.CultureInfo.InvariantCulture),
        type, choice, Flag(e, "isSummary"), Flag(e, "isModifier"), ReadBinding(e), targets, Constraints(e));

    private static Binding? ReadBinding(JsonElement e) =>
        e.TryGetProperty("binding", out var b) && Text(b, "valueSet") is { } set ? new Binding(Text(b, "strength")!, set) : null;

    private static List<Constraint> Constraints(JsonElement e) => e.TryGetProperty("constraint", out var list)
        ? [.. list.EnumerateArray().Where(c => c.TryGetProperty("expression", out _)).Select(c => new Constraint(Text(c, "key")!, Text(c, "severity")!, Text(c, "human")!, Text(c, "expression")!))]
        : [];

    private static bool Flag(JsonElement e, string name) => e.TryGetProperty(name, out var v) && v.GetBoolean();

    // The primitive behind Element.id and the like is named by an extension; the code itself is FHIRPath's System type.
    private static string Code(JsonElement type)
    {
        var code = Text(type, "code")!;
        if (!code.StartsWith("http://hl7.org/fhirpath/", StringComparison.Ordinal))
        {
            return code;
        }

        return type.TryGetProperty("extension", out var extensions)
            && extensions.EnumerateArray().FirstOrDefault(x => Text(x, "url") == FhirType) is { ValueKind: JsonValueKind.Object } named
            ? Text(named, "valueUrl")! : "string";
    }

    private static string? LastSegment(string? url) => url?[(url.LastIndexOf('/') + 1)..];
}
