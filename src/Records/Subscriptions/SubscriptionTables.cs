using Helhed.Access;
using Helhed.Platform.Data;

namespace Helhed.Records.Subscriptions;

/// <summary>The SQL of the matching's side: who wrote a subscription, its row, its queue, and the cursor in the change feed.</summary>
internal static class SubscriptionTables
{
    // While a subscription is in error its events wait for the subscriber, who may be long; the oldest go first.
    private const int MostWaiting = 100_000;

    private const int KeptOfStreams = 1000;

    private const string Cursor = "feed";

    private static readonly string[] EventColumns = ["subscription", "number", "at", "type", "id", "version", "act"];

    /// <summary>Notes in the transaction of a write on whose behalf a version is.</summary>
    public static ValueTask<int> NoteCaller(WriteTransaction tx, string id, int version, Caller caller) => tx.Execute(
        """
        INSERT INTO subscription_caller (id, version, kind, reference, role, organization, caller_all) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id, version) DO UPDATE SET kind = excluded.kind, reference = excluded.reference, role = excluded.role, organization = excluded.organization,
            caller_all = excluded.caller_all
        """,
        id, version, (short)caller.Kind, caller.Reference, caller.Role, caller.Organization, CallerText.Of(caller));

    /// <summary>On whose behalf a version is; null when the server itself wrote it.</summary>
    public static ValueTask<Caller?> CallerOf(SqlSession session, string id, int version) => session.First(
        "SELECT kind, reference, role, organization, caller_all FROM subscription_caller WHERE id = $1 AND version = $2",
        row => (Caller?)SubscriptionRow.CallerOf(row, 0, 4),
        id, version);

    public static ValueTask<SubscriptionRow?> Find(SqlSession session, long rid) =>
        session.First($"SELECT {SubscriptionRow.Columns} FROM subscription WHERE rid = $1", row => (SubscriptionRow?)SubscriptionRow.Map(row), rid);

    public static ValueTask<SubscriptionRow?> Find(SqlSession session, string id) =>
        session.First($"SELECT {SubscriptionRow.Columns} FROM subscription WHERE id = $1", row => (SubscriptionRow?)SubscriptionRow.Map(row), id);

    /// <summary>How many streams a caller has.</summary>
    public static ValueTask<long> CountStreams(SqlSession session, Caller caller) =>
        session.First("SELECT count(*) FROM subscription WHERE caller = $1 AND host = '' AND state = 2", row => row.Long(0), caller.Reference);

    /// <summary>All that count, to fill the registry.</summary>
    public static ValueTask<List<SubscriptionRow>> Counting(SqlSession session) =>
        session.Query($"SELECT {SubscriptionRow.Columns} FROM subscription WHERE since > 0", SubscriptionRow.Map);

    /// <summary>How many count.</summary>
    public static ValueTask<long> CountCounting(SqlSession session) => session.First("SELECT count(*) FROM subscription WHERE since > 0", row => row.Long(0));

    /// <summary>A page of all, by internal id.</summary>
    public static ValueTask<List<SubscriptionRow>> Page(SqlSession session, long after, int limit) =>
        session.Query($"SELECT {SubscriptionRow.Columns} FROM subscription WHERE rid > $1 ORDER BY rid LIMIT $2", SubscriptionRow.Map, after, limit);

    /// <summary>Writes a row as a version of the resource says; the running number and what was delivered stay.</summary>
    public static async ValueTask Put(WriteTransaction tx, SubscriptionRow row)
    {
        await tx.Execute(
            """
            INSERT INTO subscription (rid, id, version, state, since, caller_kind, caller, caller_role, caller_org, host,
                last_number, delivered, tries, due_at, contact_at, ends_at, lease_until, caller_all)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, $11, 0, $12, 0, $13)
            ON CONFLICT (rid) DO UPDATE SET version = excluded.version, state = excluded.state, since = excluded.since,
                caller_kind = excluded.caller_kind, caller = excluded.caller, caller_role = excluded.caller_role, caller_org = excluded.caller_org,
                caller_all = excluded.caller_all, host = excluded.host, tries = 0, due_at = excluded.due_at, ends_at = excluded.ends_at
            """,
            row.Rid, row.Id, row.Version, (short)row.State, row.Since, (short)row.Caller.Kind, row.Caller.Reference, row.Caller.Role, row.Caller.Organization,
            row.Host, row.DueAtMs, row.EndsAtMs, CallerText.Of(row.Caller));
        if (row.State == SubscriptionState.Off)
        {
            // What waits is not sent after the next start, when nobody expects it any more; $events still shows it.
            await tx.Execute("UPDATE subscription SET delivered = last_number WHERE rid = $1", row.Rid);
        }

        await tx.Execute("DELETE FROM subscription_caller WHERE id = $1 AND version < $2", row.Id, row.Version);
    }

    public static async ValueTask Remove(WriteTransaction tx, long rid, string id)
    {
        await tx.Execute("DELETE FROM subscription WHERE rid = $1", rid);
        await tx.Execute("DELETE FROM subscription_event WHERE subscription = $1", rid);
        await tx.Execute("DELETE FROM subscription_caller WHERE id = $1", id);
    }

    /// <summary>Puts events at the end of a subscription's queue under its next numbers, and makes it due unless it waits for a retry.</summary>
    /// <returns>The last number; 0 when the subscription has gone.</returns>
    public static async ValueTask<long> Queue(WriteTransaction tx, long rid, IReadOnlyList<SubscriptionEvent> events, long nowMs)
    {
        // Without an endpoint nothing is sent: the subscriber's streams read the queue themselves.
        var (last, isStream) = await tx.First(
            """
            UPDATE subscription SET last_number = last_number + $2,
                delivered = CASE WHEN host = '' THEN last_number + $2 ELSE delivered END,
                due_at = CASE WHEN host <> '' AND state = 2 AND tries = 0 AND due_at > $3 THEN $3 ELSE due_at END
            WHERE rid = $1 RETURNING last_number, host
            """,
            row => (row.Long(0), row.Text(1).Length == 0), rid, events.Count, nowMs);
        if (last == 0)
        {
            return 0;
        }

        var cells = new List<SqlValue>(events.Count * EventColumns.Length);
        for (var i = 0; i < events.Count; i++)
        {
            var one = events[i];
            cells.AddRange([rid, last - events.Count + 1 + i, one.AtMs, one.Type, one.Id, one.Version, one.Act]);
        }

        await tx.BulkInsert("subscription_event", EventColumns, cells.ToArray());
        if (last / 100 != (last - events.Count) / 100)
        {
            await tx.Execute("DELETE FROM subscription_event WHERE subscription = $1 AND number <= $2", rid, last - (isStream ? KeptOfStreams : MostWaiting));
        }

        return last;
    }

    /// <summary>The number up to which the feed is done; null before the first start.</summary>
    public static ValueTask<long?> ReadCursor(SqlSession session) =>
        session.First("SELECT number FROM subscription_cursor WHERE name = $1", row => (long?)row.Long(0), Cursor);

    /// <summary>Takes the feed for a node, or keeps it; false while another node has it.</summary>
    public static async ValueTask<bool> Lead(WriteTransaction tx, string node, long nowMs, TimeSpan lease)
    {
        await tx.Execute("INSERT INTO subscription_cursor (name, number, lease_until) VALUES ($1, 0, 0) ON CONFLICT (name) DO NOTHING", Cursor);
        return await tx.Execute(
            "UPDATE subscription_cursor SET lease_owner = $2, lease_until = $4 WHERE name = $1 AND (lease_owner = $2 OR lease_until <= $3)",
            Cursor, node, nowMs, nowMs + (long)lease.TotalMilliseconds) == 1;
    }

    public static ValueTask<int> GiveUpLead(WriteTransaction tx, string node) =>
        tx.Execute("UPDATE subscription_cursor SET lease_owner = NULL, lease_until = 0 WHERE name = $1 AND lease_owner = $2", Cursor, node);

    /// <summary>Moves the cursor; false when another node has taken the feed, and then nothing of this transaction may stay.</summary>
    public static async ValueTask<bool> MoveCursor(WriteTransaction tx, string node, long to) =>
        await tx.Execute("UPDATE subscription_cursor SET number = $3 WHERE name = $1 AND lease_owner = $2 AND number <= $3", Cursor, node, to) == 1;

    /// <summary>Events of a subscription in order.</summary>
    public static ValueTask<List<SubscriptionEvent>> Events(SqlSession session, long rid, long from, long to, int limit) => session.Query(
        $"SELECT {SubscriptionEvent.Columns} FROM subscription_event WHERE subscription = $1 AND number >= $2 AND number <= $3 ORDER BY number LIMIT $4",
        SubscriptionEvent.Map, rid, from, to, limit);
}
