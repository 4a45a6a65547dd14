using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>
/// Finds what a reference points at: a contained resource, an entry of the Bundle by its fullUrl, or what the context knows. See
/// <see href="https://hl7.org/fhir/R4/bundle.html#references"/>.
/// </summary>
internal static class References
{
    /// <param name="m">The evaluation.</param>
    /// <param name="item">A Reference, or a uri, canonical or text that is one.</param>
    public static PathNode? Resolve(Machine m, in PathItem item)
    {
        if (Text(item) is not { Length: > 0 } reference)
        {
            return null;
        }

        var holder = item.Kind == ItemKind.Node ? item.Node : m.Focus;
        if (reference[0] == '#')
        {
            return Contained(holder.Root, reference.AsSpan(1));
        }

        if (InBundle(m, holder, reference) is { } entry)
        {
            return entry;
        }

        return m.Context.Resolve(reference) is { } document ? new PathNode(document, 0) : null;
    }

    private static string? Text(in PathItem item)
    {
        if (SystemValue.IsText(item))
        {
            return SystemValue.Text(item);
        }

        return item.Kind == ItemKind.Node && item.Raw.Kind == NodeKind.Object && item.Node.Type.Name == "Reference"
            && new NodeReader(item.Document, item.Index).Child("reference"u8) is { Node.Kind: NodeKind.String } text
            ? text.Text()
            : null;
    }

    // "#" alone is the container itself.
    private static PathNode? Contained(in PathNode root, ReadOnlySpan<char> id)
    {
        if (id.IsEmpty)
        {
            return root;
        }

        foreach (var child in new ElementChildren(root.Document, root.Index))
        {
            ref readonly var node = ref root.Document.Nodes[child];
            if (TypeTable.Types[root.Node.Type].Elements[node.Ordinal].Name == "contained"
                && new NodeReader(root.Document, child).Child("id"u8) is { Node.Kind: NodeKind.String } own && id.SequenceEqual(own.Text()))
            {
                return new PathNode(root.Document, child);
            }
        }

        return null;
    }

    private static PathNode? InBundle(Machine m, in PathNode holder, string reference)
    {
        var document = holder.Document;
        if (document.TypeName != "Bundle")
        {
            return null;
        }

        // Only the document that is evaluated has its entries kept.
        var entries = ReferenceEquals(document, m.Focus.Document) ? m.Entries(() => Entries(document)) : Entries(document);
        var unversioned = reference.IndexOf("/_history/", StringComparison.Ordinal) is var at and > 0 ? reference[..at] : reference;
        if (entries.TryGetValue(reference, out var index) || entries.TryGetValue(unversioned, out index))
        {
            return new PathNode(document, index);
        }

        return !reference.Contains(':', StringComparison.Ordinal) && Base(holder) is { } root && entries.TryGetValue(root + unversioned, out index)
            ? new PathNode(document, index)
            : null;
    }

    // The address before "Type/id" in the fullUrl of the entry that the reference stands in.
    private static string? Base(in PathNode holder)
    {
        var resource = holder.Root;
        if (resource.Node.Parent <= 0)
        {
            return null;
        }

        var fullUrl = new NodeReader(resource.Document, resource.Node.Parent).Child("fullUrl"u8)?.Text();
        var id = fullUrl?.LastIndexOf('/') ?? -1;
        var type = id > 0 ? fullUrl!.LastIndexOf('/', id - 1) : -1;
        return type > 0 ? fullUrl![..(type + 1)] : null;
    }

    private static Dictionary<string, int> Entries(FhirDocument bundle)
    {
        var entries = new Dictionary<string, int>();
        foreach (var entry in bundle.Root.Children)
        {
            if (entry.TypeName == "Bundle.entry" && entry.Child("fullUrl"u8) is { Node.Kind: NodeKind.String } url && entry.Child("resource"u8) is { } resource)
            {
                entries.TryAdd(url.Text(), resource.Index);
            }
        }

        return entries;
    }
}
