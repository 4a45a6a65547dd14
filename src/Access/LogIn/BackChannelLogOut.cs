using Helhed.Access.Log;
using Helhed.Access.Sessions;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Helhed.Access.LogIn;

/// <summary>
/// POST /logout/backchannel/{provider}: a provider ends the sessions of somebody who has logged out there, or elsewhere.
/// https://openid.net/specs/openid-connect-backchannel-1_0.html
/// </summary>
internal sealed class BackChannelLogOut(TokenCheck check, SessionStore sessions, Database database, AccessEvents events, TimeProvider clock)
{
    private static readonly FormOptions Limits = new() { ValueCountLimit = 8, KeyLengthLimit = 64, ValueLengthLimit = 64 * 1024, BufferBodyLengthLimit = 128 * 1024 };

    // As long as a token may be used: it is refused by its age afterwards.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    internal static async Task<IResult> Post(HttpContext context, string provider, AccessOptions options, BackChannelLogOut logOut, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (options.LogIn.Find(provider) is not { } found)
        {
            return TypedResults.NotFound();
        }

        return await Token(context.Request, ct) is { } token && await logOut.End(found, token, ct)
            ? TypedResults.Ok()
            : TypedResults.Json(new Dictionary<string, string> { ["error"] = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest);
    }

    /// <summary>False when the token does not hold or was used before.</summary>
    private async Task<bool> End(ProviderSettings provider, string token, CancellationToken ct)
    {
        if (!(await check.LogOutToken(provider, token, ct)).TryGet(out var claims, out _))
        {
            return false;
        }

        var ended = await sessions.Of(provider.Name, claims.Text("sub"), claims.Text("sid"), ct);
        var number = await events.Numbers(Math.Max(1, ended.Count), ct);
        return await database.Write(
            async tx =>
            {
                if (!await PendingLogIns.UseOnce(tx, provider.Name, claims.Text("jti")!, clock.GetUtcNow() + Remembered))
                {
                    return false;
                }

                await sessions.EndAll(tx, ended, number);
                return true;
            },
            ct);
    }

    private static async Task<string?> Token(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType || request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            var form = await new FormFeature(request, Limits).ReadFormAsync(ct);
            return form["logout_token"] is { Count: 1 } token ? token.ToString() : null;
        }
        catch (Exception error) when (error is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }
}
