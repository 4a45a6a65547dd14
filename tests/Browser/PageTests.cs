using Deque.AxeCore.Playwright;

namespace Helhed.Tests.Browser;

/// <summary>What every page must hold, on a desktop and on a phone 360 px wide.</summary>
[Trait("Needs", "Chromium")]
public sealed class PageTests(Site site)
{
    // Whatever reaches past the right edge, except inside something that scrolls by itself.
    internal const string Overflow = """
        () => [...document.querySelectorAll('body *')].filter(e => {
          const r = e.getBoundingClientRect();
          if (r.width === 0 || r.right <= innerWidth + 1 || e.closest('.sr-only, svg')) return false;
          for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX === 'auto') return false;
          return true;
        }).map(e => e.tagName + '.' + e.className + ' ' + Math.round(e.getBoundingClientRect().right))
        """;

    [Theory]
    [MemberData(nameof(Place.NamesOnBothScreens), MemberType = typeof(Place))]
    public async Task Axe_finds_nothing_and_nothing_goes_wrong(string name, bool phone)
    {
        var place = Place.Of(name);
        await using var visit = await site.Visit(place.As, phone);
        var answer = await visit.Open(place);

        Assert.Equal(place.Status, answer?.Status);
        var axe = await visit.Page.RunAxe();
        Assert.Equal("", string.Join('\n', axe.Violations.SelectMany(v => v.Nodes.Select(n => $"{v.Id}: {v.Help}: {n.Html}"))));
        Assert.Equal("", string.Join('\n', visit.Complaints));
        Assert.Equal(1, await visit.Page.Locator("h1").CountAsync());
    }

    [Theory]
    [MemberData(nameof(Place.Names), MemberType = typeof(Place))]
    public async Task A_phone_shows_the_whole_width(string name)
    {
        var place = Place.Of(name);
        await using var visit = await site.Visit(place.As, phone: true);
        await visit.Open(place);

        Assert.Equal(360, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal("", string.Join('\n', await visit.Page.EvaluateAsync<string[]>(Overflow)));
    }

    [Theory]
    [MemberData(nameof(Place.Names), MemberType = typeof(Place))]
    public async Task A_strict_policy_stands_and_the_page_keeps_it(string name)
    {
        var place = Place.Of(name);
        await using var visit = await site.Visit(place.As);
        var answer = await visit.Open(place);

        var headers = await answer!.AllHeadersAsync();
        Assert.DoesNotContain("unsafe", headers["content-security-policy"], StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", headers["content-security-policy"], StringComparison.Ordinal);
        Assert.Contains("no-store", headers["cache-control"], StringComparison.Ordinal);
        Assert.Equal(0, await visit.Page.Locator("[style], style, script:not([src])").CountAsync());
    }

    [Theory]
    [MemberData(nameof(Place.Names), MemberType = typeof(Place))]
    public async Task Danish_pages_speak_Danish(string name)
    {
        string[] foreign = ["appointment", "booked", "fulfilled", "active", "final", "loading", "unknown", "undefined", "null", "urn:", "http://", "System.", "the ", " and "];
        var place = Place.Of(name);
        await using var visit = await site.Visit(place.As);
        await visit.Open(place);

        Assert.Equal("da", await visit.Page.GetAttributeAsync("html", "lang"));
        if (name is "admin-adgange-log" or "admin-apps")
        {
            // The log's own rows name resources and rules as they are called everywhere; apps have addresses.
            await visit.Page.EvaluateAsync("() => document.querySelectorAll('tbody, h1, article').forEach(e => e.remove())");
        }

        var text = " " + await visit.Page.InnerTextAsync("body");
        Assert.DoesNotContain(foreign, word => text.Contains(" " + word, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_first_page_weighs_under_100_kB_and_later_ones_under_20_kB()
    {
        await using var visit = await site.Visit();
        var cdp = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        var bytes = 0.0;
        cdp.Event("Network.loadingFinished").OnEvent += (_, e) => bytes += e!.Value.GetProperty("encodedDataLength").GetDouble();
        await cdp.SendAsync("Network.enable");
        async Task<double> Weigh(string path)
        {
            bytes = 0;
            await visit.Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
            return bytes;
        }

        Assert.InRange(await Weigh("/demo/login?as=citizen-copd"), 1, 100_000);
        foreach (var path in new[] { "/borger", "/borger/aftaler", "/borger/resultater", "/borger/journal", "/borger/journal/notater", "/borger/journal/medicin", "/borger/stamdata", "/borger/samtykker", "/" })
        {
            var weight = await Weigh(path);
            Assert.True(weight is > 0 and < 20_000, $"{path} weighs {weight} bytes.");
        }
    }
}
