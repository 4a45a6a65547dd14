using System.Globalization;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Writing;

namespace Helhed.Records.Searching;

/// <summary>
/// Composes the statement of a page. Shape: internal ids from the index (the first criterion drives, the others narrow it), ordered and
/// limited there, joined with the resource only for the page itself.
/// </summary>
internal sealed class SearchSql
{
    private readonly SearchQuery _query;
    private readonly TimeZoneInfo _local;
    private readonly string? _onlyPatient;
    private readonly long? _patient;
    private SearchCriterion? _patientCriterion;
    private readonly List<SearchCriterion> _criteria;

    public SearchSql(SearchQuery query, Decision decision, TimeZoneInfo local)
    {
        // A whole type is listed by id, which has an index; matches of criteria come in the order of their internal ids.
        _query = query is { Sort: null, Criteria.Count: 0 } && decision.OnlyPatient is null ? query with { Sort = new SearchSort(null, "_id", false) } : query;
        _local = local;
        _onlyPatient = decision.OnlyPatient;
        _criteria = [.. query.Criteria];
        _patient = TakePatient();
        _criteria.Sort((a, b) => Selectivity(a).CompareTo(Selectivity(b)));
    }

    // The criterion that most likely leaves the fewest matches drives.
    private int Selectivity(SearchCriterion criterion) => criterion.Parameter switch
    {
        { Code: "_id" } => 0,
        { Code: "identifier" } => 1,
        { Code: "_lastUpdated" } => 9,
        { Type: SearchParameterType.Reference } => 3,
        _ when _patient is not null && CarriesPatient(criterion.Parameter) => 2,
        { Type: SearchParameterType.String or SearchParameterType.Uri } => 4,
        { Type: SearchParameterType.Token } => 5,
        _ => 6,
    };

    /// <summary>The ids of all matches, each once.</summary>
    public Problem? AddCount(SqlText sql)
    {
        sql.Add("SELECT COUNT(*) FROM (");
        sql.Add("SELECT DISTINCT rid FROM (");
        if (AddDriver(sql) is { } problem)
        {
            return problem;
        }

        sql.Add(") d WHERE 1 = 1");
        return AddNarrowing(sql, "d.rid", 1) ?? Close(sql, ") c");
    }

    /// <summary>A page: columns of <see cref="CurrentRow"/>, id, and the sort key.</summary>
    public Problem? AddPage(SqlText sql, PageCursor? after, int limit)
    {
        sql.Add($"SELECT {string.Join(", ", CurrentRow.Columns.Split(", ").Select(c => "r." + c))}, r.id, p.key FROM (");
        var problem = _query.Sort switch
        {
            null => AddById(sql, after, limit),
            { Parameter: { } parameter } sort when after?.Phase != "rest" => AddSorted(sql, parameter, sort, after, limit),
            { Parameter: { } parameter } => AddRest(sql, parameter, after!, limit),
            var sort => AddByColumn(sql, sort, after, limit),
        };
        if (problem is not null)
        {
            return problem;
        }

        sql.Add(") p JOIN resource r ON r.rid = p.rid ORDER BY ");
        sql.Add(_query.Sort is null || after?.Phase == "rest" ? "r.rid" : _query.Sort.Descending ? "p.key DESC, r.rid DESC" : "p.key, r.rid");
        return null;
    }

    private static Problem? Close(SqlText sql, string text)
    {
        sql.Add(text);
        return null;
    }

    private Problem? AddById(SqlText sql, PageCursor? after, int limit)
    {
        sql.Add("SELECT DISTINCT rid, 0 AS key FROM (");
        if (AddDriver(sql) is { } problem)
        {
            return problem;
        }

        sql.Add(") d WHERE d.rid > ").Value(after?.Rid ?? 0);
        if (AddNarrowing(sql, "d.rid", 1) is { } bad)
        {
            return bad;
        }

        sql.Add(" ORDER BY rid LIMIT ").Value(limit);
        return null;
    }

    private Problem? AddByColumn(SqlText sql, SearchSort sort, PageCursor? after, int limit)
    {
        var column = sort.Name == "_id" ? "id" : "updated";
        sql.Add($"SELECT s.rid, s.{column} AS key FROM resource s WHERE s.act <> 2 AND s.type = ").Value((short)_query.Type.Index);
        if (after is not null)
        {
            SqlValue key = column == "id" ? after.Key : long.Parse(after.Key, CultureInfo.InvariantCulture);
            AddBehind(sql, $"s.{column}", "s.rid", sort.Descending, key, after.Rid);
        }

        if (AddNarrowing(sql, "s.rid", 0) is { } problem)
        {
            return problem;
        }

        sql.Add(sort.Descending ? $" ORDER BY s.{column} DESC, s.rid DESC LIMIT " : $" ORDER BY s.{column}, s.rid LIMIT ").Value(limit);
        return null;
    }

    // Matches that have a value, in its order. Each has one row that is marked as its first (or last) value, so none comes twice.
    private Problem? AddSorted(SqlText sql, SearchParameterDefinition parameter, SearchSort sort, PageCursor? after, int limit)
    {
        var (table, column) = SortColumn(parameter);
        sql.Add($"SELECT s.rid, s.{column} AS key FROM {table} s WHERE s.param = ").Value(Keys.Param(_query.Type, parameter));
        var edge = sort.Descending ? IndexRows.EdgeLast : IndexRows.EdgeFirst;
        if (_patient is { } patient)
        {
            sql.Add(" AND s.patient = ").Value(patient);
        }
        else
        {
            edge |= IndexRows.EdgePatient;
        }

        sql.Add(" AND (s.edge & ").Value(edge).Add(") = ").Value(edge);
        if (after is not null)
        {
            AddBehind(sql, $"s.{column}", "s.rid", sort.Descending, KeyValue(parameter, after.Key), after.Rid);
        }

        if (AddNarrowing(sql, "s.rid", 0, _patientCriterion) is { } problem)
        {
            return problem;
        }

        sql.Add(sort.Descending ? $" ORDER BY s.{column} DESC, s.rid DESC LIMIT " : $" ORDER BY s.{column}, s.rid LIMIT ").Value(limit);
        return null;
    }

    // Then those without a value.
    private Problem? AddRest(SqlText sql, SearchParameterDefinition parameter, PageCursor after, int limit)
    {
        var (table, _) = SortColumn(parameter);
        sql.Add("SELECT DISTINCT rid, 0 AS key FROM (");
        if (AddDriver(sql) is { } problem)
        {
            return problem;
        }

        sql.Add(") d WHERE d.rid > ").Value(after.Rid);
        if (AddNarrowing(sql, "d.rid", 1) is { } bad)
        {
            return bad;
        }

        sql.Add($" AND d.rid NOT IN (SELECT rid FROM {table} WHERE param = ").Value(Keys.Param(_query.Type, parameter));
        if (_patient is { } patient)
        {
            sql.Add(" AND patient = ").Value(patient);
        }

        sql.Add(") ORDER BY rid LIMIT ").Value(limit);
        return null;
    }

    private static void AddBehind(SqlText sql, string column, string rid, bool descending, SqlValue key, long lastRid)
    {
        var sign = descending ? " < " : " > ";
        sql.Add($" AND ({column}").Add(sign).Value(key).Add($" OR ({column} = ").Value(key).Add($" AND {rid}").Add(sign).Value(lastRid).Add("))");
    }

    /// <summary>The first criterion, or everything of the type.</summary>
    private Problem? AddDriver(SqlText sql)
    {
        if (_criteria.Count > 0)
        {
            return new CriterionSql(_query.Type, _local).Add(sql, _criteria[0], _patient);
        }

        if (_onlyPatient is not null)
        {
            AddCompartment(sql);
            return null;
        }

        sql.Add("SELECT rid FROM resource WHERE act <> 2 AND type = ").Value((short)_query.Type.Index);
        return null;
    }

    /// <summary>The criteria from <paramref name="first"/> on, but for one that another key already carries, and what the caller may see.</summary>
    private Problem? AddNarrowing(SqlText sql, string rid, int first, SearchCriterion? carried = null)
    {
        var criteria = new CriterionSql(_query.Type, _local);
        foreach (var criterion in _criteria.Skip(first))
        {
            if (criterion == carried)
            {
                continue;
            }

            sql.Add($" AND {rid} IN (");
            if (criteria.Add(sql, criterion, _patient) is { } problem)
            {
                return problem;
            }

            sql.Add(")");
        }

        if (_onlyPatient is not null)
        {
            sql.Add($" AND {rid} IN (");
            AddCompartment(sql);
            sql.Add(")");
        }

        return null;
    }

    private void AddCompartment(SqlText sql) => sql
        .Add("SELECT rid FROM compartment WHERE patient = ").Value(Keys.Text(_onlyPatient!))
        .Add(" AND type = ").Value((short)_query.Type.Index);

    /// <summary>
    /// When the search names one patient by the type's patient parameter, that patient is a part of every other key. The criterion itself
    /// is then no longer needed, if another one is there that carries the patient.
    /// </summary>
    private long? TakePatient()
    {
        var at = _criteria.FindIndex(c => c.Parameter.Code == "patient" && c.Parameter.Type == SearchParameterType.Reference && (c.Modifier is "" or "Patient") && c.Values.Count == 1);
        if (at < 0)
        {
            return null;
        }

        var value = _criteria[at].Values[0];
        var text = value.Contains('/', StringComparison.Ordinal) ? value : $"Patient/{value}";
        if (!ReferenceText.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var type, out var id) || !type.Span.SequenceEqual("Patient"u8))
        {
            return null;
        }

        _patientCriterion = _criteria[at];
        if (_criteria.Exists(c => CarriesPatient(c.Parameter)))
        {
            _criteria.RemoveAt(at);
        }

        return Keys.Reference("Patient"u8, id.Span);
    }

    private static bool CarriesPatient(SearchParameterDefinition parameter) =>
        parameter.Code is not ("_id" or "_lastUpdated")
        && parameter.Type is SearchParameterType.Token or SearchParameterType.String or SearchParameterType.Date or SearchParameterType.Number or SearchParameterType.Quantity;

    private static (string Table, string Column) SortColumn(SearchParameterDefinition parameter) => parameter.Type switch
    {
        SearchParameterType.Date => ("ix_date", "low"),
        SearchParameterType.String => ("ix_string", "value"),
        SearchParameterType.Number => ("ix_number", "value"),
        _ => ("ix_quantity", "low"),
    };

    private static SqlValue KeyValue(SearchParameterDefinition parameter, string key) => parameter.Type switch
    {
        SearchParameterType.Date => long.Parse(key, CultureInfo.InvariantCulture),
        SearchParameterType.String => key,
        _ => double.Parse(key, CultureInfo.InvariantCulture),
    };

    /// <summary>The sort key of a row as text for the cursor.</summary>
    public string KeyText(Row row, int column) => _query.Sort switch
    {
        null => "",
        { Name: "_lastUpdated" } or { Parameter.Type: SearchParameterType.Date } => row.Long(column).ToString(CultureInfo.InvariantCulture),
        { Name: "_id" } or { Parameter.Type: SearchParameterType.String } => row.Text(column),
        _ => row.Double(column).ToString("R", CultureInfo.InvariantCulture),
    };
}
