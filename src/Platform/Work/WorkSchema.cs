using Helhed.Platform.Data;

namespace Helhed.Platform.Work;

internal static class WorkSchema
{
    internal static Migration Work { get; } = new(4, "background work", Sqlite, PostgreSql);

    private const string Sqlite = """
        CREATE TABLE work (
            id          INTEGER PRIMARY KEY,  -- running number
            kind        TEXT    NOT NULL,     -- which handler takes it
            dedup_key   TEXT,                 -- at most one open work of a kind and key; null means: as many as come
            payload     TEXT    NOT NULL,     -- what the handler needs; ids, no people's data
            due_at      INTEGER NOT NULL,     -- when it may be taken, Unix ms: its time, or while it runs the lease's end; the largest number once it has failed for good
            lease_owner TEXT,                 -- who has taken it; null while it waits
            again       INTEGER NOT NULL,     -- 1: asked for once more while it ran, so it starts over when done
            tries       INTEGER NOT NULL,     -- how often it was taken
            last_error  TEXT                  -- type and place of the last error, without its message
        );
        CREATE UNIQUE INDEX work_dedup ON work (kind, dedup_key);
        CREATE INDEX work_due ON work (kind, due_at);
        """;

    private const string PostgreSql = """
        CREATE TABLE work (
            id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- running number
            kind        TEXT    NOT NULL,     -- which handler takes it
            dedup_key   TEXT,                 -- at most one open work of a kind and key; null means: as many as come
            payload     TEXT    NOT NULL,     -- what the handler needs; ids, no people's data
            due_at      BIGINT  NOT NULL,     -- when it may be taken, Unix ms: its time, or while it runs the lease's end; the largest number once it has failed for good
            lease_owner TEXT,                 -- who has taken it; null while it waits
            again       INTEGER NOT NULL,     -- 1: asked for once more while it ran, so it starts over when done
            tries       INTEGER NOT NULL,     -- how often it was taken
            last_error  TEXT                  -- type and place of the last error, without its message
        );
        CREATE UNIQUE INDEX work_dedup ON work (kind, dedup_key);
        CREATE INDEX work_due ON work (kind, due_at);
        """;
}
