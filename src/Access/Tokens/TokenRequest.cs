using System.Net.Http.Headers;
using System.Text;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Helhed.Access.Tokens;

/// <summary>
/// What a client sends to the token endpoint: a form, and its secret either in the form or by HTTP Basic, not both.
/// https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
/// </summary>
internal sealed record TokenRequest(string GrantType, string? Scope, ClientCredentials? Credentials, bool UsedHeader)
{
    private static readonly FormOptions Limits = new() { ValueCountLimit = 16, KeyLengthLimit = 64, ValueLengthLimit = 2048 };

    /// <summary>Reads a request. A problem means that its shape is wrong (invalid_request).</summary>
    internal static async ValueTask<Outcome<TokenRequest>> Read(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType || request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return Wrong("Send the parameters as application/x-www-form-urlencoded.");
        }

        IFormCollection form;
        try
        {
            form = await new FormFeature(request, Limits).ReadFormAsync(ct);
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException)
        {
            return Wrong("The form cannot be read, or is larger than a token request can be.");
        }

        if (form.Any(field => field.Value.Count > 1))
        {
            return Wrong("A parameter is given more than once.");
        }

        return FromHeader(request.Headers.Authorization).Then(header => Combine(form, header));
    }

    private static Outcome<TokenRequest> Combine(IFormCollection form, HeaderCredentials header)
    {
        var inForm = form.ContainsKey("client_secret");
        if (inForm && header.WasGiven)
        {
            return Wrong("Give the client's secret once: by HTTP Basic or in the form.");
        }

        if (form["grant_type"].ToString() is not { Length: > 0 } grantType)
        {
            return Wrong("grant_type is missing; send client_credentials.");
        }

        var credentials = inForm ? new ClientCredentials(form["client_id"].ToString(), form["client_secret"].ToString()) : header.Credentials;
        return new TokenRequest(grantType, form["scope"], credentials, header.WasGiven);
    }

    private static Outcome<HeaderCredentials> FromHeader(StringValues authorization)
    {
        if (authorization.Count == 0)
        {
            return new HeaderCredentials(false, null);
        }

        if (!AuthenticationHeaderValue.TryParse(authorization.ToString(), out var header)
            || !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return Wrong("Authenticate the client by HTTP Basic or in the form.");
        }

        Span<byte> bytes = new byte[2048];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var length))
        {
            return new HeaderCredentials(true, null);
        }

        var pair = Encoding.UTF8.GetString(bytes[..length]);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new HeaderCredentials(true, null)
            : new HeaderCredentials(true, new ClientCredentials(Decode(pair[..colon]), Decode(pair[(colon + 1)..])));
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static Problem Wrong(string message) => new(ProblemKind.Invalid, message);

    private sealed record HeaderCredentials(bool WasGiven, ClientCredentials? Credentials);
}
