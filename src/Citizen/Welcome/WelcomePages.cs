using Helhed.Access;
using Helhed.Access.LogIn;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary>The public door: <c>/</c>, and <c>/demo</c> in demo mode.</summary>
internal static class WelcomePages
{
    public static void Map(RouteGroupBuilder pages, bool demo)
    {
        pages.MapGet("/", (HttpContext context, LogIns logIns) =>
        {
            var logIn = logIns.Providers.Count > 0 ? "/log-ind" : demo ? "/demo" : null;
            return PageEndpoints.Page<WelcomePage>(Frame(context), new WelcomeModel(logIn, OwnPage(context.Caller())));
        });
        if (demo)
        {
            pages.MapGet("/demo", (HttpContext context, string? to) =>
                PageEndpoints.Page<DemoPage>(Frame(context), new DemoModel(Personas.All) { Target = LocalPath.OrRoot(to) is var path && path.StartsWith("/borger", StringComparison.Ordinal) ? path : null }));
        }
    }

    internal static PageFrame Frame(HttpContext context)
    {
        var frame = PageFrame.Of(context);
        frame = frame with { Footer = CitizenFrame.FooterOf(frame.Language) };
        var caller = context.Caller();
        return OwnPage(caller) is null ? frame : frame with { Viewer = PersonaText.Viewer(caller, frame.Language) };
    }

    private static string? OwnPage(Caller caller) => caller.Kind switch
    {
        CallerKind.Citizen => "/borger",
        CallerKind.Staff => "/klinik",
        _ => null,
    };
}

/// <summary>A caller's line in the reader's language.</summary>
internal static class PersonaText
{
    public static string Line(Persona persona, Language language) => language == Language.English ? persona.English : persona.Danish;

    /// <summary>Who is logged in, with the persona's line when it is one.</summary>
    public static Viewer Viewer(Caller caller, Language language)
    {
        var id = caller.Reference[(caller.Reference.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return new Viewer(caller.Display, Personas.Find(id) is { } persona ? Line(persona, language) : null, "/logud");
    }
}
