using System.Text.Json.Nodes;
using Helhed.Fhir;
using Helhed.Fhir.Danish;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;

namespace Helhed.Tests.Engine.Danish;

/// <summary>The published packages whose profiles Helhed states itself.</summary>
internal static class DanishPackages
{
    private static readonly ParseOptions Lenient = new(Missing: IssueSeverity.Warning);

    public static IReadOnlyList<string> All { get; } = ["dkcore", "core", "msg", "ack", "cc", "hn", "hco"];

    /// <summary>The profiles and extensions of a package.</summary>
    public static IReadOnlyList<FhirDocument> Profiles(string package) =>
        [.. Directory.EnumerateFiles(Suites.Package(package), "StructureDefinition-*.json").Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>A validator with our own statement of the guides.</summary>
    public static FhirValidator Stated(ValidatorOptions options) =>
        new(DanishProfiles.Profiles, TerminologyStore.Denmark, options);

    /// <summary>A validator with the published packages in its place, as they are or made tolerant.</summary>
    public static FhirValidator Published(ValidatorOptions options, bool isTolerant)
    {
        var more = isTolerant ? DanishProfiles.Tolerances : [];
        return new(Helhed.Fhir.Validation.Profiles.R4.With(All.SelectMany(Profiles)).With(more), TerminologyStore.Denmark, options);
    }

    private static FhirDocument Read(string file)
    {
        var resource = JsonNode.Parse(File.ReadAllBytes(file))!;
        foreach (var view in new[] { "differential", "snapshot" })
        {
            // DiagnosticReport.status.value is no element of R4: no validator can look at it.
            (resource[view]?["element"] as JsonArray)?.RemoveAll(e => e!["id"]!.GetValue<string>() == "DiagnosticReport.status.value");
        }

        return FhirDocument.Parse(System.Text.Encoding.UTF8.GetBytes(resource.ToJsonString()), Lenient).Draft!;
    }
}
