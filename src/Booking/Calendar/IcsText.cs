using System.Globalization;
using System.Text;

namespace Helhed.Booking;

/// <summary>A visit in a calendar file.</summary>
/// <param name="Id">Id of the Appointment.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
/// <param name="Summary">What stands in the calendar.</param>
/// <param name="Place">Where.</param>
/// <param name="Version">Version of the Appointment; a higher one replaces a lower.</param>
/// <param name="Changed">When it was written.</param>
/// <param name="IsCancelled">Whether it is called off.</param>
public sealed record IcsVisit(string Id, DateTimeOffset Start, DateTimeOffset End, string Summary, string? Place, int Version, DateTimeOffset Changed, bool IsCancelled)
{
    /// <summary>A page with more; null for none.</summary>
    public string? Page { get; init; }
}

/// <summary>Calendar files. https://www.rfc-editor.org/rfc/rfc5545</summary>
public static class IcsText
{
    private const int LineOctets = 75;

    // The rules of the European Union since 1996.
    private const string Zone = """
        BEGIN:VTIMEZONE
        TZID:Europe/Copenhagen
        BEGIN:STANDARD
        DTSTART:19961027T030000
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        TZNAME:CET
        RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:19960331T020000
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        TZNAME:CEST
        RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
        END:DAYLIGHT
        END:VTIMEZONE
        """;

    /// <summary>A calendar with visits.</summary>
    /// <param name="visits">The visits.</param>
    /// <param name="name">What the calendar is called; null in a file for one visit.</param>
    /// <returns>The file's text, lines folded and ended with CRLF.</returns>
    public static string Write(IEnumerable<IcsVisit> visits, string? name)
    {
        ArgumentNullException.ThrowIfNull(visits);
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//Helhed//Aftaler//DA");
        Line(text, "CALSCALE:GREGORIAN");
        Line(text, "METHOD:PUBLISH");
        if (name is not null)
        {
            Line(text, "X-WR-CALNAME:" + Escape(name));
            Line(text, "REFRESH-INTERVAL;VALUE=DURATION:PT4H");
        }

        foreach (var line in Zone.Split('\n'))
        {
            Line(text, line.Trim());
        }

        foreach (var visit in visits)
        {
            Event(text, visit);
        }

        Line(text, "END:VCALENDAR");
        return text.ToString();
    }

    private static void Event(StringBuilder text, IcsVisit visit)
    {
        Line(text, "BEGIN:VEVENT");
        Line(text, $"UID:{visit.Id}@helhed");
        Line(text, $"DTSTAMP:{visit.Changed.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
        Line(text, string.Create(CultureInfo.InvariantCulture, $"SEQUENCE:{visit.Version - 1}"));
        Line(text, "DTSTART;TZID=Europe/Copenhagen:" + Local(visit.Start));
        Line(text, "DTEND;TZID=Europe/Copenhagen:" + Local(visit.End));
        Line(text, "SUMMARY:" + Escape(visit.Summary));
        if (visit.Place is { } place)
        {
            Line(text, "LOCATION:" + Escape(place));
        }

        if (visit.Page is { } page)
        {
            Line(text, "URL:" + page);
        }

        Line(text, visit.IsCancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
        Line(text, "CLASS:PRIVATE");
        Line(text, "END:VEVENT");
    }

    /// <summary>TEXT of section 3.3.11: backslash, comma, semicolon and line breaks are escaped, other control characters left out.</summary>
    internal static string Escape(string words)
    {
        var text = new StringBuilder(words.Length + 8);
        foreach (var c in words.ReplaceLineEndings("\n"))
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                ',' => text.Append("\\,"),
                ';' => text.Append("\\;"),
                '\n' => text.Append("\\n"),
                _ when char.IsControl(c) => text,
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }

    // Section 3.1: at most 75 octets without the line break, folded between characters, never inside one.
    private static void Line(StringBuilder text, string content)
    {
        var octets = 0;
        foreach (var rune in content.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LineOctets)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }

    private static string Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, WeekPattern.Denmark).ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
}
