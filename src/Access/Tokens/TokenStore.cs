using Helhed.Platform.Data;

namespace Helhed.Access.Tokens;

/// <summary>Bearer tokens, by the hash of their text.</summary>
internal sealed class TokenStore
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Database _database;
    private readonly TimeProvider _clock;

    public TokenStore(Database database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    /// <summary>Makes a token for a client and clears away those that have expired.</summary>
    internal async ValueTask<string> Issue(string client, CancellationToken ct)
    {
        var token = Secret.New();
        var hash = Secret.Hash(token);
        var now = _clock.GetUtcNow();
        await _database.Write(
            async tx =>
            {
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

        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await _database.ReadLatest(
            session => session.First(
                "SELECT client FROM access_token WHERE hash = $1 AND expires_at > $2",
                row => row.Text(0),
                hash,
                now),
            ct);
    }
}
