using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;

namespace Helhed.Tests.Browser;

/// <summary>The citizen's portal, walked through as people walk through it; every page on the way is held to what every page must hold.</summary>
[Trait("Needs", "Chromium")]
public sealed class PortalTests(Site site)
{
    private const string Wrong = "Jeg har aldrig røget. Det har jeg sagt før.";
    private const string Addition = "Patienten oplyser, at hun aldrig har røget.";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_citizen_understands_a_result_reports_an_error_and_reads_the_answer(bool phone)
    {
        // Scripts only on the desktop: every step works without.
        await using var citizen = await site.Visit("citizen-cancer", phone, scripts: !phone);
        var page = citizen.Page;
        await page.GotoAsync("/borger");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Hovedmenu" }).GetByRole(AriaRole.Link, new() { Name = "Journal" }).ClickAsync();
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Prøvesvar" }).ClickAsync();
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Hæmoglobin" }).First.ClickAsync();
        Assert.Contains("bærer ilt rundt i kroppen", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Contains("5 ud af 100 raske", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "analyse");

        await page.GotoAsync("/borger/journal/notater?sektor=Practice");
        await Look(citizen, "notater");
        await page.Locator("main .hh-lines a").Nth(phone ? 1 : 0).ClickAsync();
        Assert.Contains("Linjen er aldrig rettet", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "linje");
        var line = new Uri(page.Url).AbsolutePath;
        await page.GetByRole(AriaRole.Link, new() { Name = "Sig, at det er forkert" }).ClickAsync();
        await page.FillAsync("textarea", "Kort");
        await page.ClickAsync("main form button");
        Assert.Equal(2, await page.Locator(".form-error-message").CountAsync());
        Assert.Equal("Kort", await page.InputValueAsync("textarea"));
        await Look(citizen, "forkert-fejl");
        await page.GetByLabel("Det, der står, passer ikke").CheckAsync();
        await page.FillAsync("textarea", Wrong);
        var key = await page.InputValueAsync("input[name=noegle]");
        await page.ClickAsync("main form button");
        Assert.Contains("Afdelingen har fået besked", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Contains("Venter på svar", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "rettelser");
        await SendTwice(citizen, line + "/forkert", key);

        await using var staff = await site.Visit("gp", phone, scripts: !phone);
        await Answer(staff);
        await page.GotoAsync("/borger");
        Assert.Contains("Du har fået svar på det, du meldte som forkert", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "start-svar");
        await page.GotoAsync("/borger/rettelser");
        Assert.Contains("De gav dig ret", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Contains("Det har du ret i", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync(line);
        Assert.Contains(Addition, await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "linje-tilfoejet");
        await page.GotoAsync("/borger/journal/notater?sektor=Practice");
        Assert.Contains("Har en tilføjelse", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.DoesNotContain(citizen.Complaints, c => !c.Contains("status of 422", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Consents_are_given_on_the_page_and_on_paper_and_withdrawn(bool phone)
    {
        await using var citizen = await site.Visit("citizen-copd", phone, scripts: !phone);
        var page = citizen.Page;
        await page.GotoAsync("/borger/samtykker");
        await Look(citizen, "samtykker");
        await page.Locator("a[href$='hvad=share-municipality']").ClickAsync();
        await page.ClickAsync("main form button");
        Assert.Contains("Vælg, hvad det skal gælde for", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "samtykke-fejl");
        await page.Locator("main form input[type=radio]").First.CheckAsync();
        await page.ClickAsync("main form button");
        Assert.Contains("Dit ja gælder nu", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "samtykke-givet");

        await using var nurse = await site.Visit("nurse-copd", phone, scripts: !phone);
        await nurse.Page.GotoAsync("/klinik/patient/citizen-copd/samtykke");
        await nurse.Page.ClickAsync("main form button");
        Assert.Equal(4, await nurse.Page.Locator(".form-error-message").CountAsync());
        await Look(nurse, "papir-fejl");
        await nurse.Page.GetByLabel("Billeder til journalen").CheckAsync();
        await nurse.Page.GetByLabel("Al behandling").CheckAsync();
        await nurse.Page.FillAsync("input[name=dag]", "01/11/2026");
        await nurse.Page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "samtykke.pdf", MimeType = "application/pdf", Buffer = "<html>"u8.ToArray() });
        await nurse.Page.ClickAsync("main form button");
        Assert.Contains("Vælg en fil, der er PDF", await nurse.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await nurse.Page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "x", MimeType = "text/plain", Buffer = "%PDF-1.7 x"u8.ToArray() });
        await nurse.Page.ClickAsync("main form button");
        Assert.Contains("Samtykket er gemt", await nurse.Page.InnerTextAsync("main"), StringComparison.Ordinal);

        await page.GotoAsync("/borger/samtykker");
        var paper = await page.Locator("a[href$='/papir']").First.GetAttributeAsync("href");
        var scan = await page.Context.APIRequest.GetAsync(paper!);
        Assert.Equal(("application/pdf", "%PDF-1.7 x"), (scan.Headers["content-type"], await scan.TextAsync()));
        Assert.Contains("sandbox", scan.Headers["content-security-policy"], StringComparison.Ordinal);
        await Look(citizen, "samtykke-papir");
        for (var left = await page.Locator("form[action='/borger/samtykker/fortryd']").CountAsync(); left > 0; left--)
        {
            await page.Locator("form[action='/borger/samtykker/fortryd'] button").First.ClickAsync();
            Assert.Contains("Dit ja gælder ikke mere", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        }

        Assert.Contains("Du har ikke sagt ja til noget", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(citizen, "samtykke-fortrudt");
    }

    [Fact]
    public async Task A_parent_reports_for_a_child_and_changes_nothing_that_is_the_childs_own()
    {
        await using var visit = await site.Visit("citizen-parent");
        var page = visit.Page;
        await page.GotoAsync("/borger/vegne");
        await page.GetByLabel("Test Villads Østergaard").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Fortsæt" }).ClickAsync();
        await page.GotoAsync("/borger/journal/vaccinationer");
        Assert.Contains("Du ser journalen for Test Villads Østergaard", await page.InnerTextAsync(".hh-behalf"), StringComparison.Ordinal);
        await Look(visit, "barn-vacciner");
        await page.Locator("main .hh-lines a").First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sig, at det er forkert" }).ClickAsync();
        await page.GetByLabel("Der mangler noget").CheckAsync();
        await page.FillAsync("textarea", "Han har fået to vacciner den dag.");
        await page.ClickAsync("main form button");
        Assert.Contains("Afdelingen har fået besked", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync("/borger/stamdata");
        Assert.Equal(0, await page.Locator("main form").CountAsync());
        await Look(visit, "barn-stamdata");
        Assert.Equal(403, (await page.GotoAsync("/borger/journal/svar"))!.Status);
        Assert.Equal(403, (await page.GotoAsync("/borger/samtykker/giv?hvad=photo"))!.Status);
    }

    [Fact]
    public async Task A_teenager_changes_details_in_two_tabs_and_nothing_is_lost()
    {
        await using var visit = await site.Visit("citizen-teen");
        var page = visit.Page;
        await page.GotoAsync("/borger/stamdata");
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/borger/stamdata");
        await page.FillAsync("#telefon", "12");
        await page.FillAsync("#telefon-1", "123");
        await page.ClickAsync("main form button");
        Assert.Equal(3, await page.Locator(".form-error-message").CountAsync());
        Assert.True(await page.GetByRole(AriaRole.Alert).EvaluateAsync<bool>("e => e === document.activeElement"));
        await Look(visit, "stamdata-fejl");
        await page.FillAsync("#telefon", "12 34 56 78");
        await page.FillAsync("#navn-1", "Test Mor");
        await page.FillAsync("#forhold-1", "mor");
        await page.FillAsync("#telefon-1", "87654321");
        await page.GetByLabel("Jeg hører dårligt").CheckAsync();
        await page.ClickAsync("main form button");
        Assert.Contains("Dine oplysninger er gemt", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal("12345678", await page.InputValueAsync("#telefon"));
        Assert.True(await page.GetByLabel("Jeg hører dårligt").IsCheckedAsync());
        await Look(visit, "stamdata-gemt");

        await other.FillAsync("#email", "freja@eksempel.dk");
        await other.ClickAsync("main form button");
        Assert.Contains("ændret et andet sted imens", await other.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal("freja@eksempel.dk", await other.InputValueAsync("#email"));
        await other.ClickAsync("main form button");
        Assert.Contains("Dine oplysninger er gemt", await other.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync("/borger/journal/svar");
        await page.GetByLabel("Vent 14 dage").CheckAsync();
        await page.ClickAsync("main form button");
        Assert.Contains("Dit valg er gemt", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.True(await page.GetByLabel("Vent 14 dage").IsCheckedAsync());
        await Look(visit, "svar-gemt");
        await page.GetByLabel("Vis det med det samme").CheckAsync();
        await page.ClickAsync("main form button");
        Assert.True(await page.GetByLabel("Vis det med det samme").IsCheckedAsync());
        await page.GotoAsync("/borger/resultater");
        Assert.True(await page.Locator(".hh-result").CountAsync() > 0);
    }

    [Theory]
    [InlineData("citizen-copd", true, "notater dokumenter medicin allergi soeg?ord=test soeg?ord=x hent/pdf")]
    [InlineData("citizen-pregnant", false, "graviditet forloeb vaccinationer?sektor=Practice soeg?ord=findesikke hent svar")]
    [InlineData("citizen-child", true, "resultater notater medicin forloeb ../rettelser")]
    [InlineData("citizen-teen", true, "../../hjaelp ../../was ../../privatliv ../../ikke-digital")]
    public async Task Parts_of_a_record_hold_in_every_state(string persona, bool phone, string pages)
    {
        await using var visit = await site.Visit(persona, phone);
        foreach (var path in pages.Split(' ').Select(p => "/borger/journal/" + p))
        {
            var answer = await visit.Page.GotoAsync(path);
            Assert.True(answer!.Status is 200 or 422, $"{path}: {answer.Status}");
            await Look(visit, path);
        }
    }

    [Fact]
    public async Task Text_of_twice_the_size_fits_and_long_names_break()
    {
        // 1280 px at twice the size are 640 px of today's size.
        await using var visit = await site.Visit("citizen-copd");
        await visit.Page.SetViewportSizeAsync(1280, 900);
        foreach (var path in new[] { "/borger", "/borger/journal", "/borger/journal/notater", "/borger/stamdata", "/borger/samtykker" })
        {
            await visit.Page.GotoAsync(path);
            await visit.Page.EvaluateAsync("() => { document.documentElement.style.fontSize = '125%'; const h = document.querySelector('h1'); h.textContent = 'Donaudampfschifffahrtsgesellschaftskapitän ' + h.textContent; }");
            Assert.Equal(1280, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }

    [Fact]
    public async Task A_corrected_line_shows_what_it_was_and_what_it_is()
    {
        await using var visit = await site.Visit("citizen-pregnant", phone: true);
        var page = visit.Page;
        var api = page.Context.APIRequest;
        var form = api.CreateFormData();
        form.Set("grant_type", "client_credentials");
        form.Set("client_id", "demo-system");
        form.Set("client_secret", "demo-system");
        var token = (await (await api.PostAsync("/oauth2/token", new APIRequestContextOptions { Form = form })).JsonAsync())!.Value.GetProperty("access_token").GetString();
        var headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + token, ["Content-Type"] = "application/fhir+json", ["Accept"] = "application/fhir+json" };
        var found = await (await api.GetAsync("/fhir/MedicationRequest?patient=citizen-pregnant&_count=1", new APIRequestContextOptions { Headers = headers })).JsonAsync();
        var medicine = System.Text.Json.Nodes.JsonNode.Parse(found!.Value.GetProperty("entry")[0].GetProperty("resource").GetRawText())!.AsObject();
        var id = medicine["id"]!.GetValue<string>();
        medicine["status"] = "stopped";
        medicine["dosageInstruction"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["text"] = "2 tabletter hver aften" });
        Assert.Equal(200, (await api.PutAsync($"/fhir/MedicationRequest/{id}", new APIRequestContextOptions { Headers = headers, Data = medicine.ToJsonString() })).Status);

        await page.GotoAsync($"/borger/journal/linje/MedicationRequest/{id}");
        var changes = await page.Locator(".hh-change").AllInnerTextsAsync();
        Assert.Contains(changes, c => c.Contains("Dosis", StringComparison.Ordinal) && c.Contains("2 tabletter hver aften", StringComparison.Ordinal));
        Assert.Contains(changes, c => c.Contains("Tilstand", StringComparison.Ordinal) && c.Contains("Stoppet", StringComparison.Ordinal));
        Assert.Contains("Skrevet første gang", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(visit, "linje-rettet");
    }

    [Fact]
    public async Task A_copy_is_taken_home_to_read_and_as_data()
    {
        await using var visit = await site.Visit("citizen-copd");
        var api = visit.Page.Context.APIRequest;
        var pdf = await (await api.GetAsync("/borger/journal/hent/pdf?del=notater&del=medicin")).BodyAsync();
        var text = System.Text.Encoding.Latin1.GetString(pdf);
        Assert.StartsWith("%PDF-1.7", text, StringComparison.Ordinal);
        foreach (var due in new[] { "/Marked true", "/Lang (da)", "/StructTreeRoot", "/ToUnicode", "/FontFile2", "/S /H1", "/S /H3", "/S /P", "pdfuaid" })
        {
            Assert.Contains(due, text, StringComparison.Ordinal);
        }

        var bundle = await (await api.GetAsync("/borger/journal/hent/fhir")).JsonAsync();
        var lines = (await (await api.GetAsync("/borger/journal/hent/ndjson")).TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var entries = bundle!.Value.GetProperty("entry").GetArrayLength();
        Assert.True(entries > 100);
        Assert.Equal(entries, lines.Length);
        Assert.Contains(lines, l => l.Contains("\"resourceType\":\"Patient\"", StringComparison.Ordinal));
        Assert.Empty(visit.Complaints);
    }

    private static async Task Answer(Visit staff)
    {
        var page = staff.Page;
        await page.GotoAsync("/klinik/sager");
        await Look(staff, "sager");
        await page.Locator("section.hh-look", new() { HasText = Wrong }).First.Locator("a").ClickAsync();
        var path = new Uri(page.Url).AbsolutePath;
        await page.ClickAsync("main form button");
        Assert.Equal(2, await page.Locator(".form-error-message").CountAsync());
        await Look(staff, "sag-fejl");
        await page.GetByLabel("Patienten har ret").CheckAsync();
        await page.FillAsync("#tilfoejelse", Addition);
        await page.FillAsync("#svar", "Det har du ret i. Vi har skrevet det til.");
        await page.ClickAsync("main form button");
        Assert.Contains("Svaret er sendt", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync(path);
        Assert.Contains("Sagen er besvaret", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Look(staff, "sag-besvaret");
    }

    // The back button and a second click: the same form once more makes no second case.
    private static async Task SendTwice(Visit citizen, string path, string key)
    {
        var page = citizen.Page;
        var before = await page.Locator("section.hh-look").CountAsync();
        await page.GotoAsync(path);
        var form = page.Context.APIRequest.CreateFormData();
        form.Set("form-token", await page.InputValueAsync("main form input[name=form-token]"));
        form.Set("noegle", key);
        form.Set("hvad", "forkert");
        form.Set("ord", Wrong);
        var again = await page.Context.APIRequest.PostAsync(path, new APIRequestContextOptions { Form = form, Headers = new Dictionary<string, string> { ["Origin"] = new Uri(page.Url).GetLeftPart(UriPartial.Authority) } });
        Assert.Equal(200, again.Status);
        await page.GotoAsync("/borger/rettelser");
        Assert.Equal(before, await page.Locator("section.hh-look").CountAsync());
    }

    private static async Task Look(Visit visit, string name)
    {
        var page = visit.Page;
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        if (visit.Scripts)
        {
            var axe = await page.RunAxe();
            Assert.Equal("", string.Join('\n', axe.Violations.SelectMany(v => v.Nodes.Select(n => $"{name}: {v.Id}: {v.Help}: {n.Html}"))));
        }

        var isPhone = page.ViewportSize!.Width == 360;
        if (isPhone)
        {
            Assert.Equal((name, 360), (name, await page.EvaluateAsync<int>("document.documentElement.scrollWidth")));
            Assert.Equal("", string.Join('\n', await page.EvaluateAsync<string[]>(PageTests.Overflow)));
        }

        if (Environment.GetEnvironmentVariable("HELHED_PICTURES") is { Length: > 0 } folder)
        {
            var file = Regex.Replace(name, "[^a-z0-9-]+", "_", RegexOptions.IgnoreCase);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"portal-{file}-{(isPhone ? "phone" : "desktop")}.png"), FullPage = true });
        }
    }
}
