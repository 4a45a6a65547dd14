using Helhed.Access.Log;
using Helhed.Access.Scopes;
using Helhed.Access.Tokens;
using Helhed.Platform.Data;

namespace Helhed.Access.OAuth;

/// <summary>What a person has granted an app.</summary>
/// <param name="Number">Its number.</param>
/// <param name="App">What the app is called.</param>
/// <param name="Patient">Whose record it is about, as "Patient/x"; null for none in particular.</param>
/// <param name="Scopes">What was granted.</param>
/// <param name="GivenAt">When it was last granted.</param>
/// <param name="IsInUse">The app can get at data now.</param>
public sealed record AppGrant(long Number, string App, string? Patient, ScopeSet Scopes, DateTimeOffset GivenAt, bool IsInUse);

/// <summary>What people have granted apps, to be looked at and withdrawn.</summary>
public sealed class AppGrants
{
    private const int MostListed = 200;

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly AccessEvents _events;
    private readonly TokenStore _tokens;

    internal AppGrants(Database database, TimeProvider clock, AccessEvents events, TokenStore tokens)
    {
        _database = database;
        _clock = clock;
        _events = events;
        _tokens = tokens;
    }

    /// <summary>What somebody has granted, the latest first; at most 200.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The grants; none for an app's token.</returns>
    public async ValueTask<List<AppGrant>> List(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Client is not null || caller.Kind is not (CallerKind.Citizen or CallerKind.Staff))
        {
            return [];
        }

        return await _database.ReadLatest(
            session => session.Query(
                """
                SELECT g.number, a.name, g.patient, g.scopes, g.given_at,
                       EXISTS (SELECT 1 FROM access_family f WHERE f.consent = g.number AND f.ended_at IS NULL AND f.ends_at > $2)
                FROM access_grant g JOIN access_app a ON a.id = g.app WHERE g.person = $1 ORDER BY g.given_at DESC, g.number LIMIT $3
                """,
                row => new AppGrant(
                    row.Long(0),
                    row.Text(1),
                    row.Text(2) is { Length: > 0 } patient ? patient : null,
                    ScopeSet.Of(row.Text(3)),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.Long(4)),
                    row.Bool(5)),
                caller.Reference,
                _clock.GetUtcNow().ToUnixTimeMilliseconds(),
                MostListed),
            ct);
    }

    /// <summary>Withdraws a grant: all its tokens end, and the app must ask anew.</summary>
    /// <param name="caller">Who has given it.</param>
    /// <param name="number">Its number.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>False when the caller has given no such grant.</returns>
    public async ValueTask<bool> Withdraw(Caller caller, long number, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Client is not null)
        {
            return false;
        }

        var entry = await _events.Number(ct);
        var now = _clock.GetUtcNow();
        var isDone = await _database.Write(
            async tx =>
            {
                if (await tx.First("SELECT app FROM access_grant WHERE number = $1 AND person = $2", row => row.Text(0), number, caller.Reference) is not { } app)
                {
                    return false;
                }

                await tx.Execute("DELETE FROM access_grant WHERE number = $1", number);
                foreach (var family in await tx.Query("SELECT number FROM access_family WHERE consent = $1 AND ended_at IS NULL", row => row.Long(0), number))
                {
                    await Family.End(tx, family, now);
                }

                await _events.Write(tx, entry, "revocation", caller.Reference, $"person: app {app}");
                return true;
            },
            ct);
        _tokens.Forget();
        return isDone;
    }

    /// <summary>
    /// Keeps what an app now holds: what was granted this time, and what tokens of before still let it do. Where the person gave less than was
    /// asked for, whatever goes beyond that ends.
    /// </summary>
    /// <returns>The number of the grant.</returns>
    internal static async ValueTask<long> Keep(WriteTransaction tx, Family family, bool isNarrowed, DateTimeOffset now)
    {
        var patient = family.Caller.LaunchPatient ?? "";
        var living = await tx.Query(
            """
            SELECT f.number, f.scopes FROM access_grant g JOIN access_family f ON f.consent = g.number
            WHERE g.person = $1 AND g.app = $2 AND g.patient = $3 AND f.ended_at IS NULL AND f.ends_at > $4
            """,
            row => (Number: row.Long(0), Scopes: row.Text(1)),
            family.Caller.Reference,
            family.App,
            patient,
            now.ToUnixTimeMilliseconds());
        var given = ScopeSet.Of(family.Scopes);
        var held = new List<string> { family.Scopes };
        foreach (var (number, scopes) in living.Where(l => !given.Covers(ScopeSet.Of(l.Scopes))))
        {
            if (isNarrowed)
            {
                await Family.End(tx, number, now);
            }
            else
            {
                held.Add(scopes);
            }
        }

        return await tx.First<long?>(
            """
            INSERT INTO access_grant (number, person, app, patient, scopes, given_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (person, app, patient) DO UPDATE SET scopes = excluded.scopes, given_at = excluded.given_at RETURNING number
            """,
            row => row.Long(0),
            family.Consent,
            family.Caller.Reference,
            family.App,
            patient,
            string.Join(' ', held.SelectMany(h => h.Split(' ')).Distinct(StringComparer.Ordinal)),
            now.ToUnixTimeMilliseconds()) ?? family.Consent;
    }
}
