using System.Buffers;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>
/// A range of the machine's stack in which equal items are found: by looking at each while they are few, by their hashes from then on.
/// </summary>
internal ref struct ItemSet
{
    private const int Few = 12;

    private readonly Machine _machine;
    private readonly int _start;
    private int[]? _slots;
    private int _mask;
    private int _end;
    private bool _isLinear;

    /// <summary>An empty range that begins at a place on the stack.</summary>
    public ItemSet(Machine machine, int start)
    {
        _machine = machine;
        _start = _end = start;
    }

    /// <summary>Takes the item at the range's end into it.</summary>
    public void Add()
    {
        var at = _end++;
        _isLinear |= IsQuantity(_machine[at]);
        if (_slots is not null && !_isLinear)
        {
            if ((_end - _start) * 2 > _mask)
            {
                Index();
            }
            else
            {
                Put(at);
            }
        }
    }

    public bool Contains(in PathItem item, Term at)
    {
        var count = _end - _start;
        if (count <= Few || _isLinear || IsQuantity(item))
        {
            return _machine.Spend(1 + count, at) && Distinct.Contains(_machine, _start, _end, item);
        }

        if (_slots is null)
        {
            Index();
        }

        for (var slot = Distinct.Hash(item) & _mask; _slots![slot] != 0; slot = (slot + 1) & _mask)
        {
            if (!_machine.Spend(1, at) || Equality.Equal(_machine[_slots[slot] - 1], item) == Truth.True)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives back what was rented.</summary>
    public readonly void Return()
    {
        if (_slots is not null)
        {
            ArrayPool<int>.Shared.Return(_slots);
        }
    }

    private void Index()
    {
        Return();
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(_end - _start) * 4);
        _slots = ArrayPool<int>.Shared.Rent(size);
        _mask = size - 1;
        Array.Clear(_slots, 0, size);
        for (var i = _start; i < _end; i++)
        {
            Put(i);
        }
    }

    private readonly void Put(int index)
    {
        var slot = Distinct.Hash(_machine[index]) & _mask;
        while (_slots![slot] != 0)
        {
            slot = (slot + 1) & _mask;
        }

        _slots[slot] = index + 1;
    }

    // A quantity can equal one in another unit, or a number: it has no hash.
    private static bool IsQuantity(in PathItem item) =>
        item.Kind == ItemKind.Quantity || (item.Kind == ItemKind.Node && item.Raw.Kind == NodeKind.Object && TypeTable.Converted[item.Raw.Type] == ItemKind.Quantity);
}
