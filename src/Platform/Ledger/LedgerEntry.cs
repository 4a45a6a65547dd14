using System.Buffers.Binary;

namespace Helhed.Platform.Ledger;

/// <summary>Something that has happened and must not be forgotten or changed.</summary>
/// <param name="At">When.</param>
/// <param name="Subject">Key of whom it is about; 0 for nobody.</param>
/// <param name="Actor">Key of who did it; 0 for nobody known.</param>
/// <param name="Content">What happened, as bytes that their room understands.</param>
public sealed record LedgerEntry(DateTimeOffset At, long Subject, long Actor, ReadOnlyMemory<byte> Content);

/// <summary>An entry as the ledger keeps it.</summary>
/// <param name="Number">Its lasting number.</param>
/// <param name="Leaf">Its place in the tree, from 0; null until it has one, which takes moments.</param>
/// <param name="Entry">What happened.</param>
public sealed record LedgerRecord(long Number, long? Leaf, LedgerEntry Entry)
{
    /// <summary>The bytes that the tree's leaf is the hash of: number, time, subject and actor as 8 bytes each, highest first, then the content.</summary>
    /// <returns>The bytes.</returns>
    public byte[] LeafBytes()
    {
        var bytes = new byte[(4 * sizeof(long)) + Entry.Content.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Number);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), Entry.At.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16), Entry.Subject);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(24), Entry.Actor);
        Entry.Content.CopyTo(bytes.AsMemory(32));
        return bytes;
    }

    /// <summary>Its hash in the tree.</summary>
    /// <returns>32 bytes.</returns>
    public byte[] LeafHash() => MerkleTree.LeafHash(LeafBytes());
}

/// <summary>The state of the tree at one time, signed: whoever has kept it can prove later that nothing before it was changed.</summary>
/// <param name="Size">How many entries the tree has.</param>
/// <param name="Root">Its root, 32 bytes.</param>
/// <param name="At">When it was signed.</param>
/// <param name="Key">Which key signed it.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <see cref="SignedText"/>, in IEEE P1363 form.</param>
public sealed record LedgerHead(long Size, byte[] Root, DateTimeOffset At, string Key, byte[] Signature)
{
    /// <summary>What is signed: three lines with the size, the root in base64 and the time in Unix milliseconds.</summary>
    public byte[] SignedText => TextOf(Size, Root, At);

    internal static byte[] TextOf(long size, byte[] root, DateTimeOffset at) =>
        System.Text.Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"helhed-ledger\n{size}\n{Convert.ToBase64String(root)}\n{at.ToUnixTimeMilliseconds()}\n"));
}

/// <summary>Proof that an entry is in the tree of a signed head.</summary>
/// <param name="Head">The head.</param>
/// <param name="Leaf">The entry's place.</param>
/// <param name="Path">Hashes from the entry up, see <see cref="MerkleTree.IsIncluded"/>.</param>
public sealed record LedgerProof(LedgerHead Head, long Leaf, IReadOnlyList<byte[]> Path);
