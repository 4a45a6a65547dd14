using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Helhed.Access.Sessions;

/// <summary>POST /logout, for programs in demo mode: ends the session here and in the browser, and goes to the front page. People's is /logud.</summary>
internal static class LogOut
{
    internal static async Task<RedirectHttpResult> Post(HttpContext context, SessionStore sessions, AccessOptions options, CancellationToken ct)
    {
        await sessions.End(SessionCookie.Read(context.Request, options), ct);
        SessionCookie.Delete(context, options);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.LocalRedirect("/");
    }
}
