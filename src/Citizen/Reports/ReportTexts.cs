using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The words of the pages about errors in the record. Each text stands in both languages side by side.</summary>
internal sealed class ReportTexts(Language language)
{
    public string ListTitle => Say("Fejl og spørgsmål, du har sendt", "Errors and questions that you have sent");
    public string ListLead => Say("Her kan du følge, hvad der sker. Afdelingen skal svare dig.", "Here you can follow what happens. The unit must answer you.");
    public string None => Say("Du har ikke sendt noget", "You have not sent anything");
    public string NoneText => Say("Er en linje i din journal forkert, så åbn linjen. Nederst kan du sige til. Du kan også spørge om en aftale på listen over aftaler.", "If a line of your record is wrong, open the line. At the bottom you can say so. You can also ask about an appointment on the list of appointments.");
    public string ToRecord => Say("Gå til journalen", "Go to the record");
    public string FormTitle => Say("Sig, at det er forkert", "Say that it is wrong");
    public string FormLead => Say("{0} får dit navn, linjen og det, du skriver. De skal svare dig her på siden.", "{0} gets your name, the line and what you write. They must answer you on this page.");
    public string FormSight => Say("Så længe sagen er åben, må de se din journal for at kunne svare.", "While the case is open they may see your record to be able to answer.");
    public string WhichLine => Say("Linjen", "The line");
    public string What => Say("Hvad er forkert?", "What is wrong?");
    public string WhatWrong => Say("Vælg, hvad der er forkert", "Choose what is wrong");
    public string Words => Say("Skriv, hvordan det rigtigt er", "Write how it really is");
    public string WordsHint => Say("Mellem 10 og 1000 tegn. Skriv det, som du ville sige det.", "Between 10 and 1000 characters. Write it as you would say it.");
    public string WordsWrong => Say("Skriv mellem 10 og 1000 tegn", "Write between 10 and 1000 characters");
    public string Send => Say("Send", "Send");
    public string Cancel => Say("Nej, gå tilbage", "No, go back");
    public string NoUnit => Say("Vi kan ikke se, hvem der har skrevet linjen. Ring til os, så hjælper vi.", "We cannot see who wrote the line. Call us and we will help.");
    public string Failed => Say("Det kunne ikke sendes lige nu. Prøv igen om lidt. Det, du har skrevet, står her stadig.", "It could not be sent just now. Try again shortly. What you have written is still here.");
    public string TooMany => Say("Du har mange åbne sager. Vent, til nogle af dem er besvaret.", "You have many open cases. Wait until some of them are answered.");
    public string WasSent => Say("Tak. Afdelingen har fået besked. Svaret kommer her.", "Thank you. The unit has been told. The answer comes here.");
    public string Waits => Say("Venter på svar", "Waits for an answer");
    public string Agreed => Say("De gav dig ret", "They agreed");
    public string Refused => Say("De har forklaret hvorfor ikke", "They have explained why not");
    public string SentOn => Say("Sendt {0} til {1}", "Sent on {0} to {1}");
    public string YouWrote => Say("Du skrev", "You wrote");
    public string TheyWrote => Say("Svar fra {0}, {1}", "Answer from {0}, {1}");
    public string AnsweredTag => Say("Besvaret", "Answered");
    public string AskLink => Say("Spørg klinikken", "Ask the clinic");
    public string AskTitle => Say("Spørg om aftalen", "Ask about the appointment");
    public string AskLead => Say("{0} får dit spørgsmål og svarer dig her på siden. Haster det, så ring.", "{0} gets your question and answers you on this page. If it is urgent, call.");
    public string AskForAnother => Say("Klinikken ser dit navn, og at du spørger for en anden. Den anden kan se det, du skriver, og svaret.", "The clinic sees your name and that you ask for somebody else. They can see what you write, and the answer.");
    public string AskWords => Say("Hvad vil du spørge om?", "What would you like to ask?");
    public string AskSent => Say("Dit spørgsmål er sendt. Svaret kommer her.", "Your question is sent. The answer comes here.");
    public string Asked => Say("Spørgsmål til klinikken", "Questions to the clinic");
    public string ToVisit => Say("Se aftalen", "See the appointment");
    public string ToLine => Say("Se linjen", "See the line");
    public string Twin => Say("Du kan også ringe eller skrive et brev.", "You can also call or write a letter.");
    public string TwinLink => Say("Se hvordan", "See how");

    public IReadOnlyList<Choice> Kinds =>
    [
        new("forkert", Say("Det, der står, passer ikke", "What is written is not right")),
        new("mangler", Say("Der mangler noget", "Something is missing")),
        new("ikke-mig", Say("Det handler ikke om mig", "It is not about me")),
        new("forstaar-ikke", Say("Jeg forstår det ikke", "I do not understand it")),
    ];

    /// <summary>"Du skrev", or who wrote it.</summary>
    public string Wrote(Report report) => report.By switch
    {
        null => YouWrote,
        "" => Say("Der blev skrevet", "It was written"),
        var by => Sentence.Fill(Say("{0} skrev", "{0} wrote"), by),
    };

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
