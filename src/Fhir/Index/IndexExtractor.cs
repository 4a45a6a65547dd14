using System.Collections.Concurrent;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Index;

/// <summary>
/// Collects the values of all search parameters of a resource in one walk over its nodes.
/// See <see href="https://hl7.org/fhir/R4/search.html"/>.
/// </summary>
/// <param name="definitions">The R4 definitions.</param>
/// <param name="local">Zone of dates that are written without one: the zone of the people who search for "today".</param>
public sealed class IndexExtractor(R4Definitions definitions, TimeZoneInfo local)
{
    private readonly ConcurrentDictionary<string, IndexPlan> _plans = new();

    /// <summary>The parameters of a type that are collected.</summary>
    public IReadOnlySet<SearchParameterDefinition> ParametersOf(TypeDefinition type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return PlanOf(type).Covered;
    }

    /// <summary>Adds the document's values to <paramref name="values"/>.</summary>
    public void Collect(FhirDocument document, IndexValues values)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(values);
        var plan = PlanOf(definitions.Types[document.Nodes[0].Type]);
        var collector = new ValueCollector(document, plan, values, local);
        collector.Walk(0, plan.Root);
        collector.Finish();
    }

    private IndexPlan PlanOf(TypeDefinition type) => _plans.GetOrAdd(type.Name, static (_, a) => IndexPlan.For(a.definitions, a.type), (definitions, type));
}
