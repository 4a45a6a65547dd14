using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>
/// The second form of the store's tables: internal ids begin with the resource type, resources are found by the hash of their name, and
/// the index answers composites, positions, words and the texts of codes. The rows are made anew afterwards, see Reindexing.
/// </summary>
internal static class IndexMigration
{
    public static Migration Step { get; } = new(4, "indexes for every search", Sqlite, PostgreSql);

    private const string Common = """
        DROP TABLE ix_token;
        DROP TABLE ix_string;
        DELETE FROM compartment;
        DELETE FROM ix_reference;
        DELETE FROM ix_date;
        DELETE FROM ix_number;
        DELETE FROM ix_quantity;
        DELETE FROM ix_uri;
        UPDATE resource SET rid = rid + type * 68719476736;
        UPDATE resource_history SET rid = rid + type * 68719476736;
        CREATE TABLE ix_token (
            param   INT    NOT NULL,               -- resource type * 2048 + search parameter; + 2^26 identifiers with type, + 2^27 of contained resources
            code    BIGINT NOT NULL,               -- hash of the code
            patient BIGINT NOT NULL,               -- hash of 'Patient/<id>' that the resource's patient parameter names; 0 none
            rid     BIGINT NOT NULL,               -- the resource; below 0 a contained one
            system  BIGINT NOT NULL,               -- hash of the system; 0 none
            PRIMARY KEY (param, code, patient, rid, system)
        ) NARROW;
        CREATE TABLE ix_string (
            param   INT      NOT NULL,             -- as in ix_token
            value   TEXT     NOT NULL BYTEORDER,   -- lower case without accents, at most 256 characters
            patient BIGINT   NOT NULL,             -- as in ix_token
            exact   BIGINT   NOT NULL,             -- hash of the whole text as it stands in the resource
            rid     BIGINT   NOT NULL,             -- the resource
            edge    SMALLINT NOT NULL,             -- 1 the resource's first value in order, 2 its last, 4 under its first patient
            PRIMARY KEY (param, value, patient, exact, rid)
        ) NARROW;
        CREATE INDEX ix_string_rid ON ix_string (rid, param);
        CREATE TABLE ix_composite (
            param         INT              NOT NULL, -- as in ix_token
            first         BIGINT           NOT NULL, -- first part: hash of a code, or of what is referred to
            rid           BIGINT           NOT NULL, -- the resource
            first_system  BIGINT           NOT NULL, -- system of the first part; 0 none
            second        BIGINT           NOT NULL, -- second part: hash of a code, a unit, or of what is referred to; 0 none
            second_system BIGINT           NOT NULL, -- its system; 0 none
            low           DOUBLE PRECISION NOT NULL, -- second part: number, amount or first Unix ms
            high          DOUBLE PRECISION NOT NULL, -- second part: number, amount or last Unix ms
            text          TEXT             NOT NULL BYTEORDER, -- second part: folded text, or empty
            low3          DOUBLE PRECISION NOT NULL, -- third part: number or amount
            high3         DOUBLE PRECISION NOT NULL, -- third part: number or amount
            PRIMARY KEY (param, first, rid, first_system, second, second_system, low, high, text, low3, high3)
        ) NARROW;
        CREATE TABLE ix_position (
            param     INT              NOT NULL,   -- as in ix_token
            latitude  DOUBLE PRECISION NOT NULL,   -- degrees north, WGS84
            longitude DOUBLE PRECISION NOT NULL,   -- degrees east
            rid       BIGINT           NOT NULL,   -- the resource
            PRIMARY KEY (param, latitude, longitude, rid)
        ) NARROW;
        CREATE TABLE code_name (
            kind   SMALLINT NOT NULL,              -- 0 the code itself, 1 what it is called, 2 a unit
            key    BIGINT   NOT NULL,              -- hash of the code or unit
            system BIGINT   NOT NULL,              -- hash of its system; 0 none
            text   TEXT     NOT NULL BYTEORDER,    -- the code or its name, folded; the unit as it stands
            PRIMARY KEY (kind, key, system, text)
        ) NARROW;
        CREATE TABLE search_parameter (
            number     INT      NOT NULL PRIMARY KEY, -- from 1376: its place in index keys, never used again
            type       SMALLINT NOT NULL,          -- resource type it applies to
            code       TEXT     NOT NULL,          -- its name in an address
            url        TEXT     NOT NULL,          -- canonical address
            kind       SMALLINT NOT NULL,          -- kind of value, in the order of R4's table
            expression TEXT     NOT NULL,          -- FHIRPath
            targets    TEXT     NOT NULL,          -- resource types a reference may point at, parted by spaces
            source     BIGINT   NOT NULL,          -- internal id of the SearchParameter resource
            state      SMALLINT NOT NULL           -- 0 being indexed, 1 ready, 2 retired
        );
        CREATE TABLE reindex (
            id       INT    NOT NULL PRIMARY KEY,  -- 1: there is one at a time
            purpose  TEXT   NOT NULL,              -- 'all' or the numbers of the parameters
            last_rid BIGINT NOT NULL,              -- resources up to this internal id are done
            done     BIGINT NOT NULL,              -- how many are done
            total    BIGINT NOT NULL,              -- how many there were at the beginning
            started  BIGINT NOT NULL,              -- Unix ms
            state    SMALLINT NOT NULL             -- 0 running, 1 stopped
        );
        INSERT INTO reindex (id, purpose, last_rid, done, total, started, state)
            SELECT 1, 'all', 0, 0, COUNT(*), 0, 0 FROM resource HAVING COUNT(*) > 0;
        """;

    private const string PostgreSqlOnly = """
        ALTER TABLE resource DROP CONSTRAINT resource_type_id_key;
        ALTER TABLE resource ADD COLUMN self BIGINT NOT NULL DEFAULT 0;
        CREATE TABLE resource_words (
            rid       BIGINT NOT NULL PRIMARY KEY, -- the resource
            narrative TEXT COLLATE "C",            -- words of its narrative, folded, each once
            content   TEXT COLLATE "C"             -- words of all its texts
        );
        CREATE INDEX resource_words_narrative ON resource_words USING gin (array_to_tsvector(string_to_array(narrative, ' '))) WHERE narrative IS NOT NULL;
        CREATE INDEX resource_words_content ON resource_words USING gin (array_to_tsvector(string_to_array(content, ' ')));
        CREATE INDEX resource_self ON resource (self); -- hash of 'Type/id'
        """;

    // SQLite cannot drop the old UNIQUE (type, id), so the table is made anew.
    private const string SqliteOnly = """
        CREATE TABLE resource_new (
            rid     INTEGER  NOT NULL PRIMARY KEY, -- internal id: the type's index * 2^36 + a number from the id blocks 'record'
            type    SMALLINT NOT NULL,             -- index of the resource type in the R4 definitions
            id      TEXT     NOT NULL,             -- logical id
            self    BIGINT   NOT NULL,             -- hash of 'Type/id'
            version INT      NOT NULL,             -- current version, from 1
            updated BIGINT   NOT NULL,             -- meta.lastUpdated, Unix ms
            act     SMALLINT NOT NULL,             -- 0 created, 1 updated, 2 deleted
            author  TEXT     NOT NULL,             -- reference of the caller that wrote it
            patient BIGINT   NOT NULL,             -- key of the only patient whose compartment it is in; 0 none, -1 several
            body    BYTEA    NOT NULL              -- the UTF-8 JSON as it is served; empty when deleted
        );
        INSERT INTO resource_new SELECT rid, type, id, 0, version, updated, act, author, patient, body FROM resource;
        DROP TABLE resource;
        ALTER TABLE resource_new RENAME TO resource;
        CREATE INDEX resource_updated ON resource (type, updated, rid);
        CREATE INDEX resource_self ON resource (self);
        CREATE VIRTUAL TABLE resource_words USING fts5(narrative, content, content = '', contentless_delete = 1, detail = column, tokenize = 'unicode61 remove_diacritics 0');
        """;

    private static string Sqlite => Common.Replace(" NARROW", " WITHOUT ROWID", StringComparison.Ordinal).Replace(" BYTEORDER", "", StringComparison.Ordinal) + "\n" + SqliteOnly;

    private static string PostgreSql => Common.Replace(" NARROW", "", StringComparison.Ordinal).Replace(" BYTEORDER", " COLLATE \"C\"", StringComparison.Ordinal) + "\n" + PostgreSqlOnly;
}
