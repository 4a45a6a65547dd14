using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;

namespace Helhed.Records;

/// <summary>A search parameter that the region has added.</summary>
/// <param name="Type">The resource type.</param>
/// <param name="Definition">Its definition; <see cref="SearchParameterDefinition.Index"/> is above R4's own.</param>
/// <param name="Expression">Where its values are.</param>
/// <param name="IsReady">False while resources from before are being indexed: it is collected, but not searched.</param>
internal sealed record CustomParameter(TypeDefinition Type, SearchParameterDefinition Definition, FhirPathExpression Expression, bool IsReady);

/// <summary>The region's own search parameters, as this node knows them: replaced as a whole when one is added or taken away.</summary>
internal sealed class CustomParameters
{
    private volatile Dictionary<int, CustomParameter[]> _byType = [];

    /// <summary>Of one type.</summary>
    public IReadOnlyList<CustomParameter> Of(TypeDefinition type) => _byType.GetValueOrDefault(type.Index) ?? [];

    /// <summary>All of them.</summary>
    public IEnumerable<CustomParameter> All => _byType.Values.SelectMany(p => p);

    public void Replace(IEnumerable<CustomParameter> parameters) => _byType = parameters.GroupBy(p => p.Type.Index).ToDictionary(g => g.Key, g => g.ToArray());

    /// <summary>Adds their values; an expression that fails on this resource adds none.</summary>
    public void Collect(IndexExtractor extractor, TypeDefinition type, FhirDocument document, IndexValues values)
    {
        foreach (var parameter in Of(type))
        {
            extractor.Collect(document, parameter.Definition, parameter.Expression, values);
        }
    }
}
