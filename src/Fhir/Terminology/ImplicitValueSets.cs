namespace Helhed.Fhir.Terminology;

/// <summary>
/// Value sets that an address alone defines: SNOMED CT's <c>?fhir_vs</c> (<see href="https://hl7.org/fhir/R4/snomedct.html#implicit"/>),
/// LOINC's and UCUM's <c>/vs</c>, and the document by which R4 names the MIME types.
/// </summary>
internal static class ImplicitValueSets
{
    private const string Snomed = "http://snomed.info/sct";
    private const string Loinc = "http://loinc.org";

    public static ValueSetStatement? TryRead(string url)
    {
        if (url is "http://www.rfc-editor.org/bcp/bcp13.txt")
        {
            return All(url, "urn:ietf:bcp:13");
        }

        if (url is "http://unitsofmeasure.org/vs")
        {
            return All(url, "http://unitsofmeasure.org");
        }

        if (url.StartsWith(Loinc + "/vs", StringComparison.Ordinal))
        {
            return url.Length == Loinc.Length + 3 ? All(url, Loinc) : url[Loinc.Length + 3] == '/' ? All(url, Loinc, new CodeFilter("LIST", "=", url[(Loinc.Length + 4)..])) : null;
        }

        var query = url.IndexOf("?fhir_vs", StringComparison.Ordinal);
        if (query < 0 || !url.StartsWith(Snomed, StringComparison.Ordinal))
        {
            return null;
        }

        var asked = url[(query + 8)..];
        return asked switch
        {
            "" => All(url, Snomed),
            _ when asked.StartsWith("=isa/", StringComparison.Ordinal) => All(url, Snomed, new CodeFilter("concept", "is-a", asked[5..])),
            _ when asked[0] == '=' => All(url, Snomed, new CodeFilter("expression", "=", asked[1..])),
            _ => null,
        };
    }

    /// <summary>Every code of a system, or those that meet a filter.</summary>
    public static ValueSetStatement All(string url, string system, params CodeFilter[] filters) => new(url, null, true)
    {
        Include = [new Clause(system, null, [], [.. filters], [])],
        Exclude = [],
        Expansion = null,
        IsExpansionWhole = false,
    };
}
