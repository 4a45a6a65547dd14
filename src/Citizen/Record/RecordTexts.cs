using System.Globalization;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The words of the record's pages. Each text stands in both languages side by side.</summary>
internal sealed class RecordTexts(Language language)
{
    public Language Language => language;

    /// <summary>The language of what others have written, for its <c>lang</c>; null where it is the page's.</summary>
    public string? Record => language == Language.English ? Language.Danish.Code() : null;

    public string Title => Say("Min journal", "My record");
    public string TitleForAnother => Say("Journalen", "The record");
    public string Lead => Say("Her er det, læger og sygeplejersker har skrevet om dig. Du kan læse alt, og du kan sige til, hvis noget er forkert.", "Here is what doctors and nurses have written about you. You can read it all, and say so if something is wrong.");
    public string Back => Say("Tilbage til journalen", "Back to the record");
    public string Parts => Say("Journalens dele", "Parts of the record");
    public string Newest => Say("Det nyeste", "The newest");
    public string More => Say("Mere", "More");
    public string Find => Say("Søg i journalen", "Search the record");
    public string FindHint => Say("Skriv for eksempel knæ, jern eller et navn.", "Write for example knee, iron or a name.");
    public string FindButton => Say("Søg", "Search");
    public string FoundFor => Say("Fundet for “{0}”", "Found for “{0}”");
    public string TooShort => Say("Skriv mindst to bogstaver", "Write at least two letters");
    public string TooLong => Say("Skriv højst 80 bogstaver", "Write at most 80 letters");
    public string NothingFound => Say("Ingen linjer passer", "No lines match");
    public string NothingFoundText => Say("Prøv med et andet ord, eller brug færre bogstaver.", "Try another word, or use fewer letters.");
    public string Narrow => Say("Vælg, hvad du vil se", "Choose what to see");
    public string SectorLabel => Say("Skrevet af", "Written by");
    public string PlaceLabel => Say("Sted", "Place");
    public string YearLabel => Say("Årstal", "Year");
    public string IsCut => Say("Der er mere, end siden kan vise på én gang. Vælg et år for at se resten, eller tag det hele med hjem.", "There is more than the page can show at once. Choose a year to see the rest, or take it all home.");
    public string IsCutSearch => Say("Din journal er så stor, at vi ikke har søgt i det hele på én gang. Vælg et år for at søge i resten, eller tag det hele med hjem.", "Your record is so large that not all of it was searched at once. Choose a year to search the rest, or take it all home.");
    public string IsCutResults => Say("Der er flere målinger, end siden kan vise på én gang. Her er de nyeste. Vælg et år for at se resten.", "There are more measurements than the page can show at once. Here are the newest. Choose a year to see the rest.");
    public string ChooseYear => Say("Vælg et år", "Choose a year");
    public string PdfIsCut => Say("Der er mere, end der er plads til her. Hent journalen som data for at få det hele.", "There is more than there is room for here. Take the record as data to get all of it.");
    public string IsCutOne => Say("Her er de nyeste målinger. Der er flere. Tag journalen med hjem for at få dem alle.", "Here are the newest measurements. There are more. Take the record home to get them all.");
    public string FirstOf => Say("Her er de {0} nyeste af {1} linjer. Vælg et år, eller skriv mere af ordet, for at se de andre.", "Here are the {0} newest of {1} lines. Choose a year, or write more of the word, to see the others.");
    public string Show => Say("Vis", "Show");
    public string ShowAll => Say("Vis alle", "Show all");
    public string Empty => Say("Her står ikke noget endnu", "There is nothing here yet");
    public string EmptyText => Say("Når nogen skriver noget, står det her med det samme.", "When somebody writes something, it stands here at once.");
    public string Now => Say("Nu", "Now");
    public string Earlier => Say("Tidligere", "Earlier");
    public string NoneNow => Say("Der er ikke noget lige nu.", "There is nothing at the moment.");
    public string Open => Say("Se kilden", "Open the source");
    public string OpenOf => Say("Se kilden til {0}", "Open the source of {0}");
    public string Wrong => Say("Er det forkert?", "Is this wrong?");
    public string Amended => Say("Har en tilføjelse", "Has an addition");
    public string Since => Say("Siden {0}", "Since {0}");
    public string FromTo => Say("{0} til {1}", "{0} to {1}");
    public string NoDay => Say("Uden dato", "Without a date");
    public string Read => Say("Læs hele teksten", "Read the whole text");
    public string ReadOf => Say("Læs {0} fra {1}", "Read {0} of {1}");

    public string Note => Say("Notat", "Note");
    public string Visit => Say("Besøg", "Visit");
    public string Document => Say("Dokument", "Document");
    public string Plan => Say("Plan", "Plan");
    public string Course => Say("Forløb", "Course");
    public string For => Say("For", "For");
    public string Against => Say("Mod", "Against");
    public string HowBad => Say("Hvor slemt", "How bad");
    public string Serious => Say("Kan være farligt", "Can be dangerous");
    public string Code => Say("Kode", "Code");
    public string WrittenOn => Say("Skrevet ind", "Written down");
    public string Answered => Say("Svaret kom", "Answered");
    public string NormalRange => Say("Normalområde", "Normal range");

    public string SourceTitle => Say("Hvor kommer det fra?", "Where does it come from?");
    public string WrittenBy => Say("Skrevet af", "Written by");
    public string WrittenAt => Say("Hvor", "Where");
    public string OfDay => Say("Dag", "Day");
    public string Sector => Say("Del af sundhedsvæsenet", "Part of the health service");
    public string StoredAt => Say("Gemt her", "Stored here");
    public string Unknown => Say("Det står der ikke", "It is not written");
    public string Yourself => Say("Dig selv", "Yourself");
    public string Versions => Say("Rettelser", "Corrections");
    public string OneVersion => Say("Linjen er aldrig rettet.", "The line was never corrected.");
    public string VersionLead => Say("Intet bliver slettet. Her kan du se, hvad der er rettet, og hvornår.", "Nothing is deleted. Here you see what was corrected, and when.");
    public string FirstVersion => Say("Skrevet første gang", "Written the first time");
    public string Corrected => Say("Rettet", "Corrected");
    public string Before => Say("Før", "Before");
    public string After => Say("Nu", "Now");
    public string What => Say("Hvad", "What");
    public string Added => Say("Ikke skrevet før", "Not written before");
    public string Removed => Say("Taget væk", "Taken away");
    public string Additions => Say("Tilføjelser", "Additions");
    public string AdditionLead => Say("Afdelingen har skrevet dette til efter et spørgsmål fra dig.", "The unit has added this after a question from you.");
    public string Raw => Say("Hent linjen som data (FHIR)", "Get the line as data (FHIR)");
    public string WrongLead => Say("Passer linjen ikke, så sig til. Afdelingen, der skrev den, får besked og skal svare dig.", "If the line is not right, say so. The unit that wrote it is told and must answer you.");
    public string WrongButton => Say("Sig, at det er forkert", "Say that it is wrong");

    public string PregnancyLead => Say("Din graviditet samlet på én side: besøg, noter og svar siden den første dag.", "Your pregnancy on one page: visits, notes and results since the first day.");
    public string CoursesLead => Say("Dine forløb i den rækkefølge, de begyndte. Åbn et forløb for at se, hvad der er planlagt.", "Your courses of care in the order they began. Open one to see what is planned.");
    public string TextOfCourse => Say("Det er planlagt", "What is planned");

    public string DownloadTitle => Say("Hent din journal", "Download your record");
    public string DownloadLead => Say("Du kan tage en kopi med hjem. Pas godt på den: Alle, der får filen, kan læse den.", "You can take a copy home. Take good care of it: everybody who gets the file can read it.");
    public string Pdf => Say("Til at læse og skrive ud (PDF)", "To read and print (PDF)");
    public string PdfText => Say("Alle dele af journalen i ét dokument. Du vælger, hvad der skal med.", "All parts of the record in one document. You choose what to include.");
    public string Choose => Say("Vælg dele", "Choose parts");
    public string ChooseOne => Say("Vælg mindst én del", "Choose at least one part");
    public string GetPdf => Say("Hent PDF", "Get the PDF");
    public string FhirHeading => Say("Som data til en anden app (FHIR)", "As data for another app (FHIR)");
    public string FhirText => Say("Alt, hvad der står om dig, i en form som andre programmer kan læse.", "All that is written about you, in a form that other programs can read.");
    public string GetBundle => Say("Hent som én fil (JSON)", "Get as one file (JSON)");
    public string GetLines => Say("Hent som linjer (NDJSON)", "Get as lines (NDJSON)");
    public string PdfFoot => Say("Side {0} af {1}", "Page {0} of {1}");
    public string PdfMade => Say("Hentet {0}. Tallene og teksterne er dem, der stod i journalen den dag.", "Made {0}. The numbers and texts are those that stood in the record on that day.");

    public string WishTitle => Say("Hvordan vil du have dit svar?", "How do you want your result?");
    public string WishLead => Say("Før du får taget en prøve, kan du vælge, hvordan du vil have svaret. Du kan altid skifte mening.", "Before a test is taken you can choose how you want the result. You can always change your mind.");
    public string WishLabel => Say("Når der kommer et nyt svar", "When a new result comes");
    public string WishAtOnce => Say("Vis det med det samme, også hvis ingen har talt med mig endnu", "Show it at once, even if nobody has talked to me yet");
    public string WishTalk => Say("Vent 14 dage, så nogen kan nå at tale med mig først", "Wait 14 days, so that somebody can talk to me first");
    public string WishLetter => Say("Vent 30 dage. Jeg vil have et brev", "Wait 30 days. I want a letter");
    public string WishThen => Say("Det sker der", "What happens");
    public string WishThenText => Say("Nye svar er skjult for dig, mens du venter. Personalet ser dem altid med det samme. Er det alvorligt, ringer de til dig. De kan også se, hvad du har valgt.", "New results are hidden from you while you wait. Staff always see them at once. If it is serious, they call you. They can also see what you have chosen.");
    public string WishSave => Say("Gem mit valg", "Save my choice");
    public string WishSaved => Say("Dit valg er gemt og gælder fra nu af.", "Your choice is saved and counts from now on.");
    public string WishChoose => Say("Vælg, hvordan du vil have svaret", "Choose how you want the result");
    public string Failed => Say("Det kunne ikke lade sig gøre lige nu. Prøv igen om lidt.", "It could not be done just now. Try again shortly.");

    public string Explained => Say("Hvad betyder det?", "What does it mean?");
    public string WhyRange => Say("Normalområdet er det, de fleste raske har. 5 ud af 100 raske ligger lidt udenfor. Derfor er et tal lidt over eller under sjældent farligt. Det vigtigste er, om tallet ændrer sig.", "The normal range is what most healthy people have. 5 of 100 healthy people are a little outside it. So a number a little above or below is seldom dangerous. What matters most is whether the number changes.");
    public string AllMeasured => Say("Alle målinger", "All measurements");
    public string ToAnalysis => Say("Se mere om {0}", "See more about {0}");
    public string BackToResults => Say("Tilbage til prøvesvar", "Back to results");
    public string InWords => Say("Svar i ord", "Results in words");

    public string PartName(RecordPart part) => part switch
    {
        RecordPart.Results => Say("Prøvesvar", "Results"),
        RecordPart.Notes => Say("Notater", "Notes"),
        RecordPart.Documents => Say("Dokumenter", "Documents"),
        RecordPart.Diagnoses => Say("Diagnoser", "Diagnoses"),
        RecordPart.Medicine => Say("Medicin", "Medicine"),
        RecordPart.Vaccinations => Say("Vacciner", "Vaccinations"),
        RecordPart.Allergies => Say("Allergi", "Allergies"),
        RecordPart.Courses => Say("Forløb", "Courses of care"),
        _ => Say("Graviditet", "Pregnancy"),
    };

    public string PartLead(RecordPart part) => part switch
    {
        RecordPart.Notes => Say("Det, personalet har skrevet efter hvert besøg.", "What staff have written after each visit."),
        RecordPart.Documents => Say("Svar på scanninger og andre papirer med tekst.", "Answers to scans and other papers with text."),
        RecordPart.Diagnoses => Say("De sygdomme, en læge har skrevet ned. Nogle er forbi.", "The diseases a doctor has written down. Some are over."),
        RecordPart.Medicine => Say("Din medicin nu og før. Er du i tvivl, så spørg din læge eller på apoteket.", "Your medicine now and before. If in doubt, ask your doctor or the pharmacy."),
        RecordPart.Vaccinations => Say("De vacciner, du har fået.", "The vaccines you have had."),
        RecordPart.Allergies => Say("Det, du ikke kan tåle.", "What you cannot tolerate."),
        RecordPart.Courses => CoursesLead,
        RecordPart.Pregnancy => PregnancyLead,
        _ => Say("Alle dine målinger og prøver.", "All your measurements and tests."),
    };

    public string SectorName(Sector sector) => sector switch
    {
        Citizen.Sector.Hospital => Say("Sygehus", "Hospital"),
        Citizen.Sector.Practice => Say("Egen læge", "General practice"),
        Citizen.Sector.Municipality => Say("Kommune", "Municipality"),
        Citizen.Sector.Own => Yourself,
        _ => Unknown,
    };

    public string Dose(int number) => string.Format(CultureInfo.InvariantCulture, Say("{0}. stik", "Dose {0}"), number);

    public string ResultsInIt(int number) => string.Format(CultureInfo.InvariantCulture, number == 1 ? Say("{0} svar", "{0} result") : Say("{0} svar", "{0} results"), number);

    public string Lines(int number) => string.Format(CultureInfo.InvariantCulture, number == 1 ? Say("{0} linje", "{0} line") : Say("{0} linjer", "{0} lines"), number);

    /// <summary>"3. maj 2026", "Siden 3. maj 2026", "3. maj 2024 til 1. juni 2025".</summary>
    public string When(RecordLine line)
    {
        if (line.Day is not { } day)
        {
            return NoDay;
        }

        var from = DateText.ShortDay(day, language);
        return line.Until is { } until ? string.Format(CultureInfo.InvariantCulture, FromTo, from, DateText.ShortDay(until, language))
            : line is { IsNow: true, Part: RecordPart.Diagnoses or RecordPart.Medicine or RecordPart.Courses } ? string.Format(CultureInfo.InvariantCulture, Since, from) : from;
    }

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
