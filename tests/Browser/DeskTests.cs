using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Helhed.Tests.Browser;

/// <summary>What citizens have said, as staff see it; and what staff write down for those who call or write. Every page on the way is held to axe.</summary>
[Trait("Needs", "Chromium")]
public sealed partial class DeskTests(Site site)
{
    private const string Behalf = "/klinik/patient/citizen-copd/vegne";

    // Not today: what is free then may be over before it is booked, or the patient may be elsewhere, as other tests send them.
    private static string NextWeek => $"/klinik/kalender?dag={DateTime.Now.AddDays(8).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)}";

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
        await page.GotoAsync(NextWeek);
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
    public async Task A_nurse_writes_down_what_a_citizen_says_by_telephone_or_on_paper()
    {
        await using var visit = await site.Visit("nurse-copd", phone: true, scripts: false);
        await using var citizen = await site.Visit("citizen-copd");
        var page = visit.Page;
        const string Path = "/klinik/patient/citizen-copd/vegne";
        await page.GotoAsync("/klinik/patient/citizen-copd");
        await page.GetByRole(AriaRole.Link, new() { Name = "På borgerens vegne" }).ClickAsync();
        await visit.Look("vegne");

        await page.GetByRole(AriaRole.Link, new() { Name = "Ret telefon" }).ClickAsync();
        await page.FillAsync("input[name=telefon]", "12");
        await Enter(visit);
        await visit.Says("Skriv telefonnummeret med 8 cifre");
        await visit.Says("Vælg telefon eller papir");
        Assert.Equal("12", await page.InputValueAsync("#telefon"));
        await visit.Look("vegne-oplysninger-fejl");
        await page.FillAsync("input[name=telefon]", "29 38 47 56");
        await page.GetByLabel("I telefonen").CheckAsync();
        var details = await Filled(page, "telefon", null);
        await SendTwice(page, Path + "/oplysninger", details);
        await Enter(visit);
        await visit.Says("Det er skrevet ind");
        await citizen.Page.GotoAsync("/borger/stamdata");
        Assert.Equal("29384756", await citizen.Page.InputValueAsync("#telefon"));
        await citizen.Says("Birgitte Lund skrev det ind for dig");

        await page.GotoAsync(Path + "/fejl");
        await page.Locator("select[name=linje]").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByLabel("Det, der står, passer ikke").CheckAsync();
        await page.FillAsync("textarea[name=ord]", "Det var det venstre knæ.");
        await page.GetByLabel("På papir").CheckAsync();
        await visit.Look("vegne-fejl");
        await Enter(visit);
        await visit.Says("Vælg en fil, der er PDF, PNG eller JPEG og højst 2 MB");

        // No browser keeps a chosen file in a form that comes back for something else.
        await page.FillAsync("textarea[name=ord]", "");
        await page.SetInputFilesAsync("input[type=file]", Paper("%PDF-1.7 fejl"));
        await Enter(visit);
        await visit.Says("Vælg papiret igen");
        await visit.Look("vegne-papir-igen");
        await page.FillAsync("textarea[name=ord]", "Det var det venstre knæ.");
        await page.SetInputFilesAsync("input[type=file]", Paper("%PDF-1.7 fejl"));
        var again = await Filled(page, "linje", Paper("%PDF-1.7 fejl"));
        await Enter(visit);
        await visit.Says("Det er skrevet ind");

        // Sent once more it is done once, and says the same.
        await SendAgain(page, Path + "/fejl", again);
        await citizen.Page.GotoAsync("/borger/rettelser");
        Assert.Equal(1, await citizen.Page.Locator("q", new() { HasText = "Det var det venstre knæ." }).CountAsync());
        await citizen.Says("Du gav det på papir");
        Assert.Equal("%PDF-1.7 fejl", await citizen.Opens("main article:has-text('venstre knæ') a[href^='/borger/papir/']"));

        // Gone back to and changed it is another report: nothing that was typed is dropped in silence.
        again.Set("ord", "Det var det højre knæ.");
        await SendAgain(page, Path + "/fejl", again);
        await citizen.Page.GotoAsync("/borger/rettelser");
        Assert.Equal(1, await citizen.Page.Locator("q", new() { HasText = "Det var det højre knæ." }).CountAsync());

        // Whoever answers reads that it was told, and who wrote it down; the paper lies with the others.
        await page.GotoAsync("/klinik/sager");
        Assert.Contains("Skrevet ind af Birgitte Lund", await page.Locator("article", new() { HasText = "venstre knæ" }).InnerTextAsync(), StringComparison.Ordinal);
        await visit.Look("sager-paa-papir");

        await page.GotoAsync(Path);
        Assert.Equal("%PDF-1.7 fejl", await visit.Opens("main li:nth-child(1) a[href*='/vegne/papir/']:has-text('Melding om fejl på papir')"));
        await visit.Look("vegne-papirer");

        await page.GotoAsync(Path + "/spaerring");
        await page.FillAsync("input[name=hvem]", "Jonas Friis");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await page.GetByLabel("På papir").CheckAsync();
        await Enter(visit);
        await visit.Says("Vælg den rette på listen");
        await visit.Says("Vælg en fil, der er PDF, PNG eller JPEG og højst 2 MB");
        Assert.Equal("Jonas Friis", await page.InputValueAsync("#hvem"));
        await page.GetByLabel("Jonas Friis", new() { Exact = false }).Last.CheckAsync();
        await visit.Look("vegne-spaerring");
        await page.SetInputFilesAsync("input[type=file]", Paper("%PDF-1.7 spær"));
        await SendTwice(page, Path + "/spaerring", await Filled(page, "hvem", Paper("%PDF-1.7 spær")));
        await Enter(visit);
        await visit.Says("Spærring: ");
        Assert.Equal(1, await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^Spærring: ") }).CountAsync());
        await citizen.Page.GotoAsync("/borger/adgange/spaerringer");
        await citizen.Says("Jonas Friis");
        await citizen.Says("Du gav det på papir");
        Assert.Equal("%PDF-1.7 spær", await citizen.Opens("main section a[href$='/papir']"));
        await citizen.Look("spaerring-paa-papir");

        // What is no picture is refused where it was not asked for, too: nobody believes it kept.
        await page.SetInputFilesAsync("input[type=file]", Paper("x"));
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^Spærring: ") }).First.CheckAsync();
        await page.GetByLabel("I telefonen").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop det, borgeren har valgt" }).ClickAsync();
        await visit.Says("Vælg en fil, der er PDF, PNG eller JPEG og højst 2 MB");
        await visit.Look("vegne-stop-fejl");
        await Stop(visit, "Spærring: ", Paper("%PDF-1.7 stop"));
        await citizen.Page.GotoAsync("/borger/adgange/spaerringer");
        await citizen.Says("Du har ingen spærringer");
        await citizen.Page.Locator("main summary").ClickAsync();
        Assert.Equal("%PDF-1.7 stop", await citizen.Opens("main li a[href$='/papir/stop']"));
        Assert.Equal("%PDF-1.7 spær", await citizen.Opens("main li a[href$='/papir']"));
        await citizen.Says("Du stoppede det på papir");
        await citizen.Look("spaerring-stoppet-paa-papir");
        visit.HasNoComplaints();
        citizen.HasNoComplaints();
    }

    [Fact]
    public async Task A_mandate_and_a_consent_on_paper_are_kept_seen_and_ended_by_telephone()
    {
        await using var visit = await site.Visit("nurse-copd", scripts: false);
        await using var citizen = await site.Visit("citizen-copd");
        var page = visit.Page;
        const string Path = "/klinik/patient/citizen-copd";
        await using var other = await site.Visit("citizen-diabetes");
        var (cpr, family) = await other.PersonOf("citizen-diabetes");
        await page.GotoAsync(Path + "/vegne/fuldmagt");
        await Enter(visit);
        Assert.Equal(5, await page.Locator(".form-error-message").CountAsync());
        await visit.Look("vegne-fuldmagt-fejl");

        // What is larger than anything is taken is said to be that.
        using var large = new MultipartFormDataContent { { new ByteArrayContent(new byte[51 * 1024 * 1024]), "papir", "stor.pdf" } };
        using var tooLarge = await SentBy(page, Path + "/vegne/fuldmagt", large);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Contains("Filen er for stor", await tooLarge.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // It cannot be given by telephone: there is a paper to send.
        await visit.Says("Den kan ikke gives i telefonen");
        await page.GetByRole(AriaRole.Link, new() { Name = "Print papiret til en fuldmagt" }).ClickAsync();
        await visit.Says("Dato og underskrift");
        await visit.Says("Den anden må også handle for mig");
        await visit.Says("bestille, flytte og aflyse mine tider");
        await visit.Look("fuldmagt-papir");
        await page.GotoAsync(Path + "/vegne/fuldmagt");
        await page.FillAsync("input[name=cpr]", cpr);
        await page.FillAsync("input[name=efternavn]", family);
        await page.GetByLabel("Prøvesvar").CheckAsync();
        await page.FillAsync("input[name=til]", DateTime.Now.AddDays(30).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture));
        await Enter(visit);

        // The paper alone is missing, and all else stands as it was typed.
        Assert.Equal(1, await page.Locator(".form-error-message").CountAsync());
        Assert.Equal((cpr, family), (await page.InputValueAsync("input[name=cpr]"), await page.InputValueAsync("input[name=efternavn]")));
        await page.SetInputFilesAsync("input[type=file]", Paper("%PDF-1.7 fuldmagt"));
        await SendTwice(page, Path + "/vegne/fuldmagt", await Filled(page, "efternavn", Paper("%PDF-1.7 fuldmagt")));
        await Enter(visit);
        await visit.Says("Fuldmagt til");
        Assert.Contains(": prøvesvar, til ", await page.InnerTextAsync("main"), StringComparison.Ordinal); // what tells two to one person apart
        Assert.Equal(1, await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^Fuldmagt til") }).CountAsync());
        await citizen.Page.GotoAsync("/borger/fuldmagter");
        await citizen.Says(family);
        await citizen.Says("Birgitte Lund skrev det ind for dig. Se papiret");
        Assert.Equal("%PDF-1.7 fuldmagt", await citizen.Opens("main a[href$='/papir']"));
        await Stop(visit, "Fuldmagt til");
        await citizen.Page.GotoAsync("/borger/fuldmagter");
        Assert.DoesNotContain(family, await citizen.Page.InnerTextAsync("main"), StringComparison.Ordinal);

        await page.GotoAsync(Path + "/samtykke");
        await page.GetByLabel("Del journalen med kommunen").CheckAsync();
        await page.GetByLabel("Al behandling").CheckAsync();
        await page.FillAsync("input[name=dag]", "01/11/2026");
        var file = Paper("%PDF-1.7 x");
        await page.SetInputFilesAsync("input[type=file]", file);
        var sent = page.Context.APIRequest.CreateFormData();
        foreach (var (name, value) in await page.EvalOnSelectorAsync<Dictionary<string, string>>("main form", "f => Object.fromEntries([...new FormData(f)].filter(p => p[0] !== 'papir'))"))
        {
            sent.Set(name, value);
        }

        sent.Set("papir", file);
        await page.ClickAsync("main form button");
        await visit.Says("Samtykket er gemt");

        // The same form once more keeps nothing more.
        var origin = new Dictionary<string, string> { ["Origin"] = site.Address.GetLeftPart(UriPartial.Authority) };
        var again = await page.Context.APIRequest.PostAsync(Path + "/samtykke", new APIRequestContextOptions { Multipart = sent, MaxRedirects = 0, Headers = origin });
        Assert.EndsWith("?gemt=1", again.Headers["location"], StringComparison.Ordinal);
        await citizen.Page.GotoAsync("/borger/samtykker");
        await citizen.Says("Del med min kommune");
        await page.GotoAsync(Path + "/vegne");
        Assert.Equal(1, await page.GetByText("Samtykke: Del journalen med kommunen").CountAsync());
        await Stop(visit, "Samtykke: Del journalen med kommunen");
        await citizen.Page.GotoAsync("/borger/samtykker");
        await citizen.Page.GetByText("Det har du sagt nej til igen").ClickAsync();
        await citizen.Says("Du stoppede det i telefonen");

        // Whose patient it is not gets no further than as if there were none, whatever is sent.
        const string Unknown = "/klinik/patient/citizen-cancer/vegne";
        Assert.Equal(404, (await page.GotoAsync(Unknown))!.Status);
        await page.GotoAsync("/klinik");
        var token = await page.EvalOnSelectorAsync<Dictionary<string, string>>("form[action='/klinik']", "f => Object.fromEntries(new FormData(f))");
        var fields = page.Context.APIRequest.CreateFormData();
        foreach (var (name, value) in token.Concat(new Dictionary<string, string> { ["telefon"] = "11111111", ["hvordan"] = "phone", ["dag"] = "01/11/2026", ["udgave"] = "1" }))
        {
            fields.Set(name, value);
        }

        var refused = await page.Context.APIRequest.PostAsync(Unknown + "/oplysninger", new APIRequestContextOptions { Form = fields, MaxRedirects = 0, Headers = origin });
        Assert.Equal(404, refused.Status);
        visit.HasNoComplaints();
        citizen.HasNoComplaints();
    }

    [Fact]
    public async Task How_results_and_messages_are_wanted_and_why_somebody_looked_can_be_told_by_telephone_or_on_paper()
    {
        await using var visit = await site.Visit("nurse-copd", phone: true, scripts: false);
        await using var citizen = await site.Visit("citizen-copd");
        await TellHowResultsAreWanted(visit, citizen);
        await TellWhyIsAsked(visit, citizen);
        await TellAVisitIsAskedAbout(visit, citizen);
        await TellHowMessagesAreWanted(visit, citizen);

        // With scripts and on a screen: as they come, and with what is wrong in them.
        await using var desk = await site.Visit("nurse-copd");
        foreach (var form in (string[])["svar", "spoerg", "beskeder"])
        {
            await desk.Page.GotoAsync($"{Behalf}/{form}");
            await desk.Look($"vegne-{form}-med-script");
            await Enter(desk);
            await desk.Says("Vælg telefon eller papir");
            await desk.Look($"vegne-{form}-fejl-med-script");
        }

        desk.HasNoComplaints();
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

        await page.GotoAsync(NextWeek);
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
        foreach (var twin in (string[])["Samtykker", "Spærringer", "Fuldmagt", "Fejl", "Oplysninger", "Tider", "Svar", "Beskeder", "Kig i journalen"])
        {
            Assert.Contains($"{twin}:", letter, StringComparison.Ordinal);
        }

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

    // What the form that holds a field would send now.
    private static async Task<IFormData> Filled(IPage page, string field, FilePayload? paper)
    {
        var sent = page.Context.APIRequest.CreateFormData();
        foreach (var (name, value) in await page.EvalOnSelectorAsync<Dictionary<string, string>>($"form:has([name={field}])", "f => Object.fromEntries([...new FormData(f)].filter(p => p[0] !== 'papir'))"))
        {
            sent.Set(name, value);
        }

        if (paper is not null)
        {
            sent.Set("papir", paper);
        }

        return sent;
    }

    private static async Task SendAgain(IPage page, string path, IFormData form)
    {
        var origin = new Dictionary<string, string> { ["Origin"] = new Uri(page.Url).GetLeftPart(UriPartial.Authority) };
        var answer = await page.Context.APIRequest.PostAsync(path, new APIRequestContextOptions { Multipart = form, MaxRedirects = 0, Headers = origin });
        Assert.Equal(303, answer.Status);
    }

    // Two clicks at once, before the page has answered.
    private static Task SendTwice(IPage page, string path, IFormData form) => Task.WhenAll(SendAgain(page, path, form), SendAgain(page, path, form));

    private static async Task Find(IPage page, string name)
    {
        await page.GotoAsync("/klinik");
        await page.FillAsync("input[name=soeg]", name);
        await page.ClickAsync("form[role=search] button");
        await page.WaitForSelectorAsync(".hh-hit");
    }

    private static Task Enter(Visit visit) => visit.Page.GetByRole(AriaRole.Button, new() { Name = "Skriv ind" }).ClickAsync();

    // A form with the page's session, but not through the browser's driver, which takes half a minute for fifty megabytes.
    private async Task<HttpResponseMessage> SentBy(IPage page, string path, HttpContent form)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = site.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        request.Headers.Add("Cookie", string.Join("; ", (await page.Context.CookiesAsync()).Select(c => $"{c.Name}={c.Value}")));
        request.Headers.ExpectContinue = true; // what is refused for its length is answered before it is sent
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Origin", site.Address.GetLeftPart(UriPartial.Authority));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static FilePayload Paper(string content) => new() { Name = "x", MimeType = "text/plain", Buffer = System.Text.Encoding.UTF8.GetBytes(content) };

    private static async Task Stop(Visit visit, string what, FilePayload? paper = null)
    {
        var page = visit.Page;
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^" + what) }).First.CheckAsync();
        await page.GetByLabel(paper is null ? "I telefonen" : "På papir").CheckAsync();
        if (paper is not null)
        {
            await page.SetInputFilesAsync("input[type=file]", paper);
        }

        await SendTwice(page, new Uri(page.Url).AbsolutePath, await Filled(page, "nummer", paper));
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop det, borgeren har valgt" }).ClickAsync();
        await visit.Says("Det er skrevet ind");
    }
}
