using System.Text;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>Which of two values is less. See <see href="https://hl7.org/fhirpath/N1/#comparison"/>.</summary>
internal static class Ordering
{
    private const long HalfDayOfZones = 14 * TimeSpan.TicksPerHour;

    /// <summary>False when the types cannot be compared; a null order where precision or units leave it open.</summary>
    public static bool TryCompare(in PathItem left, in PathItem right, out int? order)
    {
        if (SystemValue.IsText(left) && SystemValue.IsText(right))
        {
            order = CompareText(left, right);
            return true;
        }

        var a = SystemValue.Of(left);
        var b = SystemValue.Of(right);
        order = null;
        if (a.Kind == ItemKind.None || b.Kind == ItemKind.None)
        {
            return IsEmptyValue(left, a) || IsEmptyValue(right, b);
        }

        if (a.IsNumber && b.IsNumber)
        {
            order = a.Kind == ItemKind.Integer && b.Kind == ItemKind.Integer ? a.Integer.CompareTo(b.Integer) : a.Number.CompareTo(b.Number);
            return true;
        }

        if (a.IsTime && b.IsTime)
        {
            order = Compare(a.Time, b.Time);
            return (a.Kind == ItemKind.Time) == (b.Kind == ItemKind.Time);
        }

        if (!Quantities.TryPair(a, b, out a, out b))
        {
            return false;
        }

        order = Quantities.Compare(a, b);
        return true;
    }

    /// <summary>Null when one is less precise and the common parts are equal, or when only one has a zone and they are near.</summary>
    public static int? Compare(in PathTime left, in PathTime right)
    {
        var part = (TimePart)Math.Min((int)Coarse(left.Part), (int)Coarse(right.Part));
        var a = left.Ticks;
        var b = right.Ticks;
        if (part >= TimePart.Hour && (left.Zone == ZoneKind.None) == (right.Zone == ZoneKind.None))
        {
            a -= left.OffsetMinutes * TimeSpan.TicksPerMinute;
            b -= right.OffsetMinutes * TimeSpan.TicksPerMinute;
        }
        else if (part >= TimePart.Hour)
        {
            a -= left.OffsetMinutes * TimeSpan.TicksPerMinute;
            b -= right.OffsetMinutes * TimeSpan.TicksPerMinute;
            return Math.Abs(a - b) <= HalfDayOfZones ? null : a.CompareTo(b);
        }

        var order = Truncate(a, part).CompareTo(Truncate(b, part));
        return order != 0 || Coarse(left.Part) == Coarse(right.Part) ? order : null;
    }

    /// <summary>By Unicode code point, which is the order of UTF-8 bytes.</summary>
    public static int CompareText(in PathItem left, in PathItem right)
    {
        if (left.Kind == ItemKind.Node && right.Kind == ItemKind.Node && ((left.Raw.Flags | right.Raw.Flags) & NodeFlags.Escaped) == 0)
        {
            return left.Document.Raw(left.Index).SequenceCompareTo(right.Document.Raw(right.Index));
        }

        return CompareText(SystemValue.Text(left), SystemValue.Text(right));
    }

    private static int CompareText(string left, string right)
    {
        var at = left.AsSpan().CommonPrefixLength(right);
        if (at == left.Length || at == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        // Surrogates stand for code points above all others, though their numbers are not the highest.
        var (a, b) = (left[at], right[at]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }

    // An element that has only extensions, or a Quantity without a number, compares as nothing would.
    private static bool IsEmptyValue(in PathItem item, in PathItem value) =>
        value.Kind == ItemKind.None && item.Kind == ItemKind.Node && PathType.Of(item).Converted != ItemKind.None;

    private static TimePart Coarse(TimePart part) => part == TimePart.Fraction ? TimePart.Second : part;

    private static long Truncate(long ticks, TimePart part) => part switch
    {
        TimePart.Year => new DateTime(ticks).Year,
        TimePart.Month => (new DateTime(ticks).Year * 12) + new DateTime(ticks).Month,
        TimePart.Day => FloorDivide(ticks, TimeSpan.TicksPerDay),
        TimePart.Hour => FloorDivide(ticks, TimeSpan.TicksPerHour),
        TimePart.Minute => FloorDivide(ticks, TimeSpan.TicksPerMinute),
        _ => ticks,
    };

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : ((value + 1) / by) - 1;
}
