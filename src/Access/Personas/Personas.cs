namespace Helhed.Access;

/// <summary>A made-up person to log in as in demo mode. The matching resources are made by Synthetic.</summary>
/// <param name="Id">Id of the Patient or Practitioner, and the value of <c>as</c> in <c>/demo/login?as=</c>.</param>
/// <param name="Danish">A line about who it is, in Danish.</param>
/// <param name="English">The same line in English.</param>
/// <param name="Caller">Who is logged in then.</param>
public sealed record Persona(string Id, string Danish, string English, Caller Caller)
{
    /// <summary>Citizen or staff.</summary>
    public CallerKind Kind => Caller.Kind;

    /// <summary>The role, as in <see cref="Caller.Role"/>.</summary>
    public string Role => Caller.Role;

    /// <summary>The local path to begin on: /borger for citizens, /admin for those who look after the store, /klinik for other staff.</summary>
    public string Start => Kind == CallerKind.Citizen ? "/borger" : Role is "security" or "director" ? "/admin" : "/klinik";
}

/// <summary>The personas of the synthetic region.</summary>
public static class Personas
{
    /// <summary>All of them, citizens first, in the order to show them.</summary>
    public static IReadOnlyList<Persona> All { get; } =
    [
        Citizen("citizen-copd", "Test Inger Mortensen", "82 år, bor alene, lever med KOL", "Aged 82, lives alone, has COPD"),
        Citizen("citizen-pregnant", "Test Camilla Bruun", "Gravid, venter sit første barn", "Pregnant with her first child"),
        Citizen("citizen-parent", "Test Louise Østergaard", "Forælder til et barn på 9 år", "Parent of a child of 9"),
        Citizen("citizen-child", "Test Villads Østergaard", "9 år, følges af sin forælder", "Aged 9, looked after by a parent"),
        Citizen("citizen-teen", "Test Freja Østergaard", "16 år, bestemmer selv over en del af sin journal", "Aged 16, decides in part on their own record"),
        Citizen("citizen-diabetes", "Test Torben Lauridsen", "Lever med type 2-diabetes", "Has type 2 diabetes"),
        Citizen("citizen-cancer", "Test Marianne Skov", "I et kræftpakkeforløb", "In a cancer care pathway"),
        Staff("gp", ("Karen Winther", "doctor", "laege-0330-1"), "Praktiserende læge", "General practitioner"),
        Staff("doctor-medical", ("Jonas Friis", "doctor", "slagelse-medicin"), "Læge på medicinsk afdeling", "Doctor at a medical department"),
        Staff("nurse-copd", ("Birgitte Lund", "nurse", "slagelse-lunge"), "Sygeplejerske i lungeambulatoriet", "Nurse at the outpatient lung clinic"),
        Staff("visitation", ("Lone Krogh", "visitation", "slagelse-medicin"), "Visitator, vurderer henvisninger", "Triages referrals"),
        Staff("secretary", ("Susanne Dam", "secretary", "slagelse-medicin"), "Lægesekretær", "Medical secretary"),
        Staff("paramedic", ("Mikkel Bang", "paramedic", "ambulance-0330"), "Paramediciner i ambulancetjenesten", "Paramedic in the ambulance service"),
        Staff("porter", ("Omar Haddad", "porter", "slagelse"), "Portør", "Hospital porter"),
        Staff("planner", ("Katrine Vestergaard", "planner", "slagelse"), "Vagtplanlægger", "Plans rosters"),
        Staff("director", ("Henrik Toft", "director", "slagelse"), "Hospitalsdirektør", "Hospital director"),
        Staff("security", ("Anne Mette Ravn", "security", "slagelse"), "Informationssikkerhed", "Information security officer"),
    ];

    /// <summary>Finds a persona.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The persona, or null when there is none with that id.</returns>
    public static Persona? Find(string? id) => All.FirstOrDefault(persona => persona.Id == id);

    private static Persona Citizen(string id, string name, string danish, string english) =>
        new(id, danish, english, new Caller(CallerKind.Citizen, $"Patient/{id}", name, "citizen"));

    private static Persona Staff(string id, (string Name, string Role, string Unit) post, string danish, string english) =>
        new(id, danish, english, new Caller(CallerKind.Staff, $"Practitioner/{id}", post.Name, post.Role, $"Organization/{post.Unit}"));
}
