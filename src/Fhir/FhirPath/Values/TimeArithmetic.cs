namespace Helhed.Fhir.FhirPath;

/// <summary>Moves dates and times by quantities of time. See <see href="https://hl7.org/fhirpath/N1/#datetime-arithmetic"/>.</summary>
internal static class TimeArithmetic
{
    private static readonly TimePart[] Parts = [TimePart.Year, TimePart.Month, TimePart.Day, TimePart.Day, TimePart.Hour, TimePart.Minute, TimePart.Second, TimePart.Fraction];
    private static readonly long[] Ticks = [0, 0, 7 * TimeSpan.TicksPerDay, TimeSpan.TicksPerDay, TimeSpan.TicksPerHour, TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMillisecond];

    // A partial date is moved in its own last part: a duration in smaller units is first converted, by convention, to that.
    private static readonly Dictionary<TimePart, long> TicksOfPart = new()
    {
        [TimePart.Year] = 365 * TimeSpan.TicksPerDay,
        [TimePart.Month] = 30 * TimeSpan.TicksPerDay,
        [TimePart.Day] = TimeSpan.TicksPerDay,
        [TimePart.Hour] = TimeSpan.TicksPerHour,
        [TimePart.Minute] = TimeSpan.TicksPerMinute,
    };

    public static bool Push(Machine m, Term at, in PathItem moment, in PathItem quantity, int sign)
    {
        var unit = quantity.Unit.ForDates();
        if (unit < 0)
        {
            return m.Fail(at, $"A date or time is not moved by {quantity.Unit}: use years, months, weeks, days, hours, minutes, seconds or milliseconds.");
        }

        if (moment.Kind == ItemKind.Time ? unit < 4 : moment.Kind == ItemKind.Date && unit > 3)
        {
            return m.Fail(at, $"A {moment.Kind} is not moved by {quantity.Unit}.");
        }

        // Parts of a second count; parts of anything longer do not.
        var amount = sign * (unit >= 6 ? quantity.Number : decimal.Truncate(quantity.Number));
        if (Math.Abs(amount) <= 1_000_000_000_000_000m && TryMove(moment.Time, moment.Kind, unit, amount, out var moved))
        {
            m.Push(PathItem.Of(moment.Kind, moved));
        }

        return true; // Beyond the years 1 to 9999 there is nothing, as behind every other overflow.
    }

    private static bool TryMove(in PathTime time, ItemKind kind, int unit, decimal amount, out PathTime moved)
    {
        moved = time;
        if (unit <= 1)
        {
            var months = unit == 0 ? amount * 12 : time.Part == TimePart.Year ? decimal.Truncate(amount / 12) * 12 : amount;
            return TryMoveMonths(time, months, out moved);
        }

        var ticks = decimal.Truncate(amount * Ticks[unit]);
        if (time.Part < Parts[unit] && time.Part < TimePart.Second)
        {
            var whole = decimal.Truncate(ticks / TicksOfPart[time.Part]);
            if (time.Part <= TimePart.Month)
            {
                return TryMoveMonths(time, whole * (time.Part == TimePart.Year ? 12 : 1), out moved);
            }

            ticks = whole * TicksOfPart[time.Part];
        }

        return TryMoveTicks(time, kind, ticks, unit, out moved);
    }

    private static bool TryMoveTicks(in PathTime time, ItemKind kind, decimal ticks, int unit, out PathTime moved)
    {
        moved = time;
        var sum = time.Ticks + ticks;
        if (kind == ItemKind.Time)
        {
            sum %= TimeSpan.TicksPerDay;
            sum += sum < 0 ? TimeSpan.TicksPerDay : 0;
        }

        if (sum < 0 || sum > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        var result = (long)sum;
        var hasFraction = time.Part >= TimePart.Second && unit >= 6 && result % TimeSpan.TicksPerSecond != 0;
        moved = time with
        {
            Ticks = result,
            Part = hasFraction ? TimePart.Fraction : time.Part,
            Digits = hasFraction ? Math.Max(time.Digits, (byte)3) : time.Digits,
        };
        return true;
    }

    private static bool TryMoveMonths(in PathTime time, decimal months, out PathTime moved)
    {
        moved = time;
        var date = time.Local;
        var total = (date.Year * 12) + date.Month - 1 + months;
        if (total < 12 || total >= 12 * 10_000)
        {
            return false;
        }

        var year = (int)total / 12;
        var month = ((int)total % 12) + 1;
        var day = Math.Min(date.Day, DateTime.DaysInMonth(year, month));
        moved = time with { Ticks = new DateTime(year, month, day).Ticks + date.TimeOfDay.Ticks };
        return true;
    }
}
