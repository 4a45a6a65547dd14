using Helhed.Platform.Data;

namespace Helhed.Platform.Feed;

/// <summary>
/// The feed's tables, and on PostgreSQL the two functions that let a reader never skip a number that commits late.
///
/// The trouble: transaction A takes number 7, B takes 8 and commits. A reader sees 8, moves its cursor there, A commits 7, and nobody ever reads it.
/// The cure: a writer first takes a shared advisory lock on (namespace + the sequence's last value), and only then takes its numbers.
/// A reader computes its horizon thus: (1) S = the sequence's last value, (2) L = the lowest such lock held, (3) horizon = min(S, L),
/// (4) in a snapshot taken after that it reads rows up to the horizon.
/// Why that skips nothing: let a transaction have number n, n at most the horizon, so n is at most S and was taken before (1).
/// Its lock, taken before n, stood at a value below n. If the lock is still held at (2), then L is below n, against n at most the horizon.
/// So it was released, which PostgreSQL does only after the commit has become visible to new snapshots: the snapshot of (4) sees the row,
/// or the transaction was rolled back and there is no row.
/// Writers do not wait for each other: the locks are shared, and nobody takes them exclusively.
/// </summary>
internal static class FeedSchema
{
    internal static Migration Feed { get; } = new(2, "change feed", Sqlite, PostgreSql);

    // The record store's ids now begin with the resource type, which is the topic: what is in the feed already follows.
    internal static Migration TypedSubjects { get; } = new(5, "subjects begin with their topic", Typed, Typed);

    private const string Typed = "UPDATE feed SET subject = subject + topic * 68719476736 WHERE topic < 1000;";

    private const string Sqlite = """
        CREATE TABLE feed (
            number  INTEGER PRIMARY KEY AUTOINCREMENT,  -- running number; one writer, so commits come in its order
            at      INTEGER NOT NULL,                   -- when written, Unix milliseconds
            topic   INTEGER NOT NULL,                   -- what kind of thing: 0-999 resource types, from 1000 the other rooms
            subject INTEGER NOT NULL,                   -- the thing's internal id
            version INTEGER NOT NULL,                   -- its new version, 0 where there are none
            act     INTEGER NOT NULL,                   -- what happened, in the topic owner's numbers
            patient INTEGER NOT NULL,                   -- the patient's internal id, 0 when none
            detail  TEXT                                -- a short text for reactions, no people's data
        );
        CREATE INDEX feed_topic ON feed (topic, number);
        """;

    private const string PostgreSql = """
        CREATE TABLE feed (
            number  BIGINT   NOT NULL PRIMARY KEY,  -- running number; commits may come in another order, see feed_horizon
            at      BIGINT   NOT NULL,              -- when written, Unix milliseconds
            topic   SMALLINT NOT NULL,              -- what kind of thing: 0-999 resource types, from 1000 the other rooms
            subject BIGINT   NOT NULL,              -- the thing's internal id
            version INTEGER  NOT NULL,              -- its new version, 0 where there are none
            act     SMALLINT NOT NULL,              -- what happened, in the topic owner's numbers
            patient BIGINT   NOT NULL,              -- the patient's internal id, 0 when none
            detail  TEXT                            -- a short text for reactions, no people's data
        );
        CREATE INDEX feed_topic ON feed (topic, number);

        -- Starts as if 0 had been taken, so that last_value is always the last number taken. CACHE stays 1: a cached number would be taken early.
        CREATE SEQUENCE feed_number AS BIGINT MINVALUE 0 START 0 CACHE 1;
        SELECT setval('feed_number', 0, true);

        -- Adds a transaction's entries. Locks first, then takes numbers: see FeedSchema.
        CREATE FUNCTION feed_append(at BIGINT, topics SMALLINT[], subjects BIGINT[], versions INTEGER[], acts SMALLINT[], patients BIGINT[], details TEXT[])
        RETURNS VOID LANGUAGE plpgsql VOLATILE AS $$
        DECLARE
            last BIGINT;
        BEGIN
            SELECT last_value INTO last FROM feed_number;
            PERFORM pg_advisory_xact_lock_shared(5216687223549722624 + last);  -- 0x4865656400000000 + last
            INSERT INTO feed (number, at, topic, subject, version, act, patient, detail)
            SELECT nextval('feed_number'), feed_append.at, e.topic, e.subject, e.version, e.act, e.patient, e.detail
            FROM unnest(topics, subjects, versions, acts, patients, details) AS e (topic, subject, version, act, patient, detail);
        END $$;

        -- The number up to which every row is committed or will never be. Read rows in a snapshot taken after this has returned.
        CREATE FUNCTION feed_horizon() RETURNS BIGINT LANGUAGE plpgsql VOLATILE AS $$
        DECLARE
            last   BIGINT;
            lowest BIGINT;
        BEGIN
            SELECT last_value INTO last FROM feed_number;
            SELECT min(((l.classid::BIGINT << 32) | l.objid::BIGINT) - 5216687223549722624) INTO lowest
            FROM pg_locks l
            WHERE l.locktype = 'advisory' AND l.objsubid = 1
              AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
              AND l.classid::BIGINT BETWEEN 1214604644 AND 1214604644 + 65535;
            RETURN least(last, lowest);
        END $$;
        """;
}
