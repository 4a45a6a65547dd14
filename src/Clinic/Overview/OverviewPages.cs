using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Clinic;

/// <summary><c>GET /klinik/patient/{id}</c>: a patient at a glance.</summary>
internal static class OverviewPages
{
    public static string Path(string id) => $"/klinik/patient/{Uri.EscapeDataString(id)}";

    // The pattern is FHIR's own for ids, so that nothing else reaches a search string.
    public static void Map(RouteGroupBuilder pages) =>
        pages.MapGet("/klinik/patient/{id:regex(^[A-Za-z0-9.-]{{1,64}}$)}", (HttpContext context, string id, OverviewQuery query) =>
            ClinicFrame.ForStaff(context, async caller =>
            {
                var overview = await query.Run(caller, id, context.RequestAborted);
                return overview.TryGet(out var model, out var problem)
                    ? PageEndpoints.Page<OverviewPage>(ClinicFrame.Of(context), model)
                    : Refusal(context, problem);
            }));

    private static IResult Refusal(HttpContext context, Problem problem) => problem.Kind switch
    {
        ProblemKind.Forbidden or ProblemKind.Unauthenticated => ErrorPages.Forbidden(context),
        ProblemKind.NotFound or ProblemKind.Gone => ErrorPages.NotFound(context),
        _ => ErrorPages.Broken(context),
    };
}
