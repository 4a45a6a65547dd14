using Helhed.Access.Log;
using Helhed.Access.Tokens;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.OAuth;

/// <summary>
/// POST /oauth2/revoke: a client gives back a token of its own. A refresh token takes all with it that comes of the same consent.
/// https://www.rfc-editor.org/rfc/rfc7009
/// </summary>
internal static class Revoke
{
    internal static async Task<IResult> Post(HttpContext context, ClientDoor door, TokenRevocation revocation)
    {
        var (client, form, refusal) = await door.Open(context, context.RequestAborted);
        if (client is null || form is null)
        {
            return refusal!;
        }

        if (form["token"] is not { } token)
        {
            return new TokenError("invalid_request", "Send token.").Result();
        }

        // Also when there is no such token: then there is nothing left to do.
        return await revocation.Run(client, token, context.RequestAborted)
            ? TypedResults.Ok()
            : new TokenError("invalid_client", "The assertion was used before.").Result(StatusCodes.Status401Unauthorized);
    }
}

/// <summary>Takes tokens back.</summary>
internal sealed class TokenRevocation(Database database, TimeProvider clock, AccessEvents events, TokenStore tokens)
{
    /// <summary>False when the client's assertion was used before.</summary>
    internal async ValueTask<bool> Run(ProvenClient client, string token, CancellationToken ct)
    {
        var number = await events.Number(ct);
        var now = clock.GetUtcNow();
        var isProven = await database.Write(
            async tx =>
            {
                if (client.Assertion is { } assertion && !await TokenStore.Use(tx, assertion, now))
                {
                    return false;
                }

                if (Secret.Hash(token) is { } hash && (await Access(tx, hash, client.App.Id) || await Refresh(tx, hash, client.App.Id, now)))
                {
                    await events.Write(tx, number, "revocation", client.App.Id, "client");
                }

                return true;
            },
            ct);
        tokens.Forget();
        return isProven;
    }

    private static async ValueTask<bool> Access(WriteTransaction tx, byte[] hash, string client) =>
        await tx.Execute("DELETE FROM access_token WHERE hash = $1 AND client = $2", hash, client) == 1;

    private static async ValueTask<bool> Refresh(WriteTransaction tx, byte[] hash, string client, DateTimeOffset now)
    {
        if (await RefreshRow.Find(tx, hash) is not { } found || found.Family.App != client)
        {
            return false;
        }

        await Family.End(tx, found.Family.Number, now);
        return true;
    }
}
