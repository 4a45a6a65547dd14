using System.Diagnostics;
using Helhed.Platform.Data;
using Helhed.Records.Reindexing;
using Helhed.Records.Writing;

namespace Helhed.Records.Verification;

/// <summary>
/// Removes index rows that no resource accounts for. There is no index by resource to find them by: all rows are compared with those
/// that are due, in one snapshot, and what differs is put right resource by resource, as it is by then.
/// </summary>
internal sealed class SuperfluousRows(Database database, WritePreparer preparer, CustomParameters custom, ResourceRepair repair)
{
    private const int ResourcesPerTransaction = 50;

    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(2);

    private long _told = Stopwatch.GetTimestamp();

    // Each round looks at about a million rows. What still differs after so many is being made wrong as fast as it is put right.
    private const int MostRounds = 1000;

    /// <summary>Puts right what differs; false when it was stopped.</summary>
    /// <param name="progress">Told what was put right after each transaction.</param>
    /// <param name="ct">Stops between transactions.</param>
    public async Task<bool> Run(Action<ReindexRow>? progress, CancellationToken ct)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var (found, isAll) = await database.Read(s => Compare(s, ct), ct);
            var repaired = 0;
            foreach (var group in found.GroupBy(d => d.Rid).OrderBy(g => g.Key).Chunk(ResourcesPerTransaction))
            {
                var done = await database.Write(tx => PutRight(tx, group), ct);
                if (done is null)
                {
                    return false;
                }

                repaired += done.Value;
                if (progress is not null && await database.ReadLatest(ReindexRow.Read, ct) is { } row)
                {
                    progress(row);
                }
            }

            if (isAll || (found.Count > 0 && repaired == 0))
            {
                return true;
            }
        }

        return true;
    }

    private async ValueTask<(IReadOnlyList<IndexDifference> Found, bool IsAll)> Compare(SqlSession session, CancellationToken ct)
    {
        var parameters = await ParameterTable.Load(session);
        var comparison = new IndexComparison(session.Dialect, await ParameterTable.InState(session, ParameterState.Indexing, ParameterState.Removing));
        var scan = new StoreScan(session, preparer, parameters);
        var half = await session.First("SELECT COUNT(*) FROM resource", r => r.Long(0)) / 2;
        var done = 0L;
        await foreach (var page in scan.Pages(null, ct))
        {
            Parallel.ForEach(page, r => comparison.Expect(r.Expected));
            done += page.Count;
            await Tell(done / 2, ct);
        }

        // Resources are the first half of the way, and their rows the second.
        return await comparison.TakeStored(session, rows => Tell(half + (long)(half * Math.Min(1.0, (double)rows / Math.Max(1, comparison.Due))), ct))
            ? ([], true)
            : await comparison.Differences(session, wanted => scan.Expected(wanted, ct));
    }

    // In a transaction of its own, beside the snapshot that is read.
    private async ValueTask Tell(long done, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Stopwatch.GetElapsedTime(_told) >= TellEvery)
        {
            _told = Stopwatch.GetTimestamp();
            await database.Write(tx => ReindexRow.SetDone(tx, done), ct);
        }
    }

    private async ValueTask<int?> PutRight(WriteTransaction tx, IGrouping<long, IndexDifference>[] groups)
    {
        if (await ReindexRow.Lock(tx) is not { IsStopped: false, Purpose: ReindexRow.Superfluous })
        {
            return null;
        }

        var parameters = await custom.InForce(tx);
        var repaired = 0;
        foreach (var group in groups)
        {
            repaired += await PutRight(tx, group, parameters);
        }

        await ReindexRow.Advance(tx, 0, 0, repaired);
        return repaired;
    }

    private async ValueTask<int> PutRight(WriteTransaction tx, IGrouping<long, IndexDifference> group, ParameterSet parameters)
    {
        var resource = await tx.First(
            $"SELECT {ResourceRow.Columns} FROM resource WHERE rid = $1{(tx.Dialect == Dialect.PostgreSql ? " FOR UPDATE" : "")}", ResourceRow.Map, group.Key);
        ExpectedRows[] expected = resource is null ? [] : [new ExpectedRows(resource, RowsOf(resource, parameters))];
        var removed = 0;
        foreach (var difference in group.Where(d => !d.IsMissing))
        {
            // The resource may have been written since the snapshot.
            var isDue = expected.SelectMany(e => e.Parts()).Any(p => p.Rid == difference.Found.Rid && IsAmong(difference, p));
            removed += isDue ? 0 : await difference.Table.Remove(tx, difference.Found.Rid, difference.Row!);
        }

        return removed + await repair.All(tx, expected, parameters);
    }

    private static bool IsAmong(IndexDifference difference, (long Rid, IndexRows Rows) part)
    {
        var isDue = false;
        difference.Table.Hash(part.Rid, part.Rows, found => isDue |= found.Hash == difference.Found.Hash);
        return isDue;
    }

    private IndexRows RowsOf(ResourceRow resource, ParameterSet parameters)
    {
        try
        {
            return resource.IsDeleted ? IndexRows.None : preparer.RowsOf(resource.Definition, resource.Body, parameters);
        }
        catch (InvalidDataException)
        {
            return IndexRows.None;
        }
    }
}
