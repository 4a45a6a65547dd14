using System.Buffers;

namespace Helhed.Records.Writing;

/// <summary>How many rows are handed to the database at a time.</summary>
internal static class BulkSlices
{
    // An array of more would be among the large objects, which are cleaned up together with everything that has ever been made.
    private const int Cells = 3000;

    /// <summary>The rows of a slice.</summary>
    /// <param name="columns">How many cells each has.</param>
    public static int RowsOf(int columns) => Cells / columns;
}

/// <summary>A list in a rented array: a bulk load fills lists of half a million bytes and more, for a tenth of a second each.</summary>
/// <typeparam name="T">What it holds.</typeparam>
internal sealed class PooledList<T>
    where T : struct
{
    private T[] _items = [];

    public int Count { get; private set; }

    public Span<T> Span => _items.AsSpan(0, Count);

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            Grow();
        }

        _items[Count++] = item;
    }

    public void Sort(Comparison<T> order) => Span.Sort(order);

    /// <summary>Gives the array back; the list is empty then.</summary>
    public void Free()
    {
        if (_items.Length > 0)
        {
            ArrayPool<T>.Shared.Return(_items, clearArray: true);
        }

        (_items, Count) = ([], 0);
    }

    private void Grow()
    {
        var grown = ArrayPool<T>.Shared.Rent(Math.Max(16, Count * 2));
        var count = Count;
        Span.CopyTo(grown);
        Free();
        (_items, Count) = (grown, count);
    }
}
