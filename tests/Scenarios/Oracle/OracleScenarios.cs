using System.Globalization;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios.Oracle;

/// <summary>
/// Random histories through the API beside a store that is a dictionary, and then everything that can be read and many random searches.
/// A failure names its seed; <c>HELHED_ORACLE_SEED</c> runs another one.
/// </summary>
public abstract class OracleScenarios(Dialect dialect) : HostedTest(dialect)
{
    [Fact]
    public Task A_short_history_is_what_the_oracle_says() => Run(Seed(1), 3, 50, 110);

    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public Task A_long_history_is_what_the_oracle_says(int seed) => Run(Seed(seed), 8, 60, 250);

    private static int Seed(int seed) => Environment.GetEnvironmentVariable("HELHED_ORACLE_SEED") is { Length: > 0 } asked ? int.Parse(asked, CultureInfo.InvariantCulture) + seed : seed;

    private async Task Run(int seed, int rounds, int steps, int searches)
    {
        var random = new Random(seed);
        var store = new OracleStore();
        var make = new RandomResources(random);
        var ask = new RandomSearches(random, make, store);
        var history = new RandomHistory(random, make, ask, store);
        var found = 0;
        for (var round = 0; round < rounds; round++)
        {
            for (var step = 0; step < steps; step++)
            {
                Clock.Move(TimeSpan.FromMilliseconds(random.Next(1, 2000)));
                await new OracleWrites(Api, Clock, store, $"seed {seed}, round {round}, step {step}").Make(history.Next());
            }

            var check = new OracleChecks(Api, Address, store, $"seed {seed}, round {round}");
            await check.Versions();
            await check.Histories(random);
            for (var search = 0; search < searches; search++)
            {
                found += await check.Search(ask.Next());
            }
        }

        Assert.True(found > rounds * searches, $"seed {seed}: the searches found only {found} resources.");
    }
}

public sealed class SqliteOracle() : OracleScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlOracle() : OracleScenarios(Dialect.PostgreSql);
