using Helhed.Fhir.Definitions;
using Helhed.Platform;

namespace Helhed.Records.Searching;

/// <summary>Reads <c>name:modifier=value</c>, chains and <c>_has</c> among them, into conditions.</summary>
internal sealed class ConditionReader(SearchParameters parameters, string? baseUrl)
{
    private const int MaxDepth = 6;
    private const int MaxValues = 500;

    /// <summary>True when contained resources are searched.</summary>
    public bool IsInContained { get; set; }

    /// <summary>The condition, or null when the type has no such parameter.</summary>
    /// <exception cref="SearchRefusedException">The name is known, but what is asked cannot be.</exception>
    public Condition? Read(TypeDefinition type, string name, string value, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw Refused(name, $"A chain has at most {MaxDepth} links.");
        }

        if (name.StartsWith("_has:", StringComparison.Ordinal))
        {
            return ReadHas(type, name, value, depth);
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? ReadChain(type, name, dot, value, depth) : name switch
        {
            "_list" => ListOf(value),
            "_text" or "_content" => new WordsCondition(name == "_text", WordsQuery.Read(name, SearchValues.Unescape(value))),
            "_filter" => new FilterReader(this, type, value, depth).Read(),
            "_query" => throw Refused(name, "The server has no named queries."),
            _ => ReadParameter(type, name, value),
        };
    }

    /// <summary>A parameter that must be ready to be searched.</summary>
    public SearchParameterDefinition? Find(TypeDefinition type, string code, string name)
    {
        var parameter = parameters.Find(type, code, out var isReady);
        if (IsInContained && parameter?.Index >= R4Definitions.Default.SearchParameters.Count)
        {
            throw Refused(name, $"'{code}' is a search parameter of the region's own; contained resources are searched by R4's.");
        }

        return parameter is null || isReady ? parameter : throw Refused(name, $"The parameter '{code}' is still being indexed; /admin shows how far it is.", ProblemKind.Conflict);
    }

    private Condition? ReadParameter(TypeDefinition type, string name, string value)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var code = colon < 0 ? name : name[..colon];
        var modifier = colon < 0 ? "" : name[(colon + 1)..];
        if (Find(type, code, name) is not { } parameter)
        {
            return null;
        }

        // "All parameters (except combinations)": https://hl7.org/fhir/R4/search.html#modifiers
        if (modifier == "missing" && parameter.Type != SearchParameterType.Composite)
        {
            return value switch
            {
                "true" or "false" when parameter.Code is not ("_id" or "_lastUpdated") => new MissingCondition(parameter, value == "true"),
                "true" => new SelfCondition([]), // every resource has both
                "false" => new NotCondition(new SelfCondition([])),
                _ => throw Refused(name, "':missing' is true or false."),
            };
        }

        if (!SearchParameters.Modifiers(type, parameter).Contains(modifier))
        {
            throw Refused(name, $"The modifier ':{Short(modifier)}' is not supported for the {parameter.Type.ToString().ToLowerInvariant()} parameter '{code}'.");
        }

        return Of(type, parameter, modifier, value, name);
    }

    private Condition Of(TypeDefinition type, SearchParameterDefinition parameter, string modifier, string value, string name)
    {
        var values = SearchValues.List(value);
        if (values.Count == 0)
        {
            throw Refused(name, $"'{name}' has no value. Leave it out, or give one.");
        }

        if (values.Count > MaxValues)
        {
            throw Refused(name, $"'{name}' has {values.Count} values; the limit is {MaxValues}.");
        }

        if (parameter.Type == SearchParameterType.Composite)
        {
            return values.Count == 1 ? Composite(type, parameter, values[0], name) : new AnyCondition(values.ConvertAll(v => Composite(type, parameter, v, name)));
        }

        if (parameter.Type == SearchParameterType.Token && modifier == "text" && !IsInContained)
        {
            return values.Count == 1 ? Named(parameter, values[0], name) : new AnyCondition(values.ConvertAll(v => Named(parameter, v, name)));
        }

        if (baseUrl is not null && (parameter.Type == SearchParameterType.Reference || modifier is "in" or "not-in"))
        {
            values = values.ConvertAll(v => v.StartsWith(baseUrl, StringComparison.Ordinal) ? v[baseUrl.Length..].TrimStart('/') : v);
        }

        if (parameter is { Type: SearchParameterType.Uri, Code: "url" } && modifier.Length == 0 && values.Exists(v => SearchValues.Token(v) is { System.Length: > 0, Code.Length: > 0 }) && Find(type, "version", name) is { } version)
        {
            return new AnyCondition(values.ConvertAll(v => Canonical(parameter, version, v, name)));
        }

        if (parameter.Type == SearchParameterType.Reference && modifier is "identifier" or "above" or "below" && Capabilities.IsCanonical(type, parameter))
        {
            if (modifier != "below" || !values.TrueForAll(v => SearchValues.Token(v).System is null))
            {
                throw Refused(name, $"'{parameter.Code}' of {type.Name} is a canonical address, so ':{modifier}' cannot be asked of it. Search by the address: url, or url|version.");
            }

            modifier = ""; // an address without a version finds every version
        }

        return modifier is "not" or "not-in"
            ? new NotCondition(new ValueCondition(parameter, modifier == "not" ? "" : "in", values, name))
            : new ValueCondition(parameter, modifier, values, name);
    }

    // "url|version": https://hl7.org/fhir/R4/search.html#uri
    private static Condition Canonical(SearchParameterDefinition url, SearchParameterDefinition version, string value, string name)
    {
        var (address, number) = SearchValues.Token(value);
        return string.IsNullOrEmpty(address) || number.Length == 0
            ? new ValueCondition(url, "", [value], name)
            : new AllCondition([new ValueCondition(url, "", [SearchValues.Escape(address)], name), new ValueCondition(version, "", [SearchValues.Escape(number)], name)]);
    }

    // What codes are called is kept once for all resources; that it is called so in this very one, its own words say.
    private static Condition Named(SearchParameterDefinition parameter, string value, string name)
    {
        var called = new ValueCondition(parameter, "text", [value], name);
        return WordsQuery.Beginning(SearchValues.Unescape(value)) is { } words ? new AllCondition([called, new WordsCondition(false, words)]) : called;
    }

    private Condition Composite(TypeDefinition type, SearchParameterDefinition parameter, string value, string name)
    {
        var parts = SearchValues.Parts(value);
        if (parts.Count != parameter.Components.Count || parts.Exists(p => p.Length == 0))
        {
            throw SearchValues.Bad(name, value, $"'{parameter.Code}' has {parameter.Components.Count} parts, joined by '$'.");
        }

        if (type.Name != "Observation" || parameter.Code.StartsWith("component-", StringComparison.Ordinal))
        {
            return new CompositeCondition(parameter, parts, name);
        }

        // At the resource itself the parts' own parameters say it: code-value-quantity is code and value-quantity.
        var isCombo = parameter.Code.StartsWith("combo-", StringComparison.Ordinal);
        var valueCode = (isCombo ? parameter.Code[6..] : parameter.Code)["code-".Length..];
        var atRoot = new AllCondition([ReadParameter(type, "code", parts[0])!, ReadParameter(type, valueCode, parts[1])!]);
        return isCombo ? new AnyCondition([atRoot, new CompositeCondition(parameter, parts, name)]) : atRoot;
    }

    private ChainCondition? ReadChain(TypeDefinition type, string name, int dot, string value, int depth)
    {
        var link = name[..dot];
        var colon = link.IndexOf(':', StringComparison.Ordinal);
        var code = colon < 0 ? link : link[..colon];
        if (Find(type, code, name) is not { } reference)
        {
            return null;
        }

        if (reference.Type != SearchParameterType.Reference)
        {
            throw Refused(name, $"'{code}' is no reference, so it cannot be followed by a dot.");
        }

        if (!Capabilities.IsFollowed(type, reference) && !Capabilities.IsCanonical(type, reference))
        {
            throw Refused(name, $"'{code}' of {type.Name} is a resource inside it and no reference, so it cannot be followed by a dot. Search what is stored by itself, or by _content.");
        }

        var targets = colon < 0 ? reference.Targets : [link[(colon + 1)..]];
        var rest = name[(dot + 1)..];
        var alternatives = new List<ChainTarget>();
        SearchRefusedException? refusal = null;
        foreach (var target in targets.Select(R4Definitions.Default.FindResource).OfType<TypeDefinition>())
        {
            try
            {
                if (Read(target, rest, value, depth + 1) is { } inner)
                {
                    alternatives.Add(new ChainTarget(target, inner));
                }
            }
            catch (SearchRefusedException refused) when (refused.Problem.Kind != ProblemKind.Conflict)
            {
                refusal = refused; // Another target type may take it; but what is still being indexed would be left out.
            }
        }

        return alternatives.Count > 0 ? new ChainCondition(reference, alternatives)
            : throw refusal ?? Refused(name, $"None of the types that '{link}' may lead to has a search parameter '{Short(rest)}'.");
    }

    private HasCondition ReadHas(TypeDefinition type, string name, string value, int depth)
    {
        var parts = name.Split(':', 4);
        if (parts.Length < 4 || R4Definitions.Default.FindResource(parts[1]) is not { } source)
        {
            throw Refused(name, "'_has' is written _has:Type:reference:parameter, as in _has:Observation:patient:code.");
        }

        if (Find(source, parts[2], name) is not { Type: SearchParameterType.Reference } reference)
        {
            throw Refused(name, $"{source.Name} has no reference parameter '{Short(parts[2])}'.");
        }

        if (reference.Targets.Count > 0 && !reference.Targets.Contains(type.Name))
        {
            throw Refused(name, $"'{reference.Code}' of {source.Name} does not refer to a {type.Name}.");
        }

        return Read(source, parts[3], value, depth + 1) is { } inner
            ? new HasCondition(source, reference, inner)
            : throw Refused(name, $"{source.Name} has no search parameter '{Short(parts[3])}'.");
    }

    // https://hl7.org/fhir/R4/lifecycle.html#current: a name such as $current-problems stands for the patient's own List.
    private static ListCondition ListOf(string value)
    {
        if (value.Length > 1 && value[0] == '$')
        {
            return ResourceIds.IsValid(value[1..]) ? new ListCondition(null, value[1..]) : throw Refused("_list", "A list's name is $ with letters, digits and '-', such as $current-problems.");
        }

        var id = value.StartsWith("List/", StringComparison.Ordinal) ? value[5..] : value;
        return ResourceIds.IsValid(id) ? new ListCondition(id, null) : throw Refused("_list", "'_list' is the id of a List, or the name of a patient's list, such as $current-problems.");
    }

    public static SearchRefusedException Refused(string name, string message, ProblemKind kind = ProblemKind.Invalid) => new(new Problem(kind, message, name));

    private static string Short(string text) => text.Length > 60 ? text[..60] : text;
}
