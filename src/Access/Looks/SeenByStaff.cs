using Helhed.Access.Log;

namespace Helhed.Access.Looks;

/// <summary>Somebody at work and a patient, in a period.</summary>
internal sealed class SeenPair(string person, long patient)
{
    public string Person { get; } = person;

    public long Patient { get; } = patient;

    public string Role { get; set; } = "";

    public string? Unit { get; set; }

    public string? Post { get; set; }

    /// <summary>How often it was looked or written.</summary>
    public int Looks { get; set; }

    /// <summary>How often it was refused.</summary>
    public int Denied { get; set; }

    public DateTimeOffset Last { get; set; }

    /// <summary>Internal ids of the evidence that let them see.</summary>
    public HashSet<long> Grounds { get; } = [];

    /// <summary>Evidence that they wrote themselves, "Type/id".</summary>
    public HashSet<string> Written { get; } = [];
}

/// <summary>Gathers who at work looked at whom.</summary>
internal sealed class SeenByStaff
{
    private const int MostPairs = 200_000;

    private readonly Dictionary<(string Person, long Patient), SeenPair> _pairs = [];
    private readonly Dictionary<(string Person, string Role, DateOnly Day), Day> _days = [];

    public long Accesses { get; private set; }

    public IEnumerable<SeenPair> Pairs => _pairs.Values;

    public IReadOnlyList<long> Patients => [.. _pairs.Values.Select(p => p.Patient).Distinct()];

    public void Add(LoggedAccess access)
    {
        if (access.Entry is not { Caller: { Kind: CallerKind.Staff } caller } entry || entry.What is "answer" or "question" or "log" || entry.What.StartsWith("review", StringComparison.Ordinal))
        {
            return;
        }

        Accesses++;
        foreach (var about in entry.About.Where(a => a.Patient != 0))
        {
            if (!_pairs.TryGetValue((caller.Reference, about.Patient), out var pair))
            {
                if (_pairs.Count >= MostPairs)
                {
                    return;
                }

                _pairs.Add((caller.Reference, about.Patient), pair = new SeenPair(caller.Reference, about.Patient));
            }

            Add(pair, access, about);
        }
    }

    /// <summary>Days with far more patients than the median of the role's days.</summary>
    public IEnumerable<Finding> Busy()
    {
        foreach (var role in _days.GroupBy(d => d.Key.Role))
        {
            var counts = role.Select(d => d.Value.Patients.Count).Order().ToList();
            var median = counts.Count % 2 == 1 ? counts[counts.Count / 2] : (counts[(counts.Count / 2) - 1] + counts[counts.Count / 2]) / 2.0;
            foreach (var (key, day) in role.Where(d => d.Value.Patients.Count > Findings.UsualPatients && d.Value.Patients.Count >= median * Findings.TimesMedian))
            {
                yield return new Finding(FindingKind.Volume, key.Person, key.Role, null, day.Patients.Count, day.Last) { Median = median };
            }
        }
    }

    private void Add(SeenPair pair, LoggedAccess access, AccessedPatient about)
    {
        var (entry, caller) = (access.Entry, access.Entry.Caller);
        (pair.Role, pair.Unit, pair.Post) = (caller.Role, caller.Organization, caller.Post);
        pair.Last = access.At > pair.Last ? access.At : pair.Last;
        if (entry.What == "denied")
        {
            pair.Denied++;
            return;
        }

        if (entry.What is "relation" or "override")
        {
            return; // reviewed as claims
        }

        pair.Looks++;
        if (entry.Ground is > 0 and var ground)
        {
            pair.Grounds.Add(ground);
        }

        if (entry.What == "create")
        {
            pair.Written.UnionWith(about.Resources.Select(NameOf));
        }

        var key = (caller.Reference, caller.Role, DateOnly.FromDateTime(access.At.UtcDateTime));
        if (!_days.TryGetValue(key, out var day))
        {
            _days.Add(key, day = new Day());
        }

        day.Patients.Add(about.Patient);
        day.Last = access.At > day.Last ? access.At : day.Last;
    }

    private static string NameOf(string resource) => string.Join('/', resource.Split('/').Take(2));

    private sealed class Day
    {
        public HashSet<long> Patients { get; } = [];

        public DateTimeOffset Last { get; set; }
    }
}
