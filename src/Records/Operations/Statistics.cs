namespace Helhed.Records.Operations;

/// <summary>
/// What can be calculated over measurements, by the codes of
/// <see href="http://terminology.hl7.org/CodeSystem/observation-statistics"/>. Percentiles interpolate between the two nearest
/// measurements (R-7, as spreadsheets do); deviation and variance are those of a sample (n − 1).
/// </summary>
internal static class Statistics
{
    /// <summary>Codes whose result is in the measurements' unit, in its square, or a bare number.</summary>
    public static IReadOnlyDictionary<string, StatisticKind> Kinds { get; } = new Dictionary<string, StatisticKind>(StringComparer.Ordinal)
    {
        ["average"] = StatisticKind.Amount,
        ["maximum"] = StatisticKind.Amount,
        ["minimum"] = StatisticKind.Amount,
        ["count"] = StatisticKind.Number,
        ["total-count"] = StatisticKind.Number,
        ["median"] = StatisticKind.Amount,
        ["std-dev"] = StatisticKind.Amount,
        ["sum"] = StatisticKind.Amount,
        ["variance"] = StatisticKind.Square,
        ["20-percent"] = StatisticKind.Amount,
        ["80-percent"] = StatisticKind.Amount,
        ["4-lower"] = StatisticKind.Amount,
        ["4-upper"] = StatisticKind.Amount,
        ["4-dev"] = StatisticKind.Amount,
        ["5-1"] = StatisticKind.Amount,
        ["5-2"] = StatisticKind.Amount,
        ["5-3"] = StatisticKind.Amount,
        ["5-4"] = StatisticKind.Amount,
        ["skew"] = StatisticKind.Number,
        ["kurtosis"] = StatisticKind.Number,
    };

    /// <summary>The value; null where there are too few measurements for it.</summary>
    /// <param name="code">One of <see cref="Kinds"/>.</param>
    /// <param name="sorted">The measurements, smallest first.</param>
    /// <param name="total">Observations looked at, with those that had no value.</param>
    public static double? Of(string code, IReadOnlyList<double> sorted, int total) => (code, sorted.Count) switch
    {
        ("count", var n) => n,
        ("total-count", _) => total,
        ("sum", _) => sorted.Sum(),
        (_, 0) => null,
        ("average", _) => sorted.Average(),
        ("maximum", _) => sorted[^1],
        ("minimum", _) => sorted[0],
        ("median", _) => Percentile(sorted, 0.5),
        ("20-percent" or "5-1", _) => Percentile(sorted, 0.2),
        ("80-percent" or "5-4", _) => Percentile(sorted, 0.8),
        ("4-lower", _) => Percentile(sorted, 0.25),
        ("4-upper", _) => Percentile(sorted, 0.75),
        ("4-dev", _) => (Percentile(sorted, 0.75) - Percentile(sorted, 0.25)) / 2,
        ("5-2", _) => Percentile(sorted, 0.4),
        ("5-3", _) => Percentile(sorted, 0.6),
        ("variance", > 1) => Variance(sorted),
        ("std-dev", > 1) => Math.Sqrt(Variance(sorted)),
        ("skew", _) => Moment(sorted, 3),
        ("kurtosis", _) => Moment(sorted, 4),
        _ => null,
    };

    /// <summary>The straight line of least squares; null where there is none (fewer than two times).</summary>
    public static (double Slope, double Intercept)? Regression(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count < 2)
        {
            return null;
        }

        var meanX = points.Average(p => p.X);
        var meanY = points.Average(p => p.Y);
        var spread = points.Sum(p => (p.X - meanX) * (p.X - meanX));
        if (spread <= 0)
        {
            return null;
        }

        var slope = points.Sum(p => (p.X - meanX) * (p.Y - meanY)) / spread;
        return (slope, meanY - (slope * meanX));
    }

    private static double Percentile(IReadOnlyList<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var low = (int)Math.Floor(at);
        return low + 1 >= sorted.Count ? sorted[low] : sorted[low] + ((at - low) * (sorted[low + 1] - sorted[low]));
    }

    private static double Variance(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
    }

    /// <summary>The standardised moment; null where all measurements are equal.</summary>
    private static double? Moment(IReadOnlyList<double> values, int order)
    {
        var mean = values.Average();
        var variance = values.Average(v => (v - mean) * (v - mean));
        return variance > 0 ? values.Average(v => Math.Pow(v - mean, order)) / Math.Pow(variance, order / 2.0) : null;
    }
}

/// <summary>What sort of number a statistic is.</summary>
internal enum StatisticKind
{
    /// <summary>In the unit of the measurements.</summary>
    Amount,

    /// <summary>In the square of that unit.</summary>
    Square,

    /// <summary>Without unit.</summary>
    Number,
}
