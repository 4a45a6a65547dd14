namespace Helhed.Booking;

/// <summary>How somebody wishes to be told.</summary>
public sealed record MessagePreferences
{
    /// <summary>digital-post, sms or e-mail: where messages go. What must be in writing goes to Digital Post in any case.</summary>
    public string Channel { get; init; } = "digital-post";

    /// <summary>Number for SMS, or address for e-mail; null for what stands in the record.</summary>
    public string? Receiver { get; init; }

    /// <summary>A reminder a week before.</summary>
    public bool WeekBefore { get; init; } = true;

    /// <summary>A reminder the day before.</summary>
    public bool DayBefore { get; init; } = true;

    /// <summary>Offers of earlier times are told at once.</summary>
    public bool Offers { get; init; } = true;

    /// <summary>Nothing is sent from this time of day, Danish time.</summary>
    public TimeOnly QuietFrom { get; init; } = new(21, 0);

    /// <summary>Until this time of day; the same as <see cref="QuietFrom"/> for no quiet hours.</summary>
    public TimeOnly QuietUntil { get; init; } = new(8, 0);

    /// <summary>da or en.</summary>
    public string Language { get; init; } = "da";

    /// <summary>The day from which they hold no more: a child's fifteenth birthday, when a parent gave them; null for none.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>How staff were told these wishes; null when they were given on the page.</summary>
    public MessagesTold? Told { get; init; }
}

/// <summary>How a patient told staff something.</summary>
/// <param name="How">phone or paper.</param>
/// <param name="Day">The day it was said.</param>
/// <param name="By">Who wrote it down, "Practitioner/x".</param>
public sealed record MessagesTold(string How, DateOnly Day, string By)
{
    /// <summary>"DocumentReference/x" of the paper; null for none.</summary>
    public string? Paper { get; init; }
}

/// <summary>Quiet hours. Pure.</summary>
internal static class QuietHours
{
    /// <summary>The first moment at or after this one that is not quiet, on the clock on the wall.</summary>
    public static DateTimeOffset After(DateTimeOffset moment, MessagePreferences wishes)
    {
        var local = TimeZoneInfo.ConvertTime(moment, WeekPattern.Denmark).DateTime;
        var time = TimeOnly.FromDateTime(local);
        var (from, until) = (wishes.QuietFrom, wishes.QuietUntil);
        var isQuiet = from < until ? time >= from && time < until : from > until && (time >= from || time < until);
        if (!isQuiet)
        {
            return moment;
        }

        var day = DateOnly.FromDateTime(local).AddDays(time >= until ? 1 : 0);
        var end = day.ToDateTime(until);
        if (WeekPattern.Denmark.IsInvalidTime(end))
        {
            end = end.AddHours(1);
        }

        return new DateTimeOffset(end, WeekPattern.Denmark.GetUtcOffset(end)).ToUniversalTime();
    }
}
