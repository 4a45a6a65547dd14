using System.Security.Cryptography;
using Helhed.Platform.Ledger;

namespace Helhed.Tests.Modules.Platform;

/// <summary>The tree of RFC 9162: known roots, and proofs that hold for what is true and for nothing else.</summary>
public sealed class MerkleTreeTests
{
    private const int Largest = 70;

    // Entries and roots that the first implementations of RFC 6962, whose tree RFC 9162 keeps, are tested with.
    private static readonly string[] Inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    private static readonly byte[][] Leaves = [.. Enumerable.Range(0, Largest).Select(i => MerkleTree.LeafHash([(byte)i]))];

    [Fact]
    public void Roots_are_those_of_the_specification()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Convert.ToHexStringLower(MerkleTree.EmptyRoot));
        var peaks = new MerklePeaks();
        for (var i = 0; i < Inputs.Length; i++)
        {
            peaks.Append(MerkleTree.LeafHash(Convert.FromHexString(Inputs[i])));
            Assert.Equal(Roots[i], Convert.ToHexStringLower(peaks.Root()));
            Assert.Equal(peaks.Root(), MerklePeaks.Of(peaks.Size, peaks.ToBytes()).Root());
        }
    }

    [Fact]
    public void An_inclusion_proof_holds_for_its_entry_alone()
    {
        for (var size = 1; size <= Largest; size++)
        {
            var root = Root(0, size);
            for (var leaf = 0; leaf < size; leaf++)
            {
                var path = Hashes(MerkleProof.Inclusion(leaf, size));
                Assert.True(MerkleTree.IsIncluded(Leaves[leaf], leaf, size, path, root), $"{leaf} of {size}");
                Assert.False(MerkleTree.IsIncluded(MerkleTree.LeafHash([255, (byte)leaf]), leaf, size, path, root));
                Assert.False(MerkleTree.IsIncluded(Leaves[leaf], leaf, size, [.. path, root], root));
                Assert.False(MerkleTree.IsIncluded(Leaves[leaf], size, size, path, root));
                for (var i = 0; i < path.Count; i++)
                {
                    Assert.False(MerkleTree.IsIncluded(Leaves[leaf], leaf, size, [.. path.Select((p, at) => at == i ? SHA256.HashData(p) : p)], root));
                }

                if (size > 1)
                {
                    Assert.False(MerkleTree.IsIncluded(Leaves[leaf], (leaf + 1) % size, size, path, root));
                    Assert.False(MerkleTree.IsIncluded(Leaves[leaf], leaf, size, [.. path.Skip(1)], root));
                }
            }
        }
    }

    [Fact]
    public void A_growth_proof_holds_for_its_two_trees_alone()
    {
        for (var size = 1; size <= Largest; size++)
        {
            for (var first = 1; first <= size; first++)
            {
                var path = first == size ? [] : Hashes(MerkleProof.Consistency(first, size));
                var (before, after) = ((Size: (long)first, Root: Root(0, first)), (Size: (long)size, Root: Root(0, size)));
                Assert.True(MerkleTree.IsConsistent(before, after, path), $"{first} of {size}");
                Assert.False(MerkleTree.IsConsistent((first, SHA256.HashData(Root(0, first))), after, path));
                Assert.False(MerkleTree.IsConsistent(before, (size, SHA256.HashData(Root(0, size))), path));
                Assert.False(MerkleTree.IsConsistent(before, after, [.. path, Leaves[0]]));
                for (var i = 0; i < path.Count; i++)
                {
                    Assert.False(MerkleTree.IsConsistent(before, after, [.. path.Select((p, at) => at == i ? SHA256.HashData(p) : p)]));
                }
            }
        }
    }

    // The definition of RFC 9162, 2.1.1, as it stands.
    private static byte[] Root(int from, int to)
    {
        if (to - from == 1)
        {
            return Leaves[from];
        }

        var left = 1;
        while (left * 2 < to - from)
        {
            left *= 2;
        }

        return MerkleTree.NodeHash(Root(from, from + left), Root(from + left, to));
    }

    private static List<byte[]> Hashes(List<(long From, long To)> ranges) => ranges.ConvertAll(r => Root((int)r.From, (int)r.To));
}
