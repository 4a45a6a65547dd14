using Helhed.Access.Log;
using Helhed.Platform.Data;

namespace Helhed.Access.Sessions;

/// <summary>Who is logged in, by the hash of the cookie's value.</summary>
internal sealed class SessionStore
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

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

    /// <summary>Logs a persona in under a new secret and ends the session the browser had, so that a planted cookie is worth nothing.</summary>
    internal async ValueTask<string> Start(Persona persona, string? former, CancellationToken ct)
    {
        var secret = Secret.New();
        var hash = Secret.Hash(secret);
        var formerHash = Secret.Hash(former);
        var now = _clock.GetUtcNow();
        var number = await _events.Number(ct);
        await _database.Write(
            async tx =>
            {
                await _events.Write(tx, number, "log-in", persona.Caller.Reference, "demo-without-proof");
                await tx.Execute("DELETE FROM access_session WHERE hash = $1 OR expires_at <= $2", formerHash, now.ToUnixTimeMilliseconds());
                return await tx.Execute(
                    "INSERT INTO access_session (hash, persona, issued_at, expires_at) VALUES ($1, $2, $3, $4)",
                    hash,
                    persona.Id,
                    now.ToUnixTimeMilliseconds(),
                    (now + Lifetime).ToUnixTimeMilliseconds());
            },
            ct);
        return secret;
    }

    /// <summary>Who a cookie belongs to; null when nobody, or no longer. A persona's session ends with demo mode: it was begun without proof.</summary>
    internal async ValueTask<Caller?> CallerOf(string cookie, CancellationToken ct)
    {
        if (!_options.Demo || Secret.Hash(cookie) is not { } hash)
        {
            return null;
        }

        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var persona = await _database.ReadLatest(
            session => session.First(
                "SELECT persona FROM access_session WHERE hash = $1 AND expires_at > $2",
                row => row.Text(0),
                hash,
                now),
            ct);
        return Personas.Find(persona)?.Caller;
    }

    internal async ValueTask End(string? cookie, CancellationToken ct)
    {
        if (Secret.Hash(cookie) is not { } hash)
        {
            return;
        }

        var number = await _events.Number(ct);
        await _database.Write(
            async tx =>
            {
                var persona = await tx.First("SELECT persona FROM access_session WHERE hash = $1", row => row.Text(0), hash);
                if (Personas.Find(persona) is { } left)
                {
                    await _events.Write(tx, number, "log-off", left.Caller.Reference, "own-session");
                }

                return await tx.Execute("DELETE FROM access_session WHERE hash = $1", hash);
            },
            ct);
    }
}
