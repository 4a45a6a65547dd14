using Helhed.Fhir.Json;

namespace Helhed.Fhir.Comparing;

/// <summary>One occurrence of an element: its value, and for a primitive the twin with its id and extensions. -1 where there is none.</summary>
internal readonly record struct ElementItem(int Value, int Companion)
{
    /// <summary>The occurrences of every element of an object, in the order of the specification.</summary>
    public static SortedDictionary<int, List<ElementItem>> Of(FhirDocument document, int parent)
    {
        var elements = new SortedDictionary<int, List<ElementItem>>();
        if (parent < 0)
        {
            return elements;
        }

        for (var i = parent + 1; i < document.Nodes[parent].End; i = document.Nodes[i].End)
        {
            ref readonly var node = ref document.Nodes[i];
            var isCompanion = (node.Flags & NodeFlags.Companion) != 0;
            if (isCompanion && (node.Twin != 0 || node.Kind == NodeKind.Null))
            {
                continue; // told with its value, or nothing
            }

            if (!elements.TryGetValue(node.Ordinal, out var items))
            {
                elements.Add(node.Ordinal, items = []);
            }

            items.Add(isCompanion ? new ElementItem(-1, i) : new ElementItem(Some(document, i), node.Twin == 0 ? -1 : Some(document, node.Twin)));
        }

        return elements;
    }

    private static int Some(FhirDocument document, int node) => document.Nodes[node].Kind == NodeKind.Null ? -1 : node;
}
