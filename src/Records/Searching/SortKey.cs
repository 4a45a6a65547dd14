using System.Globalization;
using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>A key of <c>_sort</c> as the index keeps it.</summary>
internal sealed record SortKey(SearchSort Sort)
{
    private bool IsText => Sort is { Name: "_id" } or { Parameter.Type: SearchParameterType.String or SearchParameterType.Token or SearchParameterType.Uri or SearchParameterType.Reference };

    private bool IsWhole => Sort is { Name: "_lastUpdated" } or { Parameter.Type: SearchParameterType.Date };

    /// <summary>Table and column of a parameter that has an ordered index; null for others.</summary>
    public (string Table, string Column)? Indexed => Sort.Parameter is { } parameter && !ParameterAliases.IsAlias(parameter) ? Ordered(parameter) : null;

    private bool IsString => Indexed is { Table: "ix_string" };

    // An identifier's value stands among the strings, see IndexRowsBuilder; of other tokens the names are kept once for all.
    private static (string Table, string Column)? Ordered(SearchParameterDefinition parameter) => parameter.Type switch
    {
        SearchParameterType.Date => ("ix_date", "low"),
        SearchParameterType.String => ("ix_string", "value"),
        SearchParameterType.Token when parameter.Code == IndexRowsBuilder.Identifier => ("ix_string", "value"),
        SearchParameterType.Number => ("ix_number", "value"),
        SearchParameterType.Quantity => ("ix_quantity", "low"),
        _ => null,
    };

    /// <summary>The key of a row as text for a cursor; null when it has none.</summary>
    public string? Text(Row row, int column) => row.IsNull(column) ? null
        : IsText ? row.Text(column)
        : IsWhole ? row.Long(column).ToString(CultureInfo.InvariantCulture)
        : row.Double(column).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A cursor's text as a parameter.</summary>
    public SqlValue Value(string text) =>
        IsText ? text : IsWhole ? long.Parse(text, CultureInfo.InvariantCulture) : double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>
    /// Adds the value that matches <c>m</c> are ordered by: a probe where its index can be entered by the row, else null, and then
    /// <see cref="AddJoin"/> brings it.
    /// </summary>
    public bool TryAddProbe(SqlText sql, TypedSearch search, SortPlace place)
    {
        var pick = Sort.Descending ? "MAX" : "MIN";
        switch (Sort)
        {
            case { Parameter: null }:
                sql.Add($"(SELECT s.{(Sort.Name == "_id" ? "id" : "updated")} FROM resource s WHERE s.rid = m.rid)");
                return true;
            case { Parameter: { } parameter } when IsString:
                sql.Add($"(SELECT {pick}(s.value) FROM ix_string s WHERE s.rid = m.rid AND s.exact <> 0 AND s.param").Among(place.Params(search.Type, parameter)).Add(")");
                return true;
            case { Parameter: { Type: SearchParameterType.Date } parameter } when !place.HasContained && (search.Patient is not null || place.HasPatient):
                sql.Add($"(SELECT {pick}(s.low) FROM ix_date s WHERE s.param = ").Value(Keys.Param(search.Type, parameter)).Add(" AND s.patient = ");
                (search.Patient is { } patient ? sql.Value(patient) : sql.Add("m.patient")).Add(" AND s.rid = m.rid)");
                return true;
            default:
                return false;
        }
    }

    /// <summary>Adds a subquery of <c>rid</c> and <c>v</c>: the value of every resource that has one.</summary>
    public void AddJoin(SqlText sql, TypeDefinition type, SortPlace place)
    {
        var pick = Sort.Descending ? "MAX" : "MIN";
        var parameter = Sort.Parameter!;
        switch (parameter.Type)
        {
            case SearchParameterType.Token when !IsString:
                sql.Add($"SELECT s.rid, {pick}(n.text) AS v FROM ix_token s JOIN code_name n ON n.kind = 0 AND n.key = s.code WHERE s.param");
                break;
            case SearchParameterType.Reference:
                sql.Add($"SELECT s.rid, {pick}(t.id) AS v FROM ix_reference s JOIN resource t ON t.self = s.target WHERE s.param");
                break;
            default:
                var (table, column) = Ordered(parameter) ?? ("ix_uri", "value");
                sql.Add($"SELECT s.rid, {pick}(s.{column}) AS v FROM {table} s WHERE ").Add(IsString, "s.exact <> 0 AND ", "").Add("s.param");
                break;
        }

        sql.Among(place.Params(type, parameter)).Add(" GROUP BY s.rid");
    }
}

/// <summary>Where the values are that matches are ordered by.</summary>
/// <param name="HasPatient">True when matches carry the patient in whose rows they stand.</param>
/// <param name="HasContained">True when matches are contained resources, or among them.</param>
internal readonly record struct SortPlace(bool HasPatient, bool HasContained)
{
    public List<long> Params(TypeDefinition type, SearchParameterDefinition parameter)
    {
        var numbers = ParameterAliases.StoredAs(parameter).Select(p => (long)Keys.Param(type, p)).ToList();
        return HasContained ? [.. numbers, .. numbers.Select(n => (long)Keys.Contained((int)n))] : numbers;
    }
}
