using Helhed.Access.Sessions;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.Http;

/// <summary>
/// Refuses what another page makes a logged-in browser send: a request that changes something and comes with a session's cookie must say that
/// it comes from one of our own pages. Browsers say so, and pages cannot make them say otherwise. Pages' forms carry a token besides.
/// https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, AccessOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
            || SessionCookie.Read(request, options) is null || IsWithoutCookie(request) || IsOwn(request))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>Where the cookie counts for nothing: the API, what apps send to the authorisation server, and whatever comes with a bearer token, in place of which no cookie is looked at.</summary>
    private static bool IsWithoutCookie(HttpRequest request) =>
        CallerMiddleware.IsBearer(request) || request.Path.StartsWithSegments("/fhir", StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/oauth2", StringComparison.OrdinalIgnoreCase);

    private bool IsOwn(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
        {
            return site == "same-origin";
        }

        if (request.Headers.Origin.ToString() is not { Length: > 0 } origin)
        {
            return false;
        }

        // The scheme may differ behind what ends TLS; the host may not.
        return origin == options.Origin(request) || (Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.Authority == request.Host.Value && address.Scheme == request.Scheme);
    }
}
