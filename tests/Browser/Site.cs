namespace Helhed.Tests.Browser;

/// <summary>The host and a browser, shared by all tests; without a browser every test skips with the same line.</summary>
public sealed class Site : IAsyncLifetime
{
    // The shell is the same browser without windows, and costs half the processor's time.
    private static readonly string[] Places =
        ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

    private Host? _host;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Uri Address => _host?.Address ?? throw new InvalidOperationException("The host has not been started.");

    public async ValueTask InitializeAsync()
    {
        if (Executable() is not { } chromium)
        {
            return;
        }

        // The driver brings its own node; it must never fetch a browser.
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        _host = await Host.Start();
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(25_000); // the machine may be busy
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            // Chromium's sandbox needs a user of its own; in a container tests run as root.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    /// <summary>A fresh browser profile, logged in as a persona or as nobody.</summary>
    /// <param name="persona">Who is logged in; null for nobody.</param>
    /// <param name="phone">360 px wide.</param>
    /// <param name="scripts">Whether JavaScript runs.</param>
    /// <param name="at">Another server than the shared one.</param>
    public async Task<Visit> Visit(string? persona = null, bool phone = false, bool scripts = true, Uri? at = null)
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium. Install it with: apt-get install chromium");
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (at ?? Address).ToString(),
            JavaScriptEnabled = scripts,
            Locale = "da-DK",
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = phone ? new ViewportSize { Width = 360, Height = 740 } : new ViewportSize { Width = 1280, Height = 900 },
        });
        context.SetDefaultTimeout(90_000); // the machine may be busy
        if (persona is not null)
        {
            // The cookie is all that is wanted: the page that one comes to is not drawn.
            await context.APIRequest.GetAsync($"/demo/login?as={persona}", new APIRequestContextOptions { MaxRedirects = 0 });
        }

        return new Visit(context, await context.NewPageAsync(), at ?? Address) { Scripts = scripts };
    }

    private static string? Executable() =>
        Environment.GetEnvironmentVariable("HELHED_CHROMIUM") is { Length: > 0 } named ? named : Places.FirstOrDefault(File.Exists);
}
