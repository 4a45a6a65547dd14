using System.Globalization;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>Reads bodies and version headers of requests, within limits.</summary>
internal static class RequestBody
{
    /// <summary>Largest body in bytes.</summary>
    public const int MaxBytes = 50 * 1024 * 1024;

    public static async ValueTask<Outcome<ReadOnlyMemory<byte>>> Read(HttpRequest request)
    {
        if (request.ContentType is { } type && !IsJson(type))
        {
            return new Problem(ProblemKind.UnsupportedMediaType, $"Send application/fhir+json, not '{type.Split(';')[0]}'.");
        }

        if (request.ContentLength > MaxBytes)
        {
            return TooLarge;
        }

        // Grown as bytes arrive, so that a false Content-Length reserves nothing.
        using var buffer = new MemoryStream(request.ContentLength is { } length ? (int)Math.Min(length, 1 << 20) : 4096);
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
            {
                return TooLarge;
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.Length == 0
            ? new Problem(ProblemKind.Invalid, "The request has no body; send a resource as JSON.")
            : (ReadOnlyMemory<byte>)buffer.ToArray();
    }

    /// <summary>The version in <c>If-Match: W/"3"</c>, or null without the header.</summary>
    public static Outcome<int?> IfMatch(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString();
        if (header.Length == 0)
        {
            return Outcome.Ok<int?>(null);
        }

        var text = header.StartsWith("W/", StringComparison.Ordinal) ? header[2..] : header;
        return int.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? Outcome.Ok<int?>(version)
            : new Problem(ProblemKind.Invalid, "If-Match is the ETag of a version, such as W/\"3\".");
    }

    private static Problem TooLarge => new(ProblemKind.TooLarge, $"The body is over the limit of {MaxBytes / 1024 / 1024} MB. Send it in parts, or use './dev import'.");

    private static bool IsJson(string contentType)
    {
        var media = contentType.Split(';')[0].Trim().ToLowerInvariant();
        return media is "application/fhir+json" or "application/json" or "text/json" or "application/json+fhir";
    }
}
