using Helhed.Access.Http;
using Helhed.Access.Looks;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Behalf;

/// <summary>Somebody who may act for a patient.</summary>
/// <param name="Person">"Patient/x", who acts.</param>
/// <param name="IsCustody">True by custody of a child; false by a mandate.</param>
public sealed record Holder(string Person, bool IsCustody);

/// <summary>Who may act for a citizen, and whom a citizen may give a mandate to.</summary>
public sealed class Holders
{
    private const int MostPeople = 50;
    private const int MostTries = 10;
    private const string Cpr = "urn:oid:1.2.208.176.1.2";

    private readonly Database _database;
    private readonly Acting _acting;
    private readonly Tries _tries;

    internal Holders(Database database, Acting acting, Tries tries)
    {
        _database = database;
        _acting = acting;
        _tries = tries;
    }

    /// <summary>Everybody who may act for the citizen now: who has custody, and who was given a mandate that holds.</summary>
    /// <param name="caller">The citizen, on their own behalf.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Up to 50 people; none for others than citizens.</returns>
    public async ValueTask<IReadOnlyList<Holder>> Of(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Kind != CallerKind.Citizen || caller.Subject != caller.Reference)
        {
            return [];
        }

        // Who may be meant: the rule itself says below who is.
        var named = await _database.ReadLatest(
            session => session.Query(
                """
                SELECT DISTINCT i.reference, 1 FROM access_custody k JOIN access_identity i ON i.value = k.identity WHERE k.patient = $1
                UNION SELECT DISTINCT i.reference, 0 FROM access_consent m JOIN access_person p ON p.patient = m.party JOIN access_identity i ON i.source = p.source WHERE m.patient = $1 AND m.effect = 2
                ORDER BY 2 DESC, 1 LIMIT $2
                """,
                row => new Holder(row.Text(0), row.Long(1) == 1), Hash64.Of(caller.Reference), MostPeople),
            ct);
        var holders = new List<Holder>();
        foreach (var holder in named.Where(h => h.Person != caller.Reference && h.Person.StartsWith("Patient/", StringComparison.Ordinal)).DistinctBy(h => h.Person))
        {
            if ((await _acting.For(new Caller(CallerKind.Citizen, holder.Person, "", "citizen"), ct)).Contains(caller.Reference))
            {
                holders.Add(holder);
            }
        }

        return holders;
    }

    /// <summary>Whom a CPR number names, for a mandate. That it names somebody must not be told before the name fits too.</summary>
    /// <param name="caller">The citizen who gives the mandate, or staff who write it down; ten numbers in five minutes.</param>
    /// <param name="cpr">Ten digits.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>"Patient/x". Problems: Forbidden, NotFound, TooMany.</returns>
    public async ValueTask<Outcome<string>> WithCpr(Caller caller, string cpr, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Kind is not (CallerKind.Citizen or CallerKind.Staff))
        {
            return new Problem(ProblemKind.Forbidden, "A mandate is given by a citizen, or written down by staff.");
        }

        var key = $"mandate {caller.Reference}";
        if (_tries.Wait(key, MostTries) is not null)
        {
            return new Problem(ProblemKind.TooMany, "Too many numbers were tried. Wait five minutes.");
        }

        _tries.Add(key);
        var found = await _database.ReadLatest(session => Facts.People.WithIdentifier(session, Cpr, cpr), ct);
        return found.Where(r => r.StartsWith("Patient/", StringComparison.Ordinal)).ToList() is [var one] ? one : new Problem(ProblemKind.NotFound, "Nobody has this number.");
    }
}
