using Helhed.Access.Scopes;
using Helhed.Ui;

namespace Helhed.Entrance;

/// <summary>Scopes in plain words.</summary>
internal static class ScopeWords
{
    private static readonly Dictionary<string, (string Danish, string English)> Types = new(StringComparer.Ordinal)
    {
        ["*"] = ("alle oplysninger", "all information"),
        ["AllergyIntolerance"] = ("allergier", "allergies"),
        ["Appointment"] = ("aftaler", "appointments"),
        ["CarePlan"] = ("planer for behandling og pleje", "care plans"),
        ["CareTeam"] = ("hvem der deltager i behandlingen", "who takes part in the care"),
        ["Communication"] = ("beskeder", "messages"),
        ["Condition"] = ("sygdomme og diagnoser", "conditions and diagnoses"),
        ["Consent"] = ("samtykker og spærringer", "consents and blocks"),
        ["Device"] = ("udstyr", "devices"),
        ["DiagnosticReport"] = ("svar på undersøgelser", "reports of examinations"),
        ["DocumentReference"] = ("dokumenter og notater", "documents and notes"),
        ["Encounter"] = ("besøg og indlæggelser", "visits and stays"),
        ["Goal"] = ("mål for behandlingen", "goals of the care"),
        ["ImagingStudy"] = ("billedundersøgelser", "imaging studies"),
        ["Immunization"] = ("vaccinationer", "vaccinations"),
        ["Location"] = ("steder", "places"),
        ["MedicationAdministration"] = ("givet medicin", "medicine given"),
        ["MedicationDispense"] = ("udleveret medicin", "medicine dispensed"),
        ["MedicationRequest"] = ("recepter og medicin", "prescriptions and medicine"),
        ["MedicationStatement"] = ("medicin, der tages", "medicine taken"),
        ["Observation"] = ("målinger og prøvesvar", "measurements and test results"),
        ["Organization"] = ("afdelinger og klinikker", "departments and clinics"),
        ["Patient"] = ("navn, adresse og CPR-nummer", "name, address and CPR number"),
        ["Practitioner"] = ("navne på behandlere", "names of those who treat"),
        ["Procedure"] = ("behandlinger og operationer", "procedures and operations"),
        ["Questionnaire"] = ("spørgeskemaer", "questionnaires"),
        ["QuestionnaireResponse"] = ("svar på spørgeskemaer", "answers to questionnaires"),
        ["RelatedPerson"] = ("pårørende", "relatives"),
        ["ServiceRequest"] = ("henvisninger og bestillinger", "referrals and orders"),
        ["Specimen"] = ("prøver", "specimens"),
        ["Task"] = ("opgaver", "tasks"),
    };

    private static readonly (ScopeActs Act, string Danish, string English)[] Acts =
    [
        (ScopeActs.Read | ScopeActs.Search, "se", "see"),
        (ScopeActs.Create, "tilføje", "add"),
        (ScopeActs.Update, "rette", "change"),
        (ScopeActs.Delete, "slette", "delete"),
    ];

    /// <summary>"Se og rette målinger og prøvesvar".</summary>
    public static string Of(ResourceScope scope, Language language)
    {
        var isEnglish = language == Language.English;
        var acts = Acts.Where(act => (scope.Acts & act.Act) != 0).Select(act => isEnglish ? act.English : act.Danish).ToList();
        var join = isEnglish ? " and " : " og ";
        var doing = acts.Count == 1 ? acts[0] : $"{string.Join(", ", acts[..^1])}{join}{acts[^1]}";
        var what = Types.TryGetValue(scope.Type, out var words)
            ? isEnglish ? words.English : words.Danish
            : isEnglish ? $"information of the kind {scope.Type}" : $"oplysninger af slagsen {scope.Type}";
        var narrowed = scope.Query is not { } query ? "" : isEnglish ? $", only where {Uri.UnescapeDataString(query)}" : $", kun hvor {Uri.UnescapeDataString(query)}";
        return $"{char.ToUpperInvariant(doing[0])}{doing[1..]} {what}{narrowed}";
    }

    /// <summary>"Kende dig igen, næste gang du bruger appen".</summary>
    public static string Of(string mark, Language language)
    {
        var isEnglish = language == Language.English;
        return mark switch
        {
            "openid" => isEnglish ? "Recognise you the next time you use the app" : "Kende dig igen, næste gang du bruger appen",
            "fhirUser" or "profile" => isEnglish ? "Know who you are here" : "Vide, hvem du er her",
            "offline_access" => isEnglish ? "Keep its access while you are not using the app" : "Beholde adgangen, også når du ikke bruger appen",
            "online_access" => isEnglish ? "Keep its access while you are logged in" : "Beholde adgangen, så længe du er logget på",
            _ => mark,
        };
    }
}
