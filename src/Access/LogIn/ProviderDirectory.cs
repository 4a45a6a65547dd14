using System.Collections.Concurrent;
using System.Text.Json;
using Helhed.Platform;
using Microsoft.IdentityModel.Tokens;

namespace Helhed.Access.LogIn;

/// <summary>What a provider tells of itself. https://openid.net/specs/openid-connect-discovery-1_0.html</summary>
internal sealed record ProviderMetadata(Uri Authorization, Uri Token, Uri Keys, Uri? UserInfo, Uri? EndSession);

/// <summary>
/// What providers tell of themselves, and their keys, kept for an hour. A token signed with a key that is not known yet makes the keys be
/// fetched anew, at most once in <see cref="KeyPause"/>, so that forged tokens cannot make us ask without end.
/// </summary>
internal sealed class ProviderDirectory(ProviderHttp http, TimeProvider clock)
{
    internal static readonly TimeSpan KeyPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    internal async ValueTask<Outcome<ProviderMetadata>> Metadata(ProviderSettings provider, CancellationToken ct)
    {
        var entry = EntryOf(provider);
        var now = clock.GetUtcNow();
        if (entry.Metadata is { } kept && now - entry.MetadataAt < Kept)
        {
            return kept;
        }

        await entry.Turn.WaitAsync(ct);
        try
        {
            if (entry.Metadata is { } other && now - entry.MetadataAt < Kept)
            {
                return other;
            }

            var read = (await http.Get(new Uri($"{provider.Issuer.TrimEnd('/')}/.well-known/openid-configuration"), null, ct)).Then(json => Parse(provider, json));
            if (read.TryGet(out var metadata, out _))
            {
                (entry.Metadata, entry.MetadataAt) = (metadata, now);
            }

            // A provider that does not tell of itself just now may still log people in at the addresses it had.
            return entry.Metadata is { } last && !read.IsOk ? last : read;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    /// <summary>The keys a provider signs with, among them the one with an id where it has it.</summary>
    internal async ValueTask<Outcome<IReadOnlyList<SecurityKey>>> Keys(ProviderSettings provider, string? keyId, CancellationToken ct)
    {
        var entry = EntryOf(provider);
        var now = clock.GetUtcNow();
        if (Fits(entry, keyId, now) is { } kept)
        {
            return Outcome.Ok(kept);
        }

        if (!(await Metadata(provider, ct)).TryGet(out var metadata, out var problem))
        {
            return problem;
        }

        await entry.Turn.WaitAsync(ct);
        try
        {
            if (Fits(entry, keyId, now) is { } other)
            {
                return Outcome.Ok(other);
            }

            if (!(await http.Get(metadata.Keys, null, ct)).TryGet(out var json, out problem))
            {
                return problem;
            }

            (entry.Keys, entry.KeysAt) = (Parse(json), now);
            return Outcome.Ok(entry.Keys);
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    private Entry EntryOf(ProviderSettings provider) => _entries.GetOrAdd(provider.Name, static _ => new Entry());

    private static IReadOnlyList<SecurityKey>? Fits(Entry entry, string? keyId, DateTimeOffset now)
    {
        if (entry.Keys is not { } keys || now - entry.KeysAt >= Kept)
        {
            return null;
        }

        var isKnown = keyId is null || keys.Any(key => key.KeyId == keyId);
        return isKnown || now - entry.KeysAt < KeyPause ? keys : null;
    }

    private static IReadOnlyList<SecurityKey> Parse(JsonElement json) =>
        // Symmetric keys have no business in a public key set; taking one would let anybody sign.
        [.. new JsonWebKeySet(json.GetRawText()).Keys.Where(key => key.Kty is "RSA" or "EC" && key.Use is null or "" or "sig")];

    private static Outcome<ProviderMetadata> Parse(ProviderSettings provider, JsonElement json)
    {
        if (json.Text("issuer") != provider.Issuer)
        {
            return new Problem(ProblemKind.Invalid, $"The discovery document of provider {provider.Name} names another issuer than Helhed:LogIn:Providers:{provider.Name}:Issuer. Make them the same, to the letter.");
        }

        return Address(json, "authorization_endpoint") is { } authorization && Address(json, "token_endpoint") is { } token && Address(json, "jwks_uri") is { } keys
            ? new ProviderMetadata(authorization, token, keys, Address(json, "userinfo_endpoint"), Address(json, "end_session_endpoint"))
            : new Problem(ProblemKind.Invalid, $"The discovery document of provider {provider.Name} lacks a safe authorization_endpoint, token_endpoint or jwks_uri.");
    }

    private static Uri? Address(JsonElement json, string name) =>
        Uri.TryCreate(json.Text(name), UriKind.Absolute, out var address) && ProviderReader.IsSafe(address) ? address : null;

    private sealed class Entry
    {
        internal SemaphoreSlim Turn { get; } = new(1);

        internal ProviderMetadata? Metadata { get; set; }

        internal DateTimeOffset MetadataAt { get; set; }

        internal IReadOnlyList<SecurityKey>? Keys { get; set; }

        internal DateTimeOffset KeysAt { get; set; }
    }
}
