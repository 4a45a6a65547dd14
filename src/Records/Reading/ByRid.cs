using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;

namespace Helhed.Records.Reading;

/// <summary>A version of a resource, named by its internal id as entries of the change feed do.</summary>
/// <param name="Rid">Internal id.</param>
/// <param name="Type">Resource type.</param>
/// <param name="Resource">The version; without content when it is a deletion.</param>
internal sealed record RidVersion(long Rid, TypeDefinition Type, StoredResource Resource);

/// <summary>
/// Reads versions by internal id, without a caller: for the server's own work. What comes of it must be held against the access of whoever
/// is told.
/// </summary>
internal static class ByRid
{
    private const string Current = "SELECT rid, type, version, updated, act, body, id FROM resource WHERE rid = $1";

    private const string Earlier = """
        SELECT h.rid, h.type, h.version, h.updated, h.act, h.body, r.id FROM resource_history h JOIN resource r ON r.rid = h.rid
        WHERE h.rid = $1 AND h.version = $2
        """;

    /// <summary>One version; null when there is none.</summary>
    public static async ValueTask<RidVersion?> Read(SqlSession session, long rid, int version)
    {
        var current = await ReadCurrent(session, rid);
        return current is null || current.Resource.Version == version ? current : await session.First(Earlier, Map, rid, version);
    }

    /// <summary>The current version; null when there is none.</summary>
    public static ValueTask<RidVersion?> ReadCurrent(SqlSession session, long rid) => session.First(Current, Map, rid);

    private static RidVersion? Map(Row row)
    {
        var type = R4Definitions.Default.Types[row.Int(1)];
        return new RidVersion(row.Long(0), type, new StoredResource(
            type.Name, row.Text(6), row.Int(2), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(3)), (RecordAct)row.Short(4), BodyCompression.Decompress(row.Span(5))));
    }
}
