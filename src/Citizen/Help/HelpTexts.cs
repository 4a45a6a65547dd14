using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Help, the ways without a screen, privacy and the accessibility statement. Each text stands in both languages side by side.</summary>
internal sealed class HelpTexts(Language language)
{
    public string HelpLink => Say("Hjælp", "Help");
    public string NotDigitalLink => Say("Ikke digital?", "Not digital?");
    public string PrivacyLink => Say("Privatliv", "Privacy");
    public string AccessibilityLink => Say("Tilgængelighed", "Accessibility");

    public string RegionHeading => Say("Sådan får du fat i os", "How to reach us");
    public string RegionPhone => Say("Ring til {0} på {1}.", "Call {0} at {1}.");
    public string RegionAddress => Say("Skriv til {0}, {1}.", "Write to {0}, {1}.");
    public string RegionMadeUp => Say("Nummeret er opdigtet, ligesom alle personer her.", "The number is made up, like every person here.");

    public Guide Help => new(
        Say("Hjælp og kontakt", "Help and contact"),
        Say("Find det, du leder efter. Du kan altid ringe til os.", "Find what you are looking for. You can always call us."),
        [
            new(Say("Ring til os", "Call us"),
                Say("Ring til den afdeling, der har givet dig tiden. Nummeret står på din aftale og i brevet.", "Call the unit that gave you the time. The number is on your appointment and in the letter."),
                Say("Er det akut, så ring 112. Er lægen lukket, så ring til lægevagten.", "In an emergency call 112. If your doctor is closed, call the doctor on duty.")),
            new(Say("Jeg forstår ikke et svar", "I do not understand a result"),
                Say("Åbn svaret. Der står, hvad prøven måler. Der står også, hvad normalområdet er.", "Open the result. It says what the test measures and what the normal range is."),
                Say("Er du stadig i tvivl, så spørg den, der har taget prøven.", "If you are still in doubt, ask whoever took the test."))
            { Path = AnalysisPages.Root, LinkText = Say("Gå til prøvesvar", "Go to results") },
            new(Say("Noget i journalen er forkert", "Something in the record is wrong"),
                Say("Åbn linjen. Nederst kan du sige, at den er forkert. Afdelingen skal svare dig.", "Open the line. At the bottom you can say that it is wrong. The unit must answer you."))
            { Path = RecordParts.Root, LinkText = Say("Gå til journalen", "Go to the record") },
            new(Say("Hvem har set min journal?", "Who has seen my record?"),
                Say("Du kan se alle, der har kigget, og hvorfor. Du kan spørge dem, og du kan spærre.", "You can see everybody who has looked, and why. You can ask them, and you can block."))
            { Path = LooksPages.Path, LinkText = Say("Se, hvem der har kigget", "See who has looked") },
            new(Say("Jeg hjælper en anden", "I help somebody else"),
                Say("Forældre kan se deres barns journal. Voksne kan give en anden lov til at hjælpe.", "Parents can see their child’s record. Adults can let somebody else help."))
            { Path = BehalfPages.Path, LinkText = Say("Se journalen for en anden", "See somebody else’s record") },
        ]);

    public Guide NotDigital => new(
        Say("Ikke digital? Sådan gør du", "Not digital? This is how"),
        Say("Alt, hvad du kan her på siden, kan du også få hjælp til i telefonen eller med et brev.", "All that you can do on this page you can also get help with by telephone or letter."),
        [
            new(Say("Aftaler", "Appointments"),
                Say("Telefon: Ring til afdelingen. De kan give dig en tid, flytte den eller aflyse den.", "Telephone: Call the unit. They can give you a time, move it or cancel it."),
                Say("Brev: Du får et brev med tid, sted, og hvad du skal huske.", "Letter: You get a letter with time, place and what to remember.")),
            new(Say("Beskeder om aftaler", "Messages about appointments"),
                Say("Telefon: Sig, om du vil have besked på SMS, på e-mail eller med et brev, og hvornår der skal være ro. Afdelingen skriver det ind.", "Telephone: Say whether to tell you by SMS, e-mail or letter, and when to keep quiet. The unit enters it."),
                Say("Brev: Skriv det på en seddel, og giv den til personalet.", "Letter: Write it on a note and give it to staff.")),
            new(Say("Din journal og dine svar", "Your record and your results"),
                Say("Telefon: Bed afdelingen om at læse svaret op eller ringe dig op.", "Telephone: Ask the unit to read you the result or to call you back."),
                Say("Brev: Bed om en kopi på papir. Den er gratis.", "Letter: Ask for a copy on paper. It is free.")),
            new(Say("Hvordan du vil have dit svar", "How you want your result"),
                Say("Telefon: Ring, før du får taget en prøve. Sig, om svaret skal vises med det samme, eller om vi skal vente. Afdelingen skriver det ind.", "Telephone: Call before a test is taken. Say whether to show the result at once or to wait. The unit enters it."),
                Say("Brev: Skriv det på en seddel, og giv den til personalet. De gemmer papiret.", "Letter: Write it on a note and give it to staff. They keep the paper.")),
            new(Say("Noget er forkert", "Something is wrong"),
                Say("Telefon: Ring og sig, hvad der er forkert. De skriver det ned for dig.", "Telephone: Call and say what is wrong. They write it down for you."),
                Say("Brev: Skriv til afdelingen. Du får svar med posten.", "Letter: Write to the unit. You get an answer by post.")),
            new(Say("Hvem har kigget, og spærringer", "Who has looked, and blocks"),
                Say("Telefon: Regionen kan sende dig listen. En afdeling, der behandler dig, kan lave en spærring og stoppe den igen.", "Telephone: The region can send you the list. A unit that treats you can make a block and end it again."),
                Say("Brev: Listen kommer på papir. Skriv til afdelingen, hvem der skal spærres for.", "Letter: The list comes on paper. Write to the unit whom to block.")),
            new(Say("Hvorfor har de kigget?", "Why did they look?"),
                Say("Telefon: Sig til den afdeling, der behandler dig, hvem der kiggede, og hvilken dag. De skriver dit spørgsmål ind.", "Telephone: Tell the unit that treats you who looked, and on which day. They enter your question."),
                Say("Brev: Skriv det samme til afdelingen. Bed om at få svaret på papir.", "Letter: Write the same to the unit. Ask for the answer on paper.")),
            new(Say("Samtykker", "Consents"),
                Say("Telefon: Du kan sige nej og fortryde i telefonen. Afdelingen skriver det ind.", "Telephone: You can say no and withdraw by telephone. The unit enters it."),
                Say("Brev: Skriv under på papir, når du er på sygehuset. Personalet gemmer papiret her.", "Letter: Sign on paper when you are at the hospital. Staff keep the paper here.")),
            new(Say("Hjælpe en anden", "Helping somebody else"),
                Say("Telefon: Ring sammen med den, du hjælper.", "Telephone: Call together with whom you help."),
                Say("Brev: Skriv under på en fuldmagt på papir. Så kan den anden se med og handle for dig, fx flytte tider. Afdelingen gemmer papiret og skriver den ind.", "Letter: Sign a mandate on paper. Then the other can see your record and act for you, such as moving times. The unit keeps the paper and enters it.")),
            new(Say("Dine oplysninger", "Your details"),
                Say("Telefon: Sig dit nye nummer, eller hvem vi skal ringe til.", "Telephone: Tell us your new number or whom to call."),
                Say("Brev: Skriv det på en seddel, og giv den til personalet.", "Letter: Write it on a note and give it to staff.")),
        ]);

    public Guide Privacy => new(
        Say("Privatliv", "Privacy"),
        Say("Din journal er din. Her kan du læse, hvad vi gør med den.", "Your record is yours. Here you can read what we do with it."),
        [
            new(Say("Hvem kan se den?", "Who can see it?"),
                Say("Kun dem, der hjælper dig lige nu. Alle kig bliver skrevet ned, og du kan se dem.", "Only those who help you now. Every look is written down, and you can see it."))
            { Path = LooksPages.Path, LinkText = Say("Se, hvem der har kigget", "See who has looked") },
            new(Say("Hvad gemmer vi?", "What do we keep?"),
                Say("Vi gemmer det, du selv skriver. Vi gemmer også det, personalet skriver om dig. Loven siger, hvor længe.", "We keep what you write, and what staff write about you. The law says for how long.")),
            new(Say("Cookies", "Cookies"),
                Say("Vi bruger kun fire, og de skal til. Vi følger dig ikke. Ingen andre får noget at vide.", "We only use four, and they are needed. We do not follow you, and nobody else is told anything."),
                Say("helhed_session eller __Host-helhed husker, at du er logget på. Den er væk, når du logger af eller lukker din browser.", "helhed_session or __Host-helhed remembers that you are logged in. It is gone when you log out or close your browser."),
                Say("helhed_login eller __Host-helhed-login husker, at du er i gang med at logge på. Den er væk, når du er logget på.", "helhed_login or __Host-helhed-login remembers that you are about to log in. It is gone when you have logged in."),
                Say("helhed-form passer på, at kun du kan sende det, du skriver her. Den er væk, når du lukker din browser.", "helhed-form sees to it that only you can send what you write here. It is gone when you close your browser."),
                Say("sprog husker, om du læser dansk eller engelsk. Den er her i et år.", "sprog remembers whether you read Danish or English. It stays for a year.")),
            new(Say("Det kan du kræve", "What you can ask for"),
                Say("Du kan få en kopi af alt. Du kan få fejl rettet. Du kan spærre og fortryde et samtykke.", "You can get a copy of everything. You can have errors corrected. You can block and withdraw a consent."),
                Say("Er du utilfreds, kan du klage til Datatilsynet.", "If you are not satisfied, you can complain to the Danish Data Protection Agency."))
            { Path = DownloadPages.Path, LinkText = Say("Hent din journal", "Download your record") },
        ]);

    public Guide Accessibility => new(
        Say("Tilgængelighed", "Accessibility"),
        Say("Siden skal kunne bruges af alle. Her står, hvad der virker, og hvad du gør, hvis noget driller.", "Everybody should be able to use this site. Here is what works, and what to do if something does not."),
        [
            new(Say("Det lever vi op til", "What we meet"),
                Say("Siden er lavet efter reglerne i EN 301 549 og WCAG 2.1 AA. Vi mener, at den lever op til dem. Vi prøver alle sider af, hver gang vi retter noget.", "The site follows EN 301 549 and WCAG 2.1 AA. We believe that it meets them. We test every page each time we change something.")),
            new(Say("Sådan prøver vi den", "How we test it"),
                Say("Et program ser hver side efter for fejl. Vi går også siderne igennem med tasterne alene, på en telefon og med stor skrift.", "A program checks each page for errors. We also go through the pages with the keyboard alone, on a phone and with large text."),
                Say("Siden er ikke prøvet af folk, der bruger skærmlæser til daglig. Det mangler vi.", "The site has not been tested by people who use a screen reader every day. That is still to be done.")),
            new(Say("Det kan drille", "What can be difficult"),
                Say("Breve og billeder, som andre har sendt ind, er gemt, som de kom. Nogle kan ikke læses op. Bed om at få dem læst.", "Letters and images that others have sent are kept as they came. Some cannot be read aloud. Ask to have them read to you."),
                Say("Ord i notater er skrevet af fagfolk og kan være svære.", "Words in notes are written by professionals and can be hard.")),
            new(Say("Sig til", "Tell us"),
                Say("Ring eller skriv til os, hvis der er noget, du ikke kan bruge. Du får svar inden 14 dage.", "Call or write to us if there is something that you cannot use. You get an answer within 14 days."),
                Say("Er du ikke tilfreds med svaret, kan du klage til Digitaliseringsstyrelsen.", "If you are not satisfied with the answer, you can complain to the Danish Agency for Digital Government."))
            { Path = HelpPages.Help, LinkText = Say("Hjælp og kontakt", "Help and contact") },
            new(Say("Skrevet", "Written"),
                Say("Denne side er skrevet den 22. november 2026.", "This page was written on 22 November 2026.")),
        ]);

    private string Say(string danish, string english) => language == Language.English ? english : danish;
}
