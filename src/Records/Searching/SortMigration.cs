using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>
/// Identifiers can be ordered by, and DocumentReference has its relationship: what an older store has no rows of is added in the
/// background while it serves, by the repair that can also be begun by hand.
/// </summary>
internal static class SortMigration
{
    private const string Repair = """
        UPDATE reindex SET purpose = CASE WHEN purpose = 'all' THEN 'all' WHEN purpose = 'full' OR purpose = 'superfluous' THEN 'full' ELSE 'repair' END,
            last_rid = 0, done = 0;
        INSERT INTO reindex (id, purpose, last_rid, done, total, started, state, repaired)
            SELECT 1, 'repair', 0, 0, COUNT(*), 0, 0, 0 FROM resource WHERE NOT EXISTS (SELECT 1 FROM reindex) HAVING COUNT(*) > 0;
        """;

    public static Migration Step { get; } = new(15, "values of identifiers", Repair, Repair);
}
