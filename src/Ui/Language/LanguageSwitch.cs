using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Ui;

/// <summary><c>GET /sprog?til=en&amp;to=/borger</c>: remembers the language for a year and goes back to the page.</summary>
internal static class LanguageSwitch
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(365);

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/sprog", Switch);

    public static string Address(Language language, string backTo) =>
        $"/sprog?til={language.Code()}&to={Uri.EscapeDataString(backTo)}";

    private static IResult Switch(HttpContext context, string? til, string? to)
    {
        context.Response.Cookies.Append(LanguageChoice.Cookie, LanguageChoice.OfCode(til).Code(), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = Remembered,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            Path = "/",
        });
        return Results.LocalRedirect(LocalPath.OrRoot(to));
    }
}

/// <summary>Addresses on this server only: a link from outside must not be able to send a reader elsewhere.</summary>
public static class LocalPath
{
    /// <summary><paramref name="path"/> when it is a path on this server, otherwise <c>/</c>.</summary>
    public static string OrRoot(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.Any(c => char.IsControl(c) || c == '\\')
            ? path
            : "/";
}
