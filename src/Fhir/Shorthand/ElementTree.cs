using System.Text.Json.Nodes;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Shorthand;

/// <summary>The elements that one definition speaks about, found and made by their paths.</summary>
internal sealed class ElementTree
{
    private const int MostSlices = 1000;

    private readonly Action<Position, string> _complain;

    /// <param name="type">What is constrained.</param>
    /// <param name="parent">The elements of the definition that this one is derived from, where it was read together with it.</param>
    /// <param name="isParentSeen">False when it is derived from a profile whose slices are not known here.</param>
    public ElementTree(TypeDefinition type, ElementTree? parent, bool isParentSeen, Action<Position, string> complain)
    {
        IsParentSeen = isParentSeen && parent?.IsParentSeen != false;
        _complain = complain;
        Root = new ElementNode
        {
            Name = type.Name, Id = type.Name, Path = type.Name, BaseTypes = [type],
            Inherited = parent is null ? [] : [parent.Root, .. parent.Root.Inherited],
        };
    }

    public ElementNode Root { get; }

    public bool IsParentSeen { get; }

    /// <summary>The element at a path; null when there is none, which has been told.</summary>
    public ElementNode? Find(string path, Position at)
    {
        if (path is "" or ".")
        {
            return Root;
        }

        if (ElementPath.Parse(path) is not { } parts)
        {
            _complain(at, $"'{path}' is not a path: write elements with dots between, and slices in brackets, such as identifier[cpr].value.");
            return null;
        }

        var node = Root;
        foreach (var part in parts)
        {
            if (Child(node, part.Name, at) is not { } child)
            {
                return null;
            }

            node = child;
            foreach (var bracket in part.Brackets)
            {
                if (KnownSlice(node, bracket, at) is not { } slice)
                {
                    return null;
                }

                node = slice;
            }
        }

        return node;
    }

    /// <summary>A new slice, or the one that is there already.</summary>
    public ElementNode? Slice(ElementNode node, string name, Position at)
    {
        var full = node.SliceName is { } outer ? $"{outer}/{name}" : name;
        if (node.Slices.Find(s => s.SliceName == full) is { } known)
        {
            return known;
        }

        if (node.Slices.Count >= MostSlices)
        {
            _complain(at, $"{node.Id} has more than {MostSlices} slices.");
            return null;
        }

        if (node.IsExtension && !node.IsSliced)
        {
            node.Json["slicing"] = ByDiscriminator("value", "url");
        }

        var slice = new ElementNode
        {
            Name = node.Name, SliceName = full, Path = node.Path, BaseTypes = node.BaseTypes, Ordinal = node.Ordinal,
            Id = node.SliceName is null ? $"{node.Id}:{full}" : $"{node.Id}/{name}",
            Inherited = [.. node.Inherited.SelectMany(i => i.Slices).Where(s => s.SliceName == full).Append(node).Concat(node.Inherited).Distinct()],
        };
        node.Slices.Add(slice);
        return slice;
    }

    private static JsonObject ByDiscriminator(string type, string path) => new()
    {
        ["discriminator"] = new JsonArray(new JsonObject { ["type"] = type, ["path"] = path }),
        ["ordered"] = false,
        ["rules"] = "open",
    };

    private ElementNode? KnownSlice(ElementNode node, string name, Position at)
    {
        var full = node.SliceName is { } outer ? $"{outer}/{name}" : name;
        if (!IsParentSeen || node.Slices.Concat(node.Inherited.SelectMany(i => i.Slices)).Any(s => s.SliceName == full))
        {
            return Slice(node, name, at);
        }

        _complain(at, $"{node.Id} has no slice {name}: declare it with 'contains' first.");
        return null;
    }

    private ElementNode? Child(ElementNode parent, string name, Position at)
    {
        if (parent.Children.Find(c => c.Name == name) is { } known)
        {
            return known;
        }

        var isChoice = name.EndsWith("[x]", StringComparison.Ordinal);
        var elements = parent.Types.SelectMany(t => t.Type.Elements).Where(e => isChoice ? e.Choice == name[..^3] : e.Name == name).ToList();
        if (elements.Count == 0)
        {
            _complain(at, $"{parent.Id} has no element {name}.{Cure(parent, name)}");
            return null;
        }

        if (!isChoice && elements[0].Choice.Length > 0)
        {
            return Child(parent, elements[0].Choice + "[x]", at) is { } choice ? SliceOfType(choice, name, elements[0].Type, at) : null;
        }

        var child = new ElementNode
        {
            Name = name, Id = $"{parent.Id}.{name}", Path = $"{parent.Path}.{name}", Ordinal = elements[0].Ordinal, BaseTypes = [.. elements.Select(e => e.Type).Distinct()],
            Inherited = [.. parent.Inherited.Concat(parent.Types.Select(t => t.Root).OfType<ElementNode>()).Distinct().SelectMany(i => i.Children).Where(c => c.Name == name)],
        };
        parent.Children.Add(child);
        return child;
    }

    // valueQuantity is the slice of value[x] with that type.
    private ElementNode? SliceOfType(ElementNode choice, string name, TypeDefinition type, Position at)
    {
        if (choice.Slices.Find(s => s.SliceName == name) is { } known)
        {
            return known;
        }

        if (!choice.IsSliced)
        {
            choice.Json["slicing"] = ByDiscriminator("type", "$this");
        }

        if (Slice(choice, name, at) is not { } slice)
        {
            return null;
        }

        slice.Only = [.. choice.Types.Where(t => t.Type == type).DefaultIfEmpty(new OnlyType(type, null)).Take(1)];
        slice.Json["type"] = new JsonArray(new JsonObject { ["code"] = type.Name });
        return slice;
    }

    private static string Cure(ElementNode parent, string name)
    {
        if (parent.Types.Any(t => t.Type.Elements.Any(e => e.Choice == name)))
        {
            return $" It is a choice: write {name}[x].";
        }

        var names = parent.Types.SelectMany(t => t.Type.Elements).Select(e => e.Choice.Length > 0 ? e.Choice + "[x]" : e.Name).Distinct().ToList();
        return names.Count is > 0 and <= 40 ? $" It has {string.Join(", ", names)}." : "";
    }
}
