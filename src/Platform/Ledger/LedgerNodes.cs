using Helhed.Platform.Data;

namespace Helhed.Platform.Ledger;

/// <summary>Hashes of the tree's subtrees: every eighth level is kept, what is between is made of at most 256 hashes below.</summary>
internal static class LedgerNodes
{
    /// <summary>The hash of each range of leaves.</summary>
    public static async ValueTask<IReadOnlyList<byte[]>> Hashes(SqlSession session, List<(long From, long To)> ranges)
    {
        var hashes = new List<byte[]>(ranges.Count);
        foreach (var (from, to) in ranges)
        {
            var parts = new List<byte[]>();
            foreach (var node in MerkleProof.Parts(from, to))
            {
                parts.Add(await Hash(session, node));
            }

            var hash = parts[^1];
            for (var i = parts.Count - 2; i >= 0; i--)
            {
                hash = MerkleTree.NodeHash(parts[i], hash);
            }

            hashes.Add(hash);
        }

        return hashes;
    }

    private static async ValueTask<byte[]> Hash(SqlSession session, MerkleNode node)
    {
        var kept = node.Level / LedgerBook.LevelsPerStep * LedgerBook.LevelsPerStep;
        var first = node.Number << (node.Level - kept);
        var end = (node.Number + 1) << (node.Level - kept);
        var below = kept == 0
            ? await session.Query("SELECT leaf, number, at, subject, actor, content FROM ledger_entry WHERE leaf >= $1 AND leaf < $2 ORDER BY leaf", r => LedgerBook.EntryOf(r).LeafHash(), first, end)
            : await session.Query("SELECT hash FROM ledger_node WHERE level = $1 AND number >= $2 AND number < $3 ORDER BY number", r => r.Bytes(0), kept, first, end);
        if (below.Count != end - first)
        {
            throw new InvalidDataException($"The ledger has lost hashes of level {kept} from {first} to {end - 1}: run ./dev ledger verify.");
        }

        for (; below.Count > 1; below = [.. below.Chunk(2).Select(pair => MerkleTree.NodeHash(pair[0], pair[1]))])
        {
        }

        return below[0];
    }
}
