using System.Globalization;

namespace Helhed.Bench;

/// <summary>Shows what the pages cost.</summary>
internal static class PagesReport
{
    public static Task Explain(BenchReport report) => report.Line(
        "Pages of the citizen's portal over HTTP on loopback, read by five made-up people with long records. Every view is written to the access log, durably, before it leaves. "
        + "The readers run in the server's process and share its processors: their time is in all figures. p50, p95 and p99 are of one reader alone, from the first byte asked to the last byte read. "
        + "'CPU ms' is processor time for one view, with one reader and with sixteen. 'of empty' is the share of views that the same program gives of a page with nothing in it, which nobody has to be logged in for.");

    public static async Task Write(BenchReport report, Ground ground, PagesFigures figures)
    {
        await report.Heading(2, string.Create(CultureInfo.InvariantCulture, $"Pages on {ground.Name}, {figures.People:N0} people"));
        await report.Line(string.Create(CultureInfo.InvariantCulture, $"The store takes {figures.StoreBytes / 1024.0 / 1024:N0} MiB on disk."));
        var table = new BenchTable(1, ["page", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "CPU ms, 16 readers", .. PagesBench.Readers.Select(r => $"views/s, {r}"), "of empty", "bytes"]);
        foreach (var page in figures.Pages)
        {
            table.Add(
            [
                page.Path,
                BenchTable.Number(page.Alone.PercentileMs(0.5)!.Value), BenchTable.Number(page.Alone.PercentileMs(0.95)!.Value), BenchTable.Number(page.Alone.PercentileMs(0.99)!.Value),
                BenchTable.Number(page.Alone.CpuMs), BenchTable.Number(page.Crowded.CpuMs),
                .. page.ByReaders.Select(r => BenchTable.Number(r.Views.PerSecond)),
                string.Create(CultureInfo.InvariantCulture, $"{page.Crowded.PerSecond / figures.Pages[0].Crowded.PerSecond * 100:F0} %"),
                page.Bytes.ToString("N0", CultureInfo.InvariantCulture),
            ]);
        }

        await report.Table(table);
        var pages = figures.Pages.Skip(1).ToList();
        if (pages.Count > 0)
        {
            await report.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"All of these pages equally often: {pages.Count / pages.Sum(p => 1 / p.Crowded.PerSecond):N0} views/s with {PagesBench.Readers[^1]} readers, {pages.Average(p => p.Crowded.CpuMs):F2} ms of processor time each. The slowest p95 is {pages.Max(p => p.Alone.PercentileMs(0.95)):F1} ms."));
        }
    }
}
