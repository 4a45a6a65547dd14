using Helhed.Platform.Data;

namespace Helhed.Records.Reindexing;

/// <summary>
/// The region's search parameters, which nodes agree on, and what counts and checks need.
///
/// The trouble: index rows are removed by taking the values out of the stored version anew. A node that does not yet know of a parameter
/// would leave its rows behind, or add none. The cure: every write asks for the epoch of the parameters inside its transaction, and
/// collects what holds there. On PostgreSQL it does so under a shared lock, for which the writer of a change takes the exclusive one:
/// when the change is committed, no transaction is open that collected otherwise.
/// </summary>
internal static class ReindexMigration
{
    public static Migration Step { get; } = new(14, "search parameters of the region's own", Common + Sqlite, Common + PostgreSql);

    // The first form of search_parameter was never written to.
    private const string Common = """
        DROP TABLE search_parameter;
        CREATE TABLE search_parameter (
            type       SMALLINT NOT NULL,              -- resource type it applies to
            number     INT      NOT NULL,              -- from 1376: its place in the index keys of the type
            code       TEXT     NOT NULL,              -- its name in an address
            url        TEXT     NOT NULL,              -- canonical address
            kind       SMALLINT NOT NULL,              -- kind of value, in the order of R4's table
            expression TEXT     NOT NULL,              -- FHIRPath, as far as it is about the type
            targets    TEXT     NOT NULL,              -- resource types a reference may point at, parted by spaces
            source     TEXT     NOT NULL,              -- logical id of the SearchParameter resource
            state      SMALLINT NOT NULL,              -- 0 being indexed, 1 ready, 2 retired, 3 rows being removed, 4 gone
            since      BIGINT   NOT NULL,              -- since when it has been in that state, Unix ms
            PRIMARY KEY (type, number)
        );
        CREATE TABLE search_epoch (
            one        SMALLINT NOT NULL PRIMARY KEY,  -- 1: there is one row
            epoch      BIGINT   NOT NULL               -- rises with every change of search_parameter
        );
        INSERT INTO search_epoch (one, epoch) VALUES (1, 0);
        ALTER TABLE reindex ADD COLUMN repaired BIGINT NOT NULL DEFAULT 0; -- rows that were missing or wrong
        CREATE INDEX resource_deleted ON resource (type) WHERE act = 2; -- what is counted is all without these
        """;

    private const string Sqlite = """

        CREATE VIRTUAL TABLE resource_word USING fts5vocab(resource_words, instance); -- a view of the full-text index, for verification
        """;

    private const string PostgreSql = """

        -- The epoch that holds for the calling transaction until it ends. The lock first, then the epoch: a statement of a volatile function
        -- sees what was committed while it waited.
        CREATE FUNCTION search_epoch_shared() RETURNS BIGINT LANGUAGE plpgsql VOLATILE AS $$
        DECLARE
            held BIGINT;
        BEGIN
            PERFORM pg_advisory_xact_lock_shared(5928230612778501458); -- 0x52454E554D424552
            SELECT e.epoch INTO held FROM search_epoch e WHERE e.one = 1;
            RETURN held;
        END $$;
        """;

    /// <summary>Waits for all transactions that collect by the epoch before, and keeps new ones waiting until this one ends.</summary>
    public static async ValueTask RaiseEpoch(WriteTransaction tx)
    {
        if (tx.Dialect == Dialect.PostgreSql)
        {
            await tx.Query("SELECT pg_advisory_xact_lock(5928230612778501458)", _ => 0);
        }

        await tx.Execute("UPDATE search_epoch SET epoch = epoch + 1 WHERE one = 1");
    }
}
