using System.Diagnostics;
using System.Globalization;
using Helhed.Hosting;
using Helhed.Platform;
using Helhed.Records.Terminology;

namespace Helhed.Bench;

/// <summary>What one question to the terminology service took.</summary>
internal sealed record TerminologyFigure(string Question, double P50Ms, double P99Ms, double OwnCpuMs, double? DatabaseCpuMs, string Found);

/// <summary>What a code system of a size took on one database.</summary>
internal sealed record TerminologyFigures(string Ground, int Codes, TimeSpan Load, CpuTime LoadCpu, long Bytes, IReadOnlyList<TerminologyFigure> Questions);

/// <summary>Loads a large code system and asks it over HTTP, one question after the other.</summary>
internal sealed class TerminologyBench(Ground ground, int codes, TimeSpan length, Action<string> tell)
{
    private const string Set = "http://snomed.info/sct?fhir_vs";

    private const int WarmUp = 5;

    public async Task<TerminologyFigures> Run(string release, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var before = ground.Cpu();
        await Load(release, ct);
        var (took, cpu) = (Stopwatch.GetElapsedTime(began), ground.Cpu() - before);
        var figures = new List<TerminologyFigure>();
        await using (var http = await HttpTarget.Start(ground.StoreConnection, ground.Folder, ground.DatabaseCpu, ct))
        {
            foreach (var (question, path) in Questions())
            {
                tell($"{ground.Name}: {question}");
                figures.Add(await Ask(http, question, path));
            }
        }

        return new TerminologyFigures(ground.Name, codes, took, cpu, await ground.StoreBytes(ct), figures);
    }

    private async Task Load(string release, CancellationToken ct)
    {
        tell($"{ground.Name}: loading {codes.ToString("N0", CultureInfo.InvariantCulture)} codes");
        await using var store = await Store.Open(ground.StoreConnection, ct);
        var outcome = await new TerminologyImport(store.Database, store.Records, TimeProvider.System).Run(new TerminologySource(TerminologyFormat.Snomed, release), _ => { }, ct);
        if (outcome.Value.Loaded.Count == 0)
        {
            throw new InvalidOperationException($"The made-up release was refused: {outcome.Value.BadLines[0].Message}");
        }

        await store.Database.Optimize(ct);
    }

    private static IEnumerable<(string Question, string Path)> Questions()
    {
        var all = $"ValueSet/$expand?url={Uri.EscapeDataString(Set)}";
        var below = $"ValueSet/$expand?url={Uri.EscapeDataString($"{Set}=isa/{TerminologyRelease.Code(1)}")}";
        yield return ("first page of all codes", $"{all}&count=20");
        yield return ("a page in the middle", $"{all}&count=20&offset=200000");
        yield return ("filter of one letter", $"{all}&count=20&filter=c");
        yield return ("filter of four letters", $"{all}&count=20&filter=card");
        yield return ("filter of two words", $"{all}&count=20&filter=hyper%20ten");
        yield return ("filter of three letters apart", $"{all}&count=20&filter=a%20d%20c");
        yield return ("filter, below a concept, active only", $"{below}&count=20&filter=dis&activeOnly=true");
        yield return ("page of 1,000 with designations", $"{all}&count=1000&includeDesignations=true");
        yield return ("$validate-code below a concept", $"ValueSet/$validate-code?url={Uri.EscapeDataString($"{Set}=isa/{TerminologyRelease.Code(1)}")}&system=http://snomed.info/sct&code={TerminologyRelease.Code(5000)}");
        yield return ("$lookup", $"CodeSystem/$lookup?system=http://snomed.info/sct&code={TerminologyRelease.Code(5000)}");
        yield return ("$subsumes", $"CodeSystem/$subsumes?system=http://snomed.info/sct&codeA={TerminologyRelease.Code(0)}&codeB={TerminologyRelease.Code(5000)}");
    }

    private async Task<TerminologyFigure> Ask(HttpTarget http, string question, string path)
    {
        var answer = Array.Empty<byte>();
        for (var i = 0; i < WarmUp; i++)
        {
            answer = await http.Ask(path);
        }

        var sample = new Sample();
        var latencies = new List<long>();
        var before = http.Cpu;
        var began = Stopwatch.GetTimestamp();
        do
        {
            var asked = Stopwatch.GetTimestamp();
            answer = await http.Ask(path);
            latencies.Add(Stopwatch.GetTimestamp() - asked);
        }
        while (Stopwatch.GetElapsedTime(began) < length);
        sample.Add(latencies.Count, 0, Stopwatch.GetElapsedTime(began), http.Cpu - before);
        sample.AddLatencies(latencies);
        return new TerminologyFigure(question, sample.PercentileMs(0.5)!.Value, sample.PercentileMs(0.99)!.Value, sample.OwnCpuMs, sample.DatabaseCpuMs, Found(answer));
    }

    /// <summary>How many codes an expansion says it has.</summary>
    private static string Found(byte[] answer)
    {
        using var json = System.Text.Json.JsonDocument.Parse(answer);
        return json.RootElement.TryGetProperty("expansion", out var expansion) ? expansion.GetProperty("total").GetInt32().ToString("N0", CultureInfo.InvariantCulture) : "–";
    }
}

/// <summary>Shows what was measured of the terminology service.</summary>
internal static class TerminologyReport
{
    public static async Task Write(BenchReport report, TerminologyFigures figures)
    {
        await report.Heading(2, $"Terminology on {figures.Ground}");
        await report.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.Codes:N0} codes with three texts each and a polyhierarchy were loaded in {figures.Load.TotalSeconds:N0} s ({figures.LoadCpu.Total.TotalSeconds:N0} s of processor time); they take {figures.Bytes / 1_000_000.0:N0} MB. Asked over HTTP by one caller, times in milliseconds:"));
        var table = new BenchTable(2, "question", "codes found", "p50", "p99", "CPU of server", "CPU of database");
        foreach (var figure in figures.Questions)
        {
            table.Add(figure.Question, figure.Found, BenchTable.Number(figure.P50Ms), BenchTable.Number(figure.P99Ms), BenchTable.Number(figure.OwnCpuMs), BenchTable.Number(figure.DatabaseCpuMs));
        }

        await report.Table(table);
    }
}
