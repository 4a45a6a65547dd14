using System.Text;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Comparing;

/// <summary>
/// A 64-bit digest of every value of a document, whatever the order of properties and the way texts are escaped. Equal values have equal
/// digests; that equal digests mean equal values is checked where it matters (<see cref="IsSame"/>), so that nobody can hide a change.
/// </summary>
internal sealed class DocumentDigest
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    private readonly ulong[] _digests;

    public DocumentDigest(FhirDocument document)
    {
        Document = document;
        _digests = new ulong[document.Count];
        for (var node = document.Count - 1; node >= 0; node--)
        {
            _digests[node] = Of(node); // what is inside a node comes behind it
        }
    }

    public FhirDocument Document { get; }

    public ulong this[int node] => _digests[node];

    public bool IsSame(int node, DocumentDigest other, int otherNode) => _digests[node] == other._digests[otherNode] && IsEqual(node, other, otherNode);

    private ulong Of(int node)
    {
        ref readonly var n = ref Document.Nodes[node];
        var digest = Mix((ulong)n.Kind + 1);
        if (n.Kind != NodeKind.Object)
        {
            return Mix(digest ^ Bytes(Document.Utf8(node).Span));
        }

        digest = Mix(digest ^ (ulong)n.Type);
        var list = 0UL;
        var key = 0UL;
        for (var child = node + 1; child < n.End; child = Document.Nodes[child].End)
        {
            ref readonly var c = ref Document.Nodes[child];
            if ((c.Flags & NodeFlags.First) != 0)
            {
                digest += Mix(list ^ key); // a sum: the order of properties does not count
                key = Mix(((ulong)c.Ordinal << 1) + ((c.Flags & NodeFlags.Companion) != 0 ? 1UL : 0) + 7);
                list = 0;
            }

            list = Mix((list * Prime) + _digests[child] + 1);
        }

        return Mix(digest + Mix(list ^ key));
    }

    private bool IsEqual(int node, DocumentDigest other, int otherNode)
    {
        ref readonly var a = ref Document.Nodes[node];
        ref readonly var b = ref other.Document.Nodes[otherNode];
        if (a.Kind != b.Kind || a.Type != b.Type)
        {
            return false;
        }

        if (a.Kind != NodeKind.Object)
        {
            return Document.Utf8(node).Span.SequenceEqual(other.Document.Utf8(otherNode).Span);
        }

        var properties = 0;
        for (var child = node + 1; child < a.End; child = Document.Nodes[child].End)
        {
            if ((Document.Nodes[child].Flags & NodeFlags.First) != 0)
            {
                properties++;
                var twin = FirstLike(child, other.Document, otherNode);
                if (twin < 0 || !AreItemsEqual(child, other, twin))
                {
                    return false;
                }
            }
        }

        return properties == Properties(other.Document, otherNode);
    }

    private bool AreItemsEqual(int first, DocumentDigest other, int otherFirst)
    {
        var items = new ItemEnumerator(Document, first);
        var others = new ItemEnumerator(other.Document, otherFirst);
        while (items.MoveNext())
        {
            if (!others.MoveNext() || !IsEqual(items.Current.Index, other, others.Current.Index))
            {
                return false;
            }
        }

        return !others.MoveNext();
    }

    private int FirstLike(int child, FhirDocument other, int parent)
    {
        ref readonly var wanted = ref Document.Nodes[child];
        for (var i = parent + 1; i < other.Nodes[parent].End; i = other.Nodes[i].End)
        {
            if (other.Nodes[i].Ordinal == wanted.Ordinal && ((other.Nodes[i].Flags ^ wanted.Flags) & (NodeFlags.Companion | NodeFlags.First)) == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private static int Properties(FhirDocument document, int parent)
    {
        var count = 0;
        foreach (var child in new ChildEnumerator(document, parent))
        {
            count += child.IsFirst ? 1 : 0;
        }

        return count;
    }

    private static ulong Bytes(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            hash = Mix(hash ^ BitConverter.ToUInt64(bytes));
        }

        foreach (var b in bytes)
        {
            hash = (hash ^ b) * Prime;
        }

        return Mix(hash);
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 32)) * Prime;
        return x ^ (x >> 29);
    }
}
