using System.Collections.Frozen;
using Helhed.Access.LogIn;
using Helhed.Ui;

namespace Helhed.Entrance;

/// <summary>The words of the entrance. A text missing in one language does not compile.</summary>
internal sealed record EntranceTexts
{
    public required string LogIn { get; init; }
    public required string LogInLead { get; init; }
    public required string NoProviders { get; init; }
    public required string NoMitId { get; init; }
    public required string NoMitIdText { get; init; }
    public required string ForCitizens { get; init; }
    public required string ForStaff { get; init; }
    public required string LogInWith { get; init; }
    public required string Demo { get; init; }
    public required string DemoHeading { get; init; }
    public required string DemoText { get; init; }
    public required string DemoLink { get; init; }
    public required string TryAgain { get; init; }
    public required string ChooseRole { get; init; }
    public required string ChooseRoleLead { get; init; }
    public required string RoleLabel { get; init; }
    public required string RoleMissing { get; init; }
    public required string NoRoles { get; init; }
    public required string NoRolesText { get; init; }
    public required string TakeRole { get; init; }
    public required string LogOut { get; init; }
    public required string Prove { get; init; }
    public required string ProveText { get; init; }
    public required string ProveWith { get; init; }
    public required string LeavingTitle { get; init; }
    public required string LeavingText { get; init; }
    public required string LeavingLink { get; init; }
    public required string LoggedOut { get; init; }
    public required string LoggedOutText { get; init; }
    public required string LogInAgain { get; init; }
    public required string StillIn { get; init; }
    public required string StillInText { get; init; }
    public required string ToFrontPage { get; init; }
    public required FrozenDictionary<LogInResult, (string Title, string Text)> Refusals { get; init; }
    public required FrozenDictionary<string, string> Roles { get; init; }

    public static EntranceTexts Of(Language language) => language == Language.English ? English : Danish;

    /// <summary>What a refusal means and what to do.</summary>
    public (string Title, string Text) Refusal(LogInResult why) => Refusals[why];

    /// <summary>What a role is called.</summary>
    public string NameOf(string role) => Roles.GetValueOrDefault(role, role);

    private static readonly EntranceTexts Danish = new()
    {
        LogIn = "Log på",
        LogInLead = "Vælg, hvordan du vil logge på. Du bliver sendt videre og kommer tilbage hertil bagefter.",
        NoProviders = "Der er ikke tilsluttet noget login på denne server.",
        NoMitId = "MitID er ikke tilsluttet",
        NoMitIdText = "Den, der driver serveren, skal tilslutte en MitID-udbyder. Der er heller ikke nogen MitID-simulator.",
        ForCitizens = "For dig som borger",
        ForStaff = "For personale",
        LogInWith = "Log på med {0}",
        Demo = "Syntetisk login",
        DemoHeading = "Kun til demonstration",
        DemoText = "Her kan alle logge på som opdigtede personer, uden MitID og uden adgangskode.",
        DemoLink = "Vælg en opdigtet person",
        TryAgain = "Prøv igen",
        ChooseRole = "Vælg din rolle",
        ChooseRoleLead = "Du er ansat flere steder. Vælg den rolle, du arbejder i nu. Du kan skifte senere uden at logge på igen.",
        RoleLabel = "Jeg arbejder nu som",
        RoleMissing = "Vælg en af rollerne",
        NoRoles = "Du har ingen rolle lige nu",
        NoRolesText = "Der er ikke registreret en ansættelse, der gælder i dag. Kontakt din leder.",
        TakeRole = "Fortsæt",
        LogOut = "Log af",
        Prove = "Bekræft, at det er dig",
        ProveText = "Det, du er ved at gøre, kan have store følger. Log på igen for at bekræfte det; bagefter kommer du tilbage til siden.",
        ProveWith = "Bekræft med {0}",
        LeavingTitle = "Du er logget af Helhed",
        LeavingText = "Vi sender dig nu videre, så du også bliver logget af der, hvor du loggede på.",
        LeavingLink = "Log også af der",
        LoggedOut = "Du er logget af",
        LoggedOutText = "Luk browseren, hvis andre bruger den samme computer.",
        LogInAgain = "Log på igen",
        StillIn = "Du er stadig logget på",
        StillInText = "Brug Log af i menuen, hvis du vil forlade Helhed.",
        ToFrontPage = "Gå til forsiden",
        Refusals = new Dictionary<LogInResult, (string Title, string Text)>
        {
            [LogInResult.Expired] = ("Dit login kunne ikke gennemføres", "Det tog for lang tid, eller det blev begyndt i et andet vindue. Begynd forfra."),
            [LogInResult.Cancelled] = ("Du afbrød dit login", "Der er ikke sket noget. Du kan prøve igen, når du vil."),
            [LogInResult.ProviderFailed] = ("Login er ude af drift", "Det sted, hvor du skal logge på, svarer ikke, som det skal. Prøv igen om lidt."),
            [LogInResult.NotTrusted] = ("Vi kunne ikke stole på svaret", "Svaret fra det sted, hvor du loggede på, passede ikke. Du er ikke logget på. Prøv igen, og kontakt os, hvis det sker flere gange."),
            [LogInResult.AssuranceTooLow] = ("Dit login er ikke sikkert nok", "Sundhedsoplysninger kræver sikringsniveauet Betydelig eller Høj. Log på igen med dit fulde MitID."),
            [LogInResult.TooYoung] = ("Du er ikke gammel nok endnu", "Man kan logge på fra den dag, man fylder 15 år. Indtil da kan dine forældre se din journal og hjælpe dig."),
            [LogInResult.Unknown] = ("Vi kender dig ikke her", "Du er logget på, men der er ingen journal eller ansættelse med dit nummer. Kontakt os, hvis du mener, det er en fejl."),
            [LogInResult.Ambiguous] = ("Vi kan ikke se, hvem du er", "Dit nummer findes flere gange i vores registre. Derfor lukker vi dig ikke ind, før fejlen er rettet. Kontakt os."),
            [LogInResult.NoPost] = ("Du har ingen ansættelse lige nu", "Der er ikke registreret en ansættelse, der gælder i dag. Kontakt din leder."),
            [LogInResult.SomebodyElse] = ("Det var en anden, der loggede på", "Du skal bekræfte med det samme login, som du er logget på med."),
            [LogInResult.NotFresh] = ("Vi kunne ikke se, at det var dig nu", "Det sted, hvor du loggede på, bekræftede ikke, at du netop har vist, hvem du er. Prøv igen."),
        }.ToFrozenDictionary(),
        Roles = new Dictionary<string, string>
        {
            ["doctor"] = "Læge",
            ["nurse"] = "Sygeplejerske",
            ["visitation"] = "Visitator",
            ["secretary"] = "Lægesekretær",
            ["paramedic"] = "Paramediciner",
            ["porter"] = "Portør",
            ["planner"] = "Vagtplanlægger",
            ["director"] = "Direktør",
            ["security"] = "Informationssikkerhed",
        }.ToFrozenDictionary(),
    };

    private static readonly EntranceTexts English = new()
    {
        LogIn = "Log in",
        LogInLead = "Choose how to log in. You will be sent on and come back here afterwards.",
        NoProviders = "No log-in is connected to this server.",
        NoMitId = "MitID is not connected",
        NoMitIdText = "Whoever runs the server must connect a MitID broker. There is no MitID simulator either.",
        ForCitizens = "For citizens",
        ForStaff = "For staff",
        LogInWith = "Log in with {0}",
        Demo = "Synthetic log-in",
        DemoHeading = "For demonstration only",
        DemoText = "Here anybody can log in as made-up people, without MitID and without a password.",
        DemoLink = "Choose a made-up person",
        TryAgain = "Try again",
        ChooseRole = "Choose your role",
        ChooseRoleLead = "You are employed in several places. Choose the role you work in now. You can change later without logging in again.",
        RoleLabel = "I now work as",
        RoleMissing = "Choose one of the roles",
        NoRoles = "You have no role at present",
        NoRolesText = "There is no employment on record that holds today. Contact your manager.",
        TakeRole = "Continue",
        LogOut = "Log out",
        Prove = "Confirm that it is you",
        ProveText = "What you are about to do may have serious consequences. Log in again to confirm it; afterwards you come back to the page.",
        ProveWith = "Confirm with {0}",
        LeavingTitle = "You are logged out of Helhed",
        LeavingText = "We now send you on, so that you are also logged out where you logged in.",
        LeavingLink = "Log out there too",
        LoggedOut = "You are logged out",
        LoggedOutText = "Close the browser if others use the same computer.",
        LogInAgain = "Log in again",
        StillIn = "You are still logged in",
        StillInText = "Use Log out in the menu if you want to leave Helhed.",
        ToFrontPage = "Go to the front page",
        Refusals = new Dictionary<LogInResult, (string Title, string Text)>
        {
            [LogInResult.Expired] = ("Your log-in could not be completed", "It took too long, or it was begun in another window. Please start again."),
            [LogInResult.Cancelled] = ("You cancelled your log-in", "Nothing has happened. You can try again whenever you like."),
            [LogInResult.ProviderFailed] = ("Log-in is out of order", "The place where you log in does not answer as it should. Please try again shortly."),
            [LogInResult.NotTrusted] = ("We could not trust the answer", "The answer from the place where you logged in did not fit. You are not logged in. Please try again, and contact us if it happens repeatedly."),
            [LogInResult.AssuranceTooLow] = ("Your log-in is not secure enough", "Health data require the level of assurance Substantial or High. Please log in again with your full MitID."),
            [LogInResult.TooYoung] = ("You are not old enough yet", "You can log in from the day you turn 15. Until then your parents can see your record and help you."),
            [LogInResult.Unknown] = ("We do not know you here", "You have logged in, but there is no record or employment with your number. Contact us if you believe this is an error."),
            [LogInResult.Ambiguous] = ("We cannot tell who you are", "Your number occurs more than once in our registers. We therefore do not let you in until the error is corrected. Please contact us."),
            [LogInResult.NoPost] = ("You have no employment at present", "There is no employment on record that holds today. Contact your manager."),
            [LogInResult.SomebodyElse] = ("Somebody else logged in", "You must confirm with the same log-in that you are logged in with."),
            [LogInResult.NotFresh] = ("We could not see that it was you just now", "The place where you log in did not confirm that you have just shown who you are. Please try again."),
        }.ToFrozenDictionary(),
        Roles = new Dictionary<string, string>
        {
            ["doctor"] = "Doctor",
            ["nurse"] = "Nurse",
            ["visitation"] = "Referral triage",
            ["secretary"] = "Medical secretary",
            ["paramedic"] = "Paramedic",
            ["porter"] = "Porter",
            ["planner"] = "Roster planner",
            ["director"] = "Director",
            ["security"] = "Information security",
        }.ToFrozenDictionary(),
    };
}
