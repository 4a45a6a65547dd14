using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Platform.Data;

namespace Helhed.Records.Reindexing;

/// <summary>A row of search_parameter.</summary>
internal sealed record ParameterRow(TypeDefinition Type, int Number, string Code, string Url)
{
    public const string Columns = "type, number, code, url, kind, expression, targets, source, state, since";

    public SearchParameterType Kind { get; init; }

    /// <summary>FHIRPath, as far as it is about the type.</summary>
    public string Expression { get; init; } = "";

    /// <summary>Resource types, parted by spaces.</summary>
    public string Targets { get; init; } = "";

    /// <summary>Logical id of the SearchParameter.</summary>
    public string Source { get; init; } = "";

    public ParameterState State { get; init; }

    public long SinceMs { get; init; }

    /// <summary>Its numbers in index rows: its values, and identifiers with their type.</summary>
    public IReadOnlyList<int> Params => ParamsOf(Type.Index, Number);

    /// <summary>As <see cref="Params"/>.</summary>
    public static IReadOnlyList<int> ParamsOf(int type, int number)
    {
        var param = (type * Keys.ParametersPerType) + number;
        return [param, Keys.OfType(param)];
    }

    public static ParameterRow Map(Row row) => new(R4Definitions.Default.Types[row.Int(0)], row.Int(1), row.Text(2), row.Text(3))
    {
        Kind = (SearchParameterType)row.Short(4),
        Expression = row.Text(5),
        Targets = row.Text(6),
        Source = row.Text(7),
        State = (ParameterState)row.Short(8),
        SinceMs = row.Long(9),
    };

    public CustomParameter ToParameter()
    {
        if (!FhirPathExpression.TryCompile(Expression, out var expression, out var error))
        {
            throw new InvalidDataException($"The expression of the search parameter '{Code}' of {Type.Name} was accepted once and is not now: {error.Message}");
        }

        var targets = Targets.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new CustomParameter(Type, new SearchParameterDefinition(Number, Url, Code, Kind, [Type.Name], Expression, targets, []), expression, State);
    }
}

/// <summary>The SQL of search_parameter and its epoch.</summary>
internal static class ParameterTable
{
    private const int MostListed = 10_000;

    /// <summary>Everything of which rows are kept, as the session sees it.</summary>
    public static async ValueTask<ParameterSet> Load(SqlSession session)
    {
        var epoch = await Epoch(session);
        var rows = await session.Query($"SELECT {ParameterRow.Columns} FROM search_parameter WHERE state < 3 ORDER BY type, number", ParameterRow.Map);
        return new ParameterSet(epoch, rows.ConvertAll(r => r.ToParameter()));
    }

    public static async ValueTask<long> Epoch(SqlSession session) => await session.First("SELECT epoch FROM search_epoch WHERE one = 1", r => r.Long(0));

    /// <summary>Those in some states, at most 10,000.</summary>
    public static ValueTask<List<ParameterRow>> InState(SqlSession session, ParameterState first, ParameterState last) => session.Query(
        $"SELECT {ParameterRow.Columns} FROM search_parameter WHERE state BETWEEN $1 AND $2 ORDER BY type, number LIMIT $3", ParameterRow.Map, (short)first, (short)last, MostListed);

    public static ValueTask<List<ParameterRow>> OfSource(SqlSession session, string source) => session.Query(
        $"SELECT {ParameterRow.Columns} FROM search_parameter WHERE source = $1 AND state < 2 ORDER BY type", ParameterRow.Map, source);

    /// <summary>The one that has a name on a type; null when it is free.</summary>
    public static ValueTask<ParameterRow?> Named(SqlSession session, TypeDefinition type, string code) => session.First(
        $"SELECT {ParameterRow.Columns} FROM search_parameter WHERE type = $1 AND code = $2 AND state < 2", ParameterRow.Map, (short)type.Index, code);

    public static ValueTask<int> Insert(WriteTransaction tx, ParameterRow row) => tx.Execute(
        $"INSERT INTO search_parameter ({ParameterRow.Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        (short)row.Type.Index, row.Number, row.Code, row.Url, (short)row.Kind, row.Expression, row.Targets, row.Source, (short)row.State, row.SinceMs);

    public static ValueTask<int> Rename(WriteTransaction tx, ParameterRow row) => tx.Execute(
        "UPDATE search_parameter SET code = $3, url = $4, targets = $5 WHERE type = $1 AND number = $2", (short)row.Type.Index, row.Number, row.Code, row.Url, row.Targets);

    public static ValueTask<int> Move(WriteTransaction tx, ParameterRow row, ParameterState to, long nowMs) => tx.Execute(
        "UPDATE search_parameter SET state = $3, since = $4 WHERE type = $1 AND number = $2", (short)row.Type.Index, row.Number, (short)to, nowMs);

    public static ValueTask<int> Forget(WriteTransaction tx, TypeDefinition type, int number) =>
        tx.Execute("DELETE FROM search_parameter WHERE type = $1 AND number = $2", (short)type.Index, number);

    /// <summary>
    /// A number that no row of the type's index has: the next, or, when all 672 have been given, the one that has been gone the longest,
    /// when that is over an hour. Null when there is none.
    /// </summary>
    public static async ValueTask<int?> FreeNumber(WriteTransaction tx, TypeDefinition type, long nowMs)
    {
        const long HourMs = 3_600_000;
        var first = R4Definitions.Default.SearchParameters.Count + 1;
        var last = await tx.First("SELECT MAX(number) FROM search_parameter WHERE type = $1", r => r.IntOrNull(0), (short)type.Index);
        if ((last ?? first - 1) + 1 is var next && next < Keys.ParametersPerType)
        {
            return next;
        }

        var gone = await tx.First(
            "SELECT number FROM search_parameter WHERE type = $1 AND state = 4 AND since < $2 ORDER BY since LIMIT 1", r => (int?)r.Int(0), (short)type.Index, nowMs - HourMs);
        if (gone is { } free)
        {
            await Forget(tx, type, free);
        }

        return gone;
    }
}
