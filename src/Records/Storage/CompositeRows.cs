using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;

namespace Helhed.Records;

/// <summary>
/// The rows of composite parameters whose parts stand together in an element below the resource. Where the element is the resource
/// itself, the parts' own rows say the same, and no row is kept.
/// </summary>
internal static class CompositeRows
{
    public static void Add(TypeDefinition type, IndexValues values, IndexRows rows, int flags)
    {
        var parts = values.Composites;
        for (var from = 0; from < parts.Count;)
        {
            var to = from + 1;
            while (to < parts.Count && parts[to].Group == parts[from].Group && parts[to].Parameter == parts[from].Parameter)
            {
                to++;
            }

            if (!parts[from].AtResource)
            {
                AddGroup(rows, Keys.Param(type, parts[from].Parameter) | flags, values.Parts!, parts.GetRange(from, to - from));
            }

            from = to;
        }
    }

    /// <summary>A time as it stands in a composite row.</summary>
    public static double Time(long ms) => ms switch { long.MinValue => double.NegativeInfinity, long.MaxValue => double.PositiveInfinity, _ => ms };

    private static void AddGroup(IndexRows rows, int param, IndexValues values, List<CompositePart> group)
    {
        foreach (var first in group.Where(p => p.Component == 0))
        {
            foreach (var second in group.Where(p => p.Component == 1))
            {
                var row = new CompositeRow(param, First(values, first), Second(values, second), default, UnitOf(values, second));
                var thirds = group.Where(p => p.Component == 2).ToList();
                rows.Composites.AddRange(thirds.Count == 0 ? [row] : thirds.Select(t => row with { Third = Third(values, t) }));
            }
        }
    }

    private static CompositeFirst First(IndexValues values, CompositePart part)
    {
        var (key, system) = KeyOf(values, part);
        return new CompositeFirst(key, system);
    }

    private static CompositeSecond Second(IndexValues values, CompositePart part)
    {
        var (key, system) = KeyOf(values, part);
        var (low, high) = SpanOf(values, part);
        return new CompositeSecond(key, system, low, high, part.Kind == SearchParameterType.String ? SearchText.Bare(values.Strings[part.Index].Text.Span) : "");
    }

    private static CompositeThird Third(IndexValues values, CompositePart part)
    {
        var (low, high) = SpanOf(values, part);
        return new CompositeThird(low, high);
    }

    private static long UnitOf(IndexValues values, CompositePart part) =>
        part.Kind == SearchParameterType.Quantity ? Keys.Text(values.Quantities[part.Index].Unit.Span) : 0;

    private static (long Key, long System) KeyOf(IndexValues values, CompositePart part)
    {
        switch (part.Kind)
        {
            case SearchParameterType.Token:
                var token = values.Tokens[part.Index];
                return (Keys.Text(token.Code.Span), Keys.Text(token.System.Span));
            case SearchParameterType.Reference:
                var reference = values.References[part.Index];
                return (reference.Url.IsEmpty ? Keys.Reference(reference.Type.Span, reference.Id.Span) : Keys.Text(reference.Url.Span), 0);
            case SearchParameterType.Quantity:
                var quantity = values.Quantities[part.Index];
                return (Keys.Text(quantity.Code.Span), Keys.Text(quantity.System.Span));
            case SearchParameterType.Uri:
                return (Keys.Text(values.Uris[part.Index].Uri.Span), 0);
            default:
                return (0, 0);
        }
    }

    private static (double Low, double High) SpanOf(IndexValues values, CompositePart part) => part.Kind switch
    {
        SearchParameterType.Quantity => (values.Quantities[part.Index].Low, values.Quantities[part.Index].High),
        SearchParameterType.Number => (values.Numbers[part.Index].Value, values.Numbers[part.Index].Value),
        SearchParameterType.Date => (Time(values.Dates[part.Index].Low), Time(values.Dates[part.Index].High)),
        _ => (0, 0),
    };
}
