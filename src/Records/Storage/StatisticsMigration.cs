using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>
/// A code belongs to few parameters and one system: taken apart, PostgreSQL's planner holds rows of all three together for a hundred times
/// rarer than they are. SQLite's statistics are of the whole key anyway.
/// </summary>
internal static class StatisticsMigration
{
    // https://www.postgresql.org/docs/15/planner-stats.html#PLANNER-STATS-EXTENDED
    private const string Together = "CREATE STATISTICS ix_token_together (mcv) ON param, code, system FROM ix_token; ANALYZE ix_token;";

    public static Migration Step { get; } = new(20, "statistics of codes", "SELECT 1;", Together);
}
