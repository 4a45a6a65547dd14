using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Helhed.Fhir.Index;

/// <summary>The implicit precision of numbers: 100 stands for 99.5 up to 100.5. See <see href="https://hl7.org/fhir/R4/search.html#number"/>.</summary>
public static class NumberText
{
    // More digits than any double tells apart: what is longer has no edges of its own.
    private const int MaxDigits = 1000;

    /// <summary>
    /// The span that a searched number stands for: half a unit of its last digit to each side. The edges are worked out in digits and not as
    /// doubles, so that 5.4 begins at the very number that is written 5.35. A number with a positive exponent is taken one digit finer than it
    /// is written, as the table of <see href="https://hl7.org/fhir/R4/search.html#number"/> has it: 1e2 stands for 95 up to 105.
    /// </summary>
    public static (double Low, double High) Range(ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out double value, out _))
        {
            return (0, 0);
        }

        var exponentAt = text.IndexOfAny((byte)'e', (byte)'E');
        var digits = exponentAt < 0 ? text : text[..exponentAt];
        var exponent = exponentAt >= 0 && Utf8Parser.TryParse(text[(exponentAt + 1)..].TrimStart((byte)'+'), out int power, out _) ? power : 0;
        var point = digits.IndexOf((byte)'.');
        var decimals = point < 0 ? 0 : digits.Length - point - 1;
        var written = Encoding.ASCII.GetString(digits).Replace(".", "", StringComparison.Ordinal);
        if (written.Length > MaxDigits || !BigInteger.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return (value, value);
        }

        // Five in the place behind the last digit that counts.
        var finer = exponent > 0 ? 2 : 1;
        var scaled = number * (finer == 2 ? 100 : 10);
        var last = (long)exponent - decimals - finer;
        return (At(scaled - 5, last), At(scaled + 5, last));
    }

    /// <summary>The number itself.</summary>
    public static double Value(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out double value, out _) ? value : 0;

    private static double At(BigInteger digits, long exponent) =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"{digits}e{exponent}"), NumberStyles.Float, CultureInfo.InvariantCulture);
}
