using Helhed.Access.Log;
using Helhed.Access.Looks;
using Helhed.Access.OAuth;
using Helhed.Access.Scopes;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.Behalf;

/// <summary>
/// Whether a caller of whom only the text was kept could still ask for something today. Work that goes on behind a request asks at its
/// beginning and as it goes on: approvals, grants, posts and mandates end meanwhile, and a token that would show it is not there.
/// </summary>
/// <param name="options">Whether it is demo mode.</param>
/// <param name="clock">The clock.</param>
public sealed class Standing(AccessOptions options, TimeProvider clock)
{
    /// <summary>Looks up what has been lost; some primary keys at most.</summary>
    /// <param name="session">A snapshot of now, or the transaction that the answer is for.</param>
    /// <param name="caller">The caller, from <see cref="CallerText.Read"/>.</param>
    /// <param name="since">When the caller asked for it: what was withdrawn later and given anew does not count. Null for work that has no such time.</param>
    /// <returns>Null while the caller stands. Forbidden with the rule: app-withdrawn, grant-ended, post-ended, mandate-ended or demo-ended.</returns>
    public async ValueTask<Problem?> Lost(SqlSession session, Caller caller, DateTimeOffset? since)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(caller);
        var now = clock.GetUtcNow();
        if (!options.Demo && caller.Reference == DemoClient.Reference)
        {
            return Of("demo-ended", "The server is not in demo mode any more.");
        }

        if (caller.Client is { } client && !await Approves(session, client, caller.Purpose, since))
        {
            return Of("app-withdrawn", "The app is not approved any more, or was approved anew after this was asked for.");
        }

        if (caller is { Client: not null, Kind: CallerKind.Citizen or CallerKind.Staff } && !await Grants(session, caller, now, since ?? now))
        {
            return Of("grant-ended", "The access that the person had granted the app has ended or was withdrawn.");
        }

        if (!await Employs(session, caller, now))
        {
            return Of("post-ended", "The post has ended, or is another by now.");
        }

        return caller.Kind == CallerKind.Citizen && caller.Subject != caller.Reference && !await Acting.May(session, caller, now)
            ? Of("mandate-ended", "The citizen may not act for the other person any more.")
            : null;
    }

    /// <summary>The entry that says that somebody's work was stopped.</summary>
    /// <param name="caller">On whose behalf it was.</param>
    /// <param name="lost">From <see cref="Lost"/>.</param>
    /// <param name="request">What had been asked for.</param>
    /// <returns>A denied try.</returns>
    public static AccessEntry Entry(Caller caller, Problem lost, string request)
    {
        ArgumentNullException.ThrowIfNull(lost);
        return new AccessEntry("denied", caller, lost.Rule ?? "refused", []) { Query = request };
    }

    private static Problem Of(string rule, string message) => new(ProblemKind.Forbidden, message) { Rule = rule };

    private async ValueTask<bool> Approves(SqlSession session, string client, string? purpose, DateTimeOffset? since)
    {
        var app = await session.First<(AppState State, long ChangedAt, string Purpose)?>(
            "SELECT state, changed_at, purpose FROM access_app WHERE id = $1", row => ((AppState)row.Int(0), row.Long(1), row.Text(2)), client);
        return app is { } found && OAuth.Apps.MayBeUsed(found.State, options)
            && (since is null || found.ChangedAt <= since.Value.ToUnixTimeMilliseconds())
            && (found.Purpose.Length == 0 || found.Purpose == purpose);
    }

    // One of the person's grants to the app, from before it was asked for, that gives as much for the same caller.
    private static async ValueTask<bool> Grants(SqlSession session, Caller caller, DateTimeOffset now, DateTimeOffset since)
    {
        var families = await session.Query(
            $"""
            SELECT {Family.Columns}, s.expires_at
            FROM access_grant g JOIN access_family f ON f.consent = g.number LEFT JOIN access_session s ON s.hash = f.session
            WHERE g.person = $1 AND g.app = $2 AND g.patient = $3 AND f.ended_at IS NULL AND f.ends_at > $4 AND f.begun_at <= $5
            """,
            row => (Family: Family.Map(row, 0), SessionEnds: row.LongOrNull(20)),
            caller.Reference, caller.Client, caller.LaunchPatient ?? "", now.ToUnixTimeMilliseconds(), since.ToUnixTimeMilliseconds());
        var asked = ScopeSet.Of(caller.Scopes ?? "");
        return families.Any(f => (f.Family.Session is null || f.SessionEnds > now.ToUnixTimeMilliseconds())
            && CallerText.Of(f.Family.Caller with { Scopes = null, Assurance = 0 }) == CallerText.Of(caller with { Scopes = null, Assurance = 0 })
            && ScopeSet.Of(f.Family.Scopes).Covers(asked));
    }

    /// <summary>Whether somebody who works here still does, in the role they had.</summary>
    internal static async ValueTask<bool> Employs(SqlSession session, Caller caller, DateTimeOffset now) =>
        caller is not { Kind: CallerKind.Staff, Post: { } post } || await session.First(
            "SELECT 1 FROM access_post WHERE person = $1 AND reference = $2 AND role = $3 AND unit = $4 AND begins <= $5 AND ends > $5",
            _ => true, caller.Reference, post, caller.Role, caller.Organization ?? "", now.ToUnixTimeMilliseconds());
}
