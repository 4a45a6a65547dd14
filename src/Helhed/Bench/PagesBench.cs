using System.Diagnostics;
using System.Runtime;
using Helhed.Access;
using Helhed.Fhir.Packages;
using Helhed.Hosting;
using Helhed.Ui;

namespace Helhed.Bench;

/// <summary>What a page took.</summary>
/// <param name="Path">The page.</param>
/// <param name="Bytes">Bytes of the answer, not compressed.</param>
/// <param name="ByReaders">What it took with so many readers at once, fewest first.</param>
internal sealed record PageFigure(string Path, int Bytes, IReadOnlyList<(int Readers, Sample Views)> ByReaders)
{
    /// <summary>One reader after the other.</summary>
    public Sample Alone => ByReaders[0].Views;

    /// <summary>As many at once as there were.</summary>
    public Sample Crowded => ByReaders[^1].Views;
}

/// <summary>What was measured on one store.</summary>
/// <param name="People">People of the region.</param>
/// <param name="StoreBytes">Bytes of the store on disk.</param>
/// <param name="Pages">The pages, the empty one first.</param>
internal sealed record PagesFigures(int People, long StoreBytes, IReadOnlyList<PageFigure> Pages);

/// <summary>
/// Measures the citizen's pages over HTTP on loopback, beside a page of the same framework with nothing in it, in the same program and run.
/// The readers are in this process too and take their part of the processor, so that the empty page is the measure of all.
/// </summary>
internal sealed class PagesBench(Ground ground, IReadOnlyList<string> paths, TimeSpan length, Action<string> progress)
{
    // The runtime compiles what is used often anew, behind our back; while it does, that would be most of what is measured.
    private const int MostWarmUps = 40;
    private const double StillCompiling = 0.02;
    public const string Empty = "/bench/empty";

    public static readonly IReadOnlyList<int> Readers = [1, 8, 16];

    public static readonly IReadOnlyList<string> Paths =
    [
        Empty, "/", "/hjaelp", "/borger/adgange", "/borger", "/borger/aftaler", "/borger/journal", "/borger/journal/notater", "/borger/journal/medicin", "/borger/journal/forloeb",
        "/borger/journal/soeg?ord=smerter", "/borger/resultater", "/borger/resultater/NPU02319", "/borger/stamdata", "/borger/samtykker", "/borger/rettelser",
    ];

    private static readonly string[] Personas = ["citizen-copd", "citizen-pregnant", "citizen-diabetes", "citizen-cancer", "citizen-teen"];

    public async Task<PagesFigures> Run(int people, CancellationToken ct)
    {
        await using var store = await Store.Open(ground.StoreConnection, ct);
        if (people > 0)
        {
            progress($"{ground.Name}: making a region of {people} people, where there is none yet");
            await SyntheticRegion.Ensure(store, people, 1, ct);
        }
        else
        {
            await store.Database.Optimize(ct); // A region that was not made to its end has not been.
        }

        var settings = new ServeSettings(new DirectoryInfo(ground.Folder), "http://127.0.0.1:0", IsDemo: true, Array.Empty<FhirPackage>());
        if (!Application.Build(store, settings).TryGet(out var app, out var problem))
        {
            throw new InvalidOperationException(problem.Message);
        }

        await using (app)
        {
            app.MapPages().MapGet(Empty, (HttpContext context) => PageEndpoints.Page<Notice>(PageFrame.Of(context), new NoticeModel("–", "–", IconName.Info, "/", "–")));
            await app.StartAsync(ct);
            var figures = await Measure(new Uri(app.Urls.First()), ct);
            await app.StopAsync(ct);
            var counted = (await store.Records.Search(Caller.Program, "Patient", "_summary=count", ct)).Value;
            return new PagesFigures((int)counted.Total!.Value, await ground.StoreBytes(ct), figures);
        }
    }

    private async Task<IReadOnlyList<PageFigure>> Measure(Uri address, CancellationToken ct)
    {
        var readers = new List<PageReader>();
        for (var i = 0; i < Readers[^1]; i++)
        {
            readers.Add(await PageReader.Start(address, Personas[i % Personas.Length], ct));
        }

        await WarmUp(readers, ct);
        var figures = new List<PageFigure>();
        foreach (var path in paths)
        {
            progress($"{ground.Name}: {path}");
            figures.Add(await One(readers, path, ct));
        }

        readers.ForEach(r => r.Dispose());
        return figures;
    }

    private async Task WarmUp(List<PageReader> readers, CancellationToken ct)
    {
        for (var round = 0; round < MostWarmUps; round++)
        {
            var (cpu, compiling) = (ground.Cpu(), JitInfo.GetCompilationTime());
            foreach (var path in paths)
            {
                await Task.WhenAll(readers.Select(reader => Task.Run(
                    async () =>
                    {
                        for (var i = 0; i < 20; i++)
                        {
                            await View(reader, path, ct);
                        }
                    },
                    ct)));
            }

            var share = (JitInfo.GetCompilationTime() - compiling) / (ground.Cpu() - cpu).Own;
            progress($"{ground.Name}: warming up, {share:P0} of it compiling");
            if (share < StillCompiling)
            {
                return;
            }
        }
    }

    private async Task<PageFigure> One(List<PageReader> readers, string path, CancellationToken ct)
    {
        var bytes = 0;
        foreach (var reader in readers)
        {
            bytes = Math.Max(bytes, await View(reader, path, ct));
        }

        var byReaders = new List<(int, Sample)>();
        foreach (var count in Readers)
        {
            var sample = new Sample();
            var cpu = ground.Cpu();
            var all = Stopwatch.StartNew();

            // A reader alone is each of the people in turn.
            var shares = count == 1 ? [readers] : readers.Take(count).Select(r => new List<PageReader> { r }).ToList();
            foreach (var times in await Task.WhenAll(shares.Select(share => Task.Run(() => Views(share, path, all, ct), ct))))
            {
                sample.AddLatencies(times);
                sample.Add(times.Count, 0, TimeSpan.Zero, default);
            }

            sample.Add(0, 0, all.Elapsed, ground.Cpu() - cpu);
            byReaders.Add((count, sample));
        }

        return new PageFigure(path, bytes, byReaders);
    }

    private async Task<List<long>> Views(List<PageReader> readers, string path, Stopwatch all, CancellationToken ct)
    {
        var times = new List<long>();
        while (all.Elapsed < length)
        {
            var started = Stopwatch.GetTimestamp();
            await View(readers[times.Count % readers.Count], path, ct);
            times.Add(Stopwatch.GetTimestamp() - started);
        }

        return times;
    }

    private static async ValueTask<int> View(PageReader reader, string path, CancellationToken ct)
    {
        var (status, bytes) = await reader.Get(path, ct);
        return status == StatusCodes.Status200OK || (status == StatusCodes.Status404NotFound && path.Contains("NPU", StringComparison.Ordinal))
            ? bytes
            : throw new InvalidOperationException($"{path} answered {status}.");
    }
}
