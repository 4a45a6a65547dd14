using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>One row of an index table, without the resource it belongs to.</summary>
internal interface IIndexRow
{
    /// <summary>Adds the row's cells, in the order of <see cref="IndexTable{TRow}.Columns"/>.</summary>
    void AddTo(List<SqlValue> cells, long rid);
}

internal readonly record struct TokenRow(int Param, long Code, long Patient, long System) : IIndexRow
{
    public void AddTo(List<SqlValue> cells, long rid)
    {
        cells.Add(Param);
        cells.Add(Code);
        cells.Add(Patient);
        cells.Add(rid);
        cells.Add(System);
    }
}

internal readonly record struct ReferenceRow(int Param, long Target) : IIndexRow
{
    public void AddTo(List<SqlValue> cells, long rid)
    {
        cells.Add(Param);
        cells.Add(Target);
        cells.Add(rid);
    }
}

internal readonly record struct StringRow(int Param, string Value, long Patient, long Exact, short Edge) : IIndexRow
{
    /// <summary>True for a further form of a text, which stands beside the row of the text itself: see <see cref="StringForms"/>.</summary>
    public bool IsFurther => Exact == 0;

    public void AddTo(List<SqlValue> cells, long rid)
    {
        cells.Add(Param);
        cells.Add(Value);
        cells.Add(Patient);
        cells.Add(Exact);
        cells.Add(rid);
        cells.Add(Edge);
    }
}

internal readonly record struct DateRow(int Param, long Patient, long Low, long High, short Edge) : IIndexRow
{
    public void AddTo(List<SqlValue> cells, long rid)
    {
        cells.Add(Param);
        cells.Add(Patient);
        cells.Add(Low);
        cells.Add(High);
        cells.Add(rid);
        cells.Add(Edge);
    }
}

internal readonly record struct NumberRow(int Param, double Value, long Patient, short Edge) : IIndexRow
{
    public void AddTo(List<SqlValue> cells, long rid)
    {
        cells.Add(Param);
        cells.Add(Value);
        cells.Add(Patient);
        cells.Add(rid);
        cells.Add(Edge);
    }
}

internal readonly record struct QuantityRow(int Param, double Low, double High, long Code, long System, long Patient, short Edge, long Unit = 0) : IIndexRow
{
    public void AddTo(List<SqlValue> cells, long rid)
    {
        cells.Add(Param);
        cells.Add(Low);
        cells.Add(High);
        cells.Add(Code);
        cells.Add(System);
        cells.Add(Patient);
        cells.Add(rid);
        cells.Add(Edge);
        cells.Add(Unit);
    }
}

internal readonly record struct UriRow(int Param, string Value) : IIndexRow
{
    public void AddTo(List<SqlValue> cells, long rid)
    {
        cells.Add(Param);
        cells.Add(Value);
        cells.Add(rid);
    }
}

internal readonly record struct CompositeRow(int Param, CompositeFirst First, CompositeSecond Second, CompositeThird Third, long Unit = 0) : IIndexRow
{
    public void AddTo(List<SqlValue> cells, long rid)
    {
        cells.Add(Param);
        cells.Add(First.Key);
        cells.Add(rid);
        cells.Add(First.System);
        cells.Add(Second.Key);
        cells.Add(Second.System);
        cells.Add(Second.Low);
        cells.Add(Second.High);
        cells.Add(Second.Text);
        cells.Add(Third.Low);
        cells.Add(Third.High);
        cells.Add(Unit);
    }
}

/// <summary>The first part: a code or a reference.</summary>
internal readonly record struct CompositeFirst(long Key, long System);

/// <summary>The second part: a code, a text, or an amount, number or time from low to high.</summary>
internal readonly record struct CompositeSecond(long Key, long System, double Low, double High, string Text);

/// <summary>The third part, where there is one: an amount, number or time.</summary>
internal readonly record struct CompositeThird(double Low, double High);

internal readonly record struct PositionRow(int Param, double Latitude, double Longitude) : IIndexRow
{
    public void AddTo(List<SqlValue> cells, long rid)
    {
        cells.Add(Param);
        cells.Add(Latitude);
        cells.Add(Longitude);
        cells.Add(rid);
    }
}

internal readonly record struct CompartmentRow(long Patient, short Type) : IIndexRow
{
    public void AddTo(List<SqlValue> cells, long rid)
    {
        cells.Add(Patient);
        cells.Add(Type);
        cells.Add(rid);
    }
}

/// <summary>
/// An index table: its name and columns, the first <paramref name="KeyColumns"/> of which are its primary key, and the order of that key.
/// A batch is inserted in key order, so that neighbouring rows meet the same page of the tree.
/// </summary>
internal sealed record IndexTable<TRow>(string Name, string[] Columns, int KeyColumns, Comparison<TRow> Order)
    where TRow : struct, IIndexRow;

internal static class IndexTables
{
    public static readonly IndexTable<TokenRow> Tokens = new("ix_token", ["param", "code", "patient", "rid", "system"], 5,
        static (a, b) => (a.Param, a.Code, a.Patient, a.System).CompareTo((b.Param, b.Code, b.Patient, b.System)));

    public static readonly IndexTable<ReferenceRow> References = new("ix_reference", ["param", "target", "rid"], 3,
        static (a, b) => (a.Param, a.Target).CompareTo((b.Param, b.Target)));

    public static readonly IndexTable<StringRow> Strings = new("ix_string", ["param", "value", "patient", "exact", "rid", "edge"], 5,
        static (a, b) => a.Param != b.Param ? a.Param.CompareTo(b.Param) : string.CompareOrdinal(a.Value, b.Value));

    public static readonly IndexTable<DateRow> Dates = new("ix_date", ["param", "patient", "low", "high", "rid", "edge"], 5,
        static (a, b) => (a.Param, a.Patient, a.Low).CompareTo((b.Param, b.Patient, b.Low)));

    public static readonly IndexTable<NumberRow> Numbers = new("ix_number", ["param", "value", "patient", "rid", "edge"], 4,
        static (a, b) => (a.Param, a.Value).CompareTo((b.Param, b.Value)));

    public static readonly IndexTable<QuantityRow> Quantities = new("ix_quantity", ["param", "low", "high", "code", "system", "patient", "rid", "edge", "unit"], 7,
        static (a, b) => (a.Param, a.Low, a.High, a.Code).CompareTo((b.Param, b.Low, b.High, b.Code)));

    public static readonly IndexTable<UriRow> Uris = new("ix_uri", ["param", "value", "rid"], 3,
        static (a, b) => a.Param != b.Param ? a.Param.CompareTo(b.Param) : string.CompareOrdinal(a.Value, b.Value));

    public static readonly IndexTable<CompartmentRow> Compartments = new("compartment", ["patient", "type", "rid"], 3,
        static (a, b) => (a.Patient, a.Type).CompareTo((b.Patient, b.Type)));

    public static readonly IndexTable<CompositeRow> Composites = new("ix_composite", ["param", "first", "rid", "first_system", "second", "second_system", "low", "high", "text", "low3", "high3", "unit"], 11,
        static (a, b) => (a.Param, a.First.Key).CompareTo((b.Param, b.First.Key)));

    public static readonly IndexTable<PositionRow> Positions = new("ix_position", ["param", "latitude", "longitude", "rid"], 4,
        static (a, b) => (a.Param, a.Latitude).CompareTo((b.Param, b.Latitude)));
}
