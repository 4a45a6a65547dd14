using System.Globalization;

namespace Helhed.Booking;

/// <summary>
/// The words of messages. They lie on screens that others see: they name the day and the house, and never the clinic, the service or why
/// somebody goes there. Each fits into two SMS (306 characters).
/// </summary>
internal static class MessageText
{
    private static readonly string[] DanishDays = ["søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"];
    private static readonly string[] DanishMonths = ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"];

    /// <summary>The kind that tells somebody that the clinic has taken them off the waiting list.</summary>
    public const string OffList = "off-list";

    /// <summary>Kinds of messages.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["confirmed", "moved", "cancelled", "reminder", "offer", OffList, Letters.Kind];

    /// <summary>The text.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="language">da or en.</param>
    /// <param name="start">When the visit begins.</param>
    /// <param name="place">What the place may be called.</param>
    public static string Of(string kind, string language, DateTimeOffset start, string place) => language == "en"
        ? kind switch
        {
            "confirmed" => $"You have an appointment at {place} on {English(start)}. Log in to Helhed to read more or change it.",
            "moved" => $"Your appointment at {place} has a new time: {English(start)}. Log in to Helhed to read more.",
            "cancelled" => $"Your appointment at {place} on {English(start)} has been cancelled.",
            "reminder" => $"Remember your appointment at {place} on {English(start)}. If you cannot come, log in to Helhed or call.",
            OffList => $"You no longer wait for an earlier time at {place}. An appointment that you have still stands. If this is wrong, call the place, or log in to Helhed.",
            Letters.Kind => $"You have a new result. You asked for a letter first: this is it. From {English(start)} you can read the result in Helhed. To hear it before, call the place that took the test, or log in and ask to see results at once.",
            _ => $"You can have an earlier time at {place}: {English(start)}. Log in to Helhed to say yes or no.",
        }
        : kind switch
        {
            "confirmed" => $"Du har en aftale på {place} {Danish(start)}. Log på Helhed for at læse mere eller ændre den.",
            "moved" => $"Din aftale på {place} har fået ny tid: {Danish(start)}. Log på Helhed for at læse mere.",
            "cancelled" => $"Din aftale på {place} {Danish(start)} er aflyst.",
            "reminder" => $"Husk din aftale på {place} {Danish(start)}. Kan du ikke komme, så log på Helhed eller ring.",
            OffList => $"Du venter ikke længere på en tidligere tid på {place}. Har du en aftale, står den stadig. Er det forkert, så ring til stedet, eller log på Helhed.",
            Letters.Kind => $"Du har fået et nyt svar. Du har bedt om et brev først, og det er dette brev. Fra {Danish(start)} kan du læse svaret på Helhed. Vil du høre det før, så ring til det sted, der tog prøven, eller log på og vælg at se svar med det samme.",
            _ => $"Du kan få en tidligere tid på {place}: {Danish(start)}. Log på Helhed og svar ja eller nej.",
        };

    private static string Danish(DateTimeOffset start)
    {
        var t = TimeZoneInfo.ConvertTime(start, WeekPattern.Denmark);
        return string.Create(CultureInfo.InvariantCulture, $"{DanishDays[(int)t.DayOfWeek]} den {t.Day}. {DanishMonths[t.Month - 1]} kl. {t.Hour}.{t.Minute:00}");
    }

    private static string English(DateTimeOffset start) => TimeZoneInfo.ConvertTime(start, WeekPattern.Denmark).ToString("dddd d MMMM 'at' H:mm", CultureInfo.InvariantCulture);
}
