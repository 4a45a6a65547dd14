using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>The words of the pages about access. Each text stands in both languages side by side.</summary>
internal sealed class AccessTexts(Language language)
{
    public string Nav => Say("Adgang", "Access");
    public string Title => Say("Få adgang til en journal", "Get access to a record");
    public string Lead => Say("Du kan se journalen for dem, du behandler. Mangler du adgang, kan du selv oplyse hvorfor.", "You see the records of those you treat. If you lack access, you can say why yourself.");
    public string What => Say("Hvad er din grund", "What is your ground");
    public string Relation => Say("Behandlingen begynder nu", "The treatment begins now");
    public string Consents => Say("Patienten har spærret, men siger ja nu", "The patient has a block, but agrees now");
    public string Unreachable => Say("Patienten har spærret og kan ikke spørges. Det haster", "The patient has a block and cannot be asked. It is urgent");
    public string Cpr => Say("Patientens CPR-nummer", "The patient’s CPR number");
    public string CprHint => Say("10 cifre", "10 digits");
    public string Words => Say("Skriv hvorfor", "Write why");
    public string WordsHint => Say("Mellem 10 og 500 tegn. Patienten kan læse det.", "Between 10 and 500 characters. The patient can read it.");
    public string Then => Say("Så sker der dette", "Then this happens");
    public string ThenNow => Say("Du får adgang med det samme. Den varer 12 timer.", "You get access at once. It lasts 12 hours.");
    public string ThenSeen => Say("Din grund står i patientens egen liste over, hvem der har set journalen.", "Your ground stands in the patient’s own list of who has seen the record.");
    public string ThenChecked => Say("Der skal komme et besøg eller en henvisning inden for 2 døgn. Kommer det ikke, ser informationssikkerhed på sagen.", "A visit or a referral must come within 2 days. If it does not, information security looks into it.");
    public string ThenOverride => Say("Ser du bort fra en spærring, ser informationssikkerhed altid på det bagefter.", "If you override a block, information security always looks at it afterwards.");
    public string Send => Say("Få adgang", "Get access");
    public string Open => Say("Din adgang lige nu", "Your access now");
    public string None => Say("Du har ikke selv oplyst noget lige nu.", "You have claimed nothing at the moment.");
    public string Until => Say("Indtil", "Until");
    public string ToPatient => Say("Åbn journalen", "Open the record");
    public string CprWrong => Say("Skriv CPR-nummeret med 10 cifre", "Write the CPR number with 10 digits");
    public string WordsWrong => Say("Skriv mellem 10 og 500 tegn", "Write between 10 and 500 characters");
    public string WhatWrong => Say("Vælg en grund", "Choose a ground");
    public string NoSuch => Say("Der er ingen patient med det nummer. Se efter, om det er skrevet rigtigt", "There is no patient with that number. Check whether it is written correctly");
    public string TooMany => Say("Du har for mange åbne sager. Vent, til nogle af dem er afsluttet", "You have too many open cases. Wait until some of them are over");

    public string NotSeenTitle => Say("Du kan ikke se denne journal", "You cannot see this record");
    public string NotSeenText => Say("Måske findes den ikke. Måske behandler du ikke patienten lige nu, eller patienten har spærret. Af hensyn til patienten siger vi ikke hvilken.", "Perhaps it does not exist. Perhaps you do not treat the patient now, or the patient has a block. For the patient’s sake we do not say which.");
    public string UnseenTitle => Say("Du kan ikke se noget i journalen", "You see nothing in this record");
    public string UnseenText => Say("Gå ikke ud fra, at der ingen allergi eller medicin er. Måske er journalen tom. Måske behandler du ikke patienten lige nu, eller patienten har spærret. Af hensyn til patienten siger vi ikke hvilken.", "Do not take it that there is no allergy or medicine. Perhaps the record is empty. Perhaps you do not treat the patient now, or the patient has a block. For the patient’s sake we do not say which.");
    public string NotSeenWay => Say("Sådan får du adgang", "How to get access");

    public string QuestionsNav => Say("Spørgsmål", "Questions");
    public string QuestionsTitle => Say("Spørgsmål fra patienter", "Questions from patients");
    public string QuestionsLead => Say("Patienter har spurgt, hvorfor jeres afdeling så deres journal. Svar i klare ord.", "Patients have asked why your unit saw their record. Answer in plain words.");
    public string NoQuestions => Say("Der er ingen åbne spørgsmål", "There are no open questions");
    public string NoQuestionsText => Say("Når en patient spørger, står det her.", "When a patient asks, it stands here.");
    public string AskedBy => Say("Spurgt af", "Asked by");
    public string About => Say("Om", "About");
    public string Looked => Say("Så journalen", "Saw the record");
    public string AnswerLabel => Say("Jeres svar", "Your answer");
    public string AnswerHint => Say("Mellem 10 og 500 tegn. Patienten ser også dit navn.", "Between 10 and 500 characters. The patient sees your name too.");
    public string Answer => Say("Send svaret", "Send the answer");
    public string WasAnswered => Say("Svaret er sendt til patienten.", "The answer is sent to the patient.");
    public string NotAnswered => Say("Spørgsmålet er besvaret eller ikke til jer", "The question is answered, or not to you");

    public string Kind(Access.Facts.Claim claim) => (claim.Kind, claim.Reason) switch
    {
        (Access.Facts.ClaimKind.Relation, _) => Relation,
        (_, "patient-consents") => Consents,
        _ => Unreachable,
    };

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
