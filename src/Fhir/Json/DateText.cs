namespace Helhed.Fhir.Json;

/// <summary>
/// FHIR's partial dates, read from their UTF-8 text. See <see href="https://hl7.org/fhir/R4/datatypes.html#dateTime"/>.
/// A leap second (:60) is accepted as the specification allows and counts as the next second.
/// </summary>
internal static class DateText
{
    public static bool IsDate(ReadOnlySpan<byte> text) => TryDate(text, out _, out _, out _) && text.Length <= 10;

    public static bool IsDateTime(ReadOnlySpan<byte> text) => text.Length <= 10 ? IsDate(text) : IsInstant(text);

    public static bool IsInstant(ReadOnlySpan<byte> text)
    {
        if (text.Length < 20 || text[10] != (byte)'T' || !IsDate(text[..10]))
        {
            return false;
        }

        var zone = ZoneStart(text);
        return zone >= 19 && TryTime(text[11..zone], out _) && TryZone(text[zone..], out _);
    }

    public static bool IsTime(ReadOnlySpan<byte> text) => TryTime(text, out _);

    /// <summary>First and last millisecond (Unix, inclusive) that the text stands for; a date without a zone is in <paramref name="local"/>.</summary>
    public static bool TryRange(ReadOnlySpan<byte> text, TimeZoneInfo local, out long low, out long high)
    {
        low = high = 0;
        if (!TryDate(text.Length > 10 ? text[..10] : text, out var year, out var month, out var day))
        {
            return false;
        }

        if (text.Length <= 10)
        {
            var first = new DateTime(year, Math.Max(1, month), Math.Max(1, day), 0, 0, 0, DateTimeKind.Unspecified);
            low = Unix(first, local);
            high = (day > 0 ? Next(first, 0, 1, local) : month > 0 ? Next(first, 1, 0, local) : Next(first, 12, 0, local)) - 1;
            return true;
        }

        return TryMoment(text, new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified), local, out low, out high);
    }

    private static bool TryMoment(ReadOnlySpan<byte> text, DateTime day, TimeZoneInfo local, out long low, out long high)
    {
        low = high = 0;
        if (text[10] != (byte)'T')
        {
            return false;
        }

        var zone = ZoneStart(text);
        var clock = zone > 0 ? text[11..zone] : text[11..];
        var minutesOnly = clock.Length == 5; // Allowed in searches only: 2013-01-14T10:00
        long timeMs;
        if (minutesOnly ? !TryMinutes(clock, out timeMs) : !TryTime(clock, out timeMs))
        {
            return false;
        }

        // In numbers, not as a DateTime: a leap second or a zone can lead out of the years that one can hold.
        var localMs = (long)(day - DateTime.UnixEpoch).TotalMilliseconds + timeMs;
        if (zone < 0)
        {
            low = localMs - (long)local.GetUtcOffset(day.Year is > 1 and < 9999 ? day.AddMilliseconds(timeMs) : day).TotalMilliseconds;
        }
        else if (TryZone(text[zone..], out var offset))
        {
            low = localMs - (offset * 60_000L);
        }
        else
        {
            return false;
        }

        var precisionMs = minutesOnly ? 60_000 : FractionDigits(clock) switch { 0 => 1000, 1 => 100, 2 => 10, _ => 1 };
        high = low + precisionMs - 1;
        return true;
    }

    // The year 9999 has no next one: its last span ends with the last representable millisecond.
    private static long Next(DateTime first, int months, int days, TimeZoneInfo local)
    {
        var isLast = first.Year == 9999 && (months == 12 || (months == 1 && first.Month == 12) || (days == 1 && first is { Month: 12, Day: 31 }));
        return isLast ? (long)(DateTime.MaxValue - DateTime.UnixEpoch).TotalMilliseconds : Unix(first.AddMonths(months).AddDays(days), local);
    }

    private static long Unix(DateTime localTime, TimeZoneInfo zone) =>
        (long)((localTime - DateTime.UnixEpoch).TotalMilliseconds - zone.GetUtcOffset(localTime).TotalMilliseconds);

    private static int ZoneStart(ReadOnlySpan<byte> text)
    {
        var rest = text[11..].IndexOfAny((byte)'Z', (byte)'+', (byte)'-');
        return rest < 0 ? -1 : rest + 11;
    }

    private static bool TryDate(ReadOnlySpan<byte> text, out int year, out int month, out int day)
    {
        month = day = year = 0;
        if (text.Length is not (4 or 7 or 10) || !Digits(text[..4], out year) || year == 0)
        {
            return false;
        }

        if (text.Length == 4)
        {
            return true;
        }

        if (text[4] != (byte)'-' || !Digits(text.Slice(5, 2), out month) || month is < 1 or > 12)
        {
            return false;
        }

        return text.Length == 7
            || (text[7] == (byte)'-' && Digits(text.Slice(8, 2), out day) && day >= 1 && day <= DateTime.DaysInMonth(year, month));
    }

    private static bool TryMinutes(ReadOnlySpan<byte> text, out long ms)
    {
        ms = 0;
        if (text.Length < 5 || !Digits(text[..2], out var hours) || text[2] != (byte)':' || !Digits(text.Slice(3, 2), out var minutes) || hours > 23 || minutes > 59)
        {
            return false;
        }

        ms = ((hours * 60L) + minutes) * 60_000;
        return true;
    }

    private static bool TryTime(ReadOnlySpan<byte> text, out long ms)
    {
        if (text.Length is < 8 or > 32 || !TryMinutes(text, out ms) || text[5] != (byte)':' || !Digits(text.Slice(6, 2), out var seconds) || seconds > 60)
        {
            ms = 0;
            return false;
        }

        ms += seconds * 1000L;
        if (text.Length == 8)
        {
            return true;
        }

        if (text[8] != (byte)'.' || text.Length == 9 || text[9..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        var scale = 100;
        foreach (var digit in text[9..Math.Min(text.Length, 12)])
        {
            ms += (digit - '0') * scale;
            scale /= 10;
        }

        return true;
    }

    private static int FractionDigits(ReadOnlySpan<byte> clock) => clock.Length <= 9 ? 0 : clock.Length - 9;

    private static bool TryZone(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.SequenceEqual("Z"u8))
        {
            return true;
        }

        if (text.Length != 6 || text[3] != (byte)':' || !Digits(text.Slice(1, 2), out var hours) || !Digits(text.Slice(4, 2), out var rest) || rest > 59 || (hours * 60) + rest > 14 * 60)
        {
            return false;
        }

        minutes = ((hours * 60) + rest) * (text[0] == (byte)'-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
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
