using System.Collections.Concurrent;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Terminology;

/// <summary>
/// Code systems and value sets, in layers: what a layer says goes before what lies below it. Immutable and safe for many threads; a value
/// set is evaluated at its first use and kept. See <see href="https://hl7.org/fhir/R4/terminologies.html">Using codes</see>.
/// </summary>
public sealed class TerminologyStore
{
    // R4 has 1,319 value sets; addresses such as SNOMED CT's ?fhir_vs=isa/… have no end, and may come from a request.
    private const int MostKept = 20_000;

    private static readonly Lazy<TerminologyStore> Base = new(() => new TerminologyStore(new R4Layer(), null));

    private static readonly Lazy<TerminologyStore> Danish = new(() => R4.With(DanishTerminology.Read()));

    private readonly ResourceLayer _layer;
    private readonly TerminologyStore? _below;
    private readonly ConcurrentDictionary<string, ValueSetMatcher> _sets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ValueSetMatcher> _wholeSystems = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Url, string? Version), CodeSystemContent> _contents = new();

    private TerminologyStore(ResourceLayer layer, TerminologyStore? below)
    {
        _layer = layer;
        _below = below;
    }

    /// <summary>R4's own code systems and value sets, and the code lists of others that they need: countries, currencies, languages, units.</summary>
    public static TerminologyStore R4 => Base.Value;

    /// <summary>R4's, with the code systems and value sets of DK Core and MedCom, and Danish texts for codes of R4.</summary>
    public static TerminologyStore Denmark => Danish.Value;

    /// <summary>A store with resources on top of this one's.</summary>
    /// <param name="resources">
    /// CodeSystem (fragments and supplements too), ValueSet and NamingSystem; others are passed over. Versions of one address stand beside
    /// each other. The documents' bytes must stay unchanged.
    /// </param>
    public TerminologyStore With(IEnumerable<FhirDocument> resources) => new(new LoadedLayer(resources), this);

    /// <summary>Whether a code is in a value set.</summary>
    /// <param name="valueSet">Canonical address, with <c>|version</c> where one is meant.</param>
    /// <param name="system">The code's system; null for an element of type <c>code</c>.</param>
    /// <param name="code">The code.</param>
    /// <param name="display">Its display in the resource: a wrong one gives a message, not another answer.</param>
    /// <param name="version">Version of the code system that the resource states.</param>
    public CodeCheck Check(string valueSet, string? system, string code, string? display = null, string? version = null)
    {
        ArgumentNullException.ThrowIfNull(valueSet);
        ArgumentNullException.ThrowIfNull(code);
        return Find(valueSet) is { } matcher ? Check(matcher, new AskedCode(system, code, display, version)) : new CodeCheck(Membership.UnknownValueSet, UnknownSet(valueSet), null);
    }

    /// <summary>Whether a code system has a code.</summary>
    /// <param name="system">Canonical address.</param>
    /// <param name="code">The code.</param>
    /// <param name="display">Its display in the resource: a wrong one gives a message, not another answer.</param>
    public CodeCheck CheckCode(string system, string code, string? display = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(code);
        if (WholeSystem(system) is { } whole)
        {
            return Check(whole, new AskedCode(system, code, display, null));
        }

        return Preferred(system) is { } right
            ? new CodeCheck(Membership.NotMember, $"In FHIR the code system {system} is written {right}.", null)
            : new CodeCheck(
                RecognisedSystems.Contains(system) ? Membership.CannotTell : Membership.UnknownCodeSystem,
                $"The code system {system} is not here, so its code '{code}' cannot be checked.",
                null);
    }

    /// <summary>True when the value set is here, or is defined by its address alone.</summary>
    public bool KnowsValueSet(string canonical)
    {
        var (url, version) = Canonical.Split(canonical);
        return FindStatement(url, version) is not null;
    }

    /// <summary>True when the code system is here, or is known by the form of its codes.</summary>
    public bool KnowsCodeSystem(string canonical)
    {
        var (url, version) = Canonical.Split(canonical);
        return Content(url, version) is not null || (version is null && CodeGrammar.Of(url) is not null);
    }

    /// <summary>Whether a code is another or lies below it; null when the content that could tell is not here.</summary>
    public bool? Subsumes(string system, string ancestor, string code)
    {
        if (ancestor == code)
        {
            return true;
        }

        if (Content(system, null) is not { } content)
        {
            return null;
        }

        var (above, below) = (content.Codes.Find(ancestor), content.Codes.Find(code));
        return above >= 0 && below >= 0 ? content.Hierarchy.IsA(below, above) : content.IsComplete ? false : null;
    }

    /// <summary>A page of a value set's codes.</summary>
    /// <param name="valueSet">Canonical address.</param>
    /// <param name="filter">Words that the display must have, or the beginning of the code; null or empty for all.</param>
    /// <param name="offset">Codes to pass over.</param>
    /// <param name="count">Codes to return; at most 10,000.</param>
    public ExpansionResult Expand(string valueSet, string? filter, int offset, int count) =>
        Find(valueSet) is { } matcher ? Expansion.Of(matcher, filter, offset, count) : new ExpansionResult([], 0, UnknownSet(valueSet));

    /// <summary>A resource as it stands here, in the newest version that answers to the address; null when there is none.</summary>
    /// <param name="type">CodeSystem or ValueSet.</param>
    /// <param name="canonical">Canonical address, with <c>|version</c> where one is meant.</param>
    public FhirDocument? Resource(string type, string canonical)
    {
        var (url, version) = Canonical.Split(canonical);
        return _layer.Find(type, url, version)?.Document ?? _below?.Resource(type, canonical);
    }

    /// <summary>The CodeSystems that add texts or properties to a code system, those of lower layers first.</summary>
    /// <param name="system">Its canonical address, without a version.</param>
    public IReadOnlyList<FhirDocument> Supplements(string system) => [.. AllSupplements(system).Select(s => s.Document)];

    /// <summary>The code system that says that all its codes make a value set; null when none does.</summary>
    /// <param name="valueSet">The value set's canonical address, without a version.</param>
    public string? SystemOf(string valueSet) => _layer.SystemOfSet(valueSet) ?? _below?.SystemOf(valueSet);

    /// <summary>Canonical addresses of the resources that are here.</summary>
    /// <param name="type">CodeSystem or ValueSet.</param>
    public IEnumerable<string> Addresses(string type) => _layer.Addresses(type).Concat(_below?.Addresses(type) ?? []).Distinct(StringComparer.Ordinal);

    /// <summary>The compiled value set with a canonical address, or null when it is not here.</summary>
    internal ValueSetMatcher? Find(string canonical) => _sets.TryGetValue(canonical, out var known) ? known : Find(canonical, null);

    internal ValueSetMatcher? Find(string canonical, CompileScope? around)
    {
        if (_sets.TryGetValue(canonical, out var known))
        {
            return known;
        }

        var (url, version) = Canonical.Split(canonical);
        if (_layer.Find(ResourceLayer.ValueSet, url, version) is null && _below?.Find(canonical, around) is { } below && !below.Dependencies.Any(_layer.Touches))
        {
            return Keep(canonical, below);
        }

        if (FindStatement(url, version) is not { } statement)
        {
            return null;
        }

        return Keep(canonical, new ValueSetCompiler(this, new CompileScope(url, around)).Compile(statement));
    }

    /// <summary>Compiles a value set that is no part of the store, such as a contained one.</summary>
    internal ValueSetMatcher Compile(NodeReader valueSet)
    {
        var statement = ValueSetStatement.Read(valueSet);
        return new ValueSetCompiler(this, new CompileScope(statement.Url, null)).Compile(statement);
    }

    internal CodeCheck Check(ValueSetMatcher matcher, in AskedCode asked) => CodeChecker.Check(matcher, asked, this);

    /// <summary>A code system as this layer sees it: the newest that answers to the version, with every supplement.</summary>
    internal CodeSystemContent? Content(string url, string? version)
    {
        if (_contents.TryGetValue((url, version), out var known))
        {
            return known;
        }

        var own = _layer.Find(ResourceLayer.CodeSystem, url, version);
        var content = own is { } resource ? CodeSystemReader.Read(resource) : _below?.Content(url, version);
        if (content is null)
        {
            return null;
        }

        foreach (var supplement in own is null ? _layer.Supplements(url) : AllSupplements(url))
        {
            content = content.With(CodeSystemReader.Read(supplement));
        }

        return _contents.GetOrAdd((url, version), content);
    }

    /// <summary>True for an address that FHIR writes otherwise.</summary>
    internal bool IsMistaken(string system) => WholeSystem(system) is null && Preferred(system) is not null;

    /// <summary>How FHIR writes a code system that goes by another identifier, or null.</summary>
    internal string? Preferred(string identifier) => _layer.Preferred(identifier) ?? _below?.Preferred(identifier);

    private IEnumerable<NodeReader> AllSupplements(string url) => (_below?.AllSupplements(url) ?? []).Concat(_layer.Supplements(url));

    /// <summary>Every code of a system that is here, or null.</summary>
    internal ValueSetMatcher? WholeSystem(string system)
    {
        if (_wholeSystems.TryGetValue(system, out var known))
        {
            return known;
        }

        // Unknown systems are not kept: their names come from resources, and there is no end to them.
        return KnowsCodeSystem(system)
            ? _wholeSystems.GetOrAdd(system, new ValueSetCompiler(this, new CompileScope(system, null)).Compile(ImplicitValueSets.All(system, system)))
            : null;
    }

    private ValueSetMatcher Keep(string canonical, ValueSetMatcher matcher) => matcher.IsPartial || _sets.Count >= MostKept ? matcher : _sets.GetOrAdd(canonical, matcher);

    private ValueSetStatement? FindStatement(string url, string? version)
    {
        for (var store = this; store is not null; store = store._below)
        {
            if (store._layer.Find(ResourceLayer.ValueSet, url, version) is { } resource)
            {
                return ValueSetStatement.Read(resource);
            }

            if (store._layer.SystemOfSet(url) is { } system)
            {
                return ImplicitValueSets.All(url, system);
            }
        }

        return ImplicitValueSets.TryRead(url);
    }

    private string UnknownSet(string canonical)
    {
        var (url, version) = Canonical.Split(canonical);
        var versions = new List<string>();
        for (var store = this; version is not null && store is not null; store = store._below)
        {
            versions.AddRange(store._layer.Versions(ResourceLayer.ValueSet, url));
        }

        return versions.Count == 0
            ? $"The value set {canonical} is not here, so the code cannot be checked."
            : $"The value set {url} is here in version {string.Join(", ", versions.Distinct())}, not in {version}, so the code cannot be checked.";
    }
}
