namespace Helhed.Synthetic;

/// <summary>The ten staff personas of the demonstration, placed in and around Slagelse where the citizen personas live.</summary>
internal static class StaffPersonas
{
    /// <summary>The practice of the persona GP; all citizen personas belong to it.</summary>
    internal const string PracticeId = "laege-0330-1";

    // id | given | family | sex | unit | profession | title
    private const string Table = """
        gp|Karen|Winther|F|laege-0330-1|Doctor|Praktiserende læge
        doctor-medical|Jonas|Friis|M|slagelse-medicin|Doctor|Overlæge, intern medicin
        nurse-copd|Birgitte|Lund|F|slagelse-lunge|Nurse|Sygeplejerske, lungeambulatoriet
        visitation|Lone|Krogh|F|slagelse-medicin|Nurse|Visitationssygeplejerske
        secretary|Susanne|Dam|F|slagelse-medicin|Secretary|Lægesekretær
        paramedic|Mikkel|Bang|M|ambulance-0330|Paramedic|Paramediciner
        porter|Omar|Haddad|M|slagelse|Porter|Portør
        planner|Katrine|Vestergaard|F|slagelse|Planner|Vagtplanlægger
        director|Henrik|Toft|M|slagelse|Director|Hospitalsdirektør
        security|Anne Mette|Ravn|F|slagelse|Security|Informationssikkerhedskoordinator
        """;

    internal static void AddTo(Atlas atlas)
    {
        var number = 1;
        foreach (var line in Table.Split('\n'))
        {
            var cells = line.Trim().Split('|');
            var unit = atlas.Unit(cells[4]);
            // First in the list: where a unit's someone is wanted and nobody has the profession, the persona answers.
            unit.Staff.Insert(0, new Clinician(cells[0], cells[1], cells[2], cells[3] == "F" ? Sex.Female : Sex.Male, unit)
            {
                Profession = Enum.Parse<Profession>(cells[5]),
                Title = cells[6],
                Number = number++,
            });
        }
    }

    internal static Clinician Find(CareUnit unit, string id) => unit.Staff.First(one => one.Id == id);
}
