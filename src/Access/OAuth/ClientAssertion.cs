using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Helhed.Access.OAuth;

/// <summary>
/// A signed statement by which a client proves that it is itself (private_key_jwt).
/// https://hl7.org/fhir/smart-app-launch/STU2.2/client-confidential-asymmetric.html
/// </summary>
internal sealed record ClientAssertion(string Algorithm, string Kid, string? KeySetAddress, string Client, ClientAssertion.Claims Said)
{
    internal const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private const int Longest = 8 * 1024;
    private const int LongestId = 200;

    // Five minutes, and as much as two clocks may differ.
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(330);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private byte[] Signed { get; init; } = [];

    private byte[] Signature { get; init; } = [];

    /// <summary>Under what its use is kept: it is good for one use.</summary>
    internal byte[] UseHash => SHA256.HashData(Encoding.UTF8.GetBytes($"{Client}\n{Said.Id}"));

    /// <summary>Reads a statement without believing it yet; null when it is none.</summary>
    internal static ClientAssertion? Read(string text)
    {
        var parts = text.Length <= Longest ? text.Split('.') : [];
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using var body = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var head = header.RootElement;
            return Text(head, "alg") is { } algorithm && Text(head, "kid") is { } kid && !head.TryGetProperty("crit", out _) && ClaimsOf(body.RootElement) is var (client, claims)
                ? new ClientAssertion(algorithm, kid, Text(head, "jku"), client, claims)
                {
                    Signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                    Signature = Base64Url.DecodeFromChars(parts[2]),
                }
                : null;
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    internal bool IsSignedBy(JsonWebKey key) => key.Algorithm == Algorithm && key.HasSigned(Signed, Signature);

    /// <summary>Whether it is meant for one of these addresses and for now.</summary>
    internal bool Holds(ReadOnlySpan<string> audiences, DateTimeOffset now)
    {
        var isMeant = false;
        foreach (var audience in audiences)
        {
            isMeant |= Said.Audiences.Contains(audience);
        }

        return isMeant && Said.ExpiresAt > now && Said.ExpiresAt - now <= LongestLife && Said.NotBefore <= now + Skew;
    }

    private static (string Client, Claims Said)? ClaimsOf(JsonElement body)
    {
        if (Text(body, "iss") is not { } issuer || Text(body, "sub") != issuer || Text(body, "jti") is not { Length: > 0 and <= LongestId } id
            || Time(body, "exp") is not { } expires || !body.TryGetProperty("aud", out var audience))
        {
            return null;
        }

        List<string> audiences = audience.ValueKind switch
        {
            JsonValueKind.String => [audience.GetString()!],
            JsonValueKind.Array => [.. audience.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)],
            _ => [],
        };
        return (issuer, new Claims(id, audiences, expires, Time(body, "nbf") ?? DateTimeOffset.UnixEpoch));
    }

    private static DateTimeOffset? Time(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 1e11
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    internal sealed record Claims(string Id, List<string> Audiences, DateTimeOffset ExpiresAt, DateTimeOffset NotBefore);
}
