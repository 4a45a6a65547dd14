using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>An OpenID provider that does what a certified one does not: it signs what a test wants it to.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    internal const string ClientId = "helhed";
    internal const string ClientSecret = "a secret/with:signs";

    // Made once: a key takes a tenth of a second.
    private static readonly RSA First = RSA.Create(2048);

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce)> _codes = new();
    private RSA _key = First;
    private int _keys = 1;

    private FakeProvider(WebApplication app) => _app = app;

    internal string Issuer => _app.Urls.First();

    /// <summary>The claims of the next id token, beside those that the protocol asks for.</summary>
    internal Dictionary<string, object> Person { get; } = [];

    /// <summary>Changes the claims of the next id tokens.</summary>
    internal Action<Dictionary<string, object>> Twist { get; set; } = _ => { };

    /// <summary>Changes the next id tokens when they are signed.</summary>
    internal Func<string, string> Bend { get; set; } = token => token;

    /// <summary>Times the keys were fetched.</summary>
    internal int KeysFetched { get; private set; }

    /// <summary>What the last request to the authorization endpoint asked for.</summary>
    internal IQueryCollection? Asked { get; private set; }

    internal static async Task<FakeProvider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new FakeProvider(app);
        app.MapGet("/.well-known/openid-configuration", () => Json(provider.Discovery()));
        app.MapGet("/keys", provider.Keys);
        app.MapGet("/auth", provider.Authorize);
        app.MapGet("/end", (string post_logout_redirect_uri, string state) => Results.Redirect($"{post_logout_redirect_uri}?state={state}"));
        app.MapPost("/token", (HttpContext context, CancellationToken ct) => provider.Token(context, ct));
        await app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal void RotateKey()
    {
        _key = RSA.Create(2048);
        _keys++;
    }

    internal string Sign(Dictionary<string, object> claims) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Claims = claims,
        SigningCredentials = new SigningCredentials(new RsaSecurityKey(_key) { KeyId = $"key{_keys}" }, SecurityAlgorithms.RsaSha256),
    });

    /// <summary>The claims of a logout token.</summary>
    internal Dictionary<string, object> LogOut(string? sub, string? sid)
    {
        var claims = Timed();
        claims["jti"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
        claims["events"] = new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new Dictionary<string, object>() };
        if (sub is not null)
        {
            claims["sub"] = sub;
        }

        if (sid is not null)
        {
            claims["sid"] = sid;
        }

        return claims;
    }

    /// <summary>A token with the header "none" and no signature.</summary>
    internal static string Unsigned(string token) => $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{token.Split('.')[1]}.";

    /// <summary>The same claims, signed with the client's secret or the public key's text as a symmetric key.</summary>
    internal string Symmetric(string token)
    {
        var head = $"{Base64UrlEncoder.Encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")}.{token.Split('.')[1]}";
        return $"{head}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(_key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(head)))}";
    }

    private Dictionary<string, object> Timed()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new Dictionary<string, object> { ["iss"] = Issuer, ["aud"] = ClientId, ["iat"] = now, ["exp"] = now + 300 };
    }

    private JsonObject Discovery() => new()
    {
        ["issuer"] = Issuer,
        ["authorization_endpoint"] = $"{Issuer}/auth",
        ["token_endpoint"] = $"{Issuer}/token",
        ["jwks_uri"] = $"{Issuer}/keys",
        ["end_session_endpoint"] = $"{Issuer}/end",
    };

    private IResult Keys()
    {
        KeysFetched++;
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_key.ExportParameters(false)));
        return Json(new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = $"key{_keys}", ["n"] = key.N, ["e"] = key.E }) });
    }

    private IResult Authorize(HttpContext context)
    {
        Asked = context.Request.Query;
        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = (Asked["code_challenge"]!, Asked["nonce"]!);
        return Results.Redirect($"{Asked["redirect_uri"]}?code={code}&state={Asked["state"]}&iss={Uri.EscapeDataString(Issuer)}");
    }

    private async Task<IResult> Token(HttpContext context, CancellationToken ct)
    {
        var form = await context.Request.ReadFormAsync(ct);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(ClientSecret)}"));
        var verifier = form["code_verifier"].ToString();
        if (context.Request.Headers.Authorization != $"Basic {basic}"
            || !_codes.TryRemove(form["code"].ToString(), out var begun)
            || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) != begun.Challenge)
        {
            return Results.Json(new { error = "invalid_grant", error_description = "line one\r\nline two" }, statusCode: 400);
        }

        var claims = Timed();
        claims["nonce"] = begun.Nonce;
        claims["auth_time"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (var (name, value) in Person)
        {
            claims[name] = value;
        }

        Twist(claims);
        return Json(new JsonObject { ["access_token"] = "x", ["token_type"] = "Bearer", ["id_token"] = Bend(Sign(claims)) });
    }

    private static IResult Json(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");
}
