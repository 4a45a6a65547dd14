namespace Helhed.Fhir.Terminology;

/// <summary>
/// Evaluates what a value set says (<see href="https://hl7.org/fhir/R4/valueset.html#compositions">compositions</see>) to a set that is
/// asked fast. What needs content that is not here becomes unsure, code by code, with the reason.
/// </summary>
internal sealed class ValueSetCompiler(TerminologyStore store, CompileScope scope)
{
    private const int MaxClauses = 2000;

    public ValueSetMatcher Compile(ValueSetStatement statement)
    {
        var content = Compose(statement);
        if (!content.IsSure && statement.Expansion is { Count: > 0 } expansion)
        {
            // What the compose leaves open, somebody else's evaluation may settle.
            var listed = OfExpansion(expansion);
            content = statement.IsExpansionWhole ? listed : content.Combine(SetOperation.Or, listed);
        }

        return new ValueSetMatcher(Canonical.Join(statement.Url, statement.Version), content, scope.Dependencies) { IsPartial = scope.IsPartial };
    }

    private SetContent Compose(ValueSetStatement statement)
    {
        if (statement.Include.Count == 0)
        {
            return statement.Expansion is null ? SetContent.Unknown("it has neither a compose nor an expansion")
                : statement.IsExpansionWhole ? OfExpansion(statement.Expansion) : SetContent.Unknown("only a part of its expansion is here");
        }

        if (statement.Include.Count + statement.Exclude.Count > MaxClauses)
        {
            return SetContent.Unknown($"it has more than {MaxClauses} clauses");
        }

        var content = Union(statement.Include);
        if (statement.Exclude.Count > 0)
        {
            content = content.Combine(SetOperation.Without, Union(statement.Exclude));
        }

        return statement.IncludesInactive ? content : WithoutInactive(content);
    }

    private SetContent Union(List<Clause> clauses)
    {
        // Lists of one system are put together before anything else: some sets have hundreds of them.
        var content = SetContent.Empty;
        foreach (var lists in clauses.Where(c => c.IsList).GroupBy(c => $"{c.System}|{c.Version}"))
        {
            var first = lists.First();
            content = content.Combine(SetOperation.Or, SetContent.Of(Listed(first.System!, first.Version, [.. lists.SelectMany(c => c.Codes)])));
        }

        foreach (var clause in clauses.Where(c => !c.IsList))
        {
            content = content.Combine(SetOperation.Or, Evaluate(clause));
        }

        return content;
    }

    private SetContent Evaluate(Clause clause)
    {
        SetContent? content = null;
        if (clause.System is { } system)
        {
            content = SetContent.Of(clause.Codes.Count > 0 ? Listed(system, clause.Version, clause.Codes) : Filtered(system, clause));
        }

        foreach (var canonical in clause.ValueSets)
        {
            var imported = Import(canonical);
            content = content is null ? imported : content.Combine(SetOperation.And, imported);
        }

        return content ?? SetContent.Unknown("a clause of it names neither a code system nor a value set");
    }

    private SetContent Import(string canonical)
    {
        var url = Canonical.Split(canonical).Url;
        scope.Dependencies.Add(url);
        if (scope.IsOpen(url))
        {
            scope.Cut(url);
            return SetContent.Unknown($"it imports {canonical}, which imports it");
        }

        if (scope.IsTooDeep)
        {
            return SetContent.Unknown("its imports go too deep");
        }

        if (store.Find(canonical, scope) is not { } imported)
        {
            return SetContent.Unknown($"it imports {canonical}, which is not here");
        }

        scope.Dependencies.UnionWith(imported.Dependencies);
        return imported.Content;
    }

    private SystemSet Listed(string system, string? version, List<ListedCode> listed)
    {
        scope.Dependencies.Add(system);
        var content = store.Content(system, version) ?? store.Content(system, null);
        var codes = new CodeIndex(content?.Codes.IsCaseSensitive ?? true, Math.Max(listed.Count, 1));
        var displays = new List<string?>(listed.Count);
        foreach (var (code, display) in listed)
        {
            if (codes.Add(code) == displays.Count)
            {
                displays.Add(display);
            }
        }

        var verdicts = new Verdict[codes.Count];
        Array.Fill(verdicts, scope.Spend(codes.Count) ? Verdict.Yes : Verdict.Unsure);
        return new SystemSet(system, codes, verdicts, CodeRule.No)
        {
            Content = content,
            Displays = displays.TrueForAll(d => d is null) ? null : [.. displays],
        };
    }

    private SystemSet Filtered(string system, Clause clause)
    {
        scope.Dependencies.Add(system);
        var content = store.Content(system, clause.Version);
        if (content is null && clause.Version is not null && store.Content(system, null) is { } other)
        {
            return SystemSet.Unsure(system, $"it is made of version {clause.Version} of {system}, and {other.Version ?? "another"} is here");
        }

        if (!scope.Spend((content?.Codes.Count ?? 0) * (clause.Filters.Count + 1L)))
        {
            return SystemSet.Unsure(system, "it is too large to be evaluated");
        }

        if (clause.Filters.Count == 0)
        {
            return Whole(system, content);
        }

        var evaluator = new FilterEvaluator(system, content);
        var set = evaluator.Evaluate(clause.Filters[0]);
        for (var i = 1; i < clause.Filters.Count; i++)
        {
            set = set.Combine(SetOperation.And, evaluator.Evaluate(clause.Filters[i]));
        }

        return set.Rest.Constant == Verdict.No || content is { Codes.Count: > 0 } ? set : Explain(set, content);
    }

    private static SystemSet Whole(string system, CodeSystemContent? content)
    {
        if (content is null)
        {
            return Explain(SystemSet.Of(system, CodeGrammar.Of(system) is { } grammar ? new GrammarRule(grammar) : CodeRule.Unsure), null);
        }

        var verdicts = new Verdict[content.Codes.Count];
        Array.Fill(verdicts, Verdict.Yes);
        var set = new SystemSet(system, content.Codes, verdicts, content.Rest) { Content = content };
        return content.IsComplete ? set : Explain(set, content);
    }

    /// <summary>Says why codes that are not listed are unsure.</summary>
    private static SystemSet Explain(SystemSet set, CodeSystemContent? content) => set.Rest.Grammar is { IsWhole: true } && set.Rest.Constant is null
        ? set
        : set with
        {
            IsUnknownSystem = content is null && CodeGrammar.Of(set.System) is null && !RecognisedSystems.Contains(set.System),
            Reason = set.Reason ?? (content is null or { Mode: ContentMode.NotPresent } ? $"the content of {set.System} is not here" : $"only a part of {set.System} is here"),
        };

    private SetContent OfExpansion(List<ContainedCode> expansion)
    {
        var content = SetContent.Empty;
        foreach (var group in expansion.GroupBy(c => c.System))
        {
            content = content.Combine(SetOperation.Or, SetContent.Of(Listed(group.Key, null, [.. group.Select(c => new ListedCode(c.Code, c.Display))])));
        }

        return content;
    }

    private static SetContent WithoutInactive(SetContent content)
    {
        foreach (var part in content.Systems)
        {
            if (part.Content is { } system)
            {
                var verdicts = Array.ConvertAll(system.Statuses, s => Kleene.Of((s & ConceptStatus.Inactive) != 0));
                var inactive = new SystemSet(part.System, system.Codes, verdicts, CodeRule.No) { Content = system };
                content = content.Combine(SetOperation.Without, SetContent.Of(inactive));
            }
        }

        return content;
    }
}
