using System.Text.Json;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;

namespace Helhed.Tests.Engine.Danish;

/// <summary>One thing that two statements of a profile say differently.</summary>
internal sealed record Difference(string Profile, string Element, string Property, string Published, string Stated)
{
    public override string ToString() => $"{Profile[(Profile.LastIndexOf('/') + 1)..]} {Element} {Property}: published {Published}, stated {Stated}";
}

/// <summary>Compares what two statements of a profile mean, element by element: their snapshots, where either of them says anything.</summary>
internal static class ProfileComparison
{
    private static readonly string[] Plain = ["min", "max", "maxLength", "sliceName"];

    // An element of which only this is said has no constraint.
    private static readonly string[] Descriptive = ["id", "path", "sliceName", "mustSupport", "short", "definition", "comment", "requirements", "alias", "isModifier", "isModifierReason"];

    public static IEnumerable<Difference> Compare(string url, (FhirDocument Definition, Profiles Known) published, (FhirDocument Definition, Profiles Known) stated)
    {
        var (theirs, ours) = (Snapshot(published), Snapshot(stated));
        foreach (var id in Said(published.Definition).Union(Said(stated.Definition)))
        {
            if (!theirs.TryGetValue(id, out var their) || !ours.TryGetValue(id, out var our))
            {
                yield return new Difference(url, id, "element", theirs.ContainsKey(id) ? "there" : "not there", ours.ContainsKey(id) ? "there" : "not there");
                continue;
            }

            var (left, right) = (Facts(their), Facts(our));
            foreach (var property in left.Keys.Union(right.Keys).Where(p => left.GetValueOrDefault(p) != right.GetValueOrDefault(p)))
            {
                yield return new Difference(url, id, property, left.GetValueOrDefault(property) ?? "nothing", right.GetValueOrDefault(property) ?? "nothing");
            }
        }

        foreach (var name in new[] { "type", "baseDefinition", "kind", "context" })
        {
            var (left, right) = (Member(published.Definition, name), Member(stated.Definition, name));
            if (left != right)
            {
                yield return new Difference(url, "", name, left, right);
            }
        }
    }

    /// <summary>What an element of a snapshot demands, each as one text.</summary>
    private static Dictionary<string, string> Facts(JsonElement element)
    {
        var facts = new Dictionary<string, string>();
        foreach (var property in element.EnumerateObject())
        {
            if (Plain.Contains(property.Name))
            {
                facts[property.Name] = property.Value.ToString();
            }
            else if (property.Name.StartsWith("fixed", StringComparison.Ordinal) || property.Name.StartsWith("pattern", StringComparison.Ordinal))
            {
                facts[property.Name] = Sorted(property.Value);
            }
        }

        foreach (var type in List(element, "type"))
        {
            var code = type.GetProperty("code").GetString()!;
            facts[$"type {code}"] = string.Join(' ', new[] { "profile", "targetProfile", "aggregation" }.Select(n => string.Join(',', List(type, n).Select(v => v.GetString()!).Order(StringComparer.Ordinal))));
        }

        foreach (var constraint in List(element, "constraint"))
        {
            facts[$"invariant {Text(constraint, "key")}"] = $"{Text(constraint, "severity")}: {string.Concat(Text(constraint, "expression").Where(c => !char.IsWhiteSpace(c)))}";
        }

        if (element.TryGetProperty("binding", out var binding) && Text(binding, "strength") != "example")
        {
            facts["binding"] = $"{Text(binding, "strength")} {Text(binding, "valueSet")}";
        }

        if (element.TryGetProperty("slicing", out var slicing))
        {
            var by = List(slicing, "discriminator").Select(d => $"{Text(d, "type")} {Text(d, "path")}");
            facts["slicing"] = $"{string.Join(", ", by)} {Text(slicing, "rules")} {(slicing.TryGetProperty("ordered", out var ordered) && ordered.GetBoolean() ? "ordered" : "")}";
        }

        return facts;
    }

    private static string Sorted(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? $"{{{string.Join(',', value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}:{Sorted(p.Value)}"))}}}"
        : value.ValueKind == JsonValueKind.Array ? $"[{string.Join(',', value.EnumerateArray().Select(Sorted))}]" : value.GetRawText();

    private static Dictionary<string, JsonElement> Snapshot((FhirDocument Definition, Profiles Known) profile)
    {
        var snapshot = SnapshotGenerator.Generate(profile.Definition, profile.Known);
        Assert.Empty(snapshot.Problems);
        return JsonDocument.Parse(snapshot.Json).RootElement.GetProperty("snapshot").GetProperty("element").EnumerateArray()
            .DistinctBy(e => Text(e, "id")).ToDictionary(e => Text(e, "id"));
    }

    private static List<string> Said(FhirDocument definition)
    {
        using var json = JsonDocument.Parse(definition.Json);
        return [.. json.RootElement.GetProperty("differential").GetProperty("element").EnumerateArray()
            .Where(e => e.EnumerateObject().Any(p => !Descriptive.Contains(p.Name))).Select(e => Text(e, "id"))];
    }

    private static string Member(FhirDocument definition, string name)
    {
        using var json = JsonDocument.Parse(definition.Json);
        return !json.RootElement.TryGetProperty(name, out var value) ? "nothing"
            : value.ValueKind == JsonValueKind.Array ? string.Join(' ', value.EnumerateArray().Select(Sorted).Order(StringComparer.Ordinal)) : Sorted(value);
    }

    private static JsonElement[] List(JsonElement element, string name) => element.TryGetProperty(name, out var list) ? [.. list.EnumerateArray()] : [];

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";
}
