using System.Globalization;
using System.Text.RegularExpressions;

namespace Helhed.Tests.Browser;

/// <summary>What people come to the portal for, done as they do it: by links and forms.</summary>
internal static class Acts
{
    private const int MostLooks = 240;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Through the door, and once along the menu.</summary>
    public static async Task LogIn(Visit citizen, string persona)
    {
        var page = citizen.Page;
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Link, new() { Name = "Log på" }).ClickAsync();
        await page.Locator($"a[href*='{persona}']").ClickAsync();
        Assert.Equal("/borger", new Uri(page.Url).AbsolutePath);
        Assert.Contains("Test", await page.InnerTextAsync("h1"), StringComparison.Ordinal);
        foreach (var (name, title) in new[] { ("Aftaler", "Aftaler"), ("Hvem kigger", "Hvem har set"), ("Om mig", "Mine oplysninger"), ("Start", "Start"), ("Journal", "Min journal") })
        {
            await Menu(page, name);
            await Assertions.Expect(page).ToHaveTitleAsync(new Regex($"^{title}"));
        }
    }

    public static async Task LogOut(Visit citizen)
    {
        var page = citizen.Page;
        await page.Locator("details.hh-user summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Log af" }).ClickAsync();
        await page.GotoAsync("/borger");
        Assert.Equal("/log-ind", new Uri(page.Url).AbsolutePath);
    }

    public static async Task UnderstandResult(Visit citizen, string analysis, params string[] words)
    {
        var page = citizen.Page;
        await Menu(page, "Journal");
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Prøvesvar" }).ClickAsync();
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = analysis }).First.ClickAsync();
        foreach (var said in words)
        {
            await citizen.Says(said);
        }

        await citizen.Look("analyse");
    }

    /// <summary>Moves a visit to the first time two weeks from now.</summary>
    public static async Task MoveVisit(Visit citizen, string title)
    {
        var page = citizen.Page;
        await Open(page, title);
        await page.GetByRole(AriaRole.Link, new() { Name = "Flyt aftalen" }).ClickAsync();
        await page.GetByLabel("Fra og med").FillAsync("i morgen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Vis tider" }).ClickAsync();
        Assert.Contains("Skriv datoen som DD/MM/ÅÅÅÅ", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal("i morgen", await page.InputValueAsync("#fra"));
        await citizen.Look("aftale-vaelg");
        await page.GetByLabel("Fra og med").FillAsync(DateTime.Now.AddDays(14).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Button, new() { Name = "Vis tider" }).ClickAsync();
        var time = page.Locator(".hh-time").First;
        var chosen = (await time.InnerTextAsync()).Split('\n')[0];
        await time.ClickAsync();
        await citizen.Says(chosen);
        await citizen.Look("aftale-bekraeft");
        await page.GetByRole(AriaRole.Button, new() { Name = "Flyt til den nye tid" }).ClickAsync();
        await citizen.Says("Din aftale er flyttet");
        await citizen.Says(chosen);
    }

    /// <summary>Accepts the time that is offered; who has no offer says that they wait, and gets one.</summary>
    /// <returns>Where the visit stands.</returns>
    public static async Task<string> AcceptEarlier(Visit citizen, string title)
    {
        var page = citizen.Page;
        await page.GotoAsync("/borger/aftaler");

        // Somebody may be offered another visit, too.
        var offer = page.Locator(".hh-offer").Filter(new() { HasText = title });
        if (await offer.CountAsync() == 0)
        {
            await Open(page, title);
            await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Få besked om en tidligere tid") }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Sæt mig på ventelisten" }).ClickAsync();
            await citizen.Says("Du står nu på ventelisten");
            await Until(page, "/borger/aftaler", "Du kan få en tidligere tid");
        }

        await citizen.Look("aftaler-tilbud");
        await offer.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Ja tak til") }).ClickAsync();
        await citizen.Says("Du har fået den tidligere tid");
        await citizen.Says(title);
        await citizen.Look("aftale-kvittering");

        // Going back shows the list as it is now: the offer is no more to be sent.
        var here = page.Url.Split('?')[0];
        await page.GoBackAsync();
        Assert.Equal(0, await offer.CountAsync());
        return here;
    }

    public static async Task CancelVisit(Visit citizen, string address)
    {
        var page = citizen.Page;
        await page.GotoAsync(address);
        await page.GetByRole(AriaRole.Link, new() { Name = "Aflys aftalen" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aflys aftalen" }).ClickAsync();
        Assert.Contains("Vælg, hvorfor du aflyser", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        await citizen.Look("aftale-aflys");
        await page.GetByLabel("Jeg er syg").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aflys aftalen" }).ClickAsync();
        await citizen.Says("Din aftale er aflyst");
    }

    /// <summary>Somebody of the staff looks; the citizen sees it, has it proved, asks why and reads the answer.</summary>
    public static async Task AskWhy(Visit citizen, (Visit Visit, string Name) staff, string patient)
    {
        var page = citizen.Page;
        await staff.Visit.Page.GotoAsync($"/klinik/patient/{patient}");
        await page.GotoAsync("/borger");
        await Menu(page, "Hvem kigger");
        var card = page.Locator(".hh-look-day article", new() { HasText = staff.Name }).First;
        Assert.Contains("Behandling", await card.InnerTextAsync(), StringComparison.Ordinal);
        await citizen.Says("Du har selv set journalen");
        await citizen.Look("adgange");
        await OpenContact(page);
        await page.GotoAsync("/borger/adgange");
        await card.Locator("summary").ClickAsync();
        var ask = await card.GetByText("Spørg hvorfor").GetAttributeAsync("href");
        await card.Locator("a[href*='/bevis']").First.ClickAsync();
        await Until(page, page.Url, "Det passer");
        await citizen.Look("bevis");

        await page.GotoAsync(ask!);
        await page.FillAsync("textarea", "Kort");
        await page.ClickAsync("main form button");
        await citizen.Says("Skriv mellem 10 og 500 tegn");
        await citizen.Look("spoerg");
        await page.FillAsync("textarea", $"Hvorfor er der set i journalen for {patient}?");
        await page.ClickAsync("main form button");
        await citizen.Says("Dit spørgsmål er sendt");

        var answer = $"Vi så på målingerne for {patient}.";
        await staff.Visit.Page.GotoAsync("/klinik/spoergsmaal");
        await staff.Visit.Look("spoergsmaal");
        await staff.Visit.Page.FillAsync("textarea >> nth=0", answer);
        await staff.Visit.Page.ClickAsync("main form button >> nth=0");
        await staff.Visit.Says("Svaret er sendt");
        await page.GotoAsync("/borger");
        await citizen.Says("spurgte hvorfor");
        await page.GotoAsync("/borger/adgange");
        await citizen.Says(answer);
    }

    // What an access belongs to is a link to just that.
    private static async Task OpenContact(IPage page)
    {
        Assert.Equal(0, await page.Locator(".hh-look-day a[href='/borger/aftaler']").CountAsync());
        var contact = page.Locator(".hh-look-day .hh-look li > p > a").First;
        if (await contact.CountAsync() == 0)
        {
            return; // a referral has no page
        }

        var path = await contact.GetAttributeAsync("href");
        Assert.Equal((path, 200), (path, (await page.GotoAsync(path!))!.Status));
    }

    /// <summary>Blocks a unit; who works there sees the record no more, and sees it again when the block is lifted.</summary>
    public static async Task Block(Visit citizen, Visit staff, string patient, string unit)
    {
        var page = citizen.Page;
        var record = $"/klinik/patient/{patient}";
        await staff.Page.GotoAsync(record);
        await staff.Says("Aktuel medicin");
        await page.GotoAsync($"/borger/adgange/spaer?hvem={unit}");
        await page.ClickAsync("main form button");
        await citizen.Says("Spærringen gælder nu");
        await citizen.Look("spaerringer");
        await staff.Page.GotoAsync(record);
        await staff.Says("Du kan ikke se noget i journalen");
        Assert.DoesNotContain("Aktuel medicin", await staff.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await staff.Look("klinik-spaerret");
        await page.GotoAsync("/borger/adgange?hvad=afvist");
        await citizen.Look("adgange-afvist");
        await page.GotoAsync("/borger/adgange/spaerringer");
        await page.ClickAsync("main form button");
        await citizen.Says("Du har ingen spærringer");
        await staff.Page.GotoAsync(record);
        await staff.Says("Aktuel medicin");
        var foreign = await page.Context.APIRequest.PostAsync($"/borger/adgange/spaer?hvem={unit}", new APIRequestContextOptions { MaxRedirects = 0 });
        Assert.Equal(403, foreign.Status);
    }

    public static Task Menu(IPage page, string name) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Hovedmenu" }).GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();

    private static async Task Open(IPage page, string title)
    {
        await page.GotoAsync("/borger/aftaler");
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = title, Exact = true }).First.ClickAsync();
    }

    // What others do in the background, a page without scripts only tells when it is asked again.
    private static async Task Until(IPage page, string path, string words)
    {
        for (var i = 0; i < MostLooks; i++)
        {
            await page.GotoAsync(path);
            if ((await page.InnerTextAsync("main")).Contains(words, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(250, Ct);
        }

        Assert.Fail($"{path} never said: {words}");
    }
}
