using System.Net.Http.Json;

namespace Helhed.Tests.Browser;

/// <summary>What information security decides: whose name is hidden, and which apps are let in. <c>HELHED_PICTURES=folder</c> takes pictures.</summary>
[Trait("Needs", "Chromium")]
public sealed class SecurityTests(Site site)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_name_is_hidden_found_again_and_shown_again(bool phone)
    {
        await using var security = await site.Visit("security", phone, scripts: !phone);
        var page = security.Page;
        await page.GotoAsync("/admin/skjulte-navne");
        await page.FillAsync("input[name=enhed]", "Organization/slagelse-lunge");
        await page.FillAsync("input[name=fra]", "01/01/2026");
        await page.FillAsync("input[name=til]", "32/01/2026");
        await page.ClickAsync("form[action='/admin/skjulte-navne'] button");
        Assert.Contains("Skriv en dato", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal("Organization/slagelse-lunge", await page.InputValueAsync("input[name=enhed]"));
        await security.Look("sikkerhed-fejl");

        var name = $"Ansat på {(phone ? "telefonen" : "skærmen")}";
        await page.FillAsync("input[name=navn]", name);
        await page.FillAsync("input[name=borger]", "Patient/citizen-child");
        await page.FillAsync("input[name=til]", DateTime.UtcNow.AddDays(30).ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture));
        await page.FillAsync("textarea[name=hvorfor]", "Trusler mod de ansatte i marts");
        await page.ClickAsync("form[action='/admin/skjulte-navne'] button");
        Assert.Contains("Navnet er skjult fra nu af", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await security.Look("sikkerhed-skjult");

        await page.FillAsync("input[name=vist]", $"{name} 00ZZ");
        await page.FillAsync("textarea[name=grund]", "En klage fra en borger");
        await page.ClickAsync("form[action='/admin/skjulte-navne/find'] button");
        Assert.Contains("Ingen har eller har haft det dæknavn", await page.InnerTextAsync("main"), StringComparison.Ordinal);

        await page.Locator("article", new() { HasText = name }).GetByRole(AriaRole.Button).ClickAsync();
        Assert.Contains("Navnet bliver vist igen", await page.InnerTextAsync("main"), StringComparison.Ordinal);

        // Chromium reports the two answers that asked for corrections.
        Assert.All(security.Complaints, c => Assert.Contains("status of 422", c, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_written_is_shown_again_when_the_log_in_has_ended()
    {
        await using var security = await site.Visit("security", scripts: false);
        var page = security.Page;
        await page.GotoAsync("/admin/skjulte-navne");
        await page.FillAsync("textarea[name=hvorfor]", "En lang og vigtig begrundelse");

        // The session ends; the form's own cookie is still there.
        var kept = (await page.Context.CookiesAsync()).Where(c => c.Name.Contains("ntiforgery", StringComparison.Ordinal) || c.Name.Contains("form", StringComparison.OrdinalIgnoreCase)).ToList();
        await page.Context.ClearCookiesAsync();
        await page.Context.AddCookiesAsync(kept.Select(c => new Cookie { Name = c.Name, Value = c.Value, Domain = c.Domain, Path = c.Path, HttpOnly = c.HttpOnly, SameSite = c.SameSite }));
        await page.ClickAsync("form[action='/admin/skjulte-navne'] button");
        Assert.Equal("En lang og vigtig begrundelse", await page.InnerTextAsync("main pre"));
        Assert.Contains("Kopier teksten", await page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_is_approved_and_closed_again()
    {
        await using var security = await site.Visit("security");
        var page = security.Page;
        using var http = new HttpClient { BaseAddress = site.Address };
        using var registered = await http.PostAsJsonAsync(
            "/oauth2/register",
            new { client_name = "Søvndagbogen", redirect_uris = new[] { "http://127.0.0.1:9/tilbage" }, token_endpoint_auth_method = "none", scope = "patient/Observation.rs" },
            TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Created, registered.StatusCode);
        await page.GotoAsync("/admin/apps");
        var card = page.Locator("article", new() { HasText = "Søvndagbogen" }).First;
        Assert.Contains("Kun til prøve", await card.InnerTextAsync(), StringComparison.Ordinal);
        await card.GetByRole(AriaRole.Button, new() { Name = "Sig ja" }).ClickAsync();
        Assert.Contains("Godkendt", await card.InnerTextAsync(), StringComparison.Ordinal);
        await security.Look("sikkerhed-apps");
        await card.GetByRole(AriaRole.Button, new() { Name = "Luk appen" }).ClickAsync();
        Assert.Contains("Lukket", await card.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(security.Complaints);
    }
}
