using Helhed.Access;
using Helhed.Access.Veils;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Reading;
using Helhed.Records.Writing;

namespace Helhed.Records.Searching;

/// <summary>Runs searches. See <see href="https://hl7.org/fhir/R4/search.html"/>.</summary>
internal sealed class Searcher(IndexExtractor extractor, SearchParameters parameters, CodeSets codes, RecordsOptions options, TimeProvider clock)
{
    /// <summary>Whom staff stand for.</summary>
    public required Parties Parties { get; init; }

    /// <summary>What is hidden inside of what is shown.</summary>
    public required Veils Veils { get; init; }

    public async ValueTask<Outcome<SearchPage>> Search(SqlSession session, Caller caller, SearchQuery query)
    {
        try
        {
            var now = clock.GetUtcNow();
            var isOwn = query.IsPlainPage && AccessRule.Decide(caller, Act.Search, query.Types[0].Name).Sight is { IsOwn: true };
            if (isOwn && Veils.Assumed(caller, now) is { } state && await Run(session, caller, query, (now, state)) is { } quick)
            {
                return quick;
            }

            return (await Run(session, caller, query, (now, null)))!.Value;
        }
        catch (SearchRefusedException refused)
        {
            return refused.Problem;
        }
    }

    /// <summary>Resources that a condition finds, for includes: in no particular order, with what the caller may see, as far as a budget goes.</summary>
    public static async ValueTask<List<StoredResource>> Find(SqlSession session, SearchSurroundings surroundings, TypeDefinition type, Condition condition, int limit, AnswerBudget? budget = null)
    {
        var decision = surroundings.Decide(type);
        if (!decision.Allowed)
        {
            return [];
        }

        var query = new SearchQuery([type], [condition]);
        var sql = new SqlText(session.Dialect);
        new SearchSql(surroundings, query, [new TypedSearch(type, [condition], decision)]).AddPage(sql, PageMode.ById, null, limit);
        var rows = await session.Query(sql.ToString(), r => budget is { IsSpent: true } ? null : Taken(ResourceReader.Stored(type, r.Text(8), CurrentRow.Map(r)), budget), sql.Values);
        var found = rows.OfType<StoredResource>().ToList();

        // Nothing is brought along by way of somebody hidden either.
        return surroundings.Veil is { Hidden.Count: > 0 } veil ? found.FindAll(f => !veil.Hides(f.Type, f.Id)) : found;
    }

    // Null when what was assumed of the caller was not so.
    private async ValueTask<Outcome<SearchPage>?> Run(SqlSession session, Caller caller, SearchQuery query, (DateTimeOffset Now, long? Assumed) at)
    {
        var (now, assumed) = at;
        var (veil, isPlainlyOwn) = assumed is null ? await Veils.Look(session, caller, now) : (null, true);
        var surroundings = new SearchSurroundings(caller, options.LocalZone, now.ToUnixTimeMilliseconds()) { Veil = veil, IsPlainlyOwn = isPlainlyOwn, AssumedState = assumed };
        if (query.Types.Count == 1 && surroundings.Decide(query.Types[0]) is { Allowed: false } denied)
        {
            return AccessNotes.Denied(caller, denied);
        }

        if (veil is { IsPseudonymised: true } && (query.Contained != ContainedMode.False || query.Sort.Any(s => s.Parameter is { Type: not SearchParameterType.Date } or { Code: "birthdate" or "death-date" })))
        {
            return new Problem(ProblemKind.Forbidden, "Research and quality work sorts by times alone and asks for no contained resources: the order would tell who somebody is.", "_sort") { Rule = "system-approved-purpose" };
        }

        if (veil is not null && query.Sort.Any(s => VeiledConditions.HidesOrder(veil, query.Types, s)))
        {
            // As if none of them had a value.
            query = query with { Sort = [.. query.Sort.Where(s => !VeiledConditions.HidesOrder(veil, query.Types, s))] };
        }

        var context = $"{query.Scope}?{query.Canonical}\n{caller.Reference}";
        var after = query.Cursor is { } text ? PageCursor.Open(text, options.CursorSecret, context) : null;
        if (query.Cursor is not null && after is null)
        {
            return new Problem(ProblemKind.Invalid, "This paging link is not one that was given to you for this search. Begin at the first page.", "_cursor");
        }

        var searches = await Typed(session, surroundings, query);
        var resolver = new ConditionResolver(session, surroundings, codes);
        surroundings = surroundings with { Units = await resolver.Units(searches.SelectMany(s => s.Conditions)) };
        if (!query.WantsTotal && !query.WantsOnlyCount && query.Contained == ContainedMode.False && searches is [{ Patient: not null, Decision.Sight: { IsByRelation: true } staff }])
        {
            surroundings = surroundings with { Plainly = await Parties.Of(session, staff) };
        }

        long? total = query.WantsTotal || query.WantsOnlyCount ? await Count(session, new SearchSql(surroundings, query, searches), searches) : null;
        if (query.WantsOnlyCount || searches.Count == 0)
        {
            return new SearchPage([], [], null, total ?? 0) { Understood = query.Canonical };
        }

        (var mode, searches) = await Way(session, surroundings, query, searches, after);
        var sql = new SearchSql(surroundings, query, searches);
        var (rows, isCut) = await Page(session, query, sql, mode, after);
        if (assumed is not null && !await IsAsAssumed(session, caller, rows, now))
        {
            return null;
        }

        if (surroundings.Plainly is not null && (rows.Count == 0 || await IsBlockedByAnother(session, rows)))
        {
            // Not the plain case: nothing is there, or there is a block, a claim, or a tree of units that has moved on.
            surroundings = surroundings with { Plainly = null };
            (rows, isCut) = await Page(session, query, new SearchSql(surroundings, query, searches), mode, after);
            if (rows.Count > 0)
            {
                Parties.Forget(searches[0].Decision.Sight!);
            }
        }

        var hasMore = isCut || rows.Count > query.Count;
        var shown = rows.Take(query.Count).ToList();
        var matches = shown.ConvertAll(Stored);
        var next = hasMore ? new PageCursor(shown[^1].Mode, shown[^1].Keys, shown[^1].OwnRid).Seal(options.CursorSecret, context) : null;
        total ??= after is null && !hasMore ? matches.Count : null;
        var includes = new Includes(extractor, parameters, surroundings) { Budget = new AnswerBudget(query.MaxBytes) };
        var included = query.Includes.Count + query.ReverseIncludes.Count == 0 ? [] : await includes.Of(session, query, matches);
        var rule = searches[0].Decision.Rule;
        await AccessNotes.Shown(session, caller, ("search", rule, rows.Count > 0 ? rows[0].Ground : null), matches.Concat(included), query.Types.Any(t => AccessRule.IsLogged(t.Name)) ? $"{query.Scope.TrimStart('/')}?{query.Canonical}" : null);
        return new SearchPage(Veiled.Of(veil, matches), Veiled.Of(veil, included), next, total) { Understood = query.Canonical, Remark = includes.IsCut ? Includes.Cut : null };
    }

    // How a page is read; one goes on as the one before it began.
    private static async ValueTask<(PageMode Mode, IReadOnlyList<TypedSearch> Searches)> Way(SqlSession session, SearchSurroundings surroundings, SearchQuery query, IReadOnlyList<TypedSearch> searches, PageCursor? after)
    {
        if (after is { Mode: not PageMode.Ordered })
        {
            return (after.Mode, searches);
        }

        var (mode, fewest) = await new PageModes(surroundings).Choose(session, query, searches);
        return (after?.Mode ?? mode, fewest is null ? searches : [searches[0] with { Fewest = fewest }]);
    }

    private async ValueTask<IReadOnlyList<TypedSearch>> Typed(SqlSession session, SearchSurroundings surroundings, SearchQuery query)
    {
        var reader = new ConditionReader(parameters, query.BaseUrl);
        var types = query.Types.Count > 1 ? await Present(session, query.Types) : query.Types;
        var searches = new List<TypedSearch>();
        foreach (var type in types)
        {
            var decision = surroundings.Decide(type);
            if (!decision.Allowed)
            {
                continue;
            }

            List<Condition> asked = [.. query.Conditions.Select(c => c is PerTypeCondition each ? reader.Read(type, each.Name, each.Value)! : c)];
            var resolver = new ConditionResolver(session, surroundings, codes) { Patient = ListMembers.PatientOf(type, asked) };
            var conditions = new List<Condition>(asked.Count);
            foreach (var condition in asked)
            {
                conditions.Add(await resolver.Resolve(type, condition));
            }

            searches.Add(new TypedSearch(type, surroundings.Veil is { } hidden ? new VeiledConditions(hidden) { InContained = query.Contained != ContainedMode.False }.Of(type, conditions) : conditions, decision).WithPatient());
        }

        return searches;
    }

    // A search over all types asks only those that there are resources of.
    private static async ValueTask<IReadOnlyList<TypeDefinition>> Present(SqlSession session, IReadOnlyList<TypeDefinition> types)
    {
        var sql = new SqlText(session.Dialect);
        for (var i = 0; i < types.Count; i++)
        {
            var (first, last) = Keys.Rids(types[i]);
            sql.Add(i == 0, "SELECT ", " UNION ALL SELECT ").Value(types[i].Index);
            sql.Add(" AS type WHERE EXISTS (SELECT 1 FROM resource r WHERE r.rid BETWEEN ").Value(first).Add(" AND ").Value(last).Add(")");
        }

        var found = (await session.Query(sql.ToString(), r => r.Int(0), sql.Values)).ToHashSet();
        return [.. types.Where(t => found.Contains(t.Index))];
    }

    private static async ValueTask<long> Count(SqlSession session, SearchSql search, IReadOnlyList<TypedSearch> searches)
    {
        if (searches.Count == 0)
        {
            return 0;
        }

        var sql = new SqlText(session.Dialect) { IsPlannedByValues = TypedSearch.DependOnValues(searches, isOrdered: false) };
        search.AddCount(sql);
        return (await session.Query(sql, r => r.Long(0)))[0];
    }

    private async ValueTask<bool> IsAsAssumed(SqlSession session, Caller caller, List<PageRow> rows, DateTimeOffset now) =>
        rows.Count > 0 ? rows.TrueForAll(r => r.IsAsAssumed) : await Veils.Look(session, caller, now) is (null, true);

    // Of several patients too, one of whom has blocks: the quick way cannot tell whether it is seen.
    private static async ValueTask<bool> IsBlockedByAnother(SqlSession session, List<PageRow> rows)
    {
        var shared = rows.Where(r => r.Row.Patient == -1).Select(r => r.Row.Rid).ToList();
        return shared.Count > 0 && await SharedSql.AnyHasBlocks(session, shared);
    }

    // A page whose bytes are up ends early: the next one begins behind its last row, as it does behind a full one.
    private static async ValueTask<(List<PageRow> Rows, bool IsCut)> Page(SqlSession session, SearchQuery query, SearchSql sql, PageMode mode, PageCursor? after)
    {
        var budget = new AnswerBudget(query.MaxBytes);
        var limit = query.Count + 1;
        var found = await Part(session, sql, (mode, after, limit), budget);
        if (mode == PageMode.AlongIndex && found.Count < limit && !found.Contains(null))
        {
            // The values have run out: the page is filled up with matches that have none.
            found.AddRange(await Part(session, sql, (PageMode.WithoutValue, null, limit - found.Count), budget));
        }

        var rows = found.OfType<PageRow>().ToList();
        return (rows, rows.Count < found.Count);
    }

    // Null for rows that the budget had no bytes for: their bodies are not kept.
    private static async ValueTask<List<PageRow?>> Part(SqlSession session, SearchSql search, (PageMode Mode, PageCursor? After, int Limit) from, AnswerBudget budget)
    {
        var (mode, after, limit) = from;
        var sql = new SqlText(session.Dialect) { IsPlannedByValues = TypedSearch.DependOnValues(search.Searches, isOrdered: mode != PageMode.ById) };
        search.AddPage(sql, mode, after, limit);
        var keys = mode switch { PageMode.Ordered => search.Keys.Count, PageMode.AlongIndex or PageMode.AlongTime => 1, _ => 0 };
        var why = SearchSql.FirstKey + keys;
        return await session.Query(
            sql,
            r => budget.IsSpent ? null : Taken(
                new PageRow(r.Text(8), CurrentRow.Map(r), r.Long(SearchSql.OwnRid), mode, KeysOf(search, r, keys))
                {
                    Ground = search.HasGround && !r.IsNull(why) ? r.Long(why) : null,
                    IsAsAssumed = search.AssumedState is { } state && Veils.IsAsAssumed(r, why, state),
                },
                budget));
    }

    private static PageRow? Taken(PageRow row, AnswerBudget budget)
    {
        budget.Take(row.Row.Body.Length);
        return row;
    }

    private static StoredResource? Taken(StoredResource resource, AnswerBudget? budget)
    {
        budget?.Take(resource.Json.Length);
        return resource;
    }

    private static string?[] KeysOf(SearchSql search, Row row, int count)
    {
        var keys = count == 0 ? [] : new string?[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = search.Keys[i].Text(row, SearchSql.FirstKey + i);
        }

        return keys;
    }

    private StoredResource Stored(PageRow found)
    {
        var container = ResourceReader.Stored(R4Definitions.Default.Types[found.Row.Type], found.Id, found.Row);
        return found.OwnRid < 0 ? ContainedResources.Of(extractor, container, Keys.OrdinalOf(found.OwnRid)) : container;
    }

    private sealed record PageRow(string Id, CurrentRow Row, long OwnRid, PageMode Mode, IReadOnlyList<string?> Keys)
    {
        public long? Ground { get; init; }

        /// <summary>What was assumed of the caller was so.</summary>
        public bool IsAsAssumed { get; init; }
    }
}
