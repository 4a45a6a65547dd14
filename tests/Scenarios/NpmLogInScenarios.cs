using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;
using Helhed.Tests.Scenarios.Support;
using Microsoft.IdentityModel.Tokens;

namespace Helhed.Tests.Scenarios;

/// <summary>Log-in at a certified OpenID provider, the npm package <c>oidc-provider</c>, from discovery to its log-out.</summary>
[Trait("Needs", "Npm")]
public abstract class NpmLogInScenarios(Dialect dialect) : EntranceTest(dialect)
{
    private const string Inger = "cpr=0101701234&loa=Substantial&name=Inger+Mortensen";

    [Theory]
    [InlineData("client_secret_basic", "basic")]
    [InlineData("client_secret_post", "post")]
    [InlineData("private_key_jwt", "private_key_jwt")]
    public async Task A_citizen_logs_in_however_Helhed_proves_itself(string method, string configured)
    {
        var key = Path.Combine(Directory.CreateTempSubdirectory("helhed-key-").FullName, "client.pem");
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(key, ec.ExportPkcs8PrivateKeyPem(), Ct);
        await using var site = await Citizens(method, client => configured == "private_key_jwt"
            ? [("ClientAuthentication", configured), ("KeyFile", key), ("KeyId", "ours")]
            : [("ClientAuthentication", configured)], PublicKeys(ec));
        var visitor = site.Visitor(Inger);
        (await visitor.Get("/log-ind/mitid?to=/who")).Expect(200, "/who");
        Assert.Equal("Patient/inger citizen   3 for Patient/inger as Inger Mortensen", (await visitor.Get("/who")).Text);
        Directory.Delete(Path.GetDirectoryName(key)!, recursive: true);
    }

    [Theory]
    [InlineData("cpr=0101701234&loa=Low", "Dit login er ikke sikkert nok")]
    [InlineData("cpr=0101201236&loa=High", "Du er ikke gammel nok endnu")]
    [InlineData("cpr=0909709999&loa=High", "Vi kender dig ikke her")]
    public async Task Who_may_not_come_in_is_told_why(string hint, string heading)
    {
        await using var site = await Citizens("client_secret_basic", _ => [], null);
        await GivePatient("villads", "0101201236", new DateOnly(2020, 1, 1));
        var visitor = site.Visitor(hint);
        (await visitor.Get("/log-ind/mitid")).Expect(403, "/log-ind/svar/mitid", heading);
        Assert.Null(visitor.Session);
    }

    [Fact]
    public async Task An_employee_chooses_a_role()
    {
        await GivePractitioner("birgitte", "ABC12");
        await GivePost("p1", "birgitte", "nurse", "lunge");
        await GivePost("p2", "birgitte", "nurse", "medicin");
        await using var site = await Host("region", "staff", "client_secret_basic", _ => [("Assurance", "high"), ("AssuranceClaim", null)], null);
        var visitor = site.Visitor("autid=ABC12&name=Birgitte+Lund");
        var page = (await visitor.Get("/log-ind/region")).Expect(200, "/log-ind/rolle", "Vælg din rolle");
        (await visitor.Submit(page, "/log-ind/rolle", ("rolle", "PractitionerRole/p2"))).Expect(200, "/klinik");
        Assert.StartsWith("Practitioner/birgitte nurse Organization/medicin PractitionerRole/p2 4", (await visitor.Get("/who")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_is_asked_for_again_and_log_out_ends_every_session_there()
    {
        await using var site = await Citizens("client_secret_basic", _ => [], null);
        var visitor = site.Visitor(Inger);
        await visitor.Get("/log-ind/mitid");

        // The provider remembers the person, and all the same makes them prove it: prompt and max_age are heard.
        Time.Move(TimeSpan.FromMinutes(6));
        var page = (await visitor.Post("/farligt", [])).Expect(200, "/log-ind/bekraeft", "Bekræft, at det er dig");
        Time.Move(TimeSpan.FromMinutes(-6)); // the provider's clock is the real one
        await Run("UPDATE access_session SET proven_at = 0");
        (await visitor.Post("/farligt", [])).Expect(200, "/log-ind/bekraeft");
        var go = Regex.Match(page.Text, "href=\"(/log-ind/bekraeft/nu[^\"]*)\"").Groups[1].Value;
        (await visitor.Get(go)).Expect(200, "/who");
        Assert.Contains(visitor.Path, address => address.AbsolutePath.StartsWith("/interaction/", StringComparison.Ordinal));
        Assert.Equal("done", (await visitor.Post("/farligt", [])).Text);
        Assert.Equal("step-up Patient/inger openid-connect:mitid", (await Ledger(site))[^1]);

        // Out here, by the provider's page, and back. A session here that shared the provider's is ended by the back channel.
        var other = visitor.Session!;
        await Run("INSERT INTO access_session (hash, persona, issued_at, expires_at, used_at, kind, reference, display, assurance, provider, subject, sid) SELECT $1, '', issued_at, expires_at, used_at, kind, reference, display, assurance, provider, subject, sid FROM access_session", SHA256.HashData("shared"u8));
        var leaving = await visitor.Submit(await visitor.Get("/log-ind"), "/logud");
        Assert.Equal("log-off Patient/inger own-session", (await Ledger(site))[^1]);
        var question = await visitor.Get(leaving.Headers["Refresh"]["0; url=".Length..]);
        var action = Regex.Match(question.Text, "action=\"([^\"]*)\"").Groups[1].Value;
        (await visitor.Submit(question, action, ("logout", "yes"))).Expect(200, "/logget-af?state=", "Du er logget af");
        for (var i = 0; i < 100 && await Number("SELECT count(*) FROM access_session") > 0; i++)
        {
            await Task.Delay(50, Ct);
        }

        Assert.Equal(0, await Number("SELECT count(*) FROM access_session"));
        Assert.Equal("log-off Patient/inger back-channel", (await Ledger(site))[^1]);
        using var thief = site.Visitor();
        thief.SetSession(other);
        Assert.Equal("nobody", (await thief.Get("/who")).Text);
    }

    private async Task<Running> Citizens(string method, Func<string, (string Key, string? Value)[]> more, JsonNode? keys)
    {
        await GivePatient("inger", "0101701234", new DateOnly(1970, 1, 1));
        return await Host("mitid", "citizen", method, more, keys);
    }

    private async Task<Running> Host(string name, string kind, string method, Func<string, (string Key, string? Value)[]> more, JsonNode? keys)
    {
        var issuer = await NpmProvider.Issuer();
        var port = Ports.Free();
        var client = await NpmProvider.Register(new Uri($"http://127.0.0.1:{port}"), name, method, keys);
        return await Open(Provider(name, issuer, kind, client, [("Scopes", "openid who"), ("UserInfo", "true"), .. more(client.Id)]), port);
    }

    private static JsonObject PublicKeys(ECDsa key)
    {
        var q = key.ExportParameters(false).Q;
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = "ours", ["use"] = "sig", ["x"] = Base64UrlEncoder.Encode(q.X), ["y"] = Base64UrlEncoder.Encode(q.Y),
            }),
        };
    }
}

public sealed class SqliteNpmLogIn() : NpmLogInScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlNpmLogIn() : NpmLogInScenarios(Dialect.PostgreSql);
