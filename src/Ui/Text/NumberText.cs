using System.Globalization;

namespace Helhed.Ui;

/// <summary>Numbers and units as people read them: "7,40", "12.500", "mmHg".</summary>
public static class NumberText
{
    /// <summary>The number with its digits as they are ("7.40" keeps its zero): decimal comma in Danish, point in English.</summary>
    public static string Of(decimal value, Language language)
    {
        var text = Math.Abs(value).ToString(CultureInfo.InvariantCulture);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? "" : text[(point + 1)..];
        var (thousands, comma) = language == Language.English ? (',', '.') : ('.', ',');
        return (value < 0 ? "-" : "") + Grouped(whole, thousands) + (fraction.Length == 0 ? "" : comma + fraction);
    }

    /// <summary>"7,4 mmol/L"; a percentage and a plain number stand without or with a bare sign: "97 %".</summary>
    public static string Of(decimal value, string? unit, Language language) =>
        Unit(unit, language) is { Length: > 0 } shown ? $"{Of(value, language)} {shown}" : Of(value, language);

    /// <summary>"3,5–4,6", "højst 5,0", "mindst 90" (the bounds belong to the range); null when there is no range.</summary>
    public static string? Range(decimal? low, decimal? high, Language language) => (low, high, language) switch
    {
        ({ } l, { } h, _) => $"{Of(l, language)}–{Of(h, language)}",
        ({ } l, null, Language.English) => $"at least {Of(l, language)}",
        ({ } l, null, _) => $"mindst {Of(l, language)}",
        (null, { } h, Language.English) => $"at most {Of(h, language)}",
        (null, { } h, _) => $"højst {Of(h, language)}",
        _ => null,
    };

    /// <summary>A UCUM code or unit text as people write it: "mm[Hg]" becomes "mmHg", "/min" becomes "pr. min.".</summary>
    public static string Unit(string? unit, Language language) => unit switch
    {
        null or "" or "1" => "",
        "mm[Hg]" => "mmHg",
        "/min" or "{beats}/min" or "1/min" => language == Language.English ? "per min." : "pr. min.",
        "Cel" => "°C",
        "kg/m2" => "kg/m²",
        "10*9/L" or "10^9/L" => language == Language.English ? "billion/L" : "mia./L",
        "10*12/L" or "10^12/L" => language == Language.English ? "trillion/L" : "bill./L",
        "mL/min/{1.73_m2}" or "mL/min/1.73.m2" => "mL/min/1,73 m²",
        "10^-3 IU/L" or "m[IU]/L" => "mIU/L",
        "umol/L" => "µmol/L",
        "ug/L" => "µg/L",
        "[IU]/L" or "U/L" => "U/L",
        _ when unit[0] == '{' => "",
        _ => unit,
    };

    private static string Grouped(string whole, char mark)
    {
        // Four digits read well as they are; five and more do not.
        if (whole.Length < 5)
        {
            return whole;
        }

        var first = whole.Length % 3;
        var groups = first == 0 ? [] : new List<string> { whole[..first] };
        for (var i = first; i < whole.Length; i += 3)
        {
            groups.Add(whole.Substring(i, 3));
        }

        return string.Join(mark, groups);
    }
}
