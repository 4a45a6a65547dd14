using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>
/// The rows of an index table that a parameter's values fit: <c>FROM table x WHERE x.param = … AND (…)</c>, to be completed by the caller.
/// </summary>
internal sealed class ValueSql(SearchSurroundings surroundings)
{
    private const int MaxTargets = 2000;

    // Behind everything that begins with a prefix: the last code point there is.
    private const string LastCharacter = "\U0010FFFF";

    private static readonly HashSet<string> NoSystems = [];

    private readonly OrderedSql _ordered = new(surroundings);

    /// <summary>The table that a condition asks.</summary>
    public static string TableOf(ValueCondition condition) => condition switch
    {
        { Parameter.Code: "_id" or "_lastUpdated" } => "resource",
        { Modifier: "identifier" } => "ix_token",
        _ => TableOf(condition.Parameter),
    };

    public static string TableOf(SearchParameterDefinition parameter) => parameter.Type switch
    {
        SearchParameterType.Token => "ix_token",
        SearchParameterType.Reference => "ix_reference",
        SearchParameterType.String => "ix_string",
        SearchParameterType.Date => "ix_date",
        SearchParameterType.Number => "ix_number",
        SearchParameterType.Quantity => "ix_quantity",
        SearchParameterType.Uri => "ix_uri",
        SearchParameterType.Composite => "ix_composite",
        _ => "ix_position",
    };

    /// <summary>Adds the rows of a date that are apart.</summary>
    public void AddApart(SqlText sql, TypeDefinition type, ValueCondition condition)
    {
        // SQLite takes the index of all rows where the condition is on beginnings.
        sql.Add(sql.Dialect == Dialect.Sqlite, "FROM ix_date x INDEXED BY ix_date_apart WHERE ", "FROM ix_date x WHERE ");
        AddParam(sql, type, condition.Parameter).Add(" AND ");
        AddValues(sql, type, condition);
        DateWindow.AddApart(sql);
    }

    /// <summary>Adds the rows.</summary>
    public void AddRows(SqlText sql, TypeDefinition type, ValueCondition condition)
    {
        sql.Add($"FROM {TableOf(condition)} x WHERE ");
        switch (condition)
        {
            case { Parameter.Code: "_id" }:
                AddOfType(sql, type).Add(" AND x.self").Among([.. condition.Values.Select(v => Keys.Reference(type.Name, SearchValues.Unescape(v)))]);
                return;
            case { Parameter.Code: "_lastUpdated" }:
                // By the type and the time there is an index.
                sql.Add("x.act <> 2 AND x.type = ").Value((short)type.Index).Add(" AND ");
                sql.Any(condition.Values, v => _ordered.AddDate(sql, condition.Name, v, "x.updated", "x.updated"));
                return;
            default:
                AddParam(sql, type, condition.Parameter, condition.Modifier == "of-type");
                sql.Add(condition.IsPlain, " AND (x.edge & 8) = 0", "");
                sql.Add(StringTest.IsOfWhole(condition.Modifier), " AND x.exact <> 0", ""); // and not a further form of it
                sql.Add(condition.IsUnequal, " AND NOT (", " AND ");
                AddValues(sql, type, condition);
                sql.Add(condition.IsUnequal, ")", "");
                return;
        }
    }

    /// <summary>Adds <c>x.param = …</c>.</summary>
    public SqlText AddParam(SqlText sql, TypeDefinition type, SearchParameterDefinition parameter, bool isOfType = false)
    {
        var stored = ParameterAliases.StoredAs(parameter);
        return sql.Add("x.param").Among([.. stored.Select(p => (long)((isOfType ? Keys.OfType(Keys.Param(type, p)) : Keys.Param(type, p)) | surroundings.ParamFlags))]);
    }

    private static SqlText AddOfType(SqlText sql, TypeDefinition type)
    {
        var (first, last) = Keys.Rids(type);
        return sql.Add("x.act <> 2 AND x.rid BETWEEN ").Value(first).Add(" AND ").Value(last);
    }

    private void AddValues(SqlText sql, TypeDefinition type, ValueCondition condition)
    {
        switch (condition.Parameter.Type)
        {
            case SearchParameterType.Token:
                AddToken(sql, type, condition);
                break;
            case SearchParameterType.Reference when condition.Modifier == "identifier":
                AddTokens(sql, condition, NoSystems);
                break;
            case SearchParameterType.Reference:
                AddReference(sql, condition);
                break;
            case SearchParameterType.String:
                sql.Any(condition.Values, v => AddString(sql, condition.Modifier, v));
                break;
            case SearchParameterType.Date:
                sql.Any(condition.Values, v => _ordered.AddDate(sql, condition.Name, v, "x.low", "x.high"));
                break;
            case SearchParameterType.Number:
                sql.Any(condition.Values, v => OrderedSql.AddNumber(sql, condition.Name, v, "x.value", "x.value"));
                break;
            case SearchParameterType.Quantity:
                sql.Any(condition.Values, v => _ordered.AddQuantity(sql, condition.Name, v, "x.code", "x.system"));
                break;
            case SearchParameterType.Uri:
                AddUri(sql, condition);
                break;
            default:
                sql.Any(condition.Values, v => NearSql.Add(sql, v));
                break;
        }
    }

    private static void AddToken(SqlText sql, TypeDefinition type, ValueCondition condition)
    {
        switch (condition.Modifier)
        {
            case "of-type":
                sql.Any(condition.Values, v => AddTypedIdentifier(sql, condition.Name, v));
                break;
            case "text" when condition.Codes is null:
                sql.Add("(x.code, x.system) IN (SELECT n.key, n.system FROM code_name n WHERE n.kind = 1 AND ");
                AddCalled(sql, condition).Add(")");
                break;
            case "text" or "in" or "above" or "below":
                condition.Codes!.Add(sql);
                break;
            default:
                AddTokens(sql, condition, ImpliedSystems.Of(type, condition.Parameter));
                break;
        }
    }

    private static void AddTokens(SqlText sql, ValueCondition condition, IReadOnlySet<string> implied)
    {
        var tokens = condition.Values.Select(v => (Value: v, Token: SearchValues.Token(v))).ToList();
        foreach (var (value, (system, code)) in tokens)
        {
            if (code.Length == 0 && system is null or "")
            {
                throw SearchValues.Bad(condition.Name, value, "A token is code, system|code, |code or system|.");
            }
        }

        // The codes alone first: they are a range of the key.
        if (tokens.TrueForAll(t => t.Token.Code.Length > 0))
        {
            sql.Add("x.code").Among([.. tokens.Select(t => Keys.Text(t.Token.Code))]);
            if (tokens.TrueForAll(t => t.Token.System is null))
            {
                return;
            }

            sql.Add(" AND ");
        }

        sql.Any(tokens, t =>
        {
            var (system, code) = t.Token;
            if (code.Length > 0)
            {
                sql.Add("x.code = ").Value(Keys.Text(code));
            }

            if (system is not null)
            {
                sql.Add(code.Length > 0, " AND x.system", "x.system").Among(implied.Contains(system) ? [Keys.Text(system), 0] : [Keys.Text(system)]);
            }
        });
    }

    private static void AddTypedIdentifier(SqlText sql, string name, string value)
    {
        var parts = SearchValues.Bars(value);
        if (parts.Count != 3 || parts[1].Length == 0 || parts[2].Length == 0)
        {
            throw SearchValues.Bad(name, value, "':of-type' is written system|code|value: the identifier's type, and its value.");
        }

        sql.Add("x.code = ").Value(Keys.Text(parts[2])).Add(" AND x.system = ").Value(Keys.IdentifierType(parts[0], parts[1]));
    }

    // The text, or one of its words, begins with what is sought.
    /// <summary>Adds what <c>:text</c> asks of the name of a code.</summary>
    public static SqlText AddCalled(SqlText sql, ValueCondition condition) => sql.Any(condition.Values, v => AddCodeText(sql, v));

    private static void AddCodeText(SqlText sql, string value)
    {
        var folded = SearchValues.EscapeLike(SearchText.Fold(SearchValues.Unescape(value)));
        sql.Add("n.text LIKE ").Value(folded + "%").Add(" ESCAPE '\\' OR n.text LIKE ").Value("% " + folded + "%").Add(" ESCAPE '\\'");
    }

    private static void AddString(SqlText sql, string modifier, string value)
    {
        var text = SearchValues.Unescape(value);
        var folded = SearchText.Bare(text);
        switch (modifier)
        {
            case "exact":
                sql.Add("x.value = ").Value(folded).Add(" AND x.exact = ").Value(Keys.Text(text));
                break;
            case "contains":
                sql.Any(StringForms.Sought(text), s => sql.Add("x.value LIKE ").Value($"%{SearchValues.EscapeLike(s)}%").Add(" ESCAPE '\\'"));
                break;
            case StringTest.Equal:
                sql.Add("x.value = ").Value(folded);
                break;
            case StringTest.End:
                sql.Add("x.value LIKE ").Value($"%{SearchValues.EscapeLike(folded)}").Add(" ESCAPE '\\'");
                break;
            case StringTest.Greater:
                sql.Add("x.value > ").Value(folded);
                break;
            case StringTest.Less:
                sql.Add("x.value < ").Value(folded);
                break;
            case StringTest.GreaterOrEqual:
                sql.Add("x.value >= ").Value(folded);
                break;
            case StringTest.LessOrEqual:
                sql.Add("x.value <= ").Value(folded);
                break;
            default:
                sql.Any(StringForms.Sought(text), s => sql.Add("x.value >= ").Value(s).Add(" AND x.value < ").Value(s + LastCharacter));
                break;
        }
    }

    private static void AddReference(SqlText sql, ValueCondition condition)
    {
        var modifier = condition.Modifier is "above" or "below" ? "" : condition.Modifier;
        var targets = condition.Values.SelectMany(v => Targets(condition.Parameter, modifier, v)).Distinct().ToList();
        if (targets.Count > MaxTargets)
        {
            throw SearchValues.Bad(condition.Name, condition.Values[0], $"A bare id stands for every type the parameter may point at, here for {targets.Count} references; the limit is {MaxTargets}. Say the type, as in Patient/123.");
        }

        if (condition.Codes is { } hierarchy)
        {
            hierarchy.Add(sql);
        }
        else
        {
            sql.Add("x.target").Among(targets.Count == 0 ? [0] : targets);
        }
    }

    /// <summary>The keys that a reference's value stands for.</summary>
    public static IEnumerable<long> Targets(SearchParameterDefinition parameter, string modifier, string value)
    {
        var text = SearchValues.Unescape(value);
        if (ReferenceText.TryParse(Encoding.UTF8.GetBytes(text), out var targetType, out var id))
        {
            return modifier.Length == 0 || Encoding.UTF8.GetString(targetType.Span) == modifier ? [Keys.Reference(targetType.Span, id.Span)] : [];
        }

        // A bare id can be of any type that the parameter may point at.
        return text.Contains('/', StringComparison.Ordinal) || text.Contains(':', StringComparison.Ordinal)
            ? [Keys.Text(text)]
            : modifier.Length > 0 ? [Keys.Reference(modifier, text)] : parameter.Targets.Select(t => Keys.Reference(t, text));
    }

    private static void AddUri(SqlText sql, ValueCondition condition)
    {
        switch (condition.Modifier)
        {
            case "below":
                sql.Any(condition.Values, v =>
                {
                    var uri = Keys.UriText(SearchValues.Unescape(v));
                    sql.Add("x.value = ").Value(uri).Add(" OR (x.value >= ").Value(uri.TrimEnd('/') + "/").Add(" AND x.value < ").Value(uri.TrimEnd('/') + "0").Add(")");
                });
                break;
            case "above":
                AddTexts(sql, condition.Values.SelectMany(v => Parents(Keys.UriText(SearchValues.Unescape(v)))));
                break;
            default:
                AddTexts(sql, condition.Values.Select(v => Keys.UriText(SearchValues.Unescape(v))));
                break;
        }
    }

    // The URI itself and every beginning of it that ends before a slash.
    private static IEnumerable<string> Parents(string uri)
    {
        yield return uri;
        for (var slash = uri.LastIndexOf('/'); slash > 0; slash = uri.LastIndexOf('/', slash - 1))
        {
            yield return uri[..slash];
            yield return uri[..(slash + 1)];
        }
    }

    private static void AddTexts(SqlText sql, IEnumerable<string> texts)
    {
        sql.Add("x.value IN (NULL");
        foreach (var text in texts.Distinct())
        {
            sql.Add(", ").Value(text);
        }

        sql.Add(")");
    }
}
