using Helhed.Platform.Data;

namespace Helhed.Platform.Ledger;

/// <summary>What a verification of the ledger came to.</summary>
/// <param name="Entries">How many entries were gone through.</param>
/// <param name="Heads">How many signed heads were compared.</param>
/// <param name="Fault">What was changed, and where; null when nothing was.</param>
public sealed record LedgerVerdict(long Entries, int Heads, string? Fault);

/// <summary>Makes the tree anew from the entries and compares it with everything that was ever said of it.</summary>
/// <param name="database">The database.</param>
/// <param name="signer">The key that signs.</param>
public sealed class LedgerVerifier(Database database, LedgerSigner signer)
{
    private const int PageSize = 5000;

    /// <summary>Verifies the whole ledger.</summary>
    /// <param name="kept">Heads that were kept elsewhere: they find out even one who has changed every table. Empty for none.</param>
    /// <param name="progress">Told how many entries are done, and how many there are.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The verdict.</returns>
    public ValueTask<LedgerVerdict> Verify(IReadOnlyList<LedgerHead> kept, Action<long, long>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(kept);
        return database.Read(session => Verify(session, kept, progress), ct);
    }

    private async ValueTask<LedgerVerdict> Verify(SqlSession session, IReadOnlyList<LedgerHead> kept, Action<long, long>? progress)
    {
        var heads = await session.Query($"SELECT {LedgerBook.HeadColumns} FROM ledger_head ORDER BY size", LedgerBook.Head);
        heads.AddRange(kept);
        heads.Sort((a, b) => a.Size.CompareTo(b.Size));
        if (heads.Find(h => !signer.HasSigned(h)) is { } forged)
        {
            return new LedgerVerdict(0, 0, $"The head of {forged.Size} entries is not signed by the key {signer.Key}.");
        }

        var nodes = new Dictionary<MerkleNode, byte[]>();
        var peaks = new MerklePeaks { Filled = (node, hash) => Keep(nodes, node, hash) };
        var compared = 0;
        var entries = progress is null ? 0 : await session.First("SELECT COALESCE(MAX(leaf), -1) + 1 FROM ledger_entry", r => r.Long(0));
        for (string? fault = null; ;)
        {
            (compared, fault) = Compare(heads, compared, peaks);
            if (fault is not null)
            {
                return new LedgerVerdict(peaks.Size, compared, fault);
            }

            var page = await session.Query(
                "SELECT leaf, number, at, subject, actor, content FROM ledger_entry WHERE leaf >= $1 ORDER BY leaf LIMIT $2", LedgerBook.EntryOf, peaks.Size, PageSize);
            if (page.Count == 0)
            {
                break;
            }

            foreach (var record in page)
            {
                (compared, fault) = Compare(heads, compared, peaks);
                fault ??= record.Leaf == peaks.Size ? null : $"Entry {peaks.Size} is missing.";
                if (fault is not null)
                {
                    return new LedgerVerdict(peaks.Size, compared, fault);
                }

                peaks.Append(record.LeafHash());
            }

            progress?.Invoke(peaks.Size, entries);
        }

        return new LedgerVerdict(peaks.Size, compared, await Rest(session, heads, compared, (peaks, nodes)));
    }

    private static async ValueTask<string?> Rest(SqlSession session, List<LedgerHead> heads, int compared, (MerklePeaks Peaks, Dictionary<MerkleNode, byte[]> Nodes) made)
    {
        if (compared < heads.Count)
        {
            return $"The head of {heads[compared].At:yyyy-MM-dd HH:mm:ss} UTC has {heads[compared].Size} entries, but there are only {made.Peaks.Size}: entries were removed from the end.";
        }

        var state = await LedgerBook.State(session);
        if (state.Size != made.Peaks.Size || !state.Root().AsSpan().SequenceEqual(made.Peaks.Root()))
        {
            return $"The tree is said to have {state.Size} entries, but {made.Peaks.Size} make another one: entries were changed, added or removed since the last head.";
        }

        var kept = await session.Query("SELECT level, number, hash FROM ledger_node", r => (Node: new MerkleNode((int)r.Long(0), r.Long(1)), Hash: r.Bytes(2)));
        var wrong = kept.FindIndex(k => !made.Nodes.TryGetValue(k.Node, out var hash) || !hash.AsSpan().SequenceEqual(k.Hash));
        return wrong >= 0 ? $"The hash over entries {kept[wrong].Node.FirstLeaf} to {kept[wrong].Node.EndLeaf - 1} is not theirs."
            : kept.Count != made.Nodes.Count ? $"{made.Nodes.Count - kept.Count} hashes between entries and root are missing."
            : null;
    }

    private static (int Compared, string? Fault) Compare(List<LedgerHead> heads, int compared, MerklePeaks peaks)
    {
        for (; compared < heads.Count && heads[compared].Size == peaks.Size; compared++)
        {
            if (!heads[compared].Root.AsSpan().SequenceEqual(peaks.Root()))
            {
                var since = compared == 0 ? 0 : heads[compared - 1].Size;
                return (compared, $"Entries {since} to {peaks.Size - 1} are not those that were signed on {heads[compared].At:yyyy-MM-dd HH:mm:ss} UTC.");
            }
        }

        return (compared, null);
    }

    private static void Keep(Dictionary<MerkleNode, byte[]> nodes, MerkleNode node, byte[] hash)
    {
        if (node.Level > 0 && node.Level % LedgerBook.LevelsPerStep == 0)
        {
            nodes[node] = hash;
        }
    }
}
