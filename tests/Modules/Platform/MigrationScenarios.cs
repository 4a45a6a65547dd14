using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Modules.Platform;

public abstract class MigrationScenarios(Dialect dialect) : StoreTest(dialect)
{
    private static Migration Step(int number, string sql) => new(number, $"step {number}", sql, sql);

    private static RoomMigrations Room(params Migration[] steps) => new("test", steps);

    [Fact]
    public async Task Steps_run_once_and_in_order()
    {
        var first = Step(1, "CREATE TABLE thing (id BIGINT); INSERT INTO thing VALUES (1);");
        await Database.Migrate([Room(first)], Ct);
        await Database.Migrate([Room(first, Step(2, "INSERT INTO thing VALUES (2)"))], Ct);
        await Database.Migrate([Room(first, Step(2, "INSERT INTO thing VALUES (2)"))], Ct);
        Assert.Equal(3, await Number("SELECT sum(id) FROM thing"));
    }

    [Fact]
    public async Task A_step_changed_afterwards_is_refused_by_name()
    {
        await Database.Migrate([Room(Step(1, "CREATE TABLE thing (id BIGINT)"))], Ct);
        var error = await Assert.ThrowsAsync<MigrationException>(() => Database.Migrate([Room(Step(1, "CREATE TABLE thing (id TEXT)"))], Ct));
        Assert.Contains("test 1 (step 1)", error.Message);
    }

    [Fact]
    public async Task An_older_version_starts_beside_a_newer_schema()
    {
        var first = Step(1, "CREATE TABLE thing (id BIGINT)");
        await Database.Migrate([Room(first, Step(2, "ALTER TABLE thing ADD COLUMN more TEXT"))], Ct);
        await Database.Migrate([Room(first)], Ct);
        await Run("INSERT INTO thing (id) VALUES (1)");
        Assert.Equal(1, await Number("SELECT count(*) FROM thing WHERE more IS NULL"));
    }

    [Fact]
    public async Task A_step_that_fails_undoes_all_of_its_run()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Database.Migrate(
            [Room(Step(1, "CREATE TABLE thing (id BIGINT)"), Step(2, "INSERT INTO nowhere VALUES (1)"))], Ct));
        Assert.Equal(0, await Number("SELECT count(*) FROM migration WHERE room = 'test'"));
        await Database.Migrate([Room(Step(1, "CREATE TABLE thing (id BIGINT)"))], Ct);
    }

    [Fact]
    public async Task Several_nodes_that_start_at_once_run_each_step_once()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenNode()));
        var room = Room(Step(1, "CREATE TABLE thing (id BIGINT)"), Step(2, "INSERT INTO thing VALUES (1)"));
        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Migrate([room], Ct))));
        Assert.Equal(1, await Number("SELECT count(*) FROM thing"));
    }

    [Fact]
    public async Task Steps_out_of_order_are_refused() =>
        await Assert.ThrowsAsync<MigrationException>(() => Database.Migrate([Room(Step(2, "SELECT 1"), Step(1, "SELECT 1"))], Ct));

    [Fact]
    public async Task Ids_are_unique_over_nodes()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => OpenNode()));
        var taken = await Task.WhenAll(nodes.Select(node => new IdBlocks(node)).SelectMany(blocks => Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var ids = new List<long>();
            for (var i = 0; i < 60; i++)
            {
                var count = ((worker + i) % 37) + 1;
                var first = await blocks.Next("record", count, Ct);
                ids.AddRange(Enumerable.Range(0, count).Select(offset => first + offset));
            }

            return ids;
        }))));
        var all = taken.SelectMany(ids => ids).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Equal(1, all.Min());
        Assert.Equal(1, await new IdBlocks(Database).Next("other", 5000, Ct));
    }
}

public sealed class SqliteMigrationTests() : MigrationScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlMigrationTests() : MigrationScenarios(Dialect.PostgreSql);
