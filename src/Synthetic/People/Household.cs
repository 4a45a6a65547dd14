using Helhed.Platform;

namespace Helhed.Synthetic;

/// <summary>People who live together, at one address, with one GP practice. Adults come first in the list.</summary>
internal sealed class Household
{
    internal Household(Atlas atlas, int number, SeededRandom random)
    {
        Atlas = atlas;
        Number = number;
        Random = random;
    }

    internal Atlas Atlas { get; }

    internal int Number { get; }

    internal SeededRandom Random { get; }

    internal DateOnly Today => Atlas.Options.Today;

    internal required Municipality Municipality { get; init; }

    internal required Town Town { get; init; }

    internal required string Street { get; init; }

    internal required CareUnit Practice { get; init; }

    internal List<Citizen> Members { get; } = [];

    internal IEnumerable<Citizen> Adults => Members.Where(one => !one.IsChildOfHousehold);

    internal IEnumerable<Citizen> Children => Members.Where(one => one.IsChildOfHousehold);

    /// <summary>The year of birth at which the household has no other of that sex: what keeps CPR numbers apart.</summary>
    internal DateOnly FreeBirthday(Sex sex, int year)
    {
        var born = FakeNumbers.Birthday(year, Number);
        while (born > Today || Members.Exists(one => one.Sex == sex && one.Born.Year == born.Year))
        {
            born = FakeNumbers.Birthday(born.Year - 1, Number);
        }

        return born;
    }
}
