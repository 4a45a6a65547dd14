using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>A product with the dosage it is mostly given in; another dosage of the same product is another Drug.</summary>
internal sealed class Drug
{
    /// <param name="code">ATC code, a space, and the substance.</param>
    /// <param name="strength">Strength and form.</param>
    /// <param name="dosing">Dosage as the medicine card says it.</param>
    /// <param name="indication">What it is for.</param>
    /// <param name="daily">Times a day; below 1 for longer intervals, 0 for when needed.</param>
    internal Drug(string code, string strength, string dosing, string indication, double daily = 1)
    {
        var space = code.IndexOf(' ', StringComparison.Ordinal);
        var name = code[(space + 1)..];
        Name = $"{name} {strength}";
        Plain = name.ToLowerInvariant();
        Dosing = dosing;
        Indication = indication;
        Code = Concept.Of(Systems.Atc, code[..space], Plain) with { Text = Name };
        Dosage = [new Dosage { Text = $"{dosing}, mod {indication}", AsNeededBoolean = daily <= 0 ? true : null, Timing = daily <= 0 ? null : Daily(daily) }];
        Reason = [Concept.Words(indication)];
    }

    internal string Name { get; }

    /// <summary>The name without strength, as notes say it.</summary>
    internal string Plain { get; }

    internal string Dosing { get; }

    internal string Indication { get; }

    internal CodeableConcept Code { get; }

    internal IReadOnlyList<Dosage> Dosage { get; }

    internal IReadOnlyList<CodeableConcept> Reason { get; }

    // Times a day; below 1 it is once in 1/daily days, so that 0.14 is once a week.
    private static Timing Daily(double daily) => new()
    {
        Repeat = daily >= 1
            ? new TimingRepeat { Frequency = (int)daily, Period = 1m, PeriodUnit = "d" }
            : new TimingRepeat { Frequency = 1, Period = decimal.Round((decimal)(1 / daily)), PeriodUnit = "d" },
    };
}
