using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Helhed.Platform;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Helhed.Access.LogIn;

/// <summary>What a provider says of who has logged in.</summary>
/// <param name="IdToken">The id token itself, to show again at log-out.</param>
/// <param name="Claims">Its claims.</param>
/// <param name="More">Claims of the userinfo endpoint; undefined when it was not asked.</param>
internal sealed record Proof(string IdToken, JsonElement Claims, JsonElement More)
{
    internal string Subject => Claims.Text("sub")!;

    /// <summary>A claim of the id token, or else of the userinfo endpoint.</summary>
    internal string? Claim(string name) => Claims.Text(name) ?? More.Text(name);
}

/// <summary>Exchanges a code for proof of who somebody is. https://openid.net/specs/openid-connect-core-1_0.html#TokenEndpoint</summary>
internal sealed class TokenCall(ProviderDirectory directory, ProviderHttp http, TokenCheck check, TimeProvider clock)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(1);

    internal async Task<Outcome<Proof>> Exchange(ProviderSettings provider, string code, Pending pending, CancellationToken ct)
    {
        if (!(await directory.Metadata(provider, ct)).TryGet(out var metadata, out var problem))
        {
            return problem;
        }

        var form = new List<KeyValuePair<string, string>>
        {
            new("grant_type", "authorization_code"),
            new("code", code),
            new("redirect_uri", pending.RedirectUri),
            new("code_verifier", pending.Verifier),
        };
        var authorization = Authenticate(provider, metadata, form);
        if (!(await http.Post(metadata.Token, form, authorization, ct)).TryGet(out var answer, out problem))
        {
            return problem;
        }

        if (!answer.TryGetProperty("id_token", out var given) || given.ValueKind != JsonValueKind.String)
        {
            return new Problem(ProblemKind.Unauthenticated, "The provider's answer holds no id_token.");
        }

        var idToken = given.GetString()!;
        if (!(await check.IdToken(provider, idToken, pending.Nonce, ct)).TryGet(out var claims, out problem))
        {
            return problem;
        }

        return provider.UserInfo ? await WithUserInfo(metadata, answer, new Proof(idToken, claims, default), ct) : new Proof(idToken, claims, default);
    }

    private AuthenticationHeaderValue? Authenticate(ProviderSettings provider, ProviderMetadata metadata, List<KeyValuePair<string, string>> form)
    {
        switch (provider.Authentication)
        {
            case ClientAuthentication.Post:
                form.Add(new("client_id", provider.ClientId));
                form.Add(new("client_secret", provider.ClientSecret!));
                return null;
            case ClientAuthentication.PrivateKeyJwt:
                form.Add(new("client_id", provider.ClientId));
                form.Add(new("client_assertion_type", AssertionType));
                form.Add(new("client_assertion", Assertion(provider, metadata)));
                return null;
            default:
                // https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1: each half is encoded as in a form before they are joined.
                var pair = $"{Uri.EscapeDataString(provider.ClientId)}:{Uri.EscapeDataString(provider.ClientSecret!)}";
                return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
    }

    /// <summary>https://www.rfc-editor.org/rfc/rfc7523#section-3</summary>
    private string Assertion(ProviderSettings provider, ProviderMetadata metadata)
    {
        var now = clock.GetUtcNow();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object>
            {
                ["iss"] = provider.ClientId,
                ["sub"] = provider.ClientId,
                ["aud"] = metadata.Token.OriginalString,
                ["jti"] = Secret.New(),
                ["iat"] = now.ToUnixTimeSeconds(),
                ["exp"] = (now + AssertionLife).ToUnixTimeSeconds(),
            },
            SigningCredentials = provider.Key!,
        });
    }

    /// <summary>https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse: it must be about the same subject.</summary>
    private async Task<Outcome<Proof>> WithUserInfo(ProviderMetadata metadata, JsonElement answer, Proof proof, CancellationToken ct)
    {
        if (metadata.UserInfo is not { } address || !answer.TryGetProperty("access_token", out var token) || token.ValueKind != JsonValueKind.String)
        {
            return new Problem(ProblemKind.Unauthenticated, "The provider gives no userinfo, which is configured.");
        }

        if (!(await http.Get(address, token.GetString(), ct)).TryGet(out var more, out var problem))
        {
            return problem;
        }

        return more.Text("sub") == proof.Subject
            ? proof with { More = more }
            : new Problem(ProblemKind.Unauthenticated, "The provider's userinfo is about somebody else.");
    }
}
