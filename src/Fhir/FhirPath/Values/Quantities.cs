using Helhed.Fhir.Ucum;

namespace Helhed.Fhir.FhirPath;

/// <summary>Quantities with UCUM units and calendar durations. See <see href="https://hl7.org/fhirpath/#quantity"/>.</summary>
internal static class Quantities
{
    // Calendar durations in the next smaller unit that they have a fixed number of; from year and month to days by convention.
    private static readonly decimal[] Milliseconds = [31_536_000_000m, 2_592_000_000m, 604_800_000m, 86_400_000m, 3_600_000m, 60_000m, 1000m, 1m];

    /// <summary>Both as quantities, when one is and the other is or is a number.</summary>
    public static bool TryPair(in PathItem left, in PathItem right, out PathItem a, out PathItem b)
    {
        a = left.IsNumber ? PathItem.Of(left.Number, PathUnit.One) : left;
        b = right.IsNumber ? PathItem.Of(right.Number, PathUnit.One) : right;
        return a.Kind == ItemKind.Quantity && b.Kind == ItemKind.Quantity;
    }

    /// <summary>Null when the units cannot be compared.</summary>
    public static int? Compare(in PathItem left, in PathItem right)
    {
        if (left.Unit.Same(right.Unit))
        {
            return left.Number.CompareTo(right.Number);
        }

        if (left.Unit.Calendar >= 0 && right.Unit.Calendar >= 0)
        {
            return TryCalendar(left, right.Unit, out var converted) ? converted.CompareTo(right.Number) : null;
        }

        if (left.Unit.IsOpaque || right.Unit.IsOpaque || left.Unit.IsVariable || right.Unit.IsVariable)
        {
            return null;
        }

        return UcumConversion.TryCompare(left.Number, left.Unit.Ucum, right.Number, right.Unit.Ucum, out var order) ? order : null;
    }

    /// <summary>Compared in the larger unit, rounded to the less precise.</summary>
    public static bool Equivalent(in PathItem left, in PathItem right)
    {
        if (left.Unit.Same(right.Unit))
        {
            return Decimals.Equivalent(left.Number, right.Number);
        }

        if (!TryConvert(PathItem.Of(1m, left.Unit), right.Unit, out var factor))
        {
            return false;
        }

        return factor >= 1
            ? TryConvert(right, left.Unit, out var b) && Decimals.Equivalent(left.Number, b)
            : TryConvert(left, right.Unit, out var a) && Decimals.Equivalent(a, right.Number);
    }

    /// <summary>Explicit conversion: also between a calendar year or month and UCUM's mean one.</summary>
    public static bool TryConvert(in PathItem quantity, PathUnit unit, out decimal value)
    {
        var from = quantity.Unit;
        value = quantity.Number;
        if (from.Same(unit))
        {
            return true;
        }

        if (from.IsOpaque || unit.IsOpaque)
        {
            return false;
        }

        // A calendar duration is converted among its own kind, and then takes the other's name: 182.5 days are 0.5 'a'.
        if (from.Calendar >= 0)
        {
            var target = unit.Calendar >= 0 ? unit : OfSameLength(unit.Text);
            return target is not null ? TryCalendar(quantity, target, out value) : UcumConversion.TryConvert(value, from.Ucum, unit.Ucum, out value);
        }

        return UcumConversion.TryConvert(value, from.Text, unit.Ucum, out value);
    }

    public static bool TryAdd(in PathItem left, in PathItem right, int sign, out PathItem result)
    {
        result = default;
        var amount = right.Number;

        // A plain number is a quantity of the unit 1, which is added to no length.
        if (!left.Unit.Same(right.Unit) && (left.Unit.IsVariable || right.Unit.IsVariable || !TryConvert(right, left.Unit, out amount)))
        {
            return false;
        }

        if (!Decimals.TryAdd(left.Number, sign * amount, out var sum))
        {
            return false;
        }

        result = PathItem.Of(sum, left.Unit);
        return true;
    }

    public static bool TryMultiply(in PathItem left, in PathItem right, bool divide, out PathItem result)
    {
        result = default;
        decimal value;
        if (right.Unit.IsOne || (left.Unit.IsOne && !divide))
        {
            if (!(divide ? Decimals.TryDivide(left.Number, right.Number, out value) : Decimals.TryMultiply(left.Number, right.Number, out value)))
            {
                return false;
            }

            result = PathItem.Of(value, right.Unit.IsOne ? left.Unit : right.Unit);
            return true;
        }

        if (left.Unit.Calendar >= 0 || right.Unit.Calendar >= 0 || left.Unit.IsOpaque || right.Unit.IsOpaque || (divide && right.Number == 0))
        {
            return false;
        }

        var isDone = divide
            ? UcumConversion.TryDivide(left.Number, left.Unit.Text, right.Number, right.Unit.Text, out value, out var unit)
            : UcumConversion.TryMultiply(left.Number, left.Unit.Text, right.Number, right.Unit.Text, out value, out unit);
        result = isDone ? PathItem.Of(value, PathUnit.OfUcum(unit!)) : default;
        return isDone;
    }

    private static PathUnit? OfSameLength(string ucum) => PathUnit.OfFhir(ucum) is { Calendar: >= 0 } unit ? unit
        : ucum == "wk" ? PathUnit.OfWord("week")
        : ucum == "ms" ? PathUnit.OfWord("millisecond")
        : null;

    private static bool TryCalendar(in PathItem quantity, PathUnit unit, out decimal value)
    {
        var from = quantity.Unit.Calendar;
        var to = unit.Calendar;
        if (from <= 1 && to <= 1)
        {
            value = from == to ? quantity.Number : from == 0 ? quantity.Number * 12 : quantity.Number / 12;
            return true;
        }

        return Decimals.TryMultiply(quantity.Number, Milliseconds[from], out value) && Decimals.TryDivide(value, Milliseconds[to], out value);
    }
}
