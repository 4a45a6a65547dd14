namespace Helhed.Fhir.Comparing;

/// <summary>
/// What of a resource a canonical form covers, as in <see href="https://hl7.org/fhir/R4/json.html#canonical">canonical JSON</see>.
/// </summary>
public enum CanonicalForm
{
    /// <summary>Everything: <c>http://hl7.org/fhir/canonicalization/json</c>.</summary>
    Everything,

    /// <summary>All but the narrative of the resource: <c>…/json#data</c>.</summary>
    Data,

    /// <summary>All but the narrative and the meta of the resource, so that it can pass from server to server: <c>…/json#static</c>.</summary>
    Static,

    /// <summary>Only the narratives and the ids of resources: <c>…/json#narrative</c>.</summary>
    Narrative,

    /// <summary>All of a Bundle but its own id and meta: <c>…/json#document</c>.</summary>
    Document,
}
