using System.Text.RegularExpressions;

namespace Helhed.Tests.Browser;

/// <summary>What people come for, done as they do it.</summary>
[Trait("Needs", "Chromium")]
public sealed class FlowTests(Site site)
{
    [Fact]
    public async Task A_nurse_finds_a_patient_by_name_without_JavaScript()
    {
        await using var visit = await site.Visit("nurse-copd", scripts: false);
        await visit.Page.GotoAsync("/klinik");
        await visit.Page.GetByLabel("Navn eller CPR-nummer").FillAsync("Test");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();

        Assert.Equal("/klinik", new Uri(visit.Page.Url).PathAndQuery);
        var hit = visit.Page.Locator(".hh-hit a").First;
        var line = await hit.InnerTextAsync();
        Assert.Matches("[0-9]{6}-••••", line);
        Assert.DoesNotMatch("[0-9]{6}-?[0-9]{4}", line);
        var name = await visit.Page.Locator(".hh-hit-name").First.InnerTextAsync();
        await hit.ClickAsync();
        Assert.Equal(name, await visit.Page.InnerTextAsync("h1"));

        // Going back shows the hits again, not a question whether to send the form once more.
        await visit.Page.GoBackAsync();
        Assert.Equal(name, await visit.Page.Locator(".hh-hit-name").First.InnerTextAsync());
    }

    [Fact]
    public async Task A_cpr_number_leads_to_the_patient_and_stands_in_no_address()
    {
        await using var visit = await site.Visit("nurse-copd");
        await visit.Page.GotoAsync("/klinik/patient/citizen-copd");
        Assert.DoesNotMatch("[0-9]{6}-[0-9]{4}", await visit.Page.InnerTextAsync("main"));
        await visit.Page.ClickAsync(".hh-cpr summary");
        var cpr = (await visit.Page.InnerTextAsync(".hh-cpr details > span")).Trim();
        Assert.Matches("^[0-9]{6}-[0-9]{4}$", cpr);

        var addresses = new List<string>();
        visit.Page.Request += (_, request) => addresses.Add(request.Url);
        await visit.Page.GotoAsync("/klinik");
        await visit.Page.FillAsync("input[name=soeg]", cpr);
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/klinik/patient/citizen-copd$"));
        Assert.DoesNotContain(addresses, a => a.Contains(cpr[..6], StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_search_says_what_to_do_and_keeps_the_focus_on_it()
    {
        await using var visit = await site.Visit("nurse-copd");
        await visit.Page.GotoAsync("/klinik");
        await visit.Page.ClickAsync("form[role=search] button");

        var error = visit.Page.GetByRole(AriaRole.Alert);
        Assert.Contains("Skriv et navn eller et CPR-nummer", await error.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("true", await visit.Page.GetAttributeAsync("#soeg", "aria-invalid"));
        Assert.True(await error.EvaluateAsync<bool>("e => e === document.activeElement"));
    }

    [Fact]
    public async Task What_is_searched_for_is_shown_as_text_and_never_run()
    {
        await using var visit = await site.Visit("nurse-copd");
        await visit.Page.GotoAsync("/klinik");
        await visit.Page.FillAsync("input[name=soeg]", "\"><script>alert(1)</script> xx");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForSelectorAsync("text=Ingen patienter fundet");
        Assert.Equal("\"><script>alert(1)</script> xx", await visit.Page.InputValueAsync("#soeg"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_language_follows_the_reader_and_the_page_stays()
    {
        await using var visit = await site.Visit("citizen-copd");
        await visit.Page.GotoAsync("/borger/medicin");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();

        Assert.Equal("/borger/journal/medicin", new Uri(visit.Page.Url).AbsolutePath);
        Assert.Equal("en", await visit.Page.GetAttributeAsync("html", "lang"));
        Assert.Equal("Medicine", await visit.Page.InnerTextAsync("h1"));
        await visit.Page.GotoAsync("/borger");
        Assert.Contains("Your next", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Dansk" }).ClickAsync();
        Assert.Contains("Din", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/borger", null, "/log-ind")]
    [InlineData("/klinik", null, "/log-ind")]
    [InlineData("/klinik/patient/citizen-copd", null, "/log-ind")]
    [InlineData("/klinik/patient/citizen-diabetes", "citizen-copd", null)]
    [InlineData("/borger", "nurse-copd", null)]
    public async Task Pages_are_only_for_those_they_are_for(string path, string? persona, string? sentTo)
    {
        await using var visit = await site.Visit(persona);
        var answer = await visit.Page.GotoAsync(path);
        if (sentTo is null)
        {
            Assert.Equal(403, answer?.Status);
            Assert.Equal("Du har ikke adgang til denne side", await visit.Page.InnerTextAsync("h1"));
        }
        else
        {
            Assert.Equal(sentTo, new Uri(visit.Page.Url).AbsolutePath);
        }
    }

    [Fact]
    public async Task A_form_from_another_page_is_refused()
    {
        await using var visit = await site.Visit("nurse-copd");
        var form = visit.Page.Context.APIRequest.CreateFormData();
        form.Set("soeg", "Test");
        var foreign = await visit.Page.Context.APIRequest.PostAsync("/klinik", new APIRequestContextOptions { Form = form, MaxRedirects = 0 });
        Assert.Equal(403, foreign.Status);

        // From one of our own pages, but not its form.
        var origin = new Dictionary<string, string> { ["Origin"] = site.Address.GetLeftPart(UriPartial.Authority) };
        var answer = await visit.Page.Context.APIRequest.PostAsync("/klinik", new APIRequestContextOptions { Form = form, MaxRedirects = 0, Headers = origin });
        Assert.Equal(400, answer.Status);
        Assert.Contains("Formularen kunne ikke sendes", await answer.TextAsync(), StringComparison.Ordinal);
    }
}
