using System.Text.RegularExpressions;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;

namespace Helhed.Access.Scopes;

/// <summary>
/// What of a scope's query the store can hold a resource against: R4's own tokens, strings, dates and references with plain values. A scope
/// with anything else would let nothing through, so nobody is to be asked for it.
/// </summary>
internal static partial class ScopeQuery
{
    /// <summary>What a query in a scope may be, for messages.</summary>
    internal const string Cure = "behind ? stand search parameters that narrow, as name=value joined by &: tokens, strings, dates and references of the type, without modifiers and chains";

    private static readonly IndexExtractor Extractor = new(R4Definitions.Default, TimeZoneInfo.Utc);

    /// <summary>Whether a query that is well written can be asked for.</summary>
    /// <param name="type">A resource type.</param>
    /// <param name="query">Names and values, as they stand behind '?'.</param>
    /// <returns>True when it narrows by what is there.</returns>
    internal static bool CanBeAsked(string type, string query)
    {
        var definition = R4Definitions.Default.FindResource(type)!;
        foreach (var pair in query.Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (Find(definition, pair[..equals]) is not { } kind || !IsValue(kind, Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '))))
            {
                return false;
            }
        }

        return true;
    }

    private static SearchParameterType? Find(TypeDefinition type, string name)
    {
        foreach (var parameter in R4Definitions.Default.ParametersFor(type.Name))
        {
            if (parameter.Code == name)
            {
                return parameter.Code is "_id" or "_lastUpdated" || Extractor.ParametersOf(type).Contains(parameter) ? parameter.Type : null;
            }
        }

        return null;
    }

    private static bool IsValue(SearchParameterType kind, string value) => kind switch
    {
        SearchParameterType.Date => Array.TrueForAll(value.Split(','), one => Date().IsMatch(one)),
        SearchParameterType.Token => Array.TrueForAll(value.Split(','), one => one.Trim('|').Length > 0),
        SearchParameterType.Reference or SearchParameterType.String => Array.TrueForAll(value.Split(','), one => one.Length > 0),
        _ => false,
    };

    [GeneratedRegex("^(eq|gt|lt|ge|le|sa|eb|ap|ne)?[0-9]{4}(-(0[1-9]|1[0-2])(-[0-3][0-9](T[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
