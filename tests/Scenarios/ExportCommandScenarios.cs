using System.IO.Compression;
using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary><c>./dev export</c>: the store into files, and back.</summary>
public abstract class ExportCommandScenarios(Dialect dialect) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-export-").FullName;
    private string[] _store = [];

    public async ValueTask InitializeAsync()
    {
        _store = ["--data", Path.Combine(_folder, "data")];
        if (dialect == Dialect.PostgreSql)
        {
            _store = [.. _store, "--database", await PostgreSqlServer.NewDatabase()];
        }

        var source = Path.Combine(_folder, "source.ndjson");
        await File.WriteAllLinesAsync(source, Enumerable.Range(0, 1500).Select(i => $"{{\"resourceType\":\"{(i < 1000 ? "Observation\",\"status\":\"final" : "Basic")}\",\"id\":\"r{i}\",\"code\":{{\"text\":\"ø{i}\"}}}}"));
        Assert.Equal(0, (await Run("import", source)).ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_files_hold_everything_and_can_be_imported_again()
    {
        var target = Path.Combine(_folder, "out");
        Directory.CreateDirectory(target);
        await File.WriteAllTextAsync(Path.Combine(target, "Patient.ndjson.part"), "left over", TestContext.Current.CancellationToken);
        var run = await Run("export", target);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("1500 resources in 2 files", run.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(["Basic.ndjson", "Observation.ndjson", "manifest.json"], Directory.EnumerateFiles(target).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.Equal(1000, (await File.ReadAllLinesAsync(Path.Combine(target, "Observation.ndjson"), TestContext.Current.CancellationToken)).Select(l => JsonNode.Parse(l)!["id"]!.GetValue<string>()).Distinct().Count());
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(target, "manifest.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal([("Basic", 500), ("Observation", 1000)], manifest["output"]!.AsArray().Select(o => (o!["type"]!.GetValue<string>(), o["resources"]!.GetValue<int>())));
        Assert.Equal("0 loaded, 1500 unchanged, 0 refused", (await Run("import", target)).Lines[^1].Trim());

        var packed = await Run("export", target, "--type", "Basic", "--gzip");
        Assert.Contains("500 resources in 1 files", packed.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(["Basic.ndjson.gz", "manifest.json"], Directory.EnumerateFiles(target).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(target, "Basic.ndjson.gz")), CompressionMode.Decompress));
        Assert.Equal(500, (await lines.ReadToEndAsync(TestContext.Current.CancellationToken)).Count(c => c == '\n'));
    }

    [Fact]
    public async Task What_cannot_be_exported_is_said()
    {
        var target = Path.Combine(_folder, "out");
        Assert.Equal(2, (await Run("export", target, "--type", "Nothing")).ExitCode);
        Assert.Equal(2, (await Run("export", target, "--since", "yesterday")).ExitCode);
        Assert.Contains("0 resources in 0 files", (await Run("export", target, "--since", "2999-01-01")).Lines[^1], StringComparison.Ordinal);
    }

    private Task<CommandRun> Run(params string[] arguments) => CommandRun.Of("", [.. arguments, .. _store]);
}

public sealed class SqliteExportCommand() : ExportCommandScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlExportCommand() : ExportCommandScenarios(Dialect.PostgreSql);
