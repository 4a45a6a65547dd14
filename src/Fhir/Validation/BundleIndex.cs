using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>One entry of a bundle.</summary>
internal readonly record struct BundleEntryPlace(int Node, string? FullUrl, int Resource, string? Type, string? Id, string? Version);

/// <summary>Where the entries of the bundles in a document are. See <see href="https://hl7.org/fhir/R4/bundle.html#references"/>.</summary>
internal sealed class BundleIndex
{
    private readonly FhirDocument _document;
    private readonly Dictionary<int, List<BundleEntryPlace>> _entries = [];
    private readonly Dictionary<(int Bundle, string Key), int> _byUrl = [];

    public BundleIndex(FhirDocument document) => _document = document;

    /// <summary>The entries of the bundle at a node.</summary>
    public IReadOnlyList<BundleEntryPlace> Entries(int bundle)
    {
        if (_entries.TryGetValue(bundle, out var known))
        {
            return known;
        }

        var list = _entries[bundle] = [];
        foreach (var child in new ChildEnumerator(_document, bundle))
        {
            if (child.TypeName != "Bundle.entry")
            {
                continue;
            }

            var resource = child.Child("resource"u8);
            var place = new BundleEntryPlace(
                child.Index, TextOf(child.Child("fullUrl"u8)), resource?.Index ?? -1, resource?.TypeName,
                TextOf(resource?.Child("id"u8)), TextOf(resource?.Child("meta"u8)?.Child("versionId"u8)));
            list.Add(place);
            Remember(bundle, place);
        }

        return list;
    }

    /// <summary>The resource that a reference inside the bundles leads to; -1 when it is not there.</summary>
    public int Find(string reference, int from)
    {
        for (var bundle = Enclosing(from); bundle >= 0; bundle = bundle == 0 ? -1 : Enclosing(_document.Nodes[bundle].Parent))
        {
            var entries = Entries(bundle);
            var plain = reference.IndexOf("/_history/", StringComparison.Ordinal) is var history && history > 0 ? reference[..history] : reference;
            var fragment = plain.IndexOf('#', StringComparison.Ordinal);
            plain = fragment > 0 ? plain[..fragment] : plain;
            if (_byUrl.TryGetValue((bundle, plain), out var found) || _byUrl.TryGetValue((bundle, Absolute(plain, from, entries)), out found))
            {
                return found;
            }
        }

        return -1;
    }

    /// <summary>The base of a RESTful address (<c>https://x/fhir</c> of <c>https://x/fhir/Patient/1</c>), or null.</summary>
    public static string? BaseOf(string? fullUrl)
    {
        if (fullUrl is null || !(fullUrl.StartsWith("http://", StringComparison.Ordinal) || fullUrl.StartsWith("https://", StringComparison.Ordinal)))
        {
            return null;
        }

        var id = fullUrl.LastIndexOf('/');
        var type = id > 0 ? fullUrl.LastIndexOf('/', id - 1) : -1;
        return type > 0 && R4Definitions.Default.FindResource(fullUrl[(type + 1)..id]) is not null ? fullUrl[..type] : null;
    }

    private string Absolute(string reference, int from, IReadOnlyList<BundleEntryPlace> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Node < from && from < _document.Nodes[entry.Node].End)
            {
                return BaseOf(entry.FullUrl) is { } server ? $"{server}/{reference}" : reference;
            }
        }

        return reference;
    }

    private int Enclosing(int node)
    {
        for (var i = node; i >= 0; i = _document.Nodes[i].Parent)
        {
            if (_document.Definitions.Types[_document.Nodes[i].Type].Name == "Bundle")
            {
                return i;
            }
        }

        return -1;
    }

    private void Remember(int bundle, BundleEntryPlace place)
    {
        if (place.Resource < 0)
        {
            return;
        }

        if (place.FullUrl is { } url)
        {
            _byUrl.TryAdd((bundle, url), place.Resource);
        }
        else if (place.Id is not null)
        {
            // Without a fullUrl the entry is known by its own type and id.
            _byUrl.TryAdd((bundle, $"{place.Type}/{place.Id}"), place.Resource);
        }
    }

    private static string? TextOf(NodeReader? node) => node is { Node.Kind: NodeKind.String } text ? text.Text() : null;
}
