namespace Helhed.Fhir.Ucum;

/// <summary>A prefix: k, m, u … and its power of ten.</summary>
internal sealed record UnitPrefix(string Code, string Name, Ratio Value);

/// <summary>
/// One unit of the table. Its measure in base units is worked out at the first use, since most of the 300 are never asked for.
/// </summary>
internal sealed class UnitAtom(string code, string name, UnitTraits traits, UnitFormula formula)
{
    private UnitMeasure? _measure;

    public string Code => code;

    public string Name => name;

    public bool IsMetric => traits.HasFlag(UnitTraits.Metric);

    public bool IsSpecial => traits.HasFlag(UnitTraits.Special);

    public bool IsArbitrary => traits.HasFlag(UnitTraits.Arbitrary);

    /// <summary>How a reading on a special unit's scale comes from the measure, or none.</summary>
    public ScaleFunction Function => formula.Function;

    /// <summary>The unit in base units; for a special unit the measure that its function is applied to. A race gives equal answers.</summary>
    public UnitMeasure Measure => _measure ??= Resolve();

    private UnitMeasure Resolve()
    {
        // An arbitrary unit is comparable with nothing but itself (UCUM, section 24): it is a base unit of its own.
        if (traits.HasFlag(UnitTraits.Base) || (IsArbitrary && formula.Unit == "1"))
        {
            return UnitMeasure.OfBase(this);
        }

        var tokens = new UnitParser(formula.Unit).Parse() ?? throw new InvalidDataException($"The table of units defines {code} by '{formula.Unit}', which is no unit.");
        return UnitMeasure.Of(formula.Unit, tokens).Scaled(formula.Value);
    }
}

[Flags]
internal enum UnitTraits
{
    None = 0,
    Metric = 1,
    Special = 2,
    Arbitrary = 4,
    Base = 8,
}

/// <summary>value · unit, under a function for special units.</summary>
internal sealed record UnitFormula(Ratio Value, string Unit, ScaleFunction Function);
