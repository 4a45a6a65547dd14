using System.Text.RegularExpressions;

namespace Helhed.Tests.Browser;

/// <summary>Appointments as people use them: without JavaScript, on a phone and by keyboard; every page on the way is held to axe.</summary>
[Trait("Needs", "Chromium")]
public sealed class BookingTests(Site site)
{
    [Fact]
    public async Task A_citizen_puts_visits_on_one_day_without_JavaScript()
    {
        await using var visit = await site.Visit("citizen-diabetes", phone: true, scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/borger/aftaler");
        await page.ClickAsync("main a[href='/borger/aftaler/samlet']");
        await visit.Look("samlet");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find et forslag" }).ClickAsync();
        Assert.Contains("Vælg mindst to", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        var moving = page.Locator("input[name=v][value^=b-]").First;
        var moved = (await moving.GetAttributeAsync("value"))!["b-".Length..];
        await moving.CheckAsync();
        await page.Locator("input[name=v][value^=n-]").First.CheckAsync();
        await page.GetByLabel("Hos samme behandler som nu").CheckAsync();
        var person = await PersonOf(moved);
        await page.GetByRole(AriaRole.Button, new() { Name = "Find et forslag" }).ClickAsync();
        Assert.Equal("Et forslag til dig", await page.InnerTextAsync("h1"));
        Assert.Contains("Intet er ændret endnu", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await visit.Look("samlet-forslag");
        var day = await page.InnerTextAsync("main h2 >> nth=0");
        await page.GetByLabel("Jeg har brug for at blive hentet").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Brug forslaget" }).ClickAsync();
        Assert.Contains("Dine besøg er samlet", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.NotEqual("", day);
        Assert.Equal(person, await PersonOf(moved));
        Assert.Contains("\"Patientbefordring\"", await Read("ServiceRequest?patient=citizen-diabetes&category=https://helhed.example/fhir/CodeSystem/booking-need%7Ctransport"), StringComparison.Ordinal);
        visit.HasNoComplaints();

        async Task<string> PersonOf(string appointment) =>
            Regex.Match(await Read($"Appointment/{appointment}"), "Practitioner/[A-Za-z0-9-]+") is { Success: true, Value: var person } ? person : throw new InvalidOperationException("The visit is with nobody.");

        async Task<string> Read(string path) => await (await page.Context.APIRequest.GetAsync("/fhir/" + path, new APIRequestContextOptions { Headers = await visit.System() })).TextAsync();
    }

    [Fact]
    public async Task A_citizen_books_waits_and_says_how_to_be_told_by_keyboard()
    {
        await using var visit = await site.Visit("citizen-parent");
        var page = visit.Page;
        await page.GotoAsync("/borger/aftaler/ny");
        await visit.Look("aftale-ny");
        await page.GetByRole(AriaRole.Link, new() { Name = "Hos sygeplejersken" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("sygeplejerske$"));
        await visit.Look("aftale-vaelg-ny");
        await page.Locator(".hh-time").Last.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Jeg har brug for at blive hentet").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Book tiden" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("kvittering=booket$"));
        await visit.Look("aftale-booket");
        var file = await page.Context.APIRequest.GetAsync(page.Url.Split('?')[0] + "/kalender.ics");
        Assert.Contains("SUMMARY:Aftale på Slagelse Lægecenter\r\n", await file.TextAsync(), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Få besked om en tidligere tid") }).ClickAsync();
        await visit.Look("venteliste");
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
        await visit.Look("beskeder");
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
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_nurse_books_and_writes_a_letter_without_dragging()
    {
        await using var visit = await site.Visit("nurse-copd");
        var page = visit.Page;
        await page.GotoAsync("/klinik/kalender?vis=uge");
        await visit.Look("kalender-uge");
        await page.GotoAsync("/klinik/kalender");
        while (await page.Locator(".hh-cal-entry.is-free").CountAsync() < 2)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Næste" }).ClickAsync();
        }

        await visit.Look("kalender-dag");
        await page.Locator(".hh-cal-entry.is-free a").First.ClickAsync();
        await page.GetByLabel("Navn eller CPR-nummer").FillAsync("Inger");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find patient" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("Inger") }).First.CheckAsync();
        await page.GetByLabel("Kontrol hos sygeplejerske").CheckAsync();
        await page.GetByLabel("Hvor mange tider?").SelectOptionAsync("3");
        await page.GetByLabel("Hvor tit?").SelectOptionAsync("2");
        await visit.Look("kalender-book");
        await page.GetByRole(AriaRole.Button, new() { Name = "Book tiden" }).ClickAsync();
        Assert.Contains("Det er gjort", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("Inger") }).First.ClickAsync();
        await visit.Look("kalender-aftale");
        await page.GetByRole(AriaRole.Link, new() { Name = "Book en mere oven i" }).ClickAsync();
        Assert.True(await page.GetByLabel("Navn eller CPR-nummer").IsVisibleAsync());
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Skriv brev" }).ClickAsync();
        Assert.Contains("ring på", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await visit.Look("brev");
        await page.GoBackAsync();
        await page.GetByLabel("Hvor meget haster det?").SelectOptionAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sæt på ventelisten" }).ClickAsync();
        await visit.Says("Patienten står på ventelisten");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("Inger") }).First.ClickAsync();
        await page.GetByLabel("Klinikken må aflyse").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aflys" }).ClickAsync();
        Assert.Contains("Det er gjort", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_nurse_looks_after_the_waiting_list_without_JavaScript()
    {
        await using var visit = await site.Visit("nurse-copd", phone: true, scripts: false);
        var page = visit.Page;

        // From the patient's overview to the visit and its letter, and on to the list.
        await page.GotoAsync("/klinik/patient/citizen-copd");
        await page.GetByRole(AriaRole.Link, new() { Name = "Skriv brev" }).First.ClickAsync();
        Assert.Equal("Indkaldelse", await page.InnerTextAsync("h1"));
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Subakut vurdering, lungeambulatoriet" }).ClickAsync();
        await page.GetByLabel("Hvor meget haster det?").SelectOptionAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sæt på ventelisten" }).ClickAsync();
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Venteliste", Exact = true }).First.ClickAsync();
        await visit.Says("Hvem får den næste tid?");
        await visit.Look("venteliste-klinik");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("Inger") }).First.ClickAsync();
        await visit.Look("venteliste-en");

        await page.GetByRole(AriaRole.Button, new() { Name = "Tag af listen" }).ClickAsync();
        Assert.Contains("Vælg, hvorfor", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        await page.GetByLabel("Hvor meget haster det?").SelectOptionAsync("9");
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem" }).ClickAsync();
        await visit.Says("Haster meget");
        var entry = page.Url.Split('?')[0];

        // The form that took somebody off, sent once more, does nothing and says the same.
        await page.GetByLabel("Patienten kan ikke nås").CheckAsync();
        var form = await page.EvalOnSelectorAsync<Dictionary<string, string>>("form:has([name=hvorfor])", "f => Object.fromEntries(new FormData(f))");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tag af listen" }).ClickAsync();
        await visit.Says("Det er gjort");
        await page.GetByText("Venter ikke længere").ClickAsync();
        await visit.Says("Patienten kan ikke nås");
        var fields = page.Context.APIRequest.CreateFormData();
        foreach (var (name, value) in form)
        {
            fields.Set(name, value);
        }

        var origin = new Dictionary<string, string> { ["Origin"] = site.Address.GetLeftPart(UriPartial.Authority) };
        var again = await page.Context.APIRequest.PostAsync(entry, new APIRequestContextOptions { Form = fields, MaxRedirects = 0, Headers = origin });
        Assert.Equal(303, again.Status);
        Assert.Equal(200, (await page.GotoAsync(entry))!.Status);
        await visit.Says("Patienten kan ikke nås");
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Tag af listen" }).CountAsync());
        await visit.Look("venteliste-slut");
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_nurse_enters_an_absence_sees_what_it_touches_and_changes_the_week_without_JavaScript()
    {
        await using var visit = await site.Visit("nurse-copd", phone: true, scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/klinik/kalender");
        await page.GetByRole(AriaRole.Link, new() { Name = "Fravær" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem" }).ClickAsync();
        Assert.Equal(2, await page.Locator(".form-error-message").CountAsync());
        await visit.Look("fravaer-fejl");
        await page.GetByLabel("Hvem eller hvad").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByLabel("Hvorfor").SelectOptionAsync("course");
        await page.GetByLabel("Sidste dag").FillAsync(DateTime.Now.AddDays(60).ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem" }).ClickAsync();
        await visit.Says("Det er gemt");
        await visit.Says("Kursus");
        await visit.Says("Aftaler, der skal flyttes");
        await visit.Look("fravaer");
        await page.Locator("main section li a").First.ClickAsync();
        await visit.Says("Flyt til");
        await page.GoBackAsync();
        await page.Locator("main section form button").First.ClickAsync();
        await visit.Says("Ingen er væk");

        await page.GotoAsync("/klinik/kalender/slagelse-lunge-amb/uge");
        await page.GetByRole(AriaRole.Link, new() { Name = "Læg faste tider til" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem" }).ClickAsync();
        Assert.Equal(3, await page.Locator("fieldset .form-error-message").CountAsync());
        await page.GetByLabel("Lørdag").CheckAsync();
        await page.GetByLabel("Kontrol hos sygeplejerske").CheckAsync();
        await page.Locator("#hos-0").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Gem" }).ClickAsync();
        await visit.Says("kræver en person, et rum eller udstyr");
        await visit.Look("uge-fejl");
        foreach (var box in await page.Locator("#hos input").AllAsync())
        {
            await box.CheckAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Gem" }).ClickAsync();
        await visit.Says("Lørdag, 8.00–12.00");
        await visit.Look("uge");
        await page.GotoAsync("/klinik/kalender?vis=uge");
        Assert.Equal(["Lørdag"], (await page.Locator(".hh-cal-day h2").AllInnerTextsAsync()).Skip(5).Select(h => h.Split(' ')[0]));
        await visit.Look("kalender-uge-loerdag");
        await page.GotoAsync("/klinik/kalender/slagelse-lunge-amb/uge");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("Lørdag") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Fjern de faste tider" }).ClickAsync();
        Assert.DoesNotContain("Lørdag", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        visit.HasNoComplaints();
    }
}
