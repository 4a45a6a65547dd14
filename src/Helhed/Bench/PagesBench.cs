using System.Diagnostics;
using System.Globalization;
using System.Net;
using Helhed.Fhir.Packages;
using Helhed.Hosting;
using Helhed.Ui;

namespace Helhed.Bench;

/// <summary>What a page took: one reader after the other, and many at once.</summary>
/// <param name="Path">The page.</param>
/// <param name="P50Ms">Half of the answers came within this, read one by one.</param>
/// <param name="P95Ms">95 of 100 answers came within this, read one by one.</param>
/// <param name="PerSecond">Views in a second with many readers at once.</param>
/// <param name="Bytes">Bytes of the page, not compressed.</param>
internal sealed record PageFigure(string Path, double P50Ms, double P95Ms, double PerSecond, int Bytes);

/// <summary>
/// Measures the citizen's pages over HTTP on loopback, beside a page of the same framework with nothing in it, in the same program and run.
/// The readers are in this process too and take their part of the processor, so that the empty page is the measure of all.
/// </summary>
internal sealed class PagesBench(Ground ground, int people, TimeSpan length, Action<string> progress)
{
    private const int Readers = 16;
    private const int WarmUps = 200;
    public const string Empty = "/bench/empty";

    private static readonly string[] Personas = ["citizen-copd", "citizen-pregnant", "citizen-diabetes", "citizen-cancer", "citizen-teen"];

    private static readonly string[] Paths =
    [
        Empty, "/", "/hjaelp", "/borger/adgange", "/borger", "/borger/aftaler", "/borger/journal", "/borger/journal/notater", "/borger/journal/medicin", "/borger/journal/forloeb",
        "/borger/journal/soeg?ord=smerter", "/borger/resultater", "/borger/resultater/NPU02319", "/borger/stamdata", "/borger/samtykker", "/borger/rettelser",
    ];

    public async Task<IReadOnlyList<PageFigure>> Run(CancellationToken ct)
    {
        await using var store = await Store.Open(ground.StoreConnection, ct);
        progress(string.Create(CultureInfo.InvariantCulture, $"{ground.Name}: making a region of {people:N0} people"));
        await SyntheticRegion.Ensure(store, people, 1, ct);
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
            return figures;
        }
    }

    private async Task<IReadOnlyList<PageFigure>> Measure(Uri address, CancellationToken ct)
    {
        var readers = new List<HttpClient>();
        for (var i = 0; i < Readers; i++)
        {
            var reader = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), MaxConnectionsPerServer = 1, AllowAutoRedirect = false }) { BaseAddress = address };
            using var logIn = await reader.GetAsync(new Uri($"/demo/login?as={Personas[i % Personas.Length]}", UriKind.Relative), ct);
            readers.Add(reader);
        }

        var figures = new List<PageFigure>();
        foreach (var path in Paths)
        {
            progress($"{ground.Name}: {path}");
            figures.Add(await One(readers, path, ct));
        }

        readers.ForEach(r => r.Dispose());
        return figures;
    }

    private async Task<PageFigure> One(List<HttpClient> readers, string path, CancellationToken ct)
    {
        var bytes = 0;
        for (var i = 0; i < WarmUps; i++)
        {
            bytes = await View(readers[i % readers.Count], path, ct);
        }

        var times = new List<double>();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < length;)
        {
            var started = Stopwatch.GetTimestamp();
            await View(readers[times.Count % Personas.Length], path, ct);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var all = Stopwatch.StartNew();
        var counts = await Task.WhenAll(readers.Select(reader => Task.Run(
            async () =>
            {
                var count = 0;
                for (; all.Elapsed < length; count++)
                {
                    await View(reader, path, ct);
                }

                return count;
            },
            ct)));
        var perSecond = counts.Sum() / all.Elapsed.TotalSeconds;
        times.Sort();
        return new PageFigure(path, times[times.Count / 2], times[times.Count * 95 / 100], perSecond, bytes);
    }

    private static async Task<int> View(HttpClient reader, string path, CancellationToken ct)
    {
        using var answer = await reader.GetAsync(new Uri(path, UriKind.Relative), ct);
        var body = await answer.Content.ReadAsByteArrayAsync(ct);
        return answer.StatusCode == HttpStatusCode.OK || (answer.StatusCode == HttpStatusCode.NotFound && path.Contains("NPU", StringComparison.Ordinal))
            ? body.Length
            : throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}.");
    }
}

/// <summary>Shows what the pages cost.</summary>
internal static class PagesReport
{
    public static async Task Write(BenchReport report, Ground ground, int people, IReadOnlyList<PageFigure> figures)
    {
        await report.Heading(2, $"Pages on {ground.Name}");
        await report.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{people:N0} people. Pages of the citizen's portal over HTTP on loopback, read by five made-up people with long records; every view is written to the access log before it leaves. The readers run in the server's process and share its processors. 'of empty' is the share of views that the same program gives of a page with nothing in it."));
        var empty = figures.First(f => f.Path == PagesBench.Empty).PerSecond;
        var table = new BenchTable(1, "page", "p50 ms", "p95 ms", "views/s, 16 readers", "of empty", "bytes");
        foreach (var figure in figures)
        {
            table.Add(
                figure.Path,
                BenchTable.Number(figure.P50Ms),
                BenchTable.Number(figure.P95Ms),
                BenchTable.Number(figure.PerSecond),
                string.Create(CultureInfo.InvariantCulture, $"{figure.PerSecond / empty * 100:F0} %"),
                figure.Bytes.ToString("N0", CultureInfo.InvariantCulture));
        }

        await report.Table(table);
    }
}
