using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>Rows of one table, ready to be inserted.</summary>
internal readonly record struct RowBatch(string Table, string[] Columns, ReadOnlyMemory<SqlValue> Cells)
{
    public int Rows => Cells.Length / Columns.Length;
}

/// <summary>What a system says of itself as JSON in <c>term_system.head</c>.</summary>
[JsonSerializable(typeof(SystemHead))]
internal sealed partial class HeadJson : JsonSerializerContext;

/// <summary>A code system as rows of the terminology tables, and back.</summary>
internal static class SystemRows
{
    /// <summary>Most concepts of one system: the place of a concept takes 24 bits of its id.</summary>
    public const int MaxConcepts = 1 << 24;

    /// <summary>Sets of at most so many codes are handed to a search one by one; larger ones it finds in <c>term_member</c>.</summary>
    public const int MostListed = 2000;

    public const short Loading = 0;
    public const short InUse = 1;
    public const short Replaced = 2;

    private const int RowsPerBatch = 4000;
    private const int LongestValue = 400;

    public static long Id(long sid, int ordinal) => (sid << 24) + ordinal;

    public static int OrdinalOf(long id) => (int)(id & (MaxConcepts - 1));

    /// <summary>A value as it stands in the key of <c>term_value</c>.</summary>
    public static string ValueKey(string value) => value.Length <= LongestValue
        ? value
        : string.Create(CultureInfo.InvariantCulture, $"{value[..(char.IsHighSurrogate(value[299]) ? 299 : 300)]}#{Hash64.Of(value.AsSpan()):x16}");

    /// <summary>Begins a system; its number.</summary>
    public static async ValueTask<long> Begin(WriteTransaction tx, SystemIndex index, string owner, short state, DateTimeOffset now)
    {
        var head = index.Head;
        return await tx.First(
            """
            INSERT INTO term_system (url_key, url, version, owner, state, content, set_key, target_key, concepts, loaded, head)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING sid
            """,
            r => r.Long(0),
            Keys.Text(head.Url), head.Url, head.Version ?? "", owner, state, (short)head.Content,
            Keys.Text(head.ValueSet is { } set ? CanonicalUrl.Split(set).Url : ""), Keys.Text(head.Supplements is { } target ? CanonicalUrl.Split(target).Url : ""),
            index.Concepts.Length, now.ToUnixTimeMilliseconds(), JsonSerializer.SerializeToUtf8Bytes(head, HeadJson.Default.SystemHead));
    }

    /// <summary>Stores a system in many small transactions, under a number that nobody asks for before it is taken into use.</summary>
    public static async ValueTask<long> Store(Database database, SystemIndex index, string owner, DateTimeOffset now, Action<int> stored, CancellationToken ct)
    {
        var sid = await database.Write(tx => Begin(tx, index, owner, Loading, now), ct);
        var done = 0;
        foreach (var batch in Batches(sid, index).Where(b => b.Rows > 0))
        {
            await database.Write(
                async tx =>
                {
                    await tx.BulkInsert(batch.Table, batch.Columns, batch.Cells);
                    return 0;
                },
                ct);
            done += batch.Table == "term_concept" ? batch.Rows : 0;
            stored(done);
        }

        return sid;
    }

    /// <summary>All further rows of a system, in batches of a few thousand.</summary>
    public static IEnumerable<RowBatch> Batches(long sid, SystemIndex index) =>
        Concepts(sid, index).Concat(Words(sid, index)).Concat(Prefixes(sid, index)).Concat(Values(sid, index)).Concat(Below(sid, index)).Concat(Periods(sid, index));

    /// <summary>Removes a system that is small enough for one transaction.</summary>
    public static async ValueTask Remove(WriteTransaction tx, long sid)
    {
        await tx.Execute("DELETE FROM term_concept WHERE id >= $1 AND id < $2", Id(sid, 0), Id(sid + 1, 0));
        await tx.Execute("DELETE FROM term_below WHERE id >= $1 AND id < $2", Id(sid, 0), Id(sid + 1, 0));
        await tx.Execute("DELETE FROM term_member WHERE id >= $1 AND id < $2", Id(sid, 0), Id(sid + 1, 0));
        await tx.Execute("DELETE FROM term_word WHERE sid = $1", sid);
        await tx.Execute("DELETE FROM term_prefix WHERE sid = $1", sid);
        await tx.Execute("DELETE FROM term_value WHERE sid = $1", sid);
        await tx.Execute("DELETE FROM term_period WHERE sid = $1", sid);
        await tx.Execute("DELETE FROM term_system WHERE sid = $1", sid);
    }

    private static IEnumerable<RowBatch> Concepts(long sid, SystemIndex index)
    {
        string[] columns = ["id", "find_key", "code_key", "code", "display", "flags", "valid_from", "valid_to", "detail", "parents", "children"];
        var rows = new RowBuffer("term_concept", columns);
        foreach (var concept in index.Concepts)
        {
            rows.Add(
                Id(sid, concept.Ordinal), Keys.Text(SystemIndex.FindText(concept.Code, index.Head.IsCaseSensitive)), Keys.Text(concept.Code), concept.Code, concept.Display,
                (short)concept.Flags, concept.From, concept.To, concept.Detail, Numbers(index.Hierarchy.Parents(concept.Ordinal)), Numbers(index.Hierarchy.Children(concept.Ordinal)));
            if (rows.Count == RowsPerBatch)
            {
                yield return rows.Take();
            }
        }

        yield return rows.Take();
    }

    private static IEnumerable<RowBatch> Words(long sid, SystemIndex index)
    {
        var rows = new RowBuffer("term_word", ["sid", "word", "places"]);
        foreach (var (word, ordinals) in index.Words)
        {
            rows.Add(sid, word, Ordinals.Encode(ordinals, index.Concepts.Length));
            if (rows.Count == RowsPerBatch)
            {
                yield return rows.Take();
            }
        }

        yield return rows.Take();
    }

    private static IEnumerable<RowBatch> Prefixes(long sid, SystemIndex index)
    {
        var rows = new RowBuffer("term_prefix", ["sid", "prefix", "places"]);
        foreach (var (prefix, set) in index.Prefixes())
        {
            rows.Add(sid, prefix, Ordinals.Encode([.. set.From()], index.Concepts.Length));
            if (rows.Count == RowsPerBatch)
            {
                yield return rows.Take();
            }
        }

        yield return rows.Take();
    }

    private static IEnumerable<RowBatch> Values(long sid, SystemIndex index)
    {
        var rows = new RowBuffer("term_value", ["sid", "property", "value", "whole", "places"]);
        foreach (var ((property, value), ordinals) in index.Values)
        {
            var key = ValueKey(value);
            rows.Add(sid, ValueKey(property), key, key == value ? (string?)null : value, Ordinals.Encode(ordinals, index.Concepts.Length));
            if (rows.Count == RowsPerBatch)
            {
                yield return rows.Take();
            }
        }

        yield return rows.Take();
    }

    private static IEnumerable<RowBatch> Below(long sid, SystemIndex index)
    {
        var rows = new RowBuffer("term_below", ["id", "places"]);
        var members = new RowBuffer("term_member", ["id", "code"]);
        var seen = index.Hierarchy.NewSeen();
        foreach (var concept in index.Concepts)
        {
            if (index.Hierarchy.Children(concept.Ordinal).IsEmpty)
            {
                continue;
            }

            var below = index.Hierarchy.Below(concept.Ordinal, seen);
            rows.Add(Id(sid, concept.Ordinal), Ordinals.Encode(below, index.Concepts.Length));
            if (rows.Count == RowsPerBatch)
            {
                yield return rows.Take();
            }

            if (below.Length > MostListed)
            {
                var codes = new SortedSet<long>(below.Select(o => Keys.Text(index.Concepts[o].Code))) { Keys.Text(concept.Code) };
                foreach (var code in codes)
                {
                    members.Add(Id(sid, concept.Ordinal), code);
                }

                yield return members.Take();
            }
        }

        yield return rows.Take();
    }

    private static IEnumerable<RowBatch> Periods(long sid, SystemIndex index)
    {
        if (Array.TrueForAll(index.Concepts, c => c.From == 0 && c.To == 0))
        {
            yield break;
        }

        var periods = new ByteList(index.Concepts.Length * 4);
        foreach (var concept in index.Concepts)
        {
            periods.AddNumber(concept.From);
            periods.AddNumber(concept.To);
        }

        var rows = new RowBuffer("term_period", ["sid", "periods"]);
        rows.Add(sid, periods.ToArray());
        yield return rows.Take();
    }

    private static byte[] Numbers(ReadOnlySpan<int> ordinals)
    {
        if (ordinals.IsEmpty)
        {
            return [];
        }

        var bytes = new ByteList(ordinals.Length * 3);
        foreach (var ordinal in ordinals)
        {
            bytes.AddNumber(ordinal);
        }

        return bytes.ToArray();
    }

    private sealed class RowBuffer(string table, string[] columns)
    {
        private readonly List<SqlValue> _cells = [];

        public int Count => _cells.Count / columns.Length;

        public void Add(params ReadOnlySpan<SqlValue> row) => _cells.AddRange(row);

        public RowBatch Take()
        {
            var batch = new RowBatch(table, columns, _cells.ToArray());
            _cells.Clear();
            return batch;
        }
    }
}
