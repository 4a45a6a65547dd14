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

    public static void Map(RouteGroupBuilder pages) =>
        pages.MapGet("/klinik/patient/{id}", (HttpContext context, string id, OverviewQuery query) =>
            ClinicFrame.ForStaff(context, async caller =>
            {
                if (!IsId(id))
                {
                    return ErrorPages.NotFound(context);
                }

                var overview = await query.Run(caller, id, context.RequestAborted);
                return overview.TryGet(out var model, out var problem)
                    ? PageEndpoints.Page<OverviewPage>(ClinicFrame.Of(context), model)
                    : Refusal(context, problem);
            }));

    // FHIR's own pattern for ids, so that nothing else reaches a search string. https://hl7.org/fhir/R4/datatypes.html#id
    private static bool IsId(string id) =>
        id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    private static IResult Refusal(HttpContext context, Problem problem) => problem.Kind switch
    {
        ProblemKind.Forbidden or ProblemKind.Unauthenticated => ErrorPages.Forbidden(context),
        ProblemKind.NotFound or ProblemKind.Gone => AccessPages.NotSeen(context),
        _ => ErrorPages.Broken(context),
    };
}
