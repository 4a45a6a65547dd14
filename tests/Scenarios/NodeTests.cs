using System.Globalization;
using System.Text;
using Helhed.Tests.Modules.Support;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Several processes on one database: two servers on PostgreSQL, a server and an import on SQLite.</summary>
[Trait("Speed", "Slow")]
public sealed class NodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-nodes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Needs", "PostgreSql")]
    public async Task Two_servers_that_start_at_once_on_an_empty_database_serve_the_same_store()
    {
        var connection = await PostgreSqlServer.NewDatabase();
        var servers = await Task.WhenAll(Server.Start(Path.Combine(_folder, "a"), connection), Server.Start(Path.Combine(_folder, "b"), connection));
        await using var a = servers[0];
        await using var b = servers[1];

        // Racing creations of the same ids, and of new ones, over both.
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? a : b).Client.Put($"Patient/same{i / 20}", Body($"same{i / 20}", i))));
        Assert.All(answers, x => Assert.True(x.Status is 200 or 201, x.Text));
        var created = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? a : b).Client.Post("Patient", Body("", i))));
        Assert.Equal(60, created.Select(c => c.Expect(201).Id).Distinct().Count());
        foreach (var name in (string[])["same0", "same1", "same2"])
        {
            Assert.Equal("W/\"20\"", (await a.Client.Get($"Patient/{name}")).Expect(200).ETag);
            Assert.Equal("W/\"20\"", (await b.Client.Get($"Patient/{name}")).Expect(200).ETag);
        }

        // A page begun at one goes on at the other.
        var seen = new List<string>();
        var next = "Patient?_sort=_id&_count=10";
        for (var page = 0; ; page++)
        {
            var answer = (await (page % 2 == 0 ? a : b).Client.Get(next)).Expect(200);
            seen.AddRange(answer.MatchIds);
            if (answer.Next is not { } link)
            {
                break;
            }

            next = link[(link.IndexOf("/fhir/", StringComparison.Ordinal) + 6)..];
        }

        Assert.Equal(63, seen.Distinct().Count());
        Assert.Equal(63, seen.Count);
    }

    [Fact]
    public async Task An_import_beside_a_serving_program_loses_nothing_of_either()
    {
        const int Imported = 6000;
        var data = Path.Combine(_folder, "data");
        var source = Path.Combine(_folder, "source.ndjson");
        var lines = new StringBuilder();
        for (var i = 0; i < Imported; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $$$"""{"resourceType":"Basic","id":"i{{{i}}}","meta":{"tag":[{"code":"import"}]},"code":{"text":"x"}}""").Append('\n');
        }

        await File.WriteAllTextAsync(source, lines.ToString(), TestContext.Current.CancellationToken);
        await using var server = await Server.Start(data, null);
        await using var import = HostProcess.Start("import", source, "--data", data);
        var posted = new List<string>();
        while (!import.HasExited)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Client.Post("Basic", """{"resourceType":"Basic","meta":{"tag":[{"code":"api"}]},"code":{"text":"x"}}""")));
            posted.AddRange(answers.Select(a => a.Expect(201).Id));
        }

        Assert.True(await import.Exit(TimeSpan.FromMinutes(1)) == 0, import.Said);
        Assert.Contains($"{Imported} loaded, 0 unchanged, 0 refused", import.Said, StringComparison.Ordinal);
        Assert.Equal(Imported, (await server.Client.Get("Basic?_tag=import&_count=0")).Expect(200).Total);
        Assert.Equal(posted.Count, (await server.Client.Get("Basic?_tag=api&_count=0")).Expect(200).Total);
        Assert.NotEmpty(posted);
        Assert.Equal(posted.Count, posted.Distinct().Count());
    }

    private static string Body(string id, int value) =>
        $$"""{"resourceType":"Patient",{{(id.Length > 0 ? $"\"id\":\"{id}\"," : "")}}"multipleBirthInteger":{{value.ToString(CultureInfo.InvariantCulture)}}}""";
}
