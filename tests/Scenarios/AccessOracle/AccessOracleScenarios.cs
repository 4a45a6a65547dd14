using System.Globalization;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Platform.Data;
using Helhed.Records.Subscriptions;
using Helhed.Records.Writing;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>
/// Random regions, people, contacts, consents and data, and random requests over the paths into the store, each compared with a rule that
/// was written from its description alone. A failure names its seed, the request and the oracle's steps; <c>HELHED_ACCESS_SEED</c> runs
/// that seed again (a long run the next three as well), <c>HELHED_ACCESS_CASES</c> another number of requests.
/// </summary>
public abstract class AccessOracleScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const int InRound = 900;
    private const int MostShown = 5;

    private enum Way
    {
        Store,
        Http,
        Away,
    }

    // What is asked for is shared by the long runs on SQLite; PostgreSQL gets a share besides.
    private const int SeedsOnSqlite = 4;

    private readonly World _world = new();

    [Fact]
    public Task A_small_region_shows_what_the_oracle_says() => Run(Seed(1), 1_500);

    [Fact]
    public Task Operations_and_bundles_show_what_the_oracle_says() => Run(Seed(2), 500, Way.Http);

    [Fact]
    public Task Exports_research_and_subscribers_get_what_the_oracle_says() => Run(Seed(3), Number("HELHED_ACCESS_CASES") is { } asked ? asked / 40 : Database.Dialect == Dialect.Sqlite ? 900 : 300, Way.Away);

    // Each row of a long run is another region: the asked seed, the next one, and so on.
    protected Task Long(int seed, int cases, int row = 0) => Run(Seed(seed - row) + row, Number("HELHED_ACCESS_CASES") is { } asked ? Math.Max(asked / (Database.Dialect == Dialect.Sqlite ? SeedsOnSqlite : SeedsOnSqlite * 8), cases) : cases);

    private static int Seed(int seed) => Number("HELHED_ACCESS_SEED") ?? seed;

    private static int? Number(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private async Task Run(int seed, int cases, Way way = Way.Store)
    {
        var random = new Random(seed);
        var make = new Making(random, _world, Clock);
        await Put(make.Region());
        await Put(Enumerable.Range(0, 700).Select(_ => make.Any()));
        await Standings.Give(Database, _world, Clock.GetUtcNow());
        var ask = new Asking(Store, _world, make, random, Clock, $"seed {seed}");
        Dictionary<Caller, FhirClient> clients = [];
        FhirClient Client(Caller caller) => clients.TryGetValue(caller, out var client) ? client : clients[caller] = As(caller);
        Func<Task> next = way switch
        {
            Way.Http => new AskingHttp(ask, _world, make, random, Client).Next,
            Way.Away => Away(ask, make, random, Client),
            _ => ask.Next,
        };
        if (way == Way.Store)
        {
            await ask.Apart();
        }

        List<string> wrong = [];
        var most = Number("HELHED_ACCESS_WRONG") ?? MostShown;
        while (ask.Cases < cases && wrong.Count < most)
        {
            if (way == Way.Away)
            {
                // What was written just now is not in an export that begins in the same millisecond.
                Clock.Move(TimeSpan.FromSeconds(1));
                ask.Forget();
            }

            for (var until = Math.Min(cases, ask.Cases + (way == Way.Store ? InRound : InRound / 4)); ask.Cases < until && wrong.Count < most;)
            {
                try
                {
                    await next();
                }
                catch (DisagreementException disagreement)
                {
                    wrong.Add(disagreement.Message);
                }
            }

            await Happen(random, make);
            ask.Forget();
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {ask.Cases} cases");
        Assert.True(way != Way.Store || (ask.Hidden > cases / 10 && ask.Shown > cases / 10), $"seed {seed}: {ask.Shown} shown and {ask.Hidden} hidden");
    }

    private protected override void AddRooms(IServiceCollection services)
    {
        base.AddRooms(services);
        services.AddSubscriptions(new SubscriptionOptions("https://helhed.example/fhir", AllowsLoopback: true, []));
    }

    // The facts that the rule goes by are changed behind its back, one sort at a time: each is to be noticed, and none once they are as they were.
    protected async Task Tampered()
    {
        var random = new Random(Seed(6));
        var make = new Making(random, _world, Clock);
        await Put(make.Region());
        await Put(Enumerable.Range(0, 700).Select(_ => make.Any()));
        var ask = new Asking(Store, _world, make, random, Clock, "tampered") { OnlyReads = true };
        foreach (var (what, table, change) in Changes)
        {
            await Sql($"CREATE TABLE kept_facts AS SELECT * FROM {table}");
            await Sql(change);
            var isNoticed = await Disagrees(ask, 4_000);
            await Sql($"DELETE FROM {table}");
            await Sql($"INSERT INTO {table} SELECT * FROM kept_facts");
            await Sql("DROP TABLE kept_facts");
            Assert.True(isNoticed, $"{what}, and the oracle did not notice");
        }

        Assert.False(await Disagrees(ask, 400), "the facts are as they were, and the oracle disagrees");
    }

    private static readonly (string What, string Table, string Change)[] Changes =
    [
        ("Blocks are gone", "access_consent", "DELETE FROM access_consent WHERE effect = 0"),
        ("Blocks of a class are of everything", "access_consent", "UPDATE access_consent SET kind = 0 WHERE effect = 0"),
        ("Wishes to wait are gone", "access_consent", "DELETE FROM access_consent WHERE effect = 3"),
        ("Mandates are gone", "access_consent", "DELETE FROM access_consent WHERE effect = 2"),
        ("Relations never end", "access_relation", "UPDATE access_relation SET ends = 9000000000000000"),
        ("Relations are gone", "access_relation", "DELETE FROM access_relation"),
        ("All are grown up", "access_person", "UPDATE access_person SET born = 0 WHERE born IS NOT NULL"),
        ("Who else something is of is forgotten", "access_shared", "DELETE FROM access_shared"),
        ("Who worked on what is forgotten", "access_work", "DELETE FROM access_work"),
    ];

    private static async Task<bool> Disagrees(Asking ask, int most)
    {
        for (var until = ask.Cases + most; ask.Cases < until;)
        {
            try
            {
                await ask.Next();
            }
            catch (DisagreementException)
            {
                return true;
            }
        }

        return false;
    }

    private async Task Sql(string statement) => await Database.Write(tx => tx.Execute(statement), Ct);

    // What leaves the store in other ways than by an answer, and under pseudonyms.
    private Func<Task> Away(Asking ask, Making make, Random random, Func<Caller, FhirClient> client)
    {
        var export = new AskingExport(ask, _world, make, random, client);
        var purpose = new AskingPurpose(ask, _world, make, client);
        var events = new AskingEvents(ask, _world, make, client);
        var hooks = new AskingHooks(ask, _world, make, client, Database);
        var turn = 0;
        return () => (turn++ % 24) switch
        {
            5 => hooks.Round(6, (type, id) => Change(type, id, make)),
            0 => events.Round(Address, 9, (type, id) => Change(type, id, make)),
            var n when n % 2 == 0 => export.Next(),
            _ => purpose.Next(),
        };
    }

    // One change: mostly another version, sometimes the end.
    private async Task Change(string type, string id, Making make)
    {
        if (_world.Body($"{type}/{id}") is null || make.Chance(75))
        {
            await Put([make.Of(type, id)]);
            return;
        }

        Assert.True((await Store.Delete(Caller.Program, type, id, null, Ct)).IsOk);
        _world.Note(type, id, Clock.GetUtcNow(), null, Caller.Program);
    }

    // Time goes by, to limits and past them, and things happen.
    private async Task Happen(Random random, Making make)
    {
        var now = Clock.GetUtcNow();
        Clock.Move(random.Next(5) switch
        {
            0 => TimeSpan.FromSeconds(1),
            1 => TimeSpan.FromSeconds(2),
            2 => now.Date.AddDays(1).AddHours(-1) - now.UtcDateTime is var left && left > TimeSpan.Zero ? left : TimeSpan.FromHours(1),
            3 => TimeSpan.FromHours(random.Next(1, 13)),
            _ => TimeSpan.FromHours(random.Next(12, 90)),
        });
        await Put(Enumerable.Range(0, 60).Select(_ => make.Any()).Append(make.Moved()));
        for (var i = 0; i < 4; i++)
        {
            var things = _world.Current(make.Pick("Observation", "Consent", "Encounter", "Condition")).ToList();
            var thing = make.Pick(things);
            Assert.True((await Store.Delete(Caller.Program, thing.Type, thing.Id, null, Ct)).IsOk);
            _world.Note(thing.Type, thing.Id, Clock.GetUtcNow(), null, Caller.Program);
        }

        var claims = new Claims(Database, new IdBlocks(Database), Store.Log, Clock);
        for (var i = 0; i < 6; i++)
        {
            var (who, patient) = (_world.Callers[random.Next(34)], make.Patient());
            var kind = make.Chance(50) ? ClaimKind.Relation : ClaimKind.Override;
            var made = await claims.Make(who, kind, patient, (kind == ClaimKind.Relation ? "contact-begins" : "patient-consents", "Fordi det skal prøves"), Ct);
            if (made.IsOk)
            {
                _world.Claims.Add(new Claimed(who, kind, patient, Clock.GetUtcNow(), Clock.GetUtcNow().AddHours(12)));
            }
        }
    }

    private async Task Put(IEnumerable<(string Type, string Id, JsonObject Body)> things)
    {
        foreach (var some in things.DistinctBy(t => (t.Type, t.Id)).Chunk(50))
        {
            var writes = some.Select(t => Store.Prepare(WriteKind.Put, Asking.Bytes(t.Body, t.Type, t.Id), t.Type, t.Id)).ToList();
            Assert.True(writes.All(w => w.IsOk), string.Join('\n', writes.Select(w => w.Problem?.Message).Distinct()));
            var written = await Store.Write(Caller.Program, [.. writes.Select(w => w.Value)], Ct);
            Assert.True(written.IsOk, written.Problem?.Message);
            foreach (var (type, id, body) in some)
            {
                _world.Note(type, id, Clock.GetUtcNow(), body, Caller.Program);
            }
        }
    }
}

public sealed class SqliteAccessOracle() : AccessOracleScenarios(Dialect.Sqlite)
{
    [Fact]
    public Task Facts_changed_behind_its_back_are_noticed() => Tampered();

    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public Task A_region_shows_what_the_oracle_says(int seed) => Long(seed, 24_000, seed - 11);
}

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlAccessOracle() : AccessOracleScenarios(Dialect.PostgreSql)
{
    [Fact]
    [Trait("Speed", "Slow")]
    public Task A_region_shows_what_the_oracle_says() => Long(21, 6_000);
}
