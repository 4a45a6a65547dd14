using Helhed.Platform;

namespace Helhed.Synthetic;

internal enum HouseholdKind
{
    YoungSingle, Single, OldSingle, YoungCouple, Couple, OldCouple, Family, SingleParent,
}

/// <summary>
/// Draws who lives in household n. The shares are set so that the whole has Region Sjælland's shape: about one in four is
/// 65 or older and one in five under 18 (Statistics Denmark's picture of the region in the 2020s).
/// </summary>
internal static class HouseholdPlan
{
    private static readonly (HouseholdKind Item, double Weight)[] Kinds =
    [
        (HouseholdKind.YoungSingle, 10), (HouseholdKind.Single, 14), (HouseholdKind.OldSingle, 17.5), (HouseholdKind.YoungCouple, 4.5),
        (HouseholdKind.Couple, 14), (HouseholdKind.OldCouple, 16), (HouseholdKind.Family, 21.5), (HouseholdKind.SingleParent, 6),
    ];

    internal static Household Draw(Atlas atlas, int number, int atMost)
    {
        var random = atlas.Random.Fork(number);
        var municipality = random.Weighted(Municipality.ByPopulation);
        var town = municipality.Towns[random.Chance(0.5) ? 0 : random.Int(0, municipality.Towns.Count)];
        var household = new Household(atlas, number, random)
        {
            Municipality = municipality,
            Town = town,
            Street = $"{random.Pick(Addresses.Streets)} {random.Int(1, 120)}{(random.Chance(0.25) ? $", {random.Int(1, 4)}. {(random.Chance(0.5) ? "tv" : "th")}" : "")}",
            Practice = PracticeNear(atlas, municipality, town, random),
        };
        Fill(household, random.Weighted(Kinds), random, Math.Max(1, atMost));
        return household;
    }

    private static CareUnit PracticeNear(Atlas atlas, Municipality municipality, Town town, SeededRandom random)
    {
        var practices = atlas.Practices(municipality);
        foreach (var practice in practices)
        {
            if (practice.Town == town && random.Chance(0.6))
            {
                return practice;
            }
        }

        return random.Pick(practices);
    }

    private static void Fill(Household household, HouseholdKind kind, SeededRandom random, int atMost)
    {
        var family = Names.Family(random);
        var age = AdultAge(kind, random);
        var sex = FirstSex(kind, age, random);
        Add(household, sex, age, family, isChild: false);
        var isPair = kind is HouseholdKind.YoungCouple or HouseholdKind.Couple or HouseholdKind.OldCouple or HouseholdKind.Family;
        if (isPair && atMost > 1)
        {
            var partner = random.Chance(0.98) ? sex.Other() : sex;
            var partnerAge = Math.Clamp(age + (int)random.Normal(sex == Sex.Female ? 2 : -2, 2.5), 19, 97);
            Add(household, partner, partnerAge, random.Chance(0.7) ? family : Names.Family(random), isChild: false);
        }

        if (kind is HouseholdKind.Family or HouseholdKind.SingleParent)
        {
            AddChildren(household, age, random, atMost - household.Members.Count);
        }
    }

    private static void AddChildren(Household household, int parentAge, SeededRandom random, int atMost)
    {
        var count = Math.Min(atMost, 1 + (random.Chance(0.68) ? 1 : 0) + (random.Chance(0.22) ? 1 : 0));
        var oldest = Math.Max(0, parentAge - 22 - random.Int(0, 13));
        while (oldest > 20)
        {
            oldest -= random.Int(3, 9);
        }

        for (var i = 0; i < count && oldest >= 0; i++)
        {
            Add(household, random.Chance(0.513) ? Sex.Male : Sex.Female, oldest, household.Members[0].Family, isChild: true);
            oldest -= 2 + random.Int(0, 3);
        }
    }

    private static int AdultAge(HouseholdKind kind, SeededRandom random) => kind switch
    {
        HouseholdKind.YoungSingle => random.Int(18, 36),
        HouseholdKind.Single => random.Int(38, 66),
        HouseholdKind.OldSingle => Math.Min(66 + (int)(Math.Abs(random.Normal(0, 1)) * 15), 101),
        HouseholdKind.YoungCouple => random.Int(20, 40),
        HouseholdKind.Couple => random.Int(46, 66),
        HouseholdKind.OldCouple => Math.Min(65 + (int)(Math.Abs(random.Normal(0, 1)) * 10.5), 95),
        HouseholdKind.Family => random.Int(27, 55),
        _ => random.Int(26, 49),
    };

    private static Sex FirstSex(HouseholdKind kind, int age, SeededRandom random)
    {
        var women = kind switch
        {
            HouseholdKind.OldSingle => age > 80 ? 0.72 : 0.62,
            HouseholdKind.SingleParent => 0.83,
            HouseholdKind.YoungSingle or HouseholdKind.Single => 0.43,
            _ => 0.5,
        };
        return random.Chance(women) ? Sex.Female : Sex.Male;
    }

    private static void Add(Household household, Sex sex, int age, string family, bool isChild)
    {
        var born = household.FreeBirthday(sex, household.Today.Year - age);
        var key = $"{household.Number:000000}{(char)('a' + household.Members.Count)}";
        household.Members.Add(new Citizen("p-" + key, key, sex, born)
        {
            Cpr = FakeNumbers.Cpr(born, sex, household.Number),
            Given = Names.GivenOf(sex, born.Year, household.Random),
            Family = family,
            IsChildOfHousehold = isChild,
        });
    }
}
