using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;

namespace Helhed.Tests.Browser;

/// <summary>Appointments as people use them: without JavaScript, on a phone and by keyboard; every page on the way is held to axe.</summary>
[Trait("Needs", "Chromium")]
public sealed class BookingTests(Site site)
{
    [Fact]
    public async Task A_citizen_accepts_an_earlier_time_moves_and_cancels_on_a_phone_without_JavaScript()
    {
        await using var visit = await site.Visit("citizen-copd", phone: true, scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/borger/aftaler");
        await Look(visit, "aftaler");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Ja tak til") }).ClickAsync();
        Assert.Contains("Du har fået den tidligere tid", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(visit, "aftale-kvittering");

        // Going back shows the list as it is now: the offer is no more to be sent.
        var here = page.Url;
        await page.GoBackAsync();
        Assert.Equal(0, await page.Locator(".hh-offer").CountAsync());
        await page.GotoAsync(here.Split('?')[0]);

        await page.GetByRole(AriaRole.Link, new() { Name = "Flyt aftalen" }).ClickAsync();
        await Look(visit, "aftale-vaelg");
        await page.GetByLabel("Fra og med").FillAsync("i morgen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Vis tider" }).ClickAsync();
        Assert.Contains("Skriv datoen som DD/MM/ÅÅÅÅ", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        Assert.Equal("i morgen", await page.InputValueAsync("#fra"));
        await page.GotoAsync(here.Split('?')[0] + "/flyt");
        var time = page.Locator(".hh-time").Last;
        var chosen = (await time.InnerTextAsync()).Split('\n')[0];
        await time.ClickAsync();
        await Look(visit, "aftale-bekraeft");
        Assert.Contains(chosen, await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Flyt til den nye tid" }).ClickAsync();
        Assert.Contains("Din aftale er flyttet", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Contains(chosen, await page.InnerTextAsync("main"), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Link, new() { Name = "Aflys aftalen" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aflys aftalen" }).ClickAsync();
        Assert.Contains("Vælg, hvorfor du aflyser", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        await Look(visit, "aftale-aflys");
        await page.GetByLabel("Jeg er syg").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aflys aftalen" }).ClickAsync();
        Assert.Contains("Din aftale er aflyst", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.DoesNotContain(visit.Complaints, c => !c.Contains("status of 422", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_citizen_puts_visits_on_one_day_without_JavaScript()
    {
        await using var visit = await site.Visit("citizen-diabetes", phone: true, scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/borger/aftaler");
        await page.ClickAsync("main a[href='/borger/aftaler/samlet']");
        await Look(visit, "samlet");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find et forslag" }).ClickAsync();
        Assert.Contains("Vælg mindst to", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        var boxes = page.Locator("input[name=v]");
        await boxes.Nth(0).CheckAsync();
        await boxes.Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Find et forslag" }).ClickAsync();
        Assert.Equal("Et forslag til dig", await page.InnerTextAsync("h1"));
        Assert.Contains("Intet er ændret endnu", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(visit, "samlet-forslag");
        var day = await page.InnerTextAsync("main h2 >> nth=0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Brug forslaget" }).ClickAsync();
        Assert.Contains("Dine besøg er samlet", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.NotEqual("", day);
        Assert.DoesNotContain(visit.Complaints, c => !c.Contains("status of 422", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_citizen_books_waits_and_says_how_to_be_told_by_keyboard()
    {
        await using var visit = await site.Visit("citizen-parent");
        var page = visit.Page;
        await page.GotoAsync("/borger/aftaler/ny");
        await Look(visit, "aftale-ny");
        await page.GetByRole(AriaRole.Link, new() { Name = "Hos sygeplejersken" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("sygeplejerske$"));
        await Look(visit, "aftale-vaelg-ny");
        await page.Locator(".hh-time").Last.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Jeg har brug for at blive hentet").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Book tiden" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("kvittering=booket$"));
        await Look(visit, "aftale-booket");
        var file = await page.Context.APIRequest.GetAsync(page.Url.Split('?')[0] + "/kalender.ics");
        Assert.Contains("SUMMARY:Aftale på Slagelse Lægecenter\r\n", await file.TextAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Få besked om en tidligere tid") }).ClickAsync();
        await Look(visit, "venteliste");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sæt mig på ventelisten" }).ClickAsync();
        Assert.Contains("Du står nu på ventelisten", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Du står på venteliste") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Tag mig af ventelisten" }).ClickAsync();
        Assert.Contains("Du er taget af ventelisten", await page.InnerTextAsync("main"), StringComparison.Ordinal);

        await page.GotoAsync("/borger/aftaler/beskeder");
        await page.GetByLabel("SMS").CheckAsync();
        await page.GetByLabel("Nummer eller adresse").FillAsync("12");
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem" }).ClickAsync();
        Assert.Equal("12", await page.InputValueAsync("#modtager"));
        await Look(visit, "beskeder");
        await page.GetByLabel("Nummer eller adresse").FillAsync("20 00 00 00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem" }).ClickAsync();
        Assert.Contains("Dine valg er gemt", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Contains("Simuleret", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Lav en adresse" }).ClickAsync();
        var feed = await page.InnerTextAsync(".hh-secret");
        await using var nobody = await site.Visit();
        Assert.Contains("BEGIN:VEVENT", await (await nobody.Page.Context.APIRequest.GetAsync(feed)).TextAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Luk alle adresser" }).ClickAsync();
        Assert.Equal(404, (await nobody.Page.Context.APIRequest.GetAsync(feed)).Status);
        Assert.DoesNotContain(visit.Complaints, c => !c.Contains("status of 422", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_nurse_books_and_writes_a_letter_without_dragging()
    {
        await using var visit = await site.Visit("nurse-copd");
        var page = visit.Page;
        await page.GotoAsync("/klinik/kalender?vis=uge");
        await Look(visit, "kalender-uge");
        await page.GotoAsync("/klinik/kalender");
        while (await page.Locator(".hh-cal-entry.is-free").CountAsync() < 2)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Næste" }).ClickAsync();
        }

        await Look(visit, "kalender-dag");
        await page.Locator(".hh-cal-entry.is-free a").First.ClickAsync();
        await page.GetByLabel("Navn eller CPR-nummer").FillAsync("Inger");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find patient" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("Inger") }).First.CheckAsync();
        await page.GetByLabel("Kontrol hos sygeplejerske").CheckAsync();
        await Look(visit, "kalender-book");
        await page.GetByRole(AriaRole.Button, new() { Name = "Book tiden" }).ClickAsync();
        Assert.Contains("Det er gjort", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("Inger") }).First.ClickAsync();
        await Look(visit, "kalender-aftale");
        await page.GetByRole(AriaRole.Link, new() { Name = "Book en mere oven i" }).ClickAsync();
        Assert.True(await page.GetByLabel("Navn eller CPR-nummer").IsVisibleAsync());
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Skriv brev" }).ClickAsync();
        Assert.Contains("ring på", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(visit, "brev");
        await page.GoBackAsync();
        await page.GetByLabel("Klinikken må aflyse").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aflys" }).ClickAsync();
        Assert.Contains("Det er gjort", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.DoesNotContain(visit.Complaints, c => !c.Contains("status of 422", StringComparison.Ordinal));
    }

    // What is asked of every page, asked where it is met; without scripts axe cannot run, so there it is only kept as a picture.
    private static async Task Look(Visit visit, string name)
    {
        if (visit.Scripts)
        {
            var axe = await visit.Page.RunAxe();
            Assert.Equal("", string.Join('\n', axe.Violations.SelectMany(v => v.Nodes.Select(n => $"{name}: {v.Id}: {v.Help}: {n.Html}"))));
            Assert.Equal("", string.Join('\n', await visit.Page.EvaluateAsync<string[]>(PageTests.Overflow)));
        }

        if (Environment.GetEnvironmentVariable("HELHED_PICTURES") is { Length: > 0 } folder)
        {
            await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }
}
