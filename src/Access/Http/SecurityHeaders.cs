using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Helhed.Access.Http;

/// <summary>
/// Headers that every answer has, whatever made it. What an endpoint has set itself stays: pages have a policy of their own.
/// https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next, AccessOptions options)
{
    private static readonly StringValues Policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Referrer = "same-origin";
    private static readonly StringValues Permissions = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues Deny = "DENY";

    // A year. Other hosts of the domain are not ours to decide about.
    private static readonly StringValues StrictTransport = "max-age=31536000";

    public Task InvokeAsync(HttpContext context)
    {
        // Just before the headers leave: an error page begins with headers of its own.
        context.Response.OnStarting(
            static state =>
            {
                var (context, options) = ((HttpContext, AccessOptions))state;
                Set(context, options.IsHttps(context.Request));
                return Task.CompletedTask;
            },
            (context, options));
        return next(context);
    }

    private static void Set(HttpContext context, bool isHttps)
    {
        var headers = context.Response.Headers;
        headers.TryAdd("Content-Security-Policy", Policy);
        headers.TryAdd("X-Content-Type-Options", NoSniff);
        headers.TryAdd("Referrer-Policy", Referrer);
        headers.TryAdd("Permissions-Policy", Permissions);
        headers.TryAdd("Cross-Origin-Opener-Policy", SameOrigin);
        headers.TryAdd("X-Frame-Options", Deny);
        if (isHttps)
        {
            headers.TryAdd("Strict-Transport-Security", StrictTransport);
        }
    }
}
