using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>
/// Chooses how a sorted page is read. Along an index in the order wanted, where most rows fit, the page is full after a few; where few fit,
/// it is cheaper to find all of them and to order those. How many fit is asked of the index, up to a bound.
/// </summary>
internal sealed class PageModes(SearchSurroundings surroundings)
{
    private const int Few = 2000;

    public async ValueTask<PageMode> Choose(SqlSession session, SearchQuery query, IReadOnlyList<TypedSearch> searches)
    {
        if (query.Sort.Count == 0)
        {
            return PageMode.ById;
        }

        var search = searches[0];
        var key = new SortKey(query.Sort[0]);
        if (query.Sort.Count > 1 || searches.Count > 1 || query.Contained != ContainedMode.False)
        {
            return PageMode.Ordered;
        }

        var along = key.Indexed is not null ? PageMode.AlongIndex : key.Sort.Name == "_lastUpdated" ? PageMode.AlongTime : PageMode.Ordered;
        if (along == PageMode.Ordered || search.Conditions.Count == 0)
        {
            return along == PageMode.AlongTime && search.Decision.Sight is not null ? PageMode.Ordered : along;
        }

        if (search.Patient is not null)
        {
            return key.Sort.Parameter?.Type == SearchParameterType.Date ? along : PageMode.Ordered;
        }

        return await IsFew(session, search) ? PageMode.Ordered : along;
    }

    // Whether one of the conditions alone leaves few rows.
    private async ValueTask<bool> IsFew(SqlSession session, TypedSearch search)
    {
        var asked = MatchSql.Ordered(search).Where(IsCheap).ToList();
        if (asked.Count == 0)
        {
            return search.Conditions.Any(c => c is SelfCondition or CompartmentCondition or ChainCondition or WordsCondition);
        }

        var sql = new SqlText(session.Dialect);
        var conditions = new ConditionSql(surroundings);
        sql.Add("SELECT ");
        for (var i = 0; i < asked.Count; i++)
        {
            sql.Add(i == 0, "(SELECT COUNT(*) FROM (SELECT b.rid FROM (", ", (SELECT COUNT(*) FROM (SELECT b.rid FROM (");
            conditions.AddSet(sql, search.Type, asked[i], null);
            sql.Add(") b LIMIT ").Value(Few).Add(") n)");
        }

        var counts = await session.First(sql.ToString(), r => Enumerable.Range(0, asked.Count).Select(r.Long).ToArray(), sql.Values);
        return counts!.Any(c => c < Few);
    }

    // Those whose rows are one range of an index: counting stops at the bound.
    private static bool IsCheap(Condition condition) => condition is ValueCondition
    {
        IsUnequal: false,
        Modifier: "" or "exact" or "identifier" or "of-type",
        Parameter.Type: SearchParameterType.Token or SearchParameterType.Reference or SearchParameterType.String or SearchParameterType.Uri,
    };
}
