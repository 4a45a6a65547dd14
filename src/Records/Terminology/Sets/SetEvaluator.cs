using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>Which versions of code systems an evaluation uses.</summary>
/// <param name="Default">Where a value set names no version: by the system's address.</param>
/// <param name="Forced">Whatever a value set names.</param>
/// <param name="Checked">Versions that must be the ones used.</param>
internal sealed record SystemVersions(IReadOnlyDictionary<string, string> Default, IReadOnlyDictionary<string, string> Forced, IReadOnlyDictionary<string, string> Checked)
{
    private static readonly Dictionary<string, string> Nothing = [];

    public static SystemVersions None { get; } = new(Nothing, Nothing, Nothing);

    /// <summary>A text that differs where the choices do.</summary>
    public string Key => string.Join(' ', new[] { Default, Forced, Checked }.SelectMany((d, i) => d.Select(p => $"{i}{p.Key}|{p.Value}")));

    public string? For(string system, string? stated) => Forced.GetValueOrDefault(system) ?? stated ?? Default.GetValueOrDefault(system);
}

/// <summary>
/// Evaluates what a value set says, <see href="https://hl7.org/fhir/R4/valueset.html#compositions">compositions</see>, to sets of concepts. What needs
/// content that is not here is said in <see cref="CodeSet.Missing"/>. Days of validity do not matter here.
/// </summary>
internal sealed class SetEvaluator(SqlSession session, CodeCatalog catalog, SystemVersions versions)
{
    private const int MaxDepth = 32;
    private const int MaxClauses = 2000;

    private readonly List<(string Url, string? Version)> _open = [];
    private HashSet<(string Kind, string Canonical)> _used = [];

    // A set evaluated without one that it is a part of holds only in this place.
    private bool _isCut;

    /// <summary>The value set with an address. Problems: NotFound, Invalid (names the element).</summary>
    public async ValueTask<Outcome<CodeSet>> Evaluate(string canonical) =>
        (await Evaluate(canonical, () => catalog.Set(session, canonical))).Map(evaluated => evaluated.Codes);

    /// <summary>A value set by a key under which it may be kept: what it says of itself (its definition left out), and its codes.</summary>
    public async ValueTask<Outcome<(ValueSet Head, CodeSet Codes)>> Evaluate(string key, Func<ValueTask<ValueSet?>> load)
    {
        var kept = await catalog.Kept(session);
        var fullKey = $"{key} {versions.Key}";
        if (kept.Find(fullKey) is { } known)
        {
            _used.UnionWith(known.Codes.Used);
            return known;
        }

        if (await load() is not { } set)
        {
            return Unknown(key);
        }

        var wasCut = _isCut;
        _isCut = false;
        var outcome = await Evaluate(set);
        if (outcome.TryGet(out var codes, out var problem) && !_isCut)
        {
            kept.Keep(fullKey, set, codes);
        }

        _isCut |= wasCut;
        return problem is not null ? problem : (set, codes!);
    }

    /// <summary>A value set that was handed over.</summary>
    public async ValueTask<Outcome<CodeSet>> Evaluate(ValueSet set)
    {
        var url = set.Url ?? "";
        var outer = _used;
        _used = url.Length > 0 ? [("valueset", CanonicalUrl.Join(url, set.Version))] : [];
        _open.Add((url, set.Version));
        try
        {
            var outcome = await Content(set);
            if (!outcome.TryGet(out var codes, out var problem))
            {
                return problem;
            }

            codes = set.Compose?.Inactive == false ? await CodeSetAlgebra.WithoutInactive(session, codes) : codes;
            return codes with { Used = [.. _used] };
        }
        finally
        {
            _open.RemoveAt(_open.Count - 1);
            outer.UnionWith(_used);
            _used = outer;
        }
    }

    public static Problem Unknown(string canonical) => new(ProblemKind.NotFound, $"The value set {canonical} is not here. Create it as a ValueSet resource, or import it.", "url");

    private async ValueTask<Outcome<CodeSet>> Content(ValueSet set)
    {
        if (set.Compose is not { Include.Count: > 0 } compose)
        {
            return set.Expansion is { } expansion
                ? await OfExpansion(expansion)
                : new Problem(ProblemKind.Invalid, $"The value set {set.Url} has neither a compose with an include nor an expansion, so it has no codes to tell.", "ValueSet.compose");
        }

        if (compose.Include.Count + compose.Exclude.Count > MaxClauses)
        {
            return new Problem(ProblemKind.TooLarge, $"A value set has at most {MaxClauses} includes and excludes.", "ValueSet.compose");
        }

        if (!(await Union(compose.Include)).TryGet(out var included, out var problem))
        {
            return problem;
        }

        if (compose.Exclude.Count > 0)
        {
            if (!(await Union(compose.Exclude)).TryGet(out var excluded, out problem))
            {
                return problem;
            }

            included = await CodeSetAlgebra.Without(session, included, excluded);
        }

        // What the compose leaves open, somebody else's evaluation may settle: the codes of LOINC and SNOMED CT that R4 has listed.
        return included.Missing is not null && set.Expansion is { Contains.Count: > 0 } listed
            ? (await OfExpansion(listed)).Map(l => CodeSetAlgebra.Union(included with { Missing = null }, l) with { Missing = IsWhole(listed) ? null : included.Missing })
            : included;
    }

    private async ValueTask<Outcome<CodeSet>> Union(IReadOnlyList<ValueSetComposeInclude> clauses)
    {
        var union = CodeSet.Empty;
        foreach (var clause in clauses)
        {
            if (!(await Clause(clause)).TryGet(out var codes, out var problem))
            {
                return problem;
            }

            union = union.Parts.Count == 0 ? codes with { Missing = union.Missing ?? codes.Missing, IsUnclosed = union.IsUnclosed || codes.IsUnclosed } : CodeSetAlgebra.Union(union, codes);
        }

        return union;
    }

    private async ValueTask<Outcome<CodeSet>> Clause(ValueSetComposeInclude clause)
    {
        CodeSet? codes = null;
        if (clause.System is { Length: > 0 } system)
        {
            if (!(await OfSystem(system, clause)).TryGet(out codes, out var problem))
            {
                return problem;
            }
        }

        foreach (var canonical in clause.ValueSet.OfType<string>())
        {
            if (!(await Import(canonical)).TryGet(out var imported, out var problem))
            {
                return problem;
            }

            codes = codes is null ? imported : await CodeSetAlgebra.Intersect(session, codes, imported);
        }

        return codes is not null ? codes : new Problem(ProblemKind.Invalid, "An include or exclude names a system, a value set, or both.", "ValueSet.compose.include");
    }

    private async ValueTask<Outcome<CodeSet>> Import(string canonical)
    {
        var (url, _) = CanonicalUrl.Split(canonical);
        if (_open.Exists(o => o.Url == url))
        {
            if (await catalog.Set(session, canonical) is not { } set)
            {
                return Unknown(canonical);
            }

            // A set that imports itself adds nothing to itself; another version of it is another set.
            if (_open.Contains((url, set.Version)))
            {
                _isCut = true;
                return CodeSet.Empty;
            }
        }

        return _open.Count >= MaxDepth
            ? new Problem(ProblemKind.Invalid, $"Value sets import each other more than {MaxDepth} deep.", "ValueSet.compose.include.valueSet")
            : await Evaluate(canonical);
    }

    private async ValueTask<Outcome<CodeSet>> OfSystem(string system, ValueSetComposeInclude clause)
    {
        var version = versions.For(system, clause.Version);
        var content = await catalog.System(session, system, version);
        if (versions.Checked.TryGetValue(system, out var must) && !CanonicalUrl.Answers(content?.Head.Version ?? version, must))
        {
            return new Problem(ProblemKind.Invalid, $"The value set is made of version {content?.Head.Version ?? version ?? "(none)"} of {system}, where {must} was asked for.", "check-system-version");
        }

        _used.Add(("codesystem", CanonicalUrl.Join(system, content?.Head.Version ?? version)));
        var part = new SetPart(system, content?.Head.Version ?? clause.Version, content);
        if (clause.Concept.Count > 0)
        {
            await AddListed(part, clause.Concept);
            return new CodeSet(part.IsEmpty ? [] : [part], null);
        }

        if (content is null)
        {
            return await WithoutContent(part, version, clause);
        }

        Ordinals? places = null;
        foreach (var filter in clause.Filter)
        {
            if (!(await FilterReader.Read(session, content, filter)).TryGet(out var met, out var problem))
            {
                return problem;
            }

            if (places is null)
            {
                places = met;
            }
            else
            {
                places.And(met);
            }
        }

        part.Add(places ?? Ordinals.All(content.Count));
        return new CodeSet(part.IsEmpty ? [] : [part], null) { IsUnclosed = !content.IsComplete };
    }

    private async ValueTask<Outcome<CodeSet>> WithoutContent(SetPart part, string? version, ValueSetComposeInclude clause)
    {
        if (clause.Filter.Count == 0 && version is null && CodeForm.IsOpen(part.System))
        {
            part.IsOpen = true;
            return new CodeSet([part], null);
        }

        // Some filters name their codes themselves.
        foreach (var filter in clause.Filter.Count == 1 && clause.Filter[0] is { Property: "code" or "concept", Op: "=" or "in" } only ? [only] : Array.Empty<ValueSetComposeIncludeFilter>())
        {
            foreach (var code in filter.Op == "=" ? [filter.Value ?? ""] : (filter.Value ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                part.Add(new ListedCode(code, [], null, []));
            }

            return new CodeSet([part], null);
        }

        var others = await catalog.Versions(session, part.System);
        return CodeSet.Empty with
        {
            Missing = others.Count > 0
                ? $"it is made of version {version} of {part.System}, and here are {string.Join(", ", others)}"
                : $"the content of {part.System} is not here",
        };
    }

    private async ValueTask AddListed(SetPart part, IReadOnlyList<ValueSetComposeIncludeConcept> concepts)
    {
        var codes = concepts.Select(c => c.Code).OfType<string>().ToList();
        var found = part.Content is null ? null : await part.Content.FindAll(session, codes);
        foreach (var concept in concepts.Where(c => c.Code is not null))
        {
            IReadOnlyList<int> places = found is null ? [] : [.. found[concept.Code!]];

            // A code that a complete system does not have is no code.
            if (places.Count > 0 || part.Content is not { IsComplete: true })
            {
                part.Add(new ListedCode(concept.Code!, places, concept.Display, [.. concept.Designation.Select(DesignationOf)]));
            }
        }
    }

    private async ValueTask<Outcome<CodeSet>> OfExpansion(ValueSetExpansion expansion)
    {
        var set = CodeSet.Empty;
        foreach (var group in Flat(expansion.Contains).Where(c => c.Code is not null && c.Abstract != true).GroupBy(c => (c.System, c.Version)))
        {
            var content = await catalog.System(session, group.Key.System ?? "", versions.For(group.Key.System ?? "", group.Key.Version));
            var part = new SetPart(group.Key.System ?? "", group.Key.Version ?? content?.Head.Version, content);
            await AddListed(part, [.. group.Select(c => new ValueSetComposeIncludeConcept { Code = c.Code, Display = c.Display, Designation = c.Designation })]);
            set = CodeSetAlgebra.Union(set, new CodeSet([part], null));
        }

        return set with { Missing = IsWhole(expansion) ? null : "only a part of its expansion is here" };
    }

    private static IEnumerable<ValueSetExpansionContains> Flat(IEnumerable<ValueSetExpansionContains> contains) => contains.SelectMany(c => Flat(c.Contains).Prepend(c));

    // Cut-off expansions say so by an extension, by an offset, or by a total that is more than what is there.
    private static bool IsWhole(ValueSetExpansion expansion) =>
        !expansion.Extension.Any(e => e.Url is { } url && (url.EndsWith("/valueset-toocostly", StringComparison.Ordinal) || url.EndsWith("/valueset-unclosed", StringComparison.Ordinal)))
        && expansion.Offset is null or 0 && (expansion.Total ?? 0) <= Flat(expansion.Contains).Count();

    private static Designation DesignationOf(ValueSetComposeIncludeConceptDesignation designation) => new(
        designation.Language, designation.Use is { } use ? UseText(use) : "", designation.Value ?? "");

    private static string UseText(Coding use) => System.Text.Json.JsonSerializer.Serialize(
        new Dictionary<string, string?> { ["system"] = use.System, ["code"] = use.Code, ["display"] = use.Display }.Where(p => p.Value is not null).ToDictionary());
}
