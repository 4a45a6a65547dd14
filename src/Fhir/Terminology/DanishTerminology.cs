using Helhed.Fhir.Json;

namespace Helhed.Fhir.Terminology;

/// <summary>
/// The code systems and value sets of DK Core 3.8 and MedCom's terminology 2.0, as they lie in <c>src/Fhir/Danish/Terminology</c>. What was
/// changed and why is stated in <c>docs/decisions</c>.
/// </summary>
internal static class DanishTerminology
{
    private const string Prefix = "danish-terminology/";

    public static IEnumerable<FhirDocument> Read()
    {
        var assembly = typeof(DanishTerminology).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var parsed = FhirDocument.Parse(bytes);
            yield return parsed.Document ?? throw new InvalidDataException($"The embedded {name} is broken: {parsed.Issues[0].Expression}: {parsed.Issues[0].Message}");
        }
    }
}
