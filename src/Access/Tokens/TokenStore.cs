using System.Collections.Concurrent;
using Helhed.Access.Log;
using Helhed.Access.OAuth;
using Helhed.Platform.Data;

namespace Helhed.Access.Tokens;

/// <summary>Bearer tokens, by the hash of their text, with the caller that each stands for.</summary>
internal sealed class TokenStore
{
    internal static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    // What a system may have at most according to SMART's chapter on Backend Services; the demo's client keeps its hour.
    internal static readonly TimeSpan SystemLifetime = TimeSpan.FromMinutes(5);

    // A busy client sends the same token thousands of times a second; asking the database each time would double its work.
    // A token that another node takes back is refused here at the latest after this.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private const int MostKept = 4096;

    // Four primary keys at most, and the post that the role was held in.
    private const string Ask = """
        SELECT t.client, t.scopes, t.issued_at, t.expires_at, t.family, a.name, a.state,
               f.kind, f.person, f.display, f.role, f.organization, f.on_behalf_of, f.post, f.purpose, f.assurance, f.patient, f.ended_at, f.session, s.expires_at, a.purpose,
               f.post IS NOT NULL AND NOT EXISTS (
                   SELECT 1 FROM access_post p WHERE p.person = f.person AND p.reference = f.post AND p.role = f.role AND p.unit = coalesce(f.organization, '') AND p.begins <= $2 AND p.ends > $2)
        FROM access_token t LEFT JOIN access_app a ON a.id = t.client LEFT JOIN access_family f ON f.number = t.family LEFT JOIN access_session s ON s.hash = f.session
        WHERE t.hash = $1
        """;

    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly AccessOptions _options;
    private readonly AccessEvents _events;
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    public TokenStore(Database database, TimeProvider clock, AccessOptions options, AccessEvents events)
    {
        _database = database;
        _clock = clock;
        _options = options;
        _events = events;
    }

    /// <summary>Makes a token for a client on its own behalf and clears away those that have expired. Null when the assertion was used before.</summary>
    internal async ValueTask<string?> Issue(App app, string scopes, ClientAssertion? assertion, CancellationToken ct)
    {
        var token = Secret.New();
        var now = _clock.GetUtcNow();
        var number = await _events.Number(ct);
        return await _database.Write(
            async tx =>
            {
                if (assertion is not null && !await Use(tx, assertion, now))
                {
                    return null;
                }

                await _events.Write(tx, number, "token", app.Id, "client-credentials");
                await Insert(tx, token, new TokenFacts(app.Id, scopes, now, now + (assertion is null ? Lifetime : SystemLifetime), null));
                return token;
            },
            ct);
    }

    /// <summary>Stores a token and clears away those that have expired.</summary>
    internal static async ValueTask Insert(WriteTransaction tx, string token, TokenFacts facts)
    {
        await tx.Execute("DELETE FROM access_token WHERE expires_at <= $1", facts.IssuedAt.ToUnixTimeMilliseconds());
        await tx.Execute(
            "INSERT INTO access_token (hash, client, issued_at, expires_at, family, scopes) VALUES ($1, $2, $3, $4, $5, $6)",
            Secret.Hash(token),
            facts.Client,
            facts.IssuedAt.ToUnixTimeMilliseconds(),
            facts.ExpiresAt.ToUnixTimeMilliseconds(),
            facts.Family,
            facts.Scopes);
    }

    /// <summary>Notes that an assertion was used. False when it was before.</summary>
    internal static async ValueTask<bool> Use(WriteTransaction tx, ClientAssertion assertion, DateTimeOffset now)
    {
        await tx.Execute("DELETE FROM access_assertion WHERE expires_at <= $1", now.ToUnixTimeMilliseconds());
        return await tx.Execute(
            "INSERT INTO access_assertion (hash, expires_at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
            assertion.UseHash,
            assertion.Said.ExpiresAt.ToUnixTimeMilliseconds()) == 1;
    }

    /// <summary>On whose behalf the bearer of a token asks; null when it is unknown, has expired or was taken back.</summary>
    internal async ValueTask<Caller?> CallerOf(string token, CancellationToken ct)
    {
        if (Secret.Hash(token) is not { } hash)
        {
            return null;
        }

        var now = _clock.GetUtcNow();
        var key = Convert.ToBase64String(hash);
        if (!_known.TryGetValue(key, out var known) || now - known.AskedAt > Fresh)
        {
            known = await Find(hash, now, ct);
            Keep(key, known);
        }

        return known is not null && known.Facts.ExpiresAt > now ? known.Caller : null;
    }

    /// <summary>What is known of a token that holds; null when it does not. Asked anew each time.</summary>
    internal async ValueTask<(TokenFacts Facts, Caller Caller)?> FactsOf(string token, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        return Secret.Hash(token) is { } hash && await Find(hash, now, ct) is { } known && known.Facts.ExpiresAt > now ? (known.Facts, known.Caller) : null;
    }

    /// <summary>Forgets what was asked before: to be called when tokens were taken back.</summary>
    internal void Forget() => _known.Clear();

    private ValueTask<Known?> Find(byte[] hash, DateTimeOffset now, CancellationToken ct) =>
        _database.ReadLatest(session => session.First(Ask, row => Map(row, now), hash, now.ToUnixTimeMilliseconds()), ct);

    private Known? Map(Row row, DateTimeOffset now)
    {
        var client = row.Text(0);
        var scopes = row.TextOrNull(1);
        var facts = new TokenFacts(client, scopes, DateTimeOffset.FromUnixTimeMilliseconds(row.Long(2)), DateTimeOffset.FromUnixTimeMilliseconds(row.Long(3)), row.LongOrNull(4));
        if (client == DemoClient.Id)
        {
            return _options.Demo ? new Known(facts, DemoClient.CallerWith(scopes), now) : null;
        }

        if (row.IsNull(6) || !Apps.MayBeUsed((AppState)row.Int(6), _options))
        {
            return null;
        }

        if (facts.Family is null)
        {
            return new Known(facts, new Caller(CallerKind.System, $"Device/{client}", row.Text(5), "system") { Client = client, Scopes = scopes ?? "", Purpose = row.TextOrNull(20) is { Length: > 0 } purpose ? purpose : null }, now);
        }

        var hasLoggedOut = !row.IsNull(18) && !(row.LongOrNull(19) > now.ToUnixTimeMilliseconds());
        return row.IsNull(7) || !row.IsNull(17) || hasLoggedOut || row.Bool(21) ? null : new Known(facts, Family.CallerOf(row, 7) with { Client = client, Scopes = scopes ?? "" }, now);
    }

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

    private sealed record Known(TokenFacts Facts, Caller Caller, DateTimeOffset AskedAt);
}

/// <summary>What a token is: for which client, with which scopes, from when until when, and of which family (null: the client's own).</summary>
internal sealed record TokenFacts(string Client, string? Scopes, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, long? Family);
