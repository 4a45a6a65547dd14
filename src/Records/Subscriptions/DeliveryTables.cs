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

    /// <summary>Notes what the endpoint has accepted, and keeps the claim; gives the version that counts by now, or 0 when the claim was lost.</summary>
    public static async ValueTask<int> Accepted(WriteTransaction tx, long rid, string node, long number, (long NowMs, long UntilMs) lease)
    {
        var version = await tx.First(
            """
            UPDATE subscription SET delivered = CASE WHEN delivered < $3 THEN $3 ELSE delivered END, tries = 0, contact_at = $4, lease_until = $5, last_error = NULL, error_at = NULL
            WHERE rid = $1 AND lease_owner = $2 RETURNING version
            """,
            row => row.Int(0), rid, node, number, lease.NowMs, lease.UntilMs);
        if (version > 0 && number % 100 == 0)
        {
            await tx.Execute("DELETE FROM subscription_event WHERE subscription = $1 AND number <= $2", rid, number - KeptEvents);
        }

        return version;
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
