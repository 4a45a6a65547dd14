using System.Globalization;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Feed;
using Helhed.Platform.Work;
using Helhed.Records;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Admin;

/// <summary>
/// <c>GET /admin</c>: the state of the store. Each button posts to an address of its own and leads back; what was refused is said on top.
/// </summary>
internal static class OverviewPages
{
    public const string Path = "/admin";
    public const string Reindex = "/admin/indeks/gennemgang";
    public const string StopReindex = "/admin/indeks/stop";
    public const string ResumeReindex = "/admin/indeks/fortsaet";
    public const string RetryWork = "/admin/opgaver/igen";
    public const string Replay = "/admin/aendringer/igen";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, OverviewQuery query) => AdminFrame.ForAdministrators(context, caller => Show(context, caller, query, null)));
        Post(pages, Reindex, async (context, caller, store) => (await store.Begin(caller, Purpose(context), context.RequestAborted)).Problem);
        Post(pages, StopReindex, async (context, caller, store) => (await store.Stop(caller, context.RequestAborted)).Problem);
        Post(pages, ResumeReindex, async (context, caller, store) => (await store.Resume(caller, context.RequestAborted)).Problem);
        pages.MapPost(RetryWork, (HttpContext context, OverviewQuery query, WorkQueue work) =>
            AdminFrame.ForAdministrators(context, caller => Retry(context, caller, query, work)));
        pages.MapPost(Replay, (HttpContext context, OverviewQuery query, Reactions reactions) =>
            AdminFrame.ForAdministrators(context, caller => Again(context, caller, query, reactions)));
    }

    private static void Post(RouteGroupBuilder pages, string path, Func<HttpContext, Caller, StoreAdministration, Task<Problem?>> act) =>
        pages.MapPost(path, (HttpContext context, OverviewQuery query, StoreAdministration store) =>
            AdminFrame.ForAdministrators(context, async caller => await act(context, caller, store) is { } problem ? await Show(context, caller, query, problem) : Back()));

    private static IndexingPurpose Purpose(HttpContext context) => context.Request.Form["hvad"] == "fuld" ? IndexingPurpose.FullRepair : IndexingPurpose.Repair;

    private static async Task<IResult> Retry(HttpContext context, Caller caller, OverviewQuery query, WorkQueue work) =>
        long.TryParse(context.Request.Form["opgave"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && await work.Retry(id, context.RequestAborted)
            ? Back()
            : await Show(context, caller, query, new Problem(ProblemKind.NotFound, ""));

    private static async Task<IResult> Again(HttpContext context, Caller caller, OverviewQuery query, Reactions reactions)
    {
        _ = long.TryParse(context.Request.Form["nummer"], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var outcome = await reactions.Replay(context.Request.Form["reaktion"].ToString(), number, context.RequestAborted);
        return outcome.Problem is { } problem ? await Show(context, caller, query, problem) : Back();
    }

    private static async Task<IResult> Show(HttpContext context, Caller caller, OverviewQuery query, Problem? refused)
    {
        var overview = await query.Run(caller, context.RequestAborted);
        if (!overview.TryGet(out var model, out var problem))
        {
            return problem.Kind is ProblemKind.Forbidden ? ErrorPages.Forbidden(context) : ErrorPages.Broken(context);
        }

        var t = AdminTexts.Of(context.Language());
        var refusal = refused?.Kind switch
        {
            null => null,
            ProblemKind.NotFound => t.NotThere,
            ProblemKind.Conflict => t.NotNow,
            _ => t.Refused,
        };
        var status = refused is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        return PageEndpoints.Page<OverviewPage>(AdminFrame.Of(context), model with { Refusal = refusal }, status);
    }

    private static SeeOther Back() => new(Path);
}
