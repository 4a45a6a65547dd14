using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>The rows of composite parameters that fit: <c>FROM ix_composite x WHERE …</c>.</summary>
internal sealed class CompositeSql(SearchSurroundings surroundings)
{
    private readonly OrderedSql _ordered = new(surroundings);

    public void AddRows(SqlText sql, TypeDefinition type, CompositeCondition condition)
    {
        sql.Add("FROM ix_composite x WHERE x.param = ").Value(Keys.Param(type, condition.Parameter) | surroundings.ParamFlags);
        for (var i = 0; i < condition.Parts.Count; i++)
        {
            var url = condition.Parameter.Components[i].Definition;
            var definition = R4Definitions.Default.SearchParameters.First(p => p.Url == url);
            sql.Add(" AND ");
            switch (i)
            {
                case 0:
                    AddKey(sql, condition, definition, condition.Parts[0], "x.first", "x.first_system");
                    break;
                case 1:
                    AddSecond(sql, condition, definition);
                    break;
                default:
                    OrderedSql.AddNumber(sql, condition.Name, condition.Parts[i], "x.low3", "x.high3");
                    break;
            }
        }
    }

    private void AddSecond(SqlText sql, CompositeCondition condition, SearchParameterDefinition definition)
    {
        var value = condition.Parts[1];
        switch (definition.Type)
        {
            case SearchParameterType.Quantity:
                _ordered.AddQuantity(sql, condition.Name, value, "x.second", "x.second_system");
                break;
            case SearchParameterType.Number:
                OrderedSql.AddNumber(sql, condition.Name, value, "x.low", "x.high");
                break;
            case SearchParameterType.Date:
                _ordered.AddTime(sql, condition.Name, value);
                break;
            case SearchParameterType.String:
                sql.Add("x.text LIKE ").Value(SearchValues.EscapeLike(SearchText.Bare(SearchValues.Unescape(value))) + "%").Add(" ESCAPE '\\'");
                break;
            default:
                AddKey(sql, condition, definition, value, "x.second", "x.second_system");
                break;
        }
    }

    private static void AddKey(SqlText sql, CompositeCondition condition, SearchParameterDefinition definition, string value, string keyColumn, string systemColumn)
    {
        if (definition.Type == SearchParameterType.Reference)
        {
            sql.Add($"{keyColumn}").Among([.. ValueSql.Targets(definition, "", value)]);
            return;
        }

        var (system, code) = SearchValues.Token(value);
        if (code.Length == 0 && system is null or "")
        {
            throw SearchValues.Bad(condition.Name, value, "This part is a code, system|code, |code or system|.");
        }

        if (code.Length > 0)
        {
            sql.Add($"{keyColumn} = ").Value(Keys.Text(code));
        }

        if (system is not null)
        {
            sql.Add(code.Length > 0, " AND ", "").Add($"{systemColumn} = ").Value(Keys.Text(system));
        }
    }
}
