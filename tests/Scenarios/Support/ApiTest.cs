using System.Globalization;
using Helhed.Platform.Data;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>A scenario over HTTP. Written once in an abstract class and run by one class for each database.</summary>
public abstract class ApiTest(Dialect dialect) : IAsyncLifetime
{
    private static int _names;

    private FhirClient? _api;

    /// <summary>A word that no other test uses, right as an id, a code and a part of a name.</summary>
    protected string Mark { get; } = string.Create(CultureInfo.InvariantCulture, $"mark{Interlocked.Increment(ref _names)}x");

    private protected FhirClient Api => _api!;

    protected Dialect Dialect { get; } = dialect;

    public virtual async ValueTask InitializeAsync() => _api = (await Servers.Of(Dialect)).Client;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Creates or replaces a resource of a test; <paramref name="members"/> are those behind id.</summary>
    private protected async Task<Answer> Give(string type, string id, string members)
    {
        var answer = await Api.Put($"{type}/{id}", $$"""{"resourceType":"{{type}}","id":"{{id}}"{{(members.Length > 0 ? "," : "")}}{{members}}}""");
        Assert.True(answer.Status is 200 or 201, $"{answer.Request}: {answer.Status} {answer.Text}");
        return answer;
    }

    /// <summary>Ids of all matches, in order, over all pages.</summary>
    private protected async Task<List<string>> Walk(string search)
    {
        var ids = new List<string>();
        for (string? next = search; next is not null;)
        {
            var page = (await Api.Get(next)).Expect(200);
            ids.AddRange(page.MatchIds);
            next = page.Next;
            Assert.True(ids.Count < 10_000, $"{search} has no end.");
        }

        return ids;
    }

    /// <summary>Asserts which resources a search finds, in any order; ids are given without the test's mark.</summary>
    private protected async Task Finds(string search, params string[] expected)
    {
        var found = (await Walk(search)).Select(id => id.Replace($"{Mark}-", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        Assert.True(found.SequenceEqual(expected.Order(StringComparer.Ordinal)), $"{(search.Length > 300 ? search[..300] : search)} found [{string.Join(", ", found)}] where [{string.Join(", ", expected)}] was due.");
    }
}
