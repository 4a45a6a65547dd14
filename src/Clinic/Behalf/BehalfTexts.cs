using System.Globalization;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>The words of the pages where staff write down what a patient says by telephone or on paper. Each text stands in both languages side by side.</summary>
internal sealed class BehalfTexts(Language language)
{
    /// <summary>Of a visit that nobody has given a name; it stands in the record, in the region's language.</summary>
    public const string VisitWithoutName = "Aftale";

    public string Title => Say("På borgerens vegne", "On the citizen’s behalf");
    public string Lead => Say("Borgeren har ringet eller skrevet. Skriv det ind her. Borgeren kan se det på sin side, og dit navn står ved det.", "The citizen has called or written. Enter it here. The citizen can see it on their page, with your name.");
    public string Who => Say("Er du sikker på, hvem du taler med? Spørg om CPR-nummer og adresse, før du skriver noget.", "Are you sure whom you talk to? Ask for CPR number and address before you write anything.");
    public string New => Say("Skriv noget nyt ind", "Enter something new");
    public string Standing => Say("Det gælder nu", "What counts now");
    public string NoneStands => Say("Der er ingen samtykker, spærringer eller fuldmagter.", "There are no consents, blocks or mandates.");
    public string NotLoaded => Say("Kunne ikke hentes. Genindlæs siden om lidt.", "Could not be fetched. Reload the page shortly.");
    public string Since => Say("siden {0}", "since {0}");
    public string End => Say("Stop det, borgeren har valgt", "End what the citizen has chosen");
    public string EndWhich => Say("Hvad skal stoppes?", "What should end?");
    public string EndWhichWrong => Say("Vælg, hvad der skal stoppes", "Choose what should end");
    public string EndedAlready => Say("Det er stoppet i forvejen. Papiret er ikke gemt.", "It has ended before. The paper is not kept.");
    public string Papers => Say("Papirer, vi har gemt", "Papers that are kept");
    public string PaperLine => Say("{0}, skrevet {1}", "{0}, written {1}");
    public string KeptBy => Say("Gemt af {0}.", "Kept by {0}.");
    public string SeePaper => Say("Se papiret", "See the paper");
    public string Saved => Say("Det er skrevet ind. Borgeren kan se det.", "It is entered. The citizen can see it.");
    public string SavedUnseen => Say("Spærringen er skrevet ind. Den gælder også for dig, så du kan ikke se patienten mere.", "The block is entered. It counts for you too, so you no longer see the patient.");
    public string How => Say("Hvordan sagde borgeren det?", "How did the citizen say it?");
    public string HowWrong => Say("Vælg telefon eller papir", "Choose telephone or paper");
    public string Day => Say("Hvilken dag sagde borgeren det?", "On which day did the citizen say it?");
    public string DayWrong => Say("Skriv en dag, som ikke ligger i fremtiden", "Write a day that is not in the future");
    public string Save => Say("Skriv ind", "Enter");
    public string Failed => Say("Det kunne ikke skrives ind lige nu. Prøv igen om lidt.", "It could not be entered just now. Try again shortly.");
    public string Denied => Say("Du har ikke lov til at skrive det ind for denne patient.", "You may not enter this for this patient.");
    public string Meanwhile => Say("Oplysningerne er ændret imens. Se dem igennem, og skriv ind igen.", "The details were changed meanwhile. Look them over and enter again.");

    public string Whom => Say("Hvem skal der spærres for?", "Who should be blocked?");
    public string WhomHint => Say("Skriv navnet på en person eller en afdeling, og vælg så på listen.", "Write the name of a person or a unit, then choose from the list.");
    public string WhomWrong => Say("Skriv mindst to bogstaver af navnet", "Write at least two letters of the name");
    public string WhomNone => Say("Ingen person eller afdeling har det navn", "No person or unit has that name");
    public string WhomChoose => Say("Vælg den rette på listen", "Choose the right one from the list");
    public string WhomList => Say("Det fandt vi", "This is what we found");

    public string SignedLead => Say("En fuldmagt skal være skrevet under. Den kan ikke gives i telefonen.", "A mandate must be signed. It cannot be given by telephone.");
    public string SignedWay => Say("Har borgeren ringet, så print papiret, og send det. Skriv fuldmagten ind her, når papiret kommer tilbage.", "If the citizen has called, print the paper and send it. Enter the mandate here when the paper comes back.");
    public string PrintForm => Say("Print papiret til en fuldmagt", "Print the paper for a mandate");
    public string SignedDay => Say("Hvilken dag er papiret skrevet under?", "On which day was the paper signed?");
    public string SignedWrong => Say("En fuldmagt gives på papir med underskrift", "A mandate is given on signed paper");
    public string BlankTitle => Say("Fuldmagt", "Mandate");
    public string BlankPrint => Say("Print siden, og send den til borgeren.", "Print the page and send it to the citizen.");
    public string BlankGive => Say("Jeg giver fuldmagt til:", "I give a mandate to:");
    public string BlankName => Say("Navn", "Name");
    public string BlankCpr => Say("CPR-nummer", "CPR number");
    public string BlankMine => Say("Mit CPR-nummer", "My CPR number");
    public string BlankSees => Say("Den anden må se og handle for mig i (sæt kryds ved én):", "The other may see and act for me in (tick one):");
    public string MayDo => Say(
        "Den anden må også handle for borgeren i det, der vælges: bestille, flytte og aflyse tider, spørge klinikken, og sige til, hvis noget er forkert.",
        "The other may also act for the citizen in what is chosen: book, move and cancel times, ask the clinic, and say if something is wrong.");
    public string BlankDoes => Say("Den anden må også handle for mig i det, jeg har sat kryds ved:", "The other may also act for me in what I have ticked:");
    public IReadOnlyList<string> BlankDoings =>
    [
        Say("Aftaler og besøg: bestille, flytte og aflyse mine tider, og spørge klinikken", "Appointments and visits: book, move and cancel my times, and ask the clinic"),
        Say("Resten af journalen: sige til, hvis noget er forkert, og få svaret", "The rest of the record: say if something is wrong, and get the answer"),
        Say("Hele journalen: begge dele", "The whole record: both"),
    ];
    public string BlankLast => Say("Fuldmagten gælder til og med (højst to år)", "The mandate counts until and including (two years at most)");
    public string BlankSign => Say("Dato og underskrift", "Date and signature");
    public string BlankThen => Say("Jeg kan altid stoppe fuldmagten. Så ringer eller skriver jeg til afdelingen. Afdelingen gemmer papiret.", "I can end the mandate at any time, by calling or writing to the unit. The unit keeps the paper.");
    public string BlankBack => Say("Send papiret til:", "Send the paper to:");

    public string Number => Say("CPR-nummer på den, der får fuldmagten", "CPR number of whom gets the mandate");
    public string NumberWrong => Say("Skriv et CPR-nummer med 10 tal", "Write a CPR number of 10 digits");
    public string Family => Say("Efternavn på den, der får fuldmagten", "Family name of whom gets the mandate");
    public string FamilyWrong => Say("Skriv efternavnet", "Write the family name");
    public string NotFound => Say("Vi kan ikke finde en med det nummer og det efternavn", "We cannot find anybody with that number and that family name");
    public string TooMany => Say("Du har prøvet mange numre. Vent fem minutter", "You have tried many numbers. Wait five minutes");
    public string Sees => Say("Hvad må den anden se og gøre?", "What may the other see and do?");
    public string SeesWrong => Say("Vælg, hvad den anden må se og gøre", "Choose what the other may see and do");
    public string Last => Say("Til og med hvilken dag?", "Until and including which day?");
    public string LastWrong => Say("Skriv en dag fra i dag og højst to år frem", "Write a day from today to two years ahead");
    public string Scan => Say("Den underskrevne fuldmagt", "The signed mandate");
    public string Paper => Say("Papiret", "The paper");
    public string ScanWrong => Say("Vælg en fil, der er PDF, PNG eller JPEG og højst 2 MB", "Choose a file that is PDF, PNG or JPEG and at most 2 MB");

    public string Line => Say("Hvad i journalen er forkert?", "What in the record is wrong?");
    public string LineWrong => Say("Vælg, hvad det handler om", "Choose what it is about");
    public string NoLines => Say("Der er intet i journalen, som du kan se.", "There is nothing in the record that you can see.");
    public string Wrong => Say("Hvad er forkert?", "What is wrong?");
    public string WrongWrong => Say("Vælg, hvad der er forkert", "Choose what is wrong");
    public string Words => Say("Hvad siger borgeren?", "What does the citizen say?");
    public string WordsHint => Say("Mellem 10 og 1000 tegn, med borgerens egne ord.", "Between 10 and 1000 characters, in the citizen’s own words.");
    public string WordsWrong => Say("Skriv mellem 10 og 1000 tegn", "Write between 10 and 1000 characters");

    public string WhoLooked => Say("Hvem har set journalen?", "Who has seen the record?");
    public string Looked => Say("Hvilken dag så de den?", "On which day did they see it?");
    public string LookedWrong => Say("Skriv dagen fra borgerens liste. Den ligger ikke i fremtiden", "Write the day on the citizen’s list. It is not in the future");
    public string Ask => Say("Hvad vil borgeren vide?", "What does the citizen want to know?");
    public string AskHint => Say("Mellem 10 og 500 tegn, med borgerens egne ord.", "Between 10 and 500 characters, in the citizen’s own words.");
    public string AskWrong => Say("Skriv mellem 10 og 500 tegn", "Write between 10 and 500 characters");
    public string AskThen => Say("Sig til borgeren, at afdelingen får navnet, spørgsmålet og tidspunktet. Borgeren kan se svaret. Du får ikke listen at se.", "Tell the citizen that the unit gets the name, the question and the time. The citizen can see the answer. You are not shown the list.");
    public string AskedAlready => Say("Der er allerede spurgt om det. Borgeren kan se svaret på sin side.", "It has been asked about already. The citizen can see the answer on their page.");

    public string Visit => Say("Hvilket besøg handler det om?", "Which visit is it about?");
    public string VisitWrong => Say("Vælg, hvilket besøg det handler om", "Choose which visit it is about");
    public string NoVisits => Say("Borgeren har ingen kommende besøg, som vi kan spørge om her. Ring til stedet.", "The citizen has no coming visits that can be asked about here. Call the place.");
    public string VisitThen => Say("Stedet får spørgsmålet og svarer. Borgeren kan se svaret ved besøget. Skal svaret gives i telefonen, så ring til borgeren, når det er kommet.", "The place gets the question and answers. The citizen can see the answer at the visit. If the answer must be given by telephone, call the citizen when it has come.");

    public string Channel => Say("Hvordan vil borgeren have besked?", "How does the citizen want to be told?");
    public string ChannelWrong => Say("Vælg Digital Post, SMS eller e-mail", "Choose Digital Post, SMS or e-mail");
    public string Receiver => Say("Nummer eller adresse", "Number or address");
    public string ReceiverHint => Say("Lad feltet stå tomt for at bruge det, der står i journalen.", "Leave it empty to use what stands in the record.");
    public string ReceiverWrong => Say("Skriv et nummer med mindst 8 cifre eller en e-mail-adresse", "Write a number with at least 8 digits, or an e-mail address");
    public string Reminders => Say("Hvad vil borgeren have besked om?", "What does the citizen want to be told of?");
    public string Quiet => Say("Stille timer", "Quiet hours");
    public string QuietFrom => Say("Ingen beskeder fra kl.", "No messages from");
    public string QuietUntil => Say("til kl.", "until");
    public string HourWrong => Say("Vælg en time", "Choose an hour");

    public string WishLabel => Say("Når der kommer et nyt svar", "When a new result comes");
    public string WishWrong => Say("Vælg, hvordan borgeren vil have svaret", "Choose how the citizen wants the result");
    public string WishThen => Say("Nye svar er skjult for borgeren, mens de venter. Personalet ser dem med det samme. Er det alvorligt, skal I ringe.", "New results are hidden from the citizen while they wait. Staff see them at once. If it is serious, you must call.");

    public string Phone => Say("Telefon", "Telephone");
    public string PhoneHint => Say("8 cifre, eller + og landekode", "8 digits, or + and the country code");
    public string PhoneWrong => Say("Skriv telefonnummeret med 8 cifre", "Write the telephone number with 8 digits");
    public string Email => Say("E-mail", "E-mail");
    public string EmailWrong => Say("Skriv e-mail som navn@eksempel.dk", "Write the e-mail as name@example.com");
    public string CallName => Say("Hvem skal vi ringe til? Navn", "Whom shall we call? Name");
    public string CallNameWrong => Say("Skriv navnet på den, vi skal ringe til", "Write the name of whom we shall call");
    public string CallRelation => Say("Hvem er det? For eksempel datter eller nabo", "Who is it? For example daughter or neighbour");
    public string CallPhone => Say("Telefon på den, vi skal ringe til", "Telephone of whom we shall call");

    public IReadOnlyList<Choice> Hows => [new("phone", Say("I telefonen", "By telephone")), new("paper", Say("På papir", "On paper"))];

    public IReadOnlyList<Choice> Scopes =>
    [
        new("alt", Say("Hele journalen", "The whole record")),
        new("aftaler", Say("Aftaler og besøg", "Appointments and visits")),
        new("medicin", Say("Medicin, vacciner og allergi", "Medicine, vaccinations and allergies")),
        new("svar", Say("Prøvesvar", "Results")),
        new("noter", Say("Noter, diagnoser og planer", "Notes, diagnoses and plans")),
    ];

    public IReadOnlyList<Choice> Kinds =>
    [
        new("forkert", Say("Det, der står, passer ikke", "What is written is not right")),
        new("mangler", Say("Der mangler noget", "Something is missing")),
        new("ikke-mig", Say("Det handler ikke om borgeren", "It is not about the citizen")),
        new("forstaar-ikke", Say("Borgeren forstår det ikke", "The citizen does not understand it")),
    ];

    public IReadOnlyList<Choice> Channels => [new("digital-post", Say("Digital Post, eller brev til den, der er fritaget", "Digital Post, or a letter to whom is excused")), new("sms", "SMS"), new("e-mail", Say("E-mail", "E-mail"))];

    public IReadOnlyList<Choice> ReminderBoxes =>
    [
        new("uge", Say("En uge før en aftale", "A week before an appointment")),
        new("dagen-foer", Say("Dagen før en aftale", "The day before an appointment")),
        new("tilbud", Say("Når der er en tidligere tid", "When there is an earlier time")),
    ];

    // The same codes as on the citizen's page.
    public IReadOnlyList<Choice> Wishes =>
    [
        new("straks", Say("Vis det med det samme, også hvis ingen har talt med borgeren", "Show it at once, even if nobody has talked to the citizen")),
        new("samtale", Say("Vent 14 dage, så nogen kan tale med borgeren først", "Wait 14 days, so that somebody can talk to the citizen first")),
        new("brev", Say("Vent 30 dage. Borgeren vil have et brev", "Wait 30 days. The citizen wants a letter")),
    ];

    /// <summary>How the patient told it, on which day, and who wrote it down.</summary>
    public string WrittenDown(ToldFact told)
    {
        var day = told.Day is { } said ? DateText.ShortDay(said, language) : "";
        return told.How == "phone"
            ? Sentence.Fill(Say("Sagt i telefonen {0}. Skrevet ind af {1}.", "Said by telephone on {0}. Entered by {1}."), day, told.By)
            : Sentence.Fill(Say("Skrevet på papir {0}. Skrevet ind af {1}.", "Written on paper on {0}. Entered by {1}."), day, told.By);
    }

    public string Form(string what) => what switch
    {
        "spaerring" => Say("Spær for en person eller en afdeling", "Block a person or a unit"),
        "fuldmagt" => Say("Giv en anden fuldmagt", "Give somebody a mandate"),
        "fejl" => Say("Meld en fejl i journalen", "Report an error in the record"),
        "beskeder" => Say("Vælg beskeder om aftaler", "Choose messages about appointments"),
        "spoerg" => Say("Spørg, hvorfor nogen så journalen", "Ask why somebody saw the record"),
        "besoeg" => Say("Spørg om et besøg", "Ask about a visit"),
        "svar" => Say("Vælg, hvordan borgeren vil have svar", "Choose how the citizen wants results"),
        _ => Say("Ret telefon, e-mail og hvem vi ringer til", "Change telephone, e-mail and whom we call"),
    };

    public string Stands(StandingWord word, CaseTexts cases) => word.Kind switch
    {
        "spaerring" => string.Format(CultureInfo.InvariantCulture, Say("Spærring: {0}", "Block: {0}"), word.Name ?? Say("alle", "everybody")),
        "fuldmagt" => string.Format(CultureInfo.InvariantCulture, Say("Fuldmagt til {0}: {1}", "Mandate of {0}: {1}"), word.Name, string.Join(", ", MandateWords(word))),
        "svar" => string.Format(CultureInfo.InvariantCulture, Say("Svar: {0}", "Results: {0}"), Wishes.FirstOrDefault(w => w.Value == word.Consent)?.Text ?? word.Consent),
        _ => string.Format(CultureInfo.InvariantCulture, Say("Samtykke: {0}", "Consent: {0}"), string.Join(", ", new[] { cases.Kinds.FirstOrDefault(k => k.Value == word.Consent)?.Text ?? word.Consent, word.Name }.OfType<string>())),
    };

    // One person may hold several mandates: what they are about, and until when, tells them apart.
    private IEnumerable<string> MandateWords(StandingWord mandate)
    {
        foreach (var (scope, types) in BehalfPages.Scopes)
        {
            if (types.Length == 0 ? mandate.Types.Count == 0 : types.All(mandate.Types.Contains))
            {
                yield return Scopes.First(s => s.Value == scope).Text.ToLowerInvariant();
            }
        }

        if (mandate.Until is { } until)
        {
            yield return string.Format(CultureInfo.InvariantCulture, Say("til {0}", "until {0}"), DateText.ShortDay(until, language));
        }
    }

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
