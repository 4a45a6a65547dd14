using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Index;

/// <summary>Whether nodes meet the conditions of a path: <c>where(system='phone')</c>, <c>where(resolve() is Patient)</c>.</summary>
/// <param name="document">The document.</param>
/// <param name="resource">Node of the resource that is walked.</param>
internal readonly struct FilterCheck(FhirDocument document, int resource)
{
    public bool Passes(int index, PathFilter filter)
    {
        if (ReferenceEquals(filter, PathFilter.FirstOnly))
        {
            return (document.Nodes[index].Flags & NodeFlags.First) != 0;
        }

        var node = new NodeReader(document, index);
        if (filter.Element is { } element)
        {
            return node.Child(element) is { } child && document.Plain(child.Index).SequenceEqual(filter.Value);
        }

        if (node.Child("reference"u8) is not { } reference)
        {
            return false;
        }

        var text = document.Utf8(reference.Index);
        return !text.IsEmpty && text.Span[0] == (byte)'#'
            ? IsContained(text.Span[1..], filter.Resolves)
            : ReferenceText.TryParse(text, out var type, out _) && type.Span.SequenceEqual(filter.Resolves);
    }

    // What a contained resource refers to by '#' stands beside it in the same container.
    private bool IsContained(ReadOnlySpan<byte> id, ReadOnlySpan<byte> type)
    {
        var parent = document.Nodes[resource].Parent;
        return Contains(resource, id, type)
            || (parent >= 0 && document.Definitions.Types[document.Nodes[parent].Type].Kind == TypeKind.Resource && Contains(parent, id, type));
    }

    private bool Contains(int container, ReadOnlySpan<byte> id, ReadOnlySpan<byte> type)
    {
        foreach (var child in new ChildEnumerator(document, container))
        {
            if (child.Node.Kind == NodeKind.Object && document.Definitions.Types[child.Node.Type].Kind == TypeKind.Resource
                && Ascii.Equals(type, child.TypeName) && child.Child("id"u8) is { } own && document.Utf8(own.Index).Span.SequenceEqual(id))
            {
                return true;
            }
        }

        return false;
    }
}
