using System.Runtime.InteropServices;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;

namespace Helhed.Records;

/// <summary>The index rows of one resource: what is stored for it is always equal to what is taken from its JSON anew.</summary>
internal sealed class IndexRows
{
    public const short EdgeFirst = 1;
    public const short EdgeLast = 2;
    public const short EdgePatient = 4;

    /// <summary>Of a text: punctuation was left out of it.</summary>
    public const short EdgeMarks = 8;

    private const int Few = 12; // that many are compared one by one sooner than by a set

    public IndexRows(long patient) => Patient = patient;

    /// <summary>No rows: a deleted resource.</summary>
    public static IndexRows None { get; } = new(0);

    /// <summary>Key of the only patient whose compartment it is in; 0 for none, -1 for several.</summary>
    public long Patient { get; }

    public List<TokenRow> Tokens { get; } = [];

    public List<ReferenceRow> References { get; } = [];

    public List<StringRow> Strings { get; } = [];

    public List<DateRow> Dates { get; } = [];

    public List<NumberRow> Numbers { get; } = [];

    public List<QuantityRow> Quantities { get; } = [];

    public List<UriRow> Uris { get; } = [];

    public List<CompositeRow> Composites { get; } = [];

    public List<PositionRow> Positions { get; } = [];

    public List<CompartmentRow> Compartments { get; } = [];

    /// <summary>The rows of the contained resources, by their place; null without any.</summary>
    public List<(int Ordinal, IndexRows Rows)>? Contained { get; set; }

    /// <summary>What the words table knows of codes and units that occur here: shared by all resources and never removed.</summary>
    public List<CodeName> Names { get; } = [];

    /// <summary>The region's parameters that were collected; null for no rows at all.</summary>
    public ParameterSet? Parameters { get; set; }

    /// <summary>The words for full-text search.</summary>
    public WordsRow Words { get; set; }

    public void RemoveRepeats()
    {
        Unique(Tokens);
        Unique(References);
        Unique(Strings);
        OncePlain(Strings);
        Unique(Dates);
        Unique(Numbers);
        Unique(Quantities);
        Unique(Uris);
        Unique(Composites);
        Unique(Positions);
        ByUnit(Quantities, r => r.Unit, r => r with { Unit = 0 }, r => r with { Code = r.Unit, System = 0, Unit = 0 });
        ByUnit(Composites, r => r.Unit, r => r with { Unit = 0 }, r => r with { Second = r.Second with { Key = r.Unit, System = 0 }, Unit = 0 });
        MarkEdges(Strings, r => (r.Param, r.Patient, r.IsFurther), (a, b) => string.CompareOrdinal(a.Value, b.Value), (r, e) => r.IsFurther ? r : r with { Edge = (short)(r.Edge | e) });
        MarkEdges(Dates, r => (r.Param, r.Patient), (a, b) => (a.Low, a.High).CompareTo((b.Low, b.High)), (r, e) => r with { Edge = (short)(r.Edge | e) });
        MarkEdges(Numbers, r => (r.Param, r.Patient), (a, b) => a.Value.CompareTo(b.Value), (r, e) => r with { Edge = (short)(r.Edge | e) });
        MarkEdges(Quantities, r => (r.Param, r.Patient), (a, b) => (a.Low, a.High, a.Code, a.System).CompareTo((b.Low, b.High, b.Code, b.System)), (r, e) => r with { Edge = (short)(r.Edge | e) });
    }

    // What a unit is called is no part of the key. The same amount under a second name has a row of its own, found by that name alone.
    private static void ByUnit<TRow>(List<TRow> rows, Func<TRow, long> unit, Func<TRow, TRow> key, Func<TRow, TRow> named)
        where TRow : struct, IEquatable<TRow>
    {
        if (rows.Count < 2 || rows.TrueForAll(r => unit(r) == 0))
        {
            return;
        }

        var seen = new HashSet<TRow>(rows.Count);
        var all = rows.ToArray();
        rows.Clear();
        foreach (var row in all)
        {
            if (seen.Add(key(row)))
            {
                rows.Add(row);
            }
            else if (unit(row) != 0 && seen.Add(named(row)))
            {
                rows.Add(named(row));
            }
        }
    }

    // Marks are no part of the key: a further form that one text has without any is kept of that one.
    private static void OncePlain(List<StringRow> rows)
    {
        for (var i = rows.Count - 1; i >= 0; i--)
        {
            if (rows[i] is { IsFurther: true } row && (row.Edge & EdgeMarks) != 0 && rows.Contains(row with { Edge = (short)(row.Edge & ~EdgeMarks) }))
            {
                rows.RemoveAt(i);
            }
        }
    }

    private static bool IsAmong<TRow>(ReadOnlySpan<TRow> rows, TRow row)
        where TRow : struct, IEquatable<TRow>
    {
        foreach (var other in rows)
        {
            if (other.Equals(row))
            {
                return true;
            }
        }

        return false;
    }

    // The smallest and the largest value of each parameter: a sorted search shows a resource once, by one of them. Further forms are none.
    private static void MarkEdges<TRow, TGroup>(List<TRow> rows, Func<TRow, TGroup> group, Comparison<TRow> order, Func<TRow, short, TRow> mark)
        where TGroup : IEquatable<TGroup>
    {
        if (rows.Count == 1)
        {
            rows[0] = mark(rows[0], EdgeFirst | EdgeLast);
            return;
        }

        if (rows.Count > 1)
        {
            rows.Sort((a, b) => Comparer<TGroup>.Default.Compare(group(a), group(b)) is not 0 and var byGroup ? byGroup : order(a, b));
        }

        for (var i = 0; i < rows.Count; i++)
        {
            var isFirst = i == 0 || !group(rows[i - 1]).Equals(group(rows[i]));
            var isLast = i == rows.Count - 1 || !group(rows[i + 1]).Equals(group(rows[i]));
            var edge = (short)((isFirst ? EdgeFirst : 0) | (isLast ? EdgeLast : 0));
            if (edge != 0)
            {
                rows[i] = mark(rows[i], edge);
            }
        }
    }

    private static void Unique<TRow>(List<TRow> rows)
        where TRow : struct, IEquatable<TRow>
    {
        if (rows.Count < 2)
        {
            return;
        }

        if (rows.Count > Few)
        {
            var seen = new HashSet<TRow>(rows.Count);
            rows.RemoveAll(r => !seen.Add(r));
            return;
        }

        var kept = CollectionsMarshal.AsSpan(rows);
        var count = 1;
        for (var i = 1; i < kept.Length; i++)
        {
            if (!IsAmong(kept[..count], kept[i]))
            {
                kept[count++] = kept[i];
            }
        }

        rows.RemoveRange(count, rows.Count - count);
    }
}

/// <summary>What a code or a unit is called, for searches by text, for sorting by code, and for units that can be converted.</summary>
/// <param name="Kind">See the constants.</param>
/// <param name="Key">Hash of the code or unit.</param>
/// <param name="System">Hash of its system; 0 for none.</param>
/// <param name="Text">The code itself, its folded text, or the unit.</param>
internal readonly record struct CodeName(short Kind, long Key, long System, string Text)
{
    public const short Code = 0;
    public const short Display = 1;
    public const short Unit = 2;
}

/// <summary>The words of a resource, folded, each once, parted by spaces; empty for none.</summary>
internal readonly record struct WordsRow(string? Narrative, string? Content);
