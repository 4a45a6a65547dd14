using System.Collections.Concurrent;
using System.Text.Json;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Fhir.Terminology;
using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>
/// Finds code systems and value sets by their addresses: those of the database first, then those built in. One for each store; keeps
/// what is costly to read as long as nothing about terminology has changed in the database.
/// </summary>
internal sealed class CodeCatalog
{
    private const int MostPlaces = 50;

    private static readonly ConcurrentDictionary<string, CodeContent?> BuiltInSystems = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<long, SystemHead> _heads = new();

    // Systems never change under their number, so that this stays right.
    private readonly ConcurrentDictionary<(long Supplement, long System), int[]> _places = new();
    private KeptSets _kept = new(-1);

    /// <summary>R4's own code systems and value sets, and the Danish ones.</summary>
    public static TerminologyStore BuiltIn => TerminologyStore.Denmark;

    /// <summary>The code system with an address; null when it is not here, or not in that version.</summary>
    public async ValueTask<CodeContent?> System(SqlSession session, string url, string? version)
    {
        var rows = await Rows(session, "url_key", url);
        var supplements = await Supplements(session, url);
        var found = Best(rows.Where(r => r.Head.Url == url && CanonicalUrl.Answers(r.Head.Version, version)));
        if (found is not null)
        {
            return new StoredContent(found.Sid, found.Head, found.Count) { Supplements = supplements };
        }

        if (BuiltInSystem(url) is { } builtIn && CanonicalUrl.Answers(builtIn.Head.Version, version))
        {
            return supplements.Count == 0 ? builtIn : ((MemoryContent)builtIn).With(supplements);
        }

        // Where a system itself is not here, those that add to it are the part of it that is: Danish ICD-10 without WHO's.
        return supplements.Count == 0 ? null : AsPart((StoredContent)supplements[^1], url);
    }

    /// <summary>Versions of a code system that are here, for messages.</summary>
    public async ValueTask<IReadOnlyList<string>> Versions(SqlSession session, string url)
    {
        var stored = (await Rows(session, "url_key", url)).Where(r => r.Head.Url == url).Select(r => r.Head.Version);
        return [.. stored.Append(BuiltInSystem(url)?.Head.Version).Where(v => !string.IsNullOrEmpty(v)).Select(v => v!).Distinct()];
    }

    /// <summary>The value set with an address, with <c>|version</c> where one is meant; null when it is not here.</summary>
    public async ValueTask<ValueSet?> Set(SqlSession session, string canonical)
    {
        var (url, version) = CanonicalUrl.Split(canonical);
        var rows = await session.Query(
            "SELECT vid, url, version, status FROM term_set WHERE url_key = $1", r => (Vid: r.Long(0), Url: r.Text(1), Version: r.Text(2), Status: r.Text(3)), Keys.Text(url));
        var found = rows.Where(r => r.Url == url && CanonicalUrl.Answers(Version(r.Version), version))
            .OrderByDescending(r => StatusRank(r.Status)).ThenByDescending(r => r.Version, Comparer<string>.Create(CanonicalUrl.Compare)).ThenByDescending(r => r.Vid).ToList();
        if (found.Count > 0)
        {
            return FhirJson.Read<ValueSet>((await session.First("SELECT body FROM term_set WHERE vid = $1", r => r.Bytes(0), found[0].Vid))!);
        }

        if (Best((await Rows(session, "set_key", url)).Where(r => r.Head.ValueSet is { } set && CanonicalUrl.Split(set).Url == url && CanonicalUrl.Answers(r.Head.Version, version))) is { } whole)
        {
            return ImplicitSets.All(url, whole.Head.Url, whole.Head.Version);
        }

        return BuiltIn.Resource("ValueSet", canonical) is { } builtIn ? FhirJson.Read<ValueSet>(builtIn.Json)
            : BuiltIn.SystemOf(url) is { } system ? ImplicitSets.All(url, system, null)
            : ImplicitSets.TryRead(canonical);
    }

    /// <summary>The value set of a resource's id; null when there is none.</summary>
    public static async ValueTask<ValueSet?> SetOf(SqlSession session, string id) =>
        await session.First("SELECT body FROM term_set WHERE owner = $1", r => r.Bytes(0), id) is { } body ? FhirJson.Read<ValueSet>(body) : null;

    /// <summary>The code system of a resource's id; null when there is none or it has no concepts here.</summary>
    public async ValueTask<CodeContent?> SystemOf(SqlSession session, string id)
    {
        var row = await session.First(
            "SELECT sid, concepts, head FROM term_system WHERE owner = $1 AND state = 1 ORDER BY sid DESC LIMIT 1", Map, id);
        return row is null ? null : new StoredContent(row.Sid, row.Head, row.Count) { Supplements = await Supplements(session, row.Head.Url) };
    }

    /// <summary>What is kept of value sets, as long as nothing about terminology changes in the database.</summary>
    public async ValueTask<KeptSets> Kept(SqlSession session)
    {
        if (session is WriteTransaction)
        {
            // What a transaction has changed itself may yet be rolled back.
            return new KeptSets(-1);
        }

        var epoch = await session.First("SELECT epoch FROM term_epoch WHERE one = 1", r => r.Long(0));
        var kept = _kept;
        if (kept.Epoch != epoch)
        {
            _kept = kept = new KeptSets(epoch);
        }

        return kept;
    }

    /// <summary>For each concept of a supplement its place in the system it adds to, or -1.</summary>
    public async ValueTask<int[]> PlacesOf(SqlSession session, StoredContent supplement, CodeContent content)
    {
        var key = (supplement.Sid, content is StoredContent stored ? stored.Sid : 0);
        if (_places.TryGetValue(key, out var known))
        {
            return known;
        }

        var concepts = await supplement.Read(session, [.. Ordinals.All(supplement.Count).From()]);
        var found = await content.FindAll(session, [.. concepts.Select(c => c.Code)]);
        var places = concepts.Select(c => found[c.Code].LastOrDefault(-1)).ToArray();
        if (_places.Count >= MostPlaces)
        {
            _places.Clear();
        }

        return _places[key] = places;
    }

    public static CodeContent? BuiltInSystem(string url) => BuiltInSystems.TryGetValue(url, out var known) ? known : ReadBuiltIn(url);

    // Only what is there is kept: the addresses that are asked for have no end.
    private static CodeContent? ReadBuiltIn(string url)
    {
        if (BuiltIn.Resource("CodeSystem", url) is not { } document || CodeSystemReader.Read(document.Json, [.. BuiltIn.Supplements(url).Select(s => s.Json)]) is not { } index)
        {
            return null;
        }

        return index.Head.Content is ContentMode.NotPresent or ContentMode.Supplement || index.Concepts.Length == 0 ? null : BuiltInSystems.GetOrAdd(url, new MemoryContent(index));
    }

    private async ValueTask<IReadOnlyList<CodeContent>> Supplements(SqlSession session, string url)
    {
        var rows = (await Rows(session, "target_key", url)).Where(r => r.Head.Supplements is { } target && CanonicalUrl.Split(target).Url == url);
        return [.. rows.GroupBy(r => r.Head.Url).Select(versions => Best(versions)!).OrderBy(r => r.Sid).Select(r => new StoredContent(r.Sid, r.Head, r.Count))];
    }

    private static StoredContent AsPart(StoredContent supplement, string url) => new(
        supplement.Sid,
        supplement.Head with { Url = url, Version = CanonicalUrl.Split(supplement.Head.Supplements!).Version, Content = ContentMode.Fragment },
        supplement.Count);

    private async ValueTask<List<SystemRow>> Rows(SqlSession session, string column, string url) => column switch
    {
        "url_key" => await session.Query("SELECT sid, concepts, head FROM term_system WHERE url_key = $1 AND state = 1", Map, Keys.Text(url)),
        "set_key" => await session.Query("SELECT sid, concepts, head FROM term_system WHERE set_key = $1 AND state = 1", Map, Keys.Text(url)),
        _ => await session.Query("SELECT sid, concepts, head FROM term_system WHERE target_key = $1 AND state = 1", Map, Keys.Text(url)),
    };

    private SystemRow Map(Row row)
    {
        var sid = row.Long(0);
        if (!_heads.TryGetValue(sid, out var head))
        {
            _heads[sid] = head = JsonSerializer.Deserialize(row.Bytes(2), HeadJson.Default.SystemHead)!;
        }

        return new SystemRow(sid, head, row.Int(1));
    }

    /// <summary>Active before draft before retired, for real use before for trial, then the newest version, then the last that was loaded.</summary>
    private static SystemRow? Best(IEnumerable<SystemRow> rows) => rows
        .OrderByDescending(r => StatusRank(r.Head.Status)).ThenBy(r => r.Head.IsExperimental)
        .ThenByDescending(r => r.Head.Version, Comparer<string?>.Create(CanonicalUrl.Compare)).ThenByDescending(r => r.Sid).FirstOrDefault();

    private static int StatusRank(string status) => status switch { "active" => 2, "retired" => 0, _ => 1 };

    private static string? Version(string stored) => stored.Length == 0 ? null : stored;

    private sealed record SystemRow(long Sid, SystemHead Head, int Count);
}

/// <summary>Value sets that were evaluated in one state of the database, with what they say of themselves.</summary>
internal sealed class KeptSets(long epoch)
{
    private const int MostSets = 500;

    private readonly ConcurrentDictionary<string, (ValueSet Head, CodeSet Codes)> _sets = new(StringComparer.Ordinal);

    public long Epoch { get; } = epoch;

    public (ValueSet Head, CodeSet Codes)? Find(string key) => _sets.TryGetValue(key, out var known) ? known : null;

    public void Keep(string key, ValueSet set, CodeSet codes)
    {
        if (_sets.Count < MostSets)
        {
            // Of a set that lists its codes one by one, they are kept as a part of the evaluation only.
            _sets[key] = (set with { Compose = null, Expansion = null, Text = null, Contained = [] }, codes);
        }
    }
}
