using System.Text.RegularExpressions;

namespace Helhed.Tests.Browser;

/// <summary>What the pages tell is so after "back", a second click, a mandate about a part, and an end of it; without JavaScript.</summary>
[Trait("Needs", "Chromium")]
public sealed class SaidRightTests(Site site)
{
    [Fact]
    public async Task Who_goes_back_after_booking_comes_to_the_visit_and_a_cancelled_one_has_no_receipt()
    {
        await using var visit = await site.Visit("citizen-cancer", scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/borger/aftaler/ny");
        await page.GetByRole(AriaRole.Link, new() { Name = "Hos sygeplejersken" }).First.ClickAsync();
        var choose = new Uri(page.Url).AbsolutePath;
        await page.GotoAsync(choose + "?fra=31/12/9999");
        Assert.Equal("Vælg en tid", await page.InnerTextAsync("h1"));
        await page.GotoAsync(choose + "/valgt?tid=nej");
        await visit.Says("Vi kan ikke finde den tid");
        await page.GotoAsync(choose);
        await page.Locator(".hh-time").Last.ClickAsync();
        var confirm = page.Url;
        await page.GetByRole(AriaRole.Button, new() { Name = "Book tiden" }).ClickAsync();
        await visit.Says("Din tid er booket");
        var receipt = page.Url;
        await page.GotoAsync(confirm);
        Assert.Equal(receipt.Split('?')[0], page.Url);
        await page.GotoAsync("/sprog?til=en&to=" + new Uri(page.Url).AbsolutePath);
        Assert.DoesNotContain("sygeplejerske", await page.InnerTextAsync("h1"), StringComparison.OrdinalIgnoreCase);
        await page.GotoAsync("/sprog?til=da");
        await page.GotoAsync(receipt.Split('?')[0] + "/aflys");
        await page.GetByLabel("Jeg kan ikke den dag").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aflys aftalen" }).ClickAsync();
        await visit.Says("Din aftale er aflyst");
        await page.GotoAsync(receipt);
        Assert.DoesNotContain("Din tid er booket", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_time_that_clashes_is_told_before_it_is_booked_and_can_be_booked_all_the_same()
    {
        await using var visit = await site.Visit("citizen-teen", phone: true, scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/borger/aftaler/ny");
        await page.GetByRole(AriaRole.Link, new() { Name = "Hos sygeplejersken" }).First.ClickAsync();
        var time = (await page.Locator(".hh-time").Last.GetAttributeAsync("href"))!;
        await page.GotoAsync(time);
        Assert.Equal(0, await page.Locator("main .alert-warning").CountAsync());

        // Another visit at the same time, at somebody else's, is on its page: the time on the wall stands at the end of the slot's name.
        var wall = DateTime.ParseExact(Regex.Match(time, "-([0-9]{10})(&|$)").Groups[1].Value, "yyMMddHHmm", System.Globalization.CultureInfo.InvariantCulture);
        var start = new DateTimeOffset(wall, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen").GetUtcOffset(wall));
        var other = $$"""
            {"resourceType":"Appointment","id":"clash","status":"booked","description":"Samtale om hjælp","start":"{{start:yyyy-MM-ddTHH:mm:sszzz}}","end":"{{start.AddMinutes(30):yyyy-MM-ddTHH:mm:sszzz}}",
            "contained":[{"resourceType":"Location","id":"hus","name":"Sundhedshuset"}],
            "participant":[{"actor":{"reference":"Patient/citizen-teen"},"status":"accepted"},{"actor":{"reference":"#hus"},"status":"accepted"}]}
            """;
        async Task Put(string json) => Assert.InRange((await page.Context.APIRequest.PutAsync("/fhir/Appointment/clash", new APIRequestContextOptions { Headers = await visit.System(), Data = json })).Status, 200, 201);
        await Put(other);
        await page.ReloadAsync();
        var said = await page.InnerTextAsync("main .alert-warning");
        foreach (var part in new[] { "passer ikke sammen med en anden", "Samtale om hjælp", "Sundhedshuset", "samme tid" })
        {
            Assert.Contains(part, said, StringComparison.Ordinal);
        }

        await visit.Look("aftale-bekraeft-sammenstoed");
        await page.GotoAsync("/sprog?til=en&to=" + Uri.EscapeDataString(new Uri(page.Url).PathAndQuery));
        await page.GotoAsync(time);
        Assert.Equal("da", await page.GetAttributeAsync("main .alert-warning a", "lang"));
        await page.GotoAsync("/sprog?til=da");
        await page.GotoAsync(time);
        await page.GetByRole(AriaRole.Button, new() { Name = "Book tiden" }).ClickAsync();
        await visit.Says("Din tid er booket");
        await page.GetByRole(AriaRole.Link, new() { Name = "Aflys aftalen" }).ClickAsync();
        await page.GetByLabel("Jeg kan ikke den dag").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aflys aftalen" }).ClickAsync();
        await Put(other.Replace("\"booked\"", "\"cancelled\"", StringComparison.Ordinal));
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_calendar_address_is_made_once_by_two_clicks_and_mandates_of_one_person_are_told_apart()
    {
        await using var visit = await site.Visit("citizen-cancer", phone: true, scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/borger/aftaler/beskeder");
        var before = await page.InnerTextAsync("section:has(#kalender) p.hh-soft");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lav en adresse" }).ClickAsync();
        var (address, count) = (await page.InnerTextAsync(".hh-secret"), await page.InnerTextAsync("section:has(#kalender) p.hh-soft"));
        Assert.NotEqual(before, count);
        await page.ReloadAsync();
        Assert.Equal((address, count), (await page.InnerTextAsync(".hh-secret"), await page.InnerTextAsync("section:has(#kalender) p.hh-soft")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Luk alle adresser" }).ClickAsync();

        var mandate = """
            {"resourceType":"Consent","status":"STATUS","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
            "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/citizen-cancer"},"dateTime":"2026-01-01","policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},
            "id":"apart-TYPE","provision":{"type":"permit","period":{"start":"2026-01-01"},"class":[CLASS],
            "actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"DELEGATEE"}]},"reference":{"reference":"Patient/citizen-copd"}}]}}
            """;
        async Task Put(string status)
        {
            foreach (var types in (string[][])[["Observation", "DiagnosticReport"], ["Appointment", "Encounter"]])
            {
                var json = mandate.Replace("STATUS", status, StringComparison.Ordinal).Replace("TYPE", types[0], StringComparison.Ordinal)
                    .Replace("CLASS", string.Join(',', types.Select(t => $$"""{"system":"http://hl7.org/fhir/resource-types","code":"{{t}}"}""")), StringComparison.Ordinal);
                Assert.InRange((await page.Context.APIRequest.PutAsync($"/fhir/Consent/apart-{types[0]}", new APIRequestContextOptions { Headers = await visit.System(), Data = json })).Status, 200, 201);
            }
        }

        await Put("active");
        await page.GotoAsync("/borger/fuldmagter");
        var names = (await page.GetByRole(AriaRole.Button).Filter(new() { HasText = "Stop fuldmagten" }).AllTextContentsAsync()).ToList();
        Assert.True(names.Count >= 2, string.Join('\n', names));
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(names, n => n.Contains("Aftaler og besøg", StringComparison.Ordinal));
        await visit.Look("fuldmagter-to-til-en");
        await Put("inactive");
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task Who_has_blocked_a_unit_is_told_before_a_question_is_sent_to_it()
    {
        await using var visit = await site.Visit("citizen-copd", phone: true, scripts: false);
        var page = visit.Page;
        await Put("Organization/blocked-unit", "\"name\":\"Afsnit Nord\",\"telecom\":[{\"system\":\"phone\",\"value\":\"58 99 99 99\"}]");
        await Put("Location/blocked-place", "\"name\":\"Huset\",\"managingOrganization\":{\"reference\":\"Organization/blocked-unit\"}");
        await Put("Appointment/blocked-visit", Visit("booked"));
        await Put("Consent/blocked-block", Block("active"));
        await page.GotoAsync("/borger/aftaler/blocked-visit/spoerg");
        await visit.Says("Der er spærret for Afsnit Nord");
        await visit.Look("spoerg-spaerret");
        await page.Locator("main .alert a").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ophæv spærringen for Afsnit Nord" }).ClickAsync();
        await visit.Says("Spærringen er ophævet");
        await page.GotoAsync("/borger/aftaler/blocked-visit/spoerg");
        Assert.Equal(0, await page.Locator("main .alert").CountAsync());
        await Put("Appointment/blocked-visit", Visit("cancelled"));
        visit.HasNoComplaints();

        async Task Put(string path, string members) => Assert.InRange((await page.Context.APIRequest.PutAsync("/fhir/" + path, new APIRequestContextOptions
        {
            Headers = await visit.System(), Data = $$"""{"resourceType":"{{path.Split('/')[0]}}","id":"{{path.Split('/')[1]}}",{{members}} }""",
        })).Status, 200, 201);

        static string Visit(string status) => $$"""
            "status":"{{status}}","description":"Samtale","start":"2036-11-20T09:00:00Z","end":"2036-11-20T09:20:00Z","participant":[{"actor":{"reference":"Patient/citizen-copd"},"status":"accepted"},{"actor":{"reference":"Location/blocked-place"},"status":"accepted"}]
            """;
        static string Block(string status) => $$"""
            "status":"{{status}}","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
            "patient":{"reference":"Patient/citizen-copd"},"policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTOUT"}]},
            "provision":{"type":"deny","actor":[{"role":{"coding":[{"code":"IRCP"}]},"reference":{"reference":"Organization/blocked-unit"} }]}
            """;
    }

    [Fact]
    public async Task A_parent_reads_in_the_childs_log_that_somebody_else_acts_for_it_and_not_who()
    {
        await using var other = await site.Visit("citizen-copd", scripts: false);
        var mandate = """
            {"resourceType":"Consent","status":"STATUS","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
            "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/citizen-child"},"dateTime":"2026-01-01","policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},
            "id":"grandmother","provision":{"type":"permit","period":{"start":"2026-01-01"},"actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"DELEGATEE"}]},"reference":{"reference":"Patient/citizen-copd"}}]}}
            """;
        async Task Put(string status) => Assert.InRange(
            (await other.Page.Context.APIRequest.PutAsync("/fhir/Consent/grandmother", new APIRequestContextOptions { Headers = await other.System(), Data = mandate.Replace("STATUS", status, StringComparison.Ordinal) })).Status, 200, 201);
        async Task Act(IPage page)
        {
            await page.GotoAsync("/borger/vegne");
            await page.CheckAsync("input[value='Patient/citizen-child']");
            await page.ClickAsync("main form button");
        }

        await Put("active");
        await Act(other.Page);
        await other.Page.GotoAsync("/borger/journal/notater");
        await using var parent = await site.Visit("citizen-parent", phone: true, scripts: false);
        await Act(parent.Page);
        await parent.Page.GotoAsync("/borger/adgange");
        await parent.Says("En anden, der handler for personen");
        Assert.DoesNotContain("citizen-copd", await parent.Page.ContentAsync(), StringComparison.Ordinal);
        await parent.Look("adgange-en-anden");
        await Put("inactive");
        parent.HasNoComplaints();
    }

    [Fact]
    public async Task A_parent_blocks_a_unit_for_a_child_and_lifts_it_and_who_has_a_mandate_does_not()
    {
        const string Block = "/borger/adgange/spaer?hvem=Organization/slagelse-medicin";
        await using var visit = await site.Visit("citizen-parent", phone: true, scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/borger/vegne");
        await page.CheckAsync("input[value='Patient/citizen-child']");
        await page.ClickAsync("main form button");
        await page.GotoAsync(Block);
        await visit.Says("kan ikke se barnets journal mere");
        await visit.Look("spaer-for-barn");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ja, spær" }).ClickAsync();
        await visit.Says("Spærringen gælder nu");
        await visit.Look("spaerringer-for-barn");
        var ids = await Standing();
        var id = Assert.Single(ids);

        // It stands in the child's log, with the parent who did it.
        await page.GotoAsync("/borger/adgange");
        await visit.Says("Du har selv set journalen");

        // Nobody else's.
        await page.GotoAsync("/borger/vegne");
        await page.CheckAsync("input[value='Patient/citizen-parent']");
        await page.ClickAsync("main form button");
        await page.GotoAsync("/borger/adgange/spaerringer");
        Assert.DoesNotContain(id, await page.ContentAsync(), StringComparison.Ordinal);

        await using var holder = await site.Visit("citizen-copd", scripts: false);
        var mandate = """
            {"resourceType":"Consent","status":"STATUS","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
            "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/citizen-child"},"dateTime":"2026-01-01","policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},
            "id":"grandfather","provision":{"type":"permit","period":{"start":"2026-01-01"},"actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"DELEGATEE"}]},"reference":{"reference":"Patient/citizen-copd"}}]}}
            """;
        async Task Put(string status) => Assert.InRange(
            (await page.Context.APIRequest.PutAsync("/fhir/Consent/grandfather", new APIRequestContextOptions { Headers = await visit.System(), Data = mandate.Replace("STATUS", status, StringComparison.Ordinal) })).Status, 200, 201);
        await Put("active");
        await holder.Page.GotoAsync("/borger/vegne");
        await holder.Page.CheckAsync("input[value='Patient/citizen-child']");
        await holder.Page.ClickAsync("main form button");
        Assert.Equal(403, (await holder.Page.GotoAsync(Block))!.Status);
        Assert.Equal(403, (await holder.Page.GotoAsync("/borger/adgange/spaerringer"))!.Status);
        await Put("inactive");

        await page.GotoAsync("/borger/vegne");
        await page.CheckAsync("input[value='Patient/citizen-child']");
        await page.ClickAsync("main form button");
        await page.GotoAsync("/borger/adgange/spaerringer");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Ophæv spærringen") }).ClickAsync();
        await visit.Says("Spærringen er ophævet");
        Assert.Empty(await Standing());
        visit.HasNoComplaints();

        async Task<IReadOnlyList<string>> Standing()
        {
            var found = await page.Context.APIRequest.GetAsync("/fhir/Consent?patient=citizen-child&status=active&actor=Organization/slagelse-medicin", new APIRequestContextOptions { Headers = await visit.System() });
            return [.. Regex.Matches(await found.TextAsync(), "\"resource\":\\{\"resourceType\":\"Consent\",\"id\":\"([^\"]+)\"").Select(m => m.Groups[1].Value)];
        }
    }

    [Fact]
    public async Task Who_may_see_medicine_alone_is_told_so_and_tries_nothing_and_an_ended_mandate_is_told()
    {
        await using var visit = await site.Visit("citizen-diabetes", phone: true, scripts: false);
        var page = visit.Page;
        var mandate = """
            {"resourceType":"Consent","status":"STATUS","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
            "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/citizen-cancer"},"dateTime":"2026-01-01","policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},
            "id":"said-right","provision":{"type":"permit","period":{"start":"2026-01-01"},"class":[{"system":"http://hl7.org/fhir/resource-types","code":"MedicationRequest"}],
            "actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"DELEGATEE"}]},"reference":{"reference":"Patient/citizen-diabetes"}}]}}
            """;
        async Task Put(string status) => Assert.InRange(
            (await page.Context.APIRequest.PutAsync("/fhir/Consent/said-right", new APIRequestContextOptions { Headers = await visit.System(), Data = mandate.Replace("STATUS", status, StringComparison.Ordinal) })).Status, 200, 201);
        await Put("active");
        await page.GotoAsync("/borger/vegne");
        await page.CheckAsync("input[value='Patient/citizen-cancer']");
        await page.ClickAsync("main form button");
        await visit.Says("Din fuldmagt gælder ikke denne del");
        Assert.DoesNotContain("Du har ingen", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("a[href^='/borger/adgange'], a[href='/borger/stamdata']").CountAsync());
        await visit.Look("start-kun-medicin");
        foreach (var path in new[] { "/borger/aftaler", "/borger/resultater", "/borger/journal/notater", "/borger/samtykker" })
        {
            await page.GotoAsync(path);
            await visit.Says("Din fuldmagt gælder ikke denne del");
        }

        await page.GotoAsync("/borger/journal/medicin");
        Assert.DoesNotContain("Din fuldmagt gælder ikke", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await page.GotoAsync("/borger/aftaler/ny");
        var book = await page.Locator("main a[href^='/borger/aftaler/ny/']").First.GetAttributeAsync("href");
        Assert.Equal(404, (await page.GotoAsync(book!))!.Status);

        // Nothing was refused, and the one it is about sees a name.
        await using var patient = await site.Visit("citizen-cancer", scripts: false);
        await patient.Page.GotoAsync("/borger/adgange");
        var looks = await patient.Page.InnerTextAsync("main");
        Assert.DoesNotContain("citizen-diabetes", looks, StringComparison.Ordinal);
        Assert.Contains("Torben", looks, StringComparison.Ordinal);
        Assert.Equal(0, await patient.Page.Locator("main .hh-look, main li, main article").Filter(new() { HasText = "Torben" }).Filter(new() { HasText = "blev afvist" }).CountAsync());

        await Put("inactive");
        await page.GotoAsync("/borger/journal");
        await visit.Says("Du kan ikke se journalen mere");
        await visit.Look("fuldmagt-slut");
        await page.GetByRole(AriaRole.Button, new() { Name = "Gå til min egen journal" }).ClickAsync();
        Assert.Equal(0, await page.Locator(".hh-behalf").CountAsync());
    }

    [Fact]
    public async Task Visits_that_are_put_together_twice_are_told_as_done_and_addresses_of_forms_lead_to_their_forms()
    {
        await using var visit = await site.Visit("citizen-copd", scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/borger/aftaler/samlet");
        var fresh = page.Locator("input[name=v][value^=n-]");
        await fresh.Nth(0).CheckAsync();
        await fresh.Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Find et forslag" }).ClickAsync();
        var form = page.Context.APIRequest.CreateFormData();
        foreach (var input in await page.Locator("main form input[type=hidden]").AllAsync())
        {
            form.Append((await input.GetAttributeAsync("name"))!, (await input.GetAttributeAsync("value"))!);
        }

        for (var time = 0; time < 2; time++)
        {
            var headers = new Dictionary<string, string> { ["Origin"] = new Uri(page.Url).GetLeftPart(UriPartial.Authority) };
            var answer = await page.Context.APIRequest.PostAsync("/borger/aftaler/samlet/forslag", new APIRequestContextOptions { Form = form, MaxRedirects = 0, Headers = headers });
            Assert.EndsWith("samlet=2&mangler=0", answer.Headers["location"], StringComparison.Ordinal);
        }

        foreach (var (path, to) in new[] { ("/borger/aftaler/beskeder/kalender", "/borger/aftaler/beskeder"), ("/borger/fuldmagter/stop", "/borger/fuldmagter"), ("/borger/aftaler/tilbud", "/borger/aftaler") })
        {
            await page.GotoAsync(path);
            Assert.Equal(to, new Uri(page.Url).AbsolutePath);
        }

        Assert.Equal(404, (await page.GotoAsync("/borger/adgange/spaer?hvem=Practitioner/doesnotexist"))!.Status);
        await page.GotoAsync("/borger/journal/soeg?ord=" + new string('x', 81));
        await visit.Says("Skriv højst 80 bogstaver");
        await page.GotoAsync("/was");
        Assert.Matches(new Regex(@"Ring til Region \w+ på \+?[\d ]{8,}"), await page.InnerTextAsync("main"));
    }

    [Fact]
    public async Task Who_is_logged_off_comes_back_to_the_page_after_log_in()
    {
        await using var visit = await site.Visit(scripts: false);
        await visit.Page.GotoAsync("/borger/journal/soeg?ord=knæ");
        Assert.Equal("/log-ind", new Uri(visit.Page.Url).AbsolutePath);
        await visit.Page.Locator("main a[href^='/demo']").ClickAsync();
        await visit.Page.Locator("a[href*='as=citizen-copd']").ClickAsync();
        Assert.Equal("/borger/journal/soeg?ord=kn%C3%A6", new Uri(visit.Page.Url).PathAndQuery);
    }

    [Fact]
    public async Task Text_of_twice_the_size_fits_a_phone_and_a_narrow_window()
    {
        await using var visit = await site.Visit("citizen-copd", phone: true);
        var page = visit.Page;
        foreach (var path in new[] { "/borger", "/was", "/privatliv" })
        {
            await page.GotoAsync(path);
            await visit.Look("stor" + path);
            await visit.LookLarge("stor" + path);
        }

        await page.GotoAsync("/borger/aftaler");
        var cancel = (await page.Locator("main a[href$='/aflys']").First.GetAttributeAsync("href"))!;
        await page.SetViewportSizeAsync(640, 900);
        foreach (var path in new[] { cancel, cancel[..^"/aflys".Length] })
        {
            await page.GotoAsync(path);
            await visit.Look("smal" + path.Length);
            await visit.LookLarge("smal" + path.Length);
        }
    }
}
