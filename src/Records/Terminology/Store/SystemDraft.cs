namespace Helhed.Records.Terminology;

/// <summary>A code system while its concepts are read, from a resource or from a published file. Made by one thread.</summary>
internal sealed class SystemDraft
{
    private readonly Dictionary<string, int> _places;
    private readonly Dictionary<string, List<int>> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Property, string Value), List<int>> _values = [];
    private readonly HashSet<string> _scratch = new(StringComparer.Ordinal);
    private readonly List<Concept> _concepts = [];
    private readonly List<(int Child, int Parent)> _edges = [];
    private readonly List<(int Child, string Parent)> _toParents = [];
    private readonly List<(int Parent, string Child)> _toChildren = [];
    private readonly bool _isCaseSensitive;

    public SystemDraft(bool isCaseSensitive)
    {
        _isCaseSensitive = isCaseSensitive;
        _places = new Dictionary<string, int>(isCaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
    }

    public int Count => _concepts.Count;

    /// <summary>Place of a code's latest row, or -1.</summary>
    public int Find(string code) => _places.TryGetValue(code, out var ordinal) ? ordinal : -1;

    public Concept this[int ordinal] => _concepts[ordinal];

    /// <summary>Adds a concept; a code that is there already gets a further row, which a caller that has no periods avoids by <see cref="Find"/>.</summary>
    public int Add(string code, string? display, int from = 0, int to = 0)
    {
        var ordinal = _concepts.Count;
        _concepts.Add(new Concept(ordinal, code, display, ConceptFlags.None, from, to));
        _places[code] = ordinal;
        _scratch.Clear();
        ConceptWords.SplitCode(code, _scratch);
        if (display is not null)
        {
            ConceptWords.Split(display, _scratch);
        }

        AddWords(ordinal);
        return ordinal;
    }

    public void Change(int ordinal, Func<Concept, Concept> change) => _concepts[ordinal] = change(_concepts[ordinal]);

    public void Flag(int ordinal, ConceptFlags flag)
    {
        if ((_concepts[ordinal].Flags & flag) == 0)
        {
            _concepts[ordinal] = _concepts[ordinal] with { Flags = _concepts[ordinal].Flags | flag };
        }
    }

    /// <summary>Makes a concept findable by a further text.</summary>
    public void AddText(int ordinal, string text)
    {
        _scratch.Clear();
        ConceptWords.Split(text, _scratch);
        AddWords(ordinal);
    }

    public void AddValue(int ordinal, string property, string value)
    {
        if (!_values.TryGetValue((property, value), out var list))
        {
            _values[(property, value)] = list = [];
        }

        list.Add(ordinal);
    }

    public void AddEdge(int child, int parent)
    {
        if (child != parent)
        {
            _edges.Add((child, parent));
        }
    }

    /// <summary>A parent by its code, which may come later; one that never comes is passed over.</summary>
    public void AddParent(int child, string parent) => _toParents.Add((child, parent));

    /// <summary>A child by its code, which may come later.</summary>
    public void AddChild(int parent, string child) => _toChildren.Add((parent, child));

    /// <summary>Closes the draft.</summary>
    public SystemIndex Finish(SystemHead head)
    {
        foreach (var (child, code) in _toParents)
        {
            if (Find(code) is >= 0 and var parent)
            {
                AddEdge(child, parent);
            }
        }

        foreach (var (parent, code) in _toChildren)
        {
            if (Find(code) is >= 0 and var child)
            {
                AddEdge(child, parent);
            }
        }

        foreach (var concept in _concepts)
        {
            AddFlagValues(concept);
        }

        var hierarchy = new Hierarchy(_concepts.Count, _edges);
        return new SystemIndex(head with { IsCaseSensitive = _isCaseSensitive }, [.. _concepts], hierarchy)
        {
            Words = Sorted(_words, StringComparer.Ordinal),
            Values = Sorted(_values, PropertyOrder),
            Places = _places,
        };
    }

    private static Comparer<(string Property, string Value)> PropertyOrder { get; } = Comparer<(string Property, string Value)>.Create(
        (a, b) => string.CompareOrdinal(a.Property, b.Property) is not 0 and var order ? order : string.CompareOrdinal(a.Value, b.Value));

    // What R4 defines for every system, as it is understood and not only as it is stated.
    private void AddFlagValues(Concept concept)
    {
        if ((concept.Flags & ConceptFlags.Abstract) != 0)
        {
            AddValue(concept.Ordinal, "notSelectable", "true");
        }

        if ((concept.Flags & ConceptFlags.Inactive) != 0)
        {
            AddValue(concept.Ordinal, "inactive", "true");
        }
    }

    private void AddWords(int ordinal)
    {
        foreach (var word in _scratch)
        {
            if (!_words.TryGetValue(word, out var list))
            {
                _words[word] = list = [];
            }

            list.Add(ordinal);
        }
    }

    private static List<KeyValuePair<TKey, int[]>> Sorted<TKey>(Dictionary<TKey, List<int>> lists, IComparer<TKey> order)
        where TKey : notnull
    {
        var sorted = new List<KeyValuePair<TKey, int[]>>(lists.Count);
        foreach (var (key, list) in lists)
        {
            sorted.Add(new(key, Distinct(list)));
        }

        sorted.Sort((a, b) => order.Compare(a.Key, b.Key));
        return sorted;
    }

    private static int[] Distinct(List<int> list)
    {
        list.Sort();
        var kept = 0;
        for (var i = 0; i < list.Count; i++)
        {
            if (i == 0 || list[i] != list[i - 1])
            {
                list[kept++] = list[i];
            }
        }

        return [.. list[..kept]];
    }
}
