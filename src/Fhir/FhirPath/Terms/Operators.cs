namespace Helhed.Fhir.FhirPath;

/// <summary>An operator between two terms. Variables defined in one operand are not known in the other.</summary>
internal static class Operands
{
    public static bool Push(Machine m, Term operand)
    {
        var variables = m.Variables;
        var isDone = operand.Push(m);
        m.Variables = variables;
        return isDone;
    }

    public static Truth Test(Machine m, Term operand)
    {
        var variables = m.Variables;
        var truth = operand.Test(m);
        m.Variables = variables;
        return truth;
    }

    /// <summary>Both operands as single items; None for an empty one.</summary>
    public static bool Singles(Machine m, Term left, Term right, out PathItem a, out PathItem b)
    {
        b = default;
        var start = m.Count;
        return Push(m, left) & m.PopSingle(start, left, out a) && Push(m, right) && m.PopSingle(start, right, out b);
    }
}

/// <summary><c>and</c>, <c>or</c>, <c>xor</c>, <c>implies</c> with three values. See <see href="https://hl7.org/fhirpath/N1/#boolean-logic"/>.</summary>
internal sealed class LogicTerm(int position, LogicOperator op, Term left, Term right) : BooleanTerm(position)
{
    public override Truth Test(Machine m)
    {
        var a = Operands.Test(m, left);
        if (a == Truth.Failed || (a == Truth.False && op == LogicOperator.And) || (a == Truth.True && op == LogicOperator.Or))
        {
            return a;
        }

        if (a == Truth.False && op == LogicOperator.Implies)
        {
            return Truth.True;
        }

        var b = Operands.Test(m, right);
        return b == Truth.Failed ? b : op switch
        {
            LogicOperator.And => b == Truth.False || a == Truth.True ? b : Truth.Empty,
            LogicOperator.Or => b == Truth.True || a == Truth.False ? b : Truth.Empty,
            LogicOperator.Xor => a == Truth.Empty || b == Truth.Empty ? Truth.Empty : a != b ? Truth.True : Truth.False,
            _ => b == Truth.True || a == Truth.True ? b : Truth.Empty,
        };
    }

    public override Shape Check(Checker c)
    {
        c.CheckOperand(left);
        c.CheckOperand(right);
        return Shape.Of(PathType.Boolean);
    }
}

internal enum LogicOperator
{
    And,
    Or,
    Xor,
    Implies,
}

/// <summary><c>=</c> and <c>!=</c>. See <see href="https://hl7.org/fhirpath/N1/#equals"/>.</summary>
internal sealed class EqualTerm(int position, bool isNegated, Term left, Term right) : BooleanTerm(position)
{
    private readonly LiteralTerm? _literal = right as LiteralTerm;

    public override Truth Test(Machine m)
    {
        var start = m.Count;
        if (!Operands.Push(m, left))
        {
            return Truth.Failed;
        }

        var middle = m.Count;
        if (middle == start)
        {
            return Truth.Empty;
        }

        // Mostly one value is compared with what stands in the expression.
        if (_literal is not null)
        {
            m.Drop(start);
            return Negated(middle - start > 1 ? Truth.False : Equality.Equal(m[start], _literal.Value));
        }

        if (!Operands.Push(m, right))
        {
            return Truth.Failed;
        }

        var result = Compare(m, start, middle);
        m.Drop(start);
        return Negated(result);
    }

    public override Shape Check(Checker c)
    {
        c.CheckOperand(left);
        c.CheckOperand(right);
        return Shape.Of(PathType.Boolean);
    }

    private Truth Negated(Truth truth) => !isNegated ? truth : truth switch
    {
        Truth.True => Truth.False,
        Truth.False => Truth.True,
        _ => truth,
    };

    private Truth Compare(Machine m, int start, int middle)
    {
        var count = middle - start;
        if (m.Count == middle)
        {
            return Truth.Empty;
        }

        if (m.Count - middle != count)
        {
            return Truth.False;
        }

        var result = Truth.True;
        for (var i = 0; i < count; i++)
        {
            var equal = Equality.Equal(m[start + i], m[middle + i]);
            if (equal == Truth.False)
            {
                return equal;
            }

            result = equal == Truth.Empty ? equal : result;
        }

        return m.Spend(count, this) ? result : Truth.Failed;
    }
}

/// <summary><c>~</c> and <c>!~</c>. See <see href="https://hl7.org/fhirpath/N1/#equivalent"/>.</summary>
internal sealed class EquivalentTerm(int position, bool isNegated, Term left, Term right) : BooleanTerm(position)
{
    public override Truth Test(Machine m)
    {
        var start = m.Count;
        if (!Operands.Push(m, left))
        {
            return Truth.Failed;
        }

        var middle = m.Count;
        if (!Operands.Push(m, right))
        {
            return Truth.Failed;
        }

        var result = m.Count - middle != middle - start ? Truth.False : Compare(m, start, middle);
        m.Drop(start);
        return result == Truth.Failed || !isNegated ? result : result == Truth.True ? Truth.False : Truth.True;
    }

    public override Shape Check(Checker c)
    {
        c.CheckOperand(left);
        c.CheckOperand(right);
        return Shape.Of(PathType.Boolean);
    }

    // Each item on the left takes one on the right that it is equivalent to.
    private Truth Compare(Machine m, int start, int middle)
    {
        for (var i = start; i < middle; i++)
        {
            var found = middle + (i - start);
            while (found < m.Count && !Equivalence.Equivalent(m[i], m[found]))
            {
                found++;
                if (!m.Spend(1, this))
                {
                    return Truth.Failed;
                }
            }

            if (found == m.Count)
            {
                return Truth.False;
            }

            var other = m[found];
            m.Set(found, m[middle + (i - start)]);
            m.Set(middle + (i - start), other);
        }

        return Truth.True;
    }
}

/// <summary>The four that ask for an order. See <see href="https://hl7.org/fhirpath/N1/#comparison"/>.</summary>
internal sealed class CompareTerm(int position, CompareOperator op, Term left, Term right) : BooleanTerm(position)
{
    public override Truth Test(Machine m)
    {
        if (!Operands.Singles(m, left, right, out var a, out var b))
        {
            return Truth.Failed;
        }

        if (a.Kind == ItemKind.None || b.Kind == ItemKind.None)
        {
            return Truth.Empty;
        }

        if (!Ordering.TryCompare(a, b, out var order))
        {
            return m.FailTruth(this, $"{PathType.Of(a)} and {PathType.Of(b)} cannot be compared.");
        }

        return order is not { } known ? Truth.Empty : Holds(known) ? Truth.True : Truth.False;
    }

    public override Shape Check(Checker c)
    {
        c.CheckOperand(left);
        c.CheckOperand(right);
        return Shape.Of(PathType.Boolean);
    }

    private bool Holds(int order) => op switch
    {
        CompareOperator.Less => order < 0,
        CompareOperator.LessOrEqual => order <= 0,
        CompareOperator.Greater => order > 0,
        _ => order >= 0,
    };
}

internal enum CompareOperator
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary><c>in</c>, and <c>contains</c> with its operands exchanged.</summary>
internal sealed class MembershipTerm(int position, Term item, Term set) : BooleanTerm(position)
{
    public override Truth Test(Machine m)
    {
        var start = m.Count;
        if (!Operands.Push(m, item) || !m.PopSingle(start, item, out var wanted))
        {
            return Truth.Failed;
        }

        if (wanted.Kind == ItemKind.None)
        {
            return Truth.Empty;
        }

        if (!Operands.Push(m, set))
        {
            return Truth.Failed;
        }

        var result = Truth.False;
        for (var i = start; i < m.Count && result == Truth.False; i++)
        {
            result = Equality.Equal(wanted, m[i]) == Truth.True ? Truth.True : Truth.False;
        }

        var count = m.Count - start;
        m.Drop(start);
        return m.Spend(count, this) ? result : Truth.Failed;
    }

    public override Shape Check(Checker c)
    {
        c.CheckOperand(item);
        c.CheckOperand(set);
        return Shape.Of(PathType.Boolean);
    }
}

/// <summary><c>|</c></summary>
internal sealed class UnionTerm(int position, Term left, Term right) : Term(position)
{
    public override bool Push(Machine m)
    {
        var start = m.Count;
        return Operands.Push(m, left) && Operands.Push(m, right) && Distinct.Compact(m, start, this);
    }

    public override Truth Any(Machine m)
    {
        var variables = m.Variables;
        var any = left.Any(m);
        if (any == Truth.False)
        {
            m.Variables = variables;
            any = right.Any(m);
        }

        m.Variables = variables;
        return any;
    }

    public override Shape Check(Checker c) => c.CheckOperand(left).With(c.CheckOperand(right));
}

/// <summary><c>&amp;</c></summary>
internal sealed class ConcatTerm(int position, Term left, Term right) : Term(position)
{
    public override bool Push(Machine m)
    {
        if (!Operands.Singles(m, left, right, out var a, out var b))
        {
            return false;
        }

        if ((a.Kind != ItemKind.None && !SystemValue.IsText(a)) || (b.Kind != ItemKind.None && !SystemValue.IsText(b)))
        {
            return m.Fail(this, $"& joins Strings, not {PathType.Of(a.Kind == ItemKind.None || SystemValue.IsText(a) ? b : a)}. Use toString().");
        }

        var text = new TextBuffer(stackalloc char[256]);
        text.Append(a);
        text.Append(b);
        return Texts.Push(m, this, text.Take());
    }

    public override Shape Check(Checker c)
    {
        c.CheckOperand(left);
        c.CheckOperand(right);
        return Shape.Of(PathType.String);
    }
}
