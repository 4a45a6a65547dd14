namespace Helhed.Fhir.FhirPath;

internal enum ArithmeticOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    IntegerDivide,
    Modulo,
}

/// <summary>The operators of calculation. Overflow and division by zero have no result. See <see href="https://hl7.org/fhirpath/N1/#math"/>.</summary>
internal sealed class ArithmeticTerm(int position, ArithmeticOperator op, Term left, Term right) : Term(position)
{
    public override bool Push(Machine m)
    {
        if (!Operands.Singles(m, left, right, out var leftItem, out var rightItem))
        {
            return false;
        }

        if (leftItem.Kind == ItemKind.None || rightItem.Kind == ItemKind.None)
        {
            return true;
        }

        if (SystemValue.IsText(leftItem) && SystemValue.IsText(rightItem) && op == ArithmeticOperator.Add)
        {
            return Texts.Push(m, this, string.Concat(SystemValue.Text(leftItem), SystemValue.Text(rightItem)));
        }

        var a = SystemValue.Of(leftItem);
        var b = SystemValue.Of(rightItem);
        if (a.IsNumber && b.IsNumber)
        {
            Put(m, a.Kind == ItemKind.Decimal || b.Kind == ItemKind.Decimal || op == ArithmeticOperator.Divide ? Decimal(a.Number, b.Number) : Whole(a, b));
            return true;
        }

        if (op is ArithmeticOperator.Add or ArithmeticOperator.Subtract && a.IsTime && b.Kind == ItemKind.Quantity)
        {
            return TimeArithmetic.Push(m, this, a, b, op == ArithmeticOperator.Add ? 1 : -1);
        }

        if (Quantities.TryPair(a, b, out var x, out var y) && op is not (ArithmeticOperator.IntegerDivide or ArithmeticOperator.Modulo))
        {
            Put(m, OfQuantities(x, y));
            return true;
        }

        return m.Fail(this, $"{PathType.Of(leftItem)} and {PathType.Of(rightItem)} cannot be combined by this operator.");
    }

    public override Shape Check(Checker c)
    {
        var a = c.CheckOperand(left);
        var b = c.CheckOperand(right);
        if (op is ArithmeticOperator.Add or ArithmeticOperator.Subtract && a.IsOnly(kind => kind is ItemKind.Date or ItemKind.DateTime or ItemKind.Time))
        {
            if (op == ArithmeticOperator.Add && !b.IsEmpty && !b.MayBe(ItemKind.Quantity))
            {
                c.Fail(this, "A date or time is moved by a quantity of time, such as 7 days.");
            }

            return a;
        }

        return a.IsOnly(kind => kind == ItemKind.String) && b.IsOnly(kind => kind == ItemKind.String) ? Shape.Of(PathType.String)
            : a.IsOnly(kind => kind == ItemKind.Integer) && b.IsOnly(kind => kind == ItemKind.Integer) && op != ArithmeticOperator.Divide ? Shape.Of(PathType.Integer)
            : Shape.Unknown;
    }

    private static void Put(Machine m, in PathItem result)
    {
        if (result.Kind != ItemKind.None)
        {
            m.Push(result);
        }
    }

    private PathItem Whole(in PathItem left, in PathItem right)
    {
        var (a, b) = ((Int128)left.Long, (Int128)right.Long);
        if (op is ArithmeticOperator.IntegerDivide or ArithmeticOperator.Modulo && b == 0)
        {
            return default;
        }

        var result = op switch
        {
            ArithmeticOperator.Add => a + b,
            ArithmeticOperator.Subtract => a - b,
            ArithmeticOperator.Multiply => a * b,
            ArithmeticOperator.IntegerDivide => a / b,
            _ => a % b,
        };
        if (left.Kind == ItemKind.Integer && right.Kind == ItemKind.Integer)
        {
            return result >= int.MinValue && result <= int.MaxValue ? PathItem.Of((int)result) : default;
        }

        return result >= long.MinValue && result <= long.MaxValue ? PathItem.OfLong((long)result) : default;
    }

    private PathItem Decimal(decimal a, decimal b)
    {
        decimal result;
        var isDone = op switch
        {
            ArithmeticOperator.Add => Decimals.TryAdd(a, b, out result),
            ArithmeticOperator.Subtract => Decimals.TryAdd(a, -b, out result),
            ArithmeticOperator.Multiply => Decimals.TryMultiply(a, b, out result),
            ArithmeticOperator.Divide => Decimals.TryDivide(a, b, out result),
            ArithmeticOperator.IntegerDivide => Decimals.TryDivide(a, b, out result),
            _ => TryModulo(a, b, out result),
        };
        return !isDone ? default : PathItem.Of(op == ArithmeticOperator.IntegerDivide ? decimal.Truncate(result) : result);
    }

    private static bool TryModulo(decimal a, decimal b, out decimal result)
    {
        result = b == 0 ? 0 : decimal.Remainder(a, b);
        return b != 0;
    }

    private PathItem OfQuantities(in PathItem a, in PathItem b)
    {
        PathItem result;
        _ = op switch
        {
            ArithmeticOperator.Add => Quantities.TryAdd(a, b, 1, out result),
            ArithmeticOperator.Subtract => Quantities.TryAdd(a, b, -1, out result),
            ArithmeticOperator.Multiply => Quantities.TryMultiply(a, b, false, out result),
            _ => Quantities.TryMultiply(a, b, true, out result),
        };
        return result;
    }
}

/// <summary>Unary <c>+</c> and <c>-</c>.</summary>
internal sealed class SignTerm(int position, bool isMinus, Term operand) : Term(position)
{
    public Term Operand { get; } = operand;

    public bool IsMinus { get; } = isMinus;

    public override bool Push(Machine m)
    {
        if (!m.Argument(Operand, out var item))
        {
            return false;
        }

        if (item.Kind == ItemKind.None)
        {
            return true;
        }

        var value = SystemValue.Of(item);
        if (!value.IsNumber && value.Kind != ItemKind.Quantity)
        {
            return m.Fail(this, $"A sign stands before a number or Quantity, not {PathType.Of(item)}. It applies to the whole path behind it: write (-1).f().");
        }

        if (!IsMinus)
        {
            m.Push(value);
        }
        else if (Negated(value) is { Kind: not ItemKind.None } negated)
        {
            m.Push(negated);
        }

        return true;
    }

    public override Shape Check(Checker c) => Operand.Check(c);

    private static PathItem Negated(in PathItem value) => value.Kind switch
    {
        ItemKind.Integer => value.Integer == int.MinValue ? default : PathItem.Of(-value.Integer),
        ItemKind.Long => value.Long == long.MinValue ? default : PathItem.OfLong(-value.Long),
        ItemKind.Decimal => PathItem.Of(-value.Number),
        _ => PathItem.Of(-value.Number, value.Unit),
    };
}
