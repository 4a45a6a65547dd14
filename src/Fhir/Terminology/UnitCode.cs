using System.Text;
using Helhed.Fhir.Ucum;

namespace Helhed.Fhir.Terminology;

/// <summary>A unit of measure by <see href="https://ucum.org/ucum">UCUM</see>.</summary>
internal sealed class UnitCode : CodeGrammar
{
    public override string System => "http://unitsofmeasure.org";

    public override bool IsWhole => true;

    public override string Form => "a unit of UCUM, such as mm[Hg], kg/m2 or 10*9/L";

    public override bool IsValid(ReadOnlySpan<byte> code) => UcumConversion.IsValid(code);

    public override string Complaint(string code) =>
        UcumUnit.TryParse(code, out _, out var error) ? base.Complaint(code) : $"'{code}' is not a unit of UCUM: {error}";

    /// <summary>R4 asks for units by what they measure: <c>canonical = m</c> is every unit of length.</summary>
    public override CodeRule? TryFilter(CodeFilter filter) =>
        filter is { Property: "canonical", Operator: "=" } && UcumUnit.TryParse(filter.Value, out var unit, out _) ? new SameKind(unit!) : null;

    private sealed class SameKind(UcumUnit like) : CodeRule
    {
        public override Verdict Decide(ReadOnlySpan<byte> code) =>
            Kleene.Of(UcumUnit.TryParse(Encoding.UTF8.GetString(code), out var unit, out _) && unit!.IsComparableTo(like));
    }
}
