using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>The words of the clinician's pages. A text missing in one language does not compile.</summary>
internal sealed record ClinicTexts
{
    public required string FindPatient { get; init; }
    public required string FindLead { get; init; }
    public required string FindLabel { get; init; }
    public required string FindHint { get; init; }
    public required string FindButton { get; init; }
    public required string FindEmpty { get; init; }
    public required string FindShort { get; init; }
    public required string NobodyFound { get; init; }
    public required string NobodyFoundText { get; init; }
    public required string Hits { get; init; }
    public required string OneHit { get; init; }
    public required string ManyHits { get; init; }
    public required string CouldNotSearch { get; init; }
    public required string CouldNotSearchText { get; init; }
    public required string BackToFind { get; init; }
    public required string Apps { get; init; }
    public required string Born { get; init; }
    public required string Cpr { get; init; }
    public required string Age { get; init; }
    public required string Municipality { get; init; }
    public required string Phone { get; init; }
    public required string Dead { get; init; }
    public required string Female { get; init; }
    public required string Male { get; init; }
    public required string Allergies { get; init; }
    public required string NoAllergies { get; init; }
    public required string Severe { get; init; }
    public required string Conditions { get; init; }
    public required string NoConditions { get; init; }
    public required string Since { get; init; }
    public required string Medicine { get; init; }
    public required string NoMedicine { get; init; }
    public required string NoDose { get; init; }
    public required string Results { get; init; }
    public required string NoResults { get; init; }
    public required string Analysis { get; init; }
    public required string Latest { get; init; }
    public required string NormalRange { get; init; }
    public required string Trend { get; init; }
    public required string Taken { get; init; }
    public required string Above { get; init; }
    public required string Below { get; init; }
    public required string MoreResults { get; init; }
    public required string EarlierContacts { get; init; }
    public required string Contacts { get; init; }
    public required string NoContacts { get; init; }
    public required string Now { get; init; }
    public required string Coming { get; init; }
    public required string NoComing { get; init; }
    public required string AppointmentWithoutName { get; init; }
    public required string NotLoaded { get; init; }
    public required string Inpatient { get; init; }
    public required string Outpatient { get; init; }
    public required string Emergency { get; init; }
    public required string AtHome { get; init; }
    public required string Virtual { get; init; }
    public required string Contact { get; init; }

    public static ClinicTexts Of(Language language) => language == Language.English ? English : Danish;

    private static readonly ClinicTexts Danish = new()
    {
        FindPatient = "Find patient",
        FindLead = "Søg på navn eller CPR-nummer.",
        FindLabel = "Navn eller CPR-nummer",
        FindHint = "Fx Test Karen Hansen eller 010190-1234",
        FindButton = "Find",
        FindEmpty = "Skriv et navn eller et CPR-nummer",
        FindShort = "Skriv mindst to bogstaver af navnet",
        NobodyFound = "Ingen patienter fundet",
        NobodyFoundText = "Tjek stavemåden, eller søg på CPR-nummeret. Du ser kun patienter, som du har adgang til.",
        Hits = "{0} patienter",
        OneHit = "1 patient",
        ManyHits = "Viser de første {0}. Skriv mere af navnet for at finde den rette.",
        CouldNotSearch = "Der kunne ikke søges lige nu",
        CouldNotSearchText = "Prøv igen om lidt.",
        BackToFind = "Find en anden patient",
        Apps = "Åbn en app for patienten",
        Born = "Født",
        Cpr = "CPR",
        Age = "Alder",
        Municipality = "Bopæl",
        Phone = "Telefon",
        Dead = "Død",
        Female = "Kvinde",
        Male = "Mand",
        Allergies = "Allergi og overfølsomhed",
        NoAllergies = "Ingen registreret allergi eller overfølsomhed",
        Severe = "alvorlig",
        Conditions = "Aktive diagnoser",
        NoConditions = "Ingen aktive diagnoser",
        Since = "siden {0}",
        Medicine = "Aktuel medicin",
        NoMedicine = "Ingen aktuel medicin",
        NoDose = "Dosis ikke angivet",
        Results = "Seneste målinger og prøvesvar",
        NoResults = "Ingen målinger eller prøvesvar",
        Analysis = "Analyse",
        Latest = "Seneste",
        NormalRange = "Reference",
        Trend = "Udvikling",
        Taken = "Taget",
        Above = "over reference",
        Below = "under reference",
        MoreResults = "Vis {0} flere",
        EarlierContacts = "Vis {0} tidligere",
        Contacts = "Kontakter",
        NoContacts = "Ingen kontakter",
        Now = "I gang nu",
        Coming = "Kommende aftaler",
        NoComing = "Ingen kommende aftaler",
        AppointmentWithoutName = "Aftale",
        NotLoaded = "Kunne ikke hentes. Genindlæs siden om lidt.",
        Inpatient = "Indlæggelse",
        Outpatient = "Ambulant kontakt",
        Emergency = "Akut kontakt",
        AtHome = "Hjemmebesøg",
        Virtual = "Video eller telefon",
        Contact = "Kontakt",
    };

    private static readonly ClinicTexts English = new()
    {
        FindPatient = "Find patient",
        FindLead = "Search by name or CPR number.",
        FindLabel = "Name or CPR number",
        FindHint = "For example Test Karen Hansen or 010190-1234",
        FindButton = "Find",
        FindEmpty = "Type a name or a CPR number",
        FindShort = "Type at least two letters of the name",
        NobodyFound = "No patients found",
        NobodyFoundText = "Check the spelling, or search by CPR number. You only see patients that you have access to.",
        Hits = "{0} patients",
        OneHit = "1 patient",
        ManyHits = "Showing the first {0}. Type more of the name to find the right one.",
        CouldNotSearch = "The search could not be made just now",
        CouldNotSearchText = "Please try again shortly.",
        BackToFind = "Find another patient",
        Apps = "Open an app for the patient",
        Born = "Born",
        Cpr = "CPR",
        Age = "Age",
        Municipality = "Residence",
        Phone = "Phone",
        Dead = "Dead",
        Female = "Female",
        Male = "Male",
        Allergies = "Allergy and intolerance",
        NoAllergies = "No recorded allergy or intolerance",
        Severe = "severe",
        Conditions = "Active conditions",
        NoConditions = "No active conditions",
        Since = "since {0}",
        Medicine = "Current medicine",
        NoMedicine = "No current medicine",
        NoDose = "No dose given",
        Results = "Latest measurements and results",
        NoResults = "No measurements or results",
        Analysis = "Analysis",
        Latest = "Latest",
        NormalRange = "Reference",
        Trend = "Trend",
        Taken = "Taken",
        Above = "above reference",
        Below = "below reference",
        MoreResults = "Show {0} more",
        EarlierContacts = "Show {0} earlier",
        Contacts = "Contacts",
        NoContacts = "No contacts",
        Now = "Ongoing",
        Coming = "Coming appointments",
        NoComing = "No coming appointments",
        AppointmentWithoutName = "Appointment",
        NotLoaded = "Could not be fetched. Reload the page shortly.",
        Inpatient = "Admission",
        Outpatient = "Outpatient contact",
        Emergency = "Emergency contact",
        AtHome = "Home visit",
        Virtual = "Video or telephone",
        Contact = "Contact",
    };
}
