using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Modules.Access;

public abstract class TokenScenarios(Dialect dialect) : StoreTest(dialect)
{
    protected override IReadOnlyList<RoomMigrations> Rooms => [AccessMigrations.Room];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_gets_a_token_that_opens_the_api_for_an_hour(bool inHeader)
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        using var answer = await Ask(host, inHeader);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
        Assert.Equal("Bearer", body.GetProperty("token_type").GetString());
        Assert.Equal(3600, body.GetProperty("expires_in").GetInt32());
        Assert.Equal(inHeader ? "system/*.cruds" : "system/*.rs", body.GetProperty("scope").GetString());
        var token = body.GetProperty("access_token").GetString()!;
        Assert.Equal(43, token.Length); // 256 bits in base64url

        Assert.Equal("Device/demo-system", await Who(host, "/fhir/who", token));
        Assert.Equal("403", await Who(host, "/who", token));
        Clock.Move(TimeSpan.FromMinutes(59));
        Assert.Equal("Device/demo-system", await Who(host, "/fhir/who", token));
        Clock.Move(TimeSpan.FromMinutes(1));
        Assert.Equal("401", await Who(host, "/fhir/who", token));
    }

    [Fact]
    public async Task The_token_itself_is_not_in_the_database_and_expired_ones_are_cleared_away()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        var token = await Token(host);
        Assert.Equal(0, await Number("SELECT count(*) FROM access_token WHERE hash = $1", Encoding.UTF8.GetBytes(token)));
        Assert.Equal(1, await Number("SELECT count(*) FROM access_token"));
        Clock.Move(TimeSpan.FromHours(2));
        Assert.NotEqual(token, await Token(host));
        Assert.Equal(1, await Number("SELECT count(*) FROM access_token"));
    }

    [Fact]
    public async Task A_token_taken_back_is_refused_after_five_seconds()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        var token = await Token(host);
        Assert.Equal("Device/demo-system", await Who(host, "/fhir/who", token));
        await Run("DELETE FROM access_token");
        Clock.Move(TimeSpan.FromSeconds(5.1));
        Assert.Equal("401", await Who(host, "/fhir/who", token));
    }

    [Theory]
    [InlineData("/fhir/who")]
    [InlineData("/FHIR/who")]
    [InlineData("/fhir/Patient/1")]
    [InlineData("/fhir")]
    public async Task Without_a_token_the_api_answers_401_and_says_how_to_get_one(string path)
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        using var answer = await host.Client.GetAsync(path, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer realm=\"helhed\"", answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/fhir+json", answer.Content.Headers.ContentType?.MediaType);
        var outcome = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
        Assert.Equal("login", outcome.GetProperty("issue")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_unknown_token_is_named_as_the_reason(string token)
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/who");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await host.Client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith("Bearer realm=\"helhed\"", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task The_capability_statement_is_open()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        Assert.Equal("open to Anonymous", await host.Client.GetStringAsync("/fhir/metadata", Ct));
    }

    [Theory]
    [InlineData("grant_type=client_credentials&client_id=demo-system&client_secret=wrong", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_id=other&client_secret=demo-system", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials", 401, "invalid_client")]
    [InlineData("client_id=demo-system&client_secret=demo-system", 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&grant_type=x&client_id=demo-system&client_secret=demo-system", 400, "invalid_request")]
    [InlineData("grant_type=password&client_id=demo-system&client_secret=demo-system", 400, "unsupported_grant_type")]
    [InlineData("grant_type=client_credentials&client_id=demo-system&client_secret=demo-system&scope=patient/*.rs", 400, "invalid_scope")]
    public async Task Errors_are_those_of_the_rfc(string form, int status, string error)
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        using var answer = await Post(host, form);
        await AssertError(answer, status, error);
        Assert.Empty(answer.Headers.WwwAuthenticate);
    }

    [Fact]
    public async Task A_wrong_secret_in_the_header_is_asked_for_again()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        foreach (var credentials in new[] { "ZGVtby1zeXN0ZW06d3Jvbmc=", "not base64!", "bm9jb2xvbg==", "" })
        {
            using var answer = await Post(host, "grant_type=client_credentials", $"Basic {credentials}");
            await AssertError(answer, 401, "invalid_client");
            Assert.StartsWith("Basic", answer.Headers.WwwAuthenticate.ToString());
        }
    }

    [Fact]
    public async Task Two_ways_at_once_another_scheme_and_another_content_type_are_invalid_requests()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        const string Form = "grant_type=client_credentials&client_id=demo-system&client_secret=demo-system";
        using (var both = await Post(host, Form, "Basic ZGVtby1zeXN0ZW06ZGVtby1zeXN0ZW0="))
        {
            await AssertError(both, 400, "invalid_request");
        }

        using (var digest = await Post(host, "grant_type=client_credentials", "Digest x"))
        {
            await AssertError(digest, 400, "invalid_request");
        }

        using var json = await host.Client.PostAsync("/oauth2/token", new StringContent("{}", Encoding.UTF8, "application/json"), Ct);
        await AssertError(json, 400, "invalid_request");
    }

    [Fact]
    public async Task A_body_larger_than_a_token_request_is_refused()
    {
        await using var host = await AccessHost.Start(Database, Clock, demo: true);
        using (var large = await Post(host, $"grant_type=client_credentials&client_secret={new string('x', 1_000_000)}"))
        {
            await AssertError(large, 400, "invalid_request");
        }

        using var many = await Post(host, string.Join('&', Enumerable.Range(0, 1000).Select(number => $"a{number}=1")));
        await AssertError(many, 400, "invalid_request");
    }

    [Fact]
    public async Task Outside_demo_mode_the_demo_client_is_unknown_and_its_tokens_are_worthless()
    {
        string token;
        await using (var demo = await AccessHost.Start(Database, Clock, demo: true))
        {
            token = await Token(demo);
        }

        await using var host = await AccessHost.Start(Database, Clock, demo: false);
        using var answer = await Ask(host, inHeader: false);
        await AssertError(answer, 401, "invalid_client");
        Assert.Equal("401", await Who(host, "/fhir/who", token));
    }

    private static Task<HttpResponseMessage> Ask(AccessHost host, bool inHeader) => inHeader
        ? Post(host, "grant_type=client_credentials", "Basic ZGVtby1zeXN0ZW06ZGVtby1zeXN0ZW0=")
        : Post(host, "grant_type=client_credentials&client_id=demo-system&client_secret=demo-system&scope=system/*.rs");

    private static async Task<string> Token(AccessHost host)
    {
        using var answer = await Ask(host, inHeader: true);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("access_token").GetString()!;
    }

    private static async Task<HttpResponseMessage> Post(AccessHost host, string form, string? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
        {
            Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await host.Client.SendAsync(request, Ct);
    }

    private static async Task<string> Who(AccessHost host, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await host.Client.SendAsync(request, Ct);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(Ct) : $"{(int)answer.StatusCode}";
    }

    private static async Task AssertError(HttpResponseMessage answer, int status, string error)
    {
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
        Assert.Equal((status, error), ((int)answer.StatusCode, body.GetProperty("error").GetString()));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }
}

public sealed class SqliteTokenTests() : TokenScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlTokenTests() : TokenScenarios(Dialect.PostgreSql);
