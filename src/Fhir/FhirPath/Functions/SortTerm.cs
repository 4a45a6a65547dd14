namespace Helhed.Fhir.FhirPath;

/// <summary>
/// sort(key, …): by keys, each ascending, or descending where a minus stands before it (or <c>desc</c> behind). An empty key comes before
/// all others, in either direction. See <see href="https://hl7.org/fhirpath/#fn-sort"/>.
/// </summary>
internal sealed class SortTerm(FunctionCall call) : Term(call.Position)
{
    private readonly Term _input = call.Input;
    private readonly Term[] _keys = [.. call.Arguments.Select(key => key is SignTerm { IsMinus: true } sign ? sign.Operand : key)];
    private readonly bool[] _isDescending = [.. call.Arguments.Select(key => key is SignTerm { IsMinus: true })];

    public override bool Push(Machine m)
    {
        var start = m.Count;
        if (!_input.Push(m))
        {
            return false;
        }

        var count = m.Count - start;
        if (count < 2)
        {
            return true;
        }

        // Items, then their keys: each key is evaluated once.
        var rows = new Row[count];
        for (var i = 0; i < count; i++)
        {
            var item = m[start + i];
            if (!TryKeys(m, item, out var keys))
            {
                return false;
            }

            rows[i] = new Row(item, keys, i);
        }

        if (!m.Spend(count * (1 + (int)Math.Log2(count)), this))
        {
            return false;
        }

        var order = new Order(_isDescending);
        Array.Sort(rows, order);
        if (order.Trouble is { } trouble)
        {
            return m.Fail(this, trouble);
        }

        for (var i = 0; i < count; i++)
        {
            m.Set(start + i, rows[i].Item);
        }

        return true;
    }

    public override Shape Check(Checker c)
    {
        var input = _input.Check(c);
        foreach (var key in _keys)
        {
            c.CheckWithin(input, key);
        }

        return input with { IsUnordered = false };
    }

    private bool TryKeys(Machine m, in PathItem item, out PathItem[] keys)
    {
        keys = _keys.Length == 0 ? [item] : new PathItem[_keys.Length];
        for (var k = 0; k < _keys.Length; k++)
        {
            var at = m.Count;
            if (!Lambda.Push(m, _keys[k], item, 0) || !m.PopSingle(at, _keys[k], out keys[k]))
            {
                return false;
            }
        }

        return true;
    }

    private sealed record Row(PathItem Item, PathItem[] Keys, int Place);

    private sealed class Order(bool[] isDescending) : IComparer<Row>
    {
        public string? Trouble { get; private set; }

        public int Compare(Row? x, Row? y)
        {
            for (var k = 0; k < x!.Keys.Length; k++)
            {
                var order = Compare(x.Keys[k], y!.Keys[k], k < isDescending.Length && isDescending[k]);
                if (order != 0)
                {
                    return order;
                }
            }

            return x.Place.CompareTo(y!.Place);
        }

        private int Compare(in PathItem left, in PathItem right, bool isReversed)
        {
            if (left.Kind == ItemKind.None || right.Kind == ItemKind.None)
            {
                return (left.Kind == ItemKind.None ? 0 : 1) - (right.Kind == ItemKind.None ? 0 : 1);
            }

            if (!Ordering.TryCompare(left, right, out var order))
            {
                Trouble ??= $"{PathType.Of(left)} and {PathType.Of(right)} cannot be sorted.";
            }

            return isReversed ? -(order ?? 0) : order ?? 0;
        }
    }
}
