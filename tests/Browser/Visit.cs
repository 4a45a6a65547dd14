namespace Helhed.Tests.Browser;

/// <summary>One person's tab, and what went wrong in it.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public Visit(IBrowserContext context, IPage page, Uri home)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            // Chromium itself reports a 403 or 404 document as an error; pages about errors are visited on purpose.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource: the server responded with a status of 40", StringComparison.Ordinal))
            {
                Complaints.Add($"{message.Type} in the console: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Add("script error: " + error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(home.ToString(), StringComparison.Ordinal))
            {
                Complaints.Add("request to somebody else: " + request.Url);
            }
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 400 && response.Request.ResourceType != "document")
            {
                Complaints.Add($"{response.Status} for {response.Url}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Whether JavaScript runs.</summary>
    public bool Scripts { get; init; } = true;

    /// <summary>Console errors and warnings, script errors, requests that leave the server, missing files.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Opens a place; for the list of hits it searches first.</summary>
    public async Task<IResponse?> Open(Place place)
    {
        var answer = await Page.GotoAsync(place.Path);
        if (place.Search is { } search)
        {
            await Page.FillAsync("input[name=soeg]", search);
            await Page.ClickAsync("form[role=search] button");
            await Page.WaitForSelectorAsync(".hh-hit");
        }

        return answer;
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
