using System.Text.Json;
using System.Text.Json.Serialization;
using Helhed.Platform.Ledger;

namespace Helhed.Access.Log;

/// <summary>A signed head as it is published, and as it is kept to verify with later.</summary>
/// <param name="Size">How many entries.</param>
/// <param name="Root">Root of the tree, base64.</param>
/// <param name="At">When it was signed, Unix milliseconds.</param>
/// <param name="Key">Which key signed it.</param>
/// <param name="Signature">Its signature, base64.</param>
/// <param name="PublicKey">The key's public half, PEM.</param>
public sealed record HeadAnswer(
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("root")] string Root,
    [property: JsonPropertyName("at")] long At,
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("signature")] string Signature,
    [property: JsonPropertyName("publicKey")] string PublicKey)
{
    /// <summary>A head to publish.</summary>
    /// <param name="head">The head.</param>
    /// <param name="signer">Who signed it.</param>
    /// <returns>The answer.</returns>
    public static HeadAnswer Of(LedgerHead head, LedgerSigner signer)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(signer);
        return new(head.Size, Convert.ToBase64String(head.Root), head.At.ToUnixTimeMilliseconds(), head.Key, Convert.ToBase64String(head.Signature), signer.PublicKey());
    }

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <returns>The answer; null for JSON's null.</returns>
    /// <exception cref="JsonException">It is something else.</exception>
    public static HeadAnswer? Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, LedgerJson.Default.HeadAnswer);

    /// <summary>The head as it is kept.</summary>
    /// <returns>JSON.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, LedgerJson.Default.HeadAnswer);

    /// <summary>The head that was published.</summary>
    /// <returns>The head.</returns>
    /// <exception cref="FormatException">Root or signature are not base64.</exception>
    public LedgerHead ToHead() => new(Size, Convert.FromBase64String(Root), DateTimeOffset.FromUnixTimeMilliseconds(At), Key, Convert.FromBase64String(Signature));
}

internal sealed record GrowthAnswer(
    [property: JsonPropertyName("from")] long From, [property: JsonPropertyName("to")] long To, [property: JsonPropertyName("path")] IReadOnlyList<string> Path);

internal sealed record ProofAnswer(
    [property: JsonPropertyName("number")] long Number,
    [property: JsonPropertyName("leaf")] long Leaf,
    [property: JsonPropertyName("hash")] string Hash,
    [property: JsonPropertyName("path")] IReadOnlyList<string> Path,
    [property: JsonPropertyName("head")] HeadAnswer Head);

/// <summary>How the ledger's answers are written and read.</summary>
[JsonSerializable(typeof(HeadAnswer))]
[JsonSerializable(typeof(GrowthAnswer))]
[JsonSerializable(typeof(ProofAnswer))]
[JsonSourceGenerationOptions(WriteIndented = true)]
internal sealed partial class LedgerJson : JsonSerializerContext;
