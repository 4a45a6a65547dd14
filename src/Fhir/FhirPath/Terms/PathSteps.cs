using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>One or more names behind each other: the way from an item to its elements, walked without a list of those between.</summary>
internal sealed class PathSteps(params string[] names)
{
    // Null where no type of R4 has the name.
    private readonly NameLookup?[] _lookups = [.. names.Select(NameLookup.Find)];

    /// <summary>These and one more.</summary>
    public PathSteps With(string name) => new([.. names, name]);

    /// <summary>Puts the elements that the steps lead to on the stack.</summary>
    public bool Push(Machine m, in PathItem item, Term at)
    {
        if (item.Kind == ItemKind.Node)
        {
            return m.Spend(Walk(m, item.Document, item.Index, 0), at);
        }

        if (names.Length == 1)
        {
            PushMember(m, item, names[0]);
        }

        return true;
    }

    /// <summary>Whether the steps lead anywhere.</summary>
    public Truth Any(Machine m, in PathItem item, Term at)
    {
        if (item.Kind == ItemKind.Node && names.Length == 1 && item.Raw.Kind == NodeKind.Object)
        {
            return AnyChild(m, item.Document, item.Index, at);
        }

        var start = m.Count;
        var isDone = Push(m, item, at);
        var any = m.Count > start;
        m.Drop(start);
        return !isDone ? Truth.Failed : any ? Truth.True : Truth.False;
    }

    // Returns the nodes looked at.
    private int Walk(Machine m, FhirDocument document, int index, int step)
    {
        var nodes = document.Nodes;
        var isLast = step == names.Length - 1;
        var holder = index;
        if (nodes[holder].Kind != NodeKind.Object)
        {
            holder = ElementChildren.Holder(document, holder);
            if (holder < 0 || names[step] == "value")
            {
                PushValue(m, PathItem.OfNode(document, index), isLast ? names[step] : "");
                return 1;
            }
        }

        if (_lookups[step] is not { } lookup || !lookup.TryFind(nodes[holder].Type, out var first, out var last, out var occurrence))
        {
            return 1;
        }

        var end = nodes[holder].End;
        var width = (uint)(last - first);
        var visited = 1;
        var hasFound = false;
        for (var i = holder + 1; i < end; visited++)
        {
            ref readonly var node = ref nodes[i];
            if ((uint)(node.Ordinal - first) <= width)
            {
                if (((node.Flags & NodeFlags.Companion) == 0 && node.Kind != NodeKind.Null) || ElementChildren.IsElement(document, i))
                {
                    visited += isLast ? Put(m, document, i) : Walk(m, document, i, step + 1);
                    hasFound = true;
                    if (occurrence == Occurrence.Single)
                    {
                        break;
                    }
                }
            }
            else if (hasFound && occurrence == Occurrence.Run)
            {
                break;
            }

            i = node.End;
        }

        return visited;
    }

    private static int Put(Machine m, FhirDocument document, int index)
    {
        m.Push(PathItem.OfNode(document, index));
        return 0;
    }

    private Truth AnyChild(Machine m, FhirDocument document, int index, Term at)
    {
        var nodes = document.Nodes;
        ref readonly var parent = ref nodes[index];
        if (_lookups[0] is not { } lookup || !lookup.TryFind(parent.Type, out var first, out var last, out _))
        {
            return Truth.False;
        }

        var width = (uint)(last - first);
        var visited = 1;
        for (var i = index + 1; i < parent.End; i = nodes[i].End)
        {
            visited++;
            if ((uint)(nodes[i].Ordinal - first) <= width && ElementChildren.IsElement(document, i))
            {
                return Truth.True;
            }
        }

        return m.Spend(visited, at) ? Truth.False : Truth.Failed;
    }

    // A primitive's "value" is its value as one of FHIRPath's own types.
    private static void PushValue(Machine m, in PathItem item, string name)
    {
        if (name == "value" && SystemValue.HasValue(item) && SystemValue.Of(item) is { Kind: not ItemKind.None } value)
        {
            m.Push(value.Kind == ItemKind.Node ? PathItem.Of(SystemValue.Text(value)) : value);
        }
    }

    private static void PushMember(Machine m, in PathItem item, string name)
    {
        if (item.Kind == ItemKind.Quantity && name is "value" or "unit")
        {
            m.Push(name == "value" ? PathItem.Of(item.Number) : PathItem.Of(item.Unit.Text));
        }
        else if (item.Kind == ItemKind.Type && name is "name" or "namespace")
        {
            m.Push(PathItem.Of(name == "name" ? item.Type.Name : item.Type.Namespace));
        }
    }
}
