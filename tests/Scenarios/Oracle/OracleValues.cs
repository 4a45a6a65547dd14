using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Helhed.Tests.Scenarios.Oracle;

/// <summary>Whether one element fits one value of a search, by https://hl7.org/fhir/R4/search.html and nothing else.</summary>
internal static class OracleValues
{
    private const string Ucum = "http://unitsofmeasure.org";
    private const decimal Endless = 1e15m;
    private const decimal Hair = 1e-9m;
    private static readonly TimeZoneInfo Local = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");
    private static readonly string[] Prefixes = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];

    // What of mass is asked for and stored, in milligrams: other units stand for themselves.
    private static readonly Dictionary<string, decimal> Milligrams = new() { ["mg"] = 1, ["g"] = 1000, ["ug"] = 0.001m };

    public static bool Fits(ValueKind kind, JsonNode element, string modifier, string value) => kind switch
    {
        ValueKind.Token => Token(element, value),
        ValueKind.Text => Text(element, modifier, Unescaped(value)),
        ValueKind.Date => Date(element, value),
        ValueKind.Number when decimal.Parse(element.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) is var number => Number((number, number), value),
        ValueKind.Quantity => Quantity(element, value),
        _ => Reference(element["reference"]?.GetValue<string>(), modifier, value),
    };

    /// <summary>Splits where the character is not escaped.</summary>
    public static List<string> Split(string text, char at)
    {
        var parts = new List<string> { "" };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                parts[^1] += text.Substring(i++, 2);
            }
            else if (text[i] == at)
            {
                parts.Add("");
            }
            else
            {
                parts[^1] += text[i];
            }
        }

        return parts;
    }

    public static string Fold(string text) =>
        string.Join(' ', new string([.. text.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)]).ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A text as it is compared and ordered: without case, accents, punctuation and repeated spaces.</summary>
    public static string Bare(string text) => Fold(new string([.. text.Where(c => !char.IsPunctuation(c))])) is { Length: > 0 } bare ? bare : Fold(text);

    /// <summary>The least and the most that an amount stands for: "less than 5" has no least one, and its most is next to 5.</summary>
    public static (decimal Low, decimal High) Reach(JsonNode quantity)
    {
        var value = decimal.Parse(quantity["value"]!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
        return quantity["comparator"]?.GetValue<string>() switch
        {
            "<" => (-Endless, value - Hair),
            "<=" => (-Endless, value),
            ">=" => (value, Endless),
            ">" => (value + Hair, Endless),
            _ => (value, value),
        };
    }

    /// <summary>First and last millisecond of what is meant by a date, a time or a Period.</summary>
    public static (long Low, long High) Span(JsonNode element) => element is JsonObject period
        ? (period["start"] is { } start ? Span(start.GetValue<string>()).Low : long.MinValue, period["end"] is { } end ? Span(end.GetValue<string>()).High : long.MaxValue)
        : Span(element.GetValue<string>());

    public static (long Low, long High) Span(string text)
    {
        var zoned = text.Length > 10 && (text.EndsWith('Z') || text[^6] is '+' or '-');
        var bare = zoned ? text.EndsWith('Z') ? text[..^1] : text[..^6] : text;
        var (format, next) = bare.Length switch
        {
            4 => ("yyyy", (Func<DateTime, DateTime>)(t => t.AddYears(1))),
            7 => ("yyyy-MM", t => t.AddMonths(1)),
            10 => ("yyyy-MM-dd", t => t.AddDays(1)),
            16 => ("yyyy-MM-ddTHH:mm", t => t.AddMinutes(1)),
            19 => ("yyyy-MM-ddTHH:mm:ss", t => t.AddSeconds(1)),
            _ => ("yyyy-MM-ddTHH:mm:ss.fff", t => t.AddMilliseconds(1)),
        };
        var first = DateTime.ParseExact(bare, format, CultureInfo.InvariantCulture);
        return (Ms(first), Ms(next(first)) - 1);

        long Ms(DateTime time)
        {
            var offset = !zoned ? Local.GetUtcOffset(time) : text.EndsWith('Z') ? TimeSpan.Zero : TimeSpan.Parse(text[^6..].TrimStart('+'), CultureInfo.InvariantCulture);
            return new DateTimeOffset(time, offset).ToUnixTimeMilliseconds();
        }
    }

    public static bool Within(string value, long low, long high)
    {
        var (prefix, text) = Prefix(value);
        var (from, to) = Span(text);
        return prefix switch
        {
            "eq" => low >= from && high <= to,
            "ne" => low < from || high > to,
            "gt" => high > to,
            "lt" => low < from,

            // R4 says "the range above intersects, or is contained": what lies across the search's own range is taken as reaching it.
            "ge" => high >= from,
            "le" => low <= to,
            "sa" => low > to,
            "eb" => high < from,
            _ => throw new ArgumentException(value),
        };
    }

    private static bool Date(JsonNode element, string value)
    {
        var (low, high) = Span(element);
        return Within(value, low, high);
    }

    private static (string Prefix, string Text) Prefix(string value) => Prefixes.FirstOrDefault(p => value.StartsWith(p, StringComparison.Ordinal)) is { } prefix ? (prefix, value[2..]) : ("eq", value);

    private static bool Number((decimal Low, decimal High) number, string value, decimal factor = 1)
    {
        var (prefix, text) = Prefix(value);
        var sought = decimal.Parse(text, CultureInfo.InvariantCulture);
        var half = 0.5m;
        for (var digits = text.Contains('.', StringComparison.Ordinal) ? text.Length - text.IndexOf('.', StringComparison.Ordinal) - 1 : 0; digits > 0; digits--)
        {
            half /= 10;
        }

        var isEqual = number.Low >= (sought - half) * factor && number.High < (sought + half) * factor;
        sought *= factor;
        return prefix switch
        {
            "eq" => isEqual,
            "ne" => !isEqual,
            "gt" => number.High > sought,
            "sa" => number.Low > sought,
            "lt" => number.Low < sought,
            "eb" => number.High < sought,
            "ge" => number.High >= sought,
            "le" => number.Low <= sought,
            _ => number.Low <= sought + (Math.Abs(sought) * 0.1m) && number.High >= sought - (Math.Abs(sought) * 0.1m),
        };
    }

    private static bool Quantity(JsonNode element, string value)
    {
        var parts = Split(value, '|');
        if (element["value"] is null)
        {
            return false;
        }

        var number = Reach(element);
        var (system, code, unit) = (element["system"]?.GetValue<string>(), element["code"]?.GetValue<string>(), element["unit"]?.GetValue<string>());
        if (parts.Count == 1)
        {
            return Number(number, value);
        }

        if (parts[1].Length == 0)
        {
            return (code == parts[2] || unit == parts[2]) && Number(number, parts[0]);
        }

        if (system != parts[1])
        {
            return false;
        }

        return parts[1] == Ucum && code is not null && Milligrams.TryGetValue(code, out var stored) && Milligrams.TryGetValue(parts[2], out var asked)
            ? Number(number, parts[0], asked / stored)
            : code == parts[2] && Number(number, parts[0]);
    }

    private static bool Token(JsonNode element, string value)
    {
        var bar = Split(value, '|');
        return Codings(element).Any(c => bar.Count == 1 ? c.Code == Unescaped(value)
            : (bar[0].Length == 0 ? c.System is null : c.System == Unescaped(bar[0])) && (bar[1].Length == 0 || c.Code == Unescaped(bar[1])));
    }

    private static IEnumerable<(string? System, string? Code)> Codings(JsonNode element) => element switch
    {
        JsonValue value => [(null, value.ToString())],
        JsonObject concept when concept["coding"] is JsonArray codings => codings.SelectMany(c => Codings(c!)),
        _ => [(element["system"]?.GetValue<string>(), element["code"]?.GetValue<string>() ?? element["value"]?.GetValue<string>())],
    };

    private static bool Text(JsonNode element, string modifier, string sought)
    {
        var text = element.GetValue<string>();
        return modifier switch
        {
            "exact" => text == sought,
            "contains" => Spellings(text).Any(t => Spellings(sought).Any(s => t.Contains(s, StringComparison.Ordinal))),
            _ => Beginnings(element, text).Any(t => Spellings(sought).Any(s => t.StartsWith(s, StringComparison.Ordinal))),
        };
    }

    // A hyphen between two words is nothing, or a space.
    private static IEnumerable<string> Spellings(string text) => [Bare(text), Bare(Regex.Replace(text, "(?<=[\\p{L}\\p{N}])[-/](?=[\\p{L}\\p{N}])", " "))];

    // "Parts of a family name are searched independently": https://hl7.org/fhir/R4/datatypes.html#HumanName
    private static IEnumerable<string> Beginnings(JsonNode element, string text)
    {
        var isName = element.Parent is JsonObject && element.GetPropertyName() is "family" or "text" && element.Parent.Parent is JsonArray list && list.GetPropertyName() == "name";
        return !isName ? Spellings(text) : Spellings(text).SelectMany(s => s.Split(' ').Select((_, i) => string.Join(' ', s.Split(' ').Skip(i))));
    }

    private static bool Reference(string? reference, string modifier, string value)
    {
        if (reference is null)
        {
            return false;
        }

        var type = reference[..reference.IndexOf('/', StringComparison.Ordinal)];
        return (modifier.Length == 0 || type == modifier) && (value.Contains('/', StringComparison.Ordinal) ? reference == value : reference == $"{type}/{value}");
    }

    private static string Unescaped(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            text.Append(value[i] == '\\' && i + 1 < value.Length ? value[++i] : value[i]);
        }

        return text.ToString();
    }
}
