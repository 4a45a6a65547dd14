namespace Helhed.Ui;

/// <summary>A measurement in a trend.</summary>
/// <param name="Day">The day it was taken.</param>
/// <param name="Value">The number, in the unit of the series.</param>
public sealed record TrendPoint(DateOnly Day, decimal Value);

/// <summary>Where a value lies against the reference range.</summary>
public enum RangePosition
{
    /// <summary>There is no range to compare with.</summary>
    Unknown,

    /// <summary>Below the range.</summary>
    Below,

    /// <summary>Inside the range, the bounds included.</summary>
    Inside,

    /// <summary>Above the range.</summary>
    Above,
}

/// <summary>Measurements of one analysis over time, oldest first, with its reference range.</summary>
/// <param name="Name">The analysis: "HbA1c".</param>
/// <param name="Unit">The unit of all values; null when there is none.</param>
/// <param name="Points">The measurements, oldest first.</param>
/// <param name="Low">The lower bound of the reference range, included; null when open.</param>
/// <param name="High">The upper bound of the reference range, included; null when open.</param>
public sealed record Trend(string Name, string? Unit, IReadOnlyList<TrendPoint> Points, decimal? Low, decimal? High)
{
    // A year of measurements is drawn alone when it has this many; the years before would press it flat.
    private const int EnoughForAYear = 12;
    private const int MostDrawn = 60;

    /// <summary>Tells the analysis from others, where that is known: its code, or its name when it has none.</summary>
    public string? Key { get; init; }

    /// <summary>What is worth drawing: the newest year when it has twelve measurements or more, otherwise all; at most the newest sixty.</summary>
    public Trend Recent()
    {
        if (Points.Count == 0)
        {
            return this;
        }

        var year = Points.Where(p => p.Day > Points[^1].Day.AddYears(-1)).ToList();
        var drawn = year.Count >= EnoughForAYear ? year : [.. Points];
        return this with { Points = drawn.Count > MostDrawn ? drawn[^MostDrawn..] : drawn };
    }

    /// <summary>Where a value lies against this range.</summary>
    public RangePosition Position(decimal value) => (Low, High) switch
    {
        (null, null) => RangePosition.Unknown,
        ({ } low, _) when value < low => RangePosition.Below,
        (_, { } high) when value > high => RangePosition.Above,
        _ => RangePosition.Inside,
    };
}
