namespace Helhed.Tests.Browser;

/// <summary>Everything can be reached and seen with the keyboard alone.</summary>
[Trait("Needs", "Chromium")]
public sealed class KeyboardTests(Site site)
{
    // Of a group of radio buttons the keyboard stops at one.
    private const string Reachable = """
        () => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
          .filter(e => e.type !== 'radio' || e === (document.querySelector(`input[name="${e.name}"]:checked`) ?? document.querySelector(`input[name="${e.name}"]`)))
          .filter(e => e.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true })).length
        """;

    private const string Focused = """
        () => {
          const e = document.activeElement;
          if (!e || e === document.body) return null;
          const s = getComputedStyle(e), r = e.getBoundingClientRect();
          const ring = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
          const seen = r.width > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
          return e.tagName + ' ' + (e.textContent || e.name || '').trim().slice(0, 40) + (ring ? '' : ' [no ring]') + (seen ? '' : ' [out of sight]');
        }
        """;

    [Theory]
    [MemberData(nameof(Place.NamesOnBothScreens), MemberType = typeof(Place))]
    public async Task Tab_reaches_everything_and_shows_where_it_is(string name, bool phone)
    {
        var place = Place.Of(name);
        await using var visit = await site.Visit(place.As, phone);
        await visit.Open(place);
        // Start from the top, also after a search that put the focus into the form.
        await visit.Page.EvaluateAsync("() => { document.activeElement?.blur(); getSelection().removeAllRanges(); scrollTo(0, 0); }");

        var expected = await visit.Page.EvaluateAsync<int>(Reachable);
        var stops = new List<string>();
        for (var i = 0; i < expected; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            // The skip link slides in over 0.2 s.
            await visit.Page.WaitForTimeoutAsync(i == 0 ? 300 : 0);
            stops.Add(await visit.Page.EvaluateAsync<string?>(Focused) ?? "[nothing]");
        }

        Assert.StartsWith("A Gå til sidens indhold", stops[0], StringComparison.Ordinal);
        Assert.Equal("", string.Join('\n', stops.Where(s => s.EndsWith(']'))));
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.Null(await visit.Page.EvaluateAsync<string?>(Focused));
    }

    [Fact]
    public async Task The_skip_link_goes_to_the_content()
    {
        await using var visit = await site.Visit("citizen-copd");
        await visit.Page.GotoAsync("/borger");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("main-content", await visit.Page.EvaluateAsync<string>("document.activeElement.id"));
    }

    [Fact]
    public async Task The_user_menu_opens_closes_and_logs_out_by_keyboard()
    {
        await using var visit = await site.Visit("citizen-copd");
        await visit.Page.GotoAsync("/borger");
        var menu = visit.Page.Locator("details.hh-user");
        await menu.Locator("summary").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.NotNull(await menu.GetAttributeAsync("open"));
        await visit.Page.Keyboard.PressAsync("Escape");
        Assert.Null(await menu.GetAttributeAsync("open"));

        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Uri(site.Address, "/logget-af").ToString());
        await visit.Page.GotoAsync("/borger");
        Assert.Equal("/", new Uri(visit.Page.Url).AbsolutePath);
    }
}
