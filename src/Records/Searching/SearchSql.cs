using Helhed.Access;
using Helhed.Access.Veils;
using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;
using Helhed.Records.Reading;
using Helhed.Records.Writing;

namespace Helhed.Records.Searching;

/// <summary>
/// Composes the statement of a page. Shape: internal ids from the index, ordered and limited there, joined with the resource only for the
/// page itself.
/// </summary>
internal sealed class SearchSql(SearchSurroundings surroundings, SearchQuery query, IReadOnlyList<TypedSearch> searches)
{
    private static readonly string PageColumns = string.Join(", ", CurrentRow.Columns.Split(", ").Select(c => "r." + c));

    private readonly MatchSql _matches = new(surroundings);
    private readonly List<SortKey> _keys = [.. query.Sort.Select(s => new SortKey(s))];

    /// <summary>Column of the match's own internal id in a page's rows: of a contained resource, where that is the match.</summary>
    public const int OwnRid = 9;

    /// <summary>First column of the sort keys in a page's rows.</summary>
    public const int FirstKey = 10;

    public IReadOnlyList<SortKey> Keys => _keys;

    /// <summary>What is sought among each type.</summary>
    public IReadOnlyList<TypedSearch> Searches => searches;

    /// <summary>True when a column behind the keys says on what ground staff see the patient that the search is about.</summary>
    public bool HasGround => searches is [{ Patient: not null, Decision.Sight.IsByRelation: true }];

    /// <summary>When columns behind the keys say whether what was assumed of a citizen is so: in what state.</summary>
    public long? AssumedState => surroundings.AssumedState;

    /// <summary>The number of matches.</summary>
    public void AddCount(SqlText sql)
    {
        sql.Add("SELECT COUNT(DISTINCT m.rid) FROM (");
        AddMatches(sql);
        sql.Add(") m");
    }

    /// <summary>A page: columns of <see cref="CurrentRow"/>, id, the match's own internal id, and the sort keys.</summary>
    public void AddPage(SqlText sql, PageMode mode, PageCursor? after, int limit)
    {
        if (HasGround && surroundings.Plainly is { } parties)
        {
            new Visibility(searches[0].Decision.Sight!, surroundings.NowMs).BeginPlainly(sql, searches[0].Patient!.Value, parties);
        }

        sql.Add($"SELECT {PageColumns}, r.id, p.rid");
        var keys = mode switch { PageMode.Ordered => _keys.Count, PageMode.AlongIndex or PageMode.AlongTime => 1, _ => 0 };
        for (var i = 0; i < keys; i++)
        {
            sql.Add($", p.k{Number(i)}");
        }

        AddWhy(sql);
        sql.Add(" FROM (");
        switch (mode)
        {
            case PageMode.AlongIndex:
                AddAlongIndex(sql, after);
                break;
            case PageMode.AlongTime:
                AddAlongTime(sql, after);
                break;
            case PageMode.Ordered:
                AddOrdered(sql, after);
                break;
            default:
                AddById(sql, mode, after);
                break;
        }

        AddOrder(sql, mode, "");
        sql.Add(" LIMIT ").Value(limit).Add(") p JOIN resource r ON r.rid = ");
        if (query.ShowsContained)
        {
            sql.Add("CASE WHEN p.rid < 0 THEN -p.rid / ").Value(Records.Keys.ContainedDivisor).Add(" ELSE p.rid END");
        }
        else
        {
            sql.Add("p.rid");
        }

        AddOrder(sql, mode, "p.");
    }

    // One for the whole page: it is all of one patient.
    private void AddWhy(SqlText sql)
    {
        if (AssumedState is not null)
        {
            sql.Add(", ");
            Veils.AddState(sql, searches[0].Decision.Sight!, surroundings.NowMs);
        }
        else if (HasGround)
        {
            sql.Add(", ");
            if (surroundings.Plainly is null)
            {
                new Visibility(searches[0].Decision.Sight!, surroundings.NowMs).AddGround(sql, searches[0].Patient!.Value);
            }
            else
            {
                Visibility.AddEvidence(sql);
            }
        }
    }

    private void AddOrder(SqlText sql, PageMode mode, string prefix)
    {
        sql.Add(" ORDER BY ");
        switch (mode)
        {
            case PageMode.AlongIndex or PageMode.AlongTime:
                sql.Add($"{prefix}k0{Direction(_keys[0])}, {prefix}rid{Direction(_keys[0])}");
                break;
            case PageMode.Ordered:
                for (var i = 0; i < _keys.Count; i++)
                {
                    sql.Add($"{prefix}e{Number(i)}, {prefix}k{Number(i)}{Direction(_keys[i])}, ");
                }

                sql.Add($"{prefix}rid{Direction(_keys[^1])}"); // equal ones turn round with the last key
                break;
            default:
                sql.Add($"{prefix}rid");
                break;
        }
    }

    /// <summary>All matches, perhaps more than once each, as <c>rid</c>.</summary>
    private bool AddMatches(SqlText sql, bool withPatient = false)
    {
        var hasPatient = false;
        var isFirst = true;
        foreach (var search in searches)
        {
            if (query.Contained != ContainedMode.True)
            {
                sql.Add(isFirst, "", " UNION ALL ");
                hasPatient = _matches.AddMatches(sql, search, withPatient && query.Contained == ContainedMode.False && searches.Count == 1);
                isFirst = false;
            }

            if (query.Contained != ContainedMode.False)
            {
                sql.Add(isFirst, "", " UNION ALL ");
                AddContained(sql, search);
                isFirst = false;
            }
        }

        return hasPatient;
    }

    private void AddContained(SqlText sql, TypedSearch search)
    {
        if (query.ShowsContained)
        {
            sql.Add("SELECT c.rid FROM (");
        }
        else
        {
            sql.Add("SELECT -c.rid / ").Value(Records.Keys.ContainedDivisor).Add(" AS rid FROM (");
        }

        new MatchSql(surroundings with { ParamFlags = Records.Keys.Contained(0) }).AddMatches(sql, search with { Patient = null });
        sql.Add(") c WHERE c.rid < 0");
        AddContainers(sql);
    }

    // A contained resource is seen only by who may see its container.
    private void AddContainers(SqlText sql)
    {
        var whole = new List<long>();
        var seen = new List<(Sight Sight, List<long> Types)>();
        foreach (var type in R4Definitions.Default.ResourceTypes)
        {
            if (surroundings.Decide(type) is { Allowed: true } decision)
            {
                ListOf(seen, whole, decision.Sight).Add(type.Index);
            }
        }

        if (whole.Count == R4Definitions.Default.ResourceTypes.Count)
        {
            return;
        }

        sql.Add(" AND (");
        AddTypeOfContainer(sql).Among([-1, .. whole]);
        foreach (var (sight, types) in seen)
        {
            sql.Add(" OR (");
            AddTypeOfContainer(sql).Among([-1, .. types]).Add(" AND EXISTS (SELECT 1 FROM resource t WHERE t.rid = -c.rid / ").Value(Records.Keys.ContainedDivisor).Add(" AND ");
            new Visibility(sight, surroundings.NowMs).AddRow(sql, "t", null);
            sql.Add("))");
        }

        sql.Add(")");
    }

    private static List<long> ListOf(List<(Sight Sight, List<long> Types)> seen, List<long> whole, Sight? sight)
    {
        if (sight is null)
        {
            return whole;
        }

        var at = seen.FindIndex(s => s.Sight.IsLike(sight));
        if (at < 0)
        {
            seen.Add((sight, []));
            at = seen.Count - 1;
        }

        return seen[at].Types;
    }

    private static SqlText AddTypeOfContainer(SqlText sql) => sql.Add("(-c.rid / ").Value(Records.Keys.ContainedDivisor * Records.Keys.RidsPerType).Add(")");

    private void AddById(SqlText sql, PageMode mode, PageCursor? after)
    {
        sql.Add("SELECT DISTINCT m.rid FROM (");
        AddMatches(sql);
        sql.Add(") m WHERE m.rid > ").Value(after?.Mode == mode ? after.Rid : query.ShowsContained ? long.MinValue : 0);
        if (mode == PageMode.WithoutValue)
        {
            var search = searches[0];
            sql.Add($" AND m.rid NOT IN (SELECT s.rid FROM {_keys[0].Indexed!.Value.Table} s WHERE s.param = ").Value(Records.Keys.Param(search.Type, _keys[0].Sort.Parameter!));
            if (search.Patient is { } patient)
            {
                sql.Add(" AND s.patient = ").Value(patient);
            }

            sql.Add(")");
        }
    }

    // Matches that have a value, in its order. Each has one row that is marked as its first (or last) value, so none comes twice.
    private void AddAlongIndex(SqlText sql, PageCursor? after)
    {
        var search = searches[0];
        var key = _keys[0];
        if (search.Patient is null && DateWindow.Of(surroundings, search.Conditions, key.Sort.Parameter!) is { } window)
        {
            AddAlongWindow(sql, window, after);
            return;
        }

        var (table, column) = key.Indexed!.Value;
        sql.Add($"SELECT d.rid, d.k0 FROM (SELECT x.rid, x.patient, x.{column} AS k0 FROM {table} x WHERE x.param = ").Value(Records.Keys.Param(search.Type, key.Sort.Parameter!));
        int edge = key.Sort.Descending ? IndexRows.EdgeLast : IndexRows.EdgeFirst;
        if (search.Patient is { } patient)
        {
            sql.Add(" AND x.patient = ").Value(patient);
        }
        else
        {
            edge |= IndexRows.EdgePatient;
        }

        sql.Add(" AND (x.edge & ").Value(edge).Add(") = ").Value(edge);
        AddBehind(sql, $"x.{column}", key, after);
        sql.Add(") d WHERE 1 = 1");
        _matches.AddTests(sql, search, hasPatient: true);
    }

    // Where the order is that of a date that is asked for, the rows of its window, and those whose other values or length bring them there.
    private void AddAlongWindow(SqlText sql, DateWindow window, PageCursor? after)
    {
        var (search, key) = (searches[0], _keys[0]);
        var param = Records.Keys.Param(search.Type, key.Sort.Parameter!);
        var edge = IndexRows.EdgePatient | (key.Sort.Descending ? IndexRows.EdgeLast : IndexRows.EdgeFirst);
        sql.Add("SELECT d.rid, d.k0 FROM (SELECT x.rid, x.patient, x.low AS k0 FROM ix_date x WHERE x.param = ").Value(param);
        sql.Add(" AND (x.edge & ").Value(edge).Add(") = ").Value(edge);
        window.AddBegins(sql);
        AddBehind(sql, $"x.low", key, after);
        sql.Add(") d WHERE 1 = 1");
        _matches.AddTests(sql, search, hasPatient: true);
        if (window.HoldsAll(key.Sort.Descending))
        {
            return;
        }

        sql.Add(" UNION ALL SELECT d.rid, d.k0 FROM (SELECT x.rid, x.patient, x.low AS k0 FROM (");
        new ConditionSql(surroundings).AddApart(sql, search.Type, window);
        sql.Add(") s JOIN ix_date x ON x.param = ").Value(param).Add(" AND x.patient = s.patient AND x.rid = s.rid WHERE (x.edge & ").Value(edge).Add(") = ").Value(edge);
        window.AddBeginsElsewhere(sql);
        AddBehind(sql, $"x.low", key, after);
        sql.Add(") d WHERE 1 = 1");
        _matches.AddTests(sql, search, hasPatient: true);
    }

    private void AddAlongTime(SqlText sql, PageCursor? after)
    {
        sql.Add("SELECT d.rid, d.k0 FROM (SELECT x.rid, x.updated AS k0 FROM resource x WHERE x.act <> 2 AND x.type = ").Value((short)searches[0].Type.Index);
        foreach (var condition in searches[0].Conditions.OfType<ValueCondition>().Where(c => c is { Parameter.Code: "_lastUpdated", IsUnequal: false }))
        {
            var (from, to) = DateWindow.Bounds(surroundings, condition);
            if (from is not null)
            {
                sql.Add(" AND x.updated >= ").Value(from.Value);
            }

            if (to is not null)
            {
                sql.Add(" AND x.updated <= ").Value(to.Value);
            }
        }

        AddBehind(sql, $"x.updated", _keys[0], after);
        sql.Add(") d WHERE 1 = 1");
        _matches.AddTests(sql, searches[0], hasPatient: false);
    }

    private static void AddBehind(SqlText sql, SqlNames column, SortKey key, PageCursor? after)
    {
        if (after is null)
        {
            return;
        }

        var value = key.Value(after.Keys[0]!);
        var name = column.ToString();
        var less = key.Sort.Descending;
        sql.Add($" AND ({name}").Add(less, " < ", " > ").Value(value).Add($" OR ({name} = ").Value(value);
        sql.Add(less, " AND x.rid < ", " AND x.rid > ").Value(after.Rid).Add("))");
    }

    // Every match with its values; e is 1 where there is none, so that those come last both ways.
    private void AddOrdered(SqlText sql, PageCursor? after)
    {
        var matches = new SqlText(sql.Dialect);
        var hasPatient = AddMatches(matches, withPatient: true);
        var place = new SortPlace(hasPatient, query.ShowsContained);
        sql.Add("SELECT o.rid");
        for (var i = 0; i < _keys.Count; i++)
        {
            sql.Add($", o.k{Number(i)}, CASE WHEN o.k{Number(i)} IS NULL THEN 1 ELSE 0 END AS e{Number(i)}");
        }

        sql.Add(" FROM (SELECT m.rid");
        var joined = new List<int>();
        for (var i = 0; i < _keys.Count; i++)
        {
            sql.Add(", ");
            if (!_keys[i].TryAddProbe(sql, searches[0], place))
            {
                sql.Add($"j{Number(i)}.v");
                joined.Add(i);
            }

            sql.Add($" AS k{Number(i)}");
        }

        sql.Add(hasPatient, " FROM (SELECT q.rid, MIN(q.patient) AS patient FROM (", " FROM (SELECT DISTINCT q.rid FROM (");
        AddMatches(sql, withPatient: true);
        sql.Add(hasPatient, ") q GROUP BY q.rid) m", ") q) m");
        foreach (var i in joined)
        {
            sql.Add(" LEFT JOIN (");
            _keys[i].AddJoin(sql, searches[0].Type, place);
            sql.Add($") j{Number(i)} ON j{Number(i)}.rid = m.rid");
        }

        sql.Add(") o");
        if (after is not null)
        {
            sql.Add(" WHERE ");
            AddBehindAll(sql, after);
        }
    }

    // (k0, k1, rid) behind (v0, v1, r): k0 behind v0, or k0 = v0 and (k1 behind v1, or k1 = v1 and rid > r).
    private void AddBehindAll(SqlText sql, PageCursor after)
    {
        for (var i = 0; i < _keys.Count; i++)
        {
            var name = $"o.k{Number(i)}";
            if (after.Keys[i] is not { } text)
            {
                sql.Add($"({name} IS NULL AND ("); // nothing is behind "no value"
                continue;
            }

            var value = _keys[i].Value(text);
            sql.Add($"({name} IS NULL OR {name} ");
            sql.Add(_keys[i].Sort.Descending, "< ", "> ").Value(value).Add($" OR {name} = ").Value(value).Add(" AND (");
        }

        sql.Add(_keys[^1].Sort.Descending, "o.rid < ", "o.rid > ").Value(after.Rid);
        for (var i = 0; i < _keys.Count; i++)
        {
            sql.Add("))");
        }
    }

    private static string Direction(SortKey key) => key.Sort.Descending ? " DESC" : "";

    private static string Number(int i) => i.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
