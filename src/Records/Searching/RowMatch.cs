using Helhed.Fhir.Definitions;

namespace Helhed.Records.Searching;

/// <summary>
/// Holds conditions against the index rows of one resource, in memory: what <see cref="ValueSql"/> asks of the same rows in the tables. For
/// what has no rows there: an earlier version, or a definition that is built in.
/// </summary>
/// <param name="type">Type of the resource.</param>
/// <param name="rows">Its rows.</param>
/// <param name="updatedMs">When it was written, Unix ms.</param>
/// <param name="surroundings">The time zone, and what time it is.</param>
internal sealed class RowMatch(TypeDefinition type, IndexRows rows, long updatedMs, SearchSurroundings surroundings)
{
    private readonly OrderedSql _ordered = new(surroundings);

    /// <summary>Its id, where that may be asked.</summary>
    public string? Id { get; init; }

    /// <summary>Whether a condition holds; null where memory cannot tell.</summary>
    /// <exception cref="SearchRefusedException">What is asked is no value of its parameter.</exception>
    public bool? Holds(Condition condition) => condition switch
    {
        NotCondition { Inner: ValueCondition inner } => Holds(inner) is { } holds ? !holds : null,
        ValueCondition { Parameter.Code: "_id" } value => Id is null ? null : value.Values.Any(v => SearchValues.Unescape(v) == Id),
        ValueCondition { Parameter.Code: "_lastUpdated" } value => value.Values.Any(v => _ordered.HoldsDate(value.Name, v, updatedMs, updatedMs)),
        ValueCondition { IsUnequal: false } value => Value(value),
        _ => null,
    };

    private bool? Value(ValueCondition condition)
    {
        var parameter = condition.Parameter;
        var stored = ParameterAliases.StoredAs(parameter);
        bool IsOf(int param) => stored.Any(p => Keys.Param(type, p) == param);
        switch (parameter.Type, condition.Modifier)
        {
            case (SearchParameterType.Token, ""):
                var implied = ImpliedSystems.Of(type, parameter);
                return rows.Tokens.Exists(r => IsOf(r.Param) && condition.Values.Any(v => IsToken(r, condition.Name, v, implied)));
            case (SearchParameterType.Reference, ""):
                var targets = condition.Values.SelectMany(v => ValueSql.Targets(parameter, "", v)).ToHashSet();
                return rows.References.Exists(r => IsOf(r.Param) && targets.Contains(r.Target));
            case (SearchParameterType.String, "" or "exact" or "contains"):
                return rows.Strings.Exists(r => IsOf(r.Param) && !(condition.IsPlain && (r.Edge & IndexRows.EdgeMarks) != 0) && condition.Values.Any(v => IsText(r, condition.Modifier, SearchValues.Unescape(v))));
            case (SearchParameterType.Date, ""):
                return rows.Dates.Exists(r => IsOf(r.Param) && condition.Values.Any(v => _ordered.HoldsDate(condition.Name, v, r.Low, r.High)));
            case (SearchParameterType.Uri, "" or "below"):
                return rows.Uris.Exists(r => IsOf(r.Param) && condition.Values.Any(v => IsUri(r.Value, Keys.UriText(SearchValues.Unescape(v)), condition.Modifier)));
            default:
                return null;
        }
    }

    private static bool IsToken(TokenRow row, string name, string value, IReadOnlySet<string> implied)
    {
        var (system, code) = SearchValues.Token(value);
        if (code.Length == 0 && system is null or "")
        {
            throw SearchValues.Bad(name, value, "A token is code, system|code, |code or system|.");
        }

        return (code.Length == 0 || row.Code == Keys.Text(code))
            && (system is null || row.System == Keys.Text(system) || (row.System == 0 && implied.Contains(system)));
    }

    private static bool IsText(StringRow row, string modifier, string text)
    {
        return modifier switch
        {
            "exact" => row.Value == SearchText.Bare(text) && row.Exact == Keys.Text(text),
            "contains" => StringForms.Sought(text).Any(s => row.Value.Contains(s, StringComparison.Ordinal)),
            _ => StringForms.Sought(text).Any(s => row.Value.StartsWith(s, StringComparison.Ordinal)),
        };
    }

    private static bool IsUri(string value, string uri, string modifier) =>
        value == uri || (modifier == "below" && value.StartsWith(uri.TrimEnd('/') + "/", StringComparison.Ordinal));
}
