using System.Diagnostics;
using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Danish;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;

namespace Helhed.Bench;

/// <summary>What the first use of a part cost in this process, loading and compiling included.</summary>
internal sealed record ColdFigure(string Part, TimeSpan Elapsed, TimeSpan Cpu);

/// <summary>The whole way of one Observation through the engine, of a large bundle, of the official examples, and FHIRPath beside npm's.</summary>
internal sealed class EngineBench(TimeSpan length, Action<string> progress)
{
    private const string DanishObservation = "http://hl7.dk/fhir/core/StructureDefinition/dk-core-observation";

    private readonly IndexExtractor _extractor = new(R4Definitions.Default, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"));
    private readonly IndexValues _values = new();
    private readonly FhirValidator _validator = new(DanishProfiles.Profiles, TerminologyStore.Denmark);
    private readonly string[] _danish = [DanishObservation];

    /// <summary>Must be called before anything else of the engine has been used.</summary>
    public static List<ColdFigure> Cold()
    {
        var json = SampleObservations.At(1).Json;
        var figures = new List<ColdFigure>();
        Time("definitions", () => _ = R4Definitions.Default.Types.Count);
        Time("first parse", () => FhirDocument.Parse(json));
        Time("first validation against R4", () => new FhirValidator(Profiles.R4, TerminologyStore.R4).Validate(json));
        Time("first validation against DK Core", () => new FhirValidator(DanishProfiles.Profiles, TerminologyStore.R4).Validate(json, [DanishObservation]));
        return figures;

        void Time(string part, Action work)
        {
            var cpu = ProcessCpu.Own;
            var began = Stopwatch.GetTimestamp();
            work();
            figures.Add(new ColdFigure(part, Stopwatch.GetElapsedTime(began), ProcessCpu.Own - cpu));
        }
    }

    /// <summary>A synthetic Observation of some 800 bytes.</summary>
    public List<FhirFigure> Observations()
    {
        progress("FHIR: Observations");
        var samples = Enumerable.Range(0, 200).Select(i => SampleObservations.At(i).Json).ToList();
        var typed = samples.Select(s => FhirJson.Read<Observation>(s)).ToList();
        return Measure(
            (int)samples.Average(s => s.Length),
            ("parse and check", i => FhirDocument.Parse(samples[i % 200])),
            ("parse, check and index", i => Index(FhirDocument.Parse(samples[i % 200]).Document!)),
            ("parse + R4's rules", i => _validator.Validate(samples[i % 200])),
            ("parse + R4's rules + DK Core", i => _validator.Validate(samples[i % 200], _danish)),
            ("parse + R4's rules + DK Core + index", i => Whole(samples[i % 200])),
            ("serialise a typed record", i => FhirJson.Write(typed[i % 200])));
    }

    /// <summary>A bundle of Observations of about 10 MB: parsed once, and every entry indexed.</summary>
    public FhirFigure LargeBundle()
    {
        progress("FHIR: a bundle of 10 MB");
        var json = Bundle(12_000);
        return Measure(json.Length, ("bundle: parse, check and index every entry", _ => IndexEntries(FhirDocument.Parse(json).Document!)))[0];
    }

    /// <summary>The official examples, when they lie beside the checkout; else none.</summary>
    public List<FhirFigure> Examples()
    {
        var folder = Path.Combine("..", "shared", "suites", "r4-examples");
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList() : [];
        if (files.Count == 0)
        {
            return [];
        }

        progress("FHIR: the official examples");
        var lenient = new ParseOptions(Missing: IssueSeverity.Warning);
        var documents = files.Select(f => FhirDocument.Parse(f, lenient).Document!).ToList();
        return Measure(
            (int)files.Average(f => f.Length),
            ("examples: parse and check", i => FhirDocument.Parse(files[i % files.Count], lenient)),
            ("examples: index", i => Index(documents[i % documents.Count])),
            ("examples: parse + R4's rules", i => _validator.Validate(FhirDocument.Parse(files[i % files.Count], lenient))));
    }

    /// <summary>Expressions beside npm's engine, in turn.</summary>
    public List<PathFigure> Paths(Action<string> tell)
    {
        progress("FHIRPath, ours and npm's");
        var each = TimeSpan.FromMilliseconds(Math.Max(50, length.TotalMilliseconds / 4));
        var peer = FhirPathPeer.Measure(PathCases.All, each, tell);
        var figures = new List<PathFigure>();
        for (var i = 0; i < PathCases.All.Count; i++)
        {
            var (expression, resource) = PathCases.All[i];
            var document = FhirDocument.Parse(resource).Document ?? throw new InvalidOperationException("The bench's own resource is not valid.");
            var compiled = FhirPathExpression.TryCompile(expression, out var known, out var error) ? known : throw new InvalidOperationException(error.Message);
            var count = compiled.Evaluate(document).Values.Count;
            var figure = Measure(resource.Length, (expression, _ => compiled.Evaluate(document)))[0];
            figures.Add(new PathFigure(expression, figure.MicrosecondsEach, figure.AllocatedEach, count, peer?[i].Microseconds, peer?[i].Count));
        }

        return figures;
    }

    private void Whole(byte[] json)
    {
        var parsed = FhirDocument.Parse(json);
        _validator.Validate(parsed, _danish);
        Index(parsed.Document!);
    }

    private void Index(FhirDocument document)
    {
        _values.Clear();
        _extractor.Collect(document, _values);
    }

    private void IndexEntries(FhirDocument bundle)
    {
        var view = new BundleDocument(bundle);
        foreach (var entry in view.Entries)
        {
            _values.Clear();
            _extractor.Collect(view, entry, _values);
        }
    }

    private static byte[] Bundle(int entries)
    {
        var text = new StringBuilder("""{"resourceType":"Bundle","type":"collection","entry":[""");
        for (var i = 0; i < entries; i++)
        {
            var sample = SampleObservations.At(i);
            text.Append(i == 0 ? "" : ",").Append("{\"fullUrl\":\"https://example.org/fhir/Observation/").Append(sample.Id).Append("\",\"resource\":").Append(Encoding.UTF8.GetString(sample.Json)).Append('}');
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    private List<FhirFigure> Measure(int bytes, params (string Name, Action<int> Run)[] operations)
    {
        const int Rounds = 3;
        var totals = new (long Runs, TimeSpan Cpu, long Allocated)[operations.Length];
        // Long enough for the runtime to compile what is used often with all it knows.
        foreach (var (_, run) in operations)
        {
            Repeat(run, TimeSpan.FromMilliseconds(Math.Max(700, length.TotalMilliseconds)));
        }

        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < operations.Length; i++)
            {
                var slice = Repeat(operations[i].Run, length / Rounds);
                totals[i] = (totals[i].Runs + slice.Runs, totals[i].Cpu + slice.Cpu, totals[i].Allocated + slice.Allocated);
            }
        }

        return [.. operations.Select((o, i) => new FhirFigure(o.Name, bytes, totals[i].Runs, totals[i].Cpu, totals[i].Allocated, null))];
    }

    private static (long Runs, TimeSpan Cpu, long Allocated) Repeat(Action<int> run, TimeSpan length)
    {
        var cpuBefore = ProcessCpu.Own;
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        var runs = 0;
        do
        {
            run(runs++);
        }
        while (Stopwatch.GetElapsedTime(began) < length);

        return (runs, ProcessCpu.Own - cpuBefore, GC.GetAllocatedBytesForCurrentThread() - allocatedBefore);
    }
}
