namespace Helhed.Booking;

/// <summary>A visit at one of its times.</summary>
internal sealed record PlacedVisit(PlannedNeed Need, OpenTime Time)
{
    public DateTimeOffset End { get; } = Time.Start.AddMinutes(Need.Minutes);

    public int Day { get; } = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Time.Start, WeekPattern.Denmark).DateTime).DayNumber;

    /// <summary>Whether another can be reached after this, and need not lie before it.</summary>
    public bool IsBefore(PlacedVisit other) => Gap(Need, other.Need) is { } gap && other.Time.Start >= End + gap;

    /// <summary>The least time from the end of a visit to the beginning of a later one: the way, or the answer if that takes longer. Null when it cannot be the later one.</summary>
    public static TimeSpan? Gap(PlannedNeed first, PlannedNeed later)
    {
        var way = Travel.Time(first.Place, later.Place);
        var answer = later.AfterEndOf(first) ?? TimeSpan.Zero;
        return first.AfterEndOf(later) is not null ? null : answer > way ? answer : way;
    }
}

/// <summary>
/// The search behind <see cref="TripPlanner"/>. For one order of the visits on given days, taking the earliest time that can be reached, visit
/// by visit, finds a plan if there is one; six visits have 720 orders. So it is known at once whether there is any plan, and for each number of
/// days whether one of its sets of days has a plan. From there a depth-first search looks for less waiting. Each number of days has steps of
/// its own: what cannot be done on one day uses up nothing of what is needed for two.
/// </summary>
internal sealed class TripSearch
{
    private const int MostSteps = 200_000;
    private const int MostOrderSteps = 400_000;

    private readonly PlacedVisit[][] _times;
    private readonly SortedSet<int>[] _days;
    private readonly SortedSet<int> _anyDay;
    private readonly TimeSpan?[,] _gaps;

    // The visit with the fewest times first: the tree is narrow at its root.
    private readonly int[] _order;
    private readonly PlacedVisit?[] _chosen;
    private DateTimeOffset _bestLast = DateTimeOffset.MaxValue;
    private int _steps;

    public TripSearch(IReadOnlyList<PlannedNeed> needs)
    {
        _times = [.. needs.Select(n => n.Times.Select(t => new PlacedVisit(n, t)).OrderBy(p => p.Time.Start).ToArray())];
        _days = [.. _times.Select(times => new SortedSet<int>(times.Select(t => t.Day)))];
        _anyDay = [.. _days.SelectMany(d => d)];
        _order = [.. Enumerable.Range(0, needs.Count).OrderBy(i => needs[i].Times.Count)];
        _chosen = new PlacedVisit?[needs.Count];
        _gaps = new TimeSpan?[needs.Count, needs.Count];
        for (var i = 0; i < needs.Count; i++)
        {
            for (var j = 0; j < needs.Count; j++)
            {
                _gaps[i, j] = PlacedVisit.Gap(needs[i], needs[j]);
            }
        }
    }

    public PlacedVisit[]? Best { get; private set; }

    public int BestDays { get; private set; } = int.MaxValue;

    public double BestWaiting { get; private set; } = double.MaxValue;

    public void Run()
    {
        _steps = int.MinValue;
        Orders(_times, 0, 0);
        if (Best is null)
        {
            return;
        }

        var known = BestDays;
        for (var days = 1; days <= known; days++)
        {
            _steps = 0;
            if (BestDays > days && !DaySets([], days, 0))
            {
                continue;
            }

            _steps = 0;
            Choose(0, [], days);
            return;
        }
    }

    // All sets of so many days on which every visit has a time, until one has a plan: a visit without a time on the days chosen needs one more.
    private bool DaySets(List<int> days, int most, int next)
    {
        if (_steps++ > MostOrderSteps)
        {
            return false;
        }

        var without = Array.FindIndex(_order, i => !days.Exists(_days[i].Contains));
        var isCovered = without < 0;
        if (isCovered && Orders([.. _times.Select(times => times.Where(t => days.Contains(t.Day)).ToArray())], 0, 0))
        {
            return true;
        }

        if (days.Count == most)
        {
            return false;
        }

        foreach (var day in isCovered ? _anyDay.Where(d => d >= next && !days.Contains(d)) : _days[_order[without]])
        {
            days.Add(day);
            var isFound = DaySets(days, most, isCovered ? day + 1 : next);
            days.RemoveAt(days.Count - 1);
            if (isFound)
            {
                return true;
            }
        }

        return false;
    }

    // Every order, each visit at the earliest time it can have behind those before it.
    private bool Orders(PlacedVisit[][] times, int placed, int count)
    {
        if (count == times.Length)
        {
            Judge();
            return true;
        }

        var isFound = false;
        for (var i = 0; i < times.Length; i++)
        {
            if ((placed & (1 << i)) == 0 && _steps++ <= MostOrderSteps && Earliest(times[i], i) is { } earliest)
            {
                _chosen[i] = earliest;
                isFound |= Orders(times, placed | (1 << i), count + 1);
                _chosen[i] = null;
            }
        }

        return isFound;
    }

    private PlacedVisit? Earliest(PlacedVisit[] times, int index)
    {
        var from = DateTimeOffset.MinValue;
        for (var i = 0; i < _chosen.Length; i++)
        {
            if (_chosen[i] is not { } before)
            {
                continue;
            }

            if (_gaps[i, index] is not { } gap)
            {
                return null;
            }

            from = before.End + gap > from ? before.End + gap : from;
        }

        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = times[middle].Time.Start < from ? (middle + 1, high) : (low, middle);
        }

        return low < times.Length ? times[low] : null;
    }

    private void Choose(int depth, List<int> days, int most)
    {
        if (++_steps > MostSteps)
        {
            return;
        }

        if (depth == _order.Length)
        {
            Judge();
            return;
        }

        var index = _order[depth];
        foreach (var placed in _times[index])
        {
            var isNew = !days.Contains(placed.Day);
            if ((isNew && days.Count == most) || !Fits(placed, index))
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

    private bool Fits(PlacedVisit placed, int index)
    {
        for (var i = 0; i < _chosen.Length; i++)
        {
            if (_chosen[i] is { } other
                && !(_gaps[i, index] is { } after && placed.Time.Start >= other.End + after)
                && !(_gaps[index, i] is { } before && other.Time.Start >= placed.End + before))
            {
                return false;
            }
        }

        return true;
    }

    private void Judge()
    {
        if (TripPlanner.Waiting(_chosen.Select(c => c!)) is not { } waiting)
        {
            return;
        }

        var days = _chosen.Select(c => c!.Day).Distinct().Count();
        var last = _chosen.Max(c => c!.Time.Start);
        if ((days, waiting, last).CompareTo((BestDays, BestWaiting, _bestLast)) < 0)
        {
            (BestDays, BestWaiting, _bestLast) = (days, waiting, last);
            Best = [.. _chosen.Select(c => c!)];
        }
    }
}
