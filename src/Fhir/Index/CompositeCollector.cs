using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Index;

/// <summary>Collects the groups of values of composite parameters.</summary>
internal readonly struct CompositeCollector(FhirDocument document, IndexPlan plan, IndexValues values, TimeZoneInfo local)
{
    public void Collect(CompositePlan composite, int index, int resource)
    {
        var parts = values.Parts ??= new IndexValues();
        var collector = new ValueCollector(document, plan, parts, local) { Resource = resource };
        var first = values.Composites.Count;
        var group = first == 0 ? 0 : values.Composites[^1].Group + 1;
        for (var i = 0; i < composite.Components.Count; i++)
        {
            var component = composite.Components[i];
            var kind = component.Definition.Type;
            var from = parts.CountOf(kind);
            collector.Walk(component.FromResource ? resource : index, component.Paths);
            if (parts.CountOf(kind) == from)
            {
                // A group without one of its parts can never be found.
                values.Composites.RemoveRange(first, values.Composites.Count - first);
                return;
            }

            for (var at = from; at < parts.CountOf(kind); at++)
            {
                values.Composites.Add(new CompositePart(composite.Parameter, group, i, kind, at, index == resource));
            }
        }
    }
}
