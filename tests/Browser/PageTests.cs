namespace Helhed.Tests.Browser;

/// <summary>What every page must hold, on a desktop and on a phone 360 px wide: one visit asks all of it.</summary>
[Trait("Needs", "Chromium")]
public sealed class PageTests(Site site, Tabs tabs) : IClassFixture<Tabs>
{
    private static readonly string[] Foreign =
        ["appointment", "booked", "fulfilled", "active", "final", "loading", "unknown", "undefined", "null", "urn:", "http://", "System.", "the ", " and "];

    // Of a group of radio buttons the keyboard stops at one. A key that is let go tells where the focus has come, after the page has scrolled.
    private const string Listen = """
        () => {
          document.activeElement?.blur(); getSelection().removeAllRanges(); scrollTo(0, 0);
          window.stops = [];
          document.addEventListener('keyup', () => {
            const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
            const ring = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
            const skip = e.getAnimations().length > 0;
            const seen = skip || r.width > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
            window.stops.push(e === document.body ? '[nothing]' : e.tagName + ' ' + (e.textContent || e.name || '').trim().slice(0, 40) + (ring ? '' : ' [no ring]') + (seen ? '' : ' [out of sight]'));
          }, true);
          return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
            .filter(e => e.type !== 'radio' || e === (document.querySelector(`input[name="${e.name}"]:checked`) ?? document.querySelector(`input[name="${e.name}"]`)))
            .filter(e => e.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })).length;
        }
        """;

    [Theory]
    [MemberData(nameof(Place.NamesOnBothScreens), MemberType = typeof(Place))]
    public async Task A_page_is_whole_strict_readable_and_reached_by_keyboard(string name, bool phone)
    {
        var place = Place.Of(name);
        var visit = await tabs.Of(site, place.As, phone);
        var answer = await visit.Open(place);
        Assert.Equal(place.Status, answer?.Status);
        await visit.Look(name);
        await TabReachesEverything(visit.Page);

        await visit.LookLarge(name);
        if (phone)
        {
            await visit.LookLong(name);
        }

        if (!phone)
        {
            await KeepsAStrictPolicy(answer!);
            await SpeaksDanish(visit.Page, name);
        }

        Assert.Equal("", string.Join('\n', visit.Complaints));
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

    private static async Task TabReachesEverything(IPage page)
    {
        var expected = await page.EvaluateAsync<int>(Listen);
        for (var i = 0; i < expected; i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        var stops = await page.EvaluateAsync<string[]>("() => window.stops");
        Assert.Equal(expected, stops.Length);
        Assert.StartsWith("A Gå til sidens indhold", stops[0], StringComparison.Ordinal);
        Assert.Equal("", string.Join('\n', stops.Where(s => s.EndsWith(']'))));
        await page.Keyboard.PressAsync("Tab");
        var last = await page.EvaluateAsync<string>("() => !document.activeElement || document.activeElement === document.body ? '' : document.activeElement.outerHTML.slice(0, 200)");
        Assert.True(last.Length == 0 || last.Contains("skipnav", StringComparison.Ordinal), $"behind the last stop comes the beginning, and not {last}");
    }

    private static async Task KeepsAStrictPolicy(IResponse answer)
    {
        var headers = await answer.AllHeadersAsync();
        Assert.DoesNotContain("unsafe", headers["content-security-policy"], StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", headers["content-security-policy"], StringComparison.Ordinal);
        Assert.Contains("no-store", headers["cache-control"], StringComparison.Ordinal);
    }

    private static async Task SpeaksDanish(IPage page, string name)
    {
        Assert.Equal("da", await page.GetAttributeAsync("html", "lang"));
        if (name is "admin-adgange-log" or "admin-apps")
        {
            // The log's own rows name resources and rules as they are called everywhere; apps have addresses.
            await page.EvaluateAsync("() => document.querySelectorAll('tbody, h1, article').forEach(e => e.remove())");
        }

        var text = " " + await page.InnerTextAsync("body");
        Assert.DoesNotContain(Foreign, word => text.Contains(" " + word, StringComparison.OrdinalIgnoreCase));
    }
}
