using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access.OAuth;
using Helhed.Platform.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Modules.Access.Smart;

/// <summary>How apps come in, are opened, and learn who is there.</summary>
public abstract class AppScenarios(Dialect dialect) : SmartTest(dialect)
{
    [Fact]
    public async Task What_is_wrong_with_a_registration_is_said_by_its_member()
    {
        await using var host = await Host();
        var drive = new SmartDrive(host, Ct);
        var wrong = new (string What, Action<JsonObject> Change, string Error)[]
        {
            ("no name", b => b.Remove("client_name"), "invalid_client_metadata"),
            ("a name of two lines", b => b["client_name"] = "a\nb", "invalid_client_metadata"),
            ("no scope", b => b.Remove("scope"), "invalid_client_metadata"),
            ("a wrong scope", b => b["scope"] = "patient/Observation.sr", "invalid_client_metadata"),
            ("system without a key", b => b["scope"] = "system/*.rs", "invalid_client_metadata"),
            ("no address", b => b.Remove("redirect_uris"), "invalid_redirect_uri"),
            ("http", b => b["redirect_uris"] = new JsonArray("http://app.example.org/svar"), "invalid_redirect_uri"),
            ("a fragment", b => b["redirect_uris"] = new JsonArray("https://app.example.org/svar#x"), "invalid_redirect_uri"),
            ("a wildcard", b => b["redirect_uris"] = new JsonArray("https://*.example.org/svar"), "invalid_redirect_uri"),
            ("a user", b => b["redirect_uris"] = new JsonArray("https://a@app.example.org/svar"), "invalid_redirect_uri"),
            ("javascript", b => (b["redirect_uris"], b["application_type"]) = (new JsonArray("javascript:alert(1)"), "native"), "invalid_redirect_uri"),
            ("a scheme of a web app", b => b["redirect_uris"] = new JsonArray("dk.example.app:/cb"), "invalid_redirect_uri"),
            ("a number", b => b["redirect_uris"] = new JsonArray(1), "invalid_redirect_uri"),
            ("many", b => b["redirect_uris"] = new JsonArray([.. Enumerable.Range(0, 11).Select(i => JsonValue.Create($"https://app.example.org/{i}"))]), "invalid_redirect_uri"),
            ("another method", b => b["token_endpoint_auth_method"] = "tls_client_auth", "invalid_client_metadata"),
            ("implicit", b => b["grant_types"] = new JsonArray("implicit"), "invalid_client_metadata"),
            ("token", b => b["response_types"] = new JsonArray("token"), "invalid_client_metadata"),
            ("a key too many", b => b["jwks"] = new JsonObject { ["keys"] = new JsonArray() }, "invalid_client_metadata"),
            ("no key", b => b["token_endpoint_auth_method"] = "private_key_jwt", "invalid_client_metadata"),
            ("a private key", b => (b["token_endpoint_auth_method"], b["jwks"]) = ("private_key_jwt", new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "RSA", ["kid"] = "x", ["d"] = "x" }) }), "invalid_client_metadata"),
            ("http to launch", b => b["initiate_login_uri"] = "http://app.example.org/launch", "invalid_client_metadata"),
        };
        foreach (var (what, change, error) in wrong)
        {
            var told = (await drive.Register(change, 400))["error"]!.GetValue<string>();
            Assert.True(told == error, $"{what}: {told}");
        }

        Assert.Equal(400, (int)(await host.Client.PostAsync("/oauth2/register", new StringContent("[]", Encoding.UTF8, "application/json"), Ct)).StatusCode);
        Assert.Equal(400, (int)(await host.Client.PostAsync("/oauth2/register", new StringContent("{", Encoding.UTF8, "application/json"), Ct)).StatusCode);
        Assert.Equal(400, (int)(await host.Client.PostAsync("/oauth2/register", new StringContent("{}", Encoding.UTF8, "text/plain"), Ct)).StatusCode);
        Assert.Equal(400, (int)(await host.Client.PostAsync("/oauth2/register", new StringContent($$"""{"x":"{{new string('x', 40_000)}}"}""", Encoding.UTF8, "application/json"), Ct)).StatusCode);
        Assert.Equal(0, await Number("SELECT count(*) FROM access_app"));
    }

    [Fact]
    public async Task An_app_that_is_approved_works_without_demo_mode_and_stops_when_it_is_closed()
    {
        await using var host = await Host(demo: false);
        var apps = host.Services.GetRequiredService<AppRegistry>();
        var made = (await apps.Add(new AppRegistration("App", AppKind.Secret, [SmartDrive.Redirect], SmartDrive.Scopes), AppState.Waiting, Ct)).Value;
        var drive = new SmartDrive(host, Ct) { Client = made.App.Id, ClientSecret = made.Secret };
        Assert.Equal(400, (await drive.Authorize()).Status);
        Assert.True(await apps.Change(made.App.Id, AppState.Approved, Ct));
        Assert.Equal(303, (await drive.Authorize()).Status);
        Assert.Equal("invalid_grant", (await drive.Redeem(new string('x', 43))).Body["error"]!.GetValue<string>());
        Assert.True(await apps.Change(made.App.Id, AppState.Closed, Ct));
        Assert.Equal(400, (await drive.Authorize()).Status);
        Assert.Equal("invalid_client", (await drive.Redeem(new string('x', 43))).Body["error"]!.GetValue<string>());
        Assert.False(await apps.Change("nobody", AppState.Approved, Ct));
        Assert.Equal([$"app-registered {made.App.Id} waiting", $"app-approved {made.App.Id} command", $"app-closed {made.App.Id} command"], await Ledger(host, "app-registered", "app-approved", "app-closed"));
    }

    [Fact]
    public async Task Closing_an_app_ends_its_tokens()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, body) = await drive.Redeem(await drive.Code());
        var token = body["access_token"]!.GetValue<string>();
        Assert.NotEqual("401", await drive.Who(token));
        await host.Services.GetRequiredService<AppRegistry>().Change(drive.Client, AppState.Closed, Ct);
        Clock.Move(TimeSpan.FromSeconds(6));
        Assert.Equal("401", await drive.Who(token));
        Assert.Equal(401, (await drive.Refresh(body["refresh_token"]!.GetValue<string>())).Status);
    }

    [Fact]
    public async Task Staff_open_an_app_on_the_patient_in_view()
    {
        await using var host = await Host();
        var (drive, launch) = await Launched(host);
        const string Asked = "launch openid fhirUser patient/Observation.rs";
        var code = await drive.Code(f => (f["scope"], f["launch"]) = (Asked, launch), Asked);
        var (_, body) = await drive.Redeem(code);
        Assert.Equal(("citizen-copd", "e1"), (body["patient"]!.GetValue<string>(), body["encounter"]!.GetValue<string>()));
        Assert.StartsWith("Staff Practitioner/nurse-copd role=nurse", await drive.Who(body["access_token"]!.GetValue<string>()), StringComparison.Ordinal);
        Assert.EndsWith("patient=Patient/citizen-copd", await drive.Who(body["access_token"]!.GetValue<string>()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_launch_is_good_once_for_five_minutes_for_its_app_and_for_who_opened_it()
    {
        await using var host = await Host();
        var (drive, launch) = await Launched(host);
        async Task<string> Error(string given) => SmartDrive.Query((await drive.Authorize(f => (f["scope"], f["launch"]) = ("launch patient/Observation.rs", given))).Location)["error"];

        Assert.StartsWith("/adgang", (await drive.Authorize(f => (f["scope"], f["launch"]) = ("launch patient/Observation.rs", launch))).Location, StringComparison.Ordinal);
        Assert.Equal("access_denied", await Error(launch));
        Assert.Equal("access_denied", await Error("unknown"));

        var late = (await Launched(host, drive)).Launch;
        Clock.Move(TimeSpan.FromMinutes(5));
        Assert.Equal("access_denied", await Error(late));

        var others = (await Launched(host, drive)).Launch;
        await drive.LogIn("gp");
        Assert.Equal("access_denied", await Error(others));

        var elsewhere = (await Launched(host, drive)).Launch;
        var other = await Drive(host, "nurse-copd");
        Assert.Equal("access_denied", SmartDrive.Query((await other.Authorize(f => (f["scope"], f["launch"]) = ("launch patient/Observation.rs", elsewhere))).Location)["error"]);
    }

    [Fact]
    public async Task Staff_choose_the_patient_when_no_page_says_whose_record()
    {
        await using var host = await Host();
        var drive = await Drive(host, "nurse-copd");
        var (_, location) = await drive.Authorize();
        Assert.Contains("patient= chooses=True", await drive.Look(location), StringComparison.Ordinal);
        Assert.Contains("unknown=True", await drive.Answer(location, SmartDrive.Scopes), StringComparison.Ordinal);
        Assert.Contains("unknown=True", await drive.Answer(location, SmartDrive.Scopes, "010101-0101"), StringComparison.Ordinal);
        Assert.Contains("unknown=True", await drive.Answer(location, SmartDrive.Scopes, "x/../y"), StringComparison.Ordinal);
        var left = await drive.Answer(location, SmartDrive.Scopes, "citizen-copd");
        var (_, body) = await drive.Redeem(SmartDrive.Query(left["leave ".Length..])["code"]);
        Assert.Equal("citizen-copd", body["patient"]!.GetValue<string>());
    }

    [Fact]
    public async Task Whose_a_number_is_is_not_learned_by_trying_and_questions_are_not_begun_without_end()
    {
        await using var host = await Host();
        var drive = await Drive(host, "nurse-copd");
        var (_, location) = await drive.Authorize();
        for (var i = 0; i < 10; i++)
        {
            Assert.Contains("unknown=True UntilWithdrawn", await drive.Answer(location, SmartDrive.Scopes, $"010101-01{i:00}"), StringComparison.Ordinal);
        }

        Assert.Contains("unknown=True many", await drive.Answer(location, SmartDrive.Scopes, "citizen-copd"), StringComparison.Ordinal);
        Clock.Move(TimeSpan.FromMinutes(5));
        Assert.StartsWith("leave ", await drive.Answer(location, SmartDrive.Scopes, "citizen-copd"), StringComparison.Ordinal);

        for (var i = 0; i < 1000; i++)
        {
            using var answer = await host.Client.GetAsync("/oauth2/authorize?client_id=nobody", Ct);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        Assert.Equal(429, (await drive.Authorize()).Status);
    }

    [Fact]
    public async Task An_apps_token_opens_the_api_and_no_page()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, body) = await drive.Redeem(await drive.Code());
        var (_, location) = await drive.Authorize(f => f["prompt"] = "consent");
        foreach (var (method, path) in new[] { (HttpMethod.Get, location), (HttpMethod.Post, location), (HttpMethod.Get, "/klinik/adgang"), (HttpMethod.Post, "/klinik/adgang"), (HttpMethod.Get, "/fhirs") })
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Authorization = new("Bearer", body["access_token"]!.GetValue<string>());
            using var answer = await host.Client.SendAsync(request, Ct);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, answer.StatusCode));
        }
    }

    [Fact]
    public async Task The_id_token_is_signed_and_says_who_is_there()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, body) = await drive.Redeem(await drive.Code(f => f["nonce"] = "n-1"));
        var parts = body["id_token"]!.GetValue<string>().Split('.');
        var head = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        var keys = JsonNode.Parse(await host.Client.GetStringAsync("/oauth2/keys", Ct))!["keys"]!.AsArray();
        var key = keys.Single(k => k!["kid"]!.GetValue<string>() == head["kid"]!.GetValue<string>())!;
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(key["n"]!.GetValue<string>()), Exponent = Base64Url.DecodeFromChars(key["e"]!.GetValue<string>()) });
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal(
            ("RS256", drive.Origin, drive.Client, "n-1", $"{drive.Origin}/fhir/Patient/citizen-copd"),
            (Text(head, "alg"), Text(claims, "iss"), Text(claims, "aud"), Text(claims, "nonce"), Text(claims, "fhirUser")));
        Assert.DoesNotContain("copd", Text(claims, "sub"), StringComparison.Ordinal);
        Assert.All(keys, k => Assert.Null(k!["d"]));

        var (_, plain) = await drive.Redeem(await drive.Code(f => f["scope"] = "launch/patient patient/Observation.rs", "patient/Observation.rs"));
        Assert.Null(plain["id_token"]);
        Assert.Null(plain["refresh_token"]);
    }

    [Fact]
    public async Task An_app_can_ask_that_its_user_has_logged_in_lately()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var begun = Clock.GetUtcNow();
        Clock.Move(TimeSpan.FromMinutes(5));
        var (_, body) = await drive.Redeem(await drive.Code(f => f["max_age"] = "300"));
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(body["id_token"]!.GetValue<string>().Split('.')[1]))!;
        Assert.Equal(begun.ToUnixTimeSeconds(), claims["auth_time"]!.GetValue<long>());

        Assert.Contains("error=login_required", (await drive.Authorize(f => (f["max_age"], f["prompt"]) = ("299", "none"))).Location, StringComparison.Ordinal);
        Assert.Contains("error=invalid_request", (await drive.Authorize(f => f["max_age"] = "-1")).Location, StringComparison.Ordinal);
        Assert.StartsWith("/log-ind", (await drive.Authorize(f => f["max_age"] = "299")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_app_still_holds_is_shown_until_the_person_gives_less()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, wide) = await drive.Redeem(await drive.Code());
        var refresh = Text(wide, "refresh_token");

        // Asked for less and given in silence: the first tokens still let the app do more.
        await drive.Redeem(await drive.Code(f => (f["scope"], f["prompt"]) = ("launch/patient patient/Patient.r", "none")));
        Assert.Contains("patient/Observation.rs", Assert.Single((await drive.Text(new HttpRequestMessage(HttpMethod.Get, "/apps"))).Split('\n')), StringComparison.Ordinal);

        await drive.Redeem(await drive.Code(f => f["prompt"] = "consent", "openid patient/Patient.r"));
        Assert.DoesNotContain("Observation", await drive.Text(new HttpRequestMessage(HttpMethod.Get, "/apps")), StringComparison.Ordinal);
        Assert.Equal(400, (await drive.Refresh(refresh)).Status);
    }

    [Fact]
    public async Task Whoever_is_not_there_leaves_nothing_in_the_ledger()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        drive.Cookie = "";
        Assert.Contains("error=login_required", (await drive.Authorize(f => f["prompt"] = "none")).Location, StringComparison.Ordinal);
        Assert.Empty(await Ledger(host, "grant-refused"));
    }

    [Fact]
    public async Task Keys_rotate_and_the_one_before_stays_published_for_a_day()
    {
        var folder = Directory.CreateTempSubdirectory("helhed-keys-").FullName;
        try
        {
            await using var host = await AccessHost.Start(Database, Clock, demo: true, folder);
            async Task<List<string>> Kids() => [.. JsonNode.Parse(await host.Client.GetStringAsync("/oauth2/keys", Ct))!["keys"]!.AsArray().Select(k => Text(k!, "kid"))];
            var first = Assert.Single(await Kids());
            Clock.Move(TimeSpan.FromDays(1));
            var second = TokenKeys.Rotate(folder, Clock);
            Clock.Move(TimeSpan.FromMinutes(2));
            Assert.Equal([first, second], await Kids());
            Clock.Move(TimeSpan.FromDays(1.1));
            Assert.Equal([second], await Kids());
            Assert.Single(Directory.GetFiles(folder));
            Clock.Move(TimeSpan.FromDays(90));
            Assert.Equal(2, (await Kids()).Count);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(folder)[0]));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_is_announced_is_where_it_says()
    {
        await using var host = await Host();
        var origin = new SmartDrive(host, Ct).Origin;
        var smart = JsonNode.Parse(await host.Client.GetStringAsync("/fhir/.well-known/smart-configuration", Ct))!;
        var openId = JsonNode.Parse(await host.Client.GetStringAsync("/.well-known/openid-configuration", Ct))!;
        Assert.Equal((origin, origin), (Text(smart, "issuer"), Text(openId, "issuer")));
        Assert.Equal(["S256"], smart["code_challenge_methods_supported"]!.AsArray().Select(m => m!.GetValue<string>()));
        Assert.Contains("launch-ehr", smart["capabilities"]!.AsArray().Select(c => c!.GetValue<string>()));
        foreach (var (name, method) in new[] { ("token_endpoint", HttpMethod.Post), ("introspection_endpoint", HttpMethod.Post), ("revocation_endpoint", HttpMethod.Post), ("registration_endpoint", HttpMethod.Post), ("jwks_uri", HttpMethod.Get), ("authorization_endpoint", HttpMethod.Get) })
        {
            using var answer = await host.Client.SendAsync(new HttpRequestMessage(method, Text(smart, name)), Ct);
            Assert.True(answer.StatusCode is System.Net.HttpStatusCode.OK or System.Net.HttpStatusCode.BadRequest, $"{name}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_browser_may_call_from_another_origin_what_takes_no_cookie_and_nothing_else()
    {
        await using var host = await Host();
        foreach (var (path, isOpen) in new[] { ("/fhir/Patient/1", true), ("/oauth2/token", true), ("/fhir/.well-known/smart-configuration", true), ("/oauth2/authorize", false), ("/adgang", false), ("/who", false) })
        {
            using var asked = new HttpRequestMessage(HttpMethod.Options, path);
            asked.Headers.Add("Origin", "https://app.example.org");
            asked.Headers.Add("Access-Control-Request-Method", "POST");
            using var answer = await host.Client.SendAsync(asked, Ct);
            Assert.Equal(isOpen, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) && origins.Single() == "*");
            Assert.Equal(isOpen, answer.StatusCode == System.Net.HttpStatusCode.NoContent);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        }

        using var refused = new HttpRequestMessage(HttpMethod.Get, "/fhir/Patient/1");
        refused.Headers.Add("Origin", "https://app.example.org");
        using var told = await host.Client.SendAsync(refused, Ct);
        Assert.Equal((401, "*"), ((int)told.StatusCode, told.Headers.GetValues("Access-Control-Allow-Origin").Single()));
    }

    private static async Task<(SmartDrive Drive, string Launch)> Launched(AccessHost host, SmartDrive? known = null)
    {
        var drive = known ?? new SmartDrive(host, Ct);
        if (known is null)
        {
            await drive.Register(b => b["initiate_login_uri"] = "https://app.example.org/launch?x=1");
        }

        await drive.LogIn("nurse-copd");
        var address = await drive.Text(new HttpRequestMessage(HttpMethod.Post, $"/apps/open?app={drive.Client}&patient=Patient/citizen-copd&encounter=Encounter/e1"));
        Assert.StartsWith("https://app.example.org/launch?x=1&iss=", address, StringComparison.Ordinal);
        var query = SmartDrive.Query(address);
        Assert.Equal($"{drive.Origin}/fhir", query["iss"]);
        return (drive, query["launch"]);
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}

public sealed class SqliteAppTests() : AppScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlAppTests() : AppScenarios(Dialect.PostgreSql);
