using System.Globalization;
using Helhed.Platform.Data;

namespace Helhed.Records.Bulk;

/// <summary>
/// Finds a time of which a snapshot that is opened afterwards misses nothing: every write with that <c>lastUpdated</c> or an earlier one
/// has been committed, or never will be. A write takes its time before it commits, so "now" alone would miss those on their way.
/// </summary>
internal static class AsOf
{
    // Between taking its time and its first change in the database a write only computes: milliseconds, a large bundle tenths of a second.
    private static readonly TimeSpan Computing = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <returns>Unix ms.</returns>
    public static async ValueTask<long> Settle(Database database, TimeProvider clock, CancellationToken ct)
    {
        if (database.Dialect == Dialect.Sqlite)
        {
            // One writer: what took its time before this is committed with it at the latest. Of its own millisecond more may come.
            return await database.Write(_ => new ValueTask<long>(clock.GetUtcNow().ToUnixTimeMilliseconds()), ct) - 1;
        }

        var time = clock.GetUtcNow().ToUnixTimeMilliseconds() - 1;
        await Task.Delay(Computing, ct);
        var begun = await Number(database, "pg_snapshot_xmax", ct);
        var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (await Number(database, "pg_snapshot_xmin", ct) < begun && Environment.TickCount64 < until)
        {
            await Task.Delay(20, ct);
        }

        return time;
    }

    // The transactions of the whole server count, so one that stands open elsewhere holds this up, but not for ever.
    private static async ValueTask<long> Number(Database database, string function, CancellationToken ct)
    {
        var text = await database.ReadLatest(session => session.First($"SELECT {function}(pg_current_snapshot())::text", r => r.Text(0)), ct);
        return long.Parse(text!, CultureInfo.InvariantCulture);
    }
}
