using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The words of the public door.</summary>
internal sealed record WelcomeTexts
{
    public required string Title { get; init; }
    public required string Heading { get; init; }
    public required string Lead { get; init; }
    public required string LogIn { get; init; }
    public required string LogInClosed { get; init; }
    public required string LogInClosedText { get; init; }
    public required string Continue { get; init; }
    public required string ForCitizens { get; init; }
    public required string ForCitizensText { get; init; }
    public required string ForStaff { get; init; }
    public required string ForStaffText { get; init; }
    public required string Together { get; init; }
    public required string TogetherText { get; init; }
    public required string DemoTitle { get; init; }
    public required string DemoHeading { get; init; }
    public required string DemoLead { get; init; }
    public required string Citizens { get; init; }
    public required string Staff { get; init; }

    public static WelcomeTexts Of(Language language) => language == Language.English ? English : Danish;

    private static readonly WelcomeTexts Danish = new()
    {
        Title = "Velkommen",
        Heading = "Hele dit forløb, samlet ét sted",
        Lead = "Helhed viser aftaler, prøvesvar og medicin på tværs af sygehus, egen læge og kommune. Det samme overblik for dig og for dem, der behandler dig.",
        LogIn = "Log på",
        LogInClosed = "Log på er ikke åbnet på denne server",
        LogInClosedText = "Den, der driver serveren, skal først tilslutte MitID.",
        Continue = "Gå til din side",
        ForCitizens = "For dig som borger",
        ForCitizensText = "Se din næste aftale, dine prøvesvar forklaret i almindelige ord, og den medicin du får nu.",
        ForStaff = "For dig, der behandler",
        ForStaffText = "Find patienten, og se advarsler, diagnoser, medicin og udvikling på én skærm.",
        Together = "Fælles for alle",
        TogetherText = "Alle ser de samme oplysninger, og hver person ser kun det, der er brug for.",
        DemoTitle = "Syntetisk login",
        DemoHeading = "Syntetisk login",
        DemoLead = "Vælg, hvem du vil logge på som. Alle er opdigtede, og der er hverken MitID eller adgangskode.",
        Citizens = "Borgere",
        Staff = "Personale",
    };

    private static readonly WelcomeTexts English = new()
    {
        Title = "Welcome",
        Heading = "All of your care, in one place",
        Lead = "Helhed shows appointments, results and medicine across hospital, GP and municipality. The same overview for you and for those who treat you.",
        LogIn = "Log in",
        LogInClosed = "Log-in is not open on this server",
        LogInClosedText = "Whoever runs the server must connect MitID first.",
        Continue = "Go to your page",
        ForCitizens = "For citizens",
        ForCitizensText = "See your next appointment, your results explained in plain words, and the medicine you take now.",
        ForStaff = "For clinicians",
        ForStaffText = "Find the patient and see warnings, diagnoses, medicine and trends on one screen.",
        Together = "Shared by all",
        TogetherText = "Everybody sees the same information, and each person sees only what is needed.",
        DemoTitle = "Synthetic log-in",
        DemoHeading = "Synthetic log-in",
        DemoLead = "Choose who to log in as. Everyone is made up, and there is neither MitID nor password.",
        Citizens = "Citizens",
        Staff = "Staff",
    };
}
