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
    /// <summary>A search that must find nothing for its resource to be created, or null.</summary>
    public string? IfNoneExist { get; init; }

    /// <summary>Versions that its request is not for, or null.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>The instant since which what its request reads must have changed, or null.</summary>
    public string? IfModifiedSince { get; init; }

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

    /// <summary>JSON of an entry's resource, with every link that is a key of <paramref name="renamed"/> replaced by its value.</summary>
    public ReadOnlyMemory<byte> Resource(BundleEntryView entry, IReadOnlyDictionary<string, string> renamed)
    {
        ArgumentNullException.ThrowIfNull(renamed);
        return renamed.Count == 0 ? Resource(entry, static _ => null) : Resource(entry, renamed.GetValueOrDefault);
    }

    /// <summary>JSON of an entry's resource with its links renamed: references, elements of the types uri, url, oid and uuid, and addresses in narratives.</summary>
    /// <param name="entry">An entry with a resource.</param>
    /// <param name="rename">The new text of a link, or null to leave it.</param>
    public ReadOnlyMemory<byte> Resource(BundleEntryView entry, Func<string, string?> rename)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(rename);
        return new BundleLinks(_document).Renamed(entry.Node, rename);
    }

    /// <summary>Adds the conditional references of an entry's resource, such as <c>Patient?identifier=x</c>.</summary>
    /// <param name="entry">An entry; one without a resource has none.</param>
    /// <param name="references">Where they go.</param>
    public void AddConditionalReferences(BundleEntryView entry, HashSet<string> references)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(references);
        if (entry.Node >= 0)
        {
            new BundleLinks(_document).AddConditional(entry.Node, references);
        }
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
            {
                IfNoneExist = request?.Child("ifNoneExist"u8)?.Text(),
                IfNoneMatch = request?.Child("ifNoneMatch"u8)?.Text(),
                IfModifiedSince = request?.Child("ifModifiedSince"u8)?.Text(),
                Node = resource?.Index ?? -1,
            });
        }

        return entries;
    }
}
