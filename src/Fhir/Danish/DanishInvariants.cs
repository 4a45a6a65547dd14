namespace Helhed.Fhir.Danish;

/// <summary>Danish texts of the rules that DK Core and MedCom add to R4's.</summary>
internal static class DanishInvariants
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["cpr"] = "Et CPR-nummer har ti cifre, og de første seks er en dag, en måned og et år.",
        ["x-ecpr"] = "Et nationalt erstatnings-CPR (X-eCPR) er en dato som DDMMÅÅ, 1 eller 7, to store bogstaver og et ciffer.",
        ["d-ecpr"] = "Et regionalt erstatnings-CPR (D-eCPR) er en dato som DDMMÅÅ, 0, 5 eller 6, to store bogstaver og et ciffer.",
        ["min-digits-sor"] = "Et SOR-nummer har mindst 11 cifre.",
        ["gln-length"] = "Et GLN har 13 cifre.",
        ["gln-modulus-10"] = "Det sidste ciffer i et GLN skal passe med de andre (modulus 10).",
        ["CVR-length"] = "Et CVR-nummer har 8 cifre.",
        ["CVR-modulus-11"] = "Cifrene i et CVR-nummer skal passe med hinanden (modulus 11).",
        ["uuid"] = "Værdien er urn:uuid: og en UUID med små bogstaver.",
        ["authorization-id-format"] = "Et autorisations-id har fem tegn: cifre og bogstaver, der ikke er vokaler (Y er tilladt).",
        ["marital-status-unknown-usage"] = "Et ægteskab er ikke både polygamt (P) og annulleret (A): ingen af delene har en myndighed i Danmark.",
        ["dk-core-organization-mandatory-identifier"] = "En organisation har mindst ét af SOR, KOMBITs organisationsnummer og CVR.",
        ["dk-core-observation-mandatory-units"] = "En målt mængde har en enhed eller kode for en enhed.",
        ["uuidv5"] = "Et forløbs identifikator (LPR3) er urn:uuid: og en UUID af version 5.",
        ["medcom-uuidv4"] = "Værdien er urn:uuid: og en UUID med små bogstaver.",
        ["medcom-core-contact"] = "Et telefonnummer har cifre og kan begynde med +.",
        ["medcom-core-practitionerrole-code-xor-text"] = "En rolle angives som en kode med sit system eller som en tekst, ikke begge dele og ikke ingen af dem.",
        ["helhed-role-organization"] = "En PractitionerRole siger, hvilken organisation den gælder for.",
        ["medcom-messaging-1"] = "Den første post i en besked er en MessageHeader, der følger MedComs profil.",
        ["medcom-messaging-2"] = "En besked har mindst én Provenance.",
        ["medcom-homecareObservation-4"] = "Kontakten har rekvirentens initialer som navn eller siger, at de ikke kendes.",
        ["medcom-acknowledgement-1"] = "En besked, der ikke blev modtaget med 'ok', besvares med en OperationOutcome, der siger hvorfor.",
        ["medcom-acknowledgement-2"] = "MessageHeader følger profilen for kvitteringer.",
        ["medcom-careCommunication-1"] = "MessageHeader angiver profilen for korrespondancemeddelelser.",
        ["medcom-careCommunication-2"] = "En besked handler om netop én patient.",
        ["medcom-careCommunication-3"] = "Hver Provenance angiver profilen for korrespondancemeddelelser.",
        ["medcom-careCommunication-4"] = "En Practitioner i beskeden har et navn.",
        ["medcom-careCommunication-5"] = "Kun en besked med kategorien regarding-referral har en prioritet.",
        ["medcom-careCommunication-6"] = "En besked med kategorien other har et emne.",
        ["medcom-careCommunication-7"] = "Rollen for et afsnits forfatter er angivet som kode eller som tekst.",
        ["medcom-careCommunication-8"] = "Den behandler, der skrev et afsnit, har et navn.",
        ["medcom-careCommunication-9"] = "En Encounter sendes med sit forløbs identifikator.",
        ["medcom-careCommunication-11"] = "En afsender, der nævnes, hører til den organisation, der sender beskeden.",
        ["medcom-careCommunication-12"] = "En modtager, der nævnes, hører til den organisation, der modtager beskeden.",
        ["medcom-careCommunication-13"] = "En PractitionerRole henviser til sin Practitioner.",
        ["medcom-careCommunication-15"] = "En Encounter i beskeden er den, som Communication henviser til, og uden den henviser Communication ikke til nogen.",
        ["medcom-carecommunication-definition-url"] = "Definitionen er MedComs for korrespondancemeddelelser med sin version, 4.x eller 5.x.",
        ["medcom-hospitalNotification-1"] = "MessageHeader følger profilen for advis om sygehusophold.",
        ["medcom-hospitalNotification-2"] = "En besked handler om netop én patient.",
        ["medcom-hospitalNotification-3"] = "Det, som en Provenance fortæller om, er en aktivitet i advis om sygehusophold.",
        ["medcom-hospitalNotification-4"] = "Patienten er angivet med et CPR-nummer.",
        ["medcom-hospitalNotification-5"] = "Et advis om sygehusophold går til én modtager, uden kopier.",
        ["medcom-hospitalNotification-6"] = "En Encounter med orlov siger, hvornår orloven begyndte.",
        ["medcom-homecareReport-1"] = "Den PractitionerRole, der svarer, har en kode for rollen.",
        ["medcom-homecareReport-2"] = "Den behandler, der svarer, har et navn.",
        ["medcom-homecareReport-3"] = "Den behandler, der svarer, har et telefonnummer.",
        ["medcom-homecareObsMessage-1"] = "MessageHeader følger profilen for kommunale prøvesvar.",
    };

    /// <summary>The text of an invariant of the Danish guides, or null.</summary>
    public static string? Danish(string key) => Texts.GetValueOrDefault(key);
}
