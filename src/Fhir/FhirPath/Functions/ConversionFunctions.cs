namespace Helhed.Fhir.FhirPath;

/// <summary>The toX() and convertsToX() functions. See <see href="https://hl7.org/fhirpath/N1/#conversion"/>.</summary>
internal static class ConversionFunctions
{
    private static readonly ItemKind[] Kinds =
    [
        ItemKind.Boolean, ItemKind.Integer, ItemKind.Long, ItemKind.Decimal, ItemKind.String, ItemKind.Date, ItemKind.DateTime, ItemKind.Time,
    ];

    public static FunctionDefinition[] All { get; } =
    [
        .. Kinds.Select(kind => ScalarTerm.Define($"to{kind}", 0, 0, (Machine _, ref ScalarCall call) => To(kind, ref call), new ScalarSignature(ItemKind.None, PathType.Of(kind)))),
        .. Kinds.Select(kind => ScalarTerm.Define($"convertsTo{kind}", 0, 0, (Machine _, ref ScalarCall call) => Converts(kind, ref call), new ScalarSignature(ItemKind.None, PathType.Boolean))),
        ScalarTerm.Define("toQuantity", 0, 1, ToQuantity, new ScalarSignature(ItemKind.None, PathType.Quantity, ItemKind.String)),
        ScalarTerm.Define("convertsToQuantity", 0, 1, ConvertsToQuantity, new ScalarSignature(ItemKind.None, PathType.Boolean, ItemKind.String)),
        ScalarTerm.Define("comparable", 1, 1, Comparable, new ScalarSignature(ItemKind.None, PathType.Boolean)),
    ];

    private static bool To(ItemKind kind, ref ScalarCall call)
    {
        call.Result = Conversion.To(kind, call.Focus);
        return true;
    }

    private static bool Converts(ItemKind kind, ref ScalarCall call)
    {
        call.Result = PathItem.Of(Conversion.To(kind, call.Focus).Kind != ItemKind.None);
        return true;
    }

    private static bool ConvertsToQuantity(Machine m, ref ScalarCall call)
    {
        var isDone = ToQuantity(m, ref call);
        call.Result = PathItem.Of(call.Result.Kind != ItemKind.None);
        return isDone;
    }

    private static bool ToQuantity(Machine m, ref ScalarCall call)
    {
        var quantity = Conversion.To(ItemKind.Quantity, call.Focus);
        if (quantity.Kind == ItemKind.None || call.Arguments.Length == 0)
        {
            call.Result = quantity;
            return true;
        }

        if (!Texts.Argument(m, ref call, 0, out var text))
        {
            return false;
        }

        var unit = PathUnit.OfWord(text) ?? PathUnit.OfUcum(text);
        call.Result = !unit.IsValid ? default
            : quantity.Unit.IsOne ? PathItem.Of(quantity.Number, unit)
            : Quantities.TryConvert(quantity, unit, out var value) ? PathItem.Of(value, unit)
            : default;
        return true;
    }

    private static bool Comparable(Machine m, ref ScalarCall call)
    {
        var left = Conversion.To(ItemKind.Quantity, call.Focus);
        var right = Conversion.To(ItemKind.Quantity, call.Arguments[0]);
        if (left.Kind == ItemKind.Quantity && right.Kind == ItemKind.Quantity && !SystemValue.IsText(call.Focus) && !SystemValue.IsText(call.Arguments[0]))
        {
            call.Result = PathItem.Of(Quantities.Compare(left, right) is not null);
        }

        return true;
    }
}
