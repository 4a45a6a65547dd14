using System.Globalization;
using System.Text.Json.Nodes;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Shorthand;

/// <summary>
/// Sets a value inside the JSON of a definition by a caret path such as <c>slicing.discriminator[0].path</c>: arrays and objects on the
/// way are made where R4 says that they are.
/// </summary>
internal static class JsonPlace
{
    // Nobody needs more, and an index from a file must not make an array of any length.
    private const int MostItems = 100;

    /// <returns>What is wrong and what would be right; null when the value was set.</returns>
    public static string? Set(JsonObject target, TypeDefinition type, string path, Func<TypeDefinition, (JsonNode? Value, string? Problem)> value)
    {
        if (ElementPath.Parse(path) is not { } parts)
        {
            return $"'{path}' is not a path: write elements with dots between.";
        }

        // What fails half-way leaves nothing behind.
        var name = parts[0].Name;
        var trial = new JsonObject { [name] = target[name]?.DeepClone() };
        var problem = Set(trial, type, parts, value);
        if (problem is null)
        {
            target[name] = trial[name]?.DeepClone();
        }

        return problem;
    }

    private static string? Set(JsonObject target, TypeDefinition type, IReadOnlyList<PathPart> parts, Func<TypeDefinition, (JsonNode? Value, string? Problem)> value)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (type.Find(parts[i].Name) is not { } element)
            {
                return $"{type.Name} has no element {parts[i].Name}.";
            }

            if (i == parts.Count - 1)
            {
                var (made, problem) = value(element.Type);
                return problem ?? (made is null ? null : Put(target, element, parts[i].Brackets, made));
            }

            if (element.Type.Kind == TypeKind.Primitive)
            {
                return $"{element.Path} has nothing inside it.";
            }

            var (inner, wrong) = Enter(target, element, parts[i].Brackets);
            if (inner is null)
            {
                return wrong;
            }

            target = inner;
            type = element.Type;
        }

        return null;
    }

    private static string? Put(JsonObject target, ElementDefinition element, IReadOnlyList<string> brackets, JsonNode value)
    {
        if (!element.IsList)
        {
            target[element.Name] = value;
            return brackets.Count == 0 ? null : $"{element.Path} is not a list: leave out the brackets.";
        }

        var items = Items(target, element);
        var index = Index(items, brackets, 0);
        if (index < 0)
        {
            return BadIndex(element);
        }

        if (index == items.Count)
        {
            items.Add(value);
        }
        else
        {
            items[index] = value;
        }

        return null;
    }

    private static (JsonObject? Inner, string? Problem) Enter(JsonObject target, ElementDefinition element, IReadOnlyList<string> brackets)
    {
        if (!element.IsList)
        {
            var inner = target[element.Name] as JsonObject ?? [];
            target[element.Name] ??= inner;
            return brackets.Count == 0 ? (inner, null) : (null, $"{element.Path} is not a list: leave out the brackets.");
        }

        var items = Items(target, element);
        var index = Index(items, brackets, 0);
        if (index < 0)
        {
            return (null, BadIndex(element));
        }

        if (index == items.Count)
        {
            items.Add(new JsonObject());
        }

        return items[index] is JsonObject item ? (item, null) : (null, $"{element.Path} has nothing inside it.");
    }

    private static JsonArray Items(JsonObject target, ElementDefinition element)
    {
        if (target[element.Name] is JsonArray known)
        {
            return known;
        }

        var items = new JsonArray();
        target[element.Name] = items;
        return items;
    }

    // [+] is a new item, [=] the last one. An item can only be changed or added behind the others.
    private static int Index(JsonArray items, IReadOnlyList<string> brackets, int otherwise)
    {
        var index = brackets.Count switch
        {
            0 => otherwise,
            1 when brackets[0] == "+" => items.Count,
            1 when brackets[0] == "=" => Math.Max(0, items.Count - 1),
            1 when int.TryParse(brackets[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
            _ => -1,
        };
        return index <= items.Count && index < MostItems ? index : -1;
    }

    private static string BadIndex(ElementDefinition element) =>
        string.Create(CultureInfo.InvariantCulture, $"The index of {element.Path} must be the next free one or one that is there, at most {MostItems - 1}: write [0], [1] …, or [+] and [=].");
}
