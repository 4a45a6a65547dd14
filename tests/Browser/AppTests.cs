using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Helhed.Tests.Browser;

/// <summary>An app in Chromium, made with the npm package fhirclient, is opened by itself and from our pages; people are asked, and take it back.</summary>
[Trait("Needs", "Chromium")]
public sealed class AppTests(Site site)
{
    private const string Scopes = "openid fhirUser launch launch/patient offline_access online_access patient/Patient.rs patient/Observation.rs";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_citizen_opens_an_app_gives_less_than_it_asks_and_withdraws_it()
    {
        await using var visit = await site.Visit("citizen-copd");
        await using var app = await AppServer.Start(Ct);
        var name = "Blodtryk til alle";
        await Register(app, name);
        var page = visit.Page;
        await page.GotoAsync($"{app.Address}/launch.html?iss={Uri.EscapeDataString(site.Address + "fhir")}");
        await IsAt(page, $"{site.Address}adgang?nr=");
        Assert.Equal($"Vil du give {name} adgang?", await page.InnerTextAsync("h1"));
        var text = await page.InnerTextAsync("main");
        Assert.Contains("din journal", text, StringComparison.Ordinal);
        Assert.Contains("Se navn, adresse og CPR-nummer", text, StringComparison.Ordinal);
        Assert.Contains("kun hvor category=vital-signs", text, StringComparison.Ordinal);
        Assert.Contains("højst et år", text, StringComparison.Ordinal);
        await page.GetByLabel("Se målinger og prøvesvar").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Giv adgang" }).ClickAsync();

        await IsAt(page, $"{app.Address}/index.html");
        var told = await Told(page);
        Assert.Equal("launch/patient openid fhirUser offline_access patient/Patient.rs", told["scope"]!.GetValue<string>());
        Assert.Equal(("citizen-copd", "citizen-copd", true, true), (Text(told, "patient"), Text(told, "again"), told["refreshed"]!.GetValue<bool>(), told["banner"]!.GetValue<bool>()));
        Assert.Equal("Patient/citizen-copd", Text(told, "user"));

        await page.GotoAsync("/apps");
        Assert.Contains("Se navn, adresse og CPR-nummer", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Træk adgangen tilbage for {name}" }).ClickAsync();
        Assert.Contains("Adgangen er trukket tilbage", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.DoesNotContain(name, await page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nurse_opens_an_app_from_a_patient_and_it_knows_whose_record()
    {
        await using var visit = await site.Visit("nurse-copd");
        await using var app = await AppServer.Start(Ct);
        var name = "Lungekurven";
        await Register(app, name, launch: true);
        var page = visit.Page;
        await page.GotoAsync("/klinik/patient/citizen-copd");
        await page.GetByRole(AriaRole.Link, new() { Name = "Åbn en app for patienten" }).ClickAsync();
        Assert.Contains("på den patient, du kom fra", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Åbn {name}" }).ClickAsync();
        await IsAt(page, $"{site.Address}adgang?nr=");
        Assert.Contains("den patient, du har åben", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Giv adgang" }).ClickAsync();
        await IsAt(page, $"{app.Address}/index.html");
        var told = await Told(page);
        Assert.Equal(("citizen-copd", "Bundle", true), (Text(told, "patient"), Text(told, "bundle"), told["refreshed"]!.GetValue<bool>()));
        Assert.Equal("Practitioner/nurse-copd", Text(told, "user"));
    }

    [Theory]
    [InlineData("citizen-copd", false)]
    [InlineData("citizen-copd", true)]
    [InlineData("nurse-copd", true)]
    public async Task The_question_is_readable_for_all_and_works_without_JavaScript(string persona, bool phone)
    {
        await using var app = await AppServer.Start(Ct);
        var client = await Register(app, "En app med et langt navn til kontrol af linjerne");
        await using (var visit = await site.Visit(persona, phone))
        {
            await visit.Page.GotoAsync(Authorize(app, client));
            await visit.Look($"app-adgang-{persona}");
            Assert.Equal("", string.Join('\n', visit.Complaints));
        }

        await using var plain = await site.Visit(persona, phone, scripts: false);
        await plain.Page.GotoAsync(Authorize(app, client));
        await plain.Page.GetByRole(AriaRole.Button, new() { Name = "Afvis" }).ClickAsync();
        await IsAt(plain.Page, $"{app.Address}/index.html?error=access_denied&state=abc&iss=");
        await plain.Page.GoBackAsync();
        Assert.Equal("Spørgsmålet er ikke åbent længere", await plain.Page.InnerTextAsync("h1"));
    }

    [Fact]
    public async Task Staff_name_the_patient_and_are_told_when_there_is_none()
    {
        await using var app = await AppServer.Start(Ct);
        var client = await Register(app, "Lungekurven");
        await using var visit = await site.Visit("nurse-copd", scripts: false);
        await visit.Page.GotoAsync(Authorize(app, client));
        await visit.Page.GetByLabel("Se målinger og prøvesvar").UncheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Giv adgang" }).ClickAsync();
        Assert.Contains("Skriv et CPR-nummer eller et id", await visit.Page.GetByRole(AriaRole.Alert).InnerTextAsync(), StringComparison.Ordinal);
        Assert.False(await visit.Page.GetByLabel("Se målinger og prøvesvar").IsCheckedAsync());
        await visit.Page.GetByLabel("Hvis journal").FillAsync("citizen-copd");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Giv adgang" }).ClickAsync();
        await IsAt(visit.Page, $"{app.Address}/index.html?code=");
    }

    [Fact]
    public async Task An_app_that_is_not_known_is_told_of_in_words_and_nobody_is_sent_on()
    {
        await using var app = await AppServer.Start(Ct);
        var client = await Register(app, "App");
        await using var visit = await site.Visit("citizen-copd");
        foreach (var (address, words) in new[]
        {
            (Authorize(app, "nobody"), "Vi kender ikke appen"),
            (Authorize(app, client).Replace("index.html", "launch.html", StringComparison.Ordinal), "Det gør vi ikke"),
        })
        {
            var answer = await visit.Page.GotoAsync(address);
            Assert.Equal(400, answer?.Status);
            Assert.Equal("Appen kan ikke få adgang", await visit.Page.InnerTextAsync("h1"));
            Assert.Contains(words, await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_speaks_English()
    {
        await using var app = await AppServer.Start(Ct);
        var client = await Register(app, "App");
        await using var visit = await site.Visit("citizen-copd");
        await visit.Page.GotoAsync("/sprog?til=en&to=/borger");
        await visit.Page.GotoAsync(Authorize(app, client));
        Assert.Equal("Do you want to give App access?", await visit.Page.InnerTextAsync("h1"));
        Assert.Contains("See measurements and test results", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    private string Authorize(AppServer app, string client) =>
        $"/oauth2/authorize?response_type=code&client_id={client}&redirect_uri={Uri.EscapeDataString($"{app.Address}/index.html")}&state=abc&aud={Uri.EscapeDataString(site.Address + "fhir")}"
        + "&scope=openid%20launch%2Fpatient%20patient%2FPatient.rs%20patient%2FObservation.rs%20offline_access&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

    private async Task<string> Register(AppServer app, string name, bool launch = false)
    {
        using var http = new HttpClient { BaseAddress = site.Address };
        var body = new JsonObject { ["client_name"] = name, ["redirect_uris"] = new JsonArray($"{app.Address}/index.html"), ["token_endpoint_auth_method"] = "none", ["scope"] = Scopes };
        if (launch)
        {
            body["initiate_login_uri"] = $"{app.Address}/launch.html";
        }

        using var answer = await http.PostAsJsonAsync("/oauth2/register", body, Ct);
        return app.Client = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Ct))!["client_id"]!.GetValue<string>();
    }

    private static Task IsAt(IPage page, string beginning) =>
        Assertions.Expect(page).ToHaveURLAsync(new Regex($"^{Regex.Escape(beginning)}"), new PageAssertionsToHaveURLOptions { Timeout = 20_000 });

    private static async Task<JsonNode> Told(IPage page)
    {
        await page.WaitForFunctionAsync("() => document.getElementById('told')?.textContent");
        var text = await page.InnerTextAsync("#told");
        Assert.StartsWith("{", text, StringComparison.Ordinal);
        return JsonNode.Parse(text)!;
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
