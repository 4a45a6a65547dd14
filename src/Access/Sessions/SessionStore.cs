using Helhed.Access.Log;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.Sessions;

/// <summary>
/// Who is logged in, by the hash of the cookie's value. A session ends when it is not used for <see cref="Idle"/>, at the latest after
/// <see cref="Lifetime"/>, with the employment it is held in, and when the provider says so.
/// </summary>
internal sealed class SessionStore
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);
    internal static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    // Use is noted once a minute: a write for every page would cost more than the page.
    private static readonly TimeSpan Noted = TimeSpan.FromMinutes(1);

    // How many forgotten sessions a log-in clears away.
    private const int MostCleared = 20;

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly AccessOptions _options;
    private readonly AccessEvents _events;

    public SessionStore(Database database, TimeProvider clock, AccessOptions options, AccessEvents events)
    {
        _database = database;
        _clock = clock;
        _options = options;
        _events = events;
    }

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Logs a persona in under a new secret and ends the session the browser had, so that a planted cookie is worth nothing.</summary>
    internal ValueTask<string> Start(Persona persona, string? former, CancellationToken ct) => Start(
        (persona.Caller.Reference, "demo-without-proof"),
        former,
        (tx, hash, now) => tx.Execute(
            "INSERT INTO access_session (hash, persona, issued_at, expires_at, used_at) VALUES ($1, $2, $3, $4, $3)",
            hash,
            persona.Id,
            now,
            now + (long)Lifetime.TotalMilliseconds),
        ct);

    /// <summary>Logs somebody in whom a provider vouches for.</summary>
    internal ValueTask<string> Start(NewSession session, string? former, CancellationToken ct) => Start(
        (session.Reference, $"openid-connect:{session.Proof.Provider}"),
        former,
        (tx, hash, now) => tx.Execute(
            """
            INSERT INTO access_session (hash, persona, issued_at, expires_at, used_at, kind, reference, display, post, assurance, provider, subject, sid, id_token, proven_at)
            VALUES ($1, '', $2, $3, $2, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """,
            hash,
            now,
            now + (long)Lifetime.TotalMilliseconds,
            session.Kind,
            session.Reference,
            session.Display,
            session.Post,
            session.Proof.Assurance,
            session.Proof.Provider,
            session.Proof.Subject,
            session.Proof.Sid,
            session.Proof.IdToken,
            session.Proof.At?.ToUnixTimeMilliseconds()),
        ct);

    /// <summary>The session of a cookie, made to last by this use; null when there is none, or no longer.</summary>
    internal async ValueTask<Session?> Use(string cookie, CancellationToken ct)
    {
        if (Secret.Hash(cookie) is not { } hash || await Read(hash, ct) is not { } row)
        {
            return null;
        }

        if (EndOf(row) is { } why)
        {
            await End(hash, why, ct);
            return null;
        }

        var now = NowMs;
        if (now - row.UsedAtMs >= (long)Noted.TotalMilliseconds)
        {
            await _database.Write(tx => tx.Execute("UPDATE access_session SET used_at = $2 WHERE hash = $1 AND coalesce(used_at, 0) < $2", hash, now), ct);
            row = row with { UsedAtMs = now };
        }

        return Live(hash, row);
    }

    /// <summary>The session of a cookie as it is: looking does not make it last.</summary>
    internal async ValueTask<Session?> Look(string? cookie, CancellationToken ct) =>
        Secret.Hash(cookie) is { } hash && await Read(hash, ct) is { } row && EndOf(row) is null ? Live(hash, row) : null;

    /// <summary>Who a cookie belongs to; null when nobody, or no longer. Does not make the session last.</summary>
    internal async ValueTask<Caller?> CallerOf(string cookie, CancellationToken ct) => (await Look(cookie, ct))?.Caller;

    /// <summary>Takes on a role, under a new secret; null when the person does not have it, or the session has ended.</summary>
    internal ValueTask<string?> TakePost(Session session, string post, CancellationToken ct) => Renew(
        session,
        "role-chosen",
        post,
        tx => tx.Execute(
            """
            UPDATE access_session SET post = $2 WHERE hash = $1 AND kind = 2
            AND EXISTS (SELECT 1 FROM access_post p WHERE p.person = access_session.reference AND p.reference = $2 AND p.begins <= $3 AND p.ends > $3)
            """,
            session.Hash,
            post,
            NowMs),
        ct);

    /// <summary>Notes that the person has proved anew who they are, under a new secret; null when it is somebody else, or the session has ended.</summary>
    internal ValueTask<string?> Prove(Session session, SessionProof proof, CancellationToken ct) => Renew(
        session,
        "step-up",
        $"openid-connect:{proof.Provider}",
        tx => tx.Execute(
            "UPDATE access_session SET proven_at = $4, id_token = $5, sid = $6 WHERE hash = $1 AND provider = $2 AND subject = $3",
            session.Hash,
            proof.Provider,
            proof.Subject,
            proof.At?.ToUnixTimeMilliseconds(),
            proof.IdToken,
            proof.Sid),
        ct);

    /// <summary>
    /// Lets a citizen act for somebody, or for themselves again, from the next request on, under a new secret. Whether they may is the
    /// caller's to find out before, and the rule's at every access.
    /// </summary>
    /// <param name="context">The request with the citizen's session; its answer gets the new cookie.</param>
    /// <param name="patient">'Patient/x'; null for themselves.</param>
    /// <param name="rule">What lets them, for the ledger.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>False when there is no such session any more.</returns>
    internal async ValueTask<bool> ActFor(HttpContext context, string? patient, string rule, CancellationToken ct)
    {
        if (context.Session() is not { Caller.Kind: CallerKind.Citizen } session)
        {
            return false;
        }

        var secret = await Renew(
            session,
            "act-for",
            rule,
            tx => tx.Execute("UPDATE access_session SET on_behalf_of = $2 WHERE hash = $1", session.Hash, patient),
            ct);
        if (secret is null)
        {
            return false;
        }

        SessionCookie.Write(context, _options, secret);
        return true;
    }

    /// <summary>Ends the session of a cookie; null when there was none.</summary>
    internal async ValueTask<EndedSession?> End(string? cookie, CancellationToken ct) =>
        Secret.Hash(cookie) is { } hash ? await End(hash, ("log-off", "own-session"), ct) : null;

    /// <summary>Ends sessions that a provider has ended: the one it names, or all of the person. In the transaction that notes its word as used.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="ended">Keys from <see cref="Of"/>.</param>
    /// <param name="firstNumber">As many numbers of the ledger as there are keys.</param>
    internal async ValueTask EndAll(WriteTransaction tx, IReadOnlyList<byte[]> ended, long firstNumber)
    {
        for (var i = 0; i < ended.Count; i++)
        {
            await Delete(tx, ended[i], firstNumber + i, ("log-off", "back-channel"));
        }
    }

    /// <summary>Keys of the sessions that a provider knows by its own session, or else by its subject.</summary>
    internal ValueTask<List<byte[]>> Of(string provider, string? subject, string? sid, CancellationToken ct) => _database.ReadLatest(
        session => session.Query(
            """
            SELECT hash FROM access_session
            WHERE provider = $1 AND (subject = $2 OR ($2 = '' AND $3 <> '')) AND ($3 = '' OR sid = $3) LIMIT 1000
            """,
            row => row.Bytes(0),
            provider,
            subject ?? "",
            sid ?? ""),
        ct);

    private async ValueTask<string> Start((string Who, string Rule) entry, string? former, Func<WriteTransaction, byte[], long, ValueTask<int>> insert, CancellationToken ct)
    {
        var secret = Secret.New();
        var hash = Secret.Hash(secret)!;
        var formerHash = Secret.Hash(former);
        var now = NowMs;
        var forgotten = await Forgotten(now, ct);
        var number = await _events.Numbers(1 + forgotten.Count, ct);
        await _database.Write(
            async tx =>
            {
                await _events.Write(tx, number, "log-in", entry.Who, entry.Rule);
                for (var i = 0; i < forgotten.Count; i++)
                {
                    await Delete(tx, forgotten[i], number + 1 + i, ("time-out", "not-used"));
                }

                await tx.Execute("DELETE FROM access_session WHERE hash = $1", formerHash);
                return await insert(tx, hash, now);
            },
            ct);
        return secret;
    }

    private ValueTask<List<byte[]>> Forgotten(long now, CancellationToken ct) => _database.ReadLatest(
        session => session.Query("SELECT hash FROM access_session WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2", row => row.Bytes(0), now, MostCleared), ct);

    /// <summary>Changes a session and gives it a new secret; null, and nothing is changed, when the change finds nothing.</summary>
    private async ValueTask<string?> Renew(Session session, string what, string rule, Func<WriteTransaction, ValueTask<int>> change, CancellationToken ct)
    {
        var secret = Secret.New();
        var hash = Secret.Hash(secret)!;
        var number = await _events.Number(ct);
        return await _database.Write<string?>(
            async tx =>
            {
                if (await change(tx) == 0)
                {
                    return null;
                }

                await _events.Write(tx, number, what, session.Who, rule);
                await tx.Execute("UPDATE access_session SET hash = $2, used_at = $3 WHERE hash = $1", session.Hash, hash, NowMs);
                return secret;
            },
            ct);
    }

    private ValueTask<SessionRow?> Read(byte[] hash, CancellationToken ct)
    {
        var now = NowMs;
        return _database.ReadLatest(session => session.First(SessionRow.Select, SessionRow.Of, hash, now), ct);
    }

    /// <summary>Why a session has ended; null while it holds. A persona's session ends with demo mode: it was begun without proof.</summary>
    private (string What, string Rule)? EndOf(SessionRow row)
    {
        var now = NowMs;
        if (row.ExpiresAtMs <= now)
        {
            return ("time-out", "eight-hours");
        }

        if (row.UsedAtMs + (long)Idle.TotalMilliseconds <= now)
        {
            return ("time-out", "not-used");
        }

        if (row.HasLostPost)
        {
            return ("log-off", "post-ended");
        }

        return row.Kind == 0 && !(_options.Demo && Personas.Find(row.Persona) is not null) ? ("log-off", "demo-ended") : null;
    }

    private static Session Live(byte[] hash, SessionRow row)
    {
        var persona = row.Kind == 0 ? Personas.Find(row.Persona) : null;
        var idle = row.UsedAtMs + (long)Idle.TotalMilliseconds;
        return new Session(hash, row.Caller(persona), persona?.Caller.Reference ?? row.Reference, DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(idle, row.ExpiresAtMs)))
        {
            CanStay = idle < row.ExpiresAtMs,
            Provider = row.Provider,
            Post = row.Post,
            ProvenAt = row.ProvenAtMs is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
            LoggedInAt = DateTimeOffset.FromUnixTimeMilliseconds(row.ProvenAtMs ?? row.IssuedAtMs),
        };
    }

    private async ValueTask<EndedSession?> End(byte[] hash, (string What, string Rule) why, CancellationToken ct)
    {
        var number = await _events.Number(ct);
        return await _database.Write(tx => Delete(tx, hash, number, why), ct);
    }

    private async ValueTask<EndedSession?> Delete(WriteTransaction tx, byte[] hash, long number, (string What, string Rule) why)
    {
        var ended = await tx.First(
            "DELETE FROM access_session WHERE hash = $1 RETURNING coalesce(reference, ''), provider, id_token, persona",
            row => new EndedSession(row.Text(0) is { Length: > 0 } who ? who : Personas.Find(row.Text(3))?.Caller.Reference ?? row.Text(3), row.TextOrNull(1), row.TextOrNull(2)),
            hash);
        if (ended is not null)
        {
            await _events.Write(tx, number, why.What, ended.Who, why.Rule);
        }

        return ended;
    }
}
