namespace Helhed.Fhir.Ucum;

/// <summary>What to write instead of what is no unit: common slips, wrong case, and forgotten brackets.</summary>
internal static class UnitCure
{
    // Words met in real messages whose unit cannot be found by their letters alone.
    private static readonly Dictionary<string, string> Slips = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sec"] = "s", ["secs"] = "s", ["second"] = "s", ["mins"] = "min", ["minute"] = "min", ["hr"] = "h", ["hrs"] = "h", ["hour"] = "h",
        ["day"] = "d", ["days"] = "d", ["wks"] = "wk", ["week"] = "wk", ["month"] = "mo", ["yr"] = "a", ["yrs"] = "a", ["year"] = "a",
        ["mcg"] = "ug", ["gm"] = "g", ["gram"] = "g", ["cc"] = "mL", ["lt"] = "L", ["ltr"] = "L", ["lb"] = "[lb_av]", ["lbs"] = "[lb_av]",
        ["oz"] = "[oz_av]", ["ft"] = "[ft_i]", ["in"] = "[in_i]", ["inch"] = "[in_i]", ["mi"] = "[mi_i]", ["mmHg"] = "mm[Hg]",
        ["cmH"] = "cm[H2O]", ["degC"] = "Cel", ["celsius"] = "Cel", ["degF"] = "[degF]", ["bpm"] = "/min", ["IE"] = "[iU]", ["FNU"] = "{FNU}",
        ["percent"] = "%", ["pct"] = "%", ["ppm"] = "[ppm]", ["ppb"] = "[ppb]", ["dpt"] = "[diop]", ["drop"] = "[drp]", ["mEq"] = "meq",
    };

    public static string ForSymbol(ReadOnlySpan<char> symbol)
    {
        if (symbol.Length > 40)
        {
            return "put words into an annotation, as in {words}";
        }

        var text = symbol.ToString();
        if (Slips.TryGetValue(text, out var right) || Near(text, out right))
        {
            return $"write {right}";
        }

        if (text.Contains('*', StringComparison.Ordinal))
        {
            return "multiply with '.', as in kg.m";
        }

        return text.Contains('^', StringComparison.Ordinal)
            ? "write an exponent right after the unit, as in m2"
            : $"use a unit of https://ucum.org/ucum, or put words into an annotation, as in {{{text.Trim('[', ']')}}}";
    }

    public static string ForCharacter(char c) => c switch
    {
        '\u00b5' or '\u03bc' => "write u for micro, as in ug",
        '\u00b0' or '\u00ba' => "write Cel for degrees Celsius, deg for an angle",
        '\u00b2' => "write the exponent as the digit 2",
        '\u00b3' => "write the exponent as the digit 3",
        '*' or '\u00d7' or '\u00b7' or '\u22c5' => "multiply with '.', as in kg.m",
        '^' => "write an exponent right after the unit, as in m2",
        '+' or '-' => "a sign stands only before an exponent, as in s-1",
        ']' => "leave it out or open it with '['",
        '}' => "leave it out or open it with '{'",
        ',' => "units have no decimals: multiply with '.'",
        <= ' ' => "leave it out: units are written without blanks",
        _ => "units are written with the characters ! to ~ of ASCII",
    };

    // The same letters in another case, or between brackets, alone or after a prefix.
    private static bool Near(string text, out string right)
    {
        var table = UnitTable.Default;
        right = "";
        foreach (var candidate in (string[])[text, $"[{text}]", text.Trim('[', ']')])
        {
            if (table.TryFind(candidate, out _, out _) || Cased(candidate, out right))
            {
                right = right.Length > 0 ? right : candidate;
                return true;
            }
        }

        return false;
    }

    private static bool Cased(string text, out string right)
    {
        var table = UnitTable.Default;
        right = table.Atoms.FirstOrDefault(a => a.Code.Equals(text, StringComparison.OrdinalIgnoreCase))?.Code ?? "";
        if (right.Length > 0)
        {
            return true;
        }

        // MMOL is rather a millimole than a megamole, and EA no exaampere.
        foreach (var prefix in table.Prefixes.Where(p => p.Code is "k" or "d" or "c" or "m" or "u" or "n" or "p" or "f" && text.StartsWith(p.Code, StringComparison.OrdinalIgnoreCase)))
        {
            var rest = text[prefix.Code.Length..];
            if (table.Atoms.FirstOrDefault(a => a.IsMetric && a.Code.Equals(rest, StringComparison.OrdinalIgnoreCase)) is { } atom)
            {
                right = prefix.Code + atom.Code;
                return true;
            }
        }

        return false;
    }
}
