using System.Text.Json;
using Helhed.Platform;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Helhed.Access.LogIn;

/// <summary>
/// Checks what a provider has signed: id tokens (https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation) and logout tokens
/// (https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation).
/// </summary>
internal sealed class TokenCheck(ProviderDirectory directory, TimeProvider clock)
{
    private const string LogOutEvent = "http://schemas.openid.net/event/backchannel-logout";
    private const int Longest = 64 * 1024;

    // How far the provider's clock may be from ours, and how old an id token may be that was made a moment ago.
    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(10);

    // Never none, and nothing symmetric: that key would be the client's secret.
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = Longest };

    /// <summary>The claims of an id token that answers our own request.</summary>
    internal async Task<Outcome<JsonElement>> IdToken(ProviderSettings provider, string token, string nonce, CancellationToken ct)
    {
        if (!(await Signed(provider, token, ct)).TryGet(out var claims, out var problem))
        {
            return problem;
        }

        if (claims.Text("nonce") is not { } given || !Secret.Same(given, nonce))
        {
            return Wrong("nonce");
        }

        // Several audiences, or a named party: then we are the one it was made for.
        var isForSeveral = claims.GetProperty("aud") is { ValueKind: JsonValueKind.Array } audiences && audiences.GetArrayLength() > 1;
        if ((isForSeveral || claims.TryGetProperty("azp", out _)) && claims.Text("azp") != provider.ClientId)
        {
            return Wrong("azp");
        }

        return claims.Text("sub") is null ? Wrong("sub") : claims;
    }

    /// <summary>The claims of a logout token.</summary>
    internal async Task<Outcome<JsonElement>> LogOutToken(ProviderSettings provider, string token, CancellationToken ct)
    {
        if (!(await Signed(provider, token, ct)).TryGet(out var claims, out var problem))
        {
            return problem;
        }

        if (!claims.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Object
            || !events.TryGetProperty(LogOutEvent, out var what) || what.ValueKind != JsonValueKind.Object)
        {
            return Wrong("events");
        }

        if (claims.TryGetProperty("nonce", out _))
        {
            return Wrong("nonce");
        }

        if (claims.Text("jti") is null)
        {
            return Wrong("jti");
        }

        return claims.Text("sub") is null && claims.Text("sid") is null ? Wrong("sub or sid") : claims;
    }

    /// <summary>The claims of a token with a right signature, from the provider, for us, and of now.</summary>
    private async Task<Outcome<JsonElement>> Signed(ProviderSettings provider, string token, CancellationToken ct)
    {
        if (token.Length > Longest || !Handler.CanReadToken(token))
        {
            return Wrong("form");
        }

        JsonWebToken read;
        try
        {
            read = Handler.ReadJsonWebToken(token);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return Wrong("form");
        }

        if (!(await directory.Keys(provider, read.Kid is { Length: > 0 } id ? id : null, ct)).TryGet(out var keys, out var problem))
        {
            return problem;
        }

        var result = await Handler.ValidateTokenAsync(read, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ValidIssuer = provider.Issuer,
            ValidAudience = provider.ClientId,
            IssuerSigningKeys = keys,
            ValidateIssuerSigningKey = true,
            RequireSignedTokens = true,
            ValidateLifetime = false, // below, with our clock
        });
        if (!result.IsValid)
        {
            return Wrong(result.Exception switch
            {
                SecurityTokenInvalidIssuerException => "iss",
                SecurityTokenInvalidAudienceException => "aud",
                _ => "signature",
            });
        }

        using var document = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(read.EncodedPayload));
        return Times(document.RootElement.Clone());
    }

    private Outcome<JsonElement> Times(JsonElement claims)
    {
        var now = clock.GetUtcNow();
        if (claims.Moment("exp") is not { } expires || expires <= now - Drift)
        {
            return Wrong("exp");
        }

        if (claims.Moment("iat") is not { } issued || issued > now + Drift || issued < now - Oldest)
        {
            return Wrong("iat");
        }

        return claims.Moment("nbf") is { } begins && begins > now + Drift ? Wrong("nbf") : claims;
    }

    private static Problem Wrong(string part) => new(ProblemKind.Unauthenticated, $"The token does not hold: {part}.");
}
