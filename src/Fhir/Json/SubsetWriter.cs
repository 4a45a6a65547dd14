using System.Buffers;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Json;

/// <summary>Copies the shown parts of a document out of its bytes; what is shown whole is copied in one go.</summary>
internal readonly struct SubsetWriter(FhirDocument document, IBufferWriter<byte> output, ResourceSubset subset)
{
    private readonly Node[] _nodes = document.Nodes;

    private static ReadOnlySpan<byte> Tag => """{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED","display":"subsetted"}"""u8;

    public void WriteRoot()
    {
        var root = document.Root;
        var type = TypeOf(0);
        output.Write("{\"resourceType\":\""u8);
        output.Write(System.Text.Encoding.UTF8.GetBytes(type.Name));
        output.Write("\""u8);
        if (root.Child("id"u8) is { } id)
        {
            WriteGroup(id.Index, type.Elements[id.Node.Ordinal], isWhole: true);
        }

        WriteMeta(root.Child("meta"u8));
        foreach (var first in root.Firsts)
        {
            var element = type.Elements[first.Node.Ordinal];
            if (element.Name is not ("id" or "meta") && subset.Shows(type, element))
            {
                WriteGroup(first.Index, element, isWhole: !subset.PicksInside);
            }
        }

        output.Write("}"u8);
    }

    private TypeDefinition TypeOf(int node) => document.Definitions.Types[_nodes[node].Type];

    private void WriteMeta(NodeReader? meta)
    {
        output.Write(",\"meta\":{"u8);
        var isTagged = ResourceSubset.IsMarked(document);
        var further = isTagged ? default : Tag;
        var isFirst = true;
        if (meta is { } given)
        {
            var type = TypeOf(given.Index);
            foreach (var first in given.Firsts)
            {
                var element = type.Elements[first.Node.Ordinal];
                isTagged |= element.Name == "tag";
                WriteName(element, first.Index, isFirst);
                isFirst = false;
                WriteItems(first.Index, element, isWhole: true, element.Name == "tag" ? further : default);
            }
        }

        if (!isTagged)
        {
            output.Write(isFirst ? "\"tag\":["u8 : ",\"tag\":["u8);
            output.Write(Tag);
            output.Write("]"u8);
        }

        output.Write("}"u8);
    }

    // One JSON property: the value, or all items of the array, that begins with this node.
    private void WriteGroup(int first, ElementDefinition element, bool isWhole)
    {
        if (!isWhole && (_nodes[first].Flags & NodeFlags.Companion) != 0 && !HoldsPlace(first))
        {
            return;
        }

        WriteName(element, first, isFirst: false);
        WriteItems(first, element, isWhole, default);
    }

    private void WriteName(ElementDefinition element, int node, bool isFirst)
    {
        output.Write(isFirst ? "\""u8 : ",\""u8);
        output.Write((_nodes[node].Flags & NodeFlags.Companion) != 0 ? "_"u8 : default);
        output.Write(element.Utf8Name);
        output.Write("\":"u8);
    }

    private void WriteItems(int first, ElementDefinition element, bool isWhole, ReadOnlySpan<byte> further)
    {
        if (!element.IsList)
        {
            WriteValue(first, isWhole);
            return;
        }

        output.Write("["u8);
        foreach (var item in new ItemEnumerator(document, first))
        {
            output.Write(item.Index == first ? default : ","u8);
            WriteValue(item.Index, isWhole);
        }

        output.Write(further.IsEmpty ? default : ","u8);
        output.Write(further);
        output.Write("]"u8);
    }

    private void WriteValue(int node, bool isWhole)
    {
        ref readonly var value = ref _nodes[node];
        if (isWhole || value.Kind != NodeKind.Object || (value.Flags & NodeFlags.Companion) != 0 || !HasShown(node))
        {
            var quotes = value.Kind == NodeKind.String ? 1 : 0;
            output.Write(document.Json.Span.Slice(value.Start - quotes, value.Length + (2 * quotes)));
            return;
        }

        WritePicked(node);
    }

    private void WritePicked(int node)
    {
        var type = TypeOf(node);
        var isFirst = true;
        output.Write("{"u8);
        if (type.Kind == TypeKind.Resource)
        {
            output.Write("\"resourceType\":\""u8);
            output.Write(System.Text.Encoding.UTF8.GetBytes(type.Name));
            output.Write("\""u8);
            isFirst = false;
        }

        foreach (var first in new FirstEnumerator(document, node))
        {
            var element = type.Elements[first.Node.Ordinal];
            if (!IsPicked(element) || ((first.Node.Flags & NodeFlags.Companion) != 0 && !HoldsPlace(first.Index)))
            {
                continue;
            }

            WriteName(element, first.Index, isFirst);
            isFirst = false;
            WriteItems(first.Index, element, isWhole: false, default);
        }

        output.Write("}"u8);
    }

    private static bool IsPicked(ElementDefinition element) => element.IsSummary || element.Min > 0 || element.Name == "modifierExtension";

    // Of a value that has nothing to show inside, such as a reason why it is absent, all is shown: an object cannot be empty.
    private bool HasShown(int node)
    {
        var type = TypeOf(node);
        foreach (var child in new ChildEnumerator(document, node))
        {
            if (IsPicked(type.Elements[child.Node.Ordinal]) && ((child.Node.Flags & NodeFlags.Companion) == 0 || HoldsPlace(child.Index)))
            {
                return true;
            }
        }

        return false;
    }

    // Ids and extensions of primitives are no part of a summary, except where they stand in a value's place.
    private bool HoldsPlace(int first)
    {
        foreach (var item in new ItemEnumerator(document, first))
        {
            if (item.Node.Kind == NodeKind.Object && (item.Node.Twin == 0 || _nodes[item.Node.Twin].Kind == NodeKind.Null))
            {
                return true;
            }
        }

        return false;
    }
}
