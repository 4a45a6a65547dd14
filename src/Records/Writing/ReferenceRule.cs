using System.Globalization;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Operations;
using Helhed.Records.Reindexing;

namespace Helhed.Records.Writing;

/// <summary>
/// Holds what a transaction has written against <see cref="ReferencePolicy.MustResolve"/>. Targets are locked until the transaction ends, so
/// that nobody deletes them meanwhile; and a deletion has locked its own row, so that whoever refers to it comes before it or finds it gone.
/// Decision: docs/decisions/2026-11-23-references-by-policy.md.
/// </summary>
internal static class ReferenceRule
{
    private const int PerStatement = 64;

    private static readonly Dictionary<string, List<long>> ByTarget = [];

    /// <summary>Checks what has been written, with its index rows.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="written">What it wrote.</param>
    /// <param name="parameters">The region's own search parameters.</param>
    /// <exception cref="WriteRefusedException">Something refers to what is not there.</exception>
    public static async ValueTask Check(WriteTransaction tx, IReadOnlyList<WrittenResource> written, ParameterSet parameters)
    {
        var here = written.Where(w => w.Act != RecordAct.Deleted).Select(w => (w.Write.Type.Name, w.Write.Id)).ToHashSet();
        await CheckTargets(tx, written, here);
        foreach (var gone in written.Where(w => w.Act == RecordAct.Deleted && !here.Contains((w.Write.Type.Name, w.Write.Id))))
        {
            if (await Obstacle(tx, (gone.Write.Type.Name, gone.Write.Id), gone.Row.Rid, parameters) is { } obstacle)
            {
                throw new WriteRefusedException(obstacle);
            }
        }
    }

    private static async ValueTask CheckTargets(WriteTransaction tx, IReadOnlyList<WrittenResource> written, HashSet<(string Type, string Id)> here)
    {
        var asked = new Dictionary<long, (WrittenResource From, string To)>();
        foreach (var one in written.Where(w => w.Act != RecordAct.Deleted && !w.Write.IsTakenOver))
        {
            ReferenceScan.Find(one.Row.Body, [], (type, id) =>
            {
                if (!here.Contains((type, id)))
                {
                    asked.TryAdd(Keys.Reference(type, id), (one, $"{type}/{id}"));
                }
            });
        }

        // In order, against deadlocks.
        foreach (var chunk in asked.Keys.Order().Chunk(PerStatement))
        {
            var found = (await tx.Query(Sql(tx.Dialect), r => r.Long(0), [.. Enumerable.Range(0, PerStatement).Select(i => (SqlValue)chunk[Math.Min(i, chunk.Length - 1)])])).ToHashSet();
            if (Array.Find(chunk, key => !found.Contains(key)) is var missing and not 0)
            {
                var (from, to) = asked[missing];
                throw new WriteRefusedException(new Problem(
                    ProblemKind.Unprocessable,
                    $"{from.Write.Type.Name}/{from.Write.Id} refers to {to}, which is not here. Send that first, or both in one transaction.",
                    from.Write.Type.Name));
            }
        }
    }

    private static string Sql(Dialect dialect)
    {
        var sql = new StringBuilder("SELECT self FROM resource WHERE act <> 2 AND self IN (");
        for (var i = 1; i <= PerStatement; i++)
        {
            sql.Append(CultureInfo.InvariantCulture, $"{(i == 1 ? "" : ", ")}${i}");
        }

        return sql.Append(dialect == Dialect.PostgreSql ? ") ORDER BY self FOR SHARE" : ")").ToString();
    }

    /// <summary>What stands against a deletion: something that refers to the resource. Null for nothing.</summary>
    /// <param name="session">A snapshot, or the transaction that deletes it.</param>
    /// <param name="name">Type and id.</param>
    /// <param name="rid">Its internal id: what it says of itself is no obstacle.</param>
    /// <param name="parameters">The region's own search parameters.</param>
    public static async ValueTask<Problem?> Obstacle(SqlSession session, (string Type, string Id) name, long rid, ParameterSet parameters)
    {
        var sql = new SqlText(session.Dialect).Add("SELECT 1 FROM ix_reference x WHERE x.param").Among([.. Referring(name.Type, parameters)])
            .Add(" AND x.target = ").Value(Keys.Reference(name.Type, name.Id)).Add(" AND x.rid <> ").Value(rid).Add(" LIMIT 1");
        return await session.First(sql.ToString(), _ => true, sql.Values)
            ? new Problem(ProblemKind.Conflict, $"{name.Type}/{name.Id} cannot be deleted: something here refers to it. Change or delete that first, or all in one transaction.")
            : null;
    }

    // The search parameters whose references may be to a type.
    private static List<long> Referring(string type, ParameterSet parameters)
    {
        List<long> own;
        lock (ByTarget)
        {
            if (!ByTarget.TryGetValue(type, out own!))
            {
                ByTarget[type] = own = [.. R4Definitions.Default.ResourceTypes.SelectMany(from => R4Definitions.Default.ParametersFor(from.Name)
                    .Where(p => p.Type == SearchParameterType.Reference && (p.Targets.Count == 0 || p.Targets.Contains(type)))
                    .Select(p => (long)Keys.Param(from, p)))];
            }
        }

        return [.. own, .. parameters.All.Where(p => p.Definition.Type == SearchParameterType.Reference && (p.Definition.Targets.Count == 0 || p.Definition.Targets.Contains(type))).Select(p => (long)Keys.Param(p.Type, p.Definition))];
    }
}
