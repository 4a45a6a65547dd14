using System.Diagnostics;
using System.Globalization;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Tests.Modules.Support;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>
/// Dozens of falls in the middle of everything at once: creations, updates, patches, deletions, transactions and an import. After each:
/// what was acknowledged is there at its version, no transaction is half there, every index row is what its resource says, and every
/// version has its number in the change feed, once.
/// </summary>
public abstract class CrashScenarios(Dialect dialect) : IAsyncLifetime
{
    private const int Rounds = 24;
    private const int Imported = 4000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-crash-").FullName;
    private readonly CrashLedger _ledger = new();
    private readonly Random _random = new(23);
    private PostgreSqlServer.Running? _postgreSql;
    private string? _connection;
    private int _falls;

    private string Data => Path.Combine(_folder, "data");

    private string Source => Path.Combine(_folder, "source.ndjson");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (dialect == Dialect.PostgreSql)
        {
            _postgreSql = PostgreSqlServer.StartOwn();
            _connection = await _postgreSql.NewDatabase();
        }
    }

    public ValueTask DisposeAsync()
    {
        _postgreSql?.Stop();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task After_every_fall_everything_acknowledged_is_there_and_nothing_is_half_there()
    {
        await File.WriteAllLinesAsync(Source, Enumerable.Range(0, Imported).Select(Basic), Ct);
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < Rounds; round++)
        {
            await using var import = round % 4 == 1 ? Import() : null;
            await using var server = await Server.Start(Data, _connection);
            var place = string.Create(CultureInfo.InvariantCulture, $"round {round}");
            await _ledger.Compare(server.Client, place);
            await CheckStore(place);
            await Fall(server, import, round);
        }

        await using (var last = Import())
        {
            Assert.True(await last.Exit(Patience) == 0, last.Said);
        }

        await using var after = await Server.Start(Data, _connection);
        _ledger.TouchAll();
        await _ledger.Compare(after.Client, "the end");
        await CheckStore("the end");
        Assert.Equal(Imported, (await after.Client.Get("Basic?_count=0")).Expect(200).Total);
        Assert.Equal(Imported, (await after.Client.Get("Basic?code=imported&_count=0")).Expect(200).Total);
        Assert.True(_falls >= Rounds && _ledger.Acknowledged > Rounds * 8 && _ledger.Made + _ledger.NotMade > Rounds, $"{_falls} falls, {_ledger.Acknowledged} acknowledged");
        TestContext.Current.SendDiagnosticMessage(
            "{0}: {1} falls in {2:0} s, {3} acknowledged, under way and made {4}, not made {5}", dialect, _falls, watch.Elapsed.TotalSeconds, _ledger.Acknowledged, _ledger.Made, _ledger.NotMade);
    }

    // On PostgreSQL it is not always the server that falls: sometimes its connections, sometimes the database; the server goes on.
    private async Task Fall(Server server, HostProcess? import, int round)
    {
        var writers = new CrashWriters(server.Client, _ledger, round);
        var writing = await Begin(writers);
        if (import is not null)
        {
            await Task.Delay(300, Ct);
        }

        if (_postgreSql is not null && round % 3 == 2)
        {
            _falls++;
            if (round % 2 == 0)
            {
                await _postgreSql.EndConnections();
            }
            else
            {
                _postgreSql.Crash();
            }

            writers.End();
            await Task.WhenAll(writing);
            await UntilItAnswers(server);
            await _ledger.Compare(server.Client, string.Create(CultureInfo.InvariantCulture, $"round {round}, the same server"));
            writers = new CrashWriters(server.Client, _ledger, round + 1000);
            writing = await Begin(writers);
        }

        await server.Kill();
        if (import is not null)
        {
            await import.Kill();
        }

        _falls++;
        await Task.WhenAll(writing);
    }

    // The fall comes in the middle of the work, however slow the machine is: some time after the first were acknowledged.
    private async Task<Task[]> Begin(CrashWriters writers)
    {
        const int Few = 10;
        var writing = writers.Start();
        var waited = Stopwatch.StartNew();
        while (_ledger.Changed < Few)
        {
            Assert.True(waited.Elapsed < Patience, "Nothing is acknowledged.");
            await Task.Delay(5, Ct);
        }

        await Task.Delay(_random.Next(0, 200), Ct);
        return writing;
    }

    private static async Task UntilItAnswers(Server server)
    {
        var waited = Stopwatch.StartNew();
        while ((await server.Client.Get("Observation/a0")).Status is var status and not (200 or 404))
        {
            Assert.True(waited.Elapsed < Patience, $"The server answers {status}: {server.Said}");
            await Task.Delay(50, Ct);
        }
    }

    private async Task CheckStore(string place)
    {
        await using var database = await Database.Open(new DatabaseOptions(_connection ?? Path.Combine(Data, "helhed.db")), Ct);
        var store = new RecordStore(database, new IdBlocks(database), await RecordsOptions.Load(database, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"), Ct), TimeProvider.System);
        using var administration = new StoreAdministration(store);
        var report = (await administration.Verify(Caller.Program, _ => { }, Ct)).Value;
        Assert.True(report.IsRight, $"{place}: {string.Join('\n', report.Findings)}");
        var (versions, numbered) = await database.Read(
            async session =>
            {
                var stored = await session.Query("SELECT rid, version FROM resource UNION ALL SELECT rid, version FROM resource_history", row => (row.Long(0), row.Int(1)));
                var told = await session.Query("SELECT subject, version, number FROM feed WHERE topic < 1000 ORDER BY number", row => (row.Long(0), row.Int(1)));
                return (stored, told);
            },
            Ct);
        Assert.True(versions.Count == numbered.Count && versions.ToHashSet().SetEquals(numbered), $"{place}: {versions.Except(numbered).Count()} versions have no number in the feed, {numbered.Except(versions).Count()} numbers no version.");
        foreach (var resource in numbered.GroupBy(n => n.Item1))
        {
            Assert.True(resource.Select(n => n.Item2).SequenceEqual(Enumerable.Range(1, resource.Count())), $"{place}: the versions of {resource.Key} stand as {string.Join(' ', resource.Select(n => n.Item2))} in the feed.");
        }
    }

    private static string Basic(int i) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"resourceType":"Basic","id":"i{{{i}}}","code":{"coding":[{"system":"urn:crash","code":"imported"}]},"subject":{"reference":"Patient/i{{{i % 50}}}"}}""");

    private HostProcess Import()
    {
        string[] arguments = ["import", Source, "--data", Data];
        return HostProcess.Start(_connection is null ? arguments : [.. arguments, "--database", _connection]);
    }
}

[Trait("Speed", "Slow")]
public sealed class SqliteCrash() : CrashScenarios(Dialect.Sqlite);

[Trait("Speed", "Slow")]
[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlCrash() : CrashScenarios(Dialect.PostgreSql);
