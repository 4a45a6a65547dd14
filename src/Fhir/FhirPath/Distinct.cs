using System.Text;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>Equal items of a collection.</summary>
internal static class Distinct
{
    /// <summary>Takes out all but the first of equal items from <paramref name="start"/> on.</summary>
    public static bool Compact(Machine m, int start, Term at) => m.Count - start < 2 || Compact(m, start, start, at);

    /// <summary>As <see cref="Compact(Machine, int, Term)"/>, where those before <paramref name="added"/> are known to be distinct.</summary>
    public static bool Compact(Machine m, int start, int added, Term at)
    {
        var set = new ItemSet(m, start);
        for (var i = start; i < added; i++)
        {
            set.Add();
        }

        var kept = added;
        for (var i = added; i < m.Count; i++)
        {
            var item = m[i];
            if (!set.Contains(item, at))
            {
                m.Set(kept++, item);
                set.Add();
            }
        }

        set.Return();
        m.Drop(kept);
        return m.Error is null;
    }

    /// <summary>Whether an equal item is among those of a range.</summary>
    public static bool Contains(Machine m, int start, int end, in PathItem item)
    {
        for (var i = start; i < end; i++)
        {
            if (Equality.Equal(m[i], item) == Truth.True)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Equal items have equal hashes; a quantity can equal others in other units, and so has none of its own.</summary>
    public static int Hash(in PathItem item)
    {
        if (SystemValue.IsText(item))
        {
            return HashText(item);
        }

        if (item.Kind == ItemKind.Node && item.Raw.Kind is NodeKind.Object or NodeKind.Null)
        {
            return HashElement(item);
        }

        var value = SystemValue.Of(item);
        return value.Kind switch
        {
            ItemKind.Boolean => value.Boolean ? 1 : 2,
            ItemKind.Integer or ItemKind.Long or ItemKind.Decimal => value.Number.GetHashCode(),
            ItemKind.Date or ItemKind.DateTime or ItemKind.Time => (value.Time.Ticks - (value.Time.OffsetMinutes * TimeSpan.TicksPerMinute)).GetHashCode(),
            _ => 3,
        };
    }

    // Of the UTF-8 bytes, which a document has at hand.
    private static int HashText(in PathItem item)
    {
        var hash = default(HashCode);
        if (item.Kind == ItemKind.Node && (item.Raw.Flags & NodeFlags.Escaped) == 0)
        {
            hash.AddBytes(item.Document.Raw(item.Index));
            return hash.ToHashCode();
        }

        var text = SystemValue.Text(item);
        Span<byte> buffer = stackalloc byte[384];
        hash.AddBytes(text.Length <= buffer.Length / 3 ? buffer[..Encoding.UTF8.GetBytes(text, buffer)] : Encoding.UTF8.GetBytes(text));
        return hash.ToHashCode();
    }

    // The order of JSON's properties does not count, so the sum of the direct values does.
    private static int HashElement(in PathItem item)
    {
        var hash = item.Raw.Type;
        foreach (var child in new ElementChildren(item.Document, item.Index))
        {
            ref readonly var node = ref item.Document.Nodes[child];
            hash += node.Kind is NodeKind.Object or NodeKind.Null ? node.Ordinal : unchecked(Hash(PathItem.OfNode(item.Document, child)) * ((2 * node.Ordinal) + 1));
        }

        return hash;
    }
}
