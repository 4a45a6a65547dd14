using System.Text.Json;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Patching;

/// <summary>A value that an operation gives: of one type, as a resource, or in parts that are named like the elements they become.</summary>
internal sealed record PatchValue(TypeDefinition? Type, JsonTree? Value, JsonTree? Companion, List<(string Name, PatchValue Value)> Parts)
{
    public bool IsPrimitive => Type?.Kind == TypeKind.Primitive;

    public bool IsEmpty => Value is null && Companion is null && Parts.Count == 0;
}

/// <summary>One <c>operation</c> of a FHIRPath Patch: https://hl7.org/fhir/R4/fhirpatch.html.</summary>
internal sealed class PatchOperation
{
    private PatchOperation(string type, string path)
    {
        Type = type;
        Path = path;
    }

    public string Type { get; }

    public string Path { get; }

    public string? Name { get; private set; }

    public PatchValue? Value { get; private set; }

    public int? Index { get; private set; }

    public int? Source { get; private set; }

    public int? Destination { get; private set; }

    /// <summary>Reads a parameter; the path is told to <paramref name="path"/> as soon as it is known, for errors.</summary>
    public static PatchOperation Read(NodeReader parameter, out string? path)
    {
        path = null;
        if (parameter.Child("name"u8)?.Text() != "operation")
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, "Every parameter of a FHIRPath Patch is named 'operation'.");
        }

        var parts = new Dictionary<string, PatchValue>();
        foreach (var part in Items(parameter, "part"))
        {
            var name = part.Child("name"u8)?.Text() ?? "";
            path ??= name == "path" ? part.Child("valueString"u8)?.Text() : null;
            if (!parts.TryAdd(name, ReadValue(part)))
            {
                throw new PatchRefusedException(PatchErrorKind.Invalid, $"The operation has the part '{name}' twice.");
            }
        }

        var operation = new PatchOperation(Text(parts, "type") ?? throw Missing("type"), Text(parts, "path") ?? throw Missing("path"))
        {
            Name = Text(parts, "name"),
            Value = parts.GetValueOrDefault("value"),
            Index = Number(parts, "index"),
            Source = Number(parts, "source"),
            Destination = Number(parts, "destination"),
        };
        operation.CheckParts(parts.Keys);
        return operation;
    }

    public static PatchRefusedException Missing(string part) =>
        new(PatchErrorKind.Invalid, $"The operation needs the part '{part}'.");

    private void CheckParts(IEnumerable<string> given)
    {
        string[] needed = Type switch
        {
            "add" => ["name", "value"],
            "insert" => ["value", "index"],
            "replace" => ["value"],
            "move" => ["source", "destination"],
            "delete" => [],
            _ => throw new PatchRefusedException(PatchErrorKind.Invalid, $"'{Type}' is not an operation: it is add, insert, delete, replace or move."),
        };
        if (needed.FirstOrDefault(n => !given.Contains(n)) is { } missing)
        {
            throw Missing(missing);
        }

        if (given.FirstOrDefault(g => g is not ("type" or "path") && !needed.Contains(g)) is { } odd)
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, $"'{Type}' has no part '{odd}'.");
        }

        if (Value is { IsEmpty: true })
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, "The part 'value' has no value: give it a value[x], a resource or parts.");
        }
    }

    private static PatchValue ReadValue(NodeReader part)
    {
        var types = part.Document.Definitions;
        JsonTree? value = null, companion = null;
        TypeDefinition? type = null;
        foreach (var child in part.Children)
        {
            var element = types.Types[part.Node.Type].Elements[child.Node.Ordinal];
            if (element.Choice == "value")
            {
                type = element.Type;
                (value, companion) = (child.Node.Flags & NodeFlags.Companion) == 0 ? (Tree(child), companion) : (value, Tree(child));
            }
            else if (element.Name == "resource")
            {
                (type, value) = (types.Types[child.Node.Type], Tree(child));
            }
        }

        var parts = Items(part, "part").Select(p => (p.Child("name"u8)?.Text() ?? "", ReadValue(p))).ToList();
        return value is null && companion is null || parts.Count == 0
            ? new PatchValue(type, value, companion, parts)
            : throw new PatchRefusedException(PatchErrorKind.Invalid, $"The part '{part.Child("name"u8)?.Text()}' has both a value and parts.");
    }

    private static List<NodeReader> Items(NodeReader node, string name)
    {
        var ordinal = node.Document.Definitions.Types[node.Node.Type].Find(name)!.Ordinal;
        var items = new List<NodeReader>();
        foreach (var child in node.Children)
        {
            if (child.Node.Ordinal == ordinal)
            {
                items.Add(child);
            }
        }

        return items;
    }

    private static JsonTree Tree(NodeReader node)
    {
        var quotes = node.Node.Kind == NodeKind.String ? 1 : 0;
        var kind = node.Node.Kind switch
        {
            NodeKind.Object => JsonTokenType.StartObject,
            NodeKind.String => JsonTokenType.String,
            NodeKind.Number => JsonTokenType.Number,
            NodeKind.True => JsonTokenType.True,
            NodeKind.False => JsonTokenType.False,
            _ => JsonTokenType.Null,
        };
        return JsonTree.OfRaw(kind, node.Document.Json.Slice(node.Node.Start - quotes, node.Node.Length + (2 * quotes)));
    }

    private static string? Text(Dictionary<string, PatchValue> parts, string name) => !parts.TryGetValue(name, out var part) ? null
        : part.Value is { Kind: JsonTokenType.String } text ? text.Text()
        : throw new PatchRefusedException(PatchErrorKind.Invalid, $"The part '{name}' is a text: valueString or valueCode.");

    private static int? Number(Dictionary<string, PatchValue> parts, string name) => !parts.TryGetValue(name, out var part) ? null
        : part.Value is { Kind: JsonTokenType.Number } number && number.TryInteger(out var value) && value >= 0 ? value
        : throw new PatchRefusedException(PatchErrorKind.Invalid, $"The part '{name}' is a whole number from 0: valueInteger.");
}
