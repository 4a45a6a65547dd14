namespace Helhed.Fhir.FhirPath;

/// <summary>
/// The current time, parts of dates and times, and distances between them. See
/// <see href="https://hl7.org/fhirpath/N1/#current-date-and-time-functions"/>.
/// </summary>
internal static class TimeFunctions
{
    private static readonly string[] Units = ["year", "month", "week", "day", "hour", "minute", "second", "millisecond"];
    private static readonly TimePart[] Parts = [TimePart.Year, TimePart.Month, TimePart.Day, TimePart.Day, TimePart.Hour, TimePart.Minute, TimePart.Second, TimePart.Second];

    public static FunctionDefinition[] All { get; } =
    [
        ListTerm.Define("now", 0, 0, (m, _, start) => Put(m, start, PathItem.Of(ItemKind.DateTime, PathTime.Of(m.Now))), PathType.DateTime),
        ListTerm.Define("today", 0, 0, (m, _, start) => Put(m, start, PathItem.Of(ItemKind.Date, PathTime.OfDate(m.Now.DateTime))), PathType.Date),
        ListTerm.Define("timeOfDay", 0, 0, (m, _, start) => Put(m, start, PathItem.Of(ItemKind.Time, TimeOf(PathTime.Of(m.Now)))), PathType.Time),
        Part("yearOf", TimePart.Year, (in PathTime time) => time.Local.Year),
        Part("monthOf", TimePart.Month, (in PathTime time) => time.Local.Month),
        Part("dayOf", TimePart.Day, (in PathTime time) => time.Local.Day),
        Part("hourOf", TimePart.Hour, (in PathTime time) => time.Local.Hour),
        Part("minuteOf", TimePart.Minute, (in PathTime time) => time.Local.Minute),
        Part("secondOf", TimePart.Second, (in PathTime time) => time.Local.Second),
        Part("millisecondOf", TimePart.Fraction, (in PathTime time) => time.Local.Millisecond),
        ScalarTerm.Define("timezoneOffsetOf", 0, 0, Offset, new ScalarSignature(ItemKind.None, PathType.Decimal)),
        ScalarTerm.Define("dateOf", 0, 0, (Machine _, ref ScalarCall call) => Date(ref call), new ScalarSignature(ItemKind.None, PathType.Date)),
        ScalarTerm.Define("timeOf", 0, 0, (Machine _, ref ScalarCall call) => Clock(ref call), new ScalarSignature(ItemKind.None, PathType.Time)),
        ScalarTerm.Define("duration", 2, 2, (Machine m, ref ScalarCall call) => Distance(m, ref call, countsBoundaries: false), new ScalarSignature(ItemKind.None, PathType.Integer)),
        ScalarTerm.Define("difference", 2, 2, (Machine m, ref ScalarCall call) => Distance(m, ref call, countsBoundaries: true), new ScalarSignature(ItemKind.None, PathType.Integer)),
    ];

    private delegate int PartOf(in PathTime time);

    private static FunctionDefinition Part(string name, TimePart part, PartOf read) => ScalarTerm.Define(
        name, 0, 0, (Machine _, ref ScalarCall call) =>
        {
            var value = SystemValue.Of(call.Focus);
            var has = value.IsTime && value.Time.Part >= part && (value.Kind != ItemKind.Time || part >= TimePart.Hour);
            call.Result = has ? PathItem.Of(read(value.Time)) : default;
            return true;
        }, new ScalarSignature(ItemKind.None, PathType.Integer));

    private static bool Put(Machine m, int start, in PathItem item)
    {
        m.Drop(start);
        m.Push(item);
        return true;
    }

    private static PathTime TimeOf(in PathTime time) => time with { Ticks = time.Ticks % TimeSpan.TicksPerDay, Zone = ZoneKind.None, OffsetMinutes = 0 };

    private static bool Offset(Machine m, ref ScalarCall call)
    {
        var value = SystemValue.Of(call.Focus);
        call.Result = value.Kind == ItemKind.DateTime && value.Time.Zone != ZoneKind.None ? PathItem.Of(value.Time.OffsetMinutes / 60m) : default;
        return true;
    }

    private static bool Date(ref ScalarCall call)
    {
        var value = SystemValue.Of(call.Focus);
        call.Result = value.Kind is ItemKind.Date or ItemKind.DateTime ? PathItem.Of(ItemKind.Date, Conversion.DateOf(value.Time)) : default;
        return true;
    }

    private static bool Clock(ref ScalarCall call)
    {
        var value = SystemValue.Of(call.Focus);
        call.Result = value.Kind == ItemKind.DateTime && value.Time.Part >= TimePart.Hour ? PathItem.Of(ItemKind.Time, TimeOf(value.Time)) : default;
        return true;
    }

    private static bool Distance(Machine m, ref ScalarCall call, bool countsBoundaries)
    {
        var from = SystemValue.Of(call.Focus);
        var to = SystemValue.Of(call.Arguments[0]);
        if (!from.IsTime || !to.IsTime || (from.Kind == ItemKind.Time) != (to.Kind == ItemKind.Time))
        {
            return m.Fail(call.At, $"{call.At.Name}() is between two dates or two times, not {PathType.Of(call.Focus)} and {PathType.Of(call.Arguments[0])}.");
        }

        if (!Texts.Argument(m, ref call, 1, out var word))
        {
            return false;
        }

        var unit = Array.IndexOf(Units, word.EndsWith('s') ? word[..^1] : word);
        if (unit < 0 || (from.Kind == ItemKind.Time && unit < 4) || (from.Kind == ItemKind.Date && to.Kind == ItemKind.Date && unit > 3))
        {
            return m.Fail(call.At, $"'{word}' is no precision for this: years, months, weeks and days for dates, hours, minutes, seconds and milliseconds for times.");
        }

        if (from.Time.Part >= Parts[unit] && to.Time.Part >= Parts[unit])
        {
            var count = Count(from.Time, to.Time, unit, countsBoundaries);
            call.Result = count is >= int.MinValue and <= int.MaxValue ? PathItem.Of((int)count) : default;
        }

        return true;
    }

    private static long Count(in PathTime from, in PathTime to, int unit, bool countsBoundaries)
    {
        // Zones count for hours and less.
        var isShort = unit >= 4 && from.Zone != ZoneKind.None && to.Zone != ZoneKind.None;
        var a = from.Ticks - (isShort ? from.OffsetMinutes * TimeSpan.TicksPerMinute : 0);
        var b = to.Ticks - (isShort ? to.OffsetMinutes * TimeSpan.TicksPerMinute : 0);
        if (unit <= 1)
        {
            var months = Months(from.Local, to.Local, countsBoundaries, unit == 0);
            return months;
        }

        long length = unit switch
        {
            2 => 7 * TimeSpan.TicksPerDay,
            3 => TimeSpan.TicksPerDay,
            4 => TimeSpan.TicksPerHour,
            5 => TimeSpan.TicksPerMinute,
            6 => TimeSpan.TicksPerSecond,
            _ => TimeSpan.TicksPerMillisecond,
        };

        // The first day of year 1 was a Monday, so that weeks begin a day before it.
        var shift = unit == 2 ? TimeSpan.TicksPerDay : 0;
        return countsBoundaries ? Floor(b + shift, length) - Floor(a + shift, length) : (b - a) / length;
    }

    private static int Months(DateTime from, DateTime to, bool countsBoundaries, bool inYears)
    {
        if (countsBoundaries)
        {
            return inYears ? to.Year - from.Year : ((to.Year - from.Year) * 12) + to.Month - from.Month;
        }

        var (first, last, sign) = from <= to ? (from, to, 1) : (to, from, -1);
        var months = ((last.Year - first.Year) * 12) + last.Month - first.Month;
        var lastDay = DateTime.DaysInMonth(last.Year, last.Month);
        if (Math.Min(first.Day, lastDay) > last.Day || (Math.Min(first.Day, lastDay) == last.Day && first.TimeOfDay > last.TimeOfDay))
        {
            months--;
        }

        return sign * (inYears ? months / 12 : months);
    }

    private static long Floor(long value, long by) => value >= 0 ? value / by : ((value + 1) / by) - 1;
}
