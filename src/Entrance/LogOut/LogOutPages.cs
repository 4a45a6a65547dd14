using System.Text.Json.Serialization;
using Helhed.Access;
using Helhed.Access.LogIn;
using Helhed.Access.Sessions;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Entrance;

/// <summary>
/// <c>POST /logud</c>: out here, and on to the provider's own log-out; <c>/logget-af</c>: out. <c>GET /log-ind/tid</c> and
/// <c>POST /log-ind/bliv</c>: how long there is left, and staying, for session.js.
/// </summary>
internal static class LogOutPages
{
    private const string Done = "/logget-af";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapPost(EntranceFrame.LogOutPath, LogOut);
        pages.MapGet(Done, LoggedOut);
        pages.MapGet("/log-ind/tid", Left);

        // The request itself has made the session last.
        pages.MapPost("/log-ind/bliv", (HttpContext context, TimeProvider clock) =>
            context.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase) ? Left(context, clock) : EntranceFrame.SeeOther(context, "/"));
    }

    private static async Task<IResult> LogOut(HttpContext context, LogIns logIns, CancellationToken ct)
    {
        if (await logIns.LogOut(context, ct) is not { } provider)
        {
            return EntranceFrame.SeeOther(context, Done);
        }

        // Not a redirect: browsers hold the answer to a form to the policy's form-action, and this leads to another server.
        context.Response.Headers["Refresh"] = $"0; url={provider.AbsoluteUri}";
        var t = EntranceTexts.Of(context.Language());
        var notice = new NoticeModel(t.LeavingTitle, t.LeavingText, IconName.Success, provider.AbsoluteUri, t.LeavingLink);
        return PageEndpoints.Page<Notice>(PageFrame.Of(context) with { Session = null, Path = Done }, notice);
    }

    private static async Task<IResult> LoggedOut(HttpContext context, LogIns logIns, CancellationToken ct)
    {
        await logIns.HasLeft(context, ct);
        var t = EntranceTexts.Of(context.Language());
        return context.Caller().Kind == CallerKind.Anonymous
            ? EntranceFrame.Notice(context, (t.LoggedOut, t.LoggedOutText), (LogInPages.Path, t.LogInAgain), (IconName.Success, StatusCodes.Status200OK))
            : EntranceFrame.Notice(context, (t.StillIn, t.StillInText), ("/", t.ToFrontPage), (IconName.Info, StatusCodes.Status200OK));
    }

    private static IResult Left(HttpContext context, TimeProvider clock)
    {
        var left = context.SessionTime() is { } time ? (int)(time.Until - clock.GetUtcNow()).TotalSeconds : 0;
        return Results.Json(new LeftAnswer(left), LeftJson.Default.LeftAnswer);
    }
}

/// <summary>How many seconds a session lasts yet.</summary>
internal sealed record LeftAnswer([property: JsonPropertyName("left")] int LeftSeconds);

/// <summary>How it is written.</summary>
[JsonSerializable(typeof(LeftAnswer))]
internal sealed partial class LeftJson : JsonSerializerContext;
