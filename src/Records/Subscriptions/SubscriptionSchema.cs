using Helhed.Platform.Data;

namespace Helhed.Records.Subscriptions;

/// <summary>The tables of subscriptions.</summary>
internal static class SubscriptionSchema
{
    /// <summary>The step for both databases.</summary>
    public static Migration Step { get; } = new(11, "subscriptions", Tables.Replace("BYTEA", "BLOB", StringComparison.Ordinal), Tables);

    /// <summary>Callers with all that narrows them.</summary>
    public static Migration WholeCallers { get; } = new(16, "callers of subscriptions", More, More);

    private const string More = """
        ALTER TABLE subscription ADD COLUMN caller_all TEXT;        -- the caller whole, as CallerText; null for one from before
        ALTER TABLE subscription_caller ADD COLUMN caller_all TEXT; -- as in subscription
        """;

    // A subscription's events, its running number and the matching's cursor change in one transaction: an event is in the queue
    // exactly when the cursor is past its entry of the change feed.
    private const string Tables = """
        CREATE TABLE subscription (
            rid          BIGINT   NOT NULL PRIMARY KEY, -- internal id of the Subscription resource
            id           TEXT     NOT NULL,             -- its logical id
            version      INT      NOT NULL,             -- the version that the settings are taken from
            state        SMALLINT NOT NULL,             -- 0 off, 1 requested, 2 active, 3 error
            since        BIGINT   NOT NULL,             -- entries of the change feed above this number count; 0 while none do
            caller_kind  SMALLINT NOT NULL,             -- on whose behalf events are looked at: the caller that wrote it last
            caller       TEXT     NOT NULL,             -- that caller's reference
            caller_role  TEXT     NOT NULL,             -- that caller's role
            caller_org   TEXT,                          -- that caller's organization, where known
            host         TEXT     NOT NULL,             -- host and port of the endpoint; empty for none
            last_number  BIGINT   NOT NULL,             -- number of the last event; events since the subscription's start
            delivered    BIGINT   NOT NULL,             -- events up to this number were accepted by the endpoint
            tries        INT      NOT NULL,             -- failed tries of the delivery that is due
            due_at       BIGINT   NOT NULL,             -- when there is something to do, Unix ms; the largest number for never
            contact_at   BIGINT   NOT NULL,             -- last message that the endpoint accepted, Unix ms; 0 for none
            ends_at      BIGINT   NOT NULL,             -- Subscription.end, Unix ms; the largest number for none
            lease_owner  TEXT,                          -- the node that is at it
            lease_until  BIGINT   NOT NULL,             -- end of its claim, Unix ms; 0 for none
            last_error   TEXT,                          -- what went wrong last; cleared by a success
            error_at     BIGINT                         -- when, Unix ms
        );
        CREATE INDEX subscription_due ON subscription (due_at);
        CREATE INDEX subscription_id ON subscription (id);
        CREATE INDEX subscription_caller_streams ON subscription (caller, host);

        CREATE TABLE subscription_event (
            subscription BIGINT   NOT NULL,             -- subscription.rid
            number       BIGINT   NOT NULL,             -- running number within the subscription, from 1
            at           BIGINT   NOT NULL,             -- when the change was written, Unix ms
            type         SMALLINT NOT NULL,             -- index of the focus's resource type in the R4 definitions
            id           TEXT     NOT NULL,             -- logical id of the focus
            version      INT      NOT NULL,             -- its version
            act          SMALLINT NOT NULL,             -- 0 created, 1 updated, 2 deleted
            PRIMARY KEY (subscription, number)
        );

        CREATE TABLE subscription_caller (
            id           TEXT     NOT NULL,             -- logical id of the Subscription
            version      INT      NOT NULL,             -- the version that a client wrote; versions by the server itself have no row
            kind         SMALLINT NOT NULL,             -- kind of the caller, as in CallerKind
            reference    TEXT     NOT NULL,             -- the caller's reference
            role         TEXT     NOT NULL,             -- the caller's role
            organization TEXT,                          -- the caller's organization, where known
            PRIMARY KEY (id, version)
        );

        CREATE TABLE subscription_cursor (
            name         TEXT     NOT NULL PRIMARY KEY, -- 'feed', the only row
            number       BIGINT   NOT NULL,             -- entries of the change feed up to this number are done
            lease_owner  TEXT,                          -- the node that follows the feed for all of them
            lease_until  BIGINT   NOT NULL              -- end of its claim, Unix ms
        );
        """;
}
