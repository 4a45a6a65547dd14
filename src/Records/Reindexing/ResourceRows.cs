using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;

namespace Helhed.Records.Reindexing;

/// <summary>A resource as it is stored, for those that go over all of them.</summary>
internal sealed record ResourceRow(long Rid, int Type, string Id, long Self)
{
    public const string Columns = "rid, type, id, self, version, updated, act, patient, body";

    public int Version { get; init; }

    public long UpdatedMs { get; init; }

    public bool IsDeleted { get; init; }

    public long Patient { get; init; }

    public byte[] Body { get; init; } = [];

    public TypeDefinition Definition => R4Definitions.Default.Types[Type];

    public static ResourceRow Map(Row row) => new(row.Long(0), row.Int(1), row.Text(2), row.Long(3))
    {
        Version = row.Int(4),
        UpdatedMs = row.Long(5),
        IsDeleted = row.Short(6) == 2,
        Patient = row.Long(7),
        Body = BodyCompression.DecompressOrNothing(row.Span(8)),
    };

    /// <summary>The next resources in the order of internal ids.</summary>
    public static ValueTask<List<ResourceRow>> Page(SqlSession session, long after, long last, int limit) =>
        session.Query($"SELECT {Columns} FROM resource WHERE rid > $1 AND rid <= $2 ORDER BY rid LIMIT $3", Map, after, last, limit);
}

/// <summary>A resource with the index rows that are due to it.</summary>
internal readonly record struct ExpectedRows(ResourceRow Resource, IndexRows Rows)
{
    /// <summary>The resource and those it contains, each with the internal id of its rows.</summary>
    public IEnumerable<(long Rid, IndexRows Rows)> Parts()
    {
        yield return (Resource.Rid, Rows);
        foreach (var (ordinal, rows) in Rows.Contained ?? [])
        {
            if (Keys.ContainedRid(Resource.Rid, ordinal) is { } rid)
            {
                yield return (rid, rows);
            }
        }
    }
}
