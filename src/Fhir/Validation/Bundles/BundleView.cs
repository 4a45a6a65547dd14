using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>How a reference came out among the entries.</summary>
internal enum Whereabouts
{
    /// <summary>One entry is meant.</summary>
    Inside,

    /// <summary>No entry has this address.</summary>
    Missing,

    /// <summary>Several entries have it, and no version is named.</summary>
    Ambiguous,

    /// <summary>Entries have it, but none in the version that is named.</summary>
    OtherVersion,
}

/// <summary>A bundle with its entries by their addresses. See <see href="https://hl7.org/fhir/R4/bundle.html#references"/>.</summary>
internal sealed class BundleView
{
    private readonly Dictionary<string, int> _byUrl = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _byIdentity = new(StringComparer.Ordinal);

    // The next entry with the same fullUrl, or -1.
    private readonly int[] _next;
    private readonly string?[] _roots;

    public BundleView(FhirDocument document, int node, IReadOnlyList<BundleEntryPlace> entries)
    {
        Document = document;
        Node = node;
        Entries = entries;
        Type = new NodeReader(document, node).Child("type"u8) is { Node.Kind: NodeKind.String } type ? type.Text() : "";
        _next = new int[entries.Count];
        _roots = new string?[entries.Count];

        // From behind, so that the first of several stands first in its chain.
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            Remember(i, entries[i]);
        }
    }

    public FhirDocument Document { get; }

    public int Node { get; }

    public string Type { get; }

    public IReadOnlyList<BundleEntryPlace> Entries { get; }

    /// <summary>Whether the entries are sent to a server to be carried out, so that relative addresses are that server's.</summary>
    public bool IsRequest => Type is "transaction" or "batch";

    /// <summary>Whether the entries are what a server answered to such requests.</summary>
    public bool IsResponse => Type is "transaction-response" or "batch-response";

    /// <summary>Finds the entry that a reference inside an entry leads to.</summary>
    public (Whereabouts Where, int Entry) Find(BundleReference reference, int from)
    {
        if (!_byUrl.TryGetValue(FullAddress(reference, from), out var entry))
        {
            return (Whereabouts.Missing, -1);
        }

        if (reference.Version is null)
        {
            return (_next[entry] < 0 ? Whereabouts.Inside : Whereabouts.Ambiguous, entry);
        }

        for (var i = entry; i >= 0; i = _next[i])
        {
            if (Entries[i].Version is not { } version || version == reference.Version)
            {
                return (Whereabouts.Inside, i);
            }
        }

        return (Whereabouts.OtherVersion, entry);
    }

    /// <summary>A reference with the root of the entry that it stands in, where that has one.</summary>
    public string FullAddress(BundleReference reference, int from) =>
        !reference.IsAbsolute && _roots[from] is { } root ? $"{root}/{reference.Address}" : reference.Address;

    /// <summary>
    /// The entry that is likely meant by an address that leads nowhere: the one of the same type and id, or whose fullUrl is the id as
    /// urn:uuid. -1 when there is none.
    /// </summary>
    public int Likely(BundleReference reference)
    {
        if (RestAddress.Of(reference.Address) is not { } address)
        {
            return -1;
        }

        return _byIdentity.TryGetValue(address.Identity, out var entry) || _byUrl.TryGetValue($"urn:uuid:{address.Id}", out entry) ? entry : -1;
    }

    private void Remember(int index, BundleEntryPlace place)
    {
        _next[index] = -1;
        if (place.FullUrl is { } url)
        {
            _roots[index] = RestAddress.Of(url) is { Root.Length: > 0 } address ? address.Root : null;
            _next[index] = _byUrl.TryGetValue(url, out var later) ? later : -1;
            _byUrl[url] = index;
        }

        if (place is { Type: not null, Id: not null })
        {
            _byIdentity[$"{place.Type}/{place.Id}"] = index;
        }
    }
}
