namespace Helhed.Ui;

/// <summary>
/// The words of the frame and the components. A room has a record like this of its own:
/// a text missing in one language does not compile.
/// </summary>
internal sealed record UiTexts
{
    public required string SkipToContent { get; init; }
    public required string MainMenu { get; init; }
    public required string SyntheticBand { get; init; }
    public required string OtherLanguage { get; init; }
    public required string Menu { get; init; }
    public required string LoggedInAs { get; init; }
    public required string LogOut { get; init; }
    public required string ChangeRole { get; init; }
    public required string SessionUntil { get; init; }
    public required string SessionFinally { get; init; }
    public required string SessionEndsTitle { get; init; }
    public required string SessionEndsText { get; init; }
    public required string SessionEndsFinally { get; init; }
    public required string StayLoggedIn { get; init; }
    public required string Understood { get; init; }
    public required string FooterLine { get; init; }
    public required string FrontPage { get; init; }
    public required string ErrorsFound { get; init; }
    public required string ErrorPrefix { get; init; }
    public required string Choose { get; init; }
    public required string DateHint { get; init; }
    public required string ShowCpr { get; init; }
    public required string HideCpr { get; init; }
    public required string CprMasked { get; init; }
    public required string Pages { get; init; }
    public required string Previous { get; init; }
    public required string Next { get; init; }
    public required string StepOf { get; init; }
    public required string StepDone { get; init; }
    public required string NormalRange { get; init; }
    public required string TrendOf { get; init; }
    public required string TrendFromTo { get; init; }
    public required string TrendOne { get; init; }
    public required string ShowAsTable { get; init; }
    public required string Date { get; init; }
    public required string Value { get; init; }
    public required string NotFoundTitle { get; init; }
    public required string NotFoundText { get; init; }
    public required string ForbiddenTitle { get; init; }
    public required string ForbiddenText { get; init; }
    public required string ForbiddenCitizenText { get; init; }
    public required string BrokenTitle { get; init; }
    public required string BrokenText { get; init; }
    public required string BrokenNumber { get; init; }
    public required string BusyTitle { get; init; }
    public required string BusyText { get; init; }
    public required string TooLargeTitle { get; init; }
    public required string TooLargeText { get; init; }
    public required string FormOfAnotherTitle { get; init; }
    public required string FormOfAnotherText { get; init; }
    public required string FormExpiredTitle { get; init; }
    public required string FormExpiredText { get; init; }
    public required string KeptTitle { get; init; }
    public required string KeptText { get; init; }
    public required string ToFrontPage { get; init; }

    public static UiTexts Of(Language language) => language == Language.English ? English : Danish;

    private static readonly UiTexts Danish = new()
    {
        SkipToContent = "Gå til sidens indhold",
        MainMenu = "Hovedmenu",
        SyntheticBand = "Syntetiske data. Alle personer på disse sider er opdigtede.",
        OtherLanguage = "English",
        Menu = "Menu",
        LoggedInAs = "Du er logget på som",
        LogOut = "Log af",
        ChangeRole = "Skift rolle",
        SessionUntil = "Du bliver logget af {0}, hvis du ikke bruger siden.",
        SessionFinally = "Du bliver logget af {0}.",
        SessionEndsTitle = "Du bliver snart logget af",
        SessionEndsText = "Du har ikke brugt siden i et stykke tid. Om to minutter logger vi dig af for at beskytte dine oplysninger.",
        SessionEndsFinally = "Du har været logget på i otte timer. Om to minutter logger vi dig af. Gem det, du er i gang med.",
        StayLoggedIn = "Bliv logget på",
        Understood = "Det er forstået",
        FooterLine = "Akut brug for hjælp? Ring 112.",
        FrontPage = "til forsiden",
        ErrorsFound = "Der er noget, du skal rette",
        ErrorPrefix = "Fejl: ",
        Choose = "Vælg",
        DateHint = "Dag, måned og år, fx 26/11/2026",
        ShowCpr = "Vis CPR-nummer",
        HideCpr = "Skjul",
        CprMasked = "De sidste fire cifre er skjult.",
        Pages = "Sider",
        Previous = "Forrige",
        Next = "Næste",
        StepOf = "Trin {0} af {1}",
        StepDone = "Udfyldt",
        NormalRange = "Normalområde",
        TrendOf = "Udvikling i {0}",
        TrendFromTo = "{0} målinger. Fra {1} den {2} til {3} den {4}.",
        TrendOne = "En måling: {0} den {1}.",
        ShowAsTable = "Vis tallene som tabel",
        Date = "Dato",
        Value = "Værdi",
        NotFoundTitle = "Siden findes ikke",
        NotFoundText = "Adressen kan være skrevet forkert, eller siden kan være flyttet. Gå til forsiden, og find vej derfra.",
        ForbiddenTitle = "Du har ikke adgang til denne side",
        ForbiddenText = "Siden er kun for de personer, der har brug for den i deres arbejde. Hvis du mener, at du skal have adgang, så kontakt den, der har oprettet dig.",
        ForbiddenCitizenText = "Siden hører til en andens journal eller til noget, du kun kan gøre for dig selv. Handler du for en anden, så skift til dig selv, og prøv igen.",
        BrokenTitle = "Noget gik galt hos os",
        BrokenText = "Siden kunne ikke vises. Det er ikke din skyld, og intet af det, du har gemt, er gået tabt. Prøv igen om lidt.",
        BrokenNumber = "Kontakter du os om fejlen, så oplys nummeret",
        BusyTitle = "Vi kan ikke svare lige nu",
        BusyText = "Prøv igen om et øjeblik. Har du sendt noget, så se først, om det er kommet med.",
        TooLargeTitle = "Filen er for stor",
        TooLargeText = "Der er ikke gemt noget. Gå tilbage i browseren, så står det, du skrev, der endnu. Vælg en mindre fil, og send igen.",
        FormOfAnotherTitle = "Siden gjaldt en anden",
        FormOfAnotherText = "Du har skiftet, hvem du handler for, siden du åbnede siden. Der er ikke sket noget. Vælg først, hvem det gælder, og åbn så siden igen.",
        FormExpiredTitle = "Formularen kunne ikke sendes",
        FormExpiredText = "Den har været åben for længe, eller du er blevet logget af imens. Gå tilbage, genindlæs siden, og send den igen.",
        KeptTitle = "Det, du skrev",
        KeptText = "Kopier teksten, før du går videre. Den er ikke gemt andre steder.",
        ToFrontPage = "Gå til forsiden",
    };

    private static readonly UiTexts English = new()
    {
        SkipToContent = "Skip to main content",
        MainMenu = "Main menu",
        SyntheticBand = "Synthetic data. Every person on these pages is made up.",
        OtherLanguage = "Dansk",
        Menu = "Menu",
        LoggedInAs = "You are logged in as",
        LogOut = "Log out",
        ChangeRole = "Change role",
        SessionUntil = "You will be logged off at {0} if you do not use the page.",
        SessionFinally = "You will be logged off at {0}.",
        SessionEndsTitle = "You will soon be logged off",
        SessionEndsText = "You have not used the page for a while. In two minutes we will log you off to protect your information.",
        SessionEndsFinally = "You have been logged in for eight hours. In two minutes we will log you off. Save what you are working on.",
        StayLoggedIn = "Stay logged in",
        Understood = "I understand",
        FooterLine = "Need help urgently? Call 112.",
        FrontPage = "to the front page",
        ErrorsFound = "There is something to correct",
        ErrorPrefix = "Error: ",
        Choose = "Choose",
        DateHint = "Day, month and year, for example 26/11/2026",
        ShowCpr = "Show CPR number",
        HideCpr = "Hide",
        CprMasked = "The last four digits are hidden.",
        Pages = "Pages",
        Previous = "Previous",
        Next = "Next",
        StepOf = "Step {0} of {1}",
        StepDone = "Completed",
        NormalRange = "Normal range",
        TrendOf = "Trend of {0}",
        TrendFromTo = "{0} measurements. From {1} on {2} to {3} on {4}.",
        TrendOne = "One measurement: {0} on {1}.",
        ShowAsTable = "Show the numbers as a table",
        Date = "Date",
        Value = "Value",
        NotFoundTitle = "The page does not exist",
        NotFoundText = "The address may be misspelled, or the page may have moved. Go to the front page and find your way from there.",
        ForbiddenTitle = "You do not have access to this page",
        ForbiddenText = "The page is only for those who need it in their work. If you believe that you should have access, contact the person who set up your account.",
        ForbiddenCitizenText = "The page belongs to somebody else’s record or to something that you can only do for yourself. If you act for somebody else, switch to yourself and try again.",
        BrokenTitle = "Something went wrong on our side",
        BrokenText = "The page could not be shown. It is not your fault, and nothing that you have saved is lost. Please try again shortly.",
        BrokenNumber = "If you contact us about the error, please give the number",
        BusyTitle = "We cannot answer right now",
        BusyText = "Please try again in a moment. If you sent something, first look whether it has arrived.",
        TooLargeTitle = "The file is too large",
        TooLargeText = "Nothing was saved. Go back in the browser: what you wrote still stands there. Choose a smaller file and send again.",
        FormOfAnotherTitle = "The page was for somebody else",
        FormOfAnotherText = "You have changed whom you act for since you opened the page. Nothing was done. First choose whom it is for, then open the page again.",
        FormExpiredTitle = "The form could not be sent",
        FormExpiredText = "It has been open for too long, or you were logged out meanwhile. Go back, reload the page and send it again.",
        KeptTitle = "What you wrote",
        KeptText = "Copy the text before you go on. It is kept nowhere else.",
        ToFrontPage = "Go to the front page",
    };
}
