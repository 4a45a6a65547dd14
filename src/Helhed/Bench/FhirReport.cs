using System.Globalization;

namespace Helhed.Bench;

/// <summary>The FHIR library's figures as a table.</summary>
internal static class FhirReport
{
    public static async Task Write(BenchReport report, IReadOnlyList<FhirFigure> figures)
    {
        await report.Heading(2, "FHIR: parsing, indexing, serialising");
        await report.Line("One thread; an Observation that grows by components. MB/s is millions of bytes of JSON for each second of processor time. 'CPU ÷ bare' is how many times the processor time of the runtime's JSON reader going over the same bytes.");
        var table = new BenchTable(1, "operation", "bytes", "µs each", "MB/s", "bytes allocated each", "CPU ÷ bare");
        foreach (var figure in figures)
        {
            table.Add(
                figure.Operation,
                figure.Bytes.ToString("N0", CultureInfo.InvariantCulture),
                BenchTable.Number(figure.MicrosecondsEach),
                BenchTable.Number(figure.MegabytesPerSecond),
                figure.AllocatedEach.ToString("N0", CultureInfo.InvariantCulture),
                BenchTable.Number(figure.MicrosecondsEach / figure.Bare?.MicrosecondsEach));
        }

        await report.Table(table);
    }

    public static async Task WriteEngine(BenchReport report, EngineFigures figures)
    {
        await report.Heading(2, "FHIR: the engine");
        await report.Line("One thread. 'per second' is how many one core does, from processor time.");
        var cold = new BenchTable(1, "first use in this process, loading and compiling included", "ms", "CPU ms");
        foreach (var figure in figures.Cold)
        {
            cold.Add(figure.Part, BenchTable.Number(figure.Elapsed.TotalMilliseconds), BenchTable.Number(figure.Cpu.TotalMilliseconds));
        }

        await report.Table(cold);
        var table = new BenchTable(1, "operation", "bytes", "µs each", "per second", "MB/s", "bytes allocated each");
        foreach (var figure in figures.Operations)
        {
            table.Add(
                figure.Operation, figure.Bytes.ToString("N0", CultureInfo.InvariantCulture), BenchTable.Number(figure.MicrosecondsEach), BenchTable.Number(1_000_000 / figure.MicrosecondsEach),
                BenchTable.Number(figure.MegabytesPerSecond), figure.AllocatedEach.ToString("N0", CultureInfo.InvariantCulture));
        }

        await report.Table(table);
        await WritePaths(report, figures.Paths);
        await WriteOfficial(report, figures.Official);
    }

    private static async Task WriteOfficial(BenchReport report, IReadOnlyList<PathFigure> paths)
    {
        const double Goal = 20;
        const int Slowest = 10;
        if (paths.Count == 0)
        {
            return;
        }

        await report.Heading(3, "FHIRPath, the official cases");
        var ratios = paths.Select(p => p.PeerMicroseconds!.Value / p.OursMicroseconds).Order().ToList();
        await report.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{paths.Count} expressions on their own resources, all that both engines evaluate to as many results. Median: {BenchTable.Number(ratios[ratios.Count / 2])} times faster; geometric mean {BenchTable.Number(Math.Exp(ratios.Average(Math.Log)))}; under {Goal} times: {ratios.Count(r => r < Goal)}. The {Slowest} with the least:"));
        var table = new BenchTable(1, "expression", "µs ours", "bytes allocated", "µs npm", "times faster");
        foreach (var figure in paths.OrderBy(p => p.PeerMicroseconds!.Value / p.OursMicroseconds).Take(Slowest))
        {
            var expression = figure.Expression.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
            table.Add(
                expression.Length > 100 ? expression[..100] + "…" : expression, BenchTable.Number(figure.OursMicroseconds), figure.AllocatedEach.ToString("N0", CultureInfo.InvariantCulture),
                BenchTable.Number(figure.PeerMicroseconds), BenchTable.Number(figure.PeerMicroseconds / figure.OursMicroseconds));
        }

        await report.Table(table);
    }

    private static async Task WritePaths(BenchReport report, IReadOnlyList<PathFigure> paths)
    {
        await report.Heading(3, "FHIRPath, beside npm fhirpath 4.11");
        await report.Line("The same expressions on the same resources in one run; processor time of one evaluation of a compiled expression.");
        var table = new BenchTable(1, "expression", "results", "µs ours", "bytes allocated", "results npm", "µs npm", "times faster");
        foreach (var figure in paths)
        {
            table.Add(
                figure.Expression.Replace("|", "\\|", StringComparison.Ordinal), figure.OursCount.ToString(CultureInfo.InvariantCulture), BenchTable.Number(figure.OursMicroseconds), figure.AllocatedEach.ToString("N0", CultureInfo.InvariantCulture),
                figure.PeerCount?.ToString(CultureInfo.InvariantCulture) ?? "–", BenchTable.Number(figure.PeerMicroseconds), BenchTable.Number(figure.PeerMicroseconds / figure.OursMicroseconds));
        }

        await report.Table(table);
        var ratios = paths.Where(p => p.PeerMicroseconds is not null).Select(p => p.PeerMicroseconds!.Value / p.OursMicroseconds).ToList();
        if (ratios.Count > 0)
        {
            await report.Line($"Geometric mean: {BenchTable.Number(Math.Exp(ratios.Average(Math.Log)))} times faster; least {BenchTable.Number(ratios.Min())}.");
        }
    }
}

/// <summary>Everything that was measured of the engine.</summary>
internal sealed record EngineFigures(IReadOnlyList<ColdFigure> Cold, IReadOnlyList<FhirFigure> Operations, IReadOnlyList<PathFigure> Paths, IReadOnlyList<PathFigure> Official);
