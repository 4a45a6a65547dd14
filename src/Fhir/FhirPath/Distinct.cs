using System.Buffers;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>Equal items of a collection found: by comparing each with each in a small one, by hashes in a large one.</summary>
internal static class Distinct
{
    private const int Small = 12;

    /// <summary>Takes out all but the first of equal items from <paramref name="start"/> on.</summary>
    public static bool Compact(Machine m, int start, Term at)
    {
        var count = m.Count - start;
        if (count < 2)
        {
            return true;
        }

        return count <= Small || HasQuantity(m.From(start)) ? CompactSmall(m, start, at) : CompactLarge(m, start, at);
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

    private static bool CompactSmall(Machine m, int start, Term at)
    {
        var kept = start + 1;
        for (var i = start + 1; i < m.Count; i++)
        {
            var item = m[i];
            if (!Contains(m, start, kept, item))
            {
                m.Set(kept++, item);
            }

            if (!m.Spend(kept - start, at))
            {
                return false;
            }
        }

        m.Drop(kept);
        return true;
    }

    private static bool CompactLarge(Machine m, int start, Term at)
    {
        var count = m.Count - start;
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count * 2);
        var slots = ArrayPool<int>.Shared.Rent(size);
        Array.Clear(slots, 0, size);
        var kept = start;
        var isDone = m.Spend(count, at);
        for (var i = start; i < m.Count && isDone; i++)
        {
            var item = m[i];
            var slot = Hash(item) & (size - 1);
            while (slots[slot] != 0 && Equality.Equal(m[slots[slot] - 1 + start], item) != Truth.True && isDone)
            {
                slot = (slot + 1) & (size - 1);
                isDone = m.Spend(1, at);
            }

            if (slots[slot] == 0)
            {
                slots[slot] = kept - start + 1;
                m.Set(kept++, item);
            }
        }

        ArrayPool<int>.Shared.Return(slots);
        m.Drop(kept);
        return isDone;
    }

    private static bool HasQuantity(ReadOnlySpan<PathItem> items)
    {
        foreach (ref readonly var item in items)
        {
            if (item.Kind == ItemKind.Quantity || (item.Kind == ItemKind.Node && item.Raw.Kind == NodeKind.Object && PathType.Of(item).Converted == ItemKind.Quantity))
            {
                return true;
            }
        }

        return false;
    }

    private static int HashText(in PathItem item)
    {
        if (item.Kind == ItemKind.Node && (item.Raw.Flags & NodeFlags.Escaped) == 0)
        {
            var bytes = item.Document.Raw(item.Index);
            if (bytes.Length <= 128)
            {
                Span<char> text = stackalloc char[128];
                return string.GetHashCode(text[..System.Text.Encoding.UTF8.GetChars(bytes, text)]);
            }
        }

        return string.GetHashCode(SystemValue.Text(item).AsSpan());
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
