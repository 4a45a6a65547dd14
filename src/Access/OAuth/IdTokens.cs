using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Helhed.Access.Scopes;

namespace Helhed.Access.OAuth;

/// <summary>Id tokens: who the app's user is. https://openid.net/specs/openid-connect-core-1_0.html#IDToken and fhirUser of SMART App Launch.</summary>
internal sealed class IdTokens(TokenKeys keys, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The id token of a family; null when it was not granted openid.</summary>
    internal string? Of(Family family, string issuer)
    {
        var scopes = ScopeSet.Of(family.Scopes);
        if (!scopes.Has("openid"))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var key = keys.All()[^1];
        var head = Json(writer =>
        {
            writer.WriteString("alg"u8, "RS256"u8);
            writer.WriteString("typ"u8, "JWT"u8);
            writer.WriteString("kid"u8, key.Id);
        });
        var body = Json(writer =>
        {
            writer.WriteString("iss"u8, issuer);
            writer.WriteString("sub"u8, Subject(issuer, family.App, family.Caller.Reference));
            writer.WriteString("aud"u8, family.App);
            writer.WriteNumber("iat"u8, now.ToUnixTimeSeconds());
            writer.WriteNumber("exp"u8, (now + Lifetime).ToUnixTimeSeconds());
            if (family.LoggedInAt is { } at)
            {
                writer.WriteNumber("auth_time"u8, at.ToUnixTimeSeconds());
            }

            if (family.Nonce is { } nonce)
            {
                writer.WriteString("nonce"u8, nonce);
            }

            if (TellsWho(scopes))
            {
                writer.WriteString("fhirUser"u8, $"{issuer}{Addresses.Fhir}/{family.Caller.Reference}");
            }
        });
        var signed = $"{head}.{body}";
        return $"{signed}.{Base64Url.EncodeToString(TokenKeys.Sign(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The same for each log-in at one app, and another at each app: apps cannot put together what they know of somebody.</summary>
    internal static string Subject(string issuer, string app, string person) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{app}\n{person}")));

    /// <summary>Whether an app is told who its user is in the record.</summary>
    internal static bool TellsWho(ScopeSet scopes) => scopes.Has("fhirUser") || scopes.Has("profile");

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }
}
