using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>Turns one criterion into a query for internal ids. The patient, where known, is a part of the key that is looked up.</summary>
internal sealed class CriterionSql(TypeDefinition type, TimeZoneInfo local)
{
    private const int MaxTargets = 2000;

    // Behind everything that begins with a prefix: the last code point there is.
    private const string LastCharacter = "\U0010FFFF";

    /// <summary>Adds <c>SELECT rid FROM …</c>.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="criterion">What to look for.</param>
    /// <param name="patient">Key of the patient that all matches belong to, or null.</param>
    /// <returns>A problem with the value, or null.</returns>
    public Problem? Add(SqlText sql, SearchCriterion criterion, long? patient) => criterion.Parameter switch
    {
        { Code: "_id" } => AddId(sql, criterion),
        { Code: "_lastUpdated" } => AddLastUpdated(sql, criterion),
        { Type: SearchParameterType.Token } => AddToken(sql, criterion, patient),
        { Type: SearchParameterType.Reference } => AddReference(sql, criterion),
        { Type: SearchParameterType.String } => AddString(sql, criterion, patient),
        { Type: SearchParameterType.Date } => AddDate(sql, criterion, patient),
        { Type: SearchParameterType.Number } => AddNumber(sql, criterion, patient),
        { Type: SearchParameterType.Quantity } => AddQuantity(sql, criterion, patient),
        _ => AddUri(sql, criterion),
    };

    private Problem? AddId(SqlText sql, SearchCriterion criterion)
    {
        sql.Add("SELECT rid FROM resource WHERE act <> 2 AND type = ").Value((short)type.Index).Add(" AND id IN (");
        List(sql, criterion.Values, v => v);
        sql.Add(")");
        return null;
    }

    private Problem? AddLastUpdated(SqlText sql, SearchCriterion criterion)
    {
        sql.Add("SELECT rid FROM resource WHERE act <> 2 AND type = ").Value((short)type.Index).Add(" AND (");
        var problem = Any(sql, criterion, value => DateCondition(sql, criterion, value, "updated", "updated"));
        sql.Add(")");
        return problem;
    }

    private Problem? AddToken(SqlText sql, SearchCriterion criterion, long? patient)
    {
        Start(sql, "ix_token", criterion, patient);
        sql.Add(" AND (");
        var problem = Any(sql, criterion, value =>
        {
            var (system, code) = SplitToken(value);
            if (code.Length == 0 && system is null or "")
            {
                return Bad(criterion, value, "A token is code, system|code, |code or system|.");
            }

            if (code.Length > 0)
            {
                sql.Add("code = ").Value(Keys.Text(code));
            }

            if (system is not null)
            {
                sql.Add(code.Length > 0 ? " AND system = " : "system = ").Value(Keys.Text(system));
            }

            return null;
        });
        sql.Add(")");
        return problem;
    }

    private Problem? AddReference(SqlText sql, SearchCriterion criterion)
    {
        var targets = criterion.Values.SelectMany(v => Targets(criterion, v)).ToList();
        if (targets.Count > MaxTargets)
        {
            return Bad(criterion, criterion.Values[0], $"A bare id stands for every type the parameter may point at, here for {targets.Count} references; the limit is {MaxTargets}. Say the type, as in Patient/123.");
        }

        Start(sql, "ix_reference", criterion, null);
        sql.Add(" AND target IN (NULL");
        targets.ForEach(t => sql.Add(", ").Value(t));
        sql.Add(")");
        return null;
    }

    private static IEnumerable<long> Targets(SearchCriterion criterion, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        if (ReferenceText.TryParse(bytes, out var targetType, out var id))
        {
            return criterion.Modifier.Length == 0 || Encoding.UTF8.GetString(targetType.Span) == criterion.Modifier ? [Keys.Reference(targetType.Span, id.Span)] : [];
        }

        // A bare id can be of any type that the parameter may point at.
        return value.Contains('/', StringComparison.Ordinal) || value.Contains(':', StringComparison.Ordinal)
            ? [Keys.Text(value)]
            : criterion.Modifier.Length > 0 ? [Keys.Reference(criterion.Modifier, value)] : criterion.Parameter.Targets.Select(t => Keys.Reference(t, value));
    }

    private Problem? AddString(SqlText sql, SearchCriterion criterion, long? patient)
    {
        Start(sql, "ix_string", criterion, patient);
        sql.Add(" AND (");
        var problem = Any(sql, criterion, value =>
        {
            var folded = SearchText.Fold(Unescape(value));
            switch (criterion.Modifier)
            {
                case "exact":
                    sql.Add("value = ").Value(folded).Add(" AND exact = ").Value(Keys.Text(Unescape(value)));
                    break;
                case "contains":
                    sql.Add("value LIKE ").Value($"%{EscapeLike(folded)}%").Add(" ESCAPE '\\'");
                    break;
                default:
                    sql.Add("value >= ").Value(folded).Add(" AND value < ").Value(folded + LastCharacter);
                    break;
            }

            return null;
        });
        sql.Add(")");
        return problem;
    }

    private Problem? AddDate(SqlText sql, SearchCriterion criterion, long? patient)
    {
        Start(sql, "ix_date", criterion, patient);
        sql.Add(" AND (");
        var problem = Any(sql, criterion, value => DateCondition(sql, criterion, value, "low", "high"));
        sql.Add(")");
        return problem;
    }

    // The table of prefixes at https://hl7.org/fhir/R4/search.html#prefix: the resource's span is [low, high], the search's [from, to].
    private Problem? DateCondition(SqlText sql, SearchCriterion criterion, string value, string low, string high)
    {
        var (prefix, text) = SearchPrefix.Split(value);
        if (!SearchDates.TryRange(text, local, out var from, out var to))
        {
            return Bad(criterion, value, "A date is YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm[:ss] with an optional zone, and an optional prefix such as ge.");
        }

        switch (prefix)
        {
            case "ne":
                sql.Add($"({low} < ").Value(from).Add($" OR {high} > ").Value(to).Add(")");
                break;
            case "gt":
                sql.Add($"{high} > ").Value(to);
                break;
            case "ge":
                sql.Add($"{high} >= ").Value(from);
                break;
            case "lt":
                sql.Add($"{low} < ").Value(from);
                break;
            case "le":
                sql.Add($"{low} <= ").Value(to);
                break;
            case "sa":
                sql.Add($"{low} > ").Value(to);
                break;
            case "eb":
                sql.Add($"{high} < ").Value(from);
                break;
            case "ap":
                sql.Add($"({low} <= ").Value(to + (to - from)).Add($" AND {high} >= ").Value(from - (to - from)).Add(")");
                break;
            default:
                sql.Add($"({low} >= ").Value(from).Add($" AND {high} <= ").Value(to).Add($" AND {low} <= ").Value(to).Add(")");
                break;
        }

        return null;
    }

    private Problem? AddNumber(SqlText sql, SearchCriterion criterion, long? patient)
    {
        Start(sql, "ix_number", criterion, patient);
        sql.Add(" AND (");
        var problem = Any(sql, criterion, value => NumberCondition(sql, criterion, value, "value", "value"));
        sql.Add(")");
        return problem;
    }

    private Problem? AddQuantity(SqlText sql, SearchCriterion criterion, long? patient)
    {
        Start(sql, "ix_quantity", criterion, patient);
        sql.Add(" AND (");
        var problem = Any(sql, criterion, value =>
        {
            var parts = value.Split('|');
            if (parts.Length is not (1 or 3))
            {
                return Bad(criterion, value, "A quantity is number, number|system|code or number||code.");
            }

            if (NumberCondition(sql, criterion, parts[0], "low", "high") is { } bad)
            {
                return bad;
            }

            if (parts is [_, { Length: > 0 } system, _])
            {
                sql.Add(" AND system = ").Value(Keys.Text(system));
            }

            if (parts is [_, _, { Length: > 0 } code])
            {
                sql.Add(" AND code = ").Value(Keys.Text(code));
            }

            return null;
        });
        sql.Add(")");
        return problem;
    }

    private static Problem? NumberCondition(SqlText sql, SearchCriterion criterion, string value, string low, string high)
    {
        var (prefix, text) = SearchPrefix.Split(value);
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!double.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign | System.Globalization.NumberStyles.AllowDecimalPoint | System.Globalization.NumberStyles.AllowExponent, System.Globalization.CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            return Bad(criterion, value, "A number has digits, a decimal point and an optional prefix such as gt.");
        }

        var (from, to) = NumberText.Range(bytes);
        switch (prefix)
        {
            case "ne":
                sql.Add($"({low} < ").Value(from).Add($" OR {high} >= ").Value(to).Add(")");
                break;
            case "gt" or "sa":
                sql.Add($"{(prefix == "gt" ? high : low)} > ").Value(number);
                break;
            case "ge":
                sql.Add($"{high} >= ").Value(number);
                break;
            case "lt" or "eb":
                sql.Add($"{(prefix == "lt" ? low : high)} < ").Value(number);
                break;
            case "le":
                sql.Add($"{low} <= ").Value(number);
                break;
            case "ap":
                var margin = Math.Max(Math.Abs(number) * 0.1, (to - from) / 2);
                sql.Add($"({low} <= ").Value(number + margin).Add($" AND {high} >= ").Value(number - margin).Add(")");
                break;
            default:
                sql.Add($"({low} >= ").Value(from).Add($" AND {high} < ").Value(to).Add(")");
                break;
        }

        return null;
    }

    private Problem? AddUri(SqlText sql, SearchCriterion criterion)
    {
        Start(sql, "ix_uri", criterion, null);
        sql.Add(" AND value IN (");
        List(sql, criterion.Values, v => Keys.UriText(Unescape(v)));
        sql.Add(")");
        return null;
    }

    private void Start(SqlText sql, string table, SearchCriterion criterion, long? patient)
    {
        sql.Add($"SELECT rid FROM {table} WHERE param = ").Value(Keys.Param(type, criterion.Parameter));
        if (patient is { } key)
        {
            sql.Add(" AND patient = ").Value(key);
        }
    }

    private static Problem? Any(SqlText sql, SearchCriterion criterion, Func<string, Problem?> add)
    {
        for (var i = 0; i < criterion.Values.Count; i++)
        {
            sql.Add(i == 0 ? "(" : " OR (");
            if (add(criterion.Values[i]) is { } problem)
            {
                return problem;
            }

            sql.Add(")");
        }

        return null;
    }

    private static void List(SqlText sql, IReadOnlyList<string> values, Func<string, string> map)
    {
        for (var i = 0; i < values.Count; i++)
        {
            sql.Add(i == 0 ? "" : ", ").Value(map(values[i]));
        }
    }

    private static (string? System, string Code) SplitToken(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\')
            {
                i++;
            }
            else if (value[i] == '|')
            {
                return (Unescape(value[..i]), Unescape(value[(i + 1)..]));
            }
        }

        return (null, Unescape(value));
    }

    private static string Unescape(string value) => value.Contains('\\', StringComparison.Ordinal)
        ? value.Replace("\\|", "|", StringComparison.Ordinal).Replace("\\$", "$", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
        : value;

    private static string EscapeLike(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private static Problem Bad(SearchCriterion criterion, string value, string rule) =>
        new(ProblemKind.Invalid, $"'{(value.Length > 60 ? value[..60] : value)}' is no value for '{criterion.Name}'. {rule}", criterion.Name);
}

/// <summary>The two-letter prefixes of ordered values.</summary>
internal static class SearchPrefix
{
    private static readonly HashSet<string> Known = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];

    public static (string Prefix, string Value) Split(string value) =>
        value.Length > 2 && Known.Contains(value[..2]) ? (value[..2], value[2..]) : ("eq", value);
}
