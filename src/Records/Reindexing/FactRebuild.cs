using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;
using Helhed.Records.Writing;

namespace Helhed.Records.Reindexing;

/// <summary>
/// Takes the facts of access out of the records of a store that is older than they are. Before it has ended nothing is served: a block that
/// is not known yet would not hold. Killed, it begins anew.
/// </summary>
internal sealed class FactRebuild(Database database, WritePreparer preparer, TimeZoneInfo local)
{
    private const int AtOnce = 500;

    private readonly FactWriter _facts = new(local);

    /// <summary>Does what is to be done, in a fresh store nothing.</summary>
    /// <param name="progress">Resources looked at.</param>
    /// <param name="ct">Stops between batches.</param>
    public async Task Run(Action<long> progress, CancellationToken ct)
    {
        if (await database.ReadLatest(FactWriter.IsComplete, ct))
        {
            return;
        }

        var done = 0L;
        for (long? after = -1; after is { } last;)
        {
            ct.ThrowIfCancellationRequested();
            var batch = await database.Read(session => session.Query(
                $"SELECT {CurrentRow.Columns}, id FROM resource WHERE rid > $1 ORDER BY rid LIMIT $2", row => (Id: row.Text(8), Row: CurrentRow.Map(row)), last, AtOnce), ct);
            var changes = batch.Where(b => !b.Row.IsDeleted && HoldsFacts(b.Row)).Select(b => (b.Row.Updated, Fact: FactsOf(b.Id, b.Row))).ToList();
            if (changes.Count > 0)
            {
                await database.Write(
                    async tx =>
                    {
                        // What has no end of its own is over from when it was written, not from now: nothing becomes a ground again.
                        foreach (var together in changes.GroupBy(c => c.Updated, c => c.Fact))
                        {
                            await _facts.Apply(tx, Caller.Program, [.. together], together.Key);
                        }

                        return true;
                    },
                    ct);
            }

            done += batch.Count;
            if (done > 0)
            {
                progress(done);
            }

            after = batch.Count == AtOnce ? batch[^1].Row.Rid : null;
        }

        await database.Write(FactWriter.Complete, ct);
    }

    private static bool HoldsFacts(CurrentRow row)
    {
        var type = R4Definitions.Default.Types[row.Type].Name;
        return FactWriter.HoldsFacts(type) || FactWriter.IsPlaced(type, row.Patient);
    }

    private FactChange FactsOf(string id, CurrentRow row)
    {
        var type = R4Definitions.Default.Types[row.Type];
        var rows = preparer.RowsOf(type, row.Body);
        var isPlaced = FactWriter.IsPlaced(type.Name, row.Patient);

        // Where its writer worked then is not kept; who it was is.
        return new FactChange(
            row.Rid, type.Name, id, row.Body, IsNew: false, WasPlaced: true, isPlaced,
            [.. rows.Compartments.Where(c => c.Type == type.Index).Select(c => c.Patient).Distinct()],
            [.. rows.References.Select(r => r.Target).Append(Keys.Text(row.Author)).Distinct()]);
    }
}
