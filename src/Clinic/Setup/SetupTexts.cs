using Helhed.Platform;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>The words of the pages about a clinic's week and who is away. Each text stands in both languages side by side.</summary>
internal sealed class SetupTexts(Language language)
{
    public string AbsencesTitle => Say("Fravær", "Absences");
    public string AbsencesLead => Say("Den, der er væk, kan ikke bookes imens. Aftaler, der står allerede, bliver stående, til I flytter dem.", "Who is away cannot be booked meanwhile. Appointments that stand already stay until you move them.");
    public string NewAbsence => Say("Skriv fravær ind", "Enter an absence");
    public string Who => Say("Hvem eller hvad", "Who or what");
    public string WhoMissing => Say("Vælg, hvem eller hvad der er væk", "Choose who or what is away");
    public string First => Say("Første dag", "First day");
    public string Last => Say("Sidste dag", "Last day");
    public string DayWrong => Say("Skriv en dag som DD/MM/ÅÅÅÅ", "Write a day as DD/MM/YYYY");
    public string SpanWrong => Say("Sidste dag er højst 400 dage efter den første, og ikke før den", "The last day is at most 400 days after the first, and not before it");
    public string TimeWrong => Say("Skriv et klokkeslæt som 12.30. Det slutter, efter at det er begyndt", "Write a time as 12.30. It ends after it begins");
    public string FromTime => Say("Fra kl. (tom: hele dagen)", "From (empty: the whole day)");
    public string ToTime => Say("Til kl. (tom: hele dagen)", "Until (empty: the whole day)");
    public string Why => Say("Hvorfor", "Why");
    public string WhyMissing => Say("Vælg hvorfor", "Choose why");
    public string Save => Say("Gem", "Save");
    public string NoAbsences => Say("Ingen er væk", "Nobody is away");
    public string NoAbsencesText => Say("Fravær, der skrives ind, står her.", "Absences that are entered stand here.");
    public string Saved => Say("Det er gemt", "It is saved");
    public string TakeBack => Say("Tag tilbage", "Take back");
    public string NoVisits => Say("Rører ingen aftaler.", "Touches no appointments.");
    public string Visits => Say("Aftaler, der skal flyttes:", "Appointments to be moved:");
    public string WeekTitle => Say("Klinikkens uge", "The clinic's week");
    public string WeekLead => Say("Her står, hvornår der er tider, til hvad og hos hvem. Når ugen ændres, bliver tiderne lavet om. Aftaler, der står, bliver stående.", "This is when there are times, for what and with whom. When the week is changed the times are made anew. Appointments that stand stay.");
    public string Sessions => Say("Faste tider", "Sessions");
    public string Days => Say("Dage", "Days");
    public string Hours => Say("Tidspunkt", "Hours");
    public string Each => Say("Hver tid", "Each time");
    public string For => Say("Til", "For");
    public string With => Say("Hos", "With");
    public string Change => Say("Ret", "Change");
    public string AddSession => Say("Læg faste tider til", "Add a session");
    public string SessionTitle => Say("Faste tider", "Session");
    public string From => Say("Begynder kl.", "Begins at");
    public string To => Say("Slutter kl.", "Ends at");
    public string Minutes => Say("Minutter til hver tid", "Minutes for each time");
    public string MinutesWrong => Say("Skriv 5 til 480 minutter, som går op i fem", "Write 5 to 480 minutes, a multiple of five");
    public string DaysMissing => Say("Vælg mindst én dag", "Choose at least one day");
    public string ForMissing => Say("Vælg mindst én ydelse", "Choose at least one service");
    public string WithMissing => Say("Vælg mindst én person, ét rum eller ét udstyr", "Choose at least one person, room or piece of equipment");
    public string Kept => Say("Hvem er tiderne til?", "Whom are the times for?");
    public string Remove => Say("Fjern de faste tider", "Remove the session");
    public string Services => Say("Ydelser", "Services");
    public string Back => Say("Tilbage til kalenderen", "Back to the calendar");
    public string BackToWeek => Say("Tilbage til ugen", "Back to the week");
    public string NotSaved => Say("Det blev ikke gemt", "It was not saved");

    public IReadOnlyList<Choice> Reasons => [new("holiday", ReasonOf("holiday")), new("course", ReasonOf("course")), new("repair", ReasonOf("repair")), new("other", ReasonOf("other"))];

    public IReadOnlyList<Choice> KeptFor => [new("alle", KeptOf("")), new("triage", KeptOf("triage")), new("acute", KeptOf("acute")), new("returning", KeptOf("returning"))];

    public string ReasonOf(string code) => code switch
    {
        "holiday" => Say("Ferie", "Holiday"),
        "course" => Say("Kursus", "Course"),
        "repair" => Say("Reparation", "Repair"),
        _ => Say("Andet", "Other"),
    };

    public string KeptOf(string kept) => kept switch
    {
        "triage" => Say("Holdt til visitation", "Kept for triage"),
        "acute" => Say("Holdt til akutte", "Kept for acute"),
        "returning" => Say("Holdt til kendte", "Kept for returning"),
        _ => Say("Alle", "All"),
    };

    public string DayName(int day) => day switch
    {
        1 => Say("mandag", "Monday"),
        2 => Say("tirsdag", "Tuesday"),
        3 => Say("onsdag", "Wednesday"),
        4 => Say("torsdag", "Thursday"),
        5 => Say("fredag", "Friday"),
        6 => Say("lørdag", "Saturday"),
        _ => Say("søndag", "Sunday"),
    };

    public string Problem(Problem problem) => problem.Kind switch
    {
        ProblemKind.PreconditionFailed => Say("En anden har ændret ugen imens. Se den igen, og prøv igen.", "Somebody else has changed the week meanwhile. Look at it again and retry."),
        ProblemKind.Forbidden => Say("Din enhed passer ikke denne kalender.", "Your unit does not look after this calendar."),
        ProblemKind.Unprocessable when problem.Expression?.EndsWith(".actors", StringComparison.Ordinal) == true => Say("En af ydelserne kræver en person, et rum eller udstyr, som ikke er valgt.", "One of the services needs a person, a room or equipment that is not chosen."),
        ProblemKind.Unprocessable => Say("En af ydelserne varer længere end hver tid.", "One of the services takes longer than each time."),
        _ => Say("Prøv igen om lidt.", "Try again in a moment."),
    };

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
