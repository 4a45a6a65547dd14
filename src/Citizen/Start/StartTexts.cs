using System.Globalization;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The words of the first page. Each text stands in both languages side by side.</summary>
internal sealed class StartTexts(Language language)
{
    public string NewsHeading => Say("Nyt til dig", "New for you");
    public string NoNews => Say("Der er ikke noget nyt, og du skal ikke gøre noget.", "There is nothing new, and nothing you need to do.");
    public string WayHeading => Say("Find vej", "How to get there");
    public string AtHome => Say("De kommer hjem til dig.", "They come to your home.");
    public string Call => Say("Ring {0}, hvis du bliver forsinket.", "Call {0} if you are late.");
    public string Prepare => Say("Hav din medicinliste klar, og skriv dine spørgsmål ned.", "Have your list of medicine ready, and write down your questions.");
    public string PrepareHeading => Say("Forbered dig", "Prepare");
    public string Shortcuts => Say("Genveje", "Shortcuts");
    public string ToResults => Say("Se svar", "See results");
    public string ToReports => Say("Læs svaret", "Read the answer");
    public string Offer => Say("Du kan få en tid før: {0}", "You can have an earlier time: {0}");
    public string ToOffer => Say("Svar på tilbuddet", "Answer the offer");
    public string Answered => Say("Du har fået svar på det, du meldte som forkert: {0}", "You have an answer to what you reported as wrong: {0}");

    public string AnsweredQuestion => Say("Du har fået svar på dit spørgsmål om {0}", "You have an answer to your question about {0}");

    public string AnsweredWhy => Say("Du spurgte hvorfor nogen så din journal den {0}. Nu er der svar.", "You asked why somebody saw your record on {0}. Now there is an answer.");

    public string NewResults(int count) => string.Format(CultureInfo.InvariantCulture, count == 1 ? Say("Der er kommet 1 nyt svar.", "1 new result has come.") : Say("Der er kommet {0} nye svar.", "{0} new results have come."), count);

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
