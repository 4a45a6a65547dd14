using System.Buffers.Text;

namespace Helhed.Fhir.Index;

/// <summary>The implicit precision of numbers: 100 stands for 99.5 up to 100.5. See <see href="https://hl7.org/fhir/R4/search.html#number"/>.</summary>
public static class NumberText
{
    /// <summary>The span that a searched number stands for: half a unit of its last digit to each side.</summary>
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
        var half = 0.5 * Math.Pow(10, exponent - decimals);
        return (value - half, value + half);
    }

    /// <summary>The number itself.</summary>
    public static double Value(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out double value, out _) ? value : 0;
}
