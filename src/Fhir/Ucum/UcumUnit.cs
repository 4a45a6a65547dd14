using System.Diagnostics.CodeAnalysis;

namespace Helhed.Fhir.Ucum;

/// <summary>
/// A unit of measure by its case-sensitive UCUM code, such as <c>mmol/L</c> or <c>mm[Hg]</c>: parsed once, immutable, and kept in a bounded
/// cache. See <see href="https://ucum.org/ucum">the specification</see>; the table of units is version 1.9.
/// </summary>
public sealed class UcumUnit
{
    private readonly UnitToken[] _tokens;
    private UnitMeasure? _measure;
    private string? _displayName;

    private UcumUnit(string code, UnitToken[] tokens)
    {
        Code = code;
        _tokens = tokens;
    }

    /// <summary>The code as it was written.</summary>
    public string Code { get; }

    /// <summary>The code in words: <c>(millimole) / (liter)</c>.</summary>
    public string DisplayName => _displayName ??= UnitWords.Of(Code, _tokens);

    /// <summary>Whether a value is a reading on a scale that is no ratio: Cel, [pH], dB … Such a unit takes no part in products.</summary>
    public bool IsSpecial => Measure.Scale is not null;

    /// <summary>Whether the unit contains one that is defined by a procedure ([iU], [arb'U] …) and is comparable only with itself.</summary>
    public bool IsArbitrary => Measure.IsArbitrary;

    /// <summary>
    /// The same kind of quantity in base units, which stand in ordinal order: <c>g.m-1.s-2</c> for <c>mm[Hg]</c>, <c>K</c> for <c>Cel</c>, <c>1</c> for a number.
    /// Two units with the same canonical code are comparable.
    /// </summary>
    public string CanonicalCode => Measure.CanonicalCode;

    internal UnitMeasure Measure => _measure ??= UnitMeasure.Of(Code, _tokens);

    internal ReadOnlySpan<UnitToken> Tokens => _tokens;

    /// <summary>
    /// Reads a code. An <paramref name="error"/> names the character (counted from 1), what is wrong there and what would be right.
    /// A text that was read before costs a look-up and allocates nothing.
    /// </summary>
    public static bool TryParse(string code, [NotNullWhen(true)] out UcumUnit? unit, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(code);
        return UnitCache.TryGet(code, out unit, out error);
    }

    /// <inheritdoc cref="TryParse(string, out UcumUnit, out string)"/>
    public static bool TryParse(ReadOnlySpan<char> code, [NotNullWhen(true)] out UcumUnit? unit, [NotNullWhen(false)] out string? error) =>
        UnitCache.TryGet(code, out unit, out error);

    /// <summary>
    /// Whether a value in this unit can be told in the other: mg and [lb_av], Cel and [degF]. A special unit within a product, such as
    /// Cel/min, is valid as text but has no defined value: it is comparable only with itself.
    /// </summary>
    public bool IsComparableTo(UcumUnit other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Code == other.Code || Measure.IsComparableTo(other.Measure);
    }

    /// <summary>The code.</summary>
    public override string ToString() => Code;

    internal static UcumUnit? Read(ReadOnlySpan<char> code, out string? error)
    {
        var parser = new UnitParser(code);
        var tokens = parser.Parse();
        error = parser.Error;
        return tokens is null ? null : new UcumUnit(code.ToString(), tokens);
    }
}
