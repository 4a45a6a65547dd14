namespace Helhed.Fhir.Json;

/// <summary>One entry of a bundle, as positions in the bundle's document.</summary>
/// <param name="Index">Position among the entries, from 0.</param>
/// <param name="FullUrl">Identity within the bundle, or null.</param>
/// <param name="Method">HTTP method of its request, or null.</param>
/// <param name="Url">Address of its request, or null.</param>
/// <param name="IfMatch">Precondition of its request, or null.</param>
/// <param name="IsConditional">True when its request has ifNoneExist or ifNoneMatch.</param>
/// <param name="ResourceType">Type of its resource, or null when it has none.</param>
/// <param name="ResourceId">Id of its resource, or null.</param>
public sealed record BundleEntryView(
    int Index, string? FullUrl, string? Method, string? Url, string? IfMatch, bool IsConditional, string? ResourceType, string? ResourceId)
{
    internal int Node { get; init; }
}

/// <summary>A bundle's entries without making records of them, and their resources with references replaced.</summary>
public sealed class BundleDocument
{
    private readonly FhirDocument _document;

    /// <summary>A view of a parsed Bundle.</summary>
    /// <exception cref="ArgumentException">The document is no Bundle.</exception>
    public BundleDocument(FhirDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.TypeName != "Bundle")
        {
            throw new ArgumentException("The document is no Bundle.", nameof(document));
        }

        _document = document;
        Type = document.Root.Child("type"u8)?.Text() ?? "";
        Entries = ReadEntries();
    }

    /// <summary>The bundle itself.</summary>
    public FhirDocument Document => _document;

    /// <summary><c>Bundle.type</c>.</summary>
    public string Type { get; }

    /// <summary>The entries in order.</summary>
    public IReadOnlyList<BundleEntryView> Entries { get; }

    /// <summary>JSON of an entry's resource, with every reference that is a key of <paramref name="renamed"/> replaced by its value.</summary>
    public ReadOnlyMemory<byte> Resource(BundleEntryView entry, IReadOnlyDictionary<string, string> renamed)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(renamed);
        ref readonly var root = ref _document.Nodes[entry.Node];
        var json = _document.Json.Slice(root.Start, root.Length);
        if (renamed.Count == 0)
        {
            return json;
        }

        var output = new MemoryStream(json.Length);
        var copied = root.Start;
        for (var i = entry.Node + 1; i < root.End; i++)
        {
            ref readonly var node = ref _document.Nodes[i];
            if (node.Kind == NodeKind.String && MayRefer(i) && renamed.TryGetValue(_document.Text(i), out var target))
            {
                output.Write(_document.Json.Span[copied..node.Start]);
                output.Write(System.Text.Json.JsonEncodedText.Encode(target).EncodedUtf8Bytes);
                copied = node.Start + node.Length;
            }
        }

        if (copied == root.Start)
        {
            return json;
        }

        output.Write(_document.Json.Span[copied..(root.Start + root.Length)]);
        return output.ToArray();
    }

    // https://hl7.org/fhir/R4/http.html#trules: references, and elements of the types uri, url, oid and uuid.
    private bool MayRefer(int index)
    {
        var node = new NodeReader(_document, index);
        return node.TypeName is "uri" or "url" or "oid" or "uuid" or "canonical"
            || (node.TypeName == "string" && _document.Definitions.Types[_document.Nodes[node.Node.Parent].Type] is { Name: "Reference" } parent && parent.Elements[node.Node.Ordinal].Name == "reference");
    }

    private List<BundleEntryView> ReadEntries()
    {
        var entries = new List<BundleEntryView>();
        foreach (var child in _document.Root.Children)
        {
            if (child.TypeName != "Bundle.entry")
            {
                continue;
            }

            var resource = child.Child("resource"u8);
            var request = child.Child("request"u8);
            entries.Add(new BundleEntryView(
                entries.Count, child.Child("fullUrl"u8)?.Text(), request?.Child("method"u8)?.Text(), request?.Child("url"u8)?.Text(), request?.Child("ifMatch"u8)?.Text(),
                request?.Child("ifNoneExist"u8) is not null || request?.Child("ifNoneMatch"u8) is not null, resource?.TypeName, resource?.Child("id"u8)?.Text())
            { Node = resource?.Index ?? -1 });
        }

        return entries;
    }
}
