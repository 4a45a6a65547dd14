using System.Text.Json;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;

namespace Helhed.Access.Log;

/// <summary>How often a patient looked at their own record in an hour.</summary>
/// <param name="Hour">When the hour begins.</param>
/// <param name="Moments">At how many different times.</param>
public sealed record OwnLooks(DateTimeOffset Hour, int Moments)
{
    /// <summary>Counts accesses that have been read.</summary>
    /// <param name="own">The patient's own.</param>
    /// <returns>By the hour, in no particular order.</returns>
    public static IReadOnlyList<OwnLooks> Of(IEnumerable<LoggedAccess> own) =>
    [
        .. own.Select(a => a.At.ToUnixTimeMilliseconds()).Distinct().GroupBy(ms => ms / OwnApart.HourMs)
            .Select(h => new OwnLooks(DateTimeOffset.FromUnixTimeMilliseconds(h.Key * OwnApart.HourMs), h.Count())),
    ];
}

/// <summary>
/// Keeps the accesses of others to a patient's record apart from the patient's own. Blocks are told apart in the transaction that makes
/// leaves of them; a node of an earlier version does not, so the leaf up to which it is done stands in the database, and what is behind it
/// is told apart first.
/// </summary>
internal static class OwnApart
{
    private const int MostBehind = 500;
    private const int MostHours = 2000;
    internal const long HourMs = 3_600_000;

    private static readonly string[] KeyColumns = ["key", "number", "at"];
    private static readonly string[] OwnColumns = ["patient", "at", "number", "moments"];

    /// <summary>The key of others' accesses to a patient's record: another than that of all.</summary>
    public static long OthersKey(long patient) => Hash64.Of(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"others {patient}"));

    /// <summary>Tells apart what stands in blocks that become the next leaves, and in some of those that were left behind.</summary>
    public static async ValueTask Keep(WriteTransaction tx, IReadOnlyList<LedgerRecord> bound)
    {
        var size = await LedgerBook.Size(tx);
        var done = await Done(tx);
        var cells = new Cells();
        if (done < size)
        {
            var behind = await LedgerBook.Leaves(tx, done, MostBehind);
            behind.ForEach(cells.Add);
            done += behind.Count;
        }

        if (done == size)
        {
            foreach (var block in bound)
            {
                cells.Add(block);
            }

            done += bound.Count;
        }

        await tx.BulkInsert("access_log_key", KeyColumns, cells.Others.ToArray());
        await tx.BulkInsert("access_log_own", OwnColumns, cells.Own.ToArray());
        foreach (var ((patient, hour), moments) in cells.Hours.OrderBy(h => h.Key))
        {
            await tx.Post(
                "INSERT INTO access_log_own_hour (patient, hour, moments) VALUES ($1, $2, $3) ON CONFLICT (patient, hour) DO UPDATE SET moments = access_log_own_hour.moments + excluded.moments",
                patient,
                hour,
                moments);
        }

        await tx.Post("UPDATE access_log_split SET leaf = $1 WHERE one = 1", done);
    }

    /// <summary>Whether all of the tree has been told apart.</summary>
    public static async ValueTask<bool> IsDone(SqlSession session) => await Done(session) == await LedgerBook.Size(session);

    /// <summary>How often a patient looked in a time, by the hour, newest first; at most the newest 2,000 hours.</summary>
    public static async ValueTask<List<OwnLooks>> Of(SqlSession session, long patient, (long FromMs, long BeforeMs) time)
    {
        // Hours that are in the time as a whole have been counted; of the first and the last the blocks are.
        var (first, last) = (time.FromMs / HourMs, time.BeforeMs / HourMs);
        var hours = await session.Query(
            $"""
            SELECT hour, moments FROM access_log_own_hour WHERE patient = $1 AND hour > $2 AND hour < $3
            UNION ALL SELECT at / {HourMs}, CAST(sum(moments) AS BIGINT) FROM access_log_own WHERE patient = $1 AND at >= $4 AND at < $5 GROUP BY at / {HourMs}
            UNION ALL SELECT at / {HourMs}, CAST(sum(moments) AS BIGINT) FROM access_log_own WHERE patient = $1 AND at >= $6 AND at < $7 GROUP BY at / {HourMs}
            ORDER BY 1 DESC LIMIT {MostHours}
            """,
            row => (Hour: row.Long(0), Moments: row.Long(1)),
            patient,
            first,
            last,
            time.FromMs,
            Math.Min(time.BeforeMs, (first + 1) * HourMs),
            Math.Max(last * HourMs, Math.Min(time.BeforeMs, (first + 1) * HourMs)),
            time.BeforeMs);
        return hours.ConvertAll(h => new OwnLooks(DateTimeOffset.FromUnixTimeMilliseconds(h.Hour * HourMs), (int)h.Moments));
    }

    private static ValueTask<long> Done(SqlSession session) => session.First("SELECT leaf FROM access_log_split WHERE one = 1", r => r.Long(0));

    /// <summary>The rows of the tables.</summary>
    private sealed class Cells
    {
        public List<SqlValue> Others { get; } = [];

        public List<SqlValue> Own { get; } = [];

        public Dictionary<(long Patient, long Hour), long> Hours { get; } = [];

        public void Add(LedgerRecord block)
        {
            if (!LoggedAccess.IsBlock(block))
            {
                return;
            }

            var blockMs = block.Entry.At.ToUnixTimeMilliseconds();
            var others = new HashSet<long>();
            var own = new Dictionary<long, HashSet<long>>();
            foreach (var (who, atMs, patients) in Entries(block))
            {
                foreach (var patient in patients)
                {
                    if (who != patient)
                    {
                        others.Add(patient);
                    }
                    else if (own.TryGetValue(patient, out var moments))
                    {
                        moments.Add(atMs);
                    }
                    else
                    {
                        own.Add(patient, [atMs]);
                    }
                }
            }

            foreach (var patient in others)
            {
                Others.AddRange([OthersKey(patient), block.Number, blockMs]);
            }

            foreach (var (patient, moments) in own)
            {
                Own.AddRange([patient, blockMs, block.Number, (long)moments.Count]);
                var hour = (patient, blockMs / HourMs);
                Hours[hour] = Hours.GetValueOrDefault(hour) + moments.Count;
            }
        }

        // Who did it (by the key that they would have as a patient), when, and to whose records; 0 is nobody's.
        private static List<(long Who, long AtMs, List<long> Patients)> Entries(LedgerRecord block)
        {
            var entries = new List<(long Who, long AtMs, List<long> Patients)>();
            var (who, at, patients) = (0L, 0L, new List<long>());
            var reader = new Utf8JsonReader(block.Entry.Content.Span);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == 1)
                {
                    (who, at, patients) = (0, block.Entry.At.ToUnixTimeMilliseconds(), []);
                }
                else if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 1)
                {
                    entries.Add((who, at, patients));
                }

                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                if (reader.CurrentDepth == 2 && reader.ValueTextEquals("who"u8) && reader.Read())
                {
                    who = Hash64.Of(reader.GetString()!);
                }
                else if (reader.CurrentDepth == 2 && reader.ValueTextEquals("at"u8) && reader.Read())
                {
                    at = reader.GetInt64();
                }
                else if (reader.CurrentDepth == 4 && reader.ValueTextEquals("patient"u8) && reader.Read() && reader.GetInt64() is not 0 and var patient)
                {
                    patients.Add(patient);
                }
            }

            return entries;
        }
    }
}
