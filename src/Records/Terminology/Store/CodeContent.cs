using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>
/// One version of a code system as operations ask it: sets of its concepts by word, hierarchy and property, and the concepts themselves.
/// Stored in the tables, or in memory. Immutable, and kept by nobody beyond what <c>term_epoch</c> allows.
/// </summary>
internal abstract class CodeContent(SystemHead head, int count)
{
    public SystemHead Head { get; } = head;

    /// <summary>How many concepts it has; of codes whose text changed with time, each period counts.</summary>
    public int Count { get; } = count;

    /// <summary>Designations and properties that other resources add to this one's codes.</summary>
    public IReadOnlyList<CodeContent> Supplements { get; init; } = [];

    /// <summary>True when a code that is not here is no code of the system.</summary>
    public bool IsComplete => Head.Content == ContentMode.Complete;

    /// <summary>Places of all rows of a code, in order; none when it is not here.</summary>
    public abstract ValueTask<IReadOnlyList<int>> Find(SqlSession session, string code);

    /// <summary>Places of the rows of many codes.</summary>
    public abstract ValueTask<ILookup<string, int>> FindAll(SqlSession session, IReadOnlyCollection<string> codes);

    /// <summary>The concepts at some places, in the order given.</summary>
    public abstract ValueTask<IReadOnlyList<Concept>> Read(SqlSession session, IReadOnlyList<int> places);

    /// <summary>Adds the concepts that have a word which begins so.</summary>
    public abstract ValueTask AddWords(SqlSession session, string prefix, Ordinals into);

    /// <summary>Adds everything below a concept, without itself.</summary>
    public abstract ValueTask AddBelow(SqlSession session, int place, Ordinals into);

    /// <summary>Adds everything above a concept, without itself.</summary>
    public abstract ValueTask AddAbove(SqlSession session, int place, Ordinals into);

    /// <summary>Adds the concepts with a value of a property.</summary>
    public abstract ValueTask AddValue(SqlSession session, string property, string value, Ordinals into);

    /// <summary>Adds the concepts with a value of a property that meets a condition.</summary>
    public abstract ValueTask AddValues(SqlSession session, string property, Func<string, bool> meets, Ordinals into);

    /// <summary>Adds the concepts whose code meets a condition.</summary>
    public abstract ValueTask AddCodes(SqlSession session, Func<string, string?, bool> meets, Ordinals into);

    /// <summary>The concepts that are valid on a day; null when all always are.</summary>
    public abstract ValueTask<Ordinals?> ValidAt(SqlSession session, int day);

    /// <summary>Hash keys of the codes at some places, as searches have them.</summary>
    public abstract ValueTask<IReadOnlyList<long>> CodeKeys(SqlSession session, Ordinals set);

    /// <summary>For a stored concept with many others below it, the id under which <c>term_member</c> holds their codes; else 0.</summary>
    public virtual long MemberId(int place) => 0;
}

/// <summary>A code system in memory.</summary>
internal sealed class MemoryContent(SystemIndex index) : CodeContent(index.Head, index.Concepts.Length)
{
    private readonly ILookup<string, int> _places = index.Concepts.ToLookup(c => c.Code, c => c.Ordinal, index.Head.IsCaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    /// <summary>The same with what others add.</summary>
    public MemoryContent With(IReadOnlyList<CodeContent> supplements) => new(index) { Supplements = supplements };

    public override ValueTask<IReadOnlyList<int>> Find(SqlSession session, string code) => new([.. _places[code]]);

    public override ValueTask<ILookup<string, int>> FindAll(SqlSession session, IReadOnlyCollection<string> codes) =>
        new(codes.Distinct().SelectMany(code => _places[code].Select(place => (code, place))).ToLookup(p => p.code, p => p.place));

    public override ValueTask<IReadOnlyList<Concept>> Read(SqlSession session, IReadOnlyList<int> places) => new([.. places.Select(WithKin)]);

    public override ValueTask AddWords(SqlSession session, string prefix, Ordinals into)
    {
        var (start, end) = index.WordRange(prefix);
        for (var i = start; i < end; i++)
        {
            SystemIndex.Add(into, index.Words[i].Value);
        }

        return default;
    }

    public override ValueTask AddBelow(SqlSession session, int place, Ordinals into)
    {
        SystemIndex.Add(into, index.Hierarchy.Below(place, index.Hierarchy.NewSeen()));
        return default;
    }

    public override ValueTask AddAbove(SqlSession session, int place, Ordinals into)
    {
        SystemIndex.Add(into, index.Hierarchy.Above(place, index.Hierarchy.NewSeen()));
        return default;
    }

    public override ValueTask AddValue(SqlSession session, string property, string value, Ordinals into) => AddValues(session, property, value, v => v == value, into);

    public override ValueTask AddValues(SqlSession session, string property, Func<string, bool> meets, Ordinals into) => AddValues(session, property, "", meets, into);

    public override ValueTask AddCodes(SqlSession session, Func<string, string?, bool> meets, Ordinals into)
    {
        foreach (var concept in index.Concepts)
        {
            if (meets(concept.Code, concept.Display))
            {
                into.Add(concept.Ordinal);
            }
        }

        return default;
    }

    public override ValueTask<Ordinals?> ValidAt(SqlSession session, int day) => new(
        Array.TrueForAll(index.Concepts, c => c.From == 0 && c.To == 0) ? null : Ordinals.Of(Count, index.Concepts.Where(c => c.IsValidAt(day)).Select(c => c.Ordinal)));

    public override ValueTask<IReadOnlyList<long>> CodeKeys(SqlSession session, Ordinals set) => new([.. set.From().Select(o => Keys.Text(index.Concepts[o].Code))]);

    private ValueTask AddValues(SqlSession session, string property, string first, Func<string, bool> meets, Ordinals into)
    {
        for (var i = index.ValueStart(property, first); i < index.Values.Count && index.Values[i].Key.Property == property; i++)
        {
            if (meets(index.Values[i].Key.Value))
            {
                SystemIndex.Add(into, index.Values[i].Value);
            }
            else if (first.Length > 0)
            {
                break;
            }
        }

        return default;
    }

    private Concept WithKin(int place) => index.Concepts[place] with { Parents = index.Hierarchy.Parents(place).ToArray(), Children = index.Hierarchy.Children(place).ToArray() };
}
