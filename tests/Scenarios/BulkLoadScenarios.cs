using System.Globalization;
using System.Text;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Records.Import;
using Helhed.Records.Verification;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Batches of a load are written beside each other, and end as if they had come one after the other.</summary>
public abstract class BulkLoadScenarios(Dialect dialect) : StoreTest(dialect)
{
    protected override IReadOnlyList<RoomMigrations> Rooms => [AccessMigrations.Room, RecordsMigrations.Room];

    [Fact]
    public async Task Everything_is_told_in_the_order_it_came_and_the_last_of_a_name_stays()
    {
        var store = await Node();
        List<(string Id, int Word)> asked =
        [
            .. Enumerable.Range(0, 2000).Select(i => ($"b{i}", i % 7)),
            .. Enumerable.Range(0, 300).Select(i => ($"b{i}", 8)),
            .. Enumerable.Range(2000, 900).Select(i => ($"b{i}", i % 7)),
            ("not valid", 0),
            .. Enumerable.Range(0, 100).Select(i => ($"b{i}", 9)),
            .. Enumerable.Range(0, 100).Select(i => ($"b{i}", 10)),
        ];
        var items = asked.Select((a, i) => new BulkItem(i % 500 == 3 ? Unit(a.Id, a.Word) : Basic(a.Id, a.Word), i)).ToList();
        var results = new List<BulkResult>();
        await new BulkLoader(store).Load(items, results.AddRange, Ct);
        Assert.Equal(Enumerable.Range(0, items.Count), results.Select(r => (int)r.Item.Tag!));
        Assert.Equal("not valid", asked[(int)results.Single(r => r.Act is null).Item.Tag!].Id);

        var last = asked.Select((a, i) => (a.Id, a.Word, IsUnit: i % 500 == 3)).Where(a => !a.IsUnit && a.Id != "not valid").GroupBy(a => a.Id).ToDictionary(g => g.Key, g => (g.Last().Word, Count: g.Count()));
        foreach (var (id, (word, count)) in last)
        {
            var stored = (await store.Read(Caller.Program, "Basic", id, Ct)).Value;
            Assert.Equal(count, stored.Version);
            Assert.Contains($"\"word{word.ToString(CultureInfo.InvariantCulture)}\"", Encoding.UTF8.GetString(stored.Json.Span), StringComparison.Ordinal);
        }

        await Right(store);
    }

    [Fact]
    public async Task Two_loads_of_the_same_in_opposite_order_lose_nothing()
    {
        var (one, other) = (await Node(), await Node());
        const int Many = 3000;
        await Task.WhenAll(
            new BulkLoader(one).Load(Enumerable.Range(0, Many).Select(i => new BulkItem(Basic($"b{i}", 1))), _ => { }, Ct),
            new BulkLoader(other).Load(Enumerable.Range(0, Many).Reverse().Select(i => new BulkItem(Basic($"b{i}", 2))), _ => { }, Ct));
        Assert.Equal(Many, await Number("SELECT count(*) FROM resource WHERE version = 2"));
        Assert.Equal(Many, await Number("SELECT count(*) FROM resource_history"));
        await Right(one);
    }

    [Fact]
    public async Task A_batch_whose_predecessor_is_held_up_lets_go_and_comes_behind_it()
    {
        var store = await Node();
        await new BulkLoader(store).Load([new BulkItem(Basic("b5", 0))], _ => { }, Ct);
        var held = new TaskCompletionSource();
        var holder = Database.Dialect == Dialect.Sqlite ? Task.CompletedTask : Task.Run(
            async () => await (await OpenNode()).Write(
                async tx =>
                {
                    await tx.Execute("UPDATE resource SET version = version WHERE id = 'b5'");
                    held.SetResult();
                    while (await tx.First("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", r => r.Long(0)) == 0)
                    {
                        await Task.Delay(10, Ct);
                    }

                    await Task.Delay(300, Ct); // the second batch gives up waiting for the first, which waits for this
                    return true;
                },
                Ct),
            Ct);
        await (Database.Dialect == Dialect.Sqlite ? Task.CompletedTask : held.Task);
        var results = new List<BulkResult>();
        await new BulkLoader(store) { LongestTurn = TimeSpan.FromMilliseconds(50) }.Load(Enumerable.Range(0, 2500).Select(i => new BulkItem(Basic($"b{i}", 1), i)), results.AddRange, Ct);
        await holder;
        Assert.Equal(Enumerable.Range(0, 2500), results.Select(r => (int)r.Item.Tag!));
        Assert.Equal([RecordAct.Updated], results.Where(r => r.Act != RecordAct.Created).Select(r => r.Act));
        await Right(store);
    }

    private static byte[] Unit(string id, int word) => Encoding.UTF8.GetBytes($$"""{"resourceType":"Organization","id":"{{id}}","name":"word{{word}}"}""");

    private static byte[] Basic(string id, int word) => Encoding.UTF8.GetBytes(
        $$"""{"resourceType":"Basic","id":"{{id}}","code":{"coding":[{"system":"urn:c","code":"c{{word}}"}],"text":"word{{word}}"},"subject":{"reference":"Patient/p{{word}}"} }""");

    private static async Task Right(RecordStore store)
    {
        var report = (await new StoreAdministration(store).Verify(Caller.Program, _ => { }, Ct)).Value;
        Assert.True(report.IsRight, string.Join('\n', report.Findings.Take(10).Select(f => $"{f.Place}: {f.Fault}: {f.Message}")));
    }

    private async Task<RecordStore> Node()
    {
        var database = await OpenNode(o => o with { Clock = TimeProvider.System });
        var store = new RecordStore(database, new IdBlocks(database), await RecordsOptions.Load(database, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"), Ct), TimeProvider.System);
        await store.MakeReady((_, _) => { }, Ct);
        return store;
    }
}

public sealed class SqliteBulkLoad() : BulkLoadScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlBulkLoad() : BulkLoadScenarios(Dialect.PostgreSql);
