using System.Globalization;
using System.Text.Json.Nodes;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios.Oracle;

/// <summary>Compares what the server shows with what the oracle holds.</summary>
internal sealed class OracleChecks(FhirClient api, string address, OracleStore store, string place)
{
    /// <summary>Every resource and every version of it.</summary>
    public async Task Versions()
    {
        foreach (var (type, id) in store.Known)
        {
            var versions = store.Versions(type, id);
            var read = await api.Get($"{type}/{id}");
            Is(read.Status, versions[^1].Body is null ? 410 : 200, read.Request);
            if (read.Status == 200)
            {
                Same(versions[^1], read.Json, read.Request);
                Is(read.ETag, string.Create(CultureInfo.InvariantCulture, $"W/\"{versions[^1].Version}\""), read.Request);
            }

            foreach (var version in versions)
            {
                var old = await api.Get(string.Create(CultureInfo.InvariantCulture, $"{type}/{id}/_history/{version.Version}"));
                Is(old.Status, version.Body is null ? 410 : 200, old.Request);
                if (version.Body is not null)
                {
                    Same(version, old.Json, old.Request);
                }
            }

            var next = await api.Get(string.Create(CultureInfo.InvariantCulture, $"{type}/{id}/_history/{versions.Count + 1}"));
            Is(next.Status, 404, next.Request);
        }
    }

    /// <summary>Histories of some resources, of the types, and of everything.</summary>
    public async Task Histories(Random random)
    {
        foreach (var (type, id) in store.Known.Where(_ => random.Next(3) == 0).ToList())
        {
            await History($"{type}/{id}/_history?_count={random.Next(1, 5)}", store.Versions(type, id));
        }

        foreach (var type in RandomResources.Types)
        {
            var since = store.Log[random.Next(store.Log.Count)].AtMs;
            var instant = DateTimeOffset.FromUnixTimeMilliseconds(since).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            await History($"{type}/_history?_count={random.Next(1, 30)}", store.Log.Where(v => v.Type == type));
            await History($"{type}/_history?_since={instant}", store.Log.Where(v => v.Type == type && v.AtMs >= since));
        }

        await History("_history?_count=40", store.Log);
    }

    /// <summary>A search, by all its pages. Returns how many it found.</summary>
    public async Task<int> Search(RandomSearch search)
    {
        var said = $"{place}: {search}";
        var expected = new OracleSearch(store).Find(search.Type, search.Criteria).ToDictionary(v => v.Id);
        var found = new List<string>();
        var page = search.IsPosted
            ? await api.Send(HttpMethod.Post, $"{search.Type}/_search", new StringContent(search.Query, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"))
            : await api.Get($"{search.Type}?{search.Query}");
        while (true)
        {
            Assert.True(page.Status == 200, $"{said}: {page.Status} {page.Text}");
            var matches = page.MatchIds;
            found.AddRange(matches);
            Assert.True(matches.Count <= (search.Count ?? int.MaxValue), $"{said}: {matches.Count} on a page");
            Assert.True(search.Total is null || page.Total == expected.Count, $"{said}: the total is {page.Total}, not {expected.Count}");
            Included(search, page, expected, said);
            foreach (var entry in page.Entries)
            {
                var resource = entry["resource"]!;
                var (type, id) = (resource["resourceType"]!.GetValue<string>(), resource["id"]!.GetValue<string>());
                Is(entry["fullUrl"]!.GetValue<string>(), $"{address}/fhir/{type}/{id}", said);
                Same(store.Current(type, id)!, resource, said);
            }

            if (page.Next is not { } next)
            {
                break;
            }

            Assert.True(found.Count <= expected.Count + 50, $"{said}: no end");
            page = await api.Get(next);
        }

        Assert.True(found.Order(StringComparer.Ordinal).SequenceEqual(expected.Keys.Order(StringComparer.Ordinal)), $"{said}\nfound {Told(search.Type, found.Except(expected.Keys))} too much\nand not {Told(search.Type, expected.Keys.Except(found))}\nof [{string.Join(' ', found)}]");
        var order = new OracleOrder(search.Sort);
        for (var i = 1; i < found.Count; i++)
        {
            Assert.True(order.Compare(expected[found[i - 1]], expected[found[i]]) <= 0, $"{said}: {Told(search.Type, found[(i - 1)..(i + 1)])} are in the wrong order");
        }

        return found.Count;
    }

    private string Told(string type, IEnumerable<string> ids) => string.Join('\n', ids.Select(id => store.Current(type, id)?.Body?.ToJsonString() ?? $"{type}/{id}, which is not there").DefaultIfEmpty("nothing"));

    private void Included(RandomSearch search, Answer page, Dictionary<string, OracleVersion> expected, string said)
    {
        var matches = page.MatchIds.Where(expected.ContainsKey).Select(id => expected[id]).ToList();
        var due = new HashSet<(string, string)>();
        foreach (var (forward, source, code, target) in search.Includes)
        {
            due.UnionWith(forward
                ? matches.SelectMany(m => OracleSearch.Targets(m, code)).Where(t => (target is null || t.Type == target) && store.Current(t.Type, t.Id) is { Body: not null })
                : (code == "*" ? RandomSearches.Links.Select(l => (l.Source, l.Code)).Distinct() : [(source, code)]).SelectMany(l => store.Live(l.Item1).Where(s => OracleSearch.Targets(s, l.Item2).Any(t => matches.Any(m => (m.Type, m.Id) == t))).Select(s => (s.Type, s.Id))));
        }

        due.ExceptWith(matches.Select(m => (m.Type, m.Id)));
        var included = page.Entries.Where(e => e["search"]!["mode"]!.GetValue<string>() == "include").Select(e => (e["resource"]!["resourceType"]!.GetValue<string>(), e["resource"]!["id"]!.GetValue<string>())).ToList();
        Assert.True(included.Order().SequenceEqual(due.Order()), $"{said}: included [{string.Join(' ', included)}] where [{string.Join(' ', due)}] was due");
    }

    private async Task History(string path, IEnumerable<OracleVersion> versions)
    {
        var found = new List<(string Type, string Id, string Version, string Method, string Status, long At)>();
        for (string? next = path; next is not null;)
        {
            var page = await api.Get(next);
            Is(page.Status, 200, path);
            foreach (var entry in page.Entries)
            {
                var (response, method) = (entry["response"]!, entry["request"]!["method"]!.GetValue<string>());
                var name = entry["fullUrl"]!.GetValue<string>().Split('/');
                found.Add((name[^2], name[^1], response["etag"]!.GetValue<string>()[3..^1], method, response["status"]!.GetValue<string>()[..3], Ms(response["lastModified"]!)));
                Is(entry["resource"] is null, method == "DELETE", path);
                if (entry["resource"] is { } resource)
                {
                    Same(store.Versions(name[^2], name[^1])[int.Parse(found[^1].Version, CultureInfo.InvariantCulture) - 1], resource, path);
                }
            }

            next = page.Next;
        }

        Assert.True(found.Select(f => f.At).SequenceEqual(found.Select(f => f.At).OrderDescending()), $"{place}: {path} is not newest first");
        var due = versions.Select(v => (v.Type, v.Id, v.Version.ToString(CultureInfo.InvariantCulture), v.Method, v.Status.ToString(CultureInfo.InvariantCulture), v.AtMs)).ToList();
        Assert.True(found.Order().SequenceEqual(due.Order()), $"{place}: {path}: [{string.Join(' ', found.Except(due))}] too much and not [{string.Join(' ', due.Except(found))}]");
    }

    private void Same(OracleVersion version, JsonNode shown, string said)
    {
        var copy = shown.DeepClone().AsObject();
        var meta = copy["meta"]!.AsObject();
        Is(meta["versionId"]!.GetValue<string>(), version.Version.ToString(CultureInfo.InvariantCulture), said);
        Is(Ms(meta["lastUpdated"]!), version.AtMs, said);
        meta.Remove("versionId");
        meta.Remove("lastUpdated");
        if (meta.Count == 0)
        {
            copy.Remove("meta");
        }

        Assert.True(JsonNode.DeepEquals(copy, version.Body), $"{place}: {said}: {copy.ToJsonString()} where {version.Body?.ToJsonString()} was due");
    }

    private static long Ms(JsonNode instant) => DateTimeOffset.Parse(instant.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private void Is<T>(T found, T due, string said) => Assert.True(EqualityComparer<T>.Default.Equals(found, due), $"{place}: {said}: {found} where {due} was due");
}
