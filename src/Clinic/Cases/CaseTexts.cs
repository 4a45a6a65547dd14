using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>The words of the pages about cases and papers. Each text stands in both languages side by side.</summary>
internal sealed class CaseTexts(Language language)
{
    public string Nav => Say("Sager", "Cases");
    public string Title => Say("Sager fra patienter", "Cases from patients");
    public string Lead => Say("Patienter spørger om en aftale, eller de mener, at noget i journalen er forkert. Svar inden 14 dage.", "Patients ask about an appointment, or think that something in the record is wrong. Answer within 14 days.");
    public string None => Say("Der er ingen åbne sager", "There are no open cases");
    public string NoneText => Say("Når en patient melder en fejl eller stiller et spørgsmål, står det her.", "When a patient reports an error or asks a question, it stands here.");
    public string Answered => Say("Besvaret for nylig", "Answered lately");
    public string Open => Say("Åbn sagen", "Open the case");
    public string Back => Say("Tilbage til sager", "Back to cases");
    public string Patient => Say("Patient", "Patient");
    public string Line => Say("Linjen", "The line");
    public string Written => Say("Det står der", "What is written");
    public string Says => Say("Patienten skriver", "The patient writes");
    public string Told => Say("Patienten sagde", "The patient said");
    public string SaysFor => Say("{0} skriver på patientens vegne", "{0} writes on the patient’s behalf");
    public string Sent => Say("Sendt {0}", "Sent on {0}");
    public string AnswerTitle => Say("Jeres svar", "Your answer");
    public string Choice => Say("Hvad svarer I?", "What do you answer?");
    public string ChoiceWrong => Say("Vælg, hvad I svarer", "Choose what you answer");
    public string Agree => Say("Patienten har ret. Vi skriver en tilføjelse med dags dato", "The patient is right. We add to the record with today’s date");
    public string Refuse => Say("Det skal stå, som det gør. Vi forklarer hvorfor", "It should stand as it does. We explain why");
    public string Addition => Say("Tilføjelse til journalen", "Addition to the record");
    public string AdditionHint => Say("Kun hvis patienten har ret. Det, der stod før, bliver stående. Mellem 10 og 1000 tegn.", "Only if the patient is right. What stood before stays. Between 10 and 1000 characters.");
    public string Words => Say("Svar til patienten", "Answer to the patient");
    public string WordsHint => Say("Mellem 10 og 1000 tegn, i ord, alle forstår. Patienten ser dit navn.", "Between 10 and 1000 characters, in words that all understand. The patient sees your name.");
    public string AdditionToNo => Say("Der skrives kun en tilføjelse, når du retter. Vælg at rette, eller flyt teksten ned i svaret", "An addition is only written when you correct. Choose to correct, or move the text into the answer");

    public string WordsWrong => Say("Skriv mellem 10 og 1000 tegn", "Write between 10 and 1000 characters");
    public string Send => Say("Send svaret", "Send the answer");
    public string WasAnswered => Say("Svaret er sendt til patienten.", "The answer is sent to the patient.");
    public string Meanwhile => Say("Sagen er ændret imens, måske af en kollega. Se den igennem, og send igen.", "The case was changed meanwhile, perhaps by a colleague. Look it over and send again.");
    public string Failed => Say("Svaret kunne ikke sendes lige nu. Prøv igen om lidt.", "The answer could not be sent just now. Try again shortly.");
    public string IsAnswered => Say("Sagen er besvaret", "The case is answered");
    public string AgreedTag => Say("Patienten fik ret", "The patient was right");
    public string RefusedTag => Say("Forklaret", "Explained");
    public string AnsweredTag => Say("Besvaret", "Answered");
    public string QuestionTag => Say("Spørgsmål om en aftale", "Question about an appointment");
    public string ErrorTag => Say("Meldt som forkert", "Reported as wrong");
    public string Visit => Say("Aftalen", "The appointment");
    public string ToRecord => Say("Åbn journalen", "Open the record");
    public string NoLine => Say("Linjen kan ikke ses. Måske har patienten spærret.", "The line cannot be seen. Perhaps the patient has a block.");

    public string Tag(ErrorCase one) => one.IsQuestion ? AnsweredTag : one.IsAgreed ? AgreedTag : RefusedTag;

    /// <summary>"Patienten skriver", or who writes on the patient's behalf.</summary>
    public string Writes(ErrorCase one) => one.By switch
    {
        null => one.Told is { How: "phone" } ? Told : Says,
        "" => Sentence.Fill(SaysFor, Say("En anden", "Somebody else")),
        var by => Sentence.Fill(SaysFor, by),
    };

    public string PaperTitle => Say("Gem et samtykke på papir", "Keep a consent on paper");
    public string PaperLead => Say("Patienten har skrevet under på papir. Gem et billede af papiret her. Patienten kan se det og fortryde.", "The patient has signed on paper. Keep an image of the paper here. The patient can see it and withdraw.");
    public string PaperKind => Say("Hvad siger patienten ja til?", "What does the patient agree to?");
    public string PaperKindWrong => Say("Vælg, hvad patienten siger ja til", "Choose what the patient agrees to");
    public string NoMunicipality => Say("Der står ikke i journalen, hvilken kommune patienten bor i", "The record does not say in which municipality the patient lives");
    public string PaperDay => Say("Dagen, papiret er skrevet under", "The day the paper was signed");
    public string PaperDayWrong => Say("Skriv en dag, som ikke ligger i fremtiden", "Write a day that is not in the future");
    public string PaperFor => Say("Gælder for", "Counts for");
    public string PaperWhole => Say("Al behandling", "All treatment");
    public string PaperForWrong => Say("Vælg, hvad det gælder for", "Choose what it counts for");
    public string PaperFile => Say("Papiret", "The paper");
    public string PaperFileWhen => Say("Kun når borgeren har skrevet på papir.", "Only when the citizen has written on paper.");
    public string PaperFileHint => Say("PDF, PNG eller JPEG. Højst 2 MB.", "PDF, PNG or JPEG. At most 2 MB.");
    public string PaperFileWrong => Say("Vælg en fil, der er PDF, PNG eller JPEG og højst 2 MB", "Choose a file that is PDF, PNG or JPEG and at most 2 MB");
    public string PaperFileAgain => Say("Vælg papiret igen. Det blev ikke gemt, da formularen kom tilbage.", "Choose the paper again. It was not kept when the form came back.");
    public string PaperSave => Say("Gem samtykket", "Keep the consent");
    public string PaperSaved => Say("Samtykket er gemt. Patienten kan se det.", "The consent is kept. The patient can see it.");

    public IReadOnlyList<Choice> Kinds =>
    [
        new("share-municipality", Say("Del journalen med kommunen", "Share the record with the municipality")),
        new("research-contact", Say("Må spørges om forskning", "May be asked about research")),
        new("photo", Say("Billeder til journalen", "Photos for the record")),
        new("students", Say("Studerende må være med", "Students may be present")),
    ];

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
