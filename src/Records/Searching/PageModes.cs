using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>
/// Chooses how a sorted page is read. Along an index in the order wanted, where most rows fit, the page is full after a few; where few fit,
/// it is cheaper to find all of them and to order those. How many fit is asked of the index, up to a bound. Where a share s of n rows fits, the
/// way along reads l/s of them for a page of l, and the other s·n: they are the same at s·n = √(l·n), and a row that is ordered costs some four times
/// one that is passed by.
/// </summary>
internal sealed class PageModes(SearchSurroundings surroundings)
{
    private const int MostFew = 2000;
    private const int LeastFew = 50;
    private const int DearerToOrder = 4;

    /// <summary>How the page is read, and the condition that leaves the fewest rows, where they were counted and all of them are ordered.</summary>
    public async ValueTask<(PageMode Mode, Condition? Fewest)> Choose(SqlSession session, SearchQuery query, IReadOnlyList<TypedSearch> searches)
    {
        if (query.Sort.Count == 0)
        {
            return (PageMode.ById, null);
        }

        var search = searches[0];
        var key = new SortKey(query.Sort[0]);
        if (query.Sort.Count > 1 || searches.Count > 1 || query.Contained != ContainedMode.False)
        {
            return (PageMode.Ordered, null);
        }

        var along = key.Indexed is not null ? PageMode.AlongIndex : key.Sort.Name == "_lastUpdated" ? PageMode.AlongTime : PageMode.Ordered;
        if (along == PageMode.Ordered || search.Conditions.Count == 0)
        {
            return (along == PageMode.AlongTime && search.Decision.Sight is not null ? PageMode.Ordered : along, null);
        }

        if (search.Patient is not null)
        {
            return (key.Sort.Parameter?.Type == SearchParameterType.Date ? along : PageMode.Ordered, null);
        }

        var (isFew, fewest) = await Fewest(session, search, query.Count + 1);
        return isFew ? (PageMode.Ordered, fewest) : (along, null);
    }

    // Whether one of the conditions alone leaves few rows, and which.
    private async ValueTask<(bool IsFew, Condition? Which)> Fewest(SqlSession session, TypedSearch search, int limit)
    {
        var asked = MatchSql.Ordered(search).Where(IsCheap).ToList();
        if (asked.Count == 0)
        {
            return (search.Conditions.Any(c => c is SelfCondition or CompartmentCondition or ChainCondition or WordsCondition), null);
        }

        var sql = new SqlText(session.Dialect);
        var conditions = new ConditionSql(surroundings);
        var (first, last) = Keys.Rids(search.Type);
        sql.Add("SELECT (SELECT MAX(r.rid) FROM resource r WHERE r.rid BETWEEN ").Value(first).Add(" AND ").Value(last).Add(")");
        for (var i = 0; i < asked.Count; i++)
        {
            sql.Add(", (SELECT COUNT(*) FROM (SELECT b.rid FROM (");
            conditions.AddSet(sql, search.Type, asked[i], null);
            sql.Add(") b LIMIT ").Value(MostFew).Add(") n)");
        }

        var counts = (await session.First(sql.ToString(), r => (Last: r.IsNull(0) ? first : r.Long(0), Each: Enumerable.Range(1, asked.Count).Select(r.Long).ToList()), sql.Values))!;
        var least = counts.Each.Min();
        var few = Math.Clamp(Math.Sqrt((double)limit * (counts.Last - first + 1) / DearerToOrder), LeastFew, MostFew);
        return (least < few, asked[counts.Each.IndexOf(least)]);
    }

    // Those whose rows are one range of an index: counting stops at the bound.
    private static bool IsCheap(Condition condition) => condition is ValueCondition
    {
        IsUnequal: false,
        Modifier: "" or "exact" or "identifier" or "of-type",
        Parameter.Type: SearchParameterType.Token or SearchParameterType.Reference or SearchParameterType.String or SearchParameterType.Uri,
    };
}
