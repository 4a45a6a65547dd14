using System.Buffers;
using System.Threading.Channels;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;

namespace Helhed.Access.Log;

/// <summary>
/// The log of all accesses. Entries that come at the same time become one entry of the ledger, a block, and share its commit; so a read
/// waits for one flush at most, and many reads pay for it together. Decision: docs/decisions/2026-11-22-the-access-log.md.
/// </summary>
public sealed class AccessLog
{
    // An answer waits for its block: a larger one would only make it wait longer.
    private const int MostInBlock = 1000;

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(1);

    // By when an entry has its place in the tree, with a wide margin for a node that was away.
    private static readonly TimeSpan LatestInTree = TimeSpan.FromMinutes(10);

    // Who reads the log reads whole blocks, most of which are of others.
    private const int MostBytesBound = 16 * 1024;
    private const int MostWaiting = 10_000;

    private static readonly string[] KeyColumns = ["key", "number", "at"];

    private readonly LedgerBook _ledger;
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(10_000) { SingleReader = false, FullMode = BoundedChannelFullMode.Wait });
    private readonly BlockWriter _block = new(); // of the one flush that runs
    private int _isFlushing;

    /// <summary>A log in a migrated database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="ledger">Its ledger.</param>
    /// <param name="clock">The clock that dates the entries.</param>
    public AccessLog(Database database, LedgerBook ledger, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
        _ledger = ledger;
    }

    /// <summary>Makes what a trail has gathered durable.</summary>
    /// <param name="trail">The trail; it is empty afterwards.</param>
    /// <param name="ct">Stops the waiting; the entries are written all the same.</param>
    /// <returns>When they are durable.</returns>
    /// <exception cref="DatabaseBusyException">The database takes no more work: the answer must not leave.</exception>
    public ValueTask Flush(AccessTrail trail, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(trail);
        var entries = trail.Take();
        return entries.Count == 0 ? default : new(Append(entries, ct));
    }

    /// <summary>Takes the number of a block that a transaction will write; before it begins.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The number.</returns>
    public ValueTask<long> Number(CancellationToken ct) => _ledger.Numbers(1, ct);

    /// <summary>Takes the numbers of several blocks.</summary>
    /// <param name="count">How many.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The first of them.</returns>
    public ValueTask<long> Numbers(int count, CancellationToken ct) => _ledger.Numbers(count, ct);

    /// <summary>Writes entries in a transaction, as a block of their own: they are there exactly when what they tell of is.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="number">From <see cref="Number"/>.</param>
    /// <param name="entries">The entries.</param>
    /// <returns>When they are written.</returns>
    public async ValueTask Write(WriteTransaction tx, long number, IReadOnlyList<AccessEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count > 0)
        {
            await Write(tx, number, entries, new BlockWriter());
        }
    }

    /// <summary>
    /// Joins blocks that wait into larger ones on their way into the tree, and keeps by whom they are found: many small blocks would cost a
    /// leaf each, and a row for everybody in each.
    /// </summary>
    /// <param name="tx">The ledger's transaction.</param>
    /// <param name="waiting">Blocks in the order of their numbers.</param>
    /// <returns>The larger blocks.</returns>
    public static async ValueTask<IReadOnlyList<LedgerRecord>> Bind(WriteTransaction tx, IReadOnlyList<LedgerRecord> waiting)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(waiting);
        var bound = new List<LedgerRecord>();
        var cells = new List<SqlValue>();
        for (var i = 0; i < waiting.Count;)
        {
            var first = waiting[i];
            if (!LoggedAccess.IsBlock(first))
            {
                bound.Add(first);
                i++;
                continue;
            }

            var keys = new HashSet<long>();
            var content = new List<ReadOnlyMemory<byte>>();
            var size = 0;
            for (; i < waiting.Count && LoggedAccess.IsBlock(waiting[i]) && (content.Count == 0 || size + waiting[i].Entry.Content.Length <= MostBytesBound); i++)
            {
                size += waiting[i].Entry.Content.Length;
                content.Add(waiting[i].Entry.Content);
                LoggedAccess.AddKeys(waiting[i], keys);
            }

            var atMs = waiting[i - 1].Entry.At.ToUnixTimeMilliseconds();
            bound.Add(content.Count == 1 ? first : first with { Entry = new LedgerEntry(waiting[i - 1].Entry.At, 0, 0, LoggedAccess.Join(content, size)) });
            foreach (var key in keys)
            {
                cells.AddRange([key, first.Number, atMs]);
            }
        }

        await tx.BulkInsert("access_log_key", KeyColumns, cells.ToArray());
        await OwnApart.Keep(tx, bound);
        return bound;
    }

    /// <summary>Accesses to somebody's record, or by somebody, newest first.</summary>
    /// <param name="asked">Whose, and which.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The accesses, and where the next page begins; null when there is none.</returns>
    public async ValueTask<(IReadOnlyList<LoggedAccess> Found, (long AtMs, long Number)? Next)> Find(AccessQuestion asked, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var limit = Math.Clamp(asked.Limit, 1, 500);
        return await _database.Read(
            async session =>
            {
                var numbers = await Numbers(session, asked.Key, asked, limit);
                var blocks = await LedgerBook.Find(session, [.. numbers.Take(limit).Select(n => n.Item2)]);
                if (asked.Before is null)
                {
                    // What is newest has no place in the tree yet.
                    blocks.InsertRange(0, await LedgerBook.Waiting(session, MostWaiting));
                }

                IReadOnlyList<LoggedAccess> found = Sorted(blocks.SelectMany(b => LoggedAccess.With(b, asked.Mark)).Where(a => a.At >= asked.Since && asked.IsAbout(a)));
                return (found, numbers.Count > limit ? numbers[limit - 1] : ((long, long)?)null);
            },
            ct);
    }

    /// <summary>Accesses of others to a patient's record, newest first, with how often the patient looked meanwhile.</summary>
    /// <param name="patient">"Patient/x".</param>
    /// <param name="asked">Which; whose does not matter.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>
    /// The accesses, the patient's own between the newest and the oldest of them, and where the next page begins. Null while the accesses of
    /// a store from before are still being told apart: <see cref="Find"/> gives them together.
    /// </returns>
    public async ValueTask<(IReadOnlyList<LoggedAccess> Found, IReadOnlyList<OwnLooks> Own, (long AtMs, long Number)? Next)?> FindOthers(string patient, AccessQuestion asked, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(asked);
        var limit = Math.Clamp(asked.Limit, 1, 500);
        var (key, question) = (Hash64.Of(patient), AccessQuestion.To(patient));
        return await _database.Read<(IReadOnlyList<LoggedAccess> Found, IReadOnlyList<OwnLooks> Own, (long AtMs, long Number)? Next)?>(
            async session =>
            {
                if (!await OwnApart.IsDone(session))
                {
                    return null;
                }

                var numbers = await Numbers(session, OwnApart.OthersKey(key), asked, limit);
                (long AtMs, long Number)? next = numbers.Count > limit ? numbers[limit - 1] : null;
                var own = await OwnApart.Of(session, key, (next?.AtMs ?? asked.Since.ToUnixTimeMilliseconds(), asked.Before?.AtMs ?? long.MaxValue));
                var blocks = await LedgerBook.Find(session, [.. numbers.Take(limit).Select(n => n.Number)]);
                var found = Of(blocks).Where(a => a.Entry.Caller.Reference != patient).ToList();
                if (asked.Before is null)
                {
                    var waiting = Of(await LedgerBook.Waiting(session, MostWaiting)).ToLookup(a => a.Entry.Caller.Reference == patient);
                    found.AddRange(waiting[false]);
                    own.AddRange(OwnLooks.Of(waiting[true]));
                }

                return (Sorted(found), own, next);
            },
            ct);

        IEnumerable<LoggedAccess> Of(IEnumerable<LedgerRecord> blocks) => blocks.SelectMany(b => LoggedAccess.With(b, question.Mark)).Where(a => a.At >= asked.Since && question.IsAbout(a));
    }

    /// <summary>What somebody did with a patient's record at a time.</summary>
    /// <param name="patient">"Patient/x".</param>
    /// <param name="person">Who did it.</param>
    /// <param name="at">When, to the millisecond.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The accesses; none when there was no such.</returns>
    public async ValueTask<IReadOnlyList<LoggedAccess>> At(string patient, string person, DateTimeOffset at, CancellationToken ct)
    {
        // A block is dated by the last of its entries, which came some seconds later at most. Only what is new can wait outside the tree.
        var isNew = _clock.GetUtcNow() - at < LatestInTree;
        var asked = AccessQuestion.To(patient) with { Since = at, Before = isNew ? null : ((at + LatestInTree).ToUnixTimeMilliseconds(), long.MaxValue), Limit = 500 };
        for (var pages = 0; pages < 20; pages++)
        {
            var (found, next) = await Find(asked, ct);
            List<LoggedAccess> theirs = [.. found.Where(a => a.At == at && a.Entry.Caller.Reference == person)];
            if (theirs.Count > 0 || next is null)
            {
                return theirs;
            }

            asked = asked with { Before = next };
        }

        return [];
    }

    /// <summary>Accesses to a patient's record in a period, newest first.</summary>
    /// <param name="patient">"Patient/x".</param>
    /// <param name="period">From when, and until when, which is not in it.</param>
    /// <param name="isSuch">Which of them.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The accesses in the newest 10,000 blocks of the period.</returns>
    public async ValueTask<IReadOnlyList<LoggedAccess>> During(string patient, (DateTimeOffset From, DateTimeOffset Until) period, Func<AccessEntry, bool> isSuch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(isSuch);
        var isNew = _clock.GetUtcNow() - period.Until < LatestInTree;
        var asked = AccessQuestion.To(patient) with { Since = period.From, Before = isNew ? null : ((period.Until + LatestInTree).ToUnixTimeMilliseconds(), long.MaxValue), Limit = 500 };
        var during = new List<LoggedAccess>();
        for (var pages = 0; pages < 20; pages++)
        {
            var (found, next) = await Find(asked, ct);
            during.AddRange(found.Where(a => a.At >= period.From && a.At < period.Until && isSuch(a.Entry)));
            if (next is null)
            {
                break;
            }

            asked = asked with { Before = next };
        }

        return Sorted(during);
    }

    /// <summary>Every access of a period, oldest first; those of the last seconds, which wait for their place in the tree, are not among them.</summary>
    /// <param name="from">From when.</param>
    /// <param name="to">Until, and not at.</param>
    /// <param name="most">Most blocks that are read.</param>
    /// <param name="seen">Takes each access.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>True when the whole period was read, false when it has more blocks.</returns>
    public async ValueTask<bool> Read(DateTimeOffset from, DateTimeOffset to, int most, Action<LoggedAccess> seen, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(seen);
        const int Step = 500;
        var leaf = await _database.ReadLatest(session => LedgerBook.FirstLeaf(session, from - LatestInTree), ct);
        for (var read = 0; read < most; read += Step)
        {
            var at = leaf;
            var blocks = await _database.ReadLatest(session => LedgerBook.Leaves(session, at, Step), ct);
            foreach (var access in blocks.SelectMany(LoggedAccess.Of).Where(a => a.At >= from && a.At < to))
            {
                seen(access);
            }

            if (blocks.Count < Step || blocks[^1].Entry.At > to + LatestInTree)
            {
                return true;
            }

            leaf += Step;
        }

        return false;
    }

    private static ValueTask<List<(long AtMs, long Number)>> Numbers(SqlSession session, long key, AccessQuestion asked, int limit)
    {
        var sql = new SqlText(session.Dialect).Add("SELECT at, number FROM access_log_key WHERE key = ").Value(key).Add(" AND at >= ").Value(asked.Since.ToUnixTimeMilliseconds());
        var (at, number) = asked.Before ?? (long.MaxValue, long.MaxValue);
        sql.Add(" AND (at < ").Value(at).Add(" OR (at = ").Value(at).Add(" AND number < ").Value(number).Add(")) ORDER BY at DESC, number DESC LIMIT ").Value(limit + 1);
        return session.Query(sql.ToString(), r => (r.Long(0), r.Long(1)), sql.Values);
    }

    private static List<LoggedAccess> Sorted(IEnumerable<LoggedAccess> accesses) =>
        [.. accesses.OrderByDescending(a => a.At).ThenByDescending(a => a.Number).ThenByDescending(a => a.Place)];

    private ValueTask Write(WriteTransaction tx, long number, IReadOnlyList<AccessEntry> entries, BlockWriter block)
    {
        var now = _clock.GetUtcNow();
        return LedgerBook.Write(tx, number, [new LedgerEntry(now, 0, 0, block.Block(entries, now.ToUnixTimeMilliseconds()))]);
    }

    private async Task Append(IReadOnlyList<AccessEntry> entries, CancellationToken ct)
    {
        var waiting = new Waiting(entries);
        await _waiting.Writer.WriteAsync(waiting, ct);
        if (Interlocked.CompareExchange(ref _isFlushing, 1, 0) == 0)
        {
            _ = Task.Run(FlushAll, CancellationToken.None);
        }

        await waiting.Done.Task.WaitAsync(ct);
    }

    // One flush at a time: what comes meanwhile is gathered, and goes with the next.
    private async Task FlushAll()
    {
        do
        {
            var block = new List<Waiting>();
            while (true)
            {
                block.Clear();
                for (var count = 0; count < MostInBlock && _waiting.Reader.TryRead(out var one); count += one.Entries.Count)
                {
                    block.Add(one);
                }

                if (block.Count == 0)
                {
                    break;
                }

                await FlushOne(block);
                if (block.Count > 1)
                {
                    // Many are reading: those who were answered just now ask again in a moment, and may as well share the next flush.
                    await Task.Delay(Gather);
                }
            }

            Volatile.Write(ref _isFlushing, 0);
        }
        while (_waiting.Reader.TryPeek(out _) && Interlocked.CompareExchange(ref _isFlushing, 1, 0) == 0);
    }

    private async Task FlushOne(List<Waiting> block)
    {
        try
        {
            var number = await Number(CancellationToken.None);
            var entries = block.SelectMany(w => w.Entries).ToList();
            await _database.Write(
                async tx =>
                {
                    await Write(tx, number, entries, _block);
                    return true;
                },
                CancellationToken.None);
            block.ForEach(w => w.Done.TrySetResult());
        }
        catch (Exception error)
        {
            // Whoever waits must not answer.
            block.ForEach(w => w.Done.TrySetException(error));
        }
    }

    private sealed class Waiting(IReadOnlyList<AccessEntry> entries)
    {
        public IReadOnlyList<AccessEntry> Entries { get; } = entries;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
