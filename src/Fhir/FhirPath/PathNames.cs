using System.Globalization;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>
/// pathname(): the path that leads to an element and to nothing else, in FHIRPath's own names (<c>value</c> for <c>valueQuantity</c>). See
/// <see href="https://hl7.org/fhirpath/#fn-pathname"/>.
/// </summary>
internal static class PathNames
{
    /// <param name="document">The document.</param>
    /// <param name="index">The element's node.</param>
    /// <param name="isShort">Whether an index is left out where there can be only one item.</param>
    public static string Of(FhirDocument document, int index, bool isShort)
    {
        var path = new StringBuilder();
        Append(path, document, index, isShort);
        return path.ToString();
    }

    private static void Append(StringBuilder path, FhirDocument document, int index, bool isShort)
    {
        ref readonly var node = ref document.Nodes[index];
        if (node.Parent < 0)
        {
            path.Append(TypeTable.Types[node.Type].Name);
            return;
        }

        // The elements of a primitive are those of its twin, which is no step of its own.
        var parent = node.Parent;
        ref readonly var holder = ref document.Nodes[parent];
        Append(path, document, (holder.Flags & NodeFlags.Companion) != 0 && holder.Twin > 0 ? holder.Twin : parent, isShort);
        var element = TypeTable.Types[holder.Type].Elements[node.Ordinal];
        var name = element.Choice.Length > 0 ? element.Choice : element.Name;
        path.Append('.').Append(Parser.IsKeyword(name) ? $"`{name}`" : name);
        if (!isShort || element.IsList)
        {
            path.Append(CultureInfo.InvariantCulture, $"[{Place(document, parent, index, element)}]");
        }
    }

    private static int Place(FhirDocument document, int parent, int index, ElementDefinition element)
    {
        var place = 0;
        foreach (var sibling in new ElementChildren(document, parent))
        {
            if (sibling == index)
            {
                break;
            }

            place += document.Nodes[sibling].Ordinal == element.Ordinal ? 1 : 0;
        }

        return place;
    }
}
