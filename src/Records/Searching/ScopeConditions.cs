using System.Collections.Concurrent;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;

namespace Helhed.Records.Searching;

/// <summary>The query of an app's scope, such as <c>category=laboratory</c>, as conditions. See <see href="https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html"/>.</summary>
internal static class ScopeConditions
{
    private const int MostKept = 10_000;

    private static readonly SearchParameters Parameters = new(new CustomParameters());
    private static readonly ConcurrentDictionary<(int Type, string Query), IReadOnlyList<Condition>?> Known = new();

    /// <summary>The conditions; null when the query is not one of R4's parameters with plain values, and so nothing is let through.</summary>
    public static IReadOnlyList<Condition>? Of(TypeDefinition type, string query)
    {
        if (Known.TryGetValue((type.Index, query), out var known))
        {
            return known;
        }

        if (Known.Count > MostKept)
        {
            Known.Clear();
        }

        return Known.GetOrAdd((type.Index, query), _ => Read(type, query));
    }

    private static List<Condition>? Read(TypeDefinition type, string query)
    {
        var reader = new ConditionReader(Parameters, null);
        var conditions = new List<Condition>();
        try
        {
            foreach (var (name, value) in QueryText.Parse(query))
            {
                // Whatever would have to be looked up first (value sets, units, chains) is not of a scope.
                if (reader.Read(type, name, value) is not ValueCondition { IsUnequal: false, Modifier: "" or "not", Parameter.Type: SearchParameterType.Token or SearchParameterType.Date or SearchParameterType.Reference or SearchParameterType.String } condition)
                {
                    return null;
                }

                conditions.Add(condition);
            }
        }
        catch (SearchRefusedException)
        {
            return null;
        }

        return conditions.Count == 0 ? null : conditions;
    }
}
