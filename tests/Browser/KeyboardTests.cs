namespace Helhed.Tests.Browser;

/// <summary>Everything can be reached and seen with the keyboard alone.</summary>
[Trait("Needs", "Chromium")]
public sealed class KeyboardTests(Site site)
{
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
        Assert.Equal("/log-ind", new Uri(visit.Page.Url).AbsolutePath);
    }
}
