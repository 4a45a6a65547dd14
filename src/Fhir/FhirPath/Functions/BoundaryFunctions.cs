namespace Helhed.Fhir.FhirPath;

/// <summary>lowBoundary, highBoundary and precision. See <see href="https://hl7.org/fhirpath/#lowboundaryprecision-integer-decimal--date--datetime--time"/>.</summary>
internal static class BoundaryFunctions
{
    private const int DefaultDigits = 8;
    private const int MostDigits = 28;
    private const short EastmostMinutes = 14 * 60;
    private const short WestmostMinutes = -12 * 60;

    // Digits of a date or time that is given to a part: 2014-01-05T10:30:00.000 has 17.
    private static readonly int[] PartDigits = [0, 4, 6, 8, 10, 12, 14, 17];

    public static FunctionDefinition[] All { get; } =
    [
        ScalarTerm.Define("lowBoundary", 0, 1, (Machine m, ref ScalarCall call) => Boundary(m, ref call, isHigh: false), new ScalarSignature(ItemKind.None, null, ItemKind.Integer, TakesEmpty: true)),
        ScalarTerm.Define("highBoundary", 0, 1, (Machine m, ref ScalarCall call) => Boundary(m, ref call, isHigh: true), new ScalarSignature(ItemKind.None, null, ItemKind.Integer, TakesEmpty: true)),
        ScalarTerm.Define("precision", 0, 0, Precision, new ScalarSignature(ItemKind.None, PathType.Integer)),
    ];

    private static bool Precision(Machine m, ref ScalarCall call)
    {
        var value = SystemValue.Of(call.Focus);
        if (!value.IsNumber && !value.IsTime)
        {
            return m.Fail(call.At, $"precision() is for numbers, dates and times, not {PathType.Of(call.Focus)}.");
        }

        call.Result = PathItem.Of(value.IsNumber ? Decimals.Digits(value.Number) : Digits(value));
        return true;
    }

    private static int Digits(in PathItem value)
    {
        var time = value.Time;
        var digits = time.Part == TimePart.Fraction ? PartDigits[(int)TimePart.Second] + time.Digits : PartDigits[(int)time.Part];
        return value.Kind == ItemKind.Time ? digits - PartDigits[(int)TimePart.Day] : digits;
    }

    private static bool Boundary(Machine m, ref ScalarCall call, bool isHigh)
    {
        if (!Texts.Integer(m, ref call, 0, out var digits))
        {
            return false;
        }

        var value = SystemValue.Of(call.Focus);
        if (value.IsTime)
        {
            call.Result = OfTime(value, digits, isHigh);
            return true;
        }

        if (!value.IsNumber && value.Kind != ItemKind.Quantity)
        {
            return value.Kind == ItemKind.None || m.Fail(call.At, $"{call.At.Name}() is for numbers, quantities, dates and times, not {PathType.Of(call.Focus)}.");
        }

        if (TryNumber(value.Number, digits ?? DefaultDigits, isHigh, out var result))
        {
            call.Result = value.Kind == ItemKind.Quantity ? PathItem.Of(result, value.Unit) : PathItem.Of(result);
        }

        return true;
    }

    // Half a unit of the last digit to either side. In fewer digits, the side towards zero is cut off, the other rounded.
    private static bool TryNumber(decimal value, int digits, bool isHigh, out decimal result)
    {
        result = 0;
        if (digits is < 0 or > MostDigits || value.Scale >= MostDigits)
        {
            return false;
        }

        var half = new decimal(5, 0, 0, false, (byte)(value.Scale + 1));
        if (!Decimals.TryAdd(value, isHigh ? half : -half, out var boundary) || boundary.Scale != value.Scale + 1)
        {
            return false;
        }

        var isOuter = isHigh == boundary > 0;
        result = decimal.Round(boundary, digits, isOuter ? MidpointRounding.AwayFromZero : MidpointRounding.ToZero);
        result += new decimal(0, 0, 0, false, (byte)digits);
        return result.Scale == digits;
    }

    private static PathItem OfTime(in PathItem value, int? digits, bool isHigh)
    {
        var offset = value.Kind == ItemKind.Time ? PartDigits[(int)TimePart.Day] : 0;
        var most = value.Kind == ItemKind.Date ? TimePart.Day : TimePart.Fraction;
        var part = digits is null ? most : (TimePart)Math.Max(0, Array.IndexOf(PartDigits, digits.Value + offset));
        if (part == TimePart.None || part > most || (value.Kind == ItemKind.Time && part < TimePart.Hour))
        {
            return default;
        }

        var time = value.Time;
        var ticks = isHigh ? LastTick(time) : time.Ticks;
        var zone = time.Zone;
        var minutes = time.OffsetMinutes;
        if (part <= TimePart.Day || value.Kind == ItemKind.Time)
        {
            (zone, minutes) = (ZoneKind.None, 0);
        }
        else if (zone == ZoneKind.None)
        {
            (zone, minutes) = (ZoneKind.Offset, isHigh ? WestmostMinutes : EastmostMinutes);
        }

        return PathItem.Of(value.Kind, new PathTime(Cut(ticks, part), part, part == TimePart.Fraction ? (byte)3 : (byte)0, zone, minutes));
    }

    // The last millisecond that the given parts leave open.
    private static long LastTick(in PathTime time)
    {
        var next = time.Part switch
        {
            TimePart.Year => new DateTime(time.Local.Year, 12, 31).Ticks + TimeSpan.TicksPerDay,
            TimePart.Month => new DateTime(time.Local.Year, time.Local.Month, DateTime.DaysInMonth(time.Local.Year, time.Local.Month)).Ticks + TimeSpan.TicksPerDay,
            TimePart.Day => time.Ticks + TimeSpan.TicksPerDay,
            TimePart.Hour => time.Ticks + TimeSpan.TicksPerHour,
            TimePart.Minute => time.Ticks + TimeSpan.TicksPerMinute,
            TimePart.Second => time.Ticks + TimeSpan.TicksPerSecond,
            _ => time.Ticks + Math.Max(TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond / (long)Math.Pow(10, Math.Min((int)time.Digits, 3))),
        };
        return next - TimeSpan.TicksPerMillisecond;
    }

    private static long Cut(long ticks, TimePart part)
    {
        var at = new DateTime(Math.Min(ticks, DateTime.MaxValue.Ticks));
        return part switch
        {
            TimePart.Year => new DateTime(at.Year, 1, 1).Ticks,
            TimePart.Month => new DateTime(at.Year, at.Month, 1).Ticks,
            TimePart.Day => at.Date.Ticks,
            TimePart.Hour => ticks - (ticks % TimeSpan.TicksPerHour),
            TimePart.Minute => ticks - (ticks % TimeSpan.TicksPerMinute),
            TimePart.Second => ticks - (ticks % TimeSpan.TicksPerSecond),
            _ => ticks - (ticks % TimeSpan.TicksPerMillisecond),
        };
    }
}
