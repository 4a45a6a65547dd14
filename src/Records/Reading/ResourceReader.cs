using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Writing;

namespace Helhed.Records.Reading;

/// <summary>Reads single resources and histories. What the caller may not see is as if it were not there.</summary>
internal sealed class ResourceReader(WritePreparer preparer)
{
    private const string HistorySql = """
        SELECT h.rid, h.type, h.version, h.updated, h.act, h.author, 0, h.body, r.id FROM resource_history h JOIN resource r ON r.rid = h.rid
        """;

    public static async ValueTask<Outcome<StoredResource>> Read(SqlSession session, Caller caller, TypeDefinition type, string id)
    {
        var decision = AccessRule.Decide(caller, Act.Read, type.Name);
        if (!decision.Allowed)
        {
            return Problems.Denied(decision.Rule);
        }

        var row = await Current(session, type, id);
        if (row is null || !await IsVisible(session, row, decision))
        {
            return Problems.NotFound(type.Name, id);
        }

        return row.IsDeleted ? Problems.Gone(type.Name, id) : Stored(type, id, row);
    }

    /// <summary>The current row of a name, deleted or not; by the hash of the name, and then by the name.</summary>
    public static ValueTask<CurrentRow?> Current(SqlSession session, TypeDefinition type, string id) =>
        session.First($"SELECT {CurrentRow.Columns} FROM resource WHERE self = $1 AND id = $2 AND type = $3", CurrentRow.Map, Keys.Reference(type.Name, id), id, (short)type.Index);

    public async ValueTask<Outcome<StoredResource>> ReadVersion(SqlSession session, Caller caller, TypeDefinition type, string id, int version)
    {
        var history = await InstanceHistory(session, caller, type, id, version, version, 1);
        if (!history.TryGet(out var versions, out var problem))
        {
            return problem;
        }

        if (versions.Count == 0)
        {
            return new Problem(ProblemKind.NotFound, $"{type.Name}/{id} has no version {version}.");
        }

        return versions[0].Act == RecordAct.Deleted ? Problems.Gone(type.Name, id) : versions[0];
    }

    /// <summary>Versions from <paramref name="newest"/> down to <paramref name="oldest"/>.</summary>
    public async ValueTask<Outcome<IReadOnlyList<StoredResource>>> InstanceHistory(
        SqlSession session, Caller caller, TypeDefinition type, string id, int newest, int oldest, int limit)
    {
        var decision = AccessRule.Decide(caller, Act.History, type.Name);
        if (!decision.Allowed)
        {
            return Problems.Denied(decision.Rule);
        }

        var current = await Current(session, type, id);
        if (current is null || !await IsVisible(session, current, decision))
        {
            return Problems.NotFound(type.Name, id);
        }

        var visible = new List<StoredResource>();
        if (current.Version <= newest && current.Version >= oldest && IsVersionVisible(type, current, decision))
        {
            visible.Add(Stored(type, id, current));
        }

        // Versions that the caller may not see leave no gap in the page: further ones are fetched in their place.
        for (var below = newest; visible.Count < limit;)
        {
            var rows = await session.Query(
                $"{HistorySql} WHERE h.rid = $1 AND h.version <= $2 AND h.version >= $3 ORDER BY h.version DESC LIMIT $4", CurrentRow.Map, current.Rid, below, oldest, limit);
            visible.AddRange(rows.Where(r => IsVersionVisible(type, r, decision)).Select(r => Stored(type, id, r)));
            if (rows.Count < limit)
            {
                break;
            }

            below = rows[^1].Version - 1;
        }

        return Outcome.Ok<IReadOnlyList<StoredResource>>([.. visible.Take(limit)]);
    }

    /// <summary>All versions of a type's resources, newest first, behind a position.</summary>
    public async ValueTask<Outcome<IReadOnlyList<(StoredResource Resource, HistoryPosition Position)>>> TypeHistory(
        SqlSession session, Caller caller, TypeDefinition type, HistoryPosition before, long sinceMs, int limit)
    {
        var decision = AccessRule.Decide(caller, Act.History, type.Name);
        if (!decision.Allowed)
        {
            return Problems.Denied(decision.Rule);
        }

        var page = new List<(StoredResource Resource, HistoryPosition Position)>();
        while (page.Count < limit)
        {
            var rows = await TypeVersions(session, type, decision, before, sinceMs, limit);
            page.AddRange(rows.Where(r => IsVersionVisible(type, r.Row, decision)).Select(r => (Stored(type, r.Id, r.Row), PositionOf(r.Row))));
            if (rows.Count < limit)
            {
                break;
            }

            before = PositionOf(rows[^1].Row);
        }

        return Outcome.Ok<IReadOnlyList<(StoredResource, HistoryPosition)>>([.. page.Take(limit)]);
    }

    private static async ValueTask<List<(string Id, CurrentRow Row)>> TypeVersions(
        SqlSession session, TypeDefinition type, Decision decision, HistoryPosition before, long sinceMs, int limit)
    {
        const string Range = "{0}.type = $1 AND {0}.updated >= $2 AND ({0}.updated < $3 OR ({0}.updated = $3 AND ({0}.rid < $4 OR ({0}.rid = $4 AND {0}.version < $5))))";
        const string Order = "ORDER BY {0}.updated DESC, {0}.rid DESC, {0}.version DESC LIMIT $6";
        var inCompartment = decision.OnlyPatient is null ? "" : " AND {0}.rid IN (SELECT rid FROM compartment WHERE patient = $7 AND type = $1)";
        SqlValue[] values = [(short)type.Index, sinceMs, before.UpdatedMs, before.Rid, before.Version, limit];
        if (decision.OnlyPatient is { } only)
        {
            values = [.. values, Keys.Text(only)];
        }

        var rows = await session.Query(Named($"SELECT {CurrentRow.Columns}, id FROM resource r WHERE {Range}{inCompartment} {Order}", "r"), MapWithId, values);
        rows.AddRange(await session.Query(Named($"{HistorySql} WHERE {Range}{inCompartment} {Order}", "h"), MapWithId, values));
        return [.. rows.OrderByDescending(r => r.Row.Updated).ThenByDescending(r => r.Row.Rid).ThenByDescending(r => r.Row.Version).Take(limit)];
    }

    private static string Named(string sql, string alias) => sql.Replace("{0}", alias, StringComparison.Ordinal);

    internal static HistoryPosition PositionOf(CurrentRow row) => new(row.Updated.ToUnixTimeMilliseconds(), row.Rid, row.Version);

    public static StoredResource Stored(TypeDefinition type, string id, CurrentRow row) =>
        new(type.Name, id, row.Version, row.Updated, (RecordAct)row.Act, row.Body);

    internal static (string Id, CurrentRow Row) MapWithId(Row row) => (row.Text(8), CurrentRow.Map(row));

    internal static async ValueTask<bool> IsVisible(SqlSession session, CurrentRow row, Decision decision)
    {
        if (decision.OnlyPatient is not { } only)
        {
            return true;
        }

        var key = Keys.Text(only);
        return row.Patient == key || (row.Patient == -1
            && await session.First("SELECT rid FROM compartment WHERE patient = $1 AND type = $2 AND rid = $3", r => (long?)r.Long(0), key, (short)row.Type, row.Rid) is not null);
    }

    // An earlier version may have been in another patient's compartment: it is judged by its own content.
    internal bool IsVersionVisible(TypeDefinition type, CurrentRow row, Decision decision) =>
        decision.OnlyPatient is not { } only || row.IsDeleted
        || preparer.RowsOf(type, row.Body).Compartments.Contains(new CompartmentRow(Keys.Text(only), (short)type.Index));
}

/// <summary>Where a page of a type's history ends.</summary>
internal readonly record struct HistoryPosition(long UpdatedMs, long Rid, int Version)
{
    public static HistoryPosition Newest { get; } = new(long.MaxValue, long.MaxValue, int.MaxValue);
}
