namespace Helhed.Tests.Browser;

/// <summary>What the citizen's pages hold beside the walks: states, sizes, two tabs, copies.</summary>
[Trait("Needs", "Chromium")]
public sealed class PortalTests(Site site)
{
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
        await visit.Look("stamdata-fejl");
        await page.FillAsync("#telefon", "12 34 56 78");
        await page.FillAsync("#navn-1", "Test Mor");
        await page.FillAsync("#forhold-1", "mor");
        await page.FillAsync("#telefon-1", "87654321");
        await page.GetByLabel("Jeg hører dårligt").CheckAsync();
        await page.ClickAsync("main form button");
        Assert.Contains("Dine oplysninger er gemt", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal("12345678", await page.InputValueAsync("#telefon"));
        Assert.True(await page.GetByLabel("Jeg hører dårligt").IsCheckedAsync());
        await visit.Look("stamdata-gemt");

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
        await visit.Look("svar-gemt");
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
            await visit.Look(path);
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
        var headers = await visit.System();
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
        await visit.Look("linje-rettet");
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
}
