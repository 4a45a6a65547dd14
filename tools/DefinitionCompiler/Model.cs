using System.Text.Json;

namespace Helhed.DefinitionCompiler;

internal sealed record Binding(string Strength, string ValueSet);

internal sealed record Constraint(string Key, string Severity, string Human, string Expression);

/// <summary>One JSON property of a type: a choice element gives one of these for each of its types.</summary>
internal sealed record Element(
    string Name, string Path, int Min, int Max, string Type, string? Choice, bool Summary, bool Modifier, Binding? Binding,
    IReadOnlyList<string> Targets, IReadOnlyList<Constraint> Constraints);

internal sealed record TypeModel(string Name, string Kind, string? Base, bool Abstract, List<Element> Elements, List<Constraint> Constraints);

internal sealed record SearchComponent(string Definition, string Expression);

internal sealed record SearchParameter(
    string Url, string Code, string Type, IReadOnlyList<string> Bases, string Expression, IReadOnlyList<string> Targets, IReadOnlyList<SearchComponent> Components);

internal sealed record ValueSet(string Url, IReadOnlyList<(string System, string Code)> Codes);

internal sealed record Compartment(string Code, IReadOnlyList<(string Type, IReadOnlyList<string> Parameters)> Members);

/// <summary>The R4 definitions as read from the packages, in the order of the files, so that the same input gives the same bytes.</summary>
internal sealed class Model
{
    // The package's additions for its own server: not a part of R4.
    private static readonly string[] ForeignParameters = ["Project-name", "JsonWebKey-active", "User-email"];

    public List<TypeModel> Types { get; } = [];
    public List<SearchParameter> SearchParameters { get; } = [];
    public List<Compartment> Compartments { get; } = [];
    public List<ValueSet> ValueSets { get; } = [];

    public static Model Read(string packages)
    {
        var model = new Model();
        var folder = DefinitionsOf(packages);
        foreach (var file in new[] { "profiles-types.json", "profiles-resources.json" })
        {
            foreach (var resource in Entries(Path.Combine(folder, file)))
            {
                model.Add(resource);
            }
        }

        foreach (var resource in Entries(Path.Combine(folder, "search-parameters.json")))
        {
            if (!ForeignParameters.Contains(resource.GetProperty("id").GetString()))
            {
                model.SearchParameters.Add(ReadSearchParameter(resource));
            }
        }

        model.ReadValueSets(Path.Combine(packages, "hl7.fhir.r4.expansions"));
        return model;
    }

    public TypeModel Find(string name) => Types.First(t => t.Name == name);

    internal static string DefinitionsOf(string packages) => Path.Combine(packages, "@medplum", "definitions", "lib", "fhir", "r4");

    internal static List<JsonElement> Entries(string file)
    {
        var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. document.RootElement.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource"))];
    }

    private void Add(JsonElement resource)
    {
        switch (Text(resource, "resourceType"))
        {
            case "StructureDefinition" when Text(resource, "kind") != "logical" && Text(resource, "derivation") != "constraint":
                StructureReader.Read(resource, Types);
                break;
            case "CompartmentDefinition":
                Compartments.Add(ReadCompartment(resource));
                break;
            default:
                break;
        }
    }

    private static Compartment ReadCompartment(JsonElement resource) => new(
        Text(resource, "code")!,
        [.. resource.GetProperty("resource").EnumerateArray()
            .Where(r => r.TryGetProperty("param", out _))
            .Select(r => (Text(r, "code")!, (IReadOnlyList<string>)Strings(r, "param")))]);

    private static SearchParameter ReadSearchParameter(JsonElement r) => new(
        Text(r, "url")!, Text(r, "code")!, Text(r, "type")!, Strings(r, "base"), Text(r, "expression") ?? "", Strings(r, "target"),
        r.TryGetProperty("component", out var components)
            ? [.. components.EnumerateArray().Select(c => new SearchComponent(Text(c, "definition")!, Text(c, "expression")!))]
            : []);

    private void ReadValueSets(string folder)
    {
        var wanted = Types.SelectMany(t => t.Elements)
            .Where(e => e.Binding is { Strength: "required" })
            .Select(e => e.Binding!.ValueSet.Split('|')[0])
            .Distinct().Order(StringComparer.Ordinal);
        foreach (var url in wanted)
        {
            var file = Path.Combine(folder, $"ValueSet-{url[(url.LastIndexOf('/') + 1)..]}.json");
            if (!File.Exists(file))
            {
                continue; // Open-ended sets (languages, MIME types, UCUM) have no expansion: their grammar is checked instead.
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (Text(document.RootElement, "url") == url
                && document.RootElement.TryGetProperty("expansion", out var expansion)
                && !expansion.TryGetProperty("extension", out _) // A cut-off expansion would refuse right codes.
                && expansion.TryGetProperty("contains", out var contains))
            {
                ValueSets.Add(new ValueSet(url, [.. Codes(contains)]));
            }
        }
    }

    private static IEnumerable<(string System, string Code)> Codes(JsonElement contains)
    {
        foreach (var item in contains.EnumerateArray())
        {
            if (Text(item, "code") is { } code)
            {
                yield return (Text(item, "system") ?? "", code);
            }

            if (item.TryGetProperty("contains", out var nested))
            {
                foreach (var inner in Codes(nested))
                {
                    yield return inner;
                }
            }
        }
    }

    internal static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var v) ? v.GetString() : null;

    internal static List<string> Strings(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) ? [.. v.EnumerateArray().Select(x => x.GetString()!)] : [];
}
