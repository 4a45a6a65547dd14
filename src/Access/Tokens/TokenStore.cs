using System.Collections.Concurrent;
using Helhed.Access.Log;
using Helhed.Platform.Data;

namespace Helhed.Access.Tokens;

/// <summary>Bearer tokens, by the hash of their text.</summary>
internal sealed class TokenStore
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    // A busy client sends the same token thousands of times a second; asking the database each time would double its work.
    // A token that another node takes back is refused here at the latest after this.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private const int MostKept = 4096;

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly AccessEvents _events;
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    public TokenStore(Database database, TimeProvider clock, AccessEvents events)
    {
        _database = database;
        _clock = clock;
        _events = events;
    }

    /// <summary>Makes a token for a client and clears away those that have expired.</summary>
    internal async ValueTask<string> Issue(string client, CancellationToken ct)
    {
        var token = Secret.New();
        var hash = Secret.Hash(token);
        var now = _clock.GetUtcNow();
        var number = await _events.Number(ct);
        await _database.Write(
            async tx =>
            {
                await _events.Write(tx, number, "token", client, "client-credentials");
                await tx.Execute("DELETE FROM access_token WHERE expires_at <= $1", now.ToUnixTimeMilliseconds());
                return await tx.Execute(
                    "INSERT INTO access_token (hash, client, issued_at, expires_at) VALUES ($1, $2, $3, $4)",
                    hash,
                    client,
                    now.ToUnixTimeMilliseconds(),
                    (now + Lifetime).ToUnixTimeMilliseconds());
            },
            ct);
        return token;
    }

    /// <summary>The client a token was given to; null when it is unknown or has expired.</summary>
    internal async ValueTask<string?> ClientOf(string token, CancellationToken ct)
    {
        if (Secret.Hash(token) is not { } hash)
        {
            return null;
        }

        var now = _clock.GetUtcNow();
        var key = Convert.ToBase64String(hash);
        if (!_known.TryGetValue(key, out var known) || now - known.AskedAt > Fresh)
        {
            known = await Ask(hash, now, ct);
            Keep(key, known);
        }

        return known is not null && known.ExpiresAtMs > now.ToUnixTimeMilliseconds() ? known.Client : null;
    }

    private ValueTask<Known?> Ask(byte[] hash, DateTimeOffset now, CancellationToken ct) => _database.ReadLatest(
        session => session.First(
            "SELECT client, expires_at FROM access_token WHERE hash = $1",
            row => new Known(row.Text(0), row.Long(1), now),
            hash),
        ct);

    private void Keep(string key, Known? known)
    {
        if (known is null)
        {
            _known.TryRemove(key, out _);
            return;
        }

        if (_known.Count >= MostKept)
        {
            _known.Clear();
        }

        _known[key] = known;
    }

    private sealed record Known(string Client, long ExpiresAtMs, DateTimeOffset AskedAt);
}
