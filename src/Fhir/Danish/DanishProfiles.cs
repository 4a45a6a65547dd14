using Helhed.Fhir.Json;
using Helhed.Fhir.Shorthand;
using Helhed.Fhir.Validation;

namespace Helhed.Fhir.Danish;

/// <summary>A Danish implementation guide whose constraints Helhed states itself.</summary>
/// <param name="Package">Id of the published package, e.g. <c>hl7.fhir.dk.core</c>.</param>
/// <param name="Version">The version that is stated.</param>
/// <param name="Canonical">What the addresses of its definitions begin with.</param>
public sealed record DanishGuide(string Package, string Version, string Canonical)
{
    internal IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>
/// DK Core and MedCom as Helhed states them: constraints only, in shorthand (<c>Guides/*.fsh</c>), tolerant where messages in use are
/// more varied than the guides. The published packages can be loaded in their place. See
/// <c>docs/decisions/2026-11-22-danish-profiles-as-shorthand.md</c>.
/// </summary>
public static class DanishProfiles
{
    private static readonly string[] TolerantIds =
    [
        "dk-core-gln-identifier", "dk-core-sor-identifier", "dk-core-observation", "medcom-core-practitionerrole", "medcom-core-diagnosticreport", "medcom-messaging-provenance",
        "medcom-acknowledgement-operationoutcome", "medcom-careCommunication-message", "medcom-careCommunication-messageHeader", "medcom-hospitalNotification-message",
        "medcom-homeCare-observation", "medcom-homecare-diagnosticreport",
    ];

    private const string MedCom = "http://medcomfhir.dk/ig/";

    private static readonly Lazy<IReadOnlyList<FhirDocument>> All = new(Read);
    private static readonly Lazy<IReadOnlyList<FhirDocument>> Tolerant = new(() => [.. All.Value.Where(d => TolerantIds.Contains(d.Id!))]);
    private static readonly Lazy<Profiles> WithR4 = new(() => Profiles.R4.With(All.Value));

    /// <summary>The guides, with the versions that are stated.</summary>
    public static IReadOnlyList<DanishGuide> Guides { get; } =
    [
        new("hl7.fhir.dk.core", "3.8.0", "http://hl7.dk/fhir/core") { Files = ["systems", "dk-core-identifiers", "dk-core", "dk-core-observations"] },
        new("medcom.fhir.dk.core", "4.0.0", MedCom + "core") { Files = ["medcom-core"] },
        new("medcom.fhir.dk.messaging", "4.0.1", MedCom + "messaging") { Files = ["medcom-messaging"] },
        new("medcom.fhir.dk.acknowledgement", "2.0.3", MedCom + "acknowledgement") { Files = ["medcom-acknowledgement"] },
        new("medcom.fhir.dk.carecommunication", "5.0.4", MedCom + "carecommunication") { Files = ["medcom-carecommunication"] },
        new("medcom.fhir.dk.hospitalnotification", "3.0.2", MedCom + "hospitalnotification") { Files = ["medcom-hospitalnotification"] },
        new("medcom.fhir.dk.homecareobservation", "1.1.0", MedCom + "homecareobservation") { Files = ["medcom-homecareobservation"] },
    ];

    /// <summary>Their profiles and extensions (StructureDefinition); read at the first use. The codes they are bound to are in <c>TerminologyStore.Denmark</c>.</summary>
    public static IReadOnlyList<FhirDocument> Definitions => All.Value;

    /// <summary>
    /// Those of the definitions that are tolerant, or mended, where the published ones are not. To use published packages with the same
    /// tolerance, add these behind them: <c>Profiles.R4.With(packages).With(DanishProfiles.Tolerances)</c>.
    /// </summary>
    public static IReadOnlyList<FhirDocument> Tolerances => Tolerant.Value;

    /// <summary>R4's own profiles and the Danish ones.</summary>
    public static Profiles Profiles => WithR4.Value;

    /// <summary>Danish text of an invariant of the guides (<c>ElementDefinition.constraint.key</c>), or null.</summary>
    public static string? TextOf(string invariant) => DanishInvariants.Danish(invariant);

    private static IReadOnlyList<FhirDocument> Read()
    {
        var result = ShorthandReader.Read([.. Guides.SelectMany(g => g.Files.Select(f => new ShorthandFile(f + ".fsh", Text(f), g.Canonical, g.Version)))]);

        // The files are part of the program: a problem in them is a bug, which the first test meets.
        return result.Problems.Count == 0 ? result.Documents : throw new InvalidDataException(string.Join('\n', result.Problems));
    }

    private static string Text(string file)
    {
        using var reader = new StreamReader(typeof(DanishProfiles).Assembly.GetManifestResourceStream($"{file}.fsh")!);
        return reader.ReadToEnd();
    }
}
