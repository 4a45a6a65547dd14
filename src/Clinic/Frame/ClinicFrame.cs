using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Access.Looks;
using Helhed.Ui;
using Microsoft.AspNetCore.Http;

namespace Helhed.Clinic;

/// <summary>The frame of the clinician's pages, and the door to them.</summary>
internal static class ClinicFrame
{
    public static PageFrame Of(HttpContext context)
    {
        var frame = PageFrame.Of(context);
        var t = ClinicTexts.Of(frame.Language);
        return frame with
        {
            Dense = true,
            Viewer = Viewer(context.Caller(), frame.Language),
            Navigation = Navigation(context.Caller(), t, (new AccessTexts(frame.Language), new CaseTexts(frame.Language), new CalendarTexts(frame.Language))),
        };
    }

    /// <summary>The page for staff; the front page for nobody; a clear refusal for everybody else.</summary>
    public static async Task<IResult> ForStaff(HttpContext context, Func<Caller, Task<IResult>> page)
    {
        var caller = context.Caller();
        return caller.Kind switch
        {
            CallerKind.Staff => await page(caller),
            CallerKind.Anonymous => await ErrorPages.LoggedOff(context),
            _ => ErrorPages.Forbidden(context, Of(context).Viewer),
        };
    }

    private static List<NavigationLink> Navigation(Caller caller, ClinicTexts t, (AccessTexts Access, CaseTexts Cases, CalendarTexts Calendar) of)
    {
        var links = new List<NavigationLink> { new("/klinik", t.FindPatient, IconName.Search) };
        if (caller.Role is "doctor" or "nurse" or "visitation" or "secretary")
        {
            links.Add(new NavigationLink(CalendarPages.Path, of.Calendar.Nav, IconName.CalendarMonth));
        }

        if (Claims.MayMake(caller))
        {
            links.Add(new NavigationLink(AccessPages.Path, of.Access.Nav, IconName.Lock));
        }

        if (Questions.MayAnswer(caller))
        {
            links.Add(new NavigationLink(QuestionPages.Path, of.Access.QuestionsNav, IconName.Chat));
        }

        if (CasePages.MaySee(caller))
        {
            links.Add(new NavigationLink(CasePages.Path, of.Cases.Nav, IconName.Check));
        }

        return links;
    }

    private static Viewer Viewer(Caller caller, Language language)
    {
        var persona = Personas.Find(caller.Reference[(caller.Reference.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        return new Viewer(caller.Display, language == Language.English ? persona?.English : persona?.Danish, "/logud");
    }
}
