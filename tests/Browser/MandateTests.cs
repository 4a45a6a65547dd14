using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;

namespace Helhed.Tests.Browser;

/// <summary>A citizen lets another act for them, after having seen what the other will see. <c>HELHED_PICTURES=folder</c> takes pictures.</summary>
[Trait("Needs", "Chromium")]
public sealed class MandateTests(Site site)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mandate_is_previewed_given_used_and_ended(bool phone)
    {
        // Scripts only on the desktop: every step works without. Each run has people of its own.
        var (giver, other) = phone ? ("citizen-diabetes", "citizen-cancer") : ("citizen-copd", "citizen-diabetes");
        var (cpr, family) = await PersonOf(other);
        await using var citizen = await site.Visit(giver, phone, scripts: !phone);
        var page = citizen.Page;
        await page.GotoAsync("/borger/vegne");
        await page.ClickAsync("main a[href='/borger/fuldmagter']");
        await Look(citizen, "ingen", phone);
        await page.ClickAsync("main a[href='/borger/fuldmagter/ny']");
        await page.FillAsync("input[name=cpr]", "123");
        await page.FillAsync("input[name=efternavn]", family);
        await page.CheckAsync("input[value=svar]");
        await page.ClickAsync("main form button");
        Assert.Contains("Skriv et CPR-nummer med 10 tal", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.True(await page.IsCheckedAsync("input[value=svar]"));
        await Look(citizen, "fejl", phone);
        await page.FillAsync("input[name=cpr]", cpr);
        await page.FillAsync("input[name=efternavn]", "Forkert");
        await page.ClickAsync("main form button");
        Assert.Contains("Vi kan ikke finde en med det nummer og det efternavn", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.FillAsync("input[name=efternavn]", family);
        await page.ClickAsync("main form button");

        // The results, and nothing else.
        var rows = await page.Locator("main tbody tr").AllInnerTextsAsync();
        Assert.Matches(new Regex(@"^Svar og målinger\s+(Svar og målinger|Ser)?\s*Alt: [1-9]"), rows.Single(r => r.StartsWith("Svar", StringComparison.Ordinal)));
        Assert.Contains("Intet af", rows.Single(r => r.StartsWith("Medicin", StringComparison.Ordinal)), StringComparison.Ordinal);
        await Look(citizen, "vil-se", phone);
        await page.ClickAsync("form[action='/borger/fuldmagter/giv'] button.button-primary");
        Assert.Contains("Fuldmagten gælder fra nu af", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "givet", phone);

        await using (var acting = await site.Visit(other, phone))
        {
            await acting.Page.GotoAsync("/borger/vegne");
            await acting.Page.CheckAsync($"input[value='Patient/{giver}']");
            await acting.Page.ClickAsync("main form button");
            await acting.Page.GotoAsync("/borger/resultater");
            Assert.NotEqual(0, await acting.Page.Locator("main article, main section").CountAsync());
            Assert.Equal(403, (await acting.Page.GotoAsync("/borger/fuldmagter"))!.Status);
        }

        await page.ClickAsync("main section a[href^='/borger/fuldmagter/ser']");
        Assert.Contains("Alt:", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync("/borger/fuldmagter");
        await page.ClickAsync("form[action='/borger/fuldmagter/stop'] button");
        Assert.Contains("Fuldmagten er stoppet", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync("/sprog?til=en&to=/borger/fuldmagter");
        Assert.Equal("Who can act for you?", await page.InnerTextAsync("h1"));
    }

    [Fact]
    public async Task A_teenager_sees_what_the_mother_sees()
    {
        await using var teen = await site.Visit("citizen-teen");
        await teen.Page.GotoAsync("/borger/fuldmagter");
        Assert.Contains("Har forældremyndighed", await teen.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await teen.Page.ClickAsync("main section a[href^='/borger/fuldmagter/ser'] >> nth=0");
        var rows = await teen.Page.Locator("main tbody tr").AllInnerTextsAsync();
        Assert.DoesNotContain("Alt: ", rows.Single(r => r.StartsWith("Noter", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("Alt: 1", rows.Single(r => r.StartsWith("Navn", StringComparison.Ordinal)), StringComparison.Ordinal);
        await Look(teen, "teenager", phone: false);
        Assert.Equal(404, (await teen.Page.GotoAsync("/borger/fuldmagter/ser?hvem=Patient/citizen-copd"))!.Status);
    }

    private async Task<(string Cpr, string Family)> PersonOf(string id)
    {
        await using var visit = await site.Visit();
        var request = visit.Page.Context.APIRequest;
        var form = request.CreateFormData();
        form.Set("grant_type", "client_credentials");
        form.Set("client_id", "demo-system");
        form.Set("client_secret", "demo-system");
        var token = (await (await request.PostAsync("/oauth2/token", new APIRequestContextOptions { Form = form })).JsonAsync())!.Value.GetProperty("access_token").GetString()!;
        var text = await (await request.GetAsync($"/fhir/Patient/{id}", new APIRequestContextOptions { Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" } })).TextAsync();
        return (Regex.Match(text, "\"urn:oid:1.2.208.176.1.2\",\\s*\"value\":\\s*\"([0-9]{10})\"").Groups[1].Value, Regex.Match(text, "\"family\":\\s*\"([^\"]+)\"").Groups[1].Value);
    }

    private static async Task Look(Visit visit, string name, bool phone)
    {
        if (visit.Scripts)
        {
            var axe = await visit.Page.RunAxe();
            Assert.Equal("", string.Join('\n', axe.Violations.SelectMany(v => v.Nodes.Select(n => $"{name}: {v.Id}: {v.Help}: {n.Html}"))));
        }

        if (phone)
        {
            Assert.Equal("", string.Join('\n', await visit.Page.EvaluateAsync<string[]>(PageTests.Overflow)));
        }

        if (Environment.GetEnvironmentVariable("HELHED_PICTURES") is { Length: > 0 } folder)
        {
            await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"fuldmagt-{name}-{(phone ? "phone" : "desktop")}.png"), FullPage = true });
        }
    }
}
