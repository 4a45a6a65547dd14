namespace Helhed.Tests.Browser;

/// <summary>One tab for each person on each screen, kept open: who only reads pages need not log in anew for each.</summary>
public sealed class Tabs : IAsyncLifetime
{
    private readonly Dictionary<(string?, bool), Visit> _open = [];

    public async Task<Visit> Of(Site site, string? persona, bool phone)
    {
        if (!_open.TryGetValue((persona, phone), out var visit))
        {
            _open[(persona, phone)] = visit = await site.Visit(persona, phone);
        }

        visit.Complaints.Clear();
        return visit;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var visit in _open.Values)
        {
            await visit.DisposeAsync();
        }
    }
}
