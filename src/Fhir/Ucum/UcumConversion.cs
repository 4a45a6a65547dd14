using System.Diagnostics.CodeAnalysis;

namespace Helhed.Fhir.Ucum;

/// <summary>
/// Computing with values and their units. Nothing throws: false means that a code is no unit, that the units are not comparable, or that
/// the result lies outside what the number type holds. Arithmetic is exact and rounds once at the end; only the logarithmic and
/// trigonometric scales (dB, [pH], %[slope] …) are limited to 15 digits.
/// </summary>
public static class UcumConversion
{
    // As many digits as IEEE 754 decimal128: more than any unit is known with.
    private const int MostDigits = 34;

    /// <summary>Whether a code is a UCUM unit. <see cref="UcumUnit.TryParse(string, out UcumUnit, out string)"/> says why not.</summary>
    public static bool IsValid(string code) => UcumUnit.TryParse(code, out _, out _);

    /// <summary>Whether UTF-8 text is a UCUM unit; a unit that was seen before costs a look-up and allocates nothing.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8Code) => UnitCache.Find(utf8Code) is not null;

    /// <summary>A code in words, such as <c>(millimole) / (liter)</c>; a missing unit, "", is <c>(unity)</c>. False when it is no unit.</summary>
    public static bool TryDisplayName(string code, [NotNullWhen(true)] out string? displayName)
    {
        displayName = code is "" ? UnitWords.Unity : UcumUnit.TryParse(code, out var unit, out _) ? unit.DisplayName : null;
        return displayName is not null;
    }

    /// <summary>
    /// A value in another unit: 5 mg is 0.005 g. The result has at most 28 decimals and no trailing zeros (a value that keeps its unit is kept as it is).
    /// For results beyond <see cref="decimal"/> use the overload with <see cref="FhirDecimal"/>.
    /// </summary>
    public static bool TryConvert(decimal value, string from, string to, out decimal result)
    {
        result = value;
        if (!Units(from, to, out var source, out var target))
        {
            return false;
        }

        if (from == to)
        {
            return true;
        }

        if (source.IsComparableTo(target) && TryScaled(value, source.Measure, out var canonical) && TryUnscaled(canonical, target.Measure, out result))
        {
            return true;
        }

        return TryConvert(Ratio.Of(value), source, target, out var converted) && converted.TryDecimal(out result);
    }

    /// <summary>A value in another unit, with up to 34 significant digits and any size: 1 1/[ly] is 1.05700083402461546370946…e-18 cm-1.</summary>
    public static bool TryConvert(FhirDecimal value, string from, string to, out FhirDecimal result)
    {
        result = value;
        if (from == to)
        {
            return IsValid(from);
        }

        if (!Units(from, to, out var source, out var target)
            || !Ratio.TryParse(value.ToString(), out var number)
            || !TryConvert(number, source, target, out var converted)
            || converted.IsTooLarge)
        {
            return false;
        }

        result = FhirDecimal.OfChecked(converted.ToText(MostDigits));
        return true;
    }

    /// <summary>
    /// A value in base units, and these: 1 mm[Hg] is 133322 g.m-1.s-2. Equal quantities have equal canonical values (rounded to 28 decimals).
    /// </summary>
    public static bool TryCanonical(decimal value, string code, out decimal canonicalValue, [NotNullWhen(true)] out string? canonicalCode)
    {
        canonicalValue = value;
        canonicalCode = null;
        if (!UcumUnit.TryParse(code, out var unit, out _) || !unit.Measure.IsComputable)
        {
            return false;
        }

        if (TryScaled(value, unit.Measure, out canonicalValue)
            || (unit.Measure.TryToCanonical(Ratio.Of(value), out var canonical) && canonical.TryDecimal(out canonicalValue)))
        {
            canonicalCode = unit.CanonicalCode;
            return true;
        }

        return false;
    }

    /// <summary>Compares two values: <paramref name="order"/> is negative, zero or positive. Exact: 1 g equals 1000 mg and 1 [in_i] equals 2.54 cm.</summary>
    public static bool TryCompare(decimal a, string unitA, decimal b, string unitB, out int order)
    {
        order = 0;
        if (!Units(unitA, unitB, out var left, out var right) || !left.IsComparableTo(right))
        {
            return false;
        }

        // A scale that falls as its measure rises (pH) is ordered by the measure, except against itself.
        if (unitA == unitB)
        {
            order = a.CompareTo(b);
            return true;
        }

        if (TryScaled(a, left.Measure, out var exactA) && TryScaled(b, right.Measure, out var exactB))
        {
            order = exactA.CompareTo(exactB);
            return true;
        }

        if (!left.Measure.TryToCanonical(Ratio.Of(a), out var ratioA) || !right.Measure.TryToCanonical(Ratio.Of(b), out var ratioB))
        {
            return false;
        }

        order = ratioA.CompareTo(ratioB);
        return true;
    }

    /// <summary>The product and its unit: 2 m times 3 m is 6 m2. False also for special units other than times a plain number.</summary>
    public static bool TryMultiply(decimal a, string unitA, decimal b, string unitB, out decimal value, [NotNullWhen(true)] out string? unit)
    {
        value = 0;
        unit = null;
        return Units(unitA, unitB, out var left, out var right)
            && UnitAlgebra.TryMultiply(left, right, out unit)
            && Ratio.Of(a).Times(Ratio.Of(b)).TryDecimal(out value);
    }

    /// <summary>The quotient and its unit: 6 g over 2 L is 3 g/L. False also for a divisor of zero, and for special units other than over a plain number.</summary>
    public static bool TryDivide(decimal a, string unitA, decimal b, string unitB, out decimal value, [NotNullWhen(true)] out string? unit)
    {
        value = 0;
        unit = null;
        return b != 0
            && Units(unitA, unitB, out var left, out var right)
            && UnitAlgebra.TryDivide(left, right, out unit)
            && Ratio.Of(a).Over(Ratio.Of(b)).TryDecimal(out value);
    }

    private static bool Units(string from, string to, [NotNullWhen(true)] out UcumUnit? source, [NotNullWhen(true)] out UcumUnit? target)
    {
        target = null;
        return UcumUnit.TryParse(from, out source, out _) && UcumUnit.TryParse(to, out target, out _);
    }

    private static bool TryConvert(in Ratio value, UcumUnit from, UcumUnit to, out Ratio result)
    {
        result = value;
        return from.IsComparableTo(to)
            && from.Measure.TryToCanonical(value, out var canonical)
            && to.Measure.TryFromCanonical(canonical, out result);
    }

    // The usual case without big numbers: a product that fits decimal digit by digit.
    private static bool TryScaled(decimal value, UnitMeasure measure, out decimal canonical)
    {
        canonical = 0;
        var factor = measure.ExactFactor;
        if (measure.Scale is not null || factor == 0 || Bits(value) + Bits(factor) > 96 || value.Scale + factor.Scale > 28)
        {
            return false;
        }

        canonical = Ratio.WithoutTrailingZeros(value * factor);
        return true;
    }

    // Back from it, where the quotient is exact.
    private static bool TryUnscaled(decimal canonical, UnitMeasure measure, out decimal value)
    {
        value = canonical;
        var factor = measure.ExactFactor;
        if (measure.Scale is not null || factor == 0 || (factor < 1 && Math.Abs(canonical) > factor * 1e28m))
        {
            return false;
        }

        if (factor != 1)
        {
            value = Ratio.WithoutTrailingZeros(canonical / factor);
        }

        return Bits(value) + Bits(factor) <= 96 && value.Scale + factor.Scale <= 28 && value * factor == canonical;
    }

    private static int Bits(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        return parts[2] != 0 ? 64 + Bits(parts[2]) : parts[1] != 0 ? 32 + Bits(parts[1]) : Bits(parts[0]);
    }

    private static int Bits(int word) => 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)word);
}
