using System.Collections.Frozen;
using System.Diagnostics;
using Helhed.Platform.Data;
using Helhed.Records.Verification;
using Helhed.Records.Writing;

namespace Helhed.Records.Reindexing;

/// <summary>How fast a going over of the index is done.</summary>
/// <param name="BatchMs">How long a transaction is to last: as long, other writers wait.</param>
/// <param name="Rest">How long to rest after each batch, as a share of the time that it took.</param>
/// <param name="Parallel">How many resources are taken apart at once.</param>
internal sealed record ReindexPace(double BatchMs, double Rest, int Parallel)
{
    /// <summary>Beside people who are being served.</summary>
    public static ReindexPace Background { get; } = new(25, 1, 1);

    /// <summary>By somebody who waits for it, perhaps beside a server.</summary>
    public static ReindexPace ByHand { get; } = new(50, 0.2, Environment.ProcessorCount);

    /// <summary>While nobody can be served.</summary>
    public static ReindexPace Alone { get; } = new(500, 0, Environment.ProcessorCount);
}

/// <summary>
/// Goes over the resources and makes their index rows what they should be, batch by batch. Each batch is prepared outside of a
/// transaction, and written in one that holds the resources' locks; what has changed in between is prepared again there. How far it is
/// stands in table reindex and moves in the same transaction, so that it can be stopped, killed, and taken up by another node.
/// </summary>
internal sealed class Reindexer(Database database, WritePreparer preparer, CustomParameters custom, ResourceRepair repair, TimeProvider clock)
{
    private const int FirstBatch = 100;
    private const int LargestBatch = 4000;
    private const int LargestBatchBytes = 16 * 1024 * 1024;

    private enum Step
    {
        Done,
        Again,
        Ended,
    }

    /// <summary>Goes on with what is under way, or begins with the parameters that wait for it, until there is nothing left or it is stopped.</summary>
    public async Task Run(ReindexPace pace, Action<ReindexRow>? progress, CancellationToken ct)
    {
        while (await Current(ct) is { } row && (!row.IsStopped || row.Purpose == ReindexRow.Rebuild))
        {
            if (row.Purpose != ReindexRow.Superfluous)
            {
                await GoOver(new Plan(row), pace, progress, ct);
            }
            else if (await new SuperfluousRows(database, preparer, custom, repair).Run(progress, ct))
            {
                await database.Write(tx => ReindexRow.EndRepair(tx, clock.GetUtcNow().ToUnixTimeMilliseconds()), ct);
            }
        }
    }

    /// <summary>Finishes what an upgrade of the store has left to do; false when it has left nothing.</summary>
    public async Task<bool> FinishRebuild(Action<ReindexRow> progress, CancellationToken ct)
    {
        var any = false;
        while (await database.ReadLatest(ReindexRow.Read, ct) is { Purpose: ReindexRow.Rebuild } row)
        {
            any = true;
            await GoOver(new Plan(row), ReindexPace.Alone, progress, ct);
        }

        return any;
    }

    /// <summary>Begins to go over everything; false when something else is under way.</summary>
    public async Task<bool> Begin(string purpose, CancellationToken ct)
    {
        var total = await Count([(0, long.MaxValue)], ct);
        return await database.Write(tx => ReindexRow.Begin(tx, purpose, total, clock.GetUtcNow().ToUnixTimeMilliseconds()), ct);
    }

    private async Task<ReindexRow?> Current(CancellationToken ct)
    {
        if (await database.ReadLatest(ReindexRow.Read, ct) is { } row)
        {
            return row;
        }

        var waiting = await database.ReadLatest(s => ParameterTable.InState(s, ParameterState.Indexing, ParameterState.Indexing), ct);
        if (waiting.Count == 0)
        {
            return null;
        }

        var purpose = ReindexRow.For(waiting);
        var total = await Count(new ReindexRow(purpose, 0).Ranges, ct);
        await database.Write(tx => ReindexRow.Begin(tx, purpose, total, clock.GetUtcNow().ToUnixTimeMilliseconds()), ct);
        return await database.ReadLatest(ReindexRow.Read, ct);
    }

    private async Task<long> Count(IReadOnlyList<(long First, long Last)> ranges, CancellationToken ct)
    {
        var total = 0L;
        foreach (var (first, last) in ranges)
        {
            total += await database.ReadLatest(s => s.First("SELECT COUNT(*) FROM resource WHERE rid BETWEEN $1 AND $2", r => r.Long(0), first, last), ct);
        }

        return total;
    }

    private async Task GoOver(Plan plan, ReindexPace pace, Action<ReindexRow>? progress, CancellationToken ct)
    {
        var size = FirstBatch;
        while (true)
        {
            var began = Stopwatch.GetTimestamp();
            var batch = await Prepare(plan, size, pace, ct);
            var writing = Stopwatch.GetTimestamp();
            var step = await database.Write(tx => Apply(tx, plan, batch), ct);
            if (step == Step.Ended)
            {
                return;
            }

            if (step == Step.Done && await database.ReadLatest(ReindexRow.Read, ct) is { } now)
            {
                plan.After = Math.Max(batch.UpTo, now.LastRid);
                progress?.Invoke(now);
                var ms = Math.Max(0.1, Stopwatch.GetElapsedTime(writing).TotalMilliseconds);
                size = Math.Clamp((int)(size * Math.Clamp(pace.BatchMs / ms, 0.25, 4)), 10, LargestBatch);
            }
            else
            {
                // Another node went on meanwhile, or the parameters have changed.
                await custom.Refresh(database, TimeSpan.Zero, ct);
                plan.After = (await database.ReadLatest(ReindexRow.Read, ct))?.LastRid ?? plan.After;
            }

            await Task.Delay(Stopwatch.GetElapsedTime(began) * pace.Rest, ct);
        }
    }

    private async Task<Batch> Prepare(Plan plan, int size, ReindexPace pace, CancellationToken ct)
    {
        var parameters = custom.Current;
        foreach (var (first, last) in plan.Ranges.Where(r => r.Last > plan.After))
        {
            var rows = await database.ReadLatest(s => ResourceRow.Page(s, Math.Max(plan.After, first - 1), last, size), ct);
            if (rows.Count == 0)
            {
                continue;
            }

            var isWhole = rows.Count < size;
            var count = WithinLimit(rows);
            var expected = new ExpectedRows[count];
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = pace.Parallel, CancellationToken = ct }, i => expected[i] = Expect(rows[i], parameters));
            return new Batch(plan.After, isWhole && count == rows.Count ? last : rows[count - 1].Rid, parameters, expected);
        }

        return new Batch(plan.After, long.MaxValue, parameters, []);
    }

    // A few resources can be as large as thousands of others.
    private static int WithinLimit(List<ResourceRow> rows)
    {
        var bytes = 0L;
        for (var i = 0; i < rows.Count; i++)
        {
            bytes += rows[i].Body.Length;
            if (bytes > LargestBatchBytes)
            {
                return i + 1;
            }
        }

        return rows.Count;
    }

    private ExpectedRows Expect(ResourceRow row, ParameterSet parameters)
    {
        try
        {
            return new ExpectedRows(row, row.IsDeleted ? IndexRows.None : preparer.RowsOf(row.Definition, row.Body, parameters));
        }
        catch (InvalidDataException)
        {
            return new ExpectedRows(row, IndexRows.None); // What does not parse has no rows; verification names it.
        }
    }

    private async ValueTask<Step> Apply(WriteTransaction tx, Plan plan, Batch batch)
    {
        if (await ReindexRow.Lock(tx) is not { } row || row.Purpose != plan.Row.Purpose || (row.IsStopped && row.Purpose != ReindexRow.Rebuild))
        {
            return Step.Ended;
        }

        if (row.LastRid != batch.After || (await custom.InForce(tx)).Epoch != batch.Parameters.Epoch)
        {
            return Step.Again;
        }

        if (batch.Resources.Length == 0)
        {
            await End(tx, row);
            return Step.Ended;
        }

        var resources = await Locked(tx, batch);
        var repaired = 0;
        if (row.Purpose == ReindexRow.Rebuild)
        {
            await repair.Write(tx, resources);
        }
        else
        {
            repaired = plan.Only is { } only ? await repair.Of(tx, resources, only) : await repair.All(tx, resources, batch.Parameters);
        }

        await ReindexRow.Advance(tx, batch.UpTo, resources.Count, repaired);
        return Step.Done;
    }

    // The resources as they are now, held until the transaction ends, as a writer holds them.
    private async ValueTask<List<ExpectedRows>> Locked(WriteTransaction tx, Batch batch)
    {
        var first = batch.Resources[0].Resource.Rid;
        var last = batch.Resources[^1].Resource.Rid;
        var versions = (await tx.Query(
            $"SELECT rid, version FROM resource WHERE rid BETWEEN $1 AND $2 ORDER BY rid{(tx.Dialect == Dialect.PostgreSql ? " FOR UPDATE" : "")}",
            r => (Rid: r.Long(0), Version: r.Int(1)), first, last)).ToDictionary(r => r.Rid, r => r.Version);
        var resources = new List<ExpectedRows>(batch.Resources.Length);
        foreach (var expected in batch.Resources)
        {
            if (versions.GetValueOrDefault(expected.Resource.Rid) == expected.Resource.Version)
            {
                resources.Add(expected);
            }
            else
            {
                var rid = expected.Resource.Rid;
                resources.AddRange((await ResourceRow.Page(tx, rid - 1, rid, 1)).Select(r => Expect(r, batch.Parameters)));
            }
        }

        return resources;
    }

    private async ValueTask End(WriteTransaction tx, ReindexRow row)
    {
        if (row.Purpose == ReindexRow.Full)
        {
            await ReindexRow.Turn(tx, ReindexRow.Superfluous);
            return;
        }

        if (row.Purpose == ReindexRow.Repair)
        {
            await ReindexRow.EndRepair(tx, clock.GetUtcNow().ToUnixTimeMilliseconds());
            return;
        }

        await ReindexRow.End(tx);
        if (row.IsForParameters)
        {
            var done = row.Parameters.ToHashSet();
            foreach (var parameter in (await ParameterTable.InState(tx, ParameterState.Indexing, ParameterState.Indexing)).Where(p => done.Contains((p.Type.Index, p.Number))))
            {
                await ParameterTable.Move(tx, parameter, ParameterState.Ready, clock.GetUtcNow().ToUnixTimeMilliseconds());
            }

            await ReindexMigration.RaiseEpoch(tx);
            tx.OnCommitted(custom.Expire);
        }
    }

    /// <summary>What is gone over.</summary>
    private sealed class Plan(ReindexRow row)
    {
        public ReindexRow Row { get; } = row;

        public IReadOnlyList<(long First, long Last)> Ranges { get; } = row.Ranges;

        /// <summary>The numbers of the rows that are looked at; null for all.</summary>
        public FrozenSet<int>? Only { get; } = row.IsForParameters
            ? row.Parameters.SelectMany(p => ParameterRow.ParamsOf(p.Type, p.Number)).ToFrozenSet()
            : null;

        public long After { get; set; } = row.LastRid;
    }

    private sealed record Batch(long After, long UpTo, ParameterSet Parameters, ExpectedRows[] Resources);
}
