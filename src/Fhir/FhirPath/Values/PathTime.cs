using System.Globalization;

namespace Helhed.Fhir.FhirPath;

/// <summary>The last part of a date or time that is given.</summary>
internal enum TimePart : byte
{
    None,
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Fraction,
}

/// <summary>How a time says where on Earth it is meant.</summary>
internal enum ZoneKind : byte
{
    None,
    Offset,
    Utc,
}

/// <summary>
/// A date, a date with a time, or a time of day, given down to some part. See
/// <see href="https://hl7.org/fhirpath/N1/#datetime">DateTime</see>. A time of day counts from year 1.
/// </summary>
/// <param name="Ticks">Wall-clock ticks of its beginning.</param>
/// <param name="Part">The last part given.</param>
/// <param name="Digits">Digits of the fraction of a second.</param>
/// <param name="Zone">Whether an offset is given.</param>
/// <param name="OffsetMinutes">The offset from UTC.</param>
internal readonly record struct PathTime(long Ticks, TimePart Part, byte Digits = 0, ZoneKind Zone = ZoneKind.None, short OffsetMinutes = 0)
{
    private static readonly long[] Scale = [TimeSpan.TicksPerSecond, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1];

    public DateTime Local => new(Math.Clamp(Ticks, 0, DateTime.MaxValue.Ticks));

    /// <summary>Packs everything but the ticks, for <see cref="PathItem"/>.</summary>
    public long Packed => (long)Part | ((long)Digits << 8) | ((long)Zone << 16) | ((long)(ushort)OffsetMinutes << 32);

    public static PathTime Unpack(long ticks, long packed) =>
        new(ticks, (TimePart)(packed & 0xFF), (byte)((packed >> 8) & 0xFF), (ZoneKind)((packed >> 16) & 0xFF), (short)(ushort)(packed >> 32));

    public static PathTime OfDate(DateTime day) => new(day.Date.Ticks, TimePart.Day);

    public static PathTime Of(DateTimeOffset moment) =>
        new(moment.DateTime.Ticks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimePart.Fraction, 3, ZoneKind.Offset, (short)moment.Offset.TotalMinutes);

    /// <summary>Reads <c>YYYY[-MM[-DD]]</c>.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out PathTime value)
    {
        value = default;
        if (text.Length is not (4 or 7 or 10) || !Digits2(text[..4], out var year) || year == 0)
        {
            return false;
        }

        var month = 1;
        var day = 1;
        if (text.Length >= 7 && (text[4] != (byte)'-' || !Digits2(text.Slice(5, 2), out month) || month is < 1 or > 12))
        {
            return false;
        }

        if (text.Length == 10 && (text[7] != (byte)'-' || !Digits2(text.Slice(8, 2), out day) || day < 1 || day > DateTime.DaysInMonth(year, month)))
        {
            return false;
        }

        value = new PathTime(new DateTime(year, month, day).Ticks, text.Length == 4 ? TimePart.Year : text.Length == 7 ? TimePart.Month : TimePart.Day);
        return true;
    }

    /// <summary>Reads a date with or without <c>Thh[:mm[:ss[.fff]]][zone]</c>; a lone T may end it.</summary>
    public static bool TryDateTime(ReadOnlySpan<byte> text, out PathTime value)
    {
        var t = text.IndexOf((byte)'T');
        if (!TryDate(t < 0 ? text : text[..t], out value))
        {
            return false;
        }

        if (t < 0 || t == text.Length - 1)
        {
            return true;
        }

        var clock = text[(t + 1)..];
        var zoneAt = clock.IndexOfAny((byte)'Z', (byte)'+', (byte)'-');
        short offset = 0;
        var zone = ZoneKind.None;
        if (zoneAt >= 0 && !TryZone(clock[zoneAt..], out zone, out offset))
        {
            return false;
        }

        if (value.Part != TimePart.Day || !TryTime(zoneAt < 0 ? clock : clock[..zoneAt], out var time))
        {
            return false;
        }

        var ticks = value.Ticks + time.Ticks;
        value = new PathTime(ticks, time.Part, time.Digits, zone, offset);
        return ticks <= DateTime.MaxValue.Ticks;
    }

    /// <summary>Reads <c>hh[:mm[:ss[.fff]]]</c>. A leap second is the beginning of the next minute.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out PathTime value)
    {
        value = default;
        if (text.Length < 2 || !Digits2(text[..2], out var hours) || hours > 23)
        {
            return false;
        }

        var ticks = hours * TimeSpan.TicksPerHour;
        if (text.Length == 2)
        {
            value = new PathTime(ticks, TimePart.Hour);
            return true;
        }

        if (text.Length < 5 || text[2] != (byte)':' || !Digits2(text.Slice(3, 2), out var minutes) || minutes > 59)
        {
            return false;
        }

        ticks += minutes * TimeSpan.TicksPerMinute;
        if (text.Length == 5)
        {
            value = new PathTime(ticks, TimePart.Minute);
            return true;
        }

        if (text.Length < 8 || text[5] != (byte)':' || !Digits2(text.Slice(6, 2), out var seconds) || seconds > 60)
        {
            return false;
        }

        ticks += seconds * TimeSpan.TicksPerSecond;
        value = new PathTime(ticks, TimePart.Second);
        return text.Length == 8 || TryFraction(text[8..], ticks, out value);
    }

    /// <summary>The text, as in a resource.</summary>
    public string Text(ItemKind kind)
    {
        Span<char> buffer = stackalloc char[40];
        var length = 0;
        var at = Local;
        if (kind != ItemKind.Time)
        {
            Write(buffer, ref length, at.Year, 4);
            WritePart(buffer, ref length, '-', at.Month, Part >= TimePart.Month);
            WritePart(buffer, ref length, '-', at.Day, Part >= TimePart.Day);
        }

        if (Part >= TimePart.Hour)
        {
            if (kind == ItemKind.DateTime)
            {
                buffer[length++] = 'T';
            }

            Write(buffer, ref length, at.Hour, 2);
            WritePart(buffer, ref length, ':', at.Minute, Part >= TimePart.Minute);
            WritePart(buffer, ref length, ':', at.Second, Part >= TimePart.Second);
            if (Part == TimePart.Fraction)
            {
                buffer[length++] = '.';
                Write(buffer, ref length, (int)(Ticks % TimeSpan.TicksPerSecond / Scale[Math.Min((int)Digits, 7)]), Math.Min((int)Digits, 7));
            }
        }

        return string.Concat(buffer[..length], ZoneText());
    }

    private string ZoneText() => Zone switch
    {
        ZoneKind.None => "",
        ZoneKind.Utc => "Z",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(OffsetMinutes < 0 ? '-' : '+')}{Math.Abs(OffsetMinutes) / 60:00}:{Math.Abs(OffsetMinutes) % 60:00}"),
    };

    private static void WritePart(Span<char> buffer, ref int length, char separator, int value, bool isGiven)
    {
        if (isGiven)
        {
            buffer[length++] = separator;
            Write(buffer, ref length, value, 2);
        }
    }

    private static void Write(Span<char> buffer, ref int length, int value, int digits)
    {
        for (var i = digits - 1; i >= 0; i--)
        {
            buffer[length + i] = (char)('0' + (value % 10));
            value /= 10;
        }

        length += digits;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, long ticks, out PathTime value)
    {
        value = default;
        var digits = text.Length - 1;
        if (text[0] != (byte)'.' || digits is < 1 or > 24 || text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        var used = Math.Min(digits, 7);
        long fraction = 0;
        foreach (var digit in text.Slice(1, used))
        {
            fraction = (fraction * 10) + (digit - '0');
        }

        value = new PathTime(ticks + (fraction * Scale[used]), TimePart.Fraction, (byte)used);
        return true;
    }

    private static bool TryZone(ReadOnlySpan<byte> text, out ZoneKind kind, out short minutes)
    {
        minutes = 0;
        kind = ZoneKind.Utc;
        if (text.SequenceEqual("Z"u8))
        {
            return true;
        }

        kind = ZoneKind.Offset;
        if (text.Length != 6 || text[0] == (byte)'Z' || text[3] != (byte)':' || !Digits2(text.Slice(1, 2), out var hours) || !Digits2(text.Slice(4, 2), out var rest) || hours > 14 || rest > 59)
        {
            return false;
        }

        minutes = (short)(((hours * 60) + rest) * (text[0] == (byte)'-' ? -1 : 1));
        return true;
    }

    private static bool Digits2(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var b in text)
        {
            if (b is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (b - '0');
        }

        return true;
    }
}
