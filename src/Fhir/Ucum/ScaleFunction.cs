namespace Helhed.Fhir.Ucum;

/// <summary>The functions of special units: https://ucum.org/ucum#para-21 and the tables' values.</summary>
internal enum ScaleFunction
{
    None,
    Celsius,
    Fahrenheit,
    HundredTangent,
    NaturalLogarithm,
    DecimalLogarithm,
    TwiceDecimalLogarithm,
    BinaryLogarithm,
    NegativeDecimalLogarithm,
    NegativeLogarithm100,
    NegativeLogarithm1000,
    NegativeLogarithm50000,
}

internal static class ScaleFunctions
{
    private static readonly Ratio Zero = Ratio.Of(273.15m);
    private static readonly Ratio ZeroFahrenheit = Ratio.Of(459.67m);
    private static readonly Ratio Minus = Ratio.Of(-1m);

    public static ScaleFunction Named(string name) => name switch
    {
        "" => ScaleFunction.None,
        "Cel" => ScaleFunction.Celsius,
        "degF" => ScaleFunction.Fahrenheit,
        "tanTimes100" or "100tan" => ScaleFunction.HundredTangent,
        "ln" => ScaleFunction.NaturalLogarithm,
        "lg" => ScaleFunction.DecimalLogarithm,
        "lgTimes2" => ScaleFunction.TwiceDecimalLogarithm,
        "ld" => ScaleFunction.BinaryLogarithm,
        "pH" or "hpX" => ScaleFunction.NegativeDecimalLogarithm,
        "hpC" => ScaleFunction.NegativeLogarithm100,
        "hpM" => ScaleFunction.NegativeLogarithm1000,
        "hpQ" => ScaleFunction.NegativeLogarithm50000,
        _ => throw new InvalidDataException($"The table of units names a function that is not known: {name}"),
    };

    /// <summary>From a reading on the scale to a multiple of the scale's unit: 37 Cel is 310.15 K. Temperatures are exact, the others have 15 digits.</summary>
    public static bool TryLinear(ScaleFunction function, in Ratio reading, out Ratio multiple)
    {
        switch (function)
        {
            case ScaleFunction.Celsius:
                multiple = reading.Plus(Zero);
                return true;
            case ScaleFunction.Fahrenheit:
                multiple = reading.Plus(ZeroFahrenheit);
                return true;
            default:
                return Ratio.TryOf(Linear(function, reading.ToDouble()), out multiple);
        }
    }

    /// <summary>From a multiple of the scale's unit to a reading on the scale; false where it has none, as the logarithm of zero.</summary>
    public static bool TryReading(ScaleFunction function, in Ratio multiple, out Ratio reading)
    {
        switch (function)
        {
            case ScaleFunction.Celsius:
                reading = multiple.Plus(Zero.Times(Minus));
                return true;
            case ScaleFunction.Fahrenheit:
                reading = multiple.Plus(ZeroFahrenheit.Times(Minus));
                return true;
            default:
                return Ratio.TryOf(Reading(function, multiple.ToDouble()), out reading);
        }
    }

    // A slope's unit is the degree.
    private static double Linear(ScaleFunction function, double x) => function switch
    {
        ScaleFunction.HundredTangent => Math.Atan(x / 100) * 180 / Math.PI,
        ScaleFunction.NaturalLogarithm => Math.Exp(x),
        ScaleFunction.DecimalLogarithm => Math.Pow(10, x),
        ScaleFunction.TwiceDecimalLogarithm => Math.Pow(10, x / 2),
        ScaleFunction.BinaryLogarithm => Math.Pow(2, x),
        ScaleFunction.NegativeDecimalLogarithm => Math.Pow(10, -x),
        ScaleFunction.NegativeLogarithm100 => Math.Pow(100, -x),
        ScaleFunction.NegativeLogarithm1000 => Math.Pow(1000, -x),
        ScaleFunction.NegativeLogarithm50000 => Math.Pow(50000, -x),
        _ => x,
    };

    private static double Reading(ScaleFunction function, double x) => function switch
    {
        ScaleFunction.HundredTangent => Math.Tan(x * Math.PI / 180) * 100,
        ScaleFunction.NaturalLogarithm => Math.Log(x),
        ScaleFunction.DecimalLogarithm => Math.Log10(x),
        ScaleFunction.TwiceDecimalLogarithm => 2 * Math.Log10(x),
        ScaleFunction.BinaryLogarithm => Math.Log2(x),
        ScaleFunction.NegativeDecimalLogarithm => -Math.Log10(x),
        ScaleFunction.NegativeLogarithm100 => -Math.Log10(x) / 2,
        ScaleFunction.NegativeLogarithm1000 => -Math.Log10(x) / 3,
        ScaleFunction.NegativeLogarithm50000 => -Math.Log(x) / Math.Log(50000),
        _ => x,
    };
}
