namespace Helhed.Synthetic;

/// <summary>
/// A made-up region as a stream of FHIR R4 resources: places and staff first, then households one at a time, the personas' first.
/// Nobody in it exists: every CPR number fails the modulus-11 check, every SOR number has a wrong check digit,
/// every citizen's first given name is "Test" and every Patient carries the label HTEST.
/// </summary>
public static class Region
{
    /// <summary>
    /// Makes the region lazily, in constant memory. The same options give the same bytes, and household <c>n</c> depends only
    /// on the seed, the day and <c>n</c>, except that the last household is cut so that the number of people is met.
    /// References point backwards in the stream or inside the same household.
    /// </summary>
    /// <param name="options">How many people, the seed, and the day called today.</param>
    /// <returns>Resources in an order they can be stored in.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of people is negative or above <see cref="MaxPeople"/>.</exception>
    public static IEnumerable<SyntheticResource> Generate(RegionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.People);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.People, MaxPeople);
        return Stream(options);
    }

    /// <summary>The clinics that keep a calendar, with their weeks.</summary>
    /// <param name="options">As for <see cref="Generate"/>.</param>
    /// <returns>The clinics.</returns>
    public static IReadOnlyList<SyntheticClinic> Clinics(RegionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var atlas = Atlas.Draw(options);
        return [.. ClinicPlan.Units(atlas).Select(ClinicPlan.Of)];
    }

    /// <summary>Citizens who wait for an earlier time of the visit they have, soonest first.</summary>
    public static IReadOnlyList<string> Waiting { get; } = ["citizen-copd", "citizen-cancer"];

    /// <summary>Most people one region can have: above it two people could get the same CPR number.</summary>
    public const int MaxPeople = 1_000_000;

    private static IEnumerable<SyntheticResource> Stream(RegionOptions options)
    {
        var atlas = Atlas.Draw(options);
        foreach (var resource in PlaceResources.Of(atlas))
        {
            yield return resource;
        }

        foreach (var resource in StaffResources.Of(atlas))
        {
            yield return resource;
        }

        foreach (var resource in PlaceResources.Booked(atlas))
        {
            yield return resource;
        }

        var sink = new Sink();
        var people = 0;
        for (var number = 0; number < PersonaHouseholds.Count || people < options.People; number++)
        {
            sink.Clear();
            people += number < PersonaHouseholds.Count
                ? PersonaHouseholds.Write(atlas, number, sink)
                : HouseholdStory.Write(atlas, number, options.People - people, sink);
            foreach (var resource in sink.Written)
            {
                yield return resource;
            }
        }
    }
}
