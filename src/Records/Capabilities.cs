using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;

namespace Helhed.Records;

/// <summary>What can be searched: the one answer behind the search itself and the CapabilityStatement.</summary>
internal static class Capabilities
{
    private static readonly IndexExtractor Extractor = new(R4Definitions.Default, TimeZoneInfo.Utc);

    public static bool IsSearchable(TypeDefinition type, SearchParameterDefinition parameter) =>
        parameter.Code is "_id" or "_lastUpdated" || Extractor.ParametersOf(type).Contains(parameter);

    /// <summary>True when references by it name their target as Type/id. Those of the region's own parameters may.</summary>
    public static bool IsFollowed(TypeDefinition type, SearchParameterDefinition parameter) =>
        parameter.Index >= R4Definitions.Default.SearchParameters.Count || Extractor.FollowedOf(type).Contains(parameter);

    /// <summary>True when references by it name their target by its canonical address, and not otherwise.</summary>
    public static bool IsCanonical(TypeDefinition type, SearchParameterDefinition parameter) =>
        !IsFollowed(type, parameter) && Extractor.CanonicalOf(type).Contains(parameter);

    /// <summary>The canonical addresses in a resource by a parameter, with <c>|version</c> where they have one.</summary>
    public static IEnumerable<string> CanonicalsIn(FhirDocument document, SearchParameterDefinition parameter)
    {
        var values = new IndexValues();
        Extractor.Collect(document, values);
        return values.References.Where(r => r.Parameter == parameter && r.Id.IsEmpty).Select(r => Encoding.UTF8.GetString(r.Url.Span)).ToList();
    }
}
