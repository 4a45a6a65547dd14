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

    [Fact]
    public async Task A_form_that_was_made_for_the_child_does_nothing_for_the_mother()
    {
        await using var visit = await site.Visit("citizen-parent", scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/borger/vegne");
        await page.CheckAsync("input[value='Patient/citizen-child']");
        await page.ClickAsync("main form button");
        await page.GotoAsync("/borger/aftaler/beskeder");
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/borger/vegne");
        await other.CheckAsync("input[value='Patient/citizen-parent']");
        await other.ClickAsync("main form button");

        await page.FillAsync("#modtager", "11 22 33 44");
        await page.ClickAsync("main form button");
        await visit.Says("Siden gjaldt en anden");
        await visit.Says("11 22 33 44");
        await visit.Look("formular-for-en-anden");
        await page.GotoAsync("/borger/aftaler/beskeder");
        Assert.NotEqual("11 22 33 44", await page.InputValueAsync("#modtager")); // another walk of hers may have written a number

        // Whom to act for is chosen on any page.
        await page.GotoAsync("/borger/vegne");
        await other.GotoAsync("/borger/vegne");
        await other.CheckAsync("input[value='Patient/citizen-child']");
        await other.ClickAsync("main form button");
        await page.CheckAsync("input[value='Patient/citizen-parent']");
        await page.ClickAsync("main form button");
        Assert.Equal(0, await page.Locator(".hh-behalf").CountAsync());
        visit.HasNoComplaints();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_typed_stands_on_the_page_after_a_time_out(bool scripts)
    {
        await using var visit = await site.Visit("citizen-cancer", scripts: scripts);
        var page = visit.Page;
        if (scripts)
        {
            await page.Clock.InstallAsync();
        }

        await page.GotoAsync("/borger/stamdata");
        var phone = await page.InputValueAsync("#telefon");
        await page.FillAsync("#telefon-2", "12345678");
        await page.FillAsync("#navn-2", "Sofie");
        await page.Context.ClearCookiesAsync();
        if (scripts)
        {
            await page.Clock.FastForwardAsync(9 * 60 * 60 * 1000);
            await page.WaitForSelectorAsync(".hh-kept");
        }
        else
        {
            await page.ClickAsync("main form button");
        }

        Assert.Equal("Formularen kunne ikke sendes", await page.InnerTextAsync("h1"));
        var kept = (await page.Locator("main h3, main .hh-kept").AllInnerTextsAsync()).ToList();
        Assert.Equal("12345678", kept[kept.IndexOf("Person 2: Telefon") + 1]);
        Assert.Equal("Sofie", kept[kept.IndexOf("Person 2: Navn") + 1]);

        // What was not touched is not shown, where a script can tell.
        Assert.NotEqual("", phone);
        Assert.Equal(!scripts, kept.Contains(phone));
        await visit.Look("for-sent");
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
    public async Task Who_may_see_appointments_alone_is_told_for_whom_and_moves_a_visit()
    {
        await using var visit = await site.Visit("citizen-pregnant", scripts: false);
        var page = visit.Page;
        var (_, family) = await visit.PersonOf("citizen-parent");
        var mandate = """
            {"resourceType":"Consent","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
            "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/citizen-parent"},"dateTime":"2026-01-01","policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},
            "provision":{"type":"permit","period":{"start":"2026-01-01"},"class":[{"system":"http://hl7.org/fhir/resource-types","code":"Appointment"},{"system":"http://hl7.org/fhir/resource-types","code":"Encounter"}],
            "actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"DELEGATEE"}]},"reference":{"reference":"Patient/citizen-pregnant"}}]}}
            """;
        Assert.Equal(201, (await page.Context.APIRequest.PostAsync("/fhir/Consent", new APIRequestContextOptions { Headers = await visit.System(), Data = mandate })).Status);
        await page.GotoAsync("/borger/vegne");
        Assert.DoesNotContain("Patient/", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.CheckAsync("input[value='Patient/citizen-parent']");
        await page.ClickAsync("main form button");
        var band = await page.InnerTextAsync(".hh-behalf");
        Assert.Contains(family, band, StringComparison.Ordinal);
        Assert.DoesNotContain("Patient/", band, StringComparison.Ordinal);
        await Acts.MoveVisit(visit, "Kontrol af modermærke");

        // They ask the clinic, too; it sees who asks for whom, and whom it is about sees it.
        await page.GetByRole(AriaRole.Link, new() { Name = "Spørg klinikken" }).ClickAsync();
        await visit.Says("Klinikken ser dit navn, og at du spørger for en anden");
        await visit.Look("aftale-spoerg-for-en-anden");
        const string Question = "Må hun komme ti minutter senere?";
        await page.FillAsync("textarea", Question);
        await page.ClickAsync("main form button");
        await visit.Says("Dit spørgsmål er sendt");
        await visit.Says("Du skrev");
        await using var doctor = await site.Visit("gp");
        await doctor.Page.GotoAsync("/klinik/sager");
        await doctor.Page.Locator("article.hh-look", new() { HasText = Question }).Locator("a").ClickAsync();
        await doctor.Says("Test Camilla Bruun skriver på patientens vegne");
        await doctor.Look("sag-for-en-anden");
        await doctor.Page.FillAsync("#svar", "Ja, det er helt i orden.");
        await doctor.Page.ClickAsync("main form button");
        await page.GotoAsync("/borger");
        await page.GetByRole(AriaRole.Link, new() { Name = "Læs svaret" }).First.ClickAsync();
        await visit.Says("Ja, det er helt i orden.");
        Assert.Contains(family, await page.InnerTextAsync(".hh-behalf"), StringComparison.Ordinal);
        await using var patient = await site.Visit("citizen-parent");
        await patient.Page.GotoAsync(new Uri(page.Url).AbsolutePath);
        await patient.Says("Test Camilla Bruun skrev");
        await patient.Look("aftale-spurgt-af-en-anden");
        Assert.Equal(0, await page.Locator("main .hh-result").CountAsync());
        await page.GotoAsync("/borger/resultater");
        Assert.Equal(0, await page.Locator("main .hh-result").CountAsync());
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_question_about_a_visit_is_answered_where_it_was_asked()
    {
        await using var visit = await site.Visit("citizen-diabetes", phone: true);
        await using var doctor = await site.Visit("gp", scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/borger/aftaler");
        await page.Locator("main article", new() { HasText = "Årskontrol diabetes" }).First.Locator("a[href$='/spoerg']").ClickAsync();
        await page.FillAsync("textarea", "Hvad?");
        await page.ClickAsync("main form button");
        await visit.Says("Skriv mellem 10 og 1000 tegn");
        await visit.Look("aftale-spoerg-fejl");
        const string question = "Skal jeg møde fastende til årskontrollen?";
        await page.FillAsync("textarea", question);
        await page.ClickAsync("main form button");
        await visit.Says("Dit spørgsmål er sendt");
        await visit.Says("Venter på svar");
        await visit.Look("aftale-spurgt");
        var address = page.Url.Split('?')[0];

        await doctor.Page.GotoAsync("/klinik/sager");
        await doctor.Look("sager-spoergsmaal");
        await doctor.Page.Locator("article.hh-look", new() { HasText = question }).Locator("a").ClickAsync();
        await doctor.Says("Årskontrol diabetes");
        await doctor.Look("sag-spoergsmaal");
        await doctor.Page.FillAsync("#svar", "Nej, du må gerne spise morgenmad.");
        await doctor.Page.ClickAsync("main form button");
        await doctor.Says("Svaret er sendt");

        await page.GotoAsync("/borger");
        await page.GetByRole(AriaRole.Link, new() { Name = "Læs svaret" }).First.ClickAsync();
        Assert.Equal(address, page.Url.Split('?')[0]);
        await visit.Says("Nej, du må gerne spise morgenmad.");
        await visit.Says("Besvaret");
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task Who_finds_no_time_waits_for_one_with_the_person_of_their_choice()
    {
        await using var visit = await site.Visit("citizen-teen", phone: true, scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/borger/aftaler/ny");
        await page.GetByRole(AriaRole.Link, new() { Name = "Konsultation hos lægen", Exact = true }).First.ClickAsync();

        // On days when the clinic is closed there is nothing to choose: that is said, with the way on, and days off are left out.
        var path = new Uri(page.Url).AbsolutePath;
        await page.GotoAsync(path + "?dag=6");
        await visit.Says("Der er ingen tider om lørdagen");
        await visit.Look("aftale-loerdag");
        await page.GetByRole(AriaRole.Link, new() { Name = "Se alle dage" }).ClickAsync();
        Assert.NotEqual(0, await page.Locator(".hh-time").CountAsync());
        var today = DateTime.Now.Date;
        foreach (var off in new[] { today.AddDays(6 - (int)today.DayOfWeek), new DateTime(today.Year, 12, 25) })
        {
            await page.GotoAsync($"{path}?fra={off.ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture)}");
            var days = await page.Locator(".hh-free-day h2").AllInnerTextsAsync();
            Assert.True(days.Count > 0 || off.Month == 12, $"From {off:d}: no free day.");
            Assert.DoesNotContain(days, d => d.StartsWith("Lørdag", StringComparison.Ordinal) || d.StartsWith("Søndag", StringComparison.Ordinal) || d.Contains("25. december", StringComparison.Ordinal));
        }

        await page.GetByLabel("Fra og med").FillAsync(DateTime.Now.AddYears(1).ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Button, new() { Name = "Vis tider" }).ClickAsync();
        await visit.Says("Der er ingen ledige tider her");
        await visit.Look("aftale-ingen-tider");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sæt mig på ventelisten" }).ClickAsync();
        Assert.Equal("Vent på en tid", await page.InnerTextAsync("h1"));
        var only = await page.Locator("select[name=hos] option").Nth(1).InnerTextAsync();
        await page.Locator("select[name=hos]").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByLabel("7 dage før").CheckAsync();
        await visit.Look("venteliste-uden-tid");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sæt mig på ventelisten" }).ClickAsync();
        await visit.Says("Du står nu på ventelisten");
        await visit.Says("Konsultation hos lægen, Slagelse Lægecenter. Du har ventet siden");
        await visit.Look("aftaler-venter");

        // The offer comes with whom and where; saying yes books it.
        var offer = page.Locator(".hh-offer").Filter(new() { HasText = "Konsultation hos lægen" });
        for (var i = 0; i < 240 && await offer.CountAsync() == 0; i++)
        {
            await Task.Delay(250, TestContext.Current.CancellationToken);
            await page.GotoAsync("/borger/aftaler");
        }

        var card = await offer.InnerTextAsync();
        Assert.Contains("Du kan få en tid\n", card, StringComparison.Ordinal);
        Assert.Contains(only.Replace("Kun ", "Slagelse Lægecenter · ", StringComparison.Ordinal), card, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Ret eller stop") }).ClickAsync();
        Assert.Equal(only, await page.EvalOnSelectorAsync<string>("select[name=hos]", "s => s.selectedOptions[0].textContent"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Tag mig af ventelisten" }).ClickAsync();
        await visit.Says("Du er taget af ventelisten");
        Assert.Equal(0, await offer.CountAsync());
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task Results_stand_in_groups_and_what_is_found_is_narrowed_by_place()
    {
        await using var visit = await site.Visit("citizen-copd", scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/borger/resultater");
        var groups = (await page.Locator("main section h2").AllInnerTextsAsync()).ToList();
        Assert.True(groups.IndexOf("Blod") >= 0 && groups.IndexOf("Blod") < groups.IndexOf("Lunger"), string.Join(", ", groups));
        var all = await page.Locator("main .hh-result").CountAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Vælg, hvad du vil se" }).ClickAsync();
        await page.Locator("select[name=sektor]").SelectOptionAsync("Practice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Vis", Exact = true }).ClickAsync();
        Assert.InRange(await page.Locator("main .hh-result").CountAsync(), 1, all - 1);
        await visit.Look("resultater-valgt");

        await page.GotoAsync("/borger/journal/soeg?ord=kol");
        var found = await page.Locator("main .hh-lines > li").CountAsync();
        await page.Locator("main details.hh-look-narrow summary").ClickAsync();
        await page.Locator("select[name=sektor]").SelectOptionAsync("Municipality");
        await page.GetByRole(AriaRole.Button, new() { Name = "Vis", Exact = true }).ClickAsync();
        Assert.Contains("ord=kol", page.Url, StringComparison.Ordinal);
        Assert.InRange(await page.Locator("main .hh-lines > li").CountAsync(), 1, found - 1);
        await visit.Look("soeg-valgt");
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task The_first_page_leads_to_the_visit_and_says_the_way_and_what_to_prepare_in_the_readers_language()
    {
        await using var visit = await site.Visit("citizen-diabetes", scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/sprog?til=en&to=/borger");
        var main = await page.InnerTextAsync(".hh-prepare");
        Assert.Contains("Use the main entrance and ", main, StringComparison.Ordinal);
        Assert.Contains("Slagelse", main, StringComparison.Ordinal);
        var title = await page.InnerTextAsync(".hh-next h3");
        await page.ClickAsync(".hh-next h3 a");
        Assert.Equal(title, await page.InnerTextAsync("h1"));

        // Where something is tested, the way to say how the answer is wanted.
        await page.GotoAsync("/borger/aftaler");
        await page.GetByRole(AriaRole.Link, new() { Name = "Blodprøver før årskontrol", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "How do you want your result?" }).ClickAsync();
        Assert.Equal("/borger/journal/svar", new Uri(page.Url).AbsolutePath);
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_block_sent_twice_at_once_is_one_and_stands_among_those_that_were_once_it_is_lifted()
    {
        await using var visit = await site.Visit("citizen-pregnant");
        var page = visit.Page;
        await page.GotoAsync("/borger/adgange/spaer?hvem=Organization/slagelse-lunge");
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Send("main form")));
        Assert.All(answers, a => Assert.EndsWith("?spaerret=1", a, StringComparison.Ordinal));
        await page.GotoAsync("/borger/adgange/spaerringer");
        const string lift = "main form[action$='ophaev']";
        Assert.Equal(1, await page.Locator(lift).CountAsync());

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Send(lift))), a => Assert.EndsWith("?ophaevet=1", a, StringComparison.Ordinal));
        await page.GotoAsync("/borger/adgange/spaerringer");
        Assert.Equal(0, await page.Locator(lift).CountAsync());
        await page.GetByText("Spærringer, du har ophævet").ClickAsync();
        await visit.Says("Gælder ikke mere");
        await visit.Look("spaerringer-ophaevet");
        visit.HasNoComplaints();

        async Task<string> Send(string selector)
        {
            var (api, form) = (page.Context.APIRequest, page.Context.APIRequest.CreateFormData());
            foreach (var (name, value) in await page.EvalOnSelectorAsync<Dictionary<string, string>>(selector, "f => Object.fromEntries(new FormData(f))"))
            {
                form.Set(name, value);
            }

            var action = await page.EvalOnSelectorAsync<string>(selector, "f => f.action");
            var origin = new Dictionary<string, string> { ["Origin"] = site.Address.GetLeftPart(UriPartial.Authority) };
            return (await api.PostAsync(action, new APIRequestContextOptions { Form = form, MaxRedirects = 0, Headers = origin })).Headers["location"];
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

    [Theory]
    [InlineData("/borger", "region Din næste aftale > h2 Din næste aftale > region Nyt til dig > h2 Nyt til dig > region Dine seneste målinger og prøvesvar > h2 Dine seneste målinger og prøvesvar > region Genveje > h2 Genveje > region Din journal er din > h2 Din journal er din")]
    [InlineData("/borger/aftaler", "region Kommende aftaler > h2 Kommende aftaler > region Tidligere besøg og aftaler > h2 Tidligere besøg og aftaler")]
    [InlineData("/borger/journal", "region Journalens dele > h2 Journalens dele > region Det nyeste > h2 Det nyeste > region Mere > h2 Mere")]
    public async Task A_screen_reader_meets_landmarks_and_headings_in_order(string path, string order)
    {
        await using var visit = await site.Visit("citizen-child");
        await visit.Page.GotoAsync(path);
        var snapshot = await visit.Page.Locator("body").AriaSnapshotAsync();
        var met = snapshot.Split('\n').Select(l => System.Text.RegularExpressions.Regex.Match(l, "^ *- (banner|navigation|main|contentinfo|region|heading)(?: \"([^\"]*)\")?(?:.*level=([0-9]))?"))
            .Where(m => m.Success && m.Groups[3].Value is not ("3" or "4")).Select(m => m.Groups[3].Value == "1" ? "h1" : m.Groups[3].Value == "2" ? "h2 " + m.Groups[2].Value : (m.Groups[1].Value + " " + m.Groups[2].Value).Trim());
        var said = string.Join(" > ", met);
        Assert.True($"banner > navigation Hovedmenu > main > h1 > {order} > contentinfo" == said, $"{path} is now read: {said}");
    }

    [Fact]
    public async Task On_paper_what_was_folded_stands_open_and_a_hidden_number_stays_hidden()
    {
        await using var visit = await site.Visit("citizen-copd");
        var page = visit.Page;
        const string shown = "e => e.checkVisibility({ contentVisibilityAuto: true })";
        await page.GotoAsync("/borger/aftaler");
        var folded = page.Locator("main .hh-fold li").First;
        Assert.False(await folded.EvaluateAsync<bool>(shown));
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.True(await folded.EvaluateAsync<bool>(shown));
        Assert.False(await page.Locator(".hh-nav").First.IsVisibleAsync());

        await page.GotoAsync("/borger/stamdata");
        Assert.False(await page.Locator(".hh-cpr details > span").First.IsVisibleAsync());
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
