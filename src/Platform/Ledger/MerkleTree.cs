using System.Security.Cryptography;

namespace Helhed.Platform.Ledger;

/// <summary>
/// A Merkle tree over an append-only list, as RFC 9162 defines it (<see href="https://www.rfc-editor.org/rfc/rfc9162#section-2"/>): hashes
/// are SHA-256, 32 bytes; leaves are numbered from 0. A short path proves that an entry is in the list, or that a list only grew.
/// </summary>
public static class MerkleTree
{
    /// <summary>Length of a hash in bytes.</summary>
    public const int HashLength = 32;

    /// <summary>Root of an empty list: the hash of nothing.</summary>
    public static byte[] EmptyRoot => SHA256.HashData([]);

    /// <summary>Hash of an entry.</summary>
    /// <param name="entry">The entry's bytes.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] LeafHash(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    /// <summary>Hash of two subtrees together.</summary>
    /// <param name="left">Hash of the left one.</param>
    /// <param name="right">Hash of the right one.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * HashLength)];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + HashLength)..]);
        return SHA256.HashData(both);
    }

    /// <summary>Whether a path proves that an entry is in a list (RFC 9162, 2.1.3.2).</summary>
    /// <param name="leaf">Hash of the entry.</param>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="size">How many entries the list has.</param>
    /// <param name="path">Hashes from the entry up.</param>
    /// <param name="root">The list's root.</param>
    /// <returns>True when it does.</returns>
    public static bool IsIncluded(byte[] leaf, long number, long size, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        ArgumentNullException.ThrowIfNull(path);
        if (number < 0 || number >= size)
        {
            return false;
        }

        var (at, last, hash) = (number, size - 1, leaf);
        foreach (var step in path)
        {
            if (last == 0)
            {
                return false;
            }

            if ((at & 1) == 1 || at == last)
            {
                hash = NodeHash(step, hash);
                while ((at & 1) == 0 && at != 0)
                {
                    (at, last) = (at >> 1, last >> 1);
                }
            }
            else
            {
                hash = NodeHash(hash, step);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && root.SequenceEqual(hash);
    }

    /// <summary>Whether a path proves that a list is the beginning of a longer one (RFC 9162, 2.1.4.2).</summary>
    /// <param name="first">Size and root of the shorter list.</param>
    /// <param name="second">Size and root of the longer list.</param>
    /// <param name="path">The proof.</param>
    /// <returns>True when it does.</returns>
    public static bool IsConsistent((long Size, byte[] Root) first, (long Size, byte[] Root) second, IReadOnlyList<byte[]> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (first.Size <= 0 || first.Size > second.Size)
        {
            return first.Size == 0 && path.Count == 0;
        }

        if (first.Size == second.Size)
        {
            return path.Count == 0 && first.Root.AsSpan().SequenceEqual(second.Root);
        }

        var steps = new Queue<byte[]>(path);
        if (long.IsPow2(first.Size))
        {
            steps = new Queue<byte[]>([first.Root, .. path]);
        }

        if (!steps.TryDequeue(out var begin))
        {
            return false;
        }

        var (at, last) = (first.Size - 1, second.Size - 1);
        while ((at & 1) == 1)
        {
            (at, last) = (at >> 1, last >> 1);
        }

        return Climb(steps, begin, (at, last), first.Root, second.Root);
    }

    private static bool Climb(Queue<byte[]> steps, byte[] begin, (long At, long Last) place, byte[] firstRoot, byte[] secondRoot)
    {
        var (at, last) = place;
        var (small, large) = (begin, begin);
        while (steps.TryDequeue(out var step))
        {
            if (last == 0)
            {
                return false;
            }

            if ((at & 1) == 1 || at == last)
            {
                (small, large) = (NodeHash(step, small), NodeHash(step, large));
                while ((at & 1) == 0 && at != 0)
                {
                    (at, last) = (at >> 1, last >> 1);
                }
            }
            else
            {
                large = NodeHash(large, step);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && small.AsSpan().SequenceEqual(firstRoot) && large.AsSpan().SequenceEqual(secondRoot);
    }
}

/// <summary>Subtrees that are full: level 0 are leaves, level n spans 2^n of them.</summary>
/// <param name="Level">Its level.</param>
/// <param name="Number">Its place among those of its level, from 0.</param>
internal readonly record struct MerkleNode(int Level, long Number)
{
    public long FirstLeaf => Number << Level;

    public long EndLeaf => (Number + 1) << Level;
}

/// <summary>What is needed of a tree to go on growing it: the roots of its full subtrees, largest first.</summary>
internal sealed class MerklePeaks
{
    private readonly List<byte[]> _peaks = [];

    public long Size { get; private set; }

    /// <summary>Told of every subtree that becomes full, leaves included.</summary>
    public Action<MerkleNode, byte[]>? Filled { get; init; }

    public static MerklePeaks Of(long size, ReadOnlySpan<byte> peaks, Action<MerkleNode, byte[]>? filled = null)
    {
        var made = new MerklePeaks { Size = size, Filled = filled };
        for (var i = 0; i < peaks.Length; i += MerkleTree.HashLength)
        {
            made._peaks.Add(peaks.Slice(i, MerkleTree.HashLength).ToArray());
        }

        return made._peaks.Count == long.PopCount(size) ? made : throw new InvalidDataException("The ledger's state does not fit its size.");
    }

    public void Append(byte[] leaf)
    {
        var hash = leaf;
        var node = new MerkleNode(0, Size);
        Filled?.Invoke(node, hash);
        for (var rest = Size; (rest & 1) == 1; rest >>= 1)
        {
            hash = MerkleTree.NodeHash(_peaks[^1], hash);
            _peaks.RemoveAt(_peaks.Count - 1);
            node = new MerkleNode(node.Level + 1, node.Number >> 1);
            Filled?.Invoke(node, hash);
        }

        _peaks.Add(hash);
        Size++;
    }

    public byte[] Root()
    {
        if (_peaks.Count == 0)
        {
            return MerkleTree.EmptyRoot;
        }

        var root = _peaks[^1];
        for (var i = _peaks.Count - 2; i >= 0; i--)
        {
            root = MerkleTree.NodeHash(_peaks[i], root);
        }

        return root;
    }

    public byte[] ToBytes() => [.. _peaks.SelectMany(p => p)];
}

/// <summary>Which subtrees a proof is made of.</summary>
internal static class MerkleProof
{
    /// <summary>The ranges whose hashes prove that a leaf is in a list, from the leaf up (RFC 9162, 2.1.3.1).</summary>
    public static List<(long From, long To)> Inclusion(long leaf, long size)
    {
        var path = new List<(long From, long To)>();
        for (var (from, to) = (0L, size); to - from > 1;)
        {
            var middle = from + LeftSize(to - from);
            if (leaf < middle)
            {
                path.Add((middle, to));
                to = middle;
            }
            else
            {
                path.Add((from, middle));
                from = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>The ranges whose hashes prove that the first leaves are the beginning of the list (RFC 9162, 2.1.4.1).</summary>
    public static List<(long From, long To)> Consistency(long first, long size)
    {
        var path = new List<(long From, long To)>();
        var (from, to, isWhole) = (0L, size, true);
        while (first != to)
        {
            var middle = from + LeftSize(to - from);
            if (first <= middle)
            {
                path.Add((middle, to));
                to = middle;
            }
            else
            {
                path.Add((from, middle));
                (from, isWhole) = (middle, false);
            }
        }

        if (!isWhole)
        {
            path.Add((from, to));
        }

        path.Reverse();
        return path;
    }

    /// <summary>The largest power of two below a size.</summary>
    public static long LeftSize(long size) => 1L << (int)(63 - long.LeadingZeroCount(size - 1));

    /// <summary>The full subtrees that a range is made of, left to right; a range begins where a subtree of its size would.</summary>
    public static List<MerkleNode> Parts(long from, long to)
    {
        var parts = new List<MerkleNode>();
        while (from < to)
        {
            var level = 62 - (int)long.LeadingZeroCount(to - from) + 1;
            while (((1L << level) > to - from) || (from & ((1L << level) - 1)) != 0)
            {
                level--;
            }

            parts.Add(new MerkleNode(level, from >> level));
            from += 1L << level;
        }

        return parts;
    }
}
