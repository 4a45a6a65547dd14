using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Numbers out of observations; those with several parts (blood pressure) give one per part.</summary>
internal static class Measurements
{
    public static IEnumerable<Measurement> Of(StoredResource observation) => Of(ObservationFacts.Of(observation.Json));

    public static IEnumerable<Measurement> Of(ObservationFacts record)
    {
        var day = RecordText.Day(record.Effective ?? record.Issued);
        if (day is null || record.Status is "entered-in-error" or "cancelled")
        {
            yield break;
        }

        if (One(record.Whole, day.Value) is { } single)
        {
            yield return single;
        }

        foreach (var part in record.Parts)
        {
            if (One(part, day.Value) is { } one)
            {
                // "Systolisk" alone says little: "Blodtryk, systolisk".
                yield return record.Whole.Code?.Words is { } whole ? one with { Name = $"{whole}, {one.Name.ToLowerInvariant()}" } : one;
            }
        }
    }

    private static Measurement? One(MeasuredFacts measured, DateOnly day)
    {
        if (measured is not { Quantity: { Value: { } value } quantity, Code: { Words: { } name } code })
        {
            return null;
        }

        var (low, high) = RangeOf(measured.Ranges);
        return new Measurement(code.Code ?? name, name, quantity.Unit, day, value, low, high);
    }

    // The normal range where one is given. Alarm limits of monitoring at home (red, yellow) are no normal range: of these the narrowest
    // counts, so that a value at the red limit is never called normal.
    private static (decimal? Low, decimal? High) RangeOf(IReadOnlyList<RangeFacts> ranges)
    {
        var given = ranges.Where(r => r.Low is not null || r.High is not null).ToList();
        return given.FirstOrDefault(r => r.Meaning is null or { IsNormal: true }) is { } normal
            ? (normal.Low, normal.High)
            : (given.Max(r => r.Low), given.Min(r => r.High));
    }
}
