namespace Helhed.Booking;

/// <summary>A visit that is to be planned with others.</summary>
/// <param name="Service">Code of the service.</param>
/// <param name="Minutes">How long it takes.</param>
/// <param name="Place">Where, degrees north and east.</param>
/// <param name="Times">The free times.</param>
public sealed record PlannedNeed(string Service, int Minutes, (double North, double East) Place, IReadOnlyList<OpenTime> Times)
{
    /// <summary>What must be over before this begins: services among the needs, and the minutes that must lie between.</summary>
    public IReadOnlyList<PrecedingVisit> After { get; init; } = [];

    /// <summary>The least time from the end of another need to the beginning of this; null when this may as well come first.</summary>
    internal TimeSpan? AfterEndOf(PlannedNeed other) =>
        After.FirstOrDefault(a => a.Service == other.Service) is { } before ? TimeSpan.FromMinutes(before.Minutes) : null;
}

/// <summary>A time for each visit.</summary>
/// <param name="Times">In the order of the needs.</param>
/// <param name="Days">On how many days one must travel.</param>
/// <param name="Waiting">Time between visits of one day, the way between them included.</param>
public sealed record TripPlan(IReadOnlyList<OpenTime> Times, int Days, TimeSpan Waiting);

/// <summary>
/// Puts several visits on the fewest days, then with the least waiting, then soonest, with time for the way between places; what needs the
/// answer of another visit comes after it, when the answer is there. Where there is a plan one is found, always; the best one while there are
/// few, and with many the best that <see cref="TripSearch"/> comes upon within its steps.
/// </summary>
public static class TripPlanner
{
    private const int MostNeeds = 6;

    /// <summary>Plans the visits.</summary>
    /// <param name="needs">One to six visits.</param>
    /// <returns>The best plan; null when there is none, or too many visits.</returns>
    public static TripPlan? Plan(IReadOnlyList<PlannedNeed> needs)
    {
        ArgumentNullException.ThrowIfNull(needs);
        if (needs.Count is 0 or > MostNeeds || needs.Any(n => n.Times.Count == 0))
        {
            return null;
        }

        var search = new TripSearch(needs);
        search.Run();
        return search.Best is { } best ? new TripPlan([.. best.Select(p => p.Time)], search.BestDays, TimeSpan.FromMinutes(search.BestWaiting)) : null;
    }

    /// <summary>Minutes between visits of a day; null when two of them cannot both be kept.</summary>
    internal static double? Waiting(IReadOnlyList<PlannedNeed> needs, IReadOnlyList<OpenTime> times)
    {
        return Waiting(times.Select((time, i) => new PlacedVisit(needs[i], time)));
    }

    internal static double? Waiting(IEnumerable<PlacedVisit> visits)
    {
        var placed = visits.OrderBy(p => p.Time.Start).ToList();
        double waiting = 0;
        for (var i = 1; i < placed.Count; i++)
        {
            var gap = placed[i].Time.Start - placed[i - 1].End;
            if (placed.Take(i).Any(earlier => !earlier.IsBefore(placed[i])))
            {
                return null;
            }

            waiting += placed[i].Day == placed[i - 1].Day ? gap.TotalMinutes : 0;
        }

        return waiting;
    }
}
