using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The words of the page about oneself. Each text stands in both languages side by side.</summary>
internal sealed class MasterDataTexts(Language language)
{
    public string Title => Say("Mine oplysninger", "My details");
    public string Lead => Say("Sådan får vi fat i dig, og det skal vi tage hensyn til. Alle, der hjælper dig, kan se det.", "How we reach you, and what we should take into account. Everybody who helps you can see it.");
    public string WhoHeading => Say("Hvem du er", "Who you are");
    public string WhoText => Say("Navn og adresse kommer fra folkeregistret. Er noget forkert, så ret det hos din kommune.", "Name and address come from the population register. If something is wrong, correct it with your municipality.");
    public string Name => Say("Navn", "Name");
    public string Cpr => Say("CPR-nummer", "CPR number");
    public string Address => Say("Adresse", "Address");
    public string Doctor => Say("Egen læge", "Your doctor");
    public string ProtectedHeading => Say("Din adresse er beskyttet", "Your address is protected");
    public string ProtectedText => Say("Vi viser den ikke her og skriver den ikke på papir. Kun de, der skal bruge den for at hjælpe dig, kan se den.", "We do not show it here or print it. Only those who need it to help you can see it.");
    public string ReachHeading => Say("Sådan får vi fat i dig", "How we reach you");
    public string Phone => Say("Telefon", "Telephone");
    public string PhoneHint => Say("8 cifre, eller + og landekode", "8 digits, or + and the country code");
    public string PhoneWrong => Say("Skriv telefonnummeret med 8 cifre", "Write the telephone number with 8 digits");
    public string Email => Say("E-mail", "E-mail");
    public string EmailWrong => Say("Skriv e-mail som navn@eksempel.dk", "Write the e-mail as name@example.com");
    public string Spoken => Say("Sprog, du helst taler", "Language you prefer to speak");
    public string SpokenWrong => Say("Vælg et sprog fra listen", "Choose a language from the list");
    public string NeedsHeading => Say("Det skal vi tage hensyn til", "What we should take into account");
    public string NeedsHint => Say("Sæt kryds. Afdelingen ser det, før du kommer.", "Tick what fits. The unit sees it before you come.");
    public string ContactsHeading => Say("Hvem skal vi ringe til?", "Whom shall we call?");
    public string ContactsText => Say("Skriv op til tre. De kan ikke se din journal, fordi de står her.", "Write up to three. They cannot see your record because they stand here.");
    public string ContactNumber => Say("Person {0}", "Person {0}");
    public string ContactName => Say("Navn", "Name");
    public string ContactRelation => Say("Hvem er det? For eksempel datter eller nabo", "Who is it? For example daughter or neighbour");
    public string ContactPhone => Say("Telefon", "Telephone");
    public string ContactNameMissing => Say("Skriv navnet på person {0}", "Write the name of person {0}");
    public string RelativesHeading => Say("Familie i journalen", "Family in the record");
    public string Save => Say("Gem", "Save");
    public string Saved => Say("Dine oplysninger er gemt.", "Your details are saved.");
    public string Unchanged => Say("Der var ikke noget nyt at gemme.", "There was nothing new to save.");
    public string ChangedMeanwhile => Say("Oplysningerne er ændret et andet sted imens. Se dem igennem, og gem igen. Det, du skrev, står her stadig.", "The details were changed elsewhere meanwhile. Look them over and save again. What you wrote is still here.");
    public string Failed => Say("Det kunne ikke gemmes lige nu. Prøv igen om lidt.", "It could not be saved just now. Try again shortly.");
    public string ForAnother => Say("Du ser oplysningerne for en anden. De kan kun rettes af den, de handler om.", "You see somebody else’s details. They can only be changed by whom they are about.");
    public string More => Say("Mere om dig", "More about you");

    public IReadOnlyList<Choice> Needs =>
    [
        new("interpreter", Say("Jeg har brug for tolk", "I need an interpreter")),
        new("hearing", Say("Jeg hører dårligt", "I am hard of hearing")),
        new("sight", Say("Jeg ser dårligt", "I have poor sight")),
        new("wheelchair", Say("Jeg bruger kørestol", "I use a wheelchair")),
    ];

    public IReadOnlyList<Choice> Languages =>
    [
        new("da", Say("Dansk", "Danish")), new("en", Say("Engelsk", "English")), new("de", Say("Tysk", "German")), new("ar", Say("Arabisk", "Arabic")), new("tr", Say("Tyrkisk", "Turkish")),
        new("pl", Say("Polsk", "Polish")), new("uk", Say("Ukrainsk", "Ukrainian")), new("ro", Say("Rumænsk", "Romanian")), new("so", Say("Somali", "Somali")), new("fa", Say("Farsi", "Farsi")),
        new("kl", Say("Grønlandsk", "Greenlandic")), new("sgn-DK", Say("Dansk tegnsprog", "Danish sign language")),
    ];

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
