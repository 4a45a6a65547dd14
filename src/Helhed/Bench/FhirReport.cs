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
}
