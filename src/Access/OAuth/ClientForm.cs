using System.Net.Http.Headers;
using System.Text;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Helhed.Access.OAuth;

/// <summary>What a client sends to the endpoints for clients: a form, and perhaps its secret by HTTP Basic. https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1</summary>
internal sealed record ClientForm(IFormCollection Fields, ClientForm.HeaderCredentials Header)
{
    private const int LongestHeader = 2048;

    private static readonly FormOptions Limits = new() { ValueCountLimit = 24, KeyLengthLimit = 64, ValueLengthLimit = 9 * 1024 };

    /// <summary>A field's value; null when it is missing or empty, which mean the same (RFC 6749, section 3.1).</summary>
    internal string? this[string name] => Fields.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Reads a request. A problem means that its shape is wrong (invalid_request).</summary>
    internal static async ValueTask<Outcome<ClientForm>> Read(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType || request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return Wrong("Send the parameters as application/x-www-form-urlencoded.");
        }

        if (request.QueryString.HasValue)
        {
            return Wrong("Send the parameters in the body: addresses are kept in logs.");
        }

        IFormCollection form;
        try
        {
            form = await new FormFeature(request, Limits).ReadFormAsync(ct);
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException)
        {
            return Wrong("The form cannot be read, or is larger than a request of a client can be.");
        }

        if (form.Any(field => field.Value.Count > 1))
        {
            return Wrong("A parameter is given more than once.");
        }

        return FromHeader(request.Headers.Authorization).Map(header => new ClientForm(form, header));
    }

    private static Outcome<HeaderCredentials> FromHeader(StringValues authorization)
    {
        if (authorization.Count == 0)
        {
            return new HeaderCredentials(false, null, "");
        }

        if (!AuthenticationHeaderValue.TryParse(authorization.ToString(), out var header)
            || !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return Wrong("Authenticate the client by HTTP Basic, in the form or by a signed assertion.");
        }

        Span<byte> bytes = new byte[LongestHeader];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var length))
        {
            return new HeaderCredentials(true, null, "");
        }

        var pair = Encoding.UTF8.GetString(bytes[..length]);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new HeaderCredentials(true, null, "")
            : new HeaderCredentials(true, Decode(pair[..colon]), Decode(pair[(colon + 1)..]));
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static Problem Wrong(string message) => new(ProblemKind.Invalid, message);

    /// <summary>HTTP Basic: whether it was given, and what stood in it where that could be read.</summary>
    internal sealed record HeaderCredentials(bool WasGiven, string? Id, string Secret);
}
