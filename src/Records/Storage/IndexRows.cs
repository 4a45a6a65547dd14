using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;

namespace Helhed.Records;

/// <summary>The index rows of one resource: what is stored for it is always equal to what is taken from its JSON anew.</summary>
internal sealed class IndexRows
{
    public const short EdgeFirst = 1;
    public const short EdgeLast = 2;
    public const short EdgePatient = 4;

    private IndexRows(long patient) => Patient = patient;

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

    public List<CompartmentRow> Compartments { get; } = [];

    public static IndexRows From(TypeDefinition type, IndexValues values)
    {
        var compartments = values.Compartments.ConvertAll(id => Keys.Reference("Patient"u8, id.Span));
        var rows = new IndexRows(compartments.Count switch { 0 => 0, 1 => compartments[0], _ => -1 });
        rows.Compartments.AddRange(compartments.Select(c => new CompartmentRow(c, (short)type.Index)));
        foreach (var value in values.References)
        {
            var target = value.Url.IsEmpty ? Keys.Reference(value.Type.Span, value.Id.Span) : Keys.Text(WithoutVersion(value.Url.Span));
            rows.References.Add(new ReferenceRow(Keys.Param(type, value.Parameter), target));
        }

        foreach (var value in values.Uris)
        {
            rows.Uris.Add(new UriRow(Keys.Param(type, value.Parameter), Keys.UriText(Encoding.UTF8.GetString(value.Uri.Span))));
        }

        var subjects = values.Subjects.ConvertAll(id => Keys.Reference("Patient"u8, id.Span));
        rows.AddFor(type, values, subjects.Count > 0 ? subjects[0] : 0, EdgePatient);
        foreach (var other in subjects.Skip(1))
        {
            rows.AddFor(type, values, other, 0);
        }

        rows.RemoveRepeats();
        return rows;
    }

    private void AddFor(TypeDefinition type, IndexValues values, long patient, short edge)
    {
        foreach (var value in values.Tokens)
        {
            Tokens.Add(new TokenRow(Keys.Param(type, value.Parameter), Keys.Text(value.Code.Span), patient, Keys.Text(value.System.Span)));
        }

        foreach (var value in values.Strings)
        {
            Strings.Add(new StringRow(Keys.Param(type, value.Parameter), SearchText.Fold(value.Text.Span), patient, Keys.Text(value.Text.Span), edge));
        }

        foreach (var value in values.Dates)
        {
            Dates.Add(new DateRow(Keys.Param(type, value.Parameter), patient, value.Low, value.High, edge));
        }

        foreach (var value in values.Numbers)
        {
            Numbers.Add(new NumberRow(Keys.Param(type, value.Parameter), value.Value, patient, edge));
        }

        foreach (var value in values.Quantities)
        {
            Quantities.Add(new QuantityRow(Keys.Param(type, value.Parameter), value.Low, value.High, Keys.Text(value.Code.Span), Keys.Text(value.System.Span), patient, edge));
        }
    }

    private void RemoveRepeats()
    {
        Unique(Tokens);
        Unique(References);
        Unique(Strings);
        Unique(Dates);
        Unique(Numbers);
        Unique(Quantities);
        Unique(Uris);
        MarkEdges(Strings, r => (r.Param, r.Patient), (a, b) => string.CompareOrdinal(a.Value, b.Value), (r, e) => r with { Edge = (short)(r.Edge | e) });
        MarkEdges(Dates, r => (r.Param, r.Patient), (a, b) => (a.Low, a.High).CompareTo((b.Low, b.High)), (r, e) => r with { Edge = (short)(r.Edge | e) });
        MarkEdges(Numbers, r => (r.Param, r.Patient), (a, b) => a.Value.CompareTo(b.Value), (r, e) => r with { Edge = (short)(r.Edge | e) });
        MarkEdges(Quantities, r => (r.Param, r.Patient), (a, b) => (a.Low, a.High, a.Code, a.System).CompareTo((b.Low, b.High, b.Code, b.System)), (r, e) => r with { Edge = (short)(r.Edge | e) });
    }

    // The smallest and the largest value of each parameter: a sorted search shows a resource once, by one of them.
    private static void MarkEdges<TRow, TGroup>(List<TRow> rows, Func<TRow, TGroup> group, Comparison<TRow> order, Func<TRow, short, TRow> mark)
        where TGroup : IEquatable<TGroup>
    {
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
        where TRow : struct
    {
        if (rows.Count < 2)
        {
            return;
        }

        var seen = new HashSet<TRow>(rows.Count);
        rows.RemoveAll(r => !seen.Add(r));
    }

    private static ReadOnlySpan<byte> WithoutVersion(ReadOnlySpan<byte> canonical)
    {
        var bar = canonical.IndexOf((byte)'|');
        return bar < 0 ? canonical : canonical[..bar];
    }
}
