using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Browser;

/// <summary>Dangerous acts of citizens on the whole program, with a log-in at a provider.</summary>
public sealed class ProofTests
{
    private const string Form = "/borger/fuldmagter/ny";

    [Fact]
    public async Task Whoever_opens_the_form_of_a_mandate_has_just_proved_who_they_are()
    {
        await using var provider = await FakeProvider.Start();
        var settings = new Dictionary<string, string?>
        {
            ["Title"] = "MitID",
            ["Issuer"] = provider.Issuer,
            ["ClientId"] = FakeProvider.ClientId,
            ["ClientSecret"] = FakeProvider.ClientSecret,
            ["Kind"] = "citizen",
            ["IdentifierClaim"] = "cpr",
            ["AssuranceClaim"] = "loa",
        };
        await using var host = await Host.Start(settings.ToDictionary(s => $"Helhed:LogIn:Providers:mitid:{s.Key}", s => s.Value));
        using (var demo = new Wanderer(host.Address))
        {
            await demo.Get("/demo/login?as=citizen-copd");
            (await demo.Get(Form)).Expect(200, Form); // a made-up person has nothing to prove
        }

        var number = await NumberOf(host.Address, "citizen-copd");
        foreach (var (name, value) in new Dictionary<string, string> { ["sub"] = "inger", ["cpr"] = number, ["loa"] = "Substantial", ["name"] = "Inger Mortensen" })
        {
            provider.Person[name] = value;
        }

        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        using var visitor = new Wanderer(host.Address);
        provider.Twist = claims => claims["auth_time"] = now - 600;
        (await visitor.Get("/log-ind/mitid")).Expect(200, "/borger");
        var page = (await visitor.Get(Form)).Expect(200, "/log-ind/bekraeft", "Bekræft, at det er dig");
        var go = Regex.Match(page.Text, "href=\"(/log-ind/bekraeft/nu[^\"]*)\"").Groups[1].Value;
        provider.Twist = claims => claims["auth_time"] = now;
        (await visitor.Get(go)).Expect(200, Form);
    }

    private static async Task<string> NumberOf(Uri address, string patient)
    {
        using var http = new HttpClient { BaseAddress = address };
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "demo-system", ["client_secret"] = "demo-system" };
        using var sent = new FormUrlEncodedContent(form);
        var token = JsonNode.Parse(await (await http.PostAsync(new Uri("/oauth2/token", UriKind.Relative), sent)).Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var identifiers = JsonNode.Parse(await http.GetStringAsync(new Uri($"/fhir/Patient/{patient}", UriKind.Relative)))!["identifier"]!.AsArray();
        return identifiers.First(i => i!["system"]!.GetValue<string>() == "urn:oid:1.2.208.176.1.2")!["value"]!.GetValue<string>();
    }
}
