// https://hl7.org/fhir/R4/terminologycapabilities.html
using Helhed.Fhir.R4;
using Helhed.Platform.Data;
using Helhed.Records.Http;

namespace Helhed.Records.Terminology;

/// <summary>What the terminology service can do: <c>GET /fhir/metadata?mode=terminology</c>.</summary>
internal static class TerminologyMetadata
{
    // Each with its versions; a region has some dozens beside R4's thousand.
    private const int MostStored = 5000;

    private static readonly string[] HierarchyOperators = ["is-a", "descendent-of", "is-not-a", "generalizes"];
    private static readonly string[] ValueOperators = ["=", "in", "not-in", "regex", "exists"];

    public static async ValueTask<TerminologyCapabilities> Statement(SqlSession session, string server) => new()
    {
        Url = $"{server}/metadata?mode=terminology",
        Version = typeof(TerminologyMetadata).Assembly.GetName().Version!.ToString(3),
        Name = "HelhedTerminology",
        Title = "Helhed's terminology service",
        Status = "active",
        Date = "2026-11-22",
        Publisher = "Helhed",
        Description = "Code systems, value sets and concept maps: R4's own, the Danish ones, and those that were stored or imported.",
        Kind = "instance",
        Software = new() { Name = "Helhed", Version = typeof(TerminologyMetadata).Assembly.GetName().Version!.ToString(3) },
        Implementation = new() { Description = "Helhed's record store", Url = server },
        LockedDate = false,
        CodeSystem = [.. (await Stored(session)).Concat(BuiltIn()).GroupBy(s => s.Url).OrderBy(s => s.Key, StringComparer.Ordinal).Select(CodeSystemOf)],
        Expansion = new()
        {
            Hierarchical = true,
            Paging = true,
            Incomplete = false,
            Parameter = [.. TerminologyOperations.All[0].Parameters.Where(p => !p.IsOutput && p.Name is not ("url" or "valueSet" or "valueSetVersion"))
                .Select(p => new TerminologyCapabilitiesExpansionParameter { Name = p.Name, Documentation = p.Documentation })],
            TextFilter = "Words in any order, each the beginning of a word of a display, a designation or a code. Case and accents do not matter; æ, ø and å are found as ae, o and a too.",
        },
        CodeSearch = "all",
        ValidateCode = new() { Translations = true },
        Translation = new() { NeedsMap = false },
    };

    private static async ValueTask<IEnumerable<(string Url, string? Version)>> Stored(SqlSession session) =>
        await session.Query(
            "SELECT url, version FROM term_system WHERE state = 1 AND content <> 4 ORDER BY sid DESC LIMIT $1", r => (r.Text(0), r.Text(1) is { Length: > 0 } version ? version : (string?)null), MostStored);

    private static IEnumerable<(string Url, string? Version)> BuiltIn() => CodeCatalog.BuiltIn.Addresses("CodeSystem").Select(url => (url, (string?)null));

    private static TerminologyCapabilitiesCodeSystem CodeSystemOf(IGrouping<string, (string Url, string? Version)> versions)
    {
        var codes = versions.Select(v => v.Version).OfType<string>().Distinct().OrderDescending(Comparer<string>.Create(CanonicalUrl.Compare)).ToList();
        return new TerminologyCapabilitiesCodeSystem
        {
            Uri = versions.Key,
            Version = [.. codes.Select((code, i) => new TerminologyCapabilitiesCodeSystemVersion
            {
                Code = code,
                IsDefault = i == 0,
                Compositional = false,
                Filter = [new() { Code = "concept", Op = [.. HierarchyOperators, .. ValueOperators] }],
            })],
            Subsumption = true,
        };
    }
}
