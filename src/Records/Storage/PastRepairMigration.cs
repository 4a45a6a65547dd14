using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>What the last repair of the index came to, for whoever looks when it is over.</summary>
internal static class PastRepairMigration
{
    private const string Past = """
        CREATE TABLE reindex_past (
            one        SMALLINT NOT NULL PRIMARY KEY,  -- 1: there is one row, of the last repair that ended
            ended      BIGINT   NOT NULL,              -- Unix ms
            repaired   BIGINT   NOT NULL               -- rows that were missing or wrong
        );
        """;

    public static Migration Step { get; } = new(22, "what the last repair came to", Past, Past);
}
