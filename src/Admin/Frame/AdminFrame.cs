using Helhed.Access;
using Helhed.Ui;
using Microsoft.AspNetCore.Http;

namespace Helhed.Admin;

/// <summary>The frame of the administration's page, and the door to it.</summary>
internal static class AdminFrame
{
    public static PageFrame Of(HttpContext context)
    {
        var frame = PageFrame.Of(context);
        return frame with { Dense = true, Viewer = Viewer(context.Caller(), frame.Language) };
    }

    /// <summary>The page for those who look after the store; the front page for nobody; a clear refusal for everybody else.</summary>
    public static async Task<IResult> ForAdministrators(HttpContext context, Func<Caller, Task<IResult>> page)
    {
        var caller = context.Caller();
        return caller switch
        {
            { Kind: CallerKind.Staff, Role: "security" or "director" } => await page(caller),
            { Kind: CallerKind.Anonymous } => Results.LocalRedirect("/"),
            _ => ErrorPages.Forbidden(context, Of(context).Viewer),
        };
    }

    private static Viewer Viewer(Caller caller, Language language)
    {
        var persona = Personas.Find(caller.Reference[(caller.Reference.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        return new Viewer(caller.Display, language == Language.English ? persona?.English : persona?.Danish, "/logout");
    }
}
