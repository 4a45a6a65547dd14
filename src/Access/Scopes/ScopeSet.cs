using System.Collections.Concurrent;
using Helhed.Platform;

namespace Helhed.Access.Scopes;

/// <summary>
/// What an app was granted: scopes of SMART App Launch 2.2, and those of SMART 1. Never changes, asks nobody, and answers from memory.
/// https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
/// </summary>
public sealed class ScopeSet
{
    private const int LongestText = 4000;
    private const int MostScopes = 100;
    private const int MostKept = 1024;

    private static readonly string[] Marks = ["openid", "fhirUser", "profile", "launch", "launch/patient", "launch/encounter", "offline_access", "online_access"];
    private static readonly ConcurrentDictionary<string, ScopeSet> Kept = new(StringComparer.Ordinal);

    private readonly ResourceScope[] _resources;
    private readonly string[] _marks;

    private ScopeSet(IEnumerable<ResourceScope> resources, IEnumerable<string> marks)
    {
        _resources = Least(resources);
        _marks = [.. marks.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Nothing granted.</summary>
    public static ScopeSet Empty { get; } = new([], []);

    /// <summary>The scopes for resources. None of them is contained in another.</summary>
    public IReadOnlyList<ResourceScope> Resources => _resources;

    /// <summary>Those that are not for resources, such as openid and offline_access.</summary>
    public IReadOnlyList<string> Others => _marks;

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => _resources.Length + _marks.Length == 0;

    /// <summary>Reads what an app asks for.</summary>
    /// <param name="scopes">Scopes, separated by spaces; at most 4,000 characters and 100 scopes.</param>
    /// <returns>The set, or a problem that names the scope that cannot be given: it is none, or its query is one that would let nothing through.</returns>
    public static Outcome<ScopeSet> Parse(string? scopes)
    {
        var texts = (scopes ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return scopes?.Length > LongestText || texts.Length > MostScopes
            ? new Problem(ProblemKind.Invalid, $"More scopes than can be asked for at once: at most {MostScopes}, and {LongestText} characters.")
            : Read(texts).Then(set => set._resources.FirstOrDefault(s => s.Query is { } query && !ScopeQuery.CanBeAsked(s.Type, query)) is { } none
                ? ScopeReader.Wrong(none.ToString(), ScopeQuery.Cure)
                : Outcome.Ok(set));
    }

    /// <summary>The set of scopes that were granted, as <see cref="Caller.Scopes"/> has them. Kept in memory: the same text gives the same set.</summary>
    /// <param name="scopes">Scopes, separated by spaces.</param>
    /// <returns>The set; empty when the text holds anything that is no scope, so that a mistake gives nothing away.</returns>
    public static ScopeSet Of(string scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        if (Kept.TryGetValue(scopes, out var kept))
        {
            return kept;
        }

        if (Kept.Count >= MostKept)
        {
            Kept.Clear();
        }

        var set = Read(scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)).TryGet(out var read, out _) ? read : Empty;
        return Kept.GetOrAdd(scopes, set);
    }

    /// <summary>Whether a scope that is not for resources is in it.</summary>
    /// <param name="scope">Such as "openid".</param>
    /// <returns>True when it is.</returns>
    public bool Has(string scope) => _marks.AsSpan().Contains(scope);

    /// <summary>Whether any scope is for this level.</summary>
    /// <param name="level">About whose data.</param>
    /// <returns>True when there is one.</returns>
    public bool HasAny(ScopeLevel level)
    {
        foreach (var scope in _resources)
        {
            if (scope.Level == level)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an act on a type is let through, of all its resources or of those that match a query (<see cref="Queries"/>).</summary>
    /// <param name="level">About whose data.</param>
    /// <param name="type">A type of resource, such as "Observation".</param>
    /// <param name="act">One act.</param>
    /// <returns>True when it is.</returns>
    public bool Allows(ScopeLevel level, string type, ScopeActs act)
    {
        foreach (var scope in _resources)
        {
            if (Fits(scope, level, type, act))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What narrows an act that <see cref="Allows"/>.</summary>
    /// <param name="level">About whose data.</param>
    /// <param name="type">A type of resource, such as "Observation".</param>
    /// <param name="act">One act.</param>
    /// <returns>Queries as they stand behind '?' in a search, of which a resource must match at least one. Empty: nothing narrows it. Null: it is not allowed.</returns>
    public IReadOnlyList<string>? Queries(ScopeLevel level, string type, ScopeActs act)
    {
        List<string>? queries = null;
        foreach (var scope in _resources)
        {
            if (!Fits(scope, level, type, act))
            {
                continue;
            }

            if (scope.Query is null)
            {
                return [];
            }

            (queries ??= []).Add(scope.Query);
        }

        return queries;
    }

    /// <summary>What both sets let through; at most as much as can be asked for at once, and of two queries what fits into one.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The set of it.</returns>
    public ScopeSet And(ScopeSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var both =
            from one in _resources
            from two in other._resources
            let scope = one.And(two)
            where scope is not null
            select scope;
        return new ScopeSet(Bounded(both), _marks.Where(other.Has));
    }

    /// <summary>Whether all that another set lets through is let through by this one.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when it is.</returns>
    public bool Covers(ScopeSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other._marks.All(Has) && other._resources.All(scope => _resources.Any(own => own.Covers(scope)));
    }

    /// <summary>The set without some of its scopes.</summary>
    internal ScopeSet Without(Func<string, bool> mark, Func<ResourceScope, bool> resource) =>
        new(_resources.Where(scope => !resource(scope)), _marks.Where(scope => !mark(scope)));

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', _marks.Concat(_resources.Select(scope => scope.ToString())));

    private static bool Fits(ResourceScope scope, ScopeLevel level, string type, ScopeActs act) =>
        scope.Level == level && (scope.Acts & act) != 0 && (scope.Type == "*" || scope.Type == type);

    private static Outcome<ScopeSet> Read(string[] texts)
    {
        var resources = new List<ResourceScope>();
        var marks = new List<string>();
        foreach (var text in texts)
        {
            if (Marks.AsSpan().Contains(text))
            {
                marks.Add(text);
            }
            else if (ScopeReader.Read(text).TryGet(out var scope, out var problem))
            {
                resources.Add(scope);
            }
            else
            {
                return problem;
            }
        }

        return new ScopeSet(resources, marks);
    }

    // A hundred scopes with queries and a hundred others would be ten thousand together, for nobody to read and for every token to carry.
    private static List<ResourceScope> Bounded(IEnumerable<ResourceScope> resources)
    {
        var kept = new List<ResourceScope>();
        foreach (var scope in resources)
        {
            if (kept.Exists(one => one.Covers(scope)))
            {
                continue;
            }

            kept.RemoveAll(scope.Covers);
            if (kept.Count == MostScopes || kept.Append(scope).Sum(one => one.ToString().Length + 1) > LongestText)
            {
                break;
            }

            kept.Add(scope);
        }

        return kept;
    }

    // In the order given, without those that another one contains.
    private static ResourceScope[] Least(IEnumerable<ResourceScope> resources)
    {
        var least = new List<ResourceScope>();
        foreach (var scope in resources)
        {
            if (!least.Exists(kept => kept.Covers(scope)))
            {
                least.RemoveAll(scope.Covers);
                least.Add(scope);
            }
        }

        return [.. least];
    }
}
