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

    /// <summary>Ends the browser's session, so that whoever is there logs in anew.</summary>
    internal static async ValueTask End(HttpContext context, CancellationToken ct)
    {
        await context.RequestServices.GetRequiredService<SessionStore>().End(SessionCookie.Read(context.Request, Options(context)), ct);
        SessionCookie.Delete(context, Options(context));
    }
}
