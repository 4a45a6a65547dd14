using System.Globalization;
using Helhed.Access;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Clinic;

/// <summary><c>/klinik/kalender/venteliste</c>: who waits at a clinic, who is next and why; offer a time, change the priority, take off the list. For those who look after the clinic's calendar.</summary>
internal static class WaitingPages
{
    public const string Path = CalendarPages.Path + "/venteliste";
    private const int MostPages = 1000;

    public static string Of(string clinic, int page = 1) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path}?klinik={Uri.EscapeDataString(clinic)}{(page > 1 ? $"&side={page}" : "")}");

    public static string Entry(string clinic, long number) => string.Create(CultureInfo.InvariantCulture, $"{Path}/{Uri.EscapeDataString(clinic)}/{number}");

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, CalendarDoors doors, WaitingDesk desk) => ClinicFrame.ForStaff(context, caller => Show(context, caller, doors, desk)));
        pages.MapGet(Path + "/{clinic}/{number:long}", (HttpContext context, string clinic, long number, CalendarDoors doors, WaitingDesk desk) =>
            ClinicFrame.ForStaff(context, caller => ShowEntry(context, caller, (clinic, number), (doors, desk), Tried.Nothing)));
        pages.MapPost(Path + "/{clinic}/{number:long}", (HttpContext context, string clinic, long number, CalendarDoors doors, WaitingDesk desk) =>
            ClinicFrame.ForStaff(context, caller => Change(context, caller, (clinic, number), (doors, desk))));
    }

    private static async Task<IResult> Show(HttpContext context, Caller caller, CalendarDoors doors, WaitingDesk desk)
    {
        var query = context.Request.Query;
        var clinics = await doors.Calendar.Clinics(caller, context.RequestAborted);
        var clinic = clinics.FirstOrDefault(c => c.Clinic == query["klinik"]) ?? clinics.FirstOrDefault(c => c.Organization == caller.Organization) ?? (clinics is [var first, ..] ? first : null);
        var page = int.TryParse(query["side"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, MostPages) : 1;
        WaitingPage? list = null;
        if (clinic is not null)
        {
            var found = await desk.Page(caller, clinic.Clinic, page, context.RequestAborted);
            if (!found.TryGet(out list, out _))
            {
                return ErrorPages.Broken(context);
            }
        }

        return PageEndpoints.Page<WaitingListPage>(ClinicFrame.Of(context), new WaitingListModel(clinics, clinic, list, page, doors.Clock.GetUtcNow()) { WasDone = query.ContainsKey("gjort") });
    }

    private static async Task<IResult> ShowEntry(HttpContext context, Caller caller, (string Clinic, long Number) at, (CalendarDoors Doors, WaitingDesk Desk) of, Tried tried)
    {
        var ct = context.RequestAborted;
        var clinic = (await of.Doors.Calendar.Clinics(caller, ct)).FirstOrDefault(c => c.Clinic == at.Clinic);
        if (clinic is null || !(await of.Desk.One(caller, at.Clinic, at.Number, ct)).TryGet(out var entry, out _))
        {
            return ErrorPages.NotFound(context);
        }

        var times = await of.Desk.Times(caller, at.Clinic, at.Number, ct);
        var now = of.Doors.Clock.GetUtcNow();
        var model = new WaitingEntryModel(clinic, entry, times.IsOk ? times.Value : [], Ids.NewUuid7Text(of.Doors.Clock), now)
        {
            Errors = tried.Errors,
            Failed = tried.Failed,
            WasDone = context.Request.Query.ContainsKey("gjort"),
        };
        return PageEndpoints.Page<WaitingEntryPage>(
            ClinicFrame.Of(context), model, model.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : model.Failed is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> Change(HttpContext context, Caller caller, (string Clinic, long Number) at, (CalendarDoors Doors, WaitingDesk Desk) of)
    {
        var ct = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(ct);
        var t = new WaitingTexts(context.Language());
        var (what, key, slot, why) = (form["hvad"].ToString(), form["noegle"].ToString(), form["tid"].ToString(), form["hvorfor"].ToString());
        FormError? missing = what switch
        {
            "tilbyd" when slot.Length == 0 => new FormError("tid", t.ChooseTime),
            "fjern" when why.Length == 0 => new FormError("hvorfor", t.ChooseWhy),
            _ => null,
        };
        if (missing is not null)
        {
            return await ShowEntry(context, caller, at, of, new Tried([missing], null));
        }

        var refused = what switch
        {
            "tilbyd" => await of.Desk.Offer(caller, at, slot, key, ct),
            "fjern" => await of.Desk.Remove(caller, at, why, key, ct),
            "haster" => await of.Desk.Prioritise(caller, at, int.TryParse(form["haster"], NumberStyles.None, CultureInfo.InvariantCulture, out var priority) ? priority : -1, key, ct),
            _ => new Problem(ProblemKind.Invalid, "There is no such act."),
        };
        return refused is null
            ? new SeeOther(what == "fjern" ? Of(at.Clinic) + "&gjort=1" : Entry(at.Clinic, at.Number) + "?gjort=1")
            : await ShowEntry(context, caller, at, of, new Tried([], t.Failure(refused)));
    }

    // What a form that was just sent got wrong, or why it was refused.
    private sealed record Tried(IReadOnlyList<FormError> Errors, string? Failed)
    {
        public static Tried Nothing { get; } = new([], null);
    }
}
