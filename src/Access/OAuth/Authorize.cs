using Helhed.Access.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Access.OAuth;

/// <summary>Why an app's request can be answered only to the person: it is not known where else the answer may go.</summary>
public enum AuthorizeFault
{
    /// <summary>The request cannot be read.</summary>
    Unreadable,

    /// <summary>There is no such app, or it may not be used.</summary>
    UnknownApp,

    /// <summary>The address to answer to is not one of the app's.</summary>
    WrongAddress,

    /// <summary>More questions are open than can be kept.</summary>
    Busy,
}

/// <summary>Answers a person when an app's request cannot be answered to the app. A room with pages gives one; without it the answer is plain text.</summary>
/// <param name="context">The request.</param>
/// <param name="fault">Why.</param>
/// <returns>The answer.</returns>
public delegate IResult AuthorizeFaultPage(HttpContext context, AuthorizeFault fault);

/// <summary>
/// GET and POST /oauth2/authorize: authorization code with PKCE, the only flow there is.
/// https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html and https://www.rfc-editor.org/rfc/rfc9700
/// </summary>
internal static class Authorize
{
    internal static async Task<IResult> Handle(
        HttpContext context, AppRegistry apps, AppConsent consent, AccessOptions options, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await AuthorizeRequest.Fields(context.Request, ct) is not { } fields)
        {
            return Fault(context, AuthorizeFault.Unreadable);
        }

        if (fields.GetValueOrDefault("client_id") is not { Length: > 0 and <= 100 } id || await apps.Find(id, ct) is not { } app || !Apps.MayBeUsed(app.State, options))
        {
            return Fault(context, AuthorizeFault.UnknownApp);
        }

        if (fields.GetValueOrDefault("redirect_uri") is not { } redirect || !RedirectRule.Matches(app.Registration, redirect))
        {
            return Fault(context, AuthorizeFault.WrongAddress);
        }

        var issuer = options.Origin(context.Request);
        var state = fields.GetValueOrDefault("state");
        var back = new ReturnAddress(redirect, state is { Length: > 0 } ? state : null, issuer);
        var (request, error, description) = AuthorizeRequest.Read(fields, app, back);
        if (request is not null && fields.GetValueOrDefault("aud")?.TrimEnd('/') != issuer + Addresses.Fhir)
        {
            (request, error, description) = (null, "invalid_request", $"aud must be {issuer}{Addresses.Fhir}.");
        }

        if (request is null)
        {
            return Addresses.Go(back.With("error", error, description));
        }

        if (request.MaxAge is { } most && !IsLoggedInSince(context, most))
        {
            if (request.Prompt == Prompt.None)
            {
                return Addresses.Go(back.With("error", "login_required"));
            }

            request = request with { Prompt = request.Prompt is Prompt.Consent or Prompt.LogInAndConsent ? Prompt.LogInAndConsent : Prompt.LogIn };
        }

        return await consent.Begin(request, ct) is { } ask ? await Step(context, consent, ask, ct) : Fault(context, AuthorizeFault.Busy);
    }

    // A form of another site comes without the cookie: then it is not known, and so it is asked. https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest
    private static bool IsLoggedInSince(HttpContext context, TimeSpan most) =>
        context.Session() is { } session && context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() - session.LoggedInAt <= most;

    private static async ValueTask<IResult> Step(HttpContext context, AppConsent consent, string ask, CancellationToken ct)
    {
        // A form of another site comes without the session's cookie: the page looks who is there.
        if (HttpMethods.IsPost(context.Request.Method))
        {
            return Addresses.Go(AppConsent.PageAddress(ask));
        }

        return await consent.Look(context, ask, ct) switch
        {
            ConsentStep.Leave leave => Addresses.Go(leave.Address),
            ConsentStep.LogIn => Addresses.Go(AppConsent.LogInAddress(ask)),
            ConsentStep.Ask => Addresses.Go(AppConsent.PageAddress(ask)),
            _ => Fault(context, AuthorizeFault.Unreadable),
        };
    }

    private static IResult Fault(HttpContext context, AuthorizeFault fault) =>
        context.RequestServices.GetService<AuthorizeFaultPage>() is { } page ? page(context, fault) : TypedResults.Text(
            fault switch
            {
                AuthorizeFault.UnknownApp => "The app is not known, or may not be used.",
                AuthorizeFault.WrongAddress => "redirect_uri is not one that the app has registered: it is compared letter by letter.",
                AuthorizeFault.Busy => "More requests are open than can be kept; try again in some minutes.",
                _ => "The request cannot be read: a parameter is given twice, or there are too many.",
            },
            "text/plain; charset=utf-8",
            statusCode: fault == AuthorizeFault.Busy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest);
}
