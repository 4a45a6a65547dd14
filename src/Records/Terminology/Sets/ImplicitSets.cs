using Helhed.Fhir.R4;

namespace Helhed.Records.Terminology;

/// <summary>
/// Value sets that an address alone defines: SNOMED CT's <c>?fhir_vs</c> (<see href="https://hl7.org/fhir/R4/snomedct.html#implicit"/>),
/// LOINC's and UCUM's <c>/vs</c>, and the document by which R4 names the MIME types.
/// </summary>
internal static class ImplicitSets
{
    private const string Snomed = "http://snomed.info/sct";
    private const string Loinc = "http://loinc.org";

    public static ValueSet? TryRead(string canonical)
    {
        var (url, _) = CanonicalUrl.Split(canonical);
        switch (url)
        {
            case "http://www.rfc-editor.org/bcp/bcp13.txt":
                return All(url, "urn:ietf:bcp:13", null);
            case "http://unitsofmeasure.org/vs":
                return All(url, "http://unitsofmeasure.org", null);
            case Loinc + "/vs":
                return All(url, Loinc, null);
            default:
                return url.StartsWith(Loinc + "/vs/", StringComparison.Ordinal) ? OfLoinc(url, url[(Loinc.Length + 4)..]) : OfSnomed(url);
        }
    }

    /// <summary>Every code of a system, or those that meet a filter.</summary>
    public static ValueSet All(string url, string system, string? version, params ValueSetComposeIncludeFilter[] filters) => new()
    {
        Url = url,
        Version = version,
        Status = "active",
        Compose = new() { Include = [new ValueSetComposeInclude { System = system, Version = version, Filter = filters }] },
    };

    // LP… is a part of the hierarchy, LL… a list of answers.
    private static ValueSet OfLoinc(string url, string id) => id.StartsWith("LP", StringComparison.Ordinal)
        ? All(url, Loinc, null, Filter("ancestor", "=", id))
        : All(url, Loinc, null, Filter("LIST", "=", id));

    private static ValueSet? OfSnomed(string url)
    {
        var query = url.IndexOf("?fhir_vs", StringComparison.Ordinal);
        if (query < 0 || !url.StartsWith(Snomed, StringComparison.Ordinal))
        {
            return null;
        }

        // http://snomed.info/sct/554471000005108/version/20240331 names edition and day; SNOMED's versions are written so.
        var version = query == Snomed.Length ? null : url[..query];
        var asked = url[(query + 8)..];
        return asked switch
        {
            "" => All(url, Snomed, version),
            "=refset" => All(url, Snomed, version, Filter("refset", "exists", "true")),
            _ when asked.StartsWith("=isa/", StringComparison.Ordinal) => All(url, Snomed, version, Filter("concept", "is-a", asked[5..])),
            _ when asked.StartsWith("=refset/", StringComparison.Ordinal) => All(url, Snomed, version, Filter("concept", "in", asked[8..])),
            _ => null,
        };
    }

    private static ValueSetComposeIncludeFilter Filter(string property, string op, string value) => new() { Property = property, Op = op, Value = value };
}
