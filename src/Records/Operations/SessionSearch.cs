using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Searching;

namespace Helhed.Records.Operations;

/// <summary>Searches in a session that is open already, so that an operation sees one state of the store.</summary>
internal static class SessionSearch
{
    /// <summary>One page. Problems: Invalid, Forbidden, NotFound (no such type).</summary>
    /// <param name="store">The store.</param>
    /// <param name="session">The open session.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="type">Resource type.</param>
    /// <param name="query">The search, without its cursor.</param>
    /// <param name="cursor">Where the page begins; null for the first.</param>
    public static ValueTask<Outcome<SearchPage>> Page(
        RecordStore store, SqlSession session, Caller caller, string type, IEnumerable<KeyValuePair<string, string>> query, string? cursor)
    {
        return R4Definitions.Default.FindResource(type) is { } definition
            ? Page(store, session, caller, new SearchTarget(definition), query, cursor)
            : new(Problems.UnknownType(type));
    }

    /// <summary>One page of a type, of several, or of a compartment.</summary>
    public static ValueTask<Outcome<SearchPage>> Page(
        RecordStore store, SqlSession session, Caller caller, SearchTarget target, IEnumerable<KeyValuePair<string, string>> query, string? cursor)
    {
        var parameters = cursor is null ? query : query.Append(new("_cursor", cursor));
        var read = SearchQueryReader.Read(store.Parameters, target, parameters, isLenient: false);
        return read.TryGet(out var sound, out var problem) ? store.Searcher.Search(session, caller, sound) : new(problem);
    }

    /// <summary>The resources with these ids that the caller may see, in the ids' order; none of a type that may not be seen.</summary>
    public static async ValueTask<IReadOnlyList<StoredResource>> Named(RecordStore store, SqlSession session, Caller caller, string type, IEnumerable<string> ids)
    {
        var found = new List<StoredResource>();
        foreach (var chunk in ids.Chunk(100))
        {
            var page = await Page(store, session, caller, type, [new("_id", string.Join(',', chunk)), new("_count", "100")], null);
            if (page.TryGet(out var matches, out _))
            {
                var byId = matches.Matches.ToDictionary(m => m.Id, StringComparer.Ordinal);
                found.AddRange(chunk.Where(byId.ContainsKey).Select(id => byId[id]));
            }
        }

        return found;
    }
}
