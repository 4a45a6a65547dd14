using Helhed.Fhir.Definitions;
using Helhed.Platform;

namespace Helhed.Records.Searching;

/// <summary>A name in the path of a filter, and what stands in brackets behind it.</summary>
internal sealed record FilterStep(string Name, string? Filter);

/// <summary>The type that a path begins at, and how many chains lead there.</summary>
internal readonly record struct FilterPlace(TypeDefinition Type, int Depth);

/// <summary>An operator and its value.</summary>
internal readonly record struct FilterTest(string Operation, string Value)
{
    private static readonly HashSet<string> Known = ["eq", "ne", "co", "sw", "ew", "gt", "lt", "ge", "le", "ap", "sa", "eb", "po", "pr", "in", "ni", "ss", "sb", "re"];

    public static bool IsKnown(string operation) => Known.Contains(operation);
}

/// <summary>
/// Turns a comparison of <c>_filter</c> into a condition. A path leads over references, each perhaps narrowed by a filter of its own:
/// <c>patient[active eq true].name eq "x"</c>; or into a parameter with parts: <c>relationship[relation eq "replaces"].relatesto eq DocumentReference/1</c>.
/// </summary>
internal static class FilterPath
{
    public static Condition Compare(ConditionReader conditions, FilterPlace place, ReadOnlySpan<FilterStep> path, FilterTest test)
    {
        var step = path[0];
        if (path.Length == 1)
        {
            return step.Filter is null ? Leaf(conditions, place, step.Name, test) : throw Bad($"Behind '{step.Name}[…]' a dot and a name are expected.");
        }

        var colon = step.Name.IndexOf(':', StringComparison.Ordinal);
        var code = colon < 0 ? step.Name : step.Name[..colon];
        return conditions.Find(place.Type, code, "_filter") switch
        {
            null => throw Unknown(place, code),
            { Type: SearchParameterType.Reference } reference => Follow(conditions, place, (reference, colon < 0 ? null : step.Name[(colon + 1)..]), path, test),
            { Type: SearchParameterType.Composite } composite when path is [{ Filter: { } filter }, { Filter: null } last] => Parts(conditions, place, composite, (filter, last.Name), test),
            _ => throw Bad($"'{code}' of {place.Type.Name} is no reference, so nothing can stand behind it."),
        };
    }

    private static ChainCondition Follow(ConditionReader conditions, FilterPlace place, (SearchParameterDefinition Reference, string? Type) link, ReadOnlySpan<FilterStep> path, FilterTest test)
    {
        var alternatives = new List<ChainTarget>();
        SearchRefusedException? refusal = null;
        foreach (var target in (link.Type is { } only ? [only] : link.Reference.Targets).Select(R4Definitions.Default.FindResource).OfType<TypeDefinition>())
        {
            try
            {
                var inner = Compare(conditions, new FilterPlace(target, place.Depth + 1), path[1..], test);
                alternatives.Add(new ChainTarget(target, path[0].Filter is { } filter ? new AllCondition([new FilterReader(conditions, target, filter, place.Depth + 1).Read(), inner]) : inner));
            }
            catch (SearchRefusedException refused) when (refused.Problem.Kind != ProblemKind.Conflict)
            {
                refusal = refused; // Another target type may take it; but what is still being indexed would be left out.
            }
        }

        return alternatives.Count > 0 ? new ChainCondition(link.Reference, alternatives) : throw refusal ?? Bad($"'{path[0].Name}' leads to no type.");
    }

    // Both parts as one value, in the order that the parameter has them.
    private static Condition Parts(ConditionReader conditions, FilterPlace place, SearchParameterDefinition composite, (string Filter, string Name) path, FilterTest test)
    {
        var (name, first) = new FilterReader(conditions, place.Type, path.Filter, place.Depth + 1).ReadPart();
        var codes = composite.Components.Select(c => R4Definitions.Default.SearchParameters.First(p => p.Url == c.Definition).Code).ToList();
        var (at, other) = (codes.IndexOf(name), codes.IndexOf(path.Name));
        if (codes.Count != 2 || at < 0 || other < 0 || at == other)
        {
            throw Bad($"'{composite.Code}' has the parts {string.Join(" and ", codes)}.");
        }

        var value = at == 0 ? $"{PartOf(first)}${PartOf(test)}" : $"{PartOf(test)}${PartOf(first)}";
        return conditions.Read(place.Type, composite.Code, value, place.Depth + 1) ?? throw Unknown(place, composite.Code);
    }

    private static string PartOf(FilterTest test) => test.Operation switch
    {
        "eq" or "re" or "sw" => test.Value,
        "gt" or "lt" or "ge" or "le" or "ap" or "sa" or "eb" or "ne" => test.Operation + test.Value,
        _ => throw Bad($"A part of a parameter is not compared by '{test.Operation}'."),
    };

    // https://hl7.org/fhir/R4/search_filter.html#ops: a test holds when one item of the set meets it.
    private static Condition Leaf(ConditionReader conditions, FilterPlace place, string name, FilterTest test)
    {
        var parameter = name.Contains(':', StringComparison.Ordinal) ? null : conditions.Find(place.Type, name, "_filter");
        var value = WithSystem(parameter, test.Value);
        return (parameter?.Type, test.Operation) switch
        {
            (SearchParameterType.String, "eq" or "ne" or "ew" or "gt" or "lt" or "ge" or "le") =>
                new ValueCondition(parameter, test.Operation is "ne" ? StringTest.Equal : $"_{test.Operation}", [value], name) { IsUnequal = test.Operation == "ne" },
            (SearchParameterType.Date or SearchParameterType.Number or SearchParameterType.Quantity, "ne") => Of(name, "ne" + value),
            ({ } kind, "ne") when kind is not (SearchParameterType.Composite or SearchParameterType.Special) && Of(name, value) is ValueCondition { Parameter.Code: not ("_id" or "_lastUpdated") } equal => equal with { IsUnequal = true },
            (_, "ne") => new NotCondition(Of(name, value)),
            (_, "co") => Of($"{name}:contains", value),
            (SearchParameterType.Date or SearchParameterType.Number or SearchParameterType.Quantity or null, "gt" or "lt" or "ge" or "le" or "ap" or "sa" or "eb") => Of(name, test.Operation + value),
            (SearchParameterType.Date or null, "po") => new AllCondition([Of(name, "le" + value), Of(name, "ge" + value)]),
            (_, "pr") => Of($"{name}:missing", value == "false" ? "true" : "false"),
            (_, "in") => Of($"{name}:in", value),
            (_, "ni") => Of($"{name}:not-in", value),
            (_, "ss") => Of($"{name}:below", value), // the value subsumes what is there
            (_, "sb") => Of($"{name}:above", value),
            (SearchParameterType.String or null, "sw") or (_, "eq" or "re") => Of(name, value),
            _ => throw Bad($"'{test.Operation}' is no operator for '{name}'."),
        };

        Condition Of(string named, string sought) => conditions.Read(place.Type, named, sought, place.Depth + 1) ?? throw Unknown(place, name);
    }

    // "the codes "loinc", "snomed", "rxnorm" and "ucum" are predefined and can be used in place of their associated full namespace"
    private static string WithSystem(SearchParameterDefinition? parameter, string value) =>
        parameter?.Type is SearchParameterType.Token or SearchParameterType.Quantity or SearchParameterType.Composite && value.IndexOf('|', StringComparison.Ordinal) is var bar and > 0
            ? value[..bar] switch
            {
                "loinc" => $"http://loinc.org{value[bar..]}",
                "snomed" => $"http://snomed.info/sct{value[bar..]}",
                "rxnorm" => $"http://www.nlm.nih.gov/research/umls/rxnorm{value[bar..]}",
                "ucum" => $"http://unitsofmeasure.org{value[bar..]}",
                _ => value,
            }
            : value;

    private static SearchRefusedException Unknown(FilterPlace place, string name) =>
        Bad($"{place.Type.Name} has no search parameter '{(name.Length > 60 ? name[..60] : name)}'.");

    private static SearchRefusedException Bad(string rule) => new(new Problem(ProblemKind.Invalid, $"_filter: {rule}", "_filter"));
}
