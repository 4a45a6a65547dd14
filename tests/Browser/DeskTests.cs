using System.Text.RegularExpressions;

namespace Helhed.Tests.Browser;

/// <summary>What citizens have said, as staff see it; and what staff write down for those who call or write. Every page on the way is held to axe.</summary>
[Trait("Needs", "Chromium")]
public sealed class DeskTests(Site site)
{
    [Fact]
    public async Task What_a_citizen_needs_is_seen_by_the_nurse_and_an_interpreter_comes_by_itself()
    {
        await using var citizen = await site.Visit("citizen-copd", scripts: false);
        await citizen.Page.GotoAsync("/borger/stamdata");
        await citizen.Page.GetByLabel("Jeg har brug for tolk").CheckAsync();
        await citizen.Page.GetByLabel("Sprog, du helst taler").SelectOptionAsync("ar");
        await citizen.Page.FillAsync("input[name=navn-1]", "Test Kirsten Holm");
        await citizen.Page.FillAsync("input[name=forhold-1]", "Nabo");
        await citizen.Page.FillAsync("input[name=telefon-1]", "20 30 40 50");
        await citizen.Page.GetByRole(AriaRole.Button, new() { Name = "Gem" }).ClickAsync();
        await citizen.Says("Dine oplysninger er gemt");

        await using var visit = await site.Visit("nurse-copd", phone: true, scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/klinik/patient/citizen-copd");
        foreach (var words in (string[])["Har brug for tolk", "Taler helst arabisk", "Test Kirsten Holm (nabo)", "20304050"])
        {
            Assert.Contains(words, await page.InnerTextAsync(".hh-patient"), StringComparison.Ordinal);
        }

        await visit.Look("klinik-hensyn");
        await page.GotoAsync("/klinik/kalender");
        while (await page.Locator(".hh-cal-entry.is-free").CountAsync() == 0)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Næste" }).ClickAsync();
        }

        await page.Locator(".hh-cal-entry.is-free a").Last.ClickAsync();
        await page.GetByLabel("Navn eller CPR-nummer").FillAsync("Inger Mortensen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find patient" }).ClickAsync();
        await visit.Says("Har brug for tolk");
        await visit.Look("kalender-book-hensyn");
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("Inger") }).First.CheckAsync();
        await page.GetByLabel("Kontrol hos sygeplejerske").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Book tiden" }).ClickAsync();
        await visit.Says("Det er gjort");
        await page.Locator(".hh-cal-entry.is-visit a", new() { HasTextRegex = new Regex("^Test Inger Mortensen") }).Last.ClickAsync();
        await visit.Says("Har brug for tolk");
        Assert.Contains("Tolk", await page.InnerTextAsync("dl.hh-pairs"), StringComparison.Ordinal);
        await visit.Look("kalender-aftale-hensyn");
        await page.GetByLabel("Klinikken må aflyse").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aflys" }).ClickAsync();
        await visit.Says("Det er gjort");

        // Taken back, it is shown no more.
        await citizen.Page.GotoAsync("/borger/stamdata");
        await citizen.Page.GetByLabel("Jeg har brug for tolk").UncheckAsync();
        await citizen.Page.GetByLabel("Sprog, du helst taler").SelectOptionAsync("da");
        await citizen.Page.GetByRole(AriaRole.Button, new() { Name = "Gem" }).ClickAsync();
        await page.GotoAsync("/klinik/patient/citizen-copd");
        Assert.DoesNotContain("tolk", await page.InnerTextAsync(".hh-patient"), StringComparison.Ordinal);
        visit.HasNoComplaints();
        citizen.HasNoComplaints();
    }

    [Fact]
    public async Task Where_a_protected_patient_lives_is_on_no_list_and_no_letter_and_marked_where_it_is_shown()
    {
        await using var visit = await site.Visit("nurse-copd");
        var page = visit.Page;
        const string Path = "/klinik/patient/citizen-pregnant";
        await Find(page, "Test");
        var hit = page.Locator($".hh-hit a[href='{Path}']");
        var (name, place) = (await hit.Locator(".hh-hit-name").InnerTextAsync(), await hit.Locator(".hh-hit-line > span").Last.InnerTextAsync());
        Assert.NotEqual("", place);
        const string Record = "/fhir/Patient/citizen-pregnant";
        var headers = await visit.System();
        var patient = System.Text.Json.Nodes.JsonNode.Parse(await (await page.Context.APIRequest.GetAsync(Record, new APIRequestContextOptions { Headers = headers })).TextAsync())!.AsObject();
        patient["meta"]!.AsObject()["security"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]""");
        await Write();
        var home = patient["address"]![0]!["line"]![0]!.GetValue<string>();

        await Find(page, name);
        var shown = await page.Locator($"a[href='{Path}']").InnerTextAsync();
        Assert.Contains("Beskyttet adresse", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(place, shown, StringComparison.Ordinal);
        await visit.Look("klinik-fundne-beskyttet");
        await page.GotoAsync(Path);
        await visit.Says("Beskyttet adresse");
        Assert.DoesNotContain(home, await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await visit.Look("klinik-patient-beskyttet");

        await page.GotoAsync("/klinik/kalender");
        while (await page.Locator(".hh-cal-entry.is-free").CountAsync() == 0)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Næste" }).ClickAsync();
        }

        await page.Locator(".hh-cal-entry.is-free a").Last.ClickAsync();
        await page.GetByLabel("Navn eller CPR-nummer").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Find patient" }).ClickAsync();
        var choice = page.Locator("label", new() { HasText = $"{name}, beskyttet adresse" }).First;
        await choice.ClickAsync();
        Assert.DoesNotContain(place, await choice.InnerTextAsync(), StringComparison.Ordinal);
        await page.GetByLabel("Kontrol hos sygeplejerske").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Book tiden" }).ClickAsync();
        await visit.Says("Det er gjort");
        await page.Locator(".hh-cal-entry.is-visit a", new() { HasTextRegex = new Regex("^" + Regex.Escape(name)) }).Last.ClickAsync();
        Assert.DoesNotContain(home, await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Skriv brev" }).First.ClickAsync();
        var letter = await page.InnerTextAsync(".hh-letter");
        Assert.Contains(name, letter, StringComparison.Ordinal);
        Assert.DoesNotContain(home, letter, StringComparison.Ordinal);
        Assert.DoesNotContain(place.Replace(" Kommune", "", StringComparison.Ordinal), await page.InnerTextAsync(".hh-letter address"), StringComparison.Ordinal);
        await visit.Look("brev-beskyttet");
        patient["meta"]!.AsObject().Remove("security");
        await Write();
        visit.HasNoComplaints();

        async Task Write()
        {
            var answer = await page.Context.APIRequest.PutAsync(Record, new APIRequestContextOptions { Data = patient.ToJsonString(), Headers = headers });
            Assert.True(answer.Status == 200, await answer.TextAsync());
        }
    }

    private static async Task Find(IPage page, string name)
    {
        await page.GotoAsync("/klinik");
        await page.FillAsync("input[name=soeg]", name);
        await page.ClickAsync("form[role=search] button");
        await page.WaitForSelectorAsync(".hh-hit");
    }
}
