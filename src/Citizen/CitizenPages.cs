using Helhed.Access;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary>The addresses below <c>/borger</c>. Only for a citizen, who sees herself.</summary>
internal static class CitizenPages
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/borger", (HttpContext context, CitizenRecords records, StartQuery query, CancellationToken ct) =>
            ForCitizen(context, records, async (caller, name) => Show<StartPage>(context, caller, name, await query.Run(caller, name, context.Language(), ct))));
    }

    /// <summary>The page for a citizen; the front page for nobody; a clear refusal for everybody else.</summary>
    public static async Task<IResult> ForCitizen(
        HttpContext context, CitizenRecords records, Func<Caller, CitizenName?, Task<IResult>> page)
    {
        var caller = context.Caller();
        return caller.Kind switch
        {
            CallerKind.Citizen => await ForWhom(context, records, caller) ?? await page(caller, await records.Name(caller, context.RequestAborted)),
            CallerKind.Anonymous => await ErrorPages.LoggedOff(context),
            _ => ErrorPages.Forbidden(context, PersonaText.Viewer(caller, context.Language())),
        };
    }

    // Somebody who acts for another: what they may see is found out before anything is looked up, and where they may no more they are told.
    private static async Task<IResult?> ForWhom(HttpContext context, CitizenRecords records, Caller caller)
    {
        if (caller.Subject == caller.Reference)
        {
            return null;
        }

        CitizenFrame.Tell(context, await records.Reach.Sees(caller, "Patient", context.RequestAborted));
        return context.Request.Path == BehalfPages.Path || await records.Reach.Holds(caller, context.RequestAborted) ? null
            : PageEndpoints.Page<EndedPage>(
                CitizenFrame.Of(context, caller, null) with { Behalf = null, Navigation = [] }, new EndedModel(caller.Reference), StatusCodes.Status403Forbidden);
    }

    /// <summary>The same for what one does for oneself alone, and not on behalf of another.</summary>
    public static Task<IResult> ForOwn(HttpContext context, CitizenRecords records, Func<Caller, CitizenName?, Task<IResult>> page) =>
        ForCitizen(context, records, (caller, name) =>
            caller.Subject == caller.Reference ? page(caller, name) : Task.FromResult(ErrorPages.NotYours(context, CitizenFrame.Of(context, caller, name?.Full).Viewer)));

    /// <summary>The same for what one does for oneself, and a parent for a child under 15 in its place.</summary>
    public static Task<IResult> ForOwnOrChild(HttpContext context, CitizenRecords records, Func<Caller, CitizenName?, Task<IResult>> page) =>
        ForCitizen(context, records, async (caller, name) => await records.Reach.Decides(caller, context.RequestAborted)
            ? await page(caller, name)
            : ErrorPages.NotYours(context, CitizenFrame.Of(context, caller, name?.Full).Viewer));

    public static IResult Show<TPage>(HttpContext context, Caller caller, CitizenName? name, object model, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        PageEndpoints.Page<TPage>(CitizenFrame.Of(context, caller, name?.Full), model, status);
}
