namespace Helhed.Tests.Browser;

/// <summary>
/// The portal, walked through from the door to the way out by four of those it is for: an old woman on a phone without JavaScript, a woman
/// with cancer, a girl of 16, and a mother for her son. Each does all that is theirs to do; every page on the way is held to what every
/// page must hold.
/// </summary>
[Trait("Needs", "Chromium")]
public sealed class WalkTests(Site site)
{
    [Fact]
    public async Task An_old_woman_on_a_phone_without_JavaScript()
    {
        await using var citizen = await site.Visit(phone: true, scripts: false);
        await using var nurse = await site.Visit("nurse-copd", phone: true, scripts: false);
        await using var gp = await site.Visit("gp", phone: true, scripts: false);
        await Acts.LogIn(citizen, "citizen-copd");
        await Acts.UnderstandResult(citizen, "Hæmoglobin", "bærer ilt rundt i kroppen", "5 ud af 100 raske");
        await Acts.MoveVisit(citizen, "Årskontrol KOL");
        await Acts.CancelVisit(citizen, await Acts.AcceptEarlier(citizen, "Medicingennemgang"));
        await Acts.AskWhy(citizen, (nurse, "Birgitte Lund"), "citizen-copd");
        await Acts.Block(citizen, nurse, "citizen-copd", "Organization/slagelse-lunge");
        await Consenting.GiveAndWithdraw(citizen, "share-municipality", () => Consenting.OnPaper(nurse, "citizen-copd"));
        await Mandating.GiveAndEnd(site, citizen, "citizen-copd", "citizen-cancer");
        await Reporting.Report(citizen, gp, "/borger/journal/notater?sektor=Practice", "Inger: Det har jeg aldrig sagt.");
        await Acts.LogOut(citizen);
        citizen.HasNoComplaints();
    }

    [Fact]
    public async Task A_woman_with_cancer()
    {
        await using var citizen = await site.Visit();
        await using var gp = await site.Visit("gp");
        await Acts.LogIn(citizen, "citizen-cancer");
        await Acts.UnderstandResult(citizen, "Hæmoglobin", "bærer ilt rundt i kroppen", "5 ud af 100 raske");
        await Acts.MoveVisit(citizen, "Blodprøver før kemoterapi");
        await Acts.AcceptEarlier(citizen, "Samtale");
        await Acts.AskWhy(citizen, (gp, "Karen Winther"), "citizen-cancer");
        await Acts.Block(citizen, gp, "citizen-cancer", "Organization/laege-0330-1");
        await Consenting.GiveAndWithdraw(citizen, "research-contact");
        await Mandating.GiveAndEnd(site, citizen, "citizen-cancer", "citizen-diabetes");
        await Reporting.Report(citizen, gp, "/borger/journal/notater?sektor=Practice", "Marianne: Jeg har aldrig røget. Det har jeg sagt før.");
        await citizen.Page.GotoAsync("/sprog?til=en&to=/borger/adgange");
        Assert.Equal("Who has seen my record", await citizen.Page.InnerTextAsync("h1"));
        await citizen.Page.GotoAsync("/borger/fuldmagter");
        Assert.Equal("Who can act for you?", await citizen.Page.InnerTextAsync("h1"));
        citizen.HasNoComplaints();
        gp.HasNoComplaints();
    }

    [Fact]
    public async Task A_girl_of_16_who_decides_in_part_herself()
    {
        await using var citizen = await site.Visit(scripts: false);
        await using var gp = await site.Visit("gp", scripts: false);
        await Acts.LogIn(citizen, "citizen-teen");
        await Acts.UnderstandResult(citizen, "Blodtryk, systolisk", "trykket, når hjertet slår");
        await Acts.MoveVisit(citizen, "Opfølgning, prævention");
        await Acts.AcceptEarlier(citizen, "Opfølgning, prævention");
        await Acts.AskWhy(citizen, (gp, "Karen Winther"), "citizen-teen");
        await Acts.Block(citizen, gp, "citizen-teen", "Organization/laege-0330-1");
        await Consenting.GiveAndWithdraw(citizen, "research-contact");
        await Mandating.SeeWhatAParentSees(citizen);
        await Mandating.GiveAndEnd(site, citizen, "citizen-teen", "citizen-diabetes");
        await Reporting.Report(citizen, gp, "/borger/journal/notater", "Freja: Min kæreste og jeg er gået fra hinanden.");
        citizen.HasNoComplaints();
    }

    [Fact]
    public async Task A_mother_for_her_son()
    {
        await using var parent = await site.Visit(phone: true);
        await using var gp = await site.Visit("gp", phone: true);
        var page = parent.Page;
        await Acts.LogIn(parent, "citizen-parent");
        await Mandating.ActFor(parent, "Test Villads Østergaard");
        foreach (var path in new[] { "/borger", "/borger/medicin", "/borger/adgange" })
        {
            await page.GotoAsync(path);
            Assert.Contains("Du ser journalen for Test Villads Østergaard", await page.InnerTextAsync(".hh-behalf"), StringComparison.Ordinal);
        }

        await parent.Look("barn-adgange");
        await Acts.UnderstandResult(parent, "Peak flow", "hvor hurtigt du kan puste luft ud");
        await Acts.MoveVisit(parent, "Astmakontrol og priktest");
        await Acts.AcceptEarlier(parent, "Astmakontrol og priktest");
        await Acts.AskWhy(parent, (gp, "Karen Winther"), "citizen-child");
        await Reporting.Report(parent, gp, "/borger/journal/vaccinationer", "Villads har fået to vacciner den dag.");

        // Whom to keep out is the mother's to decide until the child is 15; the rest is nobody's but one's own.
        Assert.Equal(200, (await page.GotoAsync("/borger/adgange/spaerringer"))!.Status);
        foreach (var path in new[] { "/borger/samtykker/giv?hvad=photo", "/borger/fuldmagter", "/borger/journal/svar" })
        {
            Assert.Equal((path, 403), (path, (await page.GotoAsync(path))!.Status));
        }

        await page.GotoAsync("/borger/stamdata");
        Assert.Equal(0, await page.Locator("main form").CountAsync());
        await parent.Look("barn-stamdata");
        await Mandating.ActFor(parent, "Mig selv");
        Assert.Equal(0, await page.Locator(".hh-behalf").CountAsync());
        parent.HasNoComplaints();
    }
}
