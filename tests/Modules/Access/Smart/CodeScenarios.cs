using System.Text.Json.Nodes;
using Helhed.Platform.Data;

namespace Helhed.Tests.Modules.Access.Smart;

/// <summary>The code flow: what is given, and everything that is refused on the way to a token.</summary>
public abstract class CodeScenarios(Dialect dialect) : SmartTest(dialect)
{
    [Fact]
    public async Task A_citizen_is_asked_and_the_app_gets_a_token_for_that_record()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (status, location) = await drive.Authorize();
        Assert.Equal(303, status);
        Assert.StartsWith("/adgang?nr=", location, StringComparison.Ordinal);
        Assert.Equal(
            "ask Blodtryk patient=Patient/citizen-copd chooses=False unknown=False UntilWithdrawn openid fhirUser launch/patient offline_access patient/Observation.rs patient/Patient.r", await drive.Look(location));
        var left = await drive.Answer(location, SmartDrive.Scopes);
        var query = SmartDrive.Query(left["leave ".Length..]);
        Assert.StartsWith($"leave {SmartDrive.Redirect}?code=", left, StringComparison.Ordinal);
        Assert.Equal(("s t&ate", drive.Origin), (query["state"], query["iss"]));
        Assert.Equal("gone", await drive.Answer(location, SmartDrive.Scopes));

        var (tokenStatus, body) = await drive.Redeem(query["code"]);
        Assert.True(tokenStatus == 200, body.ToJsonString());
        Assert.Equal("openid fhirUser launch/patient offline_access patient/Observation.rs patient/Patient.r", body["scope"]!.GetValue<string>());
        Assert.Equal(("Bearer", 3600, "citizen-copd", true), (body["token_type"]!.GetValue<string>(), body["expires_in"]!.GetValue<int>(), body["patient"]!.GetValue<string>(), body["need_patient_banner"]!.GetValue<bool>()));
        Assert.Equal(
            $"Citizen Patient/citizen-copd role=citizen client={drive.Client} scopes=openid fhirUser launch/patient offline_access patient/Observation.rs patient/Patient.r patient=Patient/citizen-copd",
            await drive.Who(body["access_token"]!.GetValue<string>()));
        var entries = await Ledger(host, "app-registered", "grant", "token");
        Assert.Equal([$"app-registered {drive.Client} sandbox", $"grant Patient/citizen-copd person: app {drive.Client}", $"token Patient/citizen-copd app {drive.Client}"], entries);
    }

    [Fact]
    public async Task Scopes_can_be_unticked_and_a_grant_is_remembered_until_it_is_withdrawn()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        const string Ticked = "openid fhirUser patient/Patient.r offline_access";
        var (_, body) = await drive.Redeem(await drive.Code(ticked: Ticked));
        Assert.Equal("openid fhirUser launch/patient offline_access patient/Patient.r", body["scope"]!.GetValue<string>());
        Assert.StartsWith("/adgang", (await drive.Authorize()).Location, StringComparison.Ordinal); // Observation was not granted before.

        var (_, again) = await drive.Authorize(f => f["scope"] = "openid launch/patient patient/Patient.r");
        Assert.StartsWith($"{SmartDrive.Redirect}?code=", again, StringComparison.Ordinal);
        Assert.StartsWith("/adgang", (await drive.Authorize(f => (f["scope"], f["prompt"]) = ("openid launch/patient patient/Patient.r", "consent"))).Location, StringComparison.Ordinal);

        var listed = await drive.Look("/apps");
        Assert.Contains("Blodtryk Patient/citizen-copd in use", listed, StringComparison.Ordinal);
        var number = listed.Split(' ')[0];
        var other = new SmartDrive(host, Ct);
        await other.LogIn("citizen-diabetes");
        Assert.Equal("", await other.Look("/apps"));
        Assert.Equal("no", await other.Text(new HttpRequestMessage(HttpMethod.Post, $"/apps/withdraw?number={number}")));
        var token = body["access_token"]!.GetValue<string>();
        Assert.NotEqual("401", await drive.Who(token));
        Assert.Equal("done", await drive.Text(new HttpRequestMessage(HttpMethod.Post, $"/apps/withdraw?number={number}")));
        Assert.Equal("401", await drive.Who(token));
        Assert.Equal(400, (await drive.Refresh(body["refresh_token"]!.GetValue<string>())).Status);
        Assert.Equal("", await drive.Look("/apps"));
        Assert.StartsWith("/adgang", (await drive.Authorize(f => f["scope"] = "openid launch/patient patient/Patient.r")).Location, StringComparison.Ordinal);
        Assert.Contains($"revocation Patient/citizen-copd person: app {drive.Client}", await Ledger(host, "revocation"));
    }

    [Fact]
    public async Task A_refusal_and_a_question_with_nothing_ticked_go_back_as_access_denied()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        foreach (var answer in (Func<string, Task<string>>[])[drive.Refuse, location => drive.Answer(location, "")])
        {
            var query = SmartDrive.Query((await answer((await drive.Authorize()).Location))["leave ".Length..]);
            Assert.Equal(("access_denied", "s t&ate", drive.Origin), (query["error"], query["state"], query["iss"]));
        }

        Assert.Equal(2, (await Ledger(host, "grant-refused")).Count);
    }

    [Fact]
    public async Task Nobody_is_sent_to_log_in_and_comes_back_to_the_question()
    {
        await using var host = await Host();
        var drive = await Drive(host, persona: null);
        var (status, location) = await drive.Authorize();
        Assert.Equal(303, status);
        Assert.StartsWith("/log-ind?to=%2Fadgang%3Fnr%3D", location, StringComparison.Ordinal);
        var page = Uri.UnescapeDataString(location["/log-ind?to=".Length..]);
        Assert.Equal("log-in", await drive.Look(page));
        await drive.LogIn("citizen-copd");
        Assert.StartsWith("ask Blodtryk", await drive.Look(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_the_app_comes_without_the_cookie_and_leads_to_the_page_that_sees_it()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var cookie = drive.Cookie;
        drive.Cookie = "";
        var (status, location) = await drive.Authorize(post: true);
        var (_, silent) = await drive.Authorize(f => f["prompt"] = "none", post: true);
        drive.Cookie = cookie;
        Assert.Equal(303, status);
        Assert.StartsWith("ask Blodtryk", await drive.Look(location), StringComparison.Ordinal);
        Assert.Equal("consent_required", SmartDrive.Query((await drive.Look(silent))["leave ".Length..])["error"]);
        Assert.Equal((400, ""), await drive.Authorize(f => f["redirect_uri"] = "https://evil.example", post: true));
    }

    [Theory]
    [InlineData("none", null, "login_required")]
    [InlineData("none", "citizen-copd", "consent_required")]
    [InlineData("none login", "citizen-copd", "invalid_request")]
    [InlineData("create", "citizen-copd", "invalid_request")]
    public async Task A_prompt_that_cannot_be_met_is_refused(string prompt, string? persona, string error)
    {
        await using var host = await Host();
        var drive = await Drive(host, persona);
        var (_, location) = await drive.Authorize(f => f["prompt"] = prompt);
        Assert.Equal(error, SmartDrive.Query(location)["error"]);
    }

    [Fact]
    public async Task Prompt_login_ends_the_session_first()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, location) = await drive.Authorize(f => f["prompt"] = "login consent");
        Assert.StartsWith("/log-ind?to=", location, StringComparison.Ordinal);
        Assert.StartsWith("/log-ind?to=", (await drive.Authorize()).Location, StringComparison.Ordinal);
        await drive.LogIn("citizen-copd");
        Assert.StartsWith("ask Blodtryk", await drive.Look(Uri.UnescapeDataString(location["/log-ind?to=".Length..])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://app.example.org/svar/")]
    [InlineData("https://app.example.org/svarx")]
    [InlineData("https://app.example.org/svar?x=1")]
    [InlineData("https://app.example.org/Svar")]
    [InlineData("https://APP.example.org/svar")]
    [InlineData("https://app.example.org:443/svar")]
    [InlineData("https://app.example.org:8443/svar")]
    [InlineData("http://app.example.org/svar")]
    [InlineData("https://app.example.org.evil.example/svar")]
    [InlineData("https://app.example.org@evil.example/svar")]
    [InlineData("https://app.example.org/%73var")]
    [InlineData("https://app.example.org/svar#x")]
    [InlineData("https://app.example.org/a/../svar")]
    [InlineData("//app.example.org/svar")]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_address_that_is_not_the_registered_one_is_refused_to_the_person(string? redirect)
    {
        await using var host = await Host();
        var drive = await Drive(host);
        Assert.Equal((400, ""), await drive.Authorize(f => f["redirect_uri"] = redirect));
    }

    [Theory]
    [InlineData(true, "http://127.0.0.1:8000/cb", "http://127.0.0.1:51004/cb", true)]
    [InlineData(true, "http://127.0.0.1/cb", "http://127.0.0.1:51004/cb", true)]
    [InlineData(true, "http://[::1]/cb", "http://[::1]:9/cb", true)]
    [InlineData(true, "http://127.0.0.1/cb", "http://127.0.0.1:51004/cb/", false)]
    [InlineData(true, "http://127.0.0.1/cb", "http://127.0.0.2:51004/cb", false)]
    [InlineData(true, "http://127.0.0.1/cb", "http://127.0.0.1:51004@evil.example/cb", false)]
    [InlineData(true, "http://localhost:8000/cb", "http://localhost:8001/cb", false)]
    [InlineData(true, "https://app.example.org/cb", "https://app.example.org:8443/cb", false)]
    [InlineData(false, "http://127.0.0.1:8000/cb", "http://127.0.0.1:51004/cb", false)]
    [InlineData(false, "http://127.0.0.1:8000/cb", "http://127.0.0.1:8000/cb", true)]
    [InlineData(true, "dk.example.app:/cb", "dk.example.app:/cb", true)]
    public async Task Only_the_port_of_a_native_apps_loopback_address_is_free(bool native, string registered, string given, bool fits)
    {
        await using var host = await Host();
        var drive = new SmartDrive(host, Ct);
        await drive.Register(b =>
        {
            b["redirect_uris"] = new JsonArray(registered);
            b["token_endpoint_auth_method"] = "none";
            b["application_type"] = native ? "native" : "web";
        });
        await drive.LogIn("citizen-copd");
        Assert.Equal(fits ? 303 : 400, (await drive.Authorize(f => f["redirect_uri"] = given)).Status);
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_type", null, "unsupported_response_type")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("aud", null, "invalid_request")]
    [InlineData("aud", "https://other.example.org/fhir", "invalid_request")]
    [InlineData("scope", null, "invalid_scope")]
    [InlineData("scope", "patient/Everything.rs", "invalid_scope")]
    [InlineData("scope", "patient/Observation.sr", "invalid_scope")]
    [InlineData("scope", "everything", "invalid_scope")]
    [InlineData("scope", "user/Observation.rs", "invalid_scope")]
    [InlineData("scope", "system/Observation.rs", "invalid_scope")]
    [InlineData("scope", "patient/Condition.rs", "invalid_scope")]
    [InlineData("scope", "launch patient/Observation.rs", "invalid_request")]
    [InlineData("launch", "x", "invalid_request")]
    [InlineData("request", "eyJ", "request_not_supported")]
    [InlineData("request_uri", "https://app.example.org/r", "request_uri_not_supported")]
    public async Task A_request_that_is_wrong_goes_back_to_the_app_with_the_reason(string field, string? value, string error)
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (status, location) = await drive.Authorize(f => f[field] = value);
        Assert.Equal(303, status);
        Assert.StartsWith($"{SmartDrive.Redirect}?error=", location, StringComparison.Ordinal);
        var query = SmartDrive.Query(location);
        Assert.Equal((error, "s t&ate", drive.Origin), (query["error"], query["state"], query["iss"]));
    }

    [Fact]
    public async Task An_unknown_app_and_a_parameter_given_twice_are_refused_to_the_person()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        Assert.Equal((400, ""), await drive.Authorize(f => f["client_id"] = "01990000-0000-7000-8000-000000000000"));
        Assert.Equal((400, ""), await drive.Authorize(f => f["client_id"] = null));
        Assert.Equal((400, ""), await drive.Authorize(f => f["redirect_uri&redirect_uri"] = "https://evil.example"));
        Assert.Equal((400, ""), await drive.Authorize(f => f["client_id"] = "demo-system"));
    }

    [Fact]
    public async Task What_is_asked_for_beyond_the_apps_scopes_is_left_out()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, location) = await drive.Authorize(f => f["scope"] = "launch/patient patient/*.cruds user/*.rs");
        Assert.EndsWith(" Hour launch/patient patient/Observation.rs patient/Patient.r", await drive.Look(location), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_good_once_and_the_second_time_takes_everything_back()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var code = await drive.Code();
        var (_, body) = await drive.Redeem(code);
        var token = body["access_token"]!.GetValue<string>();
        Assert.NotEqual("401", await drive.Who(token));
        var (status, again) = await drive.Redeem(code);
        Assert.Equal((400, "invalid_grant"), (status, again["error"]!.GetValue<string>()));
        Assert.Equal("401", await drive.Who(token));
        Assert.Equal("invalid_grant", (await drive.Refresh(body["refresh_token"]!.GetValue<string>())).Body["error"]!.GetValue<string>());
        Assert.Equal([$"revocation Patient/citizen-copd code-reused: app {drive.Client}"], await Ledger(host, "revocation"));
    }

    [Fact]
    public async Task A_code_is_good_for_a_minute()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (early, late) = (await drive.Code(), await drive.Code());
        Clock.Move(TimeSpan.FromSeconds(59));
        Assert.Equal(200, (await drive.Redeem(early)).Status);
        Clock.Move(TimeSpan.FromSeconds(1));
        Assert.Equal((400, "invalid_grant"), await Refused(drive.Redeem(late)));
    }

    [Fact]
    public async Task A_code_is_for_its_client_its_address_and_its_verifier()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var code = await drive.Code();
        Assert.Equal((400, "invalid_grant"), await Refused(drive.Redeem(code, f => f["code_verifier"] = new string('a', 43))));
        Assert.Equal((400, "invalid_grant"), await Refused(drive.Redeem(code, f => f["code_verifier"] = drive.Challenge)));
        Assert.Equal((400, "invalid_request"), await Refused(drive.Redeem(code, f => f["code_verifier"] = null)));
        Assert.Equal((400, "invalid_grant"), await Refused(drive.Redeem(code, f => f["redirect_uri"] = SmartDrive.Redirect + "/")));
        Assert.Equal((400, "invalid_request"), await Refused(drive.Redeem(code, f => f["redirect_uri"] = null)));
        Assert.Equal((400, "invalid_grant"), await Refused(drive.Redeem("x")));
        var other = await Drive(host);
        Assert.Equal((400, "invalid_grant"), await Refused(other.Redeem(code, f => f["code_verifier"] = drive.Verifier)));
        Assert.Equal(200, (await drive.Redeem(code)).Status);
    }

    [Fact]
    public async Task A_client_proves_itself_in_its_own_way_and_in_one()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var fields = new Dictionary<string, string?> { ["grant_type"] = "authorization_code", ["code"] = await drive.Code(), ["redirect_uri"] = SmartDrive.Redirect, ["code_verifier"] = drive.Verifier };
        var basic = $"{drive.Client}:{drive.ClientSecret}";
        Dictionary<string, string?> With(params (string, string?)[] more) => fields.Concat(more.Select(m => KeyValuePair.Create(m.Item1, m.Item2))).ToDictionary();

        Assert.Equal((401, "invalid_client"), await Refused(drive.Post("/oauth2/token", With(("client_id", drive.Client)), "")));
        Assert.Equal((401, "invalid_client"), await Refused(drive.Post("/oauth2/token", fields, $"{drive.Client}:wrong")));
        Assert.Equal((401, "invalid_client"), await Refused(drive.Post("/oauth2/token", With(("client_id", "other")), basic)));
        Assert.Equal((400, "invalid_request"), await Refused(drive.Post("/oauth2/token", With(("client_id", drive.Client), ("client_secret", drive.ClientSecret)), basic)));
        Assert.Equal((400, "invalid_request"), await Refused(drive.Post($"/oauth2/token?client_id={drive.Client}&client_secret={drive.ClientSecret}", fields, "")));
        Assert.Equal((400, "invalid_request"), await Refused(drive.Post($"/oauth2/token?x=1", fields, basic)));
        Assert.Equal(200, (await drive.Post("/oauth2/token", With(("client_id", drive.Client), ("client_secret", drive.ClientSecret)))).Status);
    }

    [Fact]
    public async Task A_public_app_has_no_secret_and_is_asked_for_none()
    {
        await using var host = await Host();
        var drive = new SmartDrive(host, Ct);
        await drive.Register(b => b["token_endpoint_auth_method"] = "none");
        await drive.LogIn("citizen-copd");
        Assert.Null(drive.ClientSecret);
        var code = await drive.Code();
        Assert.Equal((401, "invalid_client"), await Refused(drive.Redeem(code, f => (f["client_id"], f["client_secret"]) = (drive.Client, "x"))));
        Assert.Equal(200, (await drive.Redeem(code, f => f["client_id"] = drive.Client)).Status);
    }

    [Fact]
    public async Task There_is_no_password_grant_and_a_user_app_gets_nothing_for_itself()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        Assert.Equal((400, "unsupported_grant_type"), await Refused(drive.Post("/oauth2/token", new() { ["grant_type"] = "password", ["username"] = "x", ["password"] = "y" })));
        Assert.Equal((400, "unauthorized_client"), await Refused(drive.Post("/oauth2/token", new() { ["grant_type"] = "client_credentials", ["scope"] = "system/*.rs" })));
    }

    [Fact]
    public async Task Outside_demo_mode_an_app_of_the_sandbox_opens_nothing()
    {
        string client, token;
        await using (var host = await Host())
        {
            var drive = await Drive(host);
            client = drive.Client;
            token = (await drive.Redeem(await drive.Code())).Body["access_token"]!.GetValue<string>();
        }

        await using var real = await Host(demo: false);
        var later = new SmartDrive(real, Ct) { Client = client };
        Assert.Equal("401", await later.Who(token));
        Assert.Equal((400, ""), await later.Authorize());
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await real.Client.PostAsync("/oauth2/register", null, Ct)).StatusCode);
    }

    private static async Task<(int Status, string Error)> Refused(Task<(int Status, JsonNode Body)> answer)
    {
        var (status, body) = await answer;
        return (status, body["error"]?.GetValue<string>() ?? body.ToJsonString());
    }
}

public sealed class SqliteCodeTests() : CodeScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlCodeTests() : CodeScenarios(Dialect.PostgreSql);
