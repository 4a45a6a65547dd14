using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Compares a value of a resource with one that a definition fixes.</summary>
internal static class ValueMatch
{
    /// <summary>Equal in every part: <c>fixed[x]</c>.</summary>
    public static bool IsEqual(FhirDocument a, int left, FhirDocument b, int right)
    {
        ref readonly var x = ref a.Nodes[left];
        ref readonly var y = ref b.Nodes[right];
        if (x.Kind != NodeKind.Object || y.Kind != NodeKind.Object)
        {
            return SamePrimitive(a, left, b, right);
        }

        var xs = new ChildEnumerator(a, left);
        var ys = new ChildEnumerator(b, right);
        var count = 0;
        while (xs.MoveNext())
        {
            count++;
            if (!HasEqual(a, xs.Current.Index, b, right))
            {
                return false;
            }
        }

        while (ys.MoveNext())
        {
            count--;
        }

        return count == 0;
    }

    /// <summary>At least what the pattern says: <c>pattern[x]</c>. Each item of a pattern's list must be met by one item of the value's.</summary>
    public static bool Fits(FhirDocument value, int node, FhirDocument pattern, int wanted)
    {
        if (pattern.Nodes[wanted].Kind != NodeKind.Object || value.Nodes[node].Kind != NodeKind.Object)
        {
            return SamePrimitive(value, node, pattern, wanted);
        }

        foreach (var part in new ChildEnumerator(pattern, wanted))
        {
            if (!HasFitting(value, node, pattern, part.Index))
            {
                return false;
            }
        }

        return true;
    }

    // Items of a list are compared in their order: the item at the same position.
    private static bool HasEqual(FhirDocument a, int child, FhirDocument b, int right)
    {
        var ordinal = a.Nodes[child].Ordinal;
        var companion = a.Nodes[child].Flags & NodeFlags.Companion;
        var position = Position(a, child);
        foreach (var other in new ChildEnumerator(b, right))
        {
            if (other.Node.Ordinal == ordinal && (other.Node.Flags & NodeFlags.Companion) == companion && Position(b, other.Index) == position)
            {
                return IsEqual(a, child, b, other.Index);
            }
        }

        return false;
    }

    private static int Position(FhirDocument document, int node)
    {
        var position = 0;
        for (var i = document.Nodes[node].Parent + 1; i < node; i = document.Nodes[i].End)
        {
            if (document.Nodes[i].Ordinal == document.Nodes[node].Ordinal && (document.Nodes[i].Flags & NodeFlags.Companion) == (document.Nodes[node].Flags & NodeFlags.Companion))
            {
                position++;
            }
        }

        return position;
    }

    private static bool HasFitting(FhirDocument value, int node, FhirDocument pattern, int part)
    {
        ref readonly var wanted = ref pattern.Nodes[part];
        foreach (var candidate in new ChildEnumerator(value, node))
        {
            if (candidate.Node.Ordinal == wanted.Ordinal && (candidate.Node.Flags & NodeFlags.Companion) == (wanted.Flags & NodeFlags.Companion)
                && Fits(value, candidate.Index, pattern, part))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SamePrimitive(FhirDocument a, int left, FhirDocument b, int right)
    {
        ref readonly var x = ref a.Nodes[left];
        ref readonly var y = ref b.Nodes[right];
        if (x.Kind != y.Kind)
        {
            return false;
        }

        return ((x.Flags | y.Flags) & NodeFlags.Escaped) == 0 ? a.Raw(left).SequenceEqual(b.Raw(right)) : a.Text(left) == b.Text(right);
    }
}
