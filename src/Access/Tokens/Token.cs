using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace Helhed.Access.Tokens;

/// <summary>
/// POST /oauth2/token with grant_type=client_credentials.
/// https://www.rfc-editor.org/rfc/rfc6749#section-4.4
/// </summary>
internal static partial class Token
{
    // What a system may do today; SMART scopes are given out, and held to, when the Access issue builds them.
    private const string Granted = "system/*.cruds";

    internal static async Task<Results<Ok<TokenAnswer>, JsonHttpResult<TokenError>>> Post(
        HttpContext context, Clients clients, TokenStore tokens, ILogger<TokenStore> log, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        if (!(await TokenRequest.Read(context.Request, ct)).TryGet(out var request, out var problem))
        {
            return Error(StatusCodes.Status400BadRequest, "invalid_request", problem.Message);
        }

        if (request.Credentials is null || !clients.Authenticate(request.Credentials))
        {
            if (request.UsedHeader)
            {
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"helhed\", charset=\"UTF-8\"";
            }

            return Error(StatusCodes.Status401Unauthorized, "invalid_client", "The client is not known or its secret is wrong.");
        }

        if (request.GrantType != "client_credentials")
        {
            return Error(StatusCodes.Status400BadRequest, "unsupported_grant_type", "Send grant_type=client_credentials.");
        }

        if (!IsSystemScope(request.Scope))
        {
            return Error(StatusCodes.Status400BadRequest, "invalid_scope", "A system asks for scopes that begin with system/.");
        }

        var token = await tokens.Issue(request.Credentials.Id, ct);
        LogIssued(log, request.Credentials.Id);
        return TypedResults.Ok(new TokenAnswer(token, "Bearer", (int)TokenStore.Lifetime.TotalSeconds, Granted));
    }

    private static bool IsSystemScope(string? scope) =>
        scope is null || scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(one => one.StartsWith("system/", StringComparison.Ordinal));

    private static JsonHttpResult<TokenError> Error(int status, string code, string description) =>
        TypedResults.Json(new TokenError(code, description), statusCode: status);

    [LoggerMessage(Level = LogLevel.Information, Message = "Token issued to client {Client}")]
    private static partial void LogIssued(ILogger log, string client);
}

internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresInSeconds,
    [property: JsonPropertyName("scope")] string Scope);

internal sealed record TokenError(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("error_description")] string Description);
