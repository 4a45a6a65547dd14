using Helhed.Access;
using Helhed.Access.Sessions;
using Helhed.Ui;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Admin;

/// <summary>The frame of the administration's page, and the door to it.</summary>
internal static class AdminFrame
{
    public static PageFrame Of(HttpContext context)
    {
        var frame = PageFrame.Of(context);
        var caller = context.Caller();
        var t = new LookTexts(frame.Language);
        return frame with
        {
            Dense = true,
            Viewer = Viewer(caller, frame.Language),
            Navigation = caller is { Kind: CallerKind.Staff, Role: "security" }
                ? [new NavigationLink(OverviewPages.Path, t.Overview, IconName.Home), new NavigationLink(LookPages.Path, t.Nav, IconName.Lock), new NavigationLink(PseudonymPages.Path, new PseudonymTexts(frame.Language).Nav, IconName.Person), new NavigationLink(AppPages.Path, new AppTexts(frame.Language).Nav, IconName.Info)]
                : [],
        };
    }

    /// <summary>The page for those who look after the store; the front page for nobody; a clear refusal for everybody else.</summary>
    public static async Task<IResult> ForAdministrators(HttpContext context, Func<Caller, Task<IResult>> page, string backTo = OverviewPages.Path)
    {
        var caller = context.Caller();
        return caller switch
        {
            { Kind: CallerKind.Staff, Role: "security" or "director" } => WhereToProve(context, backTo) is { } path ? new SeeOther(path) : await page(caller),
            { Kind: CallerKind.Anonymous } => await ErrorPages.LoggedOff(context),
            _ => ErrorPages.Forbidden(context, Of(context).Viewer),
        };
    }

    /// <summary>What changes something asks for a proof of the last minutes; looking does not.</summary>
    private static string? WhereToProve(HttpContext context, string backTo) =>
        HttpMethods.IsPost(context.Request.Method) ? context.WhereToProve(context.RequestServices.GetRequiredService<TimeProvider>(), backTo) : null;

    private static Viewer Viewer(Caller caller, Language language)
    {
        var persona = Personas.Find(caller.Reference[(caller.Reference.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        return new Viewer(caller.Display, language == Language.English ? persona?.English : persona?.Danish, "/logud");
    }
}
