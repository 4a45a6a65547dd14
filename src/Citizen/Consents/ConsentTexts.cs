using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The words of the pages about consents. Each text stands in both languages side by side.</summary>
internal sealed class ConsentTexts(Language language)
{
    public string Title => Say("Mine samtykker", "My consents");
    public string Lead => Say("Her siger du ja, ser hvad du har sagt ja til, og siger nej igen. Et nej går aldrig ud over din behandling.", "Here you say yes, see what you have said yes to, and say no again. A no never harms your treatment.");
    public string NowHeading => Say("Det har du sagt ja til", "What you have said yes to");
    public string None => Say("Du har ikke sagt ja til noget", "You have not said yes to anything");
    public string NoneForAnother => Say("Den, du ser for, har ikke sagt ja til noget", "The person whose record you see has not said yes to anything");
    public string NoneText => Say("Du kan sige ja herunder. Du behøver ikke.", "You can say yes below. You do not have to.");
    public string CanGive => Say("Det kan du sige ja til", "What you can say yes to");
    public string Example => Say("Et eksempel:", "An example:");
    public string Give => Say("Sig ja til dette", "Say yes to this");
    public string GiveOf => Say("Sig ja: {0}", "Say yes: {0}");
    public string Withdraw => Say("Sig nej igen", "Say no again");
    public string WithdrawOf => Say("Sig nej igen til: {0}", "Say no again to: {0}");
    public string ForCourse => Say("Gælder", "Counts for");
    public string WholeTreatment => Say("Al min behandling", "All my treatment");
    public string Since => Say("Siden {0}", "Since {0}");
    public string OnPaper => Say("På papir", "On paper");
    public string SeePaper => Say("Se papiret", "See the paper");
    public string Digital => Say("Her på siden", "On this page");
    public string EarlierHeading => Say("Det har du sagt nej til igen", "What you have withdrawn");
    public string Ended => Say("Gælder ikke mere", "No longer counts");
    public string BlocksHeading => Say("Spærringer", "Blocks");
    public string BlocksText => Say("Du kan også spærre for en person eller en afdeling.", "You can also block a person or a unit.");
    public string WasGiven => Say("Tak. Dit ja gælder nu.", "Thank you. Your yes counts now.");
    public string WasWithdrawn => Say("Dit ja gælder ikke mere.", "Your yes no longer counts.");
    public string Failed => Say("Det kunne ikke lade sig gøre lige nu. Prøv igen om lidt.", "It could not be done just now. Try again shortly.");
    public string GiveTitle => Say("Sig ja", "Say yes");
    public string CourseLabel => Say("Hvad skal det gælde for?", "What should it count for?");
    public string CourseWrong => Say("Vælg, hvad det skal gælde for", "Choose what it should count for");
    public string GiveNow => Say("Ja, det er i orden", "Yes, that is all right");
    public string Cancel => Say("Nej, gå tilbage", "No, go back");
    public string Back => Say("Tilbage til samtykker", "Back to consents");
    public string ForAnother => Say("Du ser samtykker for en anden. De kan kun gives af den, de handler om.", "You see somebody else’s consents. They can only be given by whom they are about.");
    public string NoMunicipality => Say("Vi kan ikke se, hvilken kommune du bor i. Ring til os.", "We cannot see which municipality you live in. Call us.");
    public string Twin => Say("Du kan også sige ja på papir.", "You can also say yes on paper.");
    public string TwinLink => Say("Se hvordan", "See how");

    /// <summary>What can be agreed to: its code in the record, its name, what it means, and an example.</summary>
    public IReadOnlyList<ConsentKind> Kinds =>
    [
        new("share-municipality", Say("Del med min kommune", "Share with my municipality"),
            Say("Hjemmeplejen i din kommune må se din journal.", "The home care of your municipality may see your record."),
            Say("Inger kommer hjem fra sygehuset. Sygeplejersken fra kommunen kan se, hvilken ny medicin hun skal have.", "Inger comes home from hospital. The municipal nurse can see which new medicine she needs.")),
        new("research-contact", Say("Spørg mig om forskning", "Ask me about research"),
            Say("Forskere må skrive til dig og spørge, om du vil være med. De får ikke din journal af det.", "Researchers may write to you and ask whether you want to take part. They do not get your record by it.")
            , Say("En læge prøver en ny medicin mod KOL. Hun må spørge Inger, og Inger kan sige nej.", "A doctor tests a new medicine for COPD. She may ask Inger, and Inger can say no.")),
        new("photo", Say("Tag billeder til journalen", "Take photos for the record"),
            Say("Personalet må tage billeder, når det hjælper din behandling. De ligger i journalen.", "Staff may take photos when it helps your treatment. They are kept in the record."),
            Say("Et sår skal hele. Med et billede hver uge kan alle se, om det går frem.", "A wound is to heal. With a photo each week everybody can see whether it gets better.")),
        new("students", Say("Studerende må være med", "Students may be present"),
            Say("En studerende må være i rummet. Du kan altid bede dem gå.", "A student may be in the room. You can always ask them to leave."),
            Say("En ny sygeplejerske lærer at tage blodprøver. Hun ser på, mens en anden tager din.", "A new nurse learns to take blood. She looks on while another takes yours.")),
    ];

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}

/// <summary>Something that can be agreed to.</summary>
/// <param name="Code">Its code in the record.</param>
/// <param name="Name">What it is called.</param>
/// <param name="What">What it means.</param>
/// <param name="Example">An example.</param>
public sealed record ConsentKind(string Code, string Name, string What, string Example);
