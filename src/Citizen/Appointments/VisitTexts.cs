using System.Globalization;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The words of the pages about appointments. Each text stands in both languages side by side.</summary>
internal sealed class VisitTexts(Language language)
{
    public string Back => Say("Tilbage til dine aftaler", "Back to your appointments");
    public string BackToVisit => Say("Tilbage til aftalen", "Back to the appointment");
    public string Read => Say("Læs mere", "Read more");
    public string Move => Say("Flyt aftalen", "Move the appointment");
    public string Cancel => Say("Aflys aftalen", "Cancel the appointment");
    public string Call => Say("Ring {0}, hvis du vil ændre den", "Call {0} to change it");
    public string CallNoNumber => Say("Ring til stedet, hvis du vil ændre den", "Call the place to change it");
    public string BookNew => Say("Book en ny tid", "Book a new time");
    public string MessagesAndCalendar => Say("Beskeder og kalender", "Messages and calendar");
    public string Overlaps => Say("Samme tid som en anden aftale", "Same time as another appointment");
    public string TooFar => Say("Du kan nok ikke nå frem fra aftalen før", "You can hardly get here from the one before");
    public string ClashHelp => Say("To af dine aftaler passer ikke sammen. Flyt en af dem, eller ring.", "Two of your appointments do not fit together. Move one of them, or call.");
    public string ClashHere => Say("Tiden passer ikke sammen med en anden af dine aftaler", "The time does not fit with another of your appointments");
    public string ClashOverlaps => Say("Den er på samme tid.", "It is at the same time.");
    public string ClashTooFar => Say("Du kan nok ikke nå fra det ene sted til det andet.", "You can hardly get from one place to the other.");
    public string AtYourHome => Say("hjemme hos dig", "at your home");
    public string ClashChoice => Say("Vælg en anden tid, eller flyt den anden aftale. Du må også gerne beholde begge.", "Choose another time, or move the other appointment. You may also keep both.");
    public string Offer => Say("Du kan få en tidligere tid", "You can have an earlier time");
    public string OfferNew => Say("Du kan få en tid", "You can have a time");
    public string OfferText => Say("Du er den eneste, der får tilbuddet lige nu. Svar senest {0}.", "You are the only one with this offer right now. Answer by {0}.");
    public string OfferInstead => Say("I stedet for {0}", "Instead of {0}");
    public string Accept => Say("Ja tak til {0}", "Yes please to {0}");
    public string Decline => Say("Nej tak", "No, thank you");
    public string Declined => Say("Du har sagt nej. Din aftale står, som den var.", "You have said no. Your appointment stands as it was.");
    public string OfferGone => Say("Tilbuddet gælder ikke længere. Din aftale står, som den var.", "The offer is gone. Your appointment stands as it was.");
    public string When => Say("Tid", "Time");
    public string Where => Say("Sted", "Place");
    public string Whom => Say("Med", "With");
    public string Duration => Say("Varighed", "Length");
    public string Minutes => Say("{0} minutter", "{0} minutes");
    public string Prepare => Say("Sådan gør du dig klar", "How to prepare");
    public string Way => Say("Sådan finder du vej", "How to find it");
    public string Phone => Say("Telefon", "Phone");
    public string SaveInCalendar => Say("Gem i din kalender", "Save in your calendar");
    public string Earlier => Say("Få besked om en tidligere tid", "Be told of an earlier time");
    public string OnList => Say("Du står på venteliste til en tidligere tid", "You are on the list for an earlier time");
    public string NotDigital => Say("Du kan altid ringe på {0} i stedet. Så hjælper de dig med det samme, som du kan gøre her.", "You can always call {0} instead. They help you with everything that you can do here.");
    public string ChooseTitle => Say("Vælg en ny tid", "Choose a new time");
    public string ChooseFirst => Say("Vælg en tid", "Choose a time");
    public string HasNow => Say("Du har tiden {0}. Den er din, indtil du har valgt en ny.", "You have the time {0}. It is yours until you have chosen a new one.");
    public string Narrow => Say("Find en tid, der passer", "Find a time that suits");
    public string FromDay => Say("Fra og med", "From");
    public string SamePerson => Say("Hvem vil du møde?", "Whom would you like to meet?");
    public string Anybody => Say("Alle", "Anybody");
    public string Same => Say("Kun {0}", "Only {0}");
    public string Weekday => Say("Ugedag", "Day of the week");
    public string AllDays => Say("Alle dage", "All days");
    public string PartOfDay => Say("Tid på dagen", "Time of day");
    public string WholeDay => Say("Hele dagen", "All day");
    public string Morning => Say("Før kl. 12", "Before noon");
    public string Afternoon => Say("Efter kl. 12", "After noon");
    public string ShowTimes => Say("Vis tider", "Show times");
    public string NoTimes => Say("Der er ingen ledige tider her", "There are no free times here");
    public string NoTimesText => Say("Prøv en senere dag, eller vælg færre krav. Du kan også ringe på {0}.", "Try a later day, or ask for less. You can also call {0}.");
    public string ClosedOn => Say("Der er ingen tider om {0}en", "There are no times on {0}s");
    public string ClosedText => Say("Vælg en anden dag. Du kan også ringe på {0}.", "Choose another day. You can also call {0}.");
    public string EveryDay => Say("Se alle dage", "See all days");
    public string Later => Say("Vis senere tider", "Show later times");
    public string FirstFree => Say("Den første ledige tid", "The first free time");
    public string WasTaken => Say("En anden nåede at tage tiden. Vælg en ny herunder.", "Somebody else was faster. Choose another time below.");
    public string WasPast => Say("Den tid er forbi. Vælg en ny herunder.", "That time is over. Choose another one below.");
    public string WasUnknown => Say("Vi kan ikke finde den tid. Vælg en herunder.", "We cannot find that time. Choose one below.");
    public string DateWrong => Say("Skriv datoen som DD/MM/ÅÅÅÅ", "Write the date as DD/MM/YYYY");
    public string Summary => Say("Er det rigtigt?", "Is this right?");
    public string OldTime => Say("Din tid nu", "Your time now");
    public string NewTime => Say("Din nye tid", "Your new time");
    public string What => Say("Hvad", "What");
    public string ConfirmMove => Say("Flyt til den nye tid", "Move to the new time");
    public string ConfirmBook => Say("Book tiden", "Book the time");
    public string OtherTime => Say("Vælg en anden tid", "Choose another time");
    public string NeedTransport => Say("Jeg har brug for at blive hentet", "I need to be fetched");
    public string NeedInterpreter => Say("Jeg har brug for en tolk", "I need an interpreter");
    public string Needs => Say("Har du brug for hjælp til besøget?", "Do you need help for the visit?");
    public string Moved => Say("Din aftale er flyttet", "Your appointment is moved");
    public string Booked => Say("Din tid er booket", "Your time is booked");
    public string Cancelled => Say("Din aftale er aflyst", "Your appointment is cancelled");
    public string OfferAccepted => Say("Du har fået den tidligere tid", "You have the earlier time");
    public string CancelledText => Say("Tiden er givet fri, så en anden kan få den. Tak, fordi du sagde til.", "The time is free for somebody else. Thank you for telling us.");
    public string ToldToo => Say("Du får også en besked. Klinikken og alle, der skal hjælpe dig, har fået det at vide.", "You will get a message too. The clinic and all who help you have been told.");
    public string CancelLead => Say("Når du aflyser, får en anden tiden. Skal du stadig hjælpes, så flyt den hellere.", "When you cancel, somebody else gets the time. If you still need help, move it instead.");
    public string Why => Say("Hvorfor aflyser du?", "Why do you cancel?");
    public string WhyMissing => Say("Vælg, hvorfor du aflyser", "Choose why you cancel");
    public string DoCancel => Say("Aflys aftalen", "Cancel the appointment");
    public string MoveInstead => Say("Flyt den i stedet", "Move it instead");
    public string WaitTitle => Say("Få besked om en tidligere tid", "Be told of an earlier time");
    public string WaitLead => Say("Bliver en tid ledig før din, spørger vi dig. Du beholder din tid, til du siger ja.", "If a time before yours is free, we ask you. You keep your time until you say yes.");
    public string WaitNewTitle => Say("Vent på en tid", "Wait for a time");
    public string WaitNewLead => Say("Bliver en tid ledig, spørger vi dig. Du bestemmer, om du vil have den.", "If a time becomes free, we ask you. You decide whether you want it.");
    public string WaitsTitle => Say("Du venter på en tid", "You wait for a time");
    public string WaitsFor => Say("{0}, {1}. Du har ventet siden den {2}.", "{0}, {1}. You have waited since {2}.");
    public string WaitsChange => Say("Ret eller stop", "Change or stop");
    public string WaitDays => Say("Hvilke dage kan du?", "Which days suit you?");
    public string Notice => Say("Hvor lang tid i forvejen skal du vide det?", "How long before must you know?");
    public string NoticeOf => Say("{0} timer før", "{0} hours before");
    public string NoticeDays => Say("{0} dage før", "{0} days before");
    public string Join => Say("Sæt mig på ventelisten", "Put me on the list");
    public string Joined => Say("Du står nu på ventelisten", "You are on the list now");
    public string Leave => Say("Tag mig af ventelisten", "Take me off the list");
    public string Left => Say("Du er taget af ventelisten", "You are off the list");
    public string NewTitle => Say("Book en ny tid", "Book a new time");
    public string NewLead => Say("Her er de tider, du selv kan booke. Andre tider får du efter en henvisning eller ved at ringe.", "These you can book yourself. Others you get by referral or by calling.");
    public string NewNone => Say("Der er ikke noget, du selv kan booke lige nu", "There is nothing you can book yourself right now");
    public string SeeTimes => Say("Se tider", "See times");
    public string MessagesTitle => Say("Beskeder og kalender", "Messages and calendar");
    public string MessagesLead => Say("Vælg, hvordan vi minder dig om dine aftaler. I en besked står kun tid og sted, aldrig hvad du fejler.", "Choose how we remind you. A message names time and place only, never your illness.");
    public string Channel => Say("Hvordan vil du have besked?", "How would you like to be told?");
    public string DigitalPost => Say("Digital Post", "Digital Post");
    public string Sms => Say("SMS", "SMS");
    public string Mail => Say("E-mail", "E-mail");
    public string Receiver => Say("Nummer eller adresse", "Number or address");
    public string ReceiverHint => Say("Lad feltet stå tomt for at bruge det, der står i din journal.", "Leave it empty to use what stands in your record.");
    public string ReceiverWrong => Say("Skriv et nummer med mindst 8 cifre eller en e-mail-adresse", "Write a number with at least 8 digits, or an e-mail address");
    public string ChannelWrong => Say("Vælg, hvordan du vil have besked", "Choose how you would like to be told");
    public string NotSaved => Say("Det kunne ikke gemmes lige nu. Prøv igen om lidt.", "It could not be saved just now. Try again shortly.");
    public string Reminders => Say("Hvad vil du have besked om?", "What would you like to be told of?");
    public string WeekBefore => Say("En uge før en aftale", "A week before an appointment");
    public string DayBefore => Say("Dagen før en aftale", "The day before an appointment");
    public string OffersToo => Say("Når jeg kan få en tidligere tid", "When I can have an earlier time");
    public string Quiet => Say("Stille timer", "Quiet hours");
    public string QuietFrom => Say("Ingen beskeder fra kl.", "No messages from");
    public string QuietUntil => Say("til kl.", "until");
    public string Save => Say("Gem", "Save");
    public string Saved => Say("Dine valg er gemt", "Your choices are saved");
    public string Simulated => Say("Simuleret: Intet er sendt ud af systemet. Her kan du se, hvad der ville være sendt.", "Simulated: nothing has left the system. Here you see what would have been sent.");
    public string SentTitle => Say("Sendte beskeder", "Messages sent");
    public string NoneSent => Say("Der er ingen beskeder endnu", "There are no messages yet");
    public string OnlyThemselves => Say("Det er kun den, det handler om, der kan vælge, hvordan beskederne sendes. En forælder kan gøre det for et barn under 15 år.", "Only the person it is about can choose how messages are sent. A parent can do it for a child under 15.");

    public string FeedTitle => Say("Aftaler i din egen kalender", "Appointments in your own calendar");
    public string FeedText => Say("Lav en hemmelig adresse, og sæt den ind i din kalender. Den viser tid og sted. Del den ikke med nogen.", "Make a secret address and put it into your calendar. It shows time and place. Share it with nobody.");
    public string FeedMake => Say("Lav en adresse", "Make an address");
    public string FeedRevoke => Say("Luk alle adresser", "Close all addresses");
    public string FeedCount => Say("Adresser, der virker nu: {0}", "Addresses that work now: {0}");
    public string FeedNew => Say("Din nye adresse. Den vises kun denne ene gang:", "Your new address. It is shown only this once:");
    public string FeedClosed => Say("Alle adresser er lukket", "All addresses are closed");
    public string PrintLead => Say("Du kan skrive siden ud.", "You can print this page.");

    public IReadOnlyList<Step> MoveSteps(string path) => [new(Say("Gør dig klar", "Prepare"), path), new(Say("Vælg tid", "Choose a time"), path + "/flyt"), new(Say("Se efter", "Check"), null), new(Say("Kvittering", "Receipt"), null)];

    public IReadOnlyList<Step> BookSteps(string path) => [new(Say("Vælg besøg", "Choose a visit"), VisitPages.New), new(Say("Vælg tid", "Choose a time"), path), new(Say("Se efter", "Check"), null), new(Say("Kvittering", "Receipt"), null)];

    public string DayName(int day) => day switch
    {
        1 => Say("Mandag", "Monday"), 2 => Say("Tirsdag", "Tuesday"), 3 => Say("Onsdag", "Wednesday"), 4 => Say("Torsdag", "Thursday"), 5 => Say("Fredag", "Friday"), 6 => Say("Lørdag", "Saturday"), _ => Say("Søndag", "Sunday"),
    };

    public string Sector(string sector) => sector switch
    {
        "hospital" => Say("Sygehus", "Hospital"),
        "gp" => Say("Egen læge", "GP"),
        "municipality" => Say("Kommune", "Municipality"),
        _ => Say("Andet sted", "Elsewhere"),
    };

    public string Reason(string code) => code switch
    {
        "well" => Say("Jeg har det godt igen", "I am well again"),
        "ill" => Say("Jeg er syg", "I am ill"),
        "busy" => Say("Jeg kan ikke den dag", "I cannot come that day"),
        "transport" => Say("Jeg kan ikke komme frem", "I cannot get there"),
        "elsewhere" => Say("Jeg er hjulpet et andet sted", "I got help elsewhere"),
        _ => Say("Andet", "Other"),
    };

    public string WhyNot(Refusal refusal) => refusal switch
    {
        Refusal.TooLate => Say("Der er under et døgn til. Ring til klinikken.", "It is less than a day away. Call the clinic."),
        Refusal.MovedOften => Say("Du har flyttet den de gange, du kan her. Ring til klinikken.", "You have moved it as often as you can here. Call the clinic."),
        Refusal.Over => Say("Aftalen er forbi eller aflyst.", "The appointment is over or cancelled."),
        _ => Say("Denne aftale ændrer du ved at ringe.", "You change this one by calling."),
    };

    /// <summary>Why it cannot be moved here, though it can be cancelled.</summary>
    public string WhyNotMove(Refusal refusal) => refusal == Refusal.ByPhoneOnly ? Say("Vil du flytte aftalen, så ring til klinikken.", "To move the appointment, call the clinic.") : WhyNot(refusal);

    /// <summary>Why it cannot be cancelled here, though it can be moved.</summary>
    public string WhyNotCancel(Refusal refusal) => refusal == Refusal.ByPhoneOnly ? Say("Vil du aflyse aftalen, så ring til klinikken.", "To cancel the appointment, call the clinic.") : WhyNot(refusal);

    public string Failed(Problem problem) => problem.Rule switch
    {
        "booking-toolate" => WhyNot(Refusal.TooLate),
        "booking-movedoften" => WhyNot(Refusal.MovedOften),
        "booking-over" => WhyNot(Refusal.Over),
        "booking-hasone" => Say("Du har allerede en kommende tid af den slags. Flyt den i stedet.", "You have a coming time of that sort already. Move that one instead."),
        "booking-needsreferral" => Say("Det kræver en henvisning. Tal med din egen læge.", "It needs a referral. Ask your own doctor."),
        "booking-byphoneonly" => WhyNot(Refusal.ByPhoneOnly),
        _ => problem.Kind switch
        {
            ProblemKind.PreconditionFailed => Say("Aftalen er ændret, siden du åbnede siden. Se den igen.", "The appointment has changed since you opened the page. Look at it again."),
            ProblemKind.Conflict => WasTaken,
            ProblemKind.Invalid => Say("Noget manglede, så der er ikke sket noget. Se efter, og tryk en gang til.", "Something was missing, so nothing has been done. Look it over and press once more."),
            _ => Say("Det lykkedes ikke. Prøv igen, eller ring til klinikken.", "It did not work. Try again, or call the clinic."),
        },
    };

    public static string Of(string text, params object?[] values) => string.Format(CultureInfo.InvariantCulture, text, values);

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
