namespace Helhed.Fhir.Terminology;

/// <summary>The codes of a system that meet a filter of a value set.</summary>
internal sealed class FilterEvaluator(string system, CodeSystemContent? content)
{
    /// <summary>A set over the system's own index where its content is here, else over the codes that the filter itself names.</summary>
    public SystemSet Evaluate(CodeFilter filter) =>
        content is { Mode: not (ContentMode.NotPresent or ContentMode.Supplement) } ? OfContent(filter, content) : WithoutContent(filter);

    private SystemSet OfContent(CodeFilter filter, CodeSystemContent content)
    {
        var verdicts = new Verdict[content.Codes.Count];
        var reason = Fill(filter, content, verdicts);
        if (reason is not null)
        {
            Array.Fill(verdicts, Verdict.Unsure);
        }

        return new SystemSet(system, content.Codes, verdicts, content.Rest) { Content = content, Reason = reason ?? (content.IsComplete ? null : "only a part of it is here") };
    }

    /// <summary>Fills in the verdicts; else says why the filter cannot be evaluated.</summary>
    private static string? Fill(CodeFilter filter, CodeSystemContent content, Verdict[] verdicts)
    {
        if (filter.Operator is "is-a" or "descendent-of" or "is-not-a" or "generalizes")
        {
            return FillByHierarchy(filter, content, verdicts);
        }

        var reader = new PropertyReader(content, filter.Property);
        if (!reader.IsKnown)
        {
            return $"the code system has no property {filter.Property}";
        }

        var list = filter.Operator is "in" or "not-in" ? filter.Value.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal) : [];
        var regex = filter.Operator == "regex" ? RegexRule.TryMake(filter.Value) : null;
        Func<int, Verdict>? decide = filter.Operator switch
        {
            "=" => concept => Kleene.Of(reader.Values(concept).Contains(filter.Value)),
            "in" => concept => Kleene.Of(reader.Values(concept).Any(list.Contains)),
            "not-in" => concept => Kleene.Of(!reader.Values(concept).Any(list.Contains)),
            "exists" => concept => Kleene.Of(reader.Values(concept).Any() == (filter.Value == "true")),
            "regex" when regex is not null => concept => reader.Values(concept).Aggregate(Verdict.No, (so, value) => Kleene.Or(so, regex.Decide(System.Text.Encoding.UTF8.GetBytes(value)))),
            _ => null,
        };
        if (decide is null)
        {
            return $"the filter {filter.Property} {filter.Operator} {filter.Value} cannot be evaluated";
        }

        for (var i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = decide(i);
        }

        return null;
    }

    private static string? FillByHierarchy(CodeFilter filter, CodeSystemContent content, Verdict[] verdicts)
    {
        var named = content.Codes.Find(filter.Value);
        if (named < 0 && !content.IsComplete)
        {
            return $"{filter.Value} is not in the part of the code system that is here";
        }

        // A concept that is not in a complete system stands above nothing.
        var reached = named < 0 ? new bool[verdicts.Length]
            : filter.Operator == "generalizes" ? content.Hierarchy.Above(named) : content.Hierarchy.Below(named);
        var isOwn = filter.Property is "concept" or "code";
        var reader = new PropertyReader(content, filter.Property);
        if (!isOwn && !reader.IsKnown)
        {
            return $"the code system has no property {filter.Property}";
        }

        for (var i = 0; i < verdicts.Length; i++)
        {
            var meets = isOwn
                ? reached[i] && !(filter.Operator == "descendent-of" && i == named)
                : reader.Values(i).Select(content.Codes.Find).Any(v => v >= 0 && reached[v] && !(filter.Operator == "descendent-of" && v == named));
            verdicts[i] = Kleene.Of(filter.Operator == "is-not-a" ? !meets : meets);
        }

        return null;
    }

    /// <summary>What can be said of a system by the form of its codes and by the filter's own value.</summary>
    private SystemSet WithoutContent(CodeFilter filter)
    {
        var grammar = CodeGrammar.Of(system);
        CodeRule form = grammar is null ? CodeRule.Unsure : new GrammarRule(grammar);
        if (grammar?.TryFilter(filter) is { } rule)
        {
            return SystemSet.Of(system, rule);
        }

        if (filter.Property is "code" or "concept")
        {
            switch (filter.Operator)
            {
                case "=":
                    return Listed([filter.Value], Verdict.Yes, CodeRule.No);
                case "in":
                    return Listed(filter.Value.Split(',', StringSplitOptions.TrimEntries), Verdict.Yes, CodeRule.No);
                case "not-in":
                    return Listed(filter.Value.Split(',', StringSplitOptions.TrimEntries), Verdict.No, form);
                case "regex" when RegexRule.TryMake(filter.Value) is { } regex:
                    return SystemSet.Of(system, CodeRule.Combine(SetOperation.And, regex, form));
                case "is-a" or "generalizes":
                    return Listed([filter.Value], Verdict.Yes, CodeRule.Combine(SetOperation.And, form, CodeRule.Unsure));
                case "descendent-of" or "is-not-a":
                    return Listed([filter.Value], Verdict.No, CodeRule.Combine(SetOperation.And, form, CodeRule.Unsure));
                default:
                    break;
            }
        }

        return SystemSet.Of(system, CodeRule.Combine(SetOperation.And, form, CodeRule.Unsure));
    }

    private SystemSet Listed(string[] codes, Verdict verdict, CodeRule rest)
    {
        var index = new CodeIndex(isCaseSensitive: true, codes.Length);
        foreach (var code in codes)
        {
            index.Add(code);
        }

        var verdicts = new Verdict[index.Count];
        Array.Fill(verdicts, verdict);
        return new SystemSet(system, index, verdicts, rest);
    }
}

/// <summary>The values that concepts have for one property, those that R4 defines for every system included.</summary>
internal sealed class PropertyReader(CodeSystemContent content, string property)
{
    public bool IsKnown => property is "concept" or "code" or "display" or "parent" or "child" or "inactive" or "notSelectable" || content.PropertyCodes.Contains(property);

    public IEnumerable<string> Values(int concept)
    {
        switch (property)
        {
            case "concept" or "code":
                return [content.Codes.Text(concept)];
            case "display":
                return content.Displays[concept] is { } display ? [display] : [];
            case "parent":
                return content.Hierarchy.Parents(concept).ToArray().Select(content.Codes.Text);
            case "child":
                return content.Hierarchy.Children(concept).ToArray().Select(content.Codes.Text);
            // Absent means false for both.
            case "inactive":
                return [(content.Statuses[concept] & ConceptStatus.Inactive) != 0 ? "true" : "false"];
            case "notSelectable":
                return [(content.Statuses[concept] & ConceptStatus.Abstract) != 0 ? "true" : "false"];
            default:
                return content.Properties[(concept, property)];
        }
    }
}
