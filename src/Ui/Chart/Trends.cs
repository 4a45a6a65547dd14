namespace Helhed.Ui;

/// <summary>One number with what is needed to place it in a series.</summary>
/// <param name="Key">What is measured, as a code; series never mix keys.</param>
/// <param name="Name">What is measured, in words.</param>
/// <param name="Unit">Unit text or UCUM code.</param>
/// <param name="Day">The day it was taken, in Denmark.</param>
/// <param name="Value">The number.</param>
/// <param name="Low">Lower bound of the reference range given with it.</param>
/// <param name="High">Upper bound of the reference range given with it.</param>
public sealed record Measurement(string Key, string Name, string? Unit, DateOnly Day, decimal Value, decimal? Low, decimal? High);

/// <summary>Gathers measurements into series.</summary>
public static class Trends
{
    /// <summary>
    /// One trend per key and unit, the one measured last first; points oldest first. The newest measurement's
    /// reference range is drawn, since laboratories change ranges over the years.
    /// </summary>
    public static IReadOnlyList<Trend> Group(IEnumerable<Measurement> measurements) =>
        measurements
            .GroupBy(m => (m.Key, m.Unit))
            .Select(g =>
            {
                var ordered = g.OrderBy(m => m.Day).ToList();
                var newest = ordered[^1];
                return new Trend(newest.Name, newest.Unit, ordered.ConvertAll(m => new TrendPoint(m.Day, m.Value)), newest.Low, newest.High) { Key = newest.Key };
            })
            .OrderByDescending(t => t.Points[^1].Day)
            .ThenBy(t => t.Name, StringComparer.Ordinal)
            .ToList();
}
