using System.Text;

namespace Helhed.Records.Terminology;

/// <summary>
/// A code system with everything it is searched by, in memory: what a resource or a published file becomes before it is stored, and how
/// R4's own systems are kept. Immutable once it is made.
/// </summary>
internal sealed class SystemIndex(SystemHead head, Concept[] concepts, Hierarchy hierarchy)
{
    // Word and prefix tables hold what the shortest filters find ready made.
    public const int ShortPrefix = 3;

    public SystemHead Head { get; } = head;

    public Concept[] Concepts { get; } = concepts;

    public Hierarchy Hierarchy { get; } = hierarchy;

    /// <summary>Ordinals by word, in the words' order.</summary>
    public required List<KeyValuePair<string, int[]>> Words { get; init; }

    /// <summary>Ordinals by property and value, in their order.</summary>
    public required List<KeyValuePair<(string Property, string Value), int[]>> Values { get; init; }

    /// <summary>Place of each code's latest row.</summary>
    public required Dictionary<string, int> Places { get; init; }

    /// <summary>Prefixes of up to three characters, each with the ordinals of all words that begin so.</summary>
    public IEnumerable<(string Prefix, Ordinals Set)> Prefixes()
    {
        var open = new List<(string Prefix, Ordinals Set)>();
        foreach (var (word, ordinals) in Words)
        {
            var closed = open.FindIndex(o => !word.StartsWith(o.Prefix, StringComparison.Ordinal));
            for (var i = open.Count - 1; closed >= 0 && i >= closed; i--)
            {
                yield return open[i];
                open.RemoveAt(i);
            }

            for (var length = open.Count + 1; length <= Math.Min(ShortPrefix, word.Length); length++)
            {
                open.Add((word[..length], new Ordinals(Concepts.Length)));
            }

            foreach (var (prefix, set) in open)
            {
                Add(set, ordinals);
            }
        }

        for (var i = open.Count - 1; i >= 0; i--)
        {
            yield return open[i];
        }
    }

    /// <summary>The first and last entries of a sorted list whose keys begin with a prefix.</summary>
    public (int Start, int End) WordRange(string prefix)
    {
        var (low, high) = (0, Words.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(Words[middle].Key, prefix) < 0 ? (middle + 1, high) : (low, middle);
        }

        var end = low;
        while (end < Words.Count && Words[end].Key.StartsWith(prefix, StringComparison.Ordinal))
        {
            end++;
        }

        return (low, end);
    }

    /// <summary>The first entry of <see cref="Values"/> that is not before a property and value.</summary>
    public int ValueStart(string property, string value)
    {
        var (low, high) = (0, Values.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var (p, v) = Values[middle].Key;
            var order = string.CompareOrdinal(p, property) is not 0 and var o ? o : string.CompareOrdinal(v, value);
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The same, marked as coming out of a published file.</summary>
    public SystemIndex AsImported() => new(Head with { IsImported = true }, Concepts, Hierarchy) { Words = Words, Values = Values, Places = Places };

    /// <summary>How a code is looked up: where case does not matter, in lower case.</summary>
    public static string FindText(string code, bool isCaseSensitive) => isCaseSensitive ? code : code.ToLowerInvariant();

    internal static void Add(Ordinals set, int[] ordinals)
    {
        foreach (var ordinal in ordinals)
        {
            set.Add(ordinal);
        }
    }
}
