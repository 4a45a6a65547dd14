using System.Collections.Concurrent;
using System.Globalization;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Records.Searching;

namespace Helhed.Records.Http;

/// <summary>
/// Searches of definitions, some of which are built in and stand in no table: R4's search parameters and the server's operations. They come
/// first, by id, and what is stored behind them. Their rows are made from their content, and the conditions are held against those.
/// </summary>
internal static class BuiltInSearch
{
    /// <summary>What a search that they cannot take part in says.</summary>
    public const string Remark =
        "Only stored resources were searched. The server's own definitions are found by parameters without chains, by dates, codes, texts and addresses, and unsorted: leave out what is beyond that.";

    private const int PerLookUp = 100;
    private const string Place = "own-"; // a paging link into the built-in ones; the store's own links are sealed and look otherwise

    private static readonly ConcurrentDictionary<int, IReadOnlyList<BuiltIn>> Known = new();

    /// <summary>Whether a search is of a type with built-in definitions.</summary>
    public static bool Concerns(SearchTarget target) => target is { Compartment: null, Type.Name: "OperationDefinition" or "SearchParameter" };

    /// <summary>The page of built-in and stored definitions.</summary>
    /// <param name="asked">The store, who asks, and what type.</param>
    /// <param name="parameters">The search.</param>
    /// <param name="isLenient">True when unknown parameters are to be ignored.</param>
    /// <param name="stored">Searches what is stored.</param>
    public static async ValueTask<Outcome<SearchPage>> Page(
        (RecordStore Store, Caller Caller, SearchTarget Target) asked, IReadOnlyList<KeyValuePair<string, string>> parameters, bool isLenient, Func<IReadOnlyList<KeyValuePair<string, string>>, ValueTask<Outcome<SearchPage>>> stored)
    {
        var cursor = parameters.LastOrDefault(p => p.Key == "_cursor").Value;
        var from = cursor is null ? 0 : cursor.StartsWith(Place, StringComparison.Ordinal) && int.TryParse(cursor.AsSpan(Place.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : -1;
        IReadOnlyList<KeyValuePair<string, string>> plain = from < 0 ? parameters : [.. parameters.Where(p => p.Key != "_cursor")];
        if (!SearchQueryReader.Read(asked.Store.Parameters, asked.Target, plain, isLenient).TryGet(out var query, out var problem))
        {
            return problem;
        }

        if (!(await stored(plain)).TryGet(out var page, out problem))
        {
            return problem;
        }

        if (!IsShown(asked.Caller, asked.Target.Type!) || Matches(asked.Store, asked.Target.Type!, query) is not { } matches)
        {
            return page with { Remark = IsShown(asked.Caller, asked.Target.Type!) ? Remark : null };
        }

        // A stored one of the same id stands in its place.
        var shadowed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in matches.Chunk(PerLookUp))
        {
            // Where there are many bytes, in more pages than one.
            string? next = null;
            do
            {
                List<KeyValuePair<string, string>> named = [new("_id", string.Join(',', chunk.Select(m => m.Id))), new("_count", PerLookUp.ToString(CultureInfo.InvariantCulture))];
                var found = await stored(next is null ? named : [.. named, new("_cursor", next)]);
                shadowed.UnionWith(found.IsOk ? found.Value.Matches.Select(m => m.Id) : []);
                next = found.IsOk ? found.Value.Next : null;
            }
            while (next is not null);
        }

        List<BuiltIn> own = [.. matches.Where(m => !shadowed.Contains(m.Id))];
        page = page with { Total = page.Total + own.Count };
        if (query.WantsOnlyCount || from < 0 || from >= own.Count)
        {
            return page;
        }

        var shown = own.Skip(from).Take(query.Count).Select(b => new StoredResource(asked.Target.Type!.Name, b.Id, 1, DateTimeOffset.UnixEpoch, RecordAct.Created, b.Json)).ToList();
        var isLast = from + shown.Count == own.Count && page.Next is null && shown.Count + page.Matches.Count <= query.Count;
        return isLast
            ? page with { Matches = [.. shown, .. page.Matches] }
            : page with { Matches = shown, Next = string.Create(CultureInfo.InvariantCulture, $"{Place}{from + shown.Count}") };
    }

    // They are everybody's who may search the type, but of an app whose scopes have queries nobody can tell.
    private static bool IsShown(Caller caller, TypeDefinition type) =>
        AccessRule.Decide(caller, Act.Search, type.Name) is { Allowed: true } decision && (decision.Sight is null || decision.Sight.App.Count == 0);

    private static List<BuiltIn>? Matches(RecordStore store, TypeDefinition type, SearchQuery query)
    {
        if (query.Sort.Count + query.Includes.Count + query.ReverseIncludes.Count > 0 || query.Contained != ContainedMode.False)
        {
            return null;
        }

        var surroundings = new SearchSurroundings(Caller.Program, store.Options.LocalZone, store.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        var matches = new List<BuiltIn>();
        foreach (var definition in Known.GetOrAdd(type.Index, _ => Made(store, type)))
        {
            var match = new RowMatch(type, definition.Rows, 0, surroundings) { Id = definition.Id };
            var holds = true;
            foreach (var condition in query.Conditions)
            {
                if (IsOfTheRegion(condition) || match.Holds(condition) is not { } one)
                {
                    return null;
                }

                holds &= one;
            }

            if (holds)
            {
                matches.Add(definition);
            }
        }

        return matches;
    }

    // Rows of the region's own parameters come and go; those of the built-in definitions are made once.
    private static bool IsOfTheRegion(Condition condition) => condition switch
    {
        ValueCondition value => value.Parameter.Index >= R4Definitions.Default.SearchParameters.Count,
        NotCondition not => IsOfTheRegion(not.Inner),
        _ => false,
    };

    private static List<BuiltIn> Made(RecordStore store, TypeDefinition type)
    {
        IEnumerable<(string Id, ReadOnlyMemory<byte> Json)> all = type.Name == "OperationDefinition"
            ? OperationRegistry.All.Select(o => (o.Id, (ReadOnlyMemory<byte>)FhirJson.Write(OperationDefinitions.Of(o))))
            : SearchParameterDefinitions.All.Select(p => (p.Id!, (ReadOnlyMemory<byte>)FhirJson.Write(p)));
        return [.. all.OrderBy(d => d.Id, StringComparer.Ordinal).Select(d => new BuiltIn(d.Id, d.Json, store.RowsOf(type, d.Json)))];
    }

    private sealed record BuiltIn(string Id, ReadOnlyMemory<byte> Json, IndexRows Rows);
}
