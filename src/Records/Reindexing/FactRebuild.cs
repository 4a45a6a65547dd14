using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
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

    // An internal id begins with the type.
    private const int TypeShift = 36;

    private readonly FactWriter _facts = new(local);

    /// <summary>Does what is to be done, in a fresh store nothing.</summary>
    /// <param name="progress">Resources looked at.</param>
    /// <param name="ct">Stops between batches.</param>
    public async Task Run(Action<long> progress, CancellationToken ct)
    {
        if (await database.ReadLatest(FactWriter.IsComplete, ct))
        {
            if (!await database.ReadLatest(FactWriter.KnowsContexts, ct))
            {
                var (first, last) = Keys.Rids(R4Definitions.Default.FindResource(AttachmentSql.Type)!);
                await Walk((first, last + 1), progress, ct);
                await database.Write(FactWriter.Complete, ct);
            }

            return;
        }

        // Posts first: they tell where somebody worked who wrote something.
        long posts = R4Definitions.Default.FindResource("PractitionerRole")!.Index;
        await Walk((posts << TypeShift, (posts + 1) << TypeShift), _ => { }, ct);
        await Walk((0, long.MaxValue), progress, ct);
        await database.Write(FactWriter.Complete, ct);
    }

    private async Task Walk((long From, long Until) rids, Action<long> progress, CancellationToken ct)
    {
        var done = 0L;
        for (long? after = rids.From - 1; after is { } last;)
        {
            ct.ThrowIfCancellationRequested();
            var batch = await database.Read(session => session.Query(
                $"SELECT {CurrentRow.Columns}, id FROM resource WHERE rid > $1 AND rid < $3 ORDER BY rid LIMIT $2", row => (Id: row.Text(8), Row: CurrentRow.Map(row)), last, AtOnce, rids.Until), ct);
            var held = batch.Where(b => !b.Row.IsDeleted && HoldsFacts(b.Row)).ToList();
            if (held.Count > 0)
            {
                await database.Write(tx => Apply(tx, held), ct);
            }

            done += batch.Count;
            if (done > 0)
            {
                progress(done);
            }

            after = batch.Count == AtOnce ? batch[^1].Row.Rid : null;
        }
    }

    private async ValueTask<bool> Apply(WriteTransaction tx, List<(string Id, CurrentRow Row)> held)
    {
        var writers = await FactWriter.Writers(tx, held[0].Row.Rid, held[^1].Row.Rid);

        // What has no end of its own is over from when it was written, not from now: nothing becomes a ground again.
        foreach (var together in held.GroupBy(h => h.Row.Updated))
        {
            var changes = new List<FactChange>();
            foreach (var (id, row) in together)
            {
                changes.Add(FactsOf(id, row) with { Writers = await WritersOf(tx, row, [.. writers[row.Rid]]) });
            }

            await _facts.Apply(tx, Caller.Program, changes, together.Key);
        }

        return true;
    }

    // Of what was written before it was kept who wrote it: the author, and where they worked when that is in no doubt.
    private static async ValueTask<IReadOnlyList<long>> WritersOf(WriteTransaction tx, CurrentRow row, List<long> kept)
    {
        if (kept.Count > 0 || !row.Author.StartsWith("Practitioner/", StringComparison.Ordinal))
        {
            return kept;
        }

        return await FactWriter.UnitAt(tx, row.Author, row.Updated) is { } unit ? [Hash64.Of(row.Author), unit] : [Hash64.Of(row.Author)];
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

        return new FactChange(
            row.Rid, type.Name, id, row.Body, IsNew: false, WasPlaced: true, isPlaced,
            [.. rows.Compartments.Where(c => c.Type == type.Index).Select(c => c.Patient).Distinct()],
            [.. rows.References.Select(r => r.Target).Distinct()]);
    }
}
