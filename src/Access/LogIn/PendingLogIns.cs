using System.Security.Cryptography;
using System.Text;
using Helhed.Platform.Data;

namespace Helhed.Access.LogIn;

/// <summary>A log-in that was begun.</summary>
/// <param name="Provider">At which provider.</param>
/// <param name="Nonce">What the id token must repeat.</param>
/// <param name="Verifier">PKCE's secret, https://www.rfc-editor.org/rfc/rfc7636.</param>
/// <param name="RedirectUri">Where the provider was told to come back to.</param>
/// <param name="Target">The local path to go to afterwards; empty for the person's own page.</param>
/// <param name="Session">Key of the session to be proven anew; null for a log-in.</param>
internal sealed record Pending(string Provider, string Nonce, string Verifier, string RedirectUri, string Target, byte[]? Session)
{
    internal string Challenge => System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
}

/// <summary>Log-ins that are under way. Each is taken once, by the browser that began it.</summary>
internal sealed class PendingLogIns(Database database, TimeProvider clock)
{
    /// <summary>How long somebody may take at the provider.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Keeps a log-in and clears away those nobody came back from.</summary>
    internal async ValueTask Add(string state, string browser, Pending pending, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await database.Write(
            async tx =>
            {
                await tx.Execute("DELETE FROM access_log_in WHERE expires_at <= $1", now.ToUnixTimeMilliseconds());
                return await tx.Execute(
                    """
                    INSERT INTO access_log_in (state, browser, provider, nonce, verifier, redirect, target, session, expires_at)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                    """,
                    Secret.Hash(state),
                    Secret.Hash(browser),
                    pending.Provider,
                    pending.Nonce,
                    pending.Verifier,
                    pending.RedirectUri,
                    pending.Target,
                    pending.Session,
                    (now + Lifetime).ToUnixTimeMilliseconds());
            },
            ct);
    }

    /// <summary>Takes a log-in away; null when there is none of this state, browser and provider, or it took too long.</summary>
    internal async ValueTask<Pending?> Take(string? state, string? browser, string provider, CancellationToken ct)
    {
        if (Secret.Hash(state) is not { } stateHash || Secret.Hash(browser) is not { } browserHash)
        {
            return null;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.Write(
            tx => tx.First(
                """
                DELETE FROM access_log_in WHERE state = $1 AND browser = $2 AND provider = $3 AND expires_at > $4
                RETURNING provider, nonce, verifier, redirect, target, session
                """,
                row => new Pending(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.BytesOrNull(5)),
                stateHash,
                browserHash,
                provider,
                now),
            ct);
    }

    /// <summary>Notes a logout token as used; false when it was before.</summary>
    internal static async ValueTask<bool> UseOnce(WriteTransaction tx, string provider, string tokenId, DateTimeOffset until) => await tx.Execute(
        """
        INSERT INTO access_log_in (state, browser, provider, nonce, verifier, redirect, target, expires_at)
        VALUES ($1, $2, $3, '', '', '', '', $4) ON CONFLICT (state) DO NOTHING
        """,
        SHA256.HashData(Encoding.UTF8.GetBytes($"{provider}\n{tokenId}")),
        Array.Empty<byte>(),
        provider,
        until.ToUnixTimeMilliseconds()) == 1;
}
