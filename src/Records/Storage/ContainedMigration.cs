using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>
/// Chains go into contained resources. What an older store has no rows of is added in the background while it serves, as in
/// <see cref="Searching.SortMigration"/>.
/// </summary>
internal static class ContainedMigration
{
    public static Migration Step { get; } = new(19, "references to contained resources", Repair, Repair);

    private const string Repair = """
        UPDATE reindex SET purpose = CASE WHEN purpose = 'all' THEN 'all' WHEN purpose = 'full' OR purpose = 'superfluous' THEN 'full' ELSE 'repair' END,
            last_rid = 0, done = 0;
        INSERT INTO reindex (id, purpose, last_rid, done, total, started, state, repaired)
            SELECT 1, 'repair', 0, 0, COUNT(*), 0, 0, 0 FROM resource WHERE NOT EXISTS (SELECT 1 FROM reindex) HAVING COUNT(*) > 0;
        """;
}
