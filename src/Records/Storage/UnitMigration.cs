using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>
/// Amounts are found by what their unit is called too, not only by its code. What an older store has no names of is added in the background
/// while it serves, as in <see cref="Searching.SortMigration"/>.
/// </summary>
internal static class UnitMigration
{
    public static Migration Step { get; } = new(17, "names of units", Units, Units);

    private const string Units = """
        ALTER TABLE ix_quantity ADD COLUMN unit BIGINT NOT NULL DEFAULT 0;  -- hash of what the unit is called, where it has a code and that is another; 0 none
        ALTER TABLE ix_composite ADD COLUMN unit BIGINT NOT NULL DEFAULT 0; -- the same of the second part
        UPDATE reindex SET purpose = CASE WHEN purpose = 'all' THEN 'all' WHEN purpose = 'full' OR purpose = 'superfluous' THEN 'full' ELSE 'repair' END,
            last_rid = 0, done = 0;
        INSERT INTO reindex (id, purpose, last_rid, done, total, started, state, repaired)
            SELECT 1, 'repair', 0, 0, COUNT(*), 0, 0, 0 FROM resource WHERE NOT EXISTS (SELECT 1 FROM reindex) HAVING COUNT(*) > 0;
        """;
}
