using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>
/// Between which moments matches lie, so that a search by dates reads that part of the index and not all that went before. A span fits when it
/// ends late enough and begins early enough, and the index knows beginnings: nearly all spans are at most a day long, and theirs is enough.
/// Longer ones, and those of resources that have several, have an index of their own.
/// </summary>
/// <param name="Condition">The condition that rows apart are found by.</param>
/// <param name="From">Matches end then or later, in Unix ms; null for no bound.</param>
/// <param name="To">Matches begin then or earlier; null for no bound.</param>
/// <param name="IsOne">True when no other condition narrows it.</param>
internal sealed record DateWindow(ValueCondition Condition, long? From, long? To, bool IsOne)
{
    private const long LongestShort = 86_400_000;

    // As in the index ix_date_apart (ApartMigration), word by word: only then it is used.
    private const string IsApart = "(x.low < x.high - 86400000 OR (x.edge & 3) <> 3)";

    /// <summary>The window of all conditions on a parameter; null when they give none.</summary>
    public static DateWindow? Of(SearchSurroundings surroundings, IReadOnlyList<Condition> conditions, SearchParameterDefinition parameter)
    {
        if (surroundings.IsContained || parameter.Type != SearchParameterType.Date || parameter.Code == "_lastUpdated" || ParameterAliases.IsAlias(parameter))
        {
            return null;
        }

        DateWindow? window = null;
        foreach (var condition in conditions.OfType<ValueCondition>().Where(c => c.Parameter == parameter && !c.IsUnequal))
        {
            var (from, to) = Bounds(surroundings, condition);
            if (window is null)
            {
                window = from is null && to is null ? null : new DateWindow(condition, from, to, true);
            }
            else
            {
                var finds = window.From is null && from is not null ? condition : window.Condition;
                window = new DateWindow(finds, Nullable.Compare(window.From, from) >= 0 ? window.From : from, to is null || window.To < to ? window.To : to, false);
            }
        }

        return window;
    }

    /// <summary>Between which moments a value of the condition lies.</summary>
    public static (long? From, long? To) Bounds(SearchSurroundings surroundings, ValueCondition condition)
    {
        var ordered = new OrderedSql(surroundings);
        var spans = condition.Values.Select(v => ordered.Window(condition.Name, v)).ToList();
        return (spans.Exists(s => s.From is null) ? null : spans.Min(s => s.From), spans.Exists(s => s.To is null) ? null : spans.Max(s => s.To));
    }

    /// <summary>True when all matches have their first value (descending: their last) in the window.</summary>
    /// <param name="descending">Which.</param>
    public bool HoldsAll(bool descending) => From is null && !descending;

    /// <summary>Adds that a row <c>x</c> begins in the window.</summary>
    public void AddBegins(SqlText sql)
    {
        if (From is { } from)
        {
            sql.Add(" AND x.low >= ").Value(from - LongestShort);
        }

        if (To is { } to)
        {
            sql.Add(" AND x.low <= ").Value(to);
        }
    }

    /// <summary>Adds that it does not.</summary>
    public void AddBeginsElsewhere(SqlText sql)
    {
        sql.Add(" AND NOT (1 = 1");
        AddBegins(sql);
        sql.Add(")");
    }

    /// <summary>Adds that a row <c>x</c> is one of those apart.</summary>
    public static void AddApart(SqlText sql) => sql.Add($" AND {IsApart}");
}
