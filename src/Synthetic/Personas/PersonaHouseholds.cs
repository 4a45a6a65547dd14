namespace Helhed.Synthetic;

/// <summary>
/// The first households: made by hand, all in and around Slagelse with the persona GP, so that their pages have something to show.
/// </summary>
internal static class PersonaHouseholds
{
    internal const int Count = 5;

    internal static int Write(Atlas atlas, int number, Sink sink)
    {
        var municipality = Municipality.Of("0330");
        var household = new Household(atlas, number, atlas.Random.Fork(number))
        {
            Municipality = municipality,
            Town = municipality.Towns[number == 0 ? 1 : number == 3 ? 2 : 0],
            Street = number switch { 0 => "Havnegade 14, 1. th", 1 => "Grønnegade 8, 2. tv", 2 => "Lærkevej 27", 3 => "Strandvejen 112", _ => "Birkevej 5" },
            Practice = atlas.Unit(StaffPersonas.PracticeId),
        };
        Settle(household);
        Relatives.Write(household, sink);
        foreach (var citizen in household.Members)
        {
            Tell(household, citizen, new Chart(household, citizen, sink));
        }

        return household.Members.Count;
    }

    private static void Settle(Household household)
    {
        switch (household.Number)
        {
            case 0:
                Add(household, "citizen-copd", (Sex.Female, 82), "Inger", "Mortensen");
                break;
            case 1:
                Add(household, "citizen-pregnant", (Sex.Female, 29), "Camilla", "Bruun");
                Add(household, null, (Sex.Male, 31), "Kasper", "Bruun");
                break;
            case 2:
                Add(household, "citizen-parent", (Sex.Female, 43), "Louise", "Østergaard");
                Add(household, null, (Sex.Male, 45), "Thomas", "Østergaard");
                Add(household, "citizen-teen", (Sex.Female, 16), "Freja", "Østergaard");
                Add(household, "citizen-child", (Sex.Male, 9), "Villads", "Østergaard");
                break;
            case 3:
                Add(household, "citizen-diabetes", (Sex.Male, 59), "Torben", "Lauridsen");
                Add(household, null, (Sex.Female, 57), "Dorte", "Lauridsen");
                break;
            default:
                Add(household, "citizen-cancer", (Sex.Female, 54), "Marianne", "Skov");
                Add(household, null, (Sex.Male, 56), "Flemming", "Skov");
                break;
        }
    }

    private static void Tell(Household household, Citizen citizen, Chart chart)
    {
        switch (citizen.Id)
        {
            case "citizen-copd":
                CopdPersona.Tell(household, chart);
                break;
            case "citizen-pregnant":
                FamilyPersonas.Pregnant(chart);
                break;
            case "citizen-parent":
                FamilyPersonas.Parent(chart);
                break;
            case "citizen-teen":
                FamilyPersonas.Teen(chart);
                break;
            case "citizen-child":
                FamilyPersonas.Child(chart);
                break;
            case "citizen-diabetes":
                DiabetesPersona.Tell(chart);
                break;
            case "citizen-cancer":
                CancerPersona.Tell(chart);
                break;
            default:
                Everyday.Unfold(chart, 0);
                break;
        }
    }

    private static void Add(Household household, string? id, (Sex Sex, int Age) who, string given, string family)
    {
        var year = household.Today.Year - who.Age;
        if (FakeNumbers.Birthday(year, household.Number).AddYears(who.Age) > household.Today)
        {
            year--;
        }

        var born = household.FreeBirthday(who.Sex, year);
        var key = id?["citizen-".Length..] ?? $"{household.Number:000000}b";
        household.Members.Add(new Citizen(id ?? "p-" + key, key, who.Sex, born)
        {
            Cpr = FakeNumbers.Cpr(born, who.Sex, household.Number),
            Given = given,
            Family = family,
            IsChildOfHousehold = who.Age < 18,
        });
    }
}
