namespace Helhed.Records.Operations;

/// <summary>
/// Groups observations by code: those that share a coding (system and code) are one group, and so are those that are joined by a third
/// whose translations name both. A code that is only text is grouped by its text. See
/// <see href="https://hl7.org/fhir/R4/observation-operation-lastn.html"/>.
/// </summary>
/// <typeparam name="T">What is grouped.</typeparam>
internal sealed class CodeGroups<T>
{
    private readonly Dictionary<string, int> _groupOfKey = new(StringComparer.Ordinal);
    private readonly List<List<T>?> _groups = [];

    public IEnumerable<List<T>> Groups => _groups.Where(g => g is not null)!;

    public int Count { get; private set; }

    /// <summary>Adds a member under all its keys.</summary>
    /// <param name="keys">At least one.</param>
    /// <param name="member">What is added.</param>
    /// <param name="order">Order of a group's members, kept when groups are joined.</param>
    /// <param name="trim">Takes away what the group needs not keep.</param>
    public void Add(IReadOnlyList<string> keys, T member, Comparison<T> order, Action<List<T>> trim)
    {
        var home = -1;
        foreach (var key in keys)
        {
            if (_groupOfKey.TryGetValue(key, out var known) && known != home)
            {
                home = home < 0 ? known : Join(home, known, order);
            }
        }

        if (home < 0)
        {
            home = _groups.Count;
            _groups.Add([]);
        }

        foreach (var key in keys)
        {
            _groupOfKey[key] = home;
        }

        var group = _groups[home]!;
        var before = group.Count;
        group.Add(member);
        trim(group);
        Count += group.Count - before;
    }

    private int Join(int home, int other, Comparison<T> order)
    {
        var group = _groups[home]!;
        group.AddRange(_groups[other]!);
        group.Sort(order);
        _groups[other] = null;
        foreach (var key in _groupOfKey.Where(k => k.Value == other).Select(k => k.Key).ToList())
        {
            _groupOfKey[key] = home;
        }

        return home;
    }
}
