namespace Helhed.Records.Terminology;

/// <summary>Which concept stands above which: edges in both directions, each as one flat array. A concept may have several parents.</summary>
internal sealed class Hierarchy
{
    private readonly int[] _parentEnds;
    private readonly int[] _parents;
    private readonly int[] _childEnds;
    private readonly int[] _children;

    public Hierarchy(int concepts, List<(int Child, int Parent)> edges)
    {
        (_parentEnds, _parents) = Group(concepts, edges, static e => (e.Child, e.Parent));
        (_childEnds, _children) = Group(concepts, edges, static e => (e.Parent, e.Child));
    }

    public ReadOnlySpan<int> Parents(int concept) => Slice(_parentEnds, _parents, concept);

    public ReadOnlySpan<int> Children(int concept) => Slice(_childEnds, _children, concept);

    /// <summary>Everything below a concept at any distance, without itself, in order. <paramref name="seen"/> holds the number of the last concept each was met under.</summary>
    public int[] Below(int concept, int[] seen) => Reach(concept, seen, _childEnds, _children);

    /// <summary>Everything above a concept at any distance, without itself, in order.</summary>
    public int[] Above(int concept, int[] seen) => Reach(concept, seen, _parentEnds, _parents);

    /// <summary>A list for <see cref="Below"/> that is used for one concept after the other.</summary>
    public int[] NewSeen()
    {
        var seen = new int[_parentEnds.Length];
        Array.Fill(seen, -1);
        return seen;
    }

    private static int[] Reach(int start, int[] seen, int[] ends, int[] edges)
    {
        var found = new List<int>();
        var open = new Stack<int>();
        seen[start] = start;
        open.Push(start);
        while (open.TryPop(out var concept))
        {
            foreach (var next in Slice(ends, edges, concept))
            {
                if (seen[next] != start)
                {
                    seen[next] = start;
                    found.Add(next);
                    open.Push(next);
                }
            }
        }

        found.Sort();
        return [.. found];
    }

    private static ReadOnlySpan<int> Slice(int[] ends, int[] edges, int concept)
    {
        var start = concept == 0 ? 0 : ends[concept - 1];
        return edges.AsSpan(start, ends[concept] - start);
    }

    private static (int[] Ends, int[] Edges) Group(int concepts, List<(int Child, int Parent)> edges, Func<(int Child, int Parent), (int From, int To)> turn)
    {
        var sorted = new List<(int From, int To)>(edges.Count);
        foreach (var edge in edges)
        {
            sorted.Add(turn(edge));
        }

        sorted.Sort();
        var ends = new int[concepts];
        var targets = new List<int>(sorted.Count);
        for (var i = 0; i < sorted.Count; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
            {
                ends[sorted[i].From]++;
                targets.Add(sorted[i].To);
            }
        }

        for (var i = 1; i < concepts; i++)
        {
            ends[i] += ends[i - 1];
        }

        return (ends, [.. targets]);
    }
}
