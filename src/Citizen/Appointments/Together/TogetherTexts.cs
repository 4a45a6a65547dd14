using System.Globalization;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The words of the pages that put visits together. Each text stands in both languages side by side.</summary>
internal sealed class TogetherTexts(Language language)
{
    public string Title => Say("Saml dine besøg", "Put your visits together");
    public string Lead => Say("Vælg de besøg, du gerne vil have på samme dag. Vi finder de færreste ture for dig.", "Choose the visits that you would like on the same day. We find the fewest trips for you.");
    public string Visits => Say("Besøg, der kan flyttes", "Visits that can be moved");
    public string NoVisits => Say("Du har ingen besøg, der kan flyttes her.", "You have no visits that can be moved here.");
    public string News => Say("Nye besøg", "New visits");
    public string From => Say("Tidligst fra dag", "From day at the earliest");
    public string SamePerson => Say("Hos samme behandler som nu", "With the same person as now");
    public string SamePersonHint => Say("Så leder vi kun efter tider hos den, du skal møde. Der kan blive flere ture.", "Then we only look for times with whom you are to meet. There may be more trips.");
    public string Find => Say("Find et forslag", "Find a proposal");
    public string Few => Say("Vælg mindst to og højst seks besøg", "Choose from two to six visits");
    public string DateWrong => Say("Skriv en dag som DD/MM/ÅÅÅÅ", "Write a day as DD/MM/YYYY");
    public string None => Say("Der er ingen tider, der passer sammen. Prøv en senere dag eller færre besøg.", "There are no times that fit together. Try a later day or fewer visits.");
    public string PlanTitle => Say("Et forslag til dig", "A proposal for you");
    public string Keeps => Say("Som nu", "As now");
    public string Before => Say("Før: {0}", "Before: {0}");
    public string AfterAnswer => Say("Ligger efter {0}, så svaret er klar.", "Lies after {0}, so that the answer is there.");
    public string Fresh => Say("Nyt besøg", "New visit");
    public string NotYet => Say("Intet er ændret endnu.", "Nothing has been changed yet.");
    public string Use => Say("Brug forslaget", "Use the proposal");
    public string Other => Say("Vælg noget andet", "Choose something else");
    public string Done => Say("Dine besøg er samlet. Du får en besked om hver ny tid.", "Your visits are put together. You get a message of each new time.");
    public string Partly => Say("{0} af {1} nåede vi ikke: tiden blev taget. Dine andre tider står her. Prøv igen for resten.", "{0} of {1} could not be done: the time was taken. Your other times stand here. Try again for the rest.");
    public string Link => Say("Saml besøg på færre dage", "Put visits on fewer days");

    public string Days(int days) => string.Format(CultureInfo.InvariantCulture, days == 1 ? Say("Det bliver 1 tur.", "It is 1 trip.") : Say("Det bliver {0} ture.", "It is {0} trips."), days);

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
