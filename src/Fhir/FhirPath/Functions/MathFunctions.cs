namespace Helhed.Fhir.FhirPath;

/// <summary>See <see href="https://hl7.org/fhirpath/N1/#math"/>. What has no representable result is empty.</summary>
internal static class MathFunctions
{
    private static readonly ScalarSignature OfDecimal = new(ItemKind.Decimal, PathType.Decimal, ItemKind.Decimal);
    private static readonly ScalarSignature OfAny = new(ItemKind.None, null, ItemKind.Decimal);

    public static FunctionDefinition[] All { get; } =
    [
        ScalarTerm.Define("abs", 0, 0, Abs, OfAny),
        ScalarTerm.Define("ceiling", 0, 0, (Machine m, ref ScalarCall call) => Whole(m, ref call, decimal.Ceiling), OfAny),
        ScalarTerm.Define("floor", 0, 0, (Machine m, ref ScalarCall call) => Whole(m, ref call, decimal.Floor), OfAny),
        ScalarTerm.Define("truncate", 0, 0, (Machine m, ref ScalarCall call) => Whole(m, ref call, decimal.Truncate), OfAny),
        ScalarTerm.Define("round", 0, 1, Round, OfAny),
        ScalarTerm.Define("exp", 0, 0, (Machine m, ref ScalarCall call) => Real(m, ref call, Math.Exp), OfDecimal),
        ScalarTerm.Define("ln", 0, 0, (Machine m, ref ScalarCall call) => Real(m, ref call, Math.Log), OfDecimal),
        ScalarTerm.Define("sqrt", 0, 0, (Machine m, ref ScalarCall call) => Real(m, ref call, Math.Sqrt), OfDecimal),
        ScalarTerm.Define("log", 1, 1, Log, OfDecimal),
        ScalarTerm.Define("power", 1, 1, Power, OfAny),
    ];

    private static bool Number(Machine m, ref ScalarCall call, in PathItem item, out PathItem value)
    {
        value = SystemValue.Of(item);
        return value.IsNumber || m.Fail(call.At, $"{call.At.Name}() is for numbers, not {PathType.Of(item)}.");
    }

    private static bool NumberOrQuantity(Machine m, ref ScalarCall call, out PathItem value)
    {
        value = SystemValue.Of(call.Focus);
        return value.Kind == ItemKind.Quantity || Number(m, ref call, call.Focus, out value);
    }

    private static bool Abs(Machine m, ref ScalarCall call)
    {
        if (!NumberOrQuantity(m, ref call, out var value))
        {
            return false;
        }

        call.Result = value.Kind switch
        {
            ItemKind.Integer => value.Integer == int.MinValue ? default : PathItem.Of(Math.Abs(value.Integer)),
            ItemKind.Long => value.Long == long.MinValue ? default : PathItem.OfLong(Math.Abs(value.Long)),
            ItemKind.Decimal => PathItem.Of(Math.Abs(value.Number)),
            _ => PathItem.Of(Math.Abs(value.Number), value.Unit),
        };
        return true;
    }

    private static bool Whole(Machine m, ref ScalarCall call, Func<decimal, decimal> round)
    {
        if (!NumberOrQuantity(m, ref call, out var value))
        {
            return false;
        }

        var result = round(value.Number);
        call.Result = value.Kind switch
        {
            ItemKind.Integer or ItemKind.Long => value,
            ItemKind.Quantity => PathItem.Of(result, value.Unit),
            _ => result is >= int.MinValue and <= int.MaxValue ? PathItem.Of((int)result) : default,
        };
        return true;
    }

    private static bool Round(Machine m, ref ScalarCall call)
    {
        if (!NumberOrQuantity(m, ref call, out var value) || !Texts.Integer(m, ref call, 0, out var digits))
        {
            return false;
        }

        if (digits < 0)
        {
            return m.Fail(call.At, "round() takes 0 or more digits.");
        }

        var result = decimal.Round(value.Number, Math.Min(digits ?? 0, 28), MidpointRounding.AwayFromZero);
        call.Result = value.Kind == ItemKind.Quantity ? PathItem.Of(result, value.Unit) : PathItem.Of(result);
        return true;
    }

    private static bool Real(Machine m, ref ScalarCall call, Func<double, double> function)
    {
        if (!Number(m, ref call, call.Focus, out var value))
        {
            return false;
        }

        call.Result = Decimals.TryFrom(function((double)value.Number), out var result) ? PathItem.Of(result) : default;
        return true;
    }

    private static bool Log(Machine m, ref ScalarCall call)
    {
        if (!Number(m, ref call, call.Focus, out var value) || !Number(m, ref call, call.Arguments[0], out var radix))
        {
            return false;
        }

        call.Result = value.Number > 0 && radix.Number > 0 && Decimals.TryFrom(Math.Log((double)value.Number) / Math.Log((double)radix.Number), out var result) ? PathItem.Of(result) : default;
        return true;
    }

    private static bool Power(Machine m, ref ScalarCall call)
    {
        if (!Number(m, ref call, call.Focus, out var value) || !Number(m, ref call, call.Arguments[0], out var exponent))
        {
            return false;
        }

        if (exponent.Number == decimal.Truncate(exponent.Number) && exponent.Number is >= 0 and <= 1000)
        {
            if (TryPower(value.Number, (int)exponent.Number, out var exact))
            {
                var isInteger = value.Kind == ItemKind.Integer && exponent.Kind == ItemKind.Integer && Math.Abs(exact) <= int.MaxValue;
                call.Result = isInteger ? PathItem.Of((int)exact) : PathItem.Of(exact);
            }

            return true;
        }

        call.Result = Decimals.TryFrom(Math.Pow((double)value.Number, (double)exponent.Number), out var result) ? PathItem.Of(result) : default;
        return true;
    }

    private static bool TryPower(decimal value, int exponent, out decimal result)
    {
        result = 1;
        for (; exponent > 0; exponent--)
        {
            if (!Decimals.TryMultiply(result, value, out result))
            {
                return false;
            }
        }

        return true;
    }
}
