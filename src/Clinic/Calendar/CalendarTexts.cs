using System.Globalization;
using Helhed.Platform;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>The words of the calendar. Each text stands in both languages side by side.</summary>
internal sealed class CalendarTexts(Language language)
{
    public string Nav => Say("Kalender", "Calendar");
    public string Title => Say("Kalender", "Calendar");
    public string Clinic => Say("Klinik", "Clinic");
    public string Day => Say("Dag", "Day");
    public string View => Say("Visning", "View");
    public string OneDay => Say("Dag", "Day");
    public string Week => Say("Uge", "Week");
    public string Who => Say("Person, rum eller udstyr", "Person, room or equipment");
    public string All => Say("Alle", "All");
    public string Show => Say("Vis", "Show");
    public string Previous => Say("Forrige", "Previous");
    public string Next => Say("Næste", "Next");
    public string NoClinics => Say("Din enhed passer ingen kalender", "Your unit looks after no calendar");
    public string NoClinicsText => Say("Kalenderen er for dem, der booker tider i en klinik.", "The calendar is for those who book times at a clinic.");
    public string Nothing => Say("Ingen tider denne dag", "No times on this day");
    public string Free => Say("Ledig", "Free");
    public string Taken => Say("Optaget", "Taken");
    public string Book => Say("Book", "Book");
    public string Open => Say("Åbn", "Open");
    public string Patient => Say("Patient", "Patient");
    public string FindPatient => Say("Navn eller CPR-nummer", "Name or CPR number");
    public string Find => Say("Find patient", "Find patient");
    public string NobodyFound => Say("Ingen patient fundet, som du har adgang til", "No patient found that you may see");
    public string ChoosePatient => Say("Vælg patienten", "Choose the patient");
    public string Service => Say("Ydelse", "Service");
    public string ChooseService => Say("Vælg ydelsen", "Choose the service");
    public string Overbook => Say("Læg oven i, hvis tiden er optaget", "Put on top if the time is taken");
    public string OnTop => Say("Book en mere oven i", "Book one more on top");
    public string Transport => Say("Patienten skal hentes", "The patient must be fetched");
    public string Interpreter => Say("Der skal tolk", "An interpreter is needed");
    public string Repeat => Say("Hvor mange tider?", "How many times?");
    public string WeeksBetween => Say("Hvor tit?", "How often?");
    public string SeriesFailed => Say("Der er ikke ledige tider til dem alle. Book færre, eller vælg flere uger imellem. Intet er booket.", "There are not free times for all of them. Book fewer, or with more weeks between. Nothing was booked.");
    public string NoneFits => Say("Passer tiden ikke?", "Does the time not fit?");
    public string NoneFitsText => Say("Så sæt patienten på ventelisten. Patienten får tilbud, når en tid bliver ledig.", "Then put the patient on the waiting list. The patient is offered times that become free.");
    public string Urgency => Say("Hvor meget haster det?", "How urgent is it?");
    public string DoWait => Say("Sæt på ventelisten", "Put on the waiting list");
    public string OnList => Say("Patienten står på ventelisten og får tilbud om tidligere tider.", "The patient is on the waiting list and is offered earlier times.");

    public IReadOnlyList<Choice> Urgencies => [new("0", Say("Som andre", "As others")), new("5", Say("Haster", "Urgent")), new("9", Say("Haster meget", "Very urgent"))];

    public string Times(int count) => count == 1 ? Say("Kun denne tid", "Only this time") : Of(Say("{0} tider", "{0} times"), count);

    public string EveryWeeks(int weeks) => weeks == 1 ? Say("Hver uge", "Every week") : Of(Say("Hver {0}. uge", "Every {0} weeks"), weeks);

    public string DoBook => Say("Book tiden", "Book the time");
    public string Back => Say("Tilbage til kalenderen", "Back to the calendar");
    public string Visit => Say("Aftale", "Appointment");
    public string When => Say("Tid", "Time");
    public string Status => Say("Status", "Status");
    public string Arrived => Say("Er mødt", "Has arrived");
    public string NoShow => Say("Er ikke mødt", "Did not come");
    public string Fulfilled => Say("Er set", "Has been seen");
    public string Move => Say("Flyt til", "Move to");
    public string DoMove => Say("Flyt", "Move");
    public string Cancel => Say("Aflys", "Cancel");
    public string CancelReason => Say("Hvorfor aflyses den?", "Why is it cancelled?");
    public string Letter => Say("Skriv brev", "Print a letter");
    public string LetterShort => Say("Brev", "Letter");
    public string LetterTo => Say("til", "to");
    public string Done => Say("Det er gjort", "It is done");
    public string Failed => Say("Det lykkedes ikke", "It did not work");
    public string To => Say("Til", "To");
    public string LetterTitle => Say("Indkaldelse", "Your appointment");
    public string LetterText => Say("Du har en tid hos os:", "You have an appointment with us:");
    public string LetterPrepare => Say("Sådan gør du dig klar", "How to prepare");
    public string LetterWay => Say("Sådan finder du vej", "How to find us");
    public string LetterTwin => Say("Kan du ikke komme, eller vil du have en anden tid, så ring på {0}. Du kan også skrive til os på adressen øverst. Har du internet, kan du flytte og aflyse på borger-siderne i Helhed.", "If you cannot come or want another time, call {0}. You can also write to the address above. If you are online you can move and cancel on the citizen’s pages of Helhed.");
    public string LetterWaiting => Say("Vil du have en tidligere tid, så sig det i telefonen. Så skriver vi dig på ventelisten.", "If you would like an earlier time, tell us on the phone, and we put you on the waiting list.");
    public string LetterTwins => Say("Du kan klare dig uden internet", "You can do without the internet");
    public string LetterMore => Say("Ring på {0}, eller skriv til os. Så skriver vi det ind for dig:", "Call {0} or write to us. We enter it for you:");

    public IReadOnlyList<string> LetterTwinList =>
    [
        Say("Tider: få en ny tid, flyt, aflys eller kom på venteliste.", "Appointments: get, move or cancel a time, or wait for an earlier one."),
        Say("Beskeder: sig, hvordan vi skal minde dig om dine tider.", "Messages: say how to remind you of your times."),
        Say("Fejl: sig, hvad der er forkert i din journal. Du får svar.", "Errors: say what is wrong in your record. You get an answer."),
        Say("Svar: sig, hvordan du vil have dine prøvesvar.", "Results: say how you want your test results."),
        Say("Samtykker: sig ja på papir. Sig nej igen i telefonen.", "Consents: say yes on paper. Say no again by telephone."),
        Say("Spærringer: sig, hvem der ikke må se din journal.", "Blocks: say who may not see your record."),
        Say("Kig i journalen: spørg, hvorfor nogen har set den.", "Looks in the record: ask why somebody has seen it."),
        Say("Fuldmagt: skriv under på papir, hvis en anden skal hjælpe dig.", "Mandate: sign on paper if somebody else is to help you."),
        Say("Oplysninger: giv os dit nye nummer, eller sig, hvem vi skal ringe til.", "Details: give us your new number or tell us whom to call."),
    ];

    public string Print => Say("Skriv ud med browserens udskrift (Ctrl+P).", "Print with your browser (Ctrl+P).");

    public string Kept(string kept) => kept switch
    {
        "triage" => Say("Holdt til visitation", "Kept for triage"),
        "acute" => Say("Holdt til akutte", "Kept for acute"),
        "returning" => Say("Holdt til kendte", "Kept for returning"),
        _ => Free,
    };

    public string StatusOf(string? status) => status switch
    {
        "booked" or "pending" => Say("Booket", "Booked"),
        "arrived" or "checked-in" => Arrived,
        "fulfilled" => Fulfilled,
        "noshow" => NoShow,
        "cancelled" => Say("Aflyst", "Cancelled"),
        _ => Taken,
    };

    public string Reason(string code) => code switch
    {
        "well" => Say("Patienten har det godt igen", "The patient is well again"),
        "ill" => Say("Patienten er syg", "The patient is ill"),
        "busy" => Say("Patienten kan ikke den dag", "The patient cannot come that day"),
        "transport" => Say("Patienten kan ikke komme frem", "The patient cannot get here"),
        "elsewhere" => Say("Patienten er hjulpet et andet sted", "The patient got help elsewhere"),
        "clinic" => Say("Klinikken må aflyse", "The clinic has to cancel"),
        _ => Say("Andet", "Other"),
    };

    public string Failure(Problem problem) => problem.Kind switch
    {
        ProblemKind.Conflict => Say("Tiden, personen eller rummet er optaget. Vælg en anden tid.", "The time, the person or the room is taken. Choose another time."),
        ProblemKind.PreconditionFailed => Say("En anden har ændret aftalen. Se den igen.", "Somebody else has changed the appointment. Look at it again."),
        ProblemKind.Forbidden => Say("Din enhed passer ikke denne kalender.", "Your unit does not look after this calendar."),
        ProblemKind.NotFound => Say("Patienten eller tiden findes ikke, eller du har ikke adgang.", "There is no such patient or time, or you may not see it."),
        _ => Say("Det kan ikke lade sig gøre nu: aftalen er forbi, aflyst eller ikke begyndt.", "That cannot be done now: it is over, cancelled or has not begun."),
    };

    public static string Of(string text, params object?[] values) => string.Format(CultureInfo.InvariantCulture, text, values);

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
