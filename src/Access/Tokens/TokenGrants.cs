using Helhed.Access.Behalf;
using Helhed.Access.Log;
using Helhed.Access.OAuth;
using Helhed.Access.Scopes;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Tokens;

/// <summary>Gives tokens for what a client holds. What is refused because a secret came twice is taken back in the same transaction.</summary>
internal sealed class TokenGrants(Database database, TimeProvider clock, AccessEvents events, TokenStore tokens, IdTokens idTokens)
{
    // A refresh token that is not used for so long is good for nothing more.
    private static readonly TimeSpan RefreshIdle = TimeSpan.FromDays(90);

    internal ValueTask<TokenResult> Give(ProvenClient client, ClientForm form, string issuer, CancellationToken ct) => form["grant_type"] switch
    {
        "client_credentials" => ForItself(client, form, ct),
        "authorization_code" => ForCode(client, form, issuer, ct),
        "refresh_token" => ForRefresh(client, form, ct),
        _ => new(TokenResult.Refused("unsupported_grant_type", "Send grant_type=authorization_code, refresh_token or client_credentials.")),
    };

    // https://hl7.org/fhir/smart-app-launch/STU2.2/backend-services.html
    private async ValueTask<TokenResult> ForItself(ProvenClient client, ClientForm form, CancellationToken ct)
    {
        var isDemo = client.App.Id == DemoClient.Id;
        if (client.Assertion is null && !isDemo)
        {
            return TokenResult.Refused("unauthorized_client", "A client on its own behalf proves itself by a signed assertion.");
        }

        if (!(form["scope"] is { } wanted ? ScopeSet.Parse(wanted) : Outcome.Ok(client.App.Scopes)).TryGet(out var asked, out var problem))
        {
            return TokenResult.Refused("invalid_scope", problem.Message);
        }

        if (asked.Resources.Any(scope => scope.Level != ScopeLevel.System))
        {
            return TokenResult.Refused("invalid_scope", "A system asks for scopes that begin with system/.");
        }

        var granted = asked.And(client.App.Scopes).Without(_ => true, scope => scope.Level != ScopeLevel.System);
        if (granted.IsEmpty)
        {
            return TokenResult.Refused("invalid_scope", "The client is registered for none of these scopes.");
        }

        var scopes = granted.ToString();
        return await tokens.Issue(client.App, scopes, client.Assertion, ct) is { } token
            ? new TokenResult(new TokenAnswer(token, "Bearer", (int)(isDemo ? TokenStore.Lifetime : TokenStore.SystemLifetime).TotalSeconds, scopes), null)
            : Replayed();
    }

    private async ValueTask<TokenResult> ForCode(ProvenClient client, ClientForm form, string issuer, CancellationToken ct)
    {
        if (form["code"] is not { } code || form["redirect_uri"] is not { } redirect || form["code_verifier"] is not { } verifier)
        {
            return TokenResult.Refused("invalid_request", "Send code, redirect_uri and code_verifier.");
        }

        var fresh = new Fresh(Secret.New(), Secret.New(), clock.GetUtcNow(), await events.Number(ct));
        var given = await database.Write(
            async tx =>
            {
                var found = Secret.Hash(code) is { } hash ? await CodeRow.Find(tx, hash) : null;
                if (found is null || found.Family.App != client.App.Id)
                {
                    return Wrong("The code is not known.");
                }

                return await Assert(tx, client, fresh) ?? await Redeem(tx, found, (redirect, verifier), fresh);
            },
            ct);
        if (given.IsTakenBack)
        {
            tokens.Forget();
        }

        return given.Family is { } family ? new TokenResult(given.Result.Answer! with { IdToken = idTokens.Of(family, issuer) }, null) : given.Result;
    }

    private async ValueTask<Given> Redeem(WriteTransaction tx, CodeRow code, (string Redirect, string Verifier) shown, Fresh fresh)
    {
        if (code.WasUsed)
        {
            return await TakeBack(tx, code.Family, fresh, "code-reused");
        }

        if (code.ExpiresAt <= fresh.At || code.Family.HasEnded)
        {
            return Wrong("The code has expired: it is good for a minute.");
        }

        if (code.Redirect != shown.Redirect || !Pkce.Fits(shown.Verifier, code.Challenge))
        {
            return Wrong("redirect_uri or code_verifier are not those that the code was given for.");
        }

        if (await tx.Execute("UPDATE access_code SET used_at = $2 WHERE hash = $1 AND used_at IS NULL", code.Hash, fresh.At.ToUnixTimeMilliseconds()) == 0)
        {
            return await TakeBack(tx, code.Family, fresh, "code-reused");
        }

        return await Store(tx, code.Family, ScopeSet.Of(code.Family.Scopes), fresh, "token");
    }

    private async ValueTask<TokenResult> ForRefresh(ProvenClient client, ClientForm form, CancellationToken ct)
    {
        if (form["refresh_token"] is not { } refresh)
        {
            return TokenResult.Refused("invalid_request", "Send refresh_token.");
        }

        if (!ScopeSet.Parse(form["scope"]).TryGet(out var asked, out var problem))
        {
            return TokenResult.Refused("invalid_scope", problem.Message);
        }

        var fresh = new Fresh(Secret.New(), Secret.New(), clock.GetUtcNow(), await events.Number(ct));
        var given = await database.Write(
            async tx =>
            {
                var found = Secret.Hash(refresh) is { } hash ? await RefreshRow.Find(tx, hash) : null;
                if (found is null || found.Family.App != client.App.Id)
                {
                    return Wrong("The refresh token is not known.");
                }

                return await Assert(tx, client, fresh) ?? await Rotate(tx, found, asked, fresh);
            },
            ct);
        if (given.IsTakenBack)
        {
            tokens.Forget();
        }

        return given.Result;
    }

    private async ValueTask<Given> Rotate(WriteTransaction tx, RefreshRow refresh, ScopeSet asked, Fresh fresh)
    {
        if (refresh.Family.HasEnded || refresh.Family.EndsAt <= fresh.At)
        {
            return Wrong("The access has ended.");
        }

        if (refresh.WasUsed)
        {
            return await TakeBack(tx, refresh.Family, fresh, "refresh-reused");
        }

        var granted = ScopeSet.Of(refresh.Family.Scopes);
        if (!granted.Covers(asked))
        {
            return new Given(TokenResult.Refused("invalid_scope", "A refreshed token has at most the scopes that were granted."), null, false);
        }

        if (refresh.ExpiresAt <= fresh.At)
        {
            return Wrong("The refresh token has expired.");
        }

        if (refresh.Family.Session is { } session && !await SessionLink.Lives(tx, session, fresh.At))
        {
            return await TakeBack(tx, refresh.Family, fresh, "session-ended");
        }

        if (!await Standing.Employs(tx, refresh.Family.Caller, fresh.At))
        {
            return await TakeBack(tx, refresh.Family, fresh, "post-ended");
        }

        if (await tx.Execute("UPDATE access_refresh SET used_at = $2 WHERE hash = $1 AND used_at IS NULL", refresh.Hash, fresh.At.ToUnixTimeMilliseconds()) == 0)
        {
            return await TakeBack(tx, refresh.Family, fresh, "refresh-reused");
        }

        return await Store(tx, refresh.Family, asked.IsEmpty ? granted : asked, fresh, "refresh");
    }

    private async ValueTask<Given> Store(WriteTransaction tx, Family family, ScopeSet scopes, Fresh fresh, string what)
    {
        var granted = ScopeSet.Of(family.Scopes);
        var hasRefresh = granted.Has("offline_access") || granted.Has("online_access");
        var expires = Earlier(fresh.At + TokenStore.Lifetime, family.EndsAt);
        await TokenStore.Insert(tx, fresh.Access, new TokenFacts(family.App, scopes.ToString(), fresh.At, expires, family.Number));
        if (hasRefresh)
        {
            await tx.Execute(
                "INSERT INTO access_refresh (hash, family, expires_at) VALUES ($1, $2, $3)",
                Secret.Hash(fresh.Refresh),
                family.Number,
                Earlier(fresh.At + RefreshIdle, family.EndsAt).ToUnixTimeMilliseconds());
        }

        await events.Write(tx, fresh.Number, what, family.Caller.Reference, $"app {family.App}");
        var answer = new TokenAnswer(fresh.Access, "Bearer", (int)(expires - fresh.At).TotalSeconds, scopes.ToString())
        {
            RefreshToken = hasRefresh ? fresh.Refresh : null,
            Patient = IdOf(family.Caller.LaunchPatient),
            Encounter = IdOf(family.Encounter),
            NeedsPatientBanner = family.Caller.LaunchPatient is null ? null : true,
        };
        return new Given(new TokenResult(answer, null), family, false);
    }

    // The client is refused, and what it or somebody else got before is worth nothing from now on.
    private async ValueTask<Given> TakeBack(WriteTransaction tx, Family family, Fresh fresh, string why)
    {
        if (!family.HasEnded)
        {
            await Family.End(tx, family.Number, fresh.At);
            await events.Write(tx, fresh.Number, "revocation", family.Caller.Reference, $"{why}: app {family.App}");
        }

        return Wrong("It was used before, or the log-in it belongs to has ended: everything that was given for it is taken back.") with { IsTakenBack = true };
    }

    private static async ValueTask<Given?> Assert(WriteTransaction tx, ProvenClient client, Fresh fresh) =>
        client.Assertion is { } assertion && !await TokenStore.Use(tx, assertion, fresh.At) ? new Given(Replayed(), null, false) : null;

    private static TokenResult Replayed() => TokenResult.Refused("invalid_client", "The assertion was used before: sign a new one with another jti.");

    private static Given Wrong(string description) => new(TokenResult.Refused("invalid_grant", description), null, false);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset two) => one < two ? one : two;

    private static string? IdOf(string? reference) => reference?[(reference.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private sealed record Fresh(string Access, string Refresh, DateTimeOffset At, long Number);

    private sealed record Given(TokenResult Result, Family? Family, bool IsTakenBack);
}
