using System.Globalization;
using System.Text;
using Helhed.Platform.Data;

namespace Helhed.Records.Subscriptions;

/// <summary>
/// The SQL of the sending side. The row of a subscription is its own piece of background work, with when it is due and who has it: a second
/// queue beside it could disagree with it, and would cost three more commits for every delivery.
/// </summary>
internal static class DeliveryTables
{
    /// <summary>Hosts that can be left out of a taking.</summary>
    public const int MostFullHosts = 8;

    // Delivered events are kept for a subscriber that asks for them again.
    private const int KeptEvents = 1000;

    /// <summary>True when some subscription is due, looked up without writing.</summary>
    public static ValueTask<bool> IsDue(SqlSession session, long nowMs) =>
        session.First("SELECT 1 FROM subscription WHERE due_at <= $1 AND lease_until <= $1 LIMIT 1", _ => true, nowMs);

    /// <summary>Takes subscriptions that are due, the longest due first, but for those of hosts that have enough deliveries.</summary>
    public static ValueTask<List<SubscriptionRow>> Take(WriteTransaction tx, string node, IReadOnlyList<string> fullHosts, int limit, (long NowMs, long UntilMs) lease)
    {
        var sql = new StringBuilder("UPDATE subscription SET lease_owner = $1, lease_until = $2 WHERE rid IN (SELECT rid FROM subscription WHERE due_at <= $3 AND lease_until <= $3 AND host NOT IN (");
        var values = new SqlValue[4 + MostFullHosts];
        (values[0], values[1], values[2], values[3]) = (node, lease.UntilMs, lease.NowMs, limit);
        for (var i = 0; i < MostFullHosts; i++)
        {
            sql.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}${5 + i}");
            values[4 + i] = i < fullHosts.Count ? fullHosts[i] : "-"; // No host is called that.
        }

        sql.Append(") ORDER BY due_at LIMIT $4").Append(tx.Dialect == Dialect.Sqlite ? "" : " FOR UPDATE SKIP LOCKED").Append(") RETURNING ").Append(SubscriptionRow.Columns);
        return tx.Query(sql.ToString(), SubscriptionRow.Map, values);
    }

    /// <summary>
    /// Notes what the endpoint has accepted. When nothing more waits, the subscription is given back with it, due at
    /// the time given with it: a single event costs one commit. Else the claim is renewed.
    /// </summary>
    /// <returns>Whether to go on at once: false when nothing waits, when the subscription has changed, or when the claim was lost.</returns>
    public static async ValueTask<bool> Accepted(WriteTransaction tx, SubscriptionRow row, string node, (long Number, long NextMs) done, (long NowMs, long UntilMs) lease)
    {
        var goesOn = await tx.First(
            """
            UPDATE subscription SET delivered = CASE WHEN delivered < $3 THEN $3 ELSE delivered END,
                tries = 0, contact_at = $4, last_error = NULL, error_at = NULL,
                lease_owner = CASE WHEN version = $6 AND last_number > $3 THEN lease_owner END,
                lease_until = CASE WHEN version = $6 AND last_number > $3 THEN $5 ELSE 0 END,
                due_at = CASE WHEN version <> $6 OR last_number > $3 THEN due_at WHEN $7 < ends_at THEN $7 ELSE ends_at END
            WHERE rid = $1 AND lease_owner = $2 RETURNING version, last_number
            """,
            found => found.Int(0) == row.Version && found.Long(1) > done.Number,
            row.Rid, node, done.Number, lease.NowMs, lease.UntilMs, row.Version, done.NextMs);
        if (done.Number > 0 && done.Number % 100 == 0)
        {
            await tx.Execute("DELETE FROM subscription_event WHERE subscription = $1 AND number <= $2", row.Rid, done.Number - KeptEvents);
        }

        return goesOn;
    }

    /// <summary>Gives a subscription back. Events that came meanwhile make it due at once.</summary>
    public static ValueTask<int> Release(WriteTransaction tx, long rid, string node, long dueAtMs, long nowMs) => tx.Execute(
        """
        UPDATE subscription SET lease_owner = NULL, lease_until = 0,
            due_at = CASE WHEN state NOT IN (1, 2) THEN due_at WHEN state = 1 OR last_number > delivered THEN $4 WHEN $3 < ends_at THEN $3 ELSE ends_at END
        WHERE rid = $1 AND lease_owner = $2
        """,
        rid, node, dueAtMs, nowMs);

    /// <summary>Gives a subscription back after a failure, to be tried again later.</summary>
    public static ValueTask<int> Failed(WriteTransaction tx, SubscriptionRow row, string node, string error, (long NowMs, long RetryAtMs) when) => tx.Execute(
        """
        UPDATE subscription SET lease_owner = NULL, lease_until = 0, tries = tries + 1, last_error = $3, error_at = $4,
            due_at = CASE WHEN version = $6 THEN $5 ELSE due_at END
        WHERE rid = $1 AND lease_owner = $2
        """,
        row.Rid, node, error, when.NowMs, when.RetryAtMs, row.Version);

    /// <summary>Lets nothing be due until the resource changes: its status has just been written. Without an error the endpoint has just been spoken to.</summary>
    public static ValueTask<int> Rest(WriteTransaction tx, SubscriptionRow row, string node, string? error, long nowMs) => tx.Execute(
        """
        UPDATE subscription SET lease_owner = NULL, lease_until = 0, last_error = coalesce($3, last_error), error_at = CASE WHEN $3 IS NULL THEN error_at ELSE $4 END,
            contact_at = CASE WHEN $3 IS NULL THEN $4 ELSE contact_at END, due_at = CASE WHEN version = $5 THEN $6 ELSE due_at END
        WHERE rid = $1 AND lease_owner = $2
        """,
        row.Rid, node, error, nowMs, row.Version, SubscriptionRow.Never);

    /// <summary>At the start of a program that is the only one on its database: claims of the one before it are over.</summary>
    public static ValueTask<int> ForgetLeases(WriteTransaction tx) => tx.Execute("UPDATE subscription SET lease_owner = NULL, lease_until = 0 WHERE lease_until > 0");
}
