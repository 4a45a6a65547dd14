using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Platform.Data;

namespace Helhed.Tests.Modules.Access.Smart;

/// <summary>Clients that prove themselves by a key, on their own behalf: Backend Services.</summary>
public abstract class BackendScenarios(Dialect dialect) : SmartTest(dialect)
{
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private static readonly ECDsa Stranger = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    [Theory]
    [InlineData("ES384", null)]
    [InlineData("RS384", null)]
    [InlineData("ES384", "issuer")]
    public async Task A_signed_statement_gets_a_token_for_five_minutes(string algorithm, string? audience)
    {
        await using var host = await Host();
        var drive = await Registered(host);
        var (status, body) = await Ask(drive, Statement(drive, algorithm, audience is null ? null : c => c["aud"] = drive.Origin));
        Assert.True(status == 200, body.ToJsonString());
        Assert.Equal((300, "system/Observation.rs", "Bearer"), (body["expires_in"]!.GetValue<int>(), body["scope"]!.GetValue<string>(), body["token_type"]!.GetValue<string>()));
        Assert.Null(body["refresh_token"]);
        Assert.Equal($"System Device/{drive.Client} role=system client={drive.Client} scopes=system/Observation.rs patient=", await drive.Who(body["access_token"]!.GetValue<string>()));
        Clock.Move(TimeSpan.FromMinutes(5));
        Assert.Equal("401", await drive.Who(body["access_token"]!.GetValue<string>()));
        Assert.Equal([$"token {drive.Client} client-credentials"], await Ledger(host, "token"));
    }

    [Fact]
    public async Task A_statement_is_good_once()
    {
        await using var host = await Host();
        var drive = await Registered(host);
        var statement = Statement(drive);
        Assert.Equal(200, (await Ask(drive, statement)).Status);
        Assert.Equal((401, "invalid_client"), Refused(await Ask(drive, statement)));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Statement(drive)).SelectMany(one => (string[])[one, one]).Select(one => Ask(drive, one)));
        Assert.Equal(6, answers.Count(a => a.Status == 200));
    }

    [Fact]
    public async Task What_is_wrong_with_a_statement_is_refused()
    {
        await using var host = await Host();
        var drive = await Registered(host);
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var wrong = new Dictionary<string, Action<JsonObject>>
        {
            ["too long"] = c => c["exp"] = now + 600,
            ["expired"] = c => c["exp"] = now - 1,
            ["without end"] = c => c.Remove("exp"),
            ["not yet"] = c => c["nbf"] = now + 120,
            ["for another"] = c => c["aud"] = "https://other.example.org/token",
            ["for nobody"] = c => c.Remove("aud"),
            ["without id"] = c => c.Remove("jti"),
            ["of another"] = c => c["iss"] = "01990000-0000-7000-8000-000000000000",
            ["about another"] = c => c["sub"] = "01990000-0000-7000-8000-000000000000",
        };
        foreach (var (what, change) in wrong)
        {
            var answer = await Ask(drive, Statement(drive, change: change));
            Assert.True(answer.Status == 401 && answer.Body["error"]!.GetValue<string>() == "invalid_client", $"{what}: {answer.Body.ToJsonString()}");
        }

        Assert.Equal((401, "invalid_client"), Refused(await Ask(drive, Statement(drive, head: h => h["kid"] = "unknown"))));
        Assert.Equal((401, "invalid_client"), Refused(await Ask(drive, Statement(drive, head: h => h["alg"] = "none"))));
        Assert.Equal((401, "invalid_client"), Refused(await Ask(drive, Statement(drive, head: h => h["alg"] = "HS256"))));
        Assert.Equal((401, "invalid_client"), Refused(await Ask(drive, Statement(drive, head: h => h["alg"] = "RS384"))));
        Assert.Equal((401, "invalid_client"), Refused(await Ask(drive, Statement(drive, head: h => h["jku"] = "https://evil.example/jwks"))));
        Assert.Equal((401, "invalid_client"), Refused(await Ask(drive, Statement(drive, head: h => h["crit"] = new JsonArray("x")))));
        Assert.Equal((401, "invalid_client"), Refused(await Ask(drive, Statement(drive, key: Stranger))));
        Assert.Equal((401, "invalid_client"), Refused(await Ask(drive, Statement(drive)[..^4])));
        Assert.Equal((401, "invalid_client"), Refused(await Ask(drive, "x.y.z")));
        Assert.Equal((401, "invalid_client"), Refused(await Ask(drive, Statement(drive), f => f["client_assertion_type"] = "x")));
        Assert.Equal((401, "invalid_client"), Refused(await Ask(drive, Statement(drive), f => f["client_id"] = "other")));
        Assert.Equal((400, "invalid_request"), Refused(await Ask(drive, Statement(drive), f => f["client_secret"] = "x")));
        Assert.Equal((401, "invalid_client"), Refused(await drive.Post("/oauth2/token", new() { ["grant_type"] = "client_credentials", ["client_id"] = drive.Client, ["scope"] = "system/Observation.rs" })));
    }

    [Theory]
    [InlineData("system/*.cruds", "system/Observation.rs")]
    [InlineData("system/Observation.s", "system/Observation.s")]
    [InlineData("system/*.read", "system/Observation.rs")]
    [InlineData(null, "system/Observation.rs")]
    [InlineData("system/Patient.rs", null)]
    [InlineData("system/Observation.sr", null)]
    [InlineData("patient/Observation.rs", null)]
    [InlineData("user/Observation.rs system/Observation.rs", null)]
    public async Task It_gets_what_it_asks_for_as_far_as_it_is_registered(string? asked, string? given)
    {
        await using var host = await Host();
        var drive = await Registered(host);
        var (status, body) = await Ask(drive, Statement(drive), f => f["scope"] = asked);
        Assert.Equal(given is null ? (400, "invalid_scope") : (200, given), (status, (body["error"] ?? body["scope"])!.GetValue<string>()));
    }

    [Fact]
    public async Task Keys_can_be_fetched_and_a_new_one_is_found()
    {
        await using var host = await Host();
        var served = KeySet();
        await using var keys = await KeyServer.Start(() => served);
        var drive = await Registered(host, b =>
        {
            b.Remove("jwks");
            b["jwks_uri"] = keys.Address;
        });
        Assert.Equal(200, (await Ask(drive, Statement(drive))).Status);
        Assert.Equal(200, (await Ask(drive, Statement(drive, head: h => h["jku"] = keys.Address))).Status);
        Assert.Equal(1, keys.Asked);
        served = served.Replace("\"curve\"", "\"curve2\"", StringComparison.Ordinal);
        Assert.Equal(401, (await Ask(drive, Statement(drive, head: h => h["kid"] = "curve2"))).Status);
        Clock.Move(TimeSpan.FromSeconds(11));
        Assert.Equal(200, (await Ask(drive, Statement(drive, head: h => h["kid"] = "curve2"))).Status);
        Assert.Equal(2, keys.Asked);
    }

    private static async Task<SmartDrive> Registered(AccessHost host, Action<JsonObject>? change = null)
    {
        var drive = new SmartDrive(host, Ct);
        await drive.Register(b =>
        {
            b["token_endpoint_auth_method"] = "private_key_jwt";
            b["scope"] = "system/Observation.rs";
            b["grant_types"] = new JsonArray("client_credentials");
            b.Remove("redirect_uris");
            b["jwks"] = JsonNode.Parse(KeySet());
            change?.Invoke(b);
        });
        return drive;
    }

    private static Task<(int Status, JsonNode Body)> Ask(SmartDrive drive, string statement, Action<Dictionary<string, string?>>? change = null)
    {
        var fields = new Dictionary<string, string?>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = "system/Observation.rs",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = statement,
        };
        change?.Invoke(fields);
        return drive.Post("/oauth2/token", fields);
    }

    private string Statement(SmartDrive drive, string algorithm = "ES384", Action<JsonObject>? change = null, Action<JsonObject>? head = null, ECDsa? key = null)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = algorithm == "ES384" ? "curve" : "rsa" };
        head?.Invoke(header);
        var claims = new JsonObject
        {
            ["iss"] = drive.Client,
            ["sub"] = drive.Client,
            ["aud"] = $"{drive.Origin}/oauth2/token",
            ["exp"] = Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
        };
        change?.Invoke(claims);
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = algorithm == "RS384"
            ? Rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1)
            : (key ?? Curve).SignData(bytes, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string KeySet()
    {
        var rsa = Rsa.ExportParameters(false);
        var curve = Curve.ExportParameters(false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject { ["kty"] = "RSA", ["kid"] = "rsa", ["n"] = Base64Url.EncodeToString(rsa.Modulus), ["e"] = Base64Url.EncodeToString(rsa.Exponent) },
                new JsonObject { ["kty"] = "EC", ["crv"] = "P-384", ["kid"] = "curve", ["x"] = Base64Url.EncodeToString(curve.Q.X), ["y"] = Base64Url.EncodeToString(curve.Q.Y) }),
        }.ToJsonString();
    }

    private static (int Status, string Error) Refused((int Status, JsonNode Body) answer) => (answer.Status, answer.Body["error"]?.GetValue<string>() ?? answer.Body.ToJsonString());
}

public sealed class SqliteBackendTests() : BackendScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlBackendTests() : BackendScenarios(Dialect.PostgreSql);
