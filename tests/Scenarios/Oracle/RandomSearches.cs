using System.Globalization;

namespace Helhed.Tests.Scenarios.Oracle;

/// <summary>A search as a client asks it, and what it says of order, pages and company.</summary>
internal sealed record RandomSearch(string Type, IReadOnlyList<(string Name, string Value)> Criteria)
{
    public IReadOnlyList<(string Code, bool Descending)> Sort { get; init; } = [];

    public int? Count { get; init; }

    public string? Total { get; init; }

    /// <summary>References to follow: from the matches (true) or to them (false).</summary>
    public IReadOnlyList<(bool Forward, string Source, string Code, string? Target)> Includes { get; init; } = [];

    public bool IsPosted { get; init; }

    /// <summary>The query part.</summary>
    public string Query => string.Join('&', Criteria.Select(c => (c.Name, c.Value))
        .Concat(Sort.Count == 0 ? [] : [("_sort", string.Join(',', Sort.Select(s => (s.Descending ? "-" : "") + s.Code)))])
        .Concat(Count is { } count ? [("_count", count.ToString(CultureInfo.InvariantCulture))] : [])
        .Concat(Total is null ? [] : [("_total", Total)])
        .Concat(Includes.Select(i => (i.Forward ? "_include" : "_revinclude", i.Code == "*" ? "*" : $"{i.Source}:{i.Code}{(i.Target is null ? "" : $":{i.Target}")}")))
        .Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}"));

    public override string ToString() => $"{(IsPosted ? "POST " : "")}{Type}?{Uri.UnescapeDataString(Query)}";
}

/// <summary>Makes random searches over what <see cref="RandomResources"/> makes.</summary>
internal sealed class RandomSearches(Random random, RandomResources make, OracleStore store)
{
    private static readonly string[] Ordered = ["", "", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"];
    private static readonly string[] Compared = ["eq", "ne", "gt", "lt", "ge", "le"];
    private static readonly string[] SoughtTimes =
    [
        "2026", "2025", "2026-01", "2026-02", "2026-01-31", "2026-02-01", "2026-01-31T10:00Z", "2026-01-31T10:00:00Z", "2026-01-31T11:00:00+01:00", "2026-01-31T10:00:00.500Z",
        "2026-01-31T10:00", "2026-02-01T00:30", "2026-07-01", "2026-06-30T22:30:00Z", "2026-01-01",
    ];

    private static readonly string[] SoughtNumbers = ["1", "5.4", "5.40", "54", "100", "99.5", "0.5", "0.50", "0.1", "-3", "1000", "0.25"];
    private static readonly Dictionary<string, string[]> Parameters = new()
    {
        ["Patient"] = ["active", "gender", "identifier", "birthdate", "family", "given", "name", "address-city", "address", "organization"],
        ["Organization"] = ["name", "identifier", "partof"],
        ["Encounter"] = ["status", "class", "type", "subject", "patient", "part-of", "date"],
        ["Observation"] =
        [
            "status", "code", "category", "subject", "patient", "encounter", "has-member", "date", "value-quantity", "value-concept", "value-string", "component-code", "component-value-quantity",
            "combo-code", "combo-value-quantity", "code-value-quantity", "code-value-concept", "component-code-value-quantity", "combo-code-value-quantity",
        ],
        ["Condition"] = ["clinical-status", "code", "subject", "patient", "encounter", "onset-date", "recorded-date"],
        ["RiskAssessment"] = ["probability", "subject", "patient", "date", "encounter"],
    };

    private static readonly Dictionary<string, string[]> Sortable = new()
    {
        ["Patient"] = ["birthdate", "family", "given", "name", "gender", "address-city"],
        ["Organization"] = ["name"],
        ["Encounter"] = ["date", "status"],
        ["Observation"] = ["date", "status", "value-quantity", "code", "value-string"],
        ["Condition"] = ["onset-date", "recorded-date", "code"],
        ["RiskAssessment"] = ["probability", "date"],
    };

    // Who refers to whom: source, parameter, target.
    public static readonly (string Source, string Code, string Target)[] Links =
    [
        ("Patient", "organization", "Organization"), ("Organization", "partof", "Organization"), ("Encounter", "subject", "Patient"), ("Encounter", "patient", "Patient"), ("Encounter", "part-of", "Encounter"),
        ("Observation", "subject", "Patient"), ("Observation", "patient", "Patient"), ("Observation", "encounter", "Encounter"), ("Observation", "has-member", "Observation"),
        ("Condition", "patient", "Patient"), ("Condition", "subject", "Patient"), ("RiskAssessment", "patient", "Patient"), ("Condition", "encounter", "Encounter"), ("RiskAssessment", "subject", "Patient"), ("RiskAssessment", "encounter", "Encounter"),
    ];

    public RandomSearch Next()
    {
        var type = make.Pick(RandomResources.Types);
        var criteria = Enumerable.Range(0, make.Pick(0, 1, 1, 1, 2, 2, 3)).Select(_ => Criterion(type, 0)).ToList();
        return new RandomSearch(type, criteria)
        {
            Sort = make.Chance(40) ? [.. Sort(type).DistinctBy(s => s.Code)] : [],
            Count = make.Chance(40) ? make.Pick(1, 2, 3, 5, 50) : null,
            Total = make.Chance(40) ? "accurate" : null,
            Includes = make.Chance(25) ? [Include(type)] : [],
            IsPosted = make.Chance(15),
        };
    }

    /// <summary>A criterion of a conditional change.</summary>
    public (string Name, string Value) Condition(string type) => Plain(type, make.Pick(Parameters[type]));

    private IEnumerable<(string Code, bool Descending)> Sort(string type) =>
        Enumerable.Range(0, make.Pick(1, 1, 2)).Select(_ => (make.Chance(25) ? make.Pick("_id", "_lastUpdated") : make.Pick(Sortable[type]), make.Chance(50)));

    private (bool Forward, string Source, string Code, string? Target) Include(string type)
    {
        var forward = make.Chance(50);
        var links = Links.Where(l => forward ? l.Source == type : l.Target == type).ToList();
        if (links.Count == 0)
        {
            (forward, links) = (!forward, [.. Links.Where(l => !forward ? l.Source == type : l.Target == type)]);
        }

        if (!forward && make.Chance(20))
        {
            return (false, "", "*", null);
        }

        var link = make.Pick(links);
        return (forward, link.Source, link.Code, forward && make.Chance(30) ? link.Target : null);
    }

    private (string Name, string Value) Criterion(string type, int depth)
    {
        var to = Links.Where(l => l.Target == type).ToList();
        var from = Links.Where(l => l.Source == type).ToList();
        switch (depth > 1 ? 99 : random.Next(10))
        {
            case 0 or 1 when from.Count > 0:
                var link = make.Pick(from);
                var inner = Criterion(link.Target, depth + 1);

                // Without its type a chain goes to every type that has the parameter; _id has every type, so there it is said.
                return ($"{link.Code}{(make.Chance(50) || inner.Name.StartsWith('_') ? $":{link.Target}" : "")}.{inner.Name}", inner.Value);
            case 2 or 3 when to.Count > 0:
                var back = make.Pick(to);
                var has = Criterion(back.Source, depth + 1);
                return ($"_has:{back.Source}:{back.Code}:{has.Name}", has.Value);
            case 4 when depth == 0 && make.Chance(50):
                return ("_filter", Filter(type, 0));
            case 4:
                return Common(type);
            default:
                return Own(type);
        }
    }

    private string Filter(string type, int depth) =>
        Enumerable.Range(0, make.Pick(0, 1, 1, 2)).Aggregate(Term(type, depth), (text, _) => text + make.Pick(" and ", " or ") + Term(type, depth));

    private string Term(string type, int depth) =>
        depth < 2 && make.Chance(20) ? $"not ({Filter(type, depth + 1)})"
        : depth < 2 && make.Chance(20) ? $"({Filter(type, depth + 1)})"
        : Comparison(type);

    private string Comparison(string type)
    {
        var code = make.Pick([.. Parameters[type].Where(c => OracleParameters.Find(type, c) is not null)]);
        if (make.Chance(12))
        {
            return $"{code} pr {make.Pick("true", "false")}";
        }

        return OracleParameters.Find(type, code)!.Kind switch
        {
            ValueKind.Token when code is "active" or "gender" or "status" => $"{code} {make.Pick("eq", "ne")} {TokenOf(type, code)}",
            ValueKind.Token => $"{code} eq {TokenOf(type, code)}",
            ValueKind.Text => $"{code} {make.Pick("sw", "co")} \"{Plainly(TextOf(code))}\"",
            ValueKind.Date => $"{code} {make.Pick(Compared)} {(code == "birthdate" ? make.Pick(RandomResources.Days) : make.Pick(SoughtTimes))}",
            ValueKind.Reference => $"{code} re {Links.First(l => l.Source == type && l.Code == code).Target}/{make.Id(Links.First(l => l.Source == type && l.Code == code).Target)}",
            _ => $"{code} {make.Pick(Compared)} {make.Pick(SoughtNumbers)}",
        };
    }

    private static string Plainly(string text) => text.Contains('\\', StringComparison.Ordinal) || text.Contains('"', StringComparison.Ordinal) ? "a" : text;

    private (string Name, string Value) Common(string type) => random.Next(3) switch
    {
        0 => ("_id", string.Join(',', Enumerable.Range(0, 3).Select(_ => make.Id(type)))),
        1 when store.Log.Count > 0 => ("_lastUpdated", make.Pick(Ordered) + DateTimeOffset.FromUnixTimeMilliseconds(make.Pick(store.Log).AtMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        _ => ("_tag", Several(() => Token("t1", "t2"))),
    };

    private (string Name, string Value) Own(string type)
    {
        var code = make.Pick(Parameters[type]);
        var kind = OracleParameters.Find(type, code)?.Kind;

        // An identifier and a composite are not asked for by :missing and :not here as often as the others: they have other rules.
        if (kind is not null && make.Chance(12))
        {
            return ($"{code}:missing", make.Pick("true", "false"));
        }

        var (name, value) = Plain(type, code);
        return kind switch
        {
            ValueKind.Token when make.Chance(20) => ($"{name}:not", value),
            ValueKind.Text when make.Chance(50) => ($"{name}:{make.Pick("exact", "contains")}", value),
            ValueKind.Reference when code is not ("patient" or "organization") && !value.Contains('/', StringComparison.Ordinal) && make.Chance(50) => ($"{name}:{Links.First(l => l.Source == type && l.Code == code).Target}", value),
            _ => (name, value),
        };
    }

    private (string Name, string Value) Plain(string type, string code) => (code, OracleParameters.Find(type, code)?.Kind switch
    {
        ValueKind.Token => Several(() => TokenOf(type, code)),
        ValueKind.Text => Several(() => TextOf(code)),
        ValueKind.Date => Several(() => make.Pick(Ordered) + (code == "birthdate" ? make.Pick(RandomResources.Days) : make.Pick(SoughtTimes))),
        ValueKind.Number => Several(Number),
        ValueKind.Quantity => Several(Quantity),
        ValueKind.Reference => Several(() => ReferenceOf(type, code)),
        _ => Several(() => Composite(code)),
    });

    private string Several(Func<string> one) => make.Chance(70) ? one() : $"{one()},{one()}";

    private string Token(params string[] codes) => make.Pick("", "", "urn:a|", "urn:b|", "|") + make.Pick(codes);

    private string TokenOf(string type, string code) => (type, code) switch
    {
        (_, "active") => make.Pick("true", "false"),
        (_, "gender") => make.Pick(RandomResources.Genders),
        ("Encounter", "status") => make.Pick(RandomResources.EncounterStatus),
        (_, "status") => make.Pick(RandomResources.ObservationStatus),
        (_, "clinical-status") => make.Pick("active", "http://terminology.hl7.org/CodeSystem/condition-clinical|resolved", "inactive"),
        (_, "class") => Token("AMB", "IMP"),
        (_, "component-code") => Token(RandomResources.PartCodes),
        _ when make.Chance(12) => make.Pick("urn:a|", "urn:b|"),
        _ => Token([.. RandomResources.Codes, .. code == "combo-code" ? RandomResources.PartCodes : []]),
    };

    private string TextOf(string code)
    {
        var text = code switch
        {
            "family" or "name" when make.Chance(60) => make.Pick(RandomResources.Families),
            "name" => make.Pick([.. RandomResources.Names, .. RandomResources.Givens]),
            "address-city" or "address" => make.Pick(RandomResources.Cities),
            _ => make.Pick(RandomResources.Givens),
        };
        text = text[..Math.Max(1, make.Chance(50) ? text.Length : random.Next(text.Length))].TrimEnd();
        text = make.Chance(20) ? text.Replace("-", make.Pick("", " ", "/"), StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Trim().PadLeft(1, 'B') : text;
        return (make.Chance(30) ? text.ToUpperInvariant() : text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
    }

    private string Number() => make.Chance(10) ? make.Pick("ap0.5", "ap100", "ap54") : make.Pick(Ordered) + make.Pick(SoughtNumbers);

    private string Quantity() => Number() + make.Pick("", "", "|http://unitsofmeasure.org|mg", "|http://unitsofmeasure.org|g", "|http://unitsofmeasure.org|%", "||milligram", "||mg", "||tablet");

    private string ReferenceOf(string type, string code)
    {
        var target = Links.First(l => l.Source == type && l.Code == code).Target;
        var id = make.Id(target);
        return make.Pick(id, $"{target}/{id}", $"{target}/{id}", code == "subject" ? $"Group/{id}" : id);
    }

    private string Composite(string code)
    {
        var concept = code switch
        {
            "component-code-value-quantity" => Token(RandomResources.PartCodes),
            "combo-code-value-quantity" => Token([.. RandomResources.Codes, .. RandomResources.PartCodes]),
            _ => Token(RandomResources.Codes),
        };
        return $"{concept}${(code == "code-value-concept" ? Token(RandomResources.Codes) : Quantity())}";
    }
}
