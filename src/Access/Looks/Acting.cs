using Helhed.Access.Sessions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Access.Looks;

/// <summary>Whom a citizen may act for, by the rule that every statement is held to (<see cref="SightSql"/>), and the choice of one of them.</summary>
/// <param name="database">The database.</param>
/// <param name="clock">The clock.</param>
public sealed class Acting(Database database, TimeProvider clock)
{
    private const int MostPeople = 50;

    /// <summary>Everybody a citizen may act for now: children by custody, and those who gave a mandate.</summary>
    /// <param name="caller">The citizen.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>"Patient/x", up to 50; none for others than citizens. People without any identifier are not listed.</returns>
    public async ValueTask<IReadOnlyList<string>> For(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Kind != CallerKind.Citizen)
        {
            return [];
        }

        // Who may be meant: the rule itself says below who is.
        var named = await database.ReadLatest(
            session => session.Query(
                """
                SELECT DISTINCT d.reference FROM access_person p JOIN access_identity d ON d.source = p.source
                WHERE p.patient IN (
                    SELECT k.patient FROM access_custody k JOIN access_identity i ON i.value = k.identity WHERE i.reference = $1
                    UNION SELECT m.patient FROM access_consent m WHERE m.effect = 2 AND m.party = $2)
                ORDER BY d.reference LIMIT $3
                """,
                row => row.Text(0), caller.Reference, Hash64.Of(caller.Reference), MostPeople),
            ct);
        var people = new List<string>();
        foreach (var patient in named)
        {
            if (patient != caller.Reference && await May(caller with { OnBehalfOf = patient }, ct))
            {
                people.Add(patient);
            }
        }

        return people;
    }

    /// <summary>Whether a citizen sees the patient whose record they are at: their own, or that of whom they act for.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>True when the rule lets them; false for others than citizens.</returns>
    public async ValueTask<bool> Sees(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Kind != CallerKind.Citizen)
        {
            return false;
        }

        return await database.ReadLatest(session => Sees(session, caller, SightSql.KindOf("Patient")), ct);
    }

    /// <summary>Whether a citizen sees data of a type of the patient whose record they are at. For rooms that keep tables of their own about patients.</summary>
    /// <param name="session">The snapshot or transaction that reads or writes them.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="type">The type of resource that the data goes with, such as "Appointment".</param>
    /// <param name="now">The time.</param>
    /// <returns>True when the rule lets them; false for others than citizens.</returns>
    public static async ValueTask<bool> Sees(SqlSession session, Caller caller, string type, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Kind == CallerKind.Citizen && await Sees(session, caller, SightSql.KindOf(type), now);
    }

    /// <summary>Whether the caller is a parent of somebody of 15 to 17, who sees alone what their visits are for. For rooms that keep tables of their own about visits.</summary>
    /// <param name="session">The snapshot or transaction that reads or writes them.</param>
    /// <param name="caller">The citizen.</param>
    /// <param name="now">The time.</param>
    /// <returns>False for who acts for themselves, by a mandate, or for somebody younger, and for others than citizens.</returns>
    public static async ValueTask<bool> SeesWhenAlone(SqlSession session, Caller caller, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Kind != CallerKind.Citizen || caller.Subject == caller.Reference)
        {
            return false;
        }

        var sql = new SqlText(session.Dialect).Add("SELECT CASE WHEN ");
        new SightSql(Sight.OfCitizen(caller), now.ToUnixTimeMilliseconds()).AddIsParentOfYoung(sql);
        sql.Add(" THEN 1 ELSE 0 END");
        return await session.First(sql.ToString(), row => row.Long(0) == 1, sql.Values);
    }

    /// <summary>Until when a parent decides for the child they act for, instead of it.</summary>
    /// <param name="session">The snapshot or transaction.</param>
    /// <param name="caller">The citizen.</param>
    /// <param name="now">The time.</param>
    /// <returns>The child's fifteenth birthday; null for who acts for themselves, by a mandate, or for somebody older.</returns>
    public static async ValueTask<DateOnly?> DecidesUntil(SqlSession session, Caller caller, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(caller);
        if (caller.Kind != CallerKind.Citizen || caller.Subject == caller.Reference)
        {
            return null;
        }

        var born = await session.First(
            """
            SELECT y.born FROM access_custody k JOIN access_identity i ON i.value = k.identity JOIN access_person y ON y.patient = k.patient
            WHERE k.patient = $1 AND i.reference = $2 AND k.begins <= $3 AND k.ends > $3
            """,
            row => row.LongOrNull(0), Hash64.Of(caller.Subject), caller.Reference, now.ToUnixTimeMilliseconds());
        DateOnly? until = born is { } days ? DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)days).AddYears(SightSql.AgeOfOwnAccess) : null;
        return until > SightSql.Today(now) ? until : null;
    }

    /// <summary>Whether somebody at work may write data of a type into a patient's record: they have a relation to the patient, and no block stands against it. For rooms that keep tables of their own about patients.</summary>
    /// <param name="session">The transaction that writes them.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="patient">"Patient/x".</param>
    /// <param name="type">The type of resource that the data goes with.</param>
    /// <param name="now">The time.</param>
    /// <returns>True when the rule lets them; false for others than staff, and through apps.</returns>
    public static async ValueTask<bool> MayWriteFor(SqlSession session, Caller caller, string patient, string type, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Kind == CallerKind.Staff
            && AccessRule.Decide(caller, Act.Create, type) is { Allowed: true, Sight: { IsByRelation: true, App.Count: 0 } sight }
            && await Sees(session, sight, (Hash64.Of(patient), SightSql.KindOf(type)), now);
    }

    /// <summary>Whether a block keeps those who work in a unit from data of a type of the patient whose record the caller is at: what is sent there, nobody there sees.</summary>
    /// <param name="caller">The citizen.</param>
    /// <param name="unit">"Organization/x".</param>
    /// <param name="type">The type of resource.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>True for a block of the unit, of one it is a part of, or of everybody; not for one of a person there, or of a time. False where the caller may not see the patient's blocks.</returns>
    public async ValueTask<bool> IsKeptFrom(Caller caller, string unit, string type, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(unit);
        return await database.ReadLatest(
            async session =>
            {
                var now = clock.GetUtcNow();
                if (!await Sees(session, caller, "Consent", now))
                {
                    return false;
                }

                // Somebody who works there, and of whom nothing else is known: the reference names nobody.
                var anybody = Sight.OfStaff(new Caller(CallerKind.Staff, "Practitioner/", "", "", unit), isWorkOnly: false);
                var sql = new SqlText(session.Dialect).Add("SELECT CASE WHEN ");
                new SightSql(anybody, now.ToUnixTimeMilliseconds()).AddBlocked(sql, SqlTerm.Of(Hash64.Of(caller.Subject)), SqlTerm.Of(SightSql.KindOf(type)), dated: null);
                sql.Add(" THEN 1 ELSE 0 END");
                return await session.First(sql.ToString(), row => row.Long(0) == 1, sql.Values);
            },
            ct);
    }

    /// <summary>Lets the citizen of a session act for somebody, or for themselves again, from the next request on.</summary>
    /// <param name="context">The request; its answer gets a new session cookie.</param>
    /// <param name="patient">"Patient/x"; null for themselves.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>False when the citizen may not, or has no session.</returns>
    public async ValueTask<bool> Begin(HttpContext context, string? patient, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        var caller = context.Caller();
        if (patient == caller.Reference)
        {
            patient = null;
        }

        return (patient is null || await May(caller with { OnBehalfOf = patient }, ct))
            && await context.RequestServices.GetRequiredService<SessionStore>().ActFor(context, patient, patient is null ? "citizen-own-record" : "citizen-acts-for-another", ct);
    }

    // Custody shows the Patient. A mandate shows what it is about, which may be a part only.
    private ValueTask<bool> May(Caller caller, CancellationToken ct) => database.ReadLatest(session => May(session, caller, clock.GetUtcNow()), ct);

    /// <summary>Whether a citizen may act for the patient that the caller names, at least in a part.</summary>
    internal static async ValueTask<bool> May(SqlSession session, Caller caller, DateTimeOffset now)
    {
        var kinds = await session.Query(
            "SELECT DISTINCT m.kind FROM access_consent m WHERE m.patient = $1 AND m.effect = 2 AND m.party = $2", row => row.Long(0), Hash64.Of(caller.Subject), Hash64.Of(caller.Reference));
        foreach (var kind in kinds.Select(k => k == 0 ? SightSql.KindOf("Observation") : k).Prepend(SightSql.KindOf("Patient")))
        {
            if (await Sees(session, caller, kind, now))
            {
                return true;
            }
        }

        return false;
    }

    private ValueTask<bool> Sees(SqlSession session, Caller caller, long kind) => Sees(session, caller, kind, clock.GetUtcNow());

    private static ValueTask<bool> Sees(SqlSession session, Caller caller, long kind, DateTimeOffset now) => Sees(session, Sight.OfCitizen(caller), (Hash64.Of(caller.Subject), kind), now);

    private static ValueTask<bool> Sees(SqlSession session, Sight sight, (long Patient, long Kind) of, DateTimeOffset now)
    {
        var sql = new SqlText(session.Dialect).Add("SELECT CASE WHEN ");
        new SightSql(sight, now.ToUnixTimeMilliseconds()).AddSees(sql, SqlTerm.Of(of.Patient), SqlTerm.Of(of.Kind));
        sql.Add(" THEN 1 ELSE 0 END");
        return session.First(sql.ToString(), row => row.Long(0) == 1, sql.Values);
    }
}
