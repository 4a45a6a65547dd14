using System.Globalization;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>The words of the waiting list. Each text stands in both languages side by side.</summary>
internal sealed class WaitingTexts(Language language)
{
    public string Title => Say("Venteliste", "Waiting list");
    public string Back => Say("Tilbage til ventelisten", "Back to the waiting list");
    public string Rule => Say("Hvem får den næste tid?", "Who gets the next time?");
    public string RuleText => Say("Når en tid bliver ledig, får den første i køen, som tiden passer, et tilbud. Dem, det haster mest for, står først. Så dem, der har ventet flest dage. Så dem, der bor nærmest. Siger patienten nej eller ingenting, går tilbuddet videre. Tider til visitation, akutte og kendte tilbydes ikke.", "When a time becomes free, the first in line whom it suits is offered it. The most urgent stand first. Then those who have waited the most days. Then those who live nearest. If the patient says no or nothing, the offer goes on to the next. Times kept for triage, acute and returning patients are not offered.");
    public string Empty => Say("Ingen venter", "Nobody waits");
    public string EmptyText => Say("Patienter kommer på listen fra deres egen side, eller når du sætter dem på fra kalenderen.", "Patients join from their own page, or when you put them on from the calendar.");
    public string Unseen => Say("En patient, hvis journal du ikke kan se", "A patient whose record you cannot see");
    public string Next => Say("Næste i køen", "Next in line");
    public string Open => Say("Åbn", "Open");
    public string Gone => Say("Venter ikke længere (de seneste 30 dage)", "No longer waiting (the last 30 days)");
    public string Since => Say("Venter siden", "Waits since");
    public string Urgency => Say("Haster", "Urgency");
    public string InLine => Say("Plads i køen", "Place in line");
    public string Distance => Say("Bor", "Lives");
    public string Has => Say("Har tid", "Has a time");
    public string HasNone => Say("Har ingen tid endnu", "Has no time yet");
    public string Suits => Say("Ønsker", "Wishes");
    public string Offers => Say("Tilbud", "Offers");
    public string NoOffers => Say("Ingen tilbud endnu", "No offers yet");
    public string Rests => Say("Aftalen, der skulle flyttes, er forbi eller aflyst. Der sendes ingen tilbud.", "The appointment that would be moved is over or cancelled. Nothing is offered.");
    public string EndedAccepted => Say("Har sagt ja til en tid", "Accepted a time");
    public string EndedSelf => Say("Har selv forladt listen", "Left the list themselves");
    public string OfferTitle => Say("Tilbyd en tid", "Offer a time");
    public string OfferText => Say("Tiden holdes, og patienten får besked med det samme. Det går uden om køen.", "The time is held, and the patient is told at once. It goes past the line.");
    public string OfferTime => Say("Ledige tider", "Free times");
    public string NoTimes => Say("Der er ingen ledige tider, som kan tilbydes nu.", "There are no free times that can be offered now.");
    public string HasOpen => Say("Patienten har et åbent tilbud. Vent på svar, før du giver et nyt.", "The patient has an open offer. Wait for the answer before you make another.");
    public string DoOffer => Say("Send tilbud", "Send the offer");
    public string ChooseTime => Say("Vælg en tid", "Choose a time");
    public string UrgencyTitle => Say("Hvor meget haster det?", "How urgent is it?");
    public string Save => Say("Gem", "Save");
    public string RemoveTitle => Say("Tag af ventelisten", "Take off the waiting list");
    public string RemoveText => Say("Patienten får besked. Et åbent tilbud trækkes tilbage. Har patienten en tid, står den stadig.", "The patient is told. An open offer is withdrawn. If the patient has a time, it still stands.");
    public string Why => Say("Hvorfor?", "Why?");
    public string ChooseWhy => Say("Vælg, hvorfor", "Choose why");
    public string DoRemove => Say("Tag af listen", "Take off the list");
    public string Done => Say("Det er gjort", "It is done");
    public string Failed => Say("Det lykkedes ikke", "It did not work");
    public string Record => Say("Patientens journal", "The patient’s record");
    public string Mismatch => Say("passer ikke med ønsket", "not as wished");
    public string Before => Say("tilbudt før", "offered before");

    public IReadOnlyList<Choice> Reasons => [.. WaitReasons.Codes.Select(c => new Choice(c, Reason(c)))];

    public string Count(int total) => total == 1 ? Say("1 venter", "1 waits") : Of(Say("{0} venter", "{0} wait"), total);

    public string Reason(string? code) => code switch
    {
        "asked" => Say("Patienten har bedt om det", "The patient asked for it"),
        "unreachable" => Say("Patienten kan ikke nås", "The patient cannot be reached"),
        "elsewhere" => Say("Patienten er hjulpet et andet sted", "The patient got help elsewhere"),
        "assessed" => Say("Ikke nødvendigt efter faglig vurdering", "Not needed after clinical assessment"),
        "mistake" => Say("Sat på ved en fejl", "Put on by mistake"),
        _ => EndedSelf,
    };

    public string UrgencyOf(int priority) => priority switch
    {
        0 => Say("Som andre", "As others"),
        >= 9 => Say("Haster meget", "Very urgent"),
        >= 5 => Say("Haster", "Urgent"),
        _ => Of(Say("Haster lidt ({0} af 9)", "Somewhat urgent ({0} of 9)"), priority),
    };

    public string Waited(DateTimeOffset since, DateTimeOffset now)
    {
        var days = DateText.LocalDay(now).DayNumber - DateText.LocalDay(since).DayNumber;
        return days == 1 ? Say("1 dag", "1 day") : Of(Say("{0} dage", "{0} days"), days);
    }

    public string Kilometres(long metres) => metres < 1000 ? Say("under 1 km væk", "less than 1 km away") : Of(Say("{0} km væk", "{0} km away"), metres / 1000);

    public string Wish(WaitRequest wish, ClinicTemplate clinic)
    {
        string[] names = language == Language.English ? ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] : ["man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn."];
        var days = wish.Days.Count is 0 or >= 5 ? Say("alle dage", "all days") : string.Join(", ", wish.Days.Select(d => names[d - 1]));
        var hours = wish.From == TimeOnly.MinValue && wish.Until >= new TimeOnly(23, 0)
            ? Say("hele dagen", "all day")
            : string.Create(CultureInfo.InvariantCulture, $"{Say("kl.", "from")} {wish.From:H\\.mm}–{wish.Until:H\\.mm}");
        return $"{days}, {hours}, {Of(Say("varsel {0} timer", "{0} hours’ notice"), wish.NoticeHours)}{(clinic.Actors.FirstOrDefault(a => a.Reference == wish.Person) is { } person ? Of(Say(", kun hos {0}", ", only with {0}"), person.Name) : "")}";
    }

    public string StateOf(WaitOffer offer) => offer.State switch
    {
        "open" => $"{Say("åbent indtil", "open until")} {DateText.DayAndTime(offer.Expires, language)}",
        "accepted" => Say("sagt ja", "accepted") + On(offer.Answered),
        "declined" => Say("sagt nej", "declined") + On(offer.Answered),
        "withdrawn" => Say("trukket tilbage", "withdrawn") + On(offer.Answered),
        _ => Say("udløbet uden svar", "ran out without an answer"),
    };

    public string Failure(Problem problem) => problem.Kind switch
    {
        ProblemKind.Conflict => Say("Tiden er taget eller tilbudt til en anden, eller patienten venter ikke længere. Se listen igen.", "The time is taken or offered to somebody else, or the patient waits no more. Look at the list again."),
        ProblemKind.Forbidden => Say("Din enhed passer ikke denne venteliste.", "Your unit does not look after this waiting list."),
        ProblemKind.NotFound => Say("Patienten eller tiden findes ikke, eller du har ikke adgang.", "There is no such patient or time, or you may not see it."),
        _ => Say("Tiden kan ikke tilbydes: den er for nær, eller den ligger efter den tid, patienten har.", "The time cannot be offered: it is too near, or later than the time the patient has."),
    };

    private string On(DateTimeOffset? moment) => moment is { } at ? " " + DateText.ShortDay(DateText.LocalDay(at), language) : "";

    private static string Of(string text, params object?[] values) => string.Format(CultureInfo.InvariantCulture, text, values);

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
