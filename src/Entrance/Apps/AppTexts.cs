using Helhed.Ui;

namespace Helhed.Entrance;

/// <summary>The words of the pages about apps. A text missing in one language does not compile.</summary>
internal sealed record AppTexts
{
    public required string AskTitle { get; init; }
    public required string AskLead { get; init; }
    public required string AskLeadPatient { get; init; }
    public required string OwnRecord { get; init; }
    public required string OthersRecord { get; init; }
    public required string PatientsRecord { get; init; }
    public required string ChosenRecord { get; init; }
    public required string Sandbox { get; init; }
    public required string SandboxText { get; init; }
    public required string Able { get; init; }
    public required string AbleHint { get; init; }
    public required string AboutRecord { get; init; }
    public required string AboutUser { get; init; }
    public required string AboutYou { get; init; }
    public required string Patient { get; init; }
    public required string PatientHint { get; init; }
    public required string PatientUnknown { get; init; }
    public required string TriedMany { get; init; }
    public required string HowLong { get; init; }
    public required string Hour { get; init; }
    public required string LoggedIn { get; init; }
    public required string UntilWithdrawn { get; init; }
    public required string Withdrawing { get; init; }
    public required string Give { get; init; }
    public required string Refuse { get; init; }
    public required string GoneTitle { get; init; }
    public required string GoneText { get; init; }
    public required string FaultTitle { get; init; }
    public required string UnknownApp { get; init; }
    public required string WrongAddress { get; init; }
    public required string Unreadable { get; init; }
    public required string Busy { get; init; }
    public required string ToFrontPage { get; init; }
    public required string AppsTitle { get; init; }
    public required string AppsLead { get; init; }
    public required string NoApps { get; init; }
    public required string NoAppsText { get; init; }
    public required string Given { get; init; }
    public required string InUse { get; init; }
    public required string NotInUse { get; init; }
    public required string Withdraw { get; init; }
    public required string Withdrawn { get; init; }
    public required string OpenTitle { get; init; }
    public required string OpenText { get; init; }
    public required string OpenPatient { get; init; }
    public required string Open { get; init; }
    public required string CannotOpen { get; init; }
    public required string Citizen { get; init; }
    public required string Staff { get; init; }

    public static AppTexts Of(Language language) => language == Language.English ? English : Danish;

    private static AppTexts Danish { get; } = new()
    {
        AskTitle = "Vil du give {0} adgang?",
        AskLead = "Appen {0} på {1} beder om adgang.",
        AskLeadPatient = "Appen {0} på {1} beder om adgang til {2}.",
        OwnRecord = "din journal",
        OthersRecord = "journalen for den, du handler for",
        PatientsRecord = "journalen for den patient, du har åben",
        ChosenRecord = "en patients journal, som du vælger her",
        Sandbox = "Appen er til afprøvning",
        SandboxText = "Den er registreret af sig selv, og ingen har set på den. Den virker kun med opdigtede personer.",
        Able = "Det vil appen kunne",
        AbleHint = "Fjern fluebenet ved det, du ikke vil give.",
        AboutRecord = "I journalen",
        AboutUser = "I alt, du selv har adgang til",
        AboutYou = "Om dig og din adgang",
        Patient = "Hvis journal",
        PatientHint = "CPR-nummer, 10 cifre, eller patientens id",
        PatientUnknown = "Skriv et CPR-nummer eller et id på en patient, der findes her",
        TriedMany = "Du har prøvet mange numre. Vent fem minutter",
        HowLong = "Hvor længe?",
        Hour = "Adgangen varer en time.",
        LoggedIn = "Adgangen varer, så længe du er logget på her, højst 12 timer.",
        UntilWithdrawn = "Adgangen varer, indtil du trækker den tilbage, dog højst et år.",
        Withdrawing = "Du kan altid trække den tilbage på siden {0}. Det, appen har hentet inden da, kan vi ikke hente tilbage.",
        Give = "Giv adgang",
        Refuse = "Afvis",
        GoneTitle = "Spørgsmålet er ikke åbent længere",
        GoneText = "Du har svaret på det, eller det har stået for længe. Gå tilbage til appen, og begynd forfra.",
        FaultTitle = "Appen kan ikke få adgang",
        UnknownApp = "Vi kender ikke appen, eller den må ikke bruges her. Kontakt dem, der har lavet appen.",
        WrongAddress = "Appen har bedt om, at vi sender dig til en adresse, som den ikke har oplyst på forhånd. Det gør vi ikke. Kontakt dem, der har lavet appen.",
        Unreadable = "Appen har sendt en forespørgsel, som ikke kan læses. Gå tilbage til appen, og prøv igen.",
        Busy = "Der er lige nu for mange, der er i gang. Gå tilbage til appen, og prøv igen om lidt.",
        ToFrontPage = "Gå til forsiden",
        AppsTitle = "Apps med adgang",
        AppsLead = "Her ser du de apps, du har givet adgang, og kan trække den tilbage.",
        NoApps = "Du har ikke givet nogen app adgang",
        NoAppsText = "Når en app beder om det, spørger vi dig først.",
        Given = "Givet {0}",
        InUse = "Har adgang nu",
        NotInUse = "Har ikke adgang lige nu",
        Withdraw = "Træk adgangen tilbage for {0}",
        Withdrawn = "Adgangen er trukket tilbage. Appen kan ikke hente mere.",
        OpenTitle = "Åbn en app",
        OpenText = "Appen åbner med det samme og spørger om adgang, hvis den ikke har den.",
        OpenPatient = "Appen åbner på den patient, du kom fra.",
        Open = "Åbn {0}",
        CannotOpen = "Appen kan ikke åbnes lige nu.",
        Citizen = "Borger",
        Staff = "Medarbejder",
    };

    private static AppTexts English { get; } = new()
    {
        AskTitle = "Do you want to give {0} access?",
        AskLead = "The app {0} at {1} asks for access.",
        AskLeadPatient = "The app {0} at {1} asks for access to {2}.",
        OwnRecord = "your record",
        OthersRecord = "the record of the person you act for",
        PatientsRecord = "the record of the patient you have open",
        ChosenRecord = "a patient's record that you choose here",
        Sandbox = "The app is being tried out",
        SandboxText = "It has registered itself, and nobody has looked at it. It works with made-up people only.",
        Able = "This is what the app will be able to do",
        AbleHint = "Untick what you do not want to give.",
        AboutRecord = "In the record",
        AboutUser = "In everything that you have access to yourself",
        AboutYou = "About you and your access",
        Patient = "Whose record",
        PatientHint = "CPR number, 10 digits, or the patient's id",
        PatientUnknown = "Write a CPR number or an id of a patient that exists here",
        TriedMany = "You have tried many numbers. Wait five minutes",
        HowLong = "For how long?",
        Hour = "The access lasts an hour.",
        LoggedIn = "The access lasts while you are logged in here, at the longest 12 hours.",
        UntilWithdrawn = "The access lasts until you withdraw it, at the longest a year.",
        Withdrawing = "You can always withdraw it on the page {0}. What the app has fetched before that we cannot fetch back.",
        Give = "Give access",
        Refuse = "Refuse",
        GoneTitle = "The question is no longer open",
        GoneText = "You have answered it, or it has stood for too long. Go back to the app and begin again.",
        FaultTitle = "The app cannot get access",
        UnknownApp = "We do not know the app, or it may not be used here. Contact those who made the app.",
        WrongAddress = "The app has asked us to send you to an address that it has not told us beforehand. We do not do that. Contact those who made the app.",
        Unreadable = "The app has sent a request that cannot be read. Go back to the app and try again.",
        Busy = "Too many are under way right now. Go back to the app and try again shortly.",
        ToFrontPage = "Go to the front page",
        AppsTitle = "Apps with access",
        AppsLead = "Here you see the apps that you have given access, and can withdraw it.",
        NoApps = "You have not given any app access",
        NoAppsText = "When an app asks for it, we ask you first.",
        Given = "Given {0}",
        InUse = "Has access now",
        NotInUse = "Has no access right now",
        Withdraw = "Withdraw the access of {0}",
        Withdrawn = "The access is withdrawn. The app cannot fetch more.",
        OpenTitle = "Open an app",
        OpenText = "The app opens at once and asks for access if it does not have it.",
        OpenPatient = "The app opens on the patient you came from.",
        Open = "Open {0}",
        CannotOpen = "The app cannot be opened right now.",
        Citizen = "Citizen",
        Staff = "Staff",
    };
}
