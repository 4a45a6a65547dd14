using Helhed.Fhir.R4;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Numbers out of observations; those with several parts (blood pressure) give one per part.</summary>
internal static class Measurements
{
    public static IEnumerable<Measurement> Of(Observation record)
    {
        var day = RecordText.Day(record.EffectiveDateTime ?? record.EffectivePeriod?.Start ?? record.EffectiveInstant ?? record.Issued);
        if (day is null || record.Status is "entered-in-error" or "cancelled")
        {
            yield break;
        }

        if (One(record.Code, record.ValueQuantity, record.ReferenceRange, day.Value) is { } single)
        {
            yield return single;
        }

        foreach (var part in record.Component)
        {
            if (One(part.Code, part.ValueQuantity, part.ReferenceRange, day.Value) is { } one)
            {
                // "Systolisk" alone says little: "Blodtryk, systolisk".
                yield return record.Code.Words() is { } whole ? one with { Name = $"{whole}, {one.Name.ToLowerInvariant()}" } : one;
            }
        }
    }

    private static Measurement? One(CodeableConcept? code, Quantity? quantity, IReadOnlyList<ObservationReferenceRange> ranges, DateOnly day)
    {
        if (quantity?.Value is not { } value || code.Words() is not { } name)
        {
            return null;
        }

        var (low, high) = RangeOf(ranges);
        return new Measurement(
            code?.Coding is [{ Code: { } known }, ..] ? known : name, name, quantity.Unit ?? quantity.Code, day, value.Value,
            low, high);
    }

    // The normal range where one is given. Alarm limits of monitoring at home (red, yellow) are no normal range: of these the narrowest
    // counts, so that a value at the red limit is never called normal.
    private static (decimal? Low, decimal? High) RangeOf(IReadOnlyList<ObservationReferenceRange> ranges)
    {
        var given = ranges.Where(r => r.Low is not null || r.High is not null).ToList();
        return given.FirstOrDefault(r => r.Type is null || r.Type.Coding.Any(c => c.Code == "normal")) is { } normal
            ? (normal.Low?.Value?.Value, normal.High?.Value?.Value)
            : (given.Max(r => r.Low?.Value?.Value), given.Min(r => r.High?.Value?.Value));
    }
}
