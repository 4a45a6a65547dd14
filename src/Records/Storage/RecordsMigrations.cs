using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>The tables of the record store. Only Records reads or writes them.</summary>
public static class RecordsMigrations
{
    /// <summary>Steps in order; a step that has run anywhere is never changed.</summary>
    public static RoomMigrations Room { get; } = new("records",
    [
        new Migration(1, "store", Sqlite(Store), Store),
        new Migration(2, "indexes", Sqlite(Indexes), Indexes),
        new Migration(3, "import journal", ImportJournal, ImportJournal),
        IndexMigration.Step,
        Terminology.TerminologyMigration.Step,
        Subscriptions.SubscriptionSchema.Step,
        Bulk.BulkMigrations.Jobs,
        Reindexing.ReindexMigration.Step,
        Searching.SortMigration.Step,
        Subscriptions.SubscriptionSchema.WholeCallers,
        UnitMigration.Step,
        Bulk.BulkMigrations.Standing,
        ContainedMigration.Step,
        StatisticsMigration.Step,
        ApartMigration.Step,
        PastRepairMigration.Step,
        SearchRulesMigration.Step,
    ]);

    private const string Store = """
        CREATE TABLE resource (
            rid     BIGINT   NOT NULL PRIMARY KEY, -- internal id, from the id blocks 'record'
            type    SMALLINT NOT NULL,             -- index of the resource type in the R4 definitions
            id      TEXT     NOT NULL,             -- logical id
            version INT      NOT NULL,             -- current version, from 1
            updated BIGINT   NOT NULL,             -- meta.lastUpdated, Unix ms
            act     SMALLINT NOT NULL,             -- 0 created, 1 updated, 2 deleted
            author  TEXT     NOT NULL,             -- reference of the caller that wrote it
            patient BIGINT   NOT NULL,             -- key of the only patient whose compartment it is in; 0 none, -1 several
            body    BYTEA    NOT NULL,             -- the UTF-8 JSON as it is served; empty when deleted
            UNIQUE (type, id)
        );
        CREATE INDEX resource_updated ON resource (type, updated, rid);

        CREATE TABLE resource_history (
            rid     BIGINT   NOT NULL,             -- as in resource
            version INT      NOT NULL,             -- an earlier version
            type    SMALLINT NOT NULL,             -- as in resource
            updated BIGINT   NOT NULL,             -- when it was written, Unix ms
            act     SMALLINT NOT NULL,             -- 0 created, 1 updated, 2 deleted
            author  TEXT     NOT NULL,             -- who wrote it
            body    BYTEA    NOT NULL,             -- the JSON as it was served; empty when that version was a deletion
            PRIMARY KEY (rid, version)
        );
        CREATE INDEX resource_history_updated ON resource_history (type, updated, rid, version);

        CREATE TABLE compartment (
            patient BIGINT   NOT NULL,             -- hash of 'Patient/<id>'
            type    SMALLINT NOT NULL,             -- resource type
            rid     BIGINT   NOT NULL,             -- a resource in the patient's compartment
            PRIMARY KEY (patient, type, rid)
        );

        CREATE TABLE record_secret (
            name    TEXT     NOT NULL PRIMARY KEY, -- what it is for: 'cursor' seals paging links
            value   BYTEA    NOT NULL              -- random bytes, made at the first start
        );
        """;

    private const string ImportJournal = """
        CREATE TABLE import_file (
            path        TEXT   NOT NULL PRIMARY KEY, -- full path of a file whose import has not ended
            fingerprint TEXT   NOT NULL,             -- size and time of the file: a changed file is begun anew
            done        BIGINT NOT NULL              -- resources of it that are durable
        );
        """;

    // Every index row begins with its parameter (type and parameter in one number) and holds the patient, so that "patient and code"
    // is one range of one index. Rows are found again by taking the values out of the stored resource anew, so none needs an index by rid.
    private const string Indexes = """
        CREATE TABLE ix_token (
            param   INT    NOT NULL,               -- resource type * 2048 + search parameter
            code    BIGINT NOT NULL,               -- hash of the code
            patient BIGINT NOT NULL,               -- hash of 'Patient/<id>' that the resource's patient parameter names; 0 none
            system  BIGINT NOT NULL,               -- hash of the system; 0 none
            rid     BIGINT NOT NULL,               -- the resource
            PRIMARY KEY (param, code, patient, system, rid)
        );
        CREATE TABLE ix_reference (
            param   INT    NOT NULL,               -- as in ix_token
            target  BIGINT NOT NULL,               -- hash of 'Type/id', or of the whole address
            rid     BIGINT NOT NULL,               -- the resource
            PRIMARY KEY (param, target, rid)
        );
        CREATE TABLE ix_string (
            param   INT      NOT NULL,             -- as in ix_token
            value   TEXT     NOT NULL COLLATE "C", -- lower case without accents, at most 256 characters
            patient BIGINT   NOT NULL,             -- as in ix_token
            exact   BIGINT   NOT NULL,             -- hash of the whole text as it stands in the resource
            rid     BIGINT   NOT NULL,             -- the resource
            edge    SMALLINT NOT NULL,             -- 1 the resource's first value in order, 2 its last, 4 under its first patient
            PRIMARY KEY (param, value, patient, exact, rid)
        );
        CREATE TABLE ix_date (
            param   INT      NOT NULL,             -- as in ix_token
            patient BIGINT   NOT NULL,             -- as in ix_token
            low     BIGINT   NOT NULL,             -- first Unix ms
            high    BIGINT   NOT NULL,             -- last Unix ms
            rid     BIGINT   NOT NULL,             -- the resource
            edge    SMALLINT NOT NULL,             -- as in ix_string
            PRIMARY KEY (param, patient, low, high, rid)
        );
        CREATE INDEX ix_date_low ON ix_date (param, low, rid);
        CREATE TABLE ix_number (
            param   INT              NOT NULL,     -- as in ix_token
            value   DOUBLE PRECISION NOT NULL,     -- the number
            patient BIGINT           NOT NULL,     -- as in ix_token
            rid     BIGINT           NOT NULL,     -- the resource
            edge    SMALLINT         NOT NULL,     -- as in ix_string
            PRIMARY KEY (param, value, patient, rid)
        );
        CREATE TABLE ix_quantity (
            param   INT              NOT NULL,     -- as in ix_token
            low     DOUBLE PRECISION NOT NULL,     -- the amount, or the lower end of a range
            high    DOUBLE PRECISION NOT NULL,     -- the amount, or the upper end of a range
            code    BIGINT           NOT NULL,     -- hash of the unit's code, or of its text where it has none
            system  BIGINT           NOT NULL,     -- hash of the unit's system; 0 none
            patient BIGINT           NOT NULL,     -- as in ix_token
            rid     BIGINT           NOT NULL,     -- the resource
            edge    SMALLINT         NOT NULL,     -- as in ix_string
            PRIMARY KEY (param, low, high, code, system, patient, rid)
        );
        CREATE TABLE ix_uri (
            param   INT    NOT NULL,               -- as in ix_token
            value   TEXT   NOT NULL COLLATE "C",   -- the URI, at most 512 characters
            rid     BIGINT NOT NULL,               -- the resource
            PRIMARY KEY (param, value, rid)
        );
        """;

    private static string[] FirstNarrow => ["compartment", "ix_token", "ix_reference", "ix_string", "ix_date", "ix_number", "ix_quantity", "ix_uri"];

    // SQLite keeps a narrow table inside its primary key; resource and its history hold large rows and stay as they are.
    private static string Sqlite(string sql)
    {
        var adapted = sql.Replace(" COLLATE \"C\"", "", StringComparison.Ordinal).Replace("rid     BIGINT   NOT NULL PRIMARY KEY", "rid     INTEGER  NOT NULL PRIMARY KEY", StringComparison.Ordinal);
        foreach (var table in FirstNarrow)
        {
            var start = adapted.IndexOf($"CREATE TABLE {table} (", StringComparison.Ordinal);
            if (start >= 0)
            {
                var close = adapted.IndexOf("\n);", start, StringComparison.Ordinal);
                adapted = adapted.Insert(close + 2, " WITHOUT ROWID");
            }
        }

        return adapted;
    }
}
