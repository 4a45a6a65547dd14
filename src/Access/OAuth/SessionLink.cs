using Helhed.Access.Sessions;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Access.OAuth;

/// <summary>What grants have to do with the log-in in the browser: access while somebody is logged in (online_access) ends with it.</summary>
internal static class SessionLink
{
    /// <summary>The key of the browser's session; null when it has none.</summary>
    internal static byte[]? Of(HttpContext context) => Secret.Hash(SessionCookie.Read(context.Request, Options(context)));

    private static AccessOptions Options(HttpContext context) => context.RequestServices.GetRequiredService<AccessOptions>();

    /// <summary>Whether a session still lasts.</summary>
    internal static async ValueTask<bool> Lives(SqlSession session, byte[] hash, DateTimeOffset now) =>
        await session.First<long?>("SELECT expires_at FROM access_session WHERE hash = $1", row => row.Long(0), hash) > now.ToUnixTimeMilliseconds();

    /// <summary>Whether somebody who works here still does, in the role they consented in.</summary>
    internal static async ValueTask<bool> StillEmploys(SqlSession session, Caller caller, DateTimeOffset now) =>
        caller.Post is not { } post || await session.First<long?>(
            "SELECT 1 FROM access_post WHERE person = $1 AND reference = $2 AND begins <= $3 AND ends > $3", row => row.Long(0), caller.Reference, post, now.ToUnixTimeMilliseconds()) is not null;

    /// <summary>Ends the browser's session, so that whoever is there logs in anew.</summary>
    internal static async ValueTask End(HttpContext context, CancellationToken ct)
    {
        await context.RequestServices.GetRequiredService<SessionStore>().End(SessionCookie.Read(context.Request, Options(context)), ct);
        SessionCookie.Delete(context, Options(context));
    }
}
