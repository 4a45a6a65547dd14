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
        if (edges.Count == 0)
        {
            // Most code systems are a plain list.
            (_parentEnds, _parents, _childEnds, _children) = (new int[concepts], [], new int[concepts], []);
            return;
        }

        var known = new HashSet<long>(edges.Count);
        var distinct = new List<long>(edges.Count);
        foreach (var (child, parent) in edges)
        {
            var edge = ((long)child << 32) | (uint)parent;
            if (known.Add(edge))
            {
                distinct.Add(edge);
            }
        }

        (_parentEnds, _parents) = Group(concepts, distinct, 32);
        (_childEnds, _children) = Group(concepts, distinct, 0);
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

    // By one half of the edges, in the order in which they were said. The other half is what each leads to.
    private static (int[] Ends, int[] Edges) Group(int concepts, List<long> edges, int shift)
    {
        var ends = new int[concepts];
        foreach (var edge in edges)
        {
            ends[(int)(edge >> shift)]++;
        }

        var next = new int[concepts];
        for (var i = 1; i < concepts; i++)
        {
            ends[i] += ends[i - 1];
            next[i] = ends[i - 1];
        }

        var targets = new int[edges.Count];
        foreach (var edge in edges)
        {
            targets[next[(int)(edge >> shift)]++] = (int)(edge >> (32 - shift));
        }

        return (ends, targets);
    }
}
