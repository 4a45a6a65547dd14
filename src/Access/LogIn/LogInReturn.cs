using Helhed.Access.Log;
using Helhed.Access.Sessions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Helhed.Access.LogIn;

/// <summary>
/// The browser comes back from a provider: checks what it brings, finds the person, and begins or renews the session. Every refusal is an
/// entry of the ledger. https://openid.net/specs/openid-connect-core-1_0.html#AuthResponse
/// </summary>
internal sealed class LogInReturn(PendingLogIns pending, TokenCall tokens, PersonFinder people, SessionStore sessions, LogInEvents events)
{
    // Substantial, of NSIS: facts of health ask for no less.
    private const int LeastAssurance = 3;
    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(1);

    internal async Task<LogInAnswer> Complete(HttpContext context, ProviderSettings provider, string? browser, CancellationToken ct)
    {
        var query = context.Request.Query;
        if (await pending.Take(query["state"], browser, provider.Name, ct) is not { } begun)
        {
            return await events.Refuse(provider, LogInResult.Expired, null, ct);
        }

        if (query["iss"].ToString() is { Length: > 0 } issuer && issuer != provider.Issuer)
        {
            return await events.Refuse(provider, LogInResult.NotTrusted, null, ct); // https://www.rfc-editor.org/rfc/rfc9207
        }

        if (query["code"].ToString() is not { Length: > 0 } code)
        {
            var result = query["error"] == "access_denied" ? LogInResult.Cancelled : LogInResult.ProviderFailed;
            return await events.Refuse(provider, result, null, ct);
        }

        if (!(await tokens.Exchange(provider, code, begun, ct)).TryGet(out var proof, out var problem))
        {
            events.LogFault(provider, problem);
            return await events.Refuse(provider, problem.Kind == ProblemKind.Unauthenticated ? LogInResult.NotTrusted : LogInResult.ProviderFailed, null, ct);
        }

        var assurance = Assurance(provider, proof);
        if (assurance < LeastAssurance)
        {
            return await events.Refuse(provider, LogInResult.AssuranceTooLow, null, ct);
        }

        var vouched = new SessionProof(provider.Name, proof.Subject, proof.Claims.Text("sid"), proof.IdToken, assurance, proof.Claims.Moment("auth_time"));
        return begun.Session is null
            ? await LogIn(context, provider, proof, (vouched, begun), ct)
            : await Prove(context, provider, (vouched, begun), ct);
    }

    private async Task<LogInAnswer> LogIn(HttpContext context, ProviderSettings provider, Proof proof, (SessionProof Vouched, Pending Begun) at, CancellationToken ct)
    {
        var found = await people.Find(provider, proof, ct);
        if (found.Refusal is { } refusal)
        {
            return await events.Refuse(provider, refusal, found.Reference, ct);
        }

        var post = found.Posts.Count == 1 ? found.Posts[0] : null;
        var session = new NewSession(found.Reference!, proof.Claim(provider.NameClaim) ?? found.Reference!, post?.Reference, at.Vouched);
        events.Write(context, await sessions.Start(session, events.Read(context), ct));
        return provider.Kind == CallerKind.Staff && post is null
            ? new LogInAnswer(LogInResult.ChooseRole, LogIns.RolePath(at.Begun.Target))
            : new LogInAnswer(LogInResult.LoggedIn, at.Begun.Target.Length > 0 ? at.Begun.Target : LogIns.StartOf(post?.Role));
    }

    private async Task<LogInAnswer> Prove(HttpContext context, ProviderSettings provider, (SessionProof Vouched, Pending Begun) at, CancellationToken ct)
    {
        if (context.Session() is not { } session || !session.Hash.AsSpan().SequenceEqual(at.Begun.Session))
        {
            return await events.Refuse(provider, LogInResult.Expired, null, ct);
        }

        var now = events.Now;
        if (at.Vouched.At is not { } proven || proven < now - SessionContext.Fresh || proven > now + Drift)
        {
            return await events.Refuse(provider, LogInResult.NotFresh, session.Who, ct);
        }

        if (await sessions.Prove(session, at.Vouched, ct) is not { } secret)
        {
            return await events.Refuse(provider, LogInResult.SomebodyElse, session.Who, ct);
        }

        events.Write(context, secret);
        return new LogInAnswer(LogInResult.LoggedIn, at.Begun.Target.Length > 0 ? at.Begun.Target : LogIns.StartOf(session.Caller?.Role));
    }

    private static int Assurance(ProviderSettings provider, Proof proof)
    {
        if (provider.AssuranceClaim is not { } claim)
        {
            return provider.AssuranceOfAll;
        }

        return proof.Claim(claim) is { } value && provider.Levels.TryGetValue(value, out var level) ? level : 0;
    }
}

/// <summary>What a log-in leaves behind: the cookie, the ledger's entry, a line in the log.</summary>
internal sealed partial class LogInEvents(Database database, AccessEvents events, AccessOptions options, TimeProvider clock, ILogger<LogInEvents> log)
{
    internal DateTimeOffset Now => clock.GetUtcNow();

    internal string? Read(HttpContext context) => SessionCookie.Read(context.Request, options);

    internal void Write(HttpContext context, string secret) => SessionCookie.Write(context, options, secret);

    /// <summary>A refusal. Its entry names the person where the records know them, and the provider otherwise; never a number.</summary>
    internal async Task<LogInAnswer> Refuse(ProviderSettings provider, LogInResult why, string? reference, CancellationToken ct)
    {
        var number = await events.Number(ct);
        await database.Write(
            async tx =>
            {
                await events.Write(tx, number, "log-in-refused", reference ?? $"LogIn/{provider.Name}", why.ToString());
                return 0;
            },
            ct);
        LogRefused(log, provider.Name, why);
        return new LogInAnswer(why, "");
    }

    /// <summary>What was wrong with a provider's answer: our own words, none of theirs.</summary>
    internal void LogFault(ProviderSettings provider, Problem problem) => LogProviderFault(log, provider.Name, problem.Message);

    [LoggerMessage(Level = LogLevel.Information, Message = "Log-in at {Provider} was refused: {Why}")]
    private static partial void LogRefused(ILogger log, string provider, LogInResult why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Provider {Provider}: {Fault}")]
    private static partial void LogProviderFault(ILogger log, string provider, string fault);
}
