using Helhed.Fhir.Definitions;

namespace Helhed.Records;

/// <summary>
/// Parameters that are by definition two others together: <c>combo-code</c> is <c>code</c> or <c>component-code</c>. No rows are kept
/// for them; a search asks for the others. See <see href="https://hl7.org/fhir/R4/observation.html#search"/>.
/// </summary>
internal static class ParameterAliases
{
    private static readonly HashSet<string> Codes = ["combo-code", "combo-value-quantity", "combo-value-concept", "combo-data-absent-reason"];

    private static readonly Lazy<Dictionary<SearchParameterDefinition, SearchParameterDefinition[]>> Parts = new(Find);

    public static bool IsAlias(SearchParameterDefinition parameter) => parameter.Code[0] == 'c' && Codes.Contains(parameter.Code);

    /// <summary>The parameters whose rows a search for one asks.</summary>
    public static SearchParameterDefinition[] StoredAs(SearchParameterDefinition parameter) => Parts.Value.GetValueOrDefault(parameter) ?? [parameter];

    private static Dictionary<SearchParameterDefinition, SearchParameterDefinition[]> Find()
    {
        var all = R4Definitions.Default.ParametersFor("Observation");
        return all.Where(IsAlias).ToDictionary(p => p, p => all.Where(q => q.Code == p.Code[6..] || q.Code == "component-" + p.Code[6..]).ToArray());
    }
}
