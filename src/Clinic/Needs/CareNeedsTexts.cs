using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>The words about what patients need. Each text stands in both languages side by side.</summary>
internal sealed class CareNeedsTexts(Language language)
{
    public string Heading => Say("Tag hensyn til", "Take into account");
    public string Spoken => Say("Taler helst", "Prefers to speak");
    public string Call => Say("Ring til", "Call");
    public string NoPhone => Say("intet nummer", "no number");
    public string NotLoaded => Say("Hensyn kunne ikke hentes. Genindlæs siden om lidt.", "Needs could not be fetched. Reload the page shortly.");
    public string Ordered => Say("Bestilt", "Ordered");
    public string ComesByItself => Say("Har patienten brug for tolk, bestilles den af sig selv.", "An interpreter whom the patient needs is ordered by itself.");
    public string Protected => Say("Beskyttet adresse", "Protected address");

    public string Need(string code) => code switch
    {
        "interpreter" => Say("Har brug for tolk", "Needs an interpreter"),
        "hearing" => Say("Hører dårligt", "Is hard of hearing"),
        "sight" => Say("Ser dårligt", "Has poor sight"),
        _ => Say("Bruger kørestol", "Uses a wheelchair"),
    };

    public string Order(string kind) => kind == "interpreter" ? Say("Tolk", "Interpreter") : Say("Kørsel", "Transport");

    public string LanguageOf(string code) => code switch
    {
        "en" => Say("engelsk", "English"),
        "de" => Say("tysk", "German"),
        "ar" => Say("arabisk", "Arabic"),
        "tr" => Say("tyrkisk", "Turkish"),
        "pl" => Say("polsk", "Polish"),
        "uk" => Say("ukrainsk", "Ukrainian"),
        "ro" => Say("rumænsk", "Romanian"),
        "so" => Say("somali", "Somali"),
        "fa" => Say("farsi", "Farsi"),
        "kl" => Say("grønlandsk", "Greenlandic"),
        "sgn-DK" => Say("dansk tegnsprog", "Danish sign language"),
        _ => code,
    };

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
