using System.Globalization;

namespace Helhed.Fhir.Patching;

/// <summary>Compares JSON numbers by value, whatever their length: 1e2, 100 and 100.00 are the same.</summary>
internal static class JsonNumber
{
    public static bool Equal(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceEqual(b) || Normal(a) == Normal(b);

    // Sign, significant digits without zeros at either end, and the exponent of the last of them.
    private static (bool Negative, string Digits, long Exponent) Normal(ReadOnlySpan<byte> number)
    {
        var text = System.Text.Encoding.ASCII.GetString(number);
        var e = text.IndexOfAny(['e', 'E']);
        var mantissa = e < 0 ? text : text[..e];
        var negative = mantissa.StartsWith('-');
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.TrimStart('-').Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        var trimmed = digits.TrimEnd('0');
        if (trimmed.Length == 0)
        {
            return (false, "", 0);
        }

        // An exponent beyond long is kept apart from all others by its text.
        if (!long.TryParse(e < 0 ? "0" : text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) || Math.Abs(exponent) > long.MaxValue / 2)
        {
            return (negative, text, 0);
        }

        return (negative, trimmed, exponent - (point < 0 ? 0 : mantissa.Length - point - 1) + (digits.Length - trimmed.Length));
    }
}
