using System.Globalization;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>
/// <c>_include</c> and <c>_revinclude</c>: what the page's resources refer to, and what refers to them; with <c>:iterate</c> again for what
/// was brought along. See <see href="https://hl7.org/fhir/R4/search.html#include"/>.
/// </summary>
internal sealed class Includes(IndexExtractor extractor, SearchParameters parameters, SearchSurroundings surroundings)
{
    /// <summary>Most resources that a page brings along.</summary>
    public const int MaxIncluded = 1000;

    /// <summary>Longest chain of iterations.</summary>
    public const int MaxRounds = 5;

    private const int PerStatement = 100;

    /// <summary>What a page says whose limits kept something out.</summary>
    public static readonly string Cut = $"Not all that _include and _revinclude ask for is here: a page brings at most {MaxIncluded} resources along, over at most {MaxRounds} rounds, and no more bytes than an answer may have. Ask for fewer matches a page by _count, or search for what refers to each.";

    private static readonly ParseOptions Stored = new(Missing: Fhir.IssueSeverity.Warning);

    private readonly Dictionary<(string Type, string Id), StoredResource> _included = [];

    /// <summary>The bytes that may be brought along.</summary>
    public AnswerBudget Budget { get; init; } = new(long.MaxValue);

    /// <summary>True when a limit kept something out that is asked for.</summary>
    public bool IsCut { get; private set; }

    public async ValueTask<IReadOnlyList<StoredResource>> Of(SqlSession session, SearchQuery query, IReadOnlyList<StoredResource> matches)
    {
        var known = matches.Where(m => m.Container is null).Select(m => (m.Type, m.Id)).ToHashSet();
        var frontier = matches;
        for (var round = 0; round < MaxRounds && frontier.Count > 0 && _included.Count < MaxIncluded; round++)
        {
            var isFirst = round == 0;
            var fresh = new List<StoredResource>();
            await AddTargets(session, [.. query.Includes.Where(i => isFirst || i.Iterates)], frontier, known, fresh);
            await AddSources(session, [.. query.ReverseIncludes.Where(i => isFirst || i.Iterates)], frontier, known, fresh);
            frontier = fresh;
        }

        IsCut |= frontier.Count > 0 && query.Includes.Concat(query.ReverseIncludes).Any(i => i.Iterates);
        return [.. _included.Values];
    }

    // References are taken out of the resources in memory; one statement for each type brings what they point at.
    private async ValueTask AddTargets(
        SqlSession session, List<SearchInclude> includes, IReadOnlyList<StoredResource> from, HashSet<(string Type, string Id)> known, List<StoredResource> fresh)
    {
        if (includes.Count == 0)
        {
            return;
        }

        var wanted = new HashSet<(string Type, string Id)>();
        var canonicals = new HashSet<(SearchParameterDefinition Parameter, string Url)>();
        var values = new IndexValues();
        foreach (var resource in from)
        {
            var asked = includes.Where(i => i.Source is null || i.Source.Name == resource.Type).ToList();
            if (asked.Count > 0 && FhirDocument.Parse(Shown(resource), Stored).Document is { } document)
            {
                values.Clear();
                extractor.Collect(document, values);
                parameters.Collect(extractor, document, values);
                Collect(values, asked, wanted, canonicals);
            }
        }

        wanted.ExceptWith(known);
        foreach (var group in wanted.GroupBy(w => w.Type).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var type = R4Definitions.Default.FindResource(group.Key)!;
            foreach (var chunk in group.Select(g => Keys.Reference(g.Type, g.Id)).Order().Chunk(PerStatement))
            {
                Add(await Searcher.Find(session, surroundings, type, new SelfCondition(chunk), PerStatement, Budget), known, fresh);
            }
        }

        await AddCanonicals(session, canonicals, known, fresh);
    }

    // What a visit is for is not told by what comes with it either.
    private ReadOnlyMemory<byte> Shown(StoredResource resource) =>
        surroundings.Veil is { HidesVisits: true } veil && resource.Type == "Appointment" ? veil.Over(resource.Json) : resource.Json;

    private static void Collect(IndexValues values, List<SearchInclude> asked, HashSet<(string Type, string Id)> wanted, HashSet<(SearchParameterDefinition Parameter, string Url)> canonicals)
    {
        foreach (var reference in values.References)
        {
            foreach (var include in asked)
            {
                if (include.Parameter is not null && include.Parameter != reference.Parameter)
                {
                    continue;
                }

                if (reference.Id.IsEmpty)
                {
                    canonicals.Add((reference.Parameter, Encoding.UTF8.GetString(reference.Url.Span)));
                }
                else if (Encoding.UTF8.GetString(reference.Type.Span) is var type && (include.TargetType is null || include.TargetType == type))
                {
                    wanted.Add((type, Encoding.UTF8.GetString(reference.Id.Span)));
                }
            }
        }
    }

    // A canonical names its target by the target's url.
    private async ValueTask AddCanonicals(SqlSession session, HashSet<(SearchParameterDefinition Parameter, string Url)> canonicals, HashSet<(string Type, string Id)> known, List<StoredResource> fresh)
    {
        IsCut |= canonicals.Count > PerStatement;
        foreach (var (parameter, url) in canonicals.Take(PerStatement))
        {
            foreach (var type in parameter.Targets.Select(R4Definitions.Default.FindResource).OfType<TypeDefinition>())
            {
                if (parameters.Find(type, "url", out _) is { Type: SearchParameterType.Uri } byUrl)
                {
                    Add(await Searcher.Find(session, surroundings, type, new ValueCondition(byUrl, "", [url.Split('|')[0]], "url"), PerStatement, Budget), known, fresh);
                }
            }
        }
    }

    private async ValueTask AddSources(
        SqlSession session, List<SearchInclude> includes, IReadOnlyList<StoredResource> from, HashSet<(string Type, string Id)> known, List<StoredResource> fresh)
    {
        foreach (var include in includes)
        {
            var targets = from.Where(r => r.Container is null).Where(r => include.TargetType is null || include.TargetType == r.Type).ToList();
            foreach (var (type, reference) in await Referring(session, include, targets))
            {
                if (surroundings.Veil is { } veil && VeiledConditions.HidesLink(veil, type, reference))
                {
                    continue;
                }

                foreach (var chunk in targets.Where(t => IsTarget(reference, t.Type)).Select(t => Keys.Reference(t.Type, t.Id)).Chunk(PerStatement))
                {
                    // One more than there is room for, which tells that there are more.
                    var room = MaxIncluded - _included.Count + 1;
                    Add(await Searcher.Find(session, surroundings, type, new RefersCondition(reference, chunk), room, Budget), known, fresh);
                    if (IsCut)
                    {
                        return;
                    }
                }
            }
        }
    }

    private async ValueTask<IReadOnlyList<(TypeDefinition Type, SearchParameterDefinition Reference)>> Referring(SqlSession session, SearchInclude include, List<StoredResource> targets) => include switch
    {
        { Source: { } source, Parameter: { } one } => [(source, one)],
        { Source: { } source } => [.. parameters.References(source).Select(p => (source, p))],
        _ => await AllReferring(session, targets),
    };

    // Of some thousand parameters of all types, those that the index has for any of the targets: one statement tells, and it looks at no more
    // than one row for each.
    private async ValueTask<IReadOnlyList<(TypeDefinition Type, SearchParameterDefinition Reference)>> AllReferring(SqlSession session, List<StoredResource> targets)
    {
        var types = targets.Select(t => t.Type).ToHashSet();
        var all = R4Definitions.Default.ResourceTypes.SelectMany(t => parameters.References(t).Where(p => types.Any(to => IsTarget(p, to))).Select(p => (Type: t, Reference: p))).DistinctBy(r => Keys.Param(r.Type, r.Reference)).ToList();
        var known = all.ConvertAll(r => Keys.Param(r.Type, r.Reference).ToString(CultureInfo.InvariantCulture));
        var found = new HashSet<int>();
        foreach (var chunk in targets.Where(_ => all.Count > 0).Select(t => Keys.Reference(t.Type, t.Id)).Chunk(PerStatement))
        {
            var sql = new SqlText(session.Dialect).Add("SELECT p.column1 FROM (VALUES ");
            for (var i = 0; i < known.Count; i++)
            {
                sql.Add(i == 0, "(", ", (").Add($"{known[i]}").Add(")");
            }

            sql.Add(") p WHERE EXISTS (SELECT 1 FROM ix_reference x WHERE x.param = p.column1 AND x.target").Among(chunk).Add(")");
            found.UnionWith(await session.Query(sql.ToString(), r => r.Int(0), sql.Values));
        }

        return all.FindAll(r => found.Contains(Keys.Param(r.Type, r.Reference)));
    }

    private static bool IsTarget(SearchParameterDefinition reference, string type) => reference.Targets.Count == 0 || reference.Targets.Contains(type);

    private void Add(List<StoredResource> found, HashSet<(string Type, string Id)> known, List<StoredResource> fresh)
    {
        IsCut |= Budget.IsSpent;
        foreach (var resource in found)
        {
            if (known.Contains((resource.Type, resource.Id)))
            {
                continue;
            }

            if (_included.Count == MaxIncluded)
            {
                IsCut = true;
                return;
            }

            known.Add((resource.Type, resource.Id));
            _included[(resource.Type, resource.Id)] = resource;
            fresh.Add(resource);
        }
    }
}
