using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Ui;

/// <summary>
/// Whether an answer may be compressed. Under TLS the length of a compressed page tells of what is in it to somebody who listens and who can have
/// the reader's browser ask again and again with words of their own (BREACH, https://breachattack.com). Browsers say who made them ask, and no page can make
/// them say otherwise: what our own pages or the reader asked for is compressed, what another page did is not.
/// https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
/// </summary>
internal static class Compressible
{
    public static bool Is(HttpContext context) => context.Request.Headers["Sec-Fetch-Site"].ToString() switch
    {
        "same-origin" or "none" => true,

        // Browsers of before 2023 and programs do not say; without TLS there is nothing that a length could add.
        "" => !context.Request.IsHttps && !context.RequestServices.GetRequiredService<UiSettings>().TlsInFront,
        _ => false,
    };
}
