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
        Collect(document, 0, values);
    }

    /// <summary>Adds the values of the resource in a bundle's entry to <paramref name="values"/>; nothing where the entry has none.</summary>
    public void Collect(BundleDocument bundle, BundleEntryView entry, IndexValues values)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(values);
        if (entry.Node >= 0)
        {
            Collect(bundle.Document, entry.Node, values);
        }
    }

    private void Collect(FhirDocument document, int resource, IndexValues values)
    {
        var plan = PlanOf(definitions.Types[document.Nodes[resource].Type]);
        var collector = new ValueCollector(document, plan, values, local) { Resource = resource };
        collector.Walk(resource, plan.Root);
        collector.Finish();
    }

    private IndexPlan PlanOf(TypeDefinition type) => _plans.GetOrAdd(type.Name, static (_, a) => IndexPlan.For(a.definitions, a.type), (definitions, type));
}
