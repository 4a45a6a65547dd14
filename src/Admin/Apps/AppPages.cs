using Helhed.Access.OAuth;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Admin;

/// <summary><c>/admin/apps</c>: which apps are let in. For information security alone; each choice is in the access log.</summary>
internal static class AppPages
{
    public const string Path = "/admin/apps";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, AppRegistry apps) => LookPages.ForSecurity(context, async _ =>
            PageEndpoints.Page<AppPage>(AdminFrame.Of(context), new AppModel(await apps.List(context.RequestAborted), context.Request.Query.ContainsKey("gjort")))));
        pages.MapPost(Path, (HttpContext context, AppRegistry apps) => LookPages.ForSecurity(
            context,
            async _ =>
            {
                var form = await context.Request.ReadFormAsync(context.RequestAborted);
                AppState? state = form["valg"].ToString() switch { "ja" => AppState.Approved, "nej" => AppState.Refused, "luk" => AppState.Closed, _ => null };
                return state is { } chosen && await apps.Change(form["app"].ToString(), chosen, context.RequestAborted) ? new SeeOther(Path + "?gjort=1") : ErrorPages.NotFound(context);
            },
            Path));
    }
}

/// <summary>The apps.</summary>
/// <param name="Apps">All of them, newest first.</param>
/// <param name="WasChanged">One was changed just now.</param>
public sealed record AppModel(IReadOnlyList<App> Apps, bool WasChanged);
