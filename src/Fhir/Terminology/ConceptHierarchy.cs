namespace Helhed.Fhir.Terminology;

/// <summary>Which concept stands above which: edges in both directions, each as one flat array. Concepts may have several parents.</summary>
internal sealed class ConceptHierarchy
{
    private readonly int[] _parentEnds;
    private readonly int[] _parents;
    private readonly int[] _childEnds;
    private readonly int[] _children;

    public ConceptHierarchy(int concepts, IReadOnlyCollection<(int Child, int Parent)> edges)
    {
        (_parentEnds, _parents) = Group(concepts, edges.Select(e => (e.Child, e.Parent)));
        (_childEnds, _children) = Group(concepts, edges.Select(e => (e.Parent, e.Child)));
    }

    public ReadOnlySpan<int> Parents(int concept) => Slice(_parentEnds, _parents, concept);

    public ReadOnlySpan<int> Children(int concept) => Slice(_childEnds, _children, concept);

    /// <summary>True for the concept itself and for what is below it, at any distance.</summary>
    public bool IsA(int concept, int ancestor) => concept == ancestor || Above(concept)[ancestor];

    /// <summary>The concept and everything below it.</summary>
    public bool[] Below(int concept) => Reach(concept, _childEnds, _children);

    /// <summary>The concept and everything above it.</summary>
    public bool[] Above(int concept) => Reach(concept, _parentEnds, _parents);

    private static bool[] Reach(int start, int[] ends, int[] edges)
    {
        var seen = new bool[ends.Length];
        var open = new Stack<int>();
        seen[start] = true;
        open.Push(start);
        while (open.TryPop(out var concept))
        {
            foreach (var next in Slice(ends, edges, concept))
            {
                if (!seen[next])
                {
                    seen[next] = true;
                    open.Push(next);
                }
            }
        }

        return seen;
    }

    private static ReadOnlySpan<int> Slice(int[] ends, int[] edges, int concept)
    {
        var start = concept == 0 ? 0 : ends[concept - 1];
        return edges.AsSpan(start, ends[concept] - start);
    }

    private static (int[] Ends, int[] Edges) Group(int concepts, IEnumerable<(int From, int To)> edges)
    {
        var sorted = edges.Distinct().OrderBy(e => e.From).ToList();
        var ends = new int[concepts];
        foreach (var (from, _) in sorted)
        {
            ends[from]++;
        }

        for (var i = 1; i < concepts; i++)
        {
            ends[i] += ends[i - 1];
        }

        return (ends, [.. sorted.Select(e => e.To)]);
    }
}
