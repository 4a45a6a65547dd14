using Helhed.Platform.Data;

namespace Helhed.Platform.Ledger;

/// <summary>
/// Looks at entries in the transaction that takes them into the tree: it may join several into one, and keep an index of its own of what
/// they are about.
/// </summary>
/// <param name="tx">The transaction.</param>
/// <param name="waiting">Entries that wait, in the order of their numbers.</param>
/// <returns>What becomes leaves, in order; a joined one has the number of its first.</returns>
public delegate ValueTask<IReadOnlyList<LedgerRecord>> LedgerBinder(WriteTransaction tx, IReadOnlyList<LedgerRecord> waiting);

/// <summary>
/// The ledger: entries that can only be added. Each becomes a leaf of a Merkle tree whose roots are signed, so that a changed, removed,
/// inserted or reordered entry is found out by anybody who holds an earlier head. Decision: docs/decisions/2026-11-22-the-ledger.md.
/// </summary>
/// <param name="database">The database, migrated.</param>
/// <param name="ids">Numbers for entries.</param>
/// <param name="binder">What becomes of entries on their way into the tree; null takes them as they are.</param>
public sealed class LedgerBook(Database database, IdBlocks ids, LedgerBinder? binder = null)
{
    internal const int LevelsPerStep = 8;

    private const int MostInTransaction = 10_000;
    private const long SequencerLock = 0x4865_6564_4C45_4447; // one node at a time grows the tree

    private static readonly string[] WaitingColumns = ["number", "at", "subject", "actor", "content"];
    private static readonly string[] EntryColumns = ["leaf", "number", "at", "subject", "actor", "content"];
    private static readonly string[] NodeColumns = ["level", "number", "hash"];

    /// <summary>Takes numbers for entries that a transaction will write.</summary>
    /// <param name="count">How many.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The first of them.</returns>
    public ValueTask<long> Numbers(int count, CancellationToken ct) => ids.Next("ledger", count, ct);

    /// <summary>Writes entries in a transaction: they are as durable as what else it writes.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="firstNumber">From <see cref="Numbers"/>; taken before the transaction began.</param>
    /// <param name="entries">The entries.</param>
    /// <returns>When they are written.</returns>
    public static ValueTask Write(WriteTransaction tx, long firstNumber, IReadOnlyList<LedgerEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(entries);
        var cells = new SqlValue[entries.Count * WaitingColumns.Length];
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            SqlValue[] row = [firstNumber + i, entry.At.ToUnixTimeMilliseconds(), entry.Subject, entry.Actor, entry.Content];
            row.CopyTo(cells, i * row.Length);
        }

        return tx.BulkInsert("ledger_waiting", WaitingColumns, cells);
    }

    /// <summary>Writes entries in a transaction of their own.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>When they are durable: the first one's number.</returns>
    public async ValueTask<long> Append(IReadOnlyList<LedgerEntry> entries, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var first = await Numbers(entries.Count, ct);
        await database.Write(
            async tx =>
            {
                await Write(tx, first, entries);
                return true;
            },
            ct);
        return first;
    }

    /// <summary>Makes leaves of entries that wait, in the order of their numbers.</summary>
    /// <param name="limit">Most entries, up to 10,000.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>How many; 0 when none waits, or when another node is at it.</returns>
    public async ValueTask<int> Grow(int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostInTransaction);
        if (!await database.ReadLatest(session => session.First("SELECT EXISTS (SELECT 1 FROM ledger_waiting)", r => r.Bool(0)), ct))
        {
            return 0; // without taking the one writer's place on SQLite
        }

        return await database.Write(
            async tx =>
            {
                if (tx.Dialect == Dialect.PostgreSql && !await tx.First("SELECT pg_try_advisory_xact_lock($1)", r => r.Bool(0), SequencerLock))
                {
                    return 0;
                }

                // Taken out and read in one statement: an entry that is committed meanwhile stays for the next time.
                var waiting = await tx.Query(
                    "DELETE FROM ledger_waiting WHERE number IN (SELECT number FROM ledger_waiting ORDER BY number LIMIT $1) RETURNING number, at, subject, actor, content",
                    row => Record(row, null, 0), limit);
                if (waiting.Count > 0)
                {
                    waiting.Sort((a, b) => a.Number.CompareTo(b.Number));
                    await Add(tx, binder is null ? waiting : await binder(tx, waiting));
                }

                return waiting.Count;
            },
            ct);
    }

    /// <summary>Signs the tree as it stands.</summary>
    /// <param name="signer">The key.</param>
    /// <param name="at">The time.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The head; an earlier one of the same size when there is one.</returns>
    public ValueTask<LedgerHead> Sign(LedgerSigner signer, DateTimeOffset at, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return database.Write(
            async tx =>
            {
                var peaks = await State(tx);
                if (await tx.First($"SELECT {HeadColumns} FROM ledger_head WHERE size = $1", Head, peaks.Size) is { } earlier)
                {
                    return earlier;
                }

                var head = signer.Sign(peaks.Size, peaks.Root(), DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()));
                await tx.Execute(
                    $"INSERT INTO ledger_head ({HeadColumns}) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING", head.Size, head.Root, head.At.ToUnixTimeMilliseconds(), head.Key, head.Signature);
                return head;
            },
            ct);
    }

    /// <summary>Whether there are entries behind the newest signed head.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>True when there are.</returns>
    public ValueTask<bool> HasGrown(CancellationToken ct) => database.ReadLatest(
        session => session.First("SELECT size > (SELECT coalesce(max(size), 0) FROM ledger_head) FROM ledger_state WHERE one = 1", r => r.Bool(0)), ct);

    /// <summary>The newest signed head.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The head; null before the first.</returns>
    public ValueTask<LedgerHead?> NewestHead(CancellationToken ct) => database.ReadLatest(Newest, ct);

    /// <summary>Proves that an entry is in the tree of the newest head.</summary>
    /// <param name="number">The entry's number.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The entry and the proof; null while there is none: unknown, or not under a signed head yet.</returns>
    public ValueTask<(LedgerRecord Record, LedgerProof Proof)?> Prove(long number, CancellationToken ct) => database.Read(
        async session =>
        {
            var record = await session.First($"SELECT {string.Join(", ", EntryColumns)} FROM ledger_entry WHERE number = $1", EntryOf, number);
            if (record?.Leaf is not { } leaf || await Newest(session) is not { } head || leaf >= head.Size)
            {
                return ((LedgerRecord, LedgerProof)?)null;
            }

            return (record, new LedgerProof(head, leaf, await LedgerNodes.Hashes(session, MerkleProof.Inclusion(leaf, head.Size))));
        },
        ct);

    /// <summary>Proves that the tree of one size is the beginning of that of another.</summary>
    /// <param name="first">The smaller size.</param>
    /// <param name="second">The larger size, at most the tree's.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Hashes for <see cref="MerkleTree.IsConsistent"/>; null when the tree has not that size.</returns>
    public ValueTask<IReadOnlyList<byte[]>?> ProveGrowth(long first, long second, CancellationToken ct) => database.Read(
        async session =>
        {
            var size = await session.First("SELECT size FROM ledger_state WHERE one = 1", r => r.Long(0));
            return first < 0 || first > second || second > size ? null
                : first == 0 || first == second ? (IReadOnlyList<byte[]>)[]
                : await LedgerNodes.Hashes(session, MerkleProof.Consistency(first, second));
        },
        ct);

    /// <summary>Entries that wait for their place in the tree, newest first.</summary>
    /// <param name="session">A snapshot.</param>
    /// <param name="limit">Most of them.</param>
    /// <returns>The entries.</returns>
    public static ValueTask<List<LedgerRecord>> Waiting(SqlSession session, int limit)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Query("SELECT NULL, number, at, subject, actor, content FROM ledger_waiting ORDER BY number DESC LIMIT $1", EntryOf, limit);
    }

    /// <summary>Entries of the tree by their numbers.</summary>
    /// <param name="session">A snapshot.</param>
    /// <param name="numbers">Their numbers, up to 1,000.</param>
    /// <returns>The entries, newest number first.</returns>
    public static async ValueTask<List<LedgerRecord>> Find(SqlSession session, IReadOnlyList<long> numbers)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numbers.Count, 1000);
        if (numbers.Count == 0)
        {
            return [];
        }

        var sql = new SqlText(session.Dialect).Add("SELECT leaf, number, at, subject, actor, content FROM ledger_entry WHERE number").Among(numbers).Add(" ORDER BY number DESC");
        return await session.Query(sql.ToString(), EntryOf, sql.Values);
    }

    /// <summary>The first leaf of a time or later. Leaves stand in the order of their numbers, which is that of their times but for some seconds.</summary>
    /// <param name="session">A snapshot.</param>
    /// <param name="at">The time.</param>
    /// <returns>The leaf; the tree's size when there is none so late.</returns>
    public static async ValueTask<long> FirstLeaf(SqlSession session, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(session);
        var (low, high) = (0L, (await State(session)).Size);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var its = await session.First("SELECT at FROM ledger_entry WHERE leaf = $1", r => r.Long(0), middle);
            (low, high) = its < at.ToUnixTimeMilliseconds() ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>How many leaves the tree has.</summary>
    /// <param name="session">A snapshot, or the ledger's transaction.</param>
    /// <returns>The number.</returns>
    public static ValueTask<long> Size(SqlSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.First("SELECT size FROM ledger_state WHERE one = 1", r => r.Long(0));
    }

    /// <summary>Entries of the tree in their order.</summary>
    /// <param name="session">A snapshot.</param>
    /// <param name="first">The first leaf.</param>
    /// <param name="limit">Most of them.</param>
    /// <returns>The entries.</returns>
    public static ValueTask<List<LedgerRecord>> Leaves(SqlSession session, long first, int limit)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Query("SELECT leaf, number, at, subject, actor, content FROM ledger_entry WHERE leaf >= $1 ORDER BY leaf LIMIT $2", EntryOf, first, limit);
    }

    internal const string HeadColumns = "size, root, at, key, signature";

    internal static LedgerHead Head(Row row) => new(row.Long(0), row.Bytes(1), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(2)), row.Text(3), row.Bytes(4));

    internal static LedgerRecord EntryOf(Row row) => Record(row, row.IsNull(0) ? null : row.Long(0), 1);

    internal static async ValueTask<MerklePeaks> State(SqlSession session, Action<MerkleNode, byte[]>? filled = null) =>
        (await session.First("SELECT size, peaks FROM ledger_state WHERE one = 1", r => MerklePeaks.Of(r.Long(0), r.Bytes(1), filled)))!;

    private static ValueTask<LedgerHead?> Newest(SqlSession session) => session.First($"SELECT {HeadColumns} FROM ledger_head ORDER BY size DESC LIMIT 1", Head);

    private static LedgerRecord Record(Row row, long? leaf, int from) => new(
        row.Long(from), leaf, new LedgerEntry(DateTimeOffset.FromUnixTimeMilliseconds(row.Long(from + 1)), row.Long(from + 2), row.Long(from + 3), row.Bytes(from + 4)));

    private static async ValueTask Add(WriteTransaction tx, IReadOnlyList<LedgerRecord> waiting)
    {
        var nodes = new List<SqlValue>();
        var peaks = await State(tx, (node, hash) =>
        {
            if (node.Level > 0 && node.Level % LevelsPerStep == 0)
            {
                nodes.AddRange([(long)node.Level, node.Number, hash]);
            }
        });
        var cells = new List<SqlValue>(waiting.Count * EntryColumns.Length);
        foreach (var record in waiting)
        {
            cells.AddRange([peaks.Size, record.Number, record.Entry.At.ToUnixTimeMilliseconds(), record.Entry.Subject, record.Entry.Actor, record.Entry.Content]);
            peaks.Append(record.LeafHash());
        }

        await tx.BulkInsert("ledger_entry", EntryColumns, cells.ToArray());
        await tx.BulkInsert("ledger_node", NodeColumns, nodes.ToArray());
        await tx.Post("UPDATE ledger_state SET size = $1, peaks = $2 WHERE one = 1", peaks.Size, peaks.ToBytes());
    }
}
