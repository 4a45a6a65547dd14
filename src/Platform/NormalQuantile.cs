namespace Helhed.Platform;

/// <summary>
/// The normal distribution's quantile by P. J. Acklam's rational approximation (relative error below 1.15e-9).
/// Uses its own logarithm: Math.Log is the platform's and may differ in the last bit, and with it every byte made from a seed.
/// </summary>
internal static class NormalQuantile
{
    private const double TailStart = 0.02425;
    private const double Ln2 = 0.693147180559945309417;

    private static readonly double[] TailTop =
        [-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00];

    private static readonly double[] TailBottom =
        [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1];

    private static readonly double[] MiddleTop =
        [-3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00];

    private static readonly double[] MiddleBottom =
        [-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01, 1];

    internal static double Of(double probability)
    {
        if (probability < TailStart)
        {
            return Tail(probability);
        }

        if (probability > 1 - TailStart)
        {
            return -Tail(1 - probability);
        }

        var q = probability - 0.5;
        var r = q * q;
        return Polynomial(MiddleTop, r) * q / Polynomial(MiddleBottom, r);
    }

    /// <summary>Natural logarithm of a positive normal number, from exact IEEE operations only; error below 1e-14.</summary>
    internal static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln m = 2 artanh((m-1)/(m+1)); |s| < 0.172, so twelve odd terms reach the last bits.
        var s = (mantissa - 1) / (mantissa + 1);
        var square = s * s;
        var sum = 0.0;
        for (var k = 23; k >= 1; k -= 2)
        {
            sum = (sum * square) + (1.0 / k);
        }

        return (exponent * Ln2) + (2 * s * sum);
    }

    private static double Tail(double probability)
    {
        var q = Math.Sqrt(-2 * Log(probability));
        return Polynomial(TailTop, q) / Polynomial(TailBottom, q);
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        var sum = 0.0;
        foreach (var coefficient in coefficients)
        {
            sum = (sum * x) + coefficient;
        }

        return sum;
    }
}
