using System.Globalization;
using System.Text;
using Helhed.Fhir.Index;
using Helhed.Fhir.Ucum;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>
/// Conditions on what has an order. The table of prefixes is at <see href="https://hl7.org/fhir/R4/search.html#prefix"/>: the resource's
/// span is [low, high], the search's [from, to].
/// </summary>
internal sealed class OrderedSql(SearchSurroundings surroundings)
{
    private const string UcumSystem = "http://unitsofmeasure.org";
    private const string NoDate = "A date is YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm[:ss] with an optional zone, and an optional prefix such as ge.";

    public void AddDate(SqlText sql, string name, string value, string low, string high)
    {
        var (prefix, text) = SearchValues.Prefix(value);
        if (!SearchDates.TryRange(SearchValues.Unescape(text), surroundings.Local, out var from, out var to))
        {
            throw SearchValues.Bad(name, value, NoDate);
        }

        var margin = prefix == "ap" ? Margin(from, to) : 0;
        AddSpan(sql, prefix, low, high, new Span(from, to, from, to, from - margin, to + margin));
    }

    /// <summary>What <see cref="AddDate"/> asks, of one span in memory.</summary>
    public bool HoldsDate(string name, string value, long low, long high)
    {
        var (prefix, text) = SearchValues.Prefix(value);
        if (!SearchDates.TryRange(SearchValues.Unescape(text), surroundings.Local, out var from, out var to))
        {
            throw SearchValues.Bad(name, value, NoDate);
        }

        return prefix switch
        {
            "ne" => low < from || high > to,
            "gt" => high > to,
            "ge" => high >= from,
            "lt" => low < from,
            "le" => low <= to,
            "sa" => low > to,
            "eb" => high < from,
            "ap" => low <= to + Margin(from, to) && high >= from - Margin(from, to),
            _ => low >= from && high <= to,
        };
    }

    /// <summary>Between which moments a span lies at least in part that fits: it ends at or after the first and begins at or before the second; null for no bound.</summary>
    public (long? From, long? To) Window(string name, string value)
    {
        var (prefix, text) = SearchValues.Prefix(value);
        if (!SearchDates.TryRange(SearchValues.Unescape(text), surroundings.Local, out var from, out var to))
        {
            throw SearchValues.Bad(name, value, NoDate);
        }

        return prefix switch
        {
            "ne" => (null, null),
            "gt" or "sa" => (to, null),
            "ge" => (from, null),
            "lt" or "eb" => (null, from),
            "le" => (null, to),
            "ap" => (from - Margin(from, to), to + Margin(from, to)),
            _ => (from, to),
        };
    }

    /// <summary>As <see cref="AddDate"/>, on times that are kept as floating-point numbers.</summary>
    public void AddTime(SqlText sql, string name, string value)
    {
        var (prefix, text) = SearchValues.Prefix(value);
        if (!SearchDates.TryRange(SearchValues.Unescape(text), surroundings.Local, out var from, out var to))
        {
            throw SearchValues.Bad(name, value, NoDate);
        }

        var margin = prefix == "ap" ? Margin(from, to) : 0;
        AddSpan(sql, prefix, "x.low", "x.high", new Span((double)from, (double)to, (double)from, (double)to, (double)(from - margin), (double)(to + margin)));
    }

    public static void AddNumber(SqlText sql, string name, string value, string low, string high)
    {
        var (prefix, number, from, to) = Number(name, value);
        AddSpan(sql, prefix, low, high, SpanOf(number, from, to));
    }

    /// <summary>An amount, with its unit's code and system in the columns named and what it is called in <c>x.unit</c>. Units of UCUM fit where they can be converted.</summary>
    public void AddQuantity(SqlText sql, string name, string value, string codeColumn, string systemColumn)
    {
        var parts = SearchValues.Bars(value);
        if (parts.Count is not (1 or 3))
        {
            throw SearchValues.Bad(name, value, "A quantity is number, number|system|code or number||code.");
        }

        var (prefix, number, from, to) = Number(name, parts[0]);
        if (parts.Count == 1 || parts[1].Length + parts[2].Length == 0)
        {
            AddSpan(sql, prefix, "x.low", "x.high", SpanOf(number, from, to));
            return;
        }

        if (parts[1] == UcumSystem && parts[2].Length > 0)
        {
            AddConvertible(sql, prefix, (number, from, to), parts[2], codeColumn, systemColumn);
            return;
        }

        AddSpan(sql, prefix, "x.low", "x.high", SpanOf(number, from, to));
        if (parts[1].Length > 0)
        {
            sql.Add($" AND {systemColumn} = ").Value(Keys.Text(parts[1]));
        }

        if (parts[2].Length > 0 && parts[1].Length > 0)
        {
            sql.Add($" AND {codeColumn} = ").Value(Keys.Text(parts[2]));
        }
        else if (parts[2].Length > 0)
        {
            // "where either the code or the stored display unit is" it: https://hl7.org/fhir/R4/search.html#quantity
            sql.Add($" AND ({codeColumn} = ").Value(Keys.Text(parts[2])).Add(" OR x.unit = ").Value(Keys.Text(parts[2])).Add(")");
        }
    }

    // One alternative for each unit that has been seen and can be converted: the index keeps amounts as they were measured.
    private void AddConvertible(SqlText sql, string prefix, (double Number, double From, double To) amount, string unit, string codeColumn, string systemColumn)
    {
        var units = surroundings.Units.Append(unit).Distinct().Where(u => u == unit || IsComparable(u, unit)).ToList();
        sql.Add($"{systemColumn} = ").Value(Keys.Text(UcumSystem)).Add(" AND ");
        sql.Any(units, other =>
        {
            var span = other == unit
                ? SpanOf(amount.Number, amount.From, amount.To)
                : SpanOf(Convert(amount.Number, unit, other), Convert(amount.From, unit, other), Convert(amount.To, unit, other));
            sql.Add($"{codeColumn} = ").Value(Keys.Text(other)).Add(" AND ");
            AddSpan(sql, prefix, "x.low", "x.high", span);
        });
    }

    private static bool IsComparable(string unit, string other) =>
        UcumUnit.TryParse(unit, out var a, out _) && UcumUnit.TryParse(other, out var b, out _) && a!.IsComparableTo(b!) && UcumConversion.TryConvert(1, other, unit, out _);

    private static double Convert(double value, string from, string to) =>
        Math.Abs(value) < 1e27 && UcumConversion.TryConvert((decimal)value, from, to, out var converted) ? (double)converted : double.NaN;

    private static (string Prefix, double Number, double From, double To) Number(string name, string value)
    {
        var (prefix, text) = SearchValues.Prefix(value);
        if (!double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            throw SearchValues.Bad(name, value, "A number has digits, a decimal point and an optional prefix such as gt.");
        }

        var (from, to) = NumberText.Range(Encoding.UTF8.GetBytes(text));
        return (prefix, number, from, to);
    }

    // Numbers: eq and ne go by the implied precision, the others by the number itself.
    private static Span SpanOf(double number, double from, double to)
    {
        var margin = Math.Max(Math.Abs(number) * 0.1, Math.Abs(to - from) / 2);
        return new Span(Math.Min(from, to), Math.BitDecrement(Math.Max(from, to)), number, number, number - margin, number + margin);
    }

    private static void AddSpan(SqlText sql, string prefix, string low, string high, Span span)
    {
        switch (prefix)
        {
            case "ne":
                sql.Add($"({low} < ").Value(span.From).Add($" OR {high} > ").Value(span.To).Add(")");
                break;
            case "gt":
                sql.Add($"{high} > ").Value(span.Last);
                break;
            case "ge":
                sql.Add($"{high} >= ").Value(span.First);
                break;
            case "lt":
                sql.Add($"{low} < ").Value(span.First);
                break;
            case "le":
                sql.Add($"{low} <= ").Value(span.Last);
                break;
            case "sa":
                sql.Add($"{low} > ").Value(span.Last);
                break;
            case "eb":
                sql.Add($"{high} < ").Value(span.First);
                break;
            case "ap":
                sql.Add($"({low} <= ").Value(span.Latest).Add($" AND {high} >= ").Value(span.Earliest).Add(")");
                break;
            default:
                sql.Add($"({low} >= ").Value(span.From).Add($" AND {high} <= ").Value(span.To).Add($" AND {low} <= ").Value(span.To).Add(")");
                break;
        }
    }

    // "Approximately" is a tenth of the distance to now, as R4 suggests, and never less than the date's own precision.
    private long Margin(long from, long to)
    {
        var now = surroundings.NowMs;
        return Math.Max(to - from, Math.Abs(now - from) / 10);
    }

    /// <summary>[From, To] for equality, First and Last for order, Earliest and Latest for "approximately".</summary>
    private readonly record struct Span(Platform.Data.SqlValue From, Platform.Data.SqlValue To, Platform.Data.SqlValue First, Platform.Data.SqlValue Last, Platform.Data.SqlValue Earliest, Platform.Data.SqlValue Latest);
}
