using System.Text.Json.Nodes;

namespace Helhed.Tests.Scenarios.Oracle;

/// <summary>A naive search: every criterion is asked of every resource, by https://hl7.org/fhir/R4/search.html.</summary>
internal sealed class OracleSearch(OracleStore store)
{
    /// <summary>The resources of a type that all criteria hold of.</summary>
    public IEnumerable<OracleVersion> Find(string type, IEnumerable<(string Name, string Value)> criteria) =>
        store.Live(type).Where(version => criteria.All(c => Holds(version, c.Name, c.Value)));

    /// <summary>What resources refer to by a parameter.</summary>
    public static IEnumerable<(string Type, string Id)> Targets(OracleVersion version, string code) =>
        (OracleParameters.Find(version.Type, code)?.Of(version.Body!) ?? []).Select(r => r["reference"]?.GetValue<string>().Split('/')).Where(r => r is { Length: 2 }).Select(r => (r![0], r[1]));

    private bool Holds(OracleVersion version, string name, string value)
    {
        if (name.StartsWith("_has:", StringComparison.Ordinal))
        {
            var parts = name.Split(':', 4);
            return store.Live(parts[1]).Any(other => Targets(other, parts[2]).Contains((version.Type, version.Id)) && Holds(other, parts[3], value));
        }

        if (name == "_filter")
        {
            return new OracleFilter(value, n => OracleParameters.Find(version.Type, n)!.Kind is ValueKind.Date or ValueKind.Number or ValueKind.Quantity, (n, v) => Holds(version, n, v), (n, v) => Differs(version, n, v)).Holds();
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0)
        {
            var link = name[..dot].Split(':');
            return Targets(version, link[0])
                .Where(t => link.Length == 1 || t.Type == link[1])
                .Select(t => store.Current(t.Type, t.Id))
                .Any(t => t is { Body: not null } && Knows(t.Type, name[(dot + 1)..]) && Holds(t, name[(dot + 1)..], value));
        }

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return One(version, colon < 0 ? name : name[..colon], colon < 0 ? "" : name[(colon + 1)..], value);
    }

    private static bool One(OracleVersion version, string code, string modifier, string value)
    {
        var values = OracleValues.Split(value, ',');
        if (code == "_id")
        {
            return values.Contains(version.Id);
        }

        if (code == "_lastUpdated")
        {
            return values.Any(v => OracleValues.Within(v, version.AtMs, version.AtMs));
        }

        if (OracleParameters.Composite(version.Body!, code) is { } composite)
        {
            var concept = new OracleParameter(ValueKind.Token, "code");
            return values.Select(v => OracleValues.Split(v, '$')).Any(parts => composite.Within.Any(
                w => Any(concept, w, "", [parts[0]]) && Any(composite.Value, w, "", [parts[1]])));
        }

        var parameter = OracleParameters.Find(version.Type, code) ?? throw new ArgumentException($"{version.Type}.{code}");
        return modifier switch
        {
            "missing" => parameter.Of(version.Body!).Any() == (value == "false"),
            "not" => !Any(parameter, version.Body!, "", values),
            _ => Any(parameter, version.Body!, modifier, values),
        };
    }

    // "An item in the set has an unequal value."
    private static bool Differs(OracleVersion version, string code, string value)
    {
        var parameter = OracleParameters.Find(version.Type, code) ?? throw new ArgumentException($"{version.Type}.{code}");
        return parameter.Of(version.Body!).Any(element => !OracleValues.Fits(parameter.Kind, element, "", value));
    }

    private static bool Any(OracleParameter parameter, JsonObject within, string modifier, IReadOnlyList<string> values) =>
        parameter.Of(within).Any(element => values.Any(value => OracleValues.Fits(parameter.Kind, element, modifier, value)));

    // A chain over several types goes to those that have the parameter.
    private static bool Knows(string type, string name)
    {
        var code = name.Split('.', ':')[0];
        return code.StartsWith('_') || OracleParameters.Find(type, code) is not null || OracleParameters.Composite([], code) is not null;
    }
}
