using System.Text.RegularExpressions;

namespace Helhed.Tests.Browser;

/// <summary>Who acts for whom: given after having seen what the other will see, used, and ended.</summary>
internal static class Mandating
{
    public static async Task GiveAndEnd(Site site, Visit citizen, string giver, string other)
    {
        var page = citizen.Page;
        var (cpr, family) = await citizen.PersonOf(other);
        await page.GotoAsync("/borger/vegne");
        await page.ClickAsync("main a[href='/borger/fuldmagter']");
        await page.ClickAsync("main a[href='/borger/fuldmagter/ny']");
        await page.FillAsync("input[name=cpr]", "123");
        await page.FillAsync("input[name=efternavn]", family);
        await page.CheckAsync("input[value=svar]");
        var last = DateTime.Now.AddDays(40).ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture);
        await page.FillAsync("input[name=til]", last);
        await page.ClickAsync("main form button");
        await citizen.Says("Skriv et CPR-nummer med 10 tal");
        Assert.Equal(("123", family, last), (await page.InputValueAsync("input[name=cpr]"), await page.InputValueAsync("input[name=efternavn]"), await page.InputValueAsync("input[name=til]")));
        Assert.True(await page.IsCheckedAsync("input[value=svar]"));
        await citizen.Look("fuldmagt-fejl");
        await page.FillAsync("input[name=cpr]", cpr);
        await page.FillAsync("input[name=efternavn]", "Forkert");
        await page.ClickAsync("main form button");
        await citizen.Says("Vi kan ikke finde en med det nummer og det efternavn");
        await page.FillAsync("input[name=efternavn]", family);
        await page.ClickAsync("main form button");

        // The results, and nothing else.
        var rows = await page.Locator("main tbody tr").AllInnerTextsAsync();
        Assert.Matches(new Regex(@"^Svar og målinger\s+(Svar og målinger|Ser)?\s*Alt: [1-9]"), rows.Single(r => r.StartsWith("Svar", StringComparison.Ordinal)));
        Assert.Contains("Intet", rows.Single(r => r.StartsWith("Noter", StringComparison.Ordinal)), StringComparison.Ordinal);
        await citizen.Look("fuldmagt-vil-se");
        await page.ClickAsync("form[action='/borger/fuldmagter/giv'] button.button-primary");
        await citizen.Says("Fuldmagten gælder fra nu af");
        await citizen.Look("fuldmagt-givet");
        await Use(site, giver, other);

        await page.ClickAsync($"main section a[href='/borger/fuldmagter/ser?hvem=Patient%2F{other}']");
        await citizen.Says("Alt:");
        await page.GotoAsync("/borger/fuldmagter");
        await page.ClickAsync("form[action='/borger/fuldmagter/stop'] button");
        await citizen.Says("Fuldmagten er stoppet");
    }

    public static async Task SeeWhatAParentSees(Visit teen)
    {
        var page = teen.Page;
        await page.GotoAsync("/borger/fuldmagter");
        await teen.Says("Har forældremyndighed");
        await page.ClickAsync("main section a[href^='/borger/fuldmagter/ser'] >> nth=0");
        var rows = await page.Locator("main tbody tr").AllInnerTextsAsync();
        Assert.DoesNotContain("Alt: ", rows.Single(r => r.StartsWith("Noter", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("Alt: 1", rows.Single(r => r.StartsWith("Navn", StringComparison.Ordinal)), StringComparison.Ordinal);
        await teen.Look("fuldmagt-teenager");
        Assert.Equal(404, (await page.GotoAsync("/borger/fuldmagter/ser?hvem=Patient/citizen-copd"))!.Status);
    }

    public static async Task ActFor(Visit citizen, string label)
    {
        await citizen.Page.GotoAsync("/borger/vegne");
        await citizen.Page.GetByLabel(label).CheckAsync();
        await citizen.Page.GetByRole(AriaRole.Button, new() { Name = "Fortsæt" }).ClickAsync();
    }

    private static async Task Use(Site site, string giver, string other)
    {
        await using var acting = await site.Visit(other, scripts: false);
        var page = acting.Page;
        await page.GotoAsync("/borger/vegne");
        await page.CheckAsync($"input[value='Patient/{giver}']");
        await page.ClickAsync("main form button");
        await page.GotoAsync("/borger/resultater");
        Assert.NotEqual(0, await page.Locator("main article, main section").CountAsync());
        Assert.Equal(403, (await page.GotoAsync("/borger/fuldmagter"))!.Status);
    }
}
