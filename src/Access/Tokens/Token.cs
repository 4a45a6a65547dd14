using Helhed.Access.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Helhed.Access.Tokens;

/// <summary>
/// POST /oauth2/token with grant_type authorization_code, refresh_token or client_credentials. There is no password grant.
/// https://www.rfc-editor.org/rfc/rfc6749#section-4 and https://www.rfc-editor.org/rfc/rfc9700
/// </summary>
internal static partial class Token
{
    internal static async Task<IResult> Post(HttpContext context, ClientDoor door, TokenGrants grants, ILogger<TokenStore> log, CancellationToken ct)
    {
        var (client, form, refusal) = await door.Open(context, ct);
        if (client is null || form is null)
        {
            return refusal!;
        }

        var result = await grants.Give(client, form, door.Issuer(context.Request), ct);
        if (result.Error is { } error)
        {
            LogRefused(log, client.App.Id, error.Error);
            return error.Result(error.Error == "invalid_client" ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest);
        }

        LogIssued(log, client.App.Id);
        return TypedResults.Ok(result.Answer);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Token issued to client {Client}")]
    private static partial void LogIssued(ILogger log, string client);

    [LoggerMessage(Level = LogLevel.Information, Message = "Token refused to client {Client}: {Error}")]
    private static partial void LogRefused(ILogger log, string client, string error);
}
