// https://hl7.org/fhir/R4/http.html#mime-type
using Helhed.Fhir.Json;
using Helhed.Fhir.Xml;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>Reads bodies of requests, within limits.</summary>
internal static class RequestBody
{
    /// <summary>Largest body in bytes.</summary>
    public const int MaxBytes = 50 * 1024 * 1024;

    /// <summary>The JSON of a resource that was sent as JSON or XML.</summary>
    public static async ValueTask<Outcome<ReadOnlyMemory<byte>>> Read(HttpRequest request)
    {
        if (TypeOf(request) is not { } type)
        {
            return Unread(request);
        }

        var body = await Bytes(request);
        if (!type.IsXml || !body.TryGet(out var xml, out _))
        {
            return body;
        }

        var parsed = FhirXml.Parse(xml);
        return parsed.Document is { } document ? Outcome.Ok(document.Json) : Problems.Of(parsed.Issues);
    }

    /// <summary>What was sent, parsed: with the places of the JSON or the XML in its findings.</summary>
    public static async ValueTask<Outcome<ParseResult>> Parse(HttpRequest request)
    {
        if (TypeOf(request) is not { } type)
        {
            return Unread(request);
        }

        var body = await Bytes(request);
        return body.Map(bytes => type.IsXml ? FhirXml.Parse(bytes) : FhirDocument.Parse(bytes));
    }

    /// <summary>The body as it is.</summary>
    public static async ValueTask<Outcome<ReadOnlyMemory<byte>>> Bytes(HttpRequest request, bool mayBeEmpty = false)
    {
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding and not "identity")
        {
            return new Problem(ProblemKind.UnsupportedMediaType, $"Send the body without Content-Encoding, not as '{Shorten(encoding)}'.");
        }

        if (request.ContentLength > MaxBytes)
        {
            return TooLarge;
        }

        RequestTime.Pause(request.HttpContext);

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

        RequestTime.Begin(request.HttpContext);
        return buffer.Length == 0 && !mayBeEmpty
            ? new Problem(ProblemKind.Invalid, "The request has no body; send a resource as JSON or XML.")
            : (ReadOnlyMemory<byte>)buffer.ToArray();
    }

    /// <summary>The type of the body; JSON where nothing is said, null for one that is not read here.</summary>
    public static MediaType? TypeOf(HttpRequest request) => request.ContentType is { Length: > 0 } type ? MediaType.OfBody(type) : MediaType.Json;

    /// <summary>What to send instead of a body of another type.</summary>
    public static Problem Unread(HttpRequest request) => new(
        ProblemKind.UnsupportedMediaType, $"Send application/fhir+json or application/fhir+xml of FHIR 4.0 in UTF-8, not '{Shorten(request.ContentType!)}'.");

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80];

    private static Problem TooLarge => new(ProblemKind.TooLarge, $"The body is over the limit of {MaxBytes / 1024 / 1024} MB. Send it in parts, or use './dev import'.");
}
