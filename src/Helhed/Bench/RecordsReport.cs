using System.Globalization;

namespace Helhed.Bench;

/// <summary>The record store's figures as tables.</summary>
internal static class RecordsReport
{
    /// <summary>What the columns say, once for all tables.</summary>
    public static async Task Explain(BenchReport report)
    {
        await report.Line(
            "The bare database holds the same bytes in plain tables made for just these questions and is asked through its own driver with prepared statements; the record store is called in this process; HTTP is the whole server in a process of its own, on connections that stay open. A transaction bundle is an interaction of the API, so it goes over HTTP only. '$import' is the bulk load through the server: NDJSON in the body of the request, or fetched by a manifest; what is 'just started' came first, while the runtime still compiled.");
        await report.Line(
            "'rate ÷ bare' is the share of the bare database's operations per second, 'CPU ÷ bare' how many times its processor time. The three take turns in one run, so both hold on a machine that others use too. Processor time is that of our process (server for HTTP; its client is not counted) and of all the database's processes.");
    }

    public static async Task Write(BenchReport report, RecordsFigures figures)
    {
        await report.Heading(2, $"Records on {figures.Product}");
        await report.Line(string.Create(CultureInfo.InvariantCulture, $"{figures.StoredDocuments:N0} Observations of {figures.DocumentBytes / (double)figures.StoredDocuments:F0} bytes are in the store before the operations begin."));
        await report.Table(Operations(figures));
        foreach (var line in Remarks(figures))
        {
            await report.Line(line);
        }

        await report.Heading(3, $"Growth on {figures.Ground}");
        await report.Line("One caller; milliseconds of processor time for each operation, and how that compares with the bare database.");
        await report.Table(Growth(figures));
    }

    private static BenchTable Operations(RecordsFigures figures)
    {
        var table = new BenchTable(2, "operation", "way", "callers", "ops/s", "p50 ms", "p99 ms", "CPU ms ours", "CPU ms database", "rate ÷ bare", "CPU ÷ bare");
        foreach (var figure in figures.Figures)
        {
            var sample = figure.Sample;
            table.Add(
                figure.Operation,
                figure.Way,
                figure.Callers.ToString(CultureInfo.InvariantCulture),
                BenchTable.Number(sample.PerSecond),
                BenchTable.Number(sample.PercentileMs(0.5)),
                BenchTable.Number(sample.PercentileMs(0.99)),
                BenchTable.Number(sample.OwnCpuMs),
                BenchTable.Number(sample.DatabaseCpuMs),
                BenchTable.Number(sample.PerSecond / figure.Bare?.PerSecond),
                BenchTable.Number(sample.CpuMs / figure.Bare?.CpuMs));
        }

        return table;
    }

    private static IEnumerable<string> Remarks(RecordsFigures figures)
    {
        var inProcess = figures.Figures.Where(f => f.Sample.DatabaseCpuMs is null).ToList();
        if (inProcess.Count > 0)
        {
            yield return figures.Ground == "SQLite"
                ? "SQLite runs inside our process: its processor time is in ours."
                : "The database's processes cannot be seen from here: their processor time is missing, and 'CPU ÷ bare' compares ours alone.";
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"On disk an Observation takes {figures.StoreBytes / (double)figures.StoredDocuments:F0} bytes in the store, with its indexes and change feed, and {figures.BareBytes / (double)figures.StoredDocuments:F0} in a bare table with its key; its JSON has {figures.DocumentBytes / (double)figures.StoredDocuments:F0}.");
        var searches = figures.Figures.Where(f => f.Operation == RecordsBench.NameOf(BenchOperation.SearchByCode) && f.Bare is null).ToList();
        if (searches.Count > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"A search by patient and code found {searches.Sum(s => s.Sample.Documents) / (double)searches.Sum(s => s.Sample.Operations):F1} Observations on average; at most {SampleObservations.PageSize} are given.");
        }

        foreach (var figure in figures.Figures.Where(f => f.Operation == RecordsBench.NameOf(BenchOperation.Transaction) && f.Bare is not null && f.Callers == 1))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"In a transaction over {figure.Way} an Observation costs {figure.Sample.Cpu.Total.TotalMilliseconds / figure.Sample.Documents:F3} ms of processor time; {figure.Sample.Documents / figure.Sample.Elapsed.TotalSeconds:N0} a second come from one caller.");
        }
    }

    private static BenchTable Growth(RecordsFigures figures)
    {
        var ways = figures.Growth.Select(g => g.Way).Distinct().ToList();
        var sizes = figures.Growth.Select(g => g.Documents).Distinct().Order().ToList();
        var table = new BenchTable(2, ["operation", "way", .. sizes.Select(s => s.ToString("N0", CultureInfo.InvariantCulture)), "last ÷ first"]);
        foreach (var operation in figures.Growth.Select(g => g.Operation).Distinct())
        {
            foreach (var way in ways)
            {
                var costs = figures.Growth.Where(g => g.Operation == operation && g.Way == way).OrderBy(g => g.Documents).Select(g => g.Sample.CpuMs).ToList();
                table.Add([RecordsBench.NameOf(operation), way, .. costs.Select(c => BenchTable.Number(c)), BenchTable.Number(costs[^1] / costs[0])]);
            }
        }

        return table;
    }
}
