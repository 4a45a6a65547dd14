using Microsoft.AspNetCore.Http;

namespace Helhed.Access.Sessions;

/// <summary>
/// The cookie of a session, and the one of a log-in under way. On https their names begin with __Host-, so that no other host of the domain and
/// nobody on the way can plant one; plain http, which is for this machine alone, does not have such names.
/// https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3.2
/// </summary>
internal static class SessionCookie
{
    private const string Plain = "helhed_session";
    private const string Secured = "__Host-helhed";
    private const string PlainBrowser = "helhed_login";
    private const string SecuredBrowser = "__Host-helhed-login";

    internal static string? Read(HttpRequest request, AccessOptions options) => request.Cookies[options.IsHttps(request) ? Secured : Plain];

    internal static void Write(HttpContext context, AccessOptions options, string secret) =>
        context.Response.Cookies.Append(options.IsHttps(context.Request) ? Secured : Plain, secret, Attributes(context, options));

    internal static void Delete(HttpContext context, AccessOptions options) =>
        context.Response.Cookies.Delete(options.IsHttps(context.Request) ? Secured : Plain, Attributes(context, options));

    /// <summary>The secret of the browser that begins a log-in.</summary>
    internal static string? ReadBrowser(HttpRequest request, AccessOptions options) => request.Cookies[options.IsHttps(request) ? SecuredBrowser : PlainBrowser];

    internal static void WriteBrowser(HttpContext context, AccessOptions options, string secret) =>
        context.Response.Cookies.Append(options.IsHttps(context.Request) ? SecuredBrowser : PlainBrowser, secret, Attributes(context, options));

    internal static void DeleteBrowser(HttpContext context, AccessOptions options) =>
        context.Response.Cookies.Delete(options.IsHttps(context.Request) ? SecuredBrowser : PlainBrowser, Attributes(context, options));

    // Lax: a link from outside finds you logged in, and the provider's answer the log-in it belongs to; a form from outside does not.
    private static CookieOptions Attributes(HttpContext context, AccessOptions options) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = options.IsHttps(context.Request),
        Path = "/",
        IsEssential = true,
    };
}
