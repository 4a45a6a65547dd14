using System.Net;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Modules.Access;

public abstract class SessionScenarios(Dialect dialect) : StoreTest(dialect)
{
    protected override IReadOnlyList<RoomMigrations> Rooms => [AccessMigrations.Room];

    [Fact]
    public async Task Logging_in_sets_a_guarded_cookie_and_goes_to_the_personas_page()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        using var answer = await host.Client.GetAsync("/demo/login?as=citizen-copd", Ct);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/borger", answer.Headers.Location?.OriginalString);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^helhed_session=[A-Za-z0-9_-]{43}; path=/; samesite=lax; httponly$", cookie);
        Assert.Equal("Patient/citizen-copd", await Who(host, "/who", cookie));
    }

    [Fact]
    public async Task Staff_go_to_the_clinic_and_a_target_goes_before()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        Assert.Equal("/klinik", await Target(host, "/demo/login?as=gp"));
        Assert.Equal("/borger/svar?side=2", await Target(host, "/demo/login?as=citizen-copd&to=%2Fborger%2Fsvar%3Fside%3D2"));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("evil")]
    [InlineData("/\t/evil.example")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    [InlineData("/a\\b")]
    [InlineData("javascript:alert(1)")]
    public async Task A_target_elsewhere_is_refused_and_nobody_is_logged_in(string target)
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        using var answer = await host.Client.GetAsync($"/demo/login?as=gp&to={Uri.EscapeDataString(target)}", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("/demo/login?as=nobody")]
    [InlineData("/demo/login")]
    public async Task An_unknown_persona_is_not_found(string path)
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        using var answer = await host.Client.GetAsync(path, Ct);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Each_log_in_has_a_new_cookie_and_ends_the_one_before()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        var first = await LogIn(host, "gp", null);
        var second = await LogIn(host, "citizen-copd", first);
        Assert.NotEqual(first, second);
        Assert.Equal("", await Who(host, "/who", first));
        Assert.Equal("Patient/citizen-copd", await Who(host, "/who", second));
    }

    [Fact]
    public async Task A_planted_cookie_is_not_taken_over()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        var planted = $"helhed_session={new string('A', 43)}";
        await LogIn(host, "gp", planted);
        Assert.Equal("", await Who(host, "/who", planted));
    }

    [Fact]
    public async Task A_session_ends_after_eight_hours()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        var cookie = await LogIn(host, "gp", null);
        for (var minutes = 25; minutes < 8 * 60; minutes += 25)
        {
            Clock.Move(TimeSpan.FromMinutes(25));
            Assert.Equal("Practitioner/gp", await Who(host, "/who", cookie));
        }

        Clock.Move(TimeSpan.FromMinutes(5));
        Assert.Equal("", await Who(host, "/who", cookie));
    }

    [Fact]
    public async Task A_session_ends_when_it_is_not_used_for_half_an_hour()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        var cookie = await LogIn(host, "gp", null);
        Clock.Move(TimeSpan.FromMinutes(29));
        Assert.Equal("Practitioner/gp", await Who(host, "/who", cookie));
        Clock.Move(TimeSpan.FromMinutes(30));
        Assert.Equal("", await Who(host, "/who", cookie));
    }

    [Fact]
    public async Task Logging_out_ends_the_session_on_the_server_too()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        var cookie = await LogIn(host, "gp", null);
        using (var get = await Send(host, HttpMethod.Get, "/logout", cookie))
        {
            Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        }

        Assert.Equal("Practitioner/gp", await Who(host, "/who", cookie));
        using var answer = await Send(host, HttpMethod.Post, "/logout", cookie);
        Assert.Equal("/", answer.Headers.Location?.OriginalString);
        Assert.Contains("expires=Thu, 01 Jan 1970", Assert.Single(answer.Headers.GetValues("Set-Cookie")));
        Assert.Equal("", await Who(host, "/who", cookie));
    }

    [Fact]
    public async Task The_api_does_not_take_the_cookie()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        var cookie = await LogIn(host, "gp", null);
        Assert.Equal("401", await Who(host, "/fhir/who", cookie));
        Assert.Equal("401", await Who(host, "/FHIR/WHO", cookie));
    }

    [Fact]
    public async Task A_session_begun_in_demo_mode_ends_with_it()
    {
        string cookie;
        await using (var demo = await AccessHost.Start(Database, Clock, demo: true))
        {
            cookie = await LogIn(demo, "gp", null);
        }

        await using var host = await AccessHost.Start(Database, Clock, demo: false);
        Assert.Equal("", await Who(host, "/who", cookie));
    }

    [Fact]
    public async Task Outside_demo_mode_there_is_no_such_log_in()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: false);
        using var logIn = await host.Client.GetAsync("/demo/login?as=gp", Ct);
        using var logOut = await host.Client.PostAsync("/logout", null, Ct);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (logIn.StatusCode, logOut.StatusCode));
    }

    private static async Task<string> LogIn(AccessHost host, string persona, string? cookie)
    {
        using var answer = await Send(host, HttpMethod.Get, $"/demo/login?as={persona}", cookie);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static async Task<string?> Target(AccessHost host, string path)
    {
        using var answer = await host.Client.GetAsync(path, Ct);
        return answer.Headers.Location?.OriginalString;
    }

    private static async Task<string> Who(AccessHost host, string path, string cookie)
    {
        using var answer = await Send(host, HttpMethod.Get, path, cookie.Split(';')[0]);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(Ct) : $"{(int)answer.StatusCode}";
    }

    private static async Task<HttpResponseMessage> Send(AccessHost host, HttpMethod method, string path, string? cookie)
    {
        using var request = new HttpRequestMessage(method, path);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
        }

        return await host.Client.SendAsync(request, Ct);
    }
}

public sealed class SqliteSessionTests() : SessionScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSessionTests() : SessionScenarios(Dialect.PostgreSql);
