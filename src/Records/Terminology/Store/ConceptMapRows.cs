using System.Text.Json;
using System.Text.Json.Serialization;
using Helhed.Fhir.R4;
using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>A further element that a mapping depends on, or that it gives.</summary>
internal sealed record MapElement(string Property, string? System, string Value, string? Display);

/// <summary>One target of one code of a concept map; one without a target code where the map says that there is none.</summary>
/// <param name="Part">Which group of the map.</param>
internal sealed record MapEntry(int Part, string Source, string? SourceDisplay, string? Target, string? TargetDisplay, string Equivalence)
{
    public string? Comment { get; init; }

    public IReadOnlyList<MapElement> DependsOn { get; init; } = [];

    public IReadOnlyList<MapElement> Products { get; init; } = [];
}

/// <summary>What a group of a concept map says of its codes.</summary>
internal sealed record MapPart(string? Source, string? SourceVersion, string? Target, string? TargetVersion)
{
    /// <summary>What becomes of codes that are not mapped: provided, fixed or other-map; null for nothing.</summary>
    public string? UnmappedMode { get; init; }

    public string? UnmappedCode { get; init; }

    public string? UnmappedDisplay { get; init; }

    public string? UnmappedMap { get; init; }
}

/// <summary>What a concept map says of itself.</summary>
internal sealed record MapHead(string Url, string? Version, string Status, string? Source, string? Target, IReadOnlyList<MapPart> Parts);

/// <summary>What is stored of a concept map as JSON.</summary>
[JsonSerializable(typeof(MapHead))]
[JsonSerializable(typeof(MapEntry))]
internal sealed partial class MapJson : JsonSerializerContext;

/// <summary>A <see href="https://hl7.org/fhir/R4/conceptmap.html">ConceptMap</see> taken apart.</summary>
internal sealed record MapIndex(MapHead Head, IReadOnlyList<MapEntry> Entries)
{
    public static MapIndex Of(ConceptMap map)
    {
        var parts = new List<MapPart>();
        var entries = new List<MapEntry>();
        foreach (var group in map.Group)
        {
            foreach (var element in group.Element.Where(e => e.Code is not null))
            {
                entries.AddRange(element.Target.Count == 0
                    ? [new MapEntry(parts.Count, element.Code!, element.Display, null, null, "unmatched")]
                    : element.Target.Select(t => EntryOf(parts.Count, element, t)));
            }

            var (source, target) = (CanonicalUrl.Split(group.Source ?? ""), CanonicalUrl.Split(group.Target ?? ""));
            parts.Add(new MapPart(Some(source.Url), group.SourceVersion ?? source.Version, Some(target.Url), group.TargetVersion ?? target.Version)
            {
                UnmappedMode = group.Unmapped?.Mode,
                UnmappedCode = group.Unmapped?.Code,
                UnmappedDisplay = group.Unmapped?.Display,
                UnmappedMap = group.Unmapped?.Url,
            });
        }

        var head = new MapHead(map.Url ?? "", map.Version, map.Status ?? "unknown", map.SourceUri ?? map.SourceCanonical, map.TargetUri ?? map.TargetCanonical, parts);
        return new MapIndex(head, entries);
    }

    private static MapEntry EntryOf(int part, ConceptMapGroupElement element, ConceptMapGroupElementTarget target) =>
        new(part, element.Code!, element.Display, target.Code, target.Display, target.Equivalence ?? "relatedto")
        {
            Comment = target.Comment,
            DependsOn = [.. target.DependsOn.Select(ElementOf)],
            Products = [.. target.Product.Select(ElementOf)],
        };

    private static MapElement ElementOf(ConceptMapGroupElementTargetDependsOn element) => new(element.Property ?? "", element.System, element.Value ?? "", element.Display);

    private static string? Some(string text) => text.Length == 0 ? null : text;
}

/// <summary>Concept maps in the tables.</summary>
internal static class ConceptMapRows
{
    private const int RowsPerBatch = 4000;

    public static async ValueTask Insert(WriteTransaction tx, MapIndex map, string owner)
    {
        var head = map.Head;
        var mid = await tx.First(
            """
            INSERT INTO term_map (url_key, url, version, owner, status, source_key, target_key, head)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING mid
            """,
            r => r.Long(0),
            Keys.Text(head.Url), head.Url, head.Version ?? "", owner, head.Status, Keys.Text(UrlOf(head.Source)), Keys.Text(UrlOf(head.Target)), JsonSerializer.SerializeToUtf8Bytes(head, MapJson.Default.MapHead));
        var place = 0;
        foreach (var chunk in map.Entries.Chunk(RowsPerBatch))
        {
            var cells = new List<SqlValue>(chunk.Length * 6);
            foreach (var entry in chunk)
            {
                cells.AddRange([mid, place++, entry.Part, Keys.Text(entry.Source), Keys.Text(entry.Target ?? ""), JsonSerializer.SerializeToUtf8Bytes(entry, MapJson.Default.MapEntry)]);
            }

            await tx.BulkInsert("term_mapping", ["mid", "place", "part", "source_key", "target_key", "detail"], cells.ToArray());
        }
    }

    public static async ValueTask Remove(WriteTransaction tx, string owner)
    {
        await tx.Execute("DELETE FROM term_mapping WHERE mid IN (SELECT mid FROM term_map WHERE owner = $1)", owner);
        await tx.Execute("DELETE FROM term_map WHERE owner = $1", owner);
    }

    /// <summary>The map of a resource's id.</summary>
    public static ValueTask<StoredMap?> Of(SqlSession session, string id) => session.First("SELECT mid, head FROM term_map WHERE owner = $1", Map, id);

    /// <summary>The map with an address: active before draft before retired, then the newest version.</summary>
    public static async ValueTask<StoredMap?> Find(SqlSession session, string url, string? version) =>
        (await session.Query("SELECT mid, head FROM term_map WHERE url_key = $1", Map, Keys.Text(url)))
        .Where(m => m.Head.Url == url && CanonicalUrl.Answers(m.Head.Version, version))
        .OrderByDescending(m => m.Head.Status switch { "active" => 2, "retired" => 0, _ => 1 })
        .ThenByDescending(m => m.Head.Version, Comparer<string?>.Create(CanonicalUrl.Compare)).ThenByDescending(m => m.Mid).FirstOrDefault();

    /// <summary>Maps that know a code of its system, of which those of a source or target value set where that is given.</summary>
    public static async ValueTask<IReadOnlyList<StoredMap>> Knowing(SqlSession session, AskedCode code, Translation translation)
    {
        const int MostMaps = 100;
        const int MostPages = 100;
        var system = code.System is null ? null : UrlOf(code.System);
        var found = new List<StoredMap>();
        var after = 0L;
        for (var pages = 0; pages < MostPages && found.Count < MostMaps; pages++)
        {
            var sql = new SqlText(session.Dialect).Add("SELECT mid, head FROM term_map WHERE mid IN (SELECT mid FROM term_mapping WHERE ")
                .Add(translation.IsReverse, "target_key = ", "source_key = ").Value(Keys.Text(code.Code)).Add(") AND status <> 'retired' AND mid > ").Value(after);
            if (translation.SourceSet is { } source)
            {
                sql.Add(" AND source_key = ").Value(Keys.Text(UrlOf(source)));
            }

            if (translation.TargetSet is { } target)
            {
                sql.Add(" AND target_key = ").Value(Keys.Text(UrlOf(target)));
            }

            // Of which system a map is stands inside of it: those of others with the same code are passed over.
            var page = await session.Query(sql.Add(" ORDER BY mid LIMIT ").Value(MostMaps).ToString(), Map, sql.Values);
            found.AddRange(page.Where(m => m.Head.Parts.Any(p => system is null || ((translation.IsReverse ? p.Target : p.Source) ?? system) == system)));
            if (page.Count < MostMaps)
            {
                break;
            }

            after = page[^1].Mid;
        }

        return found;
    }

    /// <summary>What a map says of a code, in its order.</summary>
    public static async ValueTask<IReadOnlyList<MapEntry>> Entries(SqlSession session, StoredMap map, string code, bool isReverse)
    {
        var entries = await session.Query(
            isReverse ? "SELECT detail FROM term_mapping WHERE target_key = $1 AND mid = $2 ORDER BY place" : "SELECT detail FROM term_mapping WHERE source_key = $1 AND mid = $2 ORDER BY place",
            r => JsonSerializer.Deserialize(r.Bytes(0), MapJson.Default.MapEntry)!, Keys.Text(code), map.Mid);
        return entries.FindAll(e => (isReverse ? e.Target : e.Source) == code);
    }

    private static string UrlOf(string? canonical) => canonical is null ? "" : CanonicalUrl.Split(canonical).Url;

    private static StoredMap Map(Row row) => new(row.Long(0), JsonSerializer.Deserialize(row.Bytes(1), MapJson.Default.MapHead)!);
}

/// <summary>A concept map in the tables.</summary>
internal sealed record StoredMap(long Mid, MapHead Head);
