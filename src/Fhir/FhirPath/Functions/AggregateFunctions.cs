namespace Helhed.Fhir.FhirPath;

/// <summary>See <see href="https://hl7.org/fhirpath/#aggregates"/>.</summary>
internal static class AggregateFunctions
{
    public static FunctionDefinition[] All { get; } =
    [
        ListTerm.Define("aggregate", 1, 2, Aggregate, AggregateShape),
        ListTerm.Define("sum", 0, 0, (m, at, start) => Sum(m, at, start, isMean: false), ListTerm.Unknown),
        ListTerm.Define("avg", 0, 0, (m, at, start) => Sum(m, at, start, isMean: true), ListTerm.Unknown),
        ListTerm.Define("min", 0, 0, (m, at, start) => Extreme(m, at, start, -1), ListTerm.Same),
        ListTerm.Define("max", 0, 0, (m, at, start) => Extreme(m, at, start, 1), ListTerm.Same),
    ];

    // Behind the input lies $total, which every round replaces.
    private static bool Aggregate(Machine m, FunctionTerm at, int start)
    {
        var end = m.Count;
        if (at.Arguments.Length == 2 && !Operands.Push(m, at.Arguments[1]))
        {
            return false;
        }

        var outer = m.Scope;
        for (var i = start; i < end; i++)
        {
            var total = m.Count;
            m.Scope.TotalStart = end;
            m.Scope.TotalCount = total - end;
            var isDone = Lambda.Push(m, at.Arguments[0], m[i], i - start);
            m.Scope = outer;
            if (!isDone)
            {
                return false;
            }

            m.Remove(end, total);
        }

        m.Remove(start, end);
        return true;
    }

    private static Shape AggregateShape(Checker c, FunctionTerm at, Shape input)
    {
        if (at.Arguments.Length == 2)
        {
            c.CheckOperand(at.Arguments[1]);
        }

        c.CheckWithin(input, at.Arguments[0]);
        return Shape.Unknown;
    }

    private static bool Sum(Machine m, FunctionTerm at, int start, bool isMean)
    {
        var count = m.Count - start;
        if (count == 0)
        {
            return true;
        }

        var sum = SystemValue.Of(m[start]);
        for (var i = start; i < m.Count && sum.Kind != ItemKind.None; i++)
        {
            var value = SystemValue.Of(m[i]);
            if ((!value.IsNumber && value.Kind != ItemKind.Quantity) || value.IsNumber != sum.IsNumber)
            {
                return m.Fail(at, $"{at.Name}() is for numbers or for quantities, not {PathType.Of(m[i])}.");
            }

            sum = i == start ? value : Add(sum, value);
        }

        m.Drop(start);
        if (sum.Kind != ItemKind.None)
        {
            m.Push(!isMean ? sum : sum.Kind == ItemKind.Quantity ? PathItem.Of(sum.Number / count, sum.Unit) : PathItem.Of(sum.Number / count));
        }

        return m.Spend(count, at);
    }

    private static PathItem Add(in PathItem sum, in PathItem value)
    {
        if (sum.Kind == ItemKind.Quantity)
        {
            return Quantities.TryAdd(sum, value, 1, out var quantity) ? quantity : default;
        }

        if (!Decimals.TryAdd(sum.Number, value.Number, out var number))
        {
            return default;
        }

        return sum.Kind == ItemKind.Decimal || value.Kind == ItemKind.Decimal ? PathItem.Of(number)
            : sum.Kind == ItemKind.Integer && value.Kind == ItemKind.Integer ? (Math.Abs(number) <= int.MaxValue ? PathItem.Of((int)number) : default)
            : Math.Abs(number) <= long.MaxValue ? PathItem.OfLong((long)number) : default;
    }

    private static bool Extreme(Machine m, FunctionTerm at, int start, int direction)
    {
        for (var i = start + 1; i < m.Count; i++)
        {
            if (!Ordering.TryCompare(m[i], m[start], out var order))
            {
                return m.Fail(at, $"{PathType.Of(m[i])} and {PathType.Of(m[start])} cannot be compared.");
            }

            if (order is null)
            {
                m.Drop(start);
                return true;
            }

            if (Math.Sign(order.Value) == direction)
            {
                var item = m[i];
                m.Set(start, item);
            }
        }

        var count = m.Count - start;
        m.Drop(Math.Min(m.Count, start + 1));
        return m.Spend(count, at);
    }
}
