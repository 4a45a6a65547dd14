using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>kill -9 in the middle of indexing: it goes on at the next start, finds everything in the end, and leaves nothing wrong.</summary>
public abstract class ReindexKillScenarios(Dialect dialect) : IAsyncLifetime
{
    private const int Many = 8000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-reindex-").FullName;
    private string? _connection;

    private string Data => Path.Combine(_folder, "data");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _connection = dialect == Dialect.PostgreSql ? await PostgreSqlServer.NewDatabase() : null;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Indexing_that_is_killed_goes_on_and_the_store_is_right()
    {
        var source = Path.Combine(_folder, "source.ndjson");
        await File.WriteAllLinesAsync(source, Enumerable.Range(0, Many).Select(i => Basic($"b{i}", i % 10)), Ct);
        Assert.Equal(0, (await Run("import", source)).ExitCode);

        var written = new ConcurrentDictionary<string, int>();
        var unsure = new ConcurrentBag<string>();
        var kills = 0;
        for (var round = 0; round < 3; round++)
        {
            await using var server = await Server.Start(Data, _connection);
            (await server.Client.Put("SearchParameter/p", $$"""
                {"resourceType":"SearchParameter","id":"p","url":"http://example.org/p","name":"x","status":"active","description":"x","code":"word","base":["Basic"],"type":"string","expression":"Basic.code.text.replace('nothing', '{{round / 2}}')"}
                """)).Expect(round == 0 ? 201 : 200);
            var writers = Enumerable.Range(0, 3).Select(w => Write(server.Client, w, written, unsure)).ToList();
            await Task.Delay(300 + (round * 250), Ct);
            kills += (await server.Client.Get("Basic?word=word01&_count=0")).Status == 409 ? 1 : 0;
            await server.Kill();
            await Task.WhenAll(writers);
        }

        Assert.True(kills > 0, "Indexing was over each time before the server was killed: make the source larger.");
        await using (var server = await Server.Start(Data, _connection))
        {
            await UntilReady(server.Client);
            var words = Enumerable.Range(0, Many).ToDictionary(i => $"b{i}", i => i % 10);
            foreach (var (id, word) in written)
            {
                words[id] = word;
            }

            foreach (var id in unsure)
            {
                var read = (await server.Client.Get($"Basic/{id}")).Expect(200);
                words[id] = int.Parse(read.Json["code"]!["text"]!.GetValue<string>()[4..], CultureInfo.InvariantCulture);
            }

            for (var word = 0; word < 10; word++)
            {
                var total = (await server.Client.Get($"Basic?word=word{word:00}&_count=0")).Expect(200).Total;
                Assert.Equal(words.Count(w => w.Value == word), total);
            }

            // Beside the server, which goes on.
            var verified = await Run("verify");
            Assert.True(verified.ExitCode == 0, string.Join('\n', verified.Lines) + verified.Errors);
            Assert.Contains("Nothing is wrong.", verified.Lines);
            Assert.Contains("references lead nowhere", string.Join('\n', verified.Lines), StringComparison.Ordinal);
            var again = await Run("reindex", "--full");
            Assert.True(again.ExitCode == 0, string.Join('\n', again.Lines) + again.Errors);
            Assert.Contains("Done. 0 rows were missing or wrong.", again.Lines);
        }
    }

    private static string Basic(string id, int word) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"resourceType":"Basic","id":"{{{id}}}","code":{"coding":[{"system":"urn:c","code":"c{{{word}}}"}],"text":"word{{{word:00}}}"},"subject":{"reference":"Patient/p{{{word}}}"}}""");

    private static async Task UntilReady(FhirClient client)
    {
        for (var waited = 0; waited < Patience.TotalMilliseconds; waited += 200)
        {
            var answer = await client.Get("Basic?word=word01&_count=0");
            if (answer.Status == 200)
            {
                return;
            }

            Assert.Equal(409, answer.Status);
            await Task.Delay(200, Ct);
        }

        Assert.Fail("The parameter did not become ready.");
    }

    // Each writer has resources of its own, all of which are there from the beginning.
    private static async Task Write(FhirClient client, int writer, ConcurrentDictionary<string, int> written, ConcurrentBag<string> unsure)
    {
        for (var i = 0; i < Many / 3; i++)
        {
            var number = (i * 3) + writer;
            var id = $"b{number}";
            var word = (number + 5) % 10;
            try
            {
                var answer = await client.Send(HttpMethod.Put, $"Basic/{id}", FhirClient.Content(Encoding.UTF8.GetBytes(Basic(id, word)), FhirClient.FhirJson));
                if (answer.Status is 200 or 201)
                {
                    written[id] = word;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                unsure.Add(id); // Killed: it may be written or not.
                return;
            }
        }
    }

    private Task<CommandRun> Run(params string[] arguments) =>
        CommandRun.Of("", _connection is null ? [.. arguments, "--data", Data] : [.. arguments, "--data", Data, "--database", _connection]);
}

[Trait("Speed", "Slow")]
public sealed class SqliteReindexKill() : ReindexKillScenarios(Dialect.Sqlite);

[Trait("Speed", "Slow")]
[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlReindexKill() : ReindexKillScenarios(Dialect.PostgreSql);
