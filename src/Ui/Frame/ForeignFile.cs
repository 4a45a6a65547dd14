using Microsoft.AspNetCore.Http;

namespace Helhed.Ui;

/// <summary>A file that came from outside, such as the scan of a paper: shown as what it is, and never run.</summary>
public static class ForeignFile
{
    /// <summary>The file as an answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="base64">Its bytes.</param>
    /// <returns>Null when it is none of PDF, PNG and JPEG, or no base64.</returns>
    public static IResult? Of(HttpContext context, string? type, string? base64)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (base64 is null || type is not ("application/pdf" or "image/png" or "image/jpeg"))
        {
            return null;
        }

        var bytes = new byte[(base64.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return null;
        }

        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Bytes(bytes.AsMemory(0, length), type);
    }
}
