namespace Helhed.Synthetic;

/// <summary>Draws a household, writes its people, and lets each of them live five years.</summary>
internal static class HouseholdStory
{
    /// <summary>Writes household n, cut to the people still wanted.</summary>
    /// <returns>How many citizens it had.</returns>
    internal static int Write(Atlas atlas, int number, int atMost, Sink sink)
    {
        var household = HouseholdPlan.Draw(atlas, number, atMost);
        Relatives.Write(household, sink);
        foreach (var citizen in household.Members)
        {
            Life.Unfold(household, new Chart(household, citizen, sink));
        }

        return household.Members.Count;
    }
}
