using System.Globalization;

namespace Helhed.Fhir.FhirPath;

/// <summary>Decimal arithmetic that says when a result is out of range, as FHIRPath wants: overflow is no value.</summary>
internal static class Decimals
{
    // What lies well within these needs no closer look.
    private const decimal Addable = 10_000_000_000_000_000_000_000_000_000m;
    private const decimal Multipliable = 10_000_000_000_000m;
    private const double Largest = 7.9e28;
    private const int ShortDigits = 18;

    /// <summary>Reads a JSON number with its digits; false beyond 28 digits before the point.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out decimal value)
    {
        var isNegative = text.Length > 0 && text[0] == (byte)'-';
        var digits = isNegative ? text[1..] : text;
        if (digits.Length is > 0 and <= ShortDigits && TryShort(digits, out var number, out var scale))
        {
            value = new decimal((int)number, (int)(number >> 32), 0, isNegative, scale);
            return true;
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

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
        if ((Math.Abs(left) > Addable || Math.Abs(right) > Addable) && !InRange((double)left + (double)right))
        {
            return false;
        }

        result = left + right;
        return true;
    }

    public static bool TryMultiply(decimal left, decimal right, out decimal result)
    {
        result = 0;
        if ((Math.Abs(left) > Multipliable || Math.Abs(right) > Multipliable) && !InRange((double)left * (double)right))
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
        if (right == 0 || ((Math.Abs(left) > Multipliable || Math.Abs(right) < 1 / Multipliable) && !InRange((double)left / (double)right)))
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

    // Most numbers are a few digits, perhaps with a point, and need none of the rest.
    private static bool TryShort(ReadOnlySpan<byte> digits, out ulong number, out byte scale)
    {
        number = 0;
        scale = 0;
        var point = -1;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = (uint)(digits[i] - '0');
            if (digit <= 9)
            {
                number = (number * 10) + digit;
            }
            else if (digits[i] == (byte)'.' && point < 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        scale = point < 0 ? (byte)0 : (byte)(digits.Length - point - 1);
        return true;
    }

    private static bool InRange(double value) => Math.Abs(value) < Largest;
}
