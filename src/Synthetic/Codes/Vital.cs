using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>A bedside measurement: LOINC first, as DK Core's basic observation demands, with the Danish code beside it.</summary>
internal sealed class Vital
{
    internal Vital(string loinc, string english, (string System, string Code)? danish, string name, (string Shown, string Ucum, int Decimals) unit)
    {
        var codings = new List<Coding> { new() { System = Systems.Loinc, Code = loinc, Display = english } };
        if (danish is { } code)
        {
            codings.Add(new Coding { System = code.System, Code = code.Code });
        }

        Code = new CodeableConcept { Coding = codings, Text = name };
        Name = name;
        Unit = unit.Shown;
        Ucum = unit.Ucum;
        Decimals = unit.Decimals;
    }

    internal CodeableConcept Code { get; }

    internal string Name { get; }

    internal string Unit { get; }

    internal string Ucum { get; }

    internal int Decimals { get; }

    /// <summary>The reference interval.</summary>
    internal (double? Low, double? High) Limits
    {
        init => Range =
        [
            new ObservationReferenceRange
            {
                Low = value.Low is { } low ? Limit(low) : null,
                High = value.High is { } high ? Limit(high) : null,
            },
        ];
    }

    internal IReadOnlyList<ObservationReferenceRange> Range { get; private init; } = [];

    internal Quantity Quantity(double value) => new() { Value = DanishTime.Exact(value, Decimals), Unit = Unit, System = Systems.Ucum, Code = Ucum };

    private Quantity Limit(double value) => new() { Value = DanishTime.Exact(value, Decimals), Unit = Unit };

    internal string Say(double value) => $"{Name.ToLowerInvariant()} {DanishTime.Number(value, Decimals)} {Unit}";
}

internal static class Vitals
{
    internal static readonly Vital Saturation = new("2708-6", "Oxygen saturation in Arterial blood", (Systems.Npu, "NPU03011"), "Iltmætning", ("%", "%", 0)) { Limits = (92, 100) };
    internal static readonly Vital Pulse = new("8867-4", "Heart rate", (Systems.Npu, "NPU21692"), "Puls", ("slag/min", "/min", 0)) { Limits = (50, 100) };
    internal static readonly Vital Respiration = new("9279-1", "Respiratory rate", null, "Respirationsfrekvens", ("/min", "/min", 0)) { Limits = (12, 20) };
    internal static readonly Vital Temperature = new("8310-5", "Body temperature", (Systems.Npu, "NPU08676"), "Temperatur", ("°C", "Cel", 1)) { Limits = (36.0, 38.0) };
    internal static readonly Vital Weight = new("29463-7", "Body weight", (Systems.Npu, "NPU03804"), "Vægt", ("kg", "kg", 1));
    internal static readonly Vital Height = new("8302-2", "Body height", null, "Højde", ("cm", "cm", 0));
    internal static readonly Vital Bmi = new("39156-5", "Body mass index (BMI) [Ratio]", (Systems.Npu, "NPU27281"), "BMI", ("kg/m2", "kg/m2", 1)) { Limits = (18.5, 25) };
    internal static readonly Vital Pressure = new("85354-9", "Blood pressure panel with all children optional", null, "Blodtryk", ("mmHg", "mm[Hg]", 0));
    internal static readonly Vital Systolic = new("8480-6", "Systolic blood pressure", (Systems.Npu, "DNK05472"), "Systolisk", ("mmHg", "mm[Hg]", 0)) { Limits = (90, 140) };
    internal static readonly Vital Diastolic = new("8462-4", "Diastolic blood pressure", (Systems.Npu, "DNK05473"), "Diastolisk", ("mmHg", "mm[Hg]", 0)) { Limits = (50, 90) };
}

/// <summary>Measurements that are not vital signs: lung function, scores, scans.</summary>
internal static class Findings
{
    internal static readonly Vital Fev1 = new("20150-9", "FEV1", null, "FEV1", ("L", "L", 2));
    internal static readonly Vital Fev1Percent = new("20152-5", "FEV1 measured/predicted", null, "FEV1 i % af forventet", ("%", "%", 0)) { Limits = (80, null) };
    internal static readonly Vital Fev1Ratio = new("19926-5", "FEV1/FVC", null, "FEV1/FVC", ("%", "%", 0)) { Limits = (70, null) };
    internal static readonly Vital Depression = new("44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]", null, "PHQ-9", ("point", "{score}", 0)) { Limits = (null, 9) };
    internal static readonly Vital Ejection = new("10230-1", "Left ventricular Ejection fraction", null, "Uddrivningsfraktion (LVEF)", ("%", "%", 0)) { Limits = (50, null) };
    internal static readonly Vital Stroke = new("70182-1", "NIH stroke scale", null, "NIHSS", ("point", "{score}", 0)) { Limits = (null, 0) };
    internal static readonly Vital PeakFlow = new("19935-6", "Maximum expiratory gas flow Respiratory system airway by Peak flow meter", null, "Peak flow", ("L/min", "L/min", 0));
}
