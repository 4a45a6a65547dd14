using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Helhed.Access.OAuth;

/// <summary>PKCE with S256, the only method there is. https://www.rfc-editor.org/rfc/rfc7636</summary>
internal static class Pkce
{
    private const int ChallengeLength = 43;

    /// <summary>Whether it can be a challenge: a SHA-256 hash in base64url.</summary>
    internal static bool IsChallenge(string? text) => text is { Length: ChallengeLength } && text.All(IsUrlSafe);

    /// <summary>Whether a verifier, of 43 to 128 characters, is the one a challenge was made of.</summary>
    internal static bool Fits(string verifier, string challenge) =>
        verifier.Length is >= 43 and <= 128
        && verifier.All(letter => IsUrlSafe(letter) || letter is '.' or '~')
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))), Encoding.ASCII.GetBytes(challenge));

    private static bool IsUrlSafe(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_';
}
