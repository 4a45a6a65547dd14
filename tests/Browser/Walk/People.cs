using System.Text.RegularExpressions;

namespace Helhed.Tests.Browser;

/// <summary>What a test needs to know of people that their own pages do not tell.</summary>
internal static class People
{
    private const string Cpr = "\"urn:oid:1.2.208.176.1.2\",\\s*\"value\":\\s*\"([0-9]{10})\"";
    private const string Family = "\"family\":\\s*\"([^\"]+)\"";

    /// <summary>Somebody's number and last name.</summary>
    public static async Task<(string Cpr, string Family)> PersonOf(this Visit visit, string id)
    {
        var text = await (await visit.Page.Context.APIRequest.GetAsync($"/fhir/Patient/{id}", new APIRequestContextOptions { Headers = await visit.System() })).TextAsync();
        return (Regex.Match(text, Cpr).Groups[1].Value, Regex.Match(text, Family).Groups[1].Value);
    }

    /// <summary>The headers of a system that may do all.</summary>
    public static async Task<Dictionary<string, string>> System(this Visit visit)
    {
        var api = visit.Page.Context.APIRequest;
        var form = api.CreateFormData();
        form.Set("grant_type", "client_credentials");
        form.Set("client_id", "demo-system");
        form.Set("client_secret", "demo-system");
        var answer = await api.PostAsync("/oauth2/token", new APIRequestContextOptions { Form = form });
        var token = (await answer.JsonAsync())!.Value.GetProperty("access_token").GetString();
        return new() { ["Authorization"] = "Bearer " + token, ["Content-Type"] = "application/fhir+json", ["Accept"] = "application/fhir+json" };
    }
}
