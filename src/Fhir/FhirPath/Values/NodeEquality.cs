using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>Equality of elements that have elements: every child must have an equal one, in order. The order of JSON's properties does not count.</summary>
internal static class NodeEquality
{
    public static Truth Equal(in PathNode left, in PathNode right) => Compare(left, right, false);

    /// <summary>As <see cref="Equal"/>, with equivalence of the values, and without regard to order.</summary>
    public static bool Equivalent(in PathNode left, in PathNode right) => Compare(left, right, true) == Truth.True;

    private static Truth Compare(in PathNode left, in PathNode right, bool equivalent)
    {
        ref readonly var a = ref left.Node;
        ref readonly var b = ref right.Node;
        if (a.Kind != NodeKind.Object || b.Kind != NodeKind.Object)
        {
            return a.Kind == NodeKind.Object || b.Kind == NodeKind.Object ? Truth.False : ComparePrimitives(left, right, equivalent);
        }

        if (a.Type != b.Type)
        {
            return Truth.False;
        }

        if (!equivalent && InStep(left, right) is { } same)
        {
            return same;
        }

        var result = Truth.True;
        var start = right.Index + 1;
        var count = 0;
        foreach (var child in new ElementChildren(left.Document, left.Index))
        {
            count++;
            var found = equivalent
                ? FindEquivalent(new PathNode(left.Document, child), right)
                : FindEqual(new PathNode(left.Document, child), right, left, ref start);
            if (found == Truth.False)
            {
                return found;
            }

            result = found == Truth.Empty ? found : result;
        }

        foreach (var _ in new ElementChildren(right.Document, right.Index))
        {
            count--;
        }

        return count == 0 ? result : Truth.False;
    }

    // Elements that have the same properties in the same order, and no twins, are compared side by side; null for others.
    private static Truth? InStep(in PathNode left, in PathNode right)
    {
        var (a, b) = (left.Document.Nodes, right.Document.Nodes);
        var (i, j) = (left.Index + 1, right.Index + 1);
        var (endA, endB) = (a[left.Index].End, b[right.Index].End);
        var result = Truth.True;
        for (; i < endA && j < endB; i = a[i].End, j = b[j].End)
        {
            if (a[i].Ordinal != b[j].Ordinal || a[i].Flags != b[j].Flags || (a[i].Flags & NodeFlags.Companion) != 0 || a[i].Kind == NodeKind.Null || b[j].Kind == NodeKind.Null)
            {
                return null;
            }

            var child = IsPlainText(a[i]) && IsPlainText(b[j])
                ? left.Document.Raw(i).SequenceEqual(right.Document.Raw(j)) ? Truth.True : Truth.False
                : Compare(new PathNode(left.Document, i), new PathNode(right.Document, j), false);
            if (child == Truth.False)
            {
                return child;
            }

            result = child == Truth.Empty ? child : result;
        }

        return i >= endA && j >= endB ? result : null;
    }

    private static bool IsPlainText(in Node node) =>
        node.Kind == NodeKind.String && (node.Flags & NodeFlags.Escaped) == 0 && node.Twin == 0 && TypeTable.Converted[node.Type] == ItemKind.String;

    // Documents mostly have their properties in the same order, so the search begins where the last one ended.
    private static Truth FindEqual(in PathNode child, in PathNode other, in PathNode parent, ref int start)
    {
        var nodes = other.Document.Nodes;
        var end = other.Node.End;
        if (start < end && nodes[start].Ordinal == child.Node.Ordinal && SameRank(child, parent, start, other))
        {
            var at = start;
            start = nodes[start].End;
            return Compare(child, new PathNode(other.Document, at), false);
        }

        var rank = Rank(child.Document, parent.Index, child.Index);
        foreach (var candidate in new ElementChildren(other.Document, other.Index))
        {
            if (nodes[candidate].Ordinal == child.Node.Ordinal && rank-- == 0)
            {
                start = nodes[candidate].End;
                return Compare(child, new PathNode(other.Document, candidate), false);
            }
        }

        return Truth.False;
    }

    private static Truth FindEquivalent(in PathNode child, in PathNode other)
    {
        foreach (var candidate in new ElementChildren(other.Document, other.Index))
        {
            if (other.Document.Nodes[candidate].Ordinal == child.Node.Ordinal && Compare(child, new PathNode(other.Document, candidate), true) == Truth.True)
            {
                return Truth.True;
            }
        }

        return Truth.False;
    }

    private static bool SameRank(in PathNode child, in PathNode parent, int index, in PathNode other) =>
        ElementChildren.IsElement(other.Document, index)
        && ((child.Node.Flags & other.Document.Nodes[index].Flags & NodeFlags.First) != 0 || Rank(child.Document, parent.Index, child.Index) == Rank(other.Document, other.Index, index));

    private static int Rank(FhirDocument document, int parent, int index)
    {
        var rank = 0;
        foreach (var sibling in new ElementChildren(document, parent))
        {
            if (sibling == index)
            {
                break;
            }

            rank += document.Nodes[sibling].Ordinal == document.Nodes[index].Ordinal ? 1 : 0;
        }

        return rank;
    }

    private static Truth ComparePrimitives(in PathNode left, in PathNode right, bool equivalent)
    {
        var a = PathItem.OfNode(left);
        var b = PathItem.OfNode(right);
        var hasValue = SystemValue.HasValue(a);
        var values = !hasValue && !SystemValue.HasValue(b) ? Truth.True
            : equivalent ? (Equivalence.Equivalent(a, b) ? Truth.True : Truth.False)
            : Equality.Equal(a, b);
        if (values != Truth.True || equivalent)
        {
            return values;
        }

        var twin = left.Node.Twin;
        var other = right.Node.Twin;
        return twin == 0 && other == 0 ? Truth.True
            : twin == 0 || other == 0 ? Truth.False
            : Compare(new PathNode(left.Document, twin), new PathNode(right.Document, other), false);
    }
}
