using System.Net;
using Helhed.Access;
using Helhed.Access.Http;
using Helhed.Access.LogIn;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios;

/// <summary>What guards every request: forms of other pages, headers, cookies, guessing, logs. No part of it depends on the database.</summary>
public sealed class EntranceGuardScenarios() : EntranceTest(Dialect.Sqlite)
{
    private static readonly Dictionary<string, string?> Nothing = [];

    [Theory]
    [InlineData(null, null, 403)]
    [InlineData("https://evil.example", null, 403)]
    [InlineData("null", null, 403)]
    [InlineData("own", null, 200)]
    [InlineData("own", "cross-site", 403)]
    [InlineData("own", "same-site", 403)]
    [InlineData("https://evil.example", "same-origin", 200)] // a browser says the one and cannot be made to say the other
    [InlineData(null, "same-origin", 200)]
    [InlineData(null, "none", 403)]
    public async Task A_form_of_another_page_does_nothing_for_who_is_logged_in(string? origin, string? site, int status)
    {
        await using var host = await Open(Nothing, demo: true);
        var cookie = await DemoCookie(host);
        using var http = new HttpClient { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/farligt");
        request.Headers.Add("Cookie", cookie);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "own" ? host.Address.GetLeftPart(UriPartial.Authority) : origin);
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        Assert.Equal(status, (int)(await http.SendAsync(request, Ct)).StatusCode);

        // Without a session there is nothing to misuse.
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync("/farligt", null, Ct)).StatusCode);
    }

    [Theory]
    [InlineData("/logud")]
    [InlineData("/log-ind/rolle")]
    [InlineData("/log-ind/bliv")]
    public async Task A_page_s_form_needs_its_token_too(string path)
    {
        await using var host = await Open(Nothing, demo: true);
        using var visitor = host.Visitor();
        await visitor.Get("/demo/login?as=gp");
        (await visitor.Post(path, [])).Expect(400, path, "Formularen kunne ikke sendes");
        Assert.StartsWith("Practitioner/gp", (await visitor.Get("/who")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/log-ind", 200)]
    [InlineData("/log-ind/rolle", 200)]
    [InlineData("/logget-af", 200)]
    [InlineData("/log-ind/svar/mitid", 400)]
    [InlineData("/nowhere", 404)]
    [InlineData("/who", 200)]
    public async Task Every_answer_forbids_frames_and_foreign_scripts(string path, int status)
    {
        await using var host = await Open(Nothing);
        var page = await host.Visitor().Get(path);
        Assert.Equal(status, page.Status);
        var policy = page.Headers["Content-Security-Policy"];
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("base-uri 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
        Assert.Equal("same-origin", page.Headers["Referrer-Policy"]);
        Assert.Equal("same-origin", page.Headers["Cross-Origin-Opener-Policy"]);
        Assert.Equal("DENY", page.Headers["X-Frame-Options"]);
        Assert.Contains("camera=()", page.Headers["Permissions-Policy"], StringComparison.Ordinal);
        Assert.False(page.Headers.ContainsKey("Strict-Transport-Security")); // this is http
    }

    [Fact]
    public async Task Behind_https_cookies_are_bound_to_the_host_and_http_is_given_up()
    {
        await using var host = await Open(Nothing, publicAddress: new Uri("https://helhed.example.dk"), demo: true);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };
        using var answer = await http.GetAsync("/demo/login?as=gp", Ct);
        Assert.Matches("^__Host-helhed=[A-Za-z0-9_-]{43}; path=/; secure; samesite=lax; httponly$", Assert.Single(answer.Headers.GetValues("Set-Cookie")));
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());

        // The plain cookie that anybody on the way could plant is not looked at.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/who");
        request.Headers.Add("Cookie", answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0].Replace("__Host-helhed", "helhed_session", StringComparison.Ordinal));
        Assert.Equal("nobody", await (await http.SendAsync(request, Ct)).Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task A_browser_that_logs_in_gets_a_guarded_cookie_and_not_the_one_it_brought()
    {
        await using var provider = await FakeProvider.Start();
        await GivePatient("inger", "0101701234", new DateOnly(1970, 1, 1));
        (provider.Person["sub"], provider.Person["cpr"], provider.Person["loa"]) = ("inger", "0101701234", "High");
        await using var host = await Open(Provider("mitid", provider.Issuer, "citizen", (FakeProvider.ClientId, FakeProvider.ClientSecret)));
        var visitor = host.Visitor();
        var planted = new string('A', 43);
        visitor.SetSession(planted);
        (await visitor.Get("/log-ind/mitid")).Expect(200, "/borger");
        Assert.NotEqual(planted, visitor.Session);
        var cookie = visitor.Cookies.GetCookies(host.Address)["helhed_session"]!;
        Assert.True(cookie.HttpOnly);
        Assert.Null(visitor.Cookies.GetCookies(host.Address)["helhed_login"]);
        using var thief = host.Visitor();
        thief.SetSession(planted);
        Assert.Equal("nobody", (await thief.Get("/who")).Text);
    }

    [Fact]
    public async Task A_client_that_is_guessed_at_is_locked_for_a_time_from_that_address()
    {
        await using var host = await Open(Nothing, demo: true);
        using var visitor = host.Visitor();
        Task<Visited> Ask(string client, string secret) =>
            visitor.Post("/oauth2/token", [new("grant_type", "client_credentials"), new("client_id", client), new("client_secret", secret)], origin: null);
        Assert.Equal(200, (await Ask("demo-system", "demo-system")).Status);
        for (var i = 0; i < TryGuard.MostOfClientAtAddress; i++)
        {
            Assert.Equal(401, (await Ask("demo-system", $"guess{i}")).Status);
        }

        var locked = await Ask("demo-system", "demo-system");
        Assert.Equal(429, locked.Status);
        Assert.InRange(int.Parse(locked.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 300);
        Assert.Equal(401, (await Ask("another", "x")).Status);
        Time.Move(Tries.Window);
        Assert.Equal(200, (await Ask("demo-system", "demo-system")).Status);

        // Another name each time, and by HTTP Basic: the address is counted.
        for (var i = 0; i < TryGuard.MostAtAddress - 1; i++)
        {
            await Ask($"client{i}", "x");
        }

        using var http = new HttpClient { BaseAddress = host.Address };
        using var basic = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
        basic.Headers.Add("Authorization", $"Basic {Convert.ToBase64String("x:y"u8)}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.SendAsync(basic, Ct)).StatusCode);
        Assert.Equal(429, (await Ask("client", "x")).Status);
    }

    [Fact]
    public async Task Who_guesses_at_log_in_must_wait()
    {
        await using var provider = await FakeProvider.Start();
        await using var host = await Open(Provider("mitid", provider.Issuer, "citizen", (FakeProvider.ClientId, FakeProvider.ClientSecret)));
        using var visitor = host.Visitor();
        for (var i = 0; i < TryGuard.MostLogIns; i++)
        {
            Assert.Equal(400, (await visitor.Get($"/log-ind/svar/mitid?state={i}")).Status);
        }

        Assert.Equal(429, (await visitor.Get("/log-ind/svar/mitid?state=x")).Status);
        Assert.Equal(429, (await visitor.Post("/logout/backchannel/mitid", [new("logout_token", "x")], origin: null)).Status);
        Assert.Equal(200, (await visitor.Get("/log-ind")).Status);
        Time.Move(Tries.Window);
        Assert.Equal(400, (await visitor.Get("/log-ind/svar/mitid?state=x")).Status);
    }

    [Fact]
    public void The_memory_of_tries_is_limited_and_keeps_the_worst()
    {
        var tries = new Tries(Time);
        for (var i = 0; i < 10; i++)
        {
            tries.Add("worst");
        }

        for (var i = 0; i < 3 * Tries.MostKeys; i++)
        {
            tries.Add($"key{i}");
        }

        Assert.InRange(tries.Kept, 1, Tries.MostKeys);
        Assert.NotNull(tries.Wait("worst", 10));
    }

    [Fact]
    public async Task What_others_send_does_not_make_lines_in_the_log()
    {
        const string Evil = "x\r\nForged line";
        await using var provider = await FakeProvider.Start();
        await using var host = await Open(Provider("mitid", provider.Issuer, "citizen", (FakeProvider.ClientId, FakeProvider.ClientSecret)), demo: true);
        using var visitor = host.Visitor();
        var evil = Uri.EscapeDataString(Evil);
        await visitor.Get($"/log-ind/{evil}");
        await visitor.Get($"/log-ind/mitid?to={evil}");
        await visitor.Get($"/log-ind/svar/mitid?state={evil}&error={evil}&error_description={evil}");
        await visitor.Get($"/demo/login?as={evil}");
        visitor.Bend = address => address.AbsolutePath.StartsWith("/log-ind/svar/", StringComparison.Ordinal) ? new Uri(address.AbsoluteUri.Replace("code=", $"code={evil}", StringComparison.Ordinal)) : address;
        (await visitor.Get("/log-ind/mitid")).Expect(403, "/log-ind/svar/mitid");
        await visitor.Post("/oauth2/token", [new("grant_type", Evil), new("client_id", Evil), new("client_secret", Evil)], origin: null);
        Assert.DoesNotContain(Log.Lines, line => line.Contains("\nForged", StringComparison.Ordinal) || line.Contains("line two", StringComparison.Ordinal));
        Assert.DoesNotContain(Log.Lines, line => line.Contains(FakeProvider.ClientSecret, StringComparison.Ordinal));
        Assert.Contains(Log.Lines, line => line.StartsWith("Log-in at mitid was refused", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Issuer", "http://mitid.example.dk", "Helhed:LogIn:Providers:mitid:Issuer is not an https address")]
    [InlineData("ClientId", null, "Helhed:LogIn:Providers:mitid:ClientId is missing")]
    [InlineData("ClientSecret", null, "Helhed:LogIn:Providers:mitid:ClientSecret is missing")]
    [InlineData("Kind", "robot", "Helhed:LogIn:Providers:mitid:Kind is none of: citizen, staff")]
    [InlineData("Scopes", "ssn", "Helhed:LogIn:Providers:mitid:Scopes lacks openid")]
    [InlineData("AssuranceClaim", null, "Helhed:LogIn:Providers:mitid:AssuranceClaim and Assurance: give one of them")]
    [InlineData("Assurance", "low", "Helhed:LogIn:Providers:mitid:AssuranceClaim and Assurance: give one of them")]
    [InlineData("Low", "Substantial", "Helhed:LogIn:Providers:mitid:Substantial has a value that stands for another level too")]
    [InlineData("KeyFile", "/nowhere/key.pem", "Helhed:LogIn:Providers:mitid:KeyFile cannot be read")]
    [InlineData("Isuer", "x", "Helhed:LogIn:Providers:mitid:Isuer is not known")]
    public void A_fault_of_configuration_names_the_key_and_the_cure_and_no_secret(string key, string? value, string expected)
    {
        var settings = Provider("mitid", "https://mitid.example.dk", "citizen", ("helhed", "very-secret"), (key, value));
        var read = LogInSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        Assert.Contains(expected, read.Problem!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", read.Problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tid")]
    [InlineData("Mit ID")]
    public void A_provider_s_name_stands_in_addresses(string name)
    {
        var read = LogInSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(Provider(name, "https://mitid.example.dk", "citizen", ("helhed", "x"))).Build());
        Assert.Contains("is not a name for a provider", read.Problem!.Message, StringComparison.Ordinal);
    }

    private static async Task<string> DemoCookie(Running host)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };
        using var answer = await http.GetAsync("/demo/login?as=gp", Ct);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }
}
