using Helhed.Access.Tokens;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.OAuth;

/// <summary>The door that the endpoints for clients share: reads the form, finds the client, refuses alike.</summary>
internal sealed class ClientDoor(ClientAuthentication authentication, AccessOptions options)
{
    internal string Issuer(HttpRequest request) => options.Origin(request);

    internal async ValueTask<(ProvenClient? Client, ClientForm? Form, IResult? Refusal)> Open(HttpContext context, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
        if (!(await ClientForm.Read(context.Request, ct)).TryGet(out var form, out var problem))
        {
            return (null, null, new TokenError("invalid_request", problem.Message).Result());
        }

        // A missing grant_type is told before the client is asked who it is, as the endpoint always did.
        if (context.Request.Path == Addresses.Token && form["grant_type"] is null)
        {
            return (null, null, new TokenError("invalid_request", "grant_type is missing; send authorization_code, refresh_token or client_credentials.").Result());
        }

        if ((await authentication.Run(form, Issuer(context.Request), ct)).TryGet(out var client, out var refused))
        {
            return (client, form, null);
        }

        if (refused.Kind == ProblemKind.Invalid)
        {
            return (null, null, new TokenError("invalid_request", refused.Message).Result());
        }

        if (form.Header.WasGiven)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"helhed\", charset=\"UTF-8\"";
        }

        return (null, null, new TokenError("invalid_client", refused.Message).Result(StatusCodes.Status401Unauthorized));
    }
}
