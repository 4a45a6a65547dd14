using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;

namespace Helhed.Records.Searching;

/// <summary>The parameters a type can be searched by: R4's and the region's own.</summary>
internal sealed class SearchParameters(CustomParameters custom)
{
    private static readonly string[] TokenModifiers = ["", "not", "text", "in", "not-in", "above", "below"];
    private static readonly string[] IdentifierModifiers = [.. TokenModifiers, "of-type"];
    private static readonly string[] StringModifiers = ["", "exact", "contains"];
    private static readonly string[] UriModifiers = ["", "above", "below"];
    private static readonly string[] ReferenceModifiers = ["", "identifier", "above", "below", .. R4Definitions.Default.ResourceTypes.Select(t => t.Name)];
    private static readonly string[] IdModifiers = ["", "not"];
    private static readonly string[] NoModifiers = [""];

    /// <summary>A parameter by its name; null when the type has none of it. Not yet indexed ones are told apart by <paramref name="isReady"/>.</summary>
    public SearchParameterDefinition? Find(TypeDefinition type, string code, out bool isReady)
    {
        isReady = true;
        foreach (var parameter in R4Definitions.Default.ParametersFor(type.Name))
        {
            if (parameter.Code == code)
            {
                return Capabilities.IsSearchable(type, parameter) ? parameter : null;
            }
        }

        foreach (var parameter in custom.Of(type))
        {
            if (parameter.Definition.Code == code)
            {
                isReady = parameter.IsReady;
                return parameter.Definition;
            }
        }

        return null;
    }

    /// <summary>All reference parameters of a type.</summary>
    public IEnumerable<SearchParameterDefinition> References(TypeDefinition type) =>
        R4Definitions.Default.ParametersFor(type.Name).Where(p => p.Type == SearchParameterType.Reference && Capabilities.IsSearchable(type, p))
            .Concat(custom.Of(type).Where(p => p.IsReady && p.Definition.Type == SearchParameterType.Reference).Select(p => p.Definition));

    /// <summary>Adds the values of the region's own parameters to those of R4.</summary>
    public void Collect(IndexExtractor extractor, FhirDocument document, IndexValues values) =>
        CustomParameters.Collect(custom.Current, extractor, document, values);

    /// <summary>The modifiers that work for a parameter, beside <c>missing</c>; the empty one is none.</summary>
    public static string[] Modifiers(TypeDefinition type, SearchParameterDefinition parameter) => parameter.Type switch
    {
        _ when parameter.Code == "_id" => IdModifiers,
        _ when parameter.Code == "_lastUpdated" => NoModifiers,
        SearchParameterType.Token => ImpliedSystems.IsIdentifier(type, parameter) ? IdentifierModifiers : TokenModifiers,
        SearchParameterType.String => StringModifiers,
        SearchParameterType.Uri => UriModifiers,
        SearchParameterType.Reference => ReferenceModifiers,
        _ => NoModifiers,
    };

    /// <summary>True when matches can be ordered by it.</summary>
    public static bool IsSortable(SearchParameterDefinition parameter) =>
        parameter.Type is not (SearchParameterType.Composite or SearchParameterType.Special);
}
