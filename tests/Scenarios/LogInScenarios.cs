using System.Text.RegularExpressions;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Log-in at a provider that may lie, its sessions and the ways out; https://openid.net/specs/openid-connect-core-1_0.html</summary>
public abstract class LogInScenarios(Dialect dialect) : LogInTest(dialect)
{
    [Fact]
    public async Task A_citizen_logs_in_and_is_who_the_records_know_by_the_number()
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Citizens(provider);
        var visitor = site.Visitor();
        var page = (await visitor.Get("/log-ind")).Expect(200, "/log-ind", "Log på");
        Assert.Contains("Log på med MitID", page.Text, StringComparison.Ordinal);
        (await visitor.Get("/log-ind/mitid?to=%2Fwho%3Fa%3D1")).Expect(200, "/who?a=1");
        Assert.Equal("Patient/inger citizen   3 for Patient/inger as Inger Mortensen", (await visitor.Get("/who")).Text);
        Assert.Equal("S256", provider.Asked!["code_challenge_method"]);
        Assert.Equal(["log-in Patient/inger openid-connect:mitid"], await Ledger(site));
        Assert.DoesNotContain(Log.Lines, line => line.Contains(IngersNumber, StringComparison.Ordinal) || line.Contains("Inger", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_does_not_hold_is_refused_and_nobody_is_logged_in()
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Citizens(provider);
        await GivePatient("villads", "0101201236", DateOnly.FromDateTime(Time.GetUtcNow().DateTime).AddYears(-15).AddDays(2));
        await GivePatient("one", "0202701234", new DateOnly(1970, 2, 2));
        await GivePatient("two", "0202701234", new DateOnly(1970, 2, 2));
        await Run("INSERT INTO access_identity (source, value, reference) VALUES (5, $1, 'Practitioner/x')", Access.Facts.People.IdentityKey(Cpr, "0303701234"));
        var refused = 0;
        foreach (var (fault, heading, twist, bend) in Faults(provider))
        {
            (provider.Twist, provider.Bend) = (twist, bend);
            var visitor = site.Visitor();
            var answer = await visitor.Get("/log-ind/mitid");
            Assert.True(answer.Status == 403 && answer.Heading == heading && visitor.Session is null, $"{fault}: {answer.Status} {answer.Address} {answer.Heading}");
            Assert.Equal(0, await Number("SELECT count(*) FROM access_session"));
            refused++;

            // The provider mends it: the same browser gets in, and out again.
            (provider.Twist, provider.Bend) = (_ => { }, token => token);
            (await visitor.Get("/log-ind/mitid")).Expect(200, "/borger");
            await Run("DELETE FROM access_session");
        }

        Assert.Equal(refused, (await Ledger(site)).Count(entry => entry.StartsWith("log-in-refused ", StringComparison.Ordinal)));
    }

    /// <summary>What may be wrong with an id token, and with whom it names.</summary>
    private static IEnumerable<(string Fault, string Heading, Action<Dictionary<string, object>> Twist, Func<string, string> Bend)> Faults(FakeProvider provider)
    {
        const string NotTrusted = "Vi kunne ikke stole på svaret";
        const string TooLow = "Dit login er ikke sikkert nok";
        const string Unknown = "Vi kender dig ikke her";
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (var (fault, twist) in new (string, Action<Dictionary<string, object>>)[]
        {
            ("expired", c => c["exp"] = now - 120),
            ("no exp", c => c.Remove("exp")),
            ("made later", c => c["iat"] = now + 300),
            ("made long ago", c => c["iat"] = now - 3600),
            ("holds later", c => c["nbf"] = now + 300),
            ("another issuer", c => c["iss"] = "https://evil.example"),
            ("for another", c => c["aud"] = "another"),
            ("for nobody", c => c.Remove("aud")),
            ("for several without azp", c => c["aud"] = new[] { "helhed", "another" }),
            ("another azp", c => c["azp"] = "another"),
            ("another nonce", c => c["nonce"] = new string('A', 43)),
            ("no nonce", c => c.Remove("nonce")),
            ("no sub", c => c.Remove("sub")),
        })
        {
            yield return (fault, NotTrusted, twist, token => token);
        }

        yield return ("alg none", NotTrusted, _ => { }, FakeProvider.Unsigned);
        yield return ("signed with the public key as a secret", NotTrusted, _ => { }, provider.Symmetric);
        yield return ("a changed signature", NotTrusted, _ => { }, token => token[..^8] + (token[^8] == 'A' ? 'B' : 'A') + token[^7..]);
        yield return ("signed by a stranger", NotTrusted, _ => { }, Resign);
        yield return ("low", TooLow, c => c["loa"] = "Low", token => token);
        yield return ("no level", TooLow, c => c.Remove("loa"), token => token);
        yield return ("an unknown level", TooLow, c => c["loa"] = "substantial?", token => token);
        yield return ("under 15", "Du er ikke gammel nok endnu", c => c["cpr"] = "0101201236", token => token);
        yield return ("nobody's number", Unknown, c => c["cpr"] = "0909709999", token => token);
        yield return ("no number", Unknown, c => c.Remove("cpr"), token => token);
        yield return ("a practitioner's number", Unknown, c => c["cpr"] = "0303701234", token => token);
        yield return ("two people's number", "Vi kan ikke se, hvem du er", c => c["cpr"] = "020270-1234", token => token);
    }

    [Fact]
    public async Task An_answer_is_taken_once_by_the_browser_that_asked_and_in_time()
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Citizens(provider);
        var visitor = site.Visitor();
        Uri? back = null;
        visitor.Bend = address => address.AbsolutePath.StartsWith("/log-ind/svar/", StringComparison.Ordinal) ? back = address : address;
        (await visitor.Get("/log-ind/mitid")).Expect(200, "/borger");
        var answered = back!;

        // The same again, in the same browser and in another.
        visitor.Bend = address => address;
        (await visitor.Get(answered.PathAndQuery)).Expect(400, "/log-ind/svar/mitid", "Dit login kunne ikke gennemføres");
        using (var other = site.Visitor())
        {
            (await other.Get(answered.PathAndQuery)).Expect(400, "/log-ind/svar/mitid");
            Assert.Null(other.Session);
        }

        // Another's answer, planted: the state is not this browser's.
        using var victim = site.Visitor();
        var attacker = site.Visitor();
        attacker.Bend = address => address.AbsolutePath.StartsWith("/log-ind/svar/", StringComparison.Ordinal) ? new Uri(site.Address, $"/who?{(back = address).Query}") : address;
        await attacker.Get("/log-ind/mitid");
        (await victim.Get(back!.PathAndQuery)).Expect(400, "/log-ind/svar/mitid");
        Assert.Null(victim.Session);

        // Changed on the way.
        visitor.Bend = address => Changed(address, "state");
        (await visitor.Get("/log-ind/mitid")).Expect(400, "/log-ind/svar/mitid");
        visitor.Bend = address => Changed(address, "code");
        (await visitor.Get("/log-ind/mitid")).Expect(403, "/log-ind/svar/mitid");
        visitor.Bend = address => address.AbsolutePath.StartsWith("/log-ind/svar/", StringComparison.Ordinal) ? new Uri(address.AbsoluteUri.Split("&iss=")[0] + "&iss=https%3A%2F%2Fevil.example") : address;
        (await visitor.Get("/log-ind/mitid")).Expect(403, "/log-ind/svar/mitid");
        visitor.Bend = address => address.AbsolutePath == "/auth" ? new Uri(site.Address, $"/log-ind/svar/mitid?error=access_denied&state={Regex.Match(address.Query, "state=([^&]*)").Groups[1].Value}") : address;
        (await visitor.Get("/log-ind/mitid")).Expect(200, "/log-ind/svar/mitid", "Du afbrød dit login");

        // Too late.
        visitor.Bend = address =>
        {
            if (address.AbsolutePath.StartsWith("/log-ind/svar/", StringComparison.Ordinal))
            {
                Time.Move(TimeSpan.FromMinutes(16));
            }

            return address;
        };
        (await visitor.Get("/log-ind/mitid")).Expect(400, "/log-ind/svar/mitid");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    [InlineData("javascript:alert(1)")]
    public async Task A_target_elsewhere_leads_to_ones_own_page(string target)
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Citizens(provider);
        var visitor = site.Visitor();
        var page = await visitor.Get($"/log-ind/mitid?to={Uri.EscapeDataString(target)}");
        page.Expect(200, "/borger");
        Assert.All(visitor.Path, address => Assert.Equal("127.0.0.1", address.Host));
        Assert.False(page.Headers.ContainsKey("x"));
        Assert.Equal("/log-ind/bekraeft/nu?to=%2F", Regex.Match((await visitor.Get($"/log-ind/bekraeft?to={Uri.EscapeDataString(target)}")).Text, "href=\"(/log-ind/bekraeft/nu[^\"]*)\"").Groups[1].Value);
    }

    [Fact]
    public async Task Keys_that_rotate_are_fetched_and_withdrawn_ones_refused()
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Citizens(provider);
        var visitor = site.Visitor();
        (await visitor.Get("/log-ind/mitid")).Expect(200, "/borger");
        (await visitor.Get("/log-ind/mitid")).Expect(200, "/borger");
        Assert.Equal(1, provider.KeysFetched);
        provider.RotateKey();
        (await visitor.Get("/log-ind/mitid")).Expect(403, "/log-ind/svar/mitid");
        Assert.Equal(1, provider.KeysFetched); // asked a moment ago: forged tokens do not make us ask without end
        Time.Move(TimeSpan.FromSeconds(31));
        (await visitor.Get("/log-ind/mitid")).Expect(200, "/borger");
        Assert.Equal(2, provider.KeysFetched);
    }

    [Fact]
    public async Task An_employee_with_one_post_takes_it_and_leaves_with_it()
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Staff(provider);
        await GivePost("p1", "birgitte", "nurse", "lunge");
        var visitor = site.Visitor();
        (await visitor.Get("/log-ind/region")).Expect(200, "/klinik");
        Assert.Equal("Practitioner/birgitte nurse Organization/lunge PractitionerRole/p1 3 for Practitioner/birgitte as Birgitte Lund", (await visitor.Get("/who")).Text);
        await Run("UPDATE access_post SET ends = $1", Time.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.Equal("nobody", (await visitor.Get("/who")).Text);
        Assert.Equal(0, await Number("SELECT count(*) FROM access_session"));
        (await visitor.Get("/log-ind/region")).Expect(403, "/log-ind/svar/region", "Du har ingen ansættelse lige nu");
        Assert.Equal(
            ["log-in Practitioner/birgitte openid-connect:region", "log-off Practitioner/birgitte post-ended", "log-in-refused Practitioner/birgitte NoPost"],
            await Ledger(site));
    }

    [Fact]
    public async Task An_employee_with_several_posts_chooses_and_changes()
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Staff(provider);
        await GivePost("p1", "birgitte", "nurse", "lunge");
        await GivePost("p2", "birgitte", "security", "medicin");
        await GivePost("p3", "another", "doctor", "oje");
        var visitor = site.Visitor();
        var page = await visitor.Get("/log-ind/region?to=/who");
        page.Expect(200, "/log-ind/rolle?to=%2Fwho", "Vælg din rolle");
        Assert.Contains("Sygeplejerske, Afdeling lunge", page.Text, StringComparison.Ordinal);
        Assert.Equal("nobody", (await visitor.Get("/who")).Text);

        (await visitor.Submit(page, "/log-ind/rolle")).Expect(400, "/log-ind/rolle");
        (await visitor.Submit(page, "/log-ind/rolle", ("rolle", "PractitionerRole/p3"))).Expect(400, "/log-ind/rolle");
        var before = visitor.Session!;
        (await visitor.Submit(page, "/log-ind/rolle", ("rolle", "PractitionerRole/p1"))).Expect(200, "/who");
        Assert.StartsWith("Practitioner/birgitte nurse Organization/lunge", (await visitor.Get("/who")).Text, StringComparison.Ordinal);
        Assert.NotEqual(before, visitor.Session);
        using (var thief = site.Visitor())
        {
            thief.SetSession(before);
            Assert.Equal("nobody", (await thief.Get("/who")).Text);
        }

        // Later, without a new log-in; without a target the role's own page.
        page = await visitor.Get("/log-ind/rolle");
        (await visitor.Submit(page, "/log-ind/rolle", ("rolle", "PractitionerRole/p2"))).Expect(404, "/admin");
        Assert.StartsWith("Practitioner/birgitte security Organization/medicin", (await visitor.Get("/who")).Text, StringComparison.Ordinal);
        Assert.Equal(
            ["log-in Practitioner/birgitte openid-connect:region", "role-chosen Practitioner/birgitte PractitionerRole/p1", "role-chosen Practitioner/birgitte PractitionerRole/p2"],
            await Ledger(site));
    }

    [Fact]
    public async Task A_dangerous_act_asks_for_a_fresh_proof_by_the_same_person()
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Citizens(provider);
        var visitor = site.Visitor();
        await visitor.Get("/log-ind/mitid");
        Assert.Equal("done", (await visitor.Post("/farligt", [])).Text);
        Time.Move(TimeSpan.FromMinutes(6));
        var page = (await visitor.Post("/farligt", [])).Expect(200, "/log-ind/bekraeft?to=%2Fwho", "Bekræft, at det er dig");
        var go = Regex.Match(page.Text, "href=\"(/log-ind/bekraeft/nu[^\"]*)\"").Groups[1].Value;

        var began = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 360;
        void Now(Dictionary<string, object> claims)
        {
            (claims["iat"], claims["exp"], claims["auth_time"]) = (began, began + 300, began);
        }

        // The provider does not say when, or it was long ago, or it was somebody else.
        provider.Twist = claims => { Now(claims); claims.Remove("auth_time"); };
        (await visitor.Get(go)).Expect(403, "/log-ind/svar/mitid", "Vi kunne ikke se, at det var dig nu");
        Assert.Equal(("login", "0"), (provider.Asked!["prompt"].ToString(), provider.Asked["max_age"].ToString()));
        provider.Twist = claims => { Now(claims); claims["auth_time"] = began - 600; };
        (await visitor.Get(go)).Expect(403, "/log-ind/svar/mitid");
        provider.Twist = claims => { Now(claims); claims["sub"] = "another"; };
        (await visitor.Get(go)).Expect(403, "/log-ind/svar/mitid", "Det var en anden, der loggede på");
        (await visitor.Post("/farligt", [])).Expect(200, "/log-ind/bekraeft");

        var before = visitor.Session;
        provider.Twist = Now;
        (await visitor.Get(go)).Expect(200, "/who");
        Assert.NotEqual(before, visitor.Session);
        Assert.Equal("done", (await visitor.Post("/farligt", [])).Text);
        Assert.Equal("step-up Patient/inger openid-connect:mitid", (await Ledger(site))[^1]);
    }

    [Fact]
    public async Task A_citizen_acts_for_another_until_she_is_herself_again()
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Citizens(provider);
        var visitor = site.Visitor();
        Assert.Equal(404, (await visitor.Post("/for/villads", [])).Status);
        await visitor.Get("/log-ind/mitid");
        var before = visitor.Session;
        Assert.Equal("done", (await visitor.Post("/for/villads", [])).Text);
        Assert.NotEqual(before, visitor.Session);
        Assert.Equal("Patient/inger citizen   3 for Patient/villads as Inger Mortensen", (await visitor.Get("/who")).Text);
        Assert.Equal("done", (await visitor.Post("/for/mig", [])).Text);
        Assert.Equal("Patient/inger citizen   3 for Patient/inger as Inger Mortensen", (await visitor.Get("/who")).Text);
        Assert.Equal(["act-for Patient/inger mandate", "act-for Patient/inger mandate"], (await Ledger(site))[1..]);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_or_is_somebody_else_is_said_to_be_closed()
    {
        await using var provider = await FakeProvider.Start();
        var closed = Provider("mitid", "http://127.0.0.1:9", "citizen", (FakeProvider.ClientId, FakeProvider.ClientSecret));
        await using var site = await Open(closed);
        (await site.Visitor().Get("/log-ind/mitid")).Expect(503, "/log-ind/mitid", "Login er ude af drift");
        (await site.Visitor().Get("/log-ind/nowhere")).Expect(404, "/log-ind/nowhere");
        await using var wrong = await Open(Provider("mitid", provider.Issuer + "/", "citizen", (FakeProvider.ClientId, FakeProvider.ClientSecret)));
        (await wrong.Visitor().Get("/log-ind/mitid")).Expect(503, "/log-ind/mitid");
    }

    /// <summary>The address of the way back with another value of a parameter, of the same form.</summary>
    private static Uri Changed(Uri address, string parameter) => address.AbsolutePath.StartsWith("/log-ind/svar/", StringComparison.Ordinal)
        ? new Uri(Regex.Replace(address.AbsoluteUri, $"(?<={parameter}=)[^&]", m => m.Value == "A" ? "B" : "A"))
        : address;

    private static string Resign(string token)
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var head = token[..token.LastIndexOf('.')];
        var signature = key.SignData(System.Text.Encoding.ASCII.GetBytes(head), System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        return $"{head}.{Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(signature)}";
    }
}

public sealed class SqliteLogIn() : LogInScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlLogIn() : LogInScenarios(Dialect.PostgreSql);
