using System.Globalization;
using Helhed.Access;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>The words of the pages about who has seen a record. Each text stands in both languages side by side.</summary>
/// <param name="language">The page's language.</param>
/// <param name="isOwn">Whether the reader is the person whose record it is: what was seen is "your medicine" then, and "medicine" to who acts for them.</param>
internal sealed class LooksTexts(Language language, bool isOwn = true)
{
    private static readonly string[] Chosen = ["se", "skriv", "afvist", "spaerring"];

    public string Title => Say("Hvem har set min journal", "Who has seen my record");
    public string TitleForAnother => Say("Hvem har set journalen", "Who has seen the record");
    public string Lead => Say("Her står alle, der har set eller skrevet i journalen. Du kan se to år tilbage.", "Here is everybody who has seen the record or written in it. You can see two years back.");
    public string Ownership => Say("Din journal er din", "Your record is yours");
    public string OwnershipText => Say("Se, hvem der har været i din journal. Spær for dem, der ikke skal se den.", "See who has been in your record. Block those who should not see it.");
    public string ToBlocks => Own(Say("Dine spærringer", "Your blocks"), Say("Spærringer", "Blocks"));
    public string ToBehalf => Say("Se journalen for en anden", "See somebody else’s record");
    public string Back => Say("Tilbage til listen", "Back to the list");
    public string BackToStart => Say("Tilbage til overblikket", "Back to the overview");
    public string Narrow => Say("Vælg, hvad du vil se", "Choose what to see");
    public string Person => Say("Person", "Person");
    public string Unit => Say("Afdeling", "Unit");
    public string Kind => Say("Hvad skete der", "What happened");
    public string Show => Say("Vis", "Show");
    public string ShowAll => Say("Vis alle", "Show all");
    public string Nobody => Say("Ingen andre har set journalen", "Nobody else has seen the record");
    public string NobodyText => Say("Når nogen ser eller skriver i den, står det her med det samme.", "When somebody sees it or writes in it, it stands here at once.");
    public string NoneHere => Say("Der er ingen på denne side", "There is nobody on this page");
    public string NoneHereText => Say("Prøv at vise alle, eller gå til en ældre side.", "Try to show all, or go to an older page.");
    public string Verify => Say("Bevis", "Proof");
    public string AskWhy => Say("Spørg hvorfor", "Ask why");
    public string BlockPerson => Say("Spær for personen", "Block this person");
    public string BlockUnit => Say("Spær for afdelingen", "Block this unit");
    public string BelongsTo => Say("Hører til", "Belongs to");
    public string TheirWords => Say("Begrundelse:", "The reason given:");
    public string Through => Say("Gennem appen {0}", "Through the app {0}");
    public string More => Say("Spørg, spær eller få bevis", "Ask, block or get proof");
    public string Print => Say("Du kan skrive siden ud.", "You can print this page.");

    public string AskTitle => Say("Spørg, hvorfor de så din journal", "Ask why they saw your record");
    public string AskLead => Say("Afdelingen får dit navn, dit spørgsmål og tidspunktet. Den får ikke lov at se mere i din journal, fordi du spørger.", "The unit gets your name, your question and the time. It may not see more of your record because you ask.");
    public string AskLabel => Say("Dit spørgsmål", "Your question");
    public string AskHint => Say("Skriv mellem 10 og 500 tegn.", "Write between 10 and 500 characters.");
    public string AskDefault => Say("Jeg vil gerne vide, hvorfor du så min journal.", "I would like to know why you saw my record.");
    public string Send => Say("Send spørgsmålet", "Send the question");
    public string AskTooShort => Say("Skriv mellem 10 og 500 tegn", "Write between 10 and 500 characters");
    public string AskFailed => Say("Spørgsmålet kunne ikke sendes. Prøv igen senere.", "The question could not be sent. Try again later.");
    public string WasAsked => Say("Dit spørgsmål er sendt. Svaret kommer her på siden.", "Your question is sent. The answer comes on this page.");
    public string Questions => Say("Det har du spurgt om", "What you have asked");
    public string Waits => Say("Venter på svar", "Waits for an answer");
    public string NotFound => Say("Ikke fundet", "Not found");
    public string NotFoundText => Say("Vi fandt ikke, at de så din journal den dag, så ingen er blevet spurgt. Find den rette dag på listen.", "We did not find that they saw your record that day, so nobody was asked. Find the right day on the list.");
    public string AskedAboutDay => Say("Om {0}, den {1}", "About {0}, on {1}");
    public string Answered => Say("Besvaret", "Answered");
    public string AnswerBy => Say("Svar fra {0} den {1}:", "Answer from {0} on {1}:");
    public string AskedAbout => Say("Om {0}, {1}, den {2}", "About {0}, {1}, on {2}");

    public string ProofTitle => Say("Bevis for, at det er skrevet ned", "Proof that it is written down");
    public string ProofLead => Say("Alt står i en bog, som ingen kan ændre i det skjulte. Hver linje er låst sammen med alle de andre.", "Everything stands in a book that nobody can change in secret. Each line is locked together with all others.");
    public string ProofHolds => Say("Det passer", "It holds");
    public string ProofHoldsText => Say("Vi har lige regnet efter: Linjen står i bogen, og bogen er skrevet under.", "We have just checked: the line is in the book, and the book is signed.");
    public string ProofOldKey => Say("Vi har lige regnet efter: Linjen står i bogen. Underskriften er lavet med en ældre nøgle, som ikke er her mere.", "We have just checked: the line is in the book. The signature was made with an earlier key, which is not here any more.");
    public string ProofWaits => Say("Linjen er ved at blive ført ind. Genindlæs siden om lidt.", "The line is being entered. Reload the page shortly.");
    public string ProofFails => Say("Det passer ikke. Skriv til regionens informationssikkerhed.", "It does not hold. Write to the region’s information security.");
    public string ProofNumber => Say("Nummer", "Number");
    public string ProofLeaf => Say("Plads i bogen", "Place in the book");
    public string ProofSize => Say("Linjer i bogen ved underskriften", "Lines in the book when it was signed");
    public string ProofSigned => Say("Skrevet under", "Signed");
    public string ProofHash => Say("Linjens fingeraftryk", "Fingerprint of the line");
    public string ProofRoot => Say("Bogens fingeraftryk", "Fingerprint of the book");
    public string ProofData => Say("Hent beviset som tal", "Get the proof as numbers");
    public string ProofKeep => Say("Skriv siden ud, og gem den. Så kan du altid vise, hvad der stod i bogen.", "Print the page and keep it. Then you can always show what stood in the book.");

    public string BlocksTitle => Own(Say("Dine spærringer", "Your blocks"), Say("Spærringer", "Blocks"));
    public string BlocksLead => Own(Say("En spærring gælder med det samme. I en nødsituation kan personalet se bort fra den. Så står det på din liste med en begrundelse.", "A block counts at once. In an emergency, staff can override it. Then it stands on your list with a reason."), Say("En spærring gælder med det samme. I en nødsituation kan personalet se bort fra den. Så står det på listen med en begrundelse. Når barnet er 15, kan det selv ophæve den.", "A block counts at once. In an emergency, staff can override it. Then it stands on the list with a reason. At 15 the child can lift it."));
    public string NoBlocks => Own(Say("Du har ingen spærringer", "You have no blocks"), Say("Der er ingen spærringer", "There are no blocks"));
    public string NoBlocksText => Own(Say("Find den, du vil spærre for, på listen over dem, der har set din journal.", "Find whom to block on the list of those who have seen your record."), Say("Find den, du vil spærre for, på listen over dem, der har set journalen.", "Find whom to block on the list of those who have seen the record."));
    public string Blocked => Say("Gælder", "Counts");
    public string LiftedHeading => Own(Say("Spærringer, du har ophævet", "Blocks that you have lifted"), Say("Spærringer, der er ophævet", "Blocks that were lifted"));
    public string Lifted => Say("Gælder ikke mere", "No longer counts");
    public string BlockedOn => Say("Spærret {0}", "Blocked on {0}");
    public string BlockedSince => Say("Siden {0}", "Since {0}");
    public string Everybody => Say("Alle", "Everybody");
    public string PartOnly => Say("En del af journalen", "A part of the record");
    public string Withdraw => Say("Ophæv spærringen for {0}", "Lift the block for {0}");
    public string WasWithdrawn => Say("Spærringen er ophævet.", "The block is lifted.");
    public string WasBlocked => Say("Spærringen gælder nu.", "The block counts now.");
    public string UnitIsBlocked => Say("Der er spærret for {0}", "{0} is blocked");
    public string UnitIsBlockedText => Say("De kan ikke se det, der bliver sendt her. De ser det først, når spærringen er ophævet.", "They cannot see what is sent here. They see it only when the block is lifted.");
    public string UnitIsBlockedCall => Say("Ring til dem på {0}, eller ophæv spærringen først.", "Call them on {0}, or lift the block first.");
    public string UnitIsBlockedCallThem => Say("Ring til dem, eller ophæv spærringen først.", "Call them, or lift the block first.");
    public string BlockTitle => Say("Spær for {0}", "Block {0}");
    public string BlockWhat => Own(Say("{0} kan ikke se din journal mere. Det gælder, til du selv siger til igen.", "{0} can no longer see your record. This counts until you lift it yourself."), Say("{0} kan ikke se barnets journal mere. Det gælder, til en af jer siger til igen.", "{0} can no longer see the child’s record. This counts until one of you lifts it."));
    public string BlockParts => Say("Det gælder også for de afsnit, den har.", "The block also counts for parts of the unit.");
    public string BlockRisk => Own(Say("Det kan gøre din behandling dårligere, hvis personalet mangler viden om dig. Er du i tvivl, så tal med din læge først.", "Your treatment can become worse if staff lack knowledge about you. If in doubt, talk to your doctor first."), Say("Det kan gøre barnets behandling dårligere, hvis personalet mangler viden. Er du i tvivl, så tal med jeres læge først.", "The child’s treatment can become worse if staff lack knowledge. If in doubt, talk to your doctor first."));
    public string BlockNow => Say("Ja, spær", "Yes, block");
    public string Cancel => Say("Nej, gå tilbage", "No, go back");
    public string Failed => Say("Det kunne ikke lade sig gøre lige nu. Prøv igen om lidt.", "It could not be done just now. Try again shortly.");

    public string BehalfTitle => Say("Hvem vil du se journalen for?", "Whose record do you want to see?");
    public string BehalfLead => Say("Du kan se journalen for dine børn under 18 år. Du kan også se den for voksne, der har givet dig lov.", "You can see the record of your children under 18. You can also see it for adults who have allowed you.");
    public string BehalfYoung => Say("Når et barn er fyldt 15 år, ser du kun en del.", "When a child has turned 15, you see a part only.");
    public string BehalfLabel => Say("Vælg person", "Choose a person");
    public string BehalfSelf => Say("Mig selv: {0}", "Myself: {0}");
    public string BehalfGo => Say("Fortsæt", "Continue");
    public string BehalfNobody => Say("Du kan kun se din egen journal", "You can see your own record only");
    public string BehalfNobodyText => Say("En anden skal først give dig lov med en fuldmagt.", "Somebody else must allow you first, with a mandate.");
    public string BehalfRefused => Say("Det har du ikke lov til lige nu. Vælg en fra listen.", "You may not do that now. Choose from the list.");
    public string BehalfBand => Say("Du ser journalen for {0}", "You see the record of {0}");
    public string BehalfSwitch => Say("Skift", "Switch");

    public string Count(int own) => own == 1
        ? Say("Du har selv set journalen 1 gang.", "You have seen the record once yourself.")
        : string.Format(CultureInfo.InvariantCulture, Say("Du har selv set journalen {0} gange.", "You have seen the record {0} times yourself."), own);

    public string Everyone => Say("Alle", "Everybody");
    public string AnyUnit => Say("Alle steder", "All places");
    public string AnyKind => Say("Alt", "Everything");

    public string SubjectCount(int times) => times == 1
        ? Say("Den, journalen handler om, har selv set den 1 gang.", "The person whose record it is has seen it once.")
        : string.Format(CultureInfo.InvariantCulture, Say("Den, journalen handler om, har selv set den {0} gange.", "The person whose record it is has seen it {0} times."), times);

    public IReadOnlyList<Choice> Kinds => [.. Chosen.Select(k => new Choice(k, k switch
    {
        "skriv" => Say("Skrev", "Wrote"),
        "afvist" => Say("Blev afvist", "Was refused"),
        "spaerring" => Say("Så bort fra en spærring", "Overrode a block"),
        _ => Say("Så", "Saw"),
    }))];

    /// <summary>"Så dine målinger og din medicin".</summary>
    public string Act(LookLine line) => line.Kind switch
    {
        LookKind.Saw => Say("Så ", "Saw ") + (line.What ?? Say("din journal", "your record")),
        LookKind.Searched => Say("Søgte, men fik intet vist", "Searched, and was shown nothing"),
        LookKind.Wrote => Say("Skrev i ", "Wrote in ") + (line.What ?? Say("din journal", "your record")),
        LookKind.Refused => Say("Prøvede at se din journal, men blev afvist", "Tried to see your record and was refused"),
        LookKind.Overrode => Say("Så bort fra din spærring", "Overrode your block"),
        LookKind.Claimed => Say("Sagde, at en behandling er i gang", "Said that a treatment is going on"),
        LookKind.Copied => Say("Hentede en kopi af ", "Took a copy of ") + (line.What ?? Say("din journal", "your record")),
        LookKind.SawLog => Say("Så listen over, hvem der har set din journal", "Saw the list of who has seen your record"),
        LookKind.AskedFor => Say("Skrev dit spørgsmål ind for dig", "Wrote your question down for you"),
        LookKind.Asked => Say("Svarede på dit spørgsmål", "Answered your question"),
        _ => Say("Gik efter, om det var i orden", "Checked whether it was in order"),
    };

    /// <summary>"kl. 9.15", or "kl. 9.15 til kl. 9.40, 5 gange".</summary>
    public string When(LookLine line)
    {
        var (from, to) = (DateText.Time(line.From, language), DateText.Time(line.To, language));
        var span = from == to ? from : language == Language.English ? $"from {from["at ".Length..]} to {to["at ".Length..]}" : $"{from} til {to}";
        return line.Times == 1 ? span : string.Format(CultureInfo.InvariantCulture, Say("{0}, {1} gange", "{0}, {1} times"), span, line.Times);
    }

    public string Why(Caller caller, string rule, string what) => (caller.Purpose, rule) switch
    {
        ("HRESCH", _) => Say("Forskning", "Research"),
        ("HQUALIMP", _) => Say("Arbejde med kvalitet", "Work on quality"),
        ("PATADMIN", _) => Say("Administration", "Administration"),
        (_, "staff-emergency-override" or "patient-consents" or "patient-cannot-be-reached") => rule switch
        {
            "patient-consents" => Own(Say("Du havde sagt ja", "You had agreed"), Say("Personen havde sagt ja", "The person had agreed")),
            "patient-cannot-be-reached" => Own(Say("Du kunne ikke spørges", "You could not be asked"), Say("Personen kunne ikke spørges", "The person could not be asked")),
            _ => Own(Say("Behandling, uden om din spærring", "Treatment, past your block"), Say("Behandling, uden om en spærring", "Treatment, past a block")),
        },
        (_, "staff-claimed-relation" or "contact-begins") => Say("Behandling, som de selv har oplyst", "Treatment, as they have said themselves"),
        (_, "security-access-log" or "security-reviews-claims") => Say("Kontrol", "Control"),
        (_, "staff-asks-for-citizen") => Own(Say("Du ringede eller skrev", "You called or wrote"), Say("Personen ringede eller skrev", "The person called or wrote")),
        (_, "unit-answers-why") => Own(Say("Svar til dig", "An answer to you"), Say("Svar til personen", "An answer to the person")),
        _ when what == "denied" => Say("Der var ingen lovlig grund", "There was no lawful ground"),
        _ => caller.Kind switch
        {
            _ when LooksQuery.IsCitizen(caller) => Own(Say("På dine vegne", "On your behalf"), Say("På personens vegne", "On the person’s behalf")),
            CallerKind.Staff => Say("Behandling", "Treatment"),
            _ => Say("Drift af systemet", "Running the system"),
        },
    };

    public string Role(string role) => role switch
    {
        "doctor" => Say("læge", "doctor"),
        "nurse" => Say("sygeplejerske", "nurse"),
        "visitation" => Say("visitator", "triage"),
        "secretary" => Say("lægesekretær", "secretary"),
        "paramedic" => Say("paramediciner", "paramedic"),
        "porter" => Say("portør", "porter"),
        "planner" => Say("vagtplanlægger", "roster planner"),
        "director" => Say("leder", "director"),
        "security" => Say("informationssikkerhed", "information security"),
        "citizen" => Own(Say("handler på dine vegne", "acts on your behalf"), Say("handler på personens vegne", "acts on the person’s behalf")),
        _ => Say("et program", "a program"),
    };

    public string AnotherProxy => Say("En anden, der handler for personen", "Somebody else who acts for the person");

    public string Nameless(string reference) => reference.StartsWith("Patient/", StringComparison.Ordinal)
        ? string.Format(CultureInfo.InvariantCulture, Say("En, der handler for dig ({0})", "Somebody who acts for you ({0})"), reference["Patient/".Length..])
        : reference;

    /// <summary>"din medicin og dine målinger".</summary>
    public string? Things(IEnumerable<string> types)
    {
        var words = types.Distinct(StringComparer.Ordinal).Select(Thing).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return words.Count switch
        {
            0 => null,
            1 => words[0],
            _ => string.Join(", ", words[..^1]) + Say(" og ", " and ") + words[^1],
        };
    }

    public string? Ground(string type) => type switch
    {
        "Encounter" => Say("et besøg", "a visit"),
        "Appointment" => Say("en aftale", "an appointment"),
        "ServiceRequest" => Say("en henvisning", "a referral"),
        "CarePlan" or "CareTeam" => Own(Say("din plan", "your plan"), Say("personens plan", "the person’s plan")),
        "EpisodeOfCare" => Say("et forløb", "a course of treatment"),
        "Patient" => Own(Say("at de er din egen læge", "their being your own doctor"), Say("at de er personens egen læge", "their being the person’s own doctor")),
        "Consent" => Own(Say("et samtykke fra dig", "a consent of yours"), Say("et samtykke fra personen", "a consent of the person")),
        "Task" => Own(Say("en opgave om dig", "a task about you"), Say("en opgave om personen", "a task about the person")),
        _ => null,
    };

    public string Visit(DateOnly? day, string? place) => Of(Own(Say("dit besøg", "your visit"), Say("besøget", "the visit")), day, place);

    public string Appointment(DateOnly? day, string? place) => Of(Own(Say("din aftale", "your appointment"), Say("aftalen", "the appointment")), day, place);

    private string Of(string what, DateOnly? day, string? place) =>
        what + (day is { } d ? Say(" den ", " on ") + DateText.ShortDay(d, language) : "") + (place is null ? "" : ", " + place);

    private string Thing(string type) => type switch
    {
        "Patient" or "Person" => Own(Say("dit navn og din adresse", "your name and address"), Say("navn og adresse", "name and address")),
        "Observation" or "DiagnosticReport" or "Specimen" => Own(Say("dine målinger og prøvesvar", "your measurements and results"), Say("målinger og prøvesvar", "measurements and results")),
        "MedicationRequest" or "MedicationStatement" or "MedicationDispense" or "MedicationAdministration" => Own(Say("din medicin", "your medicine"), Say("medicin", "medicine")),
        "Condition" => Own(Say("dine sygdomme", "your conditions"), Say("sygdomme", "conditions")),
        "AllergyIntolerance" => Own(Say("din allergi", "your allergies"), Say("allergi", "allergies")),
        "Encounter" or "EpisodeOfCare" => Own(Say("dine besøg", "your visits"), Say("besøg", "visits")),
        "Appointment" => Own(Say("dine aftaler", "your appointments"), Say("aftaler", "appointments")),
        "DocumentReference" or "Composition" or "Binary" or "DocumentManifest" => Own(Say("dine notater", "your notes"), Say("notater", "notes")),
        "Procedure" => Own(Say("dine behandlinger", "your treatments"), Say("behandlinger", "treatments")),
        "Immunization" => Own(Say("dine vacciner", "your vaccines"), Say("vacciner", "vaccines")),
        "CarePlan" or "CareTeam" or "Goal" => Own(Say("din plan", "your plan"), Say("personens plan", "the person’s plan")),
        "ServiceRequest" => Own(Say("dine henvisninger", "your referrals"), Say("henvisninger", "referrals")),
        "Consent" => Own(Say("dine samtykker", "your consents"), Say("samtykker", "consents")),
        "RelatedPerson" => Own(Say("dine pårørende", "your relatives"), Say("pårørende", "relatives")),
        "ImagingStudy" or "Media" => Own(Say("dine billeder", "your images"), Say("billeder", "images")),
        _ => Own(Say("andet om dig", "other things about you"), Say("andet om personen", "other things about the person")),
    };

    private string Own(string own, string another) => isOwn ? own : another;

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
