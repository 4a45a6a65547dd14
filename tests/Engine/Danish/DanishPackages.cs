using System.Text.Json.Nodes;
using Helhed.Fhir;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine.Danish;

/// <summary>The published packages whose profiles Helhed states itself.</summary>
internal static class DanishPackages
{
    private static readonly ParseOptions Lenient = new(Missing: IssueSeverity.Warning);

    public static IReadOnlyList<string> All { get; } = ["dkcore", "core", "msg", "ack", "cc", "hn", "hco"];

    /// <summary>The profiles and extensions of a package.</summary>
    public static IReadOnlyList<FhirDocument> Profiles(string package) =>
        [.. Directory.EnumerateFiles(Suites.Package(package), "StructureDefinition-*.json").Order(StringComparer.Ordinal).Select(Read)];

    private static FhirDocument Read(string file)
    {
        var profile = JsonNode.Parse(File.ReadAllBytes(file))!;
        foreach (var view in new[] { "differential", "snapshot" })
        {
            // DiagnosticReport.status.value is no element of R4: no validator can look at it.
            (profile[view]?["element"] as JsonArray)?.RemoveAll(e => e!["id"]!.GetValue<string>() == "DiagnosticReport.status.value");
        }

        return FhirDocument.Parse(System.Text.Encoding.UTF8.GetBytes(profile.ToJsonString()), Lenient).Document!;
    }
}
