using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;

namespace Helhed.Records;

/// <summary>What can be searched: the one answer behind the search itself and the CapabilityStatement.</summary>
internal static class Capabilities
{
    private static readonly IndexExtractor Extractor = new(R4Definitions.Default, TimeZoneInfo.Utc);

    public static bool IsSearchable(TypeDefinition type, SearchParameterDefinition parameter) =>
        parameter.Code is "_id" or "_lastUpdated" || Extractor.ParametersOf(type).Contains(parameter);
}
