using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Helhed.Fhir.Ucum;

/// <summary>The unit of a product or quotient, kept as it was written where that can be: g over mL is g/mL, m times m is m2, m over m is 1.</summary>
internal static class UnitAlgebra
{
    public static bool TryMultiply(UcumUnit a, UcumUnit b, [NotNullWhen(true)] out string? code) => TryJoin(a, b, 1, out code);

    public static bool TryDivide(UcumUnit a, UcumUnit b, [NotNullWhen(true)] out string? code) => TryJoin(a, b, -1, out code);

    private static bool TryJoin(UcumUnit a, UcumUnit b, int sign, [NotNullWhen(true)] out string? code)
    {
        code = null;
        if (!a.Measure.IsComputable || !b.Measure.IsComputable)
        {
            return false;
        }

        if (a.IsSpecial || b.IsSpecial)
        {
            code = b.Code == "1" ? a.Code : a.Code == "1" && sign > 0 ? b.Code : null;
            return code is not null;
        }

        var terms = new List<(string Symbol, int Power)>();
        code = TryAdd(terms, a, 1) && TryAdd(terms, b, sign) ? Write(terms) : Beside(a.Code, b.Code, sign);
        return UcumUnit.TryParse(code, out _, out _);
    }

    // Symbols with their powers; false when there is more to the text than that.
    private static bool TryAdd(List<(string Symbol, int Power)> terms, UcumUnit unit, int sign)
    {
        var current = sign;
        foreach (var token in unit.Tokens)
        {
            switch (token.Kind)
            {
                case UnitTokenKind.Symbol:
                    Add(terms, token.Prefix?.Code + token.Atom!.Code, current * token.Exponent);
                    break;
                case UnitTokenKind.Times:
                    current = sign;
                    break;
                case UnitTokenKind.Over:
                    current = -sign;
                    break;
                case UnitTokenKind.Factor when unit.Code.AsSpan(token.Start, token.Length) is "1":
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static void Add(List<(string Symbol, int Power)> terms, string symbol, int power)
    {
        var known = terms.FindIndex(t => t.Symbol == symbol);
        if (known < 0)
        {
            terms.Add((symbol, power));
        }
        else
        {
            terms[known] = (symbol, terms[known].Power + power);
        }
    }

    private static string Write(List<(string Symbol, int Power)> terms)
    {
        var text = new StringBuilder();
        foreach (var (symbol, power) in terms.Where(t => t.Power > 0))
        {
            Append(text.Append(text.Length > 0 ? "." : ""), symbol, power);
        }

        foreach (var (symbol, power) in terms.Where(t => t.Power < 0))
        {
            Append(text.Append('/'), symbol, -power);
        }

        return text.Length == 0 ? "1" : text[0] == '/' ? "1" + text : text.ToString();
    }

    private static void Append(StringBuilder text, string symbol, int power)
    {
        text.Append(symbol);
        if (power != 1)
        {
            text.Append(power.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Beside(string a, string b, int sign)
    {
        if (b.StartsWith('/'))
        {
            b = "1" + b; // only a whole text may begin with its operator
        }

        return a + (sign > 0 ? "." : "/") + (b.AsSpan().IndexOfAny('.', '/') < 0 ? b : $"({b})");
    }
}
