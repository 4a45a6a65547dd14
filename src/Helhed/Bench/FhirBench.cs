using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;

namespace Helhed.Bench;

/// <summary>A figure of the FHIR library: one operation on one resource of a size.</summary>
internal sealed record FhirFigure(string Operation, int Bytes, long Runs, TimeSpan Cpu, long AllocatedBytes, FhirFigure? Bare)
{
    public double MicrosecondsEach => Cpu.TotalMicroseconds / Runs;

    /// <summary>Millions of bytes of JSON for each second of processor time.</summary>
    public double MegabytesPerSecond => Bytes * (double)Runs / Cpu.TotalSeconds / 1_000_000;

    public double AllocatedEach => AllocatedBytes / (double)Runs;
}

/// <summary>
/// Measures parsing, indexing and serialising beside the plainest thing that can be done with the same bytes: letting the runtime's
/// JSON reader run over them. One thread; processor time, so that other programs disturb it little.
/// </summary>
internal sealed class FhirBench(TimeSpan length, Action<string> progress)
{
    private const int Rounds = 3;
    private static readonly int[] TargetBytes = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    private readonly IndexExtractor _extractor = new(R4Definitions.Default, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"));
    private readonly IndexValues _values = new();

    public List<FhirFigure> Run()
    {
        var figures = new List<FhirFigure>();
        foreach (var bytes in TargetBytes)
        {
            progress(string.Create(CultureInfo.InvariantCulture, $"FHIR: a resource of about {bytes:N0} bytes"));
            figures.AddRange(Measure(Json(bytes)));
        }

        return figures;
    }

    private List<FhirFigure> Measure(byte[] json)
    {
        var typed = FhirJson.Read<Observation>(json);
        (string Name, Action Run)[] operations =
        [
            ("bare JSON reader", () => Scan(json)),
            ("parse and check", () => Parse(json)),
            ("parse, check and index", () => Index(json)),
            ("parse to a typed record", () => FhirJson.Read<Observation>(json)),
            ("serialise a typed record", () => FhirJson.Write(typed)),
        ];
        var totals = new (long Runs, TimeSpan Cpu, long Allocated)[operations.Length];
        foreach (var (_, run) in operations)
        {
            Repeat(run, length / 4);
        }

        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < operations.Length; i++)
            {
                var slice = Repeat(operations[i].Run, length / Rounds);
                totals[i] = (totals[i].Runs + slice.Runs, totals[i].Cpu + slice.Cpu, totals[i].Allocated + slice.Allocated);
            }
        }

        var figures = new List<FhirFigure>();
        for (var i = 0; i < operations.Length; i++)
        {
            figures.Add(new FhirFigure(operations[i].Name, json.Length, totals[i].Runs, totals[i].Cpu, totals[i].Allocated, i == 0 ? null : figures[0]));
        }

        return figures;
    }

    private static (long Runs, TimeSpan Cpu, long Allocated) Repeat(Action run, TimeSpan length)
    {
        GC.Collect();
        var cpuBefore = ProcessCpu.Own;
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        var runs = 0L;
        do
        {
            run();
            runs++;
        }
        while (Stopwatch.GetElapsedTime(began) < length);

        return (runs, ProcessCpu.Own - cpuBefore, GC.GetAllocatedBytesForCurrentThread() - allocatedBefore);
    }

    private static int Scan(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }

    private static FhirDocument Parse(byte[] json) =>
        FhirDocument.Parse(json).Document ?? throw new InvalidOperationException("The bench's own Observation is not valid.");

    private void Index(byte[] json)
    {
        _values.Clear();
        _extractor.Collect(Parse(json), _values);
    }

    // Grows by components, as a panel of many results does.
    private static byte[] Json(int bytes)
    {
        var observation = FhirJson.Read<Observation>(SampleObservations.At(0).Json);
        var start = FhirJson.Write(observation).Length;
        var each = FhirJson.Write(observation with { Component = [Component(10_000), Component(10_001)] }).Length
            - FhirJson.Write(observation with { Component = [Component(10_000)] }).Length;
        var count = Math.Max(0, (bytes - start + (each / 2)) / each);
        return FhirJson.Write(observation with { Component = [.. Enumerable.Range(0, count).Select(n => Component(10_000 + n))] });
    }

    private static ObservationComponent Component(int number) => new()
    {
        Code = new CodeableConcept { Coding = [new Coding { System = SampleObservations.CodeSystem, Code = $"NPU{number}", Display = "P-Kalium; stofk." }] },
        ValueQuantity = new Quantity { Value = 4.1m, Unit = "mmol/L", System = "http://unitsofmeasure.org", Code = "mmol/L" },
    };
}
