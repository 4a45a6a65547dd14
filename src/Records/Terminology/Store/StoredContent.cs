using System.Diagnostics.CodeAnalysis;
using System.Text;
using Helhed.Platform.Data;
using Helhed.Records.Searching;

namespace Helhed.Records.Terminology;

/// <summary>A code system in the tables.</summary>
internal sealed class StoredContent(long sid, SystemHead head, int count) : CodeContent(head, count)
{
    private const string LastCharacter = "\U0010FFFF";
    private const int PerStatement = 200;

    public long Sid { get; } = sid;

    public override async ValueTask<IReadOnlyList<int>> Find(SqlSession session, string code)
    {
        var rows = await session.Query(
            "SELECT id, code FROM term_concept WHERE find_key = $1 AND id >= $2 AND id < $3 ORDER BY id", r => (Id: r.Long(0), Code: r.Text(1)),
            Keys.Text(SystemIndex.FindText(code, Head.IsCaseSensitive)), SystemRows.Id(Sid, 0), SystemRows.Id(Sid + 1, 0));
        return Exact(rows.Where(r => IsSame(r.Code, code)).ToList(), code);
    }

    public override async ValueTask<ILookup<string, int>> FindAll(SqlSession session, IReadOnlyCollection<string> codes)
    {
        var found = new List<(string Code, int Place)>();
        foreach (var chunk in codes.Distinct().Chunk(PerStatement))
        {
            var wanted = chunk.ToLookup(code => SystemIndex.FindText(code, Head.IsCaseSensitive));
            var rows = await Many(session, "SELECT id, code FROM term_concept WHERE find_key IN (", [.. wanted.Select(w => (SqlValue)Keys.Text(w.Key))], r => (Id: r.Long(0), Code: r.Text(1)),
                sql => sql.Add(") AND id >= ").Value(SystemRows.Id(Sid, 0)).Add(" AND id < ").Value(SystemRows.Id(Sid + 1, 0)));
            foreach (var (id, code) in rows)
            {
                found.AddRange(wanted[SystemIndex.FindText(code, Head.IsCaseSensitive)].Select(asked => (asked, SystemRows.OrdinalOf(id))));
            }
        }

        return found.ToLookup(f => f.Code, f => f.Place);
    }

    public override async ValueTask<IReadOnlyList<Concept>> Read(SqlSession session, IReadOnlyList<int> places)
    {
        var concepts = new Dictionary<int, Concept>(places.Count);
        foreach (var chunk in places.Distinct().Chunk(PerStatement))
        {
            var rows = await Many(session, "SELECT id, code, display, flags, valid_from, valid_to, detail, parents, children FROM term_concept WHERE id IN (",
                Array.ConvertAll(chunk, place => (SqlValue)SystemRows.Id(Sid, place)), Map, sql => sql.Add(")"));
            rows.ForEach(c => concepts[c.Ordinal] = c);
        }

        return [.. places.Select(place => concepts[place])];
    }

    public override async ValueTask AddWords(SqlSession session, string prefix, Ordinals into)
    {
        var rows = prefix.Length <= SystemIndex.ShortPrefix
            ? await session.Query("SELECT places FROM term_prefix WHERE sid = $1 AND prefix = $2", r => r.Bytes(0), Sid, prefix)
            : await session.Query("SELECT places FROM term_word WHERE sid = $1 AND word >= $2 AND word < $3", r => r.Bytes(0), Sid, prefix, prefix + LastCharacter);
        Add(rows, into);
    }

    public override async ValueTask AddBelow(SqlSession session, int place, Ordinals into) =>
        Add(await session.Query("SELECT places FROM term_below WHERE id = $1", r => r.Bytes(0), SystemRows.Id(Sid, place)), into);

    public override async ValueTask AddAbove(SqlSession session, int place, Ordinals into)
    {
        // Level by level: SNOMED CT has some fifteen.
        for (var open = new List<int> { place }; open.Count > 0;)
        {
            var next = new List<int>();
            foreach (var parent in (await Read(session, open)).SelectMany(c => c.Parents))
            {
                if (!into[parent])
                {
                    into.Add(parent);
                    next.Add(parent);
                }
            }

            open = next;
        }
    }

    public override async ValueTask AddValue(SqlSession session, string property, string value, Ordinals into) =>
        Add(await session.Query(
            "SELECT places FROM term_value WHERE sid = $1 AND property = $2 AND value = $3", r => r.Bytes(0), Sid, SystemRows.ValueKey(property), SystemRows.ValueKey(value)), into);

    public override async ValueTask AddValues(SqlSession session, string property, Func<string, bool> meets, Ordinals into)
    {
        await foreach (var (value, places) in session.Stream(
            "SELECT value, whole, places FROM term_value WHERE sid = $1 AND property = $2", r => (r.TextOrNull(1) ?? r.Text(0), r.Bytes(2)), Sid, SystemRows.ValueKey(property)))
        {
            if (meets(value))
            {
                into.Or(places);
            }
        }
    }

    public override async ValueTask AddCodes(SqlSession session, Func<string, string?, bool> meets, Ordinals into)
    {
        await foreach (var (id, code, display) in session.Stream(
            "SELECT id, code, display FROM term_concept WHERE id >= $1 AND id < $2", r => (r.Long(0), r.Text(1), r.TextOrNull(2)), SystemRows.Id(Sid, 0), SystemRows.Id(Sid + 1, 0)))
        {
            if (meets(code, display))
            {
                into.Add(SystemRows.OrdinalOf(id));
            }
        }
    }

    public override async ValueTask<Ordinals?> ValidAt(SqlSession session, int day)
    {
        var periods = await session.First("SELECT periods FROM term_period WHERE sid = $1", r => r.Bytes(0), Sid);
        return periods is null ? null : ValidAt(periods, day);
    }

    public override async ValueTask<IReadOnlyList<long>> CodeKeys(SqlSession session, Ordinals set)
    {
        var keys = new List<long>();
        foreach (var chunk in set.From().Chunk(PerStatement))
        {
            keys.AddRange(await Many(session, "SELECT code_key FROM term_concept WHERE id IN (", Array.ConvertAll(chunk, place => (SqlValue)SystemRows.Id(Sid, place)), r => r.Long(0), sql => sql.Add(")")));
        }

        return keys;
    }

    public override long MemberId(int place) => SystemRows.Id(Sid, place);

    private Ordinals ValidAt(ReadOnlySpan<byte> periods, int day)
    {
        var valid = new Ordinals(Count);
        for (var place = 0; place < Count; place++)
        {
            var from = ByteList.ReadNumber(ref periods);
            var to = ByteList.ReadNumber(ref periods);
            if (day >= from && (to == 0 || day <= to))
            {
                valid.Add(place);
            }
        }

        return valid;
    }

    private bool IsSame(string known, string asked) => string.Equals(known, asked, Head.IsCaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    // Where case does not matter, the code that is written so goes before one that is written otherwise.
    private static List<int> Exact(List<(long Id, string Code)> rows, string code)
    {
        var exact = rows.FindAll(r => r.Code == code);
        return (exact.Count > 0 ? exact : rows).ConvertAll(r => SystemRows.OrdinalOf(r.Id));
    }

    private static void Add(List<byte[]> sets, Ordinals into)
    {
        foreach (var set in sets)
        {
            into.Or(set);
        }
    }

    // The list is filled up to a power of two with its last value, so that a handful of statements serves every length.
    private static ValueTask<List<T>> Many<T>(SqlSession session, [ConstantExpected] string start, SqlValue[] values, Func<Row, T> map, Func<SqlText, SqlText> finish)
    {
        var sql = new SqlText(session.Dialect).Add(start);
        var room = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)values.Length);
        for (var i = 0; i < room; i++)
        {
            sql.Add(i == 0, "", ", ").Value(values[Math.Min(i, values.Length - 1)]);
        }

        finish(sql);
        return session.Query(sql.ToString(), map, sql.Values);
    }

    private static Concept Map(Row row) => new(SystemRows.OrdinalOf(row.Long(0)), row.Text(1), row.TextOrNull(2), (ConceptFlags)row.Short(3), row.Int(4), row.Int(5))
    {
        Detail = row.Bytes(6),
        Parents = ByteList.ReadAll(row.Bytes(7)),
        Children = ByteList.ReadAll(row.Bytes(8)),
    };
}
