using Helhed.Ui;

namespace Helhed.Admin;

/// <summary>The words of the page about pseudonyms. Each text stands in both languages side by side.</summary>
internal sealed class PseudonymTexts(Language language)
{
    public string Title => Say("Skjulte navne på ansatte", "Hidden names of staff");
    public string Nav => Say("Skjulte navne", "Hidden names");
    public string Lead => Say("Her bestemmer du, hvis navn borgere ikke må se. De ser et dæknavn i stedet. Det gælder journal, log og alle sider.", "Here you decide whose name citizens may not see. They see a pseudonym instead: in records, in logs and on all pages.");
    public string Standing => Say("Gælder nu eller senere", "Hold now or later");
    public string Ended => Say("Er ophørt", "Have ended");
    public string None => Say("Ingen navne er skjult.", "No names are hidden.");
    public string Make => Say("Skjul et navn", "Hide a name");
    public string Unit => Say("Afdeling, der har besluttet det", "Unit that decided on it");
    public string UnitHint => Say("Organization/…", "Organization/…");
    public string Staff => Say("Ansat", "Employee");
    public string StaffHint => Say("Practitioner/… Lad feltet være tomt for alle i afdelingen.", "Practitioner/… Leave it empty for all in the unit.");
    public string Citizen => Say("Borger, som ikke må se navnet", "Citizen who may not see the name");
    public string CitizenHint => Say("CPR-nummer eller Patient/… Lad feltet være tomt for alle borgere.", "CPR number or Patient/… Leave it empty for all citizens.");
    public string Name => Say("Dæknavn", "Pseudonym");
    public string NameHint => Say("Det, som borgeren ser. Gælder det en hel afdeling, får hver ansat et mærke bagefter.", "What the citizen sees. For a whole unit each employee gets a mark behind it.");
    public string From => Say("Fra og med dag", "From day");
    public string To => Say("Til og med dag", "To day");
    public string ToHint => Say("DD/MM/ÅÅÅÅ. Højst to år frem.", "DD/MM/YYYY. At most two years ahead.");
    public string Reason => Say("Hvorfor", "Why");
    public string ReasonHint => Say("Mellem 10 og 500 tegn. Står i loggen.", "Between 10 and 500 characters. Stands in the log.");
    public string Hide => Say("Skjul navnet", "Hide the name");
    public string End => Say("Vis navnet igen", "Show the name again");
    public string Everybody => Say("Alle borgere", "All citizens");
    public string WholeUnit => Say("Alle i afdelingen", "All in the unit");
    public string WasSet => Say("Navnet er skjult fra nu af.", "The name is hidden from now on.");
    public string WasEnded => Say("Navnet bliver vist igen.", "The name is shown again.");
    public string Reveal => Say("Hvem er bag et dæknavn?", "Who is behind a pseudonym?");
    public string RevealText => Say("Dit opslag bliver skrevet ned med din grund.", "Your look is written down with your reason.");
    public string Shown => Say("Dæknavn eller nummer", "Pseudonym or id");
    public string ShownHint => Say("Som borgeren ser det, eller Practitioner/skjult-…", "As the citizen sees it, or Practitioner/skjult-…");
    public string Look => Say("Find navnet", "Find the name");
    public string Found => Say("Bag dæknavnet er", "Behind the pseudonym is");
    public string DateWrong => Say("Skriv en dato som DD/MM/ÅÅÅÅ, højst to år frem", "Write a date as DD/MM/YYYY, at most two years ahead");

    public string Error(string? field) => field switch
    {
        "name" => Say("Skriv et dæknavn på 3 til 80 tegn", "Write a pseudonym of 3 to 80 characters"),
        "reason" => Say("Skriv hvorfor med 10 til 500 tegn", "Say why in 10 to 500 characters"),
        "unit" => Say("Der er ingen afdeling med det navn", "There is no such unit"),
        "staff" => Say("Der er ingen ansat med det navn", "There is no such employee"),
        "patient" => Say("Der er ingen borger med det nummer", "There is no such citizen"),
        "ends" => Say("Slutdatoen er før startdatoen", "It ends before it begins"),
        "shown" => Say("Ingen har eller har haft det dæknavn", "Nobody has, or has had, this pseudonym"),
        _ => Say("Det kunne ikke gemmes. Prøv igen.", "It could not be kept. Try again."),
    };

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
