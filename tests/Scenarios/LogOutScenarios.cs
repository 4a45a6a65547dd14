using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>How a session ends: not used, too old, by its person, by the provider.</summary>
public abstract class LogOutScenarios(Dialect dialect) : LogInTest(dialect)
{
    [Fact]
    public async Task A_session_ends_when_it_is_not_used_and_after_eight_hours()
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Citizens(provider);
        var visitor = site.Visitor();
        await visitor.Get("/log-ind/mitid");
        for (var i = 0; i < 3; i++)
        {
            Time.Move(TimeSpan.FromMinutes(29));
            Assert.StartsWith("Patient/inger", (await visitor.Get("/who")).Text, StringComparison.Ordinal);
        }

        // Asking how long there is left is no use; staying is.
        Time.Move(TimeSpan.FromMinutes(20));
        Assert.InRange(await Left(visitor), 590, 600);
        var page = await visitor.Get("/log-ind");
        Assert.Matches("data-left=\"1(800|79[0-9])\" data-stay=\"yes\"", page.Text);
        Assert.Contains("Du bliver logget af kl. ", page.Text, StringComparison.Ordinal);
        Time.Move(TimeSpan.FromMinutes(9));
        (await visitor.Submit(page, "/log-ind/bliv")).Expect(404, "/");
        Assert.InRange(await Left(visitor), 1790, 1800);
        Time.Move(TimeSpan.FromMinutes(30));
        Assert.Equal(0, await Left(visitor));
        Assert.Equal("nobody", (await visitor.Get("/who")).Text);
        Assert.Equal("time-out Patient/inger not-used", (await Ledger(site))[^1]);

        // Another day, used all the time.
        provider.Twist = claims => Shift(claims, TimeSpan.FromMinutes(147));
        await visitor.Get("/log-ind/mitid");
        for (var i = 0; i < 19; i++)
        {
            Time.Move(TimeSpan.FromMinutes(25));
            Assert.StartsWith("Patient/inger", (await visitor.Get("/who")).Text, StringComparison.Ordinal);
        }

        page = await visitor.Get("/log-ind");
        Assert.DoesNotContain("data-stay", page.Text, StringComparison.Ordinal);
        Time.Move(TimeSpan.FromMinutes(5));
        Assert.Equal("nobody", (await visitor.Get("/who")).Text);
        Assert.Equal("time-out Patient/inger eight-hours", (await Ledger(site))[^1]);
    }

    [Fact]
    public async Task Use_is_written_once_a_minute_and_forgotten_sessions_are_cleared_away()
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Citizens(provider);
        var visitor = site.Visitor();
        await visitor.Get("/log-ind/mitid");
        var used = await Number("SELECT used_at FROM access_session");
        Time.Move(TimeSpan.FromSeconds(50));
        await visitor.Get("/who");
        Assert.Equal(used, await Number("SELECT used_at FROM access_session"));
        Time.Move(TimeSpan.FromSeconds(15));
        await visitor.Get("/who");
        Assert.True(await Number("SELECT used_at FROM access_session") > used + 60_000);
        Time.Move(TimeSpan.FromHours(9));
        provider.Twist = claims => Shift(claims, TimeSpan.FromHours(9));
        (await site.Visitor().Get("/log-ind/mitid")).Expect(200, "/borger");
        Assert.Equal(1, await Number("SELECT count(*) FROM access_session"));
        Assert.Equal(["log-in Patient/inger openid-connect:mitid", "log-in Patient/inger openid-connect:mitid", "time-out Patient/inger not-used"], await Ledger(site));
    }

    [Fact]
    public async Task Logging_out_ends_it_here_and_leads_to_the_providers_log_out()
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Citizens(provider);
        var visitor = site.Visitor();
        await visitor.Get("/log-ind/mitid");
        var session = visitor.Session!;
        var page = (await visitor.Submit(await visitor.Get("/log-ind"), "/logud")).Expect(200, "/logud", "Du er logget af Helhed");
        Assert.Null(visitor.Session);
        using (var thief = site.Visitor())
        {
            thief.SetSession(session);
            Assert.Equal("nobody", (await thief.Get("/who")).Text);
        }

        var target = new Uri(page.Headers["Refresh"]["0; url=".Length..]);
        Assert.StartsWith($"{provider.Issuer}/end?client_id=helhed&id_token_hint=ey", target.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains($"&post_logout_redirect_uri={Uri.EscapeDataString(site.Address.GetLeftPart(UriPartial.Authority))}%2Flogget-af&state=", target.AbsoluteUri, StringComparison.Ordinal);
        (await visitor.Get(target.AbsoluteUri)).Expect(200, "/logget-af?state=", "Du er logget af");
        Assert.Equal(0, await Number("SELECT count(*) FROM access_log_in"));
        Assert.Equal("log-off Patient/inger own-session", (await Ledger(site))[^1]);
    }

    [Fact]
    public async Task A_provider_ends_sessions_by_the_back_channel()
    {
        await using var provider = await FakeProvider.Start();
        await using var site = await Citizens(provider);
        var visitors = new List<Wanderer>();
        foreach (var sid in new[] { "s1", "s2", "s3" })
        {
            provider.Person["sid"] = sid;
            visitors.Add(site.Visitor());
            (await visitors[^1].Get("/log-ind/mitid")).Expect(200, "/borger");
        }

        var outside = site.Visitor();
        Task<Visited> Send(string token) => outside.Post("/logout/backchannel/mitid", [new("logout_token", token)], origin: null);
        async Task<string> Left() => string.Concat(await Task.WhenAll(visitors.Select(async v => (await v.Get("/who")).Text == "nobody" ? "-" : "+")));

        foreach (var wrong in new Action<Dictionary<string, object>>[]
        {
            c => c["aud"] = "another",
            c => c["iss"] = "https://evil.example",
            c => c["exp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 120,
            c => c["nonce"] = "n",
            c => c.Remove("events"),
            c => c["events"] = new Dictionary<string, object> { ["another"] = new Dictionary<string, object>() },
            c => c.Remove("jti"),
            c => { c.Remove("sub"); c.Remove("sid"); },
        })
        {
            var claims = provider.LogOut("inger", "s1");
            wrong(claims);
            (await Send(provider.Sign(claims))).Expect(400, "/logout/backchannel/mitid");
        }

        (await Send(FakeProvider.Unsigned(provider.Sign(provider.LogOut("inger", "s1"))))).Expect(400, "/logout");
        (await outside.Post("/logout/backchannel/nobody", [new("logout_token", "x")], origin: null)).Expect(404, "/logout");
        Assert.Equal("+++", await Left());
        (await Send(provider.Sign(provider.LogOut("another", "s1")))).Expect(200, "/logout");
        Assert.Equal("+++", await Left());

        var token = provider.Sign(provider.LogOut(null, "s1"));
        (await Send(token)).Expect(200, "/logout");
        Assert.Equal("-++", await Left());
        (await Send(token)).Expect(400, "/logout");
        (await Send(provider.Sign(provider.LogOut("inger", "s2")))).Expect(200, "/logout");
        Assert.Equal("--+", await Left());
        (await Send(provider.Sign(provider.LogOut("inger", null)))).Expect(200, "/logout");
        Assert.Equal("---", await Left());
        Assert.Equal(3, (await Ledger(site)).Count(entry => entry == "log-off Patient/inger back-channel"));
    }

    private static async Task<int> Left(Wanderer visitor) =>
        JsonNode.Parse((await visitor.Get("/log-ind/tid")).Text)!["left"]!.GetValue<int>();
}

public sealed class SqliteLogOut() : LogOutScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlLogOut() : LogOutScenarios(Dialect.PostgreSql);
