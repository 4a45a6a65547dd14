using System.Globalization;

namespace Helhed.Records.Terminology;

/// <summary>A canonical address with its version: <see href="https://hl7.org/fhir/R4/references.html#canonical">canonical</see>.</summary>
internal static class CanonicalUrl
{
    public static (string Url, string? Version) Split(string canonical)
    {
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? (canonical, null) : (canonical[..bar], bar == canonical.Length - 1 ? null : canonical[(bar + 1)..]);
    }

    public static string Join(string url, string? version) => string.IsNullOrEmpty(version) ? url : $"{url}|{version}";

    /// <summary>A version is found by itself or by the beginning of it: 4.0 finds 4.0.1.</summary>
    public static bool Answers(string? version, string? asked) =>
        asked is null || version == asked || (version is not null && version.Length > asked.Length && version[asked.Length] == '.' && version.StartsWith(asked, StringComparison.Ordinal));

    /// <summary>Order of versions, part by part, numbers as numbers; no version comes first.</summary>
    public static int Compare(string? a, string? b)
    {
        if (string.IsNullOrEmpty(a) || string.IsNullOrEmpty(b))
        {
            return (string.IsNullOrEmpty(a) ? 0 : 1) - (string.IsNullOrEmpty(b) ? 0 : 1);
        }

        var (x, y) = (a.Split('.', '-', '/'), b.Split('.', '-', '/'));
        for (var i = 0; i < Math.Min(x.Length, y.Length); i++)
        {
            var order = long.TryParse(x[i], NumberStyles.None, CultureInfo.InvariantCulture, out var m) && long.TryParse(y[i], NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                ? m.CompareTo(n)
                : string.CompareOrdinal(x[i], y[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return x.Length - y.Length;
    }
}
