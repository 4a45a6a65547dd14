using Helhed.Access.Facts;
using Helhed.Access.Log;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Looks;

/// <summary>
/// Goes through the log of a period for unusual accesses. It knows identities, custody, protection, claims and relations as Access keeps
/// them; it does not compare surnames or addresses, which Access does not keep.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="log">The access log.</param>
public sealed class Findings(Database database, AccessLog log)
{
    /// <summary>How much more than the median of their role somebody must see to be a finding.</summary>
    public const int TimesMedian = 4;

    /// <summary>With so many patients a day, or fewer, nobody is a finding.</summary>
    public const int UsualPatients = 20;

    /// <summary>Longest period that is gone through at once.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    private const int MostBlocks = 100_000;
    private const int MostOfKind = 100;

    /// <summary>Finds what is unusual.</summary>
    /// <param name="caller">Somebody in the role security.</param>
    /// <param name="from">From when.</param>
    /// <param name="to">Until, and not at; at most <see cref="Longest"/> later.</param>
    /// <param name="namesOf">Names ("Type/id") of resources by their internal ids.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The findings. Problems: Forbidden, Invalid.</returns>
    public async ValueTask<Outcome<FindingReport>> Between(
        Caller caller, DateTimeOffset from, DateTimeOffset to, Func<IReadOnlyList<long>, CancellationToken, ValueTask<IReadOnlyDictionary<long, string>>> namesOf, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(namesOf);
        if (caller is not { Kind: CallerKind.Staff, Role: "security" })
        {
            return new Problem(ProblemKind.Forbidden, "Only information security looks for unusual access.") { Rule = "security-findings" };
        }

        if (to <= from || to - from > Longest)
        {
            return new Problem(ProblemKind.Invalid, $"A period has an end after its beginning, and at most {Longest.Days} days.", "to");
        }

        var seen = new SeenByStaff();
        var isWhole = await log.Read(from, to, MostBlocks, seen.Add, ct);
        var facts = await FindingFacts.Of(database, seen.Patients, ct);
        var found = new List<Finding>(seen.Busy());
        foreach (var pair in seen.Pairs)
        {
            Judge(pair, facts, found);
        }

        found.AddRange(await SelfMade(seen, facts, namesOf, ct));
        found.AddRange(await Alarms(from, to, ct));
        return new FindingReport([.. found.GroupBy(f => f.Kind).OrderBy(g => g.Key).SelectMany(g => g.OrderByDescending(f => f.Last).Take(MostOfKind))], seen.Accesses, isWhole);
    }

    /// <summary>The patient, or else the one at work, whom a CPR number names.</summary>
    /// <param name="caller">Somebody in the role security.</param>
    /// <param name="cpr">Ten digits.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>"Patient/x" or "Practitioner/x"; null when nobody, or several, or for other callers.</returns>
    public async ValueTask<string?> WithCpr(Caller caller, string cpr, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller is not { Kind: CallerKind.Staff, Role: "security" })
        {
            return null;
        }

        var found = await database.ReadLatest(session => People.WithIdentifier(session, "urn:oid:1.2.208.176.1.2", cpr), ct);
        return found.Where(r => r.StartsWith("Patient/", StringComparison.Ordinal)).ToList() is [var patient] ? patient : found is [var one] ? one : null;
    }

    private static void Judge(SeenPair pair, FindingFacts facts, List<Finding> found)
    {
        var patient = facts.ReferenceOf(pair.Patient);
        if (pair.Denied > 0)
        {
            found.Add(new Finding(FindingKind.NoRelation, pair.Person, pair.Role, patient, pair.Denied, pair.Last));
        }

        if (pair.Looks == 0)
        {
            return;
        }

        if (facts.StaffOf(pair.Patient) is { Count: > 0 } staff)
        {
            found.Add(new Finding(staff.Contains(pair.Person) ? FindingKind.Own : FindingKind.Colleague, pair.Person, pair.Role, patient, pair.Looks, pair.Last));
        }

        if (facts.IsFamily(pair.Patient, pair.Person))
        {
            found.Add(new Finding(FindingKind.Family, pair.Person, pair.Role, patient, pair.Looks, pair.Last));
        }

        if (facts.IsProtected(pair.Patient))
        {
            found.Add(new Finding(FindingKind.Protected, pair.Person, pair.Role, patient, pair.Looks, pair.Last));
        }
    }

    // Who wrote the evidence in the period, and has no other that holds for them or their unit.
    private async ValueTask<IReadOnlyList<Finding>> SelfMade(
        SeenByStaff seen, FindingFacts facts, Func<IReadOnlyList<long>, CancellationToken, ValueTask<IReadOnlyDictionary<long, string>>> namesOf, CancellationToken ct)
    {
        var maybe = seen.Pairs.Where(p => p.Looks > 0 && p.Written.Count > 0 && p.Grounds.Count > 0 && p.Grounds.Count <= p.Written.Count).ToList();
        var names = await namesOf([.. maybe.SelectMany(p => p.Grounds).Distinct()], ct);
        var found = new List<Finding>();
        foreach (var pair in maybe.Where(p => p.Grounds.All(g => names.TryGetValue(g, out var name) && p.Written.Contains(name))))
        {
            var sources = await database.ReadLatest(
                session => session.First(
                    "SELECT count(DISTINCT source) FROM access_relation WHERE patient = $1 AND party IN ($2, $3, $4)",
                    row => row.Long(0), pair.Patient, Hash64.Of(pair.Person), Hash64.Of(pair.Post ?? pair.Person), Hash64.Of(pair.Unit ?? pair.Person)),
                ct);
            if (sources <= pair.Grounds.Count)
            {
                found.Add(new Finding(FindingKind.SelfMade, pair.Person, pair.Role, facts.ReferenceOf(pair.Patient), pair.Looks, pair.Last));
            }
        }

        return found;
    }

    private ValueTask<List<Finding>> Alarms(DateTimeOffset from, DateTimeOffset to, CancellationToken ct) => database.ReadLatest(
        session => session.Query(
            "SELECT person_id, patient_id, count(*), max(begins) FROM access_claim WHERE kind = 0 AND state = 2 AND begins >= $1 AND begins < $2 GROUP BY person_id, patient_id ORDER BY 4 DESC LIMIT $3",
            row => new Finding(FindingKind.NoRelation, row.Text(0), "", row.Text(1), row.Int(2), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(3))),
            from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), MostOfKind),
        ct);
}
