using Microsoft.AspNetCore.Http;

namespace Helhed.Access.Http;

/// <summary>401 with what to do about it. https://www.rfc-editor.org/rfc/rfc6750#section-3</summary>
internal static class Unauthorized
{
    internal static async Task Write(HttpContext context, bool isApi, bool wasGiven)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.CacheControl = "no-store";
        response.Headers.WWWAuthenticate = wasGiven
            ? "Bearer realm=\"helhed\", error=\"invalid_token\", error_description=\"The token is unknown or has expired\""
            : "Bearer realm=\"helhed\"";
        var cure = wasGiven
            ? "The token is unknown or has expired. Get a new one from /oauth2/token."
            : "A bearer token is needed. Get one from /oauth2/token.";
        response.ContentType = isApi ? "application/fhir+json; charset=utf-8" : "text/plain; charset=utf-8";
        await response.WriteAsync(
            isApi ? $$"""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"login","diagnostics":"{{cure}}"}]}""" : cure,
            context.RequestAborted);
    }
}
