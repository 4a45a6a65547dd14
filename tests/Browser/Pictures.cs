namespace Helhed.Tests.Browser;

/// <summary>Pictures of every page, to be looked at: <c>HELHED_PICTURES=folder</c>.</summary>
[Trait("Needs", "Chromium")]
public sealed class Pictures(Site site)
{
    [Theory]
    [MemberData(nameof(Place.NamesOnAllScreens), MemberType = typeof(Place))]
    public async Task Taken(string name, string screen)
    {
        var folder = Environment.GetEnvironmentVariable("HELHED_PICTURES");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "No pictures were asked for: HELHED_PICTURES=folder takes them.");
        var place = Place.Of(name);
        await using var visit = await site.Visit(place.As, screen == "phone");
        if (screen == "tablet")
        {
            await visit.Page.SetViewportSizeAsync(820, 1180);
        }

        await visit.Open(place);
        await visit.Page.EvaluateAsync("() => document.fonts.ready");
        var file = Path.Combine(folder!, $"{name}-{screen}.png");
        await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
        Assert.True(new FileInfo(file).Length > 5_000, "the picture shows something");
    }
}
