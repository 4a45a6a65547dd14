using System.Text.Json.Nodes;
using Helhed.Platform.Data;

namespace Helhed.Tests.Modules.Access.Smart;

/// <summary>What happens to tokens afterwards: refreshed, asked about, given back, stolen.</summary>
public abstract class RefreshScenarios(Dialect dialect) : SmartTest(dialect)
{
    [Fact]
    public async Task A_refresh_token_is_good_once_and_gives_the_next()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, first) = await drive.Redeem(await drive.Code());
        Clock.Move(TimeSpan.FromDays(80));
        Assert.Equal("401", await drive.Who(Text(first, "access_token")));
        var (status, second) = await drive.Refresh(Text(first, "refresh_token"));
        Assert.Equal(200, status);
        Assert.NotEqual(Text(first, "refresh_token"), Text(second, "refresh_token"));
        Assert.Equal(("citizen-copd", SmartDrive.Scopes), (Text(second, "patient"), Text(second, "scope")));
        Assert.Contains("patient=Patient/citizen-copd", await drive.Who(Text(second, "access_token")), StringComparison.Ordinal);
        Clock.Move(TimeSpan.FromDays(80));
        Assert.Equal(200, (await drive.Refresh(Text(second, "refresh_token"))).Status);
        Assert.Equal(2, (await Ledger(host, "refresh")).Count);
    }

    [Fact]
    public async Task A_refresh_token_that_comes_twice_ends_all_of_its_family_and_no_other()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, first) = await drive.Redeem(await drive.Code());
        var (_, apart) = await drive.Redeem(await drive.Code());
        var (_, second) = await drive.Refresh(Text(first, "refresh_token"));
        Assert.Equal((400, "invalid_grant"), Refused(await drive.Refresh(Text(first, "refresh_token"))));
        Assert.Equal("401", await drive.Who(Text(second, "access_token")));
        Assert.Equal("401", await drive.Who(Text(first, "access_token")));
        Assert.Equal((400, "invalid_grant"), Refused(await drive.Refresh(Text(second, "refresh_token"))));
        Assert.NotEqual("401", await drive.Who(Text(apart, "access_token")));
        Assert.Equal(200, (await drive.Refresh(Text(apart, "refresh_token"))).Status);
        Assert.Equal([$"revocation Patient/citizen-copd refresh-reused: app {drive.Client}"], await Ledger(host, "revocation"));
    }

    [Fact]
    public async Task A_public_app_need_not_name_itself_to_refresh_and_any_other_must_prove_itself()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, body) = await drive.Redeem(await drive.Code());
        Dictionary<string, string?> Fields(JsonNode from) => new() { ["grant_type"] = "refresh_token", ["refresh_token"] = Text(from, "refresh_token") };
        Assert.Equal((401, "invalid_client"), Refused(await drive.Post("/oauth2/token", Fields(body), "")));
        Assert.Equal((401, "invalid_client"), Refused(await drive.Post("/oauth2/token", new() { ["grant_type"] = "refresh_token", ["refresh_token"] = new string('x', 43) }, "")));

        var open = new SmartDrive(host, Ct) { Cookie = drive.Cookie };
        await open.Register(b => b["token_endpoint_auth_method"] = "none");
        var (_, first) = await open.Redeem(await open.Code(), f => f["client_id"] = open.Client);
        Assert.Equal(200, (await open.Post("/oauth2/token", Fields(first), "")).Status);
        Assert.Equal((400, "invalid_grant"), Refused(await open.Post("/oauth2/token", Fields(first), "")));
    }

    [Fact]
    public async Task Of_many_at_once_one_at_most_is_given_the_next_token()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, first) = await drive.Redeem(await drive.Code());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => drive.Refresh(Text(first, "refresh_token"))));
        Assert.Equal(1, answers.Count(a => a.Status == 200));
        Assert.Equal("401", await drive.Who(Text(answers.Single(a => a.Status == 200).Body, "access_token")));
    }

    [Fact]
    public async Task A_refreshed_token_has_at_most_what_was_granted_for_at_most_as_long()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, first) = await drive.Redeem(await drive.Code());
        Assert.Equal((400, "invalid_scope"), Refused(await drive.Refresh(Text(first, "refresh_token"), "patient/Observation.cruds")));
        Assert.Equal((400, "invalid_scope"), Refused(await drive.Refresh(Text(first, "refresh_token"), "nonsense")));
        var (_, second) = await drive.Refresh(Text(first, "refresh_token"), "patient/Observation.r");
        Assert.Equal("patient/Observation.r", Text(second, "scope"));
        Assert.Contains("scopes=patient/Observation.r ", await drive.Who(Text(second, "access_token")), StringComparison.Ordinal);
        Clock.Move(TimeSpan.FromDays(91));
        Assert.Equal((400, "invalid_grant"), Refused(await drive.Refresh(Text(second, "refresh_token"))));
    }

    [Fact]
    public async Task A_year_after_the_consent_it_ends_however_often_it_was_refreshed()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, body) = await drive.Redeem(await drive.Code());
        for (var month = 0; month < 12; month++)
        {
            Clock.Move(TimeSpan.FromDays(30));
            (_, body) = await drive.Refresh(Text(body, "refresh_token"));
        }

        Clock.Move(TimeSpan.FromDays(6));
        Assert.Equal((400, "invalid_grant"), Refused(await drive.Refresh(Text(body, "refresh_token"))));
    }

    [Fact]
    public async Task Access_while_logged_in_ends_with_the_session()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        const string Online = "launch/patient online_access patient/Observation.rs";
        var (_, first) = await drive.Redeem(await drive.Code(f => f["scope"] = Online, Online));
        var (_, second) = await drive.Refresh(Text(first, "refresh_token"));
        Assert.NotEqual("401", await drive.Who(Text(second, "access_token")));
        await drive.Text(new HttpRequestMessage(HttpMethod.Post, "/logout"));
        Clock.Move(TimeSpan.FromSeconds(5.1));
        Assert.Equal("401", await drive.Who(Text(second, "access_token")));
        Assert.Equal((400, "invalid_grant"), Refused(await drive.Refresh(Text(second, "refresh_token"))));
        Assert.Equal("401", await drive.Who(Text(second, "access_token")));
    }

    [Fact]
    public async Task Whoever_leaves_their_post_takes_their_apps_with_them()
    {
        await using var host = await Host();
        var drive = await Drive(host, "nurse-copd");
        var (_, body) = await drive.Redeem(await drive.Code(patient: "citizen-copd"));
        await Run("UPDATE access_family SET post = 'PractitionerRole/nurse'");
        var now = Clock.GetUtcNow();
        await Run(
            "INSERT INTO access_post (source, reference, person, role, unit, title, begins, ends) VALUES (1, 'PractitionerRole/nurse', 'Practitioner/nurse-copd', 'nurse', 'Organization/slagelse-lunge', '', $1, $2)",
            now.ToUnixTimeMilliseconds(),
            now.AddDays(1).ToUnixTimeMilliseconds());
        (var status, body) = await drive.Refresh(Text(body, "refresh_token"));
        Assert.Equal(200, status);
        Clock.Move(TimeSpan.FromDays(1));
        Assert.Equal((400, "invalid_grant"), Refused(await drive.Refresh(Text(body, "refresh_token"))));
        Assert.Equal([$"revocation Practitioner/nurse-copd post-ended: app {drive.Client}"], await Ledger(host, "revocation"));
    }

    [Theory]
    [InlineData("UPDATE access_post SET ends = 1")]
    [InlineData("UPDATE access_post SET role = 'porter'")]
    [InlineData("UPDATE access_post SET unit = 'Organization/elsewhere'")]
    [InlineData("DELETE FROM access_post")]
    public async Task An_access_token_does_not_outlive_the_post_that_it_was_given_in(string change)
    {
        await using var host = await Host();
        var drive = await Drive(host, "nurse-copd");
        var (_, body) = await drive.Redeem(await drive.Code(patient: "citizen-copd"));
        var token = Text(body, "access_token");
        await Run(
            "INSERT INTO access_post (source, reference, person, role, unit, title, begins, ends) VALUES (1, 'PractitionerRole/nurse', 'Practitioner/nurse-copd', 'nurse', 'Organization/slagelse-lunge', '', 0, $1)",
            Clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds());
        await Run("UPDATE access_family SET post = 'PractitionerRole/nurse'");
        Assert.NotEqual("401", await drive.Who(token));
        await Run(change);

        // What was asked a moment ago counts for five seconds.
        Clock.Move(TimeSpan.FromSeconds(6));
        Assert.Equal("401", await drive.Who(token));
        Assert.Equal((400, "invalid_grant"), Refused(await drive.Refresh(Text(body, "refresh_token"))));
    }

    [Fact]
    public async Task Another_client_can_neither_use_ask_about_nor_give_back_a_token()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, body) = await drive.Redeem(await drive.Code());
        var other = await Drive(host);
        foreach (var token in (string[])[Text(body, "access_token"), Text(body, "refresh_token")])
        {
            Assert.Equal((400, "invalid_grant"), Refused(await other.Refresh(token)));
            Assert.Equal("""{"active":false}""", (await other.Post("/oauth2/introspect", new() { ["token"] = token })).Body.ToJsonString());
            Assert.Equal(200, (await other.Post("/oauth2/revoke", new() { ["token"] = token })).Status);
            Assert.True((await drive.Post("/oauth2/introspect", new() { ["token"] = token })).Body["active"]!.GetValue<bool>());
        }

        Assert.Empty(await Ledger(host, "revocation"));
    }

    [Fact]
    public async Task A_client_is_told_what_its_own_tokens_are()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, body) = await drive.Redeem(await drive.Code());
        var (_, told) = await drive.Post("/oauth2/introspect", new() { ["token"] = Text(body, "access_token"), ["token_type_hint"] = "access_token" });
        Assert.Equal(
            (true, SmartDrive.Scopes, drive.Client, drive.Origin, "citizen-copd", $"{drive.Origin}/fhir/Patient/citizen-copd"),
            (told["active"]!.GetValue<bool>(), Text(told, "scope"), Text(told, "client_id"), Text(told, "iss"), Text(told, "patient"), Text(told, "fhirUser")));
        Assert.Equal(Clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds(), told["exp"]!.GetValue<long>());

        // Who it is, it is told as by the id token: not at all where it did not ask for that.
        var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(Text(body, "id_token").Split('.')[1]))!;
        Assert.Equal(Text(claims, "sub"), Text(told, "sub"));
        var (_, less) = await drive.Redeem(await drive.Code(f => f["scope"] = "launch/patient patient/Observation.rs", "patient/Observation.rs"));
        var (_, toldLess) = await drive.Post("/oauth2/introspect", new() { ["token"] = Text(less, "access_token") });
        Assert.Null(toldLess["fhirUser"]);
        Assert.DoesNotContain("Patient/", Text(toldLess, "sub"), StringComparison.Ordinal);
        Clock.Move(TimeSpan.FromHours(1));
        Assert.Equal("""{"active":false}""", (await drive.Post("/oauth2/introspect", new() { ["token"] = Text(body, "access_token") })).Body.ToJsonString());
        Assert.Equal("""{"active":false}""", (await drive.Post("/oauth2/introspect", new() { ["token"] = "x" })).Body.ToJsonString());
        Assert.Equal((400, "invalid_request"), Refused(await drive.Post("/oauth2/introspect", [])));
        Assert.Equal((401, "invalid_client"), Refused(await drive.Post("/oauth2/introspect", new() { ["token"] = "x" }, "nobody:x")));
    }

    [Fact]
    public async Task Nobody_without_proof_asks_about_tokens()
    {
        await using var host = await Host();
        var drive = new SmartDrive(host, Ct);
        await drive.Register(b => b["token_endpoint_auth_method"] = "none");
        Assert.Equal((401, "invalid_client"), Refused(await drive.Post("/oauth2/introspect", new() { ["token"] = "x", ["client_id"] = drive.Client })));
    }

    [Fact]
    public async Task A_token_given_back_is_worth_nothing_and_a_refresh_token_takes_all_with_it()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var (_, first) = await drive.Redeem(await drive.Code());
        var (_, second) = await drive.Refresh(Text(first, "refresh_token"));
        Assert.NotEqual("401", await drive.Who(Text(first, "access_token")));
        Assert.Equal(200, (await drive.Post("/oauth2/revoke", new() { ["token"] = Text(first, "access_token") })).Status);
        Assert.Equal("401", await drive.Who(Text(first, "access_token")));
        Assert.NotEqual("401", await drive.Who(Text(second, "access_token")));
        Assert.Equal(200, (await drive.Post("/oauth2/revoke", new() { ["token"] = Text(second, "refresh_token") })).Status);
        Assert.Equal("401", await drive.Who(Text(second, "access_token")));
        Assert.Equal((400, "invalid_grant"), Refused(await drive.Refresh(Text(second, "refresh_token"))));
        Assert.Equal(200, (await drive.Post("/oauth2/revoke", new() { ["token"] = "x" })).Status);
        Assert.Equal(2, (await Ledger(host, "revocation")).Count);
    }

    [Fact]
    public async Task No_secret_of_anybody_is_in_the_database()
    {
        await using var host = await Host();
        var drive = await Drive(host);
        var code = await drive.Code();
        var (_, body) = await drive.Redeem(code);
        string[] secrets = [code, drive.ClientSecret!, Text(body, "access_token"), Text(body, "refresh_token")];
        foreach (var (table, column) in new[] { ("access_token", "hash"), ("access_refresh", "hash"), ("access_code", "hash"), ("access_app", "secret"), ("access_ask", "hash") })
        {
            var kept = await Database.ReadLatest(session => session.Query($"SELECT {column} FROM {table}", row => row.BytesOrNull(0)), Ct);
            Assert.DoesNotContain(kept, bytes => bytes is not null && (bytes.Length != 32 || secrets.Contains(System.Text.Encoding.UTF8.GetString(bytes))));
        }
    }

    private static string Text(JsonNode body, string name) => body[name]?.GetValue<string>() ?? throw new InvalidOperationException($"{name} is missing in {body.ToJsonString()}");

    private static (int Status, string Error) Refused((int Status, JsonNode Body) answer) => (answer.Status, answer.Body["error"]?.GetValue<string>() ?? answer.Body.ToJsonString());
}

public sealed class SqliteRefreshTests() : RefreshScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlRefreshTests() : RefreshScenarios(Dialect.PostgreSql);
