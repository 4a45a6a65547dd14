using System.Text.RegularExpressions;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Browser;

/// <summary>The entrance's pages, as people meet them on their way in and out. <c>HELHED_PICTURES=folder</c> takes pictures.</summary>
[Trait("Needs", "Chromium")]
public sealed class EntranceTests(Site site) : EntranceTest(Dialect.Sqlite)
{
    private protected override string HostDll => Host.Dll;

    [Theory]
    [InlineData(false, "da", true)]
    [InlineData(true, "da", false)]
    [InlineData(true, "en", true)]
    public async Task Every_page_on_the_way_is_whole_with_and_without_JavaScript(bool phone, string language, bool scripts)
    {
        await using var provider = await FakeProvider.Start();
        await using var host = await Start(provider, demo: true);
        await using var visit = await site.Visit(phone: phone, scripts: scripts, at: host.Address);
        var page = visit.Page;
        await page.GotoAsync($"/sprog?til={language}&to=/log-ind");
        await Look(visit, "log-ind", language);

        // Refused, and in with two roles.
        provider.Person["autid"] = "nobody";
        await page.ClickAsync("a[href='/log-ind/region']");
        await Look(visit, "afvist", language);
        provider.Person["autid"] = "ABC12";
        await page.GotoAsync("/log-ind/region");
        await Look(visit, "rolle", language);
        await page.ClickAsync("main form[action='/log-ind/rolle'] button");
        await Look(visit, "rolle-mangler", language);
        await page.GetByLabel(language == "da" ? "Sygeplejerske, Afdeling lunge" : "Nurse, Afdeling lunge").CheckAsync();
        await page.ClickAsync("main form[action='/log-ind/rolle'] button");
        Assert.Equal("/klinik", new Uri(page.Url).AbsolutePath);

        await page.GotoAsync("/log-ind/bekraeft?to=/klinik");
        await Look(visit, "bekraeft", language);
        await page.GotoAsync("/log-ind/bekraeft?to=/klinik"); // a picture leaves styles in the page
        await page.ClickAsync("details.hh-user summary");
        Assert.Contains(language == "da" ? "Du bliver logget af kl. " : "You will be logged off at ", await page.InnerTextAsync(".hh-user-panel"), StringComparison.Ordinal);
        await Look(visit, "menu", language);
        await page.ClickAsync($".hh-user-panel a[href='/log-ind/rolle']");
        Assert.Equal("PractitionerRole/p1", await page.Locator("input[name=rolle]:checked").GetAttributeAsync("value"));

        // Out here, on to the provider by itself, and back.
        await page.ClickAsync("details.hh-user summary");
        await page.ClickAsync(".hh-user-panel form button");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/logget-af\?state="), new PageAssertionsToHaveURLOptions { Timeout = 25_000 });
        await Look(visit, "logget-af", language);
        Assert.Equal("", string.Join('\n', visit.Complaints.Where(c => !c.Contains(provider.Issuer, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Without_a_provider_the_page_says_so()
    {
        await using var host = await Open(new Dictionary<string, string?>());
        await using var visit = await site.Visit(phone: true, at: host.Address);
        await visit.Page.GotoAsync("/log-ind");
        await Look(visit, "log-ind-ingen", "da");
        Assert.Contains("MitID er ikke tilsluttet", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal(0, await visit.Page.Locator("a[href='/demo']").CountAsync());
    }

    [Fact]
    public async Task Two_minutes_before_the_end_a_dialog_offers_to_stay()
    {
        await using var provider = await FakeProvider.Start();
        await using var host = await Start(provider, demo: false);
        await using var visit = await site.Visit(phone: true, at: host.Address);
        var page = visit.Page;
        await page.Clock.InstallAsync();
        provider.Person["autid"] = "ABC12";
        await page.GotoAsync("/log-ind/region");
        await page.CheckAsync("input[value='PractitionerRole/p1']");
        await page.ClickAsync("main form[action='/log-ind/rolle'] button");
        await page.GotoAsync("/log-ind/bekraeft?to=/klinik");
        Assert.Equal(0, await page.Locator("dialog[open]").CountAsync());

        await Pass(page, minutes: 28);
        await page.WaitForSelectorAsync("dialog[open]");
        Assert.Equal("Bliv logget på", await page.EvaluateAsync<string>("document.activeElement.textContent.trim()"));
        await Look(visit, "advarsel", "da");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("dialog[open]", new() { State = WaitForSelectorState.Detached });

        // It has helped: two minutes later the person is still in, and is warned again.
        await Pass(page, minutes: 27);
        Assert.Equal(0, await page.Locator("dialog[open]").CountAsync());
        await Pass(page, minutes: 1);
        await page.WaitForSelectorAsync("dialog[open]");
        await Pass(page, minutes: 3);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/log-ind$"), new PageAssertionsToHaveURLOptions { Timeout = 25_000 });
        Assert.DoesNotContain(visit.Complaints, c => !c.Contains(provider.Issuer, StringComparison.Ordinal));
    }

    private async Task<Running> Start(FakeProvider provider, bool demo)
    {
        await GivePractitioner("birgitte", "ABC12");
        await GivePost("p1", "birgitte", "nurse", "lunge");
        await GivePost("p2", "birgitte", "secretary", "medicin");
        (provider.Person["sub"], provider.Person["name"]) = ("b", "Birgitte Lund");
        var client = (FakeProvider.ClientId, FakeProvider.ClientSecret);
        var settings = Provider("region", provider.Issuer, "staff", client, ("Assurance", "high"), ("AssuranceClaim", null));
        foreach (var (key, value) in Provider("mitid", provider.Issuer, "citizen", client))
        {
            settings[key] = value;
        }

        return await Open(settings, demo: demo);
    }

    /// <summary>Time passes, for the server and in the page.</summary>
    private async Task Pass(IPage page, int minutes)
    {
        Time.Move(TimeSpan.FromMinutes(minutes));
        await page.Clock.FastForwardAsync(minutes * 60_000);
    }

    private static async Task Look(Visit visit, string name, string language)
    {
        Assert.Equal(language, await visit.Page.GetAttributeAsync("html", "lang"));
        await visit.Look($"indgang-{name}-{language}");
    }
}
