using Helhed.Fhir.Json;

namespace Helhed.Fhir.Comparing;

/// <summary>
/// Which item of an old list is which of the new one: by id, then by equal content, then by key (identifier, code, url, linkId …), and what
/// is left between two that stayed in order by likeness. In n log n of the items' number.
/// </summary>
internal sealed class ListMatch
{
    // How many items ahead a like one is looked for.
    private const int LookAhead = 16;

    private readonly DocumentDigest _old;
    private readonly DocumentDigest _new;
    private readonly List<ElementItem> _before;
    private readonly List<ElementItem> _after;

    public ListMatch(DocumentDigest old, List<ElementItem> before, DocumentDigest @new, List<ElementItem> after)
    {
        (_old, _before, _new, _after) = (old, before, @new, after);
        NewOf = new int[before.Count];
        OldOf = new int[after.Count];
        Array.Fill(NewOf, -1);
        Array.Fill(OldOf, -1);
        MatchBy((digest, item) => ItemIdentity.Id(digest.Document, item.Value), (_, _) => true);
        MatchBy((digest, item) => Digest(digest, item), IsSame);
        MatchBy((digest, item) => ItemIdentity.Key(digest.Document, item.Value), (_, _) => true);
        Stays = InOrder();
        MatchGaps();
    }

    /// <summary>For each old item its place in the new list, or -1.</summary>
    public int[] NewOf { get; }

    /// <summary>For each new item its place in the old list, or -1.</summary>
    public int[] OldOf { get; }

    /// <summary>For each new item whether it kept its place among those that were there before.</summary>
    public bool[] Stays { get; }

    /// <summary>Whether two items are equal in all.</summary>
    public bool IsSame(int before, int after)
    {
        var (a, b) = (_before[before], _after[after]);
        return (a.Value < 0) == (b.Value < 0) && (a.Companion < 0) == (b.Companion < 0)
            && (a.Value < 0 || _old.IsSame(a.Value, _new, b.Value))
            && (a.Companion < 0 || _old.IsSame(a.Companion, _new, b.Companion));
    }

    private static object Digest(DocumentDigest digest, ElementItem item) =>
        (item.Value < 0 ? 0 : digest[item.Value], item.Companion < 0 ? 0 : digest[item.Companion]);

    // The first unmatched old item with a key goes with the first unmatched new one with it, the second with the second.
    private void MatchBy(Func<DocumentDigest, ElementItem, object?> keyOf, Func<int, int, bool> holds)
    {
        var places = new Dictionary<object, Queue<int>>();
        for (var i = 0; i < _after.Count; i++)
        {
            if (OldOf[i] < 0 && keyOf(_new, _after[i]) is { } key)
            {
                (places.TryGetValue(key, out var queue) ? queue : places[key] = new Queue<int>()).Enqueue(i);
            }
        }

        for (var i = 0; i < _before.Count && places.Count > 0; i++)
        {
            if (NewOf[i] < 0 && keyOf(_old, _before[i]) is { } key && places.TryGetValue(key, out var queue) && queue.TryPeek(out var place) && holds(i, place))
            {
                Pair(i, queue.Dequeue());
            }
        }
    }

    private void Pair(int before, int after) => (NewOf[before], OldOf[after]) = (after, before);

    // The longest run of pairs in order (patience sorting): those stay, the others have moved.
    private bool[] InOrder()
    {
        var stays = new bool[_after.Count];
        var tails = new List<int>();
        var previous = new int[_before.Count];
        for (var i = 0; i < _before.Count; i++)
        {
            if (NewOf[i] < 0)
            {
                continue;
            }

            int low = 0, high = tails.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = NewOf[tails[middle]] < NewOf[i] ? (middle + 1, high) : (low, middle);
            }

            previous[i] = low > 0 ? tails[low - 1] : -1;
            if (low == tails.Count)
            {
                tails.Add(i);
            }
            else
            {
                tails[low] = i;
            }
        }

        for (var i = tails.Count > 0 ? tails[^1] : -1; i >= 0; i = previous[i])
        {
            stays[NewOf[i]] = true;
        }

        return stays;
    }

    private void MatchGaps()
    {
        var next = 0;
        var end = EndOfGap(0);
        for (var i = 0; i < _before.Count; i++)
        {
            if (NewOf[i] >= 0)
            {
                if (Stays[NewOf[i]])
                {
                    next = NewOf[i] + 1;
                    end = EndOfGap(next);
                }

                continue;
            }

            var properties = PropertiesOf(_before[i]);
            for (var j = next; j < end && j < next + LookAhead; j++)
            {
                if (OldOf[j] < 0 && IsAlike(_before[i], _after[j], properties))
                {
                    Pair(i, j);
                    Stays[j] = true;
                    next = j + 1;
                    break;
                }
            }
        }
    }

    private int EndOfGap(int from)
    {
        while (from < _after.Count && !Stays[from])
        {
            from++;
        }

        return from;
    }

    // Single values are, and objects that have a property in common.
    private bool IsAlike(ElementItem a, ElementItem b, HashSet<(int Ordinal, ulong Digest)> properties)
    {
        if (a.Value < 0 || b.Value < 0)
        {
            return a.Companion >= 0 && b.Companion >= 0;
        }

        ref readonly var old = ref _old.Document.Nodes[a.Value];
        if (old.Type != _new.Document.Nodes[b.Value].Type || old.Kind != NodeKind.Object)
        {
            return old.Type == _new.Document.Nodes[b.Value].Type;
        }

        foreach (var child in new ChildEnumerator(_new.Document, b.Value))
        {
            if (properties.Contains((child.Node.Ordinal, _new[child.Index])))
            {
                return true;
            }
        }

        return false;
    }

    private HashSet<(int Ordinal, ulong Digest)> PropertiesOf(ElementItem item)
    {
        var properties = new HashSet<(int Ordinal, ulong Digest)>();
        if (item.Value >= 0)
        {
            foreach (var child in new ChildEnumerator(_old.Document, item.Value))
            {
                properties.Add((child.Node.Ordinal, _old[child.Index]));
            }
        }

        return properties;
    }
}
