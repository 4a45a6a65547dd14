using System.Globalization;
using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;

namespace Helhed.Records.Reindexing;

/// <summary>A going over of the index: there is one at a time.</summary>
/// <param name="Purpose">What for, see the constants; or the parameters, as written by <see cref="For"/>.</param>
/// <param name="LastRid">Resources up to this internal id are done.</param>
internal sealed record ReindexRow(string Purpose, long LastRid)
{
    /// <summary>All rows are made anew after an upgrade: nothing is served before.</summary>
    public const string Rebuild = "all";

    /// <summary>Rows that are missing are added.</summary>
    public const string Repair = "repair";

    /// <summary>As <see cref="Repair"/>, and afterwards <see cref="Superfluous"/>.</summary>
    public const string Full = "full";

    /// <summary>Rows that should not be there are removed.</summary>
    public const string Superfluous = "superfluous";

    private const string Columns = "purpose, last_rid, done, total, started, state, repaired";
    private const string ParametersPrefix = "parameters ";

    public long Done { get; init; }

    public long Total { get; init; }

    public long StartedMs { get; init; }

    public bool IsStopped { get; init; }

    /// <summary>Rows that were missing or wrong.</summary>
    public long Repaired { get; init; }

    public bool IsForParameters => Purpose.StartsWith(ParametersPrefix, StringComparison.Ordinal);

    /// <summary>Type and number of each parameter; empty for the other purposes.</summary>
    public IEnumerable<(int Type, int Number)> Parameters => !IsForParameters ? [] :
        from pair in Purpose[ParametersPrefix.Length..].Split(' ')
        let colon = pair.IndexOf(':', StringComparison.Ordinal)
        select (int.Parse(pair.AsSpan(0, colon), CultureInfo.InvariantCulture), int.Parse(pair.AsSpan(colon + 1), CultureInfo.InvariantCulture));

    /// <summary>The internal ids that are gone over, in order.</summary>
    public IReadOnlyList<(long First, long Last)> Ranges => IsForParameters
        ? [.. Parameters.Select(p => p.Type).Distinct().Order().Select(t => Keys.Rids(R4Definitions.Default.Types[t]))]
        : [(0, long.MaxValue)];

    /// <summary>The purpose of indexing some parameters.</summary>
    public static string For(IEnumerable<ParameterRow> parameters) =>
        ParametersPrefix + string.Join(' ', parameters.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Type.Index}:{p.Number}")));

    public static ValueTask<ReindexRow?> Read(SqlSession session) => session.First($"SELECT {Columns} FROM reindex WHERE id = 1", Map);

    /// <summary>The row, which is the transaction's until it ends: nodes that go over the same take turns.</summary>
    public static ValueTask<ReindexRow?> Lock(WriteTransaction tx) =>
        tx.First($"SELECT {Columns} FROM reindex WHERE id = 1{(tx.Dialect == Dialect.PostgreSql ? " FOR UPDATE" : "")}", Map);

    /// <summary>Begins; false when another is under way.</summary>
    public static async ValueTask<bool> Begin(WriteTransaction tx, string purpose, long total, long nowMs) => await tx.Execute(
        "INSERT INTO reindex (id, purpose, last_rid, done, total, started, state, repaired) VALUES (1, $1, 0, 0, $2, $3, 0, 0) ON CONFLICT (id) DO NOTHING", purpose, total, nowMs) == 1;

    public static ValueTask<int> Advance(WriteTransaction tx, long lastRid, int done, int repaired) =>
        tx.Execute("UPDATE reindex SET last_rid = $1, done = done + $2, repaired = repaired + $3 WHERE id = 1", lastRid, done, repaired);

    /// <summary>Goes on with another purpose from the beginning.</summary>
    public static ValueTask<int> Turn(WriteTransaction tx, string purpose) => tx.Execute("UPDATE reindex SET purpose = $1, last_rid = 0, done = 0 WHERE id = 1", purpose);

    /// <summary>Says how far <see cref="Superfluous"/> is.</summary>
    public static ValueTask<int> SetDone(WriteTransaction tx, long done) => tx.Execute("UPDATE reindex SET done = $1 WHERE id = 1 AND purpose = $2", done, Superfluous);

    public static ValueTask<int> SetStopped(WriteTransaction tx, bool isStopped) => tx.Execute("UPDATE reindex SET state = $1 WHERE id = 1", isStopped ? 1 : 0);

    public static ValueTask<int> End(WriteTransaction tx) => tx.Execute("DELETE FROM reindex WHERE id = 1");

    /// <summary>Ends a repair, and keeps what it came to.</summary>
    public static async ValueTask<int> EndRepair(WriteTransaction tx, long nowMs)
    {
        await tx.Execute(
            """
            INSERT INTO reindex_past (one, ended, repaired) SELECT 1, $1, repaired FROM reindex WHERE id = 1
            ON CONFLICT (one) DO UPDATE SET ended = excluded.ended, repaired = excluded.repaired
            """,
            nowMs);
        return await End(tx);
    }

    /// <summary>The last repair that ended; null when there was none.</summary>
    public static ValueTask<PastRepair?> Past(SqlSession session) => session.First(
        "SELECT ended, repaired FROM reindex_past WHERE one = 1", r => new PastRepair(DateTimeOffset.FromUnixTimeMilliseconds(r.Long(0)), r.Long(1)));

    private static ReindexRow Map(Row row) => new(row.Text(0), row.Long(1))
    {
        Done = row.Long(2),
        Total = row.Long(3),
        StartedMs = row.Long(4),
        IsStopped = row.Short(5) == 1,
        Repaired = row.Long(6),
    };
}
