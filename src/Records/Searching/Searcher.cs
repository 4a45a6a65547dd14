using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Reading;
using Helhed.Records.Writing;

namespace Helhed.Records.Searching;

/// <summary>Runs searches. See <see href="https://hl7.org/fhir/R4/search.html"/>.</summary>
internal sealed class Searcher(IndexExtractor extractor, TimeZoneInfo local, byte[] secret)
{
    private const int MaxIncluded = 1000;

    public async ValueTask<Outcome<SearchPage>> Search(SqlSession session, Caller caller, SearchQuery query)
    {
        var decision = AccessRule.Decide(caller, Act.Search, query.Type.Name);
        if (!decision.Allowed)
        {
            return Problems.Denied(decision.Rule);
        }

        var context = $"{query.Type.Name}?{query.Canonical}\n{caller.Reference}";
        var after = query.Cursor is { } text ? PageCursor.Open(text, secret, context) : null;
        if (query.Cursor is not null && after is null)
        {
            return new Problem(ProblemKind.Invalid, "This paging link is not one that was given to you for this search. Begin at the first page.", "_cursor");
        }

        var sql = new SearchSql(query, decision, local);
        long? total = null;
        if (query.WantsTotal || query.WantsOnlyCount)
        {
            var count = new SqlText();
            if (sql.AddCount(count) is { } problem)
            {
                return problem;
            }

            total = await session.First(count.ToString(), r => r.Long(0), count.Values);
        }

        if (query.WantsOnlyCount)
        {
            return new SearchPage([], [], null, total);
        }

        var page = await Page(session, query, sql, after);
        if (!page.TryGet(out var rows, out var bad))
        {
            return bad;
        }

        var hasMore = rows.Count > query.Count;
        var shown = rows.Take(query.Count).ToList();
        var matches = shown.ConvertAll(r => ResourceReader.Stored(query.Type, r.Id, r.Row));
        var next = hasMore ? new PageCursor(shown[^1].Phase, shown[^1].Key, shown[^1].Row.Rid).Seal(secret, context) : null;
        total ??= after is null && !hasMore ? matches.Count : null;
        return new SearchPage(matches, await Included(session, caller, query, matches), next, total);
    }

    private static async ValueTask<Outcome<List<PageRow>>> Page(SqlSession session, SearchQuery query, SearchSql sql, PageCursor? after)
    {
        var rows = await Part(session, sql, after, query.Count + 1);
        if (!rows.TryGet(out var found, out var problem))
        {
            return problem;
        }

        if (query.Sort is not { Parameter: not null } || after?.Phase == "rest" || found.Count > query.Count)
        {
            return found;
        }

        // The values have run out: the page is filled up with matches that have none.
        var rest = await Part(session, sql, new PageCursor("rest", "", 0), query.Count + 1 - found.Count);
        if (!rest.TryGet(out var more, out var bad))
        {
            return bad;
        }

        found.AddRange(more);
        return found;
    }

    private static async ValueTask<Outcome<List<PageRow>>> Part(SqlSession session, SearchSql sql, PageCursor? after, int limit)
    {
        var page = new SqlText();
        if (sql.AddPage(page, after, limit) is { } problem)
        {
            return problem;
        }

        var phase = after?.Phase == "rest" ? "rest" : "";
        return await session.Query(
            page.ToString(), r => new PageRow(r.Text(8), CurrentRow.Map(r), phase, phase == "rest" ? "" : sql.KeyText(r, 9)), page.Values);
    }

    // References are taken out of the page's own resources, in memory; one statement for each type brings what they point at.
    private async ValueTask<IReadOnlyList<StoredResource>> Included(SqlSession session, Caller caller, SearchQuery query, List<StoredResource> matches)
    {
        if (query.Includes.Count == 0 || matches.Count == 0)
        {
            return [];
        }

        var wanted = new HashSet<(string Type, string Id)>();
        var values = new IndexValues();
        foreach (var match in matches)
        {
            if (FhirDocument.Parse(match.Json, new ParseOptions(Missing: Fhir.IssueSeverity.Warning)).Document is { } document)
            {
                values.Clear();
                extractor.Collect(document, values);
                wanted.UnionWith(Targets(query.Includes, values));
            }
        }

        wanted.ExceptWith(matches.Select(m => (m.Type, m.Id)));
        var included = new List<StoredResource>();
        foreach (var group in wanted.Take(MaxIncluded).GroupBy(w => w.Type).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var type = R4Definitions.Default.FindResource(group.Key)!;
            var ids = string.Join(',', group.Select(g => g.Id).Order(StringComparer.Ordinal));
            foreach (var chunk in group.Select(g => g.Id).Order(StringComparer.Ordinal).Chunk(100))
            {
                var found = await Search(session, caller, new SearchQuery(
                    type, [new SearchCriterion(IdParameter(type), "", chunk, "_id")], [], null, chunk.Length, false, false, null, ids));
                included.AddRange(found.IsOk ? found.Value.Matches : []);
            }
        }

        return included;
    }

    private static IEnumerable<(string Type, string Id)> Targets(IReadOnlyList<SearchInclude> includes, IndexValues values) =>
        from reference in values.References
        from include in includes
        where reference.Parameter == include.Parameter && !reference.Id.IsEmpty
        let type = System.Text.Encoding.UTF8.GetString(reference.Type.Span)
        where include.TargetType is null || include.TargetType == type
        select (type, System.Text.Encoding.UTF8.GetString(reference.Id.Span));

    private static SearchParameterDefinition IdParameter(TypeDefinition type) => R4Definitions.Default.ParametersFor(type.Name).First(p => p.Code == "_id");

    private sealed record PageRow(string Id, CurrentRow Row, string Phase, string Key);
}
