using System.Diagnostics;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Work;
using Helhed.Records.Reindexing;
using Helhed.Records.Verification;
using Microsoft.Extensions.Logging.Abstractions;

namespace Helhed.Records;

/// <summary>What the index is gone over for.</summary>
public enum IndexingPurpose
{
    /// <summary>All rows are made anew after an upgrade of the store.</summary>
    Rebuild,

    /// <summary>Rows that are missing are added.</summary>
    Repair,

    /// <summary>Rows that are missing are added, and rows that should not be there removed.</summary>
    FullRepair,

    /// <summary>New search parameters are indexed.</summary>
    Parameters,
}

/// <summary>A going over of the index.</summary>
/// <param name="Purpose">What for.</param>
/// <param name="Done">Resources that are done; in the last part of a full repair, those that were put right.</param>
/// <param name="Total">Resources there were at the beginning.</param>
/// <param name="Started">When it began.</param>
/// <param name="IsStopped">True when it waits to be resumed.</param>
public sealed record IndexingStatus(IndexingPurpose Purpose, long Done, long Total, DateTimeOffset Started, bool IsStopped)
{
    /// <summary>Rows that were missing or wrong.</summary>
    public long Repaired { get; init; }

    /// <summary>True while a full repair looks for rows that should not be there: half of the way for reading the resources, half for their rows.</summary>
    public bool IsComparing { get; init; }
}

/// <summary>A repair of the index that has ended.</summary>
/// <param name="Ended">When.</param>
/// <param name="Repaired">Rows that were missing or wrong.</param>
public sealed record PastRepair(DateTimeOffset Ended, long Repaired);

/// <summary>How many resources of a type there are, deleted ones not counted.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Count">How many.</param>
public sealed record TypeCount(string Type, long Count);

/// <summary>What is in the store.</summary>
/// <param name="Types">Types of which there are resources, most first.</param>
/// <param name="CountedAt">When they were counted: at most a minute ago, or a hundred times as long as counting takes.</param>
/// <param name="SizeBytes">Size of the database, with indexes and earlier versions.</param>
public sealed record StoreSize(IReadOnlyList<TypeCount> Types, DateTimeOffset CountedAt, long SizeBytes);

/// <summary>A search parameter of the region's own.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Code">Its name in an address.</param>
/// <param name="Resource">The SearchParameter that it comes from, as <c>SearchParameter/id</c>.</param>
/// <param name="IsReady">False while resources from before are being indexed.</param>
public sealed record RegionParameter(string Type, string Code, string Resource, bool IsReady);

/// <summary>
/// What those who look after the store see and do. For programs, and for staff with the role security or director; everybody else is
/// refused (Forbidden). Says nothing about people.
/// </summary>
/// <param name="store">The store.</param>
public sealed class StoreAdministration(RecordStore store) : IDisposable
{
    private const int CountsLastTimes = 100;
    private static readonly TimeSpan CountsLastAtLeast = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _counting = new(1);
    private (StoreSize Size, DateTimeOffset Until)? _size;

    /// <inheritdoc/>
    public void Dispose() => _counting.Dispose();

    /// <summary>What is in the store. Counted once in a while, never by two at once.</summary>
    public async Task<Outcome<StoreSize>> Size(Caller caller, CancellationToken ct)
    {
        if (Refusal(caller) is { } refusal)
        {
            return refusal;
        }

        await _counting.WaitAsync(ct);
        try
        {
            var now = store.Clock.GetUtcNow();
            if (_size is not { } known || known.Until <= now)
            {
                var began = Stopwatch.GetTimestamp();
                var (types, bytes) = await store.Database.Read(Count, ct);
                var lasts = Stopwatch.GetElapsedTime(began) * CountsLastTimes;
                known = (new StoreSize(types, now, bytes), now + (lasts > CountsLastAtLeast ? lasts : CountsLastAtLeast));
                _size = known;
            }

            return known.Size;
        }
        finally
        {
            _counting.Release();
        }
    }

    /// <summary>The going over of the index that is under way; null for none.</summary>
    public async Task<Outcome<IndexingStatus?>> Indexing(Caller caller, CancellationToken ct) =>
        Refusal(caller) is { } refusal ? refusal : Outcome.Ok(StatusOf(await store.Database.ReadLatest(ReindexRow.Read, ct)));

    /// <summary>The last repair that ended; null when there was none. Problem: Forbidden.</summary>
    public async Task<Outcome<PastRepair?>> LastRepair(Caller caller, CancellationToken ct) =>
        Refusal(caller) is { } refusal ? refusal : Outcome.Ok(await store.Database.ReadLatest(ReindexRow.Past, ct));

    /// <summary>The region's own search parameters.</summary>
    public async Task<Outcome<IReadOnlyList<RegionParameter>>> Parameters(Caller caller, CancellationToken ct)
    {
        if (Refusal(caller) is { } refusal)
        {
            return refusal;
        }

        var rows = await store.Database.ReadLatest(s => ParameterTable.InState(s, ParameterState.Indexing, ParameterState.Ready), ct);
        return Outcome.Ok<IReadOnlyList<RegionParameter>>(
            [.. rows.Select(r => new RegionParameter(r.Type.Name, r.Code, $"SearchParameter/{r.Source}", r.State == ParameterState.Ready)).OrderBy(p => p.Type, StringComparer.Ordinal).ThenBy(p => p.Code, StringComparer.Ordinal)]);
    }

    /// <summary>Begins a repair in the background. Problems: Forbidden, Conflict (something is under way already), Invalid (that purpose is not begun by hand).</summary>
    public async Task<Outcome<IndexingStatus?>> Begin(Caller caller, IndexingPurpose purpose, CancellationToken ct)
    {
        if (Refusal(caller) is { } refusal)
        {
            return refusal;
        }

        if (purpose is not (IndexingPurpose.Repair or IndexingPurpose.FullRepair))
        {
            return new Problem(ProblemKind.Invalid, "A repair is begun by hand; new parameters and upgrades begin by themselves.");
        }

        if (!await store.Reindexer.Begin(purpose == IndexingPurpose.Repair ? ReindexRow.Repair : ReindexRow.Full, ct))
        {
            return new Problem(ProblemKind.Conflict, "The index is being gone over already. Wait for that to end, or stop and resume it.");
        }

        await store.Database.Write(Queue, ct);
        return await Indexing(caller, ct);
    }

    /// <summary>Stops what is under way after its present batch; it keeps its place. Problems: Forbidden, NotFound (nothing is under way).</summary>
    public Task<Outcome<IndexingStatus?>> Stop(Caller caller, CancellationToken ct) => SetStopped(caller, isStopped: true, ct);

    /// <summary>Goes on where it was stopped. Problems: Forbidden, NotFound (nothing is under way).</summary>
    public Task<Outcome<IndexingStatus?>> Resume(Caller caller, CancellationToken ct) => SetStopped(caller, isStopped: false, ct);

    /// <summary>
    /// Does what is to be done about the index in this process, or looks on while a server does it, until it has ended or is stopped.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="progress">Called several times a second.</param>
    /// <param name="ct">Stops; a server, or the next call, goes on.</param>
    /// <returns>Null when it has ended; the state in which it was stopped otherwise. Problem: Forbidden.</returns>
    public async Task<Outcome<IndexingStatus?>> Drive(Caller caller, Action<IndexingStatus> progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(progress);
        if (Refusal(caller) is { } refusal)
        {
            return refusal;
        }

        await store.Database.Write(Queue, ct);
        using var workers = new Workers(new WorkQueue(store.Database, store.Clock), [ReindexWork.Indexing(store, ReindexPace.ByHand)], store.Clock, NullLogger<Workers>.Instance);
        await workers.StartAsync(ct);
        try
        {
            while (true)
            {
                var (row, isWaiting) = await store.Database.Read(Look, ct);
                if (StatusOf(row) is { } status)
                {
                    progress(status);
                    if (status.IsStopped)
                    {
                        return status;
                    }
                }
                else if (!isWaiting)
                {
                    return Outcome.Ok<IndexingStatus?>(null);
                }

                await Task.Delay(Glance, ct);
            }
        }
        finally
        {
            await workers.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>
    /// Compares everything that is stored with everything else, in one snapshot, while the store goes on being used: see
    /// <see cref="VerifyReport"/>. A million resources take some minutes, and memory does not grow with them.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="progress">Called for each page of resources and every 100,000 index rows.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The report. Problem: Forbidden.</returns>
    public async Task<Outcome<VerifyReport>> Verify(Caller caller, Action<VerifyProgress> progress, CancellationToken ct) =>
        Refusal(caller) is { } refusal ? refusal : await store.Database.Read(async s => await new Verifier(s, store.Preparer).Run(progress, ct), ct);

    private static Problem? Refusal(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller is { Kind: CallerKind.System, Scopes: null } or { Kind: CallerKind.Staff, Role: "security" or "director" } ? null : Problems.Denied("administration");
    }

    private static async ValueTask<(ReindexRow? Row, bool IsWaiting)> Look(SqlSession session) =>
        (await ReindexRow.Read(session), (await ParameterTable.InState(session, ParameterState.Indexing, ParameterState.Indexing)).Count > 0);

    private static IndexingStatus? StatusOf(ReindexRow? row) => row is null ? null : new IndexingStatus(
        row switch
        {
            { Purpose: ReindexRow.Rebuild } => IndexingPurpose.Rebuild,
            { Purpose: ReindexRow.Repair } => IndexingPurpose.Repair,
            { IsForParameters: true } => IndexingPurpose.Parameters,
            _ => IndexingPurpose.FullRepair,
        },
        row.Done, row.Total, DateTimeOffset.FromUnixTimeMilliseconds(row.StartedMs), row.IsStopped)
    {
        Repaired = row.Repaired,
        IsComparing = row.Purpose == ReindexRow.Superfluous,
    };

    private static async ValueTask<(IReadOnlyList<TypeCount> Types, long Bytes)> Count(SqlSession session)
    {
        // Both are read out of an index, the second of one that holds deleted resources only.
        var counts = await session.Query("SELECT type, COUNT(*) FROM resource GROUP BY type", r => (Type: r.Int(0), Count: r.Long(1)));
        var deleted = (await session.Query("SELECT type, COUNT(*) FROM resource WHERE act = 2 GROUP BY type", r => (Type: r.Int(0), Count: r.Long(1)))).ToDictionary(d => d.Type, d => d.Count);
        var bytes = await session.First(
            session.Dialect == Dialect.Sqlite ? "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()" : "SELECT pg_database_size(current_database())", r => r.Long(0));
        var types = counts.Select(c => new TypeCount(R4Definitions.Default.Types[c.Type].Name, c.Count - deleted.GetValueOrDefault(c.Type)))
            .Where(t => t.Count > 0).OrderByDescending(t => t.Count).ThenBy(t => t.Type, StringComparer.Ordinal);
        return ([.. types], bytes);
    }

    private async ValueTask<int> Queue(WriteTransaction tx)
    {
        await store.ParameterChanges.QueueIndexing(tx);
        return 0;
    }

    private async Task<Outcome<IndexingStatus?>> SetStopped(Caller caller, bool isStopped, CancellationToken ct)
    {
        if (Refusal(caller) is { } refusal)
        {
            return refusal;
        }

        var count = await store.Database.Write(
            async tx =>
            {
                if (!isStopped)
                {
                    await store.ParameterChanges.QueueIndexing(tx);
                }

                return await ReindexRow.SetStopped(tx, isStopped);
            },
            ct);
        return count == 0 ? new Problem(ProblemKind.NotFound, "The index is not being gone over.") : await Indexing(caller, ct);
    }
}
