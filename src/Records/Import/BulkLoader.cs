using System.Threading.Channels;
using Helhed.Access;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Writing;

namespace Helhed.Records.Import;

/// <summary>One resource to be loaded.</summary>
/// <param name="Json">Its UTF-8 JSON.</param>
/// <param name="Tag">What the caller recognises it by.</param>
/// <param name="Id">The id to give it; null for its own.</param>
/// <param name="Refusal">Why it is not loaded, when that is known beforehand; null to load it.</param>
/// <param name="Type">The resource type that it must be of; null for any.</param>
public readonly record struct BulkItem(ReadOnlyMemory<byte> Json, object? Tag = null, string? Id = null, Problem? Refusal = null, string? Type = null);

/// <summary>What became of one resource.</summary>
/// <param name="Item">The resource.</param>
/// <param name="Act">Created, updated or unchanged; null when it was refused.</param>
/// <param name="Remarks">Warnings, or the reasons of the refusal.</param>
public readonly record struct BulkResult(BulkItem Item, RecordAct? Act, IReadOnlyList<Finding> Remarks);

/// <summary>What a loading keeps of itself in the transactions of its resources, so that it can be taken up where it stopped.</summary>
internal interface IBulkJournal
{
    /// <summary>Writes in the transaction of these resources. May be called again when the transaction is.</summary>
    ValueTask Write(WriteTransaction tx, IReadOnlyList<BulkResult> results);

    /// <summary>Called once, after that transaction has become durable.</summary>
    void Written(IReadOnlyList<BulkResult> results);
}

/// <summary>
/// Loads many resources fast: parsing and indexing on all cores, writing in transactions of two thousand, which are committed in the order
/// they came. On PostgreSQL the next one is written while one still is. Content that is already there is not written again.
/// </summary>
/// <param name="store">The store.</param>
public sealed class BulkLoader(RecordStore store)
{
    // Rows of a batch are written in the order of the index, and each of its pages once: half of the bytes go to the disk that go there with a
    // thousand. Others who want to write wait for a batch, a fifth of a second.
    private const int BatchSize = 2000;
    private const int BatchBytes = 8 * 1024 * 1024;
    private const int MostUnderWay = 2;

    // By far longer than a batch takes: that long only one takes that waits for another.
    private static readonly TimeSpan UsualTurn = TimeSpan.FromSeconds(10);
    private static readonly ParseOptions Options = new(Missing: IssueSeverity.Warning);

    /// <summary>How long a batch waits for the earlier one, before it lets go of what it has written.</summary>
    internal TimeSpan LongestTurn { get; init; } = UsualTurn;

    /// <summary>Loads everything and reports each batch after it has become durable.</summary>
    /// <param name="items">The resources; drawn on a thread of its own.</param>
    /// <param name="report">Called after each batch's commit, in order.</param>
    /// <param name="ct">Stops between batches.</param>
    /// <returns>When all is durable.</returns>
    public Task Load(IEnumerable<BulkItem> items, Action<IReadOnlyList<BulkResult>> report, CancellationToken ct) => Load(items, null, report, ct);

    internal async Task Load(
        IEnumerable<BulkItem> items, IBulkJournal? journal, Action<IReadOnlyList<BulkResult>> report, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var batches = Channel.CreateBounded<Task<List<Prepared>>>(new BoundedChannelOptions(2) { SingleReader = true, SingleWriter = true });
        var producing = Task.Run(() => Produce(items, batches.Writer, stop.Token), CancellationToken.None);
        var underWay = new Queue<Turn>();
        try
        {
            await foreach (var prepared in batches.Reader.ReadAllAsync(ct))
            {
                var batch = await prepared;
                while (underWay.Count > 0 && (underWay.Count == (store.WritesAtOnce ? MostUnderWay : 1) || underWay.Any(turn => !turn.GoesWith(batch))))
                {
                    report(await underWay.Dequeue().Done);
                }

                underWay.Enqueue(new Turn(batch, Write(batch, journal, underWay.LastOrDefault()?.Done, ct)));
            }

            while (underWay.TryDequeue(out var turn))
            {
                report(await turn.Done);
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var turn in underWay)
            {
                await ((Task)turn.Done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await producing;
        }
    }

    private async Task Produce(IEnumerable<BulkItem> items, ChannelWriter<Task<List<Prepared>>> output, CancellationToken ct)
    {
        try
        {
            var batch = new List<BulkItem>(BatchSize);
            var bytes = 0;
            foreach (var item in items)
            {
                batch.Add(item);
                bytes += item.Json.Length;
                if (batch.Count == BatchSize || bytes >= BatchBytes)
                {
                    await Hand(batch);
                    batch = new List<BulkItem>(BatchSize);
                    bytes = 0;
                }
            }

            await Hand(batch);
            output.Complete();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            output.TryComplete();
        }
        catch (Exception e)
        {
            // The reader meets the exception where it would have met the next batch.
            output.TryComplete(e);
            throw;
        }

        async ValueTask Hand(List<BulkItem> full)
        {
            if (full.Count > 0)
            {
                await output.WriteAsync(Task.Run(() => full.ConvertAll(Prepare), ct), ct);
            }
        }
    }

    private Prepared Prepare(BulkItem item)
    {
        if (item.Refusal is { } refusal)
        {
            return new(item, null, refusal.Findings is { Count: > 0 } known ? known : [Finding(refusal)]);
        }

        var write = store.Prepare(WriteKind.PutIfChanged, item.Json, null, item.Id, Options);
        if (!write.TryGet(out var pending, out var problem))
        {
            return new(item, null, problem.Findings is { Count: > 0 } findings ? findings : [Finding(problem)]);
        }

        if (item.Type is { } type && pending.Type.Name != type)
        {
            return new(item, null, [Finding(new Problem(ProblemKind.Invalid, $"The resource is a {pending.Type.Name}, where the file is to have {type}.", "resourceType"))]);
        }

        return ResourceIds.IsValid(pending.Id) ? new(item, pending, pending.Warnings) : new(item, null, [Finding(Problems.BadId(pending.Id))]);
    }

    private static Finding Finding(Problem problem) => new("error", "invalid", problem.Message, problem.Expression, null, null);

    private async Task<IReadOnlyList<BulkResult>> Write(List<Prepared> batch, IBulkJournal? journal, Task? earlier, CancellationToken ct)
    {
        try
        {
            return await InTurn(batch, journal, earlier is null ? null : new Behind(earlier, LongestTurn), ct);
        }
        catch (TurnTimeoutException)
        {
            // The earlier one may be waiting for somebody who waits for this one: it goes first, alone.
            await earlier!;
            return await InTurn(batch, journal, null, ct);
        }
    }

    private async Task<IReadOnlyList<BulkResult>> InTurn(List<Prepared> batch, IBulkJournal? journal, Behind? behind, CancellationToken ct)
    {
        var results = new List<BulkResult>(batch.Count);
        foreach (var part in WithoutRepeats(batch))
        {
            var writes = part.Where(p => p.Write is not null).Select(p => p.Write!).ToList();
            var outcome = await store.Write(Caller.Program, writes, journal is null ? null : (tx, written) => journal.Write(tx, Results(part, written)), behind, ct);
            if (outcome.Problem is { } refusal && part is [var alone])
            {
                // What else is written, how far the load is, holds for a refused one too.
                List<BulkResult> refused = [new BulkResult(alone.Item, null, [Finding(refusal)])];
                await store.Write(Caller.Program, [], journal is null ? null : (tx, _) => journal.Write(tx, refused), behind, ct);
                journal?.Written(refused);
                results.AddRange(refused);
                continue;
            }

            var done = Results(part, outcome.Value);
            journal?.Written(done);
            results.AddRange(done);
        }

        return results;
    }

    private static List<BulkResult> Results(List<Prepared> part, IReadOnlyList<StoredResource> written)
    {
        var results = new List<BulkResult>(part.Count);
        var next = 0;
        foreach (var prepared in part)
        {
            results.Add(new BulkResult(prepared.Item, prepared.Write is null ? null : written[next++].Act, prepared.Remarks));
        }

        return results;
    }

    // A transaction writes each resource once: a repeated one begins the next. A search parameter can be refused by what is stored, so it
    // has one of its own.
    private static IEnumerable<List<Prepared>> WithoutRepeats(List<Prepared> batch)
    {
        var part = new List<Prepared>(batch.Count);
        var names = new HashSet<(int, string)>();
        foreach (var prepared in batch)
        {
            var isAlone = prepared.Write?.Parameter is not null;
            if (part.Count > 0 && (isAlone || (prepared.Write is { } write && names.Contains((write.Type.Index, write.Id)))))
            {
                yield return part;
                part = [];
                names.Clear();
            }

            part.Add(prepared);
            if (prepared.Write is { } added)
            {
                names.Add((added.Type.Index, added.Id));
            }

            if (isAlone)
            {
                yield return part;
                part = [];
                names.Clear();
            }
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }

    private sealed record Prepared(BulkItem Item, PendingWrite? Write, IReadOnlyList<Finding> Remarks);

    /// <summary>A batch that is being written.</summary>
    private sealed class Turn(List<Prepared> batch, Task<IReadOnlyList<BulkResult>> done)
    {
        private readonly HashSet<(int, string)> _names = [.. Names(batch)];
        private readonly bool _isAlone = IsAlone(batch);

        public Task<IReadOnlyList<BulkResult>> Done => done;

        // The later version of a resource is written after the earlier one; and what search parameters there are is one batch's matter.
        public bool GoesWith(List<Prepared> next) => !_isAlone && !IsAlone(next) && !Names(next).Any(_names.Contains);

        private static bool IsAlone(List<Prepared> batch) => batch.Exists(p => p.Write?.Parameter is not null);

        private static IEnumerable<(int, string)> Names(List<Prepared> batch) => batch.Where(p => p.Write is not null).Select(p => (p.Write!.Type.Index, p.Write.Id));
    }
}
