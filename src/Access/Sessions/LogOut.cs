using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Helhed.Access.Sessions;

/// <summary>POST /logout: ends the session here and in the browser, and goes to the front page.</summary>
internal static class LogOut
{
    internal static async Task<RedirectHttpResult> Post(HttpContext context, SessionStore sessions, CancellationToken ct)
    {
        await sessions.End(SessionCookie.Read(context.Request), ct);
        SessionCookie.Delete(context);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.LocalRedirect("/");
    }
}
