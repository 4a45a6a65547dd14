using Microsoft.AspNetCore.Http;

namespace Helhed.Access.Sessions;

internal static class SessionCookie
{
    private const string Name = "helhed_session";

    internal static string? Read(HttpRequest request) => request.Cookies[Name];

    internal static void Write(HttpContext context, string secret) => context.Response.Cookies.Append(Name, secret, Options(context));

    internal static void Delete(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context));

    // Lax: a link from outside finds you logged in, a form from outside does not.
    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = "/",
        IsEssential = true,
    };
}
