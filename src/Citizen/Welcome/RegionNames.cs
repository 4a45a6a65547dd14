namespace Helhed.Citizen;

/// <summary>
/// What the region is called on a day. Dated data and not a constant, since regions merge: on 1 January 2027
/// Region Sjælland and Region Hovedstaden become Region Østdanmark. Organisational data takes it over when a room owns it.
/// </summary>
public static class RegionNames
{
    // (first day, name), newest first.
    private static readonly (DateOnly From, string Name)[] Names =
    [
        (new DateOnly(2027, 1, 1), "Region Østdanmark"),
        (new DateOnly(2007, 1, 1), "Region Sjælland"),
    ];

    /// <summary>The name on <paramref name="day"/>; the oldest one for days before regions existed.</summary>
    public static string On(DateOnly day)
    {
        foreach (var (from, name) in Names)
        {
            if (day >= from)
            {
                return name;
            }
        }

        return Names[^1].Name;
    }
}
