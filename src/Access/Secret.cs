using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Helhed.Access;

/// <summary>Secrets that are handed out once and kept as a hash. They have 256 random bits, so a plain SHA-256 cannot be searched backwards.</summary>
internal static class Secret
{
    private const int Bytes = 32;

    internal static int TextLength => Base64Url.GetEncodedLength(Bytes);

    internal static string New()
    {
        Span<byte> random = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(random);
        return Base64Url.EncodeToString(random);
    }

    /// <summary>The hash under which a secret is kept; null when the text cannot be one of ours.</summary>
    internal static byte[]? Hash(string? secret) =>
        secret is not null && secret.Length == TextLength ? SHA256.HashData(Encoding.UTF8.GetBytes(secret)) : null;

    /// <summary>Compares in a time that tells nothing about where, or how long, the texts differ.</summary>
    internal static bool Same(string given, string expected) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(given)),
        SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
