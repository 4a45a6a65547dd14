using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Helhed.Clinic;

/// <summary>
/// What was searched for, kept for ten minutes in an encrypted cookie of the clinic's pages. A name or CPR number
/// must not stand in an address (history, logs), and going back from a patient must show the list again without asking
/// to send the form a second time.
/// </summary>
internal sealed class FindMemory(IDataProtectionProvider protection)
{
    private const string Cookie = "klinik-find";
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector _protector =
        protection.CreateProtector("Helhed.Clinic.Find").ToTimeLimitedDataProtector();

    public void Remember(HttpContext context, string typed) =>
        context.Response.Cookies.Append(Cookie, _protector.Protect($"{Owner(context)}\n{typed}", Kept), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = Kept,
            Path = "/klinik",
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
        });

    /// <summary>What this person searched for last; null when nothing, too long ago, or another person at the same computer did.</summary>
    public string? Recall(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { } kept)
        {
            return null;
        }

        try
        {
            var parts = _protector.Unprotect(kept).Split('\n', 2);
            return parts.Length == 2 && parts[0] == Owner(context) ? parts[1] : null;
        }
        catch (CryptographicException)
        {
            // Expired, tampered with, or protected by a key of another installation: the same as nothing searched.
            return null;
        }
    }

    private static string Owner(HttpContext context) => Access.CallerContext.Caller(context).Reference;
}
