using Helhed.Platform.Data;

namespace Helhed.Tests.Modules.Records;

/// <summary>An import that is stopped goes on behind the last durable resource.</summary>
public abstract class ImportContinuationScenarios(Dialect dialect) : ImportTest(dialect)
{
    // Five batches of a thousand, and a bit.
    private const int Resources = 5100;

    [Fact]
    public async Task A_stopped_import_goes_on_where_it_stopped()
    {
        var path = Put("a.ndjson", Lines());
        var durable = await StopAfterFirstBatch(path);
        var figures = (await Try([path])).Value;
        Assert.Equal((Resources - durable, 0, 0), (figures.Loaded, figures.Unchanged, figures.Refused));
        Assert.Equal((Resources, Resources), (await Count(), await Number("SELECT SUM(version) FROM resource")));

        // What has ended is forgotten: the next import looks at everything again.
        await Imports([path], loaded: 0, unchanged: Resources);
    }

    [Fact]
    public async Task A_file_that_was_changed_meanwhile_is_begun_anew()
    {
        var path = Put("a.ndjson", Lines());
        var durable = await StopAfterFirstBatch(path);
        Put("a.ndjson", $"{Lines()}{Patient(Resources)}\n");
        await Imports([path], loaded: Resources + 1 - durable, unchanged: durable);
        Assert.Equal(Resources + 1, await Count());
    }

    [Fact]
    public async Task A_file_of_the_same_size_with_another_time_is_begun_anew()
    {
        var path = Put("a.ndjson", Lines());
        var durable = await StopAfterFirstBatch(path);
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1));
        await Imports([path], loaded: Resources - durable, unchanged: durable);
    }

    [Fact]
    public async Task Progress_rises_to_the_end()
    {
        var first = Put("a.ndjson", Lines());
        var second = Put("b.json", Patient(0));
        var seen = new List<(long Resources, long Bytes, long Total)>();
        await Try([first, second], p => seen.Add((p.Loaded + p.Unchanged + p.Refused, p.BytesDone, p.BytesTotal)));
        Assert.Equal(seen.Order(), seen);
        Assert.All(seen, s => Assert.Equal(new FileInfo(first).Length + new FileInfo(second).Length, s.Total));
        Assert.Equal((Resources + 1, seen[^1].Total), (seen[^1].Resources, seen[^1].Bytes));
        Assert.True(seen.Count > 3, $"{seen.Count} reports");
    }

    private async Task<long> StopAfterFirstBatch(string path)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Try([path], _ => stop.Cancel(), stop.Token));
        var durable = await Count();
        Assert.InRange(durable, 1, Resources - 1);
        return durable;
    }

    private static string Lines() => string.Concat(Enumerable.Range(0, Resources).Select(i => Patient(i) + "\n"));
}

public sealed class SqliteImportContinuationScenarios() : ImportContinuationScenarios(Dialect.Sqlite);

public sealed class PostgreSqlImportContinuationScenarios() : ImportContinuationScenarios(Dialect.PostgreSql);
