using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Modules.Platform;

public abstract class SqlScenarios(Dialect dialect) : StoreTest(dialect)
{
    private static readonly string[] Columns = ["id", "small", "number", "real", "text", "bytes"];

    protected override IReadOnlyList<RoomMigrations> Rooms =>
    [
        new("test",
        [
            new(1, "table",
                "CREATE TABLE thing (id INTEGER PRIMARY KEY, small INTEGER, number INTEGER, real REAL, text TEXT, bytes BLOB)",
                "CREATE TABLE thing (id BIGINT PRIMARY KEY, small SMALLINT, number BIGINT, real DOUBLE PRECISION, text TEXT, bytes BYTEA)"),
        ]),
    ];

    [Fact]
    public async Task Values_come_back_as_they_went()
    {
        var random = new SeededRandom(11);
        var rows = Enumerable.Range(1, 200).Select(id => RandomThing(random, id)).ToList();
        await Database.Write(
            async tx =>
            {
                foreach (var row in rows)
                {
                    await tx.Execute("INSERT INTO thing (id, small, number, real, text, bytes) VALUES ($1, $2, $3, $4, $5, $6)", row.Values());
                }

                return 0;
            },
            Ct);
        AssertSame(rows, await All());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(34)]
    [InlineData(49)]
    [InlineData(50)]
    [InlineData(1000)]
    public async Task Bulk_inserts_keep_values_nulls_and_every_row(int count)
    {
        var random = new SeededRandom(count);
        var rows = Enumerable.Range(1, count).Select(id => RandomThing(random, id)).ToList();
        await Database.Write(
            async tx =>
            {
                await tx.BulkInsert("thing", Columns, rows.Take(count / 2).Select(row => row.Values()).ToList());
                await tx.BulkInsert("thing", Columns, rows.Skip(count / 2).SelectMany(row => row.Values()).ToArray());
                return 0;
            },
            Ct);
        AssertSame(rows, await All());
    }

    [Fact]
    public async Task A_bulk_insert_refuses_rows_of_another_width()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Database.Write(
            async tx =>
            {
                await tx.BulkInsert("thing", ["id", "text"], (IReadOnlyList<SqlValue[]>)[[1, "a"], [2]]);
                return 0;
            },
            Ct));
        Assert.Equal(0, await Number("SELECT count(*) FROM thing"));
    }

    [Fact]
    public async Task Parameters_may_come_in_any_order_and_more_than_once()
    {
        await Run("INSERT INTO thing (id, text, number) VALUES ($1, $3, $2)", 1, 5, "x");
        Assert.Equal(1, await Number("SELECT id FROM thing WHERE text = $2 AND number = $1 AND number + 0 = $1", 5, "x"));
    }

    [Fact]
    public async Task A_missing_parameter_is_refused()
    {
        await Assert.ThrowsAnyAsync<Exception>(async () => await Run("INSERT INTO thing (id, text) VALUES ($1, $2)", 1));
        Assert.Equal(0, await Number("SELECT count(*) FROM thing"));
    }

    [Fact]
    public async Task First_without_a_row_is_default()
    {
        Assert.Null(await Database.Read(session => session.First("SELECT text FROM thing", row => row.Text(0)), Ct));
        Assert.Equal(0, await Number("SELECT id FROM thing"));
    }

    [Fact]
    public async Task A_stream_gives_the_rows_in_order_and_may_be_left_early()
    {
        await Database.Write(
            async tx =>
            {
                await tx.BulkInsert("thing", ["id"], Enumerable.Range(1, 500).Select(id => (SqlValue)id).ToArray());
                return 0;
            },
            Ct);
        var seen = await Database.Read(
            async session =>
            {
                var ids = new List<long>();
                await foreach (var id in session.Stream("SELECT id FROM thing WHERE id > $1 ORDER BY id", row => row.Long(0), 100))
                {
                    ids.Add(id);
                    if (ids.Count == 50)
                    {
                        break;
                    }
                }

                // The session is free again.
                ids.Add(await session.First("SELECT max(id) FROM thing", row => row.Long(0)));
                return ids;
            },
            Ct);
        Assert.Equal([.. Enumerable.Range(101, 50).Select(id => (long)id), 500], seen);
    }

    [Fact]
    public async Task A_session_ends_with_its_work()
    {
        SqlSession? kept = null;
        await Database.Read(
            session =>
            {
                kept = session;
                return new ValueTask<int>(0);
            },
            Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await kept!.Execute("SELECT 1"));
    }

    [Fact]
    public async Task A_thousand_different_statements_do_not_pile_up()
    {
        for (var i = 0; i < 1000; i++)
        {
            var number = i;
            Assert.Equal(i, await Database.ReadLatest(session => session.First($"SELECT {number}", row => row.Int(0)), Ct));
        }
    }

    private static Thing RandomThing(SeededRandom random, int id) => new(
        id,
        random.Chance(0.2) ? null : random.Pick<short>([0, 1, -1, short.MaxValue, short.MinValue]),
        random.Chance(0.2) ? null : random.Pick([0, -1, long.MaxValue, long.MinValue, random.Bits()]),
        random.Chance(0.2) ? null : random.Pick([0, -0.1, double.MaxValue, double.Epsilon, random.Normal(0, 1e6)]),
        random.Chance(0.2) ? null : random.Pick(["", "a", "Ærø 🚑 \"';--", new string('ø', random.Int(1, 3000))]),
        random.Chance(0.2) ? null : RandomBytes(random));

    private static byte[] RandomBytes(SeededRandom random)
    {
        var bytes = new byte[random.Pick([0, 1, 100, 5000])];
        random.Fill(bytes);
        return bytes;
    }

    private async Task<List<Thing>> All() => await Database.Read(
        session => session.Query(
            "SELECT id, small, number, real, text, bytes FROM thing ORDER BY id",
            row => new Thing(row.Int(0), row.IsNull(1) ? null : row.Short(1), row.LongOrNull(2), row.DoubleOrNull(3), row.TextOrNull(4), row.BytesOrNull(5))),
        Ct);

    private static void AssertSame(List<Thing> expected, List<Thing> actual)
    {
        Assert.Equal(expected.Select(thing => thing with { Bytes = null }), actual.Select(thing => thing with { Bytes = null }));
        Assert.Equal(expected.Select(thing => thing.Bytes), actual.Select(thing => thing.Bytes));
    }

    private sealed record Thing(int Id, short? Small, long? Number, double? Real, string? Text, byte[]? Bytes)
    {
        internal SqlValue[] Values() => [Id, (int?)Small, Number, Real, Text, Bytes];
    }
}

public sealed class SqliteSqlTests() : SqlScenarios(Dialect.Sqlite)
{
    [Theory]
    [InlineData("INSERT INTO thing (id) VALUES ($1)")]
    [InlineData("INSERT INTO thing (id, text) VALUES ($1, $3)")]
    [InlineData("INSERT INTO thing (id, text) VALUES (?, ?)")]
    [InlineData("INSERT INTO thing (id, text) VALUES (@id, @text)")]
    [InlineData("INSERT INTO thing (id, text) VALUES ($1, $2); DELETE FROM thing")]
    public async Task Surplus_values_other_parameters_and_second_statements_are_refused(string sql)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Run(sql, 1, 2));
        Assert.Equal(0, await Number("SELECT count(*) FROM thing"));
    }

    [Fact]
    public async Task The_same_query_may_run_inside_its_own_stream()
    {
        await Run("INSERT INTO thing (id) VALUES (1), (2), (3)");
        var pairs = await Database.Read(
            async session =>
            {
                var seen = new List<(long, long)>();
                await foreach (var outer in session.Stream("SELECT id FROM thing ORDER BY id", row => row.Long(0)))
                {
                    seen.AddRange((await session.Query("SELECT id FROM thing ORDER BY id", row => row.Long(0))).Select(inner => (outer, inner)));
                }

                return seen;
            },
            Ct);
        Assert.Equal(9, pairs.Distinct().Count());
    }
}

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSqlTests() : SqlScenarios(Dialect.PostgreSql);
