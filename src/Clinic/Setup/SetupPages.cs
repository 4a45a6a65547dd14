using System.Globalization;
using Helhed.Access;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Clinic;

/// <summary><c>/klinik/kalender/{klinik}/fravaer</c>: who is away, and what that touches; <c>/uge</c>: the clinic's sessions, seen and changed.</summary>
internal static class SetupPages
{
    private const string New = "ny";

    public static string Absences(string clinic) => $"{CalendarPages.Path}/{Uri.EscapeDataString(clinic)}/fravaer";

    public static string Week(string clinic) => $"{CalendarPages.Path}/{Uri.EscapeDataString(clinic)}/uge";

    public static string Session(string clinic, string? id) => $"{Week(clinic)}/{Uri.EscapeDataString(id ?? New)}";

    public static string Visit(TouchedVisit visit) => $"{CalendarPages.Path}/{Uri.EscapeDataString(visit.Clinic)}/{DateText.LocalDay(visit.Start):yyyy-MM-dd}/aftale/{Uri.EscapeDataString(visit.Appointment)}";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(CalendarPages.Path + "/{clinic}/fravaer", (HttpContext context, string clinic, CalendarDoors doors) =>
            WithClinic(context, doors, clinic, (caller, found) => ShowAbsences(context, caller, found, doors, new AbsenceForm("", Today(doors), Today(doors), "", "", ""))));
        pages.MapPost(CalendarPages.Path + "/{clinic}/fravaer", (HttpContext context, string clinic, CalendarDoors doors) =>
            WithClinic(context, doors, clinic, (caller, found) => Absent(context, caller, found, doors)));
        pages.MapGet(CalendarPages.Path + "/{clinic}/uge", (HttpContext context, string clinic, CalendarDoors doors) =>
            WithClinic(context, doors, clinic, (_, found) => Task.FromResult<IResult>(
                PageEndpoints.Page<WeekPage>(ClinicFrame.Of(context), new WeekModel(found) { WasSaved = context.Request.Query.ContainsKey("gemt") }))));
        pages.MapGet(CalendarPages.Path + "/{clinic}/uge/{session}", (HttpContext context, string clinic, string session, CalendarDoors doors) =>
            WithSession(context, doors, (clinic, session), (_, found, known) => Task.FromResult<IResult>(
                PageEndpoints.Page<SessionPage>(ClinicFrame.Of(context), new SessionModel(found, known?.Id, SessionForms.Of(known), SessionForms.Text(known))))));
        pages.MapPost(CalendarPages.Path + "/{clinic}/uge/{session}", (HttpContext context, string clinic, string session, CalendarDoors doors) =>
            WithSession(context, doors, (clinic, session), (caller, found, known) => SaveSession(context, caller, (found, known), doors)));
    }

    private static Task<IResult> WithClinic(HttpContext context, CalendarDoors doors, string clinic, Func<Caller, ClinicTemplate, Task<IResult>> page) =>
        ClinicFrame.ForStaff(context, async caller =>
            (await doors.Calendar.Clinics(caller, context.RequestAborted)).FirstOrDefault(c => c.Clinic == clinic) is { } found ? await page(caller, found) : ErrorPages.NotFound(context));

    private static Task<IResult> WithSession(HttpContext context, CalendarDoors doors, (string Clinic, string Session) at, Func<Caller, ClinicTemplate, Session?, Task<IResult>> page) =>
        WithClinic(context, doors, at.Clinic, async (caller, clinic) =>
        {
            var known = clinic.Sessions.FirstOrDefault(s => s.Id == at.Session);
            return known is null && at.Session != New ? ErrorPages.NotFound(context) : await page(caller, clinic, known);
        });

    private static async Task<IResult> ShowAbsences(HttpContext context, Caller caller, ClinicTemplate clinic, CalendarDoors doors, AbsenceForm typed, params IReadOnlyList<FormError> errors)
    {
        var ct = context.RequestAborted;
        var lines = new List<(Absence, IReadOnlyList<TouchedVisit>)>();
        foreach (var absence in (await doors.Absences.Of(caller, ct)).Where(a => clinic.Actors.Any(known => known.Reference == a.Actor)))
        {
            lines.Add((absence, await doors.Absences.Touched(caller, absence, ct)));
        }

        return PageEndpoints.Page<AbsencesPage>(
            ClinicFrame.Of(context),
            new AbsencesModel(clinic, lines, typed) { Errors = errors, WasSaved = context.Request.Query.ContainsKey("gemt") },
            errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static async Task<IResult> Absent(HttpContext context, Caller caller, ClinicTemplate clinic, CalendarDoors doors)
    {
        var ct = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(ct);
        if (long.TryParse(form["nummer"], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            await doors.Absences.End(caller, number, ct);
            return new SeeOther(Absences(clinic.Clinic) + "?gemt=1");
        }

        var typed = new AbsenceForm(form["hvem"].ToString(), form["foerste"].ToString(), form["sidste"].ToString(), form["fra"].ToString().Trim(), form["til"].ToString().Trim(), form["hvorfor"].ToString());
        var (span, errors) = AbsenceSpan.Of(clinic, typed, new SetupTexts(context.Language()));

        // The same absence again is a second click or a reload.
        var isThere = span is { } wanted && (await doors.Absences.Of(caller, ct)).Any(a => (a.Actor, a.From, a.Until) == (typed.Who, wanted.From, wanted.Until));
        if (span is { } given && !isThere && (await doors.Absences.Add(caller, typed.Who, given, typed.Why, ct)).Problem is { } problem)
        {
            errors = [new FormError("hvem", new SetupTexts(context.Language()).Problem(problem))];
        }

        return errors.Count > 0 ? await ShowAbsences(context, caller, clinic, doors, typed, errors) : new SeeOther(Absences(clinic.Clinic) + "?gemt=1");
    }

    private static async Task<IResult> SaveSession(HttpContext context, Caller caller, (ClinicTemplate Clinic, Session? Session) at, CalendarDoors doors)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var t = new SetupTexts(context.Language());
        var (typed, read) = (SessionForms.Read(form), form["laest"].ToString());
        var model = new SessionModel(at.Clinic, at.Session?.Id, typed, read);
        var isRemoved = form["hvad"] == "fjern";
        var (session, errors) = isRemoved ? (null, []) : SessionForms.Parse(at.Clinic, at.Session, typed, t);
        if (errors.Count > 0)
        {
            return PageEndpoints.Page<SessionPage>(ClinicFrame.Of(context), model with { Errors = errors }, StatusCodes.Status422UnprocessableEntity);
        }

        var changed = at.Clinic with { Sessions = [.. at.Clinic.Sessions.Select(s => s.Id == at.Session?.Id ? session : s).OfType<Session>(), .. at.Session is null && session is not null ? new[] { session } : []] };
        var saved = read == SessionForms.Text(at.Session)
            ? await doors.Templates.Replace(caller, at.Clinic, changed, context.RequestAborted)
            : new Problem(ProblemKind.PreconditionFailed, "The session has been changed.");
        return saved.Problem is { } problem
            ? PageEndpoints.Page<SessionPage>(ClinicFrame.Of(context), model with { Failed = t.Problem(problem), Read = SessionForms.Text(at.Session) }, StatusCodes.Status409Conflict)
            : new SeeOther(Week(at.Clinic.Clinic) + "?gemt=1");
    }

    private static string Today(CalendarDoors doors) => DateText.Numeric(DateText.LocalDay(doors.Clock.GetUtcNow()));
}
