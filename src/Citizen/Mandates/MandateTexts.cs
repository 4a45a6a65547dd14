using System.Globalization;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The words of the pages about mandates. Each text stands in both languages side by side.</summary>
internal sealed class MandateTexts(Language language)
{
    public string Title => Say("Hvem kan se med hos dig?", "Who can act for you?");
    public string Lead => Say("Du kan lade en anden handle for dig: se din journal, bestille tider og skrive til os. Det kan gælde det hele eller en del. Du kan altid stoppe det igen.", "You can let somebody else act for you: see your record, book times and write to us. It can be about all of it, or a part. You can stop it at any time.");
    public string Standing => Say("De kan se med nu", "They can now");
    public string Nobody => Say("Ingen andre kan se med", "Nobody else can");
    public string NobodyText => Say("Kun du og dem, der behandler dig, kan se din journal.", "Only you and those who treat you can see your record.");
    public string Custody => Say("Har forældremyndighed", "Has custody");
    public string CustodyText => Say("Indtil du fylder 15 år, ser de det meste. Fra 15 til 18 år ser de kun lidt. Når du er 18, ser de intet.", "Until you are 15 they see most. From 15 to 18 they see little. At 18 they see nothing.");
    public string Paper => Say("Vil du hellere give en fuldmagt på papir? Spørg på dit hospital eller hos din læge. De skriver den ind for dig.", "Would you rather give a mandate on paper? Ask at your hospital or your doctor's. They enter it for you.");
    public string OverHeading => Say("De kunne se med før", "They could before");
    public string Over => Say("Gælder ikke mere", "No longer holds");
    public string GivenOn => Say("Givet {0}", "Given on {0}");
    public string New => Say("Giv en fuldmagt", "Give a mandate");
    public string NewLead => Say("Du skal bruge den andens CPR-nummer og efternavn.", "You need the other's CPR number and family name.");
    public string Number => Say("Den andens CPR-nummer", "The other's CPR number");
    public string NumberHint => Say("10 tal, fx 010190-1234", "10 digits, such as 010190-1234");
    public string Family => Say("Den andens efternavn", "The other's family name");
    public string What => Say("Hvad må den anden hjælpe dig med?", "What may the other help you with?");
    public string WhatHint => Say("Den anden må se det, du vælger, og handle for dig i det: book, flyt og aflys tider, spørg, og sig til om fejl.", "The other may see what you choose and act for you in it: book, move and cancel times, ask, and report errors.");
    public string TooYoung => Say("En fuldmagt kan kun gives til en, der er fyldt 15 år", "A mandate can only be given to somebody who has turned 15");
    public string Last => Say("Til og med hvilken dag?", "Until and including which day?");
    public string LastHint => Say("Dag, måned og år. Højst to år frem.", "Day, month and year. At most two years ahead.");
    public string See => Say("Se, hvad den anden vil se", "See what the other will see");
    public string PreviewTitle => Say("Det her ser {0}", "This is what {0} sees");
    public string WouldTitle => Say("Det her vil {0} se", "This is what {0} will see");
    public string WouldLead => Say("Intet er gemt endnu. Se på listen, og giv så fuldmagten.", "Nothing is kept yet. Look at the list, then give the mandate.");
    public string MayDo(MandateScope? scope) => scope?.Key switch
    {
        "alt" => Say("Den anden må også handle for dig: book, flyt og aflys tider, spørg, og sig til, hvis noget er forkert.", "The other may also act for you: book, move and cancel times, ask, and say if something is wrong."),
        "aftaler" => Say("Den anden må også handle for dig: book, flyt og aflys tider, og spørg klinikken.", "The other may also act for you: book, move and cancel times, and ask the clinic."),
        _ => Say("Den anden må også handle for dig i det, de ser: spørg, og sig til, hvis noget er forkert.", "The other may also act for you in what they see: ask, and say if something is wrong."),
    };

    public string Give => Say("Giv {0} fuldmagt", "Give {0} the mandate");
    public string Change => Say("Ret fuldmagten", "Change the mandate");
    public string Part => Say("Del af journalen", "Part of the record");
    public string Sees => Say("Ser", "Sees");
    public string WasGiven => Say("Fuldmagten gælder fra nu af.", "The mandate holds from now on.");
    public string WasEnded => Say("Fuldmagten er stoppet.", "The mandate has ended.");
    public string End => Say("Stop fuldmagten til {0}", "End the mandate of {0}");
    public string EndFailed => Say("Fuldmagten kunne ikke stoppes. Prøv igen.", "The mandate could not be ended. Try again.");
    public string Look => Say("Se, hvad {0} ser", "See what {0} sees");
    public string Until => Say("Gælder til og med {0}", "Holds until and including {0}");
    public string NoEnd => Say("Gælder, til du stopper den", "Holds until you end it");
    public string NotFound => Say("Vi kan ikke finde en med det nummer og det efternavn", "We cannot find anybody with that number and that family name");
    public string TooMany => Say("Du har prøvet mange numre. Vent fem minutter", "You have tried many numbers. Wait five minutes");
    public string NumberWrong => Say("Skriv et CPR-nummer med 10 tal", "Write a CPR number of 10 digits");
    public string FamilyWrong => Say("Skriv den andens efternavn", "Write the other's family name");
    public string WhatWrong => Say("Vælg, hvad den anden må hjælpe dig med", "Choose what the other may help you with");
    public string LastWrong => Say("Skriv en dag fra i dag og højst to år frem", "Write a day from today to two years ahead");
    public string GiveFailed => Say("Fuldmagten kunne ikke gives. Prøv igen.", "The mandate could not be given. Try again.");
    public string Back => Say("Tilbage til listen", "Back to the list");

    public string Scope(MandateScope? scope) => scope?.Key switch
    {
        "alt" => Say("Hele journalen", "The whole record"),
        "aftaler" => Say("Aftaler og besøg", "Appointments and visits"),
        "medicin" => Say("Medicin, vacciner og allergi", "Medicine, vaccines and allergies"),
        "svar" => Say("Svar på prøver og målinger", "Results and measurements"),
        "noter" => Say("Noter, sygdomme og planer", "Notes, diseases and plans"),
        _ => Say("En del af journalen", "A part of the record"),
    };

    public string Of(string part) => part switch
    {
        "om" => Say("Navn og adresse", "Name and address"),
        "aftaler" => Say("Aftaler", "Appointments"),
        "besoeg" => Say("Besøg", "Visits"),
        "medicin" => Say("Medicin", "Medicine"),
        "svar" => Say("Svar og målinger", "Results and measurements"),
        "noter" => Say("Noter og breve", "Notes and letters"),
        "diagnoser" => Say("Sygdomme", "Diseases"),
        "vacciner" => Say("Vacciner", "Vaccines"),
        _ => Say("Allergi", "Allergies"),
    };

    public string Amount(SeenPart part) => part switch
    {
        { All: 0 } => Say("Der er intet", "There is nothing"),
        { Seen: 0 } => string.Format(CultureInfo.InvariantCulture, Say("Intet af {0}", "None of {0}"), part.All),
        _ when part.Seen == part.All => string.Format(CultureInfo.InvariantCulture, Say("Alt: {0}", "All: {0}"), part.All),
        _ => string.Format(CultureInfo.InvariantCulture, Say("{0} af {1}", "{0} of {1}"), part.Seen, part.All),
    };

    public static string With(string text, params object[] values) => string.Format(CultureInfo.InvariantCulture, text, values);

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
