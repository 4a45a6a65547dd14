using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>An element of a document: what an expression is evaluated on, and what it can result in.</summary>
internal readonly record struct PathNode(FhirDocument Document, int Index)
{
    public ref readonly Node Node => ref Document.Nodes[Index];

    /// <summary>The element's own type: a <c>_name</c> twin without a value stands for the primitive.</summary>
    public TypeDefinition Type
    {
        get
        {
            ref readonly var node = ref Document.Nodes[Index];
            return (node.Flags & NodeFlags.Companion) == 0 ? TypeTable.Types[node.Type] : TypeTable.Types[Document.Nodes[node.Parent].Type].Elements[node.Ordinal].Type;
        }
    }

    /// <summary>The nearest resource that holds this element, or is it.</summary>
    public PathNode Resource
    {
        get
        {
            var index = Index;
            while (Document.Nodes[index].Parent >= 0 && TypeTable.Types[Document.Nodes[index].Type].Kind != TypeKind.Resource)
            {
                index = Document.Nodes[index].Parent;
            }

            return new PathNode(Document, index);
        }
    }

    /// <summary>
    /// The outermost resource that the element belongs to: the nearest one, or the one that contains that. A resource in a Bundle's entry
    /// or a Parameters' parameter stands for itself. See <see href="https://hl7.org/fhir/R4/fhirpath.html#variables"/>.
    /// </summary>
    public PathNode Root
    {
        get
        {
            var resource = Resource;
            ref readonly var node = ref resource.Node;
            if (node.Parent < 0)
            {
                return resource;
            }

            var parent = TypeTable.Types[Document.Nodes[node.Parent].Type];
            return parent.Kind == TypeKind.Resource && parent.Elements[node.Ordinal].Name == "contained" ? new PathNode(Document, node.Parent).Root : resource;
        }
    }
}
