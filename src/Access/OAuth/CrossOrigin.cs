using Microsoft.AspNetCore.Http;

namespace Helhed.Access.OAuth;

/// <summary>
/// Lets apps in a browser call the API and the endpoints for clients from their own origin: https://fetch.spec.whatwg.org/#http-cors-protocol
/// Any origin may, for nothing there listens to a cookie: without a token or a secret of its own a page gets nothing that it could not
/// fetch by other means.
/// </summary>
internal static class CrossOrigin
{
    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private const string Headers = "Authorization, Content-Type, Accept, Prefer, If-Match, If-None-Match, If-None-Exist, If-Modified-Since, X-Requested-With";
    private const string Exposed = "Location, Content-Location, ETag, Last-Modified, Retry-After, X-Progress, X-Access-Rule, WWW-Authenticate";

    private static readonly PathString[] Paths =
        [Addresses.Fhir, Addresses.Token, Addresses.Introspect, Addresses.Revoke, Addresses.Register, Addresses.Keys, "/.well-known"];

    /// <summary>Adds what the browser asks for. True when the request was only the browser's question, which is answered then.</summary>
    internal static bool Answer(HttpContext context)
    {
        if (context.Request.Headers.Origin.Count == 0 || !IsForApps(context.Request.Path))
        {
            return false;
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = Exposed;
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0)
        {
            return false;
        }

        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = Headers;
        headers.AccessControlMaxAge = "3600";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }

    private static bool IsForApps(PathString path)
    {
        foreach (var one in Paths)
        {
            if (path.StartsWithSegments(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
