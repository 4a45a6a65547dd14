using System.Globalization;
using Helhed.Access.Facts;
using Helhed.Access.Looks;
using Helhed.Ui;

namespace Helhed.Admin;

/// <summary>The words of the reviewer's pages. Each text stands in both languages side by side.</summary>
internal sealed class LookTexts(Language language)
{
    public string Title => Say("Adgange til journaler", "Accesses to records");
    public string Lead => Say("Her kan du søge i loggen, gå sager efter og se, hvad der er usædvanligt. Alt, du ser her, bliver også skrevet ned.", "Here you can search the log, go over cases and see what is unusual. All that you see here is written down as well.");
    public string Nav => Say("Adgange", "Accesses");
    public string Overview => Say("Drift", "Operations");
    public string Find => Say("Søg i loggen", "Search the log");
    public string FindLabel => Say("Patient eller ansat", "Patient or employee");
    public string FindHint => Say("CPR-nummer, Patient/… eller Practitioner/…", "CPR number, Patient/… or Practitioner/…");
    public string FindButton => Say("Søg", "Search");
    public string NoSuch => Say("Der er ingen med det nummer eller navn", "There is nobody with that number or name");
    public string LogOf => Say("Loggen om {0}", "The log about {0}");
    public string From => Say("Fra og med dag", "From day");
    public string To => Say("Til og med dag", "To day");
    public string Kind => Say("Hvad", "What");
    public string Rule => Say("Regel", "Rule");
    public string Show => Say("Vis", "Show");
    public string Time => Say("Tid", "Time");
    public string Who => Say("Hvem", "Who");
    public string Whom => Say("Patient", "Patient");
    public string Ground => Say("Grund", "Ground");
    public string None => Say("Der er ingen på denne side.", "There is nobody on this page.");
    public string Back => Say("Tilbage til adgange", "Back to accesses");

    public string Cases => Say("Sager, der skal ses efter", "Cases to go over");
    public string CasesText => Say("Her er sager, hvor nogen så bort fra en spærring. Her er også dem, hvor behandlingen aldrig kom.", "These are cases where somebody overrode a block, and those where the treatment never came.");
    public string NoCases => Say("Der er ingen sager lige nu.", "There are no cases now.");
    public string Alarm => Say("Behandlingen kom aldrig", "The treatment never came");
    public string Override => Say("Så bort fra en spærring", "Overrode a block");
    public string Note => Say("Din vurdering", "Your judgement");
    public string NoteHint => Say("Mellem 10 og 500 tegn. Patienten kan læse den.", "Between 10 and 500 characters. The patient can read it.");
    public string InOrder => Say("I orden", "In order");
    public string NotInOrder => Say("Ikke i orden", "Not in order");
    public string WasReviewed => Say("Din vurdering er gemt.", "Your judgement is kept.");
    public string NoteWrong => Say("Skriv mellem 10 og 500 tegn", "Write between 10 and 500 characters");
    public string GoneAlready => Say("Sagen er allerede set efter", "The case has been gone over already");

    public string Unusual => Say("Usædvanlige opslag", "Unusual accesses");
    public string UnusualText => Say("Et fund er ikke et bevis. Det er en grund til at spørge.", "A finding is no proof. It is a reason to ask.");
    public string Period => Say("Vælg en periode på højst 31 dage.", "Choose a period of at most 31 days.");
    public string PeriodWrong => Say("Skriv to datoer med højst 31 dage imellem", "Write two dates at most 31 days apart");
    public string Gone => Say("{0} opslag er gået igennem.", "{0} accesses were gone through.");
    public string Cut => Say("Perioden har flere opslag, end der kan gås igennem på én gang. Vælg en kortere.", "The period has more accesses than can be gone through at once. Choose a shorter one.");
    public string Times => Say("Antal", "Number");
    public string Last => Say("Senest", "Last");
    public string Compared => Say("Mod det sædvanlige", "Against the usual");
    public string Median => Say("{0} patienter. Det sædvanlige er {1}", "{0} patients. The usual is {1}");
    public string ToLog => Say("Se loggen", "See the log");
    public string Nothing => Say("Intet fundet.", "Nothing found.");

    public IReadOnlyList<Choice> Kinds => [new("read", Say("Så", "Saw")), new("search", Say("Søgte", "Searched")), new("create", Say("Skrev nyt", "Wrote new")), new("update", Say("Rettede", "Changed")), new("delete", Say("Slettede", "Deleted")), new("denied", Say("Blev afvist", "Was refused")), new("override", Override), new("relation", Say("Oplyste behandling", "Claimed a treatment")), new("log", Say("Så loggen", "Saw the log"))];

    public string What(string what) => Kinds.FirstOrDefault(k => k.Value == what)?.Text ?? what switch
    {
        "vread" or "history" => Say("Så tidligere", "Saw earlier versions"),
        "export" => Say("Hentede kopi", "Took a copy"),
        "question" => Say("Spurgte", "Asked"),
        "answer" => Say("Svarede", "Answered"),
        "review-in-order" => Say("Fandt i orden", "Found in order"),
        "review-not-in-order" => Say("Fandt ikke i orden", "Found not in order"),
        "log-in" => Say("Loggede på", "Logged in"),
        "log-off" => Say("Loggede af", "Logged off"),
        _ => what,
    };

    public string Reason(Claim claim) => claim.Kind == ClaimKind.Relation ? Alarm : Override;

    public string Why(Claim claim) => claim.Reason switch
    {
        "patient-consents" => Say("Patienten sagde ja", "The patient agreed"),
        "patient-cannot-be-reached" => Say("Patienten kunne ikke spørges", "The patient could not be asked"),
        _ => Say("Behandlingen skulle begynde", "The treatment was to begin"),
    };

    public (string Title, string Sees) Finding(FindingKind kind) => kind switch
    {
        FindingKind.Own => (Say("Egen journal", "Own record"), Say("Den ansatte har samme CPR-nummer som patienten. Den ser ikke ansatte, der er skrevet ind uden CPR-nummer.", "The employee has the same CPR number as the patient. It does not see employees that are registered without one.")),
        FindingKind.Family => (Say("Familie", "Family"), Say("Patienten er barn af den ansatte, eller de har et barn sammen. Den ser kun forældremyndighed. Den ser ikke efternavne, adresser, søskende eller tidligere partnere.", "The patient is a child of the employee, or they have a child together. It sees custody only: not surnames, addresses, siblings or former partners.")),
        FindingKind.Colleague => (Say("Kollega", "Colleague"), Say("Patienten er selv ansat. Den ser ikke, om de to kender hinanden.", "The patient is an employee too. It does not see whether the two know each other.")),
        FindingKind.Protected => (Say("Beskyttet navn og adresse", "Protected name and address"), Say("Patienten er beskyttet i registret. Den kender ikke andre, som mange er nysgerrige på.", "The patient is protected in the register. It does not know others whom many are curious about.")),
        FindingKind.NoRelation => (Say("Ingen behandling", "No treatment"), Say("Behandlingen kom aldrig, eller personen blev afvist. Et forkert tastet nummer ligner også.", "The treatment never came, or the person was refused. A mistyped number looks the same.")),
        FindingKind.SelfMade => (Say("Egen begrundelse", "Ground of their own"), Say("Det eneste besøg eller den eneste henvisning er skrevet af den, der så journalen. Den ser kun, hvad der er skrevet i perioden.", "The only visit or referral was written by the one who looked. It sees only what was written in the period.")),
        _ => (Say("Mange patienter", "Many patients"), Say("Over 20 patienter på en dag og mindst 4 gange det sædvanlige for rollen. Den ser ikke, om der var en god grund. I en lille gruppe siger det sædvanlige kun lidt.", "More than 20 patients in a day, and at least 4 times the usual for the role. It does not see whether there was a good reason. In a small group the usual says little.")),
    };

    public static string Of(string text, params object[] values) => string.Format(CultureInfo.InvariantCulture, text, values);

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
