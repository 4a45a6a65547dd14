using Helhed.Booking;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>What a visit is called in the reader's language. The record has the words of whom it was written for; what is booked here has a name in both.</summary>
internal static class VisitTitle
{
    /// <summary>The title of a visit; null when nobody wrote it.</summary>
    public static string? Of(VisitLine visit, Language language) => visit.Ours is { Service: var service } ? Of(visit.Title, service, language) : visit.Title;

    /// <summary>The service's own name where that is what was written; what a person has written stays.</summary>
    public static string? Of(string? title, ServiceType service, Language language) =>
        title is null || title == service.Danish || title == service.English ? language == Language.English ? service.English : service.Danish : title;

    /// <summary>The language of a title that is not the page's: what others have written is Danish. Null where it is the page's.</summary>
    public static string? LanguageOf(string? title, string? shown, Language language) => language == Language.English && title is not null && title == shown ? Language.Danish.Code() : null;

    /// <summary>Where a visit is, in a line: at home where they come to the citizen, else the place. Null where nobody wrote it.</summary>
    public static string? PlaceOf(VisitLine visit, Language language) => visit.IsAtHome ? new VisitTexts(language).AtYourHome : visit.Place;

    /// <summary>They come to the citizen.</summary>
    public static bool IsAtHome(string? title) => VisitLine.IsHomeVisit(title);
}
