using System.Text.RegularExpressions;

namespace Helhed.Tests.Browser;

/// <content>How results and messages are wanted, and why somebody looked: told to staff, seen by the citizen.</content>
public sealed partial class DeskTests
{
    private static async Task TellHowResultsAreWanted(Visit visit, Visit citizen)
    {
        var (page, theirs) = (visit.Page, citizen.Page);
        await page.GotoAsync(Behalf);
        await page.GetByRole(AriaRole.Link, new() { Name = "Vælg, hvordan borgeren vil have svar" }).ClickAsync();
        Assert.True(await page.GetByLabel("Vis det med det samme").IsCheckedAsync());
        await page.GetByLabel("Vent 14 dage").CheckAsync();
        await page.GetByLabel("På papir").CheckAsync();
        await Enter(visit);

        // The paper alone is missing, and the choice stands.
        await visit.Says("Vælg en fil, der er PDF, PNG eller JPEG og højst 2 MB");
        Assert.True(await page.GetByLabel("Vent 14 dage").IsCheckedAsync());
        await visit.Look("vegne-svar-fejl");
        await page.SetInputFilesAsync("input[type=file]", Paper("%PDF-1.7 svar"));
        await Enter(visit);
        await visit.Says("Svar: Vent 14 dage");
        await theirs.GotoAsync("/borger/journal/svar");
        Assert.True(await theirs.GetByLabel("Vent 14 dage").IsCheckedAsync());
        await citizen.Says("Du gav det på papir");
        await citizen.Says("Birgitte Lund skrev det ind for dig");
        Assert.Equal("%PDF-1.7 svar", await citizen.Opens("main a[href$='/papir']"));
        await citizen.Look("svar-paa-papir");

        // It is no block of the citizen themself.
        await theirs.GotoAsync("/borger/adgange/spaerringer");
        Assert.DoesNotContain("Patient/", await theirs.InnerTextAsync("main"), StringComparison.Ordinal);

        await page.GotoAsync(Behalf + "/svar");
        Assert.True(await page.GetByLabel("Vent 14 dage").IsCheckedAsync());
        await page.GetByLabel("Vis det med det samme").CheckAsync();
        await page.GetByLabel("I telefonen").CheckAsync();
        await Enter(visit);
        await visit.Says("Det er skrevet ind");
        Assert.DoesNotContain("Svar: ", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await theirs.GotoAsync("/borger/journal/svar");
        Assert.True(await theirs.GetByLabel("Vis det med det samme").IsCheckedAsync());
        await citizen.Says("Du stoppede det i telefonen");
    }

    private static async Task TellWhyIsAsked(Visit visit, Visit citizen)
    {
        const string Why = "Hvorfor har I set i min journal i dag?";
        var (page, theirs) = (visit.Page, citizen.Page);
        await page.GotoAsync(Behalf + "/spoerg");
        await page.FillAsync("textarea[name=ord]", "Hvorfor");
        await Enter(visit);
        await visit.Says("Skriv mindst to bogstaver af navnet");
        await visit.Says("Skriv mellem 10 og 500 tegn");
        await visit.Says("Skriv dagen fra borgerens liste");
        Assert.Equal("Hvorfor", await page.InputValueAsync("textarea[name=ord]"));
        await visit.Look("vegne-spoerg-fejl");
        await SendAgain(page, Behalf + "/spoerg", await Ask("Birgitte Lund", "%PDF-1.7 hvorfor"));

        // Whether somebody has looked is said to the citizen alone.
        await Ask("Omar Haddad", null);
        await theirs.GotoAsync("/borger/adgange");
        var onPaper = theirs.Locator("article", new() { HasText = "Du gav det på papir" }).Filter(new() { HasText = Why });
        Assert.Equal(1, await onPaper.Filter(new() { HasText = "Venter på svar" }).Filter(new() { HasText = "Om Birgitte Lund" }).CountAsync());
        Assert.Equal("%PDF-1.7 hvorfor", await citizen.Opens("article a[href^='/borger/papir/']"));
        await theirs.GotoAsync("/borger/adgange");
        var asked = theirs.Locator("article", new() { HasText = "Du sagde det i telefonen" }).Filter(new() { HasText = Why });
        Assert.Equal(1, await asked.Filter(new() { HasText = "ingen er blevet spurgt" }).Filter(new() { HasText = "Om Omar Haddad" }).CountAsync());
        await citizen.Says("Skrev dit spørgsmål ind for dig");
        await citizen.Look("spurgt-i-telefonen");

        await page.GotoAsync("/klinik/spoergsmaal");
        var open = page.Locator("article", new() { HasText = Why }).Last;
        Assert.Contains("Skrevet ind af Birgitte Lund", await open.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("%PDF-1.7 hvorfor", await visit.Opens("main a[href*='/vegne/papir/']"));
        await visit.Look("spoergsmaal-paa-papir");
        await page.GotoAsync("/klinik/spoergsmaal");
        await open.Locator("textarea").FillAsync("Vi skrev det ind, som du sagde.");
        await open.GetByRole(AriaRole.Button).ClickAsync();
        await visit.Says("Svaret er sendt");
        await theirs.GotoAsync("/borger/adgange");
        await citizen.Says("Vi skrev det ind, som du sagde.");

        async Task<IFormData> Ask(string whom, string? paper)
        {
            await page.GotoAsync(Behalf + "/spoerg");
            await page.FillAsync("input[name=kigget]", await page.InputValueAsync("input[name=dag]"));
            await page.FillAsync("textarea[name=ord]", Why);
            await page.FillAsync("input[name=hvem]", whom);
            await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
            Assert.Equal(Why, await page.InputValueAsync("textarea[name=ord]"));
            await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex(whom) }).First.CheckAsync();
            await page.GetByLabel(paper is null ? "I telefonen" : "På papir").CheckAsync();
            await visit.Look("vegne-spoerg");
            if (paper is not null)
            {
                await page.SetInputFilesAsync("input[type=file]", Paper(paper));
            }

            var form = await Filled(page, "ord", paper is null ? null : Paper(paper));
            await Enter(visit);
            await visit.Says("Det er skrevet ind");
            return form;
        }
    }

    private static async Task TellHowMessagesAreWanted(Visit visit, Visit citizen)
    {
        var (page, theirs) = (visit.Page, citizen.Page);
        await page.GotoAsync(Behalf + "/beskeder");
        Assert.True(await page.GetByLabel("Dagen før en aftale").IsCheckedAsync());
        await page.GetByLabel("SMS").CheckAsync();
        await page.FillAsync("input[name=modtager]", "12");
        await page.GetByLabel("Dagen før en aftale").UncheckAsync();
        await page.GetByLabel("Ingen beskeder fra kl.").SelectOptionAsync("20");
        await page.GetByLabel("På papir").CheckAsync();
        await Enter(visit);
        await visit.Says("Skriv et nummer med mindst 8 cifre eller en e-mail-adresse");
        Assert.False(await page.GetByLabel("Dagen før en aftale").IsCheckedAsync());
        Assert.Equal("12", await page.InputValueAsync("input[name=modtager]"));
        await visit.Look("vegne-beskeder-fejl");
        await page.FillAsync("input[name=modtager]", "29 38 47 56");
        await page.SetInputFilesAsync("input[type=file]", Paper("%PDF-1.7 sms"));
        var again = await Filled(page, "kanal", Paper("%PDF-1.7 sms"));
        await Enter(visit);
        await visit.Says("Det er skrevet ind");
        await SendAgain(page, Behalf + "/beskeder", again);

        await theirs.GotoAsync("/borger/aftaler/beskeder");
        Assert.True(await theirs.GetByLabel("SMS").IsCheckedAsync());
        Assert.False(await theirs.GetByLabel("Dagen før en aftale").IsCheckedAsync());
        Assert.Equal(("29 38 47 56", "20"), (await theirs.InputValueAsync("input[name=modtager]"), await theirs.InputValueAsync("select[name=stille]")));
        await citizen.Says("Du gav det på papir");
        await citizen.Says("Birgitte Lund skrev det ind for dig");
        await citizen.Look("beskeder-paa-papir");
        Assert.Equal("%PDF-1.7 sms", await citizen.Opens("main a[href^='/borger/papir/']"));
        await theirs.GotoAsync("/borger/aftaler/beskeder");

        // What was changed meanwhile is not overwritten: staff look it over, and enter it again.
        await page.GotoAsync(Behalf + "/beskeder");
        await theirs.GetByLabel("Digital Post").CheckAsync();
        await theirs.FillAsync("input[name=modtager]", "");
        await theirs.GetByLabel("Dagen før en aftale").CheckAsync();
        await theirs.GetByLabel("Ingen beskeder fra kl.").SelectOptionAsync("21");
        await theirs.GetByRole(AriaRole.Button, new() { Name = "Gem", Exact = true }).ClickAsync();
        Assert.DoesNotContain("skrev det ind for dig", await theirs.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GetByLabel("I telefonen").CheckAsync();
        await Enter(visit);
        await visit.Says("Oplysningerne er ændret imens");
    }

    private static async Task TellAVisitIsAskedAbout(Visit visit, Visit citizen)
    {
        const string Words = "Må jeg tage min hund med, når jeg kommer?";
        var (page, theirs) = (visit.Page, citizen.Page);
        await page.GotoAsync(Behalf);
        await page.GetByRole(AriaRole.Link, new() { Name = "Spørg om et besøg" }).ClickAsync();
        await page.FillAsync("textarea[name=ord]", "Hund?");
        await Enter(visit);
        await visit.Says("Vælg telefon eller papir");
        await visit.Says("Vælg, hvilket besøg det handler om");
        await visit.Says("Skriv mellem 10 og 1000 tegn");
        Assert.Equal("Hund?", await page.InputValueAsync("textarea[name=ord]"));
        await visit.Look("vegne-besoeg-fejl");
        await page.FillAsync("textarea[name=ord]", Words);
        await page.GetByLabel("Hvilket besøg handler det om?").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        var about = await page.InputValueAsync("select[name=linje]");
        await page.GetByLabel("På papir").CheckAsync();
        await page.SetInputFilesAsync("input[type=file]", Paper("%PDF-1.7 hund"));
        await visit.Look("vegne-besoeg");
        var form = await Filled(page, "linje", Paper("%PDF-1.7 hund"));
        await SendTwice(page, Behalf + "/besoeg", form);
        await Enter(visit);
        await visit.Says("Det er skrevet ind");

        // A visit that is not this patient's, or that nobody has, is none to choose.
        form.Set("linje", "Appointment/findes-ikke");
        var origin = new Dictionary<string, string> { ["Origin"] = new Uri(page.Url).GetLeftPart(UriPartial.Authority) };
        Assert.Equal(422, (await page.Context.APIRequest.PostAsync(Behalf + "/besoeg", new() { Multipart = form, Headers = origin })).Status);

        await theirs.GotoAsync("/borger/aftaler/" + about["Appointment/".Length..]);
        Assert.Equal(1, await theirs.Locator("q", new() { HasText = Words }).CountAsync());
        await citizen.Says("Du gav det på papir");
        await citizen.Says("Birgitte Lund skrev det ind for dig");
        await citizen.Look("besoeg-spurgt-paa-papir");
        Assert.Equal("%PDF-1.7 hund", await citizen.Opens("main a[href^='/borger/papir/']"));
    }
}
