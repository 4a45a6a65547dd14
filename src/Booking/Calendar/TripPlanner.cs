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
/// answer of another visit comes after it, when the answer is there. Exact by branch and bound while there are few; it stops looking after <see cref="MostSteps"/> steps with the best it has found.
/// </summary>
public static class TripPlanner
{
    private const int MostNeeds = 6;
    private const int MostSteps = 200_000;

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

        var search = new Search(needs);
        search.Run();
        return search.Best is { } best ? new TripPlan([.. best.Select(p => p.Time)], search.BestDays, TimeSpan.FromMinutes(search.BestWaiting)) : null;
    }

    /// <summary>Minutes between visits of a day; null when two of them cannot both be kept.</summary>
    internal static double? Waiting(IReadOnlyList<PlannedNeed> needs, IReadOnlyList<OpenTime> times)
    {
        var placed = times.Select((time, i) => new Placed(needs[i], time)).OrderBy(p => p.Time.Start).ToList();
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

    private sealed record Placed(PlannedNeed Need, OpenTime Time)
    {
        public DateTimeOffset End { get; } = Time.Start.AddMinutes(Need.Minutes);

        /// <summary>Whether another can be reached after this, and need not lie before it.</summary>
        public bool IsBefore(Placed other)
        {
            var way = Travel.Time(Need.Place, other.Need.Place);
            var answer = other.Need.AfterEndOf(Need) ?? TimeSpan.Zero;
            return Need.AfterEndOf(other.Need) is null && other.Time.Start >= End + (answer > way ? answer : way);
        }

        public int Day { get; } = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Time.Start, WeekPattern.Denmark).DateTime).DayNumber;
    }

    private sealed class Search(IReadOnlyList<PlannedNeed> needs)
    {
        // The visit with the fewest times first: the tree is narrow at its root.
        private readonly int[] _order = [.. Enumerable.Range(0, needs.Count).OrderBy(i => needs[i].Times.Count)];
        private readonly Placed?[] _chosen = new Placed?[needs.Count];
        private int _steps;

        public Placed[]? Best { get; private set; }

        public int BestDays { get; private set; } = int.MaxValue;

        public double BestWaiting { get; private set; } = double.MaxValue;

        private DateTimeOffset BestLast { get; set; } = DateTimeOffset.MaxValue;

        public void Run()
        {
            // With few days first, so that what is found early prunes what comes later.
            for (var days = 1; days <= needs.Count && Best is null; days++)
            {
                Choose(0, [], days);
            }
        }

        private void Choose(int depth, List<int> days, int most)
        {
            if (++_steps > MostSteps)
            {
                return;
            }

            if (depth == _order.Length)
            {
                Judge(days.Count);
                return;
            }

            var index = _order[depth];
            var need = needs[index];
            foreach (var time in need.Times)
            {
                var placed = new Placed(need, time);
                var isNew = !days.Contains(placed.Day);
                if ((isNew && days.Count == most) || !Fits(placed))
                {
                    continue;
                }

                _chosen[index] = placed;
                if (isNew)
                {
                    days.Add(placed.Day);
                }

                Choose(depth + 1, days, most);
                if (isNew)
                {
                    days.RemoveAt(days.Count - 1);
                }

                _chosen[index] = null;
            }
        }

        private bool Fits(Placed placed)
        {
            foreach (var other in _chosen)
            {
                if (other is null)
                {
                    continue;
                }

                if (!other.IsBefore(placed) && !placed.IsBefore(other))
                {
                    return false;
                }
            }

            return true;
        }

        private void Judge(int days)
        {
            var waiting = Waiting(needs, [.. _chosen.Select(c => c!.Time)]) ?? double.MaxValue;
            var last = _chosen.Max(c => c!.Time.Start);
            if ((days, waiting, last).CompareTo((BestDays, BestWaiting, BestLast)) < 0)
            {
                (BestDays, BestWaiting, BestLast) = (days, waiting, last);
                Best = [.. _chosen.Select(c => c!)];
            }
        }
    }
}
