using Helhed.Access.OAuth;
using Helhed.Ui;

namespace Helhed.Admin;

/// <summary>The words of the page about apps. Each text stands in both languages side by side.</summary>
internal sealed class AppTexts(Language language)
{
    public string Title => Say("Apps med adgang", "Apps with access");
    public string Nav => Say("Apps", "Apps");
    public string Lead => Say("En app kan først bruges, når du har sagt ja til den. Lukker du en app, mister den straks sin adgang.", "An app can be used only when you have approved it. Close an app, and it loses its access at once.");
    public string Waiting => Say("Venter på svar", "Wait for an answer");
    public string NoneWaiting => Say("Ingen apps venter.", "No apps wait.");
    public string Others => Say("Alle andre apps", "All other apps");
    public string NoneOthers => Say("Der er ingen andre apps.", "There are no other apps.");
    public string Approve => Say("Sig ja", "Approve");
    public string Refuse => Say("Sig nej", "Refuse");
    public string Close => Say("Luk appen", "Close the app");
    public string Reopen => Say("Åbn appen igen", "Open the app again");
    public string May => Say("Den beder om", "It asks for");
    public string Answers => Say("Svar går til", "Answers go to");
    public string OnItsOwn => Say("Den arbejder uden en bruger", "It works without a user");
    public string WasChanged => Say("Dit valg er gemt og gælder nu.", "Your choice is kept and holds now.");
    public string Purpose(string purpose) => purpose == "HRESCH" ? Say("Forskning. Ser kun koder og tal, og ingen navne", "Research. Sees codes and numbers only, and no names") : Say("Kvalitet. Ser kun koder og tal, og ingen navne", "Quality. Sees codes and numbers only, and no names");

    public string Registered => Say("Kom den", "Came on");

    public string State(AppState state) => state switch
    {
        AppState.Sandbox => Say("Kun til prøve", "For trial only"),
        AppState.Waiting => Say("Venter", "Waits"),
        AppState.Approved => Say("Godkendt", "Approved"),
        AppState.Refused => Say("Afvist", "Refused"),
        _ => Say("Lukket", "Closed"),
    };

    public string Kind(AppKind kind) => kind switch
    {
        AppKind.Public => Say("Kan ikke holde på en hemmelighed", "Cannot keep a secret"),
        AppKind.Secret => Say("Viser en hemmelighed", "Shows a secret"),
        _ => Say("Viser sin egen nøgle", "Shows a key of its own"),
    };

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
