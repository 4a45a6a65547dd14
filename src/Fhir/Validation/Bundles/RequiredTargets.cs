using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// The references whose targets must be in the bundle: those of a document's Composition
/// (<see href="https://hl7.org/fhir/R4/documents.html#content"/>) and the focus of a message
/// (<see href="https://hl7.org/fhir/R4/messageheader-definitions.html#MessageHeader.focus"/>).
/// </summary>
internal readonly struct RequiredTargets(BundleView bundle)
{
    private readonly HashSet<int> _nodes = [];

    /// <summary>The Reference nodes.</summary>
    public HashSet<int> Collect()
    {
        if (bundle.Entries.Count > 0 && bundle.Entries[0] is { Resource: >= 0 } first)
        {
            var resource = new NodeReader(bundle.Document, first.Resource);
            if (bundle.Type == "document" && first.Type == "Composition")
            {
                CollectComposition(resource);
            }
            else if (bundle.Type == "message" && first.Type == "MessageHeader")
            {
                Add(resource, "focus"u8);
            }
        }

        return _nodes;
    }

    private void CollectComposition(NodeReader composition)
    {
        Add(composition, "subject"u8);
        Add(composition, "encounter"u8);
        Add(composition, "author"u8);
        Add(composition, "custodian"u8);
        foreach (var attester in DefinitionReader.All(composition, "attester"u8))
        {
            Add(attester, "party"u8);
        }

        foreach (var happening in DefinitionReader.All(composition, "event"u8))
        {
            Add(happening, "detail"u8);
        }

        // Sections lie in sections; the table has them all in order.
        for (var i = composition.Index + 1; i < composition.Node.End; i++)
        {
            var node = new NodeReader(bundle.Document, i);
            if (node.Node.Kind == NodeKind.Object && node.TypeName == "Composition.section")
            {
                Add(node, "author"u8);
                Add(node, "focus"u8);
                Add(node, "entry"u8);
            }
        }
    }

    private void Add(NodeReader parent, ReadOnlySpan<byte> name)
    {
        foreach (var reference in DefinitionReader.All(parent, name))
        {
            _nodes.Add(reference.Index);
        }
    }
}
