using System.Globalization;
using System.Numerics;
using System.Text;

namespace Helhed.Fhir.Ucum;

/// <summary>
/// An exact number: numerator / denominator · 10^exponent. Every unit of UCUM is one of these (π has the 64 decimals of its definition),
/// so a conversion rounds once, at its end. Powers of ten stay in the exponent: most prefixes cost nothing.
/// </summary>
internal readonly struct Ratio
{
    /// <summary>Above this many bits a unit is still right but no longer computed with: a hostile <c>[pi]9999</c> may not cost time.</summary>
    public const int MostBits = 8192;

    /// <summary>Decimal exponents beyond this are not computed with either.</summary>
    public const int MostExponent = 20000;

    private readonly BigInteger _numerator;
    private readonly BigInteger _denominator;
    private readonly int _exponent;

    public Ratio(BigInteger numerator, BigInteger denominator, int exponent)
    {
        _numerator = numerator;
        _denominator = denominator;
        _exponent = exponent;
    }

    public static Ratio One { get; } = new(BigInteger.One, BigInteger.One, 0);

    public bool IsZero => _numerator.IsZero;

    public bool IsTooLarge => Bits > MostBits || Math.Abs((long)_exponent) > MostExponent;

    public int Sign => _numerator.Sign;

    private long Bits => _numerator.GetBitLength() + _denominator.GetBitLength();

    public static Ratio Of(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var mantissa = (new BigInteger((uint)parts[2]) << 64) + (new BigInteger((uint)parts[1]) << 32) + (uint)parts[0];
        return new Ratio(parts[3] < 0 ? -mantissa : mantissa, BigInteger.One, -((parts[3] >> 16) & 0xFF));
    }

    /// <summary>From decimal digits with an optional fraction and exponent, as in JSON; false when it is not that, or is longer than limits allow.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ratio value)
    {
        value = default;
        var e = text.IndexOfAny('e', 'E');
        var exponent = 0;
        if (text.Length > 1000 || (e >= 0 && !int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)))
        {
            return false;
        }

        var digits = e >= 0 ? text[..e] : text;
        var point = digits.IndexOf('.');
        var joined = point < 0 ? digits.ToString() : string.Concat(digits[..point], digits[(point + 1)..]);
        if (Math.Abs((long)exponent) > MostExponent || !BigInteger.TryParse(joined, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mantissa))
        {
            return false;
        }

        value = new Ratio(mantissa, BigInteger.One, exponent - (point < 0 ? 0 : digits.Length - point - 1));
        return true;
    }

    /// <summary>From a binary floating number, by its 15 certain digits: 10^0.3 gives what a table of logarithms gives.</summary>
    public static bool TryOf(double value, out Ratio ratio)
    {
        ratio = default;
        return double.IsFinite(value) && TryParse(value.ToString("E14", CultureInfo.InvariantCulture), out ratio);
    }

    public Ratio Times(in Ratio other) =>
        new(_numerator * other._numerator, _denominator * other._denominator, _exponent + other._exponent);

    /// <summary>Divides; the divisor is not zero.</summary>
    public Ratio Over(in Ratio other) => other._numerator.Sign < 0
        ? new(-_numerator * other._denominator, _denominator * -other._numerator, _exponent - other._exponent)
        : new(_numerator * other._denominator, _denominator * other._numerator, _exponent - other._exponent);

    public Ratio Plus(in Ratio other)
    {
        var exponent = Math.Min(_exponent, other._exponent);
        var left = _numerator * BigInteger.Pow(10, _exponent - exponent) * other._denominator;
        var right = other._numerator * BigInteger.Pow(10, other._exponent - exponent) * _denominator;
        return new Ratio(left + right, _denominator * other._denominator, exponent);
    }

    /// <summary>To a power, negative ones too. False when the result would be too large to compute with.</summary>
    public bool TryPower(int power, out Ratio result)
    {
        var times = Math.Abs(power);
        result = One;
        if (Math.Max(Bits - 2, 0) * times > MostBits || Math.Abs((long)_exponent) * times > MostExponent)
        {
            return false;
        }

        var raised = new Ratio(BigInteger.Pow(_numerator, times), BigInteger.Pow(_denominator, times), _exponent * times);
        result = power < 0 ? One.Over(raised) : raised;
        return true;
    }

    public int CompareTo(in Ratio other)
    {
        var mine = _numerator * other._denominator;
        var theirs = other._numerator * _denominator;
        var shift = _exponent - other._exponent;
        return shift >= 0
            ? (mine * BigInteger.Pow(10, shift)).CompareTo(theirs)
            : mine.CompareTo(theirs * BigInteger.Pow(10, -shift));
    }

    /// <summary>
    /// The nearest decimal without trailing zeros: at most 28 decimals, half to even. False when it lies outside the range of
    /// <see cref="decimal"/>, or is so near zero that nothing of it would be left.
    /// </summary>
    public bool TryDecimal(out decimal value)
    {
        value = 0;
        if (IsZero)
        {
            return true;
        }

        var size = Digits();
        if (size is > 30 or < -30)
        {
            return false;
        }

        for (var scale = Math.Clamp(29 - size, 0, 28); scale >= 0; scale--)
        {
            var rounded = Rounded(scale);
            if (BigInteger.Abs(rounded).GetBitLength() <= 96)
            {
                value = Trimmed(rounded, scale);
                return value != 0;
            }
        }

        return false;
    }

    public double ToDouble() => IsZero ? 0 : double.Parse(ToText(20), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The number as JSON text, rounded to a count of significant digits (half to even), without trailing zeros.</summary>
    public string ToText(int significant)
    {
        if (IsZero)
        {
            return "0";
        }

        var scale = significant - Digits();
        var rounded = Rounded(scale);
        while (rounded % 10 == 0)
        {
            rounded /= 10;
            scale--;
        }

        var digits = BigInteger.Abs(rounded).ToString(CultureInfo.InvariantCulture);
        var text = new StringBuilder(rounded.Sign < 0 ? "-" : "");
        var point = digits.Length - scale; // how many digits stand before the decimal point
        return (point switch
        {
            > 34 or < -12 => text.Append(digits[0]).Append(digits.Length > 1 ? "." : "").Append(digits.AsSpan(1)).Append('e').Append(point - 1),
            <= 0 => text.Append("0.").Append('0', -point).Append(digits),
            _ when point >= digits.Length => text.Append(digits).Append('0', point - digits.Length),
            _ => text.Append(digits.AsSpan(0, point)).Append('.').Append(digits.AsSpan(point)),
        }).ToString();
    }

    // How many digits stand before the decimal point; one too many at most.
    private int Digits() =>
        (int)Math.Ceiling((BigInteger.Abs(_numerator).GetBitLength() - _denominator.GetBitLength() + 1) * 0.30102999566398120) + _exponent;

    // The nearest whole number of 10^-scale, half to even.
    private BigInteger Rounded(int scale)
    {
        var shift = _exponent + scale;
        var numerator = shift > 0 ? _numerator * BigInteger.Pow(10, shift) : _numerator;
        var denominator = shift < 0 ? _denominator * BigInteger.Pow(10, -shift) : _denominator;
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        var twice = BigInteger.Abs(rest) * 2;
        return twice > denominator || (twice == denominator && !quotient.IsEven) ? quotient + numerator.Sign : quotient;
    }

    private static decimal Trimmed(BigInteger mantissa, int scale)
    {
        var size = BigInteger.Abs(mantissa);
        var whole = new decimal(
            (int)(uint)(size & uint.MaxValue), (int)(uint)((size >> 32) & uint.MaxValue), (int)(uint)(size >> 64), mantissa.Sign < 0, (byte)scale);
        return WithoutTrailingZeros(whole);
    }

    /// <summary>1.500 → 1.5: a division by one leaves the shortest form.</summary>
    public static decimal WithoutTrailingZeros(decimal value) => value / 1.0000000000000000000000000000m;
}
