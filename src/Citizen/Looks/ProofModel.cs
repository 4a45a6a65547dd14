using Helhed.Access.Log;
using Helhed.Platform.Ledger;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>That an access stands in the ledger.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Number">Its entry's number.</param>
/// <param name="Shown">The proof; null while the entry waits for its place.</param>
public sealed record ProofModel(DateTimeOffset At, long Number, ShownProof? Shown)
{
    internal static async Task<ProofModel> Of(LoggedAccess look, LedgerBook ledger, LedgerSigner signer, CancellationToken ct)
    {
        if (await ledger.Prove(look.Number, ct) is not { } found)
        {
            return new ProofModel(look.At, look.Number, null);
        }

        var (leaf, head) = (found.Record.LeafHash(), found.Proof.Head);
        return new ProofModel(look.At, look.Number, new ShownProof(
            MerkleTree.IsIncluded(leaf, found.Proof.Leaf, head.Size, found.Proof.Path, head.Root) && (head.Key != signer.Key || signer.HasSigned(head)),
            head.Key == signer.Key,
            found.Proof.Leaf,
            head.Size,
            head.At,
            Convert.ToHexStringLower(leaf),
            Convert.ToHexStringLower(head.Root)));
    }
}

/// <summary>What a proof shows to people.</summary>
/// <param name="Holds">Whether the path leads from the entry to the root, whose signature holds where it can be checked: it was reckoned just now.</param>
/// <param name="IsSignatureChecked">False when an earlier key signed it, which is not here any more.</param>
/// <param name="Leaf">The entry's place in the tree, from 0.</param>
/// <param name="Size">How many entries the signed head has.</param>
/// <param name="SignedAt">When it was signed.</param>
/// <param name="LeafHash">The entry's hash, hexadecimal.</param>
/// <param name="Root">The tree's root, hexadecimal.</param>
public sealed record ShownProof(bool Holds, bool IsSignatureChecked, long Leaf, long Size, DateTimeOffset SignedAt, string LeafHash, string Root);

/// <summary>A question about an access.</summary>
/// <param name="At">When it was accessed.</param>
/// <param name="Person">By whom.</param>
/// <param name="Name">Their name.</param>
/// <param name="UnitName">Who is to answer.</param>
public sealed record AskModel(DateTimeOffset At, string Person, string Name, string UnitName)
{
    /// <summary>What was typed; null before.</summary>
    public string? Typed { get; init; }

    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];
}
