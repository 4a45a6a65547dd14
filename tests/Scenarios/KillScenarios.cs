using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>kill -9 loses nothing that was acknowledged, and doubles nothing.</summary>
public abstract partial class KillScenarios(Dialect dialect) : IAsyncLifetime
{
    private const int Files = 6;
    private const int PerFile = 5000;
    private const int Rounds = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-kill-").FullName;
    private string? _connection;

    private string Data => Path.Combine(_folder, "data");

    public async ValueTask InitializeAsync() => _connection = dialect == Dialect.PostgreSql ? await PostgreSqlServer.NewDatabase() : null;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_killed_import_goes_on_and_leaves_everything_exactly_once()
    {
        var source = Path.Combine(_folder, "source");
        await WriteSource(source);
        var random = new Random(17);
        var kills = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var import = Import(source);
            await using (import)
            {
                // Killed after the process is seen to write, at a time that nobody chose; the last time when some of it is in the store.
                await Grown(import);
                await HasSome(import, round == Rounds - 1);
                await Task.Delay(random.Next(50, 700), TestContext.Current.CancellationToken);
                kills += import.HasExited ? 0 : 1;
                await import.Kill();
            }
        }

        Assert.True(kills > 0, "No import was killed before its end: make the source larger.");
        var last = Import(source);
        await using (last)
        {
            Assert.True(await last.Exit(Patience) == 0, last.Said);
            var figures = Figures().Match(last.Said);
            Assert.True(figures.Success, last.Said);
            var (loaded, unchanged, refused) = (Number(figures, 1), Number(figures, 2), Number(figures, 3));
            Assert.Equal(0, refused);
            Assert.True(unchanged < 2000, $"The last run began anew: {figures.Value}");
            Assert.True(loaded + unchanged < Files * PerFile, $"The last run did not go on where the killed ones stopped: {figures.Value}");
            TestContext.Current.SendDiagnosticMessage("{0} kills, then: {1}", kills, figures.Value);
        }

        await using var server = await Server.Start(Data, _connection);
        await EverythingOnce(server.Client);
    }

    [Fact]
    public async Task A_killed_server_has_everything_that_it_acknowledged()
    {
        var acknowledged = new ConcurrentBag<(string Id, string Body)>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await Server.Start(Data, _connection);
            var writers = Enumerable.Range(0, 8).Select(w => Write(server.Client, w, acknowledged)).ToList();
            await Task.Delay(400 + (round * 350), TestContext.Current.CancellationToken);

            // A busy machine gets the time that it needs to have something to lose.
            for (var i = 0; i < 400 && acknowledged.Count < 20 * (round + 1); i++)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }

            await server.Kill();
            await Task.WhenAll(writers);
        }

        Assert.True(acknowledged.Count > 50, $"Only {acknowledged.Count} writes were acknowledged.");
        Assert.Equal(acknowledged.Count, acknowledged.Select(a => a.Id).Distinct().Count());
        await using var after = await Server.Start(Data, _connection);
        foreach (var (id, body) in acknowledged)
        {
            var read = (await after.Client.Get($"Basic/{id}")).Expect(200);
            Assert.Equal(body, read.Text);
            Assert.Equal("1", read.Json["meta"]!["versionId"]!.GetValue<string>());
        }

        // The index knows them too.
        var found = (await after.Client.Get("Basic?_tag=kill&_count=0")).Expect(200).Total;
        Assert.True(found >= acknowledged.Count, $"{found} of {acknowledged.Count} are found.");
    }

    [GeneratedRegex(@"(\d+) loaded, (\d+) unchanged, (\d+) refused")]
    private static partial Regex Figures();

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static async Task Write(FhirClient client, int writer, ConcurrentBag<(string Id, string Body)> acknowledged)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                var answer = await client.Post("Basic", $$$"""{"resourceType":"Basic","meta":{"tag":[{"code":"kill"}]},"code":{"text":"{{{writer}}}-{{{i}}}"}}""");
                if (answer.Status == 201)
                {
                    acknowledged.Add((answer.Id, answer.Text));
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                return; // Killed.
            }
        }
    }

    private static async Task WriteSource(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var file = 0; file < Files; file++)
        {
            var lines = new StringBuilder();
            for (var i = 0; i < PerFile; i++)
            {
                lines.Append(CultureInfo.InvariantCulture, $$$"""{"resourceType":"Observation","id":"o-{{{file}}}-{{{i}}}","status":"final","code":{"coding":[{"system":"urn:c","code":"c{{{i % 50}}}"}]},"subject":{"reference":"Patient/p{{{i % 200}}}"},"valueQuantity":{"value":{{{i}}}}}""").Append('\n');
            }

            await File.WriteAllTextAsync(Path.Combine(folder, $"part-{file}.ndjson"), lines.ToString());
        }
    }

    private static async Task EverythingOnce(FhirClient client)
    {
        Assert.Equal(Files * PerFile, (await client.Get("Observation?status=final&_count=0")).Expect(200).Total);
        var seen = new HashSet<string>();
        for (string? next = "Observation?_sort=_id&_count=1000"; next is not null;)
        {
            var page = (await client.Get(next)).Expect(200);
            foreach (var resource in page.Entries.Select(e => e["resource"]!))
            {
                Assert.True(seen.Add(resource["id"]!.GetValue<string>()));
                Assert.Equal("1", resource["meta"]!["versionId"]!.GetValue<string>());
            }

            next = page.Next;
        }

        Assert.Equal(Enumerable.Range(0, Files * PerFile).Select(n => $"o-{n / PerFile}-{n % PerFile}").ToHashSet(), seen);
        foreach (var patient in (int[])[0, 7, 199])
        {
            Assert.Equal(Files * PerFile / 200, (await client.Get($"Observation?patient=p{patient}&_count=0")).Expect(200).Total);
        }
    }

    private HostProcess Import(string source)
    {
        string[] arguments = ["import", source, "--data", Data];
        return HostProcess.Start(_connection is null ? arguments : [.. arguments, "--database", _connection]);
    }

    private async Task HasSome(HostProcess import, bool isAsked)
    {
        if (!isAsked)
        {
            return;
        }

        await using var database = await Database.Open(new DatabaseOptions(_connection ?? $"Data Source={Path.Combine(Data, "helhed.db")}"), TestContext.Current.CancellationToken);
        while (!import.HasExited && !await database.ReadLatest(s => s.First("SELECT EXISTS (SELECT 1 FROM resource)", r => r.Bool(0)), TestContext.Current.CancellationToken))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    // On SQLite the file grows, on PostgreSQL the program prints: either way it is past its start.
    private async Task Grown(HostProcess import)
    {
        var database = new FileInfo(Path.Combine(Data, "helhed.db-wal"));
        var before = database.Exists ? database.Length : 0;
        for (var waited = 0; waited < 20_000 && !import.HasExited; waited += 20)
        {
            database.Refresh();
            if (import.Said.Contains("Importing", StringComparison.Ordinal) || (database.Exists && database.Length != before))
            {
                return;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

[Trait("Speed", "Slow")]
public sealed class SqliteKill() : KillScenarios(Dialect.Sqlite);

[Trait("Speed", "Slow")]
[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlKill() : KillScenarios(Dialect.PostgreSql);
