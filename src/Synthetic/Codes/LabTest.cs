using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>A laboratory test with its NPU code, UCUM unit and reference interval by sex. What is constant is built once and shared.</summary>
internal sealed class LabTest
{
    private readonly (double? Low, double? High) _women;
    private readonly (double? Low, double? High) _men;
    private readonly IReadOnlyList<ObservationReferenceRange> _womenRange;
    private readonly IReadOnlyList<ObservationReferenceRange> _menRange;

    /// <param name="code">NPU code, a space, and its Danish text.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="unit">The unit as shown and in UCUM, and the decimals of a value.</param>
    /// <param name="women">Reference interval for women.</param>
    /// <param name="men">For men, when it is another.</param>
    internal LabTest(string code, string name, (string Shown, string Ucum, int Decimals) unit, (double? Low, double? High) women, (double? Low, double? High)? men = null)
    {
        var space = code.IndexOf(' ', StringComparison.Ordinal);
        Name = name;
        Unit = unit.Shown;
        Ucum = unit.Ucum;
        Decimals = unit.Decimals;
        Code = Concept.Of(Systems.Npu, code[..space], code[(space + 1)..]) with { Text = name };
        _women = women;
        _men = men ?? women;
        _womenRange = Range(_women);
        _menRange = Range(_men);
    }

    internal string Name { get; }

    internal string Unit { get; }

    internal string Ucum { get; }

    internal int Decimals { get; }

    internal CodeableConcept Code { get; }

    internal Quantity Quantity(double value) => new() { Value = DanishTime.Exact(value, Decimals), Unit = Unit, System = Systems.Ucum, Code = Ucum };

    internal IReadOnlyList<ObservationReferenceRange> ReferenceRange(Sex sex) => sex == Sex.Female ? _womenRange : _menRange;

    /// <summary>Low or high; nothing for a normal value, which is most of them and would cost 110 bytes each.</summary>
    internal IReadOnlyList<CodeableConcept> Interpret(Sex sex, double value)
    {
        var (low, high) = sex == Sex.Female ? _women : _men;
        return value < low ? Interpretations.Low : value > high ? Interpretations.High : [];
    }

    /// <summary>The value as a note says it, such as "HbA1c 58 mmol/mol".</summary>
    internal string Say(double value) => $"{Name} {DanishTime.Number(value, Decimals)} {Unit}";

    // The value beside it carries the UCUM code; twice more would be 110 bytes on every result.
    private Quantity Limit(double value) => new() { Value = DanishTime.Exact(value, Decimals), Unit = Unit };

    private IReadOnlyList<ObservationReferenceRange> Range((double? Low, double? High) limits) => limits is (null, null) ? [] :
    [
        new ObservationReferenceRange
        {
            Low = limits.Low is { } low ? Limit(low) : null,
            High = limits.High is { } high ? Limit(high) : null,
        },
    ];
}

internal static class Interpretations
{
    internal static readonly IReadOnlyList<CodeableConcept> Low = [Concept.Hl7("v3-ObservationInterpretation", "L")];
    internal static readonly IReadOnlyList<CodeableConcept> High = [Concept.Hl7("v3-ObservationInterpretation", "H")];
}
