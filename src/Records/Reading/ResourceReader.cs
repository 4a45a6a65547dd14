using Helhed.Access;
using Helhed.Access.Veils;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Writing;

namespace Helhed.Records.Reading;

/// <summary>Reads single resources and histories. What the caller may not see is as if it were not there.</summary>
internal sealed class ResourceReader(WritePreparer preparer, Parties parties, Veils veils, TimeProvider clock)
{
    private static readonly string CurrentColumns = string.Join(", ", CurrentRow.Columns.Split(", ").Select(c => "r." + c));

    private const string HistorySql = """
        SELECT h.rid, h.type, h.version, h.updated, h.act, h.author, r.patient, h.body, r.id FROM resource_history h JOIN resource r ON r.rid = h.rid
        """;

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public async ValueTask<Outcome<StoredResource>> Read(SqlSession session, Caller caller, TypeDefinition type, string id)
    {
        var nowMs = NowMs;
        var decision = AccessRule.Decide(caller, Act.Read, type.Name);
        if (decision is { Allowed: true, Sight: { } sight } && await parties.Of(session, sight) is { } list)
        {
            var (row, ground, isPlain) = await Plainly(session, (sight, list), type, id, nowMs);
            if (row is { Patient: not (0 or -1) } && isPlain && ground is not null)
            {
                var stored = Stored(type, id, row);
                await AccessNotes.Shown(session, caller, ("read", decision.Rule, ground), [stored]);
                return stored;
            }

            if (row is not null && !isPlain)
            {
                parties.Forget(sight);
            }

            // What is not there goes the same way as what is hidden: neither its answer nor its statements tell which it is.
        }
        else if (decision is { Allowed: true, Sight: { IsOwn: true } own } && await PlainlyOwn(session, own, type, id, nowMs) is { } row)
        {
            var stored = Stored(type, id, row);
            await AccessNotes.Shown(session, caller, ("read", decision.Rule, null), [stored]);
            return stored;
        }

        var whole = await Whole(session, caller, type, id, nowMs);
        return whole.IsOk && await VeilOf(session, caller) is { } veil
            ? Veiled.Of(veil, whole.Value) is { } shown ? shown : Problems.NotFound(type.Name, id)
            : whole;
    }

    /// <summary>What is hidden from a caller inside of what they see; null for nothing.</summary>
    public ValueTask<Veil?> VeilOf(SqlSession session, Caller caller) => veils.Of(session, caller, clock.GetUtcNow());

    // Citizens mostly look at what is theirs alone, with nothing kept from them and nobody hidden: one small statement finds both out.
    private async ValueTask<CurrentRow?> PlainlyOwn(SqlSession session, Sight own, TypeDefinition type, string id, long nowMs)
    {
        var sql = new SqlText(session.Dialect).Add($"SELECT {CurrentColumns}, ");
        Veils.AddState(sql, own, nowMs);
        sql.Add(" FROM resource r WHERE r.self = ").Value(Keys.Reference(type.Name, id)).Add(" AND r.id = ").Value(id).Add(" AND r.type = ").Value((short)type.Index)
            .Add(" AND r.patient = ").Value(Keys.Text(own.OnlyPatient!));
        var (row, generation, isPlain) = await session.First(sql.ToString(), r => ((CurrentRow?)CurrentRow.Map(r), r.Long(8), r.Int(9) == 1), sql.Values);
        return row is { IsDeleted: false } && isPlain && veils.IsClear(generation) ? row : null;
    }

    // Most look-ups at work are of a patient with a relation and without blocks: those few conditions are a small plan, the whole rule a large one.
    private static ValueTask<(CurrentRow? Row, long? Ground, bool IsPlain)> Plainly(SqlSession session, (Sight Sight, PartyList Parties) who, TypeDefinition type, string id, long nowMs)
    {
        var sql = new SqlText(session.Dialect).Add($"SELECT {CurrentColumns}, ");
        new Visibility(who.Sight, nowMs).AddPlainColumns(sql, "r", who.Parties);
        sql.Add(" FROM resource r WHERE r.self = ").Value(Keys.Reference(type.Name, id)).Add(" AND r.id = ").Value(id).Add(" AND r.type = ").Value((short)type.Index);
        return session.First(sql.ToString(), row => ((CurrentRow?)CurrentRow.Map(row), row.IsNull(8) ? (long?)null : row.Long(8), row.Int(9) == 1), sql.Values);
    }

    /// <summary>The same without a veil: for what the program itself makes of it.</summary>
    public static async ValueTask<Outcome<StoredResource>> Whole(SqlSession session, Caller caller, TypeDefinition type, string id, long nowMs)
    {
        var decision = AccessRule.Decide(caller, Act.Read, type.Name);
        if (!decision.Allowed)
        {
            return AccessNotes.Denied(caller, decision);
        }

        var (row, ground) = decision.Sight is { } sight ? await Seen(session, sight, type, id, nowMs) : (await Current(session, type, id), null);
        if (row is null)
        {
            var hidden = decision.Sight is null ? null : await Current(session, type, id);
            await AccessNotes.Refused(session, caller, decision, $"{type.Name}/{id}", hidden is null ? null : Stored(type, id, hidden));

            // The rule is named whether there was something to hide or nothing: an answer that names none would tell.
            caller.Trail?.Note(decision.Rule);
            return Problems.NotFound(type.Name, id);
        }

        if (row.IsDeleted)
        {
            return Problems.Gone(type.Name, id);
        }

        var stored = Stored(type, id, row);
        await AccessNotes.Shown(session, caller, ("read", decision.Rule, ground), [stored]);
        return stored;
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
            return AccessNotes.Denied(caller, decision);
        }

        var veil = await VeilOf(session, caller);
        if (await Visible(session, caller, decision, type, id) is not { } current || veil?.Hides(type.Name, id) == true)
        {
            return Problems.NotFound(type.Name, id);
        }

        var versions = new VersionSight(session, preparer, decision.Sight, NowMs);
        var visible = new List<StoredResource>();
        if (current.Version <= newest && current.Version >= oldest && await versions.Sees(type, current))
        {
            visible.Add(Stored(type, id, current));
        }

        // Versions that the caller may not see leave no gap in the page: further ones are fetched in their place.
        for (var below = newest; visible.Count < limit;)
        {
            var rows = await session.Query(
                $"{HistorySql} WHERE h.rid = $1 AND h.version <= $2 AND h.version >= $3 ORDER BY h.version DESC LIMIT $4", CurrentRow.Map, current.Rid, below, oldest, limit);
            foreach (var row in rows)
            {
                if (await versions.Sees(type, row))
                {
                    visible.Add(Stored(type, id, row));
                }
            }

            if (rows.Count < limit)
            {
                break;
            }

            below = rows[^1].Version - 1;
        }

        IReadOnlyList<StoredResource> shown = [.. visible.Take(limit)];
        await AccessNotes.Shown(session, caller, ("history", decision.Rule, null), shown);
        return Outcome.Ok(Veiled.Of(veil, shown));
    }

    /// <summary>All versions of a type's resources, newest first, behind a position.</summary>
    public async ValueTask<Outcome<IReadOnlyList<(StoredResource Resource, HistoryPosition Position)>>> TypeHistory(
        SqlSession session, Caller caller, TypeDefinition type, HistoryPosition before, long sinceMs, int limit)
    {
        var decision = AccessRule.Decide(caller, Act.History, type.Name);
        if (!decision.Allowed)
        {
            return AccessNotes.Denied(caller, decision);
        }

        var versions = new VersionSight(session, preparer, decision.Sight, NowMs);
        var page = new List<(StoredResource Resource, HistoryPosition Position)>();
        while (page.Count < limit)
        {
            var rows = await TypeVersions(session, type, decision.Sight, before, sinceMs, limit);
            foreach (var (id, row) in rows)
            {
                if (await versions.Sees(type, row))
                {
                    page.Add((Stored(type, id, row), PositionOf(row)));
                }
            }

            if (rows.Count < limit)
            {
                break;
            }

            before = PositionOf(rows[^1].Row);
        }

        IReadOnlyList<(StoredResource Resource, HistoryPosition Position)> shown = [.. page.Take(limit)];
        await AccessNotes.Shown(session, caller, ("history", decision.Rule, null), shown.Select(s => s.Resource));
        return Outcome.Ok(shown);
    }

    private async ValueTask<List<(string Id, CurrentRow Row)>> TypeVersions(
        SqlSession session, TypeDefinition type, Sight? sight, HistoryPosition before, long sinceMs, int limit)
    {
        var rows = await Part($"SELECT {CurrentColumns}, r.id FROM resource r", "r");
        rows.AddRange(await Part($"SELECT h.rid, h.type, h.version, h.updated, h.act, h.author, r.patient, h.body, r.id FROM resource_history h JOIN resource r ON r.rid = h.rid", "h"));
        return [.. rows.OrderByDescending(r => r.Row.Updated).ThenByDescending(r => r.Row.Rid).ThenByDescending(r => r.Row.Version).Take(limit)];

        ValueTask<List<(string Id, CurrentRow Row)>> Part(SqlNames select, string table)
        {
            var sql = new SqlText(session.Dialect).Add(select).Add($" WHERE {table}.type = ").Value((short)type.Index).Add($" AND {table}.updated >= ").Value(sinceMs);
            sql.Add($" AND ({table}.updated < ").Value(before.UpdatedMs).Add($" OR ({table}.updated = ").Value(before.UpdatedMs);
            sql.Add($" AND ({table}.rid < ").Value(before.Rid).Add($" OR ({table}.rid = ").Value(before.Rid).Add($" AND {table}.version < ").Value(before.Version).Add("))))");
            if (sight is not null)
            {
                sql.Add(" AND ");
                new Visibility(sight, NowMs).AddRow(sql, "r", type);
            }

            sql.Add($" ORDER BY {table}.updated DESC, {table}.rid DESC, {table}.version DESC LIMIT ").Value(limit);
            return session.Query(sql.ToString(), MapWithId, sql.Values);
        }
    }

    internal static HistoryPosition PositionOf(CurrentRow row) => new(row.Updated.ToUnixTimeMilliseconds(), row.Rid, row.Version);

    public static StoredResource Stored(TypeDefinition type, string id, CurrentRow row) =>
        new(type.Name, id, row.Version, row.Updated, (RecordAct)row.Act, row.Body) { Rid = row.Rid, Patient = row.Patient };

    // Stands for what is not there where the same is to be asked as of what is.
    private static CurrentRow NoRow(TypeDefinition type) => new(-1, type.Index, 0, DateTimeOffset.UnixEpoch, 0, "", 0, []);

    internal static (string Id, CurrentRow Row) MapWithId(Row row) => (row.Text(8), CurrentRow.Map(row));

    /// <summary>The current row of a resource whose history the caller sees; null where it is hidden or not there, which is noted alike.</summary>
    internal async ValueTask<CurrentRow?> Visible(SqlSession session, Caller caller, Decision decision, TypeDefinition type, string id)
    {
        var current = await Current(session, type, id);
        if (await IsVisible(session, current ?? NoRow(type), decision) && current is not null)
        {
            return current;
        }

        await AccessNotes.Refused(session, caller, decision, $"{type.Name}/{id}", current is null ? null : Stored(type, id, current));
        caller.Trail?.Note(decision.Rule);
        return null;
    }

    /// <summary>Whether the caller sees the current version of a resource.</summary>
    internal ValueTask<bool> IsVisible(SqlSession session, CurrentRow row, Decision decision)
    {
        if (decision.Sight is not { } sight)
        {
            return new(true);
        }

        var sql = new SqlText(session.Dialect).Add("SELECT 1 FROM resource r WHERE r.rid = ").Value(row.Rid).Add(" AND ");
        new Visibility(sight, NowMs).AddRow(sql, "r", R4Definitions.Default.Types[row.Type]);
        return session.First(sql.ToString(), _ => true, sql.Values);
    }

    /// <summary>Whether a version is seen by its own content, with the facts of today.</summary>
    internal async ValueTask<bool> SeesContent(SqlSession session, (Caller Caller, Decision Decision) by, RidVersion version, bool isGone)
    {
        if ((await VeilOf(session, by.Caller))?.Hides(version.Type.Name, version.Resource.Id) == true)
        {
            return false;
        }

        return by.Decision.Sight is null
            || (await session.First($"{HistorySql} WHERE h.rid = $1 AND h.version = $2", CurrentRow.Map, version.Rid, version.Resource.Version) is { IsDeleted: false } row
                && await Versions(session, by.Decision).SeesContent(version.Type, row, isGone));
    }

    internal Visibility VisibilityOf(Sight sight) => new(sight, NowMs);

    /// <summary>Which versions of resources the caller sees.</summary>
    internal VersionSight Versions(SqlSession session, Decision decision) => new(session, preparer, decision.Sight, NowMs);

    private static ValueTask<(CurrentRow? Row, long? Ground)> Seen(SqlSession session, Sight sight, TypeDefinition type, string id, long nowMs)
    {
        var visibility = new Visibility(sight, nowMs);
        var sql = new SqlText(session.Dialect).Add($"SELECT {CurrentColumns}, ");
        visibility.AddGround(sql, "r");
        sql.Add(" FROM resource r WHERE r.self = ").Value(Keys.Reference(type.Name, id))
            .Add(" AND r.id = ").Value(id).Add(" AND r.type = ").Value((short)type.Index).Add(" AND ");
        visibility.AddRow(sql, "r", type);
        return session.First(sql.ToString(), row => ((CurrentRow?)CurrentRow.Map(row), row.IsNull(8) ? (long?)null : row.Long(8)), sql.Values);
    }
}

/// <summary>Where a page of a type's history ends.</summary>
internal readonly record struct HistoryPosition(long UpdatedMs, long Rid, int Version)
{
    public static HistoryPosition Newest { get; } = new(long.MaxValue, long.MaxValue, int.MaxValue);
}
