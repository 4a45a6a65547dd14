using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace Helhed.Access.Sessions;

/// <summary>GET /demo/login?as=PERSONA&amp;to=/path: logs in as a made-up person, without proof. Exists in demo mode only.</summary>
internal static partial class DemoLogIn
{
    internal static async Task<Results<RedirectHttpResult, NotFound<string>, BadRequest<string>>> Get(
        HttpContext context, SessionStore sessions, AccessOptions options, ILogger<SessionStore> log, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (Personas.Find(context.Request.Query["as"]) is not { } persona)
        {
            return TypedResults.NotFound("There is no such persona; /demo lists them.");
        }

        var target = context.Request.Query["to"].ToString();
        if (target.Length > 0 && !LocalPath.IsLocal(target))
        {
            return TypedResults.BadRequest("The parameter to must be a path on this server, such as /borger.");
        }

        var secret = await sessions.Start(persona, SessionCookie.Read(context.Request, options), ct);
        SessionCookie.Write(context, options, secret);
        LogLoggedIn(log, persona.Id);
        return TypedResults.LocalRedirect(target.Length > 0 ? target : persona.Start);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo log-in as {Persona}")]
    private static partial void LogLoggedIn(ILogger log, string persona);
}
