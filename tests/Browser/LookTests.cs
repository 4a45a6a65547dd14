using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;

namespace Helhed.Tests.Browser;

/// <summary>Who has looked, why, and what one can do about it: from the citizen over the unit to the reviewer. <c>HELHED_PICTURES=folder</c> takes pictures.</summary>
[Trait("Needs", "Chromium")]
public sealed class LookTests(Site site)
{
    private const string Words = "Ringer om svar på sin prøve";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_citizen_sees_who_looked_asks_why_and_is_answered(bool phone)
    {
        // Scripts only on the desktop: every step works without.
        await using var nurse = await site.Visit("nurse-copd", phone, scripts: !phone);
        await nurse.Page.GotoAsync("/klinik/patient/citizen-copd");
        await using var citizen = await site.Visit("citizen-copd", phone, scripts: !phone);
        var page = citizen.Page;
        await page.GotoAsync("/borger");
        await page.ClickAsync("main a[href='/borger/adgange']");
        var card = page.Locator(".hh-look-day article", new() { HasText = "Birgitte Lund" }).First;
        Assert.Contains("Sygeplejerske", await card.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Behandling", await card.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Du har selv set journalen", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "adgange", phone);

        await card.Locator("summary").ClickAsync();
        var ask = await card.GetByText("Spørg hvorfor").GetAttributeAsync("href");
        await card.Locator("a[href*='/bevis']").First.ClickAsync();
        for (var i = 0; i < 40 && !(await page.InnerTextAsync("main")).Contains("Det passer", StringComparison.Ordinal); i++)
        {
            await Task.Delay(500, TestContext.Current.CancellationToken);
            await page.ReloadAsync();
        }

        Assert.Contains("Det passer", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "bevis", phone);

        await page.GotoAsync(ask!);
        await page.FillAsync("textarea", "Kort");
        await page.ClickAsync("main form button");
        Assert.Contains("Skriv mellem 10 og 500 tegn", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "spoerg", phone);
        await page.FillAsync("textarea", $"Hvorfor så du min journal {(phone ? "nu" : "i dag")}?");
        await page.ClickAsync("main form button");
        Assert.Contains("Dit spørgsmål er sendt", await page.InnerTextAsync("main"), StringComparison.Ordinal);

        await nurse.Page.GotoAsync("/klinik/spoergsmaal");
        await Look(nurse, "spoergsmaal", phone);
        await nurse.Page.FillAsync("textarea >> nth=0", "Du ringede til os om dine målinger.");
        await nurse.Page.ClickAsync("main form button >> nth=0");
        Assert.Contains("Svaret er sendt", await nurse.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync("/borger/adgange");
        Assert.Contains("Du ringede til os om dine målinger.", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "besvaret", phone);
        await page.GotoAsync("/sprog?til=en&to=/borger/adgange");
        Assert.Equal("Who has seen my record", await page.InnerTextAsync("h1"));
        Assert.DoesNotContain(citizen.Complaints, c => !c.Contains("status of 422", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_block_counts_at_once_and_is_lifted()
    {
        await using var doctor = await site.Visit("doctor-medical", scripts: false);
        await using var citizen = await site.Visit("citizen-diabetes", scripts: false);
        var page = citizen.Page;
        await page.GotoAsync("/borger/adgange/spaer?hvem=Organization/slagelse-medicin");
        await page.ClickAsync("main form button");
        Assert.Contains("Spærringen gælder nu", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "spaerringer", phone: false);
        await page.ClickAsync("main form button");
        Assert.Contains("Du har ingen spærringer", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        var foreign = await page.Context.APIRequest.PostAsync("/borger/adgange/spaer?hvem=Organization/slagelse-medicin", new APIRequestContextOptions { MaxRedirects = 0 });
        Assert.Equal(403, foreign.Status);
        Assert.Empty(citizen.Complaints);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_parent_reads_on_a_childs_behalf_and_it_is_always_said(bool phone)
    {
        await using var visit = await site.Visit("citizen-parent", phone);
        var page = visit.Page;
        await page.GotoAsync("/borger/vegne");
        await page.GetByLabel("Test Villads Østergaard").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Fortsæt" }).ClickAsync();
        foreach (var path in new[] { "/borger", "/borger/medicin", "/borger/adgange" })
        {
            await page.GotoAsync(path);
            Assert.Contains("Du ser journalen for Test Villads Østergaard", await page.InnerTextAsync(".hh-behalf"), StringComparison.Ordinal);
        }

        await Look(visit, "vegne", phone);
        Assert.Equal(403, (await page.GotoAsync("/borger/adgange/spaerringer"))!.Status);
        await page.GotoAsync("/borger/vegne");
        await page.GetByLabel("Mig selv").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Fortsæt" }).ClickAsync();
        Assert.Equal(0, await page.Locator(".hh-behalf").CountAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Staff_say_why_and_a_reviewer_goes_over_it(bool phone)
    {
        var persona = phone ? "gp" : "doctor-medical";
        await using var doctor = await site.Visit(persona, phone, scripts: !phone);
        var page = doctor.Page;
        await page.GotoAsync("/klinik/adgang");
        await page.ClickAsync("main form button");
        Assert.Equal(3, await page.Locator(".form-error-message").CountAsync());
        await Look(doctor, "adgang-fejl", phone);
        await using var citizen = await site.Visit("citizen-cancer");
        var cpr = await CprOf("citizen-cancer");
        await page.FillAsync("input[name=cpr]", cpr);
        await page.CheckAsync("input[value=patient-cannot-be-reached]");
        await page.FillAsync("textarea", Words);
        await page.ClickAsync("main form button");
        Assert.Equal("/klinik/patient/citizen-cancer", new Uri(page.Url).AbsolutePath);
        Assert.DoesNotContain(cpr, page.Url, StringComparison.Ordinal);
        await page.GotoAsync("/klinik/adgang");
        Assert.Contains(Words, await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(doctor, "adgang", phone);
        await citizen.Page.GotoAsync("/borger/adgange?hvad=spaerring");
        Assert.Contains(Words, await citizen.Page.InnerTextAsync("main"), StringComparison.Ordinal);

        await using var reviewer = await site.Visit("security", phone, scripts: !phone);
        await reviewer.Page.GotoAsync("/admin/adgange");
        await Look(reviewer, "sager", phone);
        var sheet = reviewer.Page.Locator("article.hh-look", new() { HasText = $"Practitioner/{persona}" }).First;
        await sheet.Locator("textarea").FillAsync("Talt med lægen. Det var nødvendigt.");
        await sheet.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^I orden") }).ClickAsync();
        Assert.Contains("Din vurdering er gemt", await reviewer.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await citizen.Page.GotoAsync("/borger/adgange");
        Assert.Contains("Talt med lægen", await citizen.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await reviewer.Page.FillAsync("input[name=hvem]", cpr);
        await reviewer.Page.ClickAsync("form[action='/admin/adgange/find'] button");
        Assert.Equal("?hvem=Patient%2Fcitizen-cancer", new Uri(reviewer.Page.Url).Query);
        Assert.Contains("patient-cannot-be-reached", await reviewer.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(reviewer, "log", phone);
        Assert.Empty(reviewer.Complaints);
    }

    [Fact]
    public async Task The_texts_are_easy_to_read()
    {
        // LIX: words a sentence, and the share of words of more than six letters. Under 40 is easy; law is at 55.
        foreach (var place in Place.All.Where(p => p.Name is "borger-adgange" or "borger-spaer" or "borger-vegne" or "klinik-adgang" or "klinik-ikke-set" or "admin-adgange"))
        {
            await using var visit = await site.Visit(place.As);
            await visit.Open(place);
            var text = string.Join(' ', (await visit.Page.Locator("main p:not(.hh-soft, .alert-heading), main li:not(:has(a, p)), main .alert-text:not(:has(li))").AllInnerTextsAsync()).Select(t => t.TrimEnd('.') + "."));
            var words = Regex.Matches(text, @"\p{L}+").Select(m => m.Value).ToList();
            var sentences = Regex.Count(text, @"[.?!:](\s|$)");
            var lix = ((double)words.Count / sentences) + (100.0 * words.Count(w => w.Length > 6) / words.Count);
            Assert.True(lix < 40, $"{place.Name}: LIX {lix:0}: {text}");
        }
    }

    private async Task<string> CprOf(string id)
    {
        await using var visit = await site.Visit("security");
        var answer = await visit.Page.Context.APIRequest.GetAsync($"/fhir/Patient/{id}", new APIRequestContextOptions { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + await Token(visit) } });
        return Regex.Match(await answer.TextAsync(), "\"urn:oid:1.2.208.176.1.2\",\\s*\"value\":\\s*\"([0-9]{10})\"").Groups[1].Value;
    }

    private static async Task<string> Token(Visit visit)
    {
        var form = visit.Page.Context.APIRequest.CreateFormData();
        form.Set("grant_type", "client_credentials");
        form.Set("client_id", "demo-system");
        form.Set("client_secret", "demo-system");
        var answer = await visit.Page.Context.APIRequest.PostAsync("/oauth2/token", new APIRequestContextOptions { Form = form });
        return (await answer.JsonAsync())!.Value.GetProperty("access_token").GetString()!;
    }

    private static async Task Look(Visit visit, string name, bool phone)
    {
        var page = visit.Page;
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        if (visit.Scripts)
        {
            var axe = await page.RunAxe();
            Assert.Equal("", string.Join('\n', axe.Violations.SelectMany(v => v.Nodes.Select(n => $"{name}: {v.Id}: {v.Help}: {n.Html}"))));
        }

        if (phone)
        {
            Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            Assert.Equal("", string.Join('\n', await page.EvaluateAsync<string[]>(PageTests.Overflow)));
        }

        if (Environment.GetEnvironmentVariable("HELHED_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"adgang-{name}-{(phone ? "phone" : "desktop")}.png"), FullPage = true });
        }
    }
}
