namespace Helhed.Fhir.FhirPath;

/// <summary>Decimal arithmetic that says when a result is out of range, as FHIRPath wants: overflow is no value.</summary>
internal static class Decimals
{
    private const double Largest = 7.9e28;

    /// <summary>Digits behind the point, trailing zeros included.</summary>
    public static int Digits(decimal value) => value.Scale;

    /// <summary>Digits behind the point that are not trailing zeros.</summary>
    public static int SignificantDigits(decimal value)
    {
        while (value.Scale > 0 && decimal.Round(value, value.Scale - 1) == value)
        {
            value = decimal.Round(value, value.Scale - 1);
        }

        return value.Scale;
    }

    /// <summary>Equal when both are rounded to the digits of the less precise.</summary>
    public static bool Equivalent(decimal left, decimal right)
    {
        var digits = Math.Min(SignificantDigits(left), SignificantDigits(right));
        return decimal.Round(left, digits, MidpointRounding.AwayFromZero) == decimal.Round(right, digits, MidpointRounding.AwayFromZero);
    }

    public static bool TryAdd(decimal left, decimal right, out decimal result)
    {
        result = 0;
        if (!InRange((double)left + (double)right))
        {
            return false;
        }

        result = left + right;
        return true;
    }

    public static bool TryMultiply(decimal left, decimal right, out decimal result)
    {
        result = 0;
        if (!InRange((double)left * (double)right))
        {
            return false;
        }

        result = left * right;
        return true;
    }

    /// <summary>False also for a division by zero.</summary>
    public static bool TryDivide(decimal left, decimal right, out decimal result)
    {
        result = 0;
        if (right == 0 || !InRange((double)left / (double)right))
        {
            return false;
        }

        result = left / right;
        return true;
    }

    /// <summary>From binary floating point, rounded to its 15 certain digits.</summary>
    public static bool TryFrom(double value, out decimal result)
    {
        result = 0;
        if (!double.IsFinite(value) || !InRange(value))
        {
            return false;
        }

        result = (decimal)value;
        return true;
    }

    private static bool InRange(double value) => Math.Abs(value) < Largest;
}
