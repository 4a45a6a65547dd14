using System.Text;
using Helhed.Platform;

namespace Helhed.Records.Searching;

/// <summary>Reads what stands in a value: lists, parts, escapes, prefixes. See <see href="https://hl7.org/fhir/R4/search.html#escaping"/>.</summary>
internal static class SearchValues
{
    private static readonly HashSet<string> Prefixes = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];

    /// <summary>Splits at commas that are not escaped; other escapes stay for the next reader. Empty values are left out.</summary>
    public static List<string> List(string value) => Split(value, ',', keepEmpty: false);

    /// <summary>Splits a composite's value.</summary>
    public static List<string> Parts(string value) => Split(value, '$', keepEmpty: true);

    /// <summary>Splits at the first bar that is not escaped: system and code, or null and the code alone.</summary>
    public static (string? System, string Code) Token(string value)
    {
        var bar = IndexOf(value, '|', 0);
        return bar < 0 ? (null, Unescape(value)) : (Unescape(value[..bar]), Unescape(value[(bar + 1)..]));
    }

    /// <summary>Splits at every bar that is not escaped.</summary>
    public static List<string> Bars(string value) => Split(value, '|', keepEmpty: true).ConvertAll(Unescape);

    /// <summary>A text as a value that stands for just that.</summary>
    public static string Escape(string text) => text.AsSpan().IndexOfAny("\\,|$") < 0 ? text : string.Concat(text.Select(c => c is '\\' or ',' or '|' or '$' ? $"\\{c}" : $"{c}"));

    public static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            text.Append(value[i] == '\\' && i + 1 < value.Length ? value[++i] : value[i]);
        }

        return text.ToString();
    }

    /// <summary>The two-letter prefix of an ordered value; <c>eq</c> without one.</summary>
    public static (string Prefix, string Value) Prefix(string value) =>
        value.Length > 2 && Prefixes.Contains(value[..2]) ? (value[..2], value[2..]) : ("eq", value);

    public static string EscapeLike(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    public static SearchRefusedException Bad(string name, string value, string rule) =>
        new(new Problem(ProblemKind.Invalid, $"'{(value.Length > 60 ? value[..60] : value)}' is no value for '{name}'. {rule}", name));

    private static List<string> Split(string value, char at, bool keepEmpty)
    {
        var parts = new List<string>();
        var start = 0;
        while (true)
        {
            var end = IndexOf(value, at, start);
            var part = end < 0 ? value[start..] : value[start..end];
            if (keepEmpty || part.Length > 0)
            {
                parts.Add(part);
            }

            if (end < 0)
            {
                return parts;
            }

            start = end + 1;
        }
    }

    private static int IndexOf(string value, char sought, int start)
    {
        for (var i = start; i < value.Length; i++)
        {
            if (value[i] == '\\')
            {
                i++;
            }
            else if (value[i] == sought)
            {
                return i;
            }
        }

        return -1;
    }
}
