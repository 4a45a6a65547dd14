using Helhed.Access.OAuth;
using Helhed.Access.Sessions;
using Helhed.Access.Tokens;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.Http;

/// <summary>
/// Finds out who asks. The API takes only bearer tokens: a browser sends its cookie to every form that a foreign page submits,
/// but a token never. Pages take the session cookie only: what people do there is not measured against the scopes of an app, so an app's
/// token opens none of them (RFC 6749, section 7).
/// </summary>
internal sealed class CallerMiddleware
{
    private const string Scheme = "Bearer ";

    // Compared without case, as routing does: /FHIR is the same API.
    private static readonly PathString Api = new("/fhir");
    private static readonly PathString[] ForTokens = [Api, "/events", "/apd", "/ledger"];
    private static readonly PathString SessionClock = new("/log-ind/tid");
    private static readonly PathString[] Open = ["/fhir/metadata", "/fhir/.well-known"];

    private readonly RequestDelegate _next;
    private readonly TokenStore _tokens;
    private readonly SessionStore _sessions;
    private readonly AccessOptions _options;

    public CallerMiddleware(RequestDelegate next, TokenStore tokens, SessionStore sessions, AccessOptions options)
    {
        _next = next;
        _tokens = tokens;
        _sessions = sessions;
        _options = options;
    }

    public async Task InvokeAsync(HttpContext context)
    {
        if (CrossOrigin.Answer(context))
        {
            return;
        }

        var authorization = context.Request.Headers.Authorization.ToString();
        var isApi = context.Request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase);
        if (IsBearer(context.Request))
        {
            var token = authorization[Scheme.Length..].Trim();
            if (!ForTokens.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                await context.Response.WriteAsync("A token opens the API below /fhir. Pages are for people who have logged in on them.", context.RequestAborted);
                return;
            }

            if (await _tokens.CallerOf(token, context.RequestAborted) is not { } bearer)
            {
                await Unauthorized.Write(context, isApi, wasGiven: true);
                return;
            }

            context.SetCaller(bearer, ct => _tokens.CallerOf(token, ct));
        }
        else if (!isApi)
        {
            await BySession(context);
        }
        else if (!Open.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
        {
            await Unauthorized.Write(context, isApi, wasGiven: false);
            return;
        }

        await _next(context);
    }

    /// <summary>Whether a request comes with a token, in place of a cookie.</summary>
    internal static bool IsBearer(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>What a page does by itself: asking how long there is left, and listening for events. It does not make the session last.</summary>
    private static bool IsNoUse(HttpRequest request) =>
        request.Path.Equals(SessionClock, StringComparison.OrdinalIgnoreCase) || request.Headers.Accept.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private async ValueTask BySession(HttpContext context)
    {
        if (SessionCookie.Read(context.Request, _options) is not { } cookie)
        {
            return;
        }

        var session = IsNoUse(context.Request) ? await _sessions.Look(cookie, context.RequestAborted) : await _sessions.Use(cookie, context.RequestAborted);
        context.SetSession(session);
        if (session?.Caller is { } caller)
        {
            context.SetCaller(caller, ct => _sessions.CallerOf(cookie, ct));
        }
    }
}
