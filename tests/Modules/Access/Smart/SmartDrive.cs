using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Helhed.Tests.Modules.Access.Smart;

/// <summary>An app and its user, as far as HTTP goes.</summary>
internal sealed class SmartDrive(AccessHost host, CancellationToken ct)
{
    internal const string Redirect = "https://app.example.org/svar";
    internal const string Scopes = "openid fhirUser launch/patient offline_access patient/Observation.rs patient/Patient.r";

    internal string Origin => host.Client.BaseAddress!.ToString().TrimEnd('/');

    internal string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    internal string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    internal string Client { get; set; } = "";

    internal string? ClientSecret { get; set; }

    internal string Cookie { get; set; } = "";

    internal async Task<JsonNode> Register(Action<JsonObject>? change = null, int status = 201)
    {
        var body = new JsonObject
        {
            ["client_name"] = "Blodtryk",
            ["redirect_uris"] = new JsonArray(Redirect),
            ["token_endpoint_auth_method"] = "client_secret_basic",
            ["scope"] = $"{Scopes} launch online_access",
        };
        change?.Invoke(body);
        using var answer = await host.Client.PostAsync("/oauth2/register", new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        Assert.True((int)answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        var json = JsonNode.Parse(text)!;
        if (status == 201)
        {
            Client = json["client_id"]!.GetValue<string>();
            ClientSecret = json["client_secret"]?.GetValue<string>();
        }

        return json;
    }

    internal async Task LogIn(string persona)
    {
        using var answer = await host.Client.GetAsync($"/demo/login?as={persona}", ct);
        Cookie = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    internal Dictionary<string, string?> Request() => new()
    {
        ["response_type"] = "code",
        ["client_id"] = Client,
        ["redirect_uri"] = Redirect,
        ["scope"] = Scopes,
        ["state"] = "s t&ate",
        ["aud"] = $"{Origin}/fhir",
        ["code_challenge"] = Challenge,
        ["code_challenge_method"] = "S256",
    };

    /// <summary>Asks for access; gives status and Location.</summary>
    internal async Task<(int Status, string Location)> Authorize(Action<Dictionary<string, string?>>? change = null, bool post = false)
    {
        var fields = Request();
        change?.Invoke(fields);
        var query = string.Join('&', fields.Where(f => f.Value is not null).Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value!)}"));
        using var request = post
            ? new HttpRequestMessage(HttpMethod.Post, "/oauth2/authorize") { Content = new StringContent(query, Encoding.UTF8, "application/x-www-form-urlencoded") }
            : new HttpRequestMessage(HttpMethod.Get, $"/oauth2/authorize?{query}");
        using var answer = await Send(request);
        return ((int)answer.StatusCode, answer.Headers.Location?.OriginalString ?? "");
    }

    /// <summary>What the page at an address of authorize's answer says.</summary>
    internal Task<string> Look(string location) => Text(new HttpRequestMessage(HttpMethod.Get, location));

    internal Task<string> Answer(string location, string scopes, string? patient = null)
    {
        var fields = scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => KeyValuePair.Create("scope", scope));
        return Text(new HttpRequestMessage(HttpMethod.Post, location) { Content = new FormUrlEncodedContent(patient is null ? fields : fields.Append(KeyValuePair.Create("patient", patient))) });
    }

    internal Task<string> Refuse(string location) => Text(new HttpRequestMessage(HttpMethod.Post, location) { Content = new FormUrlEncodedContent([KeyValuePair.Create("afvis", "1")]) });

    /// <summary>Through log-in, question and answer to a code.</summary>
    internal async Task<string> Code(Action<Dictionary<string, string?>>? change = null, string? ticked = null, string? patient = null)
    {
        var (status, location) = await Authorize(change);
        Assert.Equal(303, status);
        if (!location.StartsWith(Redirect, StringComparison.Ordinal))
        {
            var left = await Answer(location, ticked ?? Scopes, patient);
            Assert.StartsWith("leave ", left, StringComparison.Ordinal);
            location = left[6..];
        }

        var query = Query(location);
        Assert.Equal(("s t&ate", Origin), (query["state"], query["iss"]));
        return query["code"];
    }

    internal Task<(int Status, JsonNode Body)> Redeem(string code, Action<Dictionary<string, string?>>? change = null)
    {
        var fields = new Dictionary<string, string?> { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Redirect, ["code_verifier"] = Verifier };
        change?.Invoke(fields);
        return Post("/oauth2/token", fields);
    }

    internal Task<(int Status, JsonNode Body)> Refresh(string token, string? scope = null) =>
        Post("/oauth2/token", new() { ["grant_type"] = "refresh_token", ["refresh_token"] = token, ["scope"] = scope });

    internal async Task<(int Status, JsonNode Body)> Post(string path, Dictionary<string, string?> fields, string? basic = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Key, f.Value!))),
        };
        if (basic is null && ClientSecret is not null && !fields.ContainsKey("client_secret") && !fields.ContainsKey("client_assertion"))
        {
            basic = $"{Client}:{ClientSecret}";
        }

        if (basic is { Length: > 0 })
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        }

        using var answer = await host.Client.SendAsync(request, ct);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var text = await answer.Content.ReadAsStringAsync(ct);
        return ((int)answer.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }

    /// <summary>Who the bearer of a token is at the API; "401" for nobody.</summary>
    internal async Task<string> Who(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/caller");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await host.Client.SendAsync(request, ct);
        return answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync(ct) : $"{(int)answer.StatusCode}";
    }

    internal async Task<string> Text(HttpRequestMessage request)
    {
        using var answer = await Send(request);
        return await answer.Content.ReadAsStringAsync(ct);
    }

    internal static Dictionary<string, string> Query(string address) => new Uri(address).Query.TrimStart('?').Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request)
    {
        if (Cookie.Length > 0)
        {
            request.Headers.Add("Cookie", Cookie);
            request.Headers.Add("Sec-Fetch-Site", "same-origin"); // as a browser says of a form on one of our own pages
        }

        return await host.Client.SendAsync(request, ct);
    }
}
