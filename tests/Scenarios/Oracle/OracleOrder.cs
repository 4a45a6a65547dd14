using System.Globalization;
using System.Text.Json.Nodes;

namespace Helhed.Tests.Scenarios.Oracle;

/// <summary>The order of <c>_sort</c>: the least value ascending, the greatest descending; what has no value comes last both ways, which R4 leaves to the server.</summary>
internal sealed class OracleOrder(IReadOnlyList<(string Code, bool Descending)> keys) : IComparer<OracleVersion>
{
    public int Compare(OracleVersion? x, OracleVersion? y)
    {
        foreach (var (code, descending) in keys)
        {
            var (a, b) = (Key(x!, code, descending), Key(y!, code, descending));
            var compared = a is null || b is null ? (a is null).CompareTo(b is null) : Compare(a, b) * (descending ? -1 : 1);
            if (compared != 0)
            {
                return compared;
            }
        }

        return 0;
    }

    private static int Compare(IComparable a, IComparable b) => a is string text ? string.CompareOrdinal(text, (string)b) : a.CompareTo(b);

    private static IComparable? Key(OracleVersion version, string code, bool descending)
    {
        if (code is "_id" or "_lastUpdated")
        {
            return code == "_id" ? version.Id : version.AtMs;
        }

        var parameter = OracleParameters.Find(version.Type, code)!;
        var values = parameter.Of(version.Body!).SelectMany(e => Values(parameter.Kind, e)).Order(Comparer<IComparable>.Create(Compare)).ToList();
        return values.Count == 0 ? null : descending ? values[^1] : values[0];
    }

    private static IEnumerable<IComparable> Values(ValueKind kind, JsonNode element) => kind switch
    {
        ValueKind.Token when element is JsonObject concept => (concept["coding"] as JsonArray ?? []).Select(c => c!["code"]!.GetValue<string>()),
        ValueKind.Token => [element.ToString()],
        ValueKind.Text => [OracleValues.Bare(element.GetValue<string>())],
        ValueKind.Date => [OracleValues.Span(element).Low],
        ValueKind.Number => [decimal.Parse(element.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)],
        _ => element["value"] is not null ? [OracleValues.Reach(element).Low] : [],
    };
}
