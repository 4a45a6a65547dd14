using Helhed.Platform.Data;

namespace Helhed.Records.Bulk;

/// <summary>The tables of exports and imports that run in the background. Nodes keep nothing: what has been made lies here until it expires.</summary>
internal static class BulkMigrations
{
    public static Migration Jobs { get; } = new(12, "bulk jobs", Tables, Tables);

    public static Migration Standing { get; } = new(18, "bulk jobs whose caller has lost the right", Refused, Refused);

    private const string Refused = """
        ALTER TABLE bulk_job ADD COLUMN refused TEXT; -- the rule by which its caller may not have it any more, and then it has no files; null else
        """;

    private const string Tables = """
        CREATE TABLE bulk_job (
            id       TEXT     NOT NULL PRIMARY KEY, -- the name in its addresses, random
            kind     SMALLINT NOT NULL,             -- 0 export, 1 import
            caller   TEXT     NOT NULL,             -- reference of the caller: nobody else sees the job
            identity TEXT     NOT NULL,             -- kind, role and organization of the caller, as JSON: the job runs with these rights
            request  TEXT     NOT NULL,             -- address of the kick-off
            scope    TEXT     NOT NULL,             -- what was asked for, as JSON
            state    SMALLINT NOT NULL,             -- 0 waiting, 1 running, 2 complete, 3 failed, 4 cancelled
            run      INT      NOT NULL,             -- which run is at work: what an earlier one still writes is refused
            created  BIGINT   NOT NULL,             -- kick-off, Unix ms
            as_of    BIGINT,                        -- the time that the content stands for, Unix ms
            expires  BIGINT   NOT NULL,             -- when it and its files are removed, Unix ms
            done     BIGINT   NOT NULL,             -- resources so far
            note     TEXT,                          -- how far it is, in words
            error    TEXT                           -- why it failed
        );
        CREATE INDEX bulk_job_caller ON bulk_job (caller, kind, state);
        CREATE INDEX bulk_job_expires ON bulk_job (expires);

        CREATE TABLE bulk_file (
            job      TEXT     NOT NULL,             -- bulk_job.id
            number   INT      NOT NULL,             -- the name in its address, from 1
            section  SMALLINT NOT NULL,             -- 0 output, 1 deleted, 2 error
            type     TEXT     NOT NULL,             -- resource type of its lines
            source   TEXT     NOT NULL,             -- address of the imported file that the lines are about; empty for an export
            lines    BIGINT   NOT NULL,             -- resources in it
            bytes    BIGINT   NOT NULL,             -- its size, uncompressed
            PRIMARY KEY (job, number)
        );

        CREATE TABLE bulk_chunk (
            job      TEXT     NOT NULL,             -- bulk_job.id
            file     INT      NOT NULL,             -- bulk_file.number
            part     INT      NOT NULL,             -- order, from 0
            start    BIGINT   NOT NULL,             -- bytes of the file before it, uncompressed
            content  BYTEA    NOT NULL,             -- whole lines, as one gzip member: the parts one after another are a gzip file
            PRIMARY KEY (job, file, part)
        );

        CREATE TABLE bulk_input (
            job       TEXT    NOT NULL,             -- bulk_job.id
            number    INT     NOT NULL,             -- order in the manifest, from 0
            url       TEXT    NOT NULL,             -- where it is fetched; empty for a body that was posted
            type      TEXT    NOT NULL,             -- resource type that its lines must have; empty for any
            tag       TEXT    NOT NULL,             -- ETag at the first fetch: a file that was changed is begun anew
            lines     BIGINT  NOT NULL,             -- lines that are durable
            created   BIGINT  NOT NULL,             -- of them new resources
            updated   BIGINT  NOT NULL,             -- new versions
            unchanged BIGINT  NOT NULL,             -- there already
            refused   BIGINT  NOT NULL,             -- refused, each with a line in the error file
            complete  SMALLINT NOT NULL,            -- 1 when it has been read to its end
            PRIMARY KEY (job, number)
        );
        """;
}
