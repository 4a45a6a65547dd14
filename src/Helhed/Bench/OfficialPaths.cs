using System.Diagnostics;
using System.Xml.Linq;
using Helhed.Fhir;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;
using Helhed.Fhir.Xml;

namespace Helhed.Bench;

/// <summary>The expressions of the official FHIRPath cases on their own resources, when these lie beside the checkout: ours beside npm's.</summary>
internal static class OfficialPaths
{
    // As long for each case as for npm's, which is given the same.
    private static readonly TimeSpan Each = TimeSpan.FromMilliseconds(15);

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(5);

    /// <summary>Cases that both evaluate, with as many results; none when the suite or npm's engine is not at hand.</summary>
    public static List<PathFigure> Measure(Action<string> tell)
    {
        var folder = Path.Combine("..", "shared", "suites", "fhirpath-r4");
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var cases = Cases(folder).Distinct().ToList();
        if (FhirPathPeer.Measure([.. cases.Select(c => (c.Expression.Text, c.Document.Json.ToArray()))], Each, tell) is not { } peer)
        {
            return [];
        }

        Warm(cases);
        var figures = new List<PathFigure>();
        for (var i = 0; i < cases.Count; i++)
        {
            var (expression, document) = cases[i];
            var count = expression.Evaluate(document).Values.Count;
            if (peer[i].Count == count)
            {
                var (microseconds, allocated) = Cost(expression, document);
                figures.Add(new PathFigure(expression.Text, microseconds, allocated, count, peer[i].Microseconds, peer[i].Count));
            }
        }

        return figures;
    }

    private static IEnumerable<(FhirPathExpression Expression, FhirDocument Document)> Cases(string folder)
    {
        var documents = new Dictionary<string, FhirDocument>();
        foreach (var test in XDocument.Load(Path.Combine(folder, "tests-fhir-r4.xml")).Descendants("test"))
        {
            var file = (string?)test.Attribute("inputfile") ?? "patient-example.xml";
            if (!documents.TryGetValue(file, out var document))
            {
                documents[file] = document = Read(Path.Combine(folder, file));
            }

            if (FhirPathExpression.TryCompile(test.Element("expression")!.Value, out var expression, out _) && expression.Evaluate(document).IsSuccess)
            {
                yield return (expression, document);
            }
        }
    }

    private static FhirDocument Read(string path)
    {
        var options = new ParseOptions(Missing: IssueSeverity.Warning, Order: IssueSeverity.Warning);
        var content = File.ReadAllBytes(path);
        return (path.EndsWith(".xml", StringComparison.Ordinal) ? FhirXml.Parse(content, options) : FhirDocument.Parse(content, options)).Document
            ?? throw new InvalidDataException($"{path} is no resource.");
    }

    // The runtime compiles well what it has seen often, and only when nothing new has come for a while.
    private static void Warm(List<(FhirPathExpression Expression, FhirDocument Document)> cases)
    {
        var began = Stopwatch.GetTimestamp();
        do
        {
            foreach (var (expression, document) in cases)
            {
                for (var i = 0; i < 20; i++)
                {
                    expression.Evaluate(document);
                }
            }
        }
        while (Stopwatch.GetElapsedTime(began) < Warming);
    }

    private static (double Microseconds, double Allocated) Cost(FhirPathExpression expression, FhirDocument document)
    {
        const int AtOnce = 20;
        for (var i = 0; i < 300; i++)
        {
            expression.Evaluate(document);
        }

        var cpu = ProcessCpu.Own;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        var runs = 0L;
        do
        {
            for (var i = 0; i < AtOnce; i++)
            {
                expression.Evaluate(document);
            }

            runs += AtOnce;
        }
        while (Stopwatch.GetElapsedTime(began) < Each);

        return ((ProcessCpu.Own - cpu).TotalMicroseconds / runs, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)runs);
    }
}
